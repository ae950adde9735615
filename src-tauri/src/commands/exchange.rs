//! Bringing records in from a file the user picked, and writing all of them out into one.

pub mod ics;

use std::path::PathBuf;

use steward_core::exchange::{
    ExportFormat, ImportDone, ImportLayout, ImportOpened, ImportPlan, ImportRow, ImportSession,
    ImportTarget, RowState,
};
use steward_core::session::Session;
use tauri::AppHandle;

use super::{Answer, with_job, with_opened, with_session, with_shell};
use crate::desktop::dialogs::{FileKind, pick_file, save_file};
use crate::desktop::words::{Language, text};
use crate::events::Job;
use crate::state::{Shell, held};

/// Asks for a file and reads it; nothing when the user thought better of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_pick(app: AppHandle) -> Answer<Option<ImportOpened>> {
    // The work begins when there is a file: work under way keeps the vault from locking by
    // itself, and a dialog may stand open for hours.
    let asked = |app: &AppHandle, shell: &Shell| {
        shell.slot().opened()?;
        let label = text(shell.language(), "dialog.tables", &[]);
        let extensions = &["xlsx", "xlsm", "xls", "ods", "csv", "txt", "tsv", "vcf"];
        let kind = FileKind {
            label: &label,
            extensions,
        };
        Ok(pick_file(app, kind))
    };
    let Some(path) = with_shell(app.clone(), asked).await? else {
        return Ok(None);
    };
    with_job(app, Job::Import, move |_, shell, report| {
        let slot = shell.slot();
        let opened = slot.opened()?;
        let catalog = opened.session.catalog();
        let imports = &opened.imports;
        let number = imports.number();
        let language = shell.language().of_records();
        let import = ImportSession::open(&path, number, &catalog, language, report)?
            .hiding(opened.session.hidden()?);
        let first = import.opened();
        imports.keep(number, import);
        Ok(Some(first))
    })
    .await
}

/// How a sheet is to be read, as far as can be guessed. `kind` is what the user says it holds: a kind
/// of record, or a ledger of customers where it is empty.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_layout(
    app: AppHandle,
    session: u32,
    sheet: u32,
    header_row: Option<u32>,
    kind: Option<String>,
) -> Answer<ImportLayout> {
    with_opened(app, move |opened| {
        let import = opened.imports.get(session)?;
        let import = held(&*import);
        match kind {
            Some(kind) => import.layout_as(sheet, header_row, &kind),
            None => import.layout(sheet, header_row),
        }
    })
    .await
}

/// The fields a column can go to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_targets(app: AppHandle) -> Answer<Vec<ImportTarget>> {
    with_opened(app, |opened| {
        Ok(steward_core::exchange::model::all_targets(
            &opened.session.catalog(),
        ))
    })
    .await
}

/// What the import would do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_plan(
    app: AppHandle,
    session: u32,
    layout: ImportLayout,
) -> Answer<ImportPlan> {
    with_job(app, Job::Import, move |_, shell, report| {
        let slot = shell.slot();
        let opened = slot.opened()?;
        let import = opened.imports.get(session)?;
        held(&*import).plan(opened.session.vault(), layout, report)
    })
    .await
}

/// Some rows of the plan.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_rows(
    app: AppHandle,
    session: u32,
    state: Option<RowState>,
    from: u32,
    count: u32,
) -> Answer<Vec<ImportRow>> {
    with_opened(app, move |opened| {
        held(&*opened.imports.get(session)?).rows(state, from, count.min(1_000))
    })
    .await
}

/// Takes the user's choice for some rows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_decide(
    app: AppHandle,
    session: u32,
    rows: Vec<u32>,
    decision: String,
) -> Answer<ImportPlan> {
    with_opened(app, move |opened| {
        let import = opened.imports.get(session)?;
        held(&*import).decide(opened.session.vault(), &rows, &decision)
    })
    .await
}

/// Carries the plan out: all of it or nothing, one step of undo.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_perform(app: AppHandle, session: u32) -> Answer<ImportDone> {
    with_job(app, Job::Import, move |_, shell, report| {
        let slot = shell.slot();
        let opened = slot.opened()?;
        let import = opened.imports.get(session)?;
        held(&*import).perform(opened.session.vault(), report)
    })
    .await
}

/// Saves the rows that were left out as a workbook to repair; false when the user thought better.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_save_refused(app: AppHandle, session: u32) -> Answer<bool> {
    with_shell(app, move |app, shell| {
        shell.slot().opened()?.imports.get(session)?;
        let label = text(shell.language(), "dialog.workbook", &[]);
        let name = text(shell.language(), "dialog.refused_rows", &[]);
        let kind = FileKind {
            label: &label,
            extensions: &["xlsx"],
        };
        let Some(path) = save_file(app, &format!("{name}.xlsx"), kind) else {
            return Ok(false);
        };
        // Not what was held before: the vault may have been locked while the dialog was open.
        let slot = shell.slot();
        let import = slot.opened()?.imports.get(session)?;
        held(&*import).save_refused(&path)?;
        Ok(true)
    })
    .await
}

/// Forgets an import.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_close(app: AppHandle, session: u32) -> Answer<()> {
    with_opened(app, move |opened| {
        opened.imports.forget(session);
        Ok(())
    })
    .await
}

/// What an export came to, as the window tells it.
#[derive(Debug, serde::Serialize, specta::Type)]
pub struct ExportDone {
    /// Where the sheets are.
    place: String,
    /// The folder with the files that are on records, where there are any.
    folder: Option<String>,
    /// How many files are in it.
    files: u32,
    /// What those are called that could not be read and are not in it.
    left_out: Vec<String>,
    /// How many confidential records stayed here.
    confidential: u32,
}

/// How many confidential records an export of everything would hold.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_confidential(app: AppHandle) -> Answer<u32> {
    with_session(app, Session::confidential_count).await
}

/// Writes every record, and the files on records, to a place the user picks; nothing when they
/// thought better of it. What is confidential goes along only where that is said.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_all(
    app: AppHandle,
    format: ExportFormat,
    confidential: bool,
) -> Answer<Option<ExportDone>> {
    let asked = move |app: &AppHandle, shell: &Shell| {
        shell.slot().opened()?;
        Ok(export_place(app, shell.language(), format))
    };
    let Some(to) = with_shell(app.clone(), asked).await? else {
        return Ok(None);
    };
    with_job(app, Job::Export, move |_, shell, report| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let done = session.export_all(
            shell.language().of_records(),
            format,
            confidential,
            &to,
            report,
        )?;
        Ok(Some(ExportDone {
            place: to.display().to_string(),
            folder: done.folder.map(|folder| folder.display().to_string()),
            files: done.files,
            confidential: done.confidential,
            left_out: done.wrong.into_iter().map(|one| one.name).collect(),
        }))
    })
    .await
}

fn export_place(app: &AppHandle, language: Language, format: ExportFormat) -> Option<PathBuf> {
    let name = text(language, "dialog.export_name", &[]);
    match format {
        ExportFormat::Xlsx => {
            let label = text(language, "dialog.workbook", &[]);
            let kind = FileKind {
                label: &label,
                extensions: &["xlsx"],
            };
            save_file(app, &format!("{name}.xlsx"), kind)
        }
        ExportFormat::Csv => {
            let label = text(language, "dialog.text_tables", &[]);
            save_file(
                app,
                &name,
                FileKind {
                    label: &label,
                    extensions: &[],
                },
            )
        }
    }
}
