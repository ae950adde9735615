//! What a unit signed for, what came from it and what of it is overdue: kept as columns beside those with all
//! below it, so that the tree shows them at once and tables sort by them. A write that touches no money asks
//! one empty table and nothing else. Whoever is above takes in by how much those below came out otherwise,
//! the lowest first, and asks its children only where that does not tell.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use rusqlite::{OptionalExtension, Row, params};

use super::binding::binds;
use crate::base::error::Result;
use crate::base::{Change, ChangeKind, Id};
use crate::records::above::with_all_above;
use crate::records::query::exact_sum;
use crate::vault::{Hook, Read, Write, array};

/// Brings what units come to in money up to date. Goes after what keeps the money itself.
pub struct KeepWorth;

/// So many units are asked about by one statement.
const AT_ONCE: usize = 4096;
/// The currency of what has no sum, being of several: ISO 4217's no currency.
const NONE: &str = "XXX";
/// Where the day is kept for which it was last looked at what is overdue.
const DAY: &str = "business.worth_day";

impl Hook for KeepWorth {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let mut stale = noted(tx)?;
        for table in ["contract", "payment"] {
            let made = tx.made(table);
            if made.is_empty() {
                continue;
            }
            let mut find = tx.sql().prepare_cached(&format!(
                "SELECT o.unit FROM rarray(?) AS made CROSS JOIN {table} o ON o.id = made.value"
            ))?;
            for unit in find.query_map([array(&made)], |row| row.get(0))? {
                stale.insert(unit?);
            }
        }
        renew(tx, &stale)
    }
}

fn noted(tx: &Write<'_>) -> Result<BTreeSet<Id>> {
    let units = tx
        .sql()
        .prepare_cached("SELECT unit FROM worth_stale")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<BTreeSet<Id>>>()?;
    if !units.is_empty() {
        tx.sql()
            .prepare_cached("DELETE FROM worth_stale")?
            .execute([])?;
    }
    Ok(units)
}

/// A sum in its currency; nothing where there is no amount, no sum where they are of several.
type Amount = Option<(String, Option<i64>)>;

/// What was signed for, what came, what is overdue.
#[derive(Debug, Clone, Default, PartialEq)]
struct Worth([Amount; 3]);

const OWN: &str = "contracted, contracted_currency, received, received_currency,
  owed_late, owed_late_currency";
const ALL: &str = "contracted_all, contracted_all_currency, received_all, received_all_currency,
  owed_late_all, owed_late_all_currency";

impl Worth {
    fn at(row: &Row<'_>, from: usize) -> rusqlite::Result<Self> {
        let amount = |at: usize| -> rusqlite::Result<Amount> {
            let currency: Option<String> = row.get(at + 1)?;
            let minor: Option<i64> = row.get(at)?;
            Ok(currency.map(|currency| (currency, minor)))
        };
        Ok(Self([amount(from)?, amount(from + 2)?, amount(from + 4)?]))
    }

    fn add(&mut self, other: &Self) {
        for (sum, more) in self.0.iter_mut().zip(&other.0) {
            *sum = match (sum.take(), more) {
                (Some((one, Some(a))), Some((other, Some(b)))) if one == *other => {
                    Some(held(one, a.checked_add(*b)))
                }
                (Some(_), Some(_)) => Some((NONE.to_owned(), None)),
                (None, more) => more.clone(),
                (sum, None) => sum,
            };
        }
    }

    /// With what children came to before replaced by what they come to now; nothing where only all of the
    /// children tell.
    fn with(mut self, moved: &[(Self, Self)]) -> Option<Self> {
        for (was, is) in moved {
            for ((sum, was), is) in self.0.iter_mut().zip(&was.0).zip(&is.0) {
                if was == is {
                    continue;
                }
                *sum = match (sum.take(), was, is) {
                    // Of several currencies it stays as long as no child's own currency goes: asking all of
                    // the children at each change would make every write below a large parent slow.
                    (Some((mixed, None)), was, Some((now, Some(_))))
                        if mixed == NONE
                            && was
                                .as_ref()
                                .is_none_or(|(before, minor)| before == now && minor.is_some()) =>
                    {
                        Some((mixed, None))
                    }
                    (None, None, Some((currency, Some(minor)))) => {
                        Some((currency.clone(), Some(*minor)))
                    }
                    (Some((one, Some(sum))), was, Some((other, Some(minor)))) if one == *other => {
                        let had = was.as_ref().map_or(Some(0), |(_, had)| *had)?;
                        let sum = sum.checked_add(*minor)?.checked_sub(had)?;
                        Some((one, Some(sum)))
                    }
                    _ => return None,
                };
            }
        }
        Some(self)
    }

