//! An occasion, and why it is one. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::{Id, Timestamp};
use crate::records::value::Ref;
use crate::reminders::model::{Lateness, Why};

/// A day that a record brings with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// The key of what reminds.
    pub source: &'static str,
    /// Which kind of record it speaks of.
    pub entity: &'static str,
    /// The record.
    pub record: Id,
    /// At which unit.
    pub unit: Option<Ref>,
    /// With whom.
    pub contact: Option<Ref>,
    /// What it is about, in the record's own words.
    pub title: String,
    /// The day it is about: what is settled is settled for this day.
    pub on: NaiveDate,
    /// The day that lateness counts from, where it is not that one.
    pub since: NaiveDate,
    /// The last day it can wait for, where there is one.
    pub latest: Option<NaiveDate>,
    /// The moment of its day, where that has an hour.
    pub by: Option<Timestamp>,
    /// Why.
    pub why: Why,
}

/// An occasion as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct OccasionLine {
    /// The key of what reminds.
    pub source: String,
    /// Which kind of record it speaks of.
    pub entity: String,
    /// The record.
    pub record: Id,
    /// At which unit.
    pub unit: Option<Ref>,
    /// With whom.
    pub contact: Option<Ref>,
    /// What it is about, in the record's own words.
    pub title: String,
    /// The day it is about, `YYYY-MM-DD`: what is said of it is said for this day.
    pub about: String,
    /// The day it is to be seen to, `YYYY-MM-DD`: put off, that is another one.
    pub on: String,
    /// The moment it is to be seen to by, ms UTC, where it has an hour and was not put off.
    pub by: Option<i64>,
    /// How soon: what has an hour is overdue from then on.
    pub lateness: Lateness,
    /// Whole days it is late; 0 when it is not.
    pub late_days: i32,
    /// Why it is there.
    pub why: Why,
    /// Somebody else is to act.
    pub waits: bool,
    /// A conversation is what it asks for.
    pub talk: bool,
    /// Done is written into its record; otherwise it can only be noted that it was seen.
    pub ends: bool,
    /// So many minutes late it spoke, and nobody has seen that yet.
    pub missed: Option<u32>,
}

/// What there is to be seen to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Standing {
    /// The most pressing first.
    pub lines: Vec<OccasionLine>,
    /// Of the late ones, how many there are, listed or not; those that wait for others are not
    /// counted.
    pub overdue: u32,
    /// Of today's, likewise.
    pub today: u32,
}

/// One thing that reminds by itself, and what the user said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct SourceState {
    /// Its key.
    pub key: String,
    /// It reminds.
    pub on: bool,
    /// How many days before, the longest first; 0 is the day itself.
    pub leads: Vec<u16>,
    /// What the program would do.
    pub usual_leads: Vec<u16>,
    /// The leads can be chosen.
    pub takes_leads: bool,
    /// After how many days, where that is to be said.
    pub after: Option<u16>,
    /// How many come within the next thirty days.
    pub coming: u32,
}

/// What the user says of one thing that reminds by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SourceSaid {
    /// It reminds.
    pub on: bool,
    /// How many days before; nothing for what is usual.
    pub leads: Option<Vec<u16>>,
    /// After how many days; nothing for what is usual.
    pub after: Option<u16>,
}
