//! A narrow copy, in memory only, of the columns that tables are sorted, filtered and searched by.
//!
//! The encrypted table must be decrypted page by page to be scanned; at a hundred thousand records
//! that is a second, and here a blink. Truth stays in the vault: the copy is made when first
//! needed, follows every commit, answers with row numbers only, and is wiped with the session.
//! An order that was asked for once is kept as the list of its row numbers (`orders.rs`).

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::types::{ToSqlOutput, Value as Sql};
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::catalog::{Catalog, EntityDef, FieldDef, Searched};
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
            let mut plain = held(&self.plain);
            let Plain { orders, latest } = &mut *plain;
            let rows = orders.rows(read, read.sql(), catalog, query, Over::Vault, *latest);
            if rows.is_err() {
                orders.clear();
            }
            return rows;
        };
        let mut state = self.state();
        let rows = state.rows(read, catalog, query, entities);
        if rows.is_err() {
            state.forget();
        }
        rows
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
    ) -> Result<Arc<Vec<i64>>> {
        self.follow_all(read, catalog, entities)?;
        let sql = self.conn.as_ref().unwrap_or_else(|| read.sql());
        self.orders
            .rows(read, sql, catalog, query, Over::Copy, self.latest)
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
                copy_some(read, conn, &from, &due)?;
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
                copy_all(read, conn, &from, only.is_none())?;
                // A copy of an older moment than what was heard of would miss the difference: it
                // answers this once and is made anew the next time.
                if seq < self.latest {
                    self.tables.remove(entity.key);
                } else {
                    let copied = Copied {
                        of: entity,
                        only,
                        stale: HashMap::new(),
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

/// Whether a large copy holds a field before it is asked for: what the table shows, its long names
/// apart.
fn is_shown(field: &FieldDef) -> bool {
    field.column > 0 && !(field.kind == K::Text && field.computed)
}

/// Whether the copy holds a field.
fn mirrored(entity: &EntityDef, field: &FieldDef) -> bool {
    field.key == entity.title
        || matches!(field.searched, Searched::Name | Searched::Code)
        || matches!(
            field.kind,
            K::Choice
                | K::Ref
                | K::Number
                | K::Money
                | K::Decimal
                | K::Percent
                | K::Date
                | K::FuzzyDate
                | K::WallTime
                | K::Instant
                | K::Bool
        )
        || (field.kind == K::Text && field.max_len <= 100)
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

/// The columns a field is stored in.
fn stored(field: &FieldDef) -> Vec<String> {
    let mut columns = vec![quoted(field.key)];
    if let Some(suffix) = field.kind.second_column() {
        columns.push(quoted(&format!("{}{suffix}", field.key)));
    }
    columns
}

/// What is copied of an entity: the columns' names here, and how they are asked of the vault.
struct Columns {
    entity: &'static EntityDef,
    names: Vec<String>,
    asked: Vec<String>,
    bound: Vec<Sql>,
}

impl Columns {
    /// `n`, `id`, the title's order, then the fields and the ranks of choices.
    fn of(
        read: &Read<'_>,
        catalog: &Catalog,
        entity: &'static EntityDef,
        only: Option<&BTreeSet<String>>,
    ) -> Result<Self> {
        let mut names = vec!["n".to_owned(), "id".to_owned()];
        let known = |field: &FieldDef| field.key == entity.title_sort;
        if !entity.fields.iter().any(known) {
            names.push(quoted(entity.title_sort));
        }
        let wanted = |field: &&FieldDef| {
            mirrored(entity, field)
                && (field.key == entity.title_sort
                    || only.is_none_or(|only| only.contains(field.key)))
        };
        let fields = entity.fields.iter().filter(wanted);
        names.extend(fields.clone().flat_map(stored));
        let mut asked = names.clone();
        let mut bound = Vec::new();
        for field in fields.filter(|field| field.kind == K::Choice) {
            let rank = query::rank(read, catalog, field)?;
            names.push(query::rank_column(field));
            asked.push(rank.sql);
            bound.extend(rank.bound);
        }
        Ok(Self {
            entity,
            names,
            asked,
            bound,
        })
    }

    fn table(&self) -> String {
        quoted(self.entity.key)
    }

    fn insertion(&self) -> String {
        let marks = vec!["?"; self.names.len()].join(", ");
        format!(
            "INSERT INTO {} ({}) VALUES ({marks})",
            self.table(),
            self.names.join(", ")
        )
    }
}

fn copy_all(read: &Read<'_>, conn: &Connection, from: &Columns, whole: bool) -> Result<()> {
    let table = from.table();
    let rest = from.names.get(1..).unwrap_or_default().join(", ");
    conn.execute_batch(&format!(
        "DROP TABLE IF EXISTS {table};
         CREATE TABLE {table} (n INTEGER PRIMARY KEY, {rest}, deleted_at);
         BEGIN;"
    ))?;
    let mut find = read.sql().prepare(&format!(
        "SELECT {} FROM {table} WHERE deleted_at IS NULL",
        from.asked.join(", ")
    ))?;
    {
        let mut insert = conn.prepare(&from.insertion())?;
        let mut rows = find.query(params_from_iter(&from.bound))?;
        while let Some(row) = rows.next()? {
            for at in 0..from.names.len() {
                insert.raw_bind_parameter(at + 1, ToSqlOutput::Borrowed(row.get_ref(at)?))?;
            }
            insert.raw_execute()?;
        }
    }
    // What a search found comes by id and is put in the order of titles: the index that finds it
    // holds those as well, so that ten thousand rows need not be looked at one by one. Of very many
    // records it would be as large as the copy.
    let also = if whole {
        format!(", {}, deleted_at", quoted(from.entity.title_sort))
    } else {
        String::new()
    };
    conn.execute_batch(&format!(
        "CREATE INDEX {} ON {table}(id{also}); COMMIT;",
        quoted(&format!("{}_id", from.entity.key)),
    ))?;
    Ok(())
}

/// Copies some records anew. All that stood goes first: a new record may have the row number of
/// one that is no more.
fn copy_some(read: &Read<'_>, conn: &Connection, from: &Columns, ids: &[Id]) -> Result<()> {
    let table = from.table();
    let mut remove = conn.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?"))?;
    for id in ids {
        remove.execute([id])?;
    }
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT {} FROM {table} WHERE id = ? AND deleted_at IS NULL",
        from.asked.join(", ")
    ))?;
    let mut insert = conn.prepare_cached(&from.insertion())?;
    for id in ids {
        let id = [Sql::Blob(id.bytes().to_vec())];
        let row: Option<Vec<Sql>> = find
            .query_row(params_from_iter(from.bound.iter().chain(&id)), |row| {
                (0..from.names.len()).map(|at| row.get(at)).collect()
            })
            .optional()?;
        if let Some(row) = row {
            insert.execute(params_from_iter(row))?;
        }
    }
    Ok(())
}
