//! Tables of a web page, which many web systems export under the name of a workbook.

use super::fault::{self, Alien};
use super::markup::{self, Token, Tokens};
use crate::base::{Report, Result};
use crate::exchange::sheet::{Cell, Gather, Merge, TooMuch};

/// One table on its way.
#[derive(Default)]
struct Table {
    caption: String,
    rows: Vec<Vec<Cell>>,
    merges: Vec<Merge>,
    /// For each column, how many rows a cell from above still reaches down.
    reaching: Vec<usize>,
    /// The cell being read: its column, and its text so far.
    open: Option<(usize, String)>,
    in_caption: bool,
}

/// Reads every table, nested ones apart, as a sheet of its own.
pub(super) fn read(text: &str, gather: &mut Gather, report: &Report) -> Result<()> {
    let mut open: Vec<Table> = Vec::new();
    let mut done: Vec<Table> = Vec::new();
    let mut tokens = Tokens::new(text);
    let mut cells = 0_usize;
    while let Some(token) = tokens.next() {
        match token {
            Token::Open {
                name, attributes, ..
            } => match tag(name) {
                Tag::Table if open.len() < 32 => open.push(Table::default()),
                Tag::Row => {
                    if let Some(table) = open.last_mut() {
                        table.end_cell(gather)?;
                        table.begin_row();
                        if table.rows.len() > gather.limits().rows {
                            return Err(TooMuch::Rows(gather.limits().rows).into());
                        }
                        if table.rows.len() % 4096 == 1 {
                            let at = tokens.at() as u64;
                            report.step("progress.import_read", at, Some(text.len() as u64))?;
                        }
                    }
                }
                Tag::Cell => {
                    if let Some(table) = open.last_mut() {
                        table.end_cell(gather)?;
                        cells += table.begin_cell(attributes, gather.limits().columns)?;
                        if cells > gather.limits().cells {
                            return Err(TooMuch::Cells(gather.limits().cells).into());
                        }
                    }
                }
                Tag::Caption => {
                    if let Some(table) = open.last_mut() {
                        table.in_caption = true;
                    }
                }
                Tag::Break => {
                    if let Some((_, text)) = open.last_mut().and_then(|table| table.open.as_mut()) {
                        text.push('\n');
                    }
                }
                Tag::Unseen => tokens.skip_to_close(name),
                _ => {}
            },
            Token::Close(name) => match tag(name) {
                Tag::Table => {
                    if let Some(mut table) = open.pop() {
                        table.end_cell(gather)?;
                        done.push(table);
                    }
                }
                Tag::Cell | Tag::Row => {
                    if let Some(table) = open.last_mut() {
                        table.end_cell(gather)?;
                    }
                }
                Tag::Caption => {
                    if let Some(table) = open.last_mut() {
                        table.in_caption = false;
                    }
                }
                _ => {}
            },
            Token::Text(piece) => {
                if let Some(table) = open.last_mut() {
                    table.text(&markup::unescape(piece));
                }
            }
            Token::Raw(piece) => {
                if let Some(table) = open.last_mut() {
                    table.text(piece);
                }
            }
        }
    }
    while let Some(mut table) = open.pop() {
        table.end_cell(gather)?;
        done.push(table);
    }
    done.retain(|table| table.rows.iter().flatten().any(|cell| !cell.is_blank()));
    if done.is_empty() {
        return Err(fault::alien(Alien::WebPage));
    }
    for table in done {
        gather.sheet(table.caption.trim(), false)?;
        for row in table.rows {
            gather.row(row)?;
        }
        table
            .merges
            .into_iter()
            .for_each(|merge| gather.merge(merge));
    }
    Ok(())
}

#[derive(PartialEq, Eq)]
enum Tag {
    Table,
    Row,
    Cell,
    Caption,
    Break,
    Unseen,
    Other,
}

fn tag(name: &str) -> Tag {
    match name.to_ascii_lowercase().as_str() {
        "table" => Tag::Table,
        "tr" => Tag::Row,
        "td" | "th" => Tag::Cell,
        "caption" => Tag::Caption,
        "br" => Tag::Break,
        "script" | "style" => Tag::Unseen,
        _ => Tag::Other,
    }
}

impl Table {
    fn begin_row(&mut self) {
        self.rows.push(Vec::new());
        for left in &mut self.reaching {
            *left = left.saturating_sub(1);
        }
    }

    /// Places a cell in the first column free of cells from above; gives the columns it adds.
    fn begin_cell(&mut self, attributes: &str, widest: usize) -> Result<usize> {
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        let row = self.rows.len() - 1;
        let Some(cells) = self.rows.last_mut() else {
            return Ok(0);
        };
        let before = cells.len();
        while self.reaching.get(cells.len()).is_some_and(|left| *left > 0) {
            cells.push(Cell::Empty);
        }
        let column = cells.len();
        let span = |name| {
            let value = markup::attribute(attributes, name);
            value
                .and_then(|value| value.trim().parse::<usize>().ok())
                .unwrap_or(1)
                .max(1)
        };
        let (wide, tall) = (span("colspan").min(widest + 1), span("rowspan").min(65_536));
        if column + wide > widest {
            return Err(TooMuch::Columns(widest).into());
        }
        cells.resize(column + wide, Cell::Empty);
        if tall > 1 {
            if self.reaching.len() < column + wide {
                self.reaching.resize(column + wide, 0);
            }
            self.reaching
                .iter_mut()
                .skip(column)
                .take(wide)
                .for_each(|left| *left = tall);
        }
        if wide > 1 || tall > 1 {
            let (bottom, right) = (row + tall - 1, column + wide - 1);
            self.merges.push(Merge {
                top: row,
                left: column,
                bottom,
                right,
            });
        }
        self.open = Some((column, String::new()));
        Ok(self.rows.last().map_or(0, Vec::len) - before)
    }

    /// White space of a page counts as one blank.
    fn text(&mut self, piece: &str) {
        let text = match (&mut self.open, self.in_caption) {
            (Some((_, text)), _) => text,
            (None, true) => &mut self.caption,
            _ => return,
        };
        for c in piece.chars() {
            let blank = matches!(c, ' ' | '\t' | '\r' | '\n');
            if !blank {
                text.push(c);
            } else if !text.is_empty() && !text.ends_with([' ', '\n']) {
                text.push(' ');
            }
        }
    }

    fn end_cell(&mut self, gather: &mut Gather) -> Result<()> {
        let Some((column, text)) = self.open.take() else {
            return Ok(());
        };
        let cell = gather.text(text.trim_matches([' ', '\u{a0}']))?;
        if let Some(place) = self.rows.last_mut().and_then(|row| row.get_mut(column)) {
            *place = cell;
        }
        Ok(())
    }
}
