//! What somebody said of a value, as a record of the engine: journalled and undone like any edit.

use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F};
use crate::records::value::FieldKind as K;

/// What somebody said of the value a field holds. Whose field it is stands beside these fields: it
/// may be a record of any kind.
pub static PROVENANCE: EntityDef = EntityDef {
    key: "provenance",
    title: "field",
    title_sort: "field",
    fields: &[
        F::new("field", K::Text).required().max(40),
        F::new("source", K::Text).max(120),
        F::choice("certainty", "certainty"),
        F::new("entered_at", K::Instant),
        F::new("verified_at", K::Instant),
        F::new("verified_by", K::Text).max(60),
        F::new("note", K::Text).max(500),
        F::new("unchecked_at", K::Instant),
        F::new("checked_at", K::Instant),
        F::new("checked_by", K::Text).max(60),
        F::new("later_on", K::Date),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// How sure a value is.
pub const LISTS: &[ChoiceList] = &[ChoiceList {
    key: "certainty",
    codes: &["stated", "seen", "inferred", "doubtful"],
}];
