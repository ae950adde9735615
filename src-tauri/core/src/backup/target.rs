//! A folder on a drive that takes backups of one vault: opening it, what is on it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustic_core::{FileType, RepairIndexOptions};

use super::drive::Drive;
use super::errand::wait_for_left;
use super::folder;
use super::held::Held;
use super::keys::{KeyFile, Keys, Role};
use super::ledger::Ledger;
use super::lock::Lock;
use super::medium::{Medium, unsupported};
use super::model::{Newer, SnapshotInfo, Whose};
use super::newest::{Newest, Stays};
use super::sanitise::refuse_links;
use super::session::{Opened, Session};
use super::verify::without_head;
use crate::base::{Clock, Error, Id, Kind, Report, Result};

/// Held by whoever works in the folder.
pub(crate) const LOCK: &str = "lock";

/// A folder on a drive that takes backups of one vault. Holds the folder's lock as long as it
/// lives: make it for a run, drop it after.
pub struct Target {
    pub(super) medium: Arc<dyn Medium>,
    pub(super) home: PathBuf,
    pub(super) whose: Whose,
    pub(super) keys: Keys,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) n_aside: usize,
    stay: Vec<Stays>,
    pub(super) proven: BTreeSet<String>,
    pub(super) kept: BTreeSet<String>,
    pub(super) passed: BTreeSet<String>,
    held: Arc<Lock>,
    _lock: Option<Box<dyn Send + Sync>>,
}

