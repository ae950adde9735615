//! What stands beside a unit: its numbers, addresses and accounts, who holds it, and its ties to others.

use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S};
use crate::records::value::FieldKind as K;

/// A number an authority or an exchange knows a unit by.
pub static OFFICIAL_ID: EntityDef = EntityDef {
    key: "official_id",
    title: "value",
    title_sort: "value",
    fields: &[
        F::to("unit", "unit").required().column(2, 220),
        F::choice("scheme", "id_scheme").required().column(3, 120),
        F::new("value", K::Text)
            .required()
            .max(60)
            .searched(S::Code)
            .column(1, 200),
        F::new("country", K::Text).max(40),
        F::new("valid_from", K::Date).moment().column(4, 104),
        F::new("valid_to", K::Date).column(5, 104),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Where a unit or a person is found, gets goods or mail.
pub static ADDRESS: EntityDef = EntityDef {
    key: "address",
    title: "line",
    title_sort: "line",
    fields: &[
        F::to("unit", "unit").owned().column(2, 220),
        F::to("contact", "contact").owned(),
        F::choice("kind", "address_kind")
            .required()
            .default("office")
            .column(3, 96),
        F::new("country", K::Text).max(40),
        F::new("region", K::Text)
            .max(120)
            .searched(S::Text)
            .column(4, 160),
        F::new("admin_code", K::Text).max(12),
        F::new("admin_year", K::Number),
        F::new("line", K::Text)
            .required()
            .max(300)
            .searched(S::Text)
            .column(1, 280),
        F::new("postcode", K::Text).max(12),
        F::new("lat", K::Decimal),
        F::new("lon", K::Decimal),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// An account a unit pays from or is paid to.
pub static BANK_ACCOUNT: EntityDef = EntityDef {
    key: "bank_account",
    title: "number",
    title_sort: "number",
    fields: &[
        F::to("unit", "unit").required().column(2, 220),
        F::new("holder", K::Text).max(200),
        F::new("bank", K::Text).max(200).column(3, 200),
        F::new("number", K::Text)
            .required()
            .confirmed()
            .max(60)
            .section("confidential")
            .column(1, 200),
        F::new("cnaps", K::Text).max(20).section("confidential"),
        F::choice("label", "label")
            .required()
            .default("confidential")
            .section("confidential"),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Who holds, controls or manages whom, with the share and since when; beside the reporting line.
pub static UNIT_LINK: EntityDef = EntityDef {
    key: "unit_link",
    title: "note",
    title_sort: "note",
    fields: &[
        F::to("parent", "unit").required().column(1, 220),
        F::to("child", "unit").required().column(2, 220),
        F::choice("kind", "link_kind")
            .required()
            .default("owns")
            .column(3, 96),
        F::new("share", K::Percent).column(4, 88),
        F::new("valid_from", K::Date).moment().column(5, 104),
        F::new("valid_to", K::Date).column(6, 104),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Any other tie between two units.
pub static UNIT_RELATION: EntityDef = EntityDef {
    key: "unit_relation",
    title: "note",
    title_sort: "note",
    fields: &[
        F::to("from_unit", "unit").required().column(1, 220),
        F::to("to_unit", "unit").required().column(3, 220),
        F::choice("kind", "relation_kind")
            .required()
            .default("partner")
            .column(2, 120),
        F::new("start", K::Date).moment(),
        F::new("end", K::Date),
        F::new("note", K::Text).column(4, 220),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The kinds of record of this file.
pub const ENTITIES: &[&EntityDef] = &[
    &OFFICIAL_ID,
    &ADDRESS,
    &BANK_ACCOUNT,
    &UNIT_LINK,
    &UNIT_RELATION,
];

/// The lists they choose from.
pub const LISTS: &[ChoiceList] = &[
    ChoiceList {
        key: "id_scheme",
        codes: &[
            "uscc", "lei", "duns", "hk_br", "tw_ubn", "vat", "tax", "stock", "other",
        ],
    },
    ChoiceList {
        key: "address_kind",
        codes: &["registered", "office", "delivery", "invoice", "home"],
    },
    ChoiceList {
        key: "link_kind",
        codes: &[
            "owns",
            "controls",
            "invests",
            "manages",
            "branch_of",
            "department_of",
        ],
    },
    ChoiceList {
        key: "relation_kind",
        codes: &[
            "supplier_of",
            "customer_of",
            "introduced_by",
            "same_legal_rep",
            "competes_with",
            "partner",
            "other",
        ],
    },
];
