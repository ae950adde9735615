//! How often somebody is to be in touch, and steps that repeat.

use crate::records::catalog::{EntityDef, FieldDef as F, Searched as S};
use crate::records::value::FieldKind as K;

/// How often somebody is to be in touch.
pub static RHYTHM: EntityDef = EntityDef {
    key: "rhythm",
    title: "name",
    title_sort: "name",
    fields: &[
        F::new("name", K::Text).required().max(120).column(1, 200),
        F::choice("level", "unit_level").column(2, 88),
        F::to("unit", "unit").owned(),
        F::to("contact", "contact").owned(),
        F::new("tag", K::Text).max(60),
        F::new("ideal_days", K::Number)
            .required()
            .default("30")
            .column(3, 96),
        F::new("latest_days", K::Number)
            .required()
            .default("45")
            .column(4, 96),
        F::choices("kinds", "activity_kind"),
        F::new("skip_holidays", K::Bool).required().default("1"),
        F::new("spread", K::Bool).required().default("1"),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Steps that repeat.
pub static CHECKLIST: EntityDef = EntityDef {
    key: "checklist",
    title: "name",
    title_sort: "name",
    fields: &[
        F::new("name", K::Text)
            .required()
            .max(200)
            .searched(S::Text)
            .column(1, 240),
        F::new("note", K::Text).column(2, 280),
        F::new("active", K::Bool).required().default("1"),
        F::choice("purpose", "checklist_purpose").column(3, 120),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// One step of a checklist.
pub static CHECKLIST_ITEM: EntityDef = EntityDef {
    key: "checklist_item",
    title: "name",
    title_sort: "name",
    fields: &[
        F::to("checklist", "checklist").required().column(2, 200),
        F::new("seq", K::Number)
            .required()
            .default("1")
            .column(3, 64),
        F::new("name", K::Text).required().max(300).column(1, 260),
        F::new("offset_days", K::Number).column(4, 96),
        F::new("note", K::Text),
        F::new("working_days", K::Bool).required().default("0"),
        F::choice("kind", "task_kind").column(5, 84),
        F::choice("priority", "priority"),
        F::new("each_below", K::Bool).required().default("0"),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The kinds of record of this file.
pub const ENTITIES: &[&EntityDef] = &[&RHYTHM, &CHECKLIST, &CHECKLIST_ITEM];
