//! What reminds by itself: what there is to be seen to, settled, put off, switched on and off.

use steward_core::base::Id;
use steward_core::occasions::model::{OccasionLine, SourceSaid, SourceState, Standing};
use steward_core::reminders::model::Snooze;
use steward_core::reminders::usual_rhythms::UsualRhythm;
use steward_core::session::{Applied, Session};
use tauri::AppHandle;

use super::{Answer, with_session, with_shell};

/// What there is to be seen to beside the tasks, the most pressing first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn occasions_standing(app: AppHandle) -> Answer<Standing> {
    with_session(app, Session::occasions).await
}

/// The same of a unit.
#[tauri::command]
#[specta::specta]
pub(crate) async fn occasions_of_unit(app: AppHandle, unit: Id) -> Answer<Vec<OccasionLine>> {
    with_session(app, move |session| session.unit_occasions(unit)).await
}

/// An occasion is done: what was written, where its record can say so.
#[tauri::command]
#[specta::specta]
pub(crate) async fn occasion_done(
    app: AppHandle,
    source: String,
    record: Id,
    about: String,
) -> Answer<Option<Applied>> {
    with_session(app, move |session| {
        session.occasion_done(&source, record, &about)
    })
    .await
}

/// An occasion is settled for this day.
#[tauri::command]
#[specta::specta]
pub(crate) async fn occasion_settle(
    app: AppHandle,
    source: String,
    record: Id,
    about: String,
) -> Answer<()> {
    with_session(app, move |session| {
        session.settle_occasion(&source, record, &about)
    })
    .await
}

/// Takes back that an occasion is settled or put off.
#[tauri::command]
#[specta::specta]
pub(crate) async fn occasion_unsettle(app: AppHandle, source: String, record: Id) -> Answer<()> {
    with_session(app, move |session| {
        session.unsettle_occasion(&source, record)
    })
    .await
}

/// Puts an occasion off.
#[tauri::command]
#[specta::specta]
pub(crate) async fn occasion_put_off(
    app: AppHandle,
    source: String,
    record: Id,
    about: String,
    snooze: Snooze,
) -> Answer<()> {
    with_session(app, move |session| {
        session.put_off_occasion(&source, record, &about, &snooze)
    })
    .await
}

/// What reminds by itself, and how many of each come within thirty days.
#[tauri::command]
#[specta::specta]
pub(crate) async fn occasion_sources(app: AppHandle) -> Answer<Vec<SourceState>> {
    with_session(app, Session::occasion_sources).await
}

/// Says of something that reminds by itself whether it does, how long before, after how long.
#[tauri::command]
#[specta::specta]
pub(crate) async fn occasion_source_set(
    app: AppHandle,
    key: String,
    said: SourceSaid,
) -> Answer<()> {
    with_session(app, move |session| session.set_occasion_source(&key, &said)).await
}

/// The rhythms offered to a vault that has none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rhythms_usual(app: AppHandle) -> Answer<Vec<UsualRhythm>> {
    with_shell(app, |_, shell| {
        let language = shell.language().of_records();
        let slot = shell.slot();
        slot.opened()?.session.usual_rhythms(language)
    })
    .await
}

/// Takes them over.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rhythms_take(app: AppHandle) -> Answer<Applied> {
    with_shell(app, |_, shell| {
        let language = shell.language().of_records();
        let slot = shell.slot();
        slot.opened()?.session.take_usual_rhythms(language)
    })
    .await
}
