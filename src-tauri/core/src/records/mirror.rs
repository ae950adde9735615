//! A narrow copy, in memory only, of the columns that tables are sorted, filtered and searched by.
//!
//! The encrypted table must be decrypted page by page to be scanned; at a hundred thousand records
//! that is a second, and here a blink. Truth stays in the vault: the copy is made when first
//! needed, follows every commit, answers with row numbers only, and is wiped with the session.
//! An order that was asked for once has an index from then on, so that asking again, after an edit
//! too, sorts nothing.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use rusqlite::types::{ToSqlOutput, Value as Sql};
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::catalog::{Catalog, EntityDef, FieldDef, Searched};
use super::query::{self, Filter, Op, Over, Query, quoted};
use super::value::FieldKind as K;
use crate::base::error::Result;
use crate::base::{Changed, Id};
use crate::vault::{self, Read};

/// With more records than this to bring up to date, copying all of them anew is quicker.
const MANY: usize = 20_000;

/// Orders that have an index at a time, for each entity; the one made longest ago goes first.
const ORDERS: usize = 8;

/// What those indexes may take together, in bytes, for each entity: a few of a hundred thousand
/// records, but never less than the last one asked for, whose view is likely open.
const ROOM: i64 = 64 << 20;

/// What is asked of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Which records, in which order.
    Order,
    /// Their sums.
    Sums,
}

/// The copies, one table an entity, in one database in memory.
#[derive(Default)]
pub struct Mirror(Mutex<State>);

/// An order that has an index.
struct Order {
    terms: String,
    number: u64,
    /// Bytes the index takes.
    size: i64,
}

struct State {
    conn: Option<Connection>,
    /// See [`ROOM`].
    room: i64,
    /// For each entity copied: what has changed since, with the commit that changed it.
    tables: HashMap<&'static str, Copied>,
    /// For each entity copied: the orders that have an index.
    orders: HashMap<&'static str, VecDeque<Order>>,
    /// Indexes made so far.
    made: u64,
    /// The latest commit heard of.
    latest: i64,
}

/// A copy's description when it was made, and what is to be brought up to date in it.
struct Copied {
    of: &'static EntityDef,
    stale: HashMap<Id, i64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            conn: None,
            room: ROOM,
            tables: HashMap::new(),
            orders: HashMap::new(),
            made: 0,
            latest: 0,
        }
    }
}

impl Mirror {
    /// One that gives its orders `room` bytes.
    #[cfg(test)]
    pub(super) fn with_room(room: i64) -> Self {
        Self(Mutex::new(State {
            room,
            ..State::default()
        }))
    }

    /// Notes what a commit touched; it is brought up to date when next asked.
    pub fn note(&self, changed: &Changed) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.latest = state.latest.max(changed.seq);
        for change in &changed.changes {
            if change.entity == "choice" {
                // The ranks of a list may all be others now.
                state.tables.clear();
                return;
            }
            if let Some(copied) = state.tables.get_mut(change.entity.as_str()) {
                copied.stale.insert(change.id, changed.seq);
            }
        }
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
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ready = Ok(());
        for entity in entities {
            ready = ready.and_then(|()| state.follow(read, catalog, entity));
        }
        if let Err(e) = ready.and_then(|()| state.order(read, catalog, query, needs)) {
            // Half a copy must never answer.
            let State { room, latest, .. } = *state;
            *state = State {
                room,
                latest,
                ..State::default()
            };
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
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .follow(read, catalog, entity)
    }
}

impl State {
    fn follow(
        &mut self,
        read: &Read<'_>,
        catalog: &Catalog,
        entity: &'static EntityDef,
    ) -> Result<()> {
        if self.conn.is_none() {
            self.conn = Some(vault::scratch()?);
        }
        let Some(conn) = &self.conn else {
            return Ok(());
        };
        let seq = read.commit_seq()?;
        match self.tables.get_mut(entity.key) {
            // A field the user defined since then is another description.
            Some(Copied { of, stale }) if std::ptr::eq(*of, entity) && stale.len() <= MANY => {
                let due: Vec<Id> = stale
                    .iter()
                    .filter(|(_, at)| **at <= seq)
                    .map(|(id, _)| *id)
                    .collect();
                let from = Columns::of(read, catalog, entity)?;
                copy_some(read, conn, &from, &due)?;
                stale.retain(|_, at| *at > seq);
            }
            _ => {
                copy_all(read, conn, &Columns::of(read, catalog, entity)?)?;
                self.orders.remove(entity.key);
                // A copy of an older moment than what was heard of would miss the difference: it
                // answers this once and is made anew the next time.
                if seq < self.latest {
                    self.tables.remove(entity.key);
                } else {
                    let stale = HashMap::new();
                    self.tables.insert(entity.key, Copied { of: entity, stale });
                }
            }
        }
        Ok(())
    }

