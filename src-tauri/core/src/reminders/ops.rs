//! The verbs of tasks: the day's list, done, put off.

use chrono::{NaiveDate, TimeDelta};
use rusqlite::{OptionalExtension, params};

use super::model::{Counts, Snooze, TASK, TaskLine, Today, WEEK, lateness, put_off};
use super::series::{self, Followed};
use super::workdays;
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, WallTime};
use crate::records::query::day_start;
use crate::records::value::{FieldKind, Ref, Value, from_columns};
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// A reminder shown later than this after its time counts as missed.
const MISSED_MS: i64 = 10 * 60_000;

/// Lines of one part of a list at most: more are of no use to a person.
const MOST: u32 = 500;

/// The day's list.
///
/// # Errors
/// When the database fails.
pub fn today(read: &Read<'_>) -> Result<Today> {
    let day = here(read);
    let start = day_start(day, read.zone());
    let done_today = read
        .sql()
        .prepare_cached("SELECT count(*) FROM task WHERE done_at >= ? AND deleted_at IS NULL")?
        .query_row([start], |row| row.get(0))?;
    // Apart, so that a thousand late ones do not crowd out what is due today.
    let (this, after) = (day.to_string(), days_after(day, WEEK + 1));
    let mut tasks = lines(read, "t.due < ?1", &[&this])?;
    tasks.extend(lines(read, "t.due >= ?1 AND t.due < ?2", &[&this, &after])?);
    tasks.extend(lines(read, "(t.due >= ?1 OR t.due IS NULL)", &[&after])?);
    Ok(Today {
        date: this,
        tasks,
        done_today,
        counts: counts(read)?,
    })
}

/// How many tasks are still to be done.
///
/// # Errors
/// When the database fails.
pub fn counts(read: &Read<'_>) -> Result<Counts> {
    let day = here(read);
    let (this, next) = (day.to_string(), days_after(day, 1));
    // A day is the beginning of every time within it, so text compares as time does.
    let counts = read
        .sql()
        .prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE due < ?1),
               count(*) FILTER (WHERE due >= ?1 AND due < ?2)
             FROM task WHERE state = 'open' AND deleted_at IS NULL",
        )?
        .query_row(params![this, next], |row| {
            Ok(Counts {
                open: row.get(0)?,
                overdue: row.get(1)?,
                today: row.get(2)?,
            })
        })?;
    Ok(counts)
}

/// The open tasks of a unit, the most pressing first.
///
/// # Errors
/// When the database fails.
pub fn of_unit(read: &Read<'_>, unit: Id) -> Result<Vec<TaskLine>> {
    lines(read, "t.unit = ?", &[&unit])
}

fn here(read: &Read<'_>) -> NaiveDate {
    read.today()
}

fn days_after(day: NaiveDate, days: i64) -> String {
    (day + TimeDelta::days(days)).to_string()
}

fn lines(
    read: &Read<'_>,
    condition: &str,
    bound: &[&dyn rusqlite::ToSql],
) -> Result<Vec<TaskLine>> {
    let today = here(read);
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT t.id, t.rev, t.title, t.due, t.due_zone, t.kind, u.id, u.legal_name, c.id, c.full_name,
           EXISTS (SELECT 1 FROM reminder r WHERE r.source = '{TASK}' AND r.record = t.id
             AND coalesce(r.told_at, r.fired_at) - r.fire_at > {MISSED_MS} AND r.seen_at IS NULL),
           coalesce(t.repeat, ''), l.id, l.name
         FROM task t LEFT JOIN unit u ON u.id = t.unit LEFT JOIN contact c ON c.id = t.contact
           LEFT JOIN checklist l ON l.id = t.checklist
         WHERE t.state = 'open' AND t.deleted_at IS NULL AND {condition}
         ORDER BY t.due IS NULL, t.due, coalesce(t.priority, '9'), t.n LIMIT {MOST}"
    ))?;
    let mut rows = find.query(bound)?;
    let mut tasks = Vec::new();
    while let Some(row) = rows.next()? {
        let due: Option<String> = row.get(3)?;
        let day = match due.as_deref() {
            Some(due) => Some(WallTime::parse(due, read.zone())?.date),
            None => None,
        };
        let (lateness, late_days) = lateness(day, today);
        let named = |id: Option<Id>, label: Option<String>| {
            id.map(|id| Ref {
                id,
                label: label.unwrap_or_default(),
            })
        };
        tasks.push(TaskLine {
            id: row.get(0)?,
            rev: row.get(1)?,
            title: row.get(2)?,
            due: from_columns(FieldKind::WallTime, row.get(3)?, Some(row.get(4)?))?,
            lateness,
            late_days,
            kind: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
            unit: named(row.get(6)?, row.get(7)?),
            contact: named(row.get(8)?, row.get(9)?),
            missed: row.get(10)?,
            repeat: row.get(11)?,
            checklist: named(row.get(12)?, row.get(13)?),
        });
    }
    Ok(tasks)
}

/// Marks a task as done now.
///
/// # Errors
/// As for [`snooze`].
pub fn done(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    task: Id,
    rev: Option<i32>,
) -> Result<Option<Followed>> {
    due_of_open(tx, task)?;
    let mut batch = Batch::begin(tx, catalog, "op.task_done")?;
    batch.update("task", task, rev, [("state", Value::choice("done"))])?;
    series::settle(&mut batch, catalog, task)
}

/// Puts a task off.
///
/// # Errors
/// [`Kind::Conflict`] when it changed since `rev` or is no longer open; [`Kind::NotFound`] when it
/// is gone.
pub fn snooze(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    task: Id,
    rev: Option<i32>,
    snooze: &Snooze,
) -> Result<()> {
    let due = due_of_open(tx, task)?;
    let time = match due.as_deref() {
        Some(due) => WallTime::parse(due, tx.zone())?.time,
        None => None,
    };
    let days = workdays::of(tx, tx.zone())?;
    let until = put_off(snooze, time, tx.now(), tx.zone(), &days);
    let remembered = series::remembered(tx, task)?;
    let mut batch = Batch::begin(tx, catalog, "op.task_snoozed")?;
    let values = [
        ("due", Value::Wall(until)),
        ("leads", Value::Null),
        ("remind", Value::Bool(true)),
    ];
    batch
        .update_kept("task", task, rev, values, remembered)
        .map(|_| ())
}

/// When an open task is due. Done and put off are for what is still to be done: a button pressed
/// on an old notification must not bring back what was settled in the window.
fn due_of_open(read: &Read<'_>, task: Id) -> Result<Option<String>> {
    let found: Option<(Option<String>, bool)> = read
        .sql()
        .prepare_cached("SELECT due, state = 'open' FROM task WHERE id = ? AND deleted_at IS NULL")?
        .query_row([task], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found {
        Some((due, true)) => Ok(due),
        Some((_, false)) => Err(Error::new(Kind::Conflict, "error.task_not_open")),
        None => Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", "task")),
    }
}
