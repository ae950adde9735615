//! Follow-ups: the day's list, done, put off.

use steward_core::base::Id;
use steward_core::reminders::model::{Snooze, TASK, Today};
use steward_core::session::{Applied, Session, TaskDone};
use tauri::AppHandle;

use super::{Answer, with_session, with_shell};
use crate::desktop::notify::Action;
use crate::state::held;

/// The day's list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn today(app: AppHandle) -> Answer<Today> {
    with_session(app, Session::today).await
}

/// Marks a task as done.
#[tauri::command]
#[specta::specta]
pub(crate) async fn task_done(app: AppHandle, id: Id, rev: i32) -> Answer<TaskDone> {
    with_session(app, move |session| session.task_done(id, Some(rev))).await
}

/// Puts a task off.
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

/// Notes that the user has seen which reminders came late.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reminders_seen(app: AppHandle, ids: Vec<Id>) -> Answer<()> {
    with_session(app, move |session| session.reminders_seen(TASK, &ids)).await
}

/// The task that a notification was pressed for when no page heard it. Told once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reminder_asked(app: AppHandle) -> Answer<Option<Id>> {
    with_shell(app, |_, shell| {
        shell.slot().opened()?;
        let mut asked = held(&shell.asked);
        let shown = asked.extract_if(.., |(_, action)| *action == Action::Open);
        Ok(shown.last().map(|(task, _)| task))
    })
    .await
}
