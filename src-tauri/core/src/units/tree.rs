//! The tree of units: its closure table, its roots and depths, kept with every write; no cycles.

use rusqlite::{OptionalExtension, params};

use crate::base::error::{Error, Result};
use crate::base::{Change, ChangeKind, Id};
use crate::records::value::{FieldKind, Value, from_columns};
use crate::vault::{Hook, Read, Write};

/// Keeps `unit_tree`, `unit.group`, `unit.depth` and `unit.children` true.
pub struct KeepTree;

impl Hook for KeepTree {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let mut units: Vec<Id> = Vec::new();
        for change in tx.changes().iter().filter(|change| change.entity == "unit") {
            units.push(change.id);
        }
        for id in units {
            place(tx, id)?;
        }
        Ok(())
    }
}

struct Node {
    n: i64,
    parent: Option<Id>,
    living: bool,
}

fn node(read: &Read<'_>, id: Id) -> Result<Option<Node>> {
    Ok(read
        .sql()
        .prepare_cached("SELECT n, parent, deleted_at IS NULL FROM unit WHERE id = ?")?
        .query_row([id], |row| {
            Ok(Node {
                n: row.get(0)?,
                parent: row.get(1)?,
                living: row.get(2)?,
            })
        })
        .optional()?)
}

/// Puts one unit, with all below it, where its parent says.
fn place(tx: &mut Write<'_>, id: Id) -> Result<()> {
    let Some(unit) = node(tx, id)? else {
        return Ok(());
    };
    let parent = match unit.parent {
        Some(parent) => Some(
            node(tx, parent)?
                .filter(|node| node.living)
                .ok_or_else(|| Error::invalid("unit.parent", "error.parent_gone")),
        ),
        None => None,
    };
    // A unit in the bin keeps its place whatever became of its parent.
    let parent = match parent {
        Some(Ok(node)) => Some(node.n),
        Some(Err(e)) if unit.living => return Err(e),
        Some(Err(_)) | None => None,
    };
    let stood: Option<Option<i64>> = tx
        .sql()
        .prepare_cached(
            "SELECT (SELECT ancestor FROM unit_tree WHERE descendant = ?1 AND depth = 1)
             FROM unit_tree WHERE descendant = ?1 AND ancestor = ?1",
        )?
        .query_row([unit.n], |row| row.get(0))
        .optional()?;
    match stood {
        None => {
            tx.sql()
                .prepare_cached(
                    "INSERT INTO unit_tree (ancestor, descendant, depth)
                     SELECT ?1, ?1, 0 UNION ALL
                     SELECT ancestor, ?1, depth + 1 FROM unit_tree WHERE descendant = ?2",
                )?
                .execute(params![unit.n, parent])?;
        }
        Some(old) if old == parent => {
            // Where it stands is right; whether it counts as a child may have changed.
            return count_children(tx, parent);
        }
        Some(old) => {
            move_subtree(tx, unit.n, parent)?;
            count_children(tx, old)?;
        }
    }
    settle(tx, unit.n)?;
    count_children(tx, parent)
}

fn move_subtree(tx: &mut Write<'_>, unit: i64, parent: Option<i64>) -> Result<()> {
    let cycle = tx
        .sql()
        .prepare_cached("SELECT 1 FROM unit_tree WHERE ancestor = ?1 AND descendant = ?2")?
        .exists(params![unit, parent])?;
    if cycle {
        return Err(Error::invalid("unit.parent", "error.tree_cycle"));
    }
    tx.sql()
        .prepare_cached(
            "DELETE FROM unit_tree
             WHERE descendant IN (SELECT descendant FROM unit_tree WHERE ancestor = ?1)
               AND ancestor IN (SELECT ancestor FROM unit_tree WHERE descendant = ?1 AND depth > 0)",
        )?
        .execute([unit])?;
    tx.sql()
        .prepare_cached(
            "INSERT INTO unit_tree (ancestor, descendant, depth)
             SELECT above.ancestor, below.descendant, above.depth + below.depth + 1
             FROM unit_tree above JOIN unit_tree below
             WHERE above.descendant = ?2 AND below.ancestor = ?1",
        )?
        .execute(params![unit, parent])?;
    Ok(())
}

