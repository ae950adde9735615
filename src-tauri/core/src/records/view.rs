//! A view: the answer to a query, held as row numbers in order, so that the window can ask for any
//! part of a hundred thousand lines at once. Values are read only for the lines asked for.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use serde::Serialize;

use super::catalog::{Catalog, EntityDef, FieldDef};
use super::choices;
use super::query::{self, Filter, Found, Over, Query, quoted};
use super::row_reader::RowReader;
use super::rows::{Labels, row_number};
use super::value::{FieldKind as K, Value, from_columns, id_of, to_columns};
use crate::base::Id;
use crate::base::error::{Error, Kind, Result};
use crate::vault::Read;

/// Sums of the fields that add up, by field; absent where the amounts are of several currencies,
/// in one record even, or come to more than can be held.
pub type Totals = BTreeMap<String, Value>;

/// The answer to a query.
pub struct View {
    entity: &'static EntityDef,
    query: Query,
    found: Option<Found>,
    fields: Vec<&'static FieldDef>,
    rows: Arc<Vec<i64>>,
    groups: Vec<Group>,
    seq: i64,
}

struct Group {
    key: Sql,
    /// Row numbers `from..from + count` of `rows` belong to it.
    from: usize,
    count: usize,
    /// The line its head stands on.
    line: usize,
    folded: bool,
    totals: Totals,
}

/// How large a view is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Extent {
    /// Lines to show: records not folded away, and heads of groups.
    pub lines: u32,
    /// Records in all.
    pub records: u32,
    /// Groups.
    pub groups: u32,
    /// The vault's commit the view was made at.
    pub seq: i64,
}

/// One line of a view.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Line {
    /// A record.
    Record {
        /// The record.
        id: Id,
        /// Its revision.
        rev: i32,
        /// Its place in its group, from 1.
        number: u32,
        /// The values of the query's columns, in order.
        cells: Vec<Value>,
        /// The fields with something that deserves a second look.
        warnings: Vec<String>,
    },
    /// The head of a group.
    Group {
        /// Names the group when folding it.
        key: String,
        /// The value its records share.
        label: Value,
        /// How many they are.
        records: u32,
        /// Whether they are hidden.
        folded: bool,
        /// Their sums.
        totals: Totals,
    },
}

impl View {
    /// Answers `query` over `sql`: the vault of `read`, or a [`Mirror`](super::Mirror) of it;
    /// `found` is what its search found, where there is an index to ask.
    ///
    /// # Errors
    /// When a field is unknown, a value does not suit its field, or the database fails.
    pub fn open(
        read: &Read<'_>,
        sql: &Connection,
        catalog: &Catalog,
        query: Query,
        found: Option<Found>,
    ) -> Result<Self> {
        let over = if std::ptr::eq(sql, read.sql()) {
            Over::Vault
        } else {
            Over::Copy
        };
        let rows = numbers(read, sql, catalog, &query, found.as_ref(), over)?;
        Self::over(read, sql, catalog, query, found, Arc::new(rows))
    }

    /// The view of records whose numbers are known, in order: gathers them, where the query does.
    ///
    /// # Errors
    /// As for [`View::open`].
    pub fn over(
        read: &Read<'_>,
        sql: &Connection,
        catalog: &Catalog,
        query: Query,
        found: Option<Found>,
        rows: Arc<Vec<i64>>,
    ) -> Result<Self> {
        let entity = catalog.entity(&query.entity)?;
        let fields = query
            .columns
            .iter()
            .map(|key| entity.field(key))
            .collect::<Result<Vec<_>>>()?;
        let group = query
            .group
            .as_deref()
            .map(|key| entity.field(key))
            .transpose()?;
        let mut view = Self {
            entity,
            fields,
            rows,
            groups: Vec::new(),
            seq: read.commit_seq()?,
            query,
            found,
        };
        if let Some(field) = group {
            let members = members(sql, entity, field, &view.rows)?;
            view.gather(read, sql, catalog, field, members)?;
        }
        Ok(view)
    }

