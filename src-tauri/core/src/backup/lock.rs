//! That a repository is held by us alone, told to every computer that reaches it: a file in `locks/`, as
//! restic lays one there and heeds it.
//!
//! A lock of the file system holds off the programs of this computer only. Storage behind a network has
//! none, nor has a folder that two computers share. Whoever wants to work lays down its own file and then
//! looks whether another one is there: of two at once at least one sees the other's and leaves. One is left
//! behind when it was not renewed for half an hour, as restic has it; when it was laid here and its program
//! runs no more; and where a lock of the file system says that no other program of ours works here. What
//! cannot be taken away stays, and is left all the same. A computer that slept for longer finds its own gone,
//! or another's beside it, and must write nothing more.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use rustic_core::Id;
use serde::{Deserialize, Serialize};

use super::backend::REPOSITORY;
use super::drive::{Drive, is_of_one_file};
use super::errand::wait_for_left;
use super::keys::{Keys, name_of};
use super::medium::{Entry, Medium};
use crate::base::{Cancel, Clock, Error, Kind, Report, Result, Timestamp};
use crate::crypto::{RepositoryKey, make_bytes};

/// Where they lie in a repository.
pub(crate) const LOCKS: &str = "locks";
/// A lock is renewed so often.
const RENEWED_MS: i64 = 5 * 60_000;
/// One that was not renewed for so long belongs to nobody.
const STALE_MS: i64 = 30 * 60_000;
/// One that is renewed so late may have been taken for left by a clock that is not quite ours.
const LATE_MS: i64 = STALE_MS / 2;
/// No clock of a living computer is further ahead: not even another zone's time taken for one's own.
const AHEAD_MS: i64 = 24 * 60 * 60_000;
/// Nothing is taken away before it was looked whether the lock still lies there, at most so long ago.
const SURE_MS: i64 = 60_000;
/// So long the end of a run waits until its lock is gone; then it goes by itself.
const PARTING: Duration = Duration::from_secs(3);
/// The same where the work was stopped, by whoever may wait for that.
const STOPPED: Duration = Duration::from_millis(300);
/// The version mark of what restic compresses.
const COMPRESSED: u8 = 2;
/// So begins what a lock of ours says of who laid it; no user's name does.
const STEWARD: &str = "steward ";
/// No lock is longer, once unpacked.
const LONGEST: usize = 64 << 10;

/// The locks of this very program, by name: what bears its number and is not among them was left behind
/// by a run that broke off.
static LIVING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// What a lock says, as restic writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    pub(crate) time: DateTime<Utc>,
    pub(crate) exclusive: bool,
    #[serde(default)]
    pub(crate) hostname: String,
    #[serde(default)]
    pub(crate) username: String,
    #[serde(default)]
    pub(crate) pid: u32,
}

/// What is about to be done under a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Reading, or writing what nothing refers to yet.
    Anything,
    /// Taking something away.
    Removing,
    /// Writing down that a backup is there, which what it refers to must be as well.
    Recording,
}

/// A repository held by us alone.
pub(crate) struct Lock {
    medium: Arc<dyn Medium>,
    home: PathBuf,
    key: RepositoryKey,
    clock: Arc<dyn Clock>,
    /// Stops the work it is held for.
    cancel: Cancel,
    laid_by: String,
    /// Whether no other program of ours works there on this computer, by a lock of the file system.
    alone: bool,
    ours: Mutex<Ours>,
}

#[derive(Debug, Clone)]
enum Ours {
    /// The file, since when it is there, and when it was last seen.
    Lies {
        name: String,
        since: Timestamp,
        seen: Timestamp,
    },
    /// There was no room for one.
    Without,
    /// Somebody took it for left behind.
    Lost,
    Released,
}

impl Lock {
    /// Holds the repository in `home`. `alone` says that no other program of ours works there on this
    /// computer; then what was left here is known, and a drive without room for even this is put up with.
    ///
    /// # Errors
    /// [`Kind::InUse`] while somebody else works there.
    pub(crate) fn take(
        medium: &Arc<dyn Medium>,
        home: &Path,
        (keys, alone): (&Keys, bool),
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Self> {
        let drive = Drive::new(medium.clone(), home.to_owned(), report.clone());
        let lock = Self {
            medium: medium.clone(),
            home: home.to_owned(),
            key: keys.repository_key()?,
            clock: clock.clone(),
            cancel: report.cancel.clone(),
            laid_by: laid_by()?,
            alone,
            ours: Mutex::new(Ours::Without),
        };
        let folder = lock.folder();
        match drive.medium().list(&folder) {
            // Some storage knows no folder that is missing.
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                drive.make_folder(&drive.path(REPOSITORY))?;
                drive.make_folder(&folder)?;
            }
            Err(_) => drop(drive.list(&folder)?),
        }
        lock.nobody_else(&drive, None)?;
        match lock.lay(&drive) {
            Ok(name) => {
                let now = clock.now();
                *lock.ours() = Ours::Lies {
                    name: name.clone(),
                    since: now,
                    seen: now,
                };
                // Left as it was found if somebody came at the same moment: `lock` takes it up.
                lock.nobody_else(&drive, Some(&name))?;
            }
            Err(full) if full.kind() == Kind::NoSpace && alone => {}
            Err(error) => return Err(error),
        }
        Ok(lock)
    }

