//! What was said of values, what grew old, what is to be looked at; and what is there twice.

use std::collections::BTreeMap;

use steward_core::base::Id;
use steward_core::quality::ages::RecordQuality;
use steward_core::quality::asked::LikelyChange;
use steward_core::quality::audit::ops::AuditAnswer;
use steward_core::quality::audit::results::Audit;
use steward_core::quality::cycles::list::CycleList;
use steward_core::quality::cycles::rules::CycleRules;
use steward_core::quality::duplicates::{DuplicateList, LikelySame};
use steward_core::quality::former::FormerValue;
use steward_core::quality::limits::Limits;
use steward_core::quality::ops::{FieldAt, Said};
use steward_core::quality::review::Review;
use steward_core::quality::rules::{EntryCheck, FieldRule};
use steward_core::quality::weights::AspectWeight;
use steward_core::quality::wrong::WrongSaid;
use steward_core::records::value::Value;
use steward_core::session::Session;
use tauri::AppHandle;

use super::{Answer, with_job, with_session};
use crate::events::Job;

/// Pairs handed over at once, at most.
const PAGE: u32 = 500;

/// What is known of a record's fields, how well it is known, and what to ask next.
#[tauri::command]
#[specta::specta]
pub(crate) async fn record_quality(
    app: AppHandle,
    entity: String,
    id: Id,
) -> Answer<RecordQuality> {
    with_session(app, move |session| session.record_quality(&entity, id)).await
}

/// Says from whom a value is, how sure, since when.
#[tauri::command]
#[specta::specta]
pub(crate) async fn provenance_say(app: AppHandle, at: FieldAt, said: Said) -> Answer<()> {
    with_session(app, move |session| session.say_provenance(&at, &said)).await
}

/// Says that the value of a field is wrong.
#[tauri::command]
#[specta::specta]
pub(crate) async fn value_wrong(app: AppHandle, at: FieldAt, said: WrongSaid) -> Answer<()> {
    with_session(app, move |session| session.say_wrong(&at, &said)).await
}

/// Says why a field holds another value now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn provenance_why(app: AppHandle, at: FieldAt, why: String) -> Answer<()> {
    with_session(app, move |session| session.say_why(&at, &why)).await
}

/// Fields were verified now; from what source and by whom, where that is said.
#[tauri::command]
#[specta::specta]
pub(crate) async fn fields_verified(
    app: AppHandle,
    fields: Vec<FieldAt>,
    source: Option<String>,
    by: Option<String>,
) -> Answer<()> {
    with_session(app, move |session| {
        session.verify(&fields, source.as_deref(), by.as_deref())
    })
    .await
}

/// A second person looked at changes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn fields_checked(app: AppHandle, fields: Vec<FieldAt>, by: String) -> Answer<()> {
    with_session(app, move |session| session.check(&fields, &by)).await
}

/// What whoever works in this vault is called.
#[tauri::command]
#[specta::specta]
pub(crate) async fn own_name(app: AppHandle) -> Answer<Option<String>> {
    with_session(app, Session::own_name).await
}

/// Says what whoever works in this vault is called.
#[tauri::command]
#[specta::specta]
pub(crate) async fn own_name_set(app: AppHandle, name: String) -> Answer<()> {
    with_session(app, move |session| session.set_own_name(&name)).await
}

/// How much of what grows old is inside its limit.
#[tauri::command]
#[specta::specta]
pub(crate) async fn limits(app: AppHandle) -> Answer<Limits> {
    with_session(app, Session::limits).await
}

/// A doubtful value stays as it is, and is not brought up again before it changes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn doubt_keep(app: AppHandle, at: FieldAt, reason: String) -> Answer<()> {
    with_session(app, move |session| session.keep_doubtful(&at, &reason)).await
}

/// Takes what is doubtful out of a field.
#[tauri::command]
#[specta::specta]
pub(crate) async fn doubt_clear(app: AppHandle, at: FieldAt) -> Answer<()> {
    with_session(app, move |session| session.clear_doubtful(&at)).await
}

/// What a field held before, with its days.
#[tauri::command]
#[specta::specta]
pub(crate) async fn former_values(app: AppHandle, at: FieldAt) -> Answer<Vec<FormerValue>> {
    with_session(app, move |session| session.former_values(&at)).await
}

/// The few fields that most likely changed, after a conversation.
#[tauri::command]
#[specta::specta]
pub(crate) async fn likely_changes(
    app: AppHandle,
    unit: Id,
    people: Vec<Id>,
) -> Answer<Vec<LikelyChange>> {
    with_session(app, move |session| session.likely_changes(unit, &people)).await
}

/// Whether it is asked after a conversation what has changed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn asks_changes(app: AppHandle) -> Answer<bool> {
    with_session(app, Session::asks_changes).await
}

/// Says whether it is asked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn asks_changes_set(app: AppHandle, asks: bool) -> Answer<()> {
    with_session(app, move |session| session.set_asks_changes(asks)).await
}

