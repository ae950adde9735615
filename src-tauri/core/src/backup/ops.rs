//! The verbs: connect a folder, back up and verify, list, clear out old backups.
//!
//! A backup is done when it was read back from the drive and found equal to what was read out of
//! the vault; until then it is not reported and not counted on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use rustic_core::jiff;
use rustic_core::repofile::{SnapshotFile, SnapshotId};
use rustic_core::{
    BackupOptions, FileType, LimitOption, ParentOptions, PruneOptions, RepairIndexOptions,
    SnapshotOptions,
};

use super::folder;
use super::keys::{Keys, Opener};
use super::ledger::Ledger;
use super::medium::{Disk, Medium};
use super::model::{Cleared, Counts, Finished, Manifest, Policy, SnapshotInfo, Whose};
use super::pages::{Image, read_out};
use super::retention::removable;
use super::session::{Opened, Session, describe};
use super::source::{Extra, PAGES, Source};
use super::verify::{find_damaged_packs, is_whole, read_back};
use crate::base::{Clock, Error, Kind, Report, Result, Timestamp};
use crate::vault::{Read, Vault};

const LOCK: &str = "lock";
/// Room a drive must have beside what the backup itself needs.
const HEADROOM: u64 = 16 << 20;

/// A folder on a drive that takes backups of one vault. Holds the folder's lock as long as it
/// lives: make it for a run, drop it after.
pub struct Target {
    medium: Arc<dyn Medium>,
    home: PathBuf,
    whose: Whose,
    keys: Keys,
    clock: Arc<dyn Clock>,
    set_aside: usize,
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
    opener: Opener<'_>,
    clock: &Arc<dyn Clock>,
    report: &Report,
) -> Result<Keys> {
    let medium: Arc<dyn Medium> = Arc::new(Disk);
    connect_on(&medium, chosen, whose, keys, opener, clock, report)
}

pub(crate) fn connect_on(
    medium: &Arc<dyn Medium>,
    chosen: &Path,
    whose: &Whose,
    keys: Option<Keys>,
    opener: Opener<'_>,
    clock: &Arc<dyn Clock>,
    report: &Report,
) -> Result<Keys> {
    let open = |keys: &Keys| Target::open_on(medium, chosen, whose, keys, clock, report).map(drop);
    if let Some(keys) = keys {
        match open(&keys) {
            Err(error) if error.key() == "error.backup_other_keys" => {}
            opened => return opened.map(|()| keys),
        }
    }
    let home = folder::place_for(medium, chosen, whose.id, report)?;
    let mut keys = if folder::is_made(medium, &home, report)? {
        adopt(medium, &home, opener, report)?
    } else {
        Keys::make(&[opener])?
    };
    keys.ensure(opener)?;
    open(&keys)?;
    Ok(keys)
}

/// The keys of a repository that stands there already.
fn adopt(
    medium: &Arc<dyn Medium>,
    home: &Path,
    opener: Opener<'_>,
    report: &Report,
) -> Result<Keys> {
    let mut session = Session::begin_reading(medium, home, report)?;
    let opened = session.open_with(opener)?;
    let files = folder::key_files(&session)?
        .into_iter()
        .map(|(_, file)| file)
        .collect();
    Keys::adopted(&opened.key(), files)
}

