//! Who holds whom comes to an end: nobody holds itself, and of several none controls all the others and
//! is controlled by them. Cross-holdings below one half are common and stay as they are.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use rusqlite::params;

use crate::base::Id;
use crate::base::error::{Error, Result};
use crate::vault::{Hook, Read, Write};

/// From this share on, in hundredths of a percent, a holding is control.
const CONTROL: i32 = 5_000;

/// Ties of this name by which one has the other in hand. A share that nobody knows controls nobody.
const CONTROLS: &str = "(l.deleted_at IS NULL AND (
  l.kind IN ('controls', 'branch_of', 'department_of')
  OR l.kind IN ('owns', 'invests') AND l.share >= ?2))";

/// Why a unit cannot be tied to itself.
#[must_use]
pub fn itself_refused() -> Error {
    Error::invalid("unit_link.child", "error.holds_itself")
}

/// Why a tie cannot close a circle of control.
#[must_use]
pub fn circle_refused() -> Error {
    Error::invalid("unit_link.child", "error.control_circle")
}

/// A tie as it is, or as a plan would have it.
#[derive(Debug, Clone, Default)]
pub struct Tie {
    /// Who has the other.
    pub parent: Option<Id>,
    /// Whom it has.
    pub child: Option<Id>,
    /// What the tie is.
    pub kind: String,
    /// How much of it, in hundredths of a percent.
    pub share: Option<i64>,
    /// The day from which it stands.
    pub from: Option<String>,
    /// The day on which it stands no more.
    pub to: Option<String>,
}

impl Tie {
    fn controls(&self) -> bool {
        match self.kind.as_str() {
            "controls" | "branch_of" | "department_of" => true,
            "owns" | "invests" => self.share.is_some_and(|share| share >= CONTROL.into()),
            _ => false,
        }
    }
    fn first(&self) -> &str {
        self.from.as_deref().unwrap_or_default()
    }
    fn last(&self) -> &str {
        self.to.as_deref().unwrap_or("9999-12-31")
    }
}

/// The ties of the vault, for a plan to lay its own over.
///
/// # Errors
/// When the database fails.
pub fn ties(read: &Read<'_>) -> Result<BTreeMap<Id, Tie>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id, parent, child, kind, share, valid_from, valid_to
         FROM unit_link WHERE deleted_at IS NULL",
    )?;
    let ties = find.query_map([], |row| {
        let tie = Tie {
            parent: row.get(1)?,
            child: row.get(2)?,
            kind: row.get(3)?,
            share: row.get(4)?,
            from: row.get(5)?,
            to: row.get(6)?,
        };
        Ok((row.get(0)?, tie))
    })?;
    Ok(ties.collect::<rusqlite::Result<_>>()?)
}

/// Which of some ties close a circle all of which stands at one time: what the hook would refuse, found
/// before anything is written.
#[must_use]
pub fn circles(ties: &BTreeMap<Id, Tie>, of: &[Id]) -> HashSet<Id> {
    let mut below: HashMap<Id, Vec<&Tie>> = HashMap::new();
    for tie in ties.values().filter(|tie| tie.controls()) {
        if let Some(parent) = tie.parent {
            below.entry(parent).or_default().push(tie);
        }
    }
    let closes = |id: &&Id| {
        let Some(tie) = ties.get(*id).filter(|tie| tie.controls()) else {
            return false;
        };
        let (Some(top), Some(child)) = (tie.parent, tie.child) else {
            return false;
        };
        let mut seen: HashSet<(Id, &str, &str)> = HashSet::new();
        let mut open = vec![(child, tie.first(), tie.last())];
        while let Some((unit, first, last)) = open.pop() {
            if unit == top {
                return true;
            }
            if !seen.insert((unit, first, last)) {
                continue;
            }
            for tie in below.get(&unit).into_iter().flatten() {
                let (first, last) = (first.max(tie.first()), last.min(tie.last()));
                if let (Some(child), true) = (tie.child, first < last) {
                    open.push((child, first, last));
                }
            }
        }
        false
    };
    of.iter().filter(closes).copied().collect()
}

/// Refuses a tie of a unit to itself, and a circle of control.
pub struct HoldControl;

/// Whether a tie closes a circle all of which stood at one time: whoever took over its former owner holds it
/// after that owner did.
static CIRCLE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH RECURSIVE under(unit, first, last) AS (
           SELECT l.child, coalesce(l.valid_from, ''), coalesce(l.valid_to, '9999-12-31')
           FROM unit_link l WHERE l.id = ?1 AND {CONTROLS}
           UNION
           SELECT l.child, max(u.first, coalesce(l.valid_from, '')),
             min(u.last, coalesce(l.valid_to, '9999-12-31'))
           FROM under u CROSS JOIN unit_link l ON l.parent = u.unit
           WHERE {CONTROLS}
             AND max(u.first, coalesce(l.valid_from, '')) < min(u.last, coalesce(l.valid_to, '9999-12-31')))
         SELECT 1 FROM under WHERE unit = (SELECT parent FROM unit_link WHERE id = ?1) LIMIT 1"
    )
});

impl Hook for HoldControl {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let touched: Vec<Id> = tx
            .changes()
            .iter()
            .filter(|change| change.entity == "unit_link")
            .map(|change| change.id)
            .collect();
        for id in touched {
            let itself = tx
                .sql()
                .prepare_cached(
                    "SELECT 1 FROM unit_link WHERE id = ?1 AND parent = child AND deleted_at IS NULL",
                )?
                .exists([id])?;
            if itself {
                return Err(itself_refused());
            }
            if tx
                .sql()
                .prepare_cached(&CIRCLE)?
                .exists(params![id, CONTROL])?
            {
                return Err(circle_refused());
            }
        }
        Ok(())
    }
}
