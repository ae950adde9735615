//! The agenda, and tasks moved together.

use steward_core::base::date::parse_date;
use steward_core::exchange::ics::Tells;
use steward_core::reminders::agenda::{Agenda, AgendaItem};
use steward_core::reminders::moving::{MovePlan, MoveTo, TaskAt};
use steward_core::session::{Applied, agenda::AgendaBeside};
use tauri::AppHandle;

use super::super::{Answer, with_session, with_shell};
use crate::desktop::dialogs::{FileKind, save_file};
use crate::desktop::words::text;
use crate::state::calendar::in_words;

/// The days from `from` to `to`, both included.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agenda(app: AppHandle, from: String, to: String) -> Answer<Agenda> {
    with_session(app, move |session| {
        session.agenda(parse_date(&from)?, parse_date(&to)?)
    })
    .await
}

/// What reminds by itself on the days from `from` to `to`, both included.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agenda_beside(
    app: AppHandle,
    from: String,
    to: String,
) -> Answer<Vec<AgendaBeside>> {
    with_session(app, move |session| {
        session.agenda_beside(parse_date(&from)?, parse_date(&to)?)
    })
    .await
}

/// All that is due on a day, however much it is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agenda_day(app: AppHandle, day: String) -> Answer<Vec<AgendaItem>> {
    with_session(app, move |session| session.agenda_day(parse_date(&day)?)).await
}

/// What moving these tasks would come to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tasks_move_plan(
    app: AppHandle,
    tasks: Vec<TaskAt>,
    how: MoveTo,
) -> Answer<MovePlan> {
    with_session(app, move |session| session.tasks_move_plan(&tasks, &how)).await
}

/// Moves these tasks: all of them or none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tasks_move(app: AppHandle, tasks: Vec<TaskAt>, how: MoveTo) -> Answer<Applied> {
    with_session(app, move |session| session.tasks_move(&tasks, &how)).await
}

/// Moves the occurrence of a task that stands on this day of the agenda: a task by itself is made.
#[tauri::command]
#[specta::specta]
pub(crate) async fn occurrence_move(
    app: AppHandle,
    task: TaskAt,
    day: String,
    how: MoveTo,
) -> Answer<Applied> {
    with_session(app, move |session| {
        session.occurrence_move(task, parse_date(&day)?, &how)
    })
    .await
}

/// Lets the occurrence of a task that stands on this day of the agenda not come.
#[tauri::command]
#[specta::specta]
pub(crate) async fn occurrence_skip(app: AppHandle, task: TaskAt, day: String) -> Answer<Applied> {
    with_session(app, move |session| {
        session.occurrence_skip(task, parse_date(&day)?)
    })
    .await
}

/// What saving a calendar file came to.
#[derive(Debug, serde::Serialize, specta::Type)]
pub struct CalendarSaved {
    /// Where it is.
    place: String,
    /// How many entries are in it.
    count: u32,
}

/// Saves what is due as a calendar file where the user picks; nothing when they thought better of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn calendar_export(app: AppHandle, tells: Tells) -> Answer<Option<CalendarSaved>> {
    with_shell(app, move |app, shell| {
        shell.slot().opened()?;
        let language = shell.language();
        let label = text(language, "dialog.calendar", &[]);
        let name = text(language, "dialog.calendar_name", &[]);
        let kind = FileKind {
            label: &label,
            extensions: &["ics"],
        };
        let Some(to) = save_file(app, &format!("{name}.ics"), kind) else {
            return Ok(None);
        };
        // Not what was held before: the vault may have been locked while the dialog was open.
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let count = in_words(language, |words| session.calendar_export(tells, words, &to))?;
        Ok(Some(CalendarSaved {
            place: to.display().to_string(),
            count,
        }))
    })
    .await
}
