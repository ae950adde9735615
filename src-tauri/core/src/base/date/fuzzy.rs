//! A date of which the day, the month or the year may be unknown: a founding year, a birthday.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::read::{self, Read};
use crate::base::error::{Error, Result};

/// A date as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum FuzzyDate {
    /// `2026`
    Year(i32),
    /// `2026-11`: year and month.
    Month(i32, u32),
    /// `2026-11-22`
    Day(NaiveDate),
    /// `--11-22`: month and day of any year.
    MonthDay(u32, u32),
}

impl FuzzyDate {
    /// Reads what [`super::parse_date`] reads, and `2026`, `2026-11`, `2026年11月`, `11月22日`,
    /// `--11-22`.
    ///
    /// # Errors
    /// As [`super::parse_date`], without `error.date_incomplete`.
    pub fn parse(text: &str) -> Result<Self> {
        match read::date_and_time(text)? {
            (read, None) => Ok(read.into()),
            (read, Some(time)) if time == chrono::NaiveTime::MIN => Ok(read.into()),
            _ => Err(Error::invalid("date", "error.date_has_time").with("text", text.trim())),
        }
    }

    /// The year, if known.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        match self {
            Self::Year(year) | Self::Month(year, _) => Some(*year),
            Self::Day(date) => Some(date.year()),
            Self::MonthDay(..) => None,
        }
    }

    /// Its day in `year`, if month and day are known. 29 February falls on the 28th in a common
    /// year.
    #[must_use]
    pub fn anniversary(&self, year: i32) -> Option<NaiveDate> {
        let (month, day) = match self {
            Self::Day(date) => (date.month(), date.day()),
            Self::MonthDay(month, day) => (*month, *day),
            Self::Year(_) | Self::Month(..) => return None,
        };
        let exact = NaiveDate::from_ymd_opt(year, month, day);
        exact.or_else(|| NaiveDate::from_ymd_opt(year, month, 28))
    }
}

impl From<Read> for FuzzyDate {
    fn from(read: Read) -> Self {
        match read {
            Read::Day(date) => Self::Day(date),
            Read::Month(year, month) => Self::Month(year, month),
            Read::Year(year) => Self::Year(year),
            Read::MonthDay(month, day) => Self::MonthDay(month, day),
        }
    }
}

impl fmt::Display for FuzzyDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(date) => write!(f, "{}", date.format("%Y-%m-%d")),
            Self::MonthDay(month, day) => write!(f, "--{month:02}-{day:02}"),
        }
    }
}

impl std::str::FromStr for FuzzyDate {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl TryFrom<String> for FuzzyDate {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<FuzzyDate> for String {
    fn from(date: FuzzyDate) -> Self {
        date.to_string()
    }
}
