//! Letters, as drafts for the machine's own mail program.

use steward_core::mail::model::{MailAsk, MailDraft};
use tauri::AppHandle;

use super::{Answer, with_session, with_shell};
use crate::desktop::mailer;

/// The draft of a letter. Nothing leaves the program by it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mail_draft(app: AppHandle, ask: MailAsk) -> Answer<MailDraft> {
    with_session(app, move |session| session.mail_draft(&ask, mailer::MOST)).await
}

/// Opens a letter in the mail program; says whether its words went along, or are to be copied. What is
/// confidential goes only where the user said so (`knowing`).
#[tauri::command]
#[specta::specta]
pub(crate) async fn mail_open(app: AppHandle, ask: MailAsk, knowing: bool) -> Answer<bool> {
    with_shell(app, move |_, shell| {
        let (letter, whole) = {
            let slot = shell.slot();
            let session = &slot.opened()?.session;
            session.mail_link(&ask, knowing, mailer::MOST)?
        };
        // The vault is free again: a mail program may take its time to start.
        mailer::open(&letter)?;
        Ok(whole)
    })
    .await
}
