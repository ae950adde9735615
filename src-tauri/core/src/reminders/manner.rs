//! How the user wants to be spoken to: the morning hour, the digest, what is quiet. What comes due in
//! quiet is not fired until the quiet ends, so nothing of it can be lost. Pure but for the two verbs
//! that keep it, in the vault, for what it says decides when reminders fire.

use chrono::{Days, NaiveDateTime, NaiveTime, Timelike};
use chrono_tz::Tz;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::leads::morning_of;
use crate::base::error::{Error, Result};
use crate::base::{Timestamp, WallTime, Workdays};
use crate::vault::{Read, Write};

const KEY: &str = "reminders";
const DAY_MIN: u16 = 24 * 60;
/// Nobody asks not to be disturbed for longer: an end further off is a clock that was set back.
const LONGEST_PAUSE_MS: i64 = 48 * 3_600_000;

/// The hours of every day in which nothing speaks, in minutes of the day; may lie over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct QuietHours {
    /// From this minute on.
    pub from: u16,
    /// Until this one.
    pub to: u16,
}

/// Not to be disturbed for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Since then.
    pub since: Timestamp,
    /// Until then.
    pub until: Timestamp,
}

/// Until when the user is not to be disturbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PauseFor {
    /// For an hour.
    Hour,
    /// Until tomorrow's morning hour.
    Tomorrow,
    /// Until this minute of the day, today or tomorrow.
    Until(u16),
    /// No longer.
    End,
}

/// How reminders speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Manner {
    /// The minute of the day at which what has no time of its own speaks.
    pub morning: u16,
    /// Whether the day is told in one note then.
    pub digest: bool,
    /// After so many days an open task that is overdue speaks once more; 0 for never.
    pub overdue_days: u16,
    /// The hours of the day in which nothing speaks.
    pub quiet: Option<QuietHours>,
    /// Whether days not worked are quiet.
    pub quiet_days: bool,
    /// Not to be disturbed for a while.
    #[serde(default)]
    #[specta(skip)]
    pub pause: Option<Pause>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            morning: 9 * 60,
            digest: true,
            overdue_days: 3,
            quiet: None,
            quiet_days: false,
            pause: None,
        }
    }
}

impl Manner {
    /// As the user left it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(read: &Read<'_>) -> Result<Self> {
        let kept: Option<String> = read
            .sql()
            .prepare_cached("SELECT value FROM setting WHERE key = ?")?
            .query_row([KEY], |row| row.get(0))
            .optional()?;
        Ok(kept
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default())
    }

    /// Keeps it.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] for a minute no day has.
    pub fn keep(&self, tx: &mut Write<'_>) -> Result<()> {
        let quiet = self.quiet.iter().flat_map(|quiet| [quiet.from, quiet.to]);
        let minutes_of_a_day = [self.morning].into_iter().chain(quiet);
        if minutes_of_a_day.into_iter().any(|minute| minute >= DAY_MIN) || self.overdue_days > 365 {
            return Err(Error::invalid("reminders", "error.setting_out_of_range"));
        }
        let text = serde_json::to_string(self).map_err(Error::internal)?;
        tx.sql()
            .prepare_cached("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)")?
            .execute([KEY, &text])?;
        Ok(())
    }

    /// The morning hour.
    #[must_use]
    pub fn morning(&self) -> NaiveTime {
        clock(self.morning)
    }

    /// The next morning hour after `now`.
    #[must_use]
    pub fn next_morning(&self, now: Timestamp, zone: Tz) -> (chrono::NaiveDate, Timestamp) {
        let mut day = local(now, zone).date();
        loop {
            let at = morning_of(day, self.morning(), zone);
            if at > now {
                return (day, at);
            }
            day = day + Days::new(1);
        }
    }

    /// The first instant from `at` on at which something may speak.
    #[must_use]
    pub fn speaks_from(&self, at: Timestamp, zone: Tz, days: &Workdays) -> Timestamp {
        let mut at = at;
        // No holiday is so long that its days and nights are more than this.
        for _ in 0..100 {
            match self.quiet_until(at, zone, days) {
                // Where a night comes twice its end lies before it.
                Some(end) => at = end.max(at.plus_ms(60_000)),
                None => break,
            }
        }
        at
    }

    fn quiet_until(&self, at: Timestamp, zone: Tz, days: &Workdays) -> Option<Timestamp> {
        if let Some(end) = self.paused_until(at) {
            return Some(end);
        }
        let here = local(at, zone);
        let end_on = |day, minute| morning_of(day, clock(minute), zone);
        if let Some(QuietHours { from, to }) = self.quiet {
            let minute = u16::try_from(here.num_seconds_from_midnight() / 60).unwrap_or(0);
            let over_midnight = from > to;
            if over_midnight && minute >= from {
                return Some(end_on(here.date() + Days::new(1), to));
            }
            if minute < to && (over_midnight || minute >= from) {
                return Some(end_on(here.date(), to));
            }
        }
        let off = self.quiet_days && !days.is_worked(here.date());
        off.then(|| end_on(days.next(here.date()), self.morning))
    }

    /// Until when the user is not to be disturbed, if that is so at `now`.
    #[must_use]
    pub fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        let Pause { since, until } = self.pause?;
        let meant = until.0.saturating_sub(since.0) <= LONGEST_PAUSE_MS;
        (meant && since <= now && now < until).then_some(until)
    }

    /// Not to be disturbed from `now` on.
    #[must_use]
    pub fn paused(&self, how: PauseFor, now: Timestamp, zone: Tz) -> Self {
        let day = local(now, zone).date();
        let until = match how {
            PauseFor::End => now,
            PauseFor::Hour => now.plus_ms(3_600_000),
            PauseFor::Tomorrow => morning_of(day + Days::new(1), self.morning(), zone),
            PauseFor::Until(minute) => {
                let today = morning_of(day, clock(minute), zone);
                let tomorrow = morning_of(day + Days::new(1), clock(minute), zone);
                if today > now { today } else { tomorrow }
            }
        };
        // What was held back from the beginning on is not late by it, whenever the pause ends.
        let going_on = self.pause.filter(|_| self.paused_until(now).is_some());
        let pause = match (going_on, how) {
            (Some(Pause { since, .. }), _) if until.0 - since.0 <= LONGEST_PAUSE_MS => {
                Some(Pause { since, until })
            }
            (None, PauseFor::End) => self.pause,
            _ => Some(Pause { since: now, until }),
        };
        Self {
            pause,
            ..self.clone()
        }
    }
}

