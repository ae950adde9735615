//! The desktop's own file dialogs. The window never names a path: it asks for a purpose and gets
//! back what the user picked.
//!
//! Debug builds answer from `STEWARD_PICK_DIR` instead, so that a story can run without a hand
//! on the mouse.

use std::path::{Path, PathBuf};

use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;

/// What a folder is picked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To put a new vault in, or to open one.
    Vault,
    /// To keep backups in.
    Backup,
    /// To restore from.
    Restore,
    /// To keep a calendar file in.
    Calendar,
}

/// A kind of file, as the dialog names it.
#[derive(Debug, Clone, Copy)]
pub struct FileKind<'a> {
    /// What the user reads.
    pub label: &'a str,
    /// Without dots.
    pub extensions: &'a [&'a str],
}

/// Asks for a folder. `None` when the user thought better of it. Blocks: call off the main thread.
#[must_use]
pub fn pick_folder(app: &AppHandle, purpose: Purpose, start: &Path) -> Option<PathBuf> {
    if let Some(answers) = answers() {
        return Some(answers.join(match purpose {
            Purpose::Vault => "vault",
            Purpose::Backup => "backup",
            Purpose::Restore => "restore",
            Purpose::Calendar => "calendar",
        }));
    }
    let picked = app
        .dialog()
        .file()
        .set_directory(start)
        .blocking_pick_folder()?;
    picked.into_path().ok()
}

/// Asks for a file to read. Blocks.
#[must_use]
pub fn pick_file(app: &AppHandle, kind: FileKind<'_>) -> Option<PathBuf> {
    if answers().is_some() {
        return std::env::var_os("STEWARD_PICK_FILE").map(PathBuf::from);
    }
    let dialog = app.dialog().file().add_filter(kind.label, kind.extensions);
    dialog.blocking_pick_file()?.into_path().ok()
}

/// Asks for files of any kind to read; none when the user thought better of it. Blocks.
#[must_use]
pub fn pick_files(app: &AppHandle) -> Vec<PathBuf> {
    if answers().is_some() {
        let named = std::env::var_os("STEWARD_PICK_FILE");
        return named.map(PathBuf::from).into_iter().collect();
    }
    let picked = app.dialog().file().blocking_pick_files();
    let paths = picked.into_iter().flatten();
    paths.filter_map(|path| path.into_path().ok()).collect()
}

/// Asks where to save a file called `name`. Blocks.
#[must_use]
pub fn save_file(app: &AppHandle, name: &str, kind: FileKind<'_>) -> Option<PathBuf> {
    if let Some(answers) = answers() {
        return Some(answers.join("save").join(name));
    }
    let dialog = app
        .dialog()
        .file()
        .set_file_name(name)
        .add_filter(kind.label, kind.extensions);
    dialog.blocking_save_file()?.into_path().ok()
}

fn answers() -> Option<PathBuf> {
    if !cfg!(debug_assertions) {
        return None;
    }
    std::env::var_os("STEWARD_PICK_DIR").map(PathBuf::from)
}
