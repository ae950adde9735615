//! Who points at a record: asked of the catalogs, so that a new kind of record is found as well.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value as Sql;

use crate::base::{Error, Id, Kind, Result};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::query::quoted;
use crate::records::value::{FieldKind, id_of};
use crate::vault::Read;

/// The typed fields of every kind of record that point at records of `target`.
pub(super) fn fields_to<'c>(
    catalog: &'c Catalog,
    target: &'c str,
) -> impl Iterator<Item = (&'static EntityDef, &'static FieldDef)> + 'c {
    catalog.with_quiet().flat_map(move |entity| {
        let fields = entity.fields.iter();
        fields
            .filter(move |field| field.target == Some(target) && !field.computed)
            .map(move |field| (entity, field))
    })
}

/// A living record that points at another.
#[derive(Debug, Clone)]
pub(super) struct Pointer {
    /// The kind of record that points.
    pub(super) entity: &'static EntityDef,
    /// Through which field.
    pub(super) field: &'static FieldDef,
    /// The record that points.
    pub(super) id: Id,
    /// What it points at.
    pub(super) to: Id,
}

/// So many are looked up one by one; for more, whole tables are read.
const FEW: usize = 2_000;

/// The living records that point at any of `targets` of one kind.
///
/// # Errors
/// When the database fails.
pub(super) fn at(
    read: &Read<'_>,
    catalog: &Catalog,
    target: &str,
    targets: &HashSet<Id>,
) -> Result<Vec<Pointer>> {
    let mut found = Vec::new();
    if targets.is_empty() {
        return Ok(found);
    }
    let list = if targets.len() <= FEW {
        let ids: Vec<String> = targets
            .iter()
            .map(|id| id.to_string().replace('-', ""))
            .collect();
        Some(serde_json::to_string(&ids).map_err(Error::internal)?)
    } else {
        None
    };
    for (entity, field) in fields_to(catalog, target) {
        let (table, column) = (quoted(entity.key), quoted(field.key));
        let sql = match (&list, field.kind) {
            (Some(_), FieldKind::Ref) => format!(
                "SELECT id, {column} FROM {table} WHERE deleted_at IS NULL
                 AND {column} IN (SELECT unhex(value) FROM json_each(?))"
            ),
            _ => format!(
                "SELECT id, {column} FROM {table} WHERE deleted_at IS NULL
                 AND {column} IS NOT NULL"
            ),
        };
        let mut find = read.sql().prepare_cached(&sql)?;
        let mut rows = match (&list, field.kind) {
            (Some(list), FieldKind::Ref) => find.query([list])?,
            _ => find.query([])?,
        };
        while let Some(row) = rows.next()? {
            let id: Id = row.get(0)?;
            for to in ids_in(row.get(1)?)? {
                if targets.contains(&to) {
                    found.push(Pointer {
                        entity,
                        field,
                        id,
                        to,
                    });
                }
            }
        }
    }
    Ok(found)
}

/// The records a column of references names.
pub(super) fn ids_in(column: Sql) -> Result<Vec<Id>> {
    Ok(match column {
        Sql::Blob(bytes) => vec![id_of(&bytes)?],
        Sql::Text(text) => serde_json::from_str(&text)
            .map_err(|e| Error::new(Kind::Damaged, "error.database_damaged").caused_by(e))?,
        _ => Vec::new(),
    })
}

/// Which of these records of one kind are in the bin, and which are there at all.
///
/// # Errors
/// When the database fails.
pub(super) fn binned(read: &Read<'_>, entity: &EntityDef, id: Id) -> Result<Option<bool>> {
    use rusqlite::OptionalExtension;
    Ok(read
        .sql()
        .prepare_cached(&format!(
            "SELECT deleted_at IS NOT NULL FROM {} WHERE id = ?",
            quoted(entity.key)
        ))?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// Pointers gathered by the field they go through, in the catalogs' order.
pub(super) type ByField = HashMap<(&'static str, &'static str), Vec<Id>>;

/// The living records that point at one, by kind and field.
pub(super) fn by_field(
    read: &Read<'_>,
    catalog: &Catalog,
    target: &str,
    id: Id,
) -> Result<ByField> {
    let mut gathered = ByField::new();
    for pointer in at(read, catalog, target, &HashSet::from([id]))? {
        gathered
            .entry((pointer.entity.key, pointer.field.key))
            .or_default()
            .push(pointer.id);
    }
    Ok(gathered)
}
