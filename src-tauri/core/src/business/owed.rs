//! What is owed: by each customer, alone and with all below, by how long it is overdue.

use std::sync::LazyLock;

use rusqlite::params;
use serde::Serialize;

use super::binding::binds;
use super::contracts::{ALLOCATION, CONTRACT, INSTALMENT, PAYMENT};
use crate::base::currency::Currency;
use crate::base::error::Result;
use crate::base::{Id, Money, date};
use crate::records::query::exact_sum;
use crate::records::value::Value;
use crate::records::{Catalog, Record, rows};
use crate::vault::Read;

/// So many of a kind a panel shows.
const MOST: u32 = 200;

/// What is open in one currency, by how long it is overdue.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Ageing {
    /// All that is open.
    pub open: Value,
    /// Not due yet, or without a day.
    pub not_due: Value,
    /// 1 to 30 days late.
    pub to_30: Value,
    /// 31 to 60 days late.
    pub to_60: Value,
    /// 61 to 90 days late.
    pub to_90: Value,
    /// Later still.
    pub over_90: Value,
    /// Of what is not due, what is within thirty days, today included.
    pub soon: Value,
}

/// A contract with how it is to be paid.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ContractMoney {
    /// The contract.
    pub record: Record,
    /// Its instalments, by the day they are due.
    pub instalments: Vec<InstalmentMoney>,
    /// Some of them are to be paid.
    pub planned: bool,
}

/// A part of a contract, and whether it is late.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct InstalmentMoney {
    /// The instalment.
    pub record: Record,
    /// Something of it is still to come.
    pub open: bool,
    /// It was due before today, on a contract that binds.
    pub late: bool,
}

/// A payment, and what of it no instalment has.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct PaymentMoney {
    /// The payment.
    pub record: Record,
    /// What is left of it; nothing where it is all laid out.
    pub left: Value,
}

/// The money of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct UnitMoney {
    /// Its contracts, the newest first.
    pub contracts: Vec<ContractMoney>,
    /// Its payments, the newest first.
    pub payments: Vec<PaymentMoney>,
    /// What of its payments went to which instalment.
    pub allocations: Vec<Record>,
    /// What it owes itself, by currency.
    pub own: Vec<Ageing>,
    /// What it and all below it owe.
    pub all: Vec<Ageing>,
}

/// The money of a unit.
///
/// # Errors
/// When the database fails.
pub fn unit_money(read: &Read<'_>, catalog: &Catalog, unit: Id) -> Result<UnitMoney> {
    let mut contracts = Vec::new();
    let today = date::format_date(read.today());
    // What it signed, and what it pays for others.
    let order = "(unit = ?1 OR payer = ?1) ORDER BY signed_on IS NULL DESC, signed_on DESC, n DESC";
    for record in rows::list(read, catalog, &CONTRACT, order, &[&unit], MOST)? {
        let order = "contract = ? ORDER BY falls_on IS NULL, falls_on, seq, n";
        let instalments = rows::list(read, catalog, &INSTALMENT, order, &[&record.id], MOST)?;
        let binds = read
            .sql()
            .prepare_cached(concat!(
                "SELECT ",
                binds!("c"),
                " FROM contract c WHERE id = ?"
            ))?
            .query_row([record.id], |row| row.get(0))?;
        contracts.push(ContractMoney {
            planned: instalments.iter().any(|one| standing(one) != "void"),
            instalments: instalments
                .into_iter()
                .map(|one| aged(one, &today, binds))
                .collect(),
            record,
        });
    }
    // What it paid, and what others paid for its contracts, each once.
    let order = "(unit = ?1 OR contract IN (
           SELECT id FROM contract WHERE (unit = ?1 OR payer = ?1) AND deleted_at IS NULL))
         ORDER BY received_on DESC, n DESC";
    Ok(UnitMoney {
        contracts,
        payments: rows::list(read, catalog, &PAYMENT, order, &[&unit], MOST)?
            .into_iter()
            .map(left_of)
            .collect(),
        allocations: rows::list(
            read,
            catalog,
            &ALLOCATION,
            "payment IN (
               SELECT id FROM payment WHERE deleted_at IS NULL AND (unit = ?1 OR contract IN (
                 SELECT id FROM contract WHERE (unit = ?1 OR payer = ?1) AND deleted_at IS NULL)))
             ORDER BY n",
            &[&unit],
            MOST * 10,
        )?,
        own: ageing(read, unit, false)?,
        all: ageing(read, unit, true)?,
    })
}

