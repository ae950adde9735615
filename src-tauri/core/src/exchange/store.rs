//! All SQL of the room: records in bulk, for writing them into a file and for comparing a file
//! with what is there.

use std::collections::HashMap;

use rusqlite::OptionalExtension;
use rusqlite::types::FromSql;

use crate::base::{Id, Result};
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::query::quoted;
use crate::records::rows::{read_values, select_list};
use crate::records::value::Value;
use crate::vault::Read;

/// Calls `each` with every living record of an entity and its revision, in the order they were made.
///
/// # Errors
/// When the database fails, or what `each` returns.
pub(super) fn each(
    read: &Read<'_>,
    entity: &EntityDef,
    fields: &[&'static FieldDef],
    each: impl FnMut(Id, i32, Vec<Value>) -> Result<()>,
) -> Result<()> {
    walk(read, entity, fields, ("rev", "deleted_at IS NULL"), each)
}

/// Calls `each` with every record of an entity, in the order they were made; says which lie in the
/// bin.
///
/// # Errors
/// When the database fails, or what `each` returns.
pub(super) fn all(
    read: &Read<'_>,
    entity: &EntityDef,
    fields: &[&'static FieldDef],
    each: impl FnMut(Id, bool, Vec<Value>) -> Result<()>,
) -> Result<()> {
    walk(read, entity, fields, ("deleted_at IS NOT NULL", "1"), each)
}

fn walk<T: FromSql>(
    read: &Read<'_>,
    entity: &EntityDef,
    fields: &[&'static FieldDef],
    (told, which): (&str, &str),
    mut each: impl FnMut(Id, T, Vec<Value>) -> Result<()>,
) -> Result<()> {
    let mut list = select_list(fields.iter().copied());
    if !list.is_empty() {
        list.insert_str(0, ", ");
    }
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT id, {told}{list} FROM {} WHERE {which} ORDER BY n",
        quoted(entity.key)
    ))?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        each(
            row.get(0)?,
            row.get(1)?,
            read_values(row, 2, fields.iter().copied())?,
        )?;
    }
    Ok(())
}

/// How many living records an entity has.
pub(super) fn count(read: &Read<'_>, entity: &EntityDef) -> Result<u64> {
    let count: i64 = read.sql().query_row(
        &format!(
            "SELECT count(*) FROM {} WHERE deleted_at IS NULL",
            quoted(entity.key)
        ),
        [],
        |row| row.get(0),
    )?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// The titles of an entity's records, by id, those in the bin too.
pub(super) fn titles(read: &Read<'_>, entity: &EntityDef) -> Result<HashMap<Id, String>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT id, {} FROM {}",
        quoted(entity.title),
        quoted(entity.key)
    ))?;
    let titles = find
        .query_map([], |row| {
            Ok((
                row.get(0)?,
                row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            ))
        })?
        .collect::<rusqlite::Result<HashMap<_, _>>>()?;
    Ok(titles)
}

/// What a record is called, in the bin or not.
pub(super) fn title(read: &Read<'_>, entity: &EntityDef, id: Id) -> Result<String> {
    let title: Option<Option<String>> = read
        .sql()
        .prepare_cached(&format!(
            "SELECT CAST({} AS TEXT) FROM {} WHERE id = ?",
            quoted(entity.title),
            quoted(entity.key)
        ))?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(title.flatten().unwrap_or_default())
}

/// The parent of each unit that has one.
pub(super) fn parents(read: &Read<'_>) -> Result<HashMap<Id, Id>> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT id, parent FROM unit WHERE parent IS NOT NULL")?;
    let parents = find
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<HashMap<_, _>>>()?;
    Ok(parents)
}

/// The names of the units in the bin, with their credit codes.
pub(super) fn binned_units(read: &Read<'_>) -> Result<Vec<(String, Option<String>)>> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT legal_name, uscc FROM unit WHERE deleted_at IS NOT NULL")?;
    let units = find
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(units)
}

/// What the user calls choices, by list and code.
pub(super) fn own_choices(read: &Read<'_>) -> Result<HashMap<(String, String), String>> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT list, code, label FROM choice WHERE label IS NOT NULL")?;
    let labels = find
        .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
        .collect::<rusqlite::Result<HashMap<_, _>>>()?;
    Ok(labels)
}
