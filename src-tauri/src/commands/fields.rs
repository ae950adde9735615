//! The fields a user defines, their formulas, and how records are numbered.

use steward_core::fields::numbering::Numbering;
use steward_core::fields::recast::{KindOrder, KindPlan};
use steward_core::fields::{FieldShape, FieldState, FormulaSample};
use steward_core::records::FieldKind;
use steward_core::session::Session;
use tauri::AppHandle;

use super::{Answer, with_session, with_shell};

/// Every field of the user's own, retired ones too.
#[tauri::command]
#[specta::specta]
pub(crate) async fn own_fields(app: AppHandle) -> Answer<Vec<FieldState>> {
    with_shell(app, |_, shell| {
        let language = shell.language().of_records();
        shell.slot().opened()?.session.own_fields(language)
    })
    .await
}

/// Defines a field, with the choices it begins with; its key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn field_define(
    app: AppHandle,
    entity: String,
    kind: FieldKind,
    target: Option<String>,
    shape: FieldShape,
    choices: Vec<String>,
) -> Answer<String> {
    with_session(app, move |session| {
        session.define_field(&entity, kind, target.as_deref(), &shape, &choices)
    })
    .await
}

/// Says other things of a field.
#[tauri::command]
#[specta::specta]
pub(crate) async fn field_edit(
    app: AppHandle,
    entity: String,
    key: String,
    shape: FieldShape,
) -> Answer<()> {
    with_session(app, move |session| {
        session.edit_field(&entity, &key, &shape)
    })
    .await
}

/// Says which kinds of unit have a field of the program's.
#[tauri::command]
#[specta::specta]
pub(crate) async fn field_limit(app: AppHandle, field: String, kinds: Vec<String>) -> Answer<()> {
    with_session(app, move |session| session.limit_field(&field, &kinds)).await
}

/// What giving a field another kind would come to; nothing is written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn field_kind_plan(
    app: AppHandle,
    entity: String,
    key: String,
    kind: FieldKind,
) -> Answer<KindPlan> {
    with_shell(app, move |_, shell| {
        let language = shell.language().of_records();
        let slot = shell.slot();
        slot.opened()?
            .session
            .field_kind_plan(&entity, &key, kind, language)
    })
    .await
}

/// Gives a field another kind, in one step; its key from now on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn field_kind_change(app: AppHandle, order: KindOrder) -> Answer<String> {
    with_shell(app, move |_, shell| {
        let language = shell.language().of_records();
        let slot = shell.slot();
        slot.opened()?.session.change_field_kind(&order, language)
    })
    .await
}

/// Puts the user's own fields of an entity in order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn field_order(app: AppHandle, entity: String, keys: Vec<String>) -> Answer<()> {
    with_session(app, move |session| session.order_fields(&entity, &keys)).await
}

/// What a formula would come to for some records; nothing is written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn formula_try(
    app: AppHandle,
    entity: String,
    kind: FieldKind,
    text: String,
) -> Answer<Vec<FormulaSample>> {
    with_session(app, move |session| {
        session.try_formula(&entity, kind, &text)
    })
    .await
}

/// How records are numbered.
#[tauri::command]
#[specta::specta]
pub(crate) async fn numberings(app: AppHandle) -> Answer<Vec<Numbering>> {
    with_session(app, Session::numberings).await
}

/// Numbers the records of an entity, or of one kind of unit; by nothing where the pattern is blank.
#[tauri::command]
#[specta::specta]
pub(crate) async fn numbering_set(
    app: AppHandle,
    entity: String,
    kind: Option<String>,
    pattern: String,
) -> Answer<()> {
    with_session(app, move |session| {
        session.set_numbering(&entity, kind.as_deref(), &pattern)
    })
    .await
}
