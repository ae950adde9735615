//! The records of one kind as they were, in the order of their titles or of their day, to be looked through.

use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};

use super::differ::{Differences, Since};
use crate::base::words::{compact, fold, pinyin_forms};
use crate::base::{Cancel, Id, Result};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::query::quoted;
use crate::records::rows;
use crate::records::value::{FieldKind, Value};
use crate::vault::Read;

/// What is asked of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FormerAsked {
    /// The entity's key.
    pub entity: String,
    /// Words that stand in what it is found by, or in how a name is spelled; nothing for all.
    pub text: String,
    /// Only what stands otherwise today, or has something that does.
    pub otherwise: bool,
    /// In which order.
    pub by: FormerBy,
    /// The other way round.
    pub descending: bool,
    /// From which row.
    pub from: u32,
    /// How many.
    pub count: u32,
}

/// In which order the records of then are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum FormerBy {
    /// By what they were called.
    Name,
    /// By their day; those without one come last.
    Date,
}

/// A kind of record of which there were any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct FormerKind {
    /// The entity's key.
    pub entity: String,
    /// How many there were.
    pub count: u32,
}

/// A record as it was.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FormerRow {
    /// The record.
    pub id: Id,
    /// What it was called.
    pub title: String,
    /// The customer or unit it was of.
    pub about: String,
    /// Its day, by the page's `date`.
    pub date: Value,
    /// What it held, in the order of the page's `columns`.
    pub cells: Vec<Value>,
    /// What has become of it.
    pub since: Since,
    /// How many records that belonged to it stand otherwise.
    pub beside: u32,
}

/// A part of the list.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FormerPage {
    /// How many rows there are by what was asked.
    pub all: u32,
    /// How many of the kind stand otherwise, or have something that does.
    pub otherwise: u32,
    /// The field that is the kind's day.
    pub date: Option<String>,
    /// Its main fields beside name and day.
    pub columns: Vec<String>,
    /// Those asked for.
    pub rows: Vec<FormerRow>,
}

/// What a record of then may be found by, which is what it would be found by today.
#[derive(Debug, Default)]
pub struct Sought {
    /// What it is called, where its row does not say.
    pub title: String,
    /// The customer or unit it is of.
    pub about: String,
    /// Its names, which are found by how they are spelled as well.
    pub names: Vec<String>,
    /// Whatever else: codes, numbers, notes.
    pub texts: Vec<String>,
    /// Telephone numbers, however they are written.
    pub phones: Vec<String>,
}

#[derive(Debug)]
struct Line {
    id: Id,
    title: String,
    about: String,
    /// All it may be found by.
    sought: String,
}

/// The list, read once.
#[derive(Debug)]
pub struct FormerList {
    lines: Vec<Line>,
    /// Those that have a day, in its order; then those that have none.
    by_date: (Vec<usize>, Vec<usize>),
}

/// So many main fields stand beside name and day: more would not be read.
const COLUMNS: usize = 2;

/// The field that is the day of a kind, and its main fields beside that, by what its table shows at first.
#[must_use]
pub fn shown(entity: &'static EntityDef) -> (Option<&'static FieldDef>, Vec<&'static FieldDef>) {
    let mut fields: Vec<&FieldDef> = entity
        .fields
        .iter()
        .filter(|field| field.column > 0)
        .collect();
    fields.sort_by_key(|field| field.column);
    let is_day = |field: &&&FieldDef| {
        use FieldKind::{Date, FuzzyDate, Instant, WallTime};
        matches!(field.kind, Date | FuzzyDate | Instant | WallTime)
    };
    let day = fields.iter().find(is_day).copied();
    let made = || entity.fields.iter().find(|field| field.key == "created_at");
    let day = day.or_else(made);
    fields.retain(|field| {
        let is_day = day.is_some_and(|day| day.key == field.key);
        // Whose it is stands beside the name.
        !is_day && field.key != entity.title && field.target != Some("unit")
    });
    fields.truncate(COLUMNS);
    (day, fields)
}

/// The kinds of `catalog` of which there was a living record, with how many.
///
/// # Errors
/// When the database fails.
pub fn kinds(then: &Read<'_>, catalog: &Catalog) -> Result<Vec<FormerKind>> {
    let mut kinds = Vec::new();
    for entity in catalog.entities() {
        let count: u32 = then.sql().query_row(
            &format!(
                "SELECT count(*) FROM {} WHERE deleted_at IS NULL",
                quoted(entity.key)
            ),
            [],
            |row| row.get(0),
        )?;
        if count > 0 {
            let entity = entity.key.to_owned();
            kinds.push(FormerKind { entity, count });
        }
    }
    Ok(kinds)
}

