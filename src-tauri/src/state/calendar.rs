//! The calendar file that other programs follow: brought up to date soon after a change, while the
//! vault is open. Where it is, is this machine's affair and stands in its configuration. What it says
//! is read in the vault; it is written elsewhere, for the folder may be a drive that hangs.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use steward_core::base::{Clock as _, Result, Timestamp, WireError};
use steward_core::exchange::ics::kept::{Said, remove};
use steward_core::session::calendar_files::Words;
use tauri::{AppHandle, Manager as _, Runtime};

use super::opened::Opened;
use super::{Shell, held};
use crate::desktop::config::CalendarFile;
use crate::desktop::log;
use crate::desktop::words::{Language, text};

/// What changes within this time is written once.
const SOON_MS: i64 = 2_000;

/// After a failure it is tried again: a drive may be put back.
const AGAIN_MS: i64 = 60_000;

/// So long a lock waits for the file; it is locked by then, and the file is seen to after it.
const PATIENCE: Duration = Duration::from_secs(5);

/// How far the file is behind.
#[derive(Debug, Default)]
pub struct Keeping {
    state: Mutex<State>,
    /// Whoever writes or removes the file holds it.
    pen: Mutex<()>,
    /// Counts the times the file was given up or handed on: what was read before is not written after.
    left: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    due: Option<Timestamp>,
    writing: bool,
    failed: Option<WireError>,
}

impl Keeping {
    /// Something changed, or the vault was opened.
    pub fn changed(&self, now: Timestamp) {
        held(&self.state).due.get_or_insert(now.plus_ms(SOON_MS));
    }

    /// It is up to date.
    pub fn written(&self) {
        held(&self.state).failed = None;
    }

    /// Why the file could not be written last.
    pub fn failed(&self) -> Option<WireError> {
        held(&self.state).failed.clone()
    }

    /// When it is to be written, and nobody is about it.
    fn due(&self) -> Option<Timestamp> {
        let state = held(&self.state);
        state.due.filter(|_| !state.writing)
    }

    fn ended(&self, done: &Result<bool>, now: Timestamp) {
        if let Err(error) = done {
            log::failed("the calendar file is not up to date", error);
        }
        let mut state = held(&self.state);
        state.writing = false;
        state.failed = done.as_ref().err().map(steward_core::base::Error::to_wire);
        if state.failed.is_some() {
            state.due.get_or_insert(now.plus_ms(AGAIN_MS));
        }
    }
}

/// The file of this vault, where the user asked for one.
pub fn of(shell: &Shell, opened: &Opened) -> Option<CalendarFile> {
    let vault = opened.session.vault().id();
    let mut files = shell.config().calendars.into_iter();
    files.find(|file| file.is_of(&opened.folder, vault))
}

fn said(shell: &Shell, opened: &Opened, kept: &CalendarFile) -> Result<Said> {
    in_words(shell.language(), |words| {
        opened.session.calendar_said(kept.tells, words)
    })
}

/// What a calendar file says in the user's language.
pub fn in_words<T>(language: Language, make: impl FnOnce(Words<'_>) -> T) -> T {
    let busy = text(language, "dialog.calendar_busy", &[]);
    let sort = |source: &str| text(language, &format!("occasion.source.{source}"), &[]);
    make(Words {
        busy: &busy,
        sort: &sort,
    })
}

/// Has the file brought up to date where that is due; when to come again.
pub fn keep_up(app: &AppHandle, shell: &Shell) -> Option<Timestamp> {
    let due = shell.calendar.due()?;
    if shell.clock.now() < due {
        return Some(due);
    }
    let slot = shell.slot();
    let opened = slot.opened().ok()?;
    {
        let mut state = held(&shell.calendar.state);
        // Before it is read: what changes from now on is due anew.
        state.due = None;
        state.writing = true;
    }
    let left = shell.calendar.left.load(Ordering::SeqCst);
    let Some(kept) = of(shell, opened) else {
        shell.calendar.ended(&Ok(false), shell.clock.now());
        return None;
    };
    let said = said(shell, opened, &kept);
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let shell = app.state::<Shell>();
        let keeping = &shell.calendar;
        let done = said.and_then(|said| {
            let _pen = held(&keeping.pen);
            if keeping.left.load(Ordering::SeqCst) == left {
                said.put(&kept.file)
            } else {
                Ok(false)
            }
        });
        keeping.ended(&done, shell.clock.now());
        shell.bell.notify_one();
    });
    None
}

/// What is to be done with the file of a vault that is left: said while it is open, done once it is
/// closed.
pub enum Leaving {
    /// It goes.
    Goes(CalendarFile),
    /// It says what it has to say.
    Stays(CalendarFile, Said),
}

/// The vault is about to be left.
pub fn leave(shell: &Shell, opened: &Opened) -> Option<Leaving> {
    let kept = of(shell, opened)?;
    shell.calendar.left.fetch_add(1, Ordering::SeqCst);
    if kept.goes_when_locked {
        return Some(Leaving::Goes(kept));
    }
    let behind = {
        let state = held(&shell.calendar.state);
        state.due.is_some() || state.writing
    };
    if !behind {
        return None;
    }
    match said(shell, opened, &kept) {
        Ok(said) => Some(Leaving::Stays(kept, said)),
        Err(error) => {
            log::failed("the calendar file is not up to date", &error);
            None
        }
    }
}

/// Does it, on a thread of its own: nobody who locks waits for a drive that hangs.
pub fn finish<R: Runtime>(app: &AppHandle<R>, leaving: Leaving) {
    let (done, wait) = channel();
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let shell = app.state::<Shell>();
        settle(&shell, leaving);
        // Nobody waits any more when it took too long.
        let _late = done.send(());
    });
    if wait.recv_timeout(PATIENCE).is_err() {
        log::note("the calendar file is slow to be written");
    }
}

/// The same at once, for the end of the program.
pub fn settle(shell: &Shell, leaving: Leaving) {
    let _pen = held(&shell.calendar.pen);
    let done = match leaving {
        Leaving::Goes(kept) => remove(&kept.file),
        Leaving::Stays(kept, said) => said.put(&kept.file).map(|_| ()),
    };
    if let Err(error) = done {
        log::failed("the calendar file is not as it should be", &error);
    }
}

/// No file is kept any more: takes it away.
///
/// # Errors
/// See [`remove`].
pub fn stop(shell: &Shell, file: &Path) -> Result<()> {
    shell.calendar.left.fetch_add(1, Ordering::SeqCst);
    let _pen = held(&shell.calendar.pen);
    remove(file)
}

/// Takes away what a program that was ended hard could not.
pub fn sweep(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let shell = app.state::<Shell>();
        let files = shell.config().calendars.into_iter();
        for kept in files.filter(|kept| kept.goes_when_locked) {
            settle(&shell, Leaving::Goes(kept));
        }
    });
}
