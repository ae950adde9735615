//! The way back: find what is on a drive, and make a new vault out of a backup.
//!
//! Nothing is ever written to the drive, which may be read-only, nor over a vault that exists.
//! Pages go from the repository straight into a freshly keyed database: no plain image of it
//! stands on a disk or whole in memory at any moment.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use rusqlite::Connection;
use rustic_core::repofile::SnapshotFile;

use super::cloud::is_cloud;
use super::files::{Lost, bring, bytes_of};
use super::keys::{Keys, Opener};
use super::ledger::Ledger;
use super::medium::{Disk, Medium};
use super::model::{Manifest, Newer, SnapshotInfo, Whose};
use super::newest;
use super::pages::{Half, Image, PageWriter, Settled};
use super::session::{Opened, Session};
use super::source::{MANIFEST, PAGES};
use super::target::lock_to_read;
use super::verify::{Indexed, dump, expect_hash, find};
use crate::base::{Clock, Error, Kind, Report, Result};
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::vault::{Opens, Prover, Vault, newest_schema};

const MEGABYTE: u64 = 1_000_000;
/// Room that stays on the disk for whoever works there.
pub(crate) const RESERVE: u64 = 64 << 20;
/// Bytes that go from the engine to the new database at a time, and how many times over they may lie
/// between the two.
const PIECE: usize = 256 << 10;
const UNDER_WAY: usize = 8;

/// The backups of one vault on a drive, opened for reading.
#[derive(Clone)]
pub struct Found {
    pub(super) medium: Arc<dyn Medium>,
    pub(super) home: PathBuf,
    pub(super) keys: Keys,
    whose: Whose,
    snapshots: Vec<SnapshotInfo>,
    newer: Option<Newer>,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Found")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

/// What a new vault is made with.
#[derive(Clone)]
pub struct NewVault<'s> {
    /// Its folder: new, or there and empty.
    pub folder: &'s Path,
    /// What opens it.
    pub passphrase: &'s Secret,
    /// Its recovery key; a new one is made where there is none.
    pub recovery: Option<&'s RecoveryKey>,
    /// How much work it is to try a passphrase.
    pub cost: KdfCost,
    /// Tells it the time.
    pub clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for NewVault<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewVault")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// A vault made out of a backup.
#[derive(Debug)]
pub struct Restored {
    /// It, open.
    pub vault: Vault,
    /// Its recovery key. Show it to the user, if it is a new one.
    pub recovery: RecoveryKey,
    /// The keys of its backups, wrapped for its passphrase and recovery key of today. Put them
    /// into its settings: the ones it brought with it are those of the backup's day.
    pub keys: Keys,
    /// The files on its records that the backup did not give back. Everything else is there.
    pub lost: Vec<Lost>,
}

fn list(
    medium: &Arc<dyn Medium>,
    session: &Session,
    opened: &Opened,
    keys: Keys,
) -> Result<Option<Found>> {
    let ledger = Ledger::read(session.drive(), &keys)?;
    let snapshots = session.snapshots(opened, &ledger)?;
    let newer = session.newer(opened)?;
    let Some(newest) = snapshots.first() else {
        return newer.map_or(Ok(None), |newer| Err(made_newer(&newer.made_by)));
    };
    let whose = newest.manifest.vault.clone();
    Ok(Some(Found {
        medium: medium.clone(),
        home: session.drive().home().to_owned(),
        keys,
        whose,
        snapshots,
        newer,
    }))
}

impl Found {
    /// Whose backups they are; the name is that of the newest.
    #[must_use]
    pub fn whose(&self) -> &Whose {
        &self.whose
    }
    /// The backups, newest first.
    #[must_use]
    pub fn snapshots(&self) -> &[SnapshotInfo] {
        &self.snapshots
    }

    /// The backups in one place, by the keys of their vault, and without the third of a second that
    /// a secret costs.
    pub(crate) fn with_keys(
        medium: &Arc<dyn Medium>,
        home: &Path,
        keys: Keys,
        report: &Report,
    ) -> Result<Self> {
        let session = Session::begin_reading(medium, home, report)?;
        let opened = session.open(&keys.credentials()?)?;
        let found = list(medium, &session, &opened, keys)?;
        found.ok_or_else(|| Error::new(Kind::NotFound, "error.backup_none_here"))
    }

    /// The same by a secret; none where nothing was backed up yet.
    pub(super) fn with_secret(
        medium: &Arc<dyn Medium>,
        home: &Path,
        secret: Opener<'_>,
        report: &Report,
    ) -> Result<Option<Self>> {
        let mut session = Session::begin_reading(medium, home, report)?;
        let (opened, files) = session.open_with(secret)?;
        let keys = newest::adopted(session.drive(), Keys::adopted(&opened.key(), files)?)?;
        list(medium, &session, &opened, keys)
    }

