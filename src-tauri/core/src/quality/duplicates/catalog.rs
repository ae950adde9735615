//! What the vault remembers of pairs: records that nobody sees as such.

use crate::records::catalog::{EntityDef, FieldDef as F};
use crate::records::value::FieldKind as K;

/// Two records of which the user said that they are not the same.
pub static DISTINCT_PAIR: EntityDef = EntityDef {
    key: "distinct_pair",
    title: "entity",
    title_sort: "entity",
    fields: &[
        F::new("entity", K::Text).required(),
        F::new("first", K::Text).required(),
        F::new("second", K::Text).required(),
        F::new("first_mark", K::Text).required(),
        F::new("second_mark", K::Text).required(),
        F::new("created_at", K::Instant).computed(),
        F::new("updated_at", K::Instant).computed(),
    ],
    shadows: &[],
    tree: None,
};
