//! The columns the core keeps for units and contacts: the main person, the business in sum, the
//! last and the next contact. Triggers and new records tell who needs them; this fills them in
//! before the commit.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rusqlite::params;

use super::office::in_office;
use super::{below, day};
use crate::base::Id;
use crate::base::error::Result;
use crate::records::query::exact_sum;
use crate::vault::{Hook, Read, Write, array};

/// Brings computed columns up to date.
pub struct KeepRollups;

/// So many records are brought up to date by one statement: opening it costs nothing any more, and
/// what it gathers before it writes is little yet.
const AT_ONCE: usize = 4096;

impl Hook for KeepRollups {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        if !bears_upon_any(tx) {
            return Ok(());
        }
        for entity in ["contact", "unit"] {
            let touched = taken(tx, entity)?;
            let mut borne = touched.clone();
            let mut work = Vec::new();
            for rollup in ROLLUPS.iter().filter(|rollup| rollup.entity == entity) {
                let mut made_for = BTreeSet::new();
                for (made, of) in rollup.made {
                    borne_upon(tx, made, of, &mut made_for)?;
                }
                made_for.retain(|id| !touched.contains(id));
                // Who is spoken to adds up to nothing further up.
                if !rollup.of_posts() {
                    borne.extend(&made_for);
                }
                work.push((rollup, made_for));
            }
            let mut told = BTreeSet::new();
            renew_all(tx, &touched, &work, &mut told)?;
            if entity == "unit" {
                borne_upon(tx, "complaint", "unit", &mut borne)?;
                below::renew(tx, &borne, &mut told)?;
            }
            day::tell(tx, entity, told);
        }
        Ok(())
    }
}

/// Whether a write touched anything that is counted: not, as most do, a field of a unit itself.
fn bears_upon_any(tx: &Write<'_>) -> bool {
    let counted = [
        "contact",
        "post",
        "cooperation",
        "activity",
        "task",
        "complaint",
    ];
    let mut changes = tx.changes().iter();
    changes.any(|change| counted.contains(&change.entity.as_str()))
        || tx.touched("unit", "parent").next().is_some()
}

/// Columns that are computed together.
struct Rollup {
    /// Whose they are.
    entity: &'static str,
    /// What new records bear on them: those of a table, and the column that says upon whom. What
    /// changed or went is told by the triggers, which alone know where it pointed before.
    made: &'static [(&'static str, &'static str)],
    /// Computes them for the records of an array.
    sql: String,
}

impl Rollup {
    fn of_posts(&self) -> bool {
        self.made.iter().any(|(made, _)| *made == "post")
    }
}

static ROLLUPS: LazyLock<[Rollup; 6]> = LazyLock::new(|| {
    let rollup = |entity, made, columns, asked: &str| Rollup {
        entity,
        made,
        // OR FAIL: an error takes the whole write back, so the statement need not be able to take
        // itself back.
        sql: format!(
            "UPDATE OR FAIL {entity} SET {columns} = ({asked})
             WHERE id IN (SELECT value FROM rarray(?1)) RETURNING id"
        ),
    };
    [
        // Where somebody's main post is: one that is not over, the main one first, the latest first.
        rollup(
            "contact",
            &[("post", "contact")],
            "(unit, title)",
            concat!(
                "SELECT unit, title FROM post p WHERE contact = contact.id AND deleted_at IS NULL
                 ORDER BY ",
                in_office!("p", "?2"),
                r#" DESC, is_primary DESC, "start" DESC, n DESC LIMIT 1"#
            ),
        ),
        rollup(
            "unit",
            &[("post", "unit")],
            "(contact_name, contact_phone)",
            // Of those who count alike, whoever stays before whoever is known to go.
            concat!(
                "SELECT c.full_name, coalesce(json_extract(c.phones, '$[0].raw'),
                                              json_extract(p.work_phone, '$[0].raw'))
                 FROM post p JOIN contact c ON c.id = p.contact
                 WHERE p.unit = unit.id AND p.deleted_at IS NULL AND ",
                in_office!("p", "?2"),
                r#" AND c.deleted_at IS NULL AND c."left" = 0
                 ORDER BY p.is_primary DESC, p."end" IS NOT NULL, p.n LIMIT 1"#
            ),
        ),
        // Amounts add up only where they are of one currency; otherwise the sum is not known, and
        // its currency says so: ISO 4217's XXX, no currency, keeps it out of every sum further up.
        rollup(
            "unit",
            &[("cooperation", "unit")],
            "(coop_amount, coop_amount_currency, coop_count)",
            &format!(
                "SELECT CASE WHEN alike THEN amount END,
                   CASE WHEN alike AND amount IS NOT NULL THEN currency
                        WHEN known > 0 THEN 'XXX' END,
                   every
                 FROM (
                   SELECT min(amount_currency) = max(amount_currency) AS alike, {} AS amount,
                     max(amount_currency) AS currency, count(amount) AS known, count(*) AS every
                   FROM cooperation WHERE unit = unit.id AND deleted_at IS NULL)",
                exact_sum("amount")
            ),
        ),
        rollup(
            "unit",
            &[("task", "unit")],
            "(next_touch, next_touch_zone, next_step)",
            "SELECT due, due_zone, title FROM task
             WHERE unit = unit.id AND state = 'open' AND due IS NOT NULL AND deleted_at IS NULL
             ORDER BY wall_instant(due, due_zone), n LIMIT 1",
        ),
        rollup(
            "unit",
            &[("activity", "unit"), ("activity_unit", "unit")],
            "last_touch",
            "SELECT max(at) FROM (
               SELECT max(at) AS at FROM activity WHERE unit = unit.id AND deleted_at IS NULL
               UNION ALL
               SELECT max(a.at) FROM activity_unit o JOIN activity a ON a.id = o.activity
               WHERE o.unit = unit.id AND a.deleted_at IS NULL)",
        ),
        rollup(
            "unit",
            &[("unit", "parent")],
            "children",
            "SELECT count(*) FROM unit c WHERE c.parent = unit.id AND c.deleted_at IS NULL",
        ),
    ]
});