/// Tells a unit and all below it their root and depth.
fn settle(tx: &mut Write<'_>, unit: i64) -> Result<()> {
    let mut find = tx.sql().prepare_cached(
        "SELECT u.id, max(up.depth), (SELECT r.id FROM unit_tree top JOIN unit r ON r.n = top.ancestor
                WHERE top.descendant = u.n ORDER BY top.depth DESC LIMIT 1)
         FROM unit_tree below JOIN unit u ON u.n = below.descendant
         JOIN unit_tree up ON up.descendant = below.descendant
         WHERE below.ancestor = ? GROUP BY u.n",
    )?;
    let found = find
        .query_map([unit], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<Vec<(Id, i64, Id)>>>()?;
    drop(find);
    let several = found.len() > 1;
    for (id, depth, root) in found {
        tx.sql()
            .prepare_cached("UPDATE unit SET \"group\" = ?, depth = ? WHERE id = ?")?
            .execute(params![root, depth, id])?;
        if several {
            tx.record(Change {
                entity: "unit".into(),
                id,
                kind: ChangeKind::Updated,
            });
        }
    }
    Ok(())
}

pub(super) fn count_children(tx: &mut Write<'_>, parent: Option<i64>) -> Result<()> {
    if let Some(n) = parent {
        tx.sql()
            .prepare_cached(
                "UPDATE unit SET children = (SELECT count(*) FROM unit c
                   WHERE c.parent = unit.id AND c.deleted_at IS NULL) WHERE n = ?",
            )?
            .execute([n])?;
        let id: Id = tx
            .sql()
            .prepare_cached("SELECT id FROM unit WHERE n = ?")?
            .query_row([n], |row| row.get(0))?;
        tx.record(Change {
            entity: "unit".into(),
            id,
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

/// The units that report to `parent`, or the roots, in the order of their names.
///
/// # Errors
/// When the database fails.
pub fn children(read: &Read<'_>, parent: Option<Id>) -> Result<Vec<TreeNode>> {
    let today = read
        .now()
        .utc()
        .with_timezone(&read.zone())
        .date_naive()
        .to_string();
    let mut find = read.sql().prepare_cached(
        "SELECT u.id, u.rev, u.legal_name, u.kind, u.children, u.coop_amount, u.coop_amount_currency,
           count(d.n) - 1, sum(d.coop_amount), max(d.coop_amount_currency),
           count(DISTINCT d.coop_amount_currency), min(d.next_touch), max(d.next_touch_zone),
           max(d.last_touch), count(CASE WHEN substr(d.next_touch, 1, 10) < ?2 THEN 1 END)
         FROM unit u JOIN unit_tree t ON t.ancestor = u.n
         JOIN unit d ON d.n = t.descendant AND d.deleted_at IS NULL
         WHERE u.parent IS ?1 AND u.deleted_at IS NULL GROUP BY u.n ORDER BY u.name_key",
    )?;
    let mut rows = find.query(params![parent, today])?;
    let mut nodes = Vec::new();
    while let Some(row) = rows.next()? {
        let all = match row.get::<_, i64>(10)? {
            1 => from_columns(FieldKind::Money, row.get(8)?, Some(row.get(9)?))?,
            _ => Value::Null,
        };
        nodes.push(TreeNode {
            id: row.get(0)?,
            rev: row.get(1)?,
            label: row.get(2)?,
            kind: row.get(3)?,
            children: row.get(4)?,
            amount: from_columns(FieldKind::Money, row.get(5)?, Some(row.get(6)?))?,
            descendants: row.get(7)?,
            amount_all: all,
            next_touch: from_columns(FieldKind::WallTime, row.get(11)?, Some(row.get(12)?))?,
            last_touch: from_columns(FieldKind::Instant, row.get(13)?, None)?,
            overdue: row.get(14)?,
        });
    }
    Ok(nodes)
}
