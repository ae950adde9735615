//! A backup put in the place of the vault that is there, and the way back to that one.

use std::path::Path;

use serde::Serialize;
use steward_core::base::{Error, Kind};
use steward_core::crypto::Secret;
use steward_core::session::Replacement;
use steward_core::vault::{Incoming, Vault};
use tauri::AppHandle;

use super::Told;
use crate::commands::backup::{RestoreDone, perform};
use crate::commands::{Answer, with_shell};
use crate::desktop::replaced::Replaced;
use crate::events::Job;
use crate::state::opened::{Opened, Proof};
use crate::state::{Slot, backing, held, replacing};

/// A vault stands in the place of another one, which lies beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ReplacedNote {
    /// When it was put there.
    pub replaced_at: i64,
    /// When the backup was made that it came from, or that the one beside came from.
    pub at: i64,
    /// How many changes that backup lacked.
    pub steps_since: Option<u32>,
    /// The one before is in its place again, and it is the restored one that lies beside.
    pub put_back: bool,
    /// What the one beside is called.
    pub beside: String,
    /// The folder that both lie in.
    pub folder: String,
    /// The user has read it.
    pub told: bool,
    /// It is this vault that was set aside, and `beside` that stands in its place.
    pub set_aside: bool,
}

impl ReplacedNote {
    /// For the vault that was set aside.
    fn of_aside(one: &Replaced) -> Self {
        let name = one.folder.file_stem().unwrap_or_default();
        Self {
            beside: name.to_string_lossy().into_owned(),
            told: true,
            set_aside: true,
            ..one.into()
        }
    }
}

impl From<&Replaced> for ReplacedNote {
    fn from(one: &Replaced) -> Self {
        let aside = &one.exchange.aside;
        let name = aside.file_stem().unwrap_or_default();
        let folder = aside.parent().unwrap_or(aside);
        Self {
            replaced_at: one.at.0,
            at: one.made_at.0,
            steps_since: one.steps_since,
            put_back: one.put_back,
            beside: name.to_string_lossy().into_owned(),
            folder: folder.to_string_lossy().into_owned(),
            told: one.told,
            set_aside: false,
        }
    }
}

/// Puts a backup of the open vault in its place. That one stays beside, and the window is replaced.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_replace(app: AppHandle, folder: String, snapshot: String) -> Answer<()> {
    with_shell(app, move |app, _| {
        replacing::replace(app, Path::new(&folder), &snapshot)
    })
    .await
}

/// Puts a backup in the place of the vault that is chosen and closed, which stays beside, and opens it.
/// The passphrase stays where no new one is given; that is needed after the recovery key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_replace(
    app: AppHandle,
    session: u32,
    snapshot: String,
    new_passphrase: Option<Secret>,
) -> Answer<RestoreDone> {
    with_shell(app, move |app, shell| {
        let turn = shell.turn();
        let folder = match &*shell.slot() {
            Slot::Closed(folder) => folder.clone(),
            _ => return Err(Error::new(Kind::NotFound, "error.no_vault_chosen")),
        };
        shell.wait_closed()?;
        let restore = held(&shell.restores).take(session)?;
        let done = backing::tell_work(app, Job::Restore, |report| {
            let found = restore.place_of(&snapshot)?;
            let vault = found.whose().id;
            Vault::expect_at(&folder, vault)?;
            let incoming = Incoming::beside(&folder)?;
            let (made, recovery) = perform(
                shell,
                &restore,
                &snapshot,
                &incoming.folder(),
                (new_passphrase.as_ref(), false),
                report,
            )?;
            let from = made.restored_from()?;
            let from = from.ok_or_else(|| Error::internal("it does not say where it came from"))?;
            let latch = made.vault().latch();
            drop(made);
            let proof = recovery.clone().map_or(Proof::Given, Proof::Awaited);
            let ready = Replacement::of(incoming, from);
            replacing::replace_closed(app, turn, (&folder, vault), (&ready, &latch), proof)?;
            Ok(RestoreDone {
                recovery_key: recovery.map(Told),
            })
        });
        if done.is_err() {
            held(&shell.restores).put_back(session, restore);
        }
        done
    })
    .await
}

/// Whether the vault that is chosen stands in the place of another one that there is a way back to, or
/// was itself set aside for another one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_replaced(app: AppHandle) -> Answer<Option<ReplacedNote>> {
    with_shell(app, |_, shell| {
        let slot = shell.slot();
        let Some(folder) = slot.folder() else {
            return Ok(None);
        };
        let replaced = shell.config().replaced;
        let vault = slot.opened().ok().and_then(Opened::known_as);
        let latest = replaced.latest(folder).map(ReplacedNote::from);
        Ok(latest.or_else(|| replaced.aside(folder, vault).map(ReplacedNote::of_aside)))
    })
    .await
}

/// The user has read that it does.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_replaced_told(app: AppHandle) -> Answer<()> {
    with_shell(app, |_, shell| {
        if let Some(folder) = shell.slot().folder() {
            shell.remember(|config| config.replaced.tell(folder))?;
        }
        Ok(())
    })
    .await
}

/// Goes back to the vault as it was before; the one that is there now stays beside.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_put_back(app: AppHandle) -> Answer<()> {
    with_shell(app, |app, _| replacing::put_back(app)).await
}
