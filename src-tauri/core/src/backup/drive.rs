//! One vault's folder on a drive: writes in an order that survives the plug being pulled, strict
//! reads, and every error of the file system turned into a sentence.
//!
//! A file is written under a draft's name, carried to the medium, renamed, *opened again and
//! carried again*, and then its folder is carried. The second time is no superstition: on a FAT
//! stick without it, files under their final names were empty after the plug was pulled.
//! It must not know what the files mean.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use super::medium::{Entry, EntryKind, Medium, Shelves, unreadable, unsupported};
use crate::base::{Error, Kind, Report, Result};

/// How the names of unfinished files end.
pub(crate) const DRAFT: &str = "-tmp-";
/// Where damaged files are moved; nothing is ever deleted because it is damaged.
pub(crate) const QUARANTINE: &str = "quarantine";

/// Said of a file that cannot be read while the rest of the drive can.
const FILE_UNREADABLE: &str = "error.backup_file_unreadable";

/// Whether it is one file that cannot be read, and not its drive.
pub(crate) fn is_of_one_file(error: &Error) -> bool {
    error.key() == FILE_UNREADABLE
}

/// So many files beside one that cannot be read are tried.
const BESIDE: usize = 3;

/// What was being done when a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Reading,
    Writing,
}

/// The folder of one vault's backups on a drive, for the time of one piece of work.
pub(crate) struct Drive {
    medium: Arc<dyn Medium>,
    home: PathBuf,
    report: Report,
    written: AtomicU64,
    unsynced: AtomicBool,
    telling: AtomicBool,
}

impl Drive {
    /// Works in `home`, is stopped by and tells its progress to `report`.
    pub(crate) fn new(medium: Arc<dyn Medium>, home: PathBuf, report: Report) -> Self {
        let mut drive = Self::over(medium.heeding(&report.cancel).unwrap_or(medium), home);
        drive.report = report;
        drive
    }

    /// In the middle of a piece of work, whose medium heeds already what it is to heed.
    pub(crate) fn over(medium: Arc<dyn Medium>, home: PathBuf) -> Self {
        Self {
            medium,
            home,
            report: Report::silent(),
            written: AtomicU64::new(0),
            unsynced: AtomicBool::new(false),
            telling: AtomicBool::new(false),
        }
    }

