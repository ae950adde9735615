//! What points at a record, found by the catalogs: each kind of record, by which field, and how many.

use rusqlite::ToSql;
use serde::Serialize;

use super::catalog::{Catalog, EntityDef, FieldDef};
use super::query::{listed, quoted};
use super::rows::{self, Record};
use super::value::FieldKind;
use crate::base::error::{Error, Kind, Result};
use crate::base::{GRACE_MS, Id};
use crate::vault::Read;

/// Living records of one kind that point at a record by one of their fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Relation {
    /// The kind of record that points.
    pub entity: String,
    /// The field it points by.
    pub field: String,
    /// How many living ones do.
    pub count: u32,
}

fn points_at(field: &FieldDef, target: &str) -> bool {
    matches!(field.kind, FieldKind::Ref | FieldKind::Refs)
        && field.target == Some(target)
        && !field.computed
}

/// The condition that `field` of `other` points at `?1`. A list of references is asked the other
/// way round: by the table the migrations keep beside it, which is named for both ends.
fn pointing(other: &EntityDef, field: &FieldDef) -> String {
    match (field.kind, field.target) {
        (FieldKind::Refs, _) if field.own => format!(
            "EXISTS (SELECT 1 FROM json_each({}) e WHERE {} = ?1)",
            quoted(field.key),
            listed("e")
        ),
        (FieldKind::Refs, Some(target)) => format!(
            "id IN (SELECT {0} FROM {1} WHERE {2} = ?1)",
            quoted(other.key),
            quoted(&format!("{}_{target}", other.key)),
            quoted(target)
        ),
        _ => format!("{} = ?1", quoted(field.key)),
    }
}

/// Every way a record of another kind can point at `id`, with how many do; in the order of the
/// catalogs.
///
/// # Errors
/// When the database fails.
pub fn relations(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &EntityDef,
    id: Id,
) -> Result<Vec<Relation>> {
    let mut relations = Vec::new();
    for other in catalog.entities() {
        for field in other
            .fields
            .iter()
            .filter(|field| points_at(field, entity.key))
        {
            let count = read
                .sql()
                .prepare_cached(&format!(
                    "SELECT count(*) FROM {} WHERE {} AND deleted_at IS NULL",
                    quoted(other.key),
                    pointing(other, field)
                ))?
                .query_row([id], |row| row.get(0))?;
            relations.push(Relation {
                entity: other.key.to_owned(),
                field: field.key.to_owned(),
                count,
            });
        }
    }
    Ok(relations)
}

/// Whether a record of a kind is late, in SQL: it waits still, and what it waits for is gone, with its hour where
/// it has one. Nothing of a kind that waits for no day. `today` and `now` stand for the blanks of both, of which a
/// kind that knows no hours has the first alone.
#[must_use]
pub fn late(of: &EntityDef, today: &str, now: &str) -> Option<String> {
    let (day, (state, codes)) = of
        .fields
        .iter()
        .find_map(|field| Some((field, field.pending?)))?;
    let codes: Vec<String> = codes.iter().map(|code| format!("'{code}'")).collect();
    let column = quoted(day.key);
    let gone = match day.kind.second_column() {
        Some(second) => format!(
            "iif(length({column}) > 10, wall_instant({column}, {}) <= {now} - {GRACE_MS}, {column} < {today})",
            quoted(&format!("{}{second}", day.key))
        ),
        None => format!("{column} < {today}"),
    };
    Some(format!(
        "coalesce({} IN ({}) AND {gone}, 0)",
        quoted(state),
        codes.join(", ")
    ))
}

/// The living records of `other` that point at `id` by `field`, by their place where they have one and
/// else the latest made first, but what is late before all others; the first `from` left out.
///
/// # Errors
/// [`Kind::NotFound`] when the field points at nothing; when the database fails.
pub fn list(
    read: &Read<'_>,
    catalog: &Catalog,
    other: &EntityDef,
    field: &str,
    id: Id,
    from: u32,
    limit: u32,
) -> Result<Vec<Record>> {
    let field = other.field(field)?;
    if !matches!(field.kind, FieldKind::Ref | FieldKind::Refs) {
        return Err(Error::new(Kind::NotFound, "error.no_such_field")
            .with("field", field.key)
            .on(field.key));
    }
    // What has a place in a sequence stands in it.
    let order = match (other.field("seq"), late(other, "?3", "?4")) {
        (Ok(_), _) => "seq, n".to_owned(),
        (Err(_), Some(late)) => format!("{late} DESC, n DESC"),
        (Err(_), None) => "n DESC".to_owned(),
    };
    let (today, now) = (read.today().to_string(), read.now());
    let bound: [&dyn ToSql; 4] = [&id, &from, &today, &now];
    let asked = match (order.contains("?3"), order.contains("?4")) {
        (_, true) => 4,
        (true, false) => 3,
        (false, false) => 2,
    };
    let (of, points) = (quoted(other.key), pointing(other, field));
    let condition = format!(
        "{points} AND n NOT IN
             (SELECT n FROM {of} WHERE deleted_at IS NULL AND {points} ORDER BY {order} LIMIT ?2)
         ORDER BY {order}"
    );
    rows::list(
        read,
        catalog,
        other,
        &condition,
        bound.get(..asked).unwrap_or(&bound),
        limit,
    )
}