fn standing(instalment: &Record) -> &str {
    instalment.get("standing").as_text().unwrap_or_default()
}

fn aged(record: Record, today: &str, binds: bool) -> InstalmentMoney {
    let open = !matches!(standing(&record), "paid" | "void");
    let due = record.get("falls_on").as_text();
    InstalmentMoney {
        late: binds && open && due.is_some_and(|due| due < today),
        open,
        record,
    }
}

fn left_of(record: Record) -> PaymentMoney {
    let minor = |key| match record.get(key) {
        Value::Money(sum) => Some(*sum),
        _ => None,
    };
    let laid = minor("allocated").map_or(0, |sum| sum.minor);
    let left = minor("amount").map(|sum| Money::new(sum.minor.saturating_sub(laid), sum.currency));
    PaymentMoney {
        left: left
            .filter(|sum| sum.minor > 0)
            .map_or(Value::Null, Value::Money),
        record,
    }
}

fn sum(minor: Option<i64>, currency: &str) -> Result<Value> {
    let currency = Currency::parse(currency)?;
    Ok(minor.map_or(Value::Null, |minor| {
        Value::Money(Money::new(minor, currency))
    }))
}

/// What is owed on a unit's instalments as of today, by currency; with all below it where `below`.
///
/// # Errors
/// When the database fails.
pub fn ageing(read: &Read<'_>, unit: Id, below: bool) -> Result<Vec<Ageing>> {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let of = |late: &str| exact_sum(&format!("(CASE WHEN {late} THEN open ELSE 0 END)"));
        format!(
            "WITH owed AS (
               SELECT i.amount_currency AS currency,
                      i.amount - coalesce(i.received, 0) AS open, i.falls_on AS due_on,
                      coalesce(CAST(julianday(?2) - julianday(i.falls_on) AS INTEGER), 0) AS late
               FROM unit u
               JOIN unit_tree t ON t.ancestor = u.n AND (?3 OR t.descendant = u.n)
               JOIN unit d ON d.n = t.descendant
               JOIN instalment i ON i.unit = d.id
               JOIN contract c ON c.id = i.contract
               WHERE u.id = ?1 AND d.deleted_at IS NULL AND i.deleted_at IS NULL AND {binds}
                 AND i.standing NOT IN ('paid', 'void') AND i.amount > coalesce(i.received, 0))
             SELECT currency, {all}, {not_due}, {to_30}, {to_60}, {to_90}, {over_90}, {soon}
             FROM owed GROUP BY currency ORDER BY currency <> 'CNY', currency",
            binds = binds!("c"),
            all = exact_sum("open"),
            not_due = of("late <= 0"),
            to_30 = of("late BETWEEN 1 AND 30"),
            to_60 = of("late BETWEEN 31 AND 60"),
            to_90 = of("late BETWEEN 61 AND 90"),
            over_90 = of("late > 90"),
            soon = of("due_on IS NOT NULL AND late BETWEEN -30 AND 0"),
        )
    });
    let today = read.today();
    let mut found = read.sql().prepare_cached(&SQL)?;
    let mut rows = found.query(params![unit, date::format_date(today), below])?;
    let mut told = Vec::new();
    while let Some(row) = rows.next()? {
        let currency: String = row.get(0)?;
        told.push(Ageing {
            open: sum(row.get(1)?, &currency)?,
            not_due: sum(row.get(2)?, &currency)?,
            to_30: sum(row.get(3)?, &currency)?,
            to_60: sum(row.get(4)?, &currency)?,
            to_90: sum(row.get(5)?, &currency)?,
            over_90: sum(row.get(6)?, &currency)?,
            soon: sum(row.get(7)?, &currency)?,
        });
    }
    Ok(told)
}
