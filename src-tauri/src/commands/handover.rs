//! Work that goes from one person to another: planned, then done in one step.

use steward_core::base::Id;
use steward_core::handover::duties::Duties;
use steward_core::handover::ours::{HandOver, HandOverPlan, OurPerson};
use steward_core::handover::theirs::{Succession, SuccessionPlan};
use steward_core::session::{Applied, Session};
use tauri::AppHandle;

use super::{Answer, with_session, with_shell};

/// Our people as the records name them, who looks after most first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn our_people(app: AppHandle) -> Answer<Vec<OurPerson>> {
    with_session(app, Session::our_people).await
}

/// Who is responsible for what.
#[tauri::command]
#[specta::specta]
pub(crate) async fn duties(app: AppHandle) -> Answer<Duties> {
    with_session(app, Session::duties).await
}

/// What a hand-over would do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn hand_over_plan(app: AppHandle, order: HandOver) -> Answer<HandOverPlan> {
    with_session(app, move |session| session.hand_over_plan(&order)).await
}

/// Hands over as the plan made at `moment` said; how many fields changed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn hand_over_perform(app: AppHandle, order: HandOver, moment: i64) -> Answer<u32> {
    with_shell(app, move |_, shell| {
        let language = shell.language().of_records();
        let slot = shell.slot();
        slot.opened()?.session.hand_over(&order, moment, language)
    })
    .await
}

/// What a contact would leave behind.
#[tauri::command]
#[specta::specta]
pub(crate) async fn succession_plan(app: AppHandle, contact: Id) -> Answer<SuccessionPlan> {
    with_session(app, move |session| session.succession_plan(contact)).await
}

/// Has a contact's successor take over as the plan made at `moment` said.
#[tauri::command]
#[specta::specta]
pub(crate) async fn succession_perform(
    app: AppHandle,
    order: Succession,
    moment: i64,
) -> Answer<Applied> {
    with_shell(app, move |_, shell| {
        let language = shell.language().of_records();
        let slot = shell.slot();
        slot.opened()?.session.succeed(&order, moment, language)
    })
    .await
}
