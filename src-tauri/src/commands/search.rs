//! The one box that finds everything.

use steward_core::session::{Among, Hits};
use tauri::AppHandle;

use super::{Answer, with_shell};
use crate::state::door;

/// What `text` finds among all records, the best first, and whether that is all.
#[tauri::command]
#[specta::specta]
pub(crate) async fn search(app: AppHandle, text: String, among: Among, limit: u32) -> Answer<Hits> {
    with_shell(app, move |app, shell| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let found = session.search_among(among, &text, limit)?;
        if !found.complete || session.search_lags()? {
            door::follow(app);
        }
        Ok(found)
    })
    .await
}