    /// The backups beside them that only a newer program reads.
    #[must_use]
    pub fn newer(&self) -> Option<&Newer> {
        self.newer.as_ref()
    }

    /// Keeps backups off the drive for as long as what it returns lives.
    pub(crate) fn hold(&self, report: &Report) -> Result<Option<Box<dyn Send + Sync>>> {
        lock_to_read(&self.medium, &self.home, report)
    }

    /// Makes sure that a backup restored to `folder` would not fill the disk it stands on: the
    /// database's pages, as much again of what `SQLite` writes beside them, the files on records, and room
    /// to go on working in must fit, as far as the system says.
    ///
    /// # Errors
    /// [`Kind::NoSpace`] with the sentence `key`.
    pub(crate) fn make_sure_of_room(
        &self,
        snapshot: &SnapshotInfo,
        folder: &Path,
        key: &'static str,
        report: &Report,
    ) -> Result<()> {
        let files = match snapshot.manifest.files_bytes {
            Some(bytes) => bytes,
            // What is damaged of them is named afterwards.
            None => match self.bytes_of_files(snapshot, report) {
                Err(error) if error.kind() == Kind::Damaged => 0,
                bytes => bytes?,
            },
        };
        let pages = snapshot.manifest.bytes().saturating_mul(2);
        let needed = pages.saturating_add(files).saturating_add(RESERVE);
        // The nearest folder that is there already.
        let there = folder.ancestors().find(|folder| folder.is_dir());
        let there = there.unwrap_or(folder);
        // On a disk of this computer, wherever the backups are.
        let free = if is_cloud(&self.home) {
            Disk.free(there)
        } else {
            self.medium.free(there)
        };
        match free {
            Some(free) if free < needed => Err(Error::new(Kind::NoSpace, key)
                .with("needed", needed.div_ceil(MEGABYTE))
                .with("free", free / MEGABYTE)),
            _ => Ok(()),
        }
    }

    fn bytes_of_files(&self, snapshot: &SnapshotInfo, report: &Report) -> Result<u64> {
        let mut session = Session::begin_reading(&self.medium, &self.home, report)?;
        let opened = session.open(&self.keys.credentials()?)?;
        let (indexed, file) = find(&mut session, opened, &snapshot.id)?;
        bytes_of(&session, &indexed, &file)
    }

    /// What stands beside the pages of a backup for people to read, read from the drive.
    pub(crate) fn manifest_beside(&self, id: &str, report: &Report) -> Result<Manifest> {
        let mut session = Session::begin_reading(&self.medium, &self.home, report)?;
        let opened = session.open(&self.keys.credentials()?)?;
        let (indexed, file) = find(&mut session, opened, id)?;
        let mut text = Vec::new();
        session.run(|| dump(&indexed, &file, MANIFEST, &mut text))?;
        serde_json::from_slice(&text).map_err(|error| {
            Error::new(Kind::Damaged, "error.backup_damaged")
                .with("folder", self.home.display())
                .caused_by(error)
        })
    }

    /// The backup of this name.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there is none.
    pub fn snapshot(&self, id: &str) -> Result<&SnapshotInfo> {
        let mut all = self.snapshots.iter();
        all.find(|snapshot| snapshot.id == id)
            .ok_or_else(|| Error::new(Kind::NotFound, "error.backup_snapshot_gone"))
    }

    /// Lets a test see the backups otherwise than they are.
    #[cfg(test)]
    pub(crate) fn pretend(&mut self, change: impl FnOnce(&mut Vec<SnapshotInfo>)) {
        change(&mut self.snapshots);
    }

    /// Makes a vault out of a backup and opens it.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when a part of the backup cannot be read any more: try an older one.
    /// [`Kind::NewerVersion`] when a newer program made it. [`Kind::Invalid`] when the folder is
    /// not empty or the passphrase too weak; [`Kind::NoSpace`], [`Kind::Cancelled`]. Nothing is
    /// left behind then.
    pub fn restore(&self, id: &str, new: &NewVault<'_>, report: &Report) -> Result<Restored> {
        let snapshot = self.snapshot(id)?;
        self.make_sure_of_room(snapshot, new.folder, "error.restore_no_room", report)?;
        let recovery = new.recovery.cloned().map_or_else(RecoveryKey::make, Ok)?;
        let opens = Opens::Anew {
            passphrase: new.passphrase,
            recovery: &recovery,
            // One that was made here has still to be written down.
            proved: new.recovery.is_some(),
            cost: new.cost,
        };
        std::thread::scope(|scope| {
            // Most of a second of pure computing, for which the pages do not wait.
            let renewing = scope.spawn(|| self.renewed(new, &recovery));
            let (vault, lost) = self.rebuild(id, new.folder, opens, &new.clock, report)?;
            let renewed = renewing.join();
            match renewed.unwrap_or_else(|_| Err(Error::internal("the keys were not renewed"))) {
                Ok(keys) => Ok((vault, keys, lost)),
                Err(error) => {
                    // A vault that nobody hears of is not left behind.
                    drop(vault);
                    std::fs::remove_dir_all(new.folder)?;
                    Err(error)
                }
            }
        })
        .map(|(vault, keys, lost)| Restored {
            vault,
            recovery,
            keys,
            lost,
        })
    }

