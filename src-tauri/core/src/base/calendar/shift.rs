//! Where an occurrence is moved: off a day that is not worked, or so many days worked before the day it is.

use std::fmt;

use chrono::NaiveDate;

use super::workdays::Workdays;

/// Where an occurrence on a day that is not worked is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shift {
    /// It stays.
    #[default]
    None,
    /// The next day that is worked.
    Next,
    /// The last day worked before.
    Prev,
    /// So many days worked before, from a day that is worked as well.
    Before(u8),
}

impl Shift {
    /// So far before is about a month; over a week of holidays it is of the month before the one it is counted from.
    pub const FARTHEST: u8 = 20;

    /// Where an occurrence comes to.
    #[must_use]
    pub fn moves(self, day: NaiveDate, days: &Workdays) -> NaiveDate {
        match self {
            Self::Next if !days.is_worked(day) => days.next(day),
            Self::Prev if !days.is_worked(day) => days.back(day, 1),
            Self::Before(n) => days.back(day, u32::from(n)),
            _ => day,
        }
    }

    pub(super) fn parse(value: &str) -> Option<Self> {
        match value {
            "NONE" => Some(Self::None),
            "NEXT" => Some(Self::Next),
            "PREV" => Some(Self::Prev),
            _ => {
                let n: u8 = value.strip_prefix('-')?.parse().ok()?;
                (1..=Self::FARTHEST).contains(&n).then_some(Self::Before(n))
            }
        }
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("NONE"),
            Self::Next => f.write_str("NEXT"),
            Self::Prev => f.write_str("PREV"),
            Self::Before(n) => write!(f, "-{n}"),
        }
    }
}
