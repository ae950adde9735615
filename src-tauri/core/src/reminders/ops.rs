//! The verbs of tasks: the day's list, done, put off.

use chrono::NaiveDate;
use rusqlite::params;

use super::model::{Lateness, Snooze, TaskLine, Today, lateness, put_off};
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, WallTime};
use crate::records::query::day_start;
use crate::records::value::{FieldKind, Ref, Value, from_columns};
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// A reminder shown later than this after its time counts as missed.
const MISSED_MS: i64 = 10 * 60_000;

/// Lines at most: more are of no use to a person, and the table shows them all.
const MOST: u32 = 1_000;

/// The day's list.
///
/// # Errors
/// When the database fails.
pub fn today(read: &Read<'_>) -> Result<Today> {
    let day = here(read);
    let tasks = lines(read, "1 = 1", &[])?;
    let start = day_start(day, read.zone());
    let done_today = read
        .sql()
        .prepare_cached("SELECT count(*) FROM task WHERE done_at >= ? AND deleted_at IS NULL")?
        .query_row([start], |row| row.get(0))?;
    let count = |which: Lateness| {
        u32::try_from(tasks.iter().filter(|task| task.lateness == which).count())
            .unwrap_or(u32::MAX)
    };
    let (overdue, due_today) = (count(Lateness::Overdue), count(Lateness::Today));
    Ok(Today {
        date: day.to_string(),
        tasks,
        done_today,
        overdue,
        today: due_today,
    })
}

/// The open tasks of a unit, the most pressing first.
///
/// # Errors
/// When the database fails.
pub fn of_unit(read: &Read<'_>, unit: Id) -> Result<Vec<TaskLine>> {
    lines(read, "t.unit = ?", &[&unit])
}

fn here(read: &Read<'_>) -> NaiveDate {
    read.now().utc().with_timezone(&read.zone()).date_naive()
}

fn lines(
    read: &Read<'_>,
    condition: &str,
    bound: &[&dyn rusqlite::ToSql],
) -> Result<Vec<TaskLine>> {
    let today = here(read);
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT t.id, t.rev, t.title, t.due, t.due_zone, t.kind, u.id, u.legal_name, c.id, c.full_name,
           coalesce(r.fired_at - r.fire_at > {MISSED_MS} AND r.seen_at IS NULL, 0)
         FROM task t LEFT JOIN unit u ON u.id = t.unit LEFT JOIN contact c ON c.id = t.contact
         LEFT JOIN reminder r ON r.task = t.id
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
        });
    }
    Ok(tasks)
}

/// Marks a task as done now.
///
/// # Errors
/// [`Kind::Conflict`] when it changed since `rev`.
pub fn done(tx: &mut Write<'_>, catalog: &Catalog, task: Id, rev: Option<i32>) -> Result<()> {
    let now = tx.now();
    let mut batch = Batch::begin(tx, catalog, "op.task_done")?;
    batch.update("task", task, rev, [("state", Value::choice("done"))])?;
    batch.set_instant("task", task, "done_at", Some(now))
}

/// Puts a task off.
///
/// # Errors
/// [`Kind::Conflict`] when it changed since `rev`; [`Kind::NotFound`] when it is gone.
pub fn snooze(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    task: Id,
    rev: Option<i32>,
    snooze: &Snooze,
) -> Result<()> {
    let due: Option<String> = tx
        .sql()
        .prepare_cached("SELECT due FROM task WHERE id = ? AND deleted_at IS NULL")?
        .query_row(params![task], |row| row.get(0))
        .map_err(|_| Error::new(Kind::NotFound, "error.record_gone").with("entity", "task"))?;
    let time = match due.as_deref() {
        Some(due) => WallTime::parse(due, tx.zone())?.time,
        None => None,
    };
    let until = put_off(snooze, time, tx.now(), tx.zone());
    let mut batch = Batch::begin(tx, catalog, "op.task_snoozed")?;
    let values = [
        ("due", Value::Wall(until)),
        ("lead_min", Value::Number(0)),
        ("remind", Value::Bool(true)),
    ];
    batch.update("task", task, rev, values).map(|_| ())
}

/// Notes that the user has seen the reminders that came late.
///
/// # Errors
/// When the database fails.
pub fn seen(tx: &mut Write<'_>) -> Result<()> {
    let now = tx.now();
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET seen_at = ? WHERE fired_at IS NOT NULL AND seen_at IS NULL",
        )?
        .execute([now])?;
    Ok(())
}
