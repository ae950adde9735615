//! What each unit brings with all below it, kept beside it by differences: a payment is added to those
//! above its unit, and a branch that moves is taken out of those it stood under and added to those it
//! stands under now. An edit costs how deep it lies, not how broad the group is.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::{OptionalExtension, params};

use super::amounts::{self, Own};
use super::rules::Rules;
use crate::base::{Id, Result};
use crate::vault::{Read, Write, array};

/// An amount, and how many are left out of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    minor: i64,
    left_out: i64,
}

impl Sum {
    /// Whatever a customer brings, a thousand times the largest amount there is is not reached.
    fn add(&mut self, other: Self) {
        self.minor = self.minor.saturating_add(other.minor);
        self.left_out = self.left_out.saturating_add(other.left_out);
    }

    fn less(self, other: Self) -> Self {
        Self {
            minor: self.minor.saturating_sub(other.minor),
            left_out: self.left_out.saturating_sub(other.left_out),
        }
    }
}

/// Counts every unit anew.
pub(super) fn recount(tx: &Write<'_>, rules: &Rules) -> Result<()> {
    let own = amounts::own(tx, rules, None)?;
    let all = amounts::with_below(tx, &own)?;
    tx.sql().execute("DELETE FROM size_sum", [])?;
    let mut keep = tx.sql().prepare_cached(
        "INSERT INTO size_sum (unit, parent, own, own_left_out, until, whole, left_out)
         SELECT id, parent, ?2, ?3, ?4, ?5, ?6 FROM unit WHERE id = ?1",
    )?;
    for (unit, (sum, left_out)) in &all {
        let own = own.get(unit).copied().unwrap_or_default();
        keep.execute(params![
            unit,
            own.minor,
            own.left_out,
            until(&own),
            sum,
            left_out
        ])?;
    }
    Ok(())
}

/// Forgets all of it.
pub(super) fn forget(tx: &Write<'_>) -> Result<()> {
    tx.sql().execute("DELETE FROM size_sum", [])?;
    Ok(())
}

/// Keeps the sums up with units that bring something else now, and with those that stand elsewhere or
/// are no more; whose sum may have become another by it.
pub(super) fn renew(
    tx: &Write<'_>,
    rules: &Rules,
    stale: &BTreeSet<Id>,
    moved: &BTreeSet<Id>,
) -> Result<BTreeSet<Id>> {
    let moved = moved_among(tx, moved)?;
    let mut by = Differences::over(tx);
    by.take_out(&moved)?;
    by.put_in(&moved)?;
    place(tx, &moved)?;
    let stale: Vec<Id> = stale.iter().copied().collect();
    let own = amounts::own(tx, rules, Some(&stale))?;
    for unit in stale {
        let own = own.get(&unit).copied().unwrap_or_default();
        let more = keep_own(tx, unit, &own)?;
        by.add_upwards(Some(unit), more)?;
    }
    by.write()
}

fn until(own: &Own) -> Option<String> {
    own.until.map(|day| day.to_string())
}

/// A unit that is not where it was counted.
struct Moved {
    id: Id,
    from: Option<Id>,
    to: Option<Id>,
    gone: bool,
    whole: Sum,
}

