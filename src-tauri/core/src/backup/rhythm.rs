//! How often a drill runs by itself, and when the next one is to begin. Pure, and given the time.

use chrono::{Days, Months};
use serde::{Deserialize, Serialize};

use crate::base::Timestamp;

/// How often it is proved that the backup would restore.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    Deserialize,
    specta::Type,
)]
#[serde(rename_all = "snake_case")]
pub enum DrillRhythm {
    /// Only by hand.
    Never,
    /// Every seven days.
    Weekly,
    /// Every month.
    #[default]
    Monthly,
    /// Every three months.
    Quarterly,
}

/// What is known of the drills so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// Since when backups go where they go.
    pub since: Timestamp,
    /// When one passed last.
    pub proved: Option<Timestamp>,
    /// When one was last begun.
    pub tried: Option<Timestamp>,
}

/// So long after the folder was chosen the first one runs, and so long after a vain try the next.
const DAY_MS: i64 = 86_400_000;
/// So long the drive may be in a drawer before anybody is asked for it.
const GRACE_MS: i64 = 7 * DAY_MS;

impl Before {
    /// When it was last proved that what stands where backups go now would restore.
    ///
    /// An instant more than a day ahead of `now` is of a clock that has been set back since, and says
    /// nothing about how long ago it was. A proof from before the folder was chosen is of backups
    /// that stand elsewhere.
    #[must_use]
    pub fn proof(self, now: Timestamp) -> Option<Timestamp> {
        let since = believed(self.since, now);
        let proved = self.proved.and_then(|at| believed(at, now))?;
        Some(proved).filter(|at| since.is_none_or(|since| *at >= since))
    }
}

impl DrillRhythm {
    /// From when on a proof is owed.
    #[must_use]
    pub fn due_at(self, before: Before, now: Timestamp) -> Option<Timestamp> {
        let Some(last) = before.proof(now) else {
            let first = believed(before.since, now).map_or(now, |since| since.plus_ms(DAY_MS));
            return (self != Self::Never).then_some(first);
        };
        let last = last.utc();
        let next = match self {
            Self::Never => None,
            Self::Weekly => last.checked_add_days(Days::new(7)),
            Self::Monthly => last.checked_add_months(Months::new(1)),
            Self::Quarterly => last.checked_add_months(Months::new(3)),
        };
        next.map(Timestamp::of)
    }

    /// When the next one is to begin: when a proof is owed, but not within a day of a try, for
    /// whatever reason that brought none. Stopped means stopped.
    #[must_use]
    pub fn begin_at(self, before: Before, now: Timestamp) -> Option<Timestamp> {
        let due = self.due_at(before, now)?;
        let tried = before.tried.and_then(|at| believed(at, now));
        Some(tried.map_or(due, |at| due.max(at.plus_ms(DAY_MS))))
    }

    /// Whether the next one is to begin now.
    #[must_use]
    pub fn due(self, before: Before, now: Timestamp) -> bool {
        self.begin_at(before, now).is_some_and(|at| at <= now)
    }

    /// Since when the proof has been owed for so long that the user is to hear of it.
    #[must_use]
    pub fn overdue_since(self, before: Before, now: Timestamp) -> Option<Timestamp> {
        let due = self.due_at(before, now)?;
        Some(due).filter(|due| due.plus_ms(GRACE_MS) <= now)
    }
}

fn believed(at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    Some(at).filter(|at| *at <= now.plus_ms(DAY_MS))
}
