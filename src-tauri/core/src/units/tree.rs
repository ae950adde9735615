//! The tree of units: its closure table, its roots and depths, kept with every write; no cycles.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, params};

use crate::base::error::{Error, Result};
use crate::base::{Change, ChangeKind, Id};
use crate::records::query::exact_sum;
use crate::records::value::{FieldKind, Value, from_columns};
use crate::vault::{Hook, Read, Write};

/// Keeps `unit_tree`, `unit.group` and `unit.depth` true.
pub struct KeepTree;

impl Hook for KeepTree {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let mut seen = HashSet::new();
        let mut units: Vec<Id> = Vec::new();
        for change in tx.changes().iter().filter(|change| change.entity == "unit") {
            if seen.insert(change.id) {
                units.push(change.id);
            }
        }
        // All are looked at before one is placed, for placing walks down to where the tree ends.
        for id in &units {
            hold_parent(tx, *id)?;
        }
        // Nor is one placed below rows that are about to go: where two change places, the one would
        // find itself above itself.
        let mut astray = Vec::new();
        for id in units {
            if !stands(tx, id)? {
                astray.push(id);
            }
        }
        for id in &astray {
            clear(tx, *id)?;
        }
        for id in astray {
            if !stands(tx, id)? {
                place(tx, id)?;
            }
        }
        Ok(())
    }
}

/// Refuses a parent in the bin, and one that stands below the unit or is the unit itself.
fn hold_parent(tx: &Write<'_>, id: Id) -> Result<()> {
    let stands: Option<bool> = tx
        .sql()
        .prepare_cached(
            "SELECT u.deleted_at IS NOT NULL OR coalesce(p.deleted_at IS NULL AND p.id IS NOT NULL, 0)
             FROM unit u LEFT JOIN unit p ON p.id = u.parent
             WHERE u.id = ? AND u.parent IS NOT NULL",
        )?
        .query_row([id], |row| row.get(0))
        .optional()?;
    match stands {
        None => return Ok(()),
        Some(false) => return Err(Error::invalid("unit.parent", "error.parent_gone")),
        Some(true) => {}
    }
    let circle = tx
        .sql()
        .prepare_cached(
            "WITH RECURSIVE above(id) AS (
               SELECT parent FROM unit WHERE id = ?1
               UNION SELECT u.parent FROM above JOIN unit u ON u.id = above.id)
             SELECT 1 FROM above WHERE id = ?1",
        )?
        .exists([id])?;
    if circle {
        return Err(Error::invalid("unit.parent", "error.tree_cycle"));
    }
    Ok(())
}

/// Whether a unit stands right below its parent: one more ancestor than that has, each a step
/// further away. Where the parent is itself not placed yet, it takes this one along later. A unit
/// that is no more stands well enough.
fn stands(read: &Read<'_>, id: Id) -> Result<bool> {
    let found: Option<Option<bool>> = read
        .sql()
        .prepare_cached(STANDS)?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(found.is_none_or(|stands| stands == Some(true)))
}

const STANDS: &str = r#"
SELECT u.depth = coalesce(p.depth + 1, 0) AND u."group" IS coalesce(p."group", u.id)
  AND (SELECT count(*) FROM unit_tree WHERE descendant = u.n) = u.depth + 1
  AND EXISTS (SELECT 1 FROM unit_tree WHERE descendant = u.n AND ancestor = u.n AND depth = 0)
  AND NOT EXISTS (
    SELECT 1 FROM unit_tree above WHERE above.descendant = p.n AND NOT EXISTS (
      SELECT 1 FROM unit_tree own WHERE own.descendant = u.n
        AND own.ancestor = above.ancestor AND own.depth = above.depth + 1))
FROM unit u LEFT JOIN unit p ON p.id = u.parent WHERE u.id = ?"#;

