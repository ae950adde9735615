//! A narrow copy, in memory only, of the columns that tables are sorted, filtered and searched by.
//!
//! The encrypted table must be decrypted page by page to be scanned; at a hundred thousand records
//! that is a second, and here a blink. Truth stays in the vault: the copy is made when first
//! needed, follows every commit, answers with row numbers only, and is wiped with the session.
//! An order that was asked for once is kept as the list of its row numbers (`orders.rs`), and what tables are
//! mostly sorted and filtered by is held as numbers as well (`keys.rs`).

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, params_from_iter};

use super::catalog::{Catalog, EntityDef, Searched, Shadow};
use super::copy::{Columns, copy_all, copy_some, is_shown, mirrored};
use super::keys::Keys;
use super::orders::Orders;
use super::query::{self, Filter, Op, Over, Query, quoted};
use super::value::FieldKind as K;
use super::view;
use crate::base::error::Result;
use crate::base::{Changed, Id};
use crate::vault::{self, Read};

/// With more records than this to bring up to date, copying all of them anew is quicker.
const MANY: usize = 20_000;

/// Of an entity with more records than this only those columns are copied that are sorted or filtered
/// by, beside what its table shows anyway: all of a million would be half a gigabyte.
const WHOLE: i64 = 200_000;

/// What is asked of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Which records, in which order.
    Order,
    /// Their sums.
    Sums,
}

/// The copies, one table an entity, in one database in memory; and the orders asked for.
#[derive(Default)]
pub struct Mirror {
    state: Mutex<State>,
    /// Orders that the vault itself answers: nobody who asks for one waits for a copy.
    plain: Mutex<Plain>,
    /// What the copies have not heard of yet: making one takes long, and no write waits for that.
    unheard: Mutex<Vec<Changed>>,
}

struct State {
    conn: Option<Connection>,
    /// For each entity copied: what has changed since, with the commit that changed it.
    tables: HashMap<&'static str, Copied>,
    orders: Orders,
    /// The latest commit heard of.
    latest: i64,
    /// [`WHOLE`]; less where a test has no such crowd.
    whole: i64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            conn: None,
            tables: HashMap::new(),
            orders: Orders::default(),
            latest: 0,
            whole: WHOLE,
        }
    }
}

#[derive(Default)]
struct Plain {
    orders: Orders,
    latest: i64,
}

impl Plain {
    fn note(&mut self, changed: &Changed) {
        self.latest = self.latest.max(changed.seq);
        self.orders.note_all(changed);
    }
}

/// A copy's description when it was made, and what is to be brought up to date in it.
struct Copied {
    of: &'static EntityDef,
    /// The fields it holds; all that can be copied where none are named.
    only: Option<BTreeSet<String>>,
    stale: HashMap<Id, i64>,
    keys: Keys,
}

impl Mirror {
    /// One that gives its orders `room` bytes.
    #[cfg(test)]
    pub(super) fn with_room(room: usize) -> Self {
        Self {
            state: Mutex::new(State {
                orders: Orders::with_room(room),
                ..State::default()
            }),
            plain: Mutex::new(Plain {
                orders: Orders::with_room(room),
                latest: 0,
            }),
            ..Self::default()
        }
    }

    /// One that copies entities of more records than `whole` narrowly.
    #[cfg(test)]
    pub(super) fn whole_up_to(whole: i64) -> Self {
        Self {
            state: Mutex::new(State {
                whole,
                ..State::default()
            }),
            ..Self::default()
        }
    }

    /// The fields that the copy of an entity holds; nothing where it holds all that can be copied.
    #[cfg(test)]
    pub(super) fn narrowed(&self, entity: &str) -> Option<BTreeSet<String>> {
        self.state().tables[entity].only.clone()
    }

    /// How many orders are kept.
    #[cfg(test)]
    pub(super) fn orders(&self) -> usize {
        self.state().orders.len() + held(&self.plain).orders.len()
    }

    /// As while somebody makes a copy.
    #[cfg(test)]
    pub(super) fn while_copying<T>(&self, work: impl FnOnce() -> T) -> T {
        let _copying = held(&self.state);
        work()
    }

