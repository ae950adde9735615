//! What a database holds, table by table, so that a copy of it can be compared with what it was.
//!
//! A backup counts its rows only: that its pages come back as they were is held to their own hash, and reading
//! every row beside every page would take as long as the backup itself. A drill hashes what it restored, row by
//! row. Such a hash does not change when rows lie on other pages, as they may in a database written anew.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};

use crate::base::{Cancel, Error, Result};

/// Bytes of rows that are hashed at once.
const PIECE: usize = 64 << 10;

/// What each table holds, by its name.
pub type Digests = BTreeMap<String, TableDigest>;

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDigest {
    /// Its rows.
    pub rows: u64,
    /// Of its columns' names and all its rows in the order of their keys, in hexadecimal digits; where they were
    /// only counted, nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// Looks through every table. One pass over each, in the order the rows lie in.
pub(crate) fn of(sql: &Connection, cancel: &Cancel) -> Result<Digests> {
    each(sql, |name| of_table(sql, name, cancel))
}

/// Counts the rows of every table, by whatever holds them closest.
pub(crate) fn counted(sql: &Connection, cancel: &Cancel) -> Result<Digests> {
    each(sql, |name| {
        cancel.check()?;
        let rows: i64 = sql.query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |row| {
            row.get(0)
        })?;
        let rows = u64::try_from(rows).map_err(Error::internal)?;
        Ok(TableDigest { rows, hash: None })
    })
}

fn each(sql: &Connection, mut look: impl FnMut(&str) -> Result<TableDigest>) -> Result<Digests> {
    let mut names = sql.prepare(
        "SELECT name FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND name NOT GLOB 'sqlite_*'",
    )?;
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    names
        .into_iter()
        .map(|name| {
            let held = look(&name.replace('"', "\"\""))?;
            Ok((name, held))
        })
        .collect()
}

fn of_table(sql: &Connection, name: &str, cancel: &Cancel) -> Result<TableDigest> {
    // By its own key, and not by an index that happens to hold all columns.
    let mut all = sql.prepare(&format!("SELECT * FROM \"{name}\" NOT INDEXED"))?;
    let mut hasher = blake3::Hasher::new();
    let mut piece = Vec::with_capacity(2 * PIECE);
    for column in all.column_names() {
        put(&mut piece, b'c', column.as_bytes());
    }
    let n_columns = all.column_count();
    let mut n_rows = 0;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        piece.push(b'r');
        for column in 0..n_columns {
            match row.get_ref(column)? {
                ValueRef::Null => put(&mut piece, b'0', &[]),
                ValueRef::Integer(number) => put(&mut piece, b'i', &number.to_le_bytes()),
                ValueRef::Real(number) => put(&mut piece, b'f', &number.to_bits().to_le_bytes()),
                ValueRef::Text(text) => put(&mut piece, b't', text),
                ValueRef::Blob(bytes) => put(&mut piece, b'b', bytes),
            }
        }
        n_rows += 1;
        // Much at once: a hash of many short pieces takes several times as long.
        if piece.len() >= PIECE {
            cancel.check()?;
            hasher.update(&piece);
            piece.clear();
        }
    }
    hasher.update(&piece);
    Ok(TableDigest {
        rows: n_rows,
        hash: Some(hasher.finalize().to_hex().to_string()),
    })
}

/// With its kind and length, so that no two rows read alike.
fn put(piece: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    piece.push(kind);
    piece.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    piece.extend_from_slice(bytes);
}
