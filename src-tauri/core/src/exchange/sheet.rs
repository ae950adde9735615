//! What a file of rows is once it has been read: sheets of cells, the same whatever the file was.
//! Knows no file format and no meaning of a column.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{NaiveDateTime, NaiveTime, Timelike};

/// One cell as the file has it.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, untrimmed.
    Text(Arc<str>),
    /// A number, as the file stores it.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A day, or a day and time; without a zone.
    Date(NaiveDateTime),
    /// A formula that failed, or one whose result the file does not hold.
    Error,
}

impl Cell {
    /// Whether there is nothing to read in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(is_blank_char),
            _ => false,
        }
    }

    /// As a person would read it: numbers without an exponent, dates as `YYYY-MM-DD` with the
    /// time only where there is one.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Number(number) => number_text(*number),
            Self::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Date(at) if at.time() == NaiveTime::MIN => at.format("%Y-%m-%d").to_string(),
            Self::Date(at) if at.second() == 0 => at.format("%Y-%m-%d %H:%M").to_string(),
            Self::Date(at) => at.format("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Error => "#ERROR".to_owned(),
        }
    }
}

/// White space and the invisible characters that copied text brings along.
#[must_use]
pub fn is_blank_char(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}')
}

/// A number in full: no exponent, no trailing zeros, and not the seventeenth digit a sheet stores
/// but never shows (`79616.89999999999` reads `79616.9`).
#[must_use]
pub fn number_text(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let shown = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    if shown == 0.0 {
        "0".to_owned()
    } else {
        format!("{shown}")
    }
}

/// Cells that the file shows as one, first and last row and column inclusive, from nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub top: usize,
    /// First column.
    pub left: usize,
    /// Last row.
    pub bottom: usize,
    /// Last column.
    pub right: usize,
}

/// One sheet.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its name; empty where the format has none.
    pub name: String,
    /// Hidden from the person who opens the file.
    pub hidden: bool,
    /// Rows from the first; blank rows stand in between, none at the end. Rows may be of unequal
    /// length and end with their last cell that holds something.
    pub rows: Vec<Vec<Cell>>,
    /// Cells shown as one.
    pub merges: Vec<Merge>,
}

impl Sheet {
    /// The widest row's cells.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
    /// The cell at a row and column from nought; empty beyond the edge.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        static EMPTY: Cell = Cell::Empty;
        self.rows
            .get(row)
            .and_then(|cells| cells.get(column))
            .unwrap_or(&EMPTY)
    }
}

impl Sheet {
    /// What stands in a cell merged over several rows is meant for each of them. Rows that hold
    /// nothing else stay blank.
    fn repeat_merged(&mut self) {
        for merge in self.merges.iter().filter(|merge| merge.bottom > merge.top) {
            let value = self.cell(merge.top, merge.left).clone();
            if value.is_blank() {
                continue;
            }
            let rows = self.rows.iter_mut().take(merge.bottom + 1);
            for row in rows.skip(merge.top + 1) {
                if row.iter().all(Cell::is_blank) {
                    continue;
                }
                if row.len() <= merge.left {
                    row.resize(merge.left + 1, Cell::Empty);
                }
                if let Some(cell) = row.get_mut(merge.left).filter(|cell| cell.is_blank()) {
                    *cell = value.clone();
                }
            }
        }
    }
}

/// What a file turned out to be, whatever its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Text with separators.
    Delimited,
    /// Office Open XML workbook.
    Xlsx,
    /// Excel 97–2003 workbook.
    Xls,
    /// Open Document spreadsheet.
    Ods,
    /// XML spreadsheet of Excel 2003.
    SpreadsheetXml,
    /// A web page with a table, as many web systems export under the name `.xls`.
    Html,
    /// Address cards.
    VCard,
    /// Calendar entries.
    Calendar,
}

