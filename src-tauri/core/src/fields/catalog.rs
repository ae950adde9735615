//! The definitions of fields and of numbering, as records of the engine.

use crate::records::catalog::{EntityDef, FieldDef as F};
use crate::records::value::FieldKind as K;

/// A field the user defined.
pub static FIELD_DEF: EntityDef = EntityDef {
    key: "field_def",
    title: "label",
    title_sort: "label",
    fields: &[
        F::new("entity", K::Text).required().max(40),
        F::new("key", K::Text).required().max(40),
        F::new("kind", K::Text).required().max(40),
        F::new("label", K::Text).required().max(40),
        F::new("help", K::Text),
        F::new("section", K::Text).required().default("general"),
        F::new("required", K::Bool).required().default("0"),
        F::new("target", K::Text).max(40),
        F::new("kinds", K::Texts),
        F::new("formula", K::Text).max(500),
        F::new("position", K::Number).required().default("0"),
        F::new("retired", K::Bool).required().default("0"),
        F::new("importance", K::Number).required().default("0"),
        F::new("stale_after_days", K::Number),
        F::new("created_at", K::Instant).computed(),
        F::new("updated_at", K::Instant).computed(),
    ],
    shadows: &[],
    tree: None,
};

/// How records of a kind are numbered.
pub static NUMBERING: EntityDef = EntityDef {
    key: "numbering",
    title: "pattern",
    title_sort: "pattern",
    fields: &[
        F::new("entity", K::Text).required().max(40),
        F::new("kind", K::Text).max(40),
        F::new("pattern", K::Text).required().max(40),
        F::new("created_at", K::Instant).computed(),
        F::new("updated_at", K::Instant).computed(),
    ],
    shadows: &[],
    tree: None,
};
