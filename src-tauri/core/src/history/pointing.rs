//! Who points at a record: asked of the catalogs, so that a new kind of record is found as well.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value as Sql;

use super::net::is_up;
use crate::base::{Error, Id, Kind, Result};
use crate::records::catalog::{EntityDef, FieldDef, OF, OF_ENTITY};
use crate::records::query::quoted;
use crate::records::trail::{self, Cells};
use crate::records::value::{FieldKind, Ref, Value, id_of};
use crate::records::{Batch, Catalog};
use crate::vault::Read;

/// How a record says what it points at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    /// By a field.
    Field(&'static FieldDef),
    /// As one that belongs to a record of any kind.
    OnAny,
}

impl Way {
    /// The column that says it.
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Field(field) => field.key,
            Self::OnAny => OF,
        }
    }
    /// Whether what points so belongs to what it points at.
    pub(super) fn belongs(self) -> bool {
        match self {
            Self::Field(field) => field.owns(),
            Self::OnAny => true,
        }
    }
    fn is_list(self) -> bool {
        matches!(self, Self::Field(field) if field.kind != FieldKind::Ref)
    }
}

/// The ways in which records of every kind point at records of `target`: typed fields, and being on
/// a record of whatever kind.
pub(super) fn ways_to<'c>(
    catalog: &'c Catalog,
    target: &'c str,
) -> impl Iterator<Item = (&'static EntityDef, Way)> + 'c {
    let typed = catalog.with_quiet().flat_map(move |entity| {
        let fields = entity.fields.iter();
        fields
            .filter(move |field| field.target == Some(target) && !field.computed)
            .map(move |field| (entity, Way::Field(field)))
    });
    typed.chain(catalog.on_any(target).map(|entity| (entity, Way::OnAny)))
}

/// Has what pointed at one record point at another of its kind.
///
/// # Errors
/// As for [`Batch::update`].
pub(super) fn turn(
    batch: &mut Batch<'_, '_>,
    (entity, way): (&'static EntityDef, Way),
    id: Id,
    from: Id,
    to: Id,
) -> Result<()> {
    let field = match way {
        Way::Field(field) => field,
        Way::OnAny => {
            let other = vec![(OF.to_owned(), Sql::Blob(to.bytes().to_vec()))];
            return batch.put_back(entity.key, id, other).map(drop);
        }
    };
    let value = if way.is_list() {
        let row = trail::row(batch.tx(), entity, id)?.unwrap_or_default();
        let mut list: Vec<Ref> = Vec::new();
        for one in ids_in(row.get(field.key).cloned().unwrap_or(Sql::Null))? {
            let one = if one == from { to } else { one };
            if !list.iter().any(|known| known.id == one) {
                list.push(Ref {
                    id: one,
                    label: String::new(),
                });
            }
        }
        Value::Refs(list)
    } else {
        Value::to(to)
    };
    batch
        .update(entity.key, id, None, [(field.key, value)])
        .map(drop)
}

/// Something a record belongs to, or stands under.
#[derive(Debug)]
pub(super) struct Owner {
    /// The column that says so.
    pub(super) column: &'static str,
    /// Its kind.
    pub(super) entity: &'static EntityDef,
    /// Which it is.
    pub(super) id: Id,
    /// It is above the record in their tree; the record would do without.
    pub(super) up: bool,
}

/// What a row says that its record belongs to or stands under.
pub(super) fn owners(catalog: &Catalog, entity: &EntityDef, row: &Cells) -> Result<Vec<Owner>> {
    let mut owners = Vec::new();
    if catalog.is_on_any(entity)
        && let (Some(Sql::Text(of)), Some(id)) = (row.get(OF_ENTITY), row.get(OF))
    {
        let of = catalog.entity(of)?;
        owners.extend(ids_in(id.clone())?.into_iter().map(|id| Owner {
            column: OF,
            entity: of,
            id,
            up: false,
        }));
    }
    for field in entity.fields {
        let up = is_up(entity, field);
        let Some(target) = field.target.filter(|_| up || field.owns()) else {
            continue;
        };
        let held = row.get(field.key).cloned().unwrap_or(Sql::Null);
        for id in ids_in(held)? {
            owners.push(Owner {
                column: field.key,
                entity: catalog.entity(target)?,
                id,
                up,
            });
        }
    }
    Ok(owners)
}

/// A living record that points at another.
#[derive(Debug, Clone)]
pub(super) struct Pointer {
    /// The kind of record that points.
    pub(super) entity: &'static EntityDef,
    /// How.
    pub(super) way: Way,
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
    at_by(read, catalog, target, targets, |_, _| true)
}

/// As [`at`], of those that point in a way that `counts`.
///
/// # Errors
/// When the database fails.
pub(super) fn at_by(
    read: &Read<'_>,
    catalog: &Catalog,
    target: &str,
    targets: &HashSet<Id>,
    counts: impl Fn(&EntityDef, Way) -> bool,
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
    for (entity, way) in ways_to(catalog, target).filter(|(entity, way)| counts(entity, *way)) {
        let (table, column) = (quoted(entity.key), quoted(way.column()));
        let sql = match (&list, way.is_list()) {
            (Some(_), false) => format!(
                "SELECT id, {column} FROM {table} WHERE deleted_at IS NULL
                 AND {column} IN (SELECT unhex(value) FROM json_each(?))"
            ),
            _ => format!(
                "SELECT id, {column} FROM {table} WHERE deleted_at IS NULL
                 AND {column} IS NOT NULL"
            ),
        };
        let mut find = read.sql().prepare_cached(&sql)?;
        let mut rows = match (&list, way.is_list()) {
            (Some(list), false) => find.query([list])?,
            _ => find.query([])?,
        };
        while let Some(row) = rows.next()? {
            let id: Id = row.get(0)?;
            for to in ids_in(row.get(1)?)? {
                if targets.contains(&to) {
                    found.push(Pointer {
                        entity,
                        way,
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

/// Pointers gathered by kind and column.
pub(super) type ByField = HashMap<(&'static str, &'static str), Vec<Id>>;

/// The living records that point at one, by kind and column.
pub(super) fn by_field(
    read: &Read<'_>,
    catalog: &Catalog,
    target: &str,
    id: Id,
) -> Result<ByField> {
    let mut gathered = ByField::new();
    for pointer in at(read, catalog, target, &HashSet::from([id]))? {
        gathered
            .entry((pointer.entity.key, pointer.way.column()))
            .or_default()
            .push(pointer.id);
    }
    Ok(gathered)
}
