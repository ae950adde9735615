//! Days counted from today, as one compares with them: `今天`, `本月`, `30天内`, `90 days ago`. What a task is
//! due on is read by `base/spoken`; here a word means the same whatever day it is said on.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};

use super::super::error::{Error, Result};
use super::super::words::narrow;
use super::read;

/// Nothing is compared with what lies farther from today than this.
const MOST_DAYS: i64 = 36_525;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

use Unit::{Day, Month, Quarter, Week, Year};

/// Stretches that have a name, and how many of their unit they lie from the one today is in.
const NAMED: &[(&[&str], Unit, i64)] = &[
    (&["今天", "今日", "today"], Day, 0),
    (&["明天", "明日", "tomorrow"], Day, 1),
    (&["昨天", "昨日", "yesterday"], Day, -1),
    (&["后天", "day after tomorrow"], Day, 2),
    (&["前天", "day before yesterday"], Day, -2),
    (
        &["本周", "这周", "本星期", "这个星期", "this week"],
        Week,
        0,
    ),
    (&["下周", "下星期", "下个星期", "next week"], Week, 1),
    (&["上周", "上星期", "上个星期", "last week"], Week, -1),
    (&["本月", "这个月", "当月", "this month"], Month, 0),
    (&["下月", "下个月", "next month"], Month, 1),
    (&["上月", "上个月", "last month"], Month, -1),
    (&["本季度", "本季", "这个季度", "this quarter"], Quarter, 0),
    (&["下季度", "下个季度", "next quarter"], Quarter, 1),
    (&["上季度", "上个季度", "last quarter"], Quarter, -1),
    (&["今年", "本年", "this year"], Year, 0),
    (&["明年", "next year"], Year, 1),
    (&["去年", "last year"], Year, -1),
];

const UNITS: &[(&str, Unit)] = &[
    ("天", Day),
    ("日", Day),
    ("days", Day),
    ("day", Day),
    ("个星期", Week),
    ("星期", Week),
    ("周", Week),
    ("weeks", Week),
    ("week", Week),
    // 3月 is March.
    ("个月", Month),
    ("months", Month),
    ("month", Month),
    ("个季度", Quarter),
    ("季度", Quarter),
    ("quarters", Quarter),
    ("quarter", Quarter),
    ("年", Year),
    ("years", Year),
    ("year", Year),
];

#[derive(Debug, Clone, Copy)]
enum Way {
    /// That one day.
    Point(i64),
    /// From today to that day, or from that day to today.
    Span(i64),
}

/// What stands before an amount and behind it.
const WAYS: &[(&str, &str, Way)] = &[
    ("", "后", Way::Point(1)),
    ("", "之后", Way::Point(1)),
    ("", "以后", Way::Point(1)),
    ("in ", "", Way::Point(1)),
    ("", " from now", Way::Point(1)),
    ("", " from today", Way::Point(1)),
    ("", "前", Way::Point(-1)),
    ("", "之前", Way::Point(-1)),
    ("", "以前", Way::Point(-1)),
    ("", " ago", Way::Point(-1)),
    ("", "内", Way::Span(1)),
    ("", "之内", Way::Span(1)),
    ("", "以内", Way::Span(1)),
    ("未来", "", Way::Span(1)),
    ("未来", "内", Way::Span(1)),
    ("今后", "", Way::Span(1)),
    ("接下来", "", Way::Span(1)),
    ("within ", "", Way::Span(1)),
    ("within the next ", "", Way::Span(1)),
    ("next ", "", Way::Span(1)),
    ("the next ", "", Way::Span(1)),
    ("过去", "", Way::Span(-1)),
    ("过去", "内", Way::Span(-1)),
    ("最近", "", Way::Span(-1)),
    ("最近", "内", Way::Span(-1)),
    ("近", "", Way::Span(-1)),
    ("last ", "", Way::Span(-1)),
    ("the last ", "", Way::Span(-1)),
    ("past ", "", Way::Span(-1)),
    ("the past ", "", Way::Span(-1)),
    ("within the last ", "", Way::Span(-1)),
];

/// The first and the last day that words of this sort mean on `today`; nothing where `text` is none of
/// them.
///
/// # Errors
/// `error.days_too_far` beyond a hundred years either way.
pub fn from_today(text: &str, today: NaiveDate) -> Result<Option<(NaiveDate, NaiveDate)>> {
    let said = narrow(text).trim().to_lowercase();
    let said = if said.is_ascii() {
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        said.split_whitespace().collect()
    };
    let far = || Error::invalid("date", "error.days_too_far").with("text", text.trim());
    let named = NAMED
        .iter()
        .find(|(names, ..)| names.contains(&said.as_str()));
    if let Some((_, unit, by)) = named {
        return stretch(today, *unit, *by).map(Some).ok_or_else(far);
    }
    let ways = WAYS.iter().filter_map(|(before, behind, way)| {
        let amount = said.strip_prefix(before)?.strip_suffix(behind)?;
        Some((amount_of(amount)?, *way))
    });
    let Some(((n, unit), way)) = ways.into_iter().next() else {
        return Ok(None);
    };
    let (Way::Point(sign) | Way::Span(sign)) = way;
    let day = n
        .checked_mul(sign)
        .and_then(|n| moved(today, unit, n))
        .filter(|day| (*day - today).num_days().abs() <= MOST_DAYS)
        .ok_or_else(far)?;
    Ok(Some(match way {
        Way::Point(_) => (day, day),
        Way::Span(_) => (day.min(today), day.max(today)),
    }))
}

/// `30天`, `3 个月`, `两周`, `2 weeks`. A number nobody can count to is one all the same: it is too far.
fn amount_of(text: &str) -> Option<(i64, Unit)> {
    let text = text.trim();
    let (unit, n) = UNITS
        .iter()
        .find_map(|(word, unit)| Some((*unit, text.strip_suffix(word)?.trim())))?;
    let n = if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) {
        n.parse().unwrap_or(i64::MAX)
    } else {
        i64::from(read::counted(&n.replace('两', "二"))?)
    };
    // 2026年前 is before a year, and counts none.
    (unit != Year || !(1000..10_000).contains(&n)).then_some((n, unit))
}

fn moved(day: NaiveDate, unit: Unit, n: i64) -> Option<NaiveDate> {
    let months = |n: i64| {
        let count = Months::new(u32::try_from(n.unsigned_abs()).ok()?);
        if n < 0 {
            day.checked_sub_months(count)
        } else {
            day.checked_add_months(count)
        }
    };
    match unit {
        Day => day.checked_add_signed(TimeDelta::try_days(n)?),
        Week => day.checked_add_signed(TimeDelta::try_weeks(n)?),
        Month => months(n),
        Quarter => months(n.checked_mul(3)?),
        Year => months(n.checked_mul(12)?),
    }
}

/// The first and the last day of a whole week, month, quarter or year.
fn stretch(today: NaiveDate, unit: Unit, by: i64) -> Option<(NaiveDate, NaiveDate)> {
    let begin = match unit {
        Day => today,
        Week => today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into()))?,
        Month => today.with_day(1)?,
        Quarter => today.with_day(1)?.with_month(today.month0() / 3 * 3 + 1)?,
        Year => today.with_day(1)?.with_month(1)?,
    };
    let first = moved(begin, unit, by)?;
    Some((first, moved(first, unit, 1)?.pred_opt()?))
}
