//! Backups: where they go and when, making one, and the way back.

pub mod cloud;
pub mod drill;
pub mod inside;
pub mod keys;
pub mod parcel;
mod plan;
pub mod target;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use steward_core::backup::{
    ComparedBy, Finds, Found, Losses, NewVault, Newer, Opener, Plan, Reach, Sighting, SnapshotInfo,
    Speaks, mounted,
};
use steward_core::base::{Clock as _, Error, Id, Kind, Report, Result, WireError};
use steward_core::crypto::{RecoveryKey, Secret};
use steward_core::session::{RestoredFrom, Session};
use steward_core::vault::Unlock;
use tauri::AppHandle;

use self::plan::{BackupTarget, target};
use super::vault::{SecretKind, Told, cost, place};
use super::{Answer, with_shell};
use crate::events::Job;
use crate::state::opened::{Opened, Proof};
use crate::state::restores::Restore;
use crate::state::{Shell, backing, door, held};

/// So long the window waits for a place to answer before it is told as it stood last.
const PATIENCE: Duration = Duration::from_secs(2);

/// One backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Snapshot {
    /// Its name in the repository.
    pub id: String,
    /// When it was made.
    pub at: i64,
    /// Bytes it added to the drive.
    pub bytes_added: u64,
    /// Units in it.
    pub units: u64,
    /// People in it.
    pub contacts: u64,
    /// Conversations in it.
    pub activities: u64,
    /// The last write it holds.
    pub commit_seq: i64,
    /// When it was read back whole.
    pub verified_at: Option<i64>,
    /// What the vault was called.
    pub vault_name: String,
    /// How many steps the open vault has made since; nothing where that is not known.
    pub steps_since: Option<u32>,
    /// On which of the vault's places it stands; none where a folder was opened by hand.
    pub target: Option<Id>,
    /// Of which vault it is, which may have been called otherwise at another time.
    pub vault: Id,
    /// Of which of the vaults of that id: two computers, or a restore and what it came out of.
    pub lineage: Option<Id>,
    /// What the computer is called that made it, where that is known.
    pub computer: Option<String>,
    /// Whether a drill restored this very backup.
    pub proven: bool,
}

/// How backups stand. What is said of one place beside the list is of the one that speaks for all:
/// of those not paused, the one with the newest good backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct BackupState {
    /// All places, in the order they were chosen.
    pub targets: Vec<BackupTarget>,
    /// The one that speaks for all; none until a folder was chosen.
    pub target: Option<BackupTarget>,
    /// Whether one is being made.
    pub running: bool,
    /// The backups on all places as of the last look, newest first.
    pub snapshots: Vec<Snapshot>,
    /// Why the last one failed.
    pub last_error: Option<WireError>,
    /// What was wrong with older ones when they were last looked after.
    pub older_error: Option<WireError>,
    /// The drive could not confirm that all of the last one has reached it.
    pub unsynced: bool,
    /// Damaged files that were set aside in the last run.
    pub set_aside: u32,
    /// Where the vault that this one was restored from made its backups; none once a folder was
    /// chosen.
    pub former_folder: Option<String>,
    /// What that speaks, where it is storage behind a network.
    pub former_speaks: Option<Speaks>,
    /// Which backup this vault was restored from; none once a folder was chosen.
    pub restored: Option<RestoredNote>,
    /// Whether the recovery key opens the backups; those begun anew open with the passphrase alone at first.
    pub recovery_opens: bool,
    /// Since when the open vault itself is known to be damaged: what helps is one of these.
    pub damaged_at: Option<i64>,
    /// What the files on records are called that it did not give back, until the user has read it.
    pub lost_files: Vec<String>,
    /// What this vault lacks that came out of a damaged backup, until the user has read it.
    pub salvaged: Option<Losses>,
}

/// Which backup a vault was restored from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct RestoredNote {
    /// When the backup was made.
    pub at: i64,
    /// When it was restored.
    pub restored_at: i64,
    /// How many steps the living vault had made since; none where it was not open.
    pub steps_since: Option<u32>,
}

/// The backups a drive holds for whoever knows the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct RestoreOpened {
    /// The number to perform it by.
    pub session: u32,
    /// What the vault of the newest was called.
    pub vault_name: String,
    /// All of them, newest first.
    pub snapshots: Vec<Snapshot>,
    /// Those beside them that only a newer program reads.
    pub newer: Option<Newer>,
    /// Why other backups in the folder did not open, if there are any.
    pub refused: Option<WireError>,
    /// What opened them.
    pub secret: SecretKind,
}

