//! Tasks as the window shows them, and the pure rules of when they are due. No SQL.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::leads::{OVERDUE, ROUND};
use crate::base::{Id, Timestamp, WallTime, Workdays};
use crate::records::value::{Ref, Value, Wall};

/// How soon a task is due.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Lateness {
    Overdue,
    Today,
    Week,
    Later,
    Someday,
}

/// A task in a list.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct TaskLine {
    /// The task.
    pub id: Id,
    /// Its revision.
    pub rev: i32,
    /// What is to be done.
    pub title: String,
    /// By when; null for some day.
    pub due: Value,
    /// The zone whose clocks it goes by, where those are not the user's.
    pub zone: Option<String>,
    /// How soon.
    pub lateness: Lateness,
    /// Whole days it is late; 0 when it is not.
    pub late_days: i32,
    /// At which unit.
    pub unit: Option<Ref>,
    /// With whom.
    pub contact: Option<Ref>,
    /// Its kind, by code; empty when none is said.
    pub kind: String,
    /// The rule by which it comes again; empty for one that does not.
    pub repeat: String,
    /// So many minutes late its reminder came, because the laptop slept or the program was off.
    pub missed: Option<u32>,
    /// The checklist it is a step of.
    pub checklist: Option<Ref>,
}

/// The day's work.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Today {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// Open tasks, the most pressing first: of the late ones, of those within a week and of the
    /// others no more than a person can look through, each for itself.
    pub tasks: Vec<TaskLine>,
    /// Tasks done today.
    pub done_today: u32,
    /// How many there are, listed or not.
    pub counts: Counts,
}

/// How many tasks are still to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename = "TaskCounts")]
pub struct Counts {
    /// All of them.
    pub open: u32,
    /// Those late.
    pub overdue: u32,
    /// Those due today.
    pub today: u32,
}

/// Until when a task is put off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Snooze {
    /// One hour from now.
    Hour,
    /// Tomorrow at the same time, at nine where it had none.
    Tomorrow,
    /// The next working day, holidays and make-up days considered, likewise.
    NextWorkday,
    /// A time of the user's.
    Until(Wall),
}

/// The source of the reminders that tasks are; any other reminds by itself.
pub const TASK: &str = "task";

/// The source of the note that tells the day at its morning hour.
pub const DIGEST: &str = "digest";

/// Which reminder: one of those that speak of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// `task`, or the key of what reminds by itself.
    pub source: String,
    /// The record it speaks of.
    pub record: Id,
    /// Which of several leads; 0 is the moment itself.
    pub slot: i32,
}

/// Why something reminds by itself, as a sentence and what fills its blanks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename = "OccasionWhy")]
pub struct Why {
    /// The message key.
    pub key: String,
    /// What fills its blanks.
    pub values: BTreeMap<String, String>,
}

/// A reminder that is due now.
///
/// Of what reminds by itself only `key` and `about` are known here: what is said of it is derived from the
/// records by whoever knows them. Whether anything may be told of it, a task's too, is theirs to say as
/// well, and until then it counts as confidential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Which reminder.
    pub key: Key,
    /// The day it is about, where it is no task's.
    pub about: Option<NaiveDate>,
    /// Which kind of record it speaks of.
    pub entity: String,
    /// What is to be done, or what there is to be reminded of.
    pub title: String,
    /// At which unit, by name.
    pub unit: Option<Ref>,
    /// With whom, by name.
    pub contact: Option<Ref>,
    /// Why it speaks, where it is no task's.
    pub why: Option<Why>,
    /// Nothing of it may be shown outside the window.
    pub confidential: bool,
    /// It has no time of its own, and speaks at the morning hour.
    pub of_day: bool,
    /// When the task is due.
    pub moment: Option<Moment>,
    /// When it speaks; of what is due, when it should have.
    pub at: Timestamp,
    /// How long after it could have spoken, ms: what was to be quiet is not late by it.
    pub late_ms: i64,
}

/// When a task is due, by the clocks of here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub date: NaiveDate,
    /// The time of day; nothing for all of it.
    pub time: Option<NaiveTime>,
    /// In how many days that is; less than 0 when it has passed.
    pub in_days: i64,
}

impl Moment {
    /// `due` as it is seen in `zone` at `now`. A whole day is the same day everywhere.
    #[must_use]
    pub fn seen_from(due: WallTime, zone: Tz, now: Timestamp) -> Self {
        let here = |at: Timestamp| at.utc().with_timezone(&zone).naive_local();
        let (date, time) = match due.time {
            Some(time) if due.zone == zone => (due.date, Some(time)),
            Some(_) => {
                let at = here(due.instant(MORNING));
                (at.date(), Some(at.time()))
            }
            None => (due.date, None),
        };
        let in_days = (date - here(now).date()).num_days();
        Self {
            date,
            time,
            in_days,
        }
    }
}

/// A reminder as it may be remembered while the vault is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unnamed {
    /// When it speaks.
    pub at: Timestamp,
    /// The same for all that speak of one thing, and says nothing else of it.
    pub thing: u32,
}

impl Due {
    /// An open task that stayed overdue: said louder.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        self.key.source == TASK && self.key.slot == OVERDUE
    }

    /// The rule of a task that is still open came round once more.
    #[must_use]
    pub fn is_round(&self) -> bool {
        self.key.source == TASK && self.key.slot == ROUND
    }

    /// It speaks before its task is due.
    #[must_use]
    pub fn is_ahead(&self) -> bool {
        self.key.source == TASK && self.key.slot > 0
    }
}

/// The hour a task without one is reminded of.
pub const MORNING: NaiveTime = match NaiveTime::from_hms_opt(9, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// Days ahead that count as this week.
pub const WEEK: i64 = 7;

/// How soon `due` is on `today`, and how many days late.
#[must_use]
pub fn lateness(due: Option<NaiveDate>, today: NaiveDate) -> (Lateness, i32) {
    let Some(due) = due else {
        return (Lateness::Someday, 0);
    };
    let days = (due - today).num_days();
    let late = i32::try_from(-days.min(0)).unwrap_or(i32::MAX);
    let how = match days {
        ..0 => Lateness::Overdue,
        0 => Lateness::Today,
        1..=WEEK => Lateness::Week,
        _ => Lateness::Later,
    };
    (how, late)
}

/// When a task put off by `snooze` is due, given its time of day until now.
#[must_use]
pub fn put_off(
    snooze: &Snooze,
    was: Option<NaiveTime>,
    now: Timestamp,
    zone: Tz,
    days: &Workdays,
) -> Wall {
    let here = now.utc().with_timezone(&zone).naive_local();
    let at = |day: NaiveDate| NaiveDateTime::new(day, was.unwrap_or(MORNING));
    let tomorrow = here.date() + Days::new(1);
    let then = match snooze {
        Snooze::Until(wall) => return wall.clone(),
        Snooze::Hour => {
            let minute = here
                .with_second(0)
                .and_then(|t| t.with_nanosecond(0))
                .unwrap_or(here);
            minute + chrono::TimeDelta::hours(1)
        }
        Snooze::Tomorrow => at(tomorrow),
        Snooze::NextWorkday => at(days.next(here.date())),
    };
    Wall {
        at: then.format("%Y-%m-%dT%H:%M").to_string(),
        zone: zone.name().to_owned(),
    }
}
