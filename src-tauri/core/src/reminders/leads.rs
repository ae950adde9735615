//! How long before its moment a task speaks up as well, and what it says after it: pure.

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use crate::base::{Timestamp, WallTime, Workdays};

const MINUTE_MS: i64 = 60_000;

/// The slot of the louder word about a task that stayed overdue.
pub const OVERDUE: i32 = -1;
/// The slot that speaks again and again until the task is done.
pub const AGAIN: i32 = -2;
/// The slot that speaks when the rule of a task comes round once more while the task is still open.
pub const ROUND: i32 = -3;

/// The slots that go on speaking: each time one has spoken it waits for its next step.
pub const STEPS: [i32; 2] = [AGAIN, ROUND];

/// One lead of several: a span before the moment, or a morning some days before its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// Minutes before the moment.
    Minutes(u16),
    /// The morning of so many days before.
    Days(u16),
    /// The morning of so many working days before.
    Workdays(u16),
}

impl Lead {
    /// From the code of its choice: `m30`, `h2`, `d3`, and `w3` for working days.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        let number = code.get(1..)?.parse::<u16>().ok().filter(|n| *n > 0)?;
        match code.as_bytes().first()? {
            b'm' => Some(Self::Minutes(number)),
            b'h' => number.checked_mul(60).map(Self::Minutes),
            b'd' => Some(Self::Days(number)),
            b'w' => Some(Self::Workdays(number)),
            _ => None,
        }
    }

    /// Whether a code is that of a lead, be it one of the list or not: any number of minutes, hours, days
    /// or working days that is no slip.
    #[must_use]
    pub fn is_code(code: &str) -> bool {
        let plain = !code.get(1..).unwrap_or_default().starts_with(['0', '+']);
        plain
            && match Self::of_code(code) {
                Some(Self::Minutes(n)) => n <= 30 * 24 * 60,
                Some(Self::Days(n)) => n <= 730,
                Some(Self::Workdays(n)) => n <= 250,
                None => false,
            }
    }

    /// The minutes of a code that is a span.
    #[must_use]
    pub fn minutes_of(code: &str) -> Option<u16> {
        match Self::of_code(code) {
            Some(Self::Minutes(minutes)) => Some(minutes),
            _ => None,
        }
    }

    /// Its slot: the same lead is the same reminder, whichever others are added or taken away.
    #[must_use]
    pub fn slot(self) -> i32 {
        match self {
            Self::Minutes(n) => i32::from(n),
            Self::Days(n) => 100_000 + i32::from(n),
            Self::Workdays(n) => 200_000 + i32::from(n),
        }
    }

    /// When it speaks for what is due at `due`.
    #[must_use]
    pub fn before(self, due: &WallTime, morning: NaiveTime, days: &Workdays) -> Timestamp {
        let on = |day: NaiveDate| morning_of(day, morning, due.zone);
        match self {
            Self::Minutes(n) => due.instant(morning).plus_ms(-i64::from(n) * MINUTE_MS),
            Self::Days(n) => on(due.date - Days::new(n.into())),
            Self::Workdays(n) => on(days.back(due.date, n.into())),
        }
    }
}

/// The first instant of a day's morning hour where the clocks show `zone`.
#[must_use]
pub fn morning_of(date: NaiveDate, morning: NaiveTime, zone: Tz) -> Timestamp {
    let time = Some(morning);
    WallTime { date, time, zone }.instant(morning)
}

/// When an open task that is overdue speaks once more: the morning `after` days past its day.
#[must_use]
pub fn louder(due: &WallTime, after: u16, morning: NaiveTime) -> Timestamp {
    morning_of(due.date + Days::new(after.into()), morning, due.zone)
}

/// When a task that is repeated each `every` minutes until it is done speaks next: in steps from its
/// moment, the first one after `now` that it has not spoken for. A clock that ran far ahead and was set
/// back does not silence it.
#[must_use]
pub fn again(
    due: Timestamp,
    every: u16,
    spoken_for: Option<Timestamp>,
    now: Timestamp,
) -> Timestamp {
    let step = i64::from(every.max(1)) * MINUTE_MS;
    let passed = now.0.saturating_sub(due.0).max(0) / step;
    let next = due.plus_ms((passed + 1) * step);
    if spoken_for == Some(next) {
        next.plus_ms(step)
    } else {
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, zone: &str) -> WallTime {
        WallTime::from_stored(text, zone).unwrap()
    }

    fn nine() -> NaiveTime {
        NaiveTime::from_hms_opt(9, 0, 0).unwrap()
    }

    #[test]
    fn a_lead_is_a_span_or_a_morning() {
        let china = Workdays::here(Tz::Asia__Shanghai);
        let due = at("2026-10-09T14:30", "Asia/Shanghai");
        for (code, told) in [
            ("m30", "2026-10-09T14:00"),
            ("h2", "2026-10-09T12:30"),
            ("d3", "2026-10-06T09:00"),
            // The week of the National Day is not worked.
            ("w1", "2026-10-08T09:00"),
            ("w2", "2026-09-30T09:00"),
        ] {
            let lead = Lead::of_code(code).unwrap();
            let told = at(told, "Asia/Shanghai").instant(nine());
            assert_eq!(lead.before(&due, nine(), &china), told, "{code}");
        }
        for code in ["", "m", "m0", "x3", "d-1", "h9999"] {
            assert_eq!(Lead::of_code(code), None, "{code}");
            assert!(!Lead::is_code(code), "{code}");
        }
        for (code, is) in [
            ("w4", true),
            ("m45", true),
            ("h6", true),
            ("d10", true),
            ("d03", false),
            ("d9999", false),
            ("h+3", false),
        ] {
            assert_eq!(Lead::is_code(code), is, "{code}");
        }
    }

    #[test]
    fn what_is_overdue_speaks_louder_on_a_morning() {
        let told = louder(&at("2026-03-02T18:00", "Asia/Shanghai"), 3, nine());
        assert_eq!(
            told,
            at("2026-03-05T09:00", "Asia/Shanghai").instant(nine())
        );
    }

    #[test]
    fn again_and_again_in_steps_from_the_moment() {
        let (due, minute) = (Timestamp(1_000_000_000), 60_000);
        let next = |spoken: Option<i64>, now: i64| {
            let spoken = spoken.map(|m| due.plus_ms(m * minute));
            (again(due, 30, spoken, due.plus_ms(now * minute)).0 - due.0) / minute
        };
        assert_eq!(next(None, -100), 30);
        assert_eq!(next(Some(30), 30), 60);
        assert_eq!(
            next(Some(47), 47),
            60,
            "told late, the next step is the next"
        );
        assert_eq!(
            next(Some(50_000), 40),
            60,
            "a clock set back does not silence it"
        );
        assert_eq!(next(Some(60), 40), 90, "nor makes it speak again");
        assert_eq!(next(Some(30), 100), 120, "what lies behind is over");
    }
}
