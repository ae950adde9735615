//! Which days a row that was found stands for: its own, those of each year, those of the Chinese
//! calendar, or one every few days for as long as it is so. Pure, given the row.

use chrono::{Datelike, NaiveDate, TimeDelta};
use rusqlite::types::Value as Column;

use super::find::{Ask, Span};
use super::found::Found;
use super::sources::{Asked, Source};
use crate::base::calendar::LunarDay;
use crate::base::{FuzzyDate, Timestamp};
use crate::vault::Read;

/// The days that a row stands for, within the span.
pub(super) fn days(
    read: &Read<'_>,
    source: &Source,
    row: &Found,
    after: TimeDelta,
    ask: Ask,
) -> Vec<NaiveDate> {
    let (from, to) = ask.span;
    let within = |day: &NaiveDate| (from..=to).contains(day);
    let here = |at: Timestamp| at.utc().with_timezone(&read.zone()).date_naive();
    if let Some(by) = row.by {
        return Some(here(by)).into_iter().filter(within).collect();
    }
    match (&row.day, source.asked) {
        (Column::Integer(ms), _) => {
            let day = here(Timestamp(*ms));
            Some(day + after).into_iter().filter(within).collect()
        }
        (Column::Text(text), Asked::LunarDays) => {
            let Ok(day) = LunarDay::parse(text) else {
                return Vec::new();
            };
            // The lunar year may have begun the year before.
            (from.year() - 1..=to.year())
                .filter_map(|year| kept_in(day, year))
                .filter(within)
                .collect()
        }
        (Column::Text(text), Asked::MonthDays) => {
            let Ok(date) = FuzzyDate::parse(text) else {
                return Vec::new();
            };
            let began = date.year().unwrap_or(i32::MIN);
            (from.year()..=to.year())
                .filter(|year| *year > began)
                .filter_map(|year| date.anniversary(year))
                .filter(within)
                .collect()
        }
        (Column::Text(text), _) => {
            let Ok(day) = text.parse::<NaiveDate>() else {
                return Vec::new();
            };
            match source.every {
                Some(step) => again(day, step, ask.span),
                None => Some(day).into_iter().filter(within).collect(),
            }
        }
        _ => Vec::new(),
    }
}

/// Where a lunar day is kept in a lunar year: who was born in a leap month keeps the ordinary one in a
/// year without.
fn kept_in(day: LunarDay, year: i32) -> Option<NaiveDate> {
    day.in_year(year)
        .or_else(|| LunarDay { leap: false, ..day }.in_year(year))
}

/// The days of what comes again for as long as it is so. Of the past only the latest stands.
pub(super) fn again(first: NaiveDate, step: u16, (from, to): Span) -> Vec<NaiveDate> {
    let step = i64::from(step.max(1));
    let mut all = Vec::new();
    if from == NaiveDate::MIN {
        let passed = (to - first).num_days();
        if passed >= 0 {
            all.push(first + TimeDelta::days(passed - passed % step));
        }
        return all;
    }
    let behind = (from - first).num_days().max(0);
    let mut day = first + TimeDelta::days((behind + step - 1) / step * step);
    while day <= to {
        if day >= from {
            all.push(day);
        }
        day += TimeDelta::days(step);
    }
    all
}
