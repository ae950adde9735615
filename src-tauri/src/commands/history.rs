//! The past: steps and what they did, the bin, merging, splitting, and tables as they stood.

use std::collections::BTreeMap;

use steward_core::base::{Id, Timestamp};
use steward_core::history::bin::{BinMark, BinPage};
use steward_core::history::merge::{MergeOrder, MergePlan, Merged};
use steward_core::history::split::{SplitOrder, SplitPlan};
use steward_core::history::steps::Step;
use steward_core::history::story::{Chapter, Hands};
use steward_core::history::takeback::{Answers, TakeBack, Target};
use steward_core::records::value::Value;
use steward_core::records::{Query, Record};
use steward_core::session::Applied;
use tauri::AppHandle;

use super::records::ViewInfo;
use super::{Answer, with_opened, with_session};

/// The steps before a write, the latest first; those called `op`, where it is said.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history_steps(
    app: AppHandle,
    before: Option<i64>,
    limit: u32,
    op: Option<String>,
) -> Answer<Vec<Step>> {
    with_session(app, move |session| {
        session.steps(before, limit, op.as_deref())
    })
    .await
}

/// All that befell a record, the latest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history_story(app: AppHandle, entity: String, id: Id) -> Answer<Vec<Chapter>> {
    with_session(app, move |session| session.story(&entity, id)).await
}

/// Who entered a record, and who changed it last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history_hands(app: AppHandle, id: Id) -> Answer<Hands> {
    with_session(app, move |session| session.hands(id)).await
}

/// Has fields hold again what they once held.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history_put_back(
    app: AppHandle,
    entity: String,
    id: Id,
    rev: i32,
    values: BTreeMap<String, Value>,
) -> Answer<Applied> {
    with_session(app, move |session| {
        session.put_back(&entity, id, rev, &values)
    })
    .await
}

/// What is in the bin, the latest first, a page at a time.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history_bin(app: AppHandle, from: Option<BinMark>) -> Answer<BinPage> {
    with_session(app, move |session| session.bin(from)).await
}

/// What taking back a step would do; of one that filled the bin, `only` one record with its own.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_back_plan(
    app: AppHandle,
    step: i64,
    only: Option<Id>,
    answers: Answers,
) -> Answer<TakeBack> {
    let target = Target { seq: step, only };
    with_session(app, move |session| session.take_back_plan(target, &answers)).await
}

/// Takes a step back as the plan made at `moment` said.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_back(
    app: AppHandle,
    step: i64,
    only: Option<Id>,
    answers: Answers,
    moment: i64,
) -> Answer<Applied> {
    let target = Target { seq: step, only };
    with_session(app, move |session| {
        session.take_back(target, &answers, moment)
    })
    .await
}

/// Two records side by side, and what merging them would re-point.
#[tauri::command]
#[specta::specta]
pub(crate) async fn merge_plan(
    app: AppHandle,
    entity: String,
    winner: Id,
    loser: Id,
) -> Answer<MergePlan> {
    with_session(app, move |session| {
        session.merge_plan(&entity, winner, loser)
    })
    .await
}

/// Makes two records one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn merge_perform(app: AppHandle, order: MergeOrder) -> Answer<Applied> {
    with_session(app, move |session| session.merge(&order)).await
}

/// What was merged into a record and can be taken apart.
#[tauri::command]
#[specta::specta]
pub(crate) async fn merged_into(app: AppHandle, winner: Id) -> Answer<Vec<Merged>> {
    with_session(app, move |session| session.merged(winner)).await
}

/// What is at a unit and could go to a new one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn split_plan(app: AppHandle, unit: Id) -> Answer<SplitPlan> {
    with_session(app, move |session| session.split_plan(unit)).await
}

/// Makes one unit two.
#[tauri::command]
#[specta::specta]
pub(crate) async fn split_perform(app: AppHandle, order: SplitOrder) -> Answer<Applied> {
    with_session(app, move |session| session.split(&order)).await
}

/// Answers a question of the vault as it stood at an instant; the view stays until it is closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn past_view_open(app: AppHandle, at: i64, query: Query) -> Answer<ViewInfo> {
    with_opened(app, move |opened| {
        let past = opened.past(Timestamp(at))?;
        let view = past.view(query)?;
        let extent = view.extent();
        Ok(ViewInfo::of(opened.keep_past(view, past), &extent))
    })
    .await
}

/// A record as it stood at an instant; null where it was not there.
#[tauri::command]
#[specta::specta]
pub(crate) async fn record_at(
    app: AppHandle,
    entity: String,
    id: Id,
    at: i64,
) -> Answer<Option<Record>> {
    with_session(app, move |session| {
        session.record_at(&entity, id, Timestamp(at))
    })
    .await
}
