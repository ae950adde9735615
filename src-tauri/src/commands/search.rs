//! The one box that finds everything.

use steward_core::session::Hit;
use tauri::AppHandle;

use super::{Answer, with_shell};
use crate::state::door;

/// What `text` finds among all records, the best first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn search(app: AppHandle, text: String, limit: u32) -> Answer<Vec<Hit>> {
    with_shell(app, move |app, shell| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let found = session.search(&text, limit)?;
        if session.search_lags()? {
            door::follow(app);
        }
        Ok(found)
    })
    .await
}
