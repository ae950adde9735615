//! What the core keeps of money: what was received on a contract and on each instalment, what of a
//! payment is allocated, how an instalment stands. Kept in every write, and with it the rules that
//! no write may break, whichever way it comes: by hand, from a sheet, by undo.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rusqlite::{OptionalExtension, params};

use super::due::{self, Calendar};
use crate::base::currency::Currency;
use crate::base::error::{Error, Result};
use crate::base::{Change, ChangeKind, Id, Money};
use crate::records::query::exact_sum;
use crate::vault::{Hook, Write};

/// Brings the computed columns of money up to date.
pub struct KeepMoney(pub Calendar);

impl Hook for KeepMoney {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let Some(stale) = Stale::of(tx)? else {
            return Ok(());
        };
        for id in &stale.payments {
            kept(tx, "payment", &PAYMENT, *id)?;
            hold_payment(tx, *id)?;
        }
        due::keep(tx, &stale.instalments, self.0)?;
        for id in &stale.instalments {
            kept(tx, "instalment", &INSTALMENT, *id)?;
            hold_instalment(tx, *id)?;
        }
        // A contract counts what its payments have left, hence last.
        for id in &stale.contracts {
            kept(tx, "contract", &CONTRACT, *id)?;
        }
        // Among them what the lines above touched themselves.
        tx.sql()
            .prepare_cached("DELETE FROM money_stale")?
            .execute([])?;
        Ok(())
    }
}

fn kept(tx: &mut Write<'_>, entity: &str, sql: &str, id: Id) -> Result<()> {
    if tx.sql().prepare_cached(sql)?.execute(params![id])? > 0 {
        tx.record(Change {
            entity: entity.into(),
            id,
            kind: ChangeKind::Updated,
        });
    }
    Ok(())
}

/// What is to be reckoned anew: what a write touched, and what that pointed at before, which only
/// the triggers know.
#[derive(Default)]
struct Stale {
    payments: BTreeSet<Id>,
    instalments: BTreeSet<Id>,
    contracts: BTreeSet<Id>,
}

impl Stale {
    /// Nothing where the write touched no money at all.
    fn of(tx: &Write<'_>) -> Result<Option<Self>> {
        let mut noted: BTreeSet<(String, Id)> = tx
            .sql()
            .prepare_cached("SELECT entity, id FROM money_stale")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for change in tx.changes() {
            if matches!(
                change.entity.as_str(),
                "payment" | "instalment" | "contract" | "allocation"
            ) {
                noted.insert((change.entity.clone(), change.id));
            }
        }
        due::by_calendar(tx, &mut noted)?;
        if noted.is_empty() {
            return Ok(None);
        }
        let mut stale = Self::default();
        for (entity, id) in noted {
            match entity.as_str() {
                "payment" => stale.payment(tx, id)?,
                "instalment" => stale.instalment(tx, id)?,
                "contract" => {
                    stale.contracts.insert(id);
                }
                _ => {
                    let ends: Option<(Id, Id)> = tx
                        .sql()
                        .prepare_cached("SELECT payment, instalment FROM allocation WHERE id = ?")?
                        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
                        .optional()?;
                    if let Some((payment, instalment)) = ends {
                        stale.payment(tx, payment)?;
                        stale.instalment(tx, instalment)?;
                    }
                }
            }
        }
        Ok(Some(stale))
    }
    fn payment(&mut self, tx: &Write<'_>, id: Id) -> Result<()> {
        if self.payments.insert(id) {
            self.contracts.extend(contract_of(tx, "payment", id)?);
        }
        Ok(())
    }
    fn instalment(&mut self, tx: &Write<'_>, id: Id) -> Result<()> {
        if self.instalments.insert(id) {
            self.contracts.extend(contract_of(tx, "instalment", id)?);
        }
        Ok(())
    }
}

fn contract_of(tx: &Write<'_>, table: &str, id: Id) -> Result<Option<Id>> {
    let found: Option<Option<Id>> = tx
        .sql()
        .prepare_cached(&format!("SELECT contract FROM {table} WHERE id = ?"))?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(found.flatten())
}

static PAYMENT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "UPDATE payment SET (allocated, allocated_currency) = (
           SELECT {sum}, max(amount_currency)
           FROM allocation WHERE payment = ?1 AND deleted_at IS NULL)
         WHERE id = ?1",
        sum = exact_sum("amount")
    )
});

/// What was said by hand tells while no money came: an old instalment may be done without a payment in
/// the books. Once money came, it tells. What was said stays as it is.
static INSTALMENT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "UPDATE instalment SET
           unit = (SELECT unit FROM contract WHERE id = instalment.contract),
           (received, received_currency, standing) = (
             SELECT came, currency, CASE
               WHEN state = 'void' THEN 'void'
               WHEN came >= instalment.amount THEN 'paid'
               WHEN came IS NOT NULL THEN 'part'
               WHEN state = 'done' THEN 'paid'
               WHEN state = 'part' THEN 'part'
               ELSE 'open' END
             FROM (SELECT {sum} AS came, max(amount_currency) AS currency
                   FROM allocation WHERE instalment = ?1 AND deleted_at IS NULL))
         WHERE id = ?1",
        sum = exact_sum("amount")
    )
});

