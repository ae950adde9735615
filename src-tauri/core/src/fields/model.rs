//! What is said of a field of the user's own, and what it may be.

use serde::{Deserialize, Serialize};

use crate::records::value::FieldKind as K;

/// What the user says of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FieldShape {
    /// What it is called.
    pub label: String,
    /// What is written beside it.
    pub help: Option<String>,
    /// The part of the form it stands in.
    pub section: String,
    /// Must hold something.
    pub required: bool,
    /// The kinds of unit that have it; every one where none is named.
    pub kinds: Vec<String>,
    /// How it is worked out, where it is not typed.
    pub formula: Option<String>,
    /// How much it matters to know it, 0 to 5.
    pub importance: u8,
    /// For how many days a value is taken to be true.
    pub stale_after_days: Option<u32>,
    /// No longer shown; what it holds is kept.
    pub retired: bool,
}

/// A field of the user's own, as the settings show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct FieldState {
    /// The entity that has it.
    pub entity: String,
    /// Its key.
    pub key: String,
    /// How it is typed, stored, compared and shown.
    pub kind: K,
    /// The entity it points at.
    pub target: Option<String>,
    /// What the user says of it; a formula in the words of their language.
    pub shape: FieldShape,
}

/// The parts of a form.
pub(super) const SECTIONS: [&str; 6] = [
    "general",
    "sales",
    "finance",
    "service",
    "confidential",
    "time",
];

/// The kinds a field of one's own may have.
pub(super) const KINDS: [K; 18] = [
    K::Text,
    K::LongText,
    K::Number,
    K::Decimal,
    K::Money,
    K::Percent,
    K::Date,
    K::FuzzyDate,
    K::WallTime,
    K::Choice,
    K::Choices,
    K::Bool,
    K::Url,
    K::Phones,
    K::Emails,
    K::Texts,
    K::Ref,
    K::Refs,
];

/// The kinds a formula may come to.
pub(super) const WORKED_OUT: [K; 7] = [
    K::Text,
    K::Number,
    K::Decimal,
    K::Money,
    K::Percent,
    K::Date,
    K::Bool,
];

/// A kind's name as it stands in a definition.
pub(super) fn word_of(kind: K) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The kind of that name.
pub(super) fn kind_of(word: &str) -> Option<K> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// The type of a field's first column.
pub(super) fn column_type(kind: K, worked_out: bool) -> &'static str {
    if worked_out {
        return "ANY";
    }
    match kind {
        K::Number | K::Decimal | K::Money | K::Percent | K::Bool | K::Instant => "INTEGER",
        K::Ref => "BLOB",
        _ => "TEXT",
    }
}