    /// Makes an index for the order `query` asks for, unless there is one. It holds what is
    /// filtered and gathered by as well, so that nothing else need be looked at.
    fn order(
        &mut self,
        read: &Read<'_>,
        catalog: &Catalog,
        query: &Query,
        needs: Needs,
    ) -> Result<()> {
        let Some(conn) = &self.conn else {
            return Ok(());
        };
        let entity = catalog.entity(&query.entity)?;
        let searched = query
            .search
            .as_deref()
            .is_some_and(|text| !text.trim().is_empty());
        let order = query::order(read, catalog, query, Over::Copy)?;
        // What lies in another table cannot be indexed, nor is what a search found in any order.
        if needs != Needs::Order || searched || order.sql.contains("(SELECT") {
            return Ok(());
        }
        let mut fields = BTreeSet::new();
        if let Some(filter) = &query.filter {
            gather(filter, &mut fields);
        }
        fields.extend(query.group.as_deref());
        let mut terms = order.sql;
        for key in fields {
            for column in stored(entity.field(key)?) {
                terms = format!("{terms}, {column}");
            }
        }
        let known = self.orders.entry(entity.key).or_default();
        if known.iter().any(|one| one.terms == terms) {
            return Ok(());
        }
        let before = used(conn)?;
        self.made += 1;
        let index = |number: u64| quoted(&format!("{}_by_{number}", entity.key));
        conn.execute_batch(&format!(
            "CREATE INDEX {} ON {}({terms}, deleted_at)",
            index(self.made),
            quoted(entity.key)
        ))?;
        known.push_back(Order {
            terms,
            number: self.made,
            size: used(conn)? - before,
        });
        while known.len() > 1
            && (known.len() > ORDERS || known.iter().map(|one| one.size).sum::<i64>() > self.room)
            && let Some(oldest) = known.pop_front()
        {
            conn.execute_batch(&format!("DROP INDEX {}", index(oldest.number)))?;
        }
        Ok(())
    }
}

/// Bytes in use; what was dropped is used again.
fn used(conn: &Connection) -> Result<i64> {
    let told = |what: &str| conn.pragma_query_value(None, what, |row| row.get::<_, i64>(0));
    Ok((told("page_count")? - told("freelist_count")?) * told("page_size")?)
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

/// The entities that must be copied to answer `query`, or nothing when the copy cannot.
fn needed(
    catalog: &Catalog,
    query: &Query,
    needs: Needs,
) -> Result<Option<Vec<&'static EntityDef>>> {
    let entity = catalog.entity(&query.entity)?;
    let plain = needs == Needs::Order
        && query.filter.is_none()
        && query
            .search
            .as_deref()
            .is_none_or(|text| text.trim().is_empty())
        && query.sort.iter().all(|sort| sort.field == entity.title)
        && query.group.is_none();
    if plain {
        // An index of the vault answers that at once.
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
    let mut entities = vec![entity];
    for key in fields {
        let field = entity.field(key)?;
        if !mirrored(entity, field) {
            return Ok(None);
        }
        if let (K::Ref, Some(target)) = (field.kind, field.target) {
            let target = catalog.entity(target)?;
            if target.key != entity.key {
                entities.push(target);
            }
        }
    }
    Ok(Some(entities))
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
    fn of(read: &Read<'_>, catalog: &Catalog, entity: &'static EntityDef) -> Result<Self> {
        let mut names = vec!["n".to_owned(), "id".to_owned()];
        let known = |field: &FieldDef| field.key == entity.title_sort;
        if !entity.fields.iter().any(known) {
            names.push(quoted(entity.title_sort));
        }
        let fields = entity.fields.iter().filter(|field| mirrored(entity, field));
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

fn copy_all(read: &Read<'_>, conn: &Connection, from: &Columns) -> Result<()> {
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
    // holds those as well, so that ten thousand rows need not be looked at one by one.
    let title = quoted(from.entity.title_sort);
    conn.execute_batch(&format!(
        "CREATE INDEX {} ON {table}(id, {title}, deleted_at); COMMIT;",
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