impl Drop for Target {
    fn drop(&mut self) {
        // Threads of the engine that an error left behind may know it a while longer.
        self.held.release();
    }
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Target")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

impl Target {
    /// See [`super::Reach::open`].
    pub(crate) fn open(
        medium: &Arc<dyn Medium>,
        chosen: &Path,
        whose: &Whose,
        keys: &Keys,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Self> {
        let home = folder::place_in(medium, chosen, whose.id, report)?;
        Self::at(medium, home, whose, keys, clock, report)
    }

    /// The same, and makes the place if it is not there.
    pub(crate) fn make(
        medium: &Arc<dyn Medium>,
        chosen: &Path,
        whose: &Whose,
        keys: &Keys,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Self> {
        let home = folder::place_for(medium, chosen, whose.id, report)?;
        Self::make_at(medium, home, whose, keys, clock, report)
    }

    /// The same in this very folder.
    pub(crate) fn make_at(
        medium: &Arc<dyn Medium>,
        home: PathBuf,
        whose: &Whose,
        keys: &Keys,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Self> {
        folder::make_folders(medium, &home, report)?;
        Self::at(medium, home, whose, keys, clock, report)
    }

    fn at(
        medium: &Arc<dyn Medium>,
        home: PathBuf,
        whose: &Whose,
        keys: &Keys,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Self> {
        // What was left behind there writes under the names that are written now.
        wait_for_left(&home, &report.cancel)?;
        refuse_links(&Drive::new(medium.clone(), home.clone(), report.clone()))?;
        let lock = lock(medium, &home, report)?;
        let alone = lock.is_some();
        let held = Lock::take(medium, &home, (keys, alone), clock, report)?;
        let held = Arc::new(held);
        let medium: Arc<dyn Medium> = Arc::new(Held::new(medium.clone(), held.clone()));
        let medium = &medium;
        let session = if folder::is_made(medium, &home, report)? {
            Session::begin(medium, &home, report)?
        } else {
            Session::unseen(medium, &home, report)
        };
        let stay = folder::furnish(&session, whose.id, keys)?;
        let (medium, clock) = (medium.clone(), clock.clone());
        Ok(Self {
            medium,
            home,
            whose: whose.clone(),
            keys: keys.clone(),
            clock,
            n_aside: session.quarantined(),
            stay,
            proven: BTreeSet::new(),
            kept: BTreeSet::new(),
            passed: BTreeSet::new(),
            held,
            _lock: lock,
        })
    }

    /// Which of the vault's places it says it is.
    ///
    /// # Errors
    /// When the network went.
    pub fn mark(&self, report: &Report) -> Result<Option<Id>> {
        let drive = Drive::new(self.medium.clone(), self.home.clone(), report.clone());
        folder::mark_at(&drive)
    }

    /// Has it say from now on that it is `target`.
    ///
    /// # Errors
    /// When the drive cannot be written.
    pub fn set_mark(&self, target: Id, report: &Report) -> Result<()> {
        let drive = Drive::new(self.medium.clone(), self.home.clone(), report.clone());
        folder::mark(&drive, self.whose.id, target)
    }

    /// Which backups a drill restored: the newest of them is not cleared out.
    #[must_use]
    pub fn with_proven(mut self, proven: BTreeSet<String>) -> Self {
        self.proven = proven;
        self
    }

    /// Which backups are never cleared out, whatever their age.
    #[must_use]
    pub fn with_kept(mut self, kept: BTreeSet<String>) -> Self {
        self.kept = kept;
        self
    }

    /// Which ones the vault holds every write of: who had them kept as newer than a vault no longer does.
    #[must_use]
    pub fn with_passed(mut self, passed: BTreeSet<String>) -> Self {
        self.passed = passed;
        self
    }

    /// Makes sure that the place opens with what opens this vault.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when another computer that works with this vault gave it a later passphrase or
    /// recovery key. The place keeps that one.
    pub fn opens_as_the_vault(&self) -> Result<()> {
        let key = match self.stay.first() {
            None => return Ok(()),
            Some(Stays::Later(Role::Passphrase, _)) => "error.backup_passphrase_changed",
            Some(Stays::Later(Role::Recovery, _)) => "error.backup_recovery_changed",
            Some(Stays::Unclear(_)) => "error.backup_keys_unclear",
        };
        Err(Error::new(Kind::WrongSecret, key).with("folder", self.home.display()))
    }

    /// Where the place cannot tell which secrets are the newest, has ours be it: the user said so.
    ///
    /// # Errors
    /// When the drive cannot be read or written.
    pub fn settle_keys(&mut self, report: &Report) -> Result<()> {
        if !matches!(self.stay.first(), Some(Stays::Unclear(_))) {
            return Ok(());
        }
        let session = Session::begin(&self.medium, &self.home, report)?;
        Newest::forget(session.drive())?;
        self.stay = folder::furnish(&session, self.whose.id, &self.keys)?;
        Ok(())
    }

    /// What the key files that the place has of ours are called; nothing where it opens with others.
    pub(crate) fn carries(&self) -> Option<Vec<String>> {
        let files = self.keys.files().iter().map(KeyFile::name);
        self.stay.is_empty().then(|| files.collect())
    }

    /// Of which kinds another computer brought a later secret, and how many there were before each.
    pub(crate) fn later(&self) -> Vec<(Role, u32)> {
        let later = self.stay.iter().filter_map(|one| match one {
            Stays::Later(role, revision) => Some((*role, *revision)),
            Stays::Unclear(_) => None,
        });
        later.collect()
    }

    /// The folder that holds this vault's backups.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Bytes free on the drive, where the system says.
    #[must_use]
    pub fn free_bytes(&self) -> Option<u64> {
        self.medium.free(&self.home)
    }

    /// The backups on the drive, newest first.
    ///
    /// # Errors
    /// When the drive cannot be read.
    pub fn snapshots(&self, report: &Report) -> Result<Vec<SnapshotInfo>> {
        let session = self.reading(report)?;
        let opened = session.open(&self.keys.credentials()?)?;
        let ledger = Ledger::read(session.drive(), &self.keys)?;
        session.snapshots(&opened, &ledger)
    }

    /// The backups on the drive that only a newer program reads.
    ///
    /// # Errors
    /// When the drive cannot be read.
    pub fn newer(&self, report: &Report) -> Result<Option<Newer>> {
        let session = self.reading(report)?;
        let opened = session.open(&self.keys.credentials()?)?;
        session.newer(&opened)
    }

    /// Known backups that the drive no longer has. Not empty means: the drive loses files, or
    /// somebody removed them.
    ///
    /// # Errors
    /// When the drive cannot be read.
    pub fn missing(&self, report: &Report) -> Result<Vec<String>> {
        let session = self.reading(report)?;
        let opened = session.open(&self.keys.credentials()?)?;
        session.missing(&opened, &Ledger::read(session.drive(), &self.keys)?)
    }

    /// Takes note that known backups are gone, so that old ones can be cleared out again.
    ///
    /// # Errors
    /// When the drive cannot be read or written.
    pub fn accept_missing(&self, report: &Report) -> Result<()> {
        let missing = self.missing(report)?;
        let session = self.reading(report)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;
        ledger.remove(&missing);
        ledger.write(session.drive(), &self.keys)
    }

    /// Opened, and its index brought to agree with the packs that are there: what a run that broke
    /// off left behind is used, what is torn is set aside, what the drive has lost is written anew.
    pub(super) fn ready(&self, session: &Session) -> Result<Opened> {
        let opened = session.open(&self.keys.credentials()?)?;
        for pack in without_head(session, &opened, false)? {
            session.set_aside(&session.files().file(FileType::Pack, &pack))?;
        }
        session.run(|| opened.repair_index(&RepairIndexOptions::default(), false))?;
        Ok(opened)
    }

    fn reading(&self, report: &Report) -> Result<Session> {
        Session::begin_reading(&self.medium, &self.home, report)
    }
}

/// Takes the folder's lock. A file system without locks is put up with.
pub(super) fn lock(
    medium: &Arc<dyn Medium>,
    home: &Path,
    report: &Report,
) -> Result<Option<Box<dyn Send + Sync>>> {
    let drive = Drive::new(medium.clone(), home.to_owned(), report.clone());
    match drive.medium().lock(&home.join(LOCK)) {
        Ok(lock) => Ok(Some(lock)),
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
            Err(Error::new(Kind::InUse, "error.backup_in_use").with("folder", home.display()))
        }
        Err(error) if unsupported(&error) => Ok(None),
        Err(error) => Err(drive.trouble_writing(error)),
    }
}

/// The same for whoever only reads. On a drive that cannot be written to, nobody else can write either.
pub(super) fn lock_to_read(
    medium: &Arc<dyn Medium>,
    home: &Path,
    report: &Report,
) -> Result<Option<Box<dyn Send + Sync>>> {
    match lock(medium, home, report) {
        Err(error) if error.key() == "error.backup_drive_readonly" => Ok(None),
        held => held,
    }
}
