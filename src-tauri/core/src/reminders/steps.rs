//! Reminders of a task that go on while it is open: the repetition until it is done, and the rule that
//! comes round once more. Each waits for its next step as soon as one has spoken.

use std::iter::successors;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use super::arming::{Ground, Wanted, wanted};
use super::firing::{Known, write};
use super::leads::{AGAIN, ROUND, again};
use super::model::TASK;
use crate::base::error::Result;
use crate::base::{Id, Timestamp};
use crate::vault::{Read, Write};

/// Where it is kept by which clock a step was put last. While that has passed, none is further off than it
/// is, and nobody has to walk all that repeat to know.
const STEPPED: &str = "reminders.stepped";

/// A step: when it speaks, and of a rule the day it speaks of, by which it is known again wherever one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    at: Timestamp,
    day: Option<NaiveDate>,
}

impl Step {
    fn about(self) -> Option<String> {
        self.day.map(|day| day.to_string())
    }
}

/// The step a slot has spoken for last.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    at: Option<Timestamp>,
    day: Option<NaiveDate>,
}

impl Told {
    fn of(known: Option<&Known>) -> Self {
        Self {
            at: known.and_then(|known| known.spoken_for),
            day: known.and_then(|known| read_day(known.settled.as_deref())),
        }
    }
}

fn read_day(text: Option<&str>) -> Option<NaiveDate> {
    text.and_then(|day| day.parse().ok())
}

/// The step of this slot that comes after `now` and was not told: a clock set back does not make it speak
/// again, nor does another zone in which the day it spoke of is still to come.
fn next(wanted: &Wanted, slot: i32, ground: &Ground, told: Told, now: Timestamp) -> Option<Step> {
    let morning = ground.manner.morning();
    if slot == AGAIN {
        let (due, every) = (wanted.due.instant(morning), wanted.again?);
        let at = again(due, every, told.at, now);
        return Some(Step { at, day: None });
    }
    round(wanted, ground, |day, at| at > now && told.day != Some(day))
}

/// The first step after the one that was told.
fn after(wanted: &Wanted, slot: i32, ground: &Ground, told: Told) -> Option<Step> {
    match told.day {
        Some(last) if slot == ROUND => round(wanted, ground, |day, _| day > last),
        _ => next(wanted, slot, ground, Told::default(), told.at?),
    }
}

/// The first day on which the rule comes round that is one of those.
fn round(
    wanted: &Wanted,
    ground: &Ground,
    is_one: impl Fn(NaiveDate, Timestamp) -> bool,
) -> Option<Step> {
    let series = wanted.series.as_ref()?;
    let by = (ground.manner.morning(), &ground.days);
    let (day, at) = series
        .rounds(wanted.due.date, by)
        .find(|(day, at)| is_one(*day, *at))?;
    let day = Some(day);
    Some(Step { at, day })
}

/// The steps of a slot after the one it waits for, until then: for a while in which nobody puts the next
/// one once one has spoken.
///
/// # Errors
/// When the database fails.
pub(super) fn later(
    read: &Read<'_>,
    (task, slot): (Id, i32),
    (at, about): (Timestamp, Option<&str>),
    ground: &Ground,
    until: Timestamp,
) -> Result<Vec<Timestamp>> {
    let Some(wanted) = wanted(read, task)? else {
        return Ok(Vec::new());
    };
    let following = |step: &Step| {
        let told = Told {
            at: Some(step.at),
            day: step.day,
        };
        after(&wanted, slot, ground, told)
    };
    let first = Step {
        at,
        day: read_day(about),
    };
    let steps = successors(following(&first), following);
    let known = steps.take_while(|step| step.at <= until);
    Ok(known.map(|step| step.at).collect())
}

