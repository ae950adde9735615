//! What the user set in a vault: how a table was left, since column filters name customers, the views with a
//! name, the lists of choices, and what is out of sight.

use std::collections::BTreeMap;

use serde::Serialize;
use steward_core::base::{Error, Id, Result};
use steward_core::fields::follow::Mended;
use steward_core::records::tags::TagUse;
use steward_core::session::{NamedView, Session};
use steward_core::settings::modules::ModuleState;
use steward_core::settings::ops::ChoiceShape;
use steward_core::settings::views::ViewSetting;
use tauri::AppHandle;

use super::{Answer, with_session};

/// All tables' settings live under one key, by the table's name.
const KEY: &str = "views";

/// How a table was left, brought to the fields as they are now.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct KeptView {
    /// How it is to be shown.
    pub setting: ViewSetting,
    /// What is not as it was left.
    pub mended: Vec<Mended>,
}

/// How all tables were left, each by itself.
fn views(session: &Session) -> Result<BTreeMap<String, serde_json::Value>> {
    Ok(session.setting(KEY)?.unwrap_or_default())
}

/// How the user left the table of an entity called `name`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn view_setting_get(
    app: AppHandle,
    entity: String,
    name: String,
) -> Answer<Option<KeptView>> {
    with_session(app, move |session| {
        let mut views = views(session)?;
        // A table that another program left in another way is as it is at first.
        let left = views.remove(&name).map(serde_json::from_value);
        let Some(Ok(left)) = left else {
            return Ok(None);
        };
        let (setting, mended) = session.follow_view(&entity, left)?;
        Ok(Some(KeptView { setting, mended }))
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
        let mut views = views(session)?;
        let setting = serde_json::to_value(setting).map_err(Error::internal)?;
        views.insert(name, setting);
        session.set_setting(KEY, &views)
    })
    .await
}

/// Every view with a name, brought to the fields as they are now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn views_saved(app: AppHandle) -> Answer<Vec<NamedView>> {
    with_session(app, Session::saved_views).await
}

/// Keeps how the table of an entity is shown under a name; which view that is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_view_add(
    app: AppHandle,
    entity: String,
    name: String,
    setting: ViewSetting,
) -> Answer<Id> {
    with_session(app, move |session| {
        session.save_view(&entity, &name, &setting)
    })
    .await
}

/// Keeps another way of showing the table under the name a view has.
#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_view_put(app: AppHandle, id: Id, setting: ViewSetting) -> Answer<()> {
    with_session(app, move |session| session.save_over_view(id, &setting)).await
}

/// Calls a view otherwise.
#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_view_rename(app: AppHandle, id: Id, name: String) -> Answer<()> {
    with_session(app, move |session| session.rename_view(id, &name)).await
}

/// Drops a view; the table stays as it is shown.
#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_view_drop(app: AppHandle, id: Id) -> Answer<()> {
    with_session(app, move |session| session.delete_view(id)).await
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

/// Every tag in use, the one worn most first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tags_used(app: AppHandle) -> Answer<Vec<TagUse>> {
    with_session(app, Session::tags).await
}

/// Calls a tag otherwise everywhere, or takes it away where it is to be called nothing; how many records
/// wore it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tag_rename(app: AppHandle, from: String, to: String) -> Answer<u32> {
    with_session(app, move |session| session.rename_tag(&from, &to)).await
}

/// Puts the choices of a list in order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choice_order(app: AppHandle, list: String, codes: Vec<String>) -> Answer<()> {
    with_session(app, move |session| session.order_choices(&list, &codes)).await
}

/// Every part of the record that can be put out of sight, and what there is of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn modules(app: AppHandle) -> Answer<Vec<ModuleState>> {
    with_session(app, Session::modules).await
}

/// Puts a part of the record out of sight, or back into it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn module_hide(app: AppHandle, module: String, hidden: bool) -> Answer<()> {
    with_session(app, move |session| session.hide_module(&module, hidden)).await
}
