//! Where a vault's backups go and when: kept in the vault, pure, and given the time.

use std::path::{Path, PathBuf};

use chrono::{Days, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::cloud::{Cloud, Speaks, is_cloud};
use super::folder::FOLDER;
use super::model::{Finished, Newer, Policy, SnapshotInfo};
use super::reach::Reach;
use crate::base::date::WallTime;
use crate::base::{Error, Id, Kind, Result, Timestamp, WireError};

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
    /// Whenever the user locks the vault or ends the program, where anything was done since.
    Leaving,
}

/// A backup at a place that this very vault made and that holds more than it does: it was put back from an
/// older copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ahead {
    /// The backup; it is not cleared out.
    pub id: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// How many changes the vault lacked of it when that was noticed.
    pub changes: i64,
    /// The user has read it.
    pub told: bool,
}

/// What stood at a place that was begun anew, for it could not be opened any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Where it lies now.
    pub folder: PathBuf,
    /// Since when.
    pub since: Timestamp,
}

/// One of the places a vault's backups go to and when, and how the last ones went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What the place itself says it is, in its marker: it is known by that, not by its path.
    #[serde(default = "unmarked")]
    pub id: Id,
    /// What the user calls it.
    #[serde(default)]
    pub name: String,
    /// The folder on the drive, where it was last seen; of storage behind a network, its address.
    pub folder: PathBuf,
    /// What opens that storage.
    #[serde(default)]
    pub cloud: Option<Cloud>,
    /// What it was spoken to in, of a former place whose way in is not handed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoke: Option<Speaks>,
    /// The same below the drive's own root, which may be another tomorrow.
    #[serde(default)]
    pub within: PathBuf,
    /// The place was seen to bear this id. Until then whatever stands in the folder is it.
    #[serde(default)]
    pub marked: bool,
    /// The user wants nothing made there for now.
    #[serde(default)]
    pub paused: bool,
    /// So many days later than planned, the user is reminded.
    #[serde(default = "patience")]
    pub patience_days: u32,
    /// When the place was last there, to the day.
    #[serde(default)]
    pub last_seen_at: Option<Timestamp>,
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
    /// Backups there that only a newer program reads.
    #[serde(default)]
    pub newer: Option<Newer>,
    /// What must stay there takes so many bytes, where the place is to hold less.
    #[serde(default)]
    pub over_limit: Option<u64>,
    /// The drive could not confirm that all of the last one has reached it.
    #[serde(default)]
    pub unsynced: bool,
    /// Damaged files that were set aside in the last run.
    #[serde(default)]
    pub set_aside: u32,
    /// What the backups of this very vault say they are of: others at the place are not its own.
    #[serde(default)]
    pub lineage: Option<Id>,
    /// Backups that were found not to restore, of which the place itself does not know yet.
    #[serde(default)]
    pub doubted: Vec<String>,
    /// Its own backups there that hold more than the vault does.
    #[serde(default)]
    pub ahead: Vec<Ahead>,
    /// What stood there before and could not be opened any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<Aside>,
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
const DAY_MS: i64 = 86_400_000;
/// The longest name of a place, in characters.
const NAME: usize = 60;
/// The lowest limit of a place: no backup is of use to whom it could hold none.
const LEAST_LIMIT: u64 = if cfg!(test) { 1 } else { 100_000_000 };
/// The most days a place may be late without a word.
const MOST_PATIENCE: u32 = 365;

/// A plan written before places bore marks.
const fn unmarked() -> Id {
    Id::from_bytes([0; 16])
}

const fn patience() -> u32 {
    1
}

impl Plan {
    /// Backups into `folder` every evening.
    #[must_use]
    pub fn new(folder: PathBuf, now: Timestamp) -> Self {
        Self {
            id: Id::at(now),
            name: called(&folder),
            within: PathBuf::new(),
            marked: false,
            paused: false,
            patience_days: patience(),
            last_seen_at: None,
            folder,
            cloud: None,
            spoke: None,
            schedule: Schedule::Daily,
            at: EVENING.to_owned(),
            keep: Policy::default(),
            since: now,
            last_ok_at: None,
            last_try_at: None,
            last_error: None,
            older_error: None,
            newer: None,
            over_limit: None,
            unsynced: false,
            set_aside: 0,
            lineage: None,
            doubted: Vec::new(),
            ahead: Vec::new(),
            aside: Vec::new(),
            checks: 0,
            known: Vec::new(),
        }
    }

    /// The same rhythm into another folder, or into this one anew. How much may lie there is the place's own.
    #[must_use]
    pub fn moved(&self, folder: PathBuf, now: Timestamp) -> Self {
        Self {
            schedule: self.schedule,
            at: self.at.clone(),
            keep: Policy {
                most_bytes: None,
                ..self.keep
            },
            patience_days: self.patience_days,
            ..Self::new(folder, now)
        }
    }

