//! The whole vault under a new key: the database is written anew beside the old one, and the key
//! file switches to it by the rename it is always saved by.
//!
//! ```text
//! note «rekey» -> vault-<n>.db, whole and on the disk -> one key file -> the other -> old ones gone
//! ```
//! A cut before the first key file is saved leaves the old vault, one after it the new; whichever
//! the next opening finds, it clears the other away. Only what the note names is ever cleared: a
//! folder in which somebody put older key files back keeps the newer database.
//!
//! Not done: `PRAGMA rekey`, which changes the database in place and cannot change the key file
//! with it. The sealed files are left as they are: their keys stand in the database, and none is
//! derived from the vault's.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::Vault;
use super::beside;
use super::connection::{self, Role};
use super::folder::{create_private, database, free, remove_database, sync_folder};
use super::gate::{Tx, Write, write_first};
use super::keyring::copies::{self, Opening};
use super::keyring::{Keyring, Unlock};
use super::open::{NewDb, check_filled, close, db_key, whole_and_sealed};
use crate::base::{Error, Kind, Report, Result};
use crate::crypto::strength::require_enough;
use crate::crypto::{KdfCost, Key, RecoveryKey, Secret, make_key};

/// What a change of the key under way leaves in the folder: the numbers of both databases.
const NOTE: &str = "rekey";
/// Pages between two words on how far it is.
const BATCH: u64 = 64;
/// Room for what is not the copy itself: its log, the key files, and some air.
const AIR: u64 = 8 << 20;
/// `SQLite` never uses the page that holds this byte of the file.
const LOCK_BYTE: u64 = 1 << 30;
/// Counters in the first page that `SQLite` itself moves on when a database is written to.
const COUNTERS: [std::ops::Range<usize>; 2] = [24..28, 92..100];

/// A step of the way; a test looks at the folder after each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The note lies there.
    Noted,
    /// The new database is an empty file.
    Created,
    /// So many of its pages are written.
    Pages(u64),
    /// It holds what the old one holds.
    Filled,
    /// It holds what is new in it as well.
    Finished,
    /// It is on the disk, read back.
    Synced,
    /// The first key file is being saved.
    First(copies::Step),
    /// The second is.
    Second(copies::Step),
}

/// What the vault opens with from now on, and what is written into it on the way.
pub struct NewKeys<'k> {
    /// Opens the vault as it is.
    pub proof: &'k Unlock,
    /// Opens it from now on; may be the one it opens with.
    pub passphrase: &'k Secret,
    /// What a guess costs.
    pub cost: KdfCost,
}

