//! The money of a customer: terms made instalments, payments, what is owed.

use std::collections::BTreeMap;

use steward_core::base::{Currency, Id};
use steward_core::business::margin::{Basis, Margin};
use steward_core::business::ops::{Laid, NewPayment};
use steward_core::business::owed::UnitMoney;
use steward_core::business::terms::Plan;
use steward_core::records::Value;
use steward_core::session::Applied;
use tauri::AppHandle;

use super::{Answer, with_session};

/// A unit's contracts, payments and what is owed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unit_money(app: AppHandle, unit: Id) -> Answer<UnitMoney> {
    with_session(app, move |session| session.unit_money(unit)).await
}

/// What terms come to on a contract; nothing is written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_instalments(app: AppHandle, contract: Id, terms: String) -> Answer<Plan> {
    with_session(app, move |session| {
        session.plan_instalments(contract, &terms)
    })
    .await
}

/// Makes the instalments that terms come to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn make_instalments(
    app: AppHandle,
    contract: Id,
    terms: String,
) -> Answer<Applied> {
    with_session(app, move |session| {
        session.make_instalments(contract, &terms)
    })
    .await
}

/// Records a payment and lays it out over what is owed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn record_payment(app: AppHandle, payment: NewPayment) -> Answer<Applied> {
    with_session(app, move |session| session.record_payment(&payment)).await
}

/// Lays what is left of a payment out over what is owed, the oldest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn allocate_payment(app: AppHandle, payment: Id) -> Answer<Applied> {
    with_session(app, move |session| session.allocate_payment(payment)).await
}

/// Lays a payment out as somebody says.
#[tauri::command]
#[specta::specta]
pub(crate) async fn allocate_by_hand(
    app: AppHandle,
    payment: Id,
    parts: Vec<Laid>,
) -> Answer<Applied> {
    with_session(app, move |session| {
        session.allocate_by_hand(payment, &parts)
    })
    .await
}

/// What the business with a unit is worth; in one currency, where it is named.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unit_margin(
    app: AppHandle,
    unit: Id,
    basis: Basis,
    into: Option<String>,
) -> Answer<Margin> {
    with_session(app, move |session| {
        let into = into.as_deref().map(Currency::parse).transpose()?;
        session.margin(unit, basis, into)
    })
    .await
}

/// Changes a contract, locked or not, and keeps why.
#[tauri::command]
#[specta::specta]
pub(crate) async fn contract_amend(
    app: AppHandle,
    contract: Id,
    rev: i32,
    values: BTreeMap<String, Value>,
    reason: String,
) -> Answer<Applied> {
    with_session(app, move |session| {
        session.contract_amend(contract, rev, &values, &reason)
    })
    .await
}
