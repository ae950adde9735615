//! The one door to the wall clock.

use std::sync::PoisonError;

use chrono::{DateTime, TimeZone, Utc};
use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// An hour has passed when the clocks show another minute: until then it is that hour, and what speaks at it, a
/// moment later, does not call it gone. The page counts by the same (`ui/src/ipc/late.ts`).
pub const GRACE_MS: i64 = 60_000;

impl Timestamp {
    /// As a calendar instant; times beyond what the calendar can say become its epoch.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        Utc.timestamp_millis_opt(self.0)
            .single()
            .unwrap_or_default()
    }
    /// From a calendar instant, cut to the millisecond.
    #[must_use]
    pub fn of(instant: DateTime<Utc>) -> Self {
        Self(instant.timestamp_millis())
    }
    /// `ms` later; stays at the end of time rather than wrapping.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
    /// Whether something that is to be done by now is not done in time: see [`GRACE_MS`].
    #[must_use]
    pub fn has_passed(self, now: Self) -> bool {
        self.plus_ms(GRACE_MS) <= now
    }
}

impl rusqlite::ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl rusqlite::types::FromSql for Timestamp {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        i64::column_result(value).map(Self)
    }
}

/// Tells the time and the zone the user lives in.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
    /// The laptop's IANA time zone, asked anew each time: people travel.
    fn zone(&self) -> chrono_tz::Tz;
}

/// The real clock, in a given zone.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock(pub chrono_tz::Tz);

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the wall clock"
    )]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp(since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
    }
    fn zone(&self) -> chrono_tz::Tz {
        self.0
    }
}

/// A clock that moves only when told to. Shared by clones of its `Arc`.
#[derive(Debug)]
pub struct FixedClock {
    now: std::sync::atomic::AtomicI64,
    zone: std::sync::Mutex<chrono_tz::Tz>,
}

impl FixedClock {
    /// Stands at `now` in Shanghai.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        Self {
            now: Timestamp::of(now).0.into(),
            zone: chrono_tz::Asia::Shanghai.into(),
        }
    }
    /// Is taken to another zone.
    pub fn travel(&self, zone: chrono_tz::Tz) {
        *self.zone.lock().unwrap_or_else(PoisonError::into_inner) = zone;
    }
    /// Moves to `now`, forwards or backwards.
    pub fn set(&self, now: Timestamp) {
        self.now.store(now.0, std::sync::atomic::Ordering::SeqCst);
    }
    /// Moves on by `ms`.
    pub fn advance(&self, ms: i64) {
        self.now.fetch_add(ms, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.load(std::sync::atomic::Ordering::SeqCst))
    }
    fn zone(&self) -> chrono_tz::Tz {
        *self.zone.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Clock + ?Sized> Clock for std::sync::Arc<C> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
    fn zone(&self) -> chrono_tz::Tz {
        (**self).zone()
    }
}
