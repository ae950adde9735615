//! The one box that finds everything.

use steward_core::session::Hit;
use tauri::AppHandle;

use super::{Answer, with_session};

/// What `text` finds among all records, the best first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn search(app: AppHandle, text: String, limit: u32) -> Answer<Vec<Hit>> {
    with_session(app, move |session| session.search(&text, limit)).await
}
