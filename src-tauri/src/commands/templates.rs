//! Templates by industry: what each would add, adding it, and templates in files.

use std::path::PathBuf;

use steward_core::base::{Error, Kind};
use steward_core::session::template_of;
use steward_core::templates::{TemplateOffer, TemplatePlan, built_in, offers};
use tauri::AppHandle;

use super::{Answer, with_shell};
use crate::desktop::dialogs::{FileKind, pick_file, save_file};
use crate::desktop::words::{Language, text};
use crate::state::held;

/// The program's templates, for a vault that is still to be made.
#[tauri::command]
#[specta::specta]
pub(crate) async fn template_offers(app: AppHandle) -> Answer<Vec<TemplateOffer>> {
    with_shell(app, |_, shell| offers(shell.language().of_records())).await
}

/// What each of the program's templates would add.
#[tauri::command]
#[specta::specta]
pub(crate) async fn template_list(app: AppHandle) -> Answer<Vec<TemplatePlan>> {
    with_shell(app, |_, shell| {
        let language = shell.language().of_records();
        shell.slot().opened()?.session.templates(language)
    })
    .await
}

/// Asks for a file and says what the template in it would add; nothing when the user thought better
/// of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn template_pick(app: AppHandle) -> Answer<Option<TemplatePlan>> {
    with_shell(app, |app, shell| {
        shell.slot().opened()?;
        let label = text(shell.language(), "dialog.template", &[]);
        let Some(path) = pick_file(app, kind(&label)) else {
            return Ok(None);
        };
        let template = template_of(&path)?;
        let slot = shell.slot();
        let opened = slot.opened()?;
        let language = shell.language().of_records();
        let plan = opened.session.template_plan(&template, language)?;
        *held(&opened.template) = Some(template);
        Ok(Some(plan))
    })
    .await
}

/// Adds what a template brings: one of the program's by its key, or with an empty one that of the
/// file picked last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn template_apply(app: AppHandle, key: String) -> Answer<()> {
    with_shell(app, move |_, shell| {
        let slot = shell.slot();
        let opened = slot.opened()?;
        let template = if key.is_empty() {
            held(&opened.template).clone()
        } else {
            built_in()?.into_iter().find(|one| one.key() == key)
        };
        let gone = || Error::new(Kind::NotFound, "error.template_unreadable");
        let language = shell.language().of_records();
        opened
            .session
            .apply_template(&template.ok_or_else(gone)?, language)
    })
    .await
}

/// Saves what the user defined as a template; says whether it did.
#[tauri::command]
#[specta::specta]
pub(crate) async fn template_save(app: AppHandle) -> Answer<bool> {
    with_shell(app, |app, shell| {
        shell.slot().opened()?;
        let Some(path) = place(app, shell.language()) else {
            return Ok(false);
        };
        let language = shell.language().of_records();
        shell
            .slot()
            .opened()?
            .session
            .save_template(language, &path)?;
        Ok(true)
    })
    .await
}

fn place(app: &AppHandle, language: Language) -> Option<PathBuf> {
    let name = text(language, "dialog.template_name", &[]);
    let label = text(language, "dialog.template", &[]);
    save_file(app, &format!("{name}.json"), kind(&label))
}

fn kind(label: &str) -> FileKind<'_> {
    FileKind {
        label,
        extensions: &["json"],
    }
}
