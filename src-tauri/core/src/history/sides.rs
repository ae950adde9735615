//! Whose value each field has when two records are made one: what is proposed, what is taken together, and
//! what comes of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::merge::{MergeOrder, Take, leads_back};
use super::net::is_up;
use crate::base::{Dated, Result};
use crate::records::Record;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::secrecy;
use crate::records::value::{FieldKind as K, Value};
use crate::vault::Read;

/// Fields that say nothing, or something else, without the first of them: from two records they would
/// make up what neither said.
const TOGETHER: [(&str, &[&str]); 6] = [
    ("unit", &["size_override", "size_reason"]),
    ("unit", &["industry", "industry_code"]),
    ("unit", &["legal_rep", "legal_rep_contact"]),
    ("contact", &["full_name", "family", "given"]),
    ("contact", &["do_not_contact", "do_not_contact_until"]),
    ("contact", &["consent", "consent_source", "consent_on"]),
];

pub(super) fn is_list(field: &FieldDef) -> bool {
    matches!(
        field.kind,
        K::Texts | K::Dated | K::Emails | K::Phones | K::Choices | K::Refs
    )
}

/// Whose value a field has where nobody says otherwise: of both the stricter, where it says how
/// confidential the record is; what belongs together from one side; else whatever is there.
pub(super) fn proposed(
    entity: &EntityDef,
    field: &FieldDef,
    stays: &Record,
    goes: &Record,
) -> Take {
    let (winner, loser) = (stays.get(field.key), goes.get(field.key));
    if secrecy::is_stricter(field, loser, winner) {
        return Take::Loser;
    }
    let side = together(entity.key, field.key).and_then(|group| side(group, stays, goes));
    match (is_list(field), winner.is_null(), loser.is_null()) {
        _ if side.is_some_and(|side| side == Take::Winner) => Take::Winner,
        _ if side.is_some() => Take::Loser,
        (true, false, false) => Take::Both,
        (_, true, false) => Take::Loser,
        _ => Take::Winner,
    }
}

/// The fields this one is told with, the one they all are about first.
fn together(entity: &str, field: &str) -> Option<&'static [&'static str]> {
    let mut groups = TOGETHER.iter().filter(|(of, _)| *of == entity);
    groups
        .find(|(_, fields)| fields.contains(&field))
        .map(|(_, fields)| *fields)
}

/// The fields that come from one side with this one, whichever is taken, itself among them. Where the two say
/// the same of what the others are about, each goes by itself.
pub(super) fn bound(
    entity: &EntityDef,
    field: &FieldDef,
    stays: &Record,
    goes: &Record,
) -> &'static [&'static str] {
    let group = together(entity.key, field.key).unwrap_or_default();
    match side(group, stays, goes) {
        Some(_) => group,
        None => &[],
    }
}

/// From which side they come: the winner's, where it says anything of them. Where both say the same of
/// what the others are about, or neither says it, each goes by itself.
fn side(group: &[&str], stays: &Record, goes: &Record) -> Option<Take> {
    let head = group.first()?;
    let (own, other) = (stays.get(head), goes.get(head));
    match (own.is_null(), other.is_null()) {
        (true, true) => None,
        (true, false) => Some(Take::Loser),
        (false, true) => Some(Take::Winner),
        (false, false) => (own != other).then_some(Take::Winner),
    }
}

/// The winner's fields that become others.
pub(super) fn outcome(
    read: &Read<'_>,
    entity: &'static EntityDef,
    order: &MergeOrder,
    stays: &Record,
    goes: &Record,
    rises: bool,
) -> Result<Vec<(&'static str, Value)>> {
    let mut values: BTreeMap<&'static str, Value> = BTreeMap::new();
    for field in entity.fields.iter().filter(|field| !field.computed) {
        let (own, other) = (stays.get(field.key), goes.get(field.key));
        // Of what belongs together one is taken with the others, the one they are about first.
        let bound = bound(entity, field, stays, goes).iter();
        let mut taken = bound.chain([&field.key]);
        let take = taken.find_map(|key| order.takes.get(*key)).copied();
        let take = take.unwrap_or_else(|| proposed(entity, field, stays, goes));
        let up = is_up(entity, field);
        if up && (rises || leads_back(read, entity, other, order.winner)?) {
            continue;
        }
        let points_within = other.as_ref_id().is_some_and(|id| id == order.winner);
        let value = match take {
            Take::Winner => continue,
            Take::Loser if points_within && field.target == Some(entity.key) => continue,
            Take::Loser if field.required && other.is_null() => continue,
            Take::Loser => other.clone(),
            Take::Both => joined(own, other),
        };
        values.insert(field.key, value);
    }
    name_too(entity, order, (stays, goes), read.today(), &mut values);
    Ok(values.into_iter().collect())
}

/// A name that is given up goes on as another name, so that whoever knows it still finds the record.
fn name_too(
    entity: &EntityDef,
    order: &MergeOrder,
    (stays, goes): (&Record, &Record),
    today: NaiveDate,
    values: &mut BTreeMap<&'static str, Value>,
) {
    let former = order.former && entity.fields.iter().any(|f| f.key == "former_names");
    let keeps = if former { "former_names" } else { "aliases" };
    let Some(into) = entity.fields.iter().find(|f| f.key == keeps) else {
        return;
    };
    let text = |record: &Record, key: &str| record.get(key).as_text().map(str::to_owned);
    let name_fields = [entity.title, "short_name", "english_name"];
    let kept: Vec<String> = name_fields
        .iter()
        .filter_map(|key| match values.get(key) {
            Some(value) => value.as_text().map(str::to_owned),
            None => text(stays, key),
        })
        .collect();
    let mut given_up: Vec<String> = Vec::new();
    for key in name_fields {
        for record in [goes, stays] {
            given_up.extend(text(record, key).filter(|name| !kept.contains(name)));
        }
    }
    let own = values
        .get(into.key)
        .unwrap_or_else(|| stays.get(into.key))
        .clone();
    let given_up = if into.kind == K::Dated {
        let until = Some(today.to_string());
        let held = |text| Dated {
            text,
            until: until.clone(),
        };
        Value::Dated(given_up.into_iter().map(held).collect())
    } else {
        Value::Texts(given_up)
    };
    let value = joined(&own, &given_up);
    if value != own {
        values.insert(into.key, value);
    }
}

/// Two lists as one, nothing twice.
fn joined(own: &Value, other: &Value) -> Value {
    fn both<T: Clone + PartialEq>(own: &[T], other: &[T]) -> Vec<T> {
        let mut all = own.to_vec();
        for item in other {
            if !all.contains(item) {
                all.push(item.clone());
            }
        }
        all
    }
    match (own, other) {
        (Value::Null, Value::Texts(list)) if list.is_empty() => Value::Null,
        (Value::Null, Value::Dated(list)) if list.is_empty() => Value::Null,
        (Value::Null, other) => other.clone(),
        (Value::Texts(own), Value::Texts(other)) => Value::Texts(both(own, other)),
        (Value::Dated(own), Value::Dated(other)) => Value::Dated(Dated::joined(own, other)),
        (Value::Choices(own), Value::Choices(other)) => Value::Choices(both(own, other)),
        (Value::Phones(own), Value::Phones(other)) => Value::Phones(both(own, other)),
        (Value::Refs(own), Value::Refs(other)) => {
            let fresh = other
                .iter()
                .filter(|to| !own.iter().any(|known| known.id == to.id));
            Value::Refs(own.iter().chain(fresh).cloned().collect())
        }
        (own, _) => own.clone(),
    }
}