/// A file that has been read.
#[derive(Debug, Clone)]
pub struct Workbook {
    /// What it turned out to be.
    pub kind: FileKind,
    /// The text encoding, where there was one to find out.
    pub encoding: Option<&'static str>,
    /// The sheets in their order.
    pub sheets: Vec<Sheet>,
    /// Cells whose opening quote never closes, in order: it was read as an ordinary character.
    pub stray_quotes: Vec<StrayQuote>,
}

/// A cell with an opening quote that never closes, from nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StrayQuote {
    /// The row of the file's only sheet.
    pub row: usize,
    /// The first such column of it.
    pub column: usize,
}

/// What is too much. The defaults keep a hundred thousand rows of two dozen columns well inside
/// 600 MB of memory and refuse what no ledger is.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Parts inside a packed workbook.
    pub parts: usize,
    /// Bytes of all parts unpacked.
    pub unpacked_bytes: u64,
    /// Unpacked bytes for one packed byte, in parts of more than a mebibyte.
    pub ratio: u64,
    /// Rows of a sheet.
    pub rows: usize,
    /// Columns of a sheet.
    pub columns: usize,
    /// Cells of all sheets, blank ones between others included.
    pub cells: usize,
    /// Characters in a cell.
    pub cell_chars: usize,
    /// Bytes of all cells' text.
    pub text_bytes: usize,
    /// Sheets.
    pub sheets: usize,
    /// Merged regions of all sheets.
    pub merges: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 << 20,
            parts: 2_000,
            unpacked_bytes: 1 << 30,
            ratio: 500,
            rows: 1_048_576,
            columns: 16_384,
            cells: 12_000_000,
            cell_chars: 32_767,
            text_bytes: 384 << 20,
            sheets: 1_000,
            merges: 200_000,
        }
    }
}

/// Gathers the cells of a workbook within [`Limits`], keeping equal short texts once.
#[derive(Debug)]
pub struct Gather {
    limits: Limits,
    pool: HashSet<Arc<str>>,
    cells: usize,
    text: usize,
    merges: usize,
    sheets: Vec<Sheet>,
}

/// The limit that a file broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooMuch {
    /// A sheet has too many rows.
    Rows(usize),
    /// A row has too many columns.
    Columns(usize),
    /// The file has too many cells, or too much text in them.
    Cells(usize),
    /// One cell holds too much text.
    Cell(usize),
    /// Too many sheets.
    Sheets(usize),
}

/// Texts longer than this are seldom equal: not worth a look.
const POOLED_BYTES: usize = 64;