    /// The copies, once they have heard of everything.
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = held(&self.state);
        for changed in std::mem::take(&mut *held(&self.unheard)) {
            state.note(&changed);
        }
        state
    }

    /// Notes what a commit touched; it is brought up to date when next asked.
    pub fn note(&self, changed: &Changed) {
        held(&self.plain).note(changed);
        held(&self.unheard).push(changed.clone());
        // Where nobody makes a copy just now, what is unheard does not heap up.
        if let Ok(mut state) = self.state.try_lock() {
            for changed in std::mem::take(&mut *held(&self.unheard)) {
                state.note(&changed);
            }
        }
    }

    /// The numbers of the records `query` asks for without searching, in its order: those that were
    /// kept, with what changed since, or anew.
    ///
    /// # Errors
    /// When a field is unknown, a value does not suit its field, or the database fails.
    pub fn rows(&self, read: &Read<'_>, catalog: &Catalog, query: &Query) -> Result<Arc<Vec<i64>>> {
        let entities = needed(catalog, query, Needs::Order)?;
        if entities.is_none() && !is_plain(catalog, query)? {
            let rows = view::numbers(read, read.sql(), catalog, query, None, Over::Vault)?;
            return Ok(Arc::new(rows));
        }
        let Some(entities) = entities else {
            return self.plain(read, catalog, query);
        };
        let by_title = self.by_title(read, catalog, query)?;
        let mut state = self.state();
        let rows = state.rows(read, catalog, query, entities, by_title.as_deref());
        if rows.is_err() {
            state.forget();
        }
        rows
    }

    /// Those of an order that the vault itself answers.
    fn plain(&self, read: &Read<'_>, catalog: &Catalog, query: &Query) -> Result<Arc<Vec<i64>>> {
        let mut plain = held(&self.plain);
        let Plain { orders, latest } = &mut *plain;
        let made = || view::numbers(read, read.sql(), catalog, query, None, Over::Vault);
        let from = (read.sql(), Over::Vault);
        let rows = orders.rows(read, from, catalog, query, *latest, made);
        if rows.is_err() {
            orders.clear();
        }
        rows
    }

    /// All records of the kind that `query` is about, by title, where the vault keeps that order.
    fn by_title(
        &self,
        read: &Read<'_>,
        catalog: &Catalog,
        query: &Query,
    ) -> Result<Option<Arc<Vec<i64>>>> {
        let entity = catalog.entity(&query.entity)?;
        let kept = |shadow: &Shadow| shadow.column == entity.title_sort;
        if !entity.shadows.iter().any(kept) {
            return Ok(None);
        }
        self.plain(read, catalog, &Query::all_of(entity.key))
            .map(Some)
    }

    /// Runs `answer` over the copy where it can answer `query`, else over the vault itself.
    ///
    /// # Errors
    /// What `answer` returns, or when the database fails.
    pub fn with<T>(
        &self,
        read: &Read<'_>,
        catalog: &Catalog,
        query: &Query,
        needs: Needs,
        answer: impl FnOnce(&Connection) -> Result<T>,
    ) -> Result<T> {
        let Some(entities) = needed(catalog, query, needs)? else {
            return answer(read.sql());
        };
        let mut state = self.state();
        if let Err(e) = state.follow_all(read, catalog, entities) {
            state.forget();
            return Err(e);
        }
        match &state.conn {
            Some(conn) => answer(conn),
            None => answer(read.sql()),
        }
    }

    /// Copies an entity before it is asked for, so that the first sort is as quick as the next.
    ///
    /// # Errors
    /// When the database fails.
    pub fn warm(
        &self,
        read: &Read<'_>,
        catalog: &Catalog,
        entity: &'static EntityDef,
    ) -> Result<()> {
        self.plain(read, catalog, &Query::all_of(entity.key))?;
        self.state().follow(read, catalog, entity, &BTreeSet::new())
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn note(&mut self, changed: &Changed) {
        self.latest = self.latest.max(changed.seq);
        self.orders.note_all(changed);
        for change in &changed.changes {
            if change.entity == "choice" {
                self.tables.clear();
                return;
            }
            if let Some(copied) = self.tables.get_mut(change.entity.as_str()) {
                copied.stale.insert(change.id, changed.seq);
            }
        }
    }

    /// Half a copy must never answer.
    fn forget(&mut self) {
        self.conn = None;
        self.tables.clear();
        self.orders.clear();
    }

    fn rows(
        &mut self,
        read: &Read<'_>,
        catalog: &Catalog,
        query: &Query,
        entities: Needed,
        by_title: Option<&Vec<i64>>,
    ) -> Result<Arc<Vec<i64>>> {
        self.follow_all(read, catalog, entities)?;
        let sql = self.conn.as_ref().unwrap_or_else(|| read.sql());
        let keys = self.tables.get(query.entity.as_str());
        let made = || {
            let meets = || meeting(read, sql, catalog, query);
            if let (Some(copied), Some(all)) = (keys, by_title)
                && let Some(rows) = copied.keys.rows(read, catalog, query, all, meets)?
            {
                return Ok(rows);
            }
            view::numbers(read, sql, catalog, query, None, Over::Copy)
        };
        self.orders
            .rows(read, (sql, Over::Copy), catalog, query, self.latest, made)
    }

    fn follow_all(&mut self, read: &Read<'_>, catalog: &Catalog, entities: Needed) -> Result<()> {
        for (entity, fields) in entities {
            self.follow(read, catalog, entity, &fields)?;
        }
        Ok(())
    }

    fn follow(
        &mut self,
        read: &Read<'_>,
        catalog: &Catalog,
        entity: &'static EntityDef,
        fields: &BTreeSet<String>,
    ) -> Result<()> {
        if self.conn.is_none() {
            self.conn = Some(vault::scratch()?);
        }
        let Some(conn) = &self.conn else {
            return Ok(());
        };
        let seq = read.commit_seq()?;
        let holds = |copied: &Copied| {
            let only = copied.only.as_ref();
            // A field the user defined since then is another description.
            std::ptr::eq(copied.of, entity)
                && copied.stale.len() <= MANY
                && only.is_none_or(|only| fields.is_subset(only))
        };
        match self.tables.get_mut(entity.key) {
            Some(copied) if holds(copied) => {
                let due: Vec<Id> = copied
                    .stale
                    .iter()
                    .filter(|(_, at)| **at <= seq)
                    .map(|(id, _)| *id)
                    .collect();
                let from = Columns::of(read, catalog, entity, copied.only.as_ref())?;
                copy_some(read, conn, &from, &due, &mut copied.keys)?;
                copied.stale.retain(|_, at| *at > seq);
            }
            before => {
                let only = if count(read, entity)? > self.whole {
                    let known = before.and_then(|copied| copied.only.take());
                    let shown = entity.fields.iter().filter(|field| is_shown(field));
                    let mut only = known.unwrap_or_default();
                    only.extend(shown.map(|field| field.key.to_owned()));
                    only.extend(fields.iter().cloned());
                    Some(only)
                } else {
                    None
                };
                let from = Columns::of(read, catalog, entity, only.as_ref())?;
                let keys = copy_all(read, conn, &from, only.is_none())?;
                // A copy of an older moment than what was heard of would miss the difference: it
                // answers this once and is made anew the next time.
                if seq < self.latest {
                    self.tables.remove(entity.key);
                } else {
                    let copied = Copied {
                        of: entity,
                        only,
                        stale: HashMap::new(),
                        keys,
                    };
                    self.tables.insert(entity.key, copied);
                }
            }
        }
        Ok(())
    }
}

