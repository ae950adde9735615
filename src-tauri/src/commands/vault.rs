//! The vault: made, chosen, opened, locked, and what it is opened with.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use steward_core::base::{Clock, Error, Kind, Result};
use steward_core::crypto::strength::Strength;
use steward_core::crypto::{KdfCost, RecoveryKey, Secret};
use steward_core::session::Session;
use steward_core::vault::Unlock;
use tauri::AppHandle;

use super::app::{AppState, state};
use super::{Answer, with_opened, with_shell};
use crate::desktop::dialogs::{self, FileKind};
use crate::desktop::words::text;
use crate::state::door;
use crate::state::held;
use crate::state::opened::{Opened, Proof};
use crate::state::{Shell, Slot};

/// What opens a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// The passphrase.
    Passphrase,
    /// The recovery key.
    Recovery,
}

impl SecretKind {
    /// The secret with its kind.
    #[must_use]
    pub fn of(self, typed: String) -> Unlock {
        match self {
            Self::Passphrase => Unlock::Passphrase(Secret::new(typed)),
            Self::Recovery => Unlock::Recovery(Secret::new(typed)),
        }
    }
}

/// What is told once about a new vault.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct VaultCreated {
    /// In groups of four, to be written down.
    pub recovery_key: String,
}

/// How hard a passphrase is to guess for someone who knows `words`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn passphrase_strength(
    app: AppHandle,
    passphrase: String,
    words: Vec<String>,
) -> Answer<Strength> {
    with_shell(app, move |_, _| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        Ok(Strength::of(&Secret::new(passphrase), &words))
    })
    .await
}

/// Makes a vault called `name` in `folder` and opens it. The recovery key is told this once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_create(
    app: AppHandle,
    folder: String,
    name: String,
    passphrase: String,
) -> Answer<VaultCreated> {
    with_shell(app, move |app, shell| {
        let place = place(Path::new(&folder), &name)?;
        let passphrase = Secret::new(passphrase);
        let clock = shell.clock.clone() as Arc<dyn Clock>;
        let (session, recovery) = Session::create(&place, &passphrase, cost()?, clock)?;
        session.make_backup_keys(&passphrase, &recovery)?;
        let recovery_key = recovery.as_text().as_str().to_owned();
        door::enter(app, door::newborn(session, place, recovery)?);
        Ok(VaultCreated { recovery_key })
    })
    .await
}

/// Proves that the recovery key was written down: `answer` is the whole key as typed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_confirm(app: AppHandle, answer: String) -> Answer<()> {
    with_shell(app, move |app, shell| {
        let key = Unlock::Recovery(Secret::new(answer));
        shell.slot().opened()?.session.vault().check_key(&key)?;
        door::proved(app)
    })
    .await
}

/// Saves the recovery key as a text file where the user says; `false` when they thought better.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_save(app: AppHandle) -> Answer<bool> {
    with_shell(app, |app, shell| {
        let sheet = match shell.slot().opened()? {
            Opened {
                proof: Proof::Awaited(recovery),
                folder,
                ..
            } => sheet(shell, recovery, folder),
            _ => return Err(Error::new(Kind::NotFound, "error.recovery_told_once")),
        };
        let label = text(shell.language(), "dialog.text_file", &[]);
        let kind = FileKind {
            label: &label,
            extensions: &["txt"],
        };
        let Some(file) = dialogs::save_file(app, "Steward-recovery-key.txt", kind) else {
            return Ok(false);
        };
        std::fs::write(file, sheet.as_bytes())?;
        Ok(true)
    })
    .await
}

/// Opens the vault of invented customers, to practise on; makes it where it is not there yet.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_create_sample(app: AppHandle) -> Answer<()> {
    with_shell(app, |app, shell| {
        door::lock(app);
        let (place, clock) = (shell.places.sample.clone(), shell.clock.clone());
        let passphrase = Secret::new(SAMPLE);
        let session = if place.is_dir() {
            Session::unlock(&place, &Unlock::Passphrase(passphrase), clock)?
        } else {
            std::fs::create_dir_all(place.parent().unwrap_or(&place))?;
            let (session, _) = Session::create(&place, &passphrase, KdfCost::for_tests(), clock)?;
            session.fill_sample(shell.language().of_records())?;
            session
        };
        door::enter(app, door::returning(session, place)?);
        Ok(())
    })
    .await
}