/// The unit `?1` and all below it, by their parents.
const BELOW: &str = "below(n, id) AS (
  SELECT n, id FROM unit WHERE id = ?1
  UNION ALL SELECT u.n, u.id FROM below JOIN unit u ON u.parent = below.id)";

/// Takes a unit, with all below it, out of the table. A new one has nothing there, and what was
/// moved below it goes by itself.
fn clear(tx: &Write<'_>, id: Id) -> Result<()> {
    let known = tx
        .sql()
        .prepare_cached(
            "SELECT 1 FROM unit u JOIN unit_tree t ON t.descendant = u.n WHERE u.id = ?",
        )?
        .exists([id])?;
    if known { clear_below(tx, id) } else { Ok(()) }
}

fn clear_below(tx: &Write<'_>, id: Id) -> Result<()> {
    tx.sql()
        .prepare_cached(&format!(
            "WITH RECURSIVE {BELOW}
             DELETE FROM unit_tree WHERE descendant IN (SELECT n FROM below)"
        ))?
        .execute([id])?;
    Ok(())
}

/// Puts one unit, with all below it, where its parent says. Asked of the parents alone: the table
/// may have lost those in between, when a step that made them is taken back.
fn place(tx: &mut Write<'_>, id: Id) -> Result<()> {
    clear_below(tx, id)?;
    // Every pair begins at the ancestor, with the unit itself or a unit of the subtree, and grows
    // downwards.
    tx.sql()
        .prepare_cached(&format!(
            "WITH RECURSIVE {BELOW},
               pair(ancestor, n, id, depth) AS (
                 SELECT n, n, id, 0 FROM below
                 UNION ALL
                 SELECT above.ancestor, u.n, u.id, above.depth + 1
                 FROM unit u JOIN unit p ON p.id = u.parent
                 JOIN unit_tree above ON above.descendant = p.n WHERE u.id = ?1
                 UNION ALL
                 SELECT pair.ancestor, u.n, u.id, pair.depth + 1
                 FROM pair JOIN unit u ON u.parent = pair.id)
             INSERT INTO unit_tree (ancestor, descendant, depth)
             SELECT ancestor, n, depth FROM pair"
        ))?
        .execute([id])?;
    settle(tx, id)
}

/// Tells a unit and all below it their root and depth.
fn settle(tx: &mut Write<'_>, id: Id) -> Result<()> {
    let mut tell = tx.sql().prepare_cached(
        r#"WITH here(n, root) AS (
             SELECT u.n, coalesce(p."group", u.id)
             FROM unit u LEFT JOIN unit p ON p.id = u.parent WHERE u.id = ?),
           due(n, root, depth) AS (
             SELECT below.descendant, here.root,
               (SELECT max(depth) FROM unit_tree WHERE descendant = below.descendant)
             FROM here JOIN unit_tree below ON below.ancestor = here.n)
           UPDATE unit SET "group" = due.root, depth = due.depth FROM due
           WHERE unit.n = due.n AND (unit."group" IS NOT due.root OR unit.depth <> due.depth)
           RETURNING id"#,
    )?;
    let told = tell
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<Id>>>()?;
    drop(tell);
    for other in told.into_iter().filter(|other| *other != id) {
        tx.record(Change {
            entity: "unit".into(),
            id: other,
            kind: ChangeKind::Updated,
        });
    }
    Ok(())
}

/// The units above `id`, the root first, with their names.
///
/// # Errors
/// When the database fails.
pub fn path(read: &Read<'_>, id: Id) -> Result<Vec<(Id, String)>> {
    let mut find = read.sql().prepare_cached(
        "SELECT a.id, coalesce(a.short_name, a.legal_name) FROM unit u
         JOIN unit_tree t ON t.descendant = u.n AND t.depth > 0
         JOIN unit a ON a.n = t.ancestor WHERE u.id = ? ORDER BY t.depth DESC",
    )?;
    let path = find
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(path)
}

