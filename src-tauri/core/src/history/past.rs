//! A whole vault as it stood: its rows of then put into a fresh one in memory, so that every
//! question that can be asked of today can be asked of any day.

use std::collections::HashMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;

use crate::base::{Change, ChangeKind, Id, Result, Timestamp};
use crate::records::Catalog;
use crate::records::catalog::EntityDef;
use crate::records::query::quoted;
use crate::records::trail::{self, Cells, Then};
use crate::vault::{Read, Write};

/// Fills the empty vault of `tx` with what stood in the vault of `read` at an instant. What the core
/// computes is computed anew by the hooks, out of what stood then.
///
/// # Errors
/// When either database fails.
pub fn fill(read: &Read<'_>, tx: &mut Write<'_>, catalog: &Catalog, at: Timestamp) -> Result<()> {
    let seq = trail::write_at(read, at)?;
    let mut otherwise = trail::stood_otherwise(read, seq)?;
    tx.sql().execute_batch("PRAGMA defer_foreign_keys = ON")?;
    for entity in catalog.with_quiet() {
        same_columns(read, tx, entity)?;
        copy(read, tx, entity, &mut otherwise)?;
    }
    all_stale(tx)?;
    // What a file is stored as is no record; its key has no business here.
    tx.sql().execute_batch(
        "INSERT OR IGNORE INTO stored_file (id, key, size, sha256, seal, created_at)
         SELECT DISTINCT file, zeroblob(32), 0, zeroblob(32), zeroblob(32), 0 FROM attachment",
    )?;
    Ok(())
}

/// A field of the user's own is a column that a fresh vault has not.
fn same_columns(read: &Read<'_>, tx: &mut Write<'_>, entity: &EntityDef) -> Result<()> {
    const COLUMNS: &str = "SELECT name, type FROM pragma_table_info(?)";
    let columns = |read: &Read<'_>| -> Result<Vec<(String, String)>> {
        let mut find = read.sql().prepare_cached(COLUMNS)?;
        let found = find.query_map([entity.key], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    };
    let has = columns(tx)?;
    for (name, of) in columns(read)? {
        if !has.iter().any(|(known, _)| *known == name) {
            tx.sql().execute_batch(&format!(
                "ALTER TABLE {} ADD COLUMN {} {of}",
                quoted(entity.key),
                quoted(&name)
            ))?;
        }
    }
    Ok(())
}

fn copy(
    read: &Read<'_>,
    tx: &mut Write<'_>,
    entity: &EntityDef,
    otherwise: &mut HashMap<Id, (String, Then)>,
) -> Result<()> {
    let table = quoted(entity.key);
    let mut all = read.sql().prepare(&format!("SELECT * FROM {table}"))?;
    let names: Vec<String> = all.column_names().map(str::to_owned).collect();
    let listed: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    let insert = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        listed.join(", "),
        vec!["?"; names.len()].join(", ")
    );
    let key = names.iter().position(|name| name == "id").unwrap_or(1);
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let id: Id = row.get(key)?;
        let mut cells: Vec<Sql> = (0..names.len())
            .map(|at| row.get(at))
            .collect::<rusqlite::Result<_>>()?;
        if let Some((_, then)) = otherwise.remove(&id) {
            let now = names.iter().cloned().zip(cells).collect();
            let Some(was) = then.from(Some(now)) else {
                continue;
            };
            cells = in_order(&names, was);
        }
        put(tx, entity, &insert, id, cells)?;
    }
    // Those that are no more.
    let gone: Vec<Id> = otherwise
        .iter()
        .filter(|(_, (of, _))| of == entity.key)
        .map(|(id, _)| *id)
        .collect();
    for id in gone {
        if let Some(was) = otherwise.remove(&id).and_then(|(_, then)| then.from(None)) {
            put(tx, entity, &insert, id, in_order(&names, was))?;
        }
    }
    Ok(())
}

fn in_order(names: &[String], mut cells: Cells) -> Vec<Sql> {
    names
        .iter()
        .map(|name| cells.remove(name).unwrap_or(Sql::Null))
        .collect()
}

fn put(
    tx: &mut Write<'_>,
    entity: &EntityDef,
    insert: &str,
    id: Id,
    cells: Vec<Sql>,
) -> Result<()> {
    tx.sql()
        .prepare_cached(insert)?
        .execute(params_from_iter(cells))?;
    tx.record(Change {
        entity: entity.key.to_owned(),
        id,
        kind: ChangeKind::Created,
    });
    Ok(())
}

/// The kinds of which a table names the records whose computed columns are stale.
const NAMED: [&str; 2] = ["unit", "contact"];

/// All are: what they came with is of today.
fn all_stale(tx: &mut Write<'_>) -> Result<()> {
    for entity in NAMED {
        tx.sql().execute(
            &format!("INSERT OR IGNORE INTO {entity}_stale SELECT id FROM {entity}"),
            [],
        )?;
    }
    tx.sql()
        .execute("INSERT OR IGNORE INTO worth_stale SELECT id FROM unit", [])?;
    Ok(())
}
