//! A narrow copy, in memory only, of the columns that tables are sorted, filtered and searched by.
//!
//! The encrypted table must be decrypted page by page to be scanned; at a hundred thousand records
//! that is a second, and here a blink. Truth stays in the vault: the copy is made when first
//! needed, follows every commit, answers with row numbers only, and is wiped with the session.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use rusqlite::types::{ToSqlOutput, Value as Sql};
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::catalog::{Catalog, EntityDef, FieldDef, Searched};
use super::query::{Filter, Op, Query, quoted};
use super::value::FieldKind as K;
use crate::base::error::Result;
use crate::base::{Changed, Id};
use crate::vault::{self, Read};

/// With more records than this to bring up to date, copying all of them anew is quicker.
const MANY: usize = 20_000;

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

#[derive(Default)]
struct State {
    conn: Option<Connection>,
    /// For each entity copied: what has changed since, with the commit that changed it.
    tables: HashMap<&'static str, HashMap<Id, i64>>,
}

impl Mirror {
    /// Notes what a commit touched; it is brought up to date when next asked.
    pub fn note(&self, changed: &Changed) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for change in &changed.changes {
            if let Some(stale) = state.tables.get_mut(change.entity.as_str()) {
                stale.insert(change.id, changed.seq);
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
        for entity in entities {
            if let Err(e) = state.follow(read, entity) {
                // Half a copy must never answer.
                *state = State::default();
                return Err(e);
            }
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
    pub fn warm(&self, read: &Read<'_>, entity: &'static EntityDef) -> Result<()> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .follow(read, entity)
    }
}

impl State {
    fn follow(&mut self, read: &Read<'_>, entity: &'static EntityDef) -> Result<()> {
        if self.conn.is_none() {
            self.conn = Some(vault::scratch()?);
        }
        let Some(conn) = &self.conn else {
            return Ok(());
        };
        let seq = read.commit_seq()?;
        match self.tables.get_mut(entity.key) {
            Some(stale) if stale.len() <= MANY => {
                let due: Vec<Id> = stale
                    .iter()
                    .filter(|(_, at)| **at <= seq)
                    .map(|(id, _)| *id)
                    .collect();
                copy_some(read, conn, entity, &due)?;
                stale.retain(|_, at| *at > seq);
            }
            _ => {
                copy_all(read, conn, entity)?;
                self.tables.insert(entity.key, HashMap::new());
            }
        }
        Ok(())
    }
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

/// The columns copied: `n`, `id`, the title's order, then the fields.
fn columns(entity: &EntityDef) -> Vec<String> {
    let mut columns = vec!["n".to_owned(), "id".to_owned()];
    if entity
        .fields
        .iter()
        .all(|field| field.key != entity.title_sort)
    {
        columns.push(quoted(entity.title_sort));
    }
    for field in entity.fields.iter().filter(|field| mirrored(entity, field)) {
        columns.push(quoted(field.key));
        if let Some(suffix) = field.kind.second_column() {
            columns.push(quoted(&format!("{}{suffix}", field.key)));
        }
    }
    columns
}

fn copy_all(read: &Read<'_>, conn: &Connection, entity: &EntityDef) -> Result<()> {
    let table = quoted(entity.key);
    let columns = columns(entity);
    let rest = columns.get(1..).unwrap_or_default().join(", ");
    conn.execute_batch(&format!(
        "DROP TABLE IF EXISTS {table};
         CREATE TABLE {table} (n INTEGER PRIMARY KEY, {rest}, deleted_at);
         BEGIN;"
    ))?;
    let mut find = read.sql().prepare(&format!(
        "SELECT {} FROM {table} WHERE deleted_at IS NULL",
        columns.join(", ")
    ))?;
    {
        let mut insert = conn.prepare(&insertion(&table, &columns))?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            for at in 0..columns.len() {
                insert.raw_bind_parameter(at + 1, ToSqlOutput::Borrowed(row.get_ref(at)?))?;
            }
            insert.raw_execute()?;
        }
    }
    conn.execute_batch(&format!(
        "CREATE UNIQUE INDEX {} ON {table}(id);
         CREATE INDEX {} ON {table}({}, n);
         COMMIT;",
        quoted(&format!("{}_id", entity.key)),
        quoted(&format!("{}_title", entity.key)),
        quoted(entity.title_sort),
    ))?;
    Ok(())
}

/// Copies some records anew. All that stood goes first: a new record may have the row number of
/// one that is no more.
fn copy_some(read: &Read<'_>, conn: &Connection, entity: &EntityDef, ids: &[Id]) -> Result<()> {
    let table = quoted(entity.key);
    let columns = columns(entity);
    let mut remove = conn.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?"))?;
    for id in ids {
        remove.execute([id])?;
    }
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT {} FROM {table} WHERE id = ? AND deleted_at IS NULL",
        columns.join(", ")
    ))?;
    let mut insert = conn.prepare_cached(&insertion(&table, &columns))?;
    for id in ids {
        let row: Option<Vec<Sql>> = find
            .query_row([id], |row| {
                (0..columns.len()).map(|at| row.get(at)).collect()
            })
            .optional()?;
        if let Some(row) = row {
            insert.execute(params_from_iter(row))?;
        }
    }
    Ok(())
}

fn insertion(table: &str, columns: &[String]) -> String {
    let marks = vec!["?"; columns.len()].join(", ");
    format!(
        "INSERT INTO {table} ({}) VALUES ({marks})",
        columns.join(", ")
    )
}