/// A unit as the tree shows it: its own figures beside those of its whole subtree.
#[derive(Debug, Clone, PartialEq, serde::Serialize, specta::Type)]
pub struct TreeNode {
    /// The unit.
    pub id: Id,
    /// Its revision.
    pub rev: i32,
    /// Its name.
    pub label: String,
    /// Its kind, by code.
    pub kind: String,
    /// Units that report to it.
    pub children: u32,
    /// Units below it, at any depth.
    pub descendants: u32,
    /// Its own business.
    pub amount: Value,
    /// The business of its whole subtree; null where it is of several currencies.
    pub amount_all: Value,
    /// What is due next in its subtree.
    pub next_touch: Value,
    /// The latest conversation in its subtree.
    pub last_touch: Value,
    /// Units of its subtree whose next contact lies before today.
    pub overdue: u32,
}

/// What a unit and all below it come to.
struct Figures {
    units: u32,
    amount: Value,
    next_touch: Value,
    last_touch: Value,
    overdue: u32,
}

/// The units that report to `parent`, or the roots, in the order of their names.
///
/// # Errors
/// When the database fails.
pub fn children(read: &Read<'_>, parent: Option<Id>) -> Result<Vec<TreeNode>> {
    let mut figures = figures(read, parent)?;
    let mut find = read.sql().prepare_cached(
        "SELECT id, rev, legal_name, kind, children, coop_amount, coop_amount_currency
         FROM unit WHERE parent IS ? AND deleted_at IS NULL ORDER BY name_key",
    )?;
    let mut rows = find.query([parent])?;
    let mut nodes = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let Some(all) = figures.remove(&id) else {
            continue;
        };
        nodes.push(TreeNode {
            id,
            rev: row.get(1)?,
            label: row.get(2)?,
            kind: row.get(3)?,
            children: row.get(4)?,
            descendants: all.units - 1,
            amount: from_columns(FieldKind::Money, row.get(5)?, Some(row.get(6)?))?,
            amount_all: all.amount,
            next_touch: all.next_touch,
            last_touch: all.last_touch,
            overdue: all.overdue,
        });
    }
    Ok(nodes)
}

/// The figures of each child of `parent` with all below it. Those of the roots are the figures of
/// whole trees, so that one walk along an index answers for all of them, however many there are.
fn figures(read: &Read<'_>, parent: Option<Id>) -> Result<HashMap<Id, Figures>> {
    let from = match parent {
        None => {
            r#"d."group" FROM unit d WHERE ?1 IS NULL AND d.deleted_at IS NULL
             GROUP BY d."group""#
        }
        Some(_) => {
            "u.id FROM unit u JOIN unit_tree t ON t.ancestor = u.n
             JOIN unit d ON d.n = t.descendant
             WHERE u.parent = ?1 AND u.deleted_at IS NULL AND d.deleted_at IS NULL GROUP BY u.n"
        }
    };
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT count(*),
           CASE WHEN min(d.coop_amount_currency) = max(d.coop_amount_currency) THEN {sum} END,
           max(d.coop_amount_currency), min(d.next_touch), max(d.next_touch_zone),
           max(d.last_touch), sum(d.next_touch < ?2), {from}",
        sum = exact_sum("d.coop_amount"),
    ))?;
    let today = read.now().utc().with_timezone(&read.zone()).date_naive();
    let mut rows = find.query(params![parent, today.to_string()])?;
    let mut figures = HashMap::new();
    while let Some(row) = rows.next()? {
        let of = Figures {
            units: row.get(0)?,
            amount: from_columns(FieldKind::Money, row.get(1)?, Some(row.get(2)?))?,
            next_touch: from_columns(FieldKind::WallTime, row.get(3)?, Some(row.get(4)?))?,
            last_touch: from_columns(FieldKind::Instant, row.get(5)?, None)?,
            overdue: row.get::<_, Option<u32>>(6)?.unwrap_or_default(),
        };
        figures.insert(row.get(7)?, of);
    }
    Ok(figures)
}
