//! The people: a contact, and the posts they hold at units over time.

use crate::base::words;
use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S, Shadow};
use crate::records::value::FieldKind as K;

/// A person at a customer.
pub static CONTACT: EntityDef = EntityDef {
    key: "contact",
    title: "full_name",
    title_sort: "name_key",
    fields: &[
        F::new("full_name", K::Text)
            .required()
            .max(100)
            .real()
            .searched(S::Name)
            .column(1, 140),
        F::new("family", K::Text).max(80),
        F::new("given", K::Text).max(80),
        F::new("form_of_address", K::Text)
            .max(40)
            .searched(S::Name)
            .column(4, 96),
        F::new("aliases", K::Texts).searched(S::Name),
        F::to("unit", "unit").computed().column(2, 220),
        F::new("title", K::Text)
            .max(80)
            .computed()
            .searched(S::Text)
            .column(3, 120),
        F::choice("gender", "gender"),
        F::new("birthday", K::FuzzyDate).real(),
        F::new("lunar_birthday", K::LunarDay),
        F::new("phones", K::Phones)
            .searched(S::Code)
            .column(5, 150)
            .stale(180),
        F::new("emails", K::Emails)
            .searched(S::Code)
            .column(6, 200)
            .stale(180),
        F::new("wechat", K::Text)
            .max(80)
            .real()
            .searched(S::Code)
            .stale(365),
        F::new("handles", K::Texts).searched(S::Text),
        F::new("home_place", K::Text).max(80),
        F::new("language", K::Text).max(40),
        F::new("preferences", K::Texts).searched(S::Text),
        F::new("left", K::Bool).required().default("0"),
        F::new("do_not_contact", K::Text).section("service"),
        F::new("do_not_contact_until", K::Date).section("service"),
        F::new("note", K::LongText).searched(S::Text),
        F::tags(),
        F::owner(),
        F::backup_owner(),
        F::reviewer(),
        F::source(),
        F::label(),
        F::new("consent", K::Text).section("confidential"),
        F::new("consent_source", K::Text)
            .max(120)
            .section("confidential"),
        F::new("consent_on", K::Date).section("confidential"),
        F::to("photo", "attachment").computed(),
        F::new("stale_at", K::Instant).computed().section("time"),
        F::created(),
        F::updated(),
    ],
    shadows: &[Shadow {
        column: "name_key",
        of: "full_name",
        make: words::pinyin_key,
    }],
    tree: None,
};

/// What a person is at a unit, from when to when.
pub static POST: EntityDef = EntityDef {
    key: "post",
    title: "title",
    title_sort: "title",
    fields: &[
        F::to("contact", "contact").required().column(1, 120),
        F::to("unit", "unit").required().column(2, 220),
        F::new("title", K::Text).max(80).real().column(3, 120),
        F::new("department", K::Text).max(80).real().column(4, 120),
        F::to("department_unit", "unit"),
        F::to("seat", "seat"),
        F::new("is_primary", K::Bool)
            .required()
            .default("1")
            .column(5, 88),
        F::new("start", K::Date).moment().column(6, 104),
        F::new("end", K::Date).column(7, 104),
        F::new("work_phone", K::Phones).column(8, 140),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The lists people choose from.
pub const LISTS: &[ChoiceList] = &[ChoiceList {
    key: "gender",
    codes: &["male", "female"],
}];