/// A restore drill that went well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct DrillDone {
    /// When the backup was made that would restore.
    pub made_at: i64,
    /// Rows that came back.
    pub rows: u64,
    /// Tables they stand in.
    pub tables: u64,
    /// Records the user would see again.
    pub records: u64,
    /// Of these, so many were opened.
    pub opened: u64,
    /// Attachments that came back, each held to its hash and opened.
    pub files: u64,
    /// What it was compared with.
    pub compared: ComparedBy,
    /// How many steps the vault has made since that backup; nothing where that is not known.
    pub steps_since: Option<u32>,
    /// How long it took, milliseconds.
    pub took_ms: i64,
}

/// A restored vault is open.
#[derive(Debug, Serialize, specta::Type)]
pub struct RestoreDone {
    /// Its new recovery key, to be written down; none where the old one opens it.
    pub recovery_key: Option<Told>,
}

impl From<&SnapshotInfo> for Snapshot {
    fn from(info: &SnapshotInfo) -> Self {
        let manifest = &info.manifest;
        let count = |entity: &str| manifest.counts.get(entity).copied().unwrap_or_default();
        Self {
            id: info.id.clone(),
            at: manifest.made_at.0,
            bytes_added: info.bytes_added,
            units: count("unit"),
            contacts: count("contact"),
            activities: count("activity"),
            commit_seq: manifest.commit_seq,
            verified_at: info.verified_at.map(|at| at.0),
            vault_name: manifest.vault.name.clone(),
            steps_since: None,
            target: None,
            vault: manifest.vault.id,
            lineage: manifest.vault.instance,
            computer: manifest.computer.clone(),
            proven: false,
        }
    }
}

/// How backups stand.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_state(app: AppHandle) -> Answer<BackupState> {
    with_shell(app, |_, shell| state(shell)).await
}

/// Makes a backup at one place now and reads it back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_to(app: AppHandle, target: Id) -> Answer<Snapshot> {
    with_shell(app, move |app, _| {
        let finished =
            backing::on_the_drive(app, |session, report| session.back_up_to(target, report))?;
        Ok((&finished.snapshot).into())
    })
    .await
}

/// Makes a backup now at every place that is here, and reads it back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_now(app: AppHandle) -> Answer<Snapshot> {
    with_shell(app, |app, _| Ok((&backing::back_up(app)?.snapshot).into())).await
}

/// Restores the newest backup where nobody sees it, of one place where one is named, compares it with what
/// it says of itself, and removes it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_drill(app: AppHandle, target: Option<Id>) -> Answer<DrillDone> {
    with_shell(app, move |app, shell| {
        let begun = shell.clock.now();
        let drilled = backing::drill(app, target, false)?;
        Ok(DrillDone {
            made_at: drilled.snapshot.manifest.made_at.0,
            rows: drilled.rows,
            tables: drilled.tables,
            files: drilled.looked.files,
            records: drilled.looked.records,
            opened: drilled.looked.opened,
            compared: drilled.by,
            // It passed and was noted, whatever became of the vault meanwhile.
            steps_since: shell.slot().steps_since(&drilled.snapshot.manifest),
            took_ms: shell.clock.now().0 - begun.0,
        })
    })
    .await
}

/// Moves the backups that lack a part for good out of the way.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_set_broken_aside(app: AppHandle, target: Id) -> Answer<BackupState> {
    with_shell(app, move |app, shell| {
        backing::on_the_drive(app, |session, report| {
            session.set_broken_backups_aside(target, report)
        })?;
        state(shell)
    })
    .await
}

/// Begins a place anew whose backups cannot be opened any more; what stands there is kept aside.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_begin_here(app: AppHandle, target: Id) -> Answer<BackupState> {
    with_shell(app, move |app, shell| {
        backing::on_the_drive(app, |session, report| {
            session.begin_place_anew(target, report)
        })?;
        state(shell)
    })
    .await
}

/// Removes what is kept aside of a place, once what came after it is proved.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_remove_aside(app: AppHandle, target: Id) -> Answer<BackupState> {
    with_shell(app, move |app, shell| {
        backing::on_the_drive(app, |session, report| session.remove_aside(target, report))?;
        state(shell)
    })
    .await
}

/// Takes note that backups which should be on the drive are gone.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_accept_missing(app: AppHandle, target: Id) -> Answer<BackupState> {
    with_shell(app, move |app, shell| {
        backing::on_the_drive(app, |session, report| {
            session.accept_missing_backups(target, report)
        })?;
        state(shell)
    })
    .await
}

