//! The places backups go to: chosen, called, given a rhythm, paused, let go.

use std::path::Path;

use serde::Deserialize;
use steward_core::backup::{Policy, Schedule};
use steward_core::base::{Id, Result};
use steward_core::crypto::Secret;
use steward_core::session::{Rhythm, Session};
use tauri::AppHandle;

use super::{BackupState, state};
use crate::commands::{Answer, with_shell};
use crate::state::backing;

/// Has backups go into `folder` as well from now on. `other` opens those that stand there already, where the
/// vault's own passphrase does not.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_set_target(
    app: AppHandle,
    folder: String,
    passphrase: Secret,
    other: Option<Secret>,
) -> Answer<BackupState> {
    with_shell(app, move |app, shell| {
        backing::on_the_drive(app, |session, report| {
            let secrets = (&passphrase, other.as_ref());
            session.connect_place(Path::new(&folder), None, secrets, report)
        })?;
        state(shell)
    })
    .await
}

/// How backups are made of a place by themselves.
#[derive(Debug, Deserialize, specta::Type)]
pub(crate) struct BackupRhythm {
    /// How often.
    schedule: Schedule,
    /// At what time of day, `HH:MM`.
    at: String,
    /// How many days keep one.
    keep_daily: u32,
    /// How many weeks keep one.
    keep_weekly: u32,
    /// How many months keep one.
    keep_monthly: u32,
    /// How many years keep one.
    keep_yearly: u32,
    /// So many bytes may lie there at most.
    most_bytes: Option<u64>,
    /// So many days later than planned, the user is reminded.
    patience_days: u32,
}

/// Sets how often backups are made of a place, how many stay, and how late one may be.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_set_schedule(
    app: AppHandle,
    target: Id,
    rhythm: BackupRhythm,
) -> Answer<BackupState> {
    let keep = Policy {
        daily: rhythm.keep_daily,
        weekly: rhythm.keep_weekly,
        monthly: rhythm.keep_monthly,
        yearly: rhythm.keep_yearly,
        most_bytes: rhythm.most_bytes,
    };
    changed(app, move |session| {
        session.schedule_backup(
            target,
            Rhythm {
                schedule: rhythm.schedule,
                at: &rhythm.at,
                keep,
                patience_days: rhythm.patience_days,
            },
        )
    })
    .await
}

/// The user has read that a place holds a newer state of this vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_ahead_told(app: AppHandle, target: Id) -> Answer<BackupState> {
    changed(app, move |session| session.ahead_told(target)).await
}

/// Begins the backups anew under a key of their own, for the vault's own cannot be read any more.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_begin_anew(app: AppHandle, passphrase: Secret) -> Answer<BackupState> {
    changed(app, move |session| session.begin_backups_anew(&passphrase)).await
}

/// Calls a place otherwise.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_rename(app: AppHandle, target: Id, name: String) -> Answer<BackupState> {
    changed(app, move |session| {
        session.rename_backup_target(target, &name)
    })
    .await
}

/// Makes no backups at a place for now, or does so again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_pause(app: AppHandle, target: Id, paused: bool) -> Answer<BackupState> {
    changed(app, move |session| {
        session.pause_backup_target(target, paused)
    })
    .await
}

/// Lets a place go; what stands there stays.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_forget(app: AppHandle, target: Id) -> Answer<BackupState> {
    changed(app, move |session| session.forget_backup_target(target)).await
}

/// Takes the place back that was let go last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_take_back(app: AppHandle, target: Id) -> Answer<BackupState> {
    changed(app, move |session| session.take_back_backup_target(target)).await
}

/// Of a place that is there twice, goes on with the one in `folder`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_settle_clones(
    app: AppHandle,
    target: Id,
    folder: String,
) -> Answer<BackupState> {
    with_shell(app, move |app, shell| {
        backing::on_the_drive(app, |session, report| {
            session.settle_backup_clones(target, Path::new(&folder), report)
        })?;
        state(shell)
    })
    .await
}

async fn changed(
    app: AppHandle,
    change: impl FnOnce(&Session) -> Result<()> + Send + 'static,
) -> Answer<BackupState> {
    with_shell(app, move |_, shell| {
        change(&shell.slot().opened()?.session)?;
        shell.bell.notify_one();
        state(shell)
    })
    .await
}
