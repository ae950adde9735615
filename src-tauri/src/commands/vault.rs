//! The vault: made, chosen, opened, locked, and what it is opened with.

pub mod exchange;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};
use steward_core::base::{Clock, Error, Kind, Result};
use steward_core::crypto::strength::Strength;
use steward_core::crypto::{KdfCost, RecoveryKey, Secret};
use steward_core::session::{Backups, Session};
use steward_core::templates::built_in;
use steward_core::vault::Unlock;
use tauri::AppHandle;

use super::app::{AppState, state};
use super::{Answer, with_opened, with_shell};
use crate::desktop::dialogs::{self, FileKind};
use crate::desktop::words::text;
use crate::state::door;
use crate::state::held;
use crate::state::opened::{Opened, Proof};
use crate::state::{Slot, backing, paper, rekeying, sample};

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
    pub fn of(self, typed: Secret) -> Unlock {
        match self {
            Self::Passphrase => Unlock::Passphrase(typed),
            Self::Recovery => Unlock::Recovery(typed),
        }
    }
}

/// A recovery key on its way to the window, in groups of four, to be written down. The one
/// secret that goes that way: wiped here as soon as it has gone.
#[derive(Debug, specta::Type)]
#[specta(transparent)]
pub struct Told(#[specta(type = String)] pub RecoveryKey);

impl Serialize for Told {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.as_text())
    }
}

/// What is told once about a new vault.
#[derive(Debug, Serialize, specta::Type)]
pub struct VaultCreated {
    /// To be written down.
    pub recovery_key: Told,
}

/// How hard a passphrase is to guess for someone who knows `words`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn passphrase_strength(
    app: AppHandle,
    passphrase: Secret,
    words: Vec<String>,
) -> Answer<Strength> {
    with_shell(app, move |_, _| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        Ok(Strength::of(&passphrase, &words))
    })
    .await
}

/// Makes a vault called `name` in `folder`, with what one of the program's templates brings where one
/// is chosen, and opens it. The recovery key is told this once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_create(
    app: AppHandle,
    folder: String,
    name: String,
    passphrase: Secret,
    template: Option<String>,
) -> Answer<VaultCreated> {
    with_shell(app, move |app, shell| {
        let turn = shell.turn();
        let place = place(Path::new(&folder), &name)?;
        // Looked for before anything is made.
        let gone = || Error::new(Kind::NotFound, "error.template_unreadable");
        let template = match template {
            Some(key) => {
                let found = built_in()?.into_iter().find(|one| one.key() == key);
                Some(found.ok_or_else(gone)?)
            }
            None => None,
        };
        let clock = shell.clock.clone() as Arc<dyn Clock>;
        let (session, recovery) = Session::establish(&place, &passphrase, cost()?, clock)?;
        session.furnish(template.as_ref(), shell.language().of_records())?;
        let proof = Proof::Awaited(recovery.clone());
        door::enter(app, turn, Opened::new(session, place, proof))?;
        Ok(VaultCreated {
            recovery_key: Told(recovery),
        })
    })
    .await
}

/// Proves that the recovery key was written down: `answer` is the whole key as typed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_confirm(app: AppHandle, answer: Secret) -> Answer<()> {
    with_shell(app, move |app, _| door::prove(app, &answer)).await
}

/// The recovery key that waits to be proved, for the fresh window of a vault that took another
/// one's place; none where only its holder may know it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_key(app: AppHandle) -> Answer<Option<Told>> {
    with_opened(app, |opened| {
        Ok(match &*held(&opened.proof) {
            Proof::Awaited(recovery) => Some(Told(recovery.clone())),
            Proof::Given | Proof::Overdue => None,
        })
    })
    .await
}

/// Saves the recovery key as a text file where the user says; `false` when they thought better.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_save(app: AppHandle) -> Answer<bool> {
    with_shell(app, |app, shell| {
        let sheet = {
            let slot = shell.slot();
            let opened = slot.opened()?;
            match &*held(&opened.proof) {
                Proof::Awaited(recovery) => paper::sheet(shell, recovery, &opened.folder),
                _ => return Err(Error::new(Kind::NotFound, "error.recovery_told_once")),
            }
        };
        let label = text(shell.language(), "dialog.text_file", &[]);
        let kind = FileKind {
            label: &label,
            extensions: &["txt"],
        };
        let Some(file) = dialogs::save_file(app, "Steward-recovery-key.txt", kind) else {
            return Ok(false);
        };
        paper::save(&file, sheet.as_bytes())?;
        Ok(true)
    })
    .await
}

