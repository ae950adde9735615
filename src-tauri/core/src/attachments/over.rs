//! Files that come over out of another past of the same vault: copied as they lie, for the row that opens
//! them comes along.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::Write as _;

use rusqlite::{OptionalExtension, params};

use super::files::{Files, Working, chunk, fill};
use crate::base::{Error, Id, Kind, Report, Result};
use crate::crypto::Key;
use crate::crypto::stream::sealed_len;
use crate::vault::{Read, Vault, Write, create_private, sync_folder};

/// A row of then, to be one of today's.
#[derive(Debug)]
struct Row {
    id: Id,
    key: Key,
    size: i64,
    sha256: [u8; 32],
    seal: [u8; 32],
}

impl Row {
    fn sealed_size(&self) -> u64 {
        sealed_len(self.size.try_into().unwrap_or_default())
    }
}

/// Files that were copied and wait for their rows.
#[derive(Debug)]
pub struct Over<'f> {
    rows: Vec<Row>,
    files: &'f Files,
    _working: Working<'f>,
}

/// The files of then that today's vault has no row for and that lie in `from` as long as they were: what
/// is on a record of then can come with it.
///
/// # Errors
/// When either database fails.
pub fn at_hand(then: &Read<'_>, now: &Read<'_>, from: &Files) -> Result<BTreeSet<Id>> {
    let mut find = then.sql().prepare(
        "SELECT f.id, f.key, f.size, f.sha256, f.seal FROM stored_file f
         WHERE EXISTS (SELECT 1 FROM attachment a WHERE a.file = f.id AND a.deleted_at IS NULL)",
    )?;
    let mut known = now
        .sql()
        .prepare_cached("SELECT 1 FROM stored_file WHERE id = ?")?;
    let mut at_hand = BTreeSet::new();
    for row in find.query_map([], from_row)? {
        let row = row?;
        let lies = || fs::metadata(from.path(row.id)).is_ok_and(|is| is.len() == row.sealed_size());
        if !known.exists([row.id])? && lies() {
            at_hand.insert(row.id);
        }
    }
    Ok(at_hand)
}

/// Copies the files `ids` of the vault `then`, which lie in `from`, to `to`, each held to its seal.
///
/// # Errors
/// [`Kind::Damaged`] when one is not what it was: its copy of then is let go, so that whoever asks again is
/// told that it is lost. [`Kind::NoSpace`], [`Kind::Cancelled`]. Nothing is left behind then.
pub fn take<'f>(
    then: &Read<'_>,
    (from, to): (&Files, &'f Files),
    ids: &[Id],
    report: &Report,
) -> Result<Over<'f>> {
    let mut over = Over {
        rows: Vec::new(),
        files: to,
        _working: to.working(),
    };
    let mut find = then
        .sql()
        .prepare_cached("SELECT id, key, size, sha256, seal FROM stored_file WHERE id = ?")?;
    let mut rows = Vec::new();
    for id in ids {
        rows.extend(find.query_row([id], from_row).optional()?);
    }
    let (mut done, all) = (0, rows.iter().map(Row::sealed_size).sum());
    for row in rows {
        let id = row.id;
        let whole = copy(&row, (from, to), (&mut done, all), report);
        // With it what is left of one that did not come whole.
        over.rows.push(row);
        match whole {
            Ok(true) => {}
            Ok(false) => {
                fs::remove_file(from.path(id))?;
                over.let_go(&HashSet::new());
                let key = "error.attachment_damaged";
                return Err(Error::new(Kind::Damaged, key).with("name", name_of(then, id)?));
            }
            Err(error) => {
                over.let_go(&HashSet::new());
                return Err(error);
            }
        }
    }
    Ok(over)
}

impl Over<'_> {
    /// Gives the files their rows.
    ///
    /// # Errors
    /// When the database fails.
    pub fn settle_in(&self, tx: &mut Write<'_>) -> Result<()> {
        for row in &self.rows {
            let now = tx.now();
            tx.sql()
                .prepare_cached(
                    "INSERT INTO stored_file (id, key, size, sha256, seal, created_at)
                     VALUES (?, ?, ?, ?, ?, ?)",
                )?
                .execute(params![
                    row.id,
                    row.key.as_slice(),
                    row.size,
                    row.sha256,
                    row.seal,
                    now
                ])?;
        }
        Ok(())
    }

    /// After the write, whichever way it went: lets the files stand that the rows name, and where nobody can
    /// say, all of them.
    pub fn settle(self, vault: &Vault) {
        if let Ok(rows) = vault.read(super::store::every) {
            self.let_go(&rows);
        }
    }

    fn let_go(&self, named: &HashSet<Id>) {
        for row in self.rows.iter().filter(|row| !named.contains(&row.id)) {
            let _ = fs::remove_file(self.files.path(row.id));
        }
    }
}

fn from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        id: row.get(0)?,
        key: Key::new(row.get(1)?),
        size: row.get(2)?,
        sha256: row.get(3)?,
        seal: row.get(4)?,
    })
}

fn name_of(read: &Read<'_>, file: Id) -> Result<String> {
    let name = read
        .sql()
        .prepare_cached(
            "SELECT name FROM attachment WHERE file = ? AND deleted_at IS NULL LIMIT 1",
        )?
        .query_row([file], |row| row.get(0))
        .optional()?;
    Ok(name.unwrap_or_default())
}

/// Whether it came as it was sealed; of `all` bytes so many are `done`.
fn copy(
    row: &Row,
    (from, to): (&Files, &Files),
    (done, all): (&mut u64, u64),
    report: &Report,
) -> Result<bool> {
    let path = to.path(row.id);
    to.ready_folder(&path)?;
    // One that lies there belongs to nobody: no row of today names it.
    match fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let (mut source, mut copied) = (File::open(from.path(row.id))?, create_private(&path)?);
    let (mut hash, mut part) = (blake3::Hasher::new(), chunk());
    while fill(&mut source, &mut part)? > 0 {
        hash.update(&part);
        copied.write_all(&part)?;
        *done += part.len() as u64;
        report.step("progress.bring_files", *done, Some(all))?;
    }
    copied.sync_all()?;
    path.parent().map_or(Ok(()), sync_folder)?;
    Ok(*hash.finalize().as_bytes() == row.seal)
}
