//! What the user set for a vault. Small JSON values by key are not journaled: a changed column
//! width is no step of undo. The lists of choices are.

pub mod catalog;
pub mod ops;

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::error::{Error, Result};
use crate::vault::{Read, Write};

/// The setting `key`, or nothing when it was never set or is of an older shape.
///
/// # Errors
/// When the database fails.
pub fn get<T: DeserializeOwned>(read: &Read<'_>, key: &str) -> Result<Option<T>> {
    let text: Option<String> = read
        .sql()
        .prepare_cached("SELECT value FROM setting WHERE key = ?")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Sets `key`.
///
/// # Errors
/// When the database fails.
pub fn set<T: Serialize>(tx: &mut Write<'_>, key: &str, value: &T) -> Result<()> {
    let text = serde_json::to_string(value).map_err(Error::internal)?;
    tx.sql()
        .prepare_cached(
            "INSERT INTO setting (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = ?2",
        )?
        .execute(params![key, text])?;
    Ok(())
}
