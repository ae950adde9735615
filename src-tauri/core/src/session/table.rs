//! The table: views of records, what a paste would do, and whom a cell might point at.

use serde::{Deserialize, Serialize};

use super::Session;
use crate::base::currency::Currency;
use crate::base::{Error, Id, Money, Result};
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::choices;
use crate::records::labels::Language;
use crate::records::mirror::Needs;
use crate::records::parse::{self, Ground};
use crate::records::plain::Plain;
use crate::records::value::{FieldKind, Ref, Value};
use crate::records::view::{self, Line, Totals};
use crate::records::{Query, View, Warning};
use crate::vault::Read;

/// Text for a rectangle of cells.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct Paste {
    /// The entity's key.
    pub entity: String,
    /// The records it falls on, row by row; none where they are yet to be made.
    pub rows: Vec<Id>,
    /// The fields it falls on.
    pub columns: Vec<TextColumn>,
    /// What was pasted, row by row.
    pub text: Vec<Vec<String>>,
}

/// A column of cells as text: what a copy gives is what a paste reads as the same value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct TextColumn {
    /// The field's key.
    pub field: String,
    /// The unit that amounts of money are in where they name none, as a power of ten: 4 under 万元.
    pub power: u32,
}

impl TextColumn {
    /// No head says more than 万亿.
    const MOST: u32 = 12;

    fn power(&self) -> u32 {
        self.power.min(Self::MOST)
    }

    fn read(
        &self,
        ground: &Ground<'_>,
        entity: &EntityDef,
        field: &FieldDef,
        text: &str,
    ) -> Result<Value> {
        let name = || format!("{}.{}", entity.key, field.key);
        if field.computed {
            return Err(Error::invalid(name(), "error.computed_field"));
        }
        let typed = if field.kind == FieldKind::Money && !text.trim().is_empty() {
            Money::parse_under(text, Currency::CNY, self.power())
                .map(Value::Money)
                .map_err(|e| e.on(name()))?
        } else {
            Value::Raw(text.to_owned())
        };
        parse::said(ground, entity, field, typed)
    }
}