impl Vault {
    /// Puts the whole vault under a new random key and makes a new recovery key, which has still to
    /// be proved. `first` writes into the new database before it counts. Nobody writes meanwhile.
    /// Afterwards this value refuses everything: the vault is to be opened anew.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when the proof does not fit, [`Kind::Invalid`] when the passphrase is
    /// easy to guess, [`Kind::NoSpace`] before anything is written or on the way,
    /// [`Kind::Cancelled`]; the vault opens as before then, and nothing is left behind.
    pub(crate) fn rekey(
        &self,
        keys: &NewKeys<'_>,
        first: impl FnOnce(&mut Write<'_>, &RecoveryKey) -> Result<()>,
        report: &Report,
    ) -> Result<RecoveryKey> {
        self.rekey_told(keys, first, report, free, &mut |_| Ok(()))
    }

    pub(super) fn rekey_told(
        &self,
        keys: &NewKeys<'_>,
        first: impl FnOnce(&mut Write<'_>, &RecoveryKey) -> Result<()>,
        report: &Report,
        free: impl Fn(&Path) -> Option<u64>,
        told: &mut dyn FnMut(Step) -> Result<()>,
    ) -> Result<RecoveryKey> {
        require_enough(keys.passphrase)?;
        let dir = self
            .dir()
            .ok_or_else(|| Error::internal("a vault in memory has no keyring"))?;
        report.step("progress.rekey", 0, None)?;
        let _inside = self.enter()?;
        self.with_writer(|conn| {
            // Read while nobody changes what the vault opens with.
            let old = together(dir, copies::open(dir, keys.proof)?)?;
            // What a change before this one could not clear away is named by the note, which is to be
            // written over.
            settle(dir, &old.keyring, &old.key)?;
            let bytes = size(conn)?;
            if free(dir).is_some_and(|free| free < bytes.saturating_add(AIR)) {
                return Err(Error::new(Kind::NoSpace, "error.rekey_no_room")
                    .with("needed", bytes.saturating_add(AIR).div_ceil(1 << 20)));
            }
            let now = self.clock.now();
            let recovery = RecoveryKey::make()?;
            let key = make_key()?;
            let staged = Staged::begin(dir, old.keyring.db_epoch)?;
            told(Step::Noted)?;
            let mut keyring = old.keyring.for_another_key(staged.to)?;
            let db = db_key(&keyring, &key)?;
            let new = NewDb {
                path: &staged.path,
                key: &db,
            };
            fill(conn, &new, bytes, report, told)?;
            told(Step::Filled)?;
            let writer = connection::open(&staged.path, &db, Role::Writer)?;
            write_first(&writer, &*self.clock, |tx| first(tx, &recovery))?;
            writer.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
            close(writer)?;
            told(Step::Finished)?;
            report.step("progress.rekey_check", bytes, Some(bytes))?;
            check_filled(&new, whole_and_sealed)?;
            File::options().write(true).open(&staged.path)?.sync_all()?;
            sync_folder(dir)?;
            keyring.set_passphrase(&key, keys.passphrase, keys.cost, now)?;
            keyring.set_recovery(&key, &recovery, now)?;
            told(Step::Synced)?;
            report.cancel.check()?;
            let switched = copies::save_over(dir, &keyring, &key, &old.key, &mut |step| {
                told(Step::First(step))
            });
            if let Err(error) = switched
                && !copies::counts(dir, &keyring, &key)
            {
                return Err(error);
            }
            // In force from here on, whatever becomes of the rest: the next opening sees to it.
            staged.keep();
            self.moved.store(true, Ordering::SeqCst);
            let _ = copies::save_over(dir, &keyring, &key, &old.key, &mut |step| {
                told(Step::Second(step))
            });
            Ok(recovery)
        })
    }
}

/// The keyring in force, in both copies: one of them is about to be written over.
fn together(dir: &Path, old: Opening) -> Result<Opening> {
    if copies::are_together(dir, &old.keyring, &old.key) {
        return Ok(old);
    }
    copies::save(dir, &old.keyring, &old.key)?;
    if copies::are_together(dir, &old.keyring, &old.key) {
        return Ok(old);
    }
    Err(Error::new(Kind::Unavailable, "error.read_back"))
}

/// How large a copy of the database is.
fn size(conn: &Connection) -> Result<u64> {
    let bytes: i64 = conn.query_row(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
        [],
        |row| row.get(0),
    )?;
    u64::try_from(bytes).map_err(Error::internal)
}

/// A database under way and the note that names it. Dropped, both go again.
struct Staged<'d> {
    dir: &'d Path,
    path: PathBuf,
    to: u64,
    kept: bool,
}

impl<'d> Staged<'d> {
    fn begin(dir: &'d Path, from: u64) -> Result<Self> {
        let mut to = from.saturating_add(1);
        while dir.join(database(to)).exists() {
            to = to.saturating_add(1);
        }
        let staged = Self {
            dir,
            path: dir.join(database(to)),
            to,
            kept: false,
        };
        remove_if_any(&dir.join(NOTE))?;
        let mut note = create_private(&dir.join(NOTE))?;
        note.write_all(format!("{from} {to}\n").as_bytes())?;
        note.sync_all()?;
        sync_folder(dir)?;
        Ok(staged)
    }

    fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        // The note goes last: as long as it stands, what it names is cleared away by the next opening.
        if !self.kept && remove_database(&self.path).is_ok() {
            let _ = remove_if_any(&self.dir.join(NOTE));
        }
    }
}

