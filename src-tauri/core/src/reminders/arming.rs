//! The reminders of tasks: armed with each write of one, and anew when the laptop is taken to
//! another zone, the morning hour changes or a newer program knows clocks and days worked better.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use super::digest;
use super::firing::{Known, rest, spoken, write};
use super::leads::{AGAIN, Lead, OVERDUE, again, louder};
use super::manner::{Manner, floating};
use super::model::TASK;
use super::workdays::{self, HOLIDAY};
use crate::base::error::Result;
use crate::base::{Id, Timestamp, WallTime, Workdays};
use crate::records::trail::BRINGS_BACK;
use crate::vault::{Hook, Read, Write};

/// A reminder whose time lies further back than this when its task is written (an old sheet being
/// imported, say) does not speak up: the task is simply overdue.
const PAST_MS: i64 = 60_000;

/// Where it is kept for which zone and morning hour reminders are armed.
const ARMED: &str = "reminders.armed";

/// Arms the reminders of every task that wants some.
pub struct KeepReminders;

impl Hook for KeepReminders {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        let tasks: Vec<Id> = tx
            .changes()
            .iter()
            .filter(|change| change.entity == TASK)
            .map(|change| change.id)
            .collect();
        // Whichever days are worked now, what speaks working days ahead speaks on another.
        let counted = if tx.changes().iter().any(|one| one.entity == HOLIDAY.key) {
            ahead_in_workdays(tx)?
        } else {
            Vec::new()
        };
        if tasks.is_empty() && counted.is_empty() {
            return Ok(());
        }
        // What is brought back was there before: its time may have come meanwhile.
        let why = if BRINGS_BACK.contains(&op) {
            Cause::Back
        } else {
            Cause::Written
        };
        let ground = Ground::of(tx)?;
        for task in tasks {
            ground.arm(tx, task, why)?;
        }
        for task in counted {
            ground.arm(tx, task, Cause::Moved)?;
        }
        Ok(())
    }
}

/// The open tasks one of whose leads is counted in working days.
fn ahead_in_workdays(read: &Read<'_>) -> Result<Vec<Id>> {
    let mut find = read.sql().prepare_cached(
        r#"SELECT id FROM task WHERE state = 'open' AND deleted_at IS NULL AND due IS NOT NULL
           AND leads LIKE '%"w%'"#,
    )?;
    let tasks = find.query_map([], |row| row.get(0))?;
    Ok(tasks.collect::<rusqlite::Result<_>>()?)
}

/// Why a task is armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// It was written.
    Written,
    /// It was brought back as it was.
    Back,
    /// It is as it was, but the hour it means is another: what has spoken has spoken.
    Moved,
}

/// What all tasks are armed by.
struct Ground {
    manner: Manner,
    days: Workdays,
}

impl Ground {
    fn of(read: &Read<'_>) -> Result<Self> {
        Ok(Self {
            manner: Manner::of(read)?,
            days: workdays::of(read, read.zone())?,
        })
    }

    fn arm(&self, tx: &mut Write<'_>, task: Id, cause: Cause) -> Result<()> {
        let mut known = Known::all(tx, TASK, task)?;
        let wanted = wanted(tx, task)?;
        for (slot, fire_at) in self.times(wanted.as_ref()) {
            keep(tx, task, slot, fire_at, known.remove(&slot).as_ref(), cause)?;
        }
        if let Some(Wanted {
            due,
            again: Some(every),
            ..
        }) = &wanted
        {
            let (due, known) = (due.instant(self.manner.morning()), known.remove(&AGAIN));
            keep_again(tx, task, due, *every, known.as_ref())?;
        }
        for slot in known.into_keys() {
            rest(tx, TASK, task, slot)?;
        }
        Ok(())
    }

    /// Which slots speak when.
    fn times(&self, wanted: Option<&Wanted>) -> Vec<(i32, Timestamp)> {
        let Some(Wanted { due, leads, .. }) = wanted else {
            return Vec::new();
        };
        let morning = self.manner.morning();
        let mut times = vec![(0, due.instant(morning))];
        if self.manner.overdue_days > 0 {
            times.push((OVERDUE, louder(due, self.manner.overdue_days, morning)));
        }
        let before = |lead: &Lead| (lead.slot(), lead.before(due, morning, &self.days));
        times.extend(leads.iter().map(before));
        times
    }
}

