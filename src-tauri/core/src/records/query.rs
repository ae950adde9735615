//! A question about records, and the one place that composes SQL text: a typed [`Query`] becomes
//! a WHERE and an ORDER BY with bound values. Nothing a person typed ever enters SQL text.

use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};

use super::among;
use super::catalog::{Catalog, EntityDef, FieldDef, Searched};
use super::choices;
use super::from_today::dated;
use super::parse::{self, Ground};
use super::value::{FieldKind as K, Value, to_columns};
use crate::base::date::{self, WallTime};
use crate::base::error::{Error, Result};
use crate::base::{Id, Timestamp};
use crate::vault::Read;

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the field's own words")]
pub enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Contains,
    Starts,
    Empty,
    NotEmpty,
    In,
    Under,
}

/// A condition on records. On the wire `{all: […]}`, `{any: […]}`, `{not: …}` or
/// `{field, op, values}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(untagged)]
pub enum Filter {
    /// Every one holds.
    All {
        /// The conditions.
        all: Vec<Filter>,
    },
    /// At least one holds.
    Any {
        /// The conditions.
        any: Vec<Filter>,
    },
    /// It does not hold.
    Not {
        /// The condition.
        not: Box<Filter>,
    },
    /// A field compares so with the values.
    Test {
        /// The field's key.
        field: String,
        /// How.
        op: Op,
        /// With what; one for most, several for `in`, none for `empty`.
        values: Vec<Value>,
    },
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Sort {
    /// The field's key.
    pub field: String,
    /// The greatest first.
    pub descending: bool,
}

/// A question about the records of one entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Query {
    /// The entity's key.
    pub entity: String,
    /// Which records.
    pub filter: Option<Filter>,
    /// In which order; by title where nothing else decides.
    pub sort: Vec<Sort>,
    /// Gathered by which field.
    pub group: Option<String>,
    /// Which groups are folded, by key.
    pub folded: Vec<String>,
    /// Only those in whose name or codes this stands.
    pub search: Option<String>,
    /// Which fields to show, in order.
    pub columns: Vec<String>,
}

impl Query {
    /// All records of an entity, by title.
    #[must_use]
    pub fn all_of(entity: &str) -> Self {
        Self {
            entity: entity.to_owned(),
            filter: None,
            sort: Vec::new(),
            group: None,
            folded: Vec::new(),
            search: None,
            columns: Vec::new(),
        }
    }
}

/// A piece of SQL and what is bound to it, in order.
#[derive(Debug, Clone, Default)]
pub struct Piece {
    /// Text with `?` for each value.
    pub sql: String,
    /// The values.
    pub bound: Vec<Sql>,
}

impl Piece {
    fn new(sql: impl Into<String>, bound: impl IntoIterator<Item = Sql>) -> Self {
        Self {
            sql: sql.into(),
            bound: bound.into_iter().collect(),
        }
    }
    pub(super) fn joined(pieces: Vec<Self>, word: &str, none: &str) -> Self {
        if pieces.is_empty() {
            return Self::new(none, []);
        }
        let mut sql = Vec::new();
        let mut bound = Vec::new();
        for piece in pieces {
            sql.push(format!("({})", piece.sql));
            bound.extend(piece.bound);
        }
        Self {
            sql: sql.join(word),
            bound,
        }
    }
}

/// The id that an entry of a list of references is, where `each` goes through the list by `json_each`. So
/// it is kept whoever made the field; only the program's own have a table of pairs beside it.
pub(crate) fn listed(each: &str) -> String {
    format!("unhex(replace({each}.value, '-', ''))")
}

/// A column's name, quoted.
#[must_use]
pub fn quoted(column: &str) -> String {
    format!("\"{column}\"")
}

/// The sum of a column of whole numbers, to the last unit; nothing where it is beyond 64 bits,
/// for which `sum` alone would fail the whole question. Hence in two halves, neither of which can
/// overflow, put together only where a rough sum says that they fit.
#[must_use]
pub fn exact_sum(column: &str) -> String {
    format!(
        "CASE WHEN abs(total({column})) < 9.2e18 \
         THEN (sum({column} >> 32) << 32) + sum({column} & 4294967295) END"
    )
}

/// Which records a search found, by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found(String);