/// Opens the sample for everyone: nothing in it is anybody's.
const SAMPLE: &str = "practice makes a good steward";

/// Chooses the vault in `folder`, which may be its own or the one around it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_open_folder(app: AppHandle, folder: String) -> Answer<AppState> {
    with_shell(app, move |app, shell| {
        door::choose(app, Path::new(&folder))?;
        Ok(state(app, shell))
    })
    .await
}

/// Opens the chosen vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_unlock(app: AppHandle, secret: String, kind: SecretKind) -> Answer<()> {
    with_shell(app, move |app, shell| {
        let folder = match &*shell.slot() {
            Slot::Open(_) => return Ok(()),
            slot => slot.folder().map(Path::to_owned),
        };
        let folder = folder.ok_or_else(|| Error::new(Kind::NotFound, "error.no_vault_chosen"))?;
        let clock = shell.clock.clone();
        let mut tries = held(&shell.tries);
        tries.check(clock.now())?;
        let unlocked = Session::unlock(&folder, &kind.of(secret), clock.clone());
        let session = tries.note(clock.now(), unlocked)?;
        drop(tries);
        door::enter(app, door::returning(session, folder)?);
        Ok(())
    })
    .await
}

/// Locks the vault; the window is replaced by a fresh one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_lock(app: AppHandle) -> Answer<()> {
    with_shell(app, |app, _| {
        door::lock(app);
        Ok(())
    })
    .await
}

/// Has `fresh` open the vault instead of its passphrase. `proof` is that passphrase, or the
/// recovery key of one who forgot it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_change_passphrase(
    app: AppHandle,
    proof: String,
    kind: SecretKind,
    fresh: String,
) -> Answer<()> {
    with_opened(app, move |opened| {
        let (proof, fresh) = (kind.of(proof), Secret::new(fresh));
        opened.session.set_passphrase(&proof, &fresh, cost()?)
    })
    .await
}

/// Makes a new recovery key; the old one opens the vault no more. As with a new vault, it is told
/// this once and has to be proved before the work goes on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_new_recovery_key(
    app: AppHandle,
    passphrase: String,
) -> Answer<VaultCreated> {
    with_shell(app, move |app, shell| {
        let passphrase = Secret::new(passphrase);
        let recovery = {
            let slot = shell.slot();
            slot.opened()?.session.new_recovery_key(&passphrase)?
        };
        let recovery_key = recovery.as_text().as_str().to_owned();
        door::unproved(app, recovery)?;
        Ok(VaultCreated { recovery_key })
    })
    .await
}

/// The folder of a new vault called `name`.
pub(super) fn place(folder: &Path, name: &str) -> Result<PathBuf> {
    let name = name.trim();
    let odd = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    if name.is_empty() || name.len() > 100 || name.contains(odd) || name.starts_with('.') {
        return Err(Error::invalid("name", "error.vault_name"));
    }
    Ok(folder.join(format!("{name}.steward")))
}

/// What a passphrase costs to try. A story need not wait for it.
pub(super) fn cost() -> Result<KdfCost> {
    if cfg!(debug_assertions) && std::env::var_os("STEWARD_FAST_KDF").is_some() {
        return Ok(KdfCost::for_tests());
    }
    KdfCost::calibrate()
}

/// The page the user keeps.
fn sheet(shell: &Shell, recovery: &RecoveryKey, folder: &Path) -> String {
    let (key, vault) = (recovery.as_text(), folder.display().to_string());
    text(
        shell.language(),
        "dialog.recovery_sheet",
        &[("key", &key), ("vault", &vault)],
    )
}
