//! The verbs of tasks: the day's list, done, put off.

use std::cmp::Ordering;

use chrono::{NaiveDate, TimeDelta};
use rusqlite::{OptionalExtension, params};

use super::agenda::foreign;
use super::arming::Ground;
use super::clocks::elsewhere;
use super::leads::Lead;
use super::manner::Manner;
use super::model::{Counts, Moment, Snooze, TASK, TaskLine, Today, WEEK, lateness, put_off};
use super::series::{self, Followed};
use super::workdays;
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, Timestamp, WallTime};
use crate::records::query::day_start;
use crate::records::value::{FieldKind, Ref, Value, Wall, from_columns};
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// A reminder shown later than this after it could have been counts as missed, because the laptop slept or
/// the program was off.
pub const MISSED_MS: i64 = 10 * 60_000;

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
fn counts(read: &Read<'_>) -> Result<Counts> {
    let open = read
        .sql()
        .prepare_cached("SELECT count(*) FROM task WHERE state = 'open' AND deleted_at IS NULL")?
        .query_row([], |row| row.get(0))?;
    let Pressing { overdue, today } = pressing(read)?;
    Ok(Counts {
        open,
        overdue,
        today,
    })
}

/// How many tasks press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pressing {
    /// Those late.
    pub overdue: u32,
    /// Those due today.
    pub today: u32,
}

/// How many tasks press: the scheduler asks after every write, so those that do not are not looked at.
///
/// # Errors
/// When the database fails.
pub fn pressing(read: &Read<'_>) -> Result<Pressing> {
    let day = here(read);
    let (this, next) = (day.to_string(), days_after(day, 1));
    // A day is the beginning of every time within it, so text compares as time does.
    let pressing = read
        .sql()
        .prepare_cached(
            // Each by its part of the index: of a hundred thousand few are late or of today.
            "SELECT (SELECT count(*) FROM task WHERE state = 'open' AND deleted_at IS NULL AND due < ?1),
               (SELECT count(*) FROM task WHERE state = 'open' AND deleted_at IS NULL
                  AND due >= ?1 AND due < ?2)",
        )?
        .query_row(params![this, next], |row| {
            Ok(Pressing {
                overdue: row.get(0)?,
                today: row.get(1)?,
            })
        })?;
    by_the_clocks_here(read, day, pressing)
}

/// Counted by the days as they are written; those that go by other clocks may be of another day here.
fn by_the_clocks_here(read: &Read<'_>, day: NaiveDate, mut pressing: Pressing) -> Result<Pressing> {
    for one in elsewhere(read, (None, day))? {
        let mut count = |of: NaiveDate, how: fn(u32) -> u32| match of.cmp(&day) {
            Ordering::Less => pressing.overdue = how(pressing.overdue),
            Ordering::Equal => pressing.today = how(pressing.today),
            Ordering::Greater => {}
        };
        count(one.written, |n| n.saturating_sub(1));
        count(one.here, |n| n + 1);
    }
    Ok(pressing)
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
           coalesce(t.repeat, ''), l.id, l.name, iif(t.zone_policy = 'floating', NULL, t.due_zone)
         FROM task t LEFT JOIN unit u ON u.id = t.unit LEFT JOIN contact c ON c.id = t.contact
           LEFT JOIN checklist l ON l.id = t.checklist
         WHERE t.state = 'open' AND t.deleted_at IS NULL AND {condition}
         ORDER BY t.due IS NULL, t.due, coalesce(t.priority, '9'), t.n LIMIT {MOST}"
    ))?;
    let mut rows = find.query(bound)?;
    let (mut tasks, mut told_late) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let due: Option<String> = row.get(3)?;
        let zone: Option<String> = row.get(14)?;
        let zone = zone.unwrap_or_else(|| read.zone().name().to_owned());
        let due = due
            .map(|due| WallTime::from_stored(&due, &zone))
            .transpose()?;
        let day = due.map(|due| Moment::seen_from(due, read.zone(), read.now()).date);
        let (lateness, late_days) = lateness(day, today);
        let named = |id: Option<Id>, label: Option<String>| {
            id.map(|id| Ref {
                id,
                label: label.unwrap_or_default(),
            })
        };
        told_late.push(row.get::<_, bool>(10)?);
        tasks.push(TaskLine {
            id: row.get(0)?,
            rev: row.get(1)?,
            title: row.get(2)?,
            due: from_columns(FieldKind::WallTime, row.get(3)?, Some(row.get(4)?))?,
            zone: due.and_then(|due| foreign(&due, read.zone())),
            lateness,
            late_days,
            kind: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
            unit: named(row.get(6)?, row.get(7)?),
            contact: named(row.get(8)?, row.get(9)?),
            missed: None,
            repeat: row.get(11)?,
            checklist: named(row.get(12)?, row.get(13)?),
        });
    }
    if told_late.contains(&true) {
        let ground = Ground::of(read)?;
        for (task, _) in tasks.iter_mut().zip(told_late).filter(|(_, late)| *late) {
            task.missed = missed(read, &ground, TASK, task.id)?;
        }
    }
    Ok(tasks)
}

