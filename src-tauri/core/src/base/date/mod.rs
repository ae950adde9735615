//! Dates without a time zone, dates of which only a part is known, and times on the wall of a
//! place. A plain date never becomes an instant; Excel's serial numbers are the importer's affair.

mod from_today;
mod fuzzy;
mod read;
mod wall;

#[cfg(test)]
mod tests;

pub use from_today::from_today;
pub use fuzzy::FuzzyDate;
pub use wall::WallTime;

use chrono::NaiveDate;

use super::error::{Error, Result};
use read::Read;

/// Reads a whole date as a person writes it: `2026-11-22`, `2026/9/3`, `2026.9.3`, `2026年9月3日`,
/// `20260903`, `25/3/31` (year first), `22 Nov 2026`. Midnight behind it, as spreadsheets write
/// it, is dropped.
///
/// # Errors
/// `error.date_ambiguous` where two readings are possible (`04/03/2026`), naming both;
/// `error.date_impossible` for a 30 February; `error.date_incomplete` where the day is missing;
/// `error.date_has_time`; `error.date_unreadable`.
pub fn parse_date(text: &str) -> Result<NaiveDate> {
    let told = |key| Error::invalid("date", key).with("text", text.trim());
    match read::date_and_time(text)? {
        (Read::Day(date), None) => Ok(date),
        (Read::Day(date), Some(time)) if time == chrono::NaiveTime::MIN => Ok(date),
        (Read::Day(_), Some(_)) => Err(told("error.date_has_time")),
        _ => Err(told("error.date_incomplete")),
    }
}

/// `YYYY-MM-DD`, as stored and as it crosses to the window.
#[must_use]
pub fn format_date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}