    /// The same place with nothing in it: what stood there lies `aside`.
    pub(crate) fn begun_anew(&mut self, aside: Aside) {
        let was = std::mem::replace(self, Self::new(self.folder.clone(), aside.since));
        self.id = was.id;
        self.name = was.name;
        self.within = was.within;
        self.marked = true;
        self.paused = was.paused;
        self.patience_days = was.patience_days;
        self.last_seen_at = was.last_seen_at;
        self.schedule = was.schedule;
        self.at = was.at;
        self.keep = was.keep;
        self.lineage = was.lineage;
        self.aside = was.aside;
        self.aside.push(aside);
    }

    /// The same place as it `was`, for it could not be begun anew; what the user chose meanwhile stays.
    pub(crate) fn not_begun(&mut self, was: Self) {
        let now = std::mem::replace(self, was);
        self.name = now.name;
        self.paused = now.paused;
        self.patience_days = now.patience_days;
        self.schedule = now.schedule;
        self.at = now.at;
        self.keep = now.keep;
    }

    /// What reaches the place.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.cloud.as_ref().map_or_else(Reach::disk, Reach::cloud)
    }

    /// The same plan with a name and an id, where it was written before there were any. The id
    /// follows from the plan, so that it is the same at every reading until it is written.
    pub(crate) fn with_id(mut self) -> Self {
        if self.id == unmarked() {
            let said = format!("{}\n{}", self.since.0, self.folder.display());
            let hash = blake3::derive_key("steward/1/backup-target", said.as_bytes());
            let mut id = [0; 16];
            id.copy_from_slice(hash.split_at(16).0);
            self.id = Id::from_bytes(id);
            self.name = called(&self.folder);
            self.last_seen_at = self.last_ok_at;
        }
        self
    }

    /// Gives it another name.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when it is empty or too long.
    pub fn rename(&mut self, name: &str) -> Result<()> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME {
            return Err(Error::invalid("name", "error.backup_target_name"));
        }
        name.clone_into(&mut self.name);
        Ok(())
    }

    /// Sets how late a backup may be before the user is reminded.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when that is no day, or more than a year.
    pub fn be_patient(&mut self, days: u32) -> Result<()> {
        if !(1..=MOST_PATIENCE).contains(&days) {
            return Err(Error::invalid("days", "error.backup_patience"));
        }
        self.patience_days = days;
        Ok(())
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
        self.known = known.into_iter().map(in_brief).collect();
        for known in &mut self.known {
            if self.doubted.contains(&known.id) {
                known.verified_at = None;
            }
        }
        self.last_ok_at = self.own().filter_map(|one| one.verified_at).max();
        let known: Vec<&str> = self.known.iter().map(|one| one.id.as_str()).collect();
        self.ahead
            .retain(|ahead| known.contains(&ahead.id.as_str()));
    }

    /// The backups of this very vault at the place, as of the last look.
    pub fn own(&self) -> impl Iterator<Item = &SnapshotInfo> {
        let mine = |one: &&SnapshotInfo| one.manifest.vault.instance == self.lineage;
        self.known.iter().filter(mine)
    }

    /// Has it count as its own what says that it is of `lineage`, and nothing else.
    pub(crate) fn be_of(&mut self, lineage: Option<Id>) {
        self.lineage = lineage;
        let known = std::mem::take(&mut self.known);
        self.found(known);
    }

    /// Notes that a backup does not restore, whatever the place still says of it.
    pub(crate) fn disproved(&mut self, id: &str) {
        self.doubted.push(id.to_owned());
        let known = std::mem::take(&mut self.known);
        self.found(known);
    }

    /// Notes how looking after the older ones went. A part of the drive that was not read is the next one's
    /// turn again: a try that the drive broke off says nothing of what stands there.
    pub(crate) fn looked_after(&mut self, read: bool, wrong: Option<WireError>) {
        if read {
            self.checks = self.checks.wrapping_add(1);
        }
        self.older_error = wrong;
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
            .saturating_add(keep.yearly)
            == 0
        {
            return Err(Error::invalid("keep", "error.backup_keeps_nothing"));
        }
        if keep.most_bytes.is_some_and(|most| most < LEAST_LIMIT) {
            return Err(Error::invalid("most_bytes", "error.backup_limit"));
        }
        self.schedule = schedule;
        self.at = time.format("%H:%M").to_string();
        self.keep = keep;
        Ok(())
    }

    /// When the next try is to begin in `zone`: when a backup is due, but not within the hour after
    /// a try that did not end well, for whatever reason. Stopped means stopped.
    #[must_use]
    pub fn begin_at(&self, zone: Tz, now: Timestamp) -> Option<Timestamp> {
        let due = self.due_at(zone, now)?;
        let last = self.last_good(now);
        let vain = self
            .last_try_at
            .filter(|tried| believed(*tried, now) && last.is_none_or(|ok| *tried > ok));
        Some(vain.map_or(due, |tried| due.max(tried.plus_ms(RETRY_MS))))
    }

    /// Whether a backup is due and only kept from being tried again by a try that failed for the drive was
    /// away: then it is looked for, and `returned` says that it came back.
    #[must_use]
    pub fn waits_for_return(&self, zone: Tz, now: Timestamp) -> bool {
        let due = self.due_at(zone, now).is_some_and(|at| at <= now);
        due && self.failed_away() && self.begin_at(zone, now).is_some_and(|at| at > now)
    }

    /// Whether the last try failed for the place was out of reach.
    pub(crate) fn failed_away(&self) -> bool {
        let error = self.last_error.as_ref();
        error.is_some_and(|error| error.kind == Kind::Unavailable)
    }

    /// The place was away and is here again: a try that failed for that says nothing any more.
    pub(crate) fn returned(&mut self) {
        if self.failed_away() {
            self.last_try_at = self.last_ok_at;
        }
    }

    /// When the next backup is due in `zone`: at the set time, on the first day after the last
    /// backup, or the seventh. A drive that was away makes it overdue, not lost.
    ///
    /// A backup from days that have not come yet is of a clock that was wrong and has been set
    /// back; waiting for it would be waiting for years.
    #[must_use]
    pub fn due_at(&self, zone: Tz, now: Timestamp) -> Option<Timestamp> {
        let days = match self.schedule {
            _ if self.paused => return None,
            // No clock says when somebody leaves.
            Schedule::Off | Schedule::Leaving => return None,
            Schedule::Daily => 0,
            Schedule::Weekly => 7,
        };
        let good = self.last_good(now);
        let last = good.unwrap_or(self.since);
        if !believed(last, now) {
            return Some(now);
        }
        let day = last.utc().with_timezone(&zone).date_naive();
        // Never backed up: from the first evening on, whatever the rhythm.
        let first: u64 = if good.is_none() { 0 } else { days };
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

    /// Whether backups are made there by themselves.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !self.paused && self.schedule != Schedule::Off
    }

    /// Since when the user is to be reminded of this place, if it is so long.
    #[must_use]
    pub fn missed_since(&self, zone: Tz, now: Timestamp) -> Option<Timestamp> {
        let patience = i64::from(self.patience_days).saturating_mul(DAY_MS);
        let due = match self.schedule {
            // As if it were done every day.
            Schedule::Leaving if !self.paused => {
                let last = self.last_good(now).unwrap_or(self.since);
                Some(last.plus_ms(DAY_MS))
            }
            _ => self.due_at(zone, now),
        };
        due.filter(|due| due.plus_ms(patience) <= now)
    }

    /// When the last backup was made and read back that this clock can know of.
    #[must_use]
    pub fn last_good(&self, now: Timestamp) -> Option<Timestamp> {
        self.own()
            .filter_map(|known| known.verified_at)
            .chain(self.last_ok_at)
            .filter(|at| believed(*at, now))
            .max()
    }

    /// When the place was last known to be there.
    #[must_use]
    pub fn seen_at(&self) -> Option<Timestamp> {
        self.last_seen_at.max(self.last_ok_at)
    }
}

