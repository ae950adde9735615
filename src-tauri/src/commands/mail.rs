//! Letters, as drafts for the machine's own mail program.

use steward_core::mail::model::{MailAsk, MailDraft};
use steward_core::mail::urge::Urge;
use steward_core::quality::owed::Colleague;
use steward_core::records::labels::Language;
use tauri::AppHandle;

use super::{Answer, with_session, with_shell};
use crate::desktop::dialogs::{FileKind, save_file};
use crate::desktop::mailer;
use crate::desktop::words::text;

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

/// The colleagues who have something to look over at their customers.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mail_colleagues(app: AppHandle) -> Answer<Vec<Colleague>> {
    with_session(app, steward_core::session::Session::colleagues).await
}

/// The letter that asks one of them to. Nothing leaves the program by it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mail_urge(app: AppHandle, owner: String, language: Language) -> Answer<Urge> {
    with_session(app, move |session| {
        session.urge(&owner, language, mailer::MOST)
    })
    .await
}

/// Keeps where a colleague is written to, in the vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mail_set_colleague(
    app: AppHandle,
    owner: String,
    address: String,
) -> Answer<()> {
    with_session(app, move |session| {
        session.set_colleague_address(&owner, &address)
    })
    .await
}

/// Opens that letter in the mail program; says whether its words went along, or are to be copied.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mail_urge_open(
    app: AppHandle,
    owner: String,
    language: Language,
) -> Answer<bool> {
    with_shell(app, move |_, shell| {
        let (letter, whole) = {
            let slot = shell.slot();
            let session = &slot.opened()?.session;
            session.urge_link(&owner, language, mailer::MOST)?
        };
        mailer::open(&letter)?;
        Ok(whole)
    })
    .await
}

/// Saves that letter as a file, for a mail program of the user's choice; whether they did.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mail_urge_save(
    app: AppHandle,
    owner: String,
    language: Language,
) -> Answer<bool> {
    with_shell(app, move |app, shell| {
        let label = text(shell.language(), "dialog.mail", &[]);
        let kind = FileKind {
            label: &label,
            extensions: &["eml"],
        };
        // Whom it is for is in the file and not in its name.
        let name = text(shell.language(), "dialog.mail_name", &[]);
        let Some(to) = save_file(app, &format!("{name}.eml"), kind) else {
            return Ok(false);
        };
        let slot = shell.slot();
        slot.opened()?.session.save_urge(&owner, language, &to)?;
        Ok(true)
    })
    .await
}
