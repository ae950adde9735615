//! What changes in a record that is there: a value the file has and the vault has not, or has
//! otherwise. Lists grow, notes grow, nothing is emptied.

use super::drafts::{Fields, Part, Unit};
use super::known::{Held, KnownUnit};
use crate::base::words::compact;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::value::Value;

/// One value that changes.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// The field.
    pub(super) field: &'static FieldDef,
    /// What is there.
    pub(super) from: Value,
    /// What it becomes.
    pub(super) to: Value,
}

/// Longest note, with room for what the user adds.
pub(super) const NOTE: usize = 19_000;

/// What the fields of a draft change.
pub(super) fn of_fields(fields: &Fields, held: &Held) -> Vec<Change> {
    fields
        .iter()
        .filter_map(|(field, value)| of_value(field, value, held))
        .collect()
}

fn of_value(field: &'static FieldDef, value: &Value, held: &Held) -> Option<Change> {
    let from = held.get(field.key).cloned().unwrap_or(Value::Null);
    let to = match (&from, value) {
        (Value::Texts(held), Value::Texts(more)) => {
            let mut all = held.clone();
            all.extend(
                more.iter()
                    .filter(|one| !held.iter().any(|h| h.eq_ignore_ascii_case(one)))
                    .cloned(),
            );
            Value::Texts(all)
        }
        (Value::Phones(held), Value::Phones(more)) => {
            let is = |a: &crate::base::phone::Phone, b: &crate::base::phone::Phone| {
                a.raw == b.raw || a.digits() == b.digits() && !a.digits().is_empty()
            };
            let mut all = held.clone();
            all.extend(
                more.iter()
                    .filter(|one| !held.iter().any(|h| is(h, one)))
                    .cloned(),
            );
            Value::Phones(all)
        }
        (Value::Text(held), Value::Text(said)) if compact(held) == compact(said) => from.clone(),
        (_, said) => said.clone(),
    };
    (to != from).then_some(Change { field, from, to })
}

/// What a unit of the file changes in the one that is there.
pub(super) fn of_unit(
    entity: &'static EntityDef,
    unit: &Unit,
    there: &KnownUnit,
    held: &Held,
) -> Vec<Change> {
    let said = |(field, _): &&(&'static FieldDef, Value)| field.key != "kind" || unit.kind_said;
    let said: Fields = unit.fields.iter().filter(said).cloned().collect();
    let mut changes = of_fields(&said, held);
    let spelled = std::iter::once(&unit.name).chain(&unit.others);
    let fresh: Vec<String> = spelled
        .filter(|name| {
            let name = compact(name);
            name != compact(&there.name) && !there.others.contains(&name)
        })
        .cloned()
        .collect();
    if !fresh.is_empty()
        && let Ok(field) = entity.field("aliases")
    {
        changes.extend(of_value(field, &Value::Texts(fresh), held));
    }
    changes.extend(of_note(entity, "description", &unit.notes, held));
    changes
}

/// What a part of the file changes in the one that is there.
pub(super) fn of_part(entity: &'static EntityDef, part: &Part, held: &Held) -> Vec<Change> {
    let mut changes = of_fields(&part.fields, held);
    // A name spelled a little otherwise found the record; it does not rename it.
    changes.retain(|change| change.field.key != entity.title || change.from.is_null());
    changes.extend(of_note(entity, "note", &part.notes, held));
    changes
}

fn of_note(
    entity: &'static EntityDef,
    key: &str,
    notes: &super::notes::Notes,
    held: &Held,
) -> Option<Change> {
    let field = entity.field(key).ok()?;
    let from = held.get(field.key).cloned().unwrap_or(Value::Null);
    let to = notes.behind(from.as_text().unwrap_or_default(), NOTE)?;
    Some(Change {
        field,
        from,
        to: Value::Text(to),
    })
}
