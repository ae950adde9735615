//! The orders that tables were asked for in, each as the list of its row numbers: a table of a million
//! opens again as quickly as one of ten, and takes eight bytes a line. After an edit the few records it
//! touched are taken out and put where they belong now; whatever is more than that is asked anew.

use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::catalog::{Catalog, EntityDef};
use super::query::{self, Over, Query, Term, quoted};
use crate::base::error::Result;
use crate::base::{Change, ChangeKind, Changed, Id};
use crate::vault::Read;

/// Orders kept at a time; the one not asked for longest goes first.
const MOST: usize = 12;

/// What they may take together, in bytes; but never less than the last one, whose view is likely open.
const ROOM: usize = 64 << 20;

/// With more changed records than this, asking anew is quicker than finding each one's place.
const FEW: usize = 200;

pub(super) struct Orders {
    kept: VecDeque<Order>,
    room: usize,
}

struct Order {
    entity: &'static str,
    /// The question, to the word and to the value.
    asked: (String, Vec<Sql>),
    rows: Arc<Vec<i64>>,
    /// What changed since, with the commit that changed it.
    stale: HashMap<Id, i64>,
    /// It looks at other records than its own: whatever changes, it is asked anew.
    beside: bool,
}

/// By what a record stands where it stands.
type Key = Vec<Sql>;

impl Default for Orders {
    fn default() -> Self {
        Self {
            kept: VecDeque::new(),
            room: ROOM,
        }
    }
}

