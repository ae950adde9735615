//! Lines of business that come in with a sheet each month, and never twice: each bears a hash of
//! what it says, by which it is known again.
//!
//! The unit is no part of the hash but stands beside it: two customers that are merged bring their
//! lines along, and the next sheet still knows them. Nor is the product: which one a text means may
//! be learnt later. The hash is of the line as it came in; a correction made here does not make the
//! sheet's line a new one.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row, params};

use crate::base::currency::Currency;
use crate::base::error::Result;
use crate::base::{ChangeKind, Decimal, Id, Money, words};
use crate::records::parse::{self, Ground};
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Hook, Read, Write};

/// What a line says, as far as it tells one line from another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// What was bought.
    pub item: String,
    /// How many.
    pub quantity: Option<Decimal>,
    /// At what price.
    pub unit_price: Option<Money>,
    /// For how much.
    pub amount: Option<Money>,
    /// The number of the order.
    pub order_no: Option<String>,
}

/// The hash of a line that is the `ordinal`-th of its kind, from 0: a customer may well buy the same
/// thing twice on a day.
#[must_use]
pub fn line_hash(line: &Line, ordinal: u32) -> String {
    let sum = |money: Option<Money>| money.map(|sum| format!("{} {}", sum.currency, sum.minor));
    let parts = [
        Some(line.date.clone()),
        Some(words::fold(&line.item)),
        line.quantity.map(|quantity| quantity.parts().to_string()),
        sum(line.unit_price),
        sum(line.amount),
        line.order_no.as_deref().map(words::fold),
    ];
    let mut hash = blake3::Hasher::new();
    for part in &parts {
        // Each with its length, so that no two lines run into the same text; absent is not empty.
        let size = part.as_ref().map_or(u64::MAX, |text| text.len() as u64);
        hash.update(&size.to_le_bytes());
        hash.update(part.as_deref().unwrap_or_default().as_bytes());
    }
    format!("{}-{ordinal}", hash.finalize().to_hex())
}

/// What of a hash says what the line says.
fn content(hash: &str) -> &str {
    hash.split_once('-').map_or(hash, |(content, _)| content)
}

/// The same hash with another ordinal.
fn numbered(hash: &str, ordinal: u32) -> String {
    format!("{}-{ordinal}", content(hash))
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It was made.
    New(Id),
    /// It was there already.
    Same(Id),
}

/// The lines of one sheet so far: how many of equal ones there were.
#[derive(Debug, Default)]
pub struct Sheet(HashMap<(Option<Id>, String), u32>);

/// Makes a transaction of one line of a sheet, unless it is there already.
///
/// # Errors
/// As for [`Batch::create`].
pub fn record<'k>(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    sheet: &mut Sheet,
    values: impl IntoIterator<Item = (&'k str, Value)>,
) -> Result<Recorded> {
    let entity = catalog.entity("transaction")?;
    let mut read = Vec::new();
    for (key, value) in values {
        let ground = Ground {
            read: Some(&**batch.tx()),
            catalog,
        };
        read.push((
            key,
            parse::value(&ground, entity, entity.field(key)?, value)?,
        ));
    }
    let line = Line::of(&read)?;
    let unit = read
        .iter()
        .find(|(key, _)| *key == "unit")
        .and_then(|(_, value)| value.as_ref_id());
    let first = line_hash(&line, 0);
    let before = sheet.0.entry((unit, first.clone())).or_default();
    let same = standing(batch.tx(), unit, &first, *before)?;
    *before += 1;
    if let Some(same) = same {
        return Ok(Recorded::Same(same));
    }
    let id = batch.create("transaction", None, read)?;
    // At once, not with the hook: another sheet of the same step may hold the same line.
    let hash = free(batch.tx(), unit, &first, id)?;
    mark(batch.tx(), id, &hash)?;
    Ok(Recorded::New(id))
}

/// The unit's living line that says what `values` say and is the next of its kind in `sheet`, if it
/// is there already; counts it as met. Writes nothing: for a plan of what a sheet would bring.
///
/// # Errors
/// When the database fails, or a number cannot be read.
pub fn known(
    read: &Read<'_>,
    sheet: &mut Sheet,
    unit: Option<Id>,
    values: &[(&str, Value)],
) -> Result<Option<Id>> {
    let line = Line::of(values)?;
    let first = line_hash(&line, 0);
    let before = sheet.0.entry((unit, first.clone())).or_default();
    let same = match unit {
        Some(_) => standing(read, unit, &first, *before)?,
        None => None,
    };
    *before += 1;
    Ok(same)
}

