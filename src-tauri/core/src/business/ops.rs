//! The verbs of money: instalments made from a contract's terms, a payment recorded, and laid out
//! over what is owed, the oldest first.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::binding::binds;
use super::terms::{self, Ground, Plan};
use crate::base::calendar::Workdays;
use crate::base::currency::Currency;
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, Money, date};
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// A payment as it is recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct NewPayment {
    /// Who paid.
    pub unit: Id,
    /// For which contract, where that is known: then only its instalments are settled.
    pub contract: Option<Id>,
    /// How much, as typed.
    pub amount: String,
    /// When it came, as typed; today where nothing is said.
    pub received_on: String,
    /// How, by code of `payment_method`.
    pub method: Option<String>,
    /// What the bank calls it.
    pub bank_ref: String,
    /// Whether to lay it out over what is owed.
    pub allocate: bool,
}

/// How much of a payment goes to an instalment, as typed; nothing where it is blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Laid {
    /// The instalment.
    pub instalment: Id,
    /// How much.
    pub amount: String,
}

impl Laid {
    /// So much to an instalment.
    #[must_use]
    pub fn new(instalment: Id, amount: &str) -> Self {
        Self {
            instalment,
            amount: amount.to_owned(),
        }
    }
}

/// What of a contract its terms are laid out over, and the terms it has.
fn ground(read: &Read<'_>, contract: Id) -> Result<(Ground<'static>, Option<String>)> {
    type Row = [Option<String>; 5];
    let found: Option<(Option<i64>, Row)> = read
        .sql()
        .prepare_cached(
            r#"SELECT amount, amount_currency, signed_on, "start", "end", terms FROM contract
               WHERE id = ? AND deleted_at IS NULL"#,
        )?
        .query_row([contract], |row| {
            let texts = [
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ];
            Ok((row.get(0)?, texts))
        })
        .optional()?;
    let (minor, [currency, signed_on, start, end, terms]) =
        found.ok_or_else(|| gone("contract"))?;
    let day = |text: Option<String>| text.as_deref().map(date::parse_date).transpose();
    let ground = Ground {
        amount: minor
            .map(|minor| money(minor, currency.as_deref()))
            .transpose()?,
        signed_on: day(signed_on)?,
        start: day(start)?,
        end: day(end)?,
        worked: None,
    };
    Ok((ground, terms))
}

fn money(minor: i64, currency: Option<&str>) -> Result<Money> {
    let currency = currency.map(Currency::parse).transpose()?;
    Ok(Money::new(minor, currency.unwrap_or(Currency::CNY)))
}

fn gone(entity: &'static str) -> Error {
    Error::new(Kind::NotFound, "error.record_gone").with("entity", entity)
}

/// What `text` comes to on a contract, where these days are worked; nothing is written.
///
/// # Errors
/// [`Kind::NotFound`] when the contract is gone.
pub fn plan(read: &Read<'_>, contract: Id, text: &str, worked: &Workdays) -> Result<Plan> {
    let (ground, _) = ground(read, contract)?;
    let ground = Ground {
        worked: Some(worked),
        ..ground
    };
    Ok(terms::planned(text, &ground))
}