/// What is to be looked at, the most pressing first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn review(app: AppHandle) -> Answer<Review> {
    with_session(app, Session::review).await
}

/// Takes a field, or a customer's coverage, out of the review's way for so many days.
#[tauri::command]
#[specta::specta]
pub(crate) async fn review_later(app: AppHandle, at: FieldAt, days: u16) -> Answer<()> {
    with_session(app, move |session| session.review_later(&at, days)).await
}

/// The run of the audit under way, and what earlier ones came to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn audit(app: AppHandle) -> Answer<Audit> {
    with_session(app, Session::audit).await
}

/// Draws values by lot, to be looked up.
#[tauri::command]
#[specta::specta]
pub(crate) async fn audit_start(app: AppHandle, size: u16, confidential: bool) -> Answer<Id> {
    with_session(app, move |session| session.start_audit(size, confidential)).await
}

/// Says what was found of a drawn value; answers with what is kept of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn audit_answer(app: AppHandle, item: Id, answer: AuditAnswer) -> Answer<String> {
    with_session(app, move |session| session.answer_audit(item, &answer)).await
}

/// Ends a run before all is answered.
#[tauri::command]
#[specta::specta]
pub(crate) async fn audit_finish(app: AppHandle, run: Id) -> Answer<()> {
    with_session(app, move |session| session.finish_audit(run)).await
}

/// Which customers are to be looked through, why and since when.
#[tauri::command]
#[specta::specta]
pub(crate) async fn review_cycle(app: AppHandle) -> Answer<CycleList> {
    with_session(app, Session::review_cycle).await
}

/// A customer was looked through; which of its values were out of date and count as verified.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unit_reviewed(app: AppHandle, unit: Id) -> Answer<Vec<String>> {
    with_session(app, move |session| session.unit_reviewed(unit)).await
}

/// A customer is skipped this time.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unit_review_skipped(app: AppHandle, unit: Id) -> Answer<()> {
    with_session(app, move |session| session.skip_review(unit)).await
}

/// How often customers of each class are looked through.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cycle_rules(app: AppHandle) -> Answer<CycleRules> {
    with_session(app, Session::cycle_rules).await
}

/// Says how often customers of each class are looked through.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cycle_rules_set(app: AppHandle, rules: CycleRules) -> Answer<()> {
    with_session(app, move |session| session.set_cycle_rules(&rules)).await
}

/// What is expected of the fields of an entity.
#[tauri::command]
#[specta::specta]
pub(crate) async fn field_rules(app: AppHandle, entity: String) -> Answer<Vec<FieldRule>> {
    with_session(app, move |session| session.field_rules(&entity)).await
}

/// Says how long a field's value is taken to be true, and whether a second person looks at changes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn field_rule_set(
    app: AppHandle,
    entity: String,
    field: String,
    days: Option<u32>,
    check: bool,
) -> Answer<()> {
    with_session(app, move |session| {
        session.set_field_rule(&entity, &field, days, check)
    })
    .await
}

/// Says whether whoever types a field is asked to look at its parts once more.
#[tauri::command]
#[specta::specta]
pub(crate) async fn field_confirm_set(
    app: AppHandle,
    entity: String,
    field: String,
    confirm: bool,
) -> Answer<()> {
    with_session(app, move |session| {
        session.set_field_confirm(&entity, &field, confirm)
    })
    .await
}

/// What is seen in a text that was typed for a field; `power` is the unit a bare amount is in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn entry_check(
    app: AppHandle,
    entity: String,
    field: String,
    text: String,
    power: u32,
) -> Answer<EntryCheck> {
    with_session(app, move |session| {
        session.entry_check(&entity, &field, &text, power.min(12))
    })
    .await
}

/// What each thing known of a customer counts.
#[tauri::command]
#[specta::specta]
pub(crate) async fn coverage_weights(app: AppHandle) -> Answer<Vec<AspectWeight>> {
    with_session(app, Session::coverage_weights).await
}

/// Says what a thing known of a customer counts, for all units or those of one kind; as usual where
/// nothing is said.
#[tauri::command]
#[specta::specta]
pub(crate) async fn coverage_weight_set(
    app: AppHandle,
    aspect: String,
    kind: Option<String>,
    weight: Option<u16>,
) -> Answer<()> {
    with_session(app, move |session| {
        session.set_coverage_weight(&aspect, kind.as_deref(), weight)
    })
    .await
}

/// Everything counts as usual again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn coverage_weights_reset(app: AppHandle) -> Answer<()> {
    with_session(app, Session::reset_coverage_weights).await
}

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

/// Which records hold what a field of this one holds, and may be the same.
#[tauri::command]
#[specta::specta]
pub(crate) async fn same_beside(
    app: AppHandle,
    entity: String,
    id: Id,
    field: String,
) -> Answer<Vec<LikelySame>> {
    with_session(app, move |session| session.same_beside(&entity, id, &field)).await
}
