//! The conversations: what was said, with whom, and what was agreed.

use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S};
use crate::records::value::FieldKind as K;

/// A conversation or another touch with a unit.
pub static ACTIVITY: EntityDef = EntityDef {
    key: "activity",
    title: "content",
    title_sort: "at",
    fields: &[
        F::new("at", K::Instant).moment().required().column(1, 140),
        F::to("unit", "unit").required().column(2, 220),
        F::choice("kind", "activity_kind")
            .required()
            .default("note")
            .column(3, 84),
        F::new("content", K::LongText)
            .required()
            .searched(S::Text)
            .column(4, 320),
        F::to_many("contacts", "contact").column(5, 140),
        F::to_many("units", "unit"),
        F::choice("direction", "direction"),
        F::new("duration_min", K::Number),
        F::new("place", K::Text).searched(S::Text),
        F::choice("result", "activity_result").column(6, 96),
        F::to("next_step", "task"),
        F::new("our_people", K::Texts),
        F::new("links", K::Texts).searched(S::Text),
        F::new("author_original", K::Text).max(60),
        F::tags(),
        F::label(),
        F::new("backdated", K::Number).computed().section("time"),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The lists conversations choose from.
pub const LISTS: &[ChoiceList] = &[
    ChoiceList {
        key: "activity_kind",
        codes: &[
            "call", "visit", "meeting", "wechat", "mail", "meal", "event", "note",
        ],
    },
    ChoiceList {
        key: "activity_result",
        codes: &["reached", "no_answer", "agreed", "refused", "postponed"],
    },
    ChoiceList {
        key: "direction",
        codes: &["out", "in"],
    },
];
