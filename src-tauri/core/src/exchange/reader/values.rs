//! Cells out of what spreadsheets store: serial days, durations, escaped text.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};

use crate::base::Result;
use crate::exchange::sheet::{Cell, Gather};

const DAY_MS: f64 = 86_400_000.0;

/// A serial day as a date. Serial days of the 1900 system below sixty are off by one, because
/// that system believes in a 29 February 1900; what is no date at all stays as it reads.
pub(super) fn date(serial: f64, epoch_1904: bool, gather: &mut Gather) -> Result<Cell> {
    let epoch = if epoch_1904 {
        (1904, 1, 1)
    } else {
        (1899, 12, 30)
    };
    let days = if !epoch_1904 && serial < 60.0 {
        serial + 1.0
    } else {
        serial
    };
    if !(0.0..2_958_466.0).contains(&serial) {
        return Ok(Cell::Number(serial));
    }
    if !epoch_1904 && serial < 1.0 {
        // Nought shows as the day before the first; a fraction is a time of no day.
        let text = if serial == 0.0 {
            "1900-01-00".to_owned()
        } else {
            clock(serial, false)
        };
        return Ok(gather.text(&text)?);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "bounded above by the year 9999"
    )]
    let passed = TimeDelta::milliseconds((days * DAY_MS).round() as i64);
    let start = NaiveDate::from_ymd_opt(epoch.0, epoch.1, epoch.2).unwrap_or_default();
    let at = start
        .and_time(chrono::NaiveTime::MIN)
        .checked_add_signed(passed);
    Ok(at.map_or(Cell::Number(serial), |at| Cell::Date(to_second(at))))
}

/// A length of time, as `H:MM:SS`.
pub(super) fn duration(days: f64, gather: &mut Gather) -> Result<Cell> {
    if !days.is_finite() || days.abs() > 100_000.0 {
        return Ok(Cell::Number(days));
    }
    Ok(gather.text(&clock(days, true))?)
}

/// A date in ISO form, as `2026-05-09`, `2026-05-09T08:30:00` or with an offset, which is dropped:
/// the sheet shows the wall's time.
pub(super) fn iso_date(text: &str) -> Option<Cell> {
    let (day, time) = text
        .trim()
        .split_once(['T', ' '])
        .unwrap_or((text.trim(), ""));
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    if !(1..=9999).contains(&day.year()) {
        return None;
    }
    let time = time
        .trim_end_matches('Z')
        .split(['+', '.'])
        .next()
        .unwrap_or_default();
    let time = match time {
        "" => chrono::NaiveTime::MIN,
        time => ["%H:%M:%S", "%H:%M"]
            .iter()
            .find_map(|form| chrono::NaiveTime::parse_from_str(time, form).ok())?,
    };
    Some(Cell::Date(day.and_time(time)))
}

/// Undoes `_x000B_`, by which workbooks write characters that XML forbids.
pub(super) fn unescape(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(rest.get(..at).unwrap_or_default());
        let tail = rest.get(at..).unwrap_or_default();
        let code = tail.get(2..6).filter(|_| tail.get(6..7) == Some("_"));
        let code = code
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        if let Some(c) = code {
            plain.push(c);
            rest = tail.get(7..).unwrap_or_default();
        } else {
            plain.push_str("_x");
            rest = tail.get(2..).unwrap_or_default();
        }
    }
    plain.push_str(rest);
    plain.into()
}

fn clock(days: f64, seconds: bool) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "callers bound it")]
    let total = (days.abs() * 86_400.0).round() as i64;
    let sign = if days < 0.0 { "-" } else { "" };
    let (h, m, s) = (total / 3600, total / 60 % 60, total % 60);
    if seconds || s != 0 {
        format!("{sign}{h}:{m:02}:{s:02}")
    } else {
        format!("{sign}{h:02}:{m:02}")
    }
}

/// Rounds to the second: a sheet's fraction of a day is never exact.
fn to_second(at: NaiveDateTime) -> NaiveDateTime {
    let ms = at.and_utc().timestamp_subsec_millis();
    let up = if ms >= 500 { 1000 } else { 0 };
    let moved = TimeDelta::milliseconds(up - i64::from(ms));
    at.checked_add_signed(moved).unwrap_or(at)
}
