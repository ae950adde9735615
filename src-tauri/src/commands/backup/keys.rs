//! What opens the backups on a drive that was away while the vault's secrets became others.

use serde::Serialize;
use steward_core::base::Id;
use tauri::AppHandle;

use super::super::{Answer, with_session, with_shell};
use crate::state::backing;

/// A place whose backups still open with secrets of before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct BackupOlderSecrets {
    /// Which of the vault's places.
    pub target: Id,
    /// What the user calls it.
    pub name: String,
    /// When the passphrase became another.
    pub passphrase_before: Option<i64>,
    /// When the recovery key became another.
    pub recovery_before: Option<i64>,
}

/// The places whose backups still open with secrets of before.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_opens_with(app: AppHandle) -> Answer<Vec<BackupOlderSecrets>> {
    with_session(app, |session| {
        let older = session.backups_open_with_older()?.into_iter();
        let told = older.map(|older| BackupOlderSecrets {
            target: older.target,
            name: older.name,
            passphrase_before: older.passphrase_before.map(|at| at.0),
            recovery_before: older.recovery_before.map(|at| at.0),
        });
        Ok(told.collect())
    })
    .await
}

/// Has all backups of a place open with the present passphrase and recovery key; where it is unclear which are
/// the later, only if the user said that these are.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_carry_keys(app: AppHandle, target: Id, ours_count: bool) -> Answer<()> {
    with_shell(app, move |app, _| {
        backing::on_the_drive(app, |session, report| {
            if ours_count {
                session.use_own_backup_keys(target, report)
            } else {
                session.carry_backup_keys(target, report)
            }
        })
    })
    .await
}