/// Finds the backups in `folder` that a secret opens, of whichever vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_open(
    app: AppHandle,
    folder: String,
    secret: Secret,
    kind: SecretKind,
) -> Answer<RestoreOpened> {
    with_shell(app, move |app, shell| {
        let secret = kind.of(secret);
        let there = open(app, &Reach::disk(), Path::new(&folder), &secret)?;
        Ok(found(shell, there, secret, kind))
    })
    .await
}

/// Keeps what was found until it is restored from; what the window is told of it.
fn found(shell: &Shell, finds: Finds, secret: Unlock, kind: SecretKind) -> RestoreOpened {
    let found = finds.found;
    let restore = Restore { found, secret };
    let snapshots: Vec<Snapshot> = restore.snapshots().into_iter().map(Into::into).collect();
    let vault_name = snapshots
        .first()
        .map(|snapshot| snapshot.vault_name.clone());
    let newer = restore.newer();
    RestoreOpened {
        newer,
        session: held(&shell.restores).keep(restore),
        vault_name: vault_name.unwrap_or_default(),
        snapshots,
        refused: finds.refused.as_ref().map(Error::to_wire),
        secret: kind,
    }
}

/// Makes a new vault called `name` in the folder `into` out of a backup, or out of what can still be read of
/// a damaged one, and opens it. The passphrase stays where no new one is given; that is needed after the
/// recovery key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_perform(
    app: AppHandle,
    session: u32,
    snapshot: String,
    into: String,
    name: String,
    new_passphrase: Option<Secret>,
    salvage: bool,
) -> Answer<RestoreDone> {
    with_shell(app, move |app, shell| {
        let turn = shell.turn();
        let restore = held(&shell.restores).take(session)?;
        let made = backing::tell_work(app, Job::Restore, |report| {
            let folder = place(Path::new(&into), &name)?;
            perform(
                shell,
                &restore,
                &snapshot,
                &folder,
                (new_passphrase.as_ref(), salvage),
                report,
            )
            .map(|(made, recovery)| (made, recovery, folder))
        });
        let (made, recovery, folder) = match made {
            Ok(made) => made,
            Err(error) => {
                held(&shell.restores).put_back(session, restore);
                return Err(error);
            }
        };
        let proof = recovery.clone().map_or(Proof::Given, Proof::Awaited);
        door::enter(app, turn, Opened::new(made, folder, proof))?;
        Ok(RestoreDone {
            recovery_key: recovery.map(Told),
        })
    })
    .await
}

/// The user has read which files a restore did not bring back, and what else it lacks.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_lost_told(app: AppHandle) -> Answer<BackupState> {
    with_shell(app, |_, shell| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        session.restored_without_told()?;
        session.salvaged_told()?;
        drop(slot);
        state(shell)
    })
    .await
}

/// Forgets a restore and the secret that opened it: the user went back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_close(app: AppHandle, session: u32) -> Answer<()> {
    with_shell(app, move |_, shell| {
        held(&shell.restores).close(session);
        Ok(())
    })
    .await
}

/// Looks for the backups that a secret opens, for as long as the user waits.
fn open(app: &AppHandle, reach: &Reach, folder: &Path, secret: &Unlock) -> Result<Finds> {
    backing::tell_work(app, Job::Restore, |report| match secret {
        Unlock::Passphrase(passphrase) => {
            reach.look_through(folder, Opener::Passphrase(passphrase), report)
        }
        Unlock::Recovery(typed) => {
            let key = RecoveryKey::parse(typed)?;
            reach.look_through(folder, Opener::Recovery(&key), report)
        }
    })
}

/// Makes the vault; says its recovery key where that is a new one.
pub(super) fn perform(
    shell: &Shell,
    restore: &Restore,
    snapshot: &str,
    folder: &Path,
    (fresh, salvage): (Option<&Secret>, bool),
    report: &Report,
) -> Result<(Session, Option<RecoveryKey>)> {
    let recovery = match &restore.secret {
        Unlock::Passphrase(_) => None,
        Unlock::Recovery(typed) => Some(RecoveryKey::parse(typed)?),
    };
    let passphrase = match (fresh, &restore.secret) {
        (Some(fresh), _) => fresh,
        (None, Unlock::Passphrase(same)) => same,
        (None, Unlock::Recovery(_)) => {
            return Err(Error::invalid("new_passphrase", "error.passphrase_empty"));
        }
    };
    let new = NewVault {
        folder,
        passphrase,
        recovery: recovery.as_ref(),
        cost: cost()?,
        clock: shell.clock.clone(),
    };
    let place = restore.place_of(snapshot)?;
    let from = restored_from(shell, place, snapshot)?;
    let (restored, losses) = if salvage {
        let made = place.salvage(snapshot, &new, report)?;
        (made.restored, Some(made.losses))
    } else {
        (place.restore(snapshot, &new, report)?, None)
    };
    let (session, made) = Session::over_restored(restored)?;
    session.note_restored_from(from)?;
    if let Some(losses) = losses {
        session.note_salvaged(losses)?;
    }
    Ok((session, recovery.is_none().then_some(made)))
}

