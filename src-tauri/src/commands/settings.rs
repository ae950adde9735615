//! How the user left a table: kept in the vault, since column filters name customers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use steward_core::records::{Filter, Sort};
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
