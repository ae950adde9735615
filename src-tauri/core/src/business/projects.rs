//! The work under way and the plan for a customer: projects, their milestones and problems, goals.

use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S};
use crate::records::value::FieldKind as K;

/// Work under way for a unit.
pub static PROJECT: EntityDef = EntityDef {
    key: "project",
    title: "name",
    title_sort: "name",
    fields: &[
        F::new("name", K::Text)
            .required()
            .max(200)
            .searched(S::Text)
            .column(1, 220),
        F::to("unit", "unit").required().column(2, 220),
        F::to("cooperation", "cooperation"),
        F::to("contract", "contract"),
        F::choice("stage", "project_stage")
            .required()
            .default("planned")
            .column(3, 104),
        F::choice("health", "project_health").column(4, 96),
        F::new("start", K::Date)
            .moment()
            .section("time")
            .column(5, 104),
        F::new("end", K::Date).section("time").column(6, 104),
        F::new("manager", K::Text).max(60).column(7, 96),
        F::new("note", K::LongText).searched(S::Text),
        F::owner(),
        F::backup_owner(),
        F::reviewer(),
        F::source(),
        F::tags(),
        F::label(),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// A dated step of a project.
pub static MILESTONE: EntityDef = EntityDef {
    key: "milestone",
    title: "name",
    title_sort: "name",
    fields: &[
        F::to("project", "project").required().column(2, 220),
        F::choice("project_stage", "project_stage").computed(),
        F::new("name", K::Text)
            .required()
            .max(200)
            .searched(S::Text)
            .column(1, 200),
        F::new("due_on", K::Date)
            .moment()
            .section("time")
            .column(3, 104),
        F::new("done_on", K::Date).section("time").column(4, 104),
        F::new("weight", K::Number),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Something that stands in a project's way.
pub static PROJECT_ISSUE: EntityDef = EntityDef {
    key: "project_issue",
    title: "name",
    title_sort: "name",
    fields: &[
        F::to("project", "project").required().column(2, 220),
        F::choice("project_stage", "project_stage").computed(),
        F::new("name", K::Text)
            .required()
            .max(300)
            .searched(S::Text)
            .column(1, 240),
        F::choice("severity", "severity")
            .required()
            .default("3")
            .column(3, 88),
        F::new("owner", K::Text).max(60).column(6, 96),
        F::new("opened_on", K::Date).moment().section("time"),
        F::new("due_on", K::Date).section("time").column(4, 104),
        F::new("closed_on", K::Date).section("time").column(5, 104),
        F::new("result", K::Text).searched(S::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// What we want to become for a unit in a year.
pub static ACCOUNT_PLAN: EntityDef = EntityDef {
    key: "account_plan",
    title: "name",
    title_sort: "name",
    fields: &[
        F::to("unit", "unit").required().column(2, 220),
        F::new("name", K::Text)
            .required()
            .max(200)
            .searched(S::Text)
            .column(1, 220),
        F::new("year", K::Number).required().column(3, 72),
        F::new("vision", K::LongText).searched(S::Text),
        F::new("priorities", K::LongText).searched(S::Text),
        F::new("strengths", K::LongText),
        F::new("weaknesses", K::LongText),
        F::new("opportunities", K::LongText),
        F::new("threats", K::LongText),
        F::owner(),
        F::backup_owner(),
        F::reviewer(),
        F::source(),
        F::tags(),
        F::label(),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// A goal of an account plan, and how it is measured.
pub static GOAL: EntityDef = EntityDef {
    key: "goal",
    title: "name",
    title_sort: "name",
    fields: &[
        F::to("plan", "account_plan").required().column(2, 220),
        F::new("name", K::Text)
            .required()
            .max(300)
            .searched(S::Text)
            .column(1, 240),
        F::new("metric", K::Text).max(120).column(3, 140),
        F::new("target", K::Text).max(80).column(4, 96),
        F::new("due_on", K::Date)
            .moment()
            .section("time")
            .column(5, 104),
        F::new("done_on", K::Date).section("time").column(6, 104),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The kinds of record of this file.
pub const ENTITIES: &[&EntityDef] = &[&PROJECT, &MILESTONE, &PROJECT_ISSUE, &ACCOUNT_PLAN, &GOAL];

/// The lists they choose from.
pub const LISTS: &[ChoiceList] = &[
    ChoiceList {
        key: "project_stage",
        codes: &[
            "planned",
            "started",
            "executing",
            "accepting",
            "done",
            "paused",
            "cancelled",
        ],
    },
    ChoiceList {
        key: "project_health",
        codes: &["green", "amber", "red"],
    },
    ChoiceList {
        key: "severity",
        codes: &["1", "2", "3", "4"],
    },
];