    /// The backups' keys, for what opens the new vault.
    pub(super) fn renewed(&self, new: &NewVault<'_>, recovery: &RecoveryKey) -> Result<Keys> {
        let mut keys = self.keys.clone();
        let now = new.clock.now();
        // One that stays is no later one: the vault this is a copy of goes on with it too.
        if !keys.opens_with(Opener::Passphrase(new.passphrase))? {
            keys.renew(Opener::Passphrase(new.passphrase), now)?;
        }
        // One that was made just now opens nothing yet.
        let recovery = Opener::Recovery(recovery);
        if new.recovery.is_none() || !keys.opens_with(recovery)? {
            keys.renew(recovery, now)?;
        }
        Ok(keys)
    }

    /// The same for whatever is to open it, without wrapping the backups' keys anew.
    pub(crate) fn rebuild(
        &self,
        id: &str,
        folder: &Path,
        opens: Opens<'_>,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<(Vault, Vec<Lost>)> {
        let snapshot = self.snapshot(id)?;
        let said = &snapshot.manifest;
        // Before a page is fetched; what the manifest does not say is found out from the pages.
        if said.format > Manifest::FORMAT || said.schema > newest_schema() {
            return Err(made_newer(&said.made_by));
        }
        let mut session = Session::begin_reading(&self.medium, &self.home, report)?;
        let opened = session.open(&self.keys.credentials()?)?;
        let (indexed, file) = find(&mut session, opened, &snapshot.id)?;
        let from = (&indexed, &file);
        let mut lost = Vec::new();
        let vault = Vault::create_from(
            folder,
            opens,
            clock.clone(),
            |sql| fill(sql, &session, from, &snapshot.manifest, report),
            |sql, settled, prover| gives_back(sql, settled, prover, report),
            |tx, dir| {
                lost = bring(&session, from, tx, dir, report)?;
                Ok(())
            },
        )?;
        Ok((vault, lost))
    }
}

pub(super) fn made_newer(made_by: &str) -> Error {
    Error::new(Kind::NewerVersion, "error.backup_made_newer").with("made_by", made_by)
}

/// Streams a backup's pages into an empty database and compares what came with what was backed up.
/// Returns what the database must now give back.
fn fill(
    sql: &Connection,
    session: &Session,
    (indexed, file): (&Indexed, &SnapshotFile),
    manifest: &Manifest,
    report: &Report,
) -> Result<Settled> {
    let image = Image {
        page_size: manifest.page_size,
        reserved: manifest.reserved,
        pages: manifest.pages,
    };
    let mut writer = PageWriter::new(sql, image, |done| {
        report.step("progress.restore_pages", done, Some(image.bytes()))
    })?;
    let (pieces, taken) = sync_channel(UNDER_WAY);
    std::thread::scope(|scope| {
        // Unpacked on one processor and sealed anew on another.
        let unpacking = scope.spawn(move || {
            session.run(|| {
                let mut out = BufWriter::with_capacity(PIECE, Pipe(pieces));
                dump(indexed, file, PAGES, &mut out)?;
                // What is not taken any more is missed by the other side.
                let _ = out.flush();
                Ok(())
            })
        });
        // With an error the pipe is closed, and the unpacking ends by that.
        taken
            .into_iter()
            .try_for_each(|piece| writer.take(&piece))?;
        let unpacked = unpacking.join();
        unpacked.map_err(|_| Error::internal("the engine panicked"))?
    })?;
    let (stream, settled) = writer.finish()?;
    expect_hash(session, indexed, file, &stream)?;
    Ok(settled)
}

/// The way of unpacked bytes from the engine to the new database.
struct Pipe(SyncSender<Vec<u8>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.send(bytes.to_vec()) {
            Ok(()) => Ok(bytes.len()),
            Err(_) => Err(io::Error::other("the new vault did not take a page")),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Proves that a database holds the pages it was given, each read and held to its seal. It has to be
/// asked before anything else is written into it. Pages that are those that were backed up are not refused for their
/// shape, which a drill looks at, and the first look through the new vault tells: it would be the same again.
pub(super) fn gives_back(
    sql: &Connection,
    settled: &Settled,
    prover: Prover,
    report: &Report,
) -> Result<()> {
    report.step("progress.restore_check", 0, None)?;
    let half = match prover {
        Prover::First => Half::Lower,
        Prover::Second => Half::Upper,
    };
    if settled.holds(sql, half, &report.cancel)? {
        return Ok(());
    }
    Err(Error::internal(
        "the new database does not give back what it was given",
    ))
}
