//! The unit: a group, a company in it, a branch, a division, a department or a site.

use crate::base::words;
use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S, Shadow, Tree};
use crate::records::value::FieldKind as K;

/// A unit of a customer, of any kind, anywhere in its tree.
pub static UNIT: EntityDef = EntityDef {
    key: "unit",
    title: "legal_name",
    title_sort: "name_key",
    fields: &[
        F::new("legal_name", K::Text)
            .required()
            .real()
            .searched(S::Name)
            .column(1, 238),
        F::new("short_name", K::Text)
            .max(80)
            .real()
            .searched(S::Name),
        F::new("english_name", K::Text).searched(S::Name),
        F::new("aliases", K::Texts).searched(S::Name),
        F::new("former_names", K::Dated).searched(S::Name),
        F::choice("kind", "unit_kind")
            .required()
            .default("company")
            .column(3, 84),
        F::to("parent", "unit"),
        F::to("group", "unit").computed().column(2, 168),
        F::new("code", K::Text).max(40).unique().searched(S::Code),
        F::new("uscc", K::OfficialId).confirmed().searched(S::Code),
        F::choice("level", "unit_level")
            .section("sales")
            .stale(365)
            .column(4, 72),
        F::choice("status", "unit_status")
            .section("sales")
            .stale(180)
            .column(5, 88),
        F::choice("industry", "industry").column(12, 116),
        F::new("industry_code", K::Text).max(8),
        F::choice("size_class", "size_class").computed(),
        F::new("size_reason", K::Text),
        F::choice("employees_band", "employees_band").stale(365),
        F::new("legal_rep", K::Text)
            .max(100)
            .real()
            .searched(S::Text)
            .stale(365),
        F::to("legal_rep_contact", "contact"),
        F::new("registered_capital", K::Money)
            .section("finance")
            .stale(730),
        F::new("founded_on", K::Date),
        F::new("since_on", K::Date).section("sales"),
        F::new("company_type", K::Text).max(80),
        F::new("listing", K::Text).max(80).searched(S::Text),
        F::new("credit_limit", K::Money)
            .section("finance")
            .stale(180),
        F::new("website", K::Url).stale(730),
        F::new("phones", K::Phones).searched(S::Code).stale(180),
        F::new("emails", K::Emails).searched(S::Code).stale(180),
        F::new("address", K::Text)
            .max(300)
            .real()
            .searched(S::Text)
            .stale(365),
        F::new("description", K::LongText).searched(S::Text),
        F::new("strategy_head", K::Text)
            .max(100)
            .real()
            .section("sales")
            .stale(180),
        F::new("source", K::Text).max(80).section("sales"),
        F::tags(),
        F::new("owner", K::Text)
            .max(60)
            .section("service")
            .column(11, 92),
        F::backup_owner(),
        F::reviewer(),
        F::label(),
        F::new("contact_name", K::Text)
            .max(60)
            .computed()
            .section("service")
            .column(6, 92),
        F::new("contact_phone", K::Text)
            .max(60)
            .computed()
            .section("service")
            .column(7, 128),
        F::new("coop_amount", K::Money)
            .computed()
            .section("sales")
            .summed()
            .column(8, 124),
        F::new("coop_count", K::Number)
            .computed()
            .section("sales")
            .summed(),
        // What was signed for, what came and what is overdue: its own, and with all below it.
        F::new("contracted", K::Money)
            .computed()
            .section("finance")
            .summed(),
        F::new("contracted_all", K::Money)
            .computed()
            .section("finance"),
        F::new("received", K::Money)
            .computed()
            .section("finance")
            .summed(),
        F::new("received_all", K::Money)
            .computed()
            .section("finance"),
        F::new("owed_late", K::Money)
            .computed()
            .section("finance")
            .summed(),
        F::new("owed_late_all", K::Money)
            .computed()
            .section("finance"),
        F::new("next_touch", K::WallTime)
            .computed()
            .section("time")
            .column(9, 112),
        F::new("next_step", K::Text).computed().section("time"),
        F::new("last_touch", K::Instant)
            .computed()
            .section("time")
            .column(10, 112),
        F::new("children", K::Number).computed(),
        // Its own, and with all below it.
        F::new("talks", K::Number)
            .computed()
            .section("time")
            .summed(),
        F::new("talks_all", K::Number).computed().section("time"),
        F::new("last_touch_all", K::Instant)
            .computed()
            .section("time"),
        F::new("next_touch_all", K::WallTime)
            .computed()
            .section("time"),
        F::new("open_tasks", K::Number)
            .computed()
            .section("time")
            .summed(),
        F::new("open_tasks_all", K::Number)
            .computed()
            .section("time"),
        F::new("open_complaints", K::Number)
            .computed()
            .section("service")
            .summed(),
        F::new("open_complaints_all", K::Number)
            .computed()
            .section("service"),
        F::new("coverage", K::Number).computed().section("service"),
        F::new("stale_at", K::Instant).computed().section("time"),
        F::new("stale_count", K::Number).computed().section("time"),
        F::created(),
        F::updated(),
        F::new("reviewed_on", K::Date).section("service"),
        F::new("review_skipped_on", K::Date).section("service"),
        F::choice("size_override", "size_class"),
        F::choice("activity_level", "activity_level")
            .computed()
            .section("service"),
    ],
    shadows: &[
        Shadow {
            column: "name_key",
            of: "legal_name",
            make: words::pinyin_key,
        },
        Shadow {
            column: "match_key",
            of: "legal_name",
            make: words::name_core,
        },
    ],
    tree: Some(Tree {
        parent: "parent",
        table: "unit_tree",
        place: super::tree::place_new,
    }),
};

/// The lists units choose from.
pub const LISTS: &[ChoiceList] = &[
    ChoiceList {
        key: "unit_kind",
        codes: &[
            "group",
            "company",
            "branch",
            "division",
            "department",
            "site",
        ],
    },
    ChoiceList {
        key: "unit_status",
        codes: &[
            "prospect",
            "contacted",
            "active",
            "dormant",
            "lost",
            "blocked",
        ],
    },
    ChoiceList {
        key: "unit_level",
        codes: &["a", "b", "c", "d"],
    },
    ChoiceList {
        key: "size_class",
        codes: &["large", "medium", "small"],
    },
    ChoiceList {
        key: "activity_level",
        codes: &["high", "medium", "low", "none"],
    },
    ChoiceList {
        key: "employees_band",
        codes: &["1_49", "50_299", "300_999", "1000_4999", "5000_up"],
    },
    ChoiceList {
        key: "industry",
        codes: &[
            "manufacturing",
            "it",
            "construction",
            "real_estate",
            "trade",
            "transport",
            "finance",
            "agriculture",
            "energy",
            "culture",
            "business_services",
            "mining",
            "hospitality",
            "health",
            "education",
            "government",
            "other",
        ],
    },
    ChoiceList {
        key: "label",
        codes: &["open", "internal", "confidential"],
    },
];
