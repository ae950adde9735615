//! The rows of the sealed files, and which attachments need which.

use std::collections::HashSet;

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, Row, params};

use super::files::Sealed;
use crate::base::{Error, Id, Kind, Result};
use crate::crypto::Key;
use crate::records::journal;
use crate::records::value::id_of;
use crate::vault::{Read, Write};

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

/// Every sealed file that an attachment needs, living or in the bin, by its name in the folder.
///
/// # Errors
/// When the database fails.
pub fn needed(read: &Read<'_>) -> Result<Vec<Stored>> {
    let mut find = read.sql().prepare(&format!(
        "SELECT {COLUMNS} FROM stored_file f
         WHERE EXISTS (SELECT 1 FROM attachment a WHERE a.file = f.id) ORDER BY f.id"
    ))?;
    let stored = find.query_map([], from_row)?;
    Ok(stored.collect::<rusqlite::Result<_>>()?)
}

/// The rows that nothing needs any more: no attachment, living or in the bin, and no step that
/// could be brought again.
pub(super) fn unneeded(read: &Read<'_>) -> Result<Vec<Id>> {
    let every = every(read)?;
    if every.is_empty() {
        return Ok(Vec::new());
    }
    let mut kept: HashSet<Id> = needed(read)?.into_iter().map(|stored| stored.id).collect();
    for held in journal::erased(read, "attachment", "file")? {
        if let Sql::Blob(id) = held {
            kept.insert(id_of(&id)?);
        }
    }
    Ok(every.into_iter().filter(|id| !kept.contains(id)).collect())
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

/// The living attachments with their files.
pub(super) fn living(read: &Read<'_>) -> Result<Vec<(Id, Stored, String)>> {
    let mut find = read.sql().prepare(&format!(
        "SELECT {COLUMNS}, w.id, w.name FROM attachment w JOIN stored_file f ON f.id = w.file
         WHERE w.deleted_at IS NULL ORDER BY w.n"
    ))?;
    let found = find.query_map([], |row| Ok((row.get(5)?, from_row(row)?, row.get(6)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
