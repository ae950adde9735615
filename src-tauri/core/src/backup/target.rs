//! A folder on a drive that takes backups of one vault: connecting it, opening it, what is on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustic_core::{FileType, RepairIndexOptions};

use super::drive::Drive;
use super::folder;
use super::keys::{Keys, Opener};
use super::ledger::Ledger;
use super::medium::{Disk, Medium, unsupported};
use super::model::{SnapshotInfo, Whose};
use super::session::{Opened, Session};
use super::verify::without_head;
use crate::base::{Clock, Error, Id, Kind, Report, Result};

const LOCK: &str = "lock";

/// A folder on a drive that takes backups of one vault. Holds the folder's lock as long as it
/// lives: make it for a run, drop it after.
pub struct Target {
    pub(super) medium: Arc<dyn Medium>,
    pub(super) home: PathBuf,
    pub(super) whose: Whose,
    pub(super) keys: Keys,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) n_aside: usize,
    _lock: Option<Box<dyn Send + Sync>>,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Target")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

/// Makes `chosen` ready for backups of a vault and returns the keys to keep in the vault.
///
/// `keys` are those the vault has, if any. Where it has none, or they are not those of the backups
/// that stand in the folder already, the folder's are taken over if `passphrase` opens them.
///
/// # Errors
/// [`Kind::WrongSecret`] when backups of this vault are there that the passphrase does not open;
/// [`Kind::Unavailable`] when the folder is missing or cannot be written to; [`Kind::InUse`] when
/// another program is backing up into it.
pub fn connect(
    chosen: &Path,
    whose: &Whose,
    keys: Option<Keys>,
    secret: Opener<'_>,
    clock: &Arc<dyn Clock>,
    report: &Report,
) -> Result<Keys> {
    let medium: Arc<dyn Medium> = Arc::new(Disk);
    connect_on(&medium, chosen, whose, keys, secret, clock, report)
}

pub(crate) fn connect_on(
    medium: &Arc<dyn Medium>,
    chosen: &Path,
    whose: &Whose,
    keys: Option<Keys>,
    secret: Opener<'_>,
    clock: &Arc<dyn Clock>,
    report: &Report,
) -> Result<Keys> {
    report.step("progress.backup_prepare", 0, None)?;
    let open = |keys: &Keys| Target::make_on(medium, chosen, whose, keys, clock, report).map(drop);
    if let Some(keys) = keys {
        match open(&keys) {
            Err(error) if error.key() == "error.backup_other_keys" => {}
            opened => return opened.map(|()| keys),
        }
    }
    let home = folder::place_for(medium, chosen, whose.id, report)?;
    let mut keys = if folder::is_made(medium, &home, report)? {
        adopt(medium, &home, secret, report)?
    } else {
        Keys::make(&[secret])?
    };
    keys.ensure(secret)?;
    open(&keys)?;
    Ok(keys)
}

/// The keys of a repository that stands there already.
fn adopt(
    medium: &Arc<dyn Medium>,
    home: &Path,
    secret: Opener<'_>,
    report: &Report,
) -> Result<Keys> {
    let mut session = Session::begin_reading(medium, home, report)?;
    let (opened, files) = session.open_with(secret)?;
    Keys::adopted(&opened.key(), files)
}

impl Target {
    /// Opens the place for a vault's backups in `chosen`, mends it where it is damaged, and carries
    /// changed keys to it. Needs no passphrase, and makes no place: where there is none, the drive
    /// is not plugged in.
    ///
    /// # Errors
    /// As [`connect`]; [`Kind::Damaged`] when what is there cannot be opened any more.
    pub fn open(
        chosen: &Path,
        whose: &Whose,
        keys: &Keys,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Self> {
        let medium: Arc<dyn Medium> = Arc::new(Disk);
        Self::open_on(&medium, chosen, whose, keys, clock, report)
    }

    pub(crate) fn open_on(
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
    pub(crate) fn make_on(
        medium: &Arc<dyn Medium>,
        chosen: &Path,
        whose: &Whose,
        keys: &Keys,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Self> {
        let home = folder::place_for(medium, chosen, whose.id, report)?;
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
        let lock = lock(medium, &home)?;
        let session = if folder::is_made(medium, &home, report)? {
            Session::begin(medium, &home, report)?
        } else {
            Session::unseen(medium, &home, report)
        };
        folder::furnish(&session, whose.id, keys)?;
        let (medium, clock) = (medium.clone(), clock.clone());
        Ok(Self {
            medium,
            home,
            whose: whose.clone(),
            keys: keys.clone(),
            clock,
            n_aside: session.quarantined(),
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
    pub fn set_mark(&self, target: Id) -> Result<()> {
        let drive = Drive::new(self.medium.clone(), self.home.clone(), Report::silent());
        folder::mark(&drive, self.whose.id, target)
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
fn lock(medium: &Arc<dyn Medium>, home: &Path) -> Result<Option<Box<dyn Send + Sync>>> {
    match medium.lock(&home.join(LOCK)) {
        Ok(lock) => Ok(Some(lock)),
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
            Err(Error::new(Kind::InUse, "error.backup_in_use").with("folder", home.display()))
        }
        Err(error) if unsupported(&error) => Ok(None),
        Err(error) => Err(
            Drive::new(medium.clone(), home.to_owned(), Report::silent()).trouble_writing(error),
        ),
    }
}

/// The same for whoever only reads. On a drive that cannot be written to, nobody else can write either.
pub(super) fn lock_to_read(
    medium: &Arc<dyn Medium>,
    home: &Path,
) -> Result<Option<Box<dyn Send + Sync>>> {
    match lock(medium, home) {
        Err(error) if error.key() == "error.backup_drive_readonly" => Ok(None),
        held => held,
    }
}
