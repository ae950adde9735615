//! Somebody says that a value is wrong: what is, what it should be, from whom. Until it is mended or found right it is
//! doubtful, as what looks filled in carelessly is. What was said becomes the reason of whatever value is written
//! next, in the step that writes it, wherever that is done: so the mending can be followed in the field's history.

use rusqlite::params;
use serde::Deserialize;

use super::ops::{DOUBTFUL, FieldAt, hold_living, put, typed};
use crate::base::{Error, Result};
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// Why such a value is doubtful, a message.
pub const SAID_WRONG: &str = "warning.said_wrong";

/// Nothing is said any more.
pub(super) const NOTHING: [(&str, Value); 3] = [
    ("wrong", Value::Null),
    ("should_be", Value::Null),
    ("wrong_by", Value::Null),
];

/// What is said, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, specta::Type)]
pub struct WrongSaid {
    /// What is wrong with it.
    pub note: String,
    /// What it should be, where that is known.
    pub should_be: Option<String>,
    /// From whom that is.
    pub from: Option<String>,
}

/// Says that the value a field holds is wrong.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when it is not said what is wrong; as for [`super::ops::say`].
pub fn say(tx: &mut Write<'_>, catalog: &Catalog, at: &FieldAt, said: &WrongSaid) -> Result<()> {
    hold_living(tx, catalog, at)?;
    let note = typed(Some(&said.note));
    if note.as_text().is_none_or(str::is_empty) {
        return Err(Error::invalid("provenance.wrong", "error.wrong_unsaid"));
    }
    let values = vec![
        ("certainty", Value::choice(DOUBTFUL)),
        ("doubt", Value::text(SAID_WRONG)),
        ("wrong", note),
        ("should_be", typed(said.should_be.as_deref())),
        ("wrong_by", typed(said.from.as_deref())),
        ("verified_at", Value::Null),
        ("verified_by", Value::Null),
        ("kept_at", Value::Null),
        ("later_on", Value::Null),
    ];
    let mut batch = Batch::begin(tx, catalog, "op.said_wrong")?;
    put(&mut batch, (&at.entity, at.id, &at.field), values)
}

/// Whether somebody said that the value a field holds is wrong, and nobody answered yet.
pub(super) fn stands(read: &Read<'_>, at: &FieldAt) -> Result<bool> {
    Ok(read
        .sql()
        .prepare_cached(
            "SELECT 1 FROM provenance WHERE \"of\" = ? AND field = ? AND wrong IS NOT NULL
               AND deleted_at IS NULL",
        )?
        .exists(params![at.id, at.field])?)
}

/// What is said of the value that came instead of one that was said to be wrong: why it came, and from whom it is.
/// Whose word that is goes for nothing where nothing was said to be wrong.
pub(super) fn mended(wrong: Option<String>, by: Option<String>) -> [(&'static str, Value); 2] {
    let by = by.filter(|_| wrong.is_some());
    let of = |text: Option<String>| text.map_or(Value::Null, Value::text);
    [("note", of(wrong)), ("source", of(by))]
}
