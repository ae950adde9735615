//! The program itself: how far it is, its settings, and the folders the user picks.

use serde::Serialize;
use steward_core::base::{Error, Kind, Result};
use tauri::{AppHandle, Manager as _};

use super::{Answer, with_shell};
use crate::desktop::config::Settings;
use crate::desktop::dialogs::{self, Purpose};
use crate::desktop::{autostart, window};
use crate::events::Phase;
use crate::state::{Shell, door};

/// What the window needs before it can show anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct AppState {
    /// How far the program is with a vault.
    pub phase: Phase,
    /// The vault that is open or waits to be unlocked.
    pub vault: Option<VaultName>,
    /// Vaults opened before, the last one first.
    pub recent: Vec<RecentVault>,
    /// The folder offered for a new vault.
    pub default_folder: String,
    /// The program's version.
    pub version: String,
    /// When the vault was last backed up, as far as this computer knows; known while it is locked too.
    pub last_backup: Option<i64>,
    /// The program's settings.
    pub settings: Settings,
    /// Follow-ups that are due.
    pub reminders_waiting: u32,
}

/// A vault by the name its user gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct VaultName {
    /// The folder's name without its ending.
    pub name: String,
    /// The whole path.
    pub folder: String,
    /// Whether it holds invented customers to try things on.
    pub sample: bool,
}

/// A vault opened before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct RecentVault {
    /// The folder's name without its ending.
    pub name: String,
    /// The whole path.
    pub folder: String,
    /// Whether it is there now.
    pub present: bool,
}

/// The page stored what was being typed, as it was asked by this number.
#[tauri::command]
#[specta::specta]
pub(crate) async fn page_settled(app: AppHandle, number: u32) -> Answer<()> {
    with_shell(app, move |_, shell| {
        shell.settling.answer(number);
        Ok(())
    })
    .await
}

/// How far the program is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn app_state(app: AppHandle) -> Answer<AppState> {
    with_shell(app, |app, shell| Ok(state(app, shell))).await
}

/// Keeps the settings and makes the window follow them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_settings(app: AppHandle, settings: Settings) -> Answer<Settings> {
    with_shell(app, |app, shell| {
        settings.check()?;
        let before = shell.config().settings;
        if settings.start_at_login != before.start_at_login {
            autostart::set(settings.start_at_login)?;
        }
        let kept = shell.remember(|config| config.settings = settings)?;
        for page in app.webview_windows().values() {
            window::zoom(page, kept.zoom);
            window::colour(page, kept.theme);
        }
        door::show_in_tray(shell);
        shell.bell.notify_one();
        Ok(kept)
    })
    .await
}

/// Asks the user for a folder; nothing when they thought better of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_folder(app: AppHandle, purpose: Purpose) -> Answer<Option<String>> {
    with_shell(app, move |app, shell| {
        dialogs::pick_folder(app, purpose, &shell.places.vaults)
            .map(|folder| path(&folder))
            .transpose()
    })
    .await
}

/// The user is there: the time until the vault locks itself starts anew.
#[tauri::command]
#[specta::specta]
pub(crate) async fn touch(app: AppHandle) -> Answer<()> {
    with_shell(app, |_, shell| {
        shell.touch();
        Ok(())
    })
    .await
}

/// How far the program is.
pub(crate) fn state(app: &AppHandle, shell: &Shell) -> AppState {
    let config = shell.config();
    let slot = shell.slot();
    AppState {
        phase: slot.phase(),
        vault: slot.folder().map(|folder| VaultName {
            name: name(folder),
            folder: folder.display().to_string(),
            sample: folder == shell.places.sample,
        }),
        recent: config
            .recent
            .iter()
            .map(|folder| RecentVault {
                name: name(folder),
                folder: folder.display().to_string(),
                present: folder.is_dir(),
            })
            .collect(),
        default_folder: shell.places.vaults.display().to_string(),
        version: app.package_info().version.to_string(),
        last_backup: slot
            .folder()
            .and_then(|folder| config.seen.backed_up(folder))
            .map(|at| at.0),
        settings: config.settings,
        reminders_waiting: shell.waiting().unwrap_or_default(),
    }
}

/// A vault's name: its folder's, without the ending.
fn name(folder: &std::path::Path) -> String {
    folder
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A path as the window can hold it.
fn path(folder: &std::path::Path) -> Result<String> {
    let text = folder.to_str().map(str::to_owned);
    text.ok_or_else(|| Error::new(Kind::Invalid, "error.folder_name_unreadable"))
}