    fn write(&self, tx: &Write<'_>, columns: &str, n: i64) -> Result<()> {
        let [a, b, c] = &self.0;
        let minor = |of: &Amount| of.as_ref().and_then(|(_, minor)| *minor);
        let currency = |of: &Amount| of.as_ref().map(|(currency, _)| currency.clone());
        tx.sql()
            .prepare_cached(&format!(
                "UPDATE unit SET ({columns}) = (?1, ?2, ?3, ?4, ?5, ?6) WHERE n = ?7"
            ))?
            .execute(params![
                minor(a),
                currency(a),
                minor(b),
                currency(b),
                minor(c),
                currency(c),
                n
            ])?;
        Ok(())
    }
}

/// A sum that is too large to be kept is none.
fn held(currency: String, minor: Option<i64>) -> (String, Option<i64>) {
    match minor {
        Some(minor) => (currency, Some(minor)),
        None => (NONE.to_owned(), None),
    }
}

/// What the units of an array come to themselves, a statement each; `?2` is today. Of a contract counts what
/// was agreed as long as it binds, of an instalment what is still to come once its day is past.
static SOURCES: LazyLock<[String; 3]> = LazyLock::new(|| {
    let of = |minor: &str, from: &str| {
        format!(
            "SELECT unit, min(currency) = max(currency), {}, max(currency) FROM (
               SELECT x.unit AS unit, {minor} AS minor, x.amount_currency AS currency
               FROM rarray(?1) AS m CROSS JOIN {from} AND x.deleted_at IS NULL
                 AND x.amount IS NOT NULL AND ?2 IS NOT NULL)
             GROUP BY unit",
            exact_sum("minor")
        )
    };
    [
        of(
            "x.amount",
            concat!("contract x ON x.unit = m.value WHERE ", binds!("x")),
        ),
        of("x.amount", "payment x ON x.unit = m.value WHERE 1"),
        of(
            "(x.amount - coalesce(x.received, 0))",
            concat!(
                "instalment x ON x.unit = m.value JOIN contract c ON c.id = x.contract
                 WHERE x.falls_on < ?2 AND x.standing IN ('open', 'part')
                   AND c.deleted_at IS NULL AND ",
                binds!("c")
            ),
        ),
    ]
});

fn own(tx: &Write<'_>, some: &[Id]) -> Result<HashMap<Id, Worth>> {
    let today = tx.today().to_string();
    let mut all: HashMap<Id, Worth> = HashMap::new();
    for (at, sql) in SOURCES.iter().enumerate() {
        let mut find = tx.sql().prepare_cached(sql)?;
        let mut rows = find.query(params![array(some), today])?;
        while let Some(row) = rows.next()? {
            let (alike, minor, currency): (bool, Option<i64>, String) =
                (row.get(1)?, row.get(2)?, row.get(3)?);
            let sum = held(currency, minor.filter(|_| alike));
            if let Some(place) = all.entry(row.get(0)?).or_default().0.get_mut(at) {
                *place = Some(sum);
            }
        }
    }
    Ok(all)
}

