//! Tasks that come again: what is done makes the next one, in the same step. Each stands for one day
//! of its rule, so that moving it moves no other.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::workdays;
use crate::base::calendar::Next;
use crate::base::error::Result;
use crate::base::{ChangeKind, Id, Repeat, WallTime};
use crate::records::value::{Value, Wall};
use crate::records::{Batch, Catalog, rows};
use crate::vault::{Hook, Write};

/// The task that came after one that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Followed {
    /// It.
    pub task: Id,
    /// When it is due.
    pub due: Wall,
    /// How many of the rule's days had passed already and were left out.
    pub skipped: u32,
}

/// Notes which day of its rule a task stands for when it is made, or gets another rule.
pub struct KeepSeries;

impl Hook for KeepSeries {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let ruled: Vec<Id> = tx.touched("task", "repeat").collect();
        let made = |id: &Id| {
            let mut changes = tx.changes().iter();
            changes.any(|change| change.kind == ChangeKind::Created && change.id == *id)
        };
        let (new, changed): (Vec<Id>, Vec<Id>) = ruled.into_iter().partition(made);
        for (ids, condition) in [(new, "series_on IS NULL"), (changed, "1")] {
            let mut note = tx.sql().prepare_cached(&format!(
                "UPDATE task SET series_on = CASE WHEN repeat IS NULL THEN NULL ELSE substr(due, 1, 10) END
                 WHERE id = ? AND (repeat IS NOT NULL OR series_on IS NOT NULL) AND {condition}"
            ))?;
            for id in ids {
                note.execute([id])?;
            }
        }
        Ok(())
    }
}

/// What follows from a task's having another state: when it was done is noted, and where it
/// repeats, the next one is made.
///
/// # Errors
/// When the database fails, or the rule it holds cannot be read.
pub fn settle(batch: &mut Batch<'_, '_>, catalog: &Catalog, task: Id) -> Result<Option<Followed>> {
    let now = batch.tx().now();
    let found: Option<(bool, bool)> = batch
        .tx()
        .sql()
        .prepare_cached("SELECT state = 'done', done_at IS NOT NULL FROM task WHERE id = ?")?
        .query_row([task], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found {
        Some((true, false)) => {
            batch.set_instant("task", task, "done_at", Some(now))?;
            follow(batch, catalog, task)
        }
        Some((false, true)) => {
            batch.set_instant("task", task, "done_at", None)?;
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// Makes the task that comes after one that repeats.
fn follow(batch: &mut Batch<'_, '_>, catalog: &Catalog, task: Id) -> Result<Option<Followed>> {
    let Some((due, next)) = next(batch.tx(), task)? else {
        return Ok(None);
    };
    if stands_already(batch.tx(), task, &next)? {
        return Ok(None);
    }
    let entity = catalog.entity("task")?;
    let Some(record) = rows::find(batch.tx(), catalog, entity, task)? else {
        return Ok(None);
    };
    let fields = entity.fields.iter().filter(|field| !field.computed);
    let mut values: Vec<(&str, Value)> = fields
        .filter(|field| !matches!(field.key, "state" | "due" | "repeat"))
        .map(|field| (field.key, record.get(field.key).clone()))
        .filter(|(_, value)| *value != Value::Null)
        .collect();
    let at = WallTime {
        date: next.on,
        ..due
    };
    values.push(("repeat", Value::text(next.rest.to_string())));
    let due = Wall {
        at: at.at(),
        zone: at.zone.name().to_owned(),
    };
    values.push(("due", Value::Wall(due.clone())));
    // In a calendar file the whole series is one entry.
    let uid: Option<String> = batch
        .tx()
        .sql()
        .prepare_cached("SELECT uid FROM task WHERE id = ?")?
        .query_row([task], |row| row.get(0))?;
    let uid = uid.map(|uid| ("uid", uid.into()));
    let made = batch.create_kept("task", None, values, uid)?;
    // By the rule, not where it was moved to: else a month that begins late would shift them all.
    batch
        .tx()
        .sql()
        .prepare_cached("UPDATE task SET series_on = ?1 WHERE id = ?2")?
        .execute(params![next.by_rule.to_string(), made])?;
    Ok(Some(Followed {
        task: made,
        due,
        skipped: next.skipped,
    }))
}

/// One that was opened again and done once more has been followed already.
fn stands_already(tx: &Write<'_>, task: Id, next: &Next) -> Result<bool> {
    let mut find = tx.sql().prepare_cached(
        "SELECT 1 FROM task t JOIN task of ON of.id = ?1
         WHERE t.state = 'open' AND t.deleted_at IS NULL AND t.series_on = ?2 AND t.repeat = ?3
           AND t.title = of.title AND t.unit IS of.unit AND t.contact IS of.contact",
    )?;
    Ok(find.exists(params![
        task,
        next.by_rule.to_string(),
        next.rest.to_string()
    ])?)
}

/// When a task that repeats is due, and what comes after it: the first that has not passed already.
/// One that was never given a day counts from today.
fn next(tx: &Write<'_>, task: Id) -> Result<Option<(WallTime, Next)>> {
    /// Its rule, when it is due and in which zone, the day it stands for.
    type Row = (String, Option<String>, Option<String>, Option<String>);
    let found: Option<Row> = tx
        .sql()
        .prepare_cached(
            "SELECT repeat, due, due_zone, series_on FROM task
             WHERE id = ? AND repeat IS NOT NULL",
        )?
        .query_row([task], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((rule, due, zone, series_on)) = found else {
        return Ok(None);
    };
    let due = match (due, zone) {
        (Some(due), Some(zone)) => WallTime::from_stored(&due, &zone)?,
        _ => WallTime {
            date: tx.today(),
            time: None,
            zone: tx.zone(),
        },
    };
    let stands_for: Option<NaiveDate> = series_on.and_then(|day| day.parse().ok());
    let stands_for = stands_for.unwrap_or(due.date);
    let passed = stands_for.max(due.date).max(tx.today());
    let days = workdays::of(tx, due.zone)?;
    let next = Repeat::parse(&rule)?.next(stands_for, passed, &days);
    Ok(next.map(|next| (due, next)))
}
