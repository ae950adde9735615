//! What a field held before, with its days, and what was said of its values when they became what they were: read out of
//! the journal, by what still stands of it.

use rusqlite::types::Value as Sql;
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

/// What was noted of a field's value, as of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The write.
    pub seq: i64,
    /// The field's key.
    pub field: String,
    /// What was noted: why it is another one. Nothing where that was emptied or is no longer said.
    pub note: Option<String>,
}

/// What was noted of the values of a record, and what was noted no longer, the latest first.
///
/// # Errors
/// When the database fails.
pub fn noted(read: &Read<'_>, catalog: &Catalog, of: Id) -> Result<Vec<Noted>> {
    let word = catalog.entity("provenance")?;
    let words: Vec<(Id, String)> = read
        .sql()
        .prepare_cached("SELECT id, field FROM provenance WHERE \"of\" = ? ORDER BY n DESC")?
        .query_map([of], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut all = Vec::new();
    for (id, field) in words {
        let mut stood = trail::row(read, word, id)?.unwrap_or_default();
        for mark in trail::marks(read, Of::Record(id))? {
            let stands = |note: &Sql| matches!(note, Sql::Text(_));
            let said = match mark.act {
                Act::Create | Act::Restore => stood.get("note").cloned().filter(stands),
                // What lies in the bin is said of nothing.
                Act::Delete => stood
                    .get("note")
                    .filter(|note| stands(note))
                    .map(|_| Sql::Null),
                Act::Update | Act::Erase => mark
                    .after
                    .into_iter()
                    .find_map(|(column, value)| (column == "note").then_some(value)),
            };
            stood.extend(mark.before);
            if let (StepState::Done, Some(said)) = (mark.state, said) {
                let note = match said {
                    Sql::Text(note) if !note.is_empty() => Some(note),
                    _ => None,
                };
                let (seq, field) = (mark.seq, field.clone());
                all.push(Noted { seq, field, note });
            }
        }
    }
    // A field may have been spoken of in more than one row: the latest word counts, whichever holds it.
    all.sort_by_key(|one| std::cmp::Reverse(one.seq));
    Ok(all)
}
