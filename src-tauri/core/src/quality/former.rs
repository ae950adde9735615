//! What a field held before, with its days: read out of the journal, by what still stands of it.

use serde::Serialize;

use crate::base::{Id, Result};
use crate::records::journal::{Act, StepState};
use crate::records::trail::{self, Of};
use crate::records::value::Value;
use crate::records::{Catalog, rows};
use crate::vault::Read;

/// A value a field held, from when to when.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FormerValue {
    /// What it held.
    pub value: Value,
    /// Since when, ms UTC.
    pub since: i64,
    /// Until when, ms UTC.
    pub until: i64,
}

/// What a field held before what it holds now, the latest first. A step that was undone is none.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when there is no such record.
pub fn former(
    read: &Read<'_>,
    catalog: &Catalog,
    (entity, id, field): (&str, Id, &str),
) -> Result<Vec<FormerValue>> {
    let def = catalog.entity(entity)?;
    let field = def.field(field)?;
    let record = rows::get(read, catalog, def, id)?;
    let made = match record.get("created_at") {
        Value::Instant(at) => *at,
        _ => 0,
    };
    let mut labels = rows::Labels::new(read, catalog);
    let mut all: Vec<FormerValue> = Vec::new();
    for mark in trail::marks(read, Of::Record(id))? {
        let cells: trail::Cells = mark.before.into_iter().collect();
        if mark.state != StepState::Done
            || !cells.contains_key(field.key)
            || mark.act != Act::Update
        {
            continue;
        }
        // What stood later began when this one ended.
        if let Some(later) = all.last_mut() {
            later.since = mark.at;
        }
        let mut value = trail::value_in(field, &cells)?;
        labels.fill(field, &mut value)?;
        all.push(FormerValue {
            value,
            since: made,
            until: mark.at,
        });
    }
    all.retain(|one| !one.value.is_null());
    Ok(all)
}
