//! What the business with a customer is worth: what it brought and what it cost, alone and with all
//! below, by piece of business and by year. Amounts of different currencies are added up only by
//! rates on record; what has none is told apart and left out of no sum silently.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::rates::{self, Rate};
use crate::base::currency::Currency;
use crate::base::error::{Error, Result};
use crate::base::{Id, Money, date};
use crate::records::value::{Ref, Value};
use crate::vault::Read;

/// What counts as brought in. One or the other: a contract and the lines bought under it are the
/// same money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The amounts of contracts that were signed.
    Contracts,
    /// The lines that were bought.
    Transactions,
}

/// In one currency, what came and went.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Figures {
    /// What was brought in.
    pub revenue: Value,
    /// What of it was paid.
    pub received: Value,
    /// What it cost.
    pub cost: Value,
    /// Revenue less cost.
    pub margin: Value,
    /// The margin in basis points of the revenue; null without revenue.
    pub share: Option<i32>,
}

/// The figures of one piece of business.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct CooperationMargin {
    /// Which; null for what belongs to none.
    pub cooperation: Option<Ref>,
    /// By currency.
    pub figures: Vec<Figures>,
}

/// The figures of one year.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct YearMargin {
    /// `YYYY`.
    pub year: String,
    /// By currency.
    pub figures: Vec<Figures>,
}

/// What the business with a unit is worth.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Margin {
    /// Of the unit itself, by currency.
    pub own: Vec<Figures>,
    /// With all below it.
    pub all: Vec<Figures>,
    /// With all below it, by piece of business.
    pub cooperations: Vec<CooperationMargin>,
    /// With all below it, year by year.
    pub years: Vec<YearMargin>,
    /// The rates that were used.
    pub rates: Vec<Rate>,
    /// What stays in its own currency for want of a rate.
    pub without_rate: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Revenue,
    Received,
    Cost,
}

/// One amount that came or went.
struct Item {
    own: bool,
    cooperation: Option<Id>,
    sum: Money,
    day: String,
    sort: Sort,
}

/// What the business with a unit is worth; in the currency `into`, where one is named.
///
/// # Errors
/// `error.money_too_large` where a sum is beyond what a vault holds.
pub fn margin(read: &Read<'_>, unit: Id, basis: Basis, into: Option<Currency>) -> Result<Margin> {
    let mut rates = BTreeSet::new();
    let mut without_rate = 0;
    let (mut own, mut all) = (Sums::default(), Sums::default());
    let mut cooperations: BTreeMap<Option<Id>, Sums> = BTreeMap::new();
    let mut years: BTreeMap<String, Sums> = BTreeMap::new();
    for mut item in items(read, unit, basis)? {
        if let Some(into) = into {
            match rates::converted(read, item.sum, into, &item.day)? {
                Some((sum, rate)) => {
                    item.sum = sum;
                    rates.extend(rate);
                }
                None => without_rate += 1,
            }
        }
        if item.own {
            own.add(&item);
        }
        all.add(&item);
        cooperations.entry(item.cooperation).or_default().add(&item);
        let year = item.day.get(..4).unwrap_or_default().to_owned();
        years.entry(year).or_default().add(&item);
    }
    let mut by_cooperation = Vec::with_capacity(cooperations.len());
    for (id, sums) in cooperations {
        by_cooperation.push(CooperationMargin {
            cooperation: id.map(|id| named(read, id)).transpose()?,
            figures: sums.figures()?,
        });
    }
    Ok(Margin {
        own: own.figures()?,
        all: all.figures()?,
        cooperations: by_cooperation,
        years: years
            .into_iter()
            .map(|(year, sums)| {
                Ok(YearMargin {
                    year,
                    figures: sums.figures()?,
                })
            })
            .collect::<Result<_>>()?,
        rates: rates.into_iter().collect(),
        without_rate,
    })
}

fn named(read: &Read<'_>, id: Id) -> Result<Ref> {
    let label = read
        .sql()
        .prepare_cached("SELECT name FROM cooperation WHERE id = ?")?
        .query_row([id], |row| row.get(0))?;
    Ok(Ref { id, label })
}

