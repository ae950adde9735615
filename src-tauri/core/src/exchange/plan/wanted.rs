//! What the user wants of each new record, where the file does not have it: such a row is refused while it
//! can still be mended, not when all is written. Of a record that is there nothing is wanted, nor of a unit
//! that others only refer to, or a person whom only a conversation names: they have no row to say it on.

use super::drafts::{Drafts, Fields, PERSON, Part, kind_of};
use super::fates::Fate;
use super::kinds::bounds::beyond;
use super::resolve::Resolved;
use crate::records::Warning;
use crate::records::catalog::EntityDef;

fn of(entity: &EntityDef, kind: Option<&str>, fields: [&Fields; 2]) -> Option<Warning> {
    let held = |key| {
        fields
            .into_iter()
            .flatten()
            .any(|(field, value)| field.key == key && !value.is_null())
    };
    let field = entity.own_lacking(kind, |field| held(field.key))?;
    let name = format!("{}.{}", entity.key, field.key);
    Some(Warning::new(name, "error.required"))
}

/// Refuses the units of the file that would be made without it.
pub(super) fn refuse(drafts: &Drafts, unit: &EntityDef, all: &mut Resolved) {
    for (draft, fate) in drafts.units.iter().zip(&mut all.units) {
        if fate.fate != Fate::New || draft.row.is_none() {
            continue;
        }
        let kind = kind_of(draft);
        if let Some(why) = of(unit, kind.as_deref(), [&draft.fields, &Vec::new()]) {
            fate.fate = Fate::Refused;
            fate.reasons.push(why);
        }
    }
}

/// What a part that is to be made lacks, or the post of a person; or what it cannot hold.
pub(super) fn of_part(
    entity: &'static EntityDef,
    post: &EntityDef,
    sort: usize,
    part: &Part,
) -> Option<Warning> {
    let none = Vec::new();
    let said = |key: &str| {
        let mut fields = part.fields.iter().chain(&part.extra);
        let found = fields.find(|(field, _)| field.key == key);
        found.map(|(_, value)| value)
    };
    if let Some(why) = beyond(entity, said) {
        return Some(why);
    }
    if part.beside {
        return None;
    }
    of(entity, None, [&part.fields, &part.extra]).or_else(|| {
        let posted = sort == PERSON && part.unit.is_some();
        of(post, None, [&part.post, &none]).filter(|_| posted)
    })
}
