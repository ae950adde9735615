//! A medium whose calls are run by somebody else, so that one who waits for a drive that answers nothing can
//! be called back: a dead share, or a stick that is about to fail, keeps whoever asked it in the system, where
//! no signal reaches.
//!
//! Whoever runs an errand holds paths and bytes and nothing of a vault. One that was left behind stays known
//! until it ends: it may still write what it was given, so nothing is begun at its place before.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::folder::FOLDER;
use super::medium::{Entry, Medium, Shelves};
use crate::base::{Cancel, Error, Kind, Result};

/// How often one who waits looks whether they are to wait no more.
const LOOK: Duration = Duration::from_millis(50);
/// So long a call that is under way may take once its work was stopped: a drive that is well answers by then.
const GRACE: Duration = Duration::from_millis(300);
/// A call that takes longer is not waited for, though nobody stops it: others wait for their turn.
const LONGEST: Duration = Duration::from_mins(15);

/// What was left behind and has not ended yet, by its number, and where it is at.
static LEFT: Mutex<BTreeMap<u64, PathBuf>> = Mutex::new(BTreeMap::new());
static ENDED: Condvar = Condvar::new();
static LAST: AtomicU64 = AtomicU64::new(0);

fn left() -> MutexGuard<'static, BTreeMap<u64, PathBuf>> {
    LEFT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where drives were asked for something and have not answered, since nobody waits for it any more.
#[must_use]
pub fn unanswered() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = left().values().map(|at| chosen(at).to_owned()).collect();
    places.dedup();
    places
}

/// The folder that the user chose, in which something stands.
fn chosen(at: &Path) -> &Path {
    let ours = at.ancestors().find(|above| above.ends_with(FOLDER));
    ours.and_then(Path::parent).unwrap_or(at)
}

/// Waits until nothing that was left behind below `home` is under way any more.
///
/// # Errors
/// [`Kind::Cancelled`]; [`Kind::Unavailable`] where it does not end.
pub(crate) fn wait_for_left(home: &Path, cancel: &Cancel) -> Result<()> {
    let begun = Instant::now();
    let mut now = left();
    while now.values().any(|at| at.starts_with(home)) {
        cancel.check()?;
        if begun.elapsed() >= LONGEST {
            return Err(silent(home));
        }
        let waited = ENDED.wait_timeout(now, LOOK);
        now = waited.unwrap_or_else(PoisonError::into_inner).0;
    }
    Ok(())
}

/// Whether anything that was left behind below `home` is under way still.
pub(crate) fn is_left(home: &Path) -> bool {
    left().values().any(|at| at.starts_with(home))
}

fn silent(at: &Path) -> Error {
    Error::new(Kind::Unavailable, "error.backup_drive_silent").with("folder", chosen(at).display())
}

/// What was said of a call already, or what the system says.
pub(crate) fn told<T>(done: io::Result<T>) -> Result<T> {
    done.map_err(|error| error.downcast::<Error>().unwrap_or_else(Error::from))
}

/// Has somebody else do what ends work on a drive, and waits so long for it at most.
pub(crate) fn leave_to(patience: Duration, what: impl FnOnce() + Send + 'static) {
    let (tell, hear) = sync_channel(1);
    let parting = thread::Builder::new().name("drive".to_owned());
    let begun = parting.spawn(move || {
        what();
        let _ = tell.send(());
    });
    if begun.is_ok() {
        let _ = hear.recv_timeout(patience);
    }
}

type Errand = Box<dyn FnOnce() + Send>;

/// Calls on a medium, run by others.
pub(crate) struct Errands {
    medium: Arc<dyn Medium>,
    cancel: Cancel,
    /// Those who wait for an errand. They end with this value: one who was put behind other work, as what
    /// nobody waits for is, cannot come forward again.
    idle: Mutex<Vec<Sender<Errand>>>,
    /// At what something was left behind.
    gave_up: OnceLock<PathBuf>,
}

