//! Reminders of a task that go on while it is open: the repetition until it is done, and the rule that
//! comes round once more. Each waits for its next step as soon as one has spoken.

use rusqlite::params;

use super::arming::{Ground, PAST_MS, Wanted, wanted};
use super::firing::{Known, write};
use super::leads::{AGAIN, ROUND, again};
use super::model::TASK;
use crate::base::error::Result;
use crate::base::{Id, Timestamp};
use crate::vault::{Read, Write};

/// The step of this slot that comes after `now`, and after the last one it has spoken for.
fn next(
    wanted: &Wanted,
    slot: i32,
    ground: &Ground,
    spoken_for: Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    let morning = ground.manner.morning();
    if slot == AGAIN {
        let (due, every) = (wanted.due.instant(morning), wanted.again?);
        return Some(again(due, every, spoken_for, now));
    }
    let series = wanted.series.as_ref()?;
    series.round(wanted.due.date, (morning, &ground.days), |at| {
        // Equal before all else: a clock set back does not make it speak again.
        at > now && spoken_for != Some(at)
    })
}

/// Keeps the next step of a slot; says whether there is one. Steps that lie behind are not made up for.
///
/// # Errors
/// When the database fails.
pub(super) fn keep(
    tx: &mut Write<'_>,
    task: Id,
    slot: i32,
    wanted: &Wanted,
    ground: &Ground,
    known: Option<&Known>,
) -> Result<bool> {
    let now = tx.now();
    let spoken_for = known.and_then(|known| known.spoken_for);
    // What came while nothing ran has still to speak.
    let owed = known.filter(|was| was.is_waiting && was.fire_at <= now);
    let owed = owed.filter(|was| {
        let before = was.fire_at.plus_ms(-1);
        next(wanted, slot, ground, spoken_for, before) == Some(was.fire_at)
    });
    let step = match owed {
        Some(was) => Some(was.fire_at),
        None => match next(wanted, slot, ground, spoken_for, now) {
            Some(at) if at < now.plus_ms(-PAST_MS) => next(wanted, slot, ground, Some(now), now),
            at => at,
        },
    };
    let Some(at) = step else {
        return Ok(false);
    };
    write(tx, (TASK, task, slot), at, "waiting", spoken_for, None)?;
    Ok(true)
}

/// After steps have fired: the next ones. That they are told is still noted of the last.
///
/// # Errors
/// When the database fails.
pub(super) fn go_on(tx: &mut Write<'_>) -> Result<()> {
    let now = tx.now();
    let fired: Vec<(Id, i32, Timestamp)> = tx
        .sql()
        .prepare_cached(
            "SELECT record, slot, fire_at FROM reminder
             WHERE source = ?1 AND slot IN (?2, ?3) AND state = 'waiting' AND fire_at <= ?4",
        )?
        .query_map(params![TASK, AGAIN, ROUND, now], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    if fired.is_empty() {
        return Ok(());
    }
    let ground = Ground::of(tx)?;
    for (task, slot, fire_at) in fired {
        let Some(wanted) = wanted(tx, task)? else {
            continue;
        };
        // The last of a rule is fired as others are.
        let Some(step) = next(&wanted, slot, &ground, Some(now), now) else {
            continue;
        };
        tx.sql()
            .prepare_cached(
                "UPDATE reminder SET fire_at = ?1, spoken_for = ?2, fired_at = ?3, told_at = NULL,
                   seen_at = NULL
                 WHERE source = ?4 AND record = ?5 AND slot = ?6",
            )?
            .execute(params![step, fire_at, now, TASK, task, slot])?;
    }
    Ok(())
}

/// A step that a clock which ran ahead has put further off than it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strayed {
    task: Id,
    slot: i32,
    /// When it comes.
    step: Timestamp,
}

/// The steps that a clock which ran ahead has put further off than they are.
///
/// # Errors
/// When the database fails.
pub fn strayed(read: &Read<'_>) -> Result<Vec<Strayed>> {
    type Row = (Id, i32, Timestamp, Option<Timestamp>);
    let now = read.now();
    let waiting: Vec<Row> = read
        .sql()
        .prepare_cached(
            "SELECT r.record, r.slot, r.fire_at, r.spoken_for FROM reminder r
             WHERE r.source = ?1 AND r.slot IN (?2, ?3) AND r.state = 'waiting' AND r.fire_at > ?4",
        )?
        .query_map(params![TASK, AGAIN, ROUND, now], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let ground = Ground::of(read)?;
    let mut strayed = Vec::new();
    for (task, slot, fire_at, spoken_for) in waiting {
        let Some(wanted) = wanted(read, task)? else {
            continue;
        };
        let step = next(&wanted, slot, &ground, spoken_for, now);
        // What lies behind is not made up for.
        let step = match step {
            Some(step) if step <= now => next(&wanted, slot, &ground, Some(now), now),
            step => step,
        };
        if let Some(step) = step.filter(|step| *step < fire_at) {
            strayed.push(Strayed { task, slot, step });
        }
    }
    Ok(strayed)
}

/// Brings these steps back to where they are. What was told of the last one stays told.
///
/// # Errors
/// When the database fails.
pub fn bring_back(tx: &mut Write<'_>, strayed: &[Strayed]) -> Result<()> {
    for Strayed { task, slot, step } in strayed {
        tx.sql()
            .prepare_cached(
                "UPDATE reminder SET fire_at = ?1
                 WHERE source = ?2 AND record = ?3 AND slot = ?4 AND state = 'waiting'",
            )?
            .execute(params![step, TASK, task, slot])?;
    }
    Ok(())
}
