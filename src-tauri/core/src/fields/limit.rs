//! Which kinds of unit have a field of the program's: all of them, until the user says otherwise. A field a kind does
//! not have keeps what it holds and is out of sight there. Said by a record of the engine, so that it is a step of undo.

use rusqlite::types::Value as Sql;

use crate::base::{Error, Id, Result};
use crate::records::catalog::{EntityDef, FieldDef as F};
use crate::records::value::{FieldKind as K, Value, from_columns};
use crate::records::{Batch, Catalog, FieldLimit};
use crate::vault::Read;

/// The only kind of record that is of several kinds itself.
const UNIT: &str = "unit";

/// A field that only some kinds of unit have.
pub static FIELD_LIMIT: EntityDef = EntityDef {
    key: "field_limit",
    title: "field",
    title_sort: "field",
    fields: &[
        F::new("field", K::Text).required().max(40),
        F::new("kinds", K::Texts),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// All of them, as the catalog takes them.
///
/// # Errors
/// When the database fails.
pub fn limits(read: &Read<'_>) -> Result<Vec<FieldLimit>> {
    let mut find = read.sql().prepare_cached(
        "SELECT field, kinds FROM field_limit WHERE deleted_at IS NULL ORDER BY n",
    )?;
    let mut rows = find.query([])?;
    let mut all: Vec<FieldLimit> = Vec::new();
    while let Some(row) = rows.next()? {
        let kinds = match from_columns(K::Texts, row.get::<_, Sql>(1)?, None)? {
            Value::Texts(kinds) => kinds,
            _ => Vec::new(),
        };
        let field: String = row.get(0)?;
        // One that a step brought back may stand beside one that was made since: that counts.
        all.retain(|one| one.field != field);
        all.push(FieldLimit {
            entity: UNIT.to_owned(),
            field,
            kinds,
        });
    }
    Ok(all)
}

/// Whether a field of the program's may be out of sight for some kinds: what each unit must hold, and where it
/// stands, never is, nor what is worked out; a field of one's own says its kinds in its definition.
#[must_use]
pub fn is_free(catalog: &Catalog, field: &str) -> bool {
    let known = catalog.entity(UNIT).and_then(|unit| unit.field(field));
    known.is_ok_and(|known| {
        let told = known.own || known.required || known.computed;
        !told && !["parent", "group"].contains(&field)
    })
}

/// Says which kinds of unit have a field; every one where none is named. Part of a larger step.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when there is no such field, or each unit must have it.
pub fn limit_in(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    field: &str,
    kinds: &[String],
) -> Result<()> {
    if !is_free(catalog, field) {
        return Err(Error::invalid("field_limit.field", "error.field_limit"));
    }
    let mut kinds = kinds.to_vec();
    kinds.retain(|kind| !kind.is_empty() && !kind.contains(','));
    let rows = batch
        .tx()
        .sql()
        .prepare_cached("SELECT id FROM field_limit WHERE field = ? AND deleted_at IS NULL")?
        .query_map([field], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<Id>>>()?;
    let last = rows.last().copied().filter(|_| !kinds.is_empty());
    for row in rows.iter().filter(|row| Some(**row) != last) {
        batch.delete(FIELD_LIMIT.key, *row)?;
    }
    let value = ("kinds", Value::Texts(kinds.clone()));
    match last {
        Some(row) => batch
            .update(FIELD_LIMIT.key, row, None, [value])
            .map(|_| ()),
        None if kinds.is_empty() => Ok(()),
        None => {
            let values = [("field", Value::text(field)), value];
            batch.create(FIELD_LIMIT.key, None, values).map(|_| ())
        }
    }
}
