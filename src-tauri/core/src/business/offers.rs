//! What is on offer and what may come of it: products and opportunities.

use crate::base::words;
use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S, Shadow};
use crate::records::value::FieldKind as K;

/// A shelf of products.
pub static CATEGORY: EntityDef = EntityDef {
    key: "category",
    title: "name",
    title_sort: "name_key",
    fields: &[
        F::new("name", K::Text)
            .required()
            .max(80)
            .searched(S::Text)
            .column(1, 200),
        F::to("parent", "category").column(2, 200),
        F::new("note", K::Text),
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

/// Something we sell, or a service we give.
pub static PRODUCT: EntityDef = EntityDef {
    key: "product",
    title: "name",
    title_sort: "name_key",
    fields: &[
        F::new("code", K::Text)
            .unique()
            .max(40)
            .searched(S::Code)
            .column(2, 112),
        F::new("name", K::Text)
            .required()
            .max(200)
            .searched(S::Name)
            .column(1, 220),
        F::to("category", "category").column(3, 140),
        F::new("measure", K::Text).max(20),
        F::new("list_price", K::Money)
            .section("finance")
            .column(4, 124),
        F::new("active", K::Bool).required().default("1"),
        F::to_many("competitors", "competitor"),
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

/// Business that may come.
pub static OPPORTUNITY: EntityDef = EntityDef {
    key: "opportunity",
    title: "name",
    title_sort: "name",
    fields: &[
        F::new("name", K::Text)
            .required()
            .max(200)
            .searched(S::Text)
            .column(1, 220),
        F::to("unit", "unit").required().column(2, 220),
        F::choice("stage", "opportunity_stage")
            .required()
            .default("lead")
            .column(3, 104),
        F::new("probability", K::Percent).column(5, 88),
        F::new("amount", K::Money)
            .section("finance")
            .summed()
            .column(4, 124),
        F::new("close_on", K::Date)
            .moment()
            .section("time")
            .column(6, 104),
        F::new("products", K::Texts).searched(S::Text),
        F::to_many("competitors", "competitor"),
        F::new("lost_reason", K::Text),
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

/// The kinds of record of this file.
pub const ENTITIES: &[&EntityDef] = &[&CATEGORY, &PRODUCT, &OPPORTUNITY];

/// The lists they choose from.
pub const LISTS: &[ChoiceList] = &[ChoiceList {
    key: "opportunity_stage",
    codes: &[
        "lead",
        "qualified",
        "proposal",
        "negotiation",
        "won",
        "lost",
        "shelved",
    ],
}];