    /// The folder.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }
    /// What `name` is called from outside.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }
    /// Hears of progress and stops the work.
    pub(crate) fn report(&self) -> &Report {
        &self.report
    }
    /// Bytes that have reached the medium through this value.
    pub(crate) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }
    /// Whether the file system could not say that something has reached the medium.
    pub(crate) fn unsynced(&self) -> bool {
        self.unsynced.load(Ordering::Relaxed)
    }
    /// Whether to tell of each file that has reached the medium, from now on.
    pub(crate) fn tell_writes(&self, telling: bool) {
        self.telling.store(telling, Ordering::Relaxed);
    }
    /// Bytes free on the drive, where the system says.
    pub(crate) fn free(&self) -> Option<u64> {
        self.medium.free(&self.home)
    }
    /// The file system calls themselves.
    pub(crate) fn medium(&self) -> &Arc<dyn Medium> {
        &self.medium
    }

    /// Why nothing more is answered here, if it is not; see [`Medium::given_up`].
    pub(crate) fn given_up(&self) -> Result<()> {
        self.medium
            .given_up()
            .map_err(|error| self.trouble(error, Doing::Reading))
    }

    /// Makes a folder in one that is there, if it is not there yet.
    pub(crate) fn make_folder(&self, folder: &Path) -> Result<()> {
        let made = self
            .medium
            .make_folder(folder)
            .and_then(|fresh| match folder.parent() {
                Some(above) if fresh => self.settle(self.medium.sync_folder(above)),
                _ => Ok(()),
            });
        made.map_err(|error| self.trouble(error, Doing::Writing))
    }

    /// Everything in a folder; an unreadable or missing folder is an error, not an empty one.
    pub(crate) fn list(&self, folder: &Path) -> Result<Vec<Entry>> {
        self.report.cancel.check()?;
        self.medium
            .list(folder)
            .map_err(|error| self.trouble(error, Doing::Reading))
    }

    /// The folders of a folder and everything in each, as far as it is told; what is known from
    /// elsewhere to be there and is not told must be asked for with [`Drive::list_again`].
    pub(crate) fn list_below(&self, folder: &Path) -> Result<Shelves> {
        self.report.cancel.check()?;
        let told = self.medium.list_below(folder);
        if let Some(shelves) = told.map_err(|error| self.trouble(error, Doing::Reading))? {
            return Ok(shelves);
        }
        let entries = self.list(folder)?.into_iter();
        let shelves = entries.filter(|entry| entry.kind == EntryKind::Folder);
        shelves
            .map(|shelf| {
                let entries = self.list(&folder.join(&shelf.name))?;
                Ok((shelf.name, entries))
            })
            .collect()
    }

    /// Everything in a folder, whatever was told of it before; nothing where there is none.
    pub(crate) fn list_again(&self, folder: &Path) -> Result<Vec<Entry>> {
        self.report.cancel.check()?;
        match self.medium.list_again(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            listed => listed.map_err(|error| self.trouble(error, Doing::Reading)),
        }
    }

    /// A whole file.
    pub(crate) fn get(&self, file: &Path) -> Result<Vec<u8>> {
        self.report.cancel.check()?;
        self.reading(file, || self.medium.read(file))
            .map_err(|error| self.trouble(error, Doing::Reading))
    }

    /// A whole file, or nothing where there is none.
    pub(crate) fn get_if_any(&self, file: &Path) -> Result<Option<Vec<u8>>> {
        self.report.cancel.check()?;
        match self.reading(file, || self.medium.read(file)) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.trouble(error, Doing::Reading)),
        }
    }

    /// A whole file that is `right`, or else what it is when it is read once more, from the medium itself:
    /// what came garbled over the cable says nothing of what stands there.
    pub(crate) fn get_right(&self, file: &Path, right: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>> {
        let content = self.get(file)?;
        if right(&content) {
            return Ok(content);
        }
        self.medium.forget(file);
        self.get(file)
    }

    /// A part of a file.
    pub(crate) fn get_part(&self, file: &Path, offset: u64, length: usize) -> Result<Vec<u8>> {
        self.report.cancel.check()?;
        self.reading(file, || self.medium.read_part(file, offset, length))
            .map_err(|error| self.trouble(error, Doing::Reading))
    }

    /// Reads, and once more where the drive said that it cannot. If it says so again, and before and after
    /// gave back another file, then this one is damaged: a drive that is gone gives back nothing.
    fn reading<T>(&self, file: &Path, read: impl Fn() -> io::Result<T>) -> io::Result<T> {
        let bad = |error: &io::Error| unreadable(error) && self.answers_beside(file);
        match read() {
            Err(error) if bad(&error) => {}
            done => return done,
        }
        match read() {
            Err(error) if bad(&error) => {
                let told = Error::new(Kind::Damaged, FILE_UNREADABLE);
                let told = told.with("folder", self.home.display());
                Err(io::Error::other(told.caused_by(error)))
            }
            done => done,
        }
    }

    /// Whether anything else in the folder can be read, from the medium itself.
    fn answers_beside(&self, file: &Path) -> bool {
        let Ok(entries) = self.medium.list(&self.home) else {
            return false;
        };
        let others = entries
            .iter()
            .filter(|entry| matches!(entry.kind, EntryKind::File(size) if size > 0))
            .map(|entry| self.home.join(&entry.name))
            .filter(|other| other != file);
        let mut others = others.take(BESIDE).peekable();
        // Nothing else stands there before a place is whole.
        others.peek().is_none()
            || others.any(|other| {
                self.medium.forget(&other);
                self.medium.read(&other).is_ok()
            })
    }

    /// Writes a file so that after a power cut it is there whole or not at all.
    pub(crate) fn put(&self, file: &Path, parts: &[Bytes]) -> Result<()> {
        self.report.cancel.check()?;
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(DRAFT);
        let draft = file.with_file_name(name);
        let carried = self.carry(&draft, file, parts);
        if carried.is_err() && self.medium.needs_drafts() {
            let _ = self.medium.remove(&draft);
        }
        carried.map_err(|error| self.trouble(error, Doing::Writing))?;
        let size: u64 = parts.iter().map(|part| part.len() as u64).sum();
        let written = self.written.fetch_add(size, Ordering::Relaxed) + size;
        if self.telling.load(Ordering::Relaxed) {
            self.report.step("progress.backup_write", written, None)?;
        }
        Ok(())
    }

    /// Writes a small file under its own name at once: for what is known to be torn by that name.
    pub(crate) fn lay(&self, file: &Path, content: Bytes) -> Result<()> {
        self.report.cancel.check()?;
        let laid = self
            .medium
            .write(file, &[content])
            .and_then(|()| self.settle_file(file));
        laid.map_err(|error| self.trouble(error, Doing::Writing))
    }

    fn carry(&self, draft: &Path, file: &Path, parts: &[Bytes]) -> io::Result<()> {
        if self.medium.needs_drafts() {
            self.medium.write(draft, parts)?;
            self.medium.rename(draft, file)?;
        } else {
            self.medium.write(file, parts)?;
        }
        self.settle_file(file)
    }

    fn settle_file(&self, file: &Path) -> io::Result<()> {
        self.settle(self.medium.sync(file))?;
        match file.parent() {
            Some(folder) => self.settle(self.medium.sync_folder(folder)),
            None => Ok(()),
        }
    }

    /// Removes a file; one that is gone already is fine.
    pub(crate) fn remove(&self, file: &Path) -> Result<()> {
        self.report.cancel.check()?;
        match self.medium.remove(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(self.trouble(error, Doing::Writing))
            }
            _ => Ok(()),
        }
    }

    /// Moves a damaged file out of the way, keeping it.
    pub(crate) fn quarantine(&self, file: &Path) -> Result<()> {
        let aside = self.path(QUARANTINE);
        self.make_folder(&aside)?;
        let from = file.parent().and_then(Path::file_name).unwrap_or_default();
        let mut name = from.to_owned();
        name.push("-");
        name.push(file.file_name().unwrap_or_default());
        let moved = self
            .medium
            .rename(file, &aside.join(name))
            .and_then(|()| self.settle(self.medium.sync_folder(&aside)));
        moved.map_err(|error| self.trouble(error, Doing::Writing))
    }

    /// Gives a file that was moved out of the way its place again.
    pub(crate) fn bring_back(&self, aside: &Path, file: &Path) -> Result<()> {
        self.report.cancel.check()?;
        let moved = self
            .medium
            .rename(aside, file)
            .and_then(|()| self.settle_file(file));
        moved.map_err(|error| self.trouble(error, Doing::Writing))
    }

    /// A file system that cannot carry at all is put up with, but said.
    fn settle(&self, synced: io::Result<()>) -> io::Result<()> {
        match synced {
            Err(error) if unsupported(&error) => {
                self.unsynced.store(true, Ordering::Relaxed);
                Ok(())
            }
            other => other,
        }
    }

    /// The sentence for a failed write that was not made through this value.
    pub(crate) fn trouble_writing(&self, error: io::Error) -> Error {
        self.trouble(error, Doing::Writing)
    }

    /// The same for what could not be read.
    pub(crate) fn trouble_reading(&self, error: io::Error) -> Error {
        self.trouble(error, Doing::Reading)
    }

    fn trouble(&self, error: io::Error, doing: Doing) -> Error {
        use io::ErrorKind as Io;
        // Storage behind a network has sentences of its own.
        let error = match error.downcast::<Error>() {
            Ok(told) => return told,
            Err(error) => error,
        };
        let (kind, key) = match (error.kind(), doing) {
            (Io::StorageFull | Io::QuotaExceeded | Io::FileTooLarge, _) => {
                (Kind::NoSpace, "error.backup_drive_full")
            }
            (Io::ReadOnlyFilesystem | Io::PermissionDenied, Doing::Writing) => {
                (Kind::Unavailable, "error.backup_drive_readonly")
            }
            (Io::PermissionDenied, Doing::Reading) => {
                (Kind::Unavailable, "error.backup_drive_unreadable")
            }
            (Io::NotFound, _) if self.medium.list(&self.home).is_err() => {
                (Kind::Unavailable, "error.backup_drive_missing")
            }
            // No file of ours: as good as one that cannot be read.
            (Io::InvalidData, Doing::Reading) if !self.medium.is_far() => {
                (Kind::Damaged, FILE_UNREADABLE)
            }
            (Io::NotFound | Io::UnexpectedEof, Doing::Reading) => {
                (Kind::Damaged, "error.backup_damaged")
            }
            _ => (Kind::Unavailable, "error.backup_drive_failed"),
        };
        Error::new(kind, key)
            .with("folder", self.home.display())
            .caused_by(error)
    }
}

