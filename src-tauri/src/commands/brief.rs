//! The brief before a visit: read in the window, and saved as a PDF.

use steward_core::base::file_name::file_name;
use steward_core::base::{Clock as _, Error, Id, Kind};
use steward_core::brief::model::Brief;
use steward_core::records::labels::Language;
use tauri::AppHandle;

use super::{Answer, with_session, with_shell};
use crate::desktop::dialogs::{FileKind, save_file};
use crate::desktop::fonts::Shelf;
use crate::desktop::words::text;
use crate::state::brief_paper::pdf;
use crate::state::certificate::Made;
use crate::state::paper;

/// Bytes in the name that a brief is offered to be saved under.
const NAME: usize = 120;

/// The brief about a unit, with all below it where `below`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn brief(
    app: AppHandle,
    unit: Id,
    below: bool,
    language: Language,
) -> Answer<Brief> {
    with_session(app, move |session| session.brief(unit, below, language)).await
}

/// Keeps that somebody does without a section of a brief, or no longer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn brief_set_part(app: AppHandle, part: String, off: bool) -> Answer<()> {
    with_session(app, move |session| session.set_brief_part(&part, off)).await
}

/// Saves the brief as a PDF; where it is, or nothing when the user thought better. Whoever is confidential has none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn brief_save(app: AppHandle, unit: Id, below: bool) -> Answer<Option<String>> {
    with_shell(app, move |app, shell| {
        let language = shell.language();
        let told = {
            let slot = shell.slot();
            let session = &slot.opened()?.session;
            session.brief(unit, below, language.of_records())?
        };
        if told.secret {
            return Err(Error::new(Kind::Invalid, "error.brief_secret"));
        }
        // Whom it is about is in the file and not in its name.
        let name = text(language, "dialog.brief_name", &[("day", &told.day)]);
        let label = text(language, "dialog.pdf", &[]);
        let kind = FileKind {
            label: &label,
            extensions: &["pdf"],
        };
        let name = format!("{}.pdf", file_name(&name, NAME));
        let Some(picked) = save_file(app, &name, kind) else {
            return Ok(None);
        };
        let made = Made {
            at: shell.clock.now(),
            zone: shell.clock.zone(),
            language,
        };
        // Nobody waits for the vault while a disk is asked, for letters or for room.
        let shelf = Shelf::of_the_system();
        let sheets = {
            // Asked again: whoever locked the vault while the question stood wants nothing of it on a disk.
            let slot = shell.slot();
            let session = &slot.opened()?.session;
            let told = |language: Language| session.brief(unit, below, language);
            pdf(told, made, &shelf)?
        };
        paper::save(&picked, &sheets)?;
        Ok(Some(picked.display().to_string()))
    })
    .await
}
