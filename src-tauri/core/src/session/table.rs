//! The table: views of records, what a paste would do, and whom a cell might point at.

use serde::{Deserialize, Serialize};

use super::Session;
use crate::base::{Error, Id, Result};
use crate::records::choices;
use crate::records::labels::Language;
use crate::records::mirror::Needs;
use crate::records::parse::{self, Ground};
use crate::records::plain::Plain;
use crate::records::value::{Ref, Value};
use crate::records::view::{self, Line, Totals};
use crate::records::{Query, View, Warning};

/// Text for a rectangle of cells.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct Paste {
    /// The entity's key.
    pub entity: String,
    /// The rows it falls on.
    pub rows: Vec<PasteRow>,
    /// The fields it falls on.
    pub columns: Vec<String>,
    /// What was pasted, row by row.
    pub text: Vec<Vec<String>>,
}

/// A row that a paste falls on.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct PasteRow {
    /// The record.
    pub id: Id,
    /// Its revision.
    pub rev: i32,
}

/// What becomes of one pasted cell.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct PasteCell {
    /// Its row in the paste.
    pub row: u32,
    /// Its column in the paste.
    pub column: u32,
    /// What it would hold.
    pub value: Option<Value>,
    /// Why it is refused.
    pub refused: Option<Warning>,
}

/// What a paste would do.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct PastePlan {
    /// Every cell.
    pub cells: Vec<PasteCell>,
    /// How many would be taken.
    pub accepted: u32,
    /// How many are refused.
    pub refused: u32,
}

impl Session {
    /// Answers a query; keep the view to ask for its lines.
    ///
    /// # Errors
    /// See [`View::open`].
    pub fn view(&self, query: Query) -> Result<View> {
        let found = self.found_in(&query)?;
        self.vault.read(|read| {
            self.mirror
                .with(read, &self.catalog, &query.clone(), Needs::Order, |sql| {
                    View::open(read, sql, &self.catalog, query, found)
                })
        })
    }

    /// The lines `from..from + count` of a view.
    ///
    /// # Errors
    /// When the database fails.
    pub fn view_lines(&self, view: &View, from: u32, count: u32) -> Result<Vec<Line>> {
        self.vault
            .read(|read| view.lines(read, &self.catalog, from, count))
    }

    /// The lines `from..from + count` as plain text to be pasted elsewhere or back, the fields
    /// `columns` of each; a group's head is a row of blanks.
    ///
    /// # Errors
    /// When the view does not show a field, or the database fails.
    pub fn view_text(
        &self,
        view: &View,
        from: u32,
        count: u32,
        columns: &[String],
        language: Language,
    ) -> Result<Vec<Vec<String>>> {
        let query = view.query();
        let entity = self.catalog.entity(&query.entity)?;
        let at = |key: &String| query.columns.iter().position(|shown| shown == key);
        let fields = columns
            .iter()
            .map(|key| {
                let at = at(key)
                    .ok_or_else(|| Error::invalid(key, "error.no_such_field").with("field", key));
                Ok((at?, entity.field(key)?))
            })
            .collect::<Result<Vec<_>>>()?;
        let end = from.saturating_add(count).min(view.extent().lines);
        self.vault.read(|read| {
            let plain = Plain::new(read, language)?;
            let mut rows = Vec::new();
            let mut next = from;
            while next < end {
                let lines = view.lines(read, &self.catalog, next, end - next)?;
                if lines.is_empty() {
                    break;
                }
                next += u32::try_from(lines.len()).unwrap_or(u32::MAX);
                rows.extend(lines.iter().map(|line| {
                    let cells = match line {
                        Line::Record { cells, .. } => cells.as_slice(),
                        Line::Group { .. } => &[],
                    };
                    let text = fields.iter().map(|(at, field)| match cells.get(*at) {
                        Some(cell) => plain.text(field, cell),
                        None => String::new(),
                    });
                    text.collect()
                }));
            }
            Ok(rows)
        })
    }

    /// The sums of a view.
    ///
    /// # Errors
    /// When the database fails.
    pub fn view_totals(&self, view: &View) -> Result<Totals> {
        self.vault.read(|read| {
            self.mirror
                .with(read, &self.catalog, view.query(), Needs::Sums, |sql| {
                    view.totals(read, sql, &self.catalog)
                })
        })
    }

    /// The line of a record in a view.
    ///
    /// # Errors
    /// When the database fails.
    pub fn view_find(&self, view: &View, id: Id) -> Result<Option<u32>> {
        self.vault.read(|read| view.find(read, id))
    }

    /// Makes the first sort as quick as the next; worth a thread of its own after unlocking.
    ///
    /// # Errors
    /// When the database fails.
    pub fn warm(&self) -> Result<()> {
        let unit = self.catalog.entity("unit")?;
        self.vault.read(|read| self.mirror.warm(read, unit))
    }

    /// What a paste would do, cell by cell; nothing is written.
    ///
    /// # Errors
    /// When a field is unknown.
    pub fn paste_plan(&self, paste: &Paste) -> Result<PastePlan> {
        let entity = self.catalog.entity(&paste.entity)?;
        let fields = paste
            .columns
            .iter()
            .map(|key| entity.field(key))
            .collect::<Result<Vec<_>>>()?;
        self.vault.read(|read| {
            let ground = Ground {
                read: Some(read),
                catalog: &self.catalog,
            };
            let mut plan = PastePlan {
                cells: Vec::new(),
                accepted: 0,
                refused: 0,
            };
            for ((row, texts), on) in (0_u32..).zip(&paste.text).zip(&paste.rows) {
                for (column, (text, field)) in (0_u32..).zip(texts.iter().zip(&fields)) {
                    let value = if field.computed {
                        Err(crate::base::Error::invalid(
                            format!("{}.{}", entity.key, field.key),
                            "error.computed_field",
                        ))
                    } else {
                        parse::value(&ground, entity, field, Value::Raw(text.clone())).and_then(
                            |value| {
                                choices::hold_offered(read, entity, field, &value, Some(on.id))?;
                                Ok(value)
                            },
                        )
                    };
                    let (value, refused) = match value {
                        Ok(value) => (Some(value), None),
                        Err(e) => (None, Some(Warning::of(&e))),
                    };
                    plan.accepted += u32::from(refused.is_none());
                    plan.refused += u32::from(refused.is_some());
                    plan.cells.push(PasteCell {
                        row,
                        column,
                        value,
                        refused,
                    });
                }
            }
            Ok(plan)
        })
    }

    /// Records one might point at, by a part of their name, its pinyin, a code or a number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn ref_options(&self, entity: &str, text: &str, limit: u32) -> Result<Vec<Ref>> {
        let limit = limit.min(100);
        if let Some(found) = self.options_found(entity, text, limit)? {
            return Ok(found);
        }
        self.vault
            .read(|read| view::options(read, &self.catalog, entity, text, limit))
    }
}
