//! For which day something was counted last, and telling whom that bore upon.

use rusqlite::OptionalExtension;

use crate::base::error::Result;
use crate::base::{Change, ChangeKind, Id};
use crate::vault::{Read, Write};

/// What was kept under a name.
pub(super) fn kept(read: &Read<'_>, key: &str) -> Result<Option<String>> {
    Ok(read
        .sql()
        .prepare_cached("SELECT value FROM setting WHERE key = ?")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

/// Keeps it.
pub(super) fn keep(tx: &Write<'_>, key: &str, value: &str) -> Result<()> {
    tx.sql().execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
        [key, value],
    )?;
    Ok(())
}

/// Says that computed columns of these are others now.
pub(super) fn tell(tx: &mut Write<'_>, entity: &str, ids: impl IntoIterator<Item = Id>) {
    for id in ids {
        tx.record(Change {
            entity: entity.into(),
            id,
            kind: ChangeKind::Updated,
        });
    }
}