/// How many minutes late `source` told of a record, where that was later than it could have been: what quiet
/// hours and days off held back was not missed.
///
/// # Errors
/// When the database fails.
pub(crate) fn missed(
    read: &Read<'_>,
    ground: &Ground,
    source: &str,
    record: Id,
) -> Result<Option<u32>> {
    let mut find = read.sql().prepare_cached(
        "SELECT fire_at, coalesce(told_at, fired_at) FROM reminder
         WHERE source = ?1 AND record = ?2 AND seen_at IS NULL AND fired_at IS NOT NULL",
    )?;
    let mut rows = find.query(params![source, record])?;
    let mut most = 0;
    while let Some(row) = rows.next()? {
        let (fire_at, told): (Timestamp, Timestamp) = (row.get(0)?, row.get(1)?);
        let late = ground.late_ms(read.zone(), fire_at, told);
        if late > MISSED_MS {
            most = most.max(late);
        }
    }
    Ok((most > 0).then(|| u32::try_from(most / 60_000).unwrap_or(u32::MAX)))
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
    // "Tomorrow at the same time" is by the clocks that the task goes by.
    let (time, zone) = due.map_or((None, tx.zone()), |due| (due.time, due.zone));
    let days = workdays::of(tx, zone)?;
    let until = put_off(snooze, time, tx.now(), zone, &days);
    let leads = match snooze {
        // Said already, and said again in an hour.
        Snooze::Hour => Value::Null,
        _ => leads_ahead(tx, task, &until)?,
    };
    let remembered = series::remembered(tx, task)?;
    let mut batch = Batch::begin(tx, catalog, "op.task_snoozed")?;
    let values = [
        ("due", Value::Wall(until)),
        ("leads", leads),
        ("remind", Value::Bool(true)),
    ];
    batch
        .update_kept("task", task, rev, values, remembered)
        .map(|_| ())
}

/// The leads of a task that still lie ahead where it is put off until then: the others would be of no time.
fn leads_ahead(read: &Read<'_>, task: Id, until: &Wall) -> Result<Value> {
    let kept: Option<String> = read
        .sql()
        .prepare_cached("SELECT leads FROM task WHERE id = ?")?
        .query_row([task], |row| row.get(0))
        .optional()?
        .flatten();
    let mut codes: Vec<String> = kept
        .and_then(|codes| serde_json::from_str(&codes).ok())
        .unwrap_or_default();
    let due = WallTime::from_stored(&until.at, &until.zone)?;
    let (morning, days) = (Manner::of(read)?.morning(), workdays::of(read, due.zone)?);
    codes.retain(|code| {
        let lead = Lead::of_code(code);
        lead.is_some_and(|lead| lead.before(&due, morning, &days) > read.now())
    });
    Ok(if codes.is_empty() {
        Value::Null
    } else {
        Value::Choices(codes)
    })
}

/// When an open task is due, by which clocks. Done and put off are for what is still to be done: a button pressed
/// on an old notification must not bring back what was settled in the window.
pub(super) fn due_of_open(read: &Read<'_>, task: Id) -> Result<Option<WallTime>> {
    type Row = (Option<String>, Option<String>, bool);
    let found: Option<Row> = read
        .sql()
        .prepare_cached(
            "SELECT due, iif(zone_policy = 'floating', NULL, due_zone), state = 'open'
             FROM task WHERE id = ? AND deleted_at IS NULL",
        )?
        .query_row([task], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    match found {
        Some((None, _, true)) => Ok(None),
        Some((Some(due), zone, true)) => {
            let zone = zone.unwrap_or_else(|| read.zone().name().to_owned());
            Ok(Some(WallTime::from_stored(&due, &zone)?))
        }
        Some((.., false)) => Err(Error::new(Kind::Conflict, "error.task_not_open")),
        None => Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", "task")),
    }
}