fn keep(
    tx: &mut Write<'_>,
    task: Id,
    slot: i32,
    fire_at: Timestamp,
    known: Option<&Known>,
    cause: Cause,
) -> Result<()> {
    let now = tx.now();
    let has_spoken = |was: &&Known| was.is_fired && was.spoken_for == Some(was.fire_at);
    if cause == Cause::Moved
        && let Some(was) = known.filter(has_spoken)
    {
        return follow(tx, task, slot, was.fire_at, fire_at);
    }
    let spoken = spoken(known, fire_at, now);
    let kept = known.is_some_and(|was| was.fire_at == fire_at || cause != Cause::Written);
    let passed_over = !spoken && !kept && fire_at < now.plus_ms(-PAST_MS);
    let state = if spoken || passed_over {
        "fired"
    } else {
        "waiting"
    };
    let spoken_for = if passed_over {
        Some(fire_at)
    } else {
        known.and_then(|known| known.spoken_for)
    };
    // Of many that are armed anew most are as they were.
    if known.is_some_and(|was| was.is(fire_at, state, spoken_for)) {
        return Ok(());
    }
    write(tx, (TASK, task, slot), fire_at, state, spoken_for, None)
}

/// A reminder that has spoken, for a wall time that is now another instant.
fn follow(tx: &mut Write<'_>, task: Id, slot: i32, was: Timestamp, is: Timestamp) -> Result<()> {
    if was != is {
        tx.sql()
            .prepare_cached(
                "UPDATE reminder SET fire_at = ?1, spoken_for = ?1
                 WHERE source = ?2 AND record = ?3 AND slot = ?4",
            )?
            .execute(params![is, TASK, task, slot])?;
    }
    Ok(())
}

/// What is repeated until it is done goes on from now on: steps that lie behind are not made up for.
fn keep_again(
    tx: &mut Write<'_>,
    task: Id,
    due: Timestamp,
    every: u16,
    known: Option<&Known>,
) -> Result<()> {
    let now = tx.now();
    let spoken_for = known.and_then(|known| known.spoken_for);
    let mut next = again(due, every, spoken_for, now);
    let waits = known.is_some_and(|was| was.is_waiting && was.fire_at == next);
    if !waits && next < now.plus_ms(-PAST_MS) {
        next = again(due, every, Some(now), now);
    }
    write(tx, (TASK, task, AGAIN), next, "waiting", spoken_for, None)
}

/// After what is repeated has fired: its next step. Its being told is still noted of the last one.
pub(super) fn step_on(tx: &mut Write<'_>) -> Result<()> {
    let now = tx.now();
    let fired: Vec<(Id, Timestamp, Option<String>)> = tx
        .sql()
        .prepare_cached(
            "SELECT r.record, r.fire_at, t.again FROM reminder r JOIN task t ON t.id = r.record
             WHERE r.source = ?1 AND r.slot = ?2 AND r.state = 'waiting' AND r.fire_at <= ?3",
        )?
        .query_map(params![TASK, AGAIN, now], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (task, fire_at, every) in fired {
        let Some(every) = every.as_deref().and_then(minutes) else {
            continue;
        };
        tx.sql()
            .prepare_cached(
                "UPDATE reminder SET fire_at = ?1, spoken_for = ?2, fired_at = ?3, told_at = NULL,
                   seen_at = NULL
                 WHERE source = ?4 AND record = ?5 AND slot = ?6",
            )?
            .execute(params![
                again(fire_at, every, Some(now), now),
                fire_at,
                now,
                TASK,
                task,
                AGAIN
            ])?;
    }
    Ok(())
}

fn minutes(code: &str) -> Option<u16> {
    match Lead::of_code(code) {
        Some(Lead::Minutes(minutes)) => Some(minutes),
        _ => None,
    }
}

/// What a task wants to be reminded of by.
struct Wanted {
    due: WallTime,
    leads: Vec<Lead>,
    again: Option<u16>,
}

/// Nothing when it is done, gone, or has no time.
fn wanted(read: &Read<'_>, task: Id) -> Result<Option<Wanted>> {
    type Row = (String, String, Option<String>, Option<String>, bool);
    let wanted: Option<Row> = read
        .sql()
        .prepare_cached(
            "SELECT due, due_zone, leads, again, zone_policy = 'floating' FROM task
             WHERE id = ? AND state = 'open' AND remind = 1
             AND due IS NOT NULL AND deleted_at IS NULL",
        )?
        .query_row([task], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })
        .optional()?;
    let Some((due, zone, leads, again, floats)) = wanted else {
        return Ok(None);
    };
    let due = WallTime::from_stored(&due, &zone)?;
    let codes: Vec<String> = leads
        .and_then(|leads| serde_json::from_str(&leads).ok())
        .unwrap_or_default();
    Ok(Some(Wanted {
        due: if floats {
            floating(due, read.zone())
        } else {
            due
        },
        leads: codes
            .iter()
            .filter_map(|code| Lead::of_code(code))
            .collect(),
        again: again.as_deref().and_then(minutes),
    }))
}