/// Remembers the first thing that went wrong, because the engine between us and the drive hands
/// on only some of it. Once something is in it, nothing more may be written.
#[derive(Debug, Default)]
pub(crate) struct Latch {
    tripped: AtomicBool,
    first: Mutex<Option<Error>>,
    /// The same once it was taken, for the calls that fail by it a moment later.
    told: Mutex<Option<Error>>,
}

impl Latch {
    /// Whether something went wrong, or the work is over.
    pub(crate) fn is_tripped(&self) -> bool {
        self.tripped.load(Ordering::SeqCst)
    }
    /// Keeps `error` if it is the first.
    pub(crate) fn trip(&self, error: Error) {
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.tripped.swap(true, Ordering::SeqCst) {
            *first = Some(error);
        }
    }
    /// Forgets what went wrong, where nothing is written and what comes next does not depend on it.
    pub(crate) fn forget(&self) {
        self.take();
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.tripped.store(false, Ordering::SeqCst);
    }
    /// Ends the work: threads of the engine that outlive it can do nothing more.
    pub(crate) fn close(&self) {
        self.tripped.store(true, Ordering::SeqCst);
    }
    /// The first error, if there was one.
    pub(crate) fn take(&self) -> Option<Error> {
        let first = self
            .first
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()?;
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        *told = Some(first.said_again());
        Some(first)
    }
    /// What somebody else was told already: of calls side by side, the one that was hit need not be
    /// the one that took it.
    pub(crate) fn told(&self) -> Option<Error> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.as_ref().map(Error::said_again)
    }
}