/// Copies every page into a fresh database under its own key and reads it back.
fn fill(
    from: &Connection,
    new: &NewDb<'_>,
    bytes: u64,
    report: &Report,
    told: &mut dyn FnMut(Step) -> Result<()>,
) -> Result<()> {
    create_private(new.path)?;
    told(Step::Created)?;
    let snapshot = Tx::begin(from, "BEGIN DEFERRED")?;
    let to = connection::open(new.path, new.key, Role::Fill)?;
    let tx = Tx::begin(&to, "BEGIN IMMEDIATE")?;
    let mut put = to.prepare("INSERT INTO sqlite_dbpage (pgno, data) VALUES (?1, ?2)")?;
    let read = each_page(from, |number, page| {
        let at = number.saturating_mul(page.len() as u64);
        if LOCK_BYTE / page.len().max(1) as u64 + 1 != number {
            put.execute((i64::try_from(number).map_err(Error::internal)?, page))?;
        }
        if number.is_multiple_of(BATCH) {
            told(Step::Pages(number))?;
            report.step("progress.rekey", at, Some(bytes))?;
        }
        Ok(())
    })?;
    drop(put);
    tx.commit()?;
    close(to)?;
    snapshot.commit()?;
    // The connection's idea of the file is out of date; a fresh one sees what is there.
    let back = connection::open(new.path, new.key, Role::Probe)?;
    let written = each_page(&back, |number, page| {
        if number.is_multiple_of(BATCH) {
            let at = number.saturating_mul(page.len() as u64);
            report.step("progress.rekey_check", at, Some(bytes))?;
        }
        Ok(())
    })?;
    close(back)?;
    if read != written {
        return Err(Error::new(Kind::Unavailable, "error.read_back"));
    }
    Ok(())
}

/// Shows `see` each page in order; the hash of all of them, without what differs from key to key
/// and what `SQLite` moves on by itself.
fn each_page(
    conn: &Connection,
    mut see: impl FnMut(u64, &[u8]) -> Result<()>,
) -> Result<blake3::Hash> {
    let mut hash = blake3::Hasher::new();
    let mut reserved = 0;
    let mut asked = conn.prepare("SELECT pgno, data FROM sqlite_dbpage('main')")?;
    let mut rows = asked.query([])?;
    while let Some(row) = rows.next()? {
        let number = u64::try_from(row.get::<_, i64>(0)?).map_err(Error::internal)?;
        let page = row.get_ref(1)?.as_blob().map_err(Error::internal)?;
        if number == 1 {
            reserved = page.get(20).copied().unwrap_or_default().into();
        }
        let content = page
            .get(..page.len().saturating_sub(reserved))
            .unwrap_or(page);
        if number == 1 {
            let mut first = Zeroizing::new(content.to_vec());
            for counter in COUNTERS {
                if let Some(bytes) = first.get_mut(counter) {
                    bytes.fill(0);
                }
            }
            hash.update(&first);
        } else {
            hash.update(content);
        }
        see(number, page)?;
    }
    Ok(hash.finalize())
}

/// Clears away what a change of the key left: after the switch the former database and all that was
/// derived from the former key, before it the one that was under way. The database of `keyring` is
/// open already. Does nothing while the two key files say different things: either may still count.
pub(super) fn settle(dir: &Path, keyring: &Keyring, key: &Key) -> Result<()> {
    let note = dir.join(NOTE);
    let text = match fs::read_to_string(&note) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if !copies::are_together(dir, keyring, key) {
        return Ok(());
    }
    if let Some((from, to)) = read_note(&text) {
        if keyring.db_epoch == to {
            remove_database(&dir.join(database(from)))?;
            clear_derived(dir)?;
        } else if keyring.db_epoch == from {
            remove_database(&dir.join(database(to)))?;
        }
    }
    sync_folder(dir)?;
    remove_if_any(&note)
}

/// The numbers in a note; a torn one was never acted upon.
fn read_note(text: &str) -> Option<(u64, u64)> {
    let (from, to) = text.strip_suffix('\n')?.split_once(' ')?;
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (from < to).then_some((from, to))
}

/// Databases beside the vault's own are under keys derived from its key, and are made anew.
fn clear_derived(dir: &Path) -> Result<()> {
    for name in beside::NAMES {
        remove_database(&dir.join(beside::file(name)))?;
    }
    Ok(())
}

fn remove_if_any(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