    fn gather(
        &mut self,
        read: &Read<'_>,
        sql: &Connection,
        catalog: &Catalog,
        field: &'static FieldDef,
        members: Vec<(Sql, Vec<i64>)>,
    ) -> Result<()> {
        let mut totals = self.group_totals(read, sql, catalog, field)?;
        let codes = match field.choices {
            Some(list) => choices::codes(read, catalog, list)?,
            None => Vec::new(),
        };
        let mut ranked = Vec::with_capacity(members.len());
        for (key, list) in members {
            ranked.push((rank(sql, catalog, field, &codes, &key)?, key, list));
        }
        ranked.sort_by(|a, b| a.0.cmp(&b.0));
        let folded: HashSet<&str> = self.query.folded.iter().map(String::as_str).collect();
        let mut line = 0;
        let mut groups = Vec::new();
        let mut rows = Vec::new();
        for (_, key, list) in ranked {
            let folded = folded.contains(key_text(&key).as_str());
            let count = list.len();
            let sums = totals.remove(&GroupKey::of(&key)).unwrap_or_default();
            groups.push(Group {
                key,
                from: rows.len(),
                count,
                line,
                folded,
                totals: sums,
            });
            line += 1 + if folded { 0 } else { count };
            rows.extend(list);
        }
        self.groups = groups;
        self.rows = Arc::new(rows);
        Ok(())
    }

    /// The commit the view was made at, and how large it is.
    #[must_use]
    pub fn extent(&self) -> Extent {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let lines = self.groups.last().map_or(self.rows.len(), |last| {
            last.line + 1 + if last.folded { 0 } else { last.count }
        });
        Extent {
            lines: count(lines),
            records: count(self.rows.len()),
            groups: count(self.groups.len()),
            seq: self.seq,
        }
    }

    /// The query it answers.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The lines `from..from + count`, as far as there are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn lines(
        &self,
        read: &Read<'_>,
        catalog: &Catalog,
        from: u32,
        count: u32,
    ) -> Result<Vec<Line>> {
        let end = self
            .extent()
            .lines
            .min(from.saturating_add(count.min(1000)));
        let mut labels = Labels::new(read, catalog);
        let mut reader = RowReader::new(read, self.entity, &self.fields)?;
        let mut lines = Vec::new();
        for line in from..end {
            match self.place(line as usize) {
                Place::Head(group) => lines.push(self.head(group, &mut labels)?),
                Place::Row(at, number) => {
                    let Some(n) = self.rows.get(at) else { continue };
                    if let Some(found) = reader.line(*n, number, &mut labels)? {
                        lines.push(found);
                    } else {
                        // Binned since the view was made: an empty line keeps the others in place.
                        lines.push(Line::Record {
                            id: Id::from_bytes([0; 16]),
                            rev: 0,
                            number,
                            cells: vec![Value::Null; self.fields.len()],
                            warnings: Vec::new(),
                        });
                    }
                }
            }
        }
        Ok(lines)
    }

    fn place(&self, line: usize) -> Place<'_> {
        if self.groups.is_empty() {
            return Place::Row(line, u32::try_from(line + 1).unwrap_or(u32::MAX));
        }
        let after = self.groups.partition_point(|group| group.line <= line);
        match after.checked_sub(1).and_then(|at| self.groups.get(at)) {
            Some(group) if group.line == line => Place::Head(group),
            Some(group) => {
                let within = line - group.line - 1;
                Place::Row(
                    group.from + within,
                    u32::try_from(within + 1).unwrap_or(u32::MAX),
                )
            }
            None => Place::Row(line, 0),
        }
    }

    fn head(&self, group: &Group, labels: &mut Labels<'_>) -> Result<Line> {
        let field = self
            .entity
            .field(self.query.group.as_deref().unwrap_or_default())?;
        let mut label = from_columns(field.kind, group.key.clone(), None)?;
        labels.fill(field, &mut label)?;
        Ok(Line::Group {
            key: key_text(&group.key),
            label,
            records: u32::try_from(group.count).unwrap_or(u32::MAX),
            folded: group.folded,
            totals: group.totals.clone(),
        })
    }

    /// The line a record stands on, if it is in the view and not folded away.
    ///
    /// # Errors
    /// When the database fails.
    pub fn find(&self, read: &Read<'_>, id: Id) -> Result<Option<u32>> {
        let n = match row_number(read, self.entity, id) {
            Ok(n) => n,
            Err(e) if e.kind() == Kind::NotFound => return Ok(None),
            Err(e) => return Err(e),
        };
        let Some(at) = self.rows.iter().position(|row| *row == n) else {
            return Ok(None);
        };
        let line = if self.groups.is_empty() {
            Some(at)
        } else {
            let after = self.groups.partition_point(|group| group.from <= at);
            after
                .checked_sub(1)
                .and_then(|g| self.groups.get(g))
                .filter(|group| !group.folded)
                .map(|group| group.line + 1 + (at - group.from))
        };
        Ok(line.and_then(|line| u32::try_from(line).ok()))
    }

    /// The sums over every record of the view, asked of `sql` as for [`View::open`].
    ///
    /// # Errors
    /// When the database fails.
    pub fn totals(&self, read: &Read<'_>, sql: &Connection, catalog: &Catalog) -> Result<Totals> {
        let source = query::source(self.entity, self.found.as_ref());
        let condition = query::condition(read, catalog, &self.query, self.found.as_ref())?;
        let mut totals = Totals::new();
        for field in self.summed() {
            let asked = format!(
                "SELECT NULL, {} FROM {} WHERE {} AND {} IS NOT NULL GROUP BY 2",
                sum_columns(field),
                source.sql,
                condition.sql,
                last_column(field)
            );
            let mut find = sql.prepare_cached(&asked)?;
            let bound = source.bound.iter().chain(&condition.bound);
            let mut rows = find.query(params_from_iter(bound))?;
            let mut sums = Vec::new();
            while let Some(row) = rows.next()? {
                sums.push(sum_value(field, row)?);
            }
            if let [sum] = sums.as_slice()
                && !sum.is_null()
            {
                totals.insert(field.key.to_owned(), sum.clone());
            }
        }
        Ok(totals)
    }

    fn summed(&self) -> impl Iterator<Item = &'static FieldDef> {
        self.fields.iter().copied().filter(|field| field.summable)
    }

    fn group_totals(
        &self,
        read: &Read<'_>,
        sql: &Connection,
        catalog: &Catalog,
        group: &FieldDef,
    ) -> Result<HashMap<GroupKey, Totals>> {
        let source = query::source(self.entity, self.found.as_ref());
        let condition = query::condition(read, catalog, &self.query, self.found.as_ref())?;
        let mut totals: HashMap<GroupKey, Totals> = HashMap::new();
        for field in self.summed() {
            let asked = format!(
                "SELECT {}, {} FROM {} WHERE {} AND {} IS NOT NULL GROUP BY 1, 2",
                quoted(group.key),
                sum_columns(field),
                source.sql,
                condition.sql,
                last_column(field)
            );
            let mut find = sql.prepare_cached(&asked)?;
            let bound = source.bound.iter().chain(&condition.bound);
            let mut rows = find.query(params_from_iter(bound))?;
            let mut mixed: HashSet<GroupKey> = HashSet::new();
            while let Some(row) = rows.next()? {
                let key = GroupKey::of(&row.get(0)?);
                let value = sum_value(field, row)?;
                let sums = totals.entry(key.clone()).or_default();
                if mixed.contains(&key)
                    || value.is_null()
                    || sums.insert(field.key.to_owned(), value).is_some()
                {
                    sums.remove(field.key);
                    mixed.insert(key);
                }
            }
        }
        Ok(totals)
    }
}

