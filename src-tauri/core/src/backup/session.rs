//! One piece of work on a repository: looked over and mended first, opened, closed at the end.
//!
//! The engine is called only through [`Session::run`], which turns whatever it says into our own
//! errors: the first failed call on the drive if there was one, a wrong secret, damage otherwise.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustic_core::repofile::{SnapshotFile, SnapshotId};
use rustic_core::{
    Credentials, FileType, Id as FileId, OpenStatus, ReadBackend, Repository, RepositoryBackends,
    RepositoryOptions, RusticResult,
};

use super::backend::{Backend, Overlay};
use super::drive::{Drive, Latch, is_of_one_file};
use super::keys::{Found, KeyFile, Opener, name_of, read_key_file};
use super::ledger::Ledger;
use super::medium::Medium;
use super::model::{Manifest, Newer, SnapshotInfo, Version};
use super::sanitise;
use crate::base::{Error, Kind, Report, Result};

/// What is sealed is longer by so many bytes; a file that is no longer holds nothing.
const SEAL: usize = 32;

/// An opened repository.
pub(crate) type Opened = Repository<OpenStatus>;

/// A repository on a drive, for the time of one piece of work.
pub(crate) struct Session {
    drive: Arc<Drive>,
    latch: Arc<Latch>,
    backend: Backend,
    quarantined: AtomicUsize,
}

impl Session {
    /// Looks the repository in `home` over and mends it.
    pub(crate) fn begin(medium: &Arc<dyn Medium>, home: &Path, report: &Report) -> Result<Self> {
        let mut session = Self::unseen(medium, home, report);
        let found = sanitise::examine(&session.drive, &session.backend, false)?;
        *session.quarantined.get_mut() = sanitise::mend(&session.drive, &session.backend, found)?;
        Ok(session)
    }

    /// Looks the repository in `home` over; writes nothing, neither now nor later.
    pub(crate) fn begin_reading(
        medium: &Arc<dyn Medium>,
        home: &Path,
        report: &Report,
    ) -> Result<Self> {
        let mut session = Self::unseen(medium, home, report);
        sanitise::refuse_links(&session.drive)?;
        let found = sanitise::examine(&session.drive, &session.backend, true)?;
        session.backend = session.backend.seen_with(found.overlay()).read_only();
        Ok(session)
    }

    /// Without looking: for one that is being made.
    pub(crate) fn unseen(medium: &Arc<dyn Medium>, home: &Path, report: &Report) -> Self {
        let drive = Arc::new(Drive::new(medium.clone(), home.to_owned(), report.clone()));
        let latch = Arc::new(Latch::default());
        let backend = Backend::new(drive.clone(), latch.clone(), Overlay::new());
        Self {
            drive,
            latch,
            backend,
            quarantined: AtomicUsize::new(0),
        }
    }

    /// Opens the repository with a secret and returns its key files as well. Tries only the key
    /// files that are for this kind of secret, and those that somebody added by hand: trying one
    /// takes a third of a second.
    pub(crate) fn open_with(&mut self, secret: Opener<'_>) -> Result<(Opened, Vec<KeyFile>)> {
        let files = self.key_files()?;
        for (name, file) in &files {
            if file.role != secret.role() {
                let id = name.parse().map_err(Error::internal)?;
                self.backend.hide(FileType::Key, id);
            }
        }
        let opened = self.open(&Credentials::password(secret.password()?.as_str()))?;
        Ok((opened, files.into_iter().map(|(_, file)| file).collect()))
    }

    /// The key files that are ours, by name.
    pub(crate) fn key_files(&self) -> Result<Vec<(String, KeyFile)>> {
        let mut ours = Vec::new();
        for id in self.run(|| self.backend.list(FileType::Key))? {
            let content = self.run(|| self.backend.read_full(FileType::Key, &id))?;
            let name = id.to_hex().to_string();
            if let (Found::Ours(file), true) = (read_key_file(&content), name_of(&content) == name)
            {
                ours.push((name, file));
            }
        }
        Ok(ours)
    }