    fn folder(&self) -> PathBuf {
        self.home.join(REPOSITORY).join(LOCKS)
    }

    fn ours(&self) -> MutexGuard<'_, Ours> {
        self.ours.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What lies there; nothing where the folder went with the last of it, as in some storage.
    fn listed(&self, medium: &Arc<dyn Medium>) -> io::Result<Vec<Entry>> {
        match medium.list(&self.folder()) {
            Err(error)
                if error.kind() == io::ErrorKind::NotFound && medium.list(&self.home).is_ok() =>
            {
                Ok(Vec::new())
            }
            listed => listed,
        }
    }

    /// Looks through the locks that lie there; takes away what was left behind, where that is allowed.
    fn nobody_else(&self, drive: &Drive, ours: Option<&str>) -> Result<()> {
        let folder = self.folder();
        let in_use = || {
            let error = Error::new(Kind::InUse, "error.backup_in_use");
            error.with("folder", self.home.display())
        };
        drive.report().cancel.check()?;
        let listed = self.listed(drive.medium());
        let listed = listed.map_err(|error| drive.trouble_reading(error))?;
        // Somebody found it before it was whole.
        if ours.is_some_and(|ours| listed.iter().all(|entry| entry.name != ours)) {
            return Err(in_use());
        }
        for entry in listed {
            if entry.name.parse::<Id>().is_err() || ours == Some(entry.name.as_str()) {
                continue;
            }
            let file = folder.join(&entry.name);
            let sealed = match drive.get_if_any(&file) {
                // Nobody's: whoever holds a place renews what lies there.
                Err(error) if is_of_one_file(&error) => Vec::new(),
                // Gone since it was listed.
                Ok(None) => continue,
                Ok(Some(sealed)) => sealed,
                Err(error) => return Err(error),
            };
            let torn = name_of(&sealed) != entry.name;
            match self.read(&sealed) {
                Some(said) if !self.is_left(&entry.name, &said) => {
                    return Err(in_use());
                }
                // Of other keys: nobody who works with ours.
                None if !torn => {}
                _ => {
                    // Some storage lets nothing be taken away; what else is wrong with it shows in a moment.
                    if let Err(error) = drive.remove(&file)
                        && error.kind() == Kind::Cancelled
                    {
                        return Err(error);
                    }
                }
            }
        }
        Ok(())
    }

    fn lay(&self, drive: &Drive) -> Result<String> {
        let said = Said {
            time: self.clock.now().utc(),
            exclusive: true,
            hostname: host(),
            username: self.laid_by.clone(),
            pid: std::process::id(),
        };
        let sealed = self.seal(&said)?;
        let name = name_of(&sealed);
        living().insert(name.clone());
        let laid = drive.lay(&self.folder().join(&name), Bytes::from(sealed));
        if laid.is_err() {
            living().remove(&name);
        }
        laid.map(|()| name)
    }

    pub(crate) fn seal(&self, said: &Said) -> Result<Vec<u8>> {
        self.key
            .seal(&serde_json::to_vec(said).map_err(Error::internal)?)
    }

    fn read(&self, sealed: &[u8]) -> Option<Said> {
        let text = self.key.open(sealed)?;
        let text = match text.split_first() {
            Some((&COMPRESSED, packed)) => zstd::bulk::decompress(packed, LONGEST).ok()?,
            _ => text,
        };
        serde_json::from_slice(&text).ok()
    }

    /// Whether nobody stands behind a lock any more.
    fn is_left(&self, name: &str, said: &Said) -> bool {
        // What restic runs here heeds no lock of the file system.
        let ours = said.username.starts_with(STEWARD);
        if ours && self.alone && said.hostname == host() {
            return true;
        }
        // Elsewhere, even on a computer of this name, the number means another program.
        if said.username == self.laid_by {
            let lives = if said.pid == std::process::id() {
                living().contains(name)
            } else {
                runs(said.pid)
            };
            if !lives {
                return true;
            }
        }
        let age = self.clock.now().0 - Timestamp::of(said.time).0;
        !(-AHEAD_MS..=STALE_MS).contains(&age)
    }

