//! The class of each unit by the rules: what it brings with all below it is kept beside it, so that an
//! edit recounts the units it touched and those above them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params, params_from_iter};
use serde::Serialize;

use super::rules::{ClassBasis, Rules};
use super::sums;
use crate::base::{Change, ChangeKind, Currency, Error, Id, Kind, Money, Result, Timestamp};
use crate::records::value::Value;
use crate::reminders::firing;
use crate::vault::{Read, Write, array};

/// What reminds of a change: the occasion's source.
const OCCASION: &str = "size_class";

/// Counts everything anew and classes every unit, without a word of what changed: the rules did.
pub(super) fn recount(tx: &mut Write<'_>, rules: &Rules) -> Result<()> {
    sums::recount(tx, rules)?;
    classed(tx, rules, None, None).map(|_| ())
}

/// Counts anew what these units bring, what those bring elsewhere that moved, and tells whose class
/// became another; those that are new have no class to be told of. Says whether anything was told.
pub(super) fn renew(tx: &mut Write<'_>, rules: &Rules, of: &Renewed) -> Result<bool> {
    let mut touched = sums::renew(tx, rules, &of.stale, &of.moved)?;
    touched.extend(&of.new);
    classed(tx, rules, Some(&touched), Some(&of.new))
}

/// Whose class is asked anew.
#[derive(Debug, Default)]
pub(super) struct Renewed {
    /// They bring something else, or may.
    pub stale: BTreeSet<Id>,
    /// They stand elsewhere, or are no more; or may.
    pub moved: BTreeSet<Id>,
    /// They are new.
    pub new: BTreeSet<Id>,
}

