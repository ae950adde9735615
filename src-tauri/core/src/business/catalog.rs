//! The business done with a unit: its cooperations.

use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S};
use crate::records::value::FieldKind as K;

/// A piece of business with a unit.
pub static COOPERATION: EntityDef = EntityDef {
    key: "cooperation",
    title: "name",
    title_sort: "name",
    fields: &[
        F::new("name", K::Text)
            .required()
            .searched(S::Text)
            .column(1, 220),
        F::to("unit", "unit").required().column(2, 220),
        F::choice("type", "coop_type"),
        F::new("products", K::Texts).searched(S::Text),
        F::new("start", K::Date).moment().column(5, 104),
        F::new("end", K::Date).column(6, 104),
        F::choice("state", "coop_state").column(4, 96),
        F::new("amount", K::Money)
            .section("finance")
            .summed()
            .column(3, 124),
        F::choice("payment_method", "payment_method")
            .section("finance")
            .column(7, 112),
        F::choice("satisfaction", "satisfaction")
            .section("service")
            .column(8, 96),
        F::new("feedback", K::LongText)
            .section("service")
            .searched(S::Text),
        F::owner(),
        F::backup_owner(),
        F::reviewer(),
        F::source(),
        F::to("parent", "cooperation"),
        F::tags(),
        F::new("note", K::LongText).searched(S::Text),
        F::label(),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The lists business chooses from.
pub const LISTS: &[ChoiceList] = &[
    ChoiceList {
        key: "coop_type",
        codes: &["product", "service", "both"],
    },
    ChoiceList {
        key: "coop_state",
        codes: &["talking", "signed", "delivering", "done", "ended"],
    },
    ChoiceList {
        key: "payment_method",
        codes: &[
            "transfer",
            "bill",
            "cash",
            "cheque",
            "letter_of_credit",
            "wechat",
            "alipay",
            "instalments",
            "monthly",
            "quarterly",
            "other",
        ],
    },
    ChoiceList {
        key: "satisfaction",
        codes: &["5", "4", "3", "2", "1"],
    },
];
