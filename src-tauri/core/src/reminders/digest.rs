//! The day in one note, at its morning hour: how much of what there is today. It is a reminder like
//! any other, so that it too comes once and is not lost.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::clocks::kinds_of;
use super::firing;
use super::leads::morning_of;
use super::manner::Manner;
use super::model::{DIGEST, TASK};
use super::ops;
use crate::base::error::Result;
use crate::base::{Id, Timestamp};
use crate::vault::{Read, Write};

/// How much of one kind there is today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Share {
    /// `task`, or the key of what reminds by itself.
    pub source: String,
    /// The kind of task, by code; empty where none is said.
    pub kind: String,
    /// That many.
    pub count: u32,
}

/// What a day brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Digest {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// What there is, the most of a kind first.
    pub shares: Vec<Share>,
    /// What is late, tasks and what reminds by itself.
    pub overdue: u32,
}

fn nobody() -> Id {
    Id::from_bytes([0; 16])
}

/// The digest as it is armed.
struct Known {
    fire_at: Timestamp,
    waiting: bool,
    fired: bool,
    about: Option<NaiveDate>,
    fired_at: Option<Timestamp>,
    told: bool,
    /// When a day was told last, whatever it has been armed for since.
    spoke_at: Option<Timestamp>,
}

fn known(read: &Read<'_>) -> Result<Option<Known>> {
    Ok(read
        .sql()
        .prepare_cached(
            "SELECT fire_at, state = 'waiting', about, fired_at, told_at IS NOT NULL, spoken_for,
               state = 'fired'
             FROM reminder WHERE source = ? AND record = ? AND slot = 0",
        )?
        .query_row(params![DIGEST, nobody()], |row| {
            let about: Option<String> = row.get(2)?;
            Ok(Known {
                fire_at: row.get(0)?,
                waiting: row.get(1)?,
                about: about.and_then(|day| day.parse().ok()),
                fired_at: row.get(3)?,
                told: row.get(4)?,
                spoke_at: row.get(5)?,
                fired: row.get(6)?,
            })
        })
        .optional()?)
}

/// What is to be done so that the digest is armed as it should be.
enum Arm {
    Nothing,
    Rest,
    For(NaiveDate, Timestamp),
}

fn missing(read: &Read<'_>) -> Result<Arm> {
    let manner = Manner::of(read)?;
    let (now, zone) = (read.now(), read.zone());
    let known = known(read)?;
    if !manner.digest {
        let rests = known.is_none_or(|known| !known.waiting && !known.fired);
        return Ok(if rests { Arm::Nothing } else { Arm::Rest });
    }
    let (day, at) = manner.next_morning(now, zone);
    let after = || manner.next_morning(at, zone);
    let told_today = known
        .as_ref()
        .and_then(|known| known.spoke_at)
        .is_some_and(|at| at.utc().with_timezone(&zone).date_naive() == read.today());
    let (day, at) = match &known {
        // Armed by a clock that was wrong by years and has been set right: this day was told.
        Some(known) if known.waiting && known.fire_at <= now && told_today => {
            if day == read.today() {
                after()
            } else {
                (day, at)
            }
        }
        // One that is due waits to be told, whenever its morning was.
        Some(known) if known.waiting && known.fire_at <= now => return Ok(Arm::Nothing),
        // Armed for the day after: this one's was told, at whichever hour it was then.
        Some(known) if known.waiting && known.about == day.succ_opt() => after(),
        Some(known) if !known.waiting => match known.fired_at {
            Some(fired) => {
                let fired = fired.utc().with_timezone(&zone).date_naive();
                // Not shown yet: armed anew, it would be forgotten. Of another day it is no news.
                if !known.told && fired == read.today() {
                    return Ok(Arm::Nothing);
                }
                let this = morning_of(read.today(), manner.morning(), zone);
                if fired == day {
                    after()
                } else if known.fired && fired < read.today() && this <= now {
                    // Nobody had the time to arm this morning since the last one was told.
                    (read.today(), this)
                } else {
                    (day, at)
                }
            }
            None => (day, at),
        },
        _ => (day, at),
    };
    Ok(match known {
        Some(known) if known.waiting && known.fire_at == at => Arm::Nothing,
        _ => Arm::For(day, at),
    })
}

pub(super) fn is_behind(read: &Read<'_>) -> Result<bool> {
    Ok(!matches!(missing(read)?, Arm::Nothing))
}

/// Arms one that is due anew where its day was told already: the clock may have been set since it was
/// armed. One that is not armed stays so.
///
/// # Errors
/// When the database fails.
pub fn set_right(tx: &mut Write<'_>) -> Result<()> {
    let now = tx.now();
    match known(tx)? {
        Some(known) if known.waiting && known.fire_at <= now => arm(tx),
        _ => Ok(()),
    }
}

/// Arms it for the next morning that is not told yet, where it is not.
///
/// # Errors
/// When the database fails.
pub(super) fn arm(tx: &mut Write<'_>) -> Result<()> {
    let (about, at) = match missing(tx)? {
        Arm::Nothing => return Ok(()),
        Arm::Rest => (None, None),
        Arm::For(about, at) => (Some(about), Some(at)),
    };
    firing::keep(tx, DIGEST, nobody(), 0, at, about)
}

/// What this day brings: the tasks, and beside them what reminds by itself as the day's list shows it, so
/// many of today by source and so many late.
///
/// # Errors
/// When the database fails.
pub fn of_today(read: &Read<'_>, others: &BTreeMap<&str, u32>, late: u32) -> Result<Digest> {
    let day = read.today();
    let mut shares: Vec<Share> = kinds_of(read, day)?
        .into_iter()
        .map(|(kind, count)| Share {
            source: TASK.to_owned(),
            kind,
            count,
        })
        .collect();
    shares.extend(others.iter().map(|(source, count)| Share {
        source: (*source).to_owned(),
        kind: String::new(),
        count: *count,
    }));
    shares.sort_by_key(|one| std::cmp::Reverse(one.count));
    let overdue = ops::pressing(read)?.overdue;
    Ok(Digest {
        date: day.to_string(),
        shares,
        overdue: overdue.saturating_add(late),
    })
}
