//! In which span of the calendar a customer is to be looked through, and since when that is owed. Pure:
//! the days that are given decide.

use chrono::{Datelike, Days, Months, NaiveDate};

/// How many months a cycle may take: those that divide a year, so that each begins with a month.
pub const OFFERED: [u16; 5] = [1, 2, 3, 6, 12];

/// A span of the calendar, both ends counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
}

/// The span of so many months that a day lies in, counted from January.
#[must_use]
pub fn period(day: NaiveDate, months: u16) -> Period {
    let months = u32::from(months.clamp(1, 12));
    let begins = day.month0() / months * months;
    let first = NaiveDate::from_ymd_opt(day.year(), begins + 1, 1).unwrap_or(day);
    let next = first
        .checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX);
    Period {
        first,
        last: next.checked_sub_days(Days::new(1)).unwrap_or(next),
    }
}

/// A review that is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    /// The first day of the span it should have been done in.
    pub since: NaiveDate,
    /// The last day of that span.
    pub by: NaiveDate,
    /// So many spans passed without it.
    pub passed: u32,
}

/// What is known of a customer's reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// It was looked through then.
    pub reviewed: Option<NaiveDate>,
    /// It came to be then: where nothing else is said, whoever wrote it down looked at it.
    pub made: NaiveDate,
    /// Reviews are owed from that day on, whatever lies before.
    pub began: Option<NaiveDate>,
}

/// The review a customer owes on `today`, where it is looked through once in `months`; none where that
/// was done in the span of today, or it came to be in it.
#[must_use]
pub fn owed(known: Known, months: u16, today: NaiveDate) -> Option<Owed> {
    let looked = known.reviewed.unwrap_or(known.made);
    let now = period(today, months);
    if looked >= now.first {
        return None;
    }
    let next = period(looked, months).last + Days::new(1);
    // Nobody is late with what nobody had asked for yet.
    let from = known.began.map_or(next, |began| {
        next.max(period(began, months).first).min(now.first)
    });
    let of = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0);
    let passed = (of(now.first) - of(from)) / i32::from(months.max(1));
    Some(Owed {
        since: from,
        by: period(from, months).last,
        passed: u32::try_from(passed).unwrap_or(0),
    })
}

/// Whether a customer that was skipped on a day is left alone on `today`: until its span is over.
#[must_use]
pub fn is_aside(skipped: Option<NaiveDate>, months: u16, today: NaiveDate) -> bool {
    let now = period(today, months);
    skipped.is_some_and(|day| (now.first..=now.last).contains(&day))
}

/// In how many months a customer is looked through, by what is said of each of its classes and of all
/// others: the shortest that is said counts; where none is, and one says not at all (0), not at all.
#[must_use]
pub fn shortest(said: &[u16], otherwise: u16) -> u16 {
    let times = said.iter().copied().filter(|months| *months > 0);
    times.min().unwrap_or(match said {
        [] => otherwise,
        _ => 0,
    })
}