impl Errands {
    /// The calls of `medium`, for one piece of work that `cancel` stops.
    pub(crate) fn over(medium: Arc<dyn Medium>, cancel: &Cancel) -> Self {
        Self {
            medium,
            cancel: cancel.clone(),
            idle: Mutex::default(),
            gave_up: OnceLock::new(),
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Sender<Errand>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has somebody ask the medium, and waits for the answer as long as it is worth it.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        at: &Path,
        what: impl FnOnce(&dyn Medium, &Path) -> T + Send + 'static,
    ) -> io::Result<T> {
        self.given_up()?;
        let number = LAST.fetch_add(1, Ordering::Relaxed);
        let (tell, hear) = sync_channel(1);
        let (medium, place) = (self.medium.clone(), at.to_owned());
        let errand: Errand = Box::new(move || {
            let answer = what(&*medium, &place);
            let _ = tell.send(answer);
            left().remove(&number);
            ENDED.notify_all();
        });
        let runner = self.idle().pop();
        let runner = runner.map_or_else(begin, Ok)?;
        runner.send(errand).map_err(|_| ended())?;
        let answer = self.wait(&hear, (number, at))?;
        self.idle().push(runner);
        Ok(answer)
    }

    fn wait<T>(&self, hear: &Receiver<T>, (number, at): (u64, &Path)) -> io::Result<T> {
        let begun = Instant::now();
        let mut stopped: Option<Instant> = None;
        loop {
            match hear.recv_timeout(LOOK) {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Disconnected) => return Err(ended()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if self.cancel.is_cancelled() {
                stopped.get_or_insert_with(Instant::now);
            }
            let unwanted = stopped.is_some_and(|since| since.elapsed() >= GRACE);
            if unwanted || begun.elapsed() >= LONGEST {
                let mut left = left();
                // Answered at this very moment.
                match hear.try_recv() {
                    Ok(answer) => return Ok(answer),
                    Err(TryRecvError::Disconnected) => return Err(ended()),
                    Err(TryRecvError::Empty) => {}
                }
                left.insert(number, at.to_owned());
                drop(left);
                let _first = self.gave_up.set(at.to_owned());
                return Err(io::Error::other(self.why(at)));
            }
        }
    }

    fn why(&self, at: &Path) -> Error {
        match self.cancel.check() {
            Err(stopped) => stopped,
            Ok(()) => silent(at),
        }
    }
}

fn ended() -> io::Error {
    io::Error::other("a call on a drive ended without an answer")
}

/// Somebody who runs errands until nobody has any.
fn begin() -> io::Result<Sender<Errand>> {
    let (give, take) = channel::<Errand>();
    let runner = thread::Builder::new().name("drive".to_owned());
    runner.spawn(move || take.into_iter().for_each(|errand| errand()))?;
    Ok(give)
}

/// What holds a lock of the file system. Letting go of it is a call too.
struct Holding(Option<Box<dyn Send + Sync>>);

impl Drop for Holding {
    fn drop(&mut self) {
        let Some(lock) = self.0.take() else {
            return;
        };
        leave_to(GRACE, move || drop(lock));
    }
}

impl Medium for Errands {
    fn heeding(&self, cancel: &Cancel) -> Option<Arc<dyn Medium>> {
        Some(Arc::new(Self::over(self.medium.clone(), cancel)))
    }
    fn given_up(&self) -> io::Result<()> {
        if let Some(at) = self.gave_up.get() {
            return Err(io::Error::other(self.why(at)));
        }
        // Who was stopped asks no drive again that kept them once.
        if self.cancel.is_cancelled() && !left().is_empty() {
            self.cancel.check().map_err(io::Error::other)?;
        }
        self.medium.given_up()
    }
    fn needs_drafts(&self) -> bool {
        self.medium.needs_drafts()
    }
    fn is_far(&self) -> bool {
        self.medium.is_far()
    }

    fn make_folder(&self, folder: &Path) -> io::Result<bool> {
        self.ask(folder, |medium, at| medium.make_folder(at))?
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.ask(folder, |medium, at| medium.list(at))?
    }
    fn list_below(&self, folder: &Path) -> io::Result<Option<Shelves>> {
        self.ask(folder, |medium, at| medium.list_below(at))?
    }
    fn list_again(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.ask(folder, |medium, at| medium.list_again(at))?
    }
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        self.ask(file, |medium, at| medium.read(at))?
    }
    fn read_part(&self, file: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        self.ask(file, move |medium, at| medium.read_part(at, offset, length))?
    }
    fn write(&self, file: &Path, parts: &[Bytes]) -> io::Result<()> {
        // What they hold is shared, not copied.
        let parts = parts.to_vec();
        self.ask(file, move |medium, at| medium.write(at, &parts))?
    }
    fn sync(&self, file: &Path) -> io::Result<()> {
        self.ask(file, |medium, at| medium.sync(at))?
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.ask(folder, |medium, at| medium.sync_folder(at))?
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let to = to.to_owned();
        self.ask(from, move |medium, at| medium.rename(at, &to))?
    }
    fn remove(&self, file: &Path) -> io::Result<()> {
        self.ask(file, |medium, at| medium.remove(at))?
    }
    fn forget(&self, file: &Path) {
        let _ = self.ask(file, |medium, at| medium.forget(at));
    }
    fn free(&self, folder: &Path) -> Option<u64> {
        self.ask(folder, |medium, at| medium.free(at)).ok()?
    }
    fn lock(&self, file: &Path) -> io::Result<Box<dyn Send + Sync>> {
        let lock = self.ask(file, |medium, at| medium.lock(at))??;
        Ok(Box::new(Holding(Some(lock))))
    }
}