/// The step a slot waits for as it is by now: of one that has come and was not told yet nothing is
/// changed, and where the hour it means is another instant (`moved`), it waits for the same day.
fn waited_for(
    wanted: &Wanted,
    slot: i32,
    ground: &Ground,
    (known, now): (&Known, Timestamp),
    moved: bool,
) -> Option<Step> {
    if !known.is_waiting {
        return None;
    }
    let was = Step {
        at: known.fire_at,
        day: read_day(known.about.as_deref()),
    };
    let has_come = was.at <= now;
    if has_come && moved {
        return Some(was);
    }
    if has_come {
        let (told, before) = (Told::of(Some(known)), was.at.plus_ms(-1));
        return next(wanted, slot, ground, told, before).filter(|step| *step == was);
    }
    let waits = was.day.filter(|_| moved)?;
    round(wanted, ground, |day, _| day >= waits).filter(|step| step.day == was.day)
}

/// Keeps the next step of a slot; says whether there is one. Steps that lie behind are not made up for.
///
/// # Errors
/// When the database fails.
pub(super) fn keep(
    tx: &mut Write<'_>,
    (task, slot): (Id, i32),
    wanted: &Wanted,
    ground: &Ground,
    known: Option<&Known>,
    moved: bool,
) -> Result<bool> {
    let (now, told) = (tx.now(), Told::of(known));
    let waits = known.and_then(|was| waited_for(wanted, slot, ground, (was, now), moved));
    let Some(step) = waits.or_else(|| next(wanted, slot, ground, told, now)) else {
        return Ok(false);
    };
    if moved && known.is_some_and(|was| was.is_waiting) {
        // What was said last stands, whoever has seen it.
        put(tx, (task, slot), step)?;
    } else {
        let about = step.about();
        write(
            tx,
            (TASK, task, slot),
            step.at,
            "waiting",
            told.at,
            about.as_deref(),
        )?;
    }
    stepped(tx)?;
    Ok(true)
}

fn put(tx: &Write<'_>, (task, slot): (Id, i32), step: Step) -> Result<()> {
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET fire_at = ?1, about = ?2
             WHERE source = ?3 AND record = ?4 AND slot = ?5 AND state = 'waiting'",
        )?
        .execute(params![step.at, step.about(), TASK, task, slot])?;
    Ok(())
}

/// A step that waits: of which task, in which slot, when it speaks and of which day, and what was told last.
struct Waiting {
    task: Id,
    slot: i32,
    step: Step,
    told: Told,
}

