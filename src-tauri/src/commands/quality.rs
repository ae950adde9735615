//! How good the records are: those that are there twice.

use std::collections::BTreeMap;

use steward_core::base::Id;
use steward_core::quality::duplicates::{DuplicateList, LikelySame};
use steward_core::records::value::Value;
use tauri::AppHandle;

use super::{Answer, with_job, with_session};
use crate::events::Job;

/// Pairs handed over at once, at most.
const PAGE: u32 = 500;

/// Looks through all units or all contacts for those that may be there twice; how many pairs there are.
#[tauri::command]
#[specta::specta]
pub(crate) async fn duplicates_sweep(app: AppHandle, entity: String) -> Answer<u32> {
    with_job(app, Job::Sweep, move |_, shell, report| {
        let slot = shell.slot();
        slot.opened()?.session.sweep_duplicates(&entity, report)
    })
    .await
}

/// What is left of the latest sweep, from the `from`-th pair on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn duplicates_list(
    app: AppHandle,
    entity: String,
    from: u32,
    count: u32,
) -> Answer<DuplicateList> {
    with_session(app, move |session| {
        session.duplicates(&entity, from, count.min(PAGE))
    })
    .await
}

/// Remembers that two records are not the same.
#[tauri::command]
#[specta::specta]
pub(crate) async fn not_the_same(
    app: AppHandle,
    entity: String,
    first: Id,
    second: Id,
) -> Answer<()> {
    with_session(app, move |session| {
        session.not_the_same(&entity, first, second)
    })
    .await
}

/// Which records may be the one that is being typed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn likely_same(
    app: AppHandle,
    entity: String,
    values: BTreeMap<String, Value>,
) -> Answer<Vec<LikelySame>> {
    with_session(app, move |session| session.likely_same(&entity, &values)).await
}