/// A part of a table: some lines, the edges included, and the fields that count of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Band {
    /// The first line.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// The fields.
    pub columns: Vec<String>,
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
        let catalog = self.catalog();
        let searched = query.search.as_deref().unwrap_or_default();
        let searched = !searched.trim().is_empty();
        self.vault.read(|read| {
            let rows = if searched {
                None
            } else {
                Some(self.mirror.rows(read, &catalog, &query)?)
            };
            let asked = query.clone();
            match rows {
                Some(rows) if query.group.is_none() => {
                    View::over(read, read.sql(), &catalog, query, found, rows)
                }
                rows => self
                    .mirror
                    .with(read, &catalog, &asked, Needs::Order, |sql| match rows {
                        Some(rows) => View::over(read, sql, &catalog, query, found, rows),
                        None => View::open(read, sql, &catalog, query, found),
                    }),
            }
        })
    }

    /// The lines `from..from + count` of a view.
    ///
    /// # Errors
    /// When the database fails.
    pub fn view_lines(&self, view: &View, from: u32, count: u32) -> Result<Vec<Line>> {
        self.vault
            .read(|read| view.lines(read, &self.catalog(), from, count))
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
        columns: &[TextColumn],
        language: Language,
    ) -> Result<Vec<Vec<String>>> {
        let entity = self.catalog().entity(&view.query().entity)?;
        let fields = columns
            .iter()
            .map(|column| {
                Ok((
                    place(view, &column.field)?,
                    entity.field(&column.field)?,
                    column.power(),
                ))
            })
            .collect::<Result<Vec<_>>>()?;
        self.vault.read(|read| {
            let plain = Plain::new(read, language)?;
            let mut rows = Vec::new();
            self.each_line(read, view, from, from.saturating_add(count), |line| {
                let cells = match line {
                    Line::Record { cells, .. } => cells.as_slice(),
                    Line::Group { .. } => &[],
                };
                let text = fields
                    .iter()
                    .map(|(at, field, power)| match cells.get(*at) {
                        Some(cell) => plain.text(field, cell, *power),
                        None => String::new(),
                    });
                rows.push(text.collect());
                Ok(())
            })?;
            Ok(rows)
        })
    }

    /// What the amounts in parts of a view add up to; nothing where there are none, where they are
    /// of several currencies, or beyond what can be kept. Parts must not lie over each other.
    ///
    /// # Errors
    /// When the view does not show a field, or the database fails.
    pub fn view_sum(&self, view: &View, bands: &[Band]) -> Result<Option<Money>> {
        let mut amounts = Vec::new();
        self.vault.read(|read| {
            for band in bands {
                let places = band
                    .columns
                    .iter()
                    .map(|key| place(view, key))
                    .collect::<Result<Vec<_>>>()?;
                self.each_line(
                    read,
                    view,
                    band.first,
                    band.last.saturating_add(1),
                    |line| {
                        if let Line::Record { cells, .. } = line {
                            amounts.extend(places.iter().filter_map(|at| match cells.get(*at) {
                                Some(Value::Money(money)) => Some(*money),
                                _ => None,
                            }));
                        }
                        Ok(())
                    },
                )?;
            }
            Ok(())
        })?;
        let Some((first, rest)) = amounts.split_first() else {
            return Ok(None);
        };
        Ok(rest
            .iter()
            .try_fold(*first, |sum, money| sum.plus(*money))
            .ok())
    }

    /// Lines `from..end` of a view, one after the other.
    fn each_line(
        &self,
        read: &Read<'_>,
        view: &View,
        from: u32,
        end: u32,
        mut each: impl FnMut(&Line) -> Result<()>,
    ) -> Result<()> {
        let end = end.min(view.extent().lines);
        let mut next = from;
        while next < end {
            let lines = view.lines(read, &self.catalog(), next, end - next)?;
            if lines.is_empty() {
                break;
            }
            next += u32::try_from(lines.len()).unwrap_or(u32::MAX);
            lines.iter().try_for_each(&mut each)?;
        }
        Ok(())
    }

    /// The sums of a view.
    ///
    /// # Errors
    /// When the database fails.
    pub fn view_totals(&self, view: &View) -> Result<Totals> {
        self.vault.read(|read| {
            self.mirror
                .with(read, &self.catalog(), view.query(), Needs::Sums, |sql| {
                    view.totals(read, sql, &self.catalog())
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
        let unit = self.catalog().entity("unit")?;
        self.vault
            .read(|read| self.mirror.warm(read, &self.catalog(), unit))
    }

    /// What a paste would do, cell by cell; nothing is written.
    ///
    /// # Errors
    /// When a field is unknown.
    pub fn paste_plan(&self, paste: &Paste) -> Result<PastePlan> {
        let entity = self.catalog().entity(&paste.entity)?;
        let fields = paste
            .columns
            .iter()
            .map(|column| Ok((column, entity.field(&column.field)?)))
            .collect::<Result<Vec<_>>>()?;
        self.vault.read(|read| {
            let ground = Ground {
                read: Some(read),
                catalog: &self.catalog(),
            };
            let mut plan = PastePlan {
                cells: Vec::new(),
                accepted: 0,
                refused: 0,
            };
            for (row, texts) in (0_u32..).zip(&paste.text) {
                let on = paste.rows.get(row as usize).copied();
                for (column, (text, (under, field))) in (0_u32..).zip(texts.iter().zip(&fields)) {
                    let value = under.read(&ground, entity, field, text).and_then(|value| {
                        choices::hold_offered(read, entity, field, &value, on)?;
                        Ok(value)
                    });
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
            .read(|read| view::options(read, &self.catalog(), entity, (text, None, None), limit))
    }
}

/// Where a view's lines hold a field.
fn place(view: &View, field: &str) -> Result<usize> {
    let shown = view.query().columns.iter().position(|key| key == field);
    shown.ok_or_else(|| Error::invalid(field, "error.no_such_field").with("field", field))
}