impl Found {
    /// These records, none of them twice.
    #[must_use]
    pub fn of(mut ids: Vec<Id>) -> Self {
        // Looked up in the order they stand in, which reads each page once.
        ids.sort_unstable();
        let mut list = String::with_capacity(ids.len() * 35 + 2);
        list.push('[');
        for id in ids {
            if list.len() > 1 {
                list.push(',');
            }
            list.push('"');
            for byte in id.bytes() {
                for digit in [byte >> 4, byte & 15] {
                    list.extend(char::from_digit(u32::from(digit), 16));
                }
            }
            list.push('"');
        }
        list.push(']');
        Self(list)
    }
}

/// Where records of `entity` are looked for: among those that a search `found`, or all. What was
/// found is joined, not asked for by IN, which would build a set of its own out of it first.
#[must_use]
pub fn source(entity: &EntityDef, found: Option<&Found>) -> Piece {
    let table = quoted(entity.key);
    match found {
        Some(Found(list)) => Piece::new(
            format!(
                "(SELECT unhex(value) AS found FROM json_each(?)) CROSS JOIN {table} ON id = found"
            ),
            [Sql::Text(list.clone())],
        ),
        None => Piece::new(table, []),
    }
}

/// The condition of living records that `query` asks for, among those that its search `found`
/// where there is an index to ask: see [`source`].
///
/// # Errors
/// When a field is unknown or a value does not suit it.
pub fn condition(
    read: &Read<'_>,
    catalog: &Catalog,
    query: &Query,
    found: Option<&Found>,
) -> Result<Piece> {
    let entity = catalog.entity(&query.entity)?;
    let mut parts = vec![Piece::new("deleted_at IS NULL", [])];
    if let Some(filter) = &query.filter {
        parts.push(
            Compiler {
                read,
                catalog,
                entity,
            }
            .filter(&dated(entity, filter, read.today())?)?,
        );
    }
    if let Some(text) = query
        .search
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
        && found.is_none()
    {
        parts.push(contains_anywhere(entity, text));
    }
    Ok(Piece::joined(parts, " AND ", "1"))
}

/// One of the terms an order is made of.
pub(super) struct Term {
    /// What is compared.
    pub(super) by: Piece,
    /// The greatest first.
    pub(super) descending: bool,
}

/// The order that `query` asks for, ending in the title so that it is always the same.
///
/// # Errors
/// When a field is unknown.
pub fn order(read: &Read<'_>, catalog: &Catalog, query: &Query, over: Over) -> Result<Piece> {
    let (mut words, mut bound) = (Vec::new(), Vec::new());
    for term in terms(read, catalog, query, over)? {
        let by = term.by.sql;
        words.push(if term.descending {
            format!("{by} DESC")
        } else {
            by
        });
        bound.extend(term.by.bound);
    }
    Ok(Piece::new(words.join(", "), bound))
}

/// The terms of that order, one by one.
pub(super) fn terms(
    read: &Read<'_>,
    catalog: &Catalog,
    query: &Query,
    over: Over,
) -> Result<Vec<Term>> {
    let entity = catalog.entity(&query.entity)?;
    let plain = |sql: String| Term {
        by: Piece::new(sql, []),
        descending: false,
    };
    let mut terms = Vec::new();
    for sort in &query.sort {
        let field = entity.field(&sort.field)?;
        // What is not known comes last either way.
        if !field.required && field.key != entity.title {
            terms.push(plain(format!("{} IS NULL", quoted(field.key))));
        }
        terms.push(Term {
            by: sort_term(read, catalog, entity, field, over)?,
            descending: sort.descending,
        });
    }
    if query.sort.iter().all(|sort| sort.field != entity.title) {
        terms.push(plain(quoted(entity.title_sort)));
    }
    terms.push(plain("n".to_owned()));
    Ok(terms)
}

/// What a question is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The tables of the vault.
    Vault,
    /// The copy in memory, which holds the ranks of choices too.
    Copy,
}

/// The place of a choice in its list, in the order the user put it in; unknown ones come after all.
pub(super) fn rank(read: &Read<'_>, catalog: &Catalog, field: &FieldDef) -> Result<Piece> {
    let column = quoted(field.key);
    let codes = choices::codes(read, catalog, field.choices.unwrap_or_default())?;
    if codes.is_empty() {
        return Ok(Piece::new(column, []));
    }
    let ranks: Vec<_> = (0..codes.len())
        .map(|n| format!("WHEN ? THEN {n}"))
        .collect();
    Ok(Piece::new(
        format!("CASE {column} {} ELSE {} END", ranks.join(" "), codes.len()),
        codes.into_iter().map(Sql::Text),
    ))
}

/// Where the copy holds a choice's rank.
pub(super) fn rank_column(field: &FieldDef) -> String {
    quoted(&format!("{} rank", field.key))
}

