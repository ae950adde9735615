//! What was promised in a conversation.

use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S};
use crate::records::value::FieldKind as K;

/// What one side told the other it would do.
pub static PROMISE: EntityDef = EntityDef {
    key: "promise",
    title: "text",
    title_sort: "text",
    fields: &[
        F::to("unit", "unit").required().column(3, 220),
        F::to("contact", "contact").column(4, 120),
        F::choice("by", "promise_by")
            .required()
            .default("us")
            .column(2, 80),
        F::new("who", K::Text).max(60),
        F::new("text", K::Text)
            .required()
            .max(500)
            .searched(S::Text)
            .column(1, 280),
        F::new("due_on", K::Date)
            .moment()
            .pending("state", &["open"])
            .section("time")
            .column(5, 104),
        F::choice("state", "promise_state")
            .required()
            .default("open")
            .column(6, 96),
        F::new("kept_on", K::Date).section("time"),
        F::to("activity", "activity"),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The kinds of record of this file.
pub const ENTITIES: &[&EntityDef] = &[&PROMISE];

/// The lists they choose from.
pub const LISTS: &[ChoiceList] = &[
    ChoiceList {
        key: "promise_by",
        codes: &["us", "them"],
    },
    ChoiceList {
        key: "promise_state",
        codes: &["open", "kept", "broken", "dropped"],
    },
];