fn clock(minute: u16) -> NaiveTime {
    let midnight = NaiveTime::MIN;
    NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minute) * 60, 0).unwrap_or(midnight)
}

fn local(at: Timestamp, zone: Tz) -> NaiveDateTime {
    at.utc().with_timezone(&zone).naive_local()
}

/// The zone whose clocks are meant by what is to keep its wall time: the laptop's own.
pub(super) fn floating(due: WallTime, zone: Tz) -> WallTime {
    WallTime { zone, ..due }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHINA: Tz = Tz::Asia__Shanghai;

    fn at(text: &str) -> Timestamp {
        WallTime::parse(text, CHINA)
            .unwrap()
            .instant(NaiveTime::MIN)
    }

    #[test]
    fn quiet_hours_lie_over_midnight_and_end_on_the_minute() {
        let manner = Manner {
            quiet: Some(QuietHours {
                from: 22 * 60,
                to: 7 * 60 + 30,
            }),
            ..Manner::default()
        };
        for (asked, told) in [
            ("2026-03-02T21:59", "2026-03-02T21:59"),
            ("2026-03-02T22:00", "2026-03-03T07:30"),
            ("2026-03-03T00:10", "2026-03-03T07:30"),
            ("2026-03-03T07:30", "2026-03-03T07:30"),
        ] {
            assert_eq!(
                manner.speaks_from(at(asked), CHINA, &Workdays::here(CHINA)),
                at(told),
                "{asked}"
            );
        }
        let noon = Manner {
            quiet: Some(QuietHours { from: 720, to: 840 }),
            ..Manner::default()
        };
        assert_eq!(
            noon.speaks_from(at("2026-03-02T12:30"), CHINA, &Workdays::here(CHINA)),
            at("2026-03-02T14:00")
        );
        assert_eq!(
            noon.speaks_from(at("2026-03-02T11:59"), CHINA, &Workdays::here(CHINA)),
            at("2026-03-02T11:59")
        );
    }

    #[test]
    fn days_off_are_quiet_until_the_morning_of_the_next_day_worked() {
        let manner = Manner {
            quiet_days: true,
            ..Manner::default()
        };
        let told = manner.speaks_from(at("2026-10-02T15:00"), CHINA, &Workdays::here(CHINA));
        assert_eq!(told, at("2026-10-08T09:00"));
        let worked = at("2026-10-10T15:00");
        assert_eq!(
            manner.speaks_from(worked, CHINA, &Workdays::here(CHINA)),
            worked,
            "a Saturday worked for it"
        );
    }

    #[test]
    fn a_pause_ends_and_no_clock_makes_it_endless() {
        let now = at("2026-03-02T10:00");
        let until = |how| {
            let manner = Manner::default().paused(how, now, CHINA);
            manner.speaks_from(now, CHINA, &Workdays::here(CHINA))
        };
        assert_eq!(until(PauseFor::Hour), at("2026-03-02T11:00"));
        assert_eq!(until(PauseFor::Tomorrow), at("2026-03-03T09:00"));
        assert_eq!(until(PauseFor::Until(15 * 60)), at("2026-03-02T15:00"));
        assert_eq!(until(PauseFor::Until(9 * 60)), at("2026-03-03T09:00"));
        assert_eq!(until(PauseFor::End), now);
        // Ended by hand it held back till then, and one pause upon another holds back from the first on.
        let days = Workdays::here(CHINA);
        let (quarter, eleven) = (at("2026-03-02T10:15"), at("2026-03-02T11:00"));
        let long = Manner::default().paused(PauseFor::Tomorrow, now, CHINA);
        let ended = long.paused(PauseFor::End, eleven, CHINA);
        assert_eq!(ended.speaks_from(quarter, CHINA, &days), eleven);
        assert_eq!(ended.paused_until(eleven), None);
        let longer = long.paused(PauseFor::Hour, eleven, CHINA);
        assert_eq!(
            longer.speaks_from(quarter, CHINA, &days),
            at("2026-03-02T12:00")
        );
        let paused = Manner::default().paused(PauseFor::Tomorrow, now, CHINA);
        let years_before = at("2021-03-02T10:00");
        assert_eq!(
            paused.speaks_from(years_before, CHINA, &Workdays::here(CHINA)),
            years_before
        );
    }

    #[test]
    fn a_night_that_comes_twice_still_ends() {
        let zone = Tz::America__New_York;
        let manner = Manner {
            quiet: Some(QuietHours { from: 60, to: 90 }),
            ..Manner::default()
        };
        // 01:10 for the second time on 1 November 2026; 01:30 was already, and comes once more.
        let second = Timestamp::of("2026-11-01T06:10:00Z".parse().unwrap());
        let told = manner.speaks_from(second, zone, &Workdays::here(zone));
        assert_eq!(told, Timestamp::of("2026-11-01T06:30:00Z".parse().unwrap()));
    }
}
