//! Units in their tree, and one unit with all that belongs to it.

use steward_core::base::Id;
use steward_core::session::UnitSheet;
use steward_core::units::tree::TreeBranch;
use tauri::AppHandle;

use super::{Answer, with_session};

/// Of the units that report to `parent`, or of the roots, the ones `from..from + count`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tree_children(
    app: AppHandle,
    parent: Option<Id>,
    from: u32,
    count: u32,
) -> Answer<TreeBranch> {
    with_session(app, move |session| {
        session.tree_branch(parent, from, count.min(1_000))
    })
    .await
}

/// A unit with all that belongs to it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unit_sheet(app: AppHandle, id: Id) -> Answer<UnitSheet> {
    with_session(app, move |session| session.unit_sheet(id)).await
}
