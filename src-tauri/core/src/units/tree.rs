//! The tree of units: its closure table and its roots, kept with every write; no cycles.

use std::collections::{BTreeSet, HashMap};

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};

use crate::base::error::{Error, Result};
use crate::base::{Change, ChangeKind, Id};
use crate::records::catalog::Place;
use crate::records::value::{FieldKind, Value, from_columns};
use crate::vault::{Hook, Read, Write, array};

/// Keeps `unit_tree` and `unit.group` true.
pub struct KeepTree;

impl Hook for KeepTree {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let touched: BTreeSet<Id> = tx.touched("unit", "parent").collect();
        if touched.is_empty() {
            return Ok(());
        }
        let found = look(tx, &touched)?;
        hold_parents(tx, &found)?;
        let astray: Vec<Id> = found
            .iter()
            .filter(|unit| !unit.stands)
            .map(|unit| unit.id)
            .collect();
        if astray.is_empty() {
            return Ok(());
        }
        for told in place(tx, &astray)? {
            if !touched.contains(&told) {
                tx.record(Change {
                    entity: "unit".into(),
                    id: told,
                    kind: ChangeKind::Updated,
                });
            }
        }
        Ok(())
    }
}

/// Where a new unit stands, as far as its parent tells yet: the hook sets right what comes later.
pub(super) fn place_new(read: &Read<'_>, id: Id, parent: Option<Id>) -> Result<Place> {
    let mut find = read
        .sql()
        .prepare_cached(r#"SELECT "group" FROM unit WHERE id = ? AND "group" IS NOT NULL"#)?;
    let over: Option<Id> = match parent {
        Some(parent) => find.query_row([parent], |row| row.get(0)).optional()?,
        None => None,
    };
    let root = over.unwrap_or(id);
    Ok(vec![("group", Sql::Blob(root.bytes().to_vec()))])
}

/// A unit that was touched, as it stands now. One that is no more is not among them.
struct Touched {
    id: Id,
    parent: Option<Id>,
    /// Its parent is there and not in the bin, or it has none, or is in the bin itself.
    held: bool,
    /// The tree has it right below its parent: those above that, and one more. Where the parent is
    /// itself not placed yet, it takes this one along later.
    stands: bool,
}

/// A new unit has no pairs at all: nothing else need be asked about it.
const TOUCHED: &str = r#"
SELECT u.id, u.parent,
  u.parent IS NULL OR u.deleted_at IS NOT NULL OR (p.id IS NOT NULL AND p.deleted_at IS NULL),
  CASE (SELECT count(*) FROM unit_tree WHERE descendant = u.n) WHEN 0 THEN 0
    WHEN (SELECT count(*) FROM unit_tree WHERE descendant = p.n) + 1 THEN
    u."group" IS coalesce(p."group", u.id)
    AND EXISTS (SELECT 1 FROM unit_tree WHERE descendant = u.n AND ancestor = u.n)
    AND NOT EXISTS (
      SELECT 1 FROM unit_tree above WHERE above.descendant = p.n AND NOT EXISTS (
        SELECT 1 FROM unit_tree own WHERE own.descendant = u.n
          AND own.ancestor = above.ancestor)) ELSE 0 END
FROM rarray(?) AS touched CROSS JOIN unit u ON u.id = touched.value
LEFT JOIN unit p ON p.id = u.parent"#;

fn look(read: &Read<'_>, touched: &BTreeSet<Id>) -> Result<Vec<Touched>> {
    let mut find = read.sql().prepare_cached(TOUCHED)?;
    let found = find
        .query_map([array(touched)], |row| {
            Ok(Touched {
                id: row.get(0)?,
                parent: row.get(1)?,
                held: row.get(2)?,
                stands: row.get::<_, Option<bool>>(3)? == Some(true),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// Refuses a parent in the bin, and one that stands below its unit or is the unit itself. A circle
/// has a unit that was touched in it, so walking up from those finds each; nobody is walked over
/// twice.
fn hold_parents(read: &Read<'_>, touched: &[Touched]) -> Result<()> {
    if touched.iter().any(|unit| !unit.held) {
        return Err(Error::invalid("unit.parent", "error.parent_gone"));
    }
    let mut parents: HashMap<Id, Option<Id>> =
        touched.iter().map(|unit| (unit.id, unit.parent)).collect();
    let mut walked: HashMap<Id, usize> = HashMap::new();
    let mut find = read
        .sql()
        .prepare_cached("SELECT parent FROM unit WHERE id = ?")?;
    for (walk, unit) in touched.iter().enumerate() {
        let mut next = Some(unit.id);
        while let Some(at) = next {
            match walked.insert(at, walk) {
                Some(before) if before == walk => {
                    return Err(Error::invalid("unit.parent", "error.tree_cycle"));
                }
                Some(_) => break,
                None => {}
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

/// A unit that changes its place, with what the vault says of it so far.
struct Moved {
    id: Id,
    n: i64,
    parent: Option<Id>,
    group: Option<Id>,
}

/// Where a unit stands: its root, and the row numbers of it and of all above it.
struct Line {
    root: Id,
    above: Vec<i64>,
}

/// Puts units, with all below them, where their parents say; those whose root is another now. Asked of
/// the parents alone: the table may have lost those in between, when a step that made them is taken
/// back. Whatever moves keeps its own subtree and most of those above it: only the pairs that differ
/// are written.
fn place(tx: &Write<'_>, astray: &[Id]) -> Result<Vec<Id>> {
    let moved = with_all_below(tx, astray)?;
    let mut known = tx
        .sql()
        .prepare_cached("SELECT ancestor FROM unit_tree WHERE descendant = ? ORDER BY ancestor")?;
    let mut part = tx
        .sql()
        .prepare_cached("DELETE FROM unit_tree WHERE descendant = ? AND ancestor = ?")?;
    let mut pair = tx
        .sql()
        .prepare_cached("INSERT INTO unit_tree (descendant, ancestor) VALUES (?, ?)")?;
    let mut tell = tx
        .sql()
        .prepare_cached(r#"UPDATE unit SET "group" = ? WHERE n = ?"#)?;
    let mut lines = Lines::of(tx, &moved);
    let mut told = Vec::new();
    for (at, unit) in moved.iter().enumerate() {
        let mut line = lines.line(at)?;
        line.above.sort_unstable();
        let was: Vec<i64> = known
            .query_map([unit.n], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for gone in was.iter().filter(|n| line.above.binary_search(n).is_err()) {
            part.execute([unit.n, *gone])?;
        }
        for come in line.above.iter().filter(|n| was.binary_search(n).is_err()) {
            pair.execute([unit.n, *come])?;
        }
        if unit.group != Some(line.root) {
            tell.execute(params![line.root, unit.n])?;
            told.push(unit.id);
        }
    }
    Ok(told)
}

/// Some units and all below them, by their parents: in the order of their rows.
fn with_all_below(read: &Read<'_>, of: &[Id]) -> Result<Vec<Moved>> {
    let mut find = read.sql().prepare_cached(
        r#"WITH RECURSIVE below(n, id) AS (
             SELECT u.n, u.id FROM rarray(?) AS astray CROSS JOIN unit u ON u.id = astray.value
             UNION SELECT u.n, u.id FROM below JOIN unit u ON u.parent = below.id)
           SELECT u.id, u.n, u.parent, u."group"
           FROM below CROSS JOIN unit u ON u.n = below.n ORDER BY u.n"#,
    )?;
    let moved = find.query_map([array(of)], |row| {
        Ok(Moved {
            id: row.get(0)?,
            n: row.get(1)?,
            parent: row.get(2)?,
            group: row.get(3)?,
        })
    })?;
    Ok(moved.collect::<rusqlite::Result<_>>()?)
}

/// The lines of units that change their places: up through what moves along, and from there as the
/// table has it.
struct Lines<'l> {
    read: &'l Read<'l>,
    moved: &'l [Moved],
    /// Of each, which of the moved is its parent.
    over: Vec<Option<usize>>,
    standing: HashMap<Id, Option<Line>>,
}

impl<'l> Lines<'l> {
    fn of(read: &'l Read<'l>, moved: &'l [Moved]) -> Self {
        let places: HashMap<Id, usize> = (0..).zip(moved).map(|(at, unit)| (unit.id, at)).collect();
        let over = |unit: &Moved| unit.parent.and_then(|parent| places.get(&parent).copied());
        Self {
            read,
            moved,
            over: moved.iter().map(over).collect(),
            standing: HashMap::new(),
        }
    }

    fn line(&mut self, of: usize) -> Result<Line> {
        let (mut above, mut root, mut parent) = (Vec::new(), None, None);
        let mut next = Some(of);
        while let Some((at, unit)) = next.and_then(|at| Some((at, self.moved.get(at)?))) {
            above.push(unit.n);
            (root, parent) = (Some(unit.id), unit.parent);
            next = self.over.get(at).copied().flatten();
        }
        let mut line = Line {
            root: root.unwrap_or(Id::from_bytes([0; 16])),
            above,
        };
        if let Some(parent) = parent {
            if !self.standing.contains_key(&parent) {
                self.standing.insert(parent, standing(self.read, parent)?);
            }
            if let Some(Some(over)) = self.standing.get(&parent) {
                line.root = over.root;
                line.above.extend(&over.above);
            }
        }
        Ok(line)
    }
}

/// The line of a unit that stays where it is.
fn standing(read: &Read<'_>, id: Id) -> Result<Option<Line>> {
    let mut find = read.sql().prepare_cached(
        r#"SELECT t.ancestor, u."group" FROM unit u JOIN unit_tree t ON t.descendant = u.n
           WHERE u.id = ?"#,
    )?;
    let mut rows = find.query([id])?;
    let mut line: Option<Line> = None;
    while let Some(row) = rows.next()? {
        let (above, root) = (row.get(0)?, row.get(1)?);
        line.get_or_insert_with(|| Line {
            root,
            above: Vec::new(),
        })
        .above
        .push(above);
    }
    Ok(line)
}

/// The units above `id`, the root first, with their names.
///
/// # Errors
/// When the database fails.
pub fn path(read: &Read<'_>, id: Id) -> Result<Vec<(Id, String)>> {
    let mut find = read.sql().prepare_cached(
        "SELECT a.id, coalesce(a.short_name, a.legal_name) FROM unit u
         JOIN unit_tree t ON t.descendant = u.n AND t.ancestor <> u.n
         JOIN unit a ON a.n = t.ancestor WHERE u.id = ?
         ORDER BY (SELECT count(*) FROM unit_tree over WHERE over.descendant = a.n)",
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
    /// What it signed for; a fault where that is of several currencies, as the following.
    pub contracted: Value,
    /// What its subtree signed for.
    pub contracted_all: Value,
    /// What came from it.
    pub received: Value,
    /// What came from its subtree.
    pub received_all: Value,
    /// What of it is overdue.
    pub owed_late: Value,
    /// What of its subtree is overdue.
    pub owed_late_all: Value,
    /// What is due next in its subtree.
    pub next_touch: Value,
    /// The latest conversation in its subtree.
    pub last_touch: Value,
    /// Units of its subtree whose next contact lies before today.
    pub overdue: u32,
    /// Its own conversations of the last 365 days.
    pub talks: u32,
    /// Those of its whole subtree.
    pub talks_all: u32,
    /// Its own open tasks.
    pub open_tasks: u32,
    /// Those of its whole subtree.
    pub open_tasks_all: u32,
    /// Its own open complaints.
    pub open_complaints: u32,
    /// Those of its whole subtree.
    pub open_complaints_all: u32,
}

/// Some units of a branch of the tree, of which there may be tens of thousands.
#[derive(Debug, Clone, PartialEq, serde::Serialize, specta::Type)]
pub struct TreeBranch {
    /// How many units the branch has.
    pub of: u32,
    /// Those asked for.
    pub nodes: Vec<TreeNode>,
}

/// What the program keeps as the currency of a sum that is none, being of several.
const SEVERAL: &str = "XXX";
const SEVERAL_SAID: &str = "error.formula_currencies";

/// A sum as two columns hold it; of several currencies it says so, for it must not pass for nothing.
fn sum(row: &rusqlite::Row<'_>, at: usize) -> Result<Value> {
    let currency: Option<String> = row.get(at + 1)?;
    if currency.as_deref() == Some(SEVERAL) {
        return Ok(Value::Fault(SEVERAL_SAID.to_owned()));
    }
    from_columns(FieldKind::Money, row.get(at)?, Some(row.get(at + 1)?))
}

/// Which of a unit's sums are none, being of several currencies, each with what says so.
///
/// # Errors
/// When the database fails.
pub fn several(read: &Read<'_>, id: Id) -> Result<Vec<(String, Value)>> {
    let mut find = read.sql().prepare_cached(
        "SELECT contracted_currency, contracted_all_currency, received_currency,
           received_all_currency, owed_late_currency, owed_late_all_currency
         FROM unit WHERE id = ?",
    )?;
    let kept: [Option<String>; 6] = find.query_row([id], |row| {
        Ok([
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
        ])
    })?;
    let keys = [
        "contracted",
        "contracted_all",
        "received",
        "received_all",
        "owed_late",
        "owed_late_all",
    ];
    let told = keys
        .into_iter()
        .zip(kept)
        .filter(|(_, currency)| currency.as_deref() == Some(SEVERAL));
    Ok(told
        .map(|(key, _)| (key.to_owned(), Value::Fault(SEVERAL_SAID.to_owned())))
        .collect())
}

/// The units that report to `parent`, or the roots, in the order of their names: of those the ones
/// `from..from + count`.
///
/// # Errors
/// When the database fails.
pub fn branch(read: &Read<'_>, parent: Option<Id>, from: u32, count: u32) -> Result<TreeBranch> {
    // Both walk along an index that knows all they ask, so that what is passed over costs no page.
    let of = read
        .sql()
        .prepare_cached("SELECT count(*) FROM unit WHERE parent IS ? AND deleted_at IS NULL")?
        .query_row([parent], |row| row.get(0))?;
    let mut find = read.sql().prepare_cached(
        "SELECT id, rev, legal_name, kind, children, descendants,
           coop_amount, coop_amount_currency, coop_amount_all, coop_amount_all_currency,
           next_touch_all, next_touch_all_zone, last_touch_all, overdue_all,
           talks, talks_all, open_tasks, open_tasks_all, open_complaints, open_complaints_all,
           contracted_all, contracted_all_currency, received_all, received_all_currency,
           owed_late_all, owed_late_all_currency,
           contracted, contracted_currency, received, received_currency,
           owed_late, owed_late_currency
         FROM unit WHERE parent IS ? AND deleted_at IS NULL
         ORDER BY name_key, n LIMIT ? OFFSET ?",
    )?;
    let mut rows = find.query(params![parent, count, from])?;
    let mut nodes = Vec::new();
    while let Some(row) = rows.next()? {
        nodes.push(TreeNode {
            id: row.get(0)?,
            rev: row.get(1)?,
            label: row.get(2)?,
            kind: row.get(3)?,
            children: row.get(4)?,
            descendants: row.get(5)?,
            amount: from_columns(FieldKind::Money, row.get(6)?, Some(row.get(7)?))?,
            amount_all: from_columns(FieldKind::Money, row.get(8)?, Some(row.get(9)?))?,
            contracted: sum(row, 26)?,
            contracted_all: sum(row, 20)?,
            received: sum(row, 28)?,
            received_all: sum(row, 22)?,
            owed_late: sum(row, 30)?,
            owed_late_all: sum(row, 24)?,
            next_touch: from_columns(FieldKind::WallTime, row.get(10)?, Some(row.get(11)?))?,
            last_touch: from_columns(FieldKind::Instant, row.get(12)?, None)?,
            overdue: row.get(13)?,
            talks: row.get(14)?,
            talks_all: row.get(15)?,
            open_tasks: row.get(16)?,
            open_tasks_all: row.get(17)?,
            open_complaints: row.get(18)?,
            open_complaints_all: row.get(19)?,
        });
    }
    Ok(TreeBranch { of, nodes })
}
