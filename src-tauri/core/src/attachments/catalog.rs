//! What is known of a file on a record.

use crate::records::catalog::{EntityDef, FieldDef as F, Searched as S};
use crate::records::value::FieldKind as K;

/// A file on a record. What it belongs to is kept beside these fields: it may be a record of any
/// kind, and nothing but attaching sets it.
pub static ATTACHMENT: EntityDef = EntityDef {
    key: "attachment",
    title: "name",
    title_sort: "name",
    fields: &[
        F::new("name", K::Text)
            .required()
            .max(255)
            .searched(S::Name)
            .column(1, 280),
        F::to("unit", "unit").computed().column(2, 220),
        F::new("media_type", K::Text)
            .computed()
            .max(80)
            .column(3, 140),
        // That a computed field is required says that nobody but the room itself makes one.
        F::new("size", K::Number)
            .required()
            .computed()
            .column(4, 104),
        F::new("note", K::LongText).searched(S::Text),
        F::new("tags", K::Texts).searched(S::Text).column(5, 140),
        F::label(),
        F::new("photo", K::Bool).required().default("0"),
        F::new("sha256", K::Text).computed(),
        F::new("created_at", K::Instant)
            .computed()
            .section("time")
            .column(6, 132),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};