/// Opens the vault of invented customers, to practise on; makes it where it is not there yet, or
/// not whole.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_create_sample(app: AppHandle) -> Answer<()> {
    with_shell(app, |app, shell| {
        door::lock(app);
        let turn = shell.turn();
        let place = shell.places.sample.clone();
        let language = shell.language().of_records();
        let session = sample::open(&place, language, &shell.clock)?;
        // Nobody was told its recovery key, so nobody is asked for it.
        door::enter(app, turn, Opened::new(session, place, Proof::Given))
    })
    .await
}

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
pub(crate) async fn vault_unlock(app: AppHandle, secret: Secret, kind: SecretKind) -> Answer<()> {
    with_shell(app, move |app, shell| {
        // One try at a time, up to the open door: a second press finds it open.
        let mut tries = held(&shell.tries);
        let turn = shell.turn();
        let folder = match &*shell.slot() {
            Slot::Open(_) => return Ok(()),
            slot => slot.folder().map(Path::to_owned),
        };
        let folder = folder.ok_or_else(|| Error::new(Kind::NotFound, "error.no_vault_chosen"))?;
        // Calls that were under way when it was locked may still hold it.
        shell.wait_closed()?;
        let clock = shell.clock.clone();
        tries.check(clock.now())?;
        let unlocked = Session::unlock(&folder, &kind.of(secret), clock.clone());
        let session = tries.note(clock.now(), unlocked)?;
        door::enter(app, turn, door::returning(session, folder))
    })
    .await
}

/// Locks the vault; the window is replaced by a fresh one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_lock(app: AppHandle) -> Answer<()> {
    with_shell(app, |app, _| {
        backing::lock_by_hand(app);
        Ok(())
    })
    .await
}

/// How many changes the open vault lacks of those it had when it was last open here.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_behind(app: AppHandle) -> Answer<Option<i64>> {
    with_opened(app, |opened| Ok(*held(&opened.behind))).await
}

/// Goes on with a vault that is older than it was.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_go_on_behind(app: AppHandle) -> Answer<()> {
    with_shell(app, |_, shell| door::go_on_behind(shell)).await
}

/// Has `fresh` open the vault instead of its passphrase. `proof` is that passphrase, or the
/// recovery key of one who forgot it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_change_passphrase(
    app: AppHandle,
    proof: Secret,
    kind: SecretKind,
    fresh: Secret,
) -> Answer<()> {
    with_opened(app, move |opened| {
        opened
            .session
            .set_passphrase(&kind.of(proof), &fresh, cost()?)
    })
    .await
}

/// Makes a new recovery key; the old one opens the vault no more. As with a new vault, it is told
/// this once and has to be proved before the work goes on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_new_recovery_key(
    app: AppHandle,
    passphrase: Secret,
) -> Answer<VaultCreated> {
    with_shell(app, move |app, _| {
        let recovery_key = Told(door::renew(app, &passphrase)?);
        Ok(VaultCreated { recovery_key })
    })
    .await
}

/// Puts the whole vault under a new key, `fresh` being its passphrase from now on where one is given.
/// Its backups go on under their own key, or begin anew in a folder still to be chosen. The new
/// recovery key is told this once and has to be proved before the work goes on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_rekey(
    app: AppHandle,
    passphrase: Secret,
    fresh: Option<Secret>,
    begin_anew: bool,
) -> Answer<VaultCreated> {
    with_shell(app, move |app, _| {
        let backups = if begin_anew {
            Backups::BeginAnew
        } else {
            Backups::GoOn
        };
        let fresh = fresh.unwrap_or_else(|| passphrase.clone());
        let recovery = rekeying::rekey(app, passphrase, &fresh, cost()?, backups)?;
        Ok(VaultCreated {
            recovery_key: Told(recovery),
        })
    })
    .await
}

/// As many characters as the window's box takes, and what a restore puts behind a name.
const LONGEST_NAME: usize = 80;
/// A folder's name has 255 bytes at most; what is put behind it when a vault makes room needs some.
const LONGEST_BYTES: usize = 200;
/// What the user is told: any name of so many characters will do.
const SURE_NAME: &str = "60";

/// The folder of a new vault called `name`.
pub(super) fn place(folder: &Path, name: &str) -> Result<PathBuf> {
    let name = name.trim();
    let odd = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    if name.is_empty() || name.contains(odd) || name.starts_with('.') {
        return Err(Error::invalid("name", "error.vault_name"));
    }
    if name.chars().count() > LONGEST_NAME || name.len() > LONGEST_BYTES {
        return Err(Error::invalid("name", "error.vault_name_long").with("max", SURE_NAME));
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
