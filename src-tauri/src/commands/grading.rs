//! Which class units are of by rule or word, and how alive the ties to them are.

use steward_core::base::Id;
use steward_core::grading::ops::{ClassTrial, UnitGrades};
use steward_core::grading::rules::{ClassBasis, ClassRules};
use steward_core::session::Session;
use tauri::AppHandle;

use super::{Answer, with_session};

/// What a unit is by the rules, with the reasons.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unit_grades(app: AppHandle, unit: Id) -> Answer<UnitGrades> {
    with_session(app, move |session| session.unit_grades(unit)).await
}

/// Says a unit's class by hand, and why; or that the rules hold for it again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn class_override(
    app: AppHandle,
    unit: Id,
    said: Option<String>,
    reason: String,
) -> Answer<()> {
    with_session(app, move |session| {
        session.override_class(unit, said.as_deref(), &reason)
    })
    .await
}

/// The rules of class; a suggestion, and off, where none were ever set.
#[tauri::command]
#[specta::specta]
pub(crate) async fn class_rules(app: AppHandle) -> Answer<ClassRules> {
    with_session(app, Session::class_rules).await
}

/// Rules that suit what is in the vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn class_rules_suggested(
    app: AppHandle,
    basis: Option<ClassBasis>,
) -> Answer<ClassRules> {
    with_session(app, move |session| session.suggested_class_rules(basis)).await
}

/// What rules would come to; nothing is written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn class_rules_try(app: AppHandle, rules: ClassRules) -> Answer<ClassTrial> {
    with_session(app, move |session| session.try_class_rules(&rules)).await
}

/// Sets the rules of class.
#[tauri::command]
#[specta::specta]
pub(crate) async fn class_rules_set(app: AppHandle, rules: ClassRules) -> Answer<()> {
    with_session(app, move |session| session.set_class_rules(&rules)).await
}