impl Orders {
    #[cfg(test)]
    pub(super) fn with_room(room: usize) -> Self {
        Self {
            room,
            ..Self::default()
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    pub(super) fn clear(&mut self) {
        self.kept.clear();
    }

    /// Notes what a commit touched.
    pub(super) fn note_all(&mut self, changed: &Changed) {
        for change in &changed.changes {
            if change.entity == "choice" {
                // The ranks of a list may all be others now.
                self.clear();
                return;
            }
            self.note(change, changed.seq);
        }
    }

    fn note(&mut self, change: &Change, seq: i64) {
        self.kept.retain_mut(|order| {
            let mut renumbered = false;
            if order.entity == change.entity {
                let known = order.stale.insert(change.id, seq).is_some();
                // Gone and born again, it has another number, and the one it had stands in the list.
                renumbered = known && change.kind == ChangeKind::Created;
            }
            !renumbered && !order.beside && order.stale.len() <= FEW
        });
    }

    /// The numbers of the records `query` asks for, in its order, asked of `sql`; `made` makes them anew.
    pub(super) fn rows(
        &mut self,
        read: &Read<'_>,
        (sql, over): (&Connection, Over),
        catalog: &Catalog,
        query: &Query,
        latest: i64,
        made: impl FnOnce() -> Result<Vec<i64>>,
    ) -> Result<Arc<Vec<i64>>> {
        let entity = catalog.entity(&query.entity)?;
        let condition = query::condition(read, catalog, query, None)?;
        let order = query::order(read, catalog, query, over)?;
        let asked = (
            format!("{}: {} BY {}", entity.key, condition.sql, order.sql),
            condition
                .bound
                .iter()
                .chain(&order.bound)
                .cloned()
                .collect(),
        );
        let seq = read.commit_seq()?;
        let known = self.kept.iter().position(|one| one.asked == asked);
        if let Some(mut known) = known.and_then(|at| self.kept.remove(at)) {
            let terms = query::terms(read, catalog, query, over)?;
            // Those of a later commit too: the copy may know them by now, and a record that stands
            // elsewhere than its key says would lead the search for others astray.
            let due: Vec<Id> = known.stale.keys().copied().collect();
            let places = Places {
                read,
                sql,
                entity,
                condition: &condition,
                terms: &terms,
            };
            if places.put(&mut known.rows, &due)? {
                known.stale.retain(|_, at| *at > seq);
                let rows = Arc::clone(&known.rows);
                self.kept.push_back(known);
                return Ok(rows);
            }
        }
        let rows = Arc::new(made()?);
        // One of an older moment than what was heard of would miss the difference.
        if seq >= latest {
            let beside = asked.0.contains("(SELECT");
            self.kept.push_back(Order {
                entity: entity.key,
                asked,
                rows: Arc::clone(&rows),
                stale: HashMap::new(),
                beside,
            });
            self.make_room();
        }
        Ok(rows)
    }

    fn make_room(&mut self) {
        let taken = |kept: &VecDeque<Order>| -> usize {
            kept.iter()
                .map(|order| order.rows.len() * size_of::<i64>())
                .sum()
        };
        while self.kept.len() > 1 && (self.kept.len() > MOST || taken(&self.kept) > self.room) {
            self.kept.pop_front();
        }
    }
}

/// Finds the places of records in an order.
struct Places<'p> {
    read: &'p Read<'p>,
    sql: &'p Connection,
    entity: &'static EntityDef,
    condition: &'p query::Piece,
    terms: &'p [Term],
}

impl Places<'_> {
    /// Puts the records `ids` where they belong now; false where the list must be asked anew.
    fn put(&self, rows: &mut Arc<Vec<i64>>, ids: &[Id]) -> Result<bool> {
        if ids.is_empty() {
            return Ok(true);
        }
        let mut find = self.read.sql().prepare_cached(&format!(
            "SELECT n FROM {} WHERE id = ?",
            quoted(self.entity.key)
        ))?;
        let mut numbers: Vec<i64> = Vec::with_capacity(ids.len());
        for id in ids {
            // One that is no more has left its number to nobody knows whom.
            let Some(n) = find.query_row([id], |row| row.get(0)).optional()? else {
                return Ok(false);
            };
            numbers.push(n);
        }
        numbers.sort_unstable();
        let list = Arc::make_mut(rows);
        list.retain(|n| numbers.binary_search(n).is_err());
        for n in numbers {
            let Some(key) = self.key(n, true)? else {
                continue;
            };
            let (mut low, mut high) = (0, list.len());
            while low < high {
                let middle = low.midpoint(high);
                let there = list.get(middle).copied().unwrap_or_default();
                let Some(other) = self.key(there, false)? else {
                    return Ok(false);
                };
                if self.compare(&other, &key) == Ordering::Less {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            list.insert(low, n);
        }
        Ok(true)
    }

    /// The key of a record; nothing where it is not there or, where that is asked, is not meant.
    fn key(&self, n: i64, meant: bool) -> Result<Option<Key>> {
        let by: Vec<&str> = self.terms.iter().map(|term| term.by.sql.as_str()).collect();
        let condition = if meant { &self.condition.sql } else { "1" };
        let mut find = self.sql.prepare_cached(&format!(
            "SELECT {} FROM {} WHERE n = ? AND ({condition})",
            by.join(", "),
            quoted(self.entity.key)
        ))?;
        let mut bound: Vec<Sql> = self
            .terms
            .iter()
            .flat_map(|term| term.by.bound.iter().cloned())
            .collect();
        bound.push(Sql::Integer(n));
        if meant {
            bound.extend(self.condition.bound.iter().cloned());
        }
        let width = self.terms.len();
        let key = find.query_row(params_from_iter(bound), |row| {
            (0..width).map(|at| row.get(at)).collect()
        });
        Ok(key.optional()?)
    }

    fn compare(&self, a: &Key, b: &Key) -> Ordering {
        let each = self.terms.iter().zip(a.iter().zip(b));
        each.map(|(term, (a, b))| {
            let order = compare(a, b);
            if term.descending {
                order.reverse()
            } else {
                order
            }
        })
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
    }
}

/// As SQLite orders values: nothing, numbers, texts, bytes.
#[expect(
    clippy::cast_precision_loss,
    reason = "a whole number beside a broken one is compared as SQLite does, or next to it"
)]
fn compare(a: &Sql, b: &Sql) -> Ordering {
    let class = |value: &Sql| match value {
        Sql::Null => 0,
        Sql::Integer(_) | Sql::Real(_) => 1,
        Sql::Text(_) => 2,
        Sql::Blob(_) => 3,
    };
    match (a, b) {
        (Sql::Integer(a), Sql::Integer(b)) => a.cmp(b),
        (Sql::Real(a), Sql::Real(b)) => a.total_cmp(b),
        (Sql::Integer(a), Sql::Real(b)) => (*a as f64).total_cmp(b),
        (Sql::Real(a), Sql::Integer(b)) => a.total_cmp(&(*b as f64)),
        (Sql::Text(a), Sql::Text(b)) => a.cmp(b),
        (Sql::Blob(a), Sql::Blob(b)) => a.cmp(b),
        _ => class(a).cmp(&class(b)),
    }
}