/// Every amount of a unit and all below it, on the day it counts for. What has no day counts today.
fn items(read: &Read<'_>, unit: Id, basis: Basis) -> Result<Vec<Item>> {
    const BELOW: &str = "
      FROM unit u JOIN unit_tree t ON t.ancestor = u.n JOIN unit d ON d.n = t.descendant";
    // A draft counts once it bears the day it was signed.
    const CONTRACTS: &str = "
      JOIN contract x ON x.unit = d.id
      WHERE u.id = ?1 AND d.deleted_at IS NULL AND x.deleted_at IS NULL
        AND x.amount IS NOT NULL AND (x.state <> 'draft' OR x.signed_on IS NOT NULL)";
    const LINES: &str = r#"
      JOIN "transaction" x ON x.unit = d.id LEFT JOIN contract c ON c.id = x.contract
      WHERE u.id = ?1 AND d.deleted_at IS NULL AND x.deleted_at IS NULL AND x.amount IS NOT NULL"#;
    const PAYMENTS: &str = "
      JOIN payment x ON x.unit = d.id LEFT JOIN contract c ON c.id = x.contract
      WHERE u.id = ?1 AND d.deleted_at IS NULL AND x.deleted_at IS NULL";
    const COSTS: &str = "
      JOIN cost x ON x.unit = d.id
      WHERE u.id = ?1 AND d.deleted_at IS NULL AND x.deleted_at IS NULL";
    let (from, cooperation, day) = match basis {
        Basis::Contracts => (
            CONTRACTS,
            "x.cooperation",
            r#"coalesce(x.signed_on, x."start", ?2)"#,
        ),
        Basis::Transactions => (LINES, "c.cooperation", "x.date"),
    };
    let today = date::format_date(read.today());
    let mut items = Vec::new();
    for (sort, from, cooperation, day) in [
        (Sort::Revenue, from, cooperation, day),
        (Sort::Received, PAYMENTS, "c.cooperation", "x.received_on"),
        (Sort::Cost, COSTS, "x.cooperation", "x.date"),
    ] {
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT t.depth = 0, {cooperation}, x.amount, x.amount_currency, coalesce({day}, ?2)
             {BELOW} {from}"
        ))?;
        let mut rows = find.query(params![unit, today])?;
        while let Some(row) = rows.next()? {
            items.push(Item {
                own: row.get(0)?,
                cooperation: row.get(1)?,
                sum: Money::new(row.get(2)?, Currency::parse(&row.get::<_, String>(3)?)?),
                day: row.get(4)?,
                sort,
            });
        }
    }
    Ok(items)
}

/// Revenue, receipts and costs by currency, wide enough for any number of amounts.
#[derive(Default)]
struct Sums(BTreeMap<Currency, [i128; 3]>);

impl Sums {
    fn add(&mut self, item: &Item) {
        let [revenue, received, cost] = self.0.entry(item.sum.currency).or_default();
        let sum = match item.sort {
            Sort::Revenue => revenue,
            Sort::Received => received,
            Sort::Cost => cost,
        };
        *sum += i128::from(item.sum.minor);
    }
    fn figures(self) -> Result<Vec<Figures>> {
        let figures = |(currency, [revenue, received, cost]): (Currency, [i128; 3])| {
            let margin = revenue - cost;
            let shown = |minor: i128| {
                i64::try_from(minor)
                    .map(|minor| Value::Money(Money::new(minor, currency)))
                    .map_err(|_| {
                        Error::invalid("money", "error.money_too_large").with("text", minor)
                    })
            };
            let share = (revenue > 0)
                .then(|| i32::try_from(margin * 10_000 / revenue).ok())
                .flatten();
            Ok(Figures {
                revenue: shown(revenue)?,
                received: shown(received)?,
                cost: shown(cost)?,
                margin: shown(margin)?,
                share,
            })
        };
        self.0.into_iter().map(figures).collect()
    }
}
