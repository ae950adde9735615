//! What changes in a record that is there: a value the file has and the vault has not, or has
//! otherwise. Lists grow, notes grow, nothing is emptied.

use super::drafts::{Fields, Part, Unit};
use super::fates::UnitFate;
use super::fields::LIST;
use super::known::{Held, KnownUnit};
use super::notes::Notes;
use crate::base::Dated;
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

/// What changes in a record, and what of it found no room.
#[derive(Debug, Clone, Default)]
pub(super) struct Changes {
    /// The values that change.
    pub(super) list: Vec<Change>,
    /// Fields, as `entity.field`, that could not take all of it.
    pub(super) short: Vec<String>,
}

/// What the fields of a draft change.
pub(super) fn of_fields(entity: &str, fields: &Fields, held: &Held) -> Changes {
    let mut changes = Changes::default();
    for (field, value) in fields {
        changes.put(entity, of_value(field, value, held));
    }
    changes
}

impl Changes {
    /// Adds a change. A list beyond its room takes as many as there is room for.
    fn put(&mut self, entity: &str, change: Option<Change>) {
        let Some(mut change) = change else { return };
        let cut = match &mut change.to {
            Value::Texts(list) => cut(list),
            Value::Dated(list) => cut(list),
            _ => false,
        };
        if cut {
            self.short.push(format!("{entity}.{}", change.field.key));
        }
        if change.to != change.from {
            self.list.push(change);
        }
    }

    fn put_note(&mut self, entity: &'static EntityDef, key: &str, notes: &Notes, held: &Held) {
        let Ok(field) = entity.field(key) else { return };
        let from = held.get(field.key).cloned().unwrap_or(Value::Null);
        let grown = notes.behind(from.as_text().unwrap_or_default(), NOTE);
        if grown.short {
            self.short.push(format!("{}.{key}", entity.key));
        }
        if let Some(note) = grown.note {
            let to = Value::Text(note);
            self.list.push(Change { field, from, to });
        }
    }
}

/// As many as there is room for; whether that is not all.
fn cut<T>(list: &mut Vec<T>) -> bool {
    let over = list.len() > LIST;
    list.truncate(LIST);
    over
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
        (Value::Dated(held), Value::Dated(more)) => Value::Dated(Dated::told(held, more)),
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
    fate: &UnitFate,
    there: &KnownUnit,
    held: &Held,
) -> Changes {
    let said = |(field, _): &&(&'static FieldDef, Value)| match field.key {
        "kind" => unit.kind_said,
        "code" => !fate.keeps_no_code,
        _ => true,
    };
    let said: Fields = unit.fields.iter().filter(said).cloned().collect();
    let mut changes = of_fields(entity.key, &said, held);
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
        let said = changes.list.iter().position(|c| c.field.key == field.key);
        let all = match said.map(|at| changes.list.remove(at).to) {
            Some(Value::Texts(mut all)) => {
                all.extend(fresh);
                all
            }
            _ => fresh,
        };
        changes.put(entity.key, of_value(field, &Value::Texts(all), held));
    }
    let notes = notes_of(unit, fate);
    changes.put_note(entity, "description", &notes, held);
    changes
}

/// The lines of a unit's note, with the code that it may not have.
pub(super) fn notes_of(unit: &Unit, fate: &UnitFate) -> Notes {
    let mut notes = unit.notes.clone();
    if fate.keeps_no_code {
        notes.add(&unit.code_line);
    }
    notes
}

/// What a part of the file changes in the one that is there.
pub(super) fn of_part(entity: &'static EntityDef, part: &Part, held: &Held) -> Changes {
    let mut changes = of_fields(entity.key, &part.fields, held);
    // A name spelled a little otherwise found the record; it does not rename it.
    changes
        .list
        .retain(|change| change.field.key != entity.title || change.from.is_null());
    changes.put_note(entity, "note", &part.notes, held);
    changes
}