/// Adds those upon whom the records of a table bear that this write made, or brought back.
fn borne_upon(tx: &Write<'_>, table: &str, column: &str, stale: &mut BTreeSet<Id>) -> Result<()> {
    let (entity, key) = match table {
        "activity_unit" => ("activity", "activity"),
        table => (table, "id"),
    };
    let made = tx.made(entity);
    if made.is_empty() {
        return Ok(());
    }
    let mut find = tx.sql().prepare_cached(&format!(
        "SELECT o.{column} FROM rarray(?) AS made CROSS JOIN {table} o ON o.{key} = made.value
         WHERE o.{column} IS NOT NULL"
    ))?;
    let mut rows = find.query([array(&made)])?;
    while let Some(row) = rows.next()? {
        stale.insert(row.get(0)?);
    }
    Ok(())
}

fn taken(tx: &Write<'_>, entity: &str) -> Result<BTreeSet<Id>> {
    let ids = tx
        .sql()
        .prepare_cached(&format!("SELECT {entity} FROM {entity}_stale"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<BTreeSet<_>>>()?;
    if !ids.is_empty() {
        tx.sql()
            .prepare_cached(&format!("DELETE FROM {entity}_stale"))?
            .execute([])?;
    }
    Ok(ids)
}

/// Computes all columns of some records anew before it goes on to the next: a table larger than the cache is
/// read and written once for all of them.
fn renew_all(
    tx: &Write<'_>,
    touched: &BTreeSet<Id>,
    work: &[(&Rollup, BTreeSet<Id>)],
    told: &mut BTreeSet<Id>,
) -> Result<()> {
    let mut all: Vec<Id> = touched.iter().copied().collect();
    all.extend(work.iter().flat_map(|(_, made_for)| made_for));
    all.sort_unstable();
    all.dedup();
    for some in all.chunks(AT_ONCE) {
        let (Some(first), Some(last)) = (some.first(), some.last()) else {
            continue;
        };
        for (rollup, made_for) in work {
            let stale = touched.range(first..=last);
            let stale = stale.chain(made_for.range(first..=last)).copied();
            renew(tx, &rollup.sql, stale, told)?;
        }
    }
    Ok(())
}

/// Computes columns of some records anew: in the order they were made, in which they lie in the
/// table.
fn renew(
    tx: &Write<'_>,
    sql: &str,
    stale: impl Iterator<Item = Id>,
    told: &mut BTreeSet<Id>,
) -> Result<()> {
    let mut stale: Vec<Id> = stale.collect();
    stale.sort_unstable();
    let today = tx.today().to_string();
    for some in stale.chunks(AT_ONCE) {
        let mut renew = tx.sql().prepare_cached(sql)?;
        // Only posts ask what day it is.
        let mut rows = match renew.parameter_count() {
            1 => renew.query([array(some)])?,
            _ => renew.query(params![array(some), today])?,
        };
        while let Some(row) = rows.next()? {
            told.insert(row.get(0)?);
        }
    }
    Ok(())
}

/// Where the day is kept for which it was last looked at whose posts are over.
const DAY: &str = "units.day";

/// Whether another day has come since it was last looked at whose posts are over, and any ends at all.
///
/// # Errors
/// When the database fails.
pub fn is_behind(read: &Read<'_>) -> Result<bool> {
    if day::kept(read, DAY)? == Some(read.today().to_string()) {
        return Ok(false);
    }
    let mut any = read
        .sql()
        .prepare_cached("SELECT 1 FROM post WHERE \"end\" IS NOT NULL LIMIT 1")?;
    Ok(any.exists([])?)
}

/// Brings up to date what hangs on posts that are over by now, or that a clock set back has brought back.
///
/// # Errors
/// When the database fails.
pub fn today(tx: &mut Write<'_>) -> Result<()> {
    let today = tx.today().to_string();
    let before = day::kept(tx, DAY)?.unwrap_or_default();
    let (first, last) = if before < today {
        (&before, &today)
    } else {
        (&today, &before)
    };
    for entity in ["contact", "unit"] {
        let stale = tx
            .sql()
            .prepare_cached(&format!(
                "SELECT {entity} FROM post WHERE \"end\" >= ?1 AND \"end\" < ?2"
            ))?
            .query_map([first, last], |row| row.get(0))?
            .collect::<rusqlite::Result<BTreeSet<Id>>>()?;
        let mut told = BTreeSet::new();
        let of_posts = |rollup: &&Rollup| rollup.entity == entity && rollup.of_posts();
        for rollup in ROLLUPS.iter().filter(of_posts) {
            renew(tx, &rollup.sql, stale.iter().copied(), &mut told)?;
        }
        day::tell(tx, entity, told);
    }
    day::keep(tx, DAY, &today)
}