fn renew(tx: &mut Write<'_>, stale: &BTreeSet<Id>) -> Result<()> {
    if stale.is_empty() {
        return Ok(());
    }
    let listed: Vec<Id> = stale.iter().copied().collect();
    let mut told = BTreeSet::new();
    for some in listed.chunks(AT_ONCE) {
        let mut owns = own(tx, some)?;
        let mut find = tx
            .sql()
            .prepare_cached(&format!("SELECT n, {OWN} FROM unit WHERE id = ?"))?;
        for id in some {
            let is = owns.remove(id).unwrap_or_default();
            let kept = find
                .query_row([id], |row| Ok((row.get(0)?, Worth::at(row, 1)?)))
                .optional()?;
            if let Some((n, _)) = kept.filter(|(_, was)| *was != is) {
                is.write(tx, OWN, n)?;
                told.insert(*id);
            }
        }
    }
    let mut moved: HashMap<Id, Vec<(Worth, Worth)>> = HashMap::new();
    let mut ask = tx.sql().prepare_cached(&format!(
        "SELECT {OWN}, {ALL}, n, parent, deleted_at IS NULL, children FROM unit WHERE id = ?"
    ))?;
    let mut below = tx.sql().prepare_cached(&format!(
        "SELECT {ALL} FROM unit WHERE parent = ? AND deleted_at IS NULL"
    ))?;
    for level in with_all_above(tx, &listed)?.into_values().rev() {
        for id in level {
            let children = moved.remove(&id).unwrap_or_default();
            if children.is_empty() && !stale.contains(&id) {
                continue;
            }
            let (mut sum, was, n, parent, living, count) = ask.query_row([id], |row| {
                let (sum, was) = (Worth::at(row, 0)?, Worth::at(row, 6)?);
                let (n, parent): (i64, Option<Id>) = (row.get(12)?, row.get(13)?);
                let (living, count): (bool, i64) = (row.get(14)?, row.get(15)?);
                Ok((sum, was, n, parent, living, count))
            })?;
            let told_by = (!stale.contains(&id))
                .then(|| was.clone().with(&children))
                .flatten();
            match told_by {
                Some(told_by) => sum = told_by,
                None if count > 0 => {
                    let mut rows = below.query([id])?;
                    while let Some(row) = rows.next()? {
                        sum.add(&Worth::at(row, 0)?);
                    }
                }
                None => {}
            }
            if sum == was {
                continue;
            }
            sum.write(tx, ALL, n)?;
            told.insert(id);
            if let Some(parent) = parent.filter(|_| living) {
                moved.entry(parent).or_default().push((was, sum));
            }
        }
    }
    drop((ask, below));
    for id in told {
        tx.record(Change {
            entity: "unit".to_owned(),
            id,
            kind: ChangeKind::Updated,
        });
    }
    Ok(())
}

fn counted_on(read: &Read<'_>) -> Result<Option<String>> {
    Ok(read
        .sql()
        .prepare_cached("SELECT value FROM setting WHERE key = ?")?
        .query_row([DAY], |row| row.get(0))
        .optional()?)
}

/// Whether another day has come since it was last looked at what is overdue, and any day is known at all.
///
/// # Errors
/// When the database fails.
pub fn is_behind(read: &Read<'_>) -> Result<bool> {
    if counted_on(read)? == Some(read.today().to_string()) {
        return Ok(false);
    }
    let mut any = read
        .sql()
        .prepare_cached("SELECT 1 FROM instalment WHERE falls_on IS NOT NULL LIMIT 1")?;
    Ok(any.exists([])?)
}

/// Takes in what has become overdue, or is so no more by a clock set back.
///
/// # Errors
/// When the database fails.
pub fn today(tx: &mut Write<'_>) -> Result<()> {
    let today = tx.today().to_string();
    let before = counted_on(tx)?.unwrap_or_default();
    let (first, last) = if before < today {
        (&before, &today)
    } else {
        (&today, &before)
    };
    let stale = tx
        .sql()
        .prepare_cached(
            "SELECT DISTINCT unit FROM instalment
             WHERE falls_on >= ?1 AND falls_on <= ?2 AND unit IS NOT NULL",
        )?
        .query_map([first, last], |row| row.get(0))?
        .collect::<rusqlite::Result<BTreeSet<Id>>>()?;
    renew(tx, &stale)?;
    tx.sql().execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
        [DAY, &today],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{NONE, Worth};

    fn sum(currency: &str, minor: Option<i64>) -> Worth {
        Worth([Some((currency.to_owned(), minor)), None, None])
    }

    #[test]
    fn what_is_of_several_currencies_stays_so_without_asking_all_children() {
        let mixed = || sum(NONE, None);
        let (five, seven) = (sum("CNY", Some(5)), sum("CNY", Some(7)));
        let with = |was: &Worth, is: &Worth| mixed().with(&[(was.clone(), is.clone())]);
        assert_eq!(with(&five, &seven), Some(mixed()));
        assert_eq!(with(&Worth::default(), &five), Some(mixed()));
        // It may be of one currency now.
        assert_eq!(with(&five, &Worth::default()), None);
        assert_eq!(with(&five, &sum("USD", Some(5))), None);
        assert_eq!(with(&mixed(), &five), None);
    }
}