fn waiting(
    read: &Read<'_>,
    condition: &str,
    bound: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Waiting>> {
    // By the time, not by the source: nearly all there is comes from tasks.
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT record, slot, fire_at, about, spoken_for, settled FROM reminder
         WHERE +source = '{TASK}' AND slot IN ({AGAIN}, {ROUND}) AND state = 'waiting' AND {condition}"
    ))?;
    let day = |row: &rusqlite::Row<'_>, at| -> rusqlite::Result<Option<NaiveDate>> {
        Ok(read_day(row.get::<_, Option<String>>(at)?.as_deref()))
    };
    let rows = find.query_map(bound, |row| {
        Ok(Waiting {
            task: row.get(0)?,
            slot: row.get(1)?,
            step: Step {
                at: row.get(2)?,
                day: day(row, 3)?,
            },
            told: Told {
                at: row.get(4)?,
                day: day(row, 5)?,
            },
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A clock that stood far back for a while had steps wait that were told long ago: what comes after the
/// last one that was told waits again, before any of them speaks.
///
/// # Errors
/// When the database fails.
pub(super) fn pass_over(tx: &mut Write<'_>) -> Result<()> {
    let now = tx.now();
    let told_long_ago = "fire_at <= ?1 AND spoken_for > fire_at AND spoken_for <= ?1";
    let passed = waiting(tx, told_long_ago, &[&now])?;
    if passed.is_empty() {
        return Ok(());
    }
    let ground = Ground::of(tx)?;
    for one in passed {
        let Some(wanted) = wanted(tx, one.task)? else {
            continue;
        };
        let step = after(&wanted, one.slot, &ground, one.told);
        tx.sql()
            .prepare_cached(
                "UPDATE reminder SET state = iif(?1 IS NULL, 'fired', state),
                   fire_at = coalesce(?1, fire_at), about = coalesce(?2, about)
                 WHERE source = ?3 AND record = ?4 AND slot = ?5",
            )?
            .execute(params![
                step.map(|step| step.at),
                step.and_then(Step::about),
                TASK,
                one.task,
                one.slot
            ])?;
    }
    Ok(())
}

/// After steps have fired: the next ones. That they are told is still noted of the last.
///
/// # Errors
/// When the database fails.
pub(super) fn go_on(tx: &mut Write<'_>) -> Result<()> {
    let now = tx.now();
    let fired = waiting(tx, "fire_at <= ?1", &[&now])?;
    if fired.is_empty() {
        return Ok(());
    }
    let ground = Ground::of(tx)?;
    for Waiting {
        task, slot, step, ..
    } in fired
    {
        let Some(wanted) = wanted(tx, task)? else {
            continue;
        };
        let told = Told {
            at: Some(step.at),
            day: step.day,
        };
        // The last of a rule is fired as others are.
        let next = next(&wanted, slot, &ground, told, now);
        tx.sql()
            .prepare_cached(
                "UPDATE reminder SET fire_at = coalesce(?1, fire_at), about = coalesce(?2, about),
                   settled = ?3, spoken_for = ?4, fired_at = ?5, told_at = NULL, seen_at = NULL
                 WHERE source = ?6 AND record = ?7 AND slot = ?8",
            )?
            .execute(params![
                next.map(|next| next.at),
                next.and_then(Step::about),
                step.about(),
                step.at,
                now,
                TASK,
                task,
                slot
            ])?;
    }
    stepped(tx)
}

/// Notes that steps were put by the clock of now, where that is later than any before.
fn stepped(tx: &Write<'_>) -> Result<()> {
    tx.sql()
        .prepare_cached(
            "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key)
             DO UPDATE SET value = ?2 WHERE CAST(value AS INTEGER) < CAST(?2 AS INTEGER)",
        )?
        .execute(params![STEPPED, tx.now().0.to_string()])?;
    Ok(())
}

/// Whether a clock that was ahead of now has put steps.
fn ran_ahead(read: &Read<'_>) -> Result<bool> {
    let by: Option<i64> = read
        .sql()
        .prepare_cached("SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?")?
        .query_row([STEPPED], |row| row.get(0))
        .optional()?;
    Ok(by.is_some_and(|by| by > read.now().0))
}

/// A step that a clock which ran ahead has put further off than it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strayed {
    task: Id,
    slot: i32,
    step: Step,
}

#[cfg(test)]
thread_local! {
    /// How often steps were walked for those that strayed, for a test that holds what a start costs.
    pub(super) static WALKS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// The steps that a clock which ran ahead has put further off than they are; nothing where none ran ahead.
///
/// # Errors
/// When the database fails.
pub fn strayed(read: &Read<'_>) -> Result<Option<Vec<Strayed>>> {
    if !ran_ahead(read)? {
        return Ok(None);
    }
    #[cfg(test)]
    WALKS.with(|n| n.set(n.get() + 1));
    let now = read.now();
    let ground = Ground::of(read)?;
    let mut strayed = Vec::new();
    for Waiting {
        task,
        slot,
        step: was,
        told,
    } in waiting(read, "fire_at > ?1", &[&now])?
    {
        let Some(wanted) = wanted(read, task)? else {
            continue;
        };
        let step = next(&wanted, slot, &ground, told, now);
        if let Some(step) = step.filter(|step| step.at < was.at) {
            strayed.push(Strayed { task, slot, step });
        }
    }
    Ok(Some(strayed))
}

/// Brings these steps back to where they are. What was told of the last one stays told.
///
/// # Errors
/// When the database fails.
pub fn bring_back(tx: &mut Write<'_>, strayed: &[Strayed]) -> Result<()> {
    for Strayed { task, slot, step } in strayed {
        put(tx, (*task, *slot), *step)?;
    }
    tx.sql()
        .prepare_cached("DELETE FROM setting WHERE key = ?")?
        .execute([STEPPED])?;
    stepped(tx)
}
