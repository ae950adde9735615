//! Saying something of a value: from whom, how sure, verified, checked, later. Each verb is one step.

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};
use serde::Deserialize;

use super::{second, wrong};
use crate::base::{Error, Id, Kind, Result, careless, words};
use crate::records::query::quoted;
use crate::records::value::Value;
use crate::records::{Batch, Catalog, rows};
use crate::vault::{Read, Write};

/// The columns that are about the value a field holds, and go with it.
pub(super) const WORD: [&str; 12] = [
    "source",
    "certainty",
    "entered_at",
    "verified_at",
    "verified_by",
    "note",
    "later_on",
    "doubt",
    "kept_at",
    "wrong",
    "should_be",
    "wrong_by",
];

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, specta::Type)]
pub struct FieldAt {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// The field's key.
    pub field: String,
}

/// What is said of a value, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, specta::Type)]
pub struct Said {
    /// Who or what said so.
    pub source: Option<String>,
    /// A choice of the list `certainty`.
    pub certainty: Option<String>,
    /// Since when it is known: a day, as one writes it.
    pub entered: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// What may be said of the whole of a unit, beside its fields: that it is well enough known for now.
pub const WHOLE: &str = "coverage";

pub(super) fn hold_living(read: &Read<'_>, catalog: &Catalog, at: &FieldAt) -> Result<()> {
    let entity = catalog.entity(&at.entity)?;
    if entity.field(&at.field)?.computed && at.field != WHOLE {
        return Err(Error::invalid(
            format!("{}.{}", at.entity, at.field),
            "error.computed_field",
        ));
    }
    let living = read
        .sql()
        .prepare_cached(&format!(
            "SELECT 1 FROM {} WHERE id = ? AND deleted_at IS NULL",
            quoted(entity.key)
        ))?
        .exists([at.id])?;
    if living {
        return Ok(());
    }
    Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", entity.key))
}

/// Puts columns into what is said of a field, or into the first thing that is.
pub(super) fn put(
    batch: &mut Batch<'_, '_>,
    (entity, id, field): (&str, Id, &str),
    values: Vec<(&'static str, Value)>,
) -> Result<()> {
    let row: Option<Id> = batch
        .tx()
        .sql()
        .prepare_cached(
            "SELECT id FROM provenance WHERE \"of\" = ? AND field = ? AND deleted_at IS NULL
             ORDER BY n DESC LIMIT 1",
        )?
        .query_row(params![id, field], |row| row.get(0))
        .optional()?;
    if let Some(row) = row {
        return batch.update("provenance", row, None, values).map(|_| ());
    }
    let kept = [
        ("of_entity", Sql::Text(entity.to_owned())),
        ("of", Sql::Blob(id.bytes().to_vec())),
    ];
    let values = [("field", Value::text(field))].into_iter().chain(values);
    batch
        .create_kept("provenance", None, values, kept)
        .map(|_| ())
}

pub(super) fn typed(text: Option<&str>) -> Value {
    text.map(words::clean_line).map_or(Value::Null, Value::text)
}

/// Says from whom a value is, how sure, since when.
///
/// # Errors
/// [`Kind::NotFound`] when the record is gone, [`Kind::Invalid`] when something cannot be read.
pub fn say(tx: &mut Write<'_>, catalog: &Catalog, at: &FieldAt, said: &Said) -> Result<()> {
    hold_living(tx, catalog, at)?;
    let raw = |text: &Option<String>| match text {
        Some(text) if !text.trim().is_empty() => Value::Raw(text.clone()),
        _ => Value::Null,
    };
    // Who says that a value is doubtful and why has settled that it is kept, but for what somebody else said is wrong
    // with it: that is put aside by an answer of its own.
    let doubtful = said.certainty.as_deref() == Some(DOUBTFUL);
    let settled = doubtful
        && said
            .note
            .as_deref()
            .is_some_and(|note| !note.trim().is_empty())
        && !wrong::stands(tx, at)?;
    let mut values = vec![
        ("source", typed(said.source.as_deref())),
        ("certainty", raw(&said.certainty)),
        ("entered_at", raw(&said.entered)),
        ("note", typed(said.note.as_deref())),
        (
            "kept_at",
            if settled {
                Value::Instant(tx.now().0)
            } else {
                Value::Null
            },
        ),
    ];
    if !doubtful {
        values.push(("doubt", Value::Null));
        values.extend(wrong::NOTHING);
    }
    let mut batch = Batch::begin(tx, catalog, "op.provenance")?;
    put(&mut batch, (&at.entity, at.id, &at.field), values)
}

/// Says why a field holds another value now: nothing else that was said of it changes.
///
/// # Errors
/// As for [`say`].
pub fn explain(tx: &mut Write<'_>, catalog: &Catalog, at: &FieldAt, why: &str) -> Result<()> {
    hold_living(tx, catalog, at)?;
    let mut batch = Batch::begin(tx, catalog, "op.reason")?;
    let values = vec![("note", typed(Some(why)))];
    put(&mut batch, (&at.entity, at.id, &at.field), values)
}

/// Fields were verified: they hold true as of now; by whom and from what source, where that is said.
/// What was put off is looked at again in its time.
///
/// # Errors
/// As for [`say`].
pub fn verify(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    fields: &[FieldAt],
    source: Option<&str>,
    by: Option<&str>,
) -> Result<()> {
    let mut batch = Batch::begin(tx, catalog, "op.verified")?;
    for at in fields {
        confirm(&mut batch, catalog, at, source, by)?;
    }
    Ok(())
}

/// A field was verified, within a step that was begun.
///
/// # Errors
/// As for [`say`].
pub(super) fn confirm(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    at: &FieldAt,
    source: Option<&str>,
    by: Option<&str>,
) -> Result<()> {
    hold_living(batch.tx(), catalog, at)?;
    let mut values = vec![
        ("verified_at", Value::Instant(batch.tx().now().0)),
        ("verified_by", typed(by)),
        ("later_on", Value::Null),
        ("doubt", Value::Null),
        ("kept_at", Value::Null),
    ];
    values.extend(wrong::NOTHING);
    // What was looked at and found right is doubtful no more.
    if is_doubtful(batch.tx(), at)? {
        values.push(("certainty", Value::Null));
    }
    // A source said before still stands where no other is named.
    if source.is_some_and(|source| !source.trim().is_empty()) {
        values.push(("source", typed(source)));
    }
    put(batch, (&at.entity, at.id, &at.field), values)
}

/// The certainty of a value that may well be wrong.
pub(super) const DOUBTFUL: &str = "doubtful";

fn is_doubtful(read: &Read<'_>, at: &FieldAt) -> Result<bool> {
    Ok(read
        .sql()
        .prepare_cached(
            "SELECT 1 FROM provenance WHERE \"of\" = ? AND field = ? AND certainty = ?
               AND deleted_at IS NULL",
        )?
        .exists(params![at.id, at.field, DOUBTFUL])?)
}

/// A doubtful value stays as it is, for the reason that is given: it goes on counting as doubtful, and
/// is not brought up again before it changes.
///
/// # Errors
/// As for [`say`].
pub fn keep(tx: &mut Write<'_>, catalog: &Catalog, at: &FieldAt, reason: &str) -> Result<()> {
    hold_living(tx, catalog, at)?;
    let mut values = vec![
        ("certainty", Value::choice(DOUBTFUL)),
        ("kept_at", Value::Instant(tx.now().0)),
        ("later_on", Value::Null),
    ];
    // A complaint that was dismissed is no reason of what is written next.
    values.extend(wrong::NOTHING);
    if !reason.trim().is_empty() {
        values.push(("note", typed(Some(reason))));
    }
    let mut batch = Batch::begin(tx, catalog, "op.doubt_kept")?;
    put(&mut batch, (&at.entity, at.id, &at.field), values)
}

/// Takes what is doubtful out of a field. Of several numbers or addresses that is what the reason names:
/// those that look filled in carelessly, or the first, where that is what a great many people have. A
/// doubt that names none of them is about the field, as it is where somebody said it by hand: then all of
/// them are taken out, as a single value is.
///
/// # Errors
/// [`Kind::Invalid`] where the field must hold something; as for [`say`].
pub fn clear(tx: &mut Write<'_>, catalog: &Catalog, at: &FieldAt) -> Result<()> {
    hold_living(tx, catalog, at)?;
    let entity = catalog.entity(&at.entity)?;
    let field = entity.field(&at.field)?;
    let record = rows::get(tx, catalog, entity, at.id)?;
    let doubt: Option<String> = tx
        .sql()
        .prepare_cached(
            "SELECT doubt FROM provenance WHERE \"of\" = ? AND field = ? AND certainty = ?
               AND deleted_at IS NULL ORDER BY n DESC LIMIT 1",
        )?
        .query_row(params![at.id, at.field, DOUBTFUL], |row| row.get(0))
        .optional()?
        .flatten();
    let doubt = doubt.as_deref();
    let sound = |value: Value| rows::doubts(field, &value).is_empty();
    let left = match record.get(&at.field) {
        Value::Phones(all) => Value::Phones(undoubted(all, doubt, |one| {
            sound(Value::Phones(vec![one.clone()]))
        })),
        Value::Texts(all) => Value::Texts(undoubted(all, doubt, |one| {
            sound(Value::Texts(vec![one.clone()]))
        })),
        _ => Value::Null,
    };
    let left = match left {
        Value::Phones(none) if none.is_empty() => Value::Null,
        Value::Texts(none) if none.is_empty() => Value::Null,
        left => left,
    };
    let mut batch = Batch::begin(tx, catalog, "op.doubt_cleared")?;
    batch
        .update(&at.entity, at.id, None, [(field.key, left)])
        .map(|_| ())
}

/// What is left of several values once those are out that the reason of a doubt names, or all of them.
fn undoubted<T: Clone>(all: &[T], doubt: Option<&str>, sound: impl Fn(&T) -> bool) -> Vec<T> {
    let left: Vec<T> = match doubt {
        None | Some(wrong::SAID_WRONG) => Vec::new(),
        // Of each person only the first is compared.
        Some(careless::SHARED) => all.iter().skip(1).cloned().collect(),
        Some(_) => all.iter().filter(|one| sound(one)).cloned().collect(),
    };
    if left.len() == all.len() {
        return Vec::new();
    }
    left
}

/// A second person looked at a change: another than who made it.
///
/// # Errors
/// [`Kind::Invalid`] when nobody is named, or whoever made the change; [`Kind::Conflict`] when nothing waits
/// for a check, or nobody knows what whoever made the change is called; as for [`say`].
pub fn check(tx: &mut Write<'_>, catalog: &Catalog, fields: &[FieldAt], by: &str) -> Result<()> {
    let by = words::clean_line(by);
    if by.is_empty() {
        return Err(Error::invalid(
            "provenance.checked_by",
            "error.checker_missing",
        ));
    }
    for at in fields {
        hold_living(tx, catalog, at)?;
        let waits: Option<(i64, Option<String>)> = tx
            .sql()
            .prepare_cached(
                "SELECT unchecked_at, unchecked_by FROM provenance WHERE \"of\" = ? AND field = ?
                   AND deleted_at IS NULL AND unchecked_at IS NOT NULL",
            )?
            .query_row(params![at.id, at.field], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let Some(changed) = waits else {
            return Err(Error::new(Kind::Conflict, "error.nothing_to_check"));
        };
        second::hold_other(tx, at, &changed, &by)?;
    }
    let now = tx.now().0;
    let mut batch = Batch::begin(tx, catalog, "op.checked")?;
    for at in fields {
        let values = vec![
            ("unchecked_at", Value::Null),
            ("unchecked_by", Value::Null),
            ("checked_at", Value::Instant(now)),
            ("checked_by", Value::text(&by)),
        ];
        put(&mut batch, (&at.entity, at.id, &at.field), values)?;
    }
    Ok(())
}

/// Takes a field out of the review's way for so many days.
///
/// # Errors
/// As for [`say`].
pub fn later(tx: &mut Write<'_>, catalog: &Catalog, at: &FieldAt, days: u16) -> Result<()> {
    hold_living(tx, catalog, at)?;
    let day = tx.today();
    let until = day
        .checked_add_days(chrono::Days::new(days.max(1).into()))
        .unwrap_or(day);
    let mut batch = Batch::begin(tx, catalog, "op.review_later")?;
    let values = vec![("later_on", Value::Date(until.to_string()))];
    put(&mut batch, (&at.entity, at.id, &at.field), values)
}

/// What a merge does to words: where the record that stays holds now what the one that went holds,
/// and says less of it, the other's word goes along. Part of the step of the merge.
///
/// # Errors
/// When the database fails.
pub fn follow_merge(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    entity: &str,
    winner: Id,
    loser: Id,
) -> Result<()> {
    let def = catalog.entity(entity)?;
    for (id, field, verified) in words_of(tx, loser)? {
        let Ok(field) = def.field(&field) else {
            continue;
        };
        let mut columns = vec![quoted(field.key)];
        if let Some(suffix) = field.kind.second_column() {
            columns.push(quoted(&format!("{}{suffix}", field.key)));
        }
        let same: Vec<String> = columns
            .iter()
            .map(|column| format!("w.{column} IS l.{column}"))
            .collect();
        let alike = tx
            .sql()
            .prepare_cached(&format!(
                "SELECT 1 FROM {0} w, {0} l WHERE w.id = ?1 AND l.id = ?2 AND {1}",
                quoted(entity),
                same.join(" AND ")
            ))?
            .exists([winner, loser])?;
        let own = words_of(tx, winner)?
            .into_iter()
            .find(|(_, of, _)| of == field.key)
            .map(|(_, _, verified)| verified);
        // The winner's own word is about what it held before, unless that is the same.
        let held = tx
            .sql()
            .prepare_cached(
                "SELECT 1 FROM journal_entry WHERE id = ?1 AND +seq = ?2
                   AND act <> 'create' AND act = 'update'
                   AND json_type(before, '$.' || ?3) IS NOT NULL",
            )?
            .exists(params![winner, tx.seq(), field.key])?;
        if !alike || (!held && own.is_some_and(|own| own >= verified)) {
            continue;
        }
        let word = read_word(tx, id)?;
        let mut batch = Batch::go_on(tx, catalog, "op.merge")?;
        put(&mut batch, (entity, winner, field.key), word)?;
    }
    Ok(())
}

/// What is said of the fields of a record: the word, its field, when that was verified.
fn words_of(read: &Read<'_>, of: Id) -> Result<Vec<(Id, String, Option<i64>)>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id, field, verified_at FROM provenance WHERE \"of\" = ? AND deleted_at IS NULL
         ORDER BY n",
    )?;
    let found = find.query_map([of], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// A word as it can be said again.
fn read_word(read: &Read<'_>, id: Id) -> Result<Vec<(&'static str, Value)>> {
    let mut find = read.sql().prepare_cached(
        "SELECT source, certainty, entered_at, verified_at, verified_by, note, later_on,
                unchecked_at, checked_at, checked_by, doubt, kept_at, unchecked_by,
                wrong, should_be, wrong_by
         FROM provenance WHERE id = ?",
    )?;
    Ok(find.query_row([id], |row| {
        let text = |at: usize| -> rusqlite::Result<Value> {
            Ok(row
                .get::<_, Option<String>>(at)?
                .map_or(Value::Null, Value::text))
        };
        let instant = |at: usize| -> rusqlite::Result<Value> {
            Ok(row
                .get::<_, Option<i64>>(at)?
                .map_or(Value::Null, Value::Instant))
        };
        Ok(vec![
            ("source", text(0)?),
            (
                "certainty",
                row.get::<_, Option<String>>(1)?
                    .map_or(Value::Null, Value::Choice),
            ),
            ("entered_at", instant(2)?),
            ("verified_at", instant(3)?),
            ("verified_by", text(4)?),
            ("note", text(5)?),
            (
                "later_on",
                row.get::<_, Option<String>>(6)?
                    .map_or(Value::Null, Value::Date),
            ),
            ("unchecked_at", instant(7)?),
            ("checked_at", instant(8)?),
            ("checked_by", text(9)?),
            ("doubt", text(10)?),
            ("kept_at", instant(11)?),
            ("unchecked_by", text(12)?),
            ("wrong", text(13)?),
            ("should_be", text(14)?),
            ("wrong_by", text(15)?),
        ])
    })?)
}