/// Makes the instalments that `text` comes to, and keeps it as the contract's terms where it has
/// none: one step.
///
/// # Errors
/// [`Kind::Invalid`] when the terms are no plan, or the contract has instalments.
pub fn make_instalments(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    contract: Id,
    text: &str,
) -> Result<Vec<(String, Id)>> {
    let (ground, known) = ground(tx, contract)?;
    let plan = terms::planned(text, &ground);
    if !plan.is_ready() {
        let words = plan.unread.join("; ");
        return Err(Error::invalid("contract.terms", "error.terms_no_plan")
            .with("text", if words.is_empty() { text } else { &words }));
    }
    let others: i64 = tx.sql().query_row(
        "SELECT count(*) FROM instalment
         WHERE contract = ? AND deleted_at IS NULL AND state <> 'void'",
        [contract],
        |row| row.get(0),
    )?;
    if others > 0 {
        return Err(
            Error::invalid("contract.terms", "error.instalments_exist").with("count", others)
        );
    }
    let mut batch = Batch::begin(tx, catalog, "op.instalments_made")?;
    if known.is_none() {
        hold_unlocked(batch.tx(), contract)?;
        batch.update("contract", contract, None, [("terms", Value::text(text))])?;
    }
    let mut made = Vec::with_capacity(plan.rows.len());
    for row in plan.rows {
        // Only a day that the terms name is said; what follows from an event goes with that.
        let named = row.trigger == "date";
        let values = [
            ("contract", Value::to(contract)),
            ("seq", Value::Number(row.seq.into())),
            ("name", Value::text(row.name)),
            ("trigger", Value::choice(row.trigger)),
            (
                "days",
                row.days
                    .map_or(Value::Null, |days| Value::Number(days.into())),
            ),
            ("offset_unit", Value::choice(row.offset_unit)),
            ("due_on", if named { row.due_on } else { Value::Null }),
            ("share", row.share),
            ("amount", row.amount),
            ("method", row.method.map_or(Value::Null, Value::choice)),
        ];
        made.push((
            "instalment".to_owned(),
            batch.create("instalment", None, values)?,
        ));
    }
    Ok(made)
}

/// Terms that a locked contract does not hold yet would change what was signed.
fn hold_unlocked(read: &Read<'_>, contract: Id) -> Result<()> {
    let locked: bool = read
        .sql()
        .prepare_cached("SELECT locked FROM contract WHERE id = ?")?
        .query_row([contract], |row| row.get(0))?;
    if locked {
        return Err(Error::invalid(
            "contract.terms",
            "error.contract_locked_terms",
        ));
    }
    Ok(())
}

/// Records a payment and, where asked, lays it out: one step.
///
/// # Errors
/// [`Kind::NotFound`] when the unit or the contract is gone; [`Kind::Invalid`] when something is
/// refused; nothing is written then.
pub fn record_payment(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    given: &NewPayment,
) -> Result<Vec<(String, Id)>> {
    // A form may still be open on a customer or a contract that undo took away altogether.
    for (entity, id, asked) in [
        ("unit", Some(given.unit), "SELECT 1 FROM unit WHERE id = ?"),
        (
            "contract",
            given.contract,
            "SELECT 1 FROM contract WHERE id = ?",
        ),
    ] {
        if let Some(id) = id
            && !tx.sql().prepare_cached(asked)?.exists([id])?
        {
            return Err(gone(entity));
        }
    }
    let mut batch = Batch::begin(tx, catalog, "op.payment_recorded")?;
    let received_on = match given.received_on.trim() {
        "" => Value::Date(date::format_date(batch.tx().today())),
        typed => Value::Raw(typed.to_owned()),
    };
    let values = [
        ("unit", Value::to(given.unit)),
        ("contract", given.contract.map_or(Value::Null, Value::to)),
        ("received_on", received_on),
        ("amount", Value::Raw(given.amount.clone())),
        (
            "method",
            given.method.as_ref().map_or(Value::Null, Value::choice),
        ),
        ("bank_ref", Value::text(&given.bank_ref)),
    ];
    let payment = batch.create("payment", None, values)?;
    let mut made = vec![("payment".to_owned(), payment)];
    if given.allocate {
        lay_out(&mut batch, payment, &mut made)?;
    }
    Ok(made)
}

/// Lays what is left of a payment out over what is owed: one step.
///
/// # Errors
/// [`Kind::NotFound`] when the payment is gone.
pub fn allocate(tx: &mut Write<'_>, catalog: &Catalog, payment: Id) -> Result<Vec<(String, Id)>> {
    let mut batch = Batch::begin(tx, catalog, "op.payment_allocated")?;
    let mut made = Vec::new();
    lay_out(&mut batch, payment, &mut made)?;
    Ok(made)
}

