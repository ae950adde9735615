//! What the vault remembers of merges and of steps taken back: records that nobody sees as such.

use crate::records::catalog::{EntityDef, FieldDef as F};
use crate::records::value::FieldKind as K;

/// Two records that became one.
pub static MERGE_EVENT: EntityDef = EntityDef {
    key: "merge_event",
    title: "name",
    title_sort: "name",
    fields: &[
        F::new("entity", K::Text).required(),
        F::new("winner", K::Text).required(),
        F::new("loser", K::Text).required(),
        F::new("name", K::Text).required().max(1_000),
        F::new("step", K::Number).required(),
        F::new("created_at", K::Instant).computed(),
        F::new("updated_at", K::Instant).computed(),
    ],
    shadows: &[],
    tree: None,
};

/// A step that was taken back later.
pub static TAKEN_BACK: EntityDef = EntityDef {
    key: "taken_back",
    title: "op",
    title_sort: "op",
    fields: &[
        F::new("op", K::Text).required(),
        F::new("step", K::Number).required(),
        F::new("created_at", K::Instant).computed(),
        F::new("updated_at", K::Instant).computed(),
    ],
    shadows: &[],
    tree: None,
};
