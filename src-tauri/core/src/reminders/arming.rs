//! The reminders of tasks: armed with each write of one, and anew when the laptop is taken to
//! another zone, the morning hour changes or a newer program knows clocks and days worked better.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::Tz;
use rusqlite::{OptionalExtension, params};

use super::digest;
use super::firing::{Known, rest, spoken, write};
use super::leads::{Lead, OVERDUE, STEPS, louder};
use super::manner::{Manner, floating};
use super::model::TASK;
use super::same_day;
use super::series::{self, Series};
use super::steps;
use super::workdays::{self, HOLIDAY};
use crate::base::error::Result;
use crate::base::{Id, Repeat, Timestamp, WallTime, Workdays};
use crate::records::trail::BRINGS_BACK;
use crate::vault::{Hook, Read, Write};

/// A reminder whose time lies further back than this when its task is written (an old sheet being
/// imported, say) does not speak up: the task is simply overdue.
pub(super) const PAST_MS: i64 = 60_000;

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
        // Whichever days are worked now, what asks for them speaks on another.
        let counted = if tx.changes().iter().any(|one| one.entity == HOLIDAY.key) {
            minding_work(tx)?
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

/// The open tasks one of whose leads is counted in working days, or whose rule goes by them.
fn minding_work(read: &Read<'_>) -> Result<Vec<Id>> {
    let mut find = read.sql().prepare_cached(
        r#"SELECT id FROM task WHERE state = 'open' AND deleted_at IS NULL AND due IS NOT NULL
           AND (leads LIKE '%"w%' OR repeat LIKE '%WORKDAY=%' OR repeat LIKE '%SHIFT=%')"#,
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
pub(crate) struct Ground {
    pub manner: Manner,
    pub days: Workdays,
}

impl Ground {
    /// As it is now.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) fn of(read: &Read<'_>) -> Result<Self> {
        Ok(Self {
            manner: Manner::of(read)?,
            days: workdays::of(read, read.zone())?,
        })
    }

    /// How long after it could have spoken something was told at `told`: what quiet hours and days off held
    /// back came as soon as it could.
    pub(crate) fn late_ms(&self, zone: Tz, fire_at: Timestamp, told: Timestamp) -> i64 {
        let could = self.manner.speaks_from(fire_at, zone, &self.days);
        told.0.saturating_sub(could.0)
    }

    fn arm(&self, tx: &mut Write<'_>, task: Id, cause: Cause) -> Result<()> {
        let mut known = Known::all(tx, TASK, task)?;
        let wanted = wanted(tx, task)?;
        for (slot, fire_at) in self.times(wanted.as_ref()) {
            let known = known.remove(&slot);
            let speaks = match &wanted {
                Some(wanted) if slot == 0 && wanted.due.time.is_none() => {
                    self.of_day(tx, wanted.due.date, fire_at, known.as_ref(), cause)
                }
                _ => (fire_at, None),
            };
            keep(tx, (task, slot), speaks, known.as_ref(), cause)?;
        }
        for slot in STEPS {
            if let Some(wanted) = &wanted
                && steps::keep(
                    tx,
                    (task, slot),
                    wanted,
                    self,
                    known.get(&slot),
                    cause == Cause::Moved,
                )?
            {
                known.remove(&slot);
            }
        }
        for slot in known.into_keys() {
            rest(tx, TASK, task, slot)?;
        }
        Ok(())
    }

    /// When the word of a whole day speaks, and of what is written for today after its morning hour the
    /// day, by which that moment is known again: what has one keeps it, whatever else is written, and what
    /// has spoken today does not speak today once more.
    fn of_day(
        &self,
        read: &Read<'_>,
        day: NaiveDate,
        morning: Timestamp,
        known: Option<&Known>,
        cause: Cause,
    ) -> (Timestamp, Option<NaiveDate>) {
        let (now, zone) = (read.now(), read.zone());
        let is_marked = |was: &&Known| was.about == Some(day.to_string());
        if let Some(was) = known.filter(is_marked) {
            return (was.fire_at, Some(day));
        }
        // An hour that had gone by when it was written was passed over, and nobody has heard of it.
        let passed_over = |was: &Known| !was.was_heard && was.spoken_for == Some(was.fire_at);
        // Put off, it is still the word of that morning.
        let was_armed = known.is_some_and(|was| {
            was.fire_at == morning && !passed_over(was)
                || was.put_off == Some(was.fire_at) && was.spoken_for == Some(morning)
        });
        let is_passed = day == read.today() && morning < now.plus_ms(-PAST_MS);
        if !is_passed || was_armed || cause == Cause::Moved {
            return (morning, None);
        }
        let spoken_for = known
            .filter(|was| !passed_over(was))
            .and_then(|was| was.spoken_for);
        match spoken_for.filter(|at| same_day::is_of(*at, morning, zone)) {
            Some(spoken) => (spoken, Some(day)),
            None => {
                let then = same_day::later_today(now, zone, &self.manner, &self.days);
                (then, Some(day))
            }
        }
    }

    /// Which slots speak when.
    fn times(&self, wanted: Option<&Wanted>) -> Vec<(i32, Timestamp)> {
        let Some(Wanted {
            due, leads, days, ..
        }) = wanted
        else {
            return Vec::new();
        };
        let morning = self.manner.morning();
        let days = days.as_ref().unwrap_or(&self.days);
        let mut times = vec![(0, due.instant(morning))];
        if self.manner.overdue_days > 0 {
            times.push((OVERDUE, louder(due, self.manner.overdue_days, morning)));
        }
        let before = |lead: &Lead| (lead.slot(), lead.before(due, morning, days));
        times.extend(leads.iter().map(before));
        times
    }
}

fn keep(
    tx: &mut Write<'_>,
    (task, slot): (Id, i32),
    (fire_at, about): (Timestamp, Option<NaiveDate>),
    known: Option<&Known>,
    cause: Cause,
) -> Result<()> {
    let now = tx.now();
    let about = about.map(|day| day.to_string());
    let has_spoken = |was: &&Known| was.is_fired && was.put_off != Some(was.fire_at);
    if cause == Cause::Moved
        && let Some(was) = known.filter(has_spoken)
    {
        return follow(tx, (task, slot), was, fire_at);
    }
    // A word that was put off stays so while it is about the same moment.
    let put_off = |was: &&Known| was.put_off == Some(was.fire_at);
    if let Some(was) = known.filter(put_off)
        && (cause == Cause::Moved || was.spoken_for == Some(fire_at))
    {
        let state = if was.is_fired || !was.is_waiting && was.fire_at <= now {
            "fired"
        } else {
            "waiting"
        };
        // In another zone it is still the word of its own hour.
        let spoken_for = was.spoken_for.map(|_| fire_at);
        return write(
            tx,
            (TASK, task, slot),
            was.fire_at,
            state,
            spoken_for,
            about.as_deref(),
        );
    }
    if known.is_some_and(|was| was.put_off == Some(fire_at)) {
        settle_put_off(tx, (task, slot))?;
    }
    let is_past = fire_at < now.plus_ms(-PAST_MS);
    let has_spoken = match (cause, known) {
        // What waits has not been said: whichever instant its hour is here, and whatever a clock that ran ahead
        // had it say for a later one.
        (why, Some(was)) if was.is_waiting && (why == Cause::Moved || was.fire_at == fire_at) => {
            false
        }
        // For another moment it speaks, be that before one for which it has spoken.
        (Cause::Written, Some(was)) if !is_past => was.spoken_for == Some(fire_at),
        // What is as it was stays as it is.
        (_, Some(was)) if was.is_fired && was.fire_at == fire_at => true,
        _ => spoken(known, fire_at, now),
    };
    let kept = known.is_some_and(|was| was.fire_at == fire_at || cause != Cause::Written);
    let passed_over = !has_spoken && !kept && is_past;
    let state = if has_spoken || passed_over {
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
    if known.is_some_and(|was| was.is(fire_at, state, spoken_for, about.as_deref())) {
        return Ok(());
    }
    let of = (TASK, task, slot);
    write(tx, of, fire_at, state, spoken_for, about.as_deref())
}

/// Another moment falls on the very instant its word was put off to: it is that moment's own word from here on.
fn settle_put_off(tx: &Write<'_>, (task, slot): (Id, i32)) -> Result<()> {
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET put_off = NULL WHERE source = ? AND record = ? AND slot = ?",
        )?
        .execute(params![TASK, task, slot])?;
    Ok(())
}

/// A reminder that has spoken, or was passed over, for a wall time that is now another instant.
fn follow(tx: &mut Write<'_>, (task, slot): (Id, i32), was: &Known, is: Timestamp) -> Result<()> {
    if was.fire_at != is {
        tx.sql()
            .prepare_cached(
                "UPDATE reminder SET fire_at = ?1, spoken_for = iif(spoken_for = fire_at, ?1, spoken_for)
                 WHERE source = ?2 AND record = ?3 AND slot = ?4",
            )?
            .execute(params![is, TASK, task, slot])?;
    }
    Ok(())
}

/// What a task wants to be reminded of by.
pub(super) struct Wanted {
    pub due: WallTime,
    leads: Vec<Lead>,
    /// The days worked where it is due, where those are not the ones of here.
    days: Option<Workdays>,
    /// Each so many minutes until it is done.
    pub again: Option<u16>,
    pub series: Option<Series>,
}

/// Nothing when it is done, gone, or has no time.
pub(super) fn wanted(read: &Read<'_>, task: Id) -> Result<Option<Wanted>> {
    type Words = [Option<String>; 5];
    let wanted: Option<(String, String, bool, Words)> = read
        .sql()
        .prepare_cached(
            "SELECT due, due_zone, zone_policy = 'floating', leads, again, repeat, series_on, series_as
             FROM task WHERE id = ? AND state = 'open' AND remind = 1
             AND due IS NOT NULL AND deleted_at IS NULL",
        )?
        .query_row([task], |row| {
            let word = |at| row.get(at);
            let words = [word(3)?, word(4)?, word(5)?, word(6)?, word(7)?];
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, words))
        })
        .optional()?;
    let Some((due, zone, floats, [leads, again, rule, stands_for, speaks])) = wanted else {
        return Ok(None);
    };
    let due = WallTime::from_stored(&due, &zone)?;
    let here = |at: WallTime| {
        if floats {
            floating(at, read.zone())
        } else {
            at
        }
    };
    let series = match rule.and_then(|rule| Repeat::parse(&rule).ok()) {
        Some(rule) => {
            // Putting one off on a journey does not have its rule go by the days worked there.
            let hour = series::hour_of(due, speaks.as_deref());
            let days = if rule.minds_work() && hour.zone != read.zone() {
                Some(workdays::of(read, hour.zone)?)
            } else {
                None
            };
            let stands_for = stands_for.and_then(|day| day.parse().ok());
            Some(Series {
                rule,
                stands_for: stands_for.unwrap_or(due.date),
                hour: here(hour),
                days,
            })
        }
        None => None,
    };
    let codes: Vec<String> = leads
        .and_then(|leads| serde_json::from_str(&leads).ok())
        .unwrap_or_default();
    // An hour and sixty minutes are one slot, and a slot speaks once.
    let mut slots = BTreeSet::new();
    let leads: Vec<Lead> = codes
        .iter()
        .filter_map(|code| Lead::of_code(code))
        .filter(|lead| slots.insert(lead.slot()))
        .collect();
    let by_work = leads.iter().any(|lead| matches!(lead, Lead::Workdays(_)));
    let due = here(due);
    let elsewhere = by_work && due.zone != read.zone();
    Ok(Some(Wanted {
        due,
        leads,
        days: elsewhere
            .then(|| workdays::of(read, due.zone))
            .transpose()?,
        again: again.as_deref().and_then(Lead::minutes_of),
        series,
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

/// What is known of a task's reminders, by slot.
impl Known {
    fn all(read: &Read<'_>, source: &str, record: Id) -> Result<BTreeMap<i32, Self>> {
        let known = read
            .sql()
            .prepare_cached(
                "SELECT fire_at, spoken_for, about, put_off, state = 'fired', state = 'waiting', settled,
                   fired_at IS NOT NULL, slot
                 FROM reminder WHERE source = ? AND record = ?",
            )?
            .query_map(params![source, record], |row| {
                Ok((row.get(8)?, Self::from_row(row)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(known)
    }
}
