//! Working days, and rules of repetition being tried.

use steward_core::reminders::workdays::WorkYear;
use steward_core::session::RepeatTrial;
use tauri::AppHandle;

use super::super::{Answer, with_session};

/// A year's days, as the user knows them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn work_year(app: AppHandle, year: i32) -> Answer<WorkYear> {
    with_session(app, move |session| session.work_year(year)).await
}

/// Makes a day worked that was not, or the other way round.
#[tauri::command]
#[specta::specta]
pub(crate) async fn workday_turn(app: AppHandle, day: String, name: String) -> Answer<()> {
    with_session(app, move |session| session.turn_workday(&day, &name)).await
}

/// Has the user rest on other days of the week, Monday being 1.
#[tauri::command]
#[specta::specta]
pub(crate) async fn weekend_set(app: AppHandle, weekend: Vec<u8>) -> Answer<()> {
    with_session(app, move |session| session.set_weekend(&weekend)).await
}

/// What a rule of repetition comes to that somebody typed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn repeat_try(
    app: AppHandle,
    text: String,
    start: Option<String>,
) -> Answer<RepeatTrial> {
    with_session(app, move |session| {
        session.try_repeat(&text, start.as_deref())
    })
    .await
}
