//! The years with a customer: what was done in each, for how much, what came in, what they complained
//! of, and how it ended. Days are plain days: none goes to another year by where one looks from.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::Serialize;

use crate::base::currency::Currency;
use crate::base::{Error, Id, Kind, Money, Result, date};
use crate::business::binding::{signed, stands_for};
use crate::business::rates;
use crate::records::value::{Ref, Value};
use crate::vault::Read;

/// So many pieces of work of a year are named; all are counted.
const NAMED: usize = 5;

/// A piece of work in its year.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct YearWork {
    /// `cooperation`, `project` or `contract`.
    pub entity: String,
    /// The record.
    pub work: Ref,
    /// Whose it is, where that is another unit than the one asked about.
    pub unit: Option<Ref>,
    /// How it stands: a choice of the list of its kind.
    pub state: Option<String>,
    /// For how much; a project is for what its contract or its business says.
    pub amount: Value,
}

/// So much of one kind stands, or ended, in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct YearEnd {
    /// `cooperation` or `project`.
    pub entity: String,
    /// A choice of the list of its kind.
    pub state: String,
    /// How many.
    pub count: u32,
}

/// A year with a customer.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct YearLine {
    /// `YYYY`; nothing for what bears no day.
    pub year: Option<String>,
    /// What was begun in it, the largest first.
    pub works: Vec<YearWork>,
    /// Pieces of business begun.
    pub cooperations: u32,
    /// Projects begun.
    pub projects: u32,
    /// Contracts signed.
    pub contracts: u32,
    /// What the contracts come to, a sum for each currency; of one that was terminated, what came in.
    pub contracted: Vec<Value>,
    /// What came in, a sum for each currency.
    pub received: Vec<Value>,
    /// Complaints of that year.
    pub complaints: u32,
    /// Those the customer is not content with yet.
    pub open_complaints: u32,
    /// How what was begun stands or ended.
    pub ended: Vec<YearEnd>,
}

#[derive(Default)]
struct Year {
    works: Vec<(i128, YearWork)>,
    counts: [u32; 3],
    contracted: BTreeMap<Currency, i128>,
    received: BTreeMap<Currency, i128>,
    complaints: u32,
    open_complaints: u32,
    ended: BTreeMap<(&'static str, String), u32>,
}

const BELOW: &str =
    "FROM unit u JOIN unit_tree t ON t.ancestor = u.n AND (?2 OR t.descendant = u.n)
  JOIN unit d ON d.n = t.descendant";
const LIVING: &str = "WHERE u.id = ?1 AND d.deleted_at IS NULL AND w.deleted_at IS NULL";

/// What is counted as work: its kind, its table with what its amount is asked of, the day it began, how
/// it stands and what it is for. A draft of a contract is none until it bears the day it was signed.
const WORKS: [(&str, &str, &str, &str); 3] = [
    (
        "cooperation",
        "cooperation w ON w.unit = d.id",
        "coalesce(w.\"start\", w.\"end\"), w.state, w.amount, w.amount_currency",
        "",
    ),
    (
        "project",
        "project w ON w.unit = d.id LEFT JOIN contract x ON x.id = w.contract
         LEFT JOIN cooperation c ON c.id = w.cooperation",
        "coalesce(w.\"start\", w.\"end\"), w.stage,
         CASE WHEN x.amount IS NULL THEN c.amount ELSE x.amount END,
         CASE WHEN x.amount IS NULL THEN c.amount_currency ELSE x.amount_currency END",
        "",
    ),
    (
        "contract",
        "contract w ON w.unit = d.id",
        concat!(
            "coalesce(w.signed_on, w.\"start\"), w.state, w.amount, w.amount_currency, ",
            stands_for!("w")
        ),
        concat!("AND ", signed!("w")),
    ),
];

/// The years with a unit, with all below it where `below`; the latest first, and what bears no day last.
///
/// # Errors
/// `error.money_too_large` where a sum is beyond what a vault holds.
pub fn years(read: &Read<'_>, unit: Id, below: bool) -> Result<Vec<YearLine>> {
    let mut years: BTreeMap<Option<String>, Year> = BTreeMap::new();
    let main = main_currency(read, unit, below)?;
    for (at, (kind, table, columns, held)) in WORKS.into_iter().enumerate() {
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT w.id, w.name, d.id, d.legal_name, {columns} {BELOW} JOIN {table}
             {LIVING} {held}"
        ))?;
        let mut rows = find.query(params![unit, below])?;
        while let Some(row) = rows.next()? {
            let day: Option<String> = row.get(4)?;
            let state: Option<String> = row.get(5)?;
            let amount = money(row.get(6)?, row.get(7)?)?;
            let weight = match amount {
                Some(amount) => weight(read, amount, main, day.as_deref())?,
                None => 0,
            };
            let year = years.entry(year_of(day)).or_default();
            if let Some(count) = year.counts.get_mut(at) {
                *count += 1;
            }
            if kind == "contract" {
                // Of one that was terminated, what came in; over two currencies that has no sum.
                let (minor, code): (Option<i64>, Option<String>) = (row.get(8)?, row.get(9)?);
                if let Some(amount) = money(minor, code)? {
                    *year.contracted.entry(amount.currency).or_default() +=
                        i128::from(amount.minor);
                }
            } else if let Some(state) = &state {
                *year.ended.entry((kind, state.clone())).or_default() += 1;
            }
            let of: Id = row.get(2)?;
            let work = YearWork {
                entity: kind.to_owned(),
                work: Ref {
                    id: row.get(0)?,
                    label: row.get(1)?,
                },
                unit: (of != unit)
                    .then(|| row.get(3).map(|label| Ref { id: of, label }))
                    .transpose()?,
                state,
                amount: amount.map_or(Value::Null, Value::Money),
            };
            year.name(weight, work);
        }
    }
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT substr(w.received_on, 1, 4), w.amount_currency,
           sum(w.amount >> 32), sum(w.amount & 4294967295)
         {BELOW} JOIN payment w ON w.unit = d.id {LIVING} GROUP BY 1, 2"
    ))?;
    let mut rows = find.query(params![unit, below])?;
    while let Some(row) = rows.next()? {
        let (high, low): (i64, i64) = (row.get(2)?, row.get(3)?);
        let year = years.entry(row.get(0)?).or_default();
        let currency = Currency::parse(&row.get::<_, String>(1)?)?;
        *year.received.entry(currency).or_default() += (i128::from(high) << 32) + i128::from(low);
    }
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT substr(w.received_on, 1, 4), count(*), sum(w.state <> 'confirmed')
         {BELOW} JOIN complaint w ON w.unit = d.id {LIVING} GROUP BY 1"
    ))?;
    let mut rows = find.query(params![unit, below])?;
    while let Some(row) = rows.next()? {
        let year = years.entry(row.get(0)?).or_default();
        (year.complaints, year.open_complaints) = (row.get(1)?, row.get(2)?);
    }
    years
        .into_iter()
        .rev()
        .map(|(year, told)| told.line(year))
        .collect()
}