impl FormerList {
    /// Reads the living records of a kind; `sought` says what one may be found by.
    ///
    /// # Errors
    /// When the database fails; [`crate::base::Kind::Cancelled`].
    pub fn read(
        then: &Read<'_>,
        entity: &'static EntityDef,
        mut sought: impl FnMut(Id) -> Result<Sought>,
        cancel: &Cancel,
    ) -> Result<Self> {
        let (day, _) = shown(entity);
        let day = day.map_or_else(|| "NULL".to_owned(), |day| quoted(day.key));
        let mut find = then.sql().prepare(&format!(
            "SELECT id, {day} FROM {} WHERE deleted_at IS NULL ORDER BY {}, n",
            quoted(entity.key),
            quoted(entity.title_sort)
        ))?;
        let mut rows = find.query([])?;
        let (mut lines, mut dated, mut undated) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            if lines.len() % 1024 == 0 {
                cancel.check()?;
            }
            let id = row.get(0)?;
            match row.get::<_, Sql>(1)? {
                Sql::Integer(at) => dated.push((at, String::new(), lines.len())),
                Sql::Text(at) => dated.push((0, at, lines.len())),
                _ => undated.push(lines.len()),
            }
            let found = sought(id)?;
            lines.push(Line {
                id,
                sought: words_of(&found),
                title: found.title,
                about: found.about,
            });
        }
        dated.sort();
        let dated = dated.into_iter().map(|(_, _, at)| at).collect();
        let by_date = (dated, undated);
        Ok(Self { lines, by_date })
    }

    /// All of them in the order that was asked for.
    fn in_order(&self, by: FormerBy, descending: bool) -> Vec<&Line> {
        let line = |at: &usize| self.lines.get(*at);
        let (dated, undated) = &self.by_date;
        match (by, descending) {
            (FormerBy::Name, false) => self.lines.iter().collect(),
            (FormerBy::Name, true) => self.lines.iter().rev().collect(),
            (FormerBy::Date, false) => dated.iter().chain(undated).filter_map(line).collect(),
            (FormerBy::Date, true) => {
                let dated = dated.iter().rev();
                dated.chain(undated).filter_map(line).collect()
            }
        }
    }

    /// The rows that were asked for, with how they stand. What their columns hold is read beside.
    #[must_use]
    pub fn page(&self, asked: &FormerAsked, differences: &Differences) -> FormerPage {
        let words: Vec<String> = asked.text.split_whitespace().map(fold).collect();
        let number = compact(&asked.text);
        let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
        let fits = |line: &Line| {
            words.iter().all(|word| line.sought.contains(word.as_str()))
                || is_number && line.sought.contains(&number)
        };
        let stands = |line: &Line| (differences.of(line.id), differences.beside(line.id));
        let otherwise = |line: &&Line| stands(line) != (Since::Same, 0);
        let found: Vec<&Line> = self
            .in_order(asked.by, asked.descending)
            .into_iter()
            .filter(|line| fits(line))
            .filter(|line| !asked.otherwise || otherwise(line))
            .collect();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let rows = found
            .iter()
            .skip(asked.from as usize)
            .take(asked.count as usize);
        FormerPage {
            all: number(found.len()),
            otherwise: number(self.lines.iter().filter(otherwise).count()),
            date: None,
            columns: Vec::new(),
            rows: rows
                .map(|line| {
                    let (since, beside) = stands(line);
                    FormerRow {
                        id: line.id,
                        title: line.title.clone(),
                        about: line.about.clone(),
                        date: Value::Null,
                        cells: Vec::new(),
                        since,
                        beside,
                    }
                })
                .collect(),
        }
    }
}

impl FormerPage {
    /// Reads what the rows' columns held.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fill(
        &mut self,
        then: &Read<'_>,
        catalog: &Catalog,
        entity: &'static EntityDef,
    ) -> Result<()> {
        let (day, columns) = shown(entity);
        for row in &mut self.rows {
            let Some(record) = rows::find(then, catalog, entity, row.id)? else {
                continue;
            };
            if let Some(day) = day {
                row.date = record.get(day.key).clone();
            }
            let cells = columns.iter().map(|field| record.get(field.key).clone());
            row.cells = cells.collect();
        }
        self.date = day.map(|day| day.key.to_owned());
        self.columns = columns.iter().map(|field| field.key.to_owned()).collect();
        Ok(())
    }
}

fn words_of(found: &Sought) -> String {
    let mut words = String::new();
    let mut add = |text: &str| {
        words.push_str(text);
        words.push('\n');
    };
    let names = std::iter::once(&found.title).chain(&found.names);
    for name in names.filter(|name| !name.is_empty()) {
        let folded = fold(name);
        // As a name is found that is typed without its gaps and brackets.
        let close = compact(&folded);
        if close != folded {
            add(&close);
        }
        add(&folded);
        for spelling in pinyin_forms(name) {
            add(&spelling.full());
            add(&spelling.short());
        }
    }
    for text in found.texts.iter().chain([&found.about]) {
        add(&fold(text));
    }
    for phone in &found.phones {
        add(&compact(phone));
    }
    words
}
