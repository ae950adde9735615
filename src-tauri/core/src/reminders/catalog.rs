//! The tasks: what must happen next, and when to speak up.

use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S};
use crate::records::value::FieldKind as K;

/// Something to be done, often by a time. A record of any kind that people work with can have tasks, by a field
/// named as the kind: what is asked of references elsewhere (merging, the bin, sheets, what lies at a record)
/// then holds of it with no word more. [`about`] names them all.
pub static TASK: EntityDef = EntityDef {
    key: "task",
    title: "title",
    title_sort: "title",
    fields: &[
        F::new("title", K::Text)
            .required()
            .max(500)
            .searched(S::Text)
            .column(1, 300),
        F::to("unit", "unit").owned().column(2, 220),
        F::to("contact", "contact").column(3, 120),
        F::choice("kind", "task_kind").column(4, 84),
        F::new("due", K::WallTime).moment().column(5, 132),
        F::new("minutes", K::Number),
        F::new("remind", K::Bool).required().default("1"),
        F::choices("leads", "lead"),
        F::choice("again", "again"),
        F::choice("zone_policy", "zone_policy")
            .required()
            .default("pinned"),
        F::new("repeat", K::Repeat),
        F::new("series_on", K::Date).computed(),
        F::choice("priority", "priority"),
        F::choice("state", "task_state")
            .required()
            .default("open")
            .column(6, 84),
        F::new("done_at", K::Instant).computed(),
        F::new("confidential", K::Bool)
            .required()
            .default("0")
            .section("confidential"),
        F::new("note", K::LongText).searched(S::Text),
        F::to("activity", "activity"),
        F::to("cooperation", "cooperation"),
        F::to("contract", "contract"),
        F::to("project", "project"),
        F::to("complaint", "complaint"),
        F::to("opportunity", "opportunity"),
        F::to("account_plan", "account_plan"),
        F::to("milestone", "milestone"),
        F::to("instalment", "instalment"),
        F::to("invoice", "invoice"),
        F::to("promise", "promise"),
        F::to("need", "need"),
        F::to("competitor_view", "competitor_view"),
        F::to("checklist", "checklist"),
        F::to("post", "post"),
        F::to("product", "product"),
        F::to("category", "category"),
        F::to("payment", "payment"),
        F::to("transaction", "transaction"),
        F::to("cost", "cost"),
        F::to("project_issue", "project_issue"),
        F::to("goal", "goal"),
        F::to("preference", "preference"),
        F::to("feedback", "feedback"),
        F::to("complaint_step", "complaint_step"),
        F::to("suggestion", "suggestion"),
        F::to("satisfaction", "satisfaction"),
        F::to("competitor", "competitor"),
        F::to("strategy_note", "strategy_note"),
        F::to("official_id", "official_id"),
        F::to("address", "address"),
        F::to("bank_account", "bank_account"),
        F::to("unit_link", "unit_link"),
        F::to("unit_relation", "unit_relation"),
        F::to("seat", "seat"),
        F::to("stance", "stance"),
        F::to("influence", "influence"),
        F::to("lesson", "lesson"),
        F::new("assignee", K::Text).max(60),
        // Of one start of a checklist: where, on which day, and which of those that agree in both.
        F::to("checklist_unit", "unit"),
        F::new("checklist_on", K::Date),
        F::new("checklist_start", K::Text).max(36).inward(),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The fields by which a task is about a record: each is named as the kind it points at.
pub fn about() -> impl Iterator<Item = &'static F> {
    TASK.fields
        .iter()
        .filter(|field| field.target == Some(field.key))
}

/// The lists tasks choose from.
pub const LISTS: &[ChoiceList] = &[
    ChoiceList {
        key: "task_kind",
        codes: &[
            "call", "visit", "meeting", "mail", "quote", "payment", "contract", "other",
        ],
    },
    ChoiceList {
        key: "task_state",
        codes: &["open", "done", "dropped"],
    },
    // Minutes, hours, days, and working days: the codes are read by `leads`.
    ChoiceList {
        key: "lead",
        codes: &[
            "m5", "m10", "m15", "m30", "h1", "h2", "h4", "d1", "d2", "d3", "d5", "d7", "d14",
            "d30", "d60", "d90", "w1", "w2", "w3", "w5", "w10",
        ],
    },
    ChoiceList {
        key: "again",
        codes: &["m5", "m10", "m15", "m30", "h1", "h2", "h4"],
    },
    ChoiceList {
        key: "zone_policy",
        codes: &["pinned", "floating"],
    },
    ChoiceList {
        key: "priority",
        codes: &["1", "2", "3"],
    },
    ChoiceList {
        key: "checklist_purpose",
        codes: &[
            "new_subsidiary",
            "annual_review",
            "renewal",
            "hand_over",
            "other",
        ],
    },
];