/// The numbers of the records `query` asks for, in its order.
pub(super) fn numbers(
    read: &Read<'_>,
    sql: &Connection,
    catalog: &Catalog,
    query: &Query,
    found: Option<&Found>,
    over: Over,
) -> Result<Vec<i64>> {
    let entity = catalog.entity(&query.entity)?;
    let source = query::source(entity, found);
    let condition = query::condition(read, catalog, query, found)?;
    let order = query::order(read, catalog, query, over)?;
    let mut find = sql.prepare_cached(&format!(
        "SELECT n FROM {} WHERE {} ORDER BY {}",
        source.sql, condition.sql, order.sql
    ))?;
    let bound = source.bound.iter().chain(&condition.bound);
    let bound = bound.chain(&order.bound);
    let rows = find.query_map(params_from_iter(bound), |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Which of `rows` share a value of `field`, each part in the order of the rows. The table is walked
/// once, in its own order: to look each row up by itself would take ten times as long.
fn members(
    sql: &Connection,
    entity: &EntityDef,
    field: &FieldDef,
    rows: &[i64],
) -> Result<Vec<(Sql, Vec<i64>)>> {
    let mut find = sql.prepare_cached(&format!(
        "SELECT n, {} FROM {} WHERE deleted_at IS NULL",
        quoted(field.key),
        quoted(entity.key)
    ))?;
    let mut asked = find.query([])?;
    let mut buckets: HashMap<GroupKey, usize> = HashMap::new();
    let mut members: Vec<(Sql, Vec<i64>)> = Vec::new();
    let mut of: HashMap<i64, usize> = HashMap::new();
    while let Some(row) = asked.next()? {
        let key: Sql = row.get(1)?;
        let at = *buckets.entry(GroupKey::of(&key)).or_insert_with(|| {
            members.push((key, Vec::new()));
            members.len() - 1
        });
        of.insert(row.get(0)?, at);
    }
    for n in rows {
        let list = of.get(n).and_then(|at| members.get_mut(*at));
        if let Some((_, list)) = list {
            list.push(*n);
        }
    }
    members.retain(|(_, list)| !list.is_empty());
    Ok(members)
}

enum Place<'v> {
    Head(&'v Group),
    Row(usize, u32),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum GroupKey {
    None,
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl GroupKey {
    fn of(value: &Sql) -> Self {
        match value {
            Sql::Null | Sql::Real(_) => Self::None,
            Sql::Integer(v) => Self::Number(*v),
            Sql::Text(v) => Self::Text(v.clone()),
            Sql::Blob(v) => Self::Bytes(v.clone()),
        }
    }
}

fn key_text(key: &Sql) -> String {
    match key {
        Sql::Null | Sql::Real(_) => String::new(),
        Sql::Integer(v) => v.to_string(),
        Sql::Text(v) => v.clone(),
        Sql::Blob(v) => id_of(v).map(|id| id.to_string()).unwrap_or_default(),
    }
}

/// Where a group stands among the others: by the order of its list, or by its name; last without.
fn rank(
    sql: &Connection,
    catalog: &Catalog,
    field: &FieldDef,
    codes: &[String],
    key: &Sql,
) -> Result<(bool, i64, String)> {
    Ok(match (field.kind, key) {
        (_, Sql::Null) => (true, 0, String::new()),
        (K::Choice, Sql::Text(code)) => {
            let at = codes
                .iter()
                .position(|known| known == code)
                .unwrap_or(codes.len());
            (false, i64::try_from(at).unwrap_or(i64::MAX), code.clone())
        }
        (K::Ref, Sql::Blob(id)) => {
            let target = catalog.entity(field.target.unwrap_or_default())?;
            let title: Option<Sql> = sql
                .prepare_cached(&format!(
                    "SELECT {} FROM {} WHERE id = ?",
                    quoted(target.title_sort),
                    quoted(target.key)
                ))?
                .query_row([id], |row| row.get(0))
                .optional()?;
            match title {
                Some(Sql::Text(title)) => (false, 0, title),
                // A conversation stands where it took place.
                Some(Sql::Integer(at)) => (false, at, String::new()),
                _ => (false, 0, String::new()),
            }
        }
        (_, key) => (false, 0, crate::base::words::pinyin_key(&key_text(key))),
    })
}

fn sum_columns(field: &FieldDef) -> String {
    let sum = query::exact_sum(&quoted(field.key));
    match field.kind.second_column() {
        Some(_) => format!("{}, {sum}", last_column(field)),
        None => format!("NULL, {sum}"),
    }
}

/// The column that says whether there is anything to add up: an amount's currency, for amounts of
/// several currencies are none, and yet spoil the sum they would go into.
fn last_column(field: &FieldDef) -> String {
    let suffix = field.kind.second_column().unwrap_or_default();
    quoted(&format!("{}{suffix}", field.key))
}

/// The sum in a row of a group and [`sum_columns`]; null where there is none.
fn sum_value(field: &FieldDef, row: &Row<'_>) -> Result<Value> {
    from_columns(field.kind, row.get(2)?, Some(row.get(1)?))
}

/// The first `limit` records whose title contains `text`, or that it `found`, for choosing one of those a filter leaves.
///
/// # Errors
/// When the database fails.
pub fn options(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &str,
    (text, filter, found): (&str, Option<Filter>, Option<&Found>),
    limit: u32,
) -> Result<Vec<super::value::Ref>> {
    let entity = catalog.entity(entity)?;
    let query = Query {
        entity: entity.key.to_owned(),
        filter,
        sort: Vec::new(),
        group: None,
        folded: Vec::new(),
        search: Some(text.to_owned()),
        columns: Vec::new(),
    };
    let from = query::source(entity, found);
    let condition = query::condition(read, catalog, &query, found)?;
    // Nothing typed: an index has them in order. Else the closest fit is the shortest name.
    let closest = if text.trim().is_empty() {
        String::new()
    } else {
        format!("length({}), ", quoted(entity.title))
    };
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT id, {} FROM {} WHERE {} ORDER BY {closest}{}, n LIMIT {limit}",
        quoted(entity.title),
        from.sql,
        condition.sql,
        quoted(entity.title_sort),
    ))?;
    let bound = from.bound.iter().chain(&condition.bound);
    let found = find
        .query_map(params_from_iter(bound), |row| {
            Ok(super::value::Ref {
                id: row.get(0)?,
                label: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(found)
}

/// Holds a value as its column would, to compare it with what is stored.
///
/// # Errors
/// [`Kind::Internal`] when the value is not of the field's kind.
pub fn column_of(field: &FieldDef, value: &Value) -> Result<Sql> {
    to_columns(field.kind, value)
        .map(|(first, _)| first)
        .map_err(|e| Error::internal(e.to_string()))
}
