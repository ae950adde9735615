//! Open Document spreadsheets. The package must have passed `package::check` before.

use std::collections::HashSet;
use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;

use super::markup::{self, Token, Tokens, attribute};
use super::package::Bytes;
use super::{fault, values};
use crate::base::{Report, Result};
use crate::exchange::sheet::{Cell, Gather, Merge, TooMuch};

/// The content is held in memory whole.
const CONTENT_BYTES: u64 = 256 << 20;

/// Reads every table.
pub(super) fn read(bytes: &Bytes, gather: &mut Gather, report: &Report) -> Result<()> {
    let mut zip = ZipArchive::new(Cursor::new(Arc::clone(bytes))).map_err(fault::damaged)?;
    let manifest = part(&mut zip, "META-INF/manifest.xml").unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(fault::encrypted());
    }
    drop(manifest);
    let content = part(&mut zip, "content.xml")?;
    Reader {
        gather,
        hidden: HashSet::new(),
        row: 0,
        column: 0,
    }
    .content(&content, report)
}

fn part(zip: &mut ZipArchive<Cursor<Bytes>>, name: &str) -> Result<String> {
    let part = zip.by_name(name).map_err(fault::damaged)?;
    let mut text = String::new();
    let read = part
        .take(CONTENT_BYTES + 1)
        .read_to_string(&mut text)
        .map_err(fault::damaged)?;
    if read as u64 > CONTENT_BYTES {
        return Err(fault::unpacks_too_large());
    }
    Ok(text)
}

struct Reader<'a> {
    gather: &'a mut Gather,
    hidden: HashSet<String>,
    row: usize,
    column: usize,
}

/// A cell being read.
struct Open {
    kind: String,
    value: Option<String>,
    repeated: usize,
    text: String,
    paragraphs: usize,
    formula: bool,
}