/// How the backup stands against the vault that is open, where it is that one's.
fn restored_from(shell: &Shell, place: &Found, snapshot: &str) -> Result<RestoredFrom> {
    let info = place.snapshots().iter().find(|one| one.id == snapshot);
    let info = info.ok_or_else(|| Error::new(Kind::NotFound, "error.backup_snapshot_gone"))?;
    let manifest = &info.manifest;
    let slot = shell.slot();
    let living = slot
        .opened()
        .ok()
        .filter(|opened| opened.session.vault().id() == manifest.vault.id);
    let since = match living {
        Some(opened) => opened.session.steps_since(&[manifest])?,
        None => Vec::new(),
    };
    Ok(RestoredFrom {
        made_at: manifest.made_at,
        restored_at: shell.clock.now(),
        steps_since: since.into_iter().next().flatten(),
    })
}

fn state(shell: &Shell) -> Result<BackupState> {
    let running = shell.jobs.is_running(Job::Backup);
    let seen = sightings(shell)?;
    let slot = shell.slot();
    let session = &slot.opened()?.session;
    let (plans, proven) = (session.backup_plans()?, session.proven_backups()?);
    let mut targets = Vec::new();
    let mut snapshots = Vec::new();
    for plan in &plans {
        if let Some(seen) = seen.iter().find(|seen| seen.target == plan.id) {
            targets.push(target(shell, session, plan, seen)?);
        }
        snapshots.extend(known(session, plan, &proven)?);
    }
    snapshots.sort_by_key(|one| std::cmp::Reverse(one.at));
    let first = session.backup_plan()?;
    let first = first.and_then(|plan| targets.iter().find(|one| one.id == plan.id).cloned());
    let former = if targets.is_empty() {
        session.former_backup_place()?
    } else {
        None
    };
    Ok(BackupState {
        running,
        snapshots,
        last_error: first.as_ref().and_then(|one| one.last_error.clone()),
        older_error: first.as_ref().and_then(|one| one.older_error.clone()),
        unsynced: first.as_ref().is_some_and(|one| one.unsynced),
        set_aside: first.as_ref().map_or(0, |one| one.set_aside),
        target: first,
        targets,
        former_folder: former
            .as_ref()
            .and_then(|(folder, _)| folder.to_str().map(str::to_owned)),
        former_speaks: former.and_then(|(_, speaks)| speaks),
        restored: session.restored_from()?.map(|from| RestoredNote {
            at: from.made_at.0,
            restored_at: from.restored_at.0,
            steps_since: from.steps_since,
        }),
        recovery_opens: session.recovery_opens_backups()?,
        damaged_at: session.checked()?.damaged_at.map(|at| at.0),
        lost_files: session.restored_without()?,
        salvaged: session.salvaged()?,
    })
}

/// How the places stand. The vault is not held meanwhile: a folder whose server is away answers when it
/// likes, and must not keep it in memory once it is locked.
fn sightings(shell: &Shell) -> Result<Vec<Sighting>> {
    let (plans, vault) = {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        (session.backup_plans()?, session.vault().id())
    };
    let roots = mounted();
    let seen = shell.lookout.look(&plans, (vault, &roots), PATIENCE);
    let slot = shell.slot();
    let session = &slot.opened()?.session;
    if session.vault().id() != vault {
        return Err(Error::new(Kind::Locked, "error.locked"));
    }
    for (plan, (seen, answered)) in plans.iter().zip(&seen) {
        if *answered {
            session.follow(plan, seen, &roots)?;
        }
    }
    Ok(seen.into_iter().map(|(seen, _)| seen).collect())
}

/// The backups on one place, with how much has been done since each.
fn known(session: &Session, plan: &Plan, proven: &BTreeSet<String>) -> Result<Vec<Snapshot>> {
    let manifests: Vec<_> = plan.known.iter().map(|one| &one.manifest).collect();
    let since = session.steps_since(&manifests)?;
    let known = plan.known.iter().map(Snapshot::from).zip(since);
    Ok(known
        .map(|(one, steps_since)| Snapshot {
            steps_since,
            target: Some(plan.id),
            proven: proven.contains(&one.id),
            ..one
        })
        .collect())
}