impl Gather {
    /// Nothing yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            pool: HashSet::new(),
            cells: 0,
            text: 0,
            merges: 0,
            sheets: Vec::new(),
        }
    }
    /// The limits it holds to.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }
    /// Begins a sheet; what follows belongs to it.
    ///
    /// # Errors
    /// When there are too many.
    pub fn sheet(&mut self, name: impl Into<String>, hidden: bool) -> Result<(), TooMuch> {
        if self.sheets.len() >= self.limits.sheets {
            return Err(TooMuch::Sheets(self.limits.sheets));
        }
        let name = clean(&name.into());
        self.sheets.push(Sheet {
            name,
            hidden,
            ..Sheet::default()
        });
        Ok(())
    }
    /// A text cell's value: NUL and other control characters dropped, equal short texts shared.
    ///
    /// # Errors
    /// When it is too long, or the file holds too much text.
    pub fn text(&mut self, text: &str) -> Result<Cell, TooMuch> {
        if text.is_empty() {
            return Ok(Cell::Empty);
        }
        if text.len() > self.limits.cell_chars && text.chars().count() > self.limits.cell_chars {
            return Err(TooMuch::Cell(self.limits.cell_chars));
        }
        let cleaned;
        let text = if text.chars().any(is_noise) {
            cleaned = clean(text);
            cleaned.as_str()
        } else {
            text
        };
        if let Some(known) = (text.len() <= POOLED_BYTES)
            .then(|| self.pool.get(text))
            .flatten()
        {
            return Ok(Cell::Text(Arc::clone(known)));
        }
        self.text += text.len() + 16;
        if self.text > self.limits.text_bytes {
            return Err(TooMuch::Cells(self.limits.cells));
        }
        let fresh: Arc<str> = Arc::from(text);
        if text.len() <= POOLED_BYTES {
            self.pool.insert(Arc::clone(&fresh));
        }
        Ok(Cell::Text(fresh))
    }
    /// Adds a row at the end of the sheet begun last.
    ///
    /// # Errors
    /// When a limit is passed.
    pub fn row(&mut self, mut row: Vec<Cell>) -> Result<(), TooMuch> {
        while row.last().is_some_and(|cell| *cell == Cell::Empty) {
            row.pop();
        }
        if row.len() > self.limits.columns {
            return Err(TooMuch::Columns(self.limits.columns));
        }
        self.count(row.len())?;
        row.shrink_to_fit();
        let limit = self.limits.rows;
        let Some(sheet) = self.sheets.last_mut() else {
            return Ok(());
        };
        if sheet.rows.len() >= limit {
            return if row.is_empty() {
                Ok(())
            } else {
                Err(TooMuch::Rows(limit))
            };
        }
        sheet.rows.push(row);
        Ok(())
    }
    /// Puts a cell at a row and column from nought of the sheet begun last. Rows must come in
    /// order or nearly so: what lies between is filled with blanks.
    ///
    /// # Errors
    /// When a limit is passed.
    pub fn put(&mut self, row: usize, column: usize, cell: Cell) -> Result<(), TooMuch> {
        if cell == Cell::Empty {
            return Ok(());
        }
        if row >= self.limits.rows {
            return Err(TooMuch::Rows(self.limits.rows));
        }
        if column >= self.limits.columns {
            return Err(TooMuch::Columns(self.limits.columns));
        }
        let Some(sheet) = self.sheets.last_mut() else {
            return Ok(());
        };
        if sheet.rows.len() <= row {
            sheet.rows.resize_with(row + 1, Vec::new);
        }
        let Some(cells) = sheet.rows.get_mut(row) else {
            return Ok(());
        };
        let wider = (column + 1).saturating_sub(cells.len());
        if wider > 0 {
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
        self.count(wider)
    }
    /// Notes cells shown as one, in the sheet begun last. One that reaches beyond the limits or
    /// is a single cell is left out, and so are those after too many.
    pub fn merge(&mut self, merge: Merge) {
        let single = merge.top == merge.bottom && merge.left == merge.right;
        let sound = merge.top <= merge.bottom
            && merge.left <= merge.right
            && merge.bottom < self.limits.rows
            && merge.right < self.limits.columns;
        if sound
            && !single
            && self.merges < self.limits.merges
            && let Some(sheet) = self.sheets.last_mut()
        {
            self.merges += 1;
            sheet.merges.push(merge);
        }
    }
    /// Rows gathered in the sheet begun last.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.sheets.last().map_or(0, |sheet| sheet.rows.len())
    }
    /// The sheets, without blank rows at their ends, and with the value of cells merged downwards
    /// in every row they reach.
    #[must_use]
    pub fn finish(mut self) -> Vec<Sheet> {
        for sheet in &mut self.sheets {
            while sheet
                .rows
                .last()
                .is_some_and(|row| row.iter().all(Cell::is_blank))
            {
                sheet.rows.pop();
            }
            sheet.repeat_merged();
        }
        self.sheets
    }

    fn count(&mut self, more: usize) -> Result<(), TooMuch> {
        self.cells += more;
        if self.cells > self.limits.cells {
            return Err(TooMuch::Cells(self.limits.cells));
        }
        Ok(())
    }
}

/// Control characters other than tab and line ends; they mean nothing in a cell.
fn is_noise(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| !is_noise(*c)).collect()
}
