//! Units in their tree, and one unit with all that belongs to it.

use steward_core::base::{Id, Timestamp};
use steward_core::business::whitespace::Whitespace;
use steward_core::session::{Applied, Decisions, GridBy, UnitSheet};
use steward_core::units::tree::TreeBranch;
use steward_core::voice::stream::{Satisfaction, Voices};
use tauri::AppHandle;

use super::{Answer, with_opened, with_session};

/// Of the units that report to `parent`, or of the roots, the ones `from..from + count`: as they stand, or
/// as they stood at the instant `at`, ms UTC.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tree_children(
    app: AppHandle,
    parent: Option<Id>,
    from: u32,
    count: u32,
    at: Option<i64>,
) -> Answer<TreeBranch> {
    with_opened(app, move |opened| {
        let count = count.min(1_000);
        match at {
            Some(at) => opened.past(Timestamp(at))?.tree_branch(parent, from, count),
            None => opened.session.tree_branch(parent, from, count),
        }
    })
    .await
}

/// A unit with all that belongs to it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unit_sheet(app: AppHandle, id: Id) -> Answer<UnitSheet> {
    with_session(app, move |session| session.unit_sheet(id)).await
}

/// What came from a unit, with `below` from all that report to it too, the latest first: of the kinds
/// `only`, or of all where none is named, fifty from the one numbered `from` on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unit_voices(
    app: AppHandle,
    unit: Id,
    below: bool,
    only: Vec<String>,
    from: u32,
) -> Answer<Voices> {
    with_session(app, move |session| session.voices(unit, below, &only, from)).await
}

/// Who decides at a unit, with `below` at all that report to it too; or, of an opportunity, a contract or a
/// project, in that deal. As it stands, or as it stood at the instant `at`, ms UTC.
#[tauri::command]
#[specta::specta]
pub(crate) async fn decisions(
    app: AppHandle,
    entity: String,
    id: Id,
    below: bool,
    at: Option<i64>,
) -> Answer<Decisions> {
    with_opened(app, move |opened| match at {
        Some(at) => {
            let hidden = opened.session.hidden()?;
            let past = opened.past(Timestamp(at))?;
            past.decisions_shown(&entity, id, below, &hidden)
        }
        None => opened.session.decisions(&entity, id, below),
    })
    .await
}

/// Makes a task of that title to find out who decides at a unit, or in a deal of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ask_who_decides(
    app: AppHandle,
    unit: Id,
    opportunity: Option<Id>,
    title: String,
) -> Answer<Applied> {
    with_session(app, move |session| {
        session.ask_who_decides(unit, opportunity, &title)
    })
    .await
}

/// What could still be sold to a unit and all below it, by product or by category: as it stands, or as it stood at
/// the instant `at`, ms UTC.
#[tauri::command]
#[specta::specta]
pub(crate) async fn whitespace(
    app: AppHandle,
    unit: Id,
    by: GridBy,
    at: Option<i64>,
) -> Answer<Whitespace> {
    with_opened(app, move |opened| match at {
        Some(at) => {
            let hidden = opened.session.hidden()?;
            opened
                .past(Timestamp(at))?
                .whitespace_shown(unit, by, &hidden)
        }
        None => opened.session.whitespace(unit, by),
    })
    .await
}

/// How content a unit is, with `below` all that report to it too, by each scale they gave scores on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unit_satisfaction(
    app: AppHandle,
    unit: Id,
    below: bool,
) -> Answer<Vec<Satisfaction>> {
    with_session(app, move |session| session.satisfaction(unit, below)).await
}
