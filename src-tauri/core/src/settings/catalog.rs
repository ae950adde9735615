//! What the user made of a choice, as a record of the engine: so that it is undone like any edit.

use crate::records::catalog::{EntityDef, FieldDef as F};
use crate::records::value::FieldKind as K;

/// A choice the user added or changed.
pub static CHOICE: EntityDef = EntityDef {
    key: "choice",
    title: "label",
    title_sort: "label",
    fields: &[
        F::new("list", K::Text).required().max(40),
        F::new("code", K::Text).required().max(40),
        F::new("label", K::Text).max(40),
        F::new("aliases", K::Texts),
        F::new("colour", K::Text).max(7),
        F::new("seq", K::Number),
        F::new("retired", K::Bool).required().default("0"),
        F::new("created_at", K::Instant).computed(),
        F::new("updated_at", K::Instant).computed(),
    ],
    shadows: &[],
    tree: None,
};
