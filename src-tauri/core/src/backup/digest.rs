//! What a database holds, table by table, so that a copy of it can be compared with what it was.
//!
//! A hash of the pages would say only that something differs. This says in which table, and does
//! not change when rows lie elsewhere, as they may in a database that was written anew.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};

use crate::base::{Cancel, Result};

/// What each table holds, by its name.
pub type Digests = BTreeMap<String, TableDigest>;

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDigest {
    /// Its rows.
    pub rows: u64,
    /// Of its columns' names and all its rows, in hexadecimal digits. Their order is of no meaning.
    pub hash: String,
}

/// Looks through every table. One pass over each, in the order the rows lie in.
pub(crate) fn of(sql: &Connection, cancel: &Cancel) -> Result<Digests> {
    let mut names = sql.prepare(
        "SELECT name FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND name NOT GLOB 'sqlite_*'",
    )?;
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    names
        .into_iter()
        .map(|name| Ok((name.clone(), of_table(sql, &name, cancel)?)))
        .collect()
}

fn of_table(sql: &Connection, name: &str, cancel: &Cancel) -> Result<TableDigest> {
    let mut all = sql.prepare(&format!("SELECT * FROM \"{}\"", name.replace('"', "\"\"")))?;
    let mut columns = blake3::Hasher::new();
    for column in all.column_names() {
        put(&mut columns, b'c', column.as_bytes());
    }
    let n_columns = all.column_count();
    // A sum does not ask for an order, and a row that is there twice does not vanish in it.
    let mut sum = [0_u64; 4];
    add(&mut sum, &columns.finalize());
    let mut n_rows = 0;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        cancel.check()?;
        let mut hasher = blake3::Hasher::new();
        for column in 0..n_columns {
            match row.get_ref(column)? {
                ValueRef::Null => put(&mut hasher, b'n', &[]),
                ValueRef::Integer(number) => put(&mut hasher, b'i', &number.to_le_bytes()),
                ValueRef::Real(number) => put(&mut hasher, b'r', &number.to_bits().to_le_bytes()),
                ValueRef::Text(text) => put(&mut hasher, b't', text),
                ValueRef::Blob(bytes) => put(&mut hasher, b'b', bytes),
            }
        }
        add(&mut sum, &hasher.finalize());
        n_rows += 1;
    }
    let bytes: Vec<u8> = sum.iter().flat_map(|part| part.to_le_bytes()).collect();
    Ok(TableDigest {
        rows: n_rows,
        hash: blake3::hash(&bytes).to_hex().to_string(),
    })
}

/// With its kind and length, so that no two rows read alike.
fn put(hasher: &mut blake3::Hasher, kind: u8, bytes: &[u8]) {
    hasher.update(&[kind]);
    hasher.update(&(bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}

fn add(sum: &mut [u64; 4], hash: &blake3::Hash) {
    for (sum, part) in sum.iter_mut().zip(hash.as_bytes().chunks(8)) {
        let part = part.try_into().map(u64::from_le_bytes).unwrap_or_default();
        *sum = sum.wrapping_add(part);
    }
}