/// Those of the units that stand elsewhere, or nowhere. Whoever brings nothing has no sum to move.
fn moved_among(read: &Read<'_>, units: &BTreeSet<Id>) -> Result<Vec<Moved>> {
    let mut find = read.sql().prepare_cached(
        "SELECT s.unit, s.parent, u.parent, u.id IS NULL, s.whole, s.left_out
         FROM rarray(?1) AS m CROSS JOIN size_sum s ON s.unit = m.value
         LEFT JOIN unit u ON u.id = s.unit WHERE u.id IS NULL OR u.parent IS NOT s.parent",
    )?;
    let found = find.query_map([array(units)], |row| {
        Ok(Moved {
            id: row.get(0)?,
            from: row.get(1)?,
            to: row.get(2)?,
            gone: row.get(3)?,
            whole: Sum {
                minor: row.get(4)?,
                left_out: row.get(5)?,
            },
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Notes where they stand now.
fn place(tx: &Write<'_>, moved: &[Moved]) -> Result<()> {
    for unit in moved {
        if unit.gone {
            tx.sql()
                .prepare_cached("DELETE FROM size_sum WHERE unit = ?1")?
                .execute([unit.id])?;
        } else {
            tx.sql()
                .prepare_cached("UPDATE size_sum SET parent = ?2 WHERE unit = ?1")?
                .execute(params![unit.id, unit.to])?;
        }
    }
    Ok(())
}

/// Keeps what a unit itself brings; by how much that is more than before.
fn keep_own(tx: &Write<'_>, unit: Id, own: &Own) -> Result<Sum> {
    let was = tx
        .sql()
        .prepare_cached("SELECT own, own_left_out, until FROM size_sum WHERE unit = ?1")?
        .query_row([unit], |row| {
            let sum = Sum {
                minor: row.get(0)?,
                left_out: row.get(1)?,
            };
            Ok((sum, row.get(2)?))
        })
        .optional()?;
    let now = Sum {
        minor: own.minor,
        left_out: own.left_out.into(),
    };
    let ends = until(own);
    let (before, before_ends): (Sum, Option<String>) = was.unwrap_or_default();
    if (before, &before_ends) != (now, &ends) {
        tx.sql()
            .prepare_cached(
                "INSERT INTO size_sum (unit, parent, own, own_left_out, until)
                 SELECT id, parent, ?2, ?3, ?4 FROM unit WHERE id = ?1
                 ON CONFLICT (unit) DO UPDATE SET own = ?2, own_left_out = ?3, until = ?4",
            )?
            .execute(params![unit, now.minor, now.left_out, ends])?;
    }
    Ok(now.less(before))
}

/// By how much the sums of units differ from what is kept.
struct Differences<'t, 'c> {
    tx: &'t Write<'c>,
    by: BTreeMap<Id, Sum>,
    parents: HashMap<Id, Option<Id>>,
}

impl<'t, 'c> Differences<'t, 'c> {
    fn over(tx: &'t Write<'c>) -> Self {
        Self {
            tx,
            by: BTreeMap::new(),
            parents: HashMap::new(),
        }
    }

    fn add(&mut self, unit: Id, sum: Sum) {
        self.by.entry(unit).or_default().add(sum);
    }

    /// Takes what moves out of all it was counted under. What moves by itself takes along what is
    /// still below it: of a unit that leaves it, it alone is told.
    fn take_out(&mut self, moved: &[Moved]) -> Result<()> {
        let by_itself: HashSet<Id> = moved.iter().map(|unit| unit.id).collect();
        let mut parents: HashMap<Id, Option<Id>> = HashMap::new();
        let mut find = self
            .tx
            .sql()
            .prepare_cached("SELECT parent FROM size_sum WHERE unit = ?1")?;
        for unit in moved {
            let mut next = unit.from;
            while let Some(at) = next {
                self.add(at, Sum::default().less(unit.whole));
                if by_itself.contains(&at) {
                    break;
                }
                next = match parents.get(&at) {
                    Some(parent) => *parent,
                    None => {
                        let parent = find.query_row([at], |row| row.get(0)).optional()?.flatten();
                        parents.insert(at, parent);
                        parent
                    }
                };
            }
        }
        Ok(())
    }

    /// Adds what moved, as it is without those that left it, to all it stands under now.
    fn put_in(&mut self, moved: &[Moved]) -> Result<()> {
        let mut carried: Vec<(Option<Id>, Sum)> = Vec::with_capacity(moved.len());
        for unit in moved.iter().filter(|unit| !unit.gone) {
            let mut sum = unit.whole;
            sum.add(self.by.get(&unit.id).copied().unwrap_or_default());
            carried.push((unit.to, sum));
        }
        for (to, sum) in carried {
            self.add_upwards(to, sum)?;
        }
        Ok(())
    }

    /// Adds to a unit and to all it stands under.
    fn add_upwards(&mut self, from: Option<Id>, sum: Sum) -> Result<()> {
        if sum == Sum::default() {
            return Ok(());
        }
        let mut next = from;
        while let Some(at) = next {
            self.add(at, sum);
            next = match self.parents.get(&at) {
                Some(parent) => *parent,
                None => {
                    let mut find = self
                        .tx
                        .sql()
                        .prepare_cached("SELECT parent FROM unit WHERE id = ?1")?;
                    let parent = find.query_row([at], |row| row.get(0)).optional()?.flatten();
                    self.parents.insert(at, parent);
                    parent
                }
            };
        }
        Ok(())
    }

    /// Writes what came out otherwise, in the order in which it lies; whose it is.
    fn write(self) -> Result<BTreeSet<Id>> {
        let mut find = self
            .tx
            .sql()
            .prepare_cached("SELECT whole, left_out FROM size_sum WHERE unit = ?1")?;
        let mut keep = self.tx.sql().prepare_cached(
            "INSERT INTO size_sum (unit, parent, whole, left_out)
             SELECT id, parent, ?2, ?3 FROM unit WHERE id = ?1
             ON CONFLICT (unit) DO UPDATE SET whole = ?2, left_out = ?3",
        )?;
        let mut stand = self.tx.sql().prepare_cached(
            "INSERT OR IGNORE INTO size_sum (unit, parent) SELECT id, parent FROM unit WHERE id = ?1",
        )?;
        let mut touched = BTreeSet::new();
        for (unit, by) in self.by {
            if by == Sum::default() {
                // Those below it are found again through it, though what they brought came to nothing.
                stand.execute([unit])?;
                continue;
            }
            let mut sum = find
                .query_row([unit], |row| {
                    Ok(Sum {
                        minor: row.get(0)?,
                        left_out: row.get(1)?,
                    })
                })
                .optional()?
                .unwrap_or_default();
            sum.add(by);
            keep.execute(params![unit, sum.minor, sum.left_out])?;
            touched.insert(unit);
        }
        Ok(touched)
    }
}