/// The rules are off: a class is only what somebody said.
pub(super) fn lapse(tx: &mut Write<'_>) -> Result<()> {
    sums::forget(tx)?;
    let ids = tx
        .sql()
        .prepare(
            "UPDATE unit SET size_by_rule = NULL, size_class = size_override
             WHERE size_by_rule IS NOT NULL RETURNING id",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<Id>>>()?;
    tell(tx, ids);
    Ok(())
}

/// What somebody said stands above the rule.
pub(super) fn say(tx: &mut Write<'_>, units: &[Id]) -> Result<()> {
    let ids = tx
        .sql()
        .prepare_cached(
            "UPDATE unit SET size_class = coalesce(size_override, size_by_rule)
             WHERE id IN (SELECT value FROM rarray(?1))
               AND size_class IS NOT coalesce(size_override, size_by_rule) RETURNING id",
        )?
        .query_map([array(units)], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<Id>>>()?;
    tell(tx, ids);
    Ok(())
}

fn tell(tx: &mut Write<'_>, ids: Vec<Id>) {
    for id in ids {
        tx.record(Change {
            entity: "unit".to_owned(),
            id,
            kind: ChangeKind::Updated,
        });
    }
}

/// A unit's class by the rules became another.
struct Turn {
    unit: Id,
    was: Option<String>,
    became: Option<String>,
    sum: i64,
}

/// Classes these units, or every one; what became another is told where it is said which are new. Says
/// whether any was.
fn classed(
    tx: &mut Write<'_>,
    rules: &Rules,
    units: Option<&BTreeSet<Id>>,
    new: Option<&BTreeSet<Id>>,
) -> Result<bool> {
    let of = match units {
        Some(_) => "rarray(?1) AS r JOIN unit u ON u.id = r.value",
        None => "unit u",
    };
    let sql = format!(
        "SELECT u.id, u.size_by_rule, coalesce(s.whole, 0) FROM {of}
         LEFT JOIN size_sum s ON s.unit = u.id"
    );
    let mut find = tx.sql().prepare_cached(&sql)?;
    let ids: Vec<Id> = units.into_iter().flatten().copied().collect();
    let mut rows = match units {
        Some(_) => find.query([array(&ids)])?,
        None => find.query([])?,
    };
    let mut turns: Vec<Turn> = Vec::new();
    while let Some(row) = rows.next()? {
        let (was, sum): (Option<String>, i64) = (row.get(1)?, row.get(2)?);
        let became = rules.class_of(sum);
        if was.as_deref() != became {
            turns.push(Turn {
                unit: row.get(0)?,
                became: became.map(str::to_owned),
                was,
                sum,
            });
        }
    }
    drop(rows);
    drop(find);
    let mut by_class: BTreeMap<Option<&str>, Vec<Id>> = BTreeMap::new();
    for turn in &turns {
        by_class
            .entry(turn.became.as_deref())
            .or_default()
            .push(turn.unit);
    }
    for (class, ids) in by_class {
        tx.sql()
            .prepare_cached(
                "UPDATE unit SET size_by_rule = ?2, size_class = coalesce(size_override, ?2)
                 WHERE id IN (SELECT value FROM rarray(?1))",
            )?
            .execute(params![array(&ids), class])?;
        tell(tx, ids);
    }
    let mut told = false;
    if let Some(new) = new {
        for turn in turns.iter().filter(|turn| !new.contains(&turn.unit)) {
            note(tx, rules, turn)?;
            told = true;
        }
    }
    Ok(told)
}

/// Notes that a class became another. What is taken back on the same day never was, and what goes on
/// changing that day changed once; but it is told anew, though what came before was settled or put off.
fn note(tx: &mut Write<'_>, rules: &Rules, turn: &Turn) -> Result<()> {
    let today = tx.today().to_string();
    let latest: Option<(i64, String, Option<String>)> = tx
        .sql()
        .prepare_cached(
            "SELECT n, day, was FROM size_change WHERE unit = ?1 ORDER BY n DESC LIMIT 1",
        )?
        .query_row([turn.unit], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let mut was = turn.was.clone();
    if let Some((n, day, before)) = latest
        && day == today
    {
        tx.sql()
            .prepare_cached("DELETE FROM size_change WHERE n = ?1")?
            .execute([n])?;
        if before == turn.became {
            return Ok(());
        }
        was = before;
    }
    // Up is for what was reached, down for what was not any more.
    let is_up = rules.rank(turn.became.as_deref()) < rules.rank(was.as_deref());
    let bound = if is_up {
        rules.reached(turn.sum)
    } else {
        rules.missed(turn.sum)
    };
    tx.sql()
        .prepare_cached(
            "INSERT INTO size_change (unit, at, day, was, became, amount, bound, currency, basis, months)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            turn.unit,
            tx.now(),
            today,
            was,
            turn.became,
            turn.sum,
            bound.map(|step| step.at_least),
            rules.currency.code(),
            rules.basis.code(),
            rules.months
        ])?;
    tell_anew(tx, turn.unit, &today)
}

/// Has a change speak of which the user has settled, or put off, what there was to say before that day.
fn tell_anew(tx: &mut Write<'_>, unit: Id, today: &str) -> Result<()> {
    let silenced = tx
        .sql()
        .prepare_cached(
            "SELECT 1 FROM reminder WHERE source = ?1 AND record = ?2
               AND (settled = ?3 OR put_off IS NOT NULL)",
        )?
        .exists(params![OCCASION, unit, today])?;
    if silenced {
        firing::unsettle(tx, OCCASION, unit)?;
    }
    Ok(())
}

/// Carries the changes up to an instant into a vault of the past.
pub(super) fn carry(read: &Read<'_>, tx: &Write<'_>, at: Timestamp) -> Result<()> {
    const COLUMNS: &str = "n, unit, at, day, was, became, amount, bound, currency, basis, months";
    let mut find = read
        .sql()
        .prepare(&format!("SELECT {COLUMNS} FROM size_change WHERE at <= ?1"))?;
    let mut put = tx.sql().prepare(&format!(
        "INSERT INTO size_change ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ))?;
    let mut rows = find.query([at])?;
    while let Some(row) = rows.next()? {
        let cells = (0..11).map(|column| row.get::<_, Sql>(column));
        let cells: Vec<Sql> = cells.collect::<rusqlite::Result<_>>()?;
        put.execute(params_from_iter(cells))?;
    }
    Ok(())
}

/// A change of a unit's class by the rules.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ClassChange {
    /// On which day, `YYYY-MM-DD`.
    pub day: String,
    /// From which class…
    pub was: Option<String>,
    /// …to which.
    pub became: Option<String>,
    /// What the unit brought by then.
    pub amount: Value,
    /// What was reached, or was not any more.
    pub bound: Value,
}

/// Which class a unit is of, and why.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct SizeClass {
    /// The class that holds.
    pub class: Option<String>,
    /// What somebody said.
    pub said: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The rules are kept up with.
    pub on: bool,
    /// What they say.
    pub by_rule: Option<String>,
    /// What counts.
    pub basis: Option<ClassBasis>,
    /// Over so many months.
    pub months: u16,
    /// What the unit brings with all below it.
    pub amount: Value,
    /// Amounts left out for want of a rate.
    pub left_out: u32,
    /// What is reached.
    pub reached: Value,
    /// What is not.
    pub missed: Value,
    /// How it came to that, the latest first.
    pub changes: Vec<ClassChange>,
}

/// Which class a unit is of, and why.
///
/// # Errors
/// [`Kind::NotFound`] when it is gone.
pub fn explain(read: &Read<'_>, unit: Id) -> Result<SizeClass> {
    type Row = ([Option<String>; 4], i64, u32);
    let found: Option<Row> = read
        .sql()
        .prepare_cached(
            "SELECT u.size_class, u.size_override, u.size_reason, u.size_by_rule,
               coalesce(s.whole, 0), coalesce(s.left_out, 0)
             FROM unit u LEFT JOIN size_sum s ON s.unit = u.id WHERE u.id = ?1",
        )?
        .query_row([unit], |row| {
            let words = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
            Ok((words, row.get(4)?, row.get(5)?))
        })
        .optional()?;
    let Some(([class, said, reason, by_rule], sum, left_out)) = found else {
        return Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", "unit"));
    };
    let rules = Rules::in_force(read)?;
    let money = |minor: Option<i64>| match (&rules, minor) {
        (Some(rules), Some(minor)) => Value::Money(rules.money(minor)),
        _ => Value::Null,
    };
    let step = |step: Option<&super::rules::Step>| money(step.map(|step| step.at_least));
    Ok(SizeClass {
        class,
        said,
        reason,
        on: rules.is_some(),
        by_rule,
        basis: rules.as_ref().map(|rules| rules.basis),
        months: rules.as_ref().map_or(0, |rules| rules.months),
        amount: money(Some(sum)),
        left_out,
        reached: step(rules.as_ref().and_then(|rules| rules.reached(sum))),
        missed: step(rules.as_ref().and_then(|rules| rules.missed(sum))),
        changes: changes(read, unit)?,
    })
}

/// So many are told.
const TOLD: u32 = 5;

fn changes(read: &Read<'_>, unit: Id) -> Result<Vec<ClassChange>> {
    let mut find = read.sql().prepare_cached(
        "SELECT day, was, became, amount, bound, currency FROM size_change
         WHERE unit = ?1 ORDER BY n DESC LIMIT ?2",
    )?;
    let mut rows = find.query(params![unit, TOLD])?;
    let mut told = Vec::new();
    while let Some(row) = rows.next()? {
        let code: String = row.get(5)?;
        let currency = Currency::parse(&code)?;
        let bound: Option<i64> = row.get(4)?;
        told.push(ClassChange {
            day: row.get(0)?,
            was: row.get(1)?,
            became: row.get(2)?,
            amount: Value::Money(Money::new(row.get(3)?, currency)),
            bound: bound.map_or(Value::Null, |minor| {
                Value::Money(Money::new(minor, currency))
            }),
        });
    }
    Ok(told)
}