    /// Whether there is a configuration that could be one, on the drive or by its copies.
    pub(crate) fn has_config(&self) -> Result<bool> {
        if self.run(|| self.backend.list(FileType::Config))?.is_empty() {
            return Ok(false);
        }
        match self.run(|| self.backend.read_full(FileType::Config, &FileId::default())) {
            Ok(content) => Ok(content.len() > SEAL),
            Err(error) if is_of_one_file(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Hides a file from the engine; repositories opened from now on do not see it.
    pub(crate) fn hide(&mut self, kind: FileType, id: FileId) {
        self.backend.hide(kind, id);
    }

    /// Whether the file of a backup is on the drive as it was written, hidden or not.
    pub(crate) fn has_whole(&self, id: &SnapshotId) -> Result<bool> {
        let file = self.backend.file(FileType::Snapshot, id);
        let named = |content: &[u8]| name_of(content) == *id.to_hex();
        match self.drive.get_if_any(&file)? {
            None => Ok(false),
            Some(content) if named(&content) => Ok(true),
            // Once more, from the medium itself: what came garbled says nothing of what stands there.
            Some(_) => {
                self.drive.medium().forget(&file);
                let again = self.drive.get_if_any(&file)?;
                Ok(again.is_some_and(|again| named(&again)))
            }
        }
    }

    /// The drive.
    pub(crate) fn drive(&self) -> &Arc<Drive> {
        &self.drive
    }
    /// Where the first error is kept.
    pub(crate) fn latch(&self) -> &Arc<Latch> {
        &self.latch
    }
    /// Where the repository's files stand.
    pub(crate) fn files(&self) -> &Backend {
        &self.backend
    }
    /// How many damaged files were set aside.
    pub(crate) fn quarantined(&self) -> usize {
        self.quarantined.load(Ordering::Relaxed)
    }
    /// Sets a damaged file aside.
    pub(crate) fn set_aside(&self, file: &Path) -> Result<()> {
        self.drive.quarantine(file)?;
        self.quarantined.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// A repository not yet opened or made.
    pub(crate) fn closed(&self) -> Result<Repository<()>> {
        let backends = RepositoryBackends::new(Arc::new(self.backend.clone()), None);
        self.run(|| Repository::new(&RepositoryOptions::default().no_cache(true), &backends))
    }

    /// Opens the repository. Its configuration bears no name to hold it to: where it does not open, it is read
    /// once more, from the medium itself.
    pub(crate) fn open(&self, credentials: &Credentials) -> Result<Opened> {
        match self.open_once(credentials) {
            Err(error) if error.kind() == Kind::Damaged && !self.latch.is_tripped() => {
                let config = self.backend.folder(FileType::Config);
                self.drive.medium().forget(&config);
                self.open_once(credentials)
            }
            opened => opened,
        }
    }

    fn open_once(&self, credentials: &Credentials) -> Result<Opened> {
        let closed = self.closed()?;
        self.run(|| closed.open(credentials))
    }

    /// Calls the engine. It has asserts of its own that a forged file could trip; they must not
    /// end the program.
    pub(crate) fn run<T>(&self, work: impl FnOnce() -> RusticResult<T>) -> Result<T> {
        let done = catch_unwind(AssertUnwindSafe(work));
        if let Some(first) = self.latch.take() {
            return Err(first);
        }
        let home = || self.drive.home().display().to_string();
        let damaged = || Error::new(Kind::Damaged, "error.backup_damaged").with("folder", home());
        match done {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) if error.is_incorrect_password() => {
                Err(Error::new(Kind::WrongSecret, "error.backup_secret_wrong"))
            }
            Ok(Err(error)) => Err(self
                .latch
                .told()
                .unwrap_or_else(|| damaged().caused_by(error.display_log()))),
            Err(_) => Err(damaged()),
        }
    }

    /// The backups in an opened repository that are ours, newest first, with what `ledger` knows.
    pub(crate) fn snapshots(&self, opened: &Opened, ledger: &Ledger) -> Result<Vec<SnapshotInfo>> {
        let files = self.run(|| opened.get_all_snapshots())?;
        let mut snapshots: Vec<_> = files
            .iter()
            .filter_map(|file| describe(file, ledger))
            .collect();
        snapshots.sort_by(|a, b| (b.manifest.made_at, &b.id).cmp(&(a.manifest.made_at, &a.id)));
        Ok(snapshots)
    }

    /// The backups which this program cannot read, if there are any.
    pub(crate) fn newer(&self, opened: &Opened) -> Result<Option<Newer>> {
        let mut files = self.run(|| opened.get_all_snapshots())?;
        files.sort_by(|a, b| b.time.cmp(&a.time));
        let mut newer = files.iter().filter_map(newer);
        Ok(newer.next().map(|made_by| Newer {
            count: u32::try_from(newer.count()).map_or(u32::MAX, |more| more.saturating_add(1)),
            made_by,
        }))
    }

    /// Known backups that the drive no longer lists.
    pub(crate) fn missing(&self, opened: &Opened, ledger: &Ledger) -> Result<Vec<String>> {
        let ids: Vec<SnapshotId> = self.run(|| Ok(opened.list::<SnapshotId>()?.collect()))?;
        let names: Vec<String> = ids.iter().map(|id| id.to_hex().to_string()).collect();
        let listed: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        Ok(ledger.missing(&listed))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Threads of the engine that an error left behind find the door shut.
        self.latch.close();
    }
}

/// The program that made a backup of ours whose manifest this one does not understand. It was written
/// whole and is sealed, so it is no damage.
fn newer(file: &SnapshotFile) -> Option<String> {
    let said = file.description.as_deref()?;
    let version: Version = serde_json::from_str(said).ok()?;
    let unknown = serde_json::from_str::<Manifest>(said).is_err();
    unknown.then_some(version.made_by)
}

/// What a snapshot file says of itself, if it is one of ours.
pub(crate) fn describe(file: &SnapshotFile, ledger: &Ledger) -> Option<SnapshotInfo> {
    let manifest: Manifest = serde_json::from_str(file.description.as_deref()?).ok()?;
    let id = file.id.to_hex().to_string();
    let bytes_added = file
        .summary
        .as_ref()
        .map_or(0, |summary| summary.data_added_packed);
    let verified_at = ledger.verified_at(&id);
    Some(SnapshotInfo {
        id,
        manifest,
        bytes_added,
        verified_at,
    })
}
