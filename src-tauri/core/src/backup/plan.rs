//! Where a vault's backups go and when: kept in the vault, pure, and given the time.

use std::path::PathBuf;

use chrono::{Days, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::model::{Finished, Policy, SnapshotInfo};
use crate::base::date::WallTime;
use crate::base::{Error, Result, Timestamp, WireError};

/// How often a backup is made by itself.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Never.
    Off,
    /// Once a day.
    Daily,
    /// Once in seven days.
    Weekly,
}

/// Where a vault's backups go and when, and how the last ones went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The folder on the drive.
    pub folder: PathBuf,
    /// How often.
    pub schedule: Schedule,
    /// At what time of day, `HH:MM` where the user is.
    pub at: String,
    /// How many stay.
    pub keep: Policy,
    /// When the folder was chosen.
    pub since: Timestamp,
    /// When a backup was last made and read back.
    pub last_ok_at: Option<Timestamp>,
    /// When one was last tried.
    pub last_try_at: Option<Timestamp>,
    /// Why the last try failed.
    pub last_error: Option<WireError>,
    /// What was wrong with older backups when they were last looked after.
    #[serde(default)]
    pub older_error: Option<WireError>,
    /// The drive could not confirm that all of the last one has reached it.
    #[serde(default)]
    pub unsynced: bool,
    /// Damaged files that were set aside in the last run.
    #[serde(default)]
    pub set_aside: u32,
    /// How many parts of the drive were read through so far.
    #[serde(default)]
    pub checks: u32,
    /// The backups on the drive as of the last look, newest first.
    pub known: Vec<SnapshotInfo>,
}

/// The hour offered first: the day's work is done and the laptop still runs.
const EVENING: &str = "18:00";
/// A backup that did not end well is tried again after so long.
const RETRY_MS: i64 = 3_600_000;

impl Plan {
    /// Backups into `folder` every evening.
    #[must_use]
    pub fn new(folder: PathBuf, now: Timestamp) -> Self {
        Self {
            folder,
            schedule: Schedule::Daily,
            at: EVENING.to_owned(),
            keep: Policy::default(),
            since: now,
            last_ok_at: None,
            last_try_at: None,
            last_error: None,
            older_error: None,
            unsynced: false,
            set_aside: 0,
            checks: 0,
            known: Vec::new(),
        }
    }

    /// The same rhythm into another folder, or into this one anew.
    #[must_use]
    pub fn moved(&self, folder: PathBuf, now: Timestamp) -> Self {
        Self {
            schedule: self.schedule,
            at: self.at.clone(),
            keep: self.keep,
            ..Self::new(folder, now)
        }
    }

    /// Notes a backup that was made and read back.
    pub(crate) fn succeeded(&mut self, finished: &Finished) {
        self.last_ok_at = finished.snapshot.verified_at;
        self.last_try_at = finished.snapshot.verified_at;
        self.last_error = None;
        self.unsynced = finished.unsynced;
        self.set_aside = u32::try_from(finished.quarantined).unwrap_or(u32::MAX);
        self.known.insert(0, in_brief(finished.snapshot.clone()));
    }

    /// Notes a try that did not end well.
    pub(crate) fn failed(&mut self, now: Timestamp, error: Option<WireError>) {
        self.last_try_at = Some(now);
        self.last_error = error;
    }

    /// Notes what is on the drive. A backup that no longer counts as verified is none to rely on.
    pub(crate) fn found(&mut self, known: Vec<SnapshotInfo>) {
        self.last_ok_at = known.iter().filter_map(|known| known.verified_at).max();
        self.known = known.into_iter().map(in_brief).collect();
    }

    /// Sets how often and at what time of day.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when `at` is no time of day, or nothing would stay.
    pub fn schedule(&mut self, schedule: Schedule, at: &str, keep: Policy) -> Result<()> {
        let time = time(at).ok_or_else(|| Error::invalid("at", "error.time_of_day"))?;
        if keep
            .daily
            .saturating_add(keep.weekly)
            .saturating_add(keep.monthly)
            == 0
        {
            return Err(Error::invalid("keep", "error.backup_keeps_nothing"));
        }
        self.schedule = schedule;
        self.at = time.format("%H:%M").to_string();
        self.keep = keep;
        Ok(())
    }

    /// When the next try is to begin in `zone`: when a backup is due, but not within the hour after
    /// a try that did not end well, for whatever reason. Stopped means stopped.
    #[must_use]
    pub fn begin_at(&self, zone: Tz) -> Option<Timestamp> {
        let due = self.due_at(zone)?;
        let vain = self
            .last_try_at
            .filter(|tried| self.last_ok_at.is_none_or(|ok| *tried > ok));
        Some(vain.map_or(due, |tried| due.max(tried.plus_ms(RETRY_MS))))
    }

    /// When the next backup is due in `zone`: at the set time, on the first day after the last
    /// backup, or the seventh. A drive that was away makes it overdue, not lost.
    #[must_use]
    pub fn due_at(&self, zone: Tz) -> Option<Timestamp> {
        let days = match self.schedule {
            Schedule::Off => return None,
            Schedule::Daily => 0,
            Schedule::Weekly => 7,
        };
        let last = self.last_ok_at.unwrap_or(self.since);
        let day = last.utc().with_timezone(&zone).date_naive();
        // Never backed up: from the first evening on, whatever the rhythm.
        let first: u64 = if self.last_ok_at.is_none() { 0 } else { days };
        let time = time(&self.at).unwrap_or_default();
        (first..=first.saturating_add(2)).find_map(|days| {
            let date = day.checked_add_days(Days::new(days))?;
            let at = WallTime {
                date,
                time: Some(time),
                zone,
            };
            Some(at.instant(time)).filter(|at| *at > last)
        })
    }
}

/// Without what each table held: a drill reads that on the drive, and the plan is written often.
fn in_brief(mut snapshot: SnapshotInfo) -> SnapshotInfo {
    snapshot.manifest.digests.clear();
    snapshot
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}
