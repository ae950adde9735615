//! Contracts and the money they bring: instalments, payments, invoices, lines of business and costs.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use super::binding::binds;
use crate::base::{Id, Result};
use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S};
use crate::records::value::{FieldKind as K, Ref};
use crate::vault::Read;

/// The contract of a unit that ends next, and when; one that was called off ends no more.
///
/// # Errors
/// When the database fails.
pub fn ending(read: &Read<'_>, unit: Id) -> Result<Option<(Ref, NaiveDate)>> {
    let found: Option<(Id, String, String)> = read
        .sql()
        .prepare_cached(concat!(
            r#"SELECT id, name, "end" FROM contract c
                   WHERE unit = ?1 AND deleted_at IS NULL AND "#,
            binds!("c"),
            r#" AND "end" >= ?2 ORDER BY "end", n LIMIT 1"#,
        ))?
        .query_row(params![unit, read.today().to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    Ok(found.and_then(|(id, label, end)| Some((Ref { id, label }, end.parse().ok()?))))
}

/// What was agreed, signed and is to be paid.
pub static CONTRACT: EntityDef = EntityDef {
    key: "contract",
    title: "name",
    title_sort: "name",
    fields: &[
        F::new("code", K::Text)
            .unique()
            .max(60)
            .searched(S::Code)
            .column(2, 120),
        F::new("name", K::Text)
            .required()
            .max(200)
            .searched(S::Text)
            .column(1, 220),
        F::to("unit", "unit").required().column(3, 220),
        F::to("payer", "unit"),
        F::to("cooperation", "cooperation"),
        F::to("opportunity", "opportunity"),
        F::choice("state", "contract_state")
            .required()
            .default("draft")
            .column(5, 96),
        F::new("signed_on", K::Date)
            .moment()
            .section("time")
            .column(6, 104),
        F::new("start", K::Date).section("time"),
        F::new("end", K::Date).section("time").column(7, 104),
        F::new("amount", K::Money)
            .confirmed()
            .section("finance")
            .summed()
            .column(4, 124),
        F::new("received", K::Money)
            .computed()
            .section("finance")
            .summed()
            .column(8, 124),
        // What the amount has over the instalments, where they do not come to it.
        F::new("difference", K::Money).computed().section("finance"),
        F::new("tax_included", K::Bool).section("finance"),
        F::new("tax_rate", K::Percent).section("finance"),
        F::new("terms", K::LongText).section("finance"),
        F::new("renewal_notice_days", K::Number).section("time"),
        F::to("signer", "contact"),
        F::new("our_signer", K::Text).max(60),
        F::new("locked", K::Bool).required().default("0"),
        F::new("amend_reason", K::Text),
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

/// A part of a contract's amount, and when it falls due.
pub static INSTALMENT: EntityDef = EntityDef {
    key: "instalment",
    title: "name",
    title_sort: "name",
    fields: &[
        F::to("contract", "contract").required().column(2, 220),
        F::to("unit", "unit").computed(),
        F::new("seq", K::Number)
            .required()
            .default("1")
            .column(3, 64),
        F::new("name", K::Text).required().max(100).column(1, 140),
        F::choice("trigger", "instalment_trigger")
            .required()
            .default("date")
            .column(4, 104),
        F::new("days", K::Number),
        F::choice("offset_unit", "offset_unit")
            .required()
            .default("day"),
        F::new("happened_on", K::Date).section("time"),
        F::new("due_on", K::Date).section("time"),
        // When it is due: as it was typed, else so long after what it waits for.
        F::new("falls_on", K::Date)
            .computed()
            .moment()
            .section("time")
            .column(5, 104),
        F::new("share", K::Percent).section("finance").column(6, 80),
        F::new("amount", K::Money)
            .section("finance")
            .summed()
            .column(7, 124),
        F::new("received", K::Money)
            .computed()
            .section("finance")
            .summed()
            .column(8, 124),
        F::choice("method", "payment_method").section("finance"),
        F::choice("state", "instalment_state")
            .required()
            .default("pending"),
        F::choice("standing", "instalment_standing")
            .computed()
            .column(9, 96),
        F::to("decider", "contact"),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Money that came in.
pub static PAYMENT: EntityDef = EntityDef {
    key: "payment",
    title: "bank_ref",
    title_sort: "bank_ref",
    fields: &[
        F::to("unit", "unit").required().column(2, 220),
        F::to("contract", "contract").column(3, 220),
        F::new("received_on", K::Date)
            .moment()
            .required()
            .section("time")
            .column(1, 104),
        F::new("amount", K::Money)
            .confirmed()
            .required()
            .section("finance")
            .summed()
            .column(4, 124),
        F::new("allocated", K::Money)
            .computed()
            .section("finance")
            .summed()
            .column(5, 124),
        F::choice("method", "payment_method")
            .section("finance")
            .column(6, 104),
        F::new("bank_ref", K::Text)
            .max(80)
            .searched(S::Code)
            .column(7, 140),
        F::new("note", K::Text).searched(S::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Which instalment a payment, or a part of it, settles.
pub static ALLOCATION: EntityDef = EntityDef {
    key: "allocation",
    title: "note",
    title_sort: "note",
    fields: &[
        F::to("payment", "payment").required().column(1, 140),
        F::to("instalment", "instalment").required().column(2, 140),
        F::new("amount", K::Money)
            .required()
            .section("finance")
            .summed()
            .column(3, 124),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// A bill we wrote.
pub static INVOICE: EntityDef = EntityDef {
    key: "invoice",
    title: "number",
    title_sort: "number",
    fields: &[
        F::to("unit", "unit").required().column(2, 220),
        F::to("contract", "contract").column(3, 220),
        F::new("number", K::Text)
            .required()
            .max(40)
            .searched(S::Code)
            .column(1, 180),
        F::choice("kind", "invoice_kind").column(4, 112),
        F::new("title", K::Text).max(200),
        F::new("tax_no", K::Text).max(40),
        F::new("issued_on", K::Date)
            .moment()
            .section("time")
            .column(5, 104),
        F::new("amount", K::Money)
            .confirmed()
            .section("finance")
            .summed()
            .column(6, 124),
        F::choice("state", "invoice_state")
            .required()
            .default("issued")
            .column(7, 96),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// A line of what was bought.
pub static TRANSACTION: EntityDef = EntityDef {
    key: "transaction",
    title: "item",
    title_sort: "item",
    fields: &[
        F::to("unit", "unit").required().column(2, 220),
        F::to("contract", "contract"),
        F::new("date", K::Date)
            .moment()
            .required()
            .section("time")
            .column(1, 104),
        F::to("product", "product").column(4, 160),
        F::new("item", K::Text)
            .required()
            .max(200)
            .searched(S::Text)
            .column(3, 200),
        F::new("quantity", K::Decimal).column(5, 96),
        F::new("measure", K::Text).max(20).column(6, 72),
        F::new("unit_price", K::Money)
            .section("finance")
            .column(7, 112),
        F::new("amount", K::Money)
            .section("finance")
            .summed()
            .column(8, 124),
        F::new("tax_rate", K::Percent).section("finance"),
        F::new("order_no", K::Text)
            .max(60)
            .searched(S::Code)
            .column(9, 120),
        F::new("line_hash", K::Text).computed().max(80),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// What it cost us.
pub static COST: EntityDef = EntityDef {
    key: "cost",
    title: "note",
    title_sort: "note",
    fields: &[
        F::to("unit", "unit").required().column(2, 220),
        F::to("cooperation", "cooperation").column(3, 180),
        F::to("project", "project"),
        F::choice("kind", "cost_kind")
            .required()
            .default("other")
            .column(4, 112),
        F::new("date", K::Date)
            .moment()
            .required()
            .section("time")
            .column(1, 104),
        F::new("amount", K::Money)
            .required()
            .section("finance")
            .summed()
            .column(5, 124),
        F::new("note", K::Text).searched(S::Text).column(6, 200),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// What one unit of a currency was worth in another on a day.
pub static FX_RATE: EntityDef = EntityDef {
    key: "fx_rate",
    title: "source",
    title_sort: "source",
    fields: &[
        F::new("date", K::Date).moment().required().column(1, 104),
        F::new("from_currency", K::Text)
            .currency()
            .required()
            .max(3)
            .column(2, 72),
        F::new("to_currency", K::Text)
            .currency()
            .required()
            .default("CNY")
            .max(3)
            .column(3, 72),
        F::new("rate", K::Decimal).required().column(4, 112),
        F::new("source", K::Text).max(120).column(5, 140),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The kinds of record of this file.
pub const ENTITIES: &[&EntityDef] = &[
    &CONTRACT,
    &INSTALMENT,
    &PAYMENT,
    &ALLOCATION,
    &INVOICE,
    &TRANSACTION,
    &COST,
    &FX_RATE,
];

/// What the time after an event is counted in, which the core reckons with: no list for anybody's own choices.
pub const OFFSET: &str = "offset_unit";
/// How an instalment stands, as the core reckons it: no list for anybody's own choices.
pub const STANDING: &str = "instalment_standing";

/// The lists they choose from.
pub const LISTS: &[ChoiceList] = &[
    ChoiceList {
        key: "contract_state",
        codes: &["draft", "signed", "running", "done", "ended"],
    },
    ChoiceList {
        key: "instalment_trigger",
        codes: &[
            "date",
            "signing",
            "delivery",
            "acceptance",
            "invoice",
            "warranty",
            "other",
        ],
    },
    ChoiceList {
        key: OFFSET,
        codes: &["day", "workday", "month"],
    },
    ChoiceList {
        key: "instalment_state",
        codes: &["pending", "part", "done", "void"],
    },
    ChoiceList {
        key: STANDING,
        codes: &["open", "part", "paid", "void"],
    },
    ChoiceList {
        key: "invoice_kind",
        codes: &["special", "ordinary", "digital", "other"],
    },
    ChoiceList {
        key: "invoice_state",
        codes: &["issued", "sent", "void", "reversed"],
    },
    ChoiceList {
        key: "cost_kind",
        codes: &[
            "goods",
            "service",
            "travel",
            "meals",
            "freight",
            "commission",
            "other",
        ],
    },
];
