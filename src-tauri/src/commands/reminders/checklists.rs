//! Checklists for work that comes again.

use steward_core::base::Id;
use steward_core::reminders::checklists::Checklist;
use steward_core::reminders::checklists::ours::OurChecklist;
use steward_core::reminders::checklists::plan::{ChecklistOrder, ChecklistPlan};
use steward_core::reminders::checklists::progress::ChecklistRun;
use steward_core::reminders::checklists::start::ChecklistTask;
use steward_core::session::{Applied, Session};
use tauri::AppHandle;

use crate::commands::{Answer, with_session, with_shell};

/// Every checklist, those offered first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn checklists(app: AppHandle) -> Answer<Vec<Checklist>> {
    with_session(app, Session::checklists).await
}

/// The checklists the program offers.
#[tauri::command]
#[specta::specta]
pub(crate) async fn checklists_ours(app: AppHandle) -> Answer<Vec<OurChecklist>> {
    with_shell(app, |_, shell| {
        let language = shell.language().of_records();
        let slot = shell.slot();
        slot.opened()?.session.our_checklists(language)
    })
    .await
}

/// Takes over those meant for `purposes`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn checklists_take(app: AppHandle, purposes: Vec<String>) -> Answer<Applied> {
    with_shell(app, move |_, shell| {
        let language = shell.language().of_records();
        let slot = shell.slot();
        slot.opened()?
            .session
            .take_our_checklists(&purposes, language)
    })
    .await
}

/// What starting a checklist would make.
#[tauri::command]
#[specta::specta]
pub(crate) async fn checklist_plan(app: AppHandle, order: ChecklistOrder) -> Answer<ChecklistPlan> {
    with_session(app, move |session| session.checklist_plan(&order)).await
}

/// Makes the tasks that were planned.
#[tauri::command]
#[specta::specta]
pub(crate) async fn checklist_start(
    app: AppHandle,
    order: ChecklistOrder,
    contract: Option<Id>,
    tasks: Vec<ChecklistTask>,
) -> Answer<Applied> {
    with_session(app, move |session| {
        session.checklist_start(&order, contract, &tasks)
    })
    .await
}

/// The checklists that bear upon a unit, and how far they are.
#[tauri::command]
#[specta::specta]
pub(crate) async fn checklists_of_unit(app: AppHandle, unit: Id) -> Answer<Vec<ChecklistRun>> {
    with_session(app, move |session| session.checklists_of_unit(unit)).await
}
