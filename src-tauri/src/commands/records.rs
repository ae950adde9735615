//! Records of every kind: what there is, the table's views, edits, and undo.

use serde::Serialize;
use steward_core::base::{Id, Report, Result};
use steward_core::records::journal::HistoryState;
use steward_core::records::related::Relation;
use steward_core::records::value::{Ref, Value};
use steward_core::records::view::{Extent, Line, Totals};
use steward_core::records::{ChangeSet, Query, Record};
use steward_core::session::{
    Applied, Band, CatalogInfo, NearOptions, Paste, PastePlan, Session, TextColumn,
};
use tauri::AppHandle;

use super::{Answer, with_job, with_opened, with_session, with_shell};
use crate::events::Job;

/// A view the window can ask lines of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ViewInfo {
    /// Its number.
    pub view: u32,
    /// Lines to show.
    pub lines: u32,
    /// Records in all.
    pub records: u32,
    /// Groups.
    pub groups: u32,
    /// The vault's commit the view was made at.
    pub seq: i64,
}

impl ViewInfo {
    /// What the window is told of the view numbered so.
    pub(super) fn of(view: u32, extent: &Extent) -> Self {
        Self {
            view,
            lines: extent.lines,
            records: extent.records,
            groups: extent.groups,
            seq: extent.seq,
        }
    }
}

/// Every kind of record, and the choices they offer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn catalog(app: AppHandle) -> Answer<CatalogInfo> {
    with_session(app, Session::catalog_info).await
}

/// Every way a record of another kind can point at this one, with how many do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn related(app: AppHandle, entity: String, id: Id) -> Answer<Vec<Relation>> {
    with_session(app, move |session| session.related(&entity, id)).await
}

/// The records that point at one by a field, the latest made first, a page of them from one on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn related_list(
    app: AppHandle,
    entity: String,
    field: String,
    id: Id,
    from: u32,
) -> Answer<Vec<Record>> {
    with_session(app, move |session| {
        session.related_list(&entity, &field, id, from)
    })
    .await
}

/// Answers a question; the view stays until it is closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn view_open(app: AppHandle, query: Query) -> Answer<ViewInfo> {
    with_opened(app, |opened| {
        let view = opened.session.view(query)?;
        let extent = view.extent();
        Ok(ViewInfo::of(opened.keep(view), &extent))
    })
    .await
}

/// Some lines of a view.
#[tauri::command]
#[specta::specta]
pub(crate) async fn view_lines(
    app: AppHandle,
    view: u32,
    from: u32,
    count: u32,
) -> Answer<Vec<Line>> {
    with_opened(app, move |opened| {
        let (view, over) = opened.view(view)?;
        over.session(opened)
            .view_lines(&view, from, count.min(2_000))
    })
    .await
}

/// The sums of a view.
#[tauri::command]
#[specta::specta]
pub(crate) async fn view_totals(app: AppHandle, view: u32) -> Answer<Totals> {
    with_opened(app, move |opened| {
        let (view, over) = opened.view(view)?;
        over.session(opened).view_totals(&view)
    })
    .await
}

/// What the amounts in parts of a view add up to; null where that means nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn view_sum(app: AppHandle, view: u32, bands: Vec<Band>) -> Answer<Value> {
    with_opened(app, move |opened| {
        let (view, over) = opened.view(view)?;
        let sum = over.session(opened).view_sum(&view, &bands)?;
        Ok(sum.map_or(Value::Null, Value::Money))
    })
    .await
}

/// The line a record stands on in a view.
#[tauri::command]
#[specta::specta]
pub(crate) async fn view_find(app: AppHandle, view: u32, id: Id) -> Answer<Option<u32>> {
    with_opened(app, move |opened| {
        let (view, over) = opened.view(view)?;
        over.session(opened).view_find(&view, id)
    })
    .await
}

/// Some lines of a view as plain text, to be pasted elsewhere or back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn view_text(
    app: AppHandle,
    view: u32,
    from: u32,
    count: u32,
    columns: Vec<TextColumn>,
) -> Answer<Vec<Vec<String>>> {
    with_shell(app, move |_, shell| {
        let language = shell.language().of_records();
        let slot = shell.slot();
        let opened = slot.opened()?;
        let (view, over) = opened.view(view)?;
        over.session(opened)
            .view_text(&view, from, count, &columns, language)
    })
    .await
}

/// Forgets a view.
#[tauri::command]
#[specta::specta]
pub(crate) async fn view_close(app: AppHandle, view: u32) -> Answer<()> {
    with_opened(app, move |opened| {
        opened.forget(view);
        Ok(())
    })
    .await
}

/// One record.
#[tauri::command]
#[specta::specta]
pub(crate) async fn record_get(app: AppHandle, entity: String, id: Id) -> Answer<Record> {
    with_session(app, move |session| session.record(&entity, id)).await
}

/// Changes records: all of them or none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn records_apply(app: AppHandle, set: ChangeSet) -> Answer<Applied> {
    with_session(app, move |session| session.apply(&set)).await
}

/// What a paste would do, cell by cell.
#[tauri::command]
#[specta::specta]
pub(crate) async fn paste_plan(app: AppHandle, paste: Paste) -> Answer<PastePlan> {
    with_session(app, move |session| session.paste_plan(&paste)).await
}

/// One of many records is work that tells how far it is and can be stopped; any other is done at once.
async fn a_step(
    app: AppHandle,
    redo: bool,
    work: fn(&Session, &Report) -> Result<HistoryState>,
) -> Answer<HistoryState> {
    if !with_session(app.clone(), move |session| session.is_long_step(redo)).await? {
        return with_session(app, move |session| work(session, &Report::silent())).await;
    }
    with_job(app, Job::Undo, move |_, shell, report| {
        work(&shell.slot().opened()?.session, report)
    })
    .await
}

/// Takes back the latest step.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo(app: AppHandle) -> Answer<HistoryState> {
    a_step(app, false, Session::undo_told).await
}

/// Brings again the step taken back last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn redo(app: AppHandle) -> Answer<HistoryState> {
    a_step(app, true, Session::redo_told).await
}

/// What can be taken back and brought again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history_state(app: AppHandle) -> Answer<HistoryState> {
    with_session(app, Session::history_state).await
}

/// Records one might point at, by a part of their name: those of the group of a unit first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ref_options_near(
    app: AppHandle,
    entity: String,
    text: String,
    limit: u32,
    unit: Id,
) -> Answer<NearOptions> {
    with_session(app, move |session| {
        session.ref_options_near(&entity, &text, limit, unit)
    })
    .await
}

/// Records one might point at, by a part of their name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ref_options(
    app: AppHandle,
    entity: String,
    text: String,
    limit: u32,
) -> Answer<Vec<Ref>> {
    with_session(app, move |session| {
        session.ref_options(&entity, &text, limit)
    })
    .await
}
