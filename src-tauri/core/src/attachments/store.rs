//! The rows of the sealed files, and which attachments need which.

use std::collections::{BTreeMap, HashSet};

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, Row, params};

use super::files::Sealed;
use crate::base::{Error, Id, Kind, Result};
use crate::crypto::Key;
use crate::records::journal;
use crate::records::value::id_of;
use crate::vault::{Read, Write, array};

/// A sealed file's row.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its name in the folder, and the place it is sealed for.
    pub id: Id,
    /// What opens it.
    pub key: Key,
    /// Its length, plain.
    pub size: u64,
    /// BLAKE3 of it as it lies there.
    pub seal: [u8; 32],
    /// What a living attachment calls it; none where all of them are in the bin.
    pub name: Option<String>,
}

const COLUMNS: &str = "f.id, f.key, f.size, f.seal,
  (SELECT name FROM attachment a WHERE a.file = f.id AND a.deleted_at IS NULL LIMIT 1)";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let size: i64 = row.get(2)?;
    Ok(Stored {
        id: row.get(0)?,
        key: Key::new(row.get(1)?),
        size: size.try_into().unwrap_or_default(),
        seal: row.get(3)?,
        name: row.get(4)?,
    })
}

/// The file of a living attachment, and what that is called and holds.
pub(super) fn of_attachment(read: &Read<'_>, id: Id) -> Result<(Stored, String, String)> {
    read.sql()
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, w.name, w.media_type FROM attachment w JOIN stored_file f ON f.id = w.file
             WHERE w.id = ? AND w.deleted_at IS NULL"
        ))?
        .query_row([id], |row| Ok((from_row(row)?, row.get(5)?, row.get(6)?)))
        .optional()?
        .ok_or_else(|| {
            Error::new(Kind::NotFound, "error.record_gone").with("entity", "attachment")
        })
}

/// Every sealed file that is needed, by its name in the folder: by an attachment, living or in the
/// bin, or by a step that was taken back and could be brought again.
///
/// # Errors
/// When the database fails.
pub fn needed(read: &Read<'_>) -> Result<Vec<Stored>> {
    let mut again: Vec<Id> = Vec::new();
    for held in journal::erased(read, "attachment", "file")? {
        if let Sql::Blob(id) = held {
            again.push(id_of(&id)?);
        }
    }
    let mut find = read.sql().prepare(&format!(
        "SELECT {COLUMNS} FROM stored_file f
         WHERE EXISTS (SELECT 1 FROM attachment a WHERE a.file = f.id)
            OR f.id IN (SELECT value FROM rarray(?)) ORDER BY f.id"
    ))?;
    let stored = find.query_map([array(&again)], from_row)?;
    Ok(stored.collect::<rusqlite::Result<_>>()?)
}

/// The rows that nothing needs any more.
pub(super) fn unneeded(read: &Read<'_>) -> Result<Vec<Id>> {
    let mut every = every(read)?;
    if !every.is_empty() {
        for stored in needed(read)? {
            every.remove(&stored.id);
        }
    }
    Ok(every.into_iter().collect())
}

/// Every row.
pub(super) fn every(read: &Read<'_>) -> Result<HashSet<Id>> {
    let mut find = read.sql().prepare("SELECT id FROM stored_file")?;
    let ids = find.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn forget(tx: &mut Write<'_>, ids: &[Id]) -> Result<()> {
    let mut delete = tx.sql().prepare("DELETE FROM stored_file WHERE id = ?")?;
    for id in ids {
        delete.execute([id])?;
    }
    Ok(())
}

/// Has whatever needs one of the files `broken` need `whole` instead. Which bytes a record has is
/// no change of it: the journal is not told.
pub(super) fn replace(tx: &mut Write<'_>, broken: &[Id], whole: Id) -> Result<()> {
    tx.sql()
        .prepare_cached(
            "UPDATE attachment SET file = ?1 WHERE file IN (SELECT value FROM rarray(?2))",
        )?
        .execute(params![whole, array(broken)])?;
    Ok(())
}

/// The files in the folder that no row names, and since when that is known, ms UTC.
pub(super) fn strays(read: &Read<'_>) -> Result<BTreeMap<Id, i64>> {
    let mut find = read.sql().prepare("SELECT id, seen_at FROM stray_file")?;
    let found = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Takes note of which these are now.
pub(super) fn note_strays(tx: &mut Write<'_>, strays: &HashSet<Id>) -> Result<()> {
    tx.sql()
        .prepare("DELETE FROM stray_file WHERE id NOT IN (SELECT value FROM rarray(?))")?
        .execute([array(strays)])?;
    let now = tx.now();
    tx.sql()
        .prepare("INSERT OR IGNORE INTO stray_file (id, seen_at) SELECT value, ?2 FROM rarray(?1)")?
        .execute(params![array(strays), now])?;
    Ok(())
}

/// The rows that hold the content of `sealed` already.
pub(super) fn alike(read: &Read<'_>, sealed: &Sealed) -> Result<Vec<Stored>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT {COLUMNS} FROM stored_file f WHERE f.sha256 = ? AND f.size = ?"
    ))?;
    let size = i64::try_from(sealed.size).unwrap_or(i64::MAX);
    let alike = find.query_map(params![sealed.sha256, size], from_row)?;
    Ok(alike.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert(tx: &mut Write<'_>, sealed: &Sealed) -> Result<()> {
    tx.sql()
        .prepare_cached(
            "INSERT INTO stored_file (id, key, size, sha256, seal, created_at)
             VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            sealed.id,
            sealed.key.as_slice(),
            i64::try_from(sealed.size).unwrap_or(i64::MAX),
            sealed.sha256,
            sealed.seal,
            tx.now()
        ])?;
    Ok(())
}

/// The attachments of a record, newest first; a unit's are also those on whatever is of the unit.
pub(super) fn ids_of(read: &Read<'_>, of: Id) -> Result<Vec<Id>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id FROM attachment WHERE (\"of\" = ?1 OR unit = ?1) AND deleted_at IS NULL
         ORDER BY n DESC",
    )?;
    let ids = find.query_map([of], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// A living attachment with its file.
#[derive(Debug)]
pub struct Living {
    /// The attachment.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// The record it is on: its kind, and which it is.
    pub of: (String, Id),
    /// The unit that record is, or is of.
    pub unit: Option<Id>,
    /// Its file.
    pub stored: Stored,
}

/// The living attachments, in the order they were made.
///
/// # Errors
/// When the database fails.
pub fn living(read: &Read<'_>) -> Result<Vec<Living>> {
    let mut find = read.sql().prepare(&format!(
        "SELECT {COLUMNS}, w.id, w.name, w.of_entity, w.\"of\", w.unit
         FROM attachment w JOIN stored_file f ON f.id = w.file
         WHERE w.deleted_at IS NULL ORDER BY w.n"
    ))?;
    let found = find.query_map([], |row| {
        Ok(Living {
            id: row.get(5)?,
            name: row.get(6)?,
            of: (row.get(7)?, row.get(8)?),
            unit: row.get(9)?,
            stored: from_row(row)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
