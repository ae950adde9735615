//! The zones that times of a calendar file are in: each change of the clocks by itself, from a year
//! before the first time to three after the last. Rules would have to be guessed from the changes, and
//! whoever decides on them changes them.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{OffsetName, Tz};

use super::lines::Lines;

/// Describes the zones of these times.
pub(super) fn put(out: &mut Lines, times: impl Iterator<Item = (Tz, NaiveDate)>) {
    let mut spans: BTreeMap<&str, (Tz, i32, i32)> = BTreeMap::new();
    for (zone, day) in times {
        let year = day.year();
        let (_, first, last) = spans.entry(zone.name()).or_insert((zone, year, year));
        *first = year.min(*first);
        *last = year.max(*last);
    }
    for (name, (zone, first, last)) in spans {
        out.put("BEGIN", "VTIMEZONE");
        out.put("TZID", name);
        let bounds = (new_year(first - 1), new_year(last + 4));
        if let (Some(from), Some(to)) = bounds {
            changes(out, zone, from, to);
        }
        out.put("END", "VTIMEZONE");
    }
}

fn new_year(year: i32) -> Option<NaiveDateTime> {
    NaiveDate::from_ymd_opt(year, 1, 1)?.and_hms_opt(0, 0, 0)
}

/// Seconds east of Greenwich at an instant, in UTC.
fn offset(zone: Tz, at: NaiveDateTime) -> i32 {
    zone.offset_from_utc_datetime(&at).fix().local_minus_utc()
}

fn changes(out: &mut Lines, zone: Tz, from: NaiveDateTime, to: NaiveDateTime) {
    let mut at = from;
    let mut was = offset(zone, at);
    observance(out, zone, at, was);
    while at < to {
        let next = at + TimeDelta::days(1);
        if offset(zone, next) != was {
            let change = minute_of(zone, at, next, was);
            observance(out, zone, change, was);
            was = offset(zone, next);
        }
        at = next;
    }
}

/// The first minute after `before` that is not of the offset `was`; `after` is not.
fn minute_of(
    zone: Tz,
    mut before: NaiveDateTime,
    mut after: NaiveDateTime,
    was: i32,
) -> NaiveDateTime {
    while after - before > TimeDelta::minutes(1) {
        let middle = before + TimeDelta::minutes((after - before).num_minutes() / 2);
        if offset(zone, middle) == was {
            before = middle;
        } else {
            after = middle;
        }
    }
    after
}

fn observance(out: &mut Lines, zone: Tz, at: NaiveDateTime, was: i32) {
    let now = offset(zone, at);
    let summer = {
        use chrono_tz::OffsetComponents as _;
        !zone.offset_from_utc_datetime(&at).dst_offset().is_zero()
    };
    let name = if summer { "DAYLIGHT" } else { "STANDARD" };
    // Its beginning is written by the clocks of before.
    let onset = at + TimeDelta::seconds(was.into());
    out.put("BEGIN", name);
    out.put("DTSTART", &onset.format("%Y%m%dT%H%M%S").to_string());
    out.put("TZOFFSETFROM", &hours(was));
    out.put("TZOFFSETTO", &hours(now));
    let here = Utc.from_utc_datetime(&at).with_timezone(&zone);
    if let Some(short) = here.offset().abbreviation() {
        out.say("TZNAME", short);
    }
    out.put("END", name);
}

fn hours(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}
