//! Storage behind a network as a place for backups, and the way back from it.

use steward_core::backup::{Cloud, Reach, Speaks};
use steward_core::base::Id;
use steward_core::crypto::Secret;
use tauri::AppHandle;

use super::super::vault::SecretKind;
use super::super::{Answer, with_shell};
use super::{BackupState, RestoreOpened, found, open, state};
use crate::state::backing;

/// Has backups go to the storage at `address` as well from now on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_set_cloud(
    app: AppHandle,
    speaks: Speaks,
    address: String,
    user: String,
    password: Secret,
    passphrase: Secret,
    other: Option<Secret>,
) -> Answer<BackupState> {
    with_shell(app, move |app, shell| {
        let cloud = Cloud::new(&speaks, &address, &user, &password)?;
        backing::on_the_drive(app, |session, report| {
            let secrets = (&passphrase, other.as_ref());
            session.connect_place(&cloud.folder(), Some(cloud), secrets, report)
        })?;
        state(shell)
    })
    .await
}

/// Has a place in storage be reached by another way in, once that was tried.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_change_access(
    app: AppHandle,
    target: Id,
    speaks: Speaks,
    address: String,
    user: String,
    password: Secret,
) -> Answer<BackupState> {
    with_shell(app, move |app, shell| {
        let cloud = Cloud::new(&speaks, &address, &user, &password)?;
        backing::on_the_drive(app, |session, report| {
            session.change_cloud_access(target, cloud, report)
        })?;
        state(shell)
    })
    .await
}

/// Finds the backups in the storage at `address` that a secret opens, of whichever vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_open_cloud(
    app: AppHandle,
    speaks: Speaks,
    address: String,
    user: String,
    password: Secret,
    secret: Secret,
    kind: SecretKind,
) -> Answer<RestoreOpened> {
    with_shell(app, move |app, shell| {
        let cloud = Cloud::new(&speaks, &address, &user, &password)?;
        let (reach, folder) = (Reach::cloud(&cloud), cloud.folder());
        let secret = kind.of(secret);
        let there = open(app, &reach, &folder, &secret)?;
        Ok(found(shell, there, secret, kind))
    })
    .await
}
