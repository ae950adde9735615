//! One of the places backups go to, as the window is told of it.

use std::path::Path;

use serde::Serialize;
use steward_core::backup::{Newer, Plan, Schedule, Sighting, Speaks, Whereabouts};
use steward_core::base::{Clock as _, Error, Id, Result, WireError};
use steward_core::session::Session;

use crate::state::Shell;

/// One of the places backups go to, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a mark of its own in the window"
)]
pub struct BackupTarget {
    /// What it says it is, in its own marker.
    pub id: Id,
    /// What the user calls it.
    pub name: String,
    /// The folder on the drive, where it is or was last seen.
    pub folder: String,
    /// It is storage behind a network; `folder` is its address.
    pub cloud: bool,
    /// How it stands just now.
    pub standing: Whereabouts,
    /// The folders it stands in, where it is there twice.
    pub clones: Vec<String>,
    /// When it was last there.
    pub seen_at: Option<i64>,
    /// Nothing is made there for now.
    pub paused: bool,
    /// So many days later than planned, the user is reminded.
    pub patience_days: u32,
    /// Whether it can be backed up to now.
    pub connected: bool,
    /// How often a backup is made by itself.
    pub schedule: Schedule,
    /// At what time of day, `HH:MM`.
    pub at: String,
    /// How many days keep one.
    pub keep_daily: u32,
    /// How many weeks keep one.
    pub keep_weekly: u32,
    /// How many months keep one.
    pub keep_monthly: u32,
    /// How many years keep one.
    pub keep_yearly: u32,
    /// So many bytes may lie there at most.
    pub most_bytes: Option<u64>,
    /// What must stay there takes so many, where that is more.
    pub over_limit: Option<u64>,
    /// What of storage behind a network is told of the way in.
    pub access: Option<BackupAccess>,
    /// A backup of this very vault there that holds more than it does, until the user has read it.
    pub ahead: Option<BackupAhead>,
    /// What stood there before and could not be opened any more.
    pub aside: Option<BackupAside>,
    /// Backups there that only a newer program reads.
    pub newer: Option<Newer>,
    /// Room on the drive, where the system says.
    pub free_bytes: Option<u64>,
    /// When a backup was last made and read back.
    pub last_ok_at: Option<i64>,
    /// Whether one should have been made by now.
    pub due: bool,
    /// Why the last one failed.
    pub last_error: Option<WireError>,
    /// What was wrong with older ones when they were last looked after.
    pub older_error: Option<WireError>,
    /// The drive could not confirm that all of the last one has reached it.
    pub unsynced: bool,
    /// Damaged files that were set aside in the last run.
    pub set_aside: u32,
}

/// The way into storage behind a network, but for what proves who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct BackupAccess {
    /// What it is spoken to in.
    pub speaks: Speaks,
    /// Who asks.
    pub user: String,
}

/// A backup that holds more than the vault it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct BackupAhead {
    /// The backup.
    pub id: String,
    /// When it was made.
    pub at: i64,
    /// How many changes the vault lacks of it.
    pub changes: i64,
}

/// What is kept of a place that was begun anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct BackupAside {
    /// Its folder.
    pub folder: String,
    /// Since when it lies there.
    pub since: i64,
    /// A drill has proved what came after it.
    pub proved: bool,
}

/// The one that was put aside last.
fn aside(session: &Session, plan: &Plan) -> Result<Option<BackupAside>> {
    let Some(last) = plan.aside.last() else {
        return Ok(None);
    };
    Ok(Some(BackupAside {
        folder: last.folder.display().to_string(),
        since: last.since.0,
        proved: session.is_proved_since_aside(plan.id)?,
    }))
}

pub(super) fn target(
    shell: &Shell,
    session: &Session,
    plan: &Plan,
    seen: &Sighting,
) -> Result<BackupTarget> {
    let now = shell.clock.now();
    let due = plan.due_at(shell.clock.zone(), now);
    let folder = seen.folder.as_ref().unwrap_or(&plan.folder);
    Ok(BackupTarget {
        id: plan.id,
        name: plan.name.clone(),
        folder: told(folder)?,
        cloud: plan.cloud.is_some(),
        standing: seen.standing,
        clones: seen
            .clones
            .iter()
            .map(|one| told(one))
            .collect::<Result<_>>()?,
        seen_at: session.backup_seen_at(plan).map(|at| at.0),
        paused: plan.paused,
        patience_days: plan.patience_days,
        connected: seen.is_here(),
        schedule: plan.schedule,
        at: plan.at.clone(),
        keep_daily: plan.keep.daily,
        keep_weekly: plan.keep.weekly,
        keep_monthly: plan.keep.monthly,
        keep_yearly: plan.keep.yearly,
        most_bytes: plan.keep.most_bytes,
        over_limit: plan.over_limit,
        access: plan.cloud.as_ref().map(|cloud| BackupAccess {
            speaks: cloud.speaks(),
            user: cloud.user().to_owned(),
        }),
        ahead: ahead(plan),
        aside: aside(session, plan)?,
        newer: plan.newer.clone(),
        free_bytes: seen.free_bytes,
        last_ok_at: plan.last_good(now).map(|at| at.0),
        due: due.is_some_and(|due| due <= now),
        last_error: plan.last_error.clone(),
        older_error: plan.older_error.clone(),
        unsynced: plan.unsynced,
        set_aside: plan.set_aside,
    })
}

/// The newest of those that the user has still to hear of.
fn ahead(plan: &Plan) -> Option<BackupAhead> {
    let ahead = plan.ahead.iter().filter(|one| !one.told);
    ahead.max_by_key(|one| one.made_at).map(|one| BackupAhead {
        id: one.id.clone(),
        at: one.made_at.0,
        changes: one.changes,
    })
}

fn told(folder: &Path) -> Result<String> {
    let text = folder.to_str().map(str::to_owned);
    text.ok_or_else(|| Error::invalid("folder", "error.folder_name_unreadable"))
}
