//! Quick entry, the promises of a conversation and pasted signatures: read, never written.

use steward_core::quick::Draft;
use steward_core::quick::promises::Heard;
use steward_core::session::SignatureDraft;
use tauri::AppHandle;

use super::{Answer, with_session, with_shell};
use crate::state::door;

/// What a line of quick entry says, for consent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn quick_draft(app: AppHandle, line: String) -> Answer<Draft> {
    with_shell(app, move |app, shell| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let draft = session.quick_draft(&line)?;
        if session.search_lags()? {
            door::follow(app);
        }
        Ok(draft)
    })
    .await
}

/// The promises heard in what was written down of a conversation, said at that instant.
#[tauri::command]
#[specta::specta]
pub(crate) async fn promises_heard(
    app: AppHandle,
    text: String,
    at: Option<i64>,
) -> Answer<Vec<Heard>> {
    with_session(app, move |session| session.promises_heard(&text, at)).await
}

/// What a pasted signature says of a new contact, for consent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn signature_read(app: AppHandle, text: String) -> Answer<SignatureDraft> {
    with_shell(app, move |app, shell| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let draft = session.signature_read(&text)?;
        if session.search_lags()? {
            door::follow(app);
        }
        Ok(draft)
    })
    .await
}
