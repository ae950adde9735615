//! Follow-ups: the day's list, done, put off.

use steward_core::base::Id;
use steward_core::reminders::model::{Snooze, Today};
use steward_core::session::{Applied, Session};
use tauri::AppHandle;

use super::{Answer, with_session};

/// The day's list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn today(app: AppHandle) -> Answer<Today> {
    with_session(app, Session::today).await
}

/// Marks a follow-up as done.
#[tauri::command]
#[specta::specta]
pub(crate) async fn task_done(app: AppHandle, id: Id, rev: i32) -> Answer<Applied> {
    with_session(app, move |session| session.task_done(id, Some(rev))).await
}

/// Puts a follow-up off.
#[tauri::command]
#[specta::specta]
pub(crate) async fn task_snooze(
    app: AppHandle,
    id: Id,
    rev: i32,
    snooze: Snooze,
) -> Answer<Applied> {
    with_session(app, move |session| {
        session.task_snooze(id, Some(rev), &snooze)
    })
    .await
}
