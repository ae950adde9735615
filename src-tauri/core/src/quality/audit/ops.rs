//! Beginning a run, saying of a drawn value what was found, ending a run. Each is one step of undo: the
//! answer and what it does to the value stand and fall together.

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};
use serde::Deserialize;

use super::super::ops::{self, FieldAt};
use super::draw::sample;
use super::here::still_asked;
use super::policy::MOST;
use crate::base::{Error, Id, Kind, Result};
use crate::records::trail::{self, Of};
use crate::records::value::Value;
use crate::records::{Batch, Catalog, rows};
use crate::vault::{Read, Write};

const CHANGED: &str = "changed";

/// What was found of a value.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum AuditAnswer {
    /// It is right as it stands: it counts as verified.
    Confirmed,
    /// It is another one: the field holds that from now on.
    Changed(Value),
    /// That could not be found out.
    Unknown,
}

impl AuditAnswer {
    const fn code(&self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Changed(_) => CHANGED,
            Self::Unknown => "unknown",
        }
    }
}

/// The run that is under way. One of which nobody is left to be asked about is over, though nobody ended it: the last
/// of them may have left on a day on which nothing was written.
///
/// # Errors
/// When the database fails.
pub(super) fn open(read: &Read<'_>) -> Result<Option<Id>> {
    Ok(read
        .sql()
        .prepare_cached(concat!(
            "SELECT id FROM audit_run r WHERE finished_on IS NULL AND deleted_at IS NULL
               AND EXISTS (SELECT 1 FROM audit_item i
                 WHERE i.run = r.id AND i.outcome IS NULL AND i.deleted_at IS NULL AND ",
            still_asked!("?1"),
            ") ORDER BY n DESC LIMIT 1"
        ))?
        .query_row([read.today().to_string()], |row| row.get(0))
        .optional()?)
}

/// Those that nobody ended. Where none is under way, nobody was left to be asked about in any of them.
fn unfinished(read: &Read<'_>) -> Result<Vec<Id>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id FROM audit_run WHERE finished_on IS NULL AND deleted_at IS NULL",
    )?;
    let found = find.query_map([], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Begins a run: draws `size` values by lot. Confidential ones take part only where that is said; how many
/// were left out stays with the run.
///
/// # Errors
/// [`Kind::Conflict`] when one is under way, [`Kind::Invalid`] when the size is none, or there is nothing
/// to draw from.
pub fn start(tx: &mut Write<'_>, catalog: &Catalog, size: u16, confidential: bool) -> Result<Id> {
    if size == 0 || size > MOST {
        return Err(Error::invalid("audit_run.size", "error.audit_size").with("most", MOST));
    }
    if open(tx)?.is_some() {
        return Err(Error::new(Kind::Conflict, "error.audit_open"));
    }
    // Of chance, and yet kept with the run: the id of it is both.
    let id = Id::at(tx.now());
    let seed = id
        .bytes()
        .iter()
        .rev()
        .take(8)
        .fold(0_u64, |seed, byte| (seed << 8) | u64::from(*byte));
    let drawn = sample(tx, catalog, seed, (size, confidential))?;
    if drawn.lots.is_empty() {
        return Err(Error::invalid("audit_run.size", "error.audit_nothing"));
    }
    let today = tx.today().to_string();
    let before = unfinished(tx)?;
    let mut batch = Batch::begin(tx, catalog, "op.audit_started")?;
    for run in before {
        // It must not be gone on with beside this one, should somebody come back.
        let values = [("finished_on", Value::Date(today.clone()))];
        batch.update("audit_run", run, None, values)?;
    }
    let number = |n: u32| Value::Number(n.into());
    let values = [
        ("started_on", Value::Date(today)),
        ("size", number(count(drawn.lots.len()))),
        ("drawn_from", number(drawn.drawn_from)),
        ("left_out", number(drawn.left_out)),
        ("confidential", Value::Bool(confidential)),
    ];
    batch.create("audit_run", Some(id), values)?;
    for lot in drawn.lots {
        let values = [("run", Value::to(id)), ("field", Value::text(lot.of.field))];
        let kept = [
            ("of_entity", Sql::Text(lot.of.entity.to_owned())),
            ("of", Sql::Blob(lot.id.bytes().to_vec())),
        ];
        batch.create_kept("audit_item", None, values, kept)?;
    }
    Ok(id)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What was drawn: whose value, of which run, and whether that is answered.
struct Drawn {
    run: Id,
    at: FieldAt,
    answered: bool,
}

fn drawn(read: &Read<'_>, item: Id) -> Result<Drawn> {
    let found = read
        .sql()
        .prepare_cached(
            "SELECT run, of_entity, \"of\", field, outcome IS NOT NULL FROM audit_item
             WHERE id = ? AND deleted_at IS NULL",
        )?
        .query_row([item], |row| {
            Ok(Drawn {
                run: row.get(0)?,
                at: FieldAt {
                    entity: row.get(1)?,
                    id: row.get(2)?,
                    field: row.get(3)?,
                },
                answered: row.get(4)?,
            })
        })
        .optional()?;
    found.ok_or_else(|| Error::new(Kind::NotFound, "error.audit_gone"))
}

/// Says what was found of a drawn value. What is right by now, but became another one since it was drawn,
/// is kept as changed: the draw is about what was held then. Says what is kept. With the last answer the
/// run is over.
///
/// # Errors
/// [`Kind::Conflict`] when it is answered already, [`Kind::NotFound`] when the record is gone (unknown can
/// be said all the same), [`Kind::Invalid`] when the new value is refused or is the old one, or there is
/// none any more that could be right.
pub fn answer(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    item: Id,
    answer: &AuditAnswer,
) -> Result<String> {
    let Drawn { run, at, answered } = drawn(tx, item)?;
    if answered {
        return Err(Error::new(Kind::Conflict, "error.audit_answered"));
    }
    let (now, today) = (tx.now().0, tx.today().to_string());
    let mut batch = Batch::begin(tx, catalog, "op.audit_answered")?;
    let mut outcome = answer.code();
    match answer {
        AuditAnswer::Confirmed => {
            confirm(&mut batch, catalog, &at)?;
            // What was drawn is not what was found right: somebody was quicker.
            if is_another(batch.tx(), run, &at)? {
                outcome = CHANGED;
            }
        }
        AuditAnswer::Changed(value) => change(&mut batch, catalog, &at, value)?,
        AuditAnswer::Unknown => {}
    }
    let values = [
        ("outcome", Value::text(outcome)),
        ("answered_at", Value::Instant(now)),
    ];
    batch.update("audit_item", item, None, values)?;
    let left = batch
        .tx()
        .sql()
        .prepare_cached(concat!(
            "SELECT 1 FROM audit_item i WHERE run = ?1 AND outcome IS NULL AND deleted_at IS NULL AND ",
            still_asked!("?2")
        ))?
        .exists(params![run, today])?;
    if !left {
        let values = [("finished_on", Value::Date(today))];
        batch.update("audit_run", run, None, values)?;
    }
    Ok(outcome.to_owned())
}

fn confirm(batch: &mut Batch<'_, '_>, catalog: &Catalog, at: &FieldAt) -> Result<()> {
    ops::confirm(batch, catalog, at, None, None)?;
    let entity = catalog.entity(&at.entity)?;
    let field = entity.field(&at.field)?;
    let now = rows::get(batch.tx(), catalog, entity, at.id)?;
    if now.get(field.key).is_null() {
        let field = format!("{}.{}", at.entity, at.field);
        return Err(Error::invalid(field, "error.audit_emptied"));
    }
    Ok(())
}

/// Whether a value is another one than when the run began.
fn is_another(read: &Read<'_>, run: Id, at: &FieldAt) -> Result<bool> {
    let begun: Option<i64> = read
        .sql()
        .prepare_cached("SELECT min(seq) FROM journal_entry WHERE id = ? AND act = 'create'")?
        .query_row([run], |row| row.get(0))?;
    let Some(begun) = begun else {
        return Ok(false);
    };
    // The latest first: what the first edit found is what was drawn.
    let (mut was, mut is) = (None, None);
    for mark in trail::marks(read, Of::RecordSince(at.id, begun))? {
        let cell = |columns: Vec<(String, Sql)>| {
            let mut columns = columns.into_iter();
            let found = columns.find(|(column, _)| *column == at.field);
            found.map(|(_, value)| value)
        };
        was = cell(mark.before).or(was);
        is = is.or_else(|| cell(mark.after));
    }
    Ok(was != is)
}

fn change(batch: &mut Batch<'_, '_>, catalog: &Catalog, at: &FieldAt, value: &Value) -> Result<()> {
    let entity = catalog.entity(&at.entity)?;
    let field = entity.field(&at.field)?;
    let before = rows::get(batch.tx(), catalog, entity, at.id)?;
    if before.deleted {
        return Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", entity.key));
    }
    batch.update(entity.key, at.id, None, [(field.key, value.clone())])?;
    let after = rows::get(batch.tx(), catalog, entity, at.id)?;
    if after.get(field.key) == before.get(field.key) {
        let field = format!("{}.{}", at.entity, at.field);
        return Err(Error::invalid(field, "error.audit_same"));
    }
    Ok(())
}

/// Ends a run before all is answered: what was answered counts.
///
/// # Errors
/// [`Kind::NotFound`] when there is none.
pub fn finish(tx: &mut Write<'_>, catalog: &Catalog, run: Id) -> Result<()> {
    let there = tx
        .sql()
        .prepare_cached("SELECT 1 FROM audit_run WHERE id = ? AND deleted_at IS NULL")?
        .exists(params![run])?;
    if !there {
        return Err(Error::new(Kind::NotFound, "error.audit_gone"));
    }
    let today = tx.today().to_string();
    let mut batch = Batch::begin(tx, catalog, "op.audit_finished")?;
    let values = [("finished_on", Value::Date(today))];
    batch.update("audit_run", run, None, values).map(|_| ())
}