fn sort_term(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &EntityDef,
    field: &FieldDef,
    over: Over,
) -> Result<Piece> {
    let column = quoted(field.key);
    if field.key == entity.title {
        return Ok(Piece::new(title_term(entity, ""), []));
    }
    let term = match field.kind {
        K::Choice if over == Over::Copy => rank_column(field),
        K::Choice => return rank(read, catalog, field),
        K::Ref => {
            let target = catalog.entity(field.target.unwrap_or_default())?;
            format!(
                "(SELECT {} FROM {} t WHERE t.id = {}.{column})",
                title_term(target, "t."),
                quoted(target.key),
                quoted(entity.key),
            )
        }
        K::Text => format!("pinyin_key({column})"),
        _ => column,
    };
    Ok(Piece::new(term, []))
}

/// By what records are sorted when they are sorted by title: the column kept for it, or the title as
/// a Chinese reader expects it.
fn title_term(entity: &EntityDef, table: &str) -> String {
    let column = format!("{table}{}", quoted(entity.title_sort));
    let typed = |field: &FieldDef| field.key == entity.title_sort && field.kind == K::Text;
    if entity.fields.iter().any(typed) {
        format!("pinyin_key({column})")
    } else {
        column
    }
}

/// What an index would find, as far as plain comparing goes: part of a name or a code as it is
/// written. Lists are left alone, for theirs is a notation that nobody typed.
fn contains_anywhere(entity: &EntityDef, text: &str) -> Piece {
    let like = like_pattern(text, true);
    let plain = |field: &&FieldDef| {
        let named = matches!(field.searched, Searched::Name | Searched::Code);
        let typed = matches!(field.kind, K::Text | K::LongText | K::Url | K::OfficialId);
        (named || field.key == entity.title) && typed
    };
    let parts = entity.fields.iter().filter(plain).map(|field| {
        Piece::new(
            format!("{} LIKE ? ESCAPE '\\'", quoted(field.key)),
            [Sql::Text(like.clone())],
        )
    });
    Piece::joined(parts.collect(), " OR ", "0")
}

fn like_pattern(text: &str, anywhere: bool) -> String {
    let mut pattern = String::new();
    if anywhere {
        pattern.push('%');
    }
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// When a day begins in a zone.
#[must_use]
pub fn day_start(day: chrono::NaiveDate, zone: chrono_tz::Tz) -> Timestamp {
    WallTime {
        date: day,
        time: None,
        zone,
    }
    .instant(chrono::NaiveTime::MIN)
}

struct Compiler<'a> {
    read: &'a Read<'a>,
    catalog: &'a Catalog,
    entity: &'static EntityDef,
}

