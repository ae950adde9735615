//! What units bring in the time that counts, in one currency. What is of another one counts by the
//! latest rate on record of its day; where there is none it is left out, and told.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use rusqlite::params;

use super::rules::{ClassBasis, Rules};
use crate::base::{Currency, Id, Money, Result};
use crate::business::rates;
use crate::vault::{Read, array};

/// What a unit itself brings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Own {
    pub minor: i64,
    /// Amounts that are left out for want of a rate.
    pub left_out: u32,
    /// The day on which it may be another without anything being written.
    pub until: Option<NaiveDate>,
}

/// The table that holds what counts, its columns of day and amount, and what of it counts.
const fn parts(basis: ClassBasis) -> (&'static str, &'static str, &'static str) {
    match basis {
        ClassBasis::Received => ("payment", "x.received_on", "1"),
        // As elsewhere: a draft counts once it bears the day it was signed.
        ClassBasis::Contracted => (
            "contract",
            "coalesce(x.signed_on, x.\"start\")",
            "(x.state <> 'draft' OR x.signed_on IS NOT NULL)",
        ),
        ClassBasis::Cooperations => ("cooperation", "x.\"start\"", "x.state IS NOT 'talking'"),
    }
}

/// The table that holds what counts.
pub(super) const fn table(basis: ClassBasis) -> &'static str {
    parts(basis).0
}

/// What the units bring themselves, or every one does; those that bring nothing are not named.
pub(super) fn own(
    read: &Read<'_>,
    rules: &Rules,
    units: Option<&[Id]>,
) -> Result<BTreeMap<Id, Own>> {
    let (table, day, counts) = parts(rules.basis);
    let today = read.today();
    let months = Months::new(rules.months.into());
    let first = today.checked_sub_months(months).unwrap_or(NaiveDate::MIN);
    let of = match units {
        Some(_) => format!("rarray(?2) AS u CROSS JOIN {table} x ON x.unit = u.value"),
        None => format!("{table} x"),
    };
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT x.unit, {day} AS day, x.amount, x.amount_currency FROM {of}
         WHERE {day} > ?1 AND {counts} AND x.amount IS NOT NULL AND x.deleted_at IS NULL"
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
        let code: Option<String> = row.get(3)?;
        let currency = code.as_deref().map_or(Ok(Currency::CNY), Currency::parse)?;
        let sum = Money::new(row.get(2)?, currency);
        match rates::converted(read, sum, rules.currency, &text)? {
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
