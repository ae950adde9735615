//! Saying how new work answers what was learned, and which earlier work it is like. Each is a step.

use serde::Deserialize;

use super::{Work, work_kind};
use crate::base::{Error, Id, Kind, Result};
use crate::records::query::quoted;
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// A project or a cooperation, or what is laid before one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, specta::Type)]
pub struct RecordAt {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
}

/// The field by which a lesson says what it was learned from.
///
/// # Errors
/// [`Kind::NotFound`] for a kind of record nothing is learned from.
pub(super) fn source_field(entity: &str) -> Result<&'static str> {
    match entity {
        "complaint" => Ok("complaint"),
        "need" => Ok("need"),
        "satisfaction" => Ok("satisfaction"),
        "cooperation" => Ok("earlier"),
        _ => Err(Error::new(Kind::NotFound, "error.no_lessons").with("entity", entity)),
    }
}

/// Says how work answers something, with a note; with no answer what was said is taken back.
///
/// # Errors
/// [`Kind::NotFound`] when either is gone; what the record's own fields refuse.
pub fn answer(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    of: &RecordAt,
    from: &RecordAt,
    answer: Option<&str>,
    note: Option<&str>,
) -> Result<Vec<(String, Id)>> {
    let work = Work::of(tx, &of.entity, of.id)?;
    let source = source_field(&from.entity)?;
    let kept = all(tx, "lesson", (work.entity, of.id), (source, from.id))?;
    let mut batch = Batch::begin(tx, catalog, "op.lesson_answered")?;
    let Some(answer) = answer else {
        // Every one: an older answer would stand there again, said by nobody now.
        return gone(&mut batch, "lesson", kept);
    };
    let mut values = vec![("answer", Value::choice(answer))];
    if let Some(note) = note {
        values.push(("note", Value::Raw(note.to_owned())));
    }
    let id = match kept.first() {
        Some(id) => {
            batch.update("lesson", *id, None, values)?;
            *id
        }
        None => {
            values.extend([
                (work.entity, Value::to(of.id)),
                (source, Value::to(from.id)),
            ]);
            batch.create("lesson", None, values)?
        }
    };
    Ok(vec![("lesson".to_owned(), id)])
}

/// Says that work is like earlier work, or takes that back.
///
/// # Errors
/// [`Kind::NotFound`] when either is gone; [`Kind::Invalid`] where both are the same.
pub fn liken(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    of: &RecordAt,
    like: &RecordAt,
    alike: bool,
) -> Result<Vec<(String, Id)>> {
    let work = Work::of(tx, &of.entity, of.id)?;
    if of.id == like.id {
        return Err(Error::invalid("precedent", "error.like_itself"));
    }
    let end = match work_kind(&like.entity)? {
        "project" => "like_project",
        _ => "like_cooperation",
    };
    let kept = all(tx, "precedent", (work.entity, of.id), (end, like.id))?;
    let mut batch = Batch::begin(tx, catalog, "op.likened")?;
    if !alike {
        return gone(&mut batch, "precedent", kept);
    }
    let id = match kept.first() {
        Some(id) => *id,
        None => batch.create(
            "precedent",
            None,
            [(work.entity, Value::to(of.id)), (end, Value::to(like.id))],
        )?,
    };
    Ok(vec![("precedent".to_owned(), id)])
}

/// Takes back all that was said.
fn gone(batch: &mut Batch<'_, '_>, entity: &str, all: Vec<Id>) -> Result<Vec<(String, Id)>> {
    let mut taken = Vec::new();
    for id in all {
        batch.delete(entity, id)?;
        taken.push((entity.to_owned(), id));
    }
    Ok(taken)
}

/// The records of `entity` that refer to both, the latest first: a sheet, or two pieces of work that
/// were merged, may have brought several.
fn all(read: &Read<'_>, entity: &str, work: (&str, Id), other: (&str, Id)) -> Result<Vec<Id>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT id FROM {} WHERE {} = ? AND {} = ? AND deleted_at IS NULL
         ORDER BY updated_at DESC, n DESC",
        quoted(entity),
        quoted(work.0),
        quoted(other.0)
    ))?;
    let found = find.query_map([work.1, other.1], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