impl Compiler<'_> {
    fn filter(&self, filter: &Filter) -> Result<Piece> {
        let each = |list: &[Filter]| {
            list.iter()
                .map(|f| self.filter(f))
                .collect::<Result<Vec<_>>>()
        };
        Ok(match filter {
            Filter::All { all } => Piece::joined(each(all)?, " AND ", "1"),
            Filter::Any { any } => Piece::joined(each(any)?, " OR ", "0"),
            Filter::Not { not } => {
                let piece = self.filter(not)?;
                Piece::new(format!("NOT coalesce(({}), 0)", piece.sql), piece.bound)
            }
            Filter::Test { field, op, values } => {
                self.test(self.entity.field(field)?, *op, values)?
            }
        })
    }

    fn test(&self, field: &FieldDef, op: Op, values: &[Value]) -> Result<Piece> {
        let column = quoted(field.key);
        let blank = if matches!(field.kind, K::Text | K::LongText) {
            format!("({column} IS NULL OR {column} = '')")
        } else {
            format!("{column} IS NULL")
        };
        match op {
            Op::Empty => return Ok(Piece::new(blank, [])),
            Op::NotEmpty => return Ok(Piece::new(format!("NOT {blank}"), [])),
            Op::Contains | Op::Starts => return self.like(field, op == Op::Contains, values),
            Op::Under => return self.under(field, values),
            Op::In => {
                let parts = values
                    .iter()
                    .map(|value| self.compare(field, Op::Eq, value))
                    .collect::<Result<Vec<_>>>()?;
                return Ok(Piece::joined(parts, " OR ", "0"));
            }
            _ => {}
        }
        let value = values
            .first()
            .ok_or_else(|| Error::invalid(field.key, "error.filter_needs_value"))?;
        if op == Op::Ne {
            let equal = self.compare(field, Op::Eq, value)?;
            return Ok(Piece::new(
                format!("NOT coalesce(({}), 0)", equal.sql),
                equal.bound,
            ));
        }
        self.compare(field, op, value)
    }

    fn compare(&self, field: &FieldDef, op: Op, value: &Value) -> Result<Piece> {
        let column = quoted(field.key);
        let sign = match op {
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
            _ => "=",
        };
        if field.kind == K::Instant
            && let Value::Date(day) | Value::Raw(day) = value
        {
            return self.on_day(&column, op, day);
        }
        let ground = Ground {
            read: Some(self.read),
            catalog: self.catalog,
        };
        // One of several is no list, which is all that such a field could be given.
        if let Some(held) = among::one(field, value) {
            return Ok(held);
        }
        let value = parse::value(&ground, self.entity, field, value.clone())?;
        if value.is_null() {
            return Ok(Piece::new(format!("{column} IS NULL"), []));
        }
        if let Some(held) = among::holds(field, &value) {
            return Ok(held);
        }
        let (first, second) = to_columns(field.kind, &value)?;
        // A reason is greater than any number, but is none.
        let guard = if field.formula {
            format!("typeof({column}) <> 'blob' AND ")
        } else {
            String::new()
        };
        let column = format!("{guard}{column}");
        Ok(match (field.kind, second) {
            (K::Money, Some(currency)) => Piece::new(
                format!(
                    "{column} {sign} ? AND {} = ?",
                    quoted(&format!("{}_currency", field.key))
                ),
                [first, currency],
            ),
            (K::WallTime, _) if matches!(&first, Sql::Text(at) if at.len() == 10) => Piece::new(
                format!("{guard}substr({}, 1, 10) {sign} ?", quoted(field.key)),
                [first],
            ),
            _ => Piece::new(format!("{column} {sign} ?"), [first]),
        })
    }

    /// Compares an instant with a whole day where the user lives.
    fn on_day(&self, column: &str, op: Op, day: &str) -> Result<Piece> {
        let day = date::parse_date(day)?;
        let zone = self.read.zone();
        let start = Sql::Integer(day_start(day, zone).0);
        let next = Sql::Integer(day_start(day + chrono::Days::new(1), zone).0);
        Ok(match op {
            Op::Lt => Piece::new(format!("{column} < ?"), [start]),
            Op::Ge => Piece::new(format!("{column} >= ?"), [start]),
            Op::Le => Piece::new(format!("{column} < ?"), [next]),
            Op::Gt => Piece::new(format!("{column} >= ?"), [next]),
            _ => Piece::new(format!("{column} >= ? AND {column} < ?"), [start, next]),
        })
    }

    fn like(&self, field: &FieldDef, anywhere: bool, values: &[Value]) -> Result<Piece> {
        let text = values.first().and_then(Value::as_text).unwrap_or_default();
        let like = Sql::Text(like_pattern(text, anywhere));
        let column = quoted(field.key);
        if field.kind == K::Ref {
            let target = self.catalog.entity(field.target.unwrap_or_default())?;
            return Ok(Piece::new(
                format!(
                    "{column} IN (SELECT id FROM {} WHERE {} LIKE ? ESCAPE '\\')",
                    quoted(target.key),
                    quoted(target.title)
                ),
                [like],
            ));
        }
        if let Some(held) = among::like(field, text, &|part| like_pattern(part, anywhere)) {
            return Ok(held);
        }
        Ok(Piece::new(format!("{column} LIKE ? ESCAPE '\\'"), [like]))
    }

    /// The record itself (for its own tree) or what it points at lies in the subtree of one.
    fn under(&self, field: &FieldDef, values: &[Value]) -> Result<Piece> {
        let target = self.catalog.entity(field.target.unwrap_or_default())?;
        let (Some(tree), Some(root)) = (
            target.tree.map(|tree| tree.table),
            values.first().and_then(Value::as_ref_id),
        ) else {
            return Err(Error::invalid(field.key, "error.filter_needs_value"));
        };
        let root = Sql::Blob(root.bytes().to_vec());
        let table = quoted(target.key);
        let below = format!(
            "SELECT descendant FROM {tree} WHERE ancestor = (SELECT n FROM {table} WHERE id = ?)"
        );
        Ok(if self.entity.key == target.key {
            Piece::new(format!("n IN ({below})"), [root])
        } else {
            Piece::new(
                format!(
                    "{} IN (SELECT id FROM {table} WHERE n IN ({below}))",
                    quoted(field.key)
                ),
                [root],
            )
        })
    }
}