    /// Makes sure that it is still held, as far as what is about to be done asks for it.
    ///
    /// # Errors
    /// When it is not, which stays so; and when that cannot be found out.
    pub(crate) fn keep(&self, medium: &Arc<dyn Medium>, doing: Doing) -> io::Result<()> {
        let mut ours = self.ours();
        let (name, since, seen) = match &*ours {
            Ours::Lies { name, since, seen } => (name.clone(), *since, *seen),
            Ours::Without => return Ok(()),
            Ours::Lost | Ours::Released => return Err(self.overtaken()),
        };
        let now = self.clock.now();
        let old = (now.0 - since.0).abs() >= RENEWED_MS;
        let unsure = match doing {
            Doing::Anything => false,
            Doing::Removing => (now.0 - seen.0).abs() >= SURE_MS,
            Doing::Recording => true,
        };
        if !old && !unsure {
            return Ok(());
        }
        let listed = self.listed(medium)?;
        if !listed.iter().any(|entry| entry.name == name) {
            *ours = Ours::Lost;
            living().remove(&name);
            return Err(self.overtaken());
        }
        let lies = |name, since| Ours::Lies {
            name,
            since,
            seen: now,
        };
        if !old {
            *ours = lies(name, since);
            return Ok(());
        }
        let drive = Drive::over(medium.clone(), self.home.clone());
        let (lying, laid) = match self.lay(&drive) {
            Ok(fresh) => (fresh, now),
            // What is full can still be cleared out.
            Err(full) if full.kind() == Kind::NoSpace => (name.clone(), since),
            Err(error) => return Err(io::Error::other(error)),
        };
        let renewed = lying != name;
        if renewed {
            living().remove(&name);
        }
        let late = (now.0 - since.0).abs() >= LATE_MS;
        if late && let Err(error) = self.nobody_else(&drive, Some(&lying)) {
            if error.kind() != Kind::InUse {
                // Still as late, so that the next call looks again.
                *ours = lies(lying, since);
                return Err(io::Error::other(error));
            }
            *ours = Ours::Lost;
            for gone in BTreeSet::from([&name, &lying]) {
                self.take_up(gone);
            }
            return Err(self.overtaken());
        }
        *ours = lies(lying, laid);
        if renewed {
            drop(ours);
            self.take_up(&name);
        }
        Ok(())
    }

    fn overtaken(&self) -> io::Error {
        let error = Error::new(Kind::InUse, "error.backup_overtaken");
        io::Error::other(error.with("folder", self.home.display()))
    }

    fn take_up(&self, name: &str) {
        // Not the user's to stop, nor kept from it by what went wrong before.
        let medium = self.medium.heeding(&Cancel::default());
        let medium = medium.unwrap_or_else(|| self.medium.clone());
        let (home, name) = (self.home.clone(), name.to_owned());
        let file = self.folder().join(&name);
        let (tell, hear) = sync_channel(1);
        // What a network does not answer keeps nobody who is done; a lock that stays is known by its name.
        let parting = std::thread::Builder::new().name("lock".to_owned());
        let laid = name.clone();
        let begun = parting.spawn(move || {
            // Until then something is still written there, which no other computer may come between.
            let ended = wait_for_left(&home, &Cancel::default());
            living().remove(&laid);
            if ended.is_ok() {
                let _ = medium.remove(&file);
            }
            let _ = tell.send(());
        });
        if begun.is_ok() {
            let within = if self.cancel.is_cancelled() {
                STOPPED
            } else {
                PARTING
            };
            let _ = hear.recv_timeout(within);
        } else {
            living().remove(&name);
        }
    }

    /// Holds it no more; nothing is done under it from now on.
    pub(crate) fn release(&self) {
        let before = std::mem::replace(&mut *self.ours(), Ours::Released);
        if let Ours::Lies { name, .. } = before {
            self.take_up(&name);
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.release();
    }
}

fn living() -> MutexGuard<'static, BTreeSet<String>> {
    LIVING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What this computer is called, as restic has it said. Stands in the lock only, which is sealed.
fn host() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

/// Who lays a lock here, as it says in the place of a user's name: the same for all programs that are told
/// apart by their numbers, so of this computer since it was started; or, where the system does not say, of
/// this very program.
pub(crate) fn laid_by() -> Result<String> {
    static SAID: OnceLock<String> = OnceLock::new();
    if let Some(said) = SAID.get() {
        return Ok(said.clone());
    }
    let start = match this_start() {
        Some(start) => start,
        None => make_bytes::<16>()?.to_vec(),
    };
    let hash = blake3::hash(&start).to_hex();
    let said = format!("{STEWARD}{}", hash.get(..16).unwrap_or_default());
    Ok(SAID.get_or_init(|| said).clone())
}

/// Since when this computer runs, and among which of its programs this one is counted.
fn this_start() -> Option<Vec<u8>> {
    #[cfg(target_os = "linux")]
    {
        let mut start = std::fs::read("/proc/sys/kernel/random/boot_id").ok()?;
        let counted = std::fs::read_link("/proc/self/ns/pid").ok()?;
        start.extend_from_slice(counted.as_os_str().as_encoded_bytes());
        Some(start)
    }
    #[cfg(not(target_os = "linux"))]
    None
}

/// Whether a program of this number runs on this computer.
fn runs(pid: u32) -> bool {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, test_kill_process};
        let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
        // One that is not ours to ask runs too.
        pid.is_some_and(|pid| test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
    }
    #[cfg(not(unix))]
    {
        let _ = pid;
        true
    }
}
