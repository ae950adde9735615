//! How new work answers what was learned, and which earlier work it is like: records of the engine.

use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S};
use crate::records::value::FieldKind as K;

/// How a project or a cooperation answers something the customer was unhappy with or still needs.
pub static LESSON: EntityDef = EntityDef {
    key: "lesson",
    title: "note",
    title_sort: "note",
    fields: &[
        F::new("note", K::Text)
            .max(500)
            .searched(S::Text)
            .column(1, 280),
        F::choice("answer", "lesson_answer")
            .required()
            .default("open")
            .column(2, 96),
        F::to("project", "project").owned().column(3, 200),
        F::to("cooperation", "cooperation").owned().column(4, 200),
        F::to("complaint", "complaint").owned().column(5, 200),
        F::to("need", "need").owned().column(6, 200),
        F::to("satisfaction", "satisfaction").owned().column(7, 160),
        F::to("earlier", "cooperation").owned().column(8, 200),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Earlier work that somebody said a project or a cooperation is like. A record and no list of
/// references: either end may be a project or a cooperation.
pub static PRECEDENT: EntityDef = EntityDef {
    key: "precedent",
    title: "note",
    title_sort: "note",
    fields: &[
        F::to("like_cooperation", "cooperation")
            .owned()
            .column(1, 200),
        F::to("like_project", "project").owned().column(2, 200),
        F::to("cooperation", "cooperation").owned().column(3, 200),
        F::to("project", "project").owned().column(4, 200),
        F::new("note", K::Text)
            .max(500)
            .searched(S::Text)
            .column(5, 240),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The kinds of record of this file.
pub const ENTITIES: &[&EntityDef] = &[&LESSON, &PRECEDENT];

/// How something is answered: the program counts by these codes.
pub const ANSWER: &str = "lesson_answer";

/// The lists they choose from.
pub const LISTS: &[ChoiceList] = &[ChoiceList {
    key: ANSWER,
    codes: &["open", "answered", "not_applicable"],
}];
