//! What opens the backups on a drive that was away while the vault's secrets became others.

use serde::Serialize;
use steward_core::session::Session;
use tauri::AppHandle;

use super::super::{Answer, with_session, with_shell};
use crate::state::backing;

/// The secrets of before that the backups on the drive still open with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct BackupOlderSecrets {
    /// When the passphrase became another.
    pub passphrase_before: Option<i64>,
    /// When the recovery key became another.
    pub recovery_before: Option<i64>,
}

/// Which secrets of before open the backups in the chosen folder; none where the present ones do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_opens_with(app: AppHandle) -> Answer<Option<BackupOlderSecrets>> {
    with_session(app, |session| {
        let older = session.backups_open_with_older()?;
        Ok(older.map(|older| BackupOlderSecrets {
            passphrase_before: older.passphrase_before.map(|at| at.0),
            recovery_before: older.recovery_before.map(|at| at.0),
        }))
    })
    .await
}

/// Has all backups in the chosen folder open with the present passphrase and recovery key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_carry_keys(app: AppHandle) -> Answer<()> {
    with_shell(app, |app, _| {
        backing::on_the_drive(app, Session::carry_backup_keys)
    })
    .await
}
