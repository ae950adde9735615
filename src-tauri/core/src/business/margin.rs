//! What the business with a customer is worth: what it brought and what it cost, alone and with all
//! below, by piece of business and by year. Amounts of different currencies are added up only by
//! rates on record; what has none is told apart and left out of no sum silently.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::binding::binds;
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
    /// The amounts of contracts that were signed; of one that was terminated, what came in.
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

/// What came or went of one sort and currency for one piece of business: in a year, or on a day where
/// a rate is to be asked for.
struct Item {
    own: bool,
    cooperation: Option<Id>,
    currency: Currency,
    minor: i128,
    /// `YYYY`, or the whole day.
    day: String,
    /// Amounts in it.
    count: u32,
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
    for mut item in items(read, unit, basis, into)? {
        if let Some(into) = into.filter(|into| *into != item.currency) {
            let sum = Money::new(held(item.minor)?, item.currency);
            match rates::converted(read, sum, into, &item.day)? {
                Some((sum, rate)) => {
                    (item.minor, item.currency) = (sum.minor.into(), sum.currency);
                    rates.extend(rate);
                }
                None => without_rate += item.count,
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

/// Amounts of one sort: which records `x` they are of, with those they are told by.
struct Source {
    sort: Sort,
    from: &'static str,
    /// For which piece of business.
    cooperation: &'static str,
    day: &'static str,
    /// How much, in the currency of the record.
    minor: &'static str,
    /// How many amounts a row stands for.
    count: &'static str,
}

const USUAL: Source = Source {
    sort: Sort::Revenue,
    from: "",
    cooperation: "c.cooperation",
    day: "x.date",
    minor: "x.amount",
    count: "1",
};

/// The day a contract was signed on, or else begins: what came of one that was terminated counts on it.
const SIGNED_ON: &str = r#"coalesce(c.signed_on, c."start")"#;

/// What binds stands for what was agreed, and what was terminated for what came in: what was laid out
/// over its instalments, and what its own payments have left.
const CONTRACTS: [Source; 3] = [
    Source {
        from: concat!(
            "JOIN contract x ON x.unit = d.id
             WHERE x.deleted_at IS NULL AND x.amount IS NOT NULL AND ",
            binds!("x")
        ),
        cooperation: "x.cooperation",
        day: r#"coalesce(x.signed_on, x."start")"#,
        ..USUAL
    },
    Source {
        from: "JOIN contract c ON c.unit = d.id JOIN instalment i ON i.contract = c.id
               JOIN allocation x ON x.instalment = i.id
               WHERE c.deleted_at IS NULL AND c.state = 'ended' AND i.deleted_at IS NULL
                 AND x.deleted_at IS NULL",
        day: SIGNED_ON,
        ..USUAL
    },
    Source {
        from: "JOIN contract c ON c.unit = d.id JOIN payment x ON x.contract = c.id
               WHERE c.deleted_at IS NULL AND c.state = 'ended' AND x.deleted_at IS NULL
                 AND x.amount <> coalesce(x.allocated, 0)",
        day: SIGNED_ON,
        minor: "(x.amount - coalesce(x.allocated, 0))",
        ..USUAL
    },
];

const LINES: [Source; 1] = [Source {
    from: r#"JOIN "transaction" x ON x.unit = d.id LEFT JOIN contract c ON c.id = x.contract
             WHERE x.deleted_at IS NULL AND x.amount IS NOT NULL"#,
    ..USUAL
}];

/// What came in counts for the business whose instalments it was laid out over, and what is left of it
/// for that of the contract it names. A payment that is cut up so is still one amount. A cost counts for the
/// business it names, or else for its project's, or else for that of the project's contract.
const CAME_AND_COST: [Source; 3] = [
    Source {
        sort: Sort::Received,
        from: "JOIN payment p ON p.unit = d.id JOIN allocation x ON x.payment = p.id
               JOIN instalment i ON i.id = x.instalment JOIN contract c ON c.id = i.contract
               WHERE p.deleted_at IS NULL AND x.deleted_at IS NULL",
        day: "p.received_on",
        count: "(p.amount = coalesce(p.allocated, 0) AND NOT EXISTS (
                   SELECT 1 FROM allocation y
                   WHERE y.payment = p.id AND y.n < x.n AND y.deleted_at IS NULL))",
        ..USUAL
    },
    Source {
        sort: Sort::Received,
        from: "JOIN payment x ON x.unit = d.id LEFT JOIN contract c ON c.id = x.contract
               WHERE x.deleted_at IS NULL AND x.amount <> coalesce(x.allocated, 0)",
        day: "x.received_on",
        minor: "(x.amount - coalesce(x.allocated, 0))",
        ..USUAL
    },
    Source {
        sort: Sort::Cost,
        from: "JOIN cost x ON x.unit = d.id LEFT JOIN project j ON j.id = x.project
               LEFT JOIN contract c ON c.id = j.contract
               WHERE x.deleted_at IS NULL",
        cooperation: "coalesce(x.cooperation, j.cooperation, c.cooperation)",
        ..USUAL
    },
];

/// The amounts of a unit and all below it, added up by what they count for. What has no day counts
/// today. A sum is exact: SQLite adds its halves up, neither of which can overflow.
fn items(read: &Read<'_>, unit: Id, basis: Basis, into: Option<Currency>) -> Result<Vec<Item>> {
    let revenue: &[Source] = match basis {
        Basis::Contracts => &CONTRACTS,
        Basis::Transactions => &LINES,
    };
    let today = date::format_date(read.today());
    let mut items = Vec::new();
    for of in revenue.iter().chain(&CAME_AND_COST) {
        let Source {
            sort,
            from,
            cooperation,
            day,
            minor,
            count,
        } = of;
        // A rate is one of a day; what needs none is added up by the year.
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT t.descendant = t.ancestor, {cooperation}, x.amount_currency,
               CASE WHEN ?3 IS NULL OR x.amount_currency = ?3 THEN substr(coalesce({day}, ?2), 1, 4)
                    ELSE coalesce({day}, ?2) END,
               sum({minor} >> 32), sum({minor} & 4294967295), sum({count})
             FROM unit u JOIN unit_tree t ON t.ancestor = u.n JOIN unit d ON d.n = t.descendant
             {from} AND u.id = ?1 AND d.deleted_at IS NULL GROUP BY 1, 2, 3, 4"
        ))?;
        let mut rows = find.query(params![unit, today, into.map(|into| into.to_string())])?;
        while let Some(row) = rows.next()? {
            let (high, low): (i64, i64) = (row.get(4)?, row.get(5)?);
            items.push(Item {
                own: row.get(0)?,
                cooperation: row.get(1)?,
                currency: Currency::parse(&row.get::<_, String>(2)?)?,
                day: row.get(3)?,
                minor: (i128::from(high) << 32) + i128::from(low),
                count: row.get(6)?,
                sort: *sort,
            });
        }
    }
    Ok(items)
}

/// A sum as a vault can hold it.
fn held(minor: i128) -> Result<i64> {
    i64::try_from(minor)
        .map_err(|_| Error::invalid("money", "error.money_too_large").with("text", minor))
}

/// Revenue, receipts and costs by currency, wide enough for any number of amounts.
#[derive(Default)]
struct Sums(BTreeMap<Currency, [i128; 3]>);

impl Sums {
    fn add(&mut self, item: &Item) {
        let [revenue, received, cost] = self.0.entry(item.currency).or_default();
        let sum = match item.sort {
            Sort::Revenue => revenue,
            Sort::Received => received,
            Sort::Cost => cost,
        };
        *sum += item.minor;
    }
    fn figures(self) -> Result<Vec<Figures>> {
        let figures = |(currency, [revenue, received, cost]): (Currency, [i128; 3])| {
            let margin = revenue - cost;
            let shown =
                |minor: i128| held(minor).map(|minor| Value::Money(Money::new(minor, currency)));
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
