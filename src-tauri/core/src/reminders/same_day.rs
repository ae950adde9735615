//! When something speaks that is written for a day whose morning hour has passed: pure. It would
//! otherwise be heard of for the first time the day after, as late.

use chrono::{NaiveTime, Timelike};
use chrono_tz::Tz;

use super::leads::morning_of;
use super::manner::{Manner, QuietHours};
use crate::base::{Timestamp, Workdays};

const QUARTER: u32 = 15 * 60;
const HOUR: u32 = 3_600;
/// Nobody is sent to a task of today later than this where there was time before.
const EVENING: u32 = 18 * HOUR;

/// An hour after `now` at the next full quarter, by six in the evening and before a quiet begins at the
/// latest. What is written too late for that speaks at the next full quarter, and at once where that too
/// would be in the quiet or on another day.
#[must_use]
pub fn later_today(now: Timestamp, zone: Tz, manner: &Manner, days: &Workdays) -> Timestamp {
    let here = now.utc().with_timezone(&zone).naive_local();
    let (day, since) = (here.date(), here.num_seconds_from_midnight());
    let at = |seconds: u32| {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)?;
        // Where an hour comes twice its first one may lie behind.
        Some(morning_of(day, time, zone).max(now))
    };
    let soon = (since / QUARTER + 1) * QUARTER;
    let hour_on = (since + HOUR).div_ceil(QUARTER) * QUARTER;
    let then = match hour_on {
        ..=EVENING => hour_on,
        _ if since < EVENING => EVENING,
        _ => soon,
    };
    let is_quiet = |at: Timestamp| manner.speaks_from(at, zone, days) != at;
    let Some(then_at) = at(then) else {
        return now;
    };
    if is_quiet(now) || !is_quiet(then_at) {
        return then_at;
    }
    // Quiet begins in between.
    let begins = manner
        .quiet
        .map(|QuietHours { from, .. }| u32::from(from) * 60);
    let last = begins.map_or(0, |begins| begins.saturating_sub(1) / QUARTER * QUARTER);
    if since < last && last < then {
        at(last).unwrap_or(now)
    } else {
        now
    }
}

/// Whether something that spoke at `spoken` has spoken on the day whose morning hour is `morning`.
#[must_use]
pub fn is_of(spoken: Timestamp, morning: Timestamp, zone: Tz) -> bool {
    let day = |at: Timestamp| at.utc().with_timezone(&zone).date_naive();
    morning <= spoken && day(spoken) == day(morning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::WallTime;

    const CHINA: Tz = Tz::Asia__Shanghai;

    fn at(text: &str) -> Timestamp {
        let wall = WallTime::parse(text, CHINA).unwrap();
        wall.instant(NaiveTime::MIN)
    }

    fn told(now: &str, quiet: Option<(u16, u16)>) -> Timestamp {
        let manner = Manner {
            quiet: quiet.map(|(from, to)| QuietHours { from, to }),
            ..Manner::default()
        };
        later_today(at(now), CHINA, &manner, &Workdays::here(CHINA))
    }

    #[test]
    fn an_hour_on_at_a_full_quarter_and_never_before_now() {
        let night = Some((22 * 60, 7 * 60));
        for (now, quiet, then) in [
            ("2026-03-02T10:20", None, "2026-03-02T11:30"),
            ("2026-03-02T10:15", None, "2026-03-02T11:15"),
            ("2026-03-02T10:16", night, "2026-03-02T11:30"),
            ("2026-03-02T16:50", None, "2026-03-02T18:00"),
            ("2026-03-02T17:40", None, "2026-03-02T18:00"),
            ("2026-03-02T18:00", None, "2026-03-02T18:15"),
            ("2026-03-02T20:05", night, "2026-03-02T20:15"),
            ("2026-03-02T21:50", night, "2026-03-02T21:50"),
            ("2026-03-02T23:50", None, "2026-03-02T23:50"),
            // Before a rest at noon, not after it.
            (
                "2026-03-02T11:20",
                Some((12 * 60, 14 * 60)),
                "2026-03-02T11:45",
            ),
            (
                "2026-03-02T11:50",
                Some((12 * 60, 14 * 60)),
                "2026-03-02T11:50",
            ),
            // Written in the quiet it is held back till its end.
            ("2026-03-02T22:40", night, "2026-03-02T22:45"),
        ] {
            assert_eq!(told(now, quiet), at(then), "{now}");
        }
    }
}