impl Line {
    fn of(values: &[(&str, Value)]) -> Result<Self> {
        let mut line = Self::default();
        for (key, value) in values {
            match (*key, value) {
                ("date", Value::Date(day)) => line.date.clone_from(day),
                ("item", Value::Text(text)) => line.item.clone_from(text),
                ("quantity", Value::Decimal(text)) => line.quantity = Some(Decimal::parse(text)?),
                ("unit_price", Value::Money(sum)) => line.unit_price = Some(*sum),
                ("amount", Value::Money(sum)) => line.amount = Some(*sum),
                ("order_no", Value::Text(text)) => line.order_no = Some(text.clone()),
                _ => {}
            }
        }
        Ok(line)
    }
}

/// The living line of a unit that says what `hash` is of and comes after `before` others of its kind.
/// Their ordinals may have gaps, where one was thrown away or went to another unit.
fn standing(read: &Read<'_>, unit: Option<Id>, hash: &str, before: u32) -> Result<Option<Id>> {
    let content = content(hash);
    Ok(read
        .sql()
        .prepare_cached(
            r#"SELECT id FROM "transaction"
               WHERE unit = ?1 AND line_hash >= ?2 || '-' AND line_hash < ?2 || '.'
                 AND deleted_at IS NULL
               ORDER BY length(line_hash), line_hash LIMIT 1 OFFSET ?3"#,
        )?
        .query_row(params![unit, content, before], |row| row.get(0))
        .optional()?)
}

/// The hash with the lowest ordinal that no other living line of the unit bears: lines that come
/// back to a unit, each alone, are then numbered as if they had never been away.
fn free(read: &Read<'_>, unit: Option<Id>, hash: &str, own: Id) -> Result<String> {
    let mut borne = read.sql().prepare_cached(
        r#"SELECT 1 FROM "transaction"
           WHERE unit = ?1 AND line_hash = ?2 AND deleted_at IS NULL AND id <> ?3"#,
    )?;
    let mut ordinal = 0;
    loop {
        let one = numbered(hash, ordinal);
        if !borne.exists(params![unit, one, own])? {
            return Ok(one);
        }
        ordinal += 1;
    }
}

fn mark(tx: &Write<'_>, id: Id, hash: &str) -> Result<()> {
    tx.sql()
        .prepare_cached(r#"UPDATE "transaction" SET line_hash = ?2 WHERE id = ?1"#)?
        .execute(params![id, hash])?;
    Ok(())
}

/// Gives every line its hash, whichever way it came in, and sees to it that no two of a unit bear
/// the same: a line typed by hand, brought back from the bin or moved to another unit is the next
/// one of its kind there. Hence no unique index: it would refuse what only needs another number.
pub struct KeepLines;

impl Hook for KeepLines {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let touched: Vec<Id> = tx
            .changes()
            .iter()
            .filter(|change| change.entity == "transaction" && change.kind != ChangeKind::Deleted)
            .map(|change| change.id)
            .collect();
        for id in touched {
            numbered_once(tx, id)?;
        }
        Ok(())
    }
}

fn numbered_once(tx: &Write<'_>, id: Id) -> Result<()> {
    let found: Option<(Id, Option<String>, Result<Line>)> = tx
        .sql()
        .prepare_cached(
            r#"SELECT unit, line_hash, date, item, quantity, unit_price, unit_price_currency,
                      amount, amount_currency, order_no
               FROM "transaction" WHERE id = ? AND deleted_at IS NULL"#,
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, stored(row))))
        .optional()?;
    let Some((unit, kept, line)) = found else {
        return Ok(());
    };
    let of = match &kept {
        Some(hash) => hash.clone(),
        None => line_hash(&line?, 0),
    };
    let hash = free(tx, Some(unit), &of, id)?;
    if kept.as_ref() != Some(&hash) {
        mark(tx, id, &hash)?;
    }
    Ok(())
}

fn stored(row: &Row<'_>) -> Result<Line> {
    let money = |at: usize| -> Result<Option<Money>> {
        let (minor, code): (Option<i64>, Option<String>) = (row.get(at)?, row.get(at + 1)?);
        Ok(match (minor, code) {
            (Some(minor), Some(code)) => Some(Money::new(minor, Currency::parse(&code)?)),
            _ => None,
        })
    };
    Ok(Line {
        date: row.get(2)?,
        item: row.get(3)?,
        quantity: row.get::<_, Option<i64>>(4)?.map(Decimal::of_parts),
        unit_price: money(5)?,
        amount: money(7)?,
        order_no: row.get(9)?,
    })
}