/// How many rows an entity has, or so: their numbers begin at one.
fn count(read: &Read<'_>, entity: &EntityDef) -> Result<i64> {
    let last = format!("SELECT coalesce(max(n), 0) FROM {}", quoted(entity.key));
    Ok(read.sql().query_row(&last, [], |row| row.get(0))?)
}

/// The rows that meet a query's condition, in the order of the copy, whichever that is.
fn meeting(
    read: &Read<'_>,
    sql: &Connection,
    catalog: &Catalog,
    query: &Query,
) -> Result<Vec<i64>> {
    let condition = query::condition(read, catalog, query, None)?;
    let asked = format!(
        "SELECT n FROM {} WHERE {}",
        quoted(&query.entity),
        condition.sql
    );
    let mut find = sql.prepare_cached(&asked)?;
    let rows = find.query_map(params_from_iter(&condition.bound), |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether an index of the vault answers at once: all records, by title.
fn is_plain(catalog: &Catalog, query: &Query) -> Result<bool> {
    let entity = catalog.entity(&query.entity)?;
    Ok(query.filter.is_none()
        && query
            .search
            .as_deref()
            .is_none_or(|text| text.trim().is_empty())
        && query.sort.iter().all(|sort| sort.field == entity.title)
        && query.group.is_none())
}

/// Entities that must be copied, with the fields that are asked of each.
type Needed = Vec<(&'static EntityDef, BTreeSet<String>)>;

/// What must be copied to answer `query`, or nothing when the copy cannot.
fn needed(catalog: &Catalog, query: &Query, needs: Needs) -> Result<Option<Needed>> {
    let entity = catalog.entity(&query.entity)?;
    if needs == Needs::Order && is_plain(catalog, query)? {
        return Ok(None);
    }
    let mut fields = BTreeSet::new();
    if query
        .filter
        .as_ref()
        .is_some_and(|filter| !gather(filter, &mut fields))
    {
        return Ok(None);
    }
    fields.extend(query.sort.iter().map(|sort| sort.field.as_str()));
    fields.extend(query.group.as_deref());
    let mut own: BTreeSet<String> = BTreeSet::new();
    let mut others: Needed = Vec::new();
    for key in fields {
        let field = entity.field(key)?;
        if !mirrored(entity, field) {
            return Ok(None);
        }
        own.insert(key.to_owned());
        if let (K::Ref, Some(target)) = (field.kind, field.target) {
            let target = catalog.entity(target)?;
            let title = target.title.to_owned();
            if target.key == entity.key {
                own.insert(title);
            } else {
                others.push((target, BTreeSet::from([title])));
            }
        }
    }
    if query.search.is_some() {
        let named = entity.fields.iter().filter(|field| {
            field.key == entity.title || matches!(field.searched, Searched::Name | Searched::Code)
        });
        own.extend(named.map(|field| field.key.to_owned()));
    }
    let summed = needs == Needs::Sums || query.group.is_some();
    for key in query.columns.iter().filter(|_| summed) {
        if entity.field(key)?.summable {
            own.insert(key.clone());
        }
    }
    // Copied last, so that what it holds is no older than what it points at.
    others.push((entity, own));
    Ok(Some(others))
}

/// Collects the fields of a filter; false when it asks about the tree, which is not copied.
fn gather<'f>(filter: &'f Filter, fields: &mut BTreeSet<&'f str>) -> bool {
    match filter {
        Filter::All { all: list } | Filter::Any { any: list } => {
            list.iter().all(|filter| gather(filter, fields))
        }
        Filter::Not { not } => gather(not, fields),
        Filter::Test { field, op, .. } => {
            fields.insert(field);
            *op != Op::Under
        }
    }
}
