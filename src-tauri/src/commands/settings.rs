//! What the user set in a vault: how a table was left, since column filters name customers, and
//! the lists of choices.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use steward_core::records::{Filter, Sort};
use steward_core::settings::ops::ChoiceShape;
use tauri::AppHandle;

use super::{Answer, with_session};

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ColumnSetting {
    /// The field.
    pub key: String,
    /// In pixels.
    pub width: u32,
    /// Whether it stays when the others scroll.
    pub pinned: bool,
}

/// How the user left a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ViewSetting {
    /// The columns shown, in order.
    pub columns: Vec<ColumnSetting>,
    /// The order of the lines.
    pub sort: Vec<Sort>,
    /// The field they are grouped by.
    pub group: Option<String>,
    /// Which lines are shown.
    pub filter: Option<Filter>,
}

/// All tables' settings live under one key, by the table's name.
const KEY: &str = "views";

/// How the user left the table called `name`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn view_setting_get(app: AppHandle, name: String) -> Answer<Option<ViewSetting>> {
    with_session(app, move |session| {
        let mut views: BTreeMap<String, ViewSetting> = session.setting(KEY)?.unwrap_or_default();
        Ok(views.remove(&name))
    })
    .await
}

/// Keeps how the user leaves the table called `name`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn view_setting_set(
    app: AppHandle,
    name: String,
    setting: ViewSetting,
) -> Answer<()> {
    with_session(app, move |session| {
        let mut views: BTreeMap<String, ViewSetting> = session.setting(KEY)?.unwrap_or_default();
        views.insert(name, setting);
        session.set_setting(KEY, &views)
    })
    .await
}

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
