//! Files on records: brought in by dialog or by dropping them on the window, saved out, looked over.
//! The page names records, never a path; what it shows of a file it gets from `state::preview`.

use std::path::PathBuf;

use steward_core::attachments::Wrong;
use steward_core::base::file_name::file_name;
use steward_core::base::{Error, Id, Kind};
use steward_core::records::Record;
use steward_core::session::Applied;
use tauri::AppHandle;

use super::{Answer, with_job, with_session, with_shell};
use crate::desktop::dialogs::{FileKind, pick_files, save_file};
use crate::desktop::words::text;
use crate::events::Job;
use crate::state::Shell;

/// Bytes in the name that a file is offered to be saved under.
const NAME: usize = 140;

/// The files of a record, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attachments_of(app: AppHandle, of: Id) -> Answer<Vec<Record>> {
    with_session(app, move |session| session.attachments(of)).await
}

/// Asks for files and puts them on a record; nothing when the user thought better of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attach_pick(app: AppHandle, entity: String, of: Id) -> Answer<Option<Applied>> {
    // As with an import, the work begins when there are files.
    let asked = |app: &AppHandle, shell: &Shell| {
        shell.slot().opened()?;
        Ok(pick_files(app))
    };
    let paths = with_shell(app.clone(), asked).await?;
    if paths.is_empty() {
        return Ok(None);
    }
    with_job(app, Job::Attach, move |_, shell, report| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        session.attach(&entity, of, &paths, report).map(Some)
    })
    .await
}

/// Puts the files that were dropped on the window on a record. A drop is taken once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attach_dropped(
    app: AppHandle,
    drop: u32,
    entity: String,
    of: Id,
) -> Answer<Applied> {
    with_job(app, Job::Attach, move |_, shell, report| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let gone = || Error::new(Kind::NotFound, "error.drop_gone");
        let paths = shell.drops.take(drop).ok_or_else(gone)?;
        session.attach(&entity, of, &paths, report)
    })
    .await
}

/// Puts a picture that was dropped on a person's face on them, and has it show them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn photo_dropped(app: AppHandle, drop: u32, contact: Id) -> Answer<Applied> {
    with_job(app, Job::Attach, move |_, shell, report| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let gone = || Error::new(Kind::NotFound, "error.drop_gone");
        let paths = shell.drops.take(drop).ok_or_else(gone)?;
        // Of several nobody knows which is meant.
        match <[_; 1]>::try_from(paths) {
            Ok([path]) => session.attach_photo(contact, path, report),
            Err(_) => Err(Error::invalid("photo", "error.no_photo")),
        }
    })
    .await
}

/// Has a picture show the person it is on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attachment_as_photo(app: AppHandle, id: Id) -> Answer<Applied> {
    with_session(app, move |session| session.use_as_photo(id)).await
}

/// Saves a file out, no longer encrypted; where it is, or nothing when the user thought better.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attachment_save(app: AppHandle, id: Id) -> Answer<Option<String>> {
    let asked = move |app: &AppHandle, shell: &Shell| {
        let (_, name, _) = shell.slot().opened()?.session.open_attachment(id)?;
        Ok(ask_where(app, shell, &name))
    };
    let Some(to) = with_shell(app.clone(), asked).await? else {
        return Ok(None);
    };
    with_job(app, Job::Attach, move |_, shell, report| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        // The dialog has asked whether what stands there may go.
        session.save_attachment(id, &to, true, report)?;
        Ok(Some(to.display().to_string()))
    })
    .await
}

/// Asks where a file is to be saved that is called `name`.
pub(crate) fn ask_where(app: &AppHandle, shell: &Shell, name: &str) -> Option<PathBuf> {
    let label = text(shell.language(), "dialog.any_file", &[]);
    let kind = FileKind {
        label: &label,
        extensions: &[],
    };
    save_file(app, &file_name(name, NAME), kind)
}

/// Reads every file through; those that are missing or damaged.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attachments_check(app: AppHandle) -> Answer<Vec<Wrong>> {
    with_job(app, Job::Attach, move |_, shell, report| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        session.sweep_attachments()?;
        session.check_attachments(report)
    })
    .await
}
