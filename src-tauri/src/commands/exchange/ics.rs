//! Calendar files: one taken in, picked or dropped, looked at, then done; and the one that other programs
//! follow, asked for, changed, taken away.

use std::path::Path;

use serde::Serialize;
use steward_core::base::{Error, Kind, Report, Result, WireError};
use steward_core::exchange::ics::Tells;
use steward_core::exchange::ics::taking::{Plan, Taking};
use tauri::AppHandle;

use super::super::{Answer, with_job, with_opened, with_shell};
use crate::desktop::config::CalendarFile;
use crate::desktop::dialogs::{FileKind, Purpose, pick_file, pick_folder};
use crate::desktop::words::{Language, text};
use crate::events::Job;
use crate::state::opened::Opened;
use crate::state::{Shell, calendar, held};

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

/// Takes in the file read last as its plan said, the rows of these numbers left out; how many tasks were made or changed. Where the plan
/// no longer holds, the file is forgotten and has to be read again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn calendar_take(app: AppHandle, without: Vec<u32>) -> Answer<u32> {
    with_job(app, Job::Import, move |_, shell, report| {
        let slot = shell.slot();
        let opened = slot.opened()?;
        let (taking, plan) = held(&opened.calendar).take().ok_or_else(closed)?;
        let done = opened
            .session
            .calendar_take(&taking, &plan, &without, report);
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

/// The calendar file that other programs follow.
#[derive(Debug, Serialize, specta::Type)]
pub struct CalendarKept {
    /// Where it is.
    file: String,
    /// How much it tells.
    tells: Tells,
    /// It goes while the vault is locked.
    goes_when_locked: bool,
    /// Why it could not be written last.
    failed: Option<WireError>,
}

fn kept_state(shell: &Shell) -> Result<Option<CalendarKept>> {
    let slot = shell.slot();
    let kept = calendar::of(shell, slot.opened()?);
    Ok(kept.map(|kept| CalendarKept {
        file: kept.file.display().to_string(),
        tells: kept.tells,
        goes_when_locked: kept.goes_when_locked,
        failed: shell.calendar.failed(),
    }))
}

/// The file of the open vault, where the user asked for one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn calendar_kept(app: AppHandle) -> Answer<Option<CalendarKept>> {
    with_shell(app, |_, shell| kept_state(shell)).await
}

/// Keeps a file as the user consented to; the folder is asked for where there is none yet. Nothing
/// when they thought better of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn calendar_keep(
    app: AppHandle,
    tells: Tells,
    goes_when_locked: bool,
) -> Answer<Option<CalendarKept>> {
    with_shell(app, move |app, shell| {
        let known = calendar::of(shell, shell.slot().opened()?);
        let file = match known {
            Some(known) => known.file,
            None => match pick_folder(app, Purpose::Calendar, &shell.places.vaults) {
                Some(folder) => {
                    let name = text(shell.language(), "dialog.calendar_name", &[]);
                    folder.join(format!("{name}.ics"))
                }
                None => return Ok(None),
            },
        };
        // Not what was held before: the vault may have been locked while the dialog was open.
        let slot = shell.slot();
        let opened = slot.opened()?;
        if file.starts_with(&opened.folder) {
            return Err(Error::new(Kind::Invalid, "error.calendar_in_vault"));
        }
        calendar::in_words(shell.language(), |words| {
            opened.session.calendar_keep(tells, words, &file)
        })?;
        let (vault, id) = (opened.folder.clone(), opened.session.vault().id());
        shell.remember(|config| {
            config.calendars.retain(|one| !one.is_of(&vault, id));
            config.calendars.push(CalendarFile {
                vault,
                id: Some(id),
                file,
                tells,
                goes_when_locked,
            });
        })?;
        shell.calendar.written();
        kept_state(shell)
    })
    .await
}

/// Keeps no file any more, and takes it away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn calendar_keep_stop(app: AppHandle) -> Answer<()> {
    with_shell(app, |_, shell| {
        let (folder, id, kept) = {
            let slot = shell.slot();
            let opened = slot.opened()?;
            let id = opened.session.vault().id();
            (opened.folder.clone(), id, calendar::of(shell, opened))
        };
        shell.remember(|config| config.calendars.retain(|one| !one.is_of(&folder, id)))?;
        kept.map_or(Ok(()), |kept| calendar::stop(shell, &kept.file))
    })
    .await
}
