//! What the user set for a vault. Small JSON values by key are not journaled: a changed column
//! width is no step of undo. The lists of choices and the views with a name are.

pub mod catalog;
pub mod modules;
pub mod ops;
pub mod views;

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::base::error::{Error, Kind, Result};
use crate::vault::{Read, Write};

/// The setting `key`, or nothing when it was never set.
///
/// # Errors
/// [`Kind::Damaged`] when it is of another shape: nothing must be put in the place of what another version
/// of the program understands. When the database fails.
pub fn get<T: DeserializeOwned>(read: &Read<'_>, key: &str) -> Result<Option<T>> {
    let text = text(read, key)?;
    // One that was emptied is `null`.
    let read = text.map(|text| serde_json::from_str::<Option<T>>(&text));
    read.transpose().map(Option::flatten).map_err(|source| {
        Error::new(Kind::Damaged, "error.setting_unreadable")
            .with("key", key)
            .caused_by(source)
    })
}

/// The same of a setting without which the program goes on as usual: one of another shape is nothing.
///
/// # Errors
/// When the database fails.
pub fn get_lossy<T: DeserializeOwned>(read: &Read<'_>, key: &str) -> Result<Option<T>> {
    let text = text(read, key)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

fn text(read: &Read<'_>, key: &str) -> Result<Option<String>> {
    let text = read
        .sql()
        .prepare_cached("SELECT value FROM setting WHERE key = ?")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(text)
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

/// Sets `key` for good: where one of another shape stands, that one stays.
///
/// # Errors
/// See [`get`].
pub fn replace<T: Serialize + DeserializeOwned>(
    tx: &mut Write<'_>,
    key: &str,
    value: &T,
) -> Result<()> {
    get::<T>(tx, key)?;
    set(tx, key, value)
}

/// Forgets `key`.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut Write<'_>, key: &str) -> Result<()> {
    tx.sql()
        .prepare_cached("DELETE FROM setting WHERE key = ?")?
        .execute([key])?;
    Ok(())
}

/// Every setting whose name begins with `start`, as it is written.
///
/// # Errors
/// When the database fails.
pub fn beginning(read: &Read<'_>, start: &str) -> Result<Vec<(String, Zeroizing<String>)>> {
    let mut asked = read
        .sql()
        .prepare("SELECT key, value FROM setting WHERE substr(key, 1, length(?1)) = ?1")?;
    let rows = asked.query_map([start], |row| {
        Ok((row.get(0)?, Zeroizing::new(row.get::<_, String>(1)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Has the setting `from` be called `to`; whether there was one. Where there is one of that name already, both stay.
///
/// # Errors
/// When the database fails.
pub fn rename(tx: &mut Write<'_>, from: &str, to: &str) -> Result<bool> {
    let renamed = tx
        .sql()
        .prepare_cached("UPDATE OR IGNORE setting SET key = ?2 WHERE key = ?1")?
        .execute([from, to])?;
    Ok(renamed > 0)
}

/// Has these, and no others, be the settings whose names begin with `start`.
///
/// # Errors
/// When the database fails.
pub fn replace_beginning(
    tx: &mut Write<'_>,
    start: &str,
    with: &[(String, Zeroizing<String>)],
) -> Result<()> {
    tx.sql().execute(
        "DELETE FROM setting WHERE substr(key, 1, length(?1)) = ?1",
        [start],
    )?;
    let mut put = tx
        .sql()
        .prepare("INSERT INTO setting (key, value) VALUES (?1, ?2)")?;
    for (key, value) in with {
        put.execute((key, value.as_str()))?;
    }
    Ok(())
}
