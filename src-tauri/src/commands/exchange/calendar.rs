//! A calendar file taken in: picked or dropped, looked at, then done.

use std::path::Path;

use steward_core::base::{Error, Kind, Report, Result};
use steward_core::exchange::ics::taking::{Plan, Taking};
use tauri::AppHandle;

use super::super::{Answer, with_job, with_opened, with_shell};
use crate::desktop::dialogs::{FileKind, pick_file};
use crate::desktop::words::{Language, text};
use crate::events::Job;
use crate::state::opened::Opened;
use crate::state::{Shell, held};

fn look(opened: &Opened, path: &Path, report: &Report) -> Result<Plan> {
    let busy = [Language::En, Language::Zh].map(|one| text(one, "dialog.calendar_busy", &[]));
    let taking = Taking::open(path, busy.into(), report)?;
    let plan = opened.session.calendar_plan(&taking)?;
    *held(&opened.calendar) = Some((taking, plan.clone()));
    Ok(plan)
}

fn closed() -> Error {
    Error::new(Kind::NotFound, "error.import_closed")
}

/// Asks for a calendar file and says what taking it in would come to; nothing when the user thought
/// better of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn calendar_pick(app: AppHandle) -> Answer<Option<Plan>> {
    let asked = |app: &AppHandle, shell: &Shell| {
        shell.slot().opened()?;
        let label = text(shell.language(), "dialog.calendar", &[]);
        let kind = FileKind {
            label: &label,
            extensions: &["ics"],
        };
        Ok(pick_file(app, kind))
    };
    let Some(path) = with_shell(app.clone(), asked).await? else {
        return Ok(None);
    };
    with_job(app, Job::Import, move |_, shell, report| {
        let slot = shell.slot();
        look(slot.opened()?, &path, report).map(Some)
    })
    .await
}

/// As `calendar_pick`, for a file that was dropped on the window; a drop is taken once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn calendar_dropped(app: AppHandle, drop: u32) -> Answer<Plan> {
    with_job(app, Job::Import, move |_, shell, report| {
        let slot = shell.slot();
        let opened = slot.opened()?;
        let gone = || Error::new(Kind::NotFound, "error.drop_gone");
        let paths = shell.drops.take(drop).ok_or_else(gone)?;
        let [path] = paths.as_slice() else {
            return Err(Error::new(Kind::BadFile, "error.calendar_one_file"));
        };
        look(opened, path, report)
    })
    .await
}

/// Takes in the file read last as its plan said; how many tasks were made or changed. Where the plan
/// no longer holds, the file is forgotten and has to be read again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn calendar_take(app: AppHandle) -> Answer<u32> {
    with_job(app, Job::Import, |_, shell, report| {
        let slot = shell.slot();
        let opened = slot.opened()?;
        let (taking, plan) = held(&opened.calendar).take().ok_or_else(closed)?;
        let done = opened.session.calendar_take(&taking, &plan, report);
        if let Err(error) = &done
            && error.kind() == Kind::Cancelled
        {
            *held(&opened.calendar) = Some((taking, plan));
        }
        done
    })
    .await
}

/// Forgets the file read last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn calendar_close(app: AppHandle) -> Answer<()> {
    with_opened(app, |opened| {
        *held(&opened.calendar) = None;
        Ok(())
    })
    .await
}
