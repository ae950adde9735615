//! Values that cannot stand, whoever writes them: a score beyond its scale, a unit that would hold itself,
//! a record that would come to stand under itself. Such a row is refused while it can still be mended;
//! found only when all is written, it would take the whole sheet with it.

use std::collections::{BTreeMap, HashSet};

use super::KindPlan;
use super::held::{Fate, said};
use super::names::{Named, Pick, Under};
use crate::base::{Error, Id, Result};
use crate::records::above::{refusal, under_themselves, upward};
use crate::records::catalog::EntityDef;
use crate::records::value::Value;
use crate::records::{Catalog, Warning};
use crate::reminders::{load, workdays};
use crate::units::control::{self, Tie};
use crate::vault::Read;
use crate::voice::scores;

/// The fields of a kind that are held to one another: whoever changes one of them needs the rest.
pub(in crate::exchange::plan) fn held_fields(kind: &EntityDef) -> &'static [&'static str] {
    match kind.key {
        "satisfaction" => &["scale", "score"],
        "task" => &["minutes"],
        "holiday" => &["country"],
        "unit_link" => &["parent", "child", "kind", "share", "valid_from", "valid_to"],
        _ => &[],
    }
}

/// Why a record cannot hold these values, as far as they alone tell.
pub(in crate::exchange::plan) fn beyond<'v>(
    kind: &'static EntityDef,
    value: impl Fn(&str) -> Option<&'v Value>,
) -> Option<Warning> {
    let number = |key: &str| match value(key) {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    };
    let found: Option<Error> = match kind.key {
        "satisfaction" => {
            let default = kind.fields.iter().find(|field| field.key == "scale");
            let scale = match value("scale") {
                Some(Value::Choice(scale)) => Some(scale.as_str()),
                _ => default.and_then(|field| field.default),
            };
            scale
                .zip(number("score"))
                .and_then(|(scale, score)| scores::beyond(scale, score))
        }
        "task" => number("minutes").and_then(load::beyond),
        "holiday" => value("country")
            .and_then(Value::as_text)
            .and_then(workdays::no_place),
        "unit_link" => {
            let end = |key: &str| value(key).and_then(Value::as_ref_id);
            (end("parent").is_some() && end("parent") == end("child")).then(control::itself_refused)
        }
        _ => None,
    };
    found.as_ref().map(Warning::of)
}

/// Refuses the rows that would close a circle with what is there and what the other rows say; says whether
/// there were any. With `sure`, only what is really carried out counts.
pub(super) fn refuse_circles(
    plan: &KindPlan,
    named: &Named,
    (catalog, read): (&Catalog, &Read<'_>),
    fates: &mut [Fate],
    sure: bool,
) -> Result<bool> {
    let mut refused = false;
    let mut looked: HashSet<&str> = HashSet::new();
    for part in &plan.parts {
        let kind = part.entity;
        if !looked.insert(kind.key) {
            continue;
        }
        let rows = rows_of(plan, kind, fates, sure);
        for field in upward(kind) {
            let mut planned = BTreeMap::new();
            if kind.key == "unit" {
                planned.extend(made_by_name(plan, named));
            }
            // What is there stands in no circle: a new one goes through a row that says something.
            let mut rising = Vec::new();
            for (id, at) in &rows {
                if let Some(above) = told(plan, fates, *at, field.key) {
                    planned.insert(*id, above.as_ref_id());
                    rising.extend(above.as_ref_id().map(|_| (*id, *at)));
                }
            }
            let ids: Vec<Id> = rising.iter().map(|(id, _)| *id).collect();
            let circling =
                under_themselves(read, catalog.entity(kind.key)?, field, &ids, &planned)?;
            let why = Warning::of(&refusal(kind, field));
            refused |= refuse(&rising, &circling, &why, fates);
        }
        if kind.key == "unit_link" {
            let holds = held_fields(kind);
            let says = |at: usize| holds.iter().any(|key| told(plan, fates, at, key).is_some());
            let tying: Vec<_> = rows.into_iter().filter(|(_, at)| says(*at)).collect();
            let mut ties = control::ties(read)?;
            for (id, at) in &tying {
                lay_over(ties.entry(*id).or_default(), plan, fates, *at);
            }
            let ids: Vec<Id> = tying.iter().map(|(id, _)| *id).collect();
            let circling = control::circles(&ties, &ids);
            let why = Warning::of(&control::circle_refused());
            refused |= refuse(&tying, &circling, &why, fates);
        }
    }
    Ok(refused)
}

/// The rows of a kind that come to a record, each with its record.
fn rows_of(plan: &KindPlan, kind: &EntityDef, fates: &[Fate], sure: bool) -> Vec<(Id, usize)> {
    let mut rows = Vec::new();
    for (at, (row, fate)) in plan.rows.iter().zip(fates).enumerate() {
        let here = plan.parts.get(row.part);
        let counts = here.is_some_and(|part| part.entity.key == kind.key)
            && !fate.refused
            && !fate.repeats
            && (!sure || fate.is_ready() && !plan.skipped.contains(&at));
        rows.extend(fate.id.filter(|_| counts).map(|id| (id, at)));
    }
    rows
}

fn refuse(rows: &[(Id, usize)], circling: &HashSet<Id>, why: &Warning, fates: &mut [Fate]) -> bool {
    let mut any = false;
    for (_, at) in rows.iter().filter(|(id, _)| circling.contains(id)) {
        if let Some(fate) = fates.get_mut(*at).filter(|fate| !fate.refused) {
            fate.refuse(why.clone());
            any = true;
        }
    }
    any
}

/// What a row puts into a field: of a record that is there only what it changes.
fn told<'f>(plan: &'f KindPlan, fates: &'f [Fate], at: usize, key: &str) -> Option<&'f Value> {
    let (row, fate) = plan.rows.get(at).zip(fates.get(at))?;
    if fate.there {
        let change = fate.changes.iter().find(|change| change.field.key == key)?;
        return Some(&change.to);
    }
    said(row, fate, key)
}

/// Units that are made because a row names them, under the one that stands beside.
fn made_by_name(plan: &KindPlan, named: &Named) -> Vec<(Id, Option<Id>)> {
    let of = |name: &super::names::Name| match (plan.picks.get(&name.key), &name.under) {
        (Some(Pick::New(id)), Under::Parent(parent)) => Some((*id, named.unit_called(parent))),
        _ => None,
    };
    plan.names.iter().filter_map(of).collect()
}

fn lay_over(tie: &mut Tie, plan: &KindPlan, fates: &[Fate], at: usize) {
    let told = |key: &str| told(plan, fates, at, key);
    if let Some(parent) = told("parent") {
        tie.parent = parent.as_ref_id();
    }
    if let Some(child) = told("child") {
        tie.child = child.as_ref_id();
    }
    match told("kind") {
        Some(Value::Choice(kind)) => tie.kind.clone_from(kind),
        _ if tie.kind.is_empty() => "owns".clone_into(&mut tie.kind),
        _ => {}
    }
    if let Some(Value::Percent(share)) = told("share") {
        tie.share = Some((*share).into());
    }
    if let Some(Value::Date(day)) = told("valid_from") {
        tie.from = Some(day.clone());
    }
    if let Some(Value::Date(day)) = told("valid_to") {
        tie.to = Some(day.clone());
    }
}