/// The currency in which most amounts are.
fn main_currency(read: &Read<'_>, unit: Id, below: bool) -> Result<Currency> {
    let mut counts: BTreeMap<Currency, u32> = BTreeMap::new();
    for table in ["cooperation", "contract"] {
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT w.amount_currency, count(*) {BELOW} JOIN {table} w ON w.unit = d.id
             {LIVING} AND w.amount_currency IS NOT NULL GROUP BY 1"
        ))?;
        let mut rows = find.query(params![unit, below])?;
        while let Some(row) = rows.next()? {
            let count: u32 = row.get(1)?;
            *counts
                .entry(Currency::parse(&row.get::<_, String>(0)?)?)
                .or_default() += count;
        }
    }
    let most = counts
        .into_iter()
        .max_by_key(|(currency, count)| (*count, *currency == Currency::CNY));
    Ok(most.map_or(Currency::CNY, |(currency, _)| currency))
}

/// How large an amount is beside those of other currencies: what it was worth on its day in the main
/// one, and by its number where nobody noted a rate, for a yen has no cents and a yuan has.
fn weight(read: &Read<'_>, amount: Money, main: Currency, day: Option<&str>) -> Result<i128> {
    let day = match day {
        Some(day) => day.to_owned(),
        None => date::format_date(read.today()),
    };
    let worth = match rates::converted(read, amount, main, &day) {
        Ok(Some((worth, _))) => worth,
        Ok(None) => amount,
        // Worth more than a vault holds: it is only ranked.
        Err(error) if error.kind() == Kind::Invalid => amount,
        Err(error) => return Err(error),
    };
    // No currency has more than four decimals.
    let places = 4_u32.saturating_sub(worth.currency.exponent());
    Ok(i128::from(worth.minor) * 10_i128.pow(places))
}

fn year_of(day: Option<String>) -> Option<String> {
    day.map(|mut day| {
        day.truncate(4);
        day
    })
}

fn money(minor: Option<i64>, code: Option<String>) -> Result<Option<Money>> {
    Ok(match (minor, code) {
        (Some(minor), Some(code)) => Some(Money::new(minor, Currency::parse(&code)?)),
        _ => None,
    })
}

impl Year {
    /// Names it, where it is among the largest.
    fn name(&mut self, weight: i128, work: YearWork) {
        let at = self.works.partition_point(|(of, _)| *of >= weight);
        if at < NAMED {
            self.works.insert(at, (weight, work));
            self.works.truncate(NAMED);
        }
    }

    fn line(self, year: Option<String>) -> Result<YearLine> {
        let [cooperations, projects, contracts] = self.counts;
        Ok(YearLine {
            year,
            works: self.works.into_iter().map(|(_, work)| work).collect(),
            cooperations,
            projects,
            contracts,
            contracted: sums(self.contracted)?,
            received: sums(self.received)?,
            complaints: self.complaints,
            open_complaints: self.open_complaints,
            ended: self
                .ended
                .into_iter()
                .map(|((entity, state), count)| YearEnd {
                    entity: entity.to_owned(),
                    state,
                    count,
                })
                .collect(),
        })
    }
}

fn sums(of: BTreeMap<Currency, i128>) -> Result<Vec<Value>> {
    of.into_iter()
        .map(|(currency, minor)| {
            let minor = i64::try_from(minor).map_err(|_| {
                Error::invalid("money", "error.money_too_large").with("text", minor)
            })?;
            Ok(Value::Money(Money::new(minor, currency)))
        })
        .collect()
}