/// What is owed, oldest due first; what has no day yet comes last, in the order of the plan. Of
/// the payment's contract, or of all contracts its unit signed or pays for, as far as they bind: on
/// one that does not, a payment waits until somebody lays it out by hand or the contract is signed.
const OWED: &str = concat!(
    "
SELECT i.id, i.amount - coalesce((
         SELECT sum(a.amount) FROM allocation a
         WHERE a.instalment = i.id AND a.deleted_at IS NULL), 0) AS open
FROM instalment i JOIN contract c ON c.id = i.contract JOIN payment p ON p.id = ?1
WHERE i.deleted_at IS NULL AND c.deleted_at IS NULL AND ",
    binds!("c"),
    "
  AND i.standing NOT IN ('paid', 'void') AND i.amount_currency = p.amount_currency
  AND CASE WHEN p.contract IS NOT NULL THEN c.id = p.contract
           ELSE p.unit IN (c.unit, c.payer) END
  AND open > 0
ORDER BY i.falls_on IS NULL, i.falls_on, c.n, i.seq, i.n"
);

fn lay_out(batch: &mut Batch<'_, '_>, payment: Id, made: &mut Vec<(String, Id)>) -> Result<()> {
    let found: Option<(i64, Option<String>)> = batch
        .tx()
        .sql()
        .prepare_cached(
            "SELECT amount - coalesce((
               SELECT sum(a.amount) FROM allocation a
               WHERE a.payment = p.id AND a.deleted_at IS NULL), 0), amount_currency
             FROM payment p WHERE id = ? AND deleted_at IS NULL",
        )?
        .query_row([payment], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (mut left, currency) = found.ok_or_else(|| gone("payment"))?;
    let owed = batch
        .tx()
        .sql()
        .prepare_cached(OWED)?
        .query_map(params![payment], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(Id, i64)>>>()?;
    for (instalment, open) in owed {
        if left <= 0 {
            break;
        }
        let part = left.min(open);
        let values = [
            ("payment", Value::to(payment)),
            ("instalment", Value::to(instalment)),
            ("amount", Value::Money(money(part, currency.as_deref())?)),
        ];
        made.push((
            "allocation".to_owned(),
            batch.create("allocation", None, values)?,
        ));
        left -= part;
    }
    Ok(())
}

/// Lays a payment out as somebody says: of the instalments named, each gets just so much of it; what
/// it gave to others stays. One step.
///
/// # Errors
/// [`Kind::NotFound`] when the payment is gone, [`Kind::Invalid`] when an amount is refused.
pub fn allocate_by_hand(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    payment: Id,
    parts: &[Laid],
) -> Result<Vec<(String, Id)>> {
    let mut batch = Batch::begin(tx, catalog, "op.payment_allocated")?;
    let currency: Option<Option<String>> = batch
        .tx()
        .sql()
        .prepare_cached("SELECT amount_currency FROM payment WHERE id = ? AND deleted_at IS NULL")?
        .query_row([payment], |row| row.get(0))
        .optional()?;
    let code = currency.ok_or_else(|| gone("payment"))?;
    let currency = money(0, code.as_deref())?.currency;
    let mut touched = Vec::new();
    for part in parts {
        let standing = batch
            .tx()
            .sql()
            .prepare_cached(
                "SELECT id FROM allocation
                 WHERE payment = ? AND instalment = ? AND deleted_at IS NULL ORDER BY n",
            )?
            .query_map(params![payment, part.instalment], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<Id>>>()?;
        let amount = match part.amount.trim() {
            "" => None,
            typed => {
                Some(Money::parse(typed, currency).map_err(|error| error.on("allocation.amount"))?)
            }
        }
        .filter(|sum| sum.minor != 0);
        let mut standing = standing.into_iter();
        if let Some(amount) = amount {
            let value = ("amount", Value::Money(amount));
            let id = match standing.next() {
                Some(id) => {
                    batch.update("allocation", id, None, [value])?;
                    id
                }
                None => batch.create(
                    "allocation",
                    None,
                    [
                        ("payment", Value::to(payment)),
                        ("instalment", Value::to(part.instalment)),
                        value,
                    ],
                )?,
            };
            touched.push(("allocation".to_owned(), id));
        }
        for id in standing {
            batch.delete("allocation", id)?;
        }
    }
    Ok(touched)
}
