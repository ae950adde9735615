//! The lists of choices, as the user wants them.

use steward_core::settings::ops::ChoiceShape;
use tauri::AppHandle;

use super::{Answer, with_session};

/// Adds a choice to a list; its code.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choice_add(app: AppHandle, list: String, label: String) -> Answer<String> {
    with_session(app, move |session| session.add_choice(&list, &label)).await
}

/// Calls a choice otherwise, colours it, retires it or brings it back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choice_edit(
    app: AppHandle,
    list: String,
    code: String,
    shape: ChoiceShape,
) -> Answer<()> {
    with_session(app, move |session| {
        session.edit_choice(&list, &code, &shape)
    })
    .await
}

/// Puts the choices of a list in order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choice_order(app: AppHandle, list: String, codes: Vec<String>) -> Answer<()> {
    with_session(app, move |session| session.order_choices(&list, &codes)).await
}