/// What is allocated to its instalments, whatever payment that is of, and what its own payments
/// have left. Over two currencies there is no sum, and its currency says so, as on units. What the
/// amount has over the instalments, void ones aside, is told where they do not come to it; not where
/// there are none, or one has no amount or another currency.
static CONTRACT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "UPDATE contract SET (difference, difference_currency) = (
           SELECT contract.amount - {sum_planned}, contract.amount_currency FROM instalment
           WHERE contract = ?1 AND deleted_at IS NULL AND state <> 'void'
           HAVING count(*) = count(amount) AND min(amount_currency) = max(amount_currency)
             AND min(amount_currency) = contract.amount_currency
             AND contract.amount <> {sum_planned}),
         (received, received_currency) = (
           SELECT CASE WHEN alike THEN came END,
                  CASE WHEN alike THEN currency WHEN known > 0 THEN 'XXX' END
           FROM (
             SELECT min(currency) = max(currency) AS alike, {sum} AS came,
                    max(currency) AS currency, count(*) AS known
             FROM (
               SELECT received AS minor, received_currency AS currency FROM instalment
               WHERE contract = ?1 AND deleted_at IS NULL AND received IS NOT NULL
               UNION ALL
               SELECT amount - coalesce(allocated, 0), amount_currency FROM payment
               WHERE contract = ?1 AND deleted_at IS NULL)))
         WHERE id = ?1",
        sum = exact_sum("minor"),
        sum_planned = exact_sum("instalment.amount")
    )
});

/// What an allocation is held against, and what is wrong with it.
struct Held {
    amount: Option<i64>,
    currency: Option<String>,
    allocated: Option<i64>,
    least: Option<i64>,
    /// The first and the last of the currencies it is held in.
    laid: [Option<String>; 2],
    void: bool,
}

fn held(tx: &Write<'_>, sql: &str, id: Id) -> Result<Option<Held>> {
    Ok(tx
        .sql()
        .prepare_cached(sql)?
        .query_row([id], |row| {
            Ok(Held {
                amount: row.get(0)?,
                currency: row.get(1)?,
                allocated: row.get(2)?,
                least: row.get(3)?,
                laid: [row.get(4)?, row.get(5)?],
                void: row.get(6)?,
            })
        })
        .optional()?)
}

/// Not more is allocated than came in.
fn hold_payment(tx: &Write<'_>, id: Id) -> Result<()> {
    const SQL: &str = "
      SELECT p.amount, p.amount_currency, p.allocated, min(a.amount),
             min(a.amount_currency), max(a.amount_currency), 0
      FROM payment p LEFT JOIN allocation a ON a.payment = p.id AND a.deleted_at IS NULL
      WHERE p.id = ? GROUP BY p.id";
    match held(tx, SQL, id)? {
        Some(held) => hold(&held, "error.allocation_over_payment"),
        None => Ok(()),
    }
}

/// Nor more than the instalment asks for; and a void one asks for nothing.
fn hold_instalment(tx: &Write<'_>, id: Id) -> Result<()> {
    const SQL: &str = "
      SELECT i.amount, i.amount_currency, i.received, min(a.amount),
             min(a.amount_currency), max(a.amount_currency), i.state = 'void'
      FROM instalment i LEFT JOIN allocation a ON a.instalment = i.id AND a.deleted_at IS NULL
      WHERE i.id = ? GROUP BY i.id";
    match held(tx, SQL, id)? {
        Some(held) if held.void && held.least.is_some() => Err(Error::invalid(
            "allocation.instalment",
            "error.allocation_void",
        )),
        Some(held) => hold(&held, "error.allocation_over_instalment"),
        None => Ok(()),
    }
}

fn hold(held: &Held, over: &'static str) -> Result<()> {
    let shown = |minor: i64, code: &Option<String>| {
        let currency = code.as_deref().map(Currency::parse).transpose()?;
        Ok::<_, Error>(Money::new(minor, currency.unwrap_or(Currency::CNY)).to_string())
    };
    if let Some(least) = held.least.filter(|least| *least <= 0) {
        return Err(
            Error::invalid("allocation.amount", "error.allocation_nothing")
                .with("amount", shown(least, &held.currency)?),
        );
    }
    // Where no amount names one, the first to come does: what came in two currencies has no sum.
    let [first, last] = &held.laid;
    let own = held.currency.as_ref().or(first.as_ref());
    let strange = [first, last].into_iter().flatten();
    if let (Some(strange), Some(own)) = (strange.into_iter().find(|code| Some(*code) != own), own) {
        return Err(
            Error::invalid("allocation.amount", "error.allocation_currency")
                .with("one", strange)
                .with("other", own),
        );
    }
    if let (Some(amount), Some(allocated)) = (held.amount, held.allocated)
        && allocated > amount
    {
        let more = allocated.saturating_sub(amount);
        return Err(Error::invalid("allocation.amount", over)
            .with("amount", shown(amount, &held.currency)?)
            .with("more", shown(more, &held.currency)?));
    }
    Ok(())
}
