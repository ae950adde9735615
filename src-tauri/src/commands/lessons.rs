//! What was learned: laid before new work, answered, and the years gone by.

use steward_core::base::{Id, Timestamp};
use steward_core::lessons::gather::Lessons;
use steward_core::lessons::ops::RecordAt;
use steward_core::lessons::similar::Similar;
use steward_core::lessons::years::YearLine;
use steward_core::session::Applied;
use tauri::AppHandle;

use super::{Answer, with_opened, with_session};

/// What is laid before a project or a cooperation.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lessons(app: AppHandle, entity: String, id: Id) -> Answer<Lessons> {
    with_session(app, move |session| session.lessons(&entity, id)).await
}

/// Says how work answers something that was learned; with no answer, takes back what was said.
#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_lesson(
    app: AppHandle,
    of: RecordAt,
    from: RecordAt,
    answer: Option<String>,
    note: Option<String>,
) -> Answer<Applied> {
    with_session(app, move |session| {
        session.answer_lesson(&of, &from, answer.as_deref(), note.as_deref())
    })
    .await
}

/// The earlier work most like a project or a cooperation.
#[tauri::command]
#[specta::specta]
pub(crate) async fn similar_work(app: AppHandle, entity: String, id: Id) -> Answer<Vec<Similar>> {
    with_session(app, move |session| session.similar(&entity, id)).await
}

/// Says that work is like earlier work, or takes that back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn liken(
    app: AppHandle,
    of: RecordAt,
    like: RecordAt,
    alike: bool,
) -> Answer<Applied> {
    with_session(app, move |session| session.liken(&of, &like, alike)).await
}

/// The years with a unit, with all below it where `below`; as of an instant, where one is named.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unit_years(
    app: AppHandle,
    unit: Id,
    below: bool,
    at: Option<i64>,
) -> Answer<Vec<YearLine>> {
    with_opened(app, move |opened| match at {
        Some(at) => opened.past(Timestamp(at))?.years(unit, below),
        None => opened.session.years(unit, below),
    })
    .await
}