impl Reader<'_> {
    fn content(&mut self, content: &str, report: &Report) -> Result<()> {
        let mut tokens = Tokens::new(content);
        let mut style = String::new();
        let mut cell: Option<Open> = None;
        let mut notes = 0_usize;
        let mut rows_repeated = 1;
        let mut row: Vec<Cell> = Vec::new();
        let mut ended = false;
        while let Some(token) = tokens.next() {
            match token {
                Token::Open {
                    name,
                    attributes,
                    empty,
                } => match name {
                    "office:annotation" if !empty => notes += 1,
                    _ if notes > 0 => {}
                    "style:style" => {
                        style = attribute(attributes, "style:name")
                            .unwrap_or_default()
                            .into_owned();
                    }
                    "style:table-properties"
                        if attribute(attributes, "table:display").as_deref() == Some("false") =>
                    {
                        self.hidden.insert(std::mem::take(&mut style));
                    }
                    "table:table" => self.begin_table(attributes)?,
                    "table:table-row" => {
                        rows_repeated = number(attributes, "table:number-rows-repeated");
                        self.column = 0;
                        row.clear();
                        if self.row.is_multiple_of(4096) {
                            let at = tokens.at() as u64;
                            report.step("progress.import_read", at, Some(content.len() as u64))?;
                        }
                        if empty {
                            self.row = self.row.saturating_add(rows_repeated);
                        }
                    }
                    "table:table-cell" | "table:covered-table-cell" => {
                        let begun = self.begin_cell(attributes);
                        if empty {
                            self.end_cell(&begun, &mut row)?;
                        } else {
                            cell = Some(begun);
                        }
                    }
                    _ => inline(name, attributes, cell.as_mut()),
                },
                Token::Close(name) => match name {
                    "office:annotation" => notes = notes.saturating_sub(1),
                    _ if notes > 0 => {}
                    "table:table-cell" | "table:covered-table-cell" => {
                        if let Some(cell) = cell.take() {
                            self.end_cell(&cell, &mut row)?;
                        }
                    }
                    "table:table-row" => self.end_row(&row, rows_repeated)?,
                    "office:document-content" => ended = true,
                    _ => {}
                },
                Token::Text(text) if notes == 0 => {
                    if let Some(cell) = &mut cell {
                        cell.text.push_str(&markup::unescape(text));
                    }
                }
                Token::Raw(text) if notes == 0 => {
                    if let Some(cell) = &mut cell {
                        cell.text.push_str(text);
                    }
                }
                _ => {}
            }
        }
        if ended {
            Ok(())
        } else {
            Err(fault::damaged("a spreadsheet's content is cut off"))
        }
    }

    fn begin_table(&mut self, attributes: &str) -> Result<()> {
        let name = attribute(attributes, "table:name").unwrap_or_default();
        let style = attribute(attributes, "table:style-name").unwrap_or_default();
        self.gather.sheet(name, self.hidden.contains(&*style))?;
        (self.row, self.column) = (0, 0);
        Ok(())
    }

    fn begin_cell(&mut self, attributes: &str) -> Open {
        let text = |name| attribute(attributes, name).map(std::borrow::Cow::into_owned);
        let kind = text("office:value-type").unwrap_or_default();
        let value = match kind.as_str() {
            "date" => text("office:date-value"),
            "boolean" => text("office:boolean-value"),
            "string" => text("office:string-value"),
            _ => text("office:value"),
        };
        let wide = number(attributes, "table:number-columns-spanned");
        let tall = number(attributes, "table:number-rows-spanned");
        self.gather.merge(Merge {
            top: self.row,
            left: self.column,
            bottom: self.row.saturating_add(tall - 1),
            right: self.column.saturating_add(wide - 1),
        });
        Open {
            kind,
            value,
            repeated: number(attributes, "table:number-columns-repeated"),
            text: String::new(),
            paragraphs: 0,
            formula: text("table:formula").is_some(),
        }
    }

    fn end_cell(&mut self, open: &Open, row: &mut Vec<Cell>) -> Result<()> {
        let cell = self.value(open)?;
        if cell != Cell::Empty {
            let end = self.column.saturating_add(open.repeated);
            let widest = self.gather.limits().columns;
            if end > widest {
                return Err(TooMuch::Columns(widest).into());
            }
            row.resize(self.column, Cell::Empty);
            row.resize(end, cell);
        }
        self.column = self.column.saturating_add(open.repeated);
        Ok(())
    }

    fn value(&mut self, open: &Open) -> Result<Cell> {
        let value = open.value.as_deref();
        let known = match open.kind.as_str() {
            "float" | "percentage" | "currency" => {
                value.and_then(|value| value.parse().ok()).map(Cell::Number)
            }
            "date" => value.and_then(values::iso_date),
            "boolean" => value.map(|value| Cell::Bool(value == "true")),
            "string" if open.text.is_empty() => value.map(|v| self.gather.text(v)).transpose()?,
            "" if open.formula && open.text.is_empty() => Some(Cell::Error),
            _ => None,
        };
        let error = open.formula && open.text.starts_with('#') || open.text.starts_with("Err:");
        match known {
            _ if error => Ok(Cell::Error),
            Some(cell) => Ok(cell),
            None => Ok(self.gather.text(&open.text)?),
        }
    }

    /// Places the row as often as it repeats; a blank one only moves on.
    fn end_row(&mut self, row: &[Cell], repeated: usize) -> Result<()> {
        let end = self.row.saturating_add(repeated);
        if row.iter().any(|cell| !cell.is_blank()) {
            if end > self.gather.limits().rows {
                return Err(TooMuch::Rows(self.gather.limits().rows).into());
            }
            for at in self.row..end {
                for (column, cell) in row.iter().enumerate() {
                    self.gather.put(at, column, cell.clone())?;
                }
            }
        }
        self.row = end;
        Ok(())
    }
}

/// Paragraphs, tabs and spaces within a cell.
fn inline(name: &str, attributes: &str, cell: Option<&mut Open>) {
    let Some(cell) = cell else { return };
    match name {
        "text:p" => {
            if cell.paragraphs > 0 {
                cell.text.push('\n');
            }
            cell.paragraphs += 1;
        }
        "text:line-break" => cell.text.push('\n'),
        "text:tab" => cell.text.push('\t'),
        "text:s" => (0..number(attributes, "text:c").min(1000)).for_each(|_| cell.text.push(' ')),
        _ => {}
    }
}

fn number(attributes: &str, name: &str) -> usize {
    let value = attribute(attributes, name).and_then(|value| value.trim().parse::<usize>().ok());
    value.unwrap_or(1).max(1)
}
