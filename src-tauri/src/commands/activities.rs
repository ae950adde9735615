//! Conversations: what happened at a unit, and logging what just did.

use steward_core::activities::drafts::NoteDraft;
use steward_core::activities::lately::LateTalk;
use steward_core::activities::ops::{LogTouch, Timeline};
use steward_core::base::Id;
use steward_core::session::Applied;
use tauri::AppHandle;

use super::{Answer, with_session};

/// What happened at a unit before an instant, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn timeline(
    app: AppHandle,
    unit: Id,
    before: Option<i64>,
    limit: u32,
) -> Answer<Timeline> {
    with_session(app, move |session| session.timeline(unit, before, limit)).await
}

/// The last conversations with a customer, in few words.
#[tauri::command]
#[specta::specta]
pub(crate) async fn late_talks(app: AppHandle, unit: Id) -> Answer<Vec<LateTalk>> {
    with_session(app, move |session| session.late_talks(unit)).await
}

/// Logs a conversation with its next step.
#[tauri::command]
#[specta::specta]
pub(crate) async fn log_touch(app: AppHandle, touch: LogTouch) -> Answer<Applied> {
    with_session(app, move |session| session.log_touch(&touch)).await
}

/// What was typed into the small form at a place and not sent, as the window wrote it down.
#[tauri::command]
#[specta::specta]
pub(crate) async fn form_draft(app: AppHandle, place: String) -> Answer<Option<String>> {
    with_session(app, move |session| session.form_draft(&place)).await
}

/// Keeps what was typed into the small form at a place, or forgets it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn form_draft_keep(
    app: AppHandle,
    place: String,
    draft: Option<String>,
) -> Answer<()> {
    with_session(app, move |session| {
        session.keep_form_draft(&place, draft.as_deref())
    })
    .await
}

/// What was begun in a unit's box and not logged.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_draft(app: AppHandle, unit: Id) -> Answer<Option<NoteDraft>> {
    with_session(app, move |session| session.note_draft(unit)).await
}

/// Keeps what was begun in a unit's box, or forgets it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_draft_keep(
    app: AppHandle,
    unit: Id,
    draft: Option<NoteDraft>,
) -> Answer<()> {
    with_session(app, move |session| {
        session.keep_note_draft(unit, draft.as_ref())
    })
    .await
}
