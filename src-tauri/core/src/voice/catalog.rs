//! The voice of the customer: what they need, like, say, complain of and think of others.

use crate::base::words;
use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S, Shadow};
use crate::records::value::FieldKind as K;

/// Something a unit needs, said or not.
pub static NEED: EntityDef = EntityDef {
    key: "need",
    title: "text",
    title_sort: "text",
    fields: &[
        F::new("text", K::LongText)
            .required()
            .searched(S::Text)
            .column(1, 300),
        F::to("unit", "unit").required().column(2, 220),
        F::to("contact", "contact").column(6, 120),
        F::to("feedback", "feedback"),
        F::choice("kind", "need_kind")
            .required()
            .default("other")
            .column(3, 96),
        F::choice("priority", "priority_level").column(4, 88),
        F::new("wanted_by", K::Date).section("time").column(5, 104),
        F::choice("state", "need_state")
            .required()
            .default("stated")
            .column(7, 96),
        F::new("spec_value", K::Decimal),
        F::new("spec_unit", K::Text).max(20),
        F::new("answered_by", K::Text),
        F::to("project", "project"),
        F::owner(),
        F::source(),
        F::tags(),
        F::label(),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// How a unit or a person likes things.
pub static PREFERENCE: EntityDef = EntityDef {
    key: "preference",
    title: "value",
    title_sort: "value",
    fields: &[
        F::to("unit", "unit").owned().column(3, 220),
        F::to("contact", "contact").owned().column(4, 120),
        F::new("topic", K::Text)
            .required()
            .max(80)
            .searched(S::Text)
            .column(2, 140),
        F::new("value", K::Text)
            .required()
            .max(500)
            .searched(S::Text)
            .column(1, 260),
        F::choice("origin", "origin")
            .required()
            .default("told")
            .column(5, 96),
        F::new("as_of", K::Date).moment().column(6, 104),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// What a customer said, in their own words.
pub static FEEDBACK: EntityDef = EntityDef {
    key: "feedback",
    title: "text",
    title_sort: "text",
    fields: &[
        F::new("text", K::LongText)
            .required()
            .searched(S::Text)
            .column(1, 320),
        F::to("unit", "unit").required().column(2, 220),
        F::to("contact", "contact").column(5, 120),
        F::new("at", K::Instant)
            .moment()
            .required()
            .section("time")
            .column(3, 132),
        F::choice("channel", "activity_kind"),
        F::choice("kind", "feedback_kind")
            .required()
            .default("other")
            .column(4, 96),
        F::new("topic", K::Text).max(120).searched(S::Text),
        F::to("product", "product"),
        F::choice("mood", "mood").column(6, 88),
        F::new("confirmed_by", K::Text).max(60),
        F::choice("state", "feedback_state")
            .required()
            .default("open")
            .column(7, 96),
        F::owner(),
        F::source(),
        F::tags(),
        F::label(),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// A complaint: its steps, its result and whether the customer is content with it.
pub static COMPLAINT: EntityDef = EntityDef {
    key: "complaint",
    title: "name",
    title_sort: "name",
    fields: &[
        F::new("name", K::Text)
            .required()
            .max(300)
            .searched(S::Text)
            .column(1, 240),
        F::to("unit", "unit").required().column(2, 220),
        F::to("contact", "contact"),
        F::to("feedback", "feedback"),
        F::new("text", K::LongText).searched(S::Text),
        F::to("product", "product"),
        F::choice("severity", "severity")
            .required()
            .default("3")
            .column(3, 88),
        F::new("received_on", K::Date)
            .moment()
            .required()
            .section("time")
            .column(4, 104),
        F::new("promised_by", K::WallTime)
            .pending("state", &["open", "reopened"])
            .section("time")
            .column(5, 132),
        F::new("cause", K::LongText).searched(S::Text),
        F::new("result", K::LongText).searched(S::Text),
        F::choice("state", "complaint_state")
            .required()
            .default("open")
            .column(6, 96),
        F::new("confirmed_on", K::Date).section("time"),
        F::new("reopened", K::Number),
        F::owner(),
        F::source(),
        F::tags(),
        F::label(),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// What was done about a complaint.
pub static COMPLAINT_STEP: EntityDef = EntityDef {
    key: "complaint_step",
    title: "what",
    title_sort: "what",
    fields: &[
        F::to("complaint", "complaint").required().column(3, 220),
        F::new("at", K::Instant)
            .moment()
            .required()
            .section("time")
            .column(1, 132),
        F::new("who", K::Text).max(60).column(4, 96),
        F::new("what", K::LongText)
            .required()
            .searched(S::Text)
            .column(2, 320),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// What a customer would do otherwise, and what became of it.
pub static SUGGESTION: EntityDef = EntityDef {
    key: "suggestion",
    title: "text",
    title_sort: "text",
    fields: &[
        F::new("text", K::LongText)
            .required()
            .searched(S::Text)
            .column(1, 320),
        F::to("unit", "unit").required().column(2, 220),
        F::to("contact", "contact"),
        F::to("feedback", "feedback"),
        F::new("made_on", K::Date)
            .moment()
            .section("time")
            .column(3, 104),
        F::choice("outcome", "suggestion_outcome").column(4, 96),
        F::new("reply", K::LongText).searched(S::Text),
        F::new("replied_on", K::Date).section("time").column(5, 104),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// A score a customer gave.
pub static SATISFACTION: EntityDef = EntityDef {
    key: "satisfaction",
    title: "comment",
    title_sort: "comment",
    fields: &[
        F::to("unit", "unit").required().column(2, 220),
        F::to("contact", "contact").column(6, 120),
        F::new("date", K::Date)
            .moment()
            .required()
            .section("time")
            .column(1, 104),
        F::choice("scale", "score_scale")
            .required()
            .default("five")
            .column(4, 96),
        F::new("score", K::Number).required().column(3, 72),
        F::choice("of", "score_of").column(5, 96),
        F::to("project", "project"),
        F::new("comment", K::LongText)
            .searched(S::Text)
            .column(7, 260),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Somebody who sells what we sell.
pub static COMPETITOR: EntityDef = EntityDef {
    key: "competitor",
    title: "name",
    title_sort: "name_key",
    fields: &[
        F::new("name", K::Text)
            .required()
            .max(200)
            .searched(S::Name)
            .column(1, 220),
        F::new("website", K::Url),
        F::new("strengths", K::LongText)
            .searched(S::Text)
            .column(2, 240),
        F::new("weaknesses", K::LongText)
            .searched(S::Text)
            .column(3, 240),
        F::new("note", K::LongText).searched(S::Text),
        F::owner(),
        F::source(),
        F::tags(),
        F::label(),
        F::created(),
        F::updated(),
    ],
    shadows: &[Shadow {
        column: "name_key",
        of: "name",
        make: words::pinyin_key,
    }],
    tree: None,
};

/// What a unit thinks of a competitor.
pub static COMPETITOR_VIEW: EntityDef = EntityDef {
    key: "competitor_view",
    title: "note",
    title_sort: "note",
    fields: &[
        F::to("unit", "unit").required().column(1, 220),
        F::to("competitor", "competitor").required().column(2, 180),
        F::to("product", "product"),
        F::new("uses", K::Bool).column(3, 72),
        F::new("liked", K::Text)
            .max(500)
            .searched(S::Text)
            .column(4, 200),
        F::new("disliked", K::Text)
            .max(500)
            .searched(S::Text)
            .column(5, 200),
        F::new("price_hint", K::Text).max(120),
        F::new("contract_end_on", K::Date)
            .section("time")
            .column(6, 104),
        F::new("as_of", K::Date).moment(),
        F::new("source", K::Text).max(120),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Where a unit is heading.
pub static STRATEGY_NOTE: EntityDef = EntityDef {
    key: "strategy_note",
    title: "text",
    title_sort: "text",
    fields: &[
        F::to("unit", "unit").required().column(2, 220),
        F::new("as_of", K::Date)
            .moment()
            .required()
            .section("time")
            .column(1, 104),
        F::choice("kind", "strategy_kind")
            .required()
            .default("plan")
            .column(3, 96),
        F::new("horizon", K::Text).max(80),
        F::new("text", K::LongText)
            .required()
            .searched(S::Text)
            .column(4, 360),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The kinds of record of this file.
pub const ENTITIES: &[&EntityDef] = &[
    &NEED,
    &PREFERENCE,
    &FEEDBACK,
    &COMPLAINT,
    &COMPLAINT_STEP,
    &SUGGESTION,
    &SATISFACTION,
    &COMPETITOR,
    &COMPETITOR_VIEW,
    &STRATEGY_NOTE,
];

/// The lists they choose from.
pub const LISTS: &[ChoiceList] = &[
    ChoiceList {
        key: "need_kind",
        codes: &[
            "function", "quality", "delivery", "price", "service", "spec", "other",
        ],
    },
    ChoiceList {
        key: "priority_level",
        codes: &["1", "2", "3", "4"],
    },
    ChoiceList {
        key: "need_state",
        codes: &["latent", "stated", "answered", "refused"],
    },
    ChoiceList {
        key: "origin",
        codes: &["told", "seen", "inferred"],
    },
    ChoiceList {
        key: "feedback_kind",
        codes: &[
            "complaint",
            "suggestion",
            "praise",
            "need",
            "competitor",
            "risk",
            "other",
        ],
    },
    ChoiceList {
        key: "mood",
        codes: &["m1", "0", "p1"],
    },
    ChoiceList {
        key: "feedback_state",
        codes: &["open", "answered", "adopted", "closed"],
    },
    ChoiceList {
        key: "complaint_state",
        codes: &["open", "answered", "confirmed", "reopened"],
    },
    ChoiceList {
        key: "suggestion_outcome",
        codes: &["adopted", "refused", "later"],
    },
    ChoiceList {
        key: "score_scale",
        codes: &["five", "ten", "nps"],
    },
    ChoiceList {
        key: "score_of",
        codes: &["visit", "project", "product", "survey"],
    },
    ChoiceList {
        key: "strategy_kind",
        codes: &["plan", "budget", "tender", "expansion", "merger", "policy"],
    },
];
