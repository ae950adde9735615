//! What units bring in the time that counts, in one currency. What is of another one counts by the
//! latest rate on record of its day; where there is none it is left out, and told.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use rusqlite::params;

use super::rules::{ClassBasis, Rules};
use crate::base::{Currency, Id, Money, Result};
use crate::business::binding::{signed, stands_for};
use crate::business::rates;
use crate::vault::{Read, array};

/// The currency of what is of several: no currency, in the letters of ISO 4217.
const NONE: &str = "XXX";

/// What a unit itself brings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Own {
    pub minor: i64,
    /// Amounts that are left out for want of a rate.
    pub left_out: u32,
    /// The day on which it may be another without anything being written.
    pub until: Option<NaiveDate>,
}

/// What a basis counts.
struct Counted {
    /// The table that holds it.
    table: &'static str,
    /// Its day.
    day: &'static str,
    /// Its amount and the currency of that.
    amount: &'static str,
    /// What of it counts.
    counts: &'static str,
}

const fn counted(basis: ClassBasis) -> Counted {
    const TYPED: &str = "x.amount, x.amount_currency";
    match basis {
        ClassBasis::Received => Counted {
            table: "payment",
            day: "x.received_on",
            amount: TYPED,
            counts: "1",
        },
        ClassBasis::Contracted => Counted {
            table: "contract",
            day: "coalesce(x.signed_on, x.\"start\")",
            amount: stands_for!("x"),
            counts: signed!("x"),
        },
        ClassBasis::Cooperations => Counted {
            table: "cooperation",
            day: "x.\"start\"",
            amount: TYPED,
            counts: "x.state IS NOT 'talking'",
        },
    }
}

/// The table that holds what counts.
pub(super) const fn table(basis: ClassBasis) -> &'static str {
    counted(basis).table
}

/// What the units bring themselves, or every one does; those that bring nothing are not named.
pub(super) fn own(
    read: &Read<'_>,
    rules: &Rules,
    units: Option<&[Id]>,
) -> Result<BTreeMap<Id, Own>> {
    let Counted {
        table,
        day,
        amount,
        counts,
    } = counted(rules.basis);
    let today = read.today();
    let months = Months::new(rules.months.into());
    let first = today.checked_sub_months(months).unwrap_or(NaiveDate::MIN);
    let of = match units {
        Some(_) => format!("rarray(?2) AS u CROSS JOIN {table} x ON x.unit = u.value"),
        None => format!("{table} x"),
    };
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT x.unit, {day} AS day, {amount} FROM {of}
         WHERE {day} > ?1 AND {counts} AND x.deleted_at IS NULL"
    ))?;
    let first = first.to_string();
    let mut rows = match units {
        Some(units) => find.query(params![first, array(units)])?,
        None => find.query(params![first])?,
    };
    let mut all: BTreeMap<Id, Own> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get(1)?;
        let Ok(day) = text.parse::<NaiveDate>() else {
            continue;
        };
        let (minor, code): (Option<i64>, Option<String>) = (row.get(2)?, row.get(3)?);
        // What came in over two currencies has no sum, and its currency says so.
        let mixed = minor.is_none() && code.as_deref() == Some(NONE);
        if minor.is_none() && !mixed {
            continue;
        }
        let one = all.entry(row.get(0)?).or_default();
        // What bears a day to come counts from that day on.
        let ends = if day > today {
            Some(day)
        } else {
            day.checked_add_months(months)
        };
        one.until = [one.until, ends].into_iter().flatten().min();
        if day > today {
            continue;
        }
        let known = match minor {
            Some(minor) => {
                let currency = code.as_deref().map_or(Ok(Currency::CNY), Currency::parse)?;
                rates::converted(read, Money::new(minor, currency), rules.currency, &text)?
            }
            None => None,
        };
        match known {
            Some((sum, _)) => one.minor = one.minor.saturating_add(sum.minor),
            None => one.left_out = one.left_out.saturating_add(1),
        }
    }
    Ok(all)
}

/// What every unit brings with all below it, and how many amounts are left out.
pub(super) fn with_below(
    read: &Read<'_>,
    own: &BTreeMap<Id, Own>,
) -> Result<BTreeMap<Id, (i64, u32)>> {
    let mut above = read.sql().prepare_cached(
        "SELECT a.id FROM unit u JOIN unit_tree t ON t.descendant = u.n JOIN unit a ON a.n = t.ancestor
         WHERE u.id = ?1",
    )?;
    let mut all: BTreeMap<Id, (i64, u32)> = BTreeMap::new();
    for (unit, one) in own {
        let mut rows = above.query([unit])?;
        while let Some(row) = rows.next()? {
            let (sum, left_out) = all.entry(row.get(0)?).or_default();
            *sum = sum.saturating_add(one.minor);
            *left_out = left_out.saturating_add(one.left_out);
        }
    }
    Ok(all)
}
