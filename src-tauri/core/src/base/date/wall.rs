//! A time as the clock on the wall of a place shows it. The instant it falls on is computed, never
//! stored: zones change their rules.

use std::fmt;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::read::{self, Read};
use crate::base::clock::Timestamp;
use crate::base::error::{Error, Result};

/// A date, perhaps a time of day to the minute, and the IANA zone they are meant in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct WallTime {
    /// The day.
    pub date: NaiveDate,
    /// The time of day; none means the whole day.
    pub time: Option<NaiveTime>,
    /// The zone whose clocks are meant.
    pub zone: Tz,
}

/// [`WallTime`] as it crosses to the window.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Wire {
    at: String,
    zone: String,
}

impl WallTime {
    /// Reads `2026-11-23`, `2026-11-23 10:00`, `2026-11-23T10:00`, `2026年11月23日下午3点半`,
    /// `11/23/2026 3:30 pm`. Seconds are cut off.
    ///
    /// # Errors
    /// As [`super::parse_date`], and `error.time_impossible` for a 25 o'clock.
    pub fn parse(text: &str, zone: Tz) -> Result<Self> {
        match read::date_and_time(text)? {
            (Read::Day(date), time) => Ok(Self { date, time, zone }),
            _ => Err(Error::invalid("date", "error.date_incomplete").with("text", text.trim())),
        }
    }

    /// From its two stored texts.
    ///
    /// # Errors
    /// As [`WallTime::parse`], and `error.zone_unknown`.
    pub fn from_stored(at: &str, zone: &str) -> Result<Self> {
        let zone = zone
            .parse()
            .map_err(|_| Error::invalid("zone", "error.zone_unknown").with("text", zone))?;
        Self::parse(at, zone)
    }

    /// The instant of its two stored texts, ms; where they are none, one after all others.
    #[must_use]
    pub fn instant_stored(at: &str, zone: Option<&str>) -> i64 {
        let wall = Self::from_stored(at, zone.unwrap_or("UTC"));
        wall.map_or(i64::MAX, |wall| wall.instant(NaiveTime::MIN).0)
    }

    /// `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, as stored; sorts by time within one zone.
    #[must_use]
    pub fn at(&self) -> String {
        match self.time {
            Some(time) => format!("{}T{}", self.date.format("%Y-%m-%d"), time.format("%H:%M")),
            None => self.date.format("%Y-%m-%d").to_string(),
        }
    }

    /// The instant it falls on; a whole day falls on `day_starts`. For a time that clocks skip in
    /// spring it is the first instant after, one that comes twice in autumn is the first.
    #[must_use]
    pub fn instant(&self, day_starts: NaiveTime) -> Timestamp {
        let wall = self.date.and_time(self.time.unwrap_or(day_starts));
        let found = self.zone.from_local_datetime(&wall).earliest().or_else(|| {
            // No clock shows it. Zones skip an hour, a half, or (once each) a whole day.
            let hours_before = |hours: i64| {
                let before = wall.checked_sub_signed(Duration::hours(hours))?;
                let known = self.zone.from_local_datetime(&before).earliest()?;
                known.checked_add_signed(Duration::hours(hours))
            };
            let moved_on = hours_before(3).or_else(|| hours_before(27))?;
            Some(self.first_after_skip(wall, &moved_on))
        });
        Timestamp::of(found.map_or_else(|| Utc.from_utc_datetime(&wall), |t| t.with_timezone(&Utc)))
    }
}

impl WallTime {
    /// The instant at which the clocks skipped `wall`, looked for backwards from one at which they
    /// had.
    fn first_after_skip(&self, wall: NaiveDateTime, after: &DateTime<Tz>) -> DateTime<Tz> {
        let skipped = after.naive_local() - wall;
        let (mut before, mut after) =
            (after.timestamp() - skipped.num_seconds(), after.timestamp());
        let local = |at: i64| self.zone.timestamp_opt(at, 0).earliest();
        while after - before > 1 {
            let middle = before.midpoint(after);
            match local(middle) {
                Some(time) if time.naive_local() < wall => before = middle,
                _ => after = middle,
            }
        }
        local(after).unwrap_or_else(|| self.zone.from_utc_datetime(&wall))
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.at(), self.zone.name())
    }
}

impl From<WallTime> for Wire {
    fn from(wall: WallTime) -> Self {
        Self {
            at: wall.at(),
            zone: wall.zone.name().to_owned(),
        }
    }
}

impl TryFrom<Wire> for WallTime {
    type Error = Error;
    fn try_from(wire: Wire) -> Result<Self> {
        Self::from_stored(&wire.at, &wire.zone)
    }
}
