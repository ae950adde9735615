//! What somebody said of a value, and what counts how much, as records of the engine: journalled and undone like any edit.

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
        F::new("unchecked_by", K::Text).max(60),
        F::new("checked_at", K::Instant),
        F::new("checked_by", K::Text).max(60),
        F::new("later_on", K::Date),
        F::new("doubt", K::Text).max(60),
        F::new("kept_at", K::Instant),
        F::new("wrong", K::Text).max(500),
        F::new("should_be", K::Text).max(500),
        F::new("wrong_by", K::Text).max(120),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// What an aspect of coverage counts, where the user says otherwise.
pub static ASPECT_WEIGHT: EntityDef = EntityDef {
    key: "aspect_weight",
    title: "aspect",
    title_sort: "aspect",
    fields: &[
        F::new("aspect", K::Text).required().max(40),
        F::new("kind", K::Text).max(40),
        F::new("weight", K::Number).required(),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// A run of the audit: values drawn by lot, to be looked up.
pub static AUDIT_RUN: EntityDef = EntityDef {
    key: "audit_run",
    title: "started_on",
    title_sort: "started_on",
    fields: &[
        F::new("started_on", K::Date).moment().required(),
        F::new("finished_on", K::Date),
        F::new("size", K::Number).required(),
        F::new("drawn_from", K::Number).required(),
        F::new("left_out", K::Number).required(),
        F::new("confidential", K::Bool).required().default("0"),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// A value that was drawn, and what was found of it. Whose it is stands beside these fields, as with
/// [`PROVENANCE`]; what it held does not, for that is no business of anybody's once it is gone.
pub static AUDIT_ITEM: EntityDef = EntityDef {
    key: "audit_item",
    title: "field",
    title_sort: "field",
    fields: &[
        F::to("run", "audit_run").required(),
        F::new("field", K::Text).required().max(40),
        F::new("outcome", K::Text).max(12),
        F::new("answered_at", K::Instant),
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