impl Target {
    /// Opens the place for a vault's backups in `chosen`, makes it if it is not there, mends it
    /// where it is damaged, and carries changed keys to it. Needs no passphrase.
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
        let home = folder::place_for(medium, chosen, whose.id, report)?;
        folder::make_folders(medium, &home, report)?;
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
            set_aside: session.quarantined(),
            _lock: lock,
        })
    }

    /// How many damaged files were found and set aside when it was opened.
    #[must_use]
    pub fn set_aside(&self) -> usize {
        self.set_aside
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

    /// Backs the vault up and reads the backup back. `counts` is asked in the same read
    /// transaction the pages come from.
    ///
    /// # Errors
    /// [`Kind::NoSpace`], [`Kind::Unavailable`] (drive gone, read-only), [`Kind::Cancelled`],
    /// [`Kind::Damaged`] (the drive does not give back what was written to it). Older backups are
    /// untouched in every case.
    pub fn backup(
        &self,
        vault: &Vault,
        counts: impl FnOnce(&Read<'_>) -> Result<Counts>,
        extras: Vec<Extra>,
        report: &Report,
    ) -> Result<Finished> {
        report.step("progress.backup_prepare", 0, None)?;
        let session = Session::begin(&self.medium, &self.home, report)?;
        let opened = self.ready(&session)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;

        let first = session.snapshots(&opened, &ledger)?.is_empty();
        let (file, hash) = vault.read(|read| {
            let image = Image::of(read.sql())?;
            self.check_room(&session, image, first)?;
            let counts = counts(read)?;
            self.archive(&session, opened, read, image, counts, extras)
        })?;
        let mut snapshot = describe(&file, &ledger)
            .ok_or_else(|| Error::internal("a snapshot of ours that we cannot read"))?;
        ledger.add(&snapshot.id, snapshot.manifest.made_at);
        ledger.write(session.drive(), &self.keys)?;

        self.verify(&session, &snapshot, &hash, report)?;
        let now = self.clock.now();
        ledger.verified(&snapshot.id, now);
        ledger.write(session.drive(), &self.keys)?;
        snapshot.verified_at = Some(now);
        Ok(Finished {
            snapshot,
            bytes_written: session.drive().written(),
            unsynced: session.drive().unsynced(),
            quarantined: self.set_aside + session.quarantined(),
        })
    }

    /// Opened, and its index brought to agree with the packs that are there: what a run that broke
    /// off left behind is used, what the drive has lost is written anew.
    fn ready(&self, session: &Session) -> Result<Opened> {
        let opened = session.open(&self.keys.credentials()?)?;
        session.run(|| opened.repair_index(&RepairIndexOptions::default(), false))?;
        Ok(opened)
    }

    fn check_room(&self, session: &Session, image: Image, first: bool) -> Result<()> {
        let need = image.bytes() / if first { 3 } else { 16 } + HEADROOM;
        match session.drive().free() {
            Some(free) if free < need => Err(Error::new(Kind::NoSpace, "error.backup_drive_full")
                .with("folder", self.home.display())),
            _ => Ok(()),
        }
    }

    /// Streams the pages into the engine. The vault is read on this thread, the engine runs on
    /// another; the stream between them holds a megabyte.
    fn archive(
        &self,
        session: &Session,
        opened: Opened,
        read: &Read<'_>,
        image: Image,
        counts: Counts,
        extras: Vec<Extra>,
    ) -> Result<(SnapshotFile, blake3::Hash)> {
        let manifest = Manifest {
            format: Manifest::FORMAT,
            made_by: concat!("Steward ", env!("CARGO_PKG_VERSION")).to_owned(),
            made_at: read.now(),
            vault: self.whose.clone(),
            schema: read
                .sql()
                .query_row("PRAGMA user_version", [], |row| row.get(0))?,
            commit_seq: read.commit_seq()?,
            page_size: image.page_size,
            reserved: image.reserved,
            pages: image.pages,
            counts,
        };
        let description = serde_json::to_string(&manifest).map_err(Error::internal)?;
        let readable = serde_json::to_string_pretty(&manifest).map_err(Error::internal)?;
        let latch = session.latch();
        let (source, mut feed) =
            Source::new(readable, manifest.made_at, image.bytes(), extras, latch)?;
        let snapshot = new_snapshot(manifest.made_at, description)?;

        let report = session.drive().report();
        std::thread::scope(|scope| {
            let engine = scope.spawn(move || {
                // Never a parent: the engine would compare times, not contents, and store
                // nothing where they agree.
                let parents = ParentOptions::default().force(true);
                let options = BackupOptions::default().parent_opts(parents);
                session.run(|| {
                    let indexed = opened.to_indexed_ids()?;
                    indexed.archive(&options, &source, snapshot, &[PathBuf::from(PAGES)])
                })
            });
            let mut done = 0;
            let fed = read_out(read.sql(), image, |pages| {
                done += pages.len() as u64;
                report.step("progress.backup_copy", done, Some(image.bytes()))?;
                Ok(feed.give(pages))
            });
            let hash = match fed {
                Ok(()) => Some(feed.end()),
                Err(error) => {
                    latch.trip(error);
                    drop(feed);
                    None
                }
            };
            report
                .step("progress.backup_write", session.drive().written(), None)
                .ok();
            let archived = engine
                .join()
                .map_err(|_| Error::internal("the engine panicked"))??;
            let hash = hash.ok_or_else(|| Error::internal("a snapshot without its stream"))?;
            Ok((archived, hash))
        })
    }

    /// Reads the backup back through nothing but the drive. If the drive gives back something
    /// else, its damaged packs are set aside, so that the next backup writes their content anew.
    fn verify(
        &self,
        written: &Session,
        snapshot: &SnapshotInfo,
        hash: &blake3::Hash,
        report: &Report,
    ) -> Result<()> {
        let outcome =
            read_back(&self.medium, &self.home, &self.keys, snapshot, report).and_then(|found| {
                if found == *hash {
                    Ok(())
                } else {
                    Err(self.not_verified())
                }
            });
        match outcome {
            Err(error) if error.kind() == Kind::Damaged => {
                for pack in find_damaged_packs(written, report)? {
                    written.drive().quarantine(&pack)?;
                }
                Err(self.not_verified().caused_by(error))
            }
            other => other,
        }
    }

    fn not_verified(&self) -> Error {
        Error::new(Kind::Damaged, "error.backup_not_verified").with("folder", self.home.display())
    }

    /// Removes the backups that `policy` lets go on `today`, and marks what only they needed.
    /// What was marked more than a day ago is given back to the drive.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when the drive lists fewer backups than are known to be on it: nothing is
    /// removed then, see [`Target::accept_missing`].
    pub fn clear_out(&self, policy: Policy, today: NaiveDate, report: &Report) -> Result<Cleared> {
        report.step("progress.backup_clear", 0, None)?;
        let session = Session::begin(&self.medium, &self.home, report)?;
        let opened = self.ready(&session)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;
        let missing = session.missing(&opened, &ledger)?;
        if !missing.is_empty() {
            return Err(self.damage("error.backup_snapshots_missing", missing.len()));
        }
        let snapshots = session.snapshots(&opened, &ledger)?;
        let removed = removable(&snapshots, policy, today, self.clock.zone());
        let ids: Vec<SnapshotId> = removed
            .iter()
            .map(|id| id.parse())
            .collect::<Result<_, _>>()
            .map_err(|error: Box<rustic_core::RusticError>| Error::internal(error))?;
        // The ledger first: a backup it does not know is harmless, one that is gone is not.
        ledger.remove(&removed);
        ledger.write(session.drive(), &self.keys)?;
        session.run(|| opened.delete_snapshots(&ids))?;

        let options = self.prune_options(&session);
        let stats = session.run(|| {
            let plan = opened.prune_plan(&options)?;
            let size = plan.stats.size_sum();
            let stats = (size.remove + size.repack, plan.stats.size_to_delete.remove);
            opened.prune(&options, plan)?;
            Ok(stats)
        })?;
        Ok(Cleared {
            removed,
            bytes_marked: stats.0,
            bytes_freed: stats.1,
        })
    }

    /// Always in two steps a day apart, never `instant_delete`. On a nearly full drive nothing is
    /// repacked, because that writes before it frees.
    fn prune_options(&self, session: &Session) -> PruneOptions {
        let tight = session
            .drive()
            .free()
            .is_some_and(|free| free < 4 * HEADROOM);
        let unused = if tight {
            LimitOption::Unlimited
        } else {
            LimitOption::Percentage(5)
        };
        PruneOptions::default()
            .instant_delete(false)
            .max_unused(unused)
    }

    /// Reads everything on the drive.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when something is not as it was written: the damaged parts are set aside,
    /// and the next backup writes anew what it still needs of them. Or when backups lack something
    /// for good ([`Target::set_broken_aside`]) or are gone ([`Target::accept_missing`]).
    pub fn check(&self, report: &Report) -> Result<()> {
        let session = Session::begin(&self.medium, &self.home, report)?;
        let opened = self.ready(&session)?;
        let damaged = find_damaged_packs(&session, report)?;
        for pack in &damaged {
            session.drive().quarantine(pack)?;
        }
        if !damaged.is_empty() || session.quarantined() > 0 {
            let count = damaged.len() + session.quarantined();
            return Err(self.damage("error.backup_damaged_parts", count));
        }
        let ledger = Ledger::read(session.drive(), &self.keys)?;
        match (
            session.missing(&opened, &ledger)?.len(),
            self.broken(&session, &opened)?.len(),
        ) {
            (0, 0) => Ok(()),
            (0, broken) => Err(self.damage("error.backup_broken", broken)),
            (missing, _) => Err(self.damage("error.backup_snapshots_missing", missing)),
        }
    }

    fn damage(&self, key: &'static str, count: usize) -> Error {
        Error::new(Kind::Damaged, key)
            .with("count", count)
            .with("folder", self.home.display())
    }

    /// Moves the backups that lack a part for good to the quarantine, so that the others can be
    /// cleared out again. Returns their ids.
    ///
    /// # Errors
    /// When the drive cannot be read or written.
    pub fn set_broken_aside(&self, report: &Report) -> Result<Vec<String>> {
        let session = Session::begin(&self.medium, &self.home, report)?;
        let opened = self.ready(&session)?;
        let broken = self.broken(&session, &opened)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;
        ledger.remove(&broken);
        ledger.write(session.drive(), &self.keys)?;
        for id in &broken {
            session
                .drive()
                .quarantine(&session.files().folder(FileType::Snapshot).join(id))?;
        }
        Ok(broken)
    }

    /// The backups that refer to something the drive no longer has.
    fn broken(&self, session: &Session, opened: &Opened) -> Result<Vec<String>> {
        let files = session.run(|| opened.get_all_snapshots())?;
        let mut broken = Vec::new();
        for file in files {
            if !is_whole(session, opened, &file)? {
                broken.push(file.id.to_hex().to_string());
            }
        }
        Ok(broken)
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
        Err(error) if super::medium::unsupported(&error) => Ok(None),
        Err(error) => {
            Err(
                super::drive::Drive::new(medium.clone(), home.to_owned(), Report::silent())
                    .trouble_writing(error),
            )
        }
    }
}

/// The engine's record of a backup, without this computer's name or command line in it.
fn new_snapshot(made_at: Timestamp, description: String) -> Result<SnapshotFile> {
    let time = jiff::Timestamp::from_millisecond(made_at.0)
        .map_err(Error::internal)?
        .to_zoned(jiff::tz::TimeZone::UTC);
    SnapshotOptions::default()
        .time(time)
        .host("steward".to_owned())
        .command(String::new())
        .description(description)
        .to_snapshot()
        .map_err(Error::internal)
}
