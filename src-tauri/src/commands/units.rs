//! Units in their tree, and one unit with all that belongs to it.

use steward_core::base::Id;
use steward_core::session::UnitSheet;
use steward_core::units::tree::TreeNode;
use tauri::AppHandle;

use super::{Answer, with_session};

/// The units that report to `parent`, or the roots.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tree_children(app: AppHandle, parent: Option<Id>) -> Answer<Vec<TreeNode>> {
    with_session(app, move |session| session.tree_children(parent)).await
}

/// A unit with all that belongs to it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unit_sheet(app: AppHandle, id: Id) -> Answer<UnitSheet> {
    with_session(app, move |session| session.unit_sheet(id)).await
}