/// Of a vault of which nothing is backed up by itself any more, for each of its places is paused or has no
/// rhythm: the one with the newest good backup, and since when that is too old, if the user is to be
/// reminded of it by now.
#[must_use]
pub fn idle_since(plans: &[Plan], now: Timestamp) -> Option<(&Plan, Timestamp)> {
    if plans.iter().any(Plan::is_active) {
        return None;
    }
    let last = plans.iter().max_by_key(|plan| plan.last_good(now))?;
    // As if it were done every day: by hand it may well be.
    let since = last.last_good(now).unwrap_or(last.since).plus_ms(DAY_MS);
    let patience = i64::from(last.patience_days).saturating_mul(DAY_MS);
    (since.plus_ms(patience) <= now).then_some((last, since))
}

/// Whether an instant can have been. Clocks of drives and journeys differ by less than a day.
fn believed(at: Timestamp, now: Timestamp) -> bool {
    at <= now.plus_ms(DAY_MS)
}

/// What a folder is called by itself: the drive's name where our own folder or nothing was chosen
/// on it.
fn called(folder: &Path) -> String {
    if is_cloud(folder) {
        let text = folder.to_string_lossy();
        let host = text.split('/').nth(2).unwrap_or_default();
        return host.chars().take(NAME).collect();
    }
    let named = folder
        .ancestors()
        .filter_map(|part| part.file_name())
        .find(|name| *name != FOLDER);
    match named {
        Some(name) => name.to_string_lossy().chars().take(NAME).collect(),
        None => folder.display().to_string().chars().take(NAME).collect(),
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
