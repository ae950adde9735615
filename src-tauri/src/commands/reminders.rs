//! Follow-ups: the day's list, done, put off.

pub mod agenda;
pub mod checklists;
pub mod workdays;

use chrono_tz::Tz;
use serde::Serialize;
use steward_core::base::{Clock as _, Id, Result};
use steward_core::reminders::manner::{Manner, PauseFor};
use steward_core::reminders::model::{Snooze, Today};
use steward_core::session::{Applied, Session, TaskDone};
use tauri::AppHandle;

use super::{Answer, with_session, with_shell};
use crate::desktop::notify::Action;
use crate::events::ShowEvent;
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

/// Notes that the user has seen which reminders of a source came late.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reminders_seen(app: AppHandle, source: String, ids: Vec<Id>) -> Answer<()> {
    with_session(app, move |session| session.reminders_seen(&source, &ids)).await
}

/// How reminders speak, and until when they do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct MannerState {
    /// How they speak.
    pub manner: Manner,
    /// Until when nothing speaks, as the clock here shows it; none when it does.
    pub paused_until: Option<String>,
}

fn state_of(session: &Session, zone: Tz) -> Result<MannerState> {
    let until = session.paused_until()?.map(|until| {
        let here = until.utc().with_timezone(&zone);
        here.format("%Y-%m-%dT%H:%M").to_string()
    });
    Ok(MannerState {
        manner: session.manner()?,
        paused_until: until,
    })
}

/// How reminders speak.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reminder_manner(app: AppHandle) -> Answer<MannerState> {
    with_shell(app, |_, shell| {
        state_of(&shell.slot().opened()?.session, shell.clock.zone())
    })
    .await
}

/// Sets how reminders speak.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reminder_manner_set(app: AppHandle, manner: Manner) -> Answer<()> {
    with_shell(app, move |_, shell| {
        shell.slot().opened()?.session.set_manner(&manner)?;
        shell.bell.notify_one();
        Ok(())
    })
    .await
}

/// Lets nothing speak for a while, or lets it again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reminder_pause(app: AppHandle, how: PauseFor) -> Answer<MannerState> {
    with_shell(app, move |_, shell| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        session.pause_reminders(how)?;
        shell.bell.notify_one();
        state_of(session, shell.clock.zone())
    })
    .await
}

/// The record that a notification was pressed for when no page heard it. Told once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reminder_asked(app: AppHandle) -> Answer<Option<ShowEvent>> {
    with_shell(app, |_, shell| {
        shell.slot().opened()?;
        let mut asked = held(&shell.asked);
        let shown = asked.extract_if(.., |(_, action)| *action == Action::Open);
        Ok(shown.last().map(|(about, _)| ShowEvent::from(&about)))
    })
    .await
}