/// For which hours reminders are to be armed, and by whose knowledge of clocks and of days worked: a
/// newer program may know that a zone changes its clocks on another day, or of holidays announced
/// meanwhile.
fn meant(read: &Read<'_>) -> Result<String> {
    let manner = Manner::of(read)?;
    let zone = read.zone().name();
    let (morning, overdue) = (manner.morning, manner.overdue_days);
    let clocks = chrono_tz::IANA_TZDB_VERSION;
    let program = env!("CARGO_PKG_VERSION");
    Ok(format!("{zone} {morning} {overdue} {clocks} {program}"))
}

fn armed(read: &Read<'_>) -> Result<Option<String>> {
    Ok(read
        .sql()
        .prepare_cached("SELECT value FROM setting WHERE key = ?")?
        .query_row([ARMED], |row| row.get(0))
        .optional()?)
}

/// Whether the laptop's zone or the morning hour is another than reminders are armed for, or no
/// digest is.
///
/// # Errors
/// When the database fails.
pub fn is_behind(read: &Read<'_>) -> Result<bool> {
    Ok(
        armed(read)?.is_none_or(|armed| meant(read).is_ok_and(|meant| armed != meant))
            || digest::is_behind(read)?,
    )
}

/// Arms every open task anew where the laptop's zone or the morning hour is another, and the next
/// digest. Says whether tasks were: what else speaks at the morning hour is to be kept anew then.
///
/// # Errors
/// When the database fails.
pub fn renew(tx: &mut Write<'_>) -> Result<bool> {
    digest::arm(tx)?;
    let (armed, meant) = (armed(tx)?, meant(tx)?);
    if armed.as_ref() == Some(&meant) {
        return Ok(false);
    }
    tx.sql()
        .prepare_cached("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)")?
        .execute([ARMED, &meant])?;
    // Where only the zone is another, what keeps to the clocks of its own place stays as it is.
    let hours = |text: &str| text.split_once(' ').map(|(_, hours)| hours.to_owned());
    let moved = armed.is_some_and(|armed| hours(&armed) == hours(&meant));
    let open: Vec<Id> = tx
        .sql()
        .prepare_cached(
            r#"SELECT id FROM task WHERE state = 'open' AND deleted_at IS NULL AND due IS NOT NULL
               AND (NOT ? OR zone_policy = 'floating' OR leads LIKE '%"w%')"#,
        )?
        .query_map([moved], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let ground = Ground::of(tx)?;
    for task in open {
        ground.arm(tx, task, Cause::Moved)?;
    }
    Ok(true)
}

/// What is repeated until it is done, and whose next step a clock that ran ahead has put further off
/// than it is: task and step.
///
/// # Errors
/// When the database fails.
pub fn strayed(read: &Read<'_>) -> Result<Vec<(Id, Timestamp)>> {
    let now = read.now();
    let spoken: Vec<(Id, Timestamp, Option<Timestamp>)> = read
        .sql()
        .prepare_cached(
            "SELECT t.id, r.fire_at, r.spoken_for FROM task t
             JOIN reminder r ON r.source = ?1 AND r.record = t.id AND r.slot = ?2
             WHERE t.again IS NOT NULL AND t.state = 'open' AND t.deleted_at IS NULL
               AND r.state = 'waiting' AND r.fire_at > ?3",
        )?
        .query_map(params![TASK, AGAIN, now], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let morning = Manner::of(read)?.morning();
    let mut strayed = Vec::new();
    for (task, fire_at, spoken_for) in spoken {
        let Some(Wanted {
            due,
            again: Some(every),
            ..
        }) = wanted(read, task)?
        else {
            continue;
        };
        let next = again(due.instant(morning), every, spoken_for, now);
        // What lies behind is not made up for.
        let next = if next > now {
            next
        } else {
            again(due.instant(morning), every, Some(now), now)
        };
        if next < fire_at {
            strayed.push((task, next));
        }
    }
    Ok(strayed)
}

/// Brings these steps back to where they are. What was told of the last one stays told.
///
/// # Errors
/// When the database fails.
pub fn bring_back(tx: &mut Write<'_>, strayed: &[(Id, Timestamp)]) -> Result<()> {
    for (task, next) in strayed {
        tx.sql()
            .prepare_cached(
                "UPDATE reminder SET fire_at = ?1
                 WHERE source = ?2 AND record = ?3 AND slot = ?4 AND state = 'waiting'",
            )?
            .execute(params![next, TASK, task, AGAIN])?;
    }
    Ok(())
}

/// What is known of a task's reminders, by slot.
impl Known {
    fn all(read: &Read<'_>, source: &str, record: Id) -> Result<BTreeMap<i32, Self>> {
        let known = read
            .sql()
            .prepare_cached(
                "SELECT fire_at, spoken_for, about, put_off, state = 'fired', state = 'waiting', slot
                 FROM reminder WHERE source = ? AND record = ?",
            )?
            .query_map(params![source, record], |row| {
                Ok((row.get(6)?, Self::from_row(row)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(known)
    }
}
