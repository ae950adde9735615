//! What a file's columns mean: which sheet, which row names the columns, which column is which
//! field. A guess that the user sees and may change; nothing is read out of cells here but what
//! guessing needs.

mod content;
mod guess;
mod header;
mod kinds;
mod words;

use serde::{Deserialize, Serialize};

use self::guess::{Column, Guess};
use self::header::{Head, Name};
use super::columns::{self, Ours};
use super::sheet::{Cell, Sheet, Workbook};
use crate::base::words::clean_line;
use crate::base::{Currency, Error, Kind, Money, Result};
use crate::records::Catalog;
use crate::records::catalog::EntityDef;

pub(super) use self::header::{heads_of_kinds, letters};
pub(super) use self::kinds::needed;
pub(super) use self::words::WORDS;

/// A sheet of the file, as the user chooses among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SheetInfo {
    /// Its name.
    pub name: String,
    /// Its rows, headings and all.
    pub rows: u32,
    /// Its columns.
    pub columns: u32,
    /// Hidden in the file.
    pub hidden: bool,
}

/// A column and what it is guessed to mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ColumnGuess {
    /// Its place, from nought.
    pub column: u32,
    /// Its heading; the letters of a spreadsheet where it has none.
    pub header: String,
    /// A few of its cells.
    pub samples: Vec<String>,
    /// The field it goes to, `entity.field`; none to leave it out.
    pub target: Option<String>,
    /// How sure the guess is, 0 to 1.
    // To the generator a float may be no number at all; this one always is.
    #[specta(type = u8)]
    pub confidence: f32,
    /// What one unit in the sheet is, should the column hold amounts, as a power of ten written
    /// out, and the currency where it is named: `10000`, `10000 USD`, `1 USD`.
    pub unit_scale: Option<String>,
}

/// How a sheet is to be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ImportLayout {
    /// The sheet, from nought; the number after the last stands for all that are alike.
    pub sheet: u32,
    /// The lowest row that names the columns, from one; nought when none does.
    pub header_row: u32,
    /// Every column that holds something.
    pub columns: Vec<ColumnGuess>,
    /// How many records stand below.
    pub rows: u32,
    /// The kind of record each row is; none where it is a line of a ledger of customers, which holds
    /// customers, people, business, tasks and conversations side by side.
    pub kind: Option<String>,
    /// Of a whole workbook: its sheets, each with the kind of its records.
    pub parts: Vec<ImportPart>,
}

/// A sheet of a workbook that is read as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ImportPart {
    /// The sheet, from nought.
    pub sheet: u32,
    /// Its name.
    pub name: String,
    /// The kind of its records; none to leave it out.
    pub kind: Option<String>,
    /// How many records it has.
    pub rows: u32,
    /// Its columns that go to no field.
    pub unread: Vec<String>,
}

/// What the user says a sheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held<'k> {
    /// Nothing: it is to be found out.
    Unsaid,
    /// A ledger of customers.
    Ledger,
    /// Records of one kind.
    Kind(&'k str),
}

/// A record's place in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The sheet.
    pub(super) sheet: u32,
    /// The row, from nought.
    pub(super) row: u32,
}

/// Samples shown, and samples guessed from.
const SHOWN: usize = 5;
const GUESSED_FROM: usize = 200;

/// The sheets the user may choose from, and the one to begin with. Sheets with the same columns
/// can be taken together: they are offered as one more sheet after the last.
pub(super) fn sheets(book: &Workbook) -> (Vec<SheetInfo>, u32) {
    let mut infos: Vec<SheetInfo> = book.sheets.iter().map(info).collect();
    let alike = alike(book);
    if let Some((first, rest)) = alike.split_first().filter(|(_, rest)| !rest.is_empty()) {
        let parts = alike.iter().filter_map(|at| infos.get(*at));
        let together = SheetInfo {
            name: format!(
                "{} + {}",
                infos.get(*first).map_or("", |info| &info.name),
                rest.len()
            ),
            rows: parts.clone().map(|info| info.rows).sum(),
            columns: parts.map(|info| info.columns).max().unwrap_or(0),
            hidden: false,
        };
        infos.push(together);
        return (infos, number(book.sheets.len()));
    }
    let score = |sheet: &Sheet| {
        let head = header::find(sheet);
        let known = head.map_or(0, |head| known_names(sheet, head));
        (!sheet.hidden, known, sheet.rows.len() * sheet.columns())
    };
    let best = book
        .sheets
        .iter()
        .enumerate()
        .max_by_key(|(at, s)| (score(s), std::cmp::Reverse(*at)));
    (infos, number(best.map_or(0, |(at, _)| at)))
}

fn info(sheet: &Sheet) -> SheetInfo {
    SheetInfo {
        name: sheet.name.clone(),
        rows: number(sheet.rows.len()),
        columns: number(sheet.columns()),
        hidden: sheet.hidden,
    }
}

fn known_names(sheet: &Sheet, head: Head) -> usize {
    let names = header::names(sheet, head);
    names
        .iter()
        .filter(|name| !WORDS.exact(&guess::plain(&name.own)).is_empty())
        .count()
}

/// The largest set of visible sheets whose columns are named alike, in amounts of one unit, and
/// that hold records.
fn alike(book: &Workbook) -> Vec<usize> {
    type Like = (Vec<Name>, Option<(Option<Currency>, u32)>);
    let mut sets: Vec<(Like, Vec<usize>)> = Vec::new();
    for (at, sheet) in book
        .sheets
        .iter()
        .enumerate()
        .filter(|(_, sheet)| !sheet.hidden)
    {
        let Some(head) = header::find(sheet) else {
            continue;
        };
        if known_names(sheet, head) < 2 || header::records(sheet, Some(head)).is_empty() {
            continue;
        }
        let mut names = header::names(sheet, head);
        while names.last().is_some_and(|name| name.joined().is_empty()) {
            names.pop();
        }
        let like = (names, unit_above(sheet, head));
        match sets.iter_mut().find(|(known, _)| *known == like) {
            Some((_, set)) => set.push(at),
            None => sets.push((like, vec![at])),
        }
    }
    let largest = sets
        .into_iter()
        .map(|(_, set)| set)
        .max_by_key(|set| (set.len(), std::cmp::Reverse(set.first().copied())));
    largest.unwrap_or_default()
}

/// The sheets that a choice stands for.
fn chosen(book: &Workbook, sheet: u32) -> Result<Vec<usize>> {
    let at = sheet as usize;
    if at < book.sheets.len() {
        return Ok(vec![at]);
    }
    let all = alike(book);
    if at == book.sheets.len() && all.len() > 1 {
        return Ok(all);
    }
    Err(Error::new(Kind::NotFound, "error.import_no_sheet"))
}

fn head_of(sheet: &Sheet, header_row: Option<u32>) -> Option<Head> {
    match header_row {
        None => header::find(sheet),
        Some(0) => None,
        Some(row) => Some(header::at(sheet, row as usize - 1)),
    }
}

fn first_of<'b>(book: &'b Workbook, all: &[usize]) -> Result<&'b Sheet> {
    let first = all.first().and_then(|at| book.sheets.get(*at));
    first.ok_or_else(|| Error::new(Kind::NotFound, "error.import_no_sheet"))
}

fn guessed_head(catalog: &Catalog, sheet: &Sheet, header_row: Option<u32>) -> Option<Head> {
    let ours = header_row.is_none().then(|| header::at(sheet, 0));
    let ours = ours.filter(|head| {
        of_this_program(catalog, &sheet.name, &header::names(sheet, *head)).is_some()
    });
    ours.or_else(|| head_of(sheet, header_row))
}

/// The row that [`layout`] guesses to name the columns, as it says it.
///
/// # Errors
/// As [`layout`].
pub(super) fn guessed_header(book: &Workbook, catalog: &Catalog, sheet: u32) -> Result<u32> {
    let first = first_of(book, &chosen(book, sheet)?)?;
    Ok(guessed_head(catalog, first, None).map_or(0, |head| number(head.last + 1)))
}

/// Guesses how a sheet is to be read, whatever it holds.
///
/// # Errors
/// As [`layout_of`].
pub(super) fn layout(
    book: &Workbook,
    catalog: &Catalog,
    sheet: u32,
    header_row: Option<u32>,
) -> Result<ImportLayout> {
    layout_of(book, catalog, sheet, header_row, Held::Unsaid)
}

/// Guesses how a sheet is to be read that holds what the user says. `header_row` is as in
/// [`ImportLayout`]; none lets it be found.
///
/// # Errors
/// [`Kind::NotFound`] when there is no such sheet, or no such kind of record.
pub(super) fn layout_of(
    book: &Workbook,
    catalog: &Catalog,
    sheet: u32,
    header_row: Option<u32>,
    held: Held<'_>,
) -> Result<ImportLayout> {
    if is_whole(book, sheet) {
        return whole(book, catalog);
    }
    let all = chosen(book, sheet)?;
    let first = first_of(book, &all)?;
    let head = guessed_head(catalog, first, header_row);
    let names = head.map(|head| header::names(first, head));
    let places = places(
        book,
        sheet,
        head.map_or(0, |head| number(head.last + 1)),
        header_row,
    )?;
    let width = all
        .iter()
        .filter_map(|at| book.sheets.get(*at))
        .map(Sheet::columns)
        .max();
    let samples = samples(book, &places, width.unwrap_or(0));
    let columns: Vec<Column<'_>> = samples
        .iter()
        .enumerate()
        .map(|(at, samples)| Column {
            name: names.as_ref().and_then(|names| names.get(at)),
            samples,
        })
        .collect();
    let said = head.and_then(|head| unit_above(first, head));
    let (kind, guesses) = meant(catalog, first, names.as_deref(), &columns, held)?;
    let columns = columns
        .iter()
        .zip(guesses)
        .zip(0..)
        .filter_map(|((column, guess), at)| {
            let header = column.name.map(Name::joined).unwrap_or_default();
            if header.is_empty() && column.samples.is_empty() {
                return None;
            }
            // Of every column, for the user may yet say that it is an amount.
            let unit = Money::unit_in_head(&header).or(said);
            let unit_scale = unit.and_then(|(currency, power)| {
                let named = currency.map_or(String::new(), |currency| format!(" {currency}"));
                let plain = power == 0 && named.is_empty();
                (!plain).then(|| format!("1{}{named}", "0".repeat(power as usize)))
            });
            Some(ColumnGuess {
                confidence: guess.sure,
                column: at,
                header: if header.is_empty() {
                    letters(at as usize)
                } else {
                    header
                },
                samples: shown(column.samples),
                target: guess.target,
                unit_scale,
            })
        });
    Ok(ImportLayout {
        sheet,
        header_row: head.map_or(0, |head| number(head.last + 1)),
        columns: columns.collect(),
        rows: number(places.len()),
        kind,
        parts: Vec::new(),
    })
}

/// The kind of a sheet's records, none for a ledger, and what its columns mean.
fn meant(
    catalog: &Catalog,
    sheet: &Sheet,
    names: Option<&[Name]>,
    columns: &[Column<'_>],
    held: Held<'_>,
) -> Result<(Option<String>, Vec<Guess>)> {
    let of_a_ledger = || {
        let mut guesses = guess::guess(columns);
        guess::by_own_fields(catalog, columns, &mut guesses);
        guessed(guesses)
    };
    let certain = |targets: Vec<Option<String>>| {
        let guess = |target: Option<String>| Guess { target, sure: OURS };
        targets.into_iter().map(guess).collect::<Vec<_>>()
    };
    let ours = names.and_then(|names| of_this_program(catalog, &sheet.name, names));
    let kind = match (&ours, held) {
        (_, Held::Ledger) | (Some(Written::Ledger(_)), Held::Unsaid) => None,
        (_, Held::Kind(kind)) => Some(kind.to_owned()),
        (Some(Written::Kind(ours)), Held::Unsaid) => Some(ours.entity.key.to_owned()),
        (None, Held::Unsaid) => {
            let known = of_a_ledger()
                .iter()
                .filter(|guess| guess.target.is_some())
                .count();
            let found = names.and_then(|names| kinds::find(catalog, &sheet.name, names, known));
            found.map(str::to_owned)
        }
    };
    let guesses = match (ours, &kind) {
        (Some(Written::Ledger(targets)), None) => certain(targets),
        (Some(Written::Kind(ours)), Some(kind)) if ours.entity.key == *kind => {
            certain(ours.targets)
        }
        (_, Some(kind)) => guessed(kinds::guess(catalog, kind_of(catalog, kind)?, columns)),
        (_, None) => of_a_ledger(),
    };
    Ok((kind, guesses))
}

/// Nothing guessed is as sure as a sheet that this program wrote.
pub(super) const OURS: f32 = 1.0;
const GUESSED: f32 = 0.99;

fn guessed(mut guesses: Vec<Guess>) -> Vec<Guess> {
    for guess in &mut guesses {
        guess.sure = guess.sure.min(GUESSED);
    }
    guesses
}

/// The kind a sheet may be said to hold.
fn kind_of(catalog: &Catalog, kind: &str) -> Result<&'static EntityDef> {
    let mut kinds = super::model::kinds(catalog);
    kinds
        .find(|entity| entity.key == kind)
        .ok_or_else(|| Error::new(Kind::NotFound, "error.no_such_entity").with("entity", kind))
}

/// A sheet that this program wrote itself, and what its columns mean.
enum Written {
    Ledger(Vec<Option<String>>),
    Kind(Ours),
}

fn of_this_program(catalog: &Catalog, sheet: &str, names: &[Name]) -> Option<Written> {
    let heads: Vec<&str> = names.iter().map(|name| name.own.as_str()).collect();
    if let Some(targets) = columns::recognise(catalog, sheet, &heads) {
        return Some(Written::Ledger(targets));
    }
    let ours = columns::ours(catalog, sheet, &heads)?;
    let kind = super::model::kinds(catalog).any(|entity| entity.key == ours.entity.key);
    kind.then_some(Written::Kind(ours))
}

/// The number that stands for the whole workbook.
fn whole_number(book: &Workbook) -> u32 {
    number(book.sheets.len() + 1)
}

fn is_whole(book: &Workbook, sheet: u32) -> bool {
    sheet == whole_number(book)
}

/// What of a workbook this program wrote with its records' numbers, a sheet at a time.
fn written(book: &Workbook, catalog: &Catalog) -> Vec<(u32, Ours)> {
    let of = |(at, sheet): (usize, &Sheet)| {
        let names = header::names(sheet, header::at(sheet, 0));
        let heads: Vec<&str> = names.iter().map(|name| name.own.as_str()).collect();
        let ours = columns::ours(catalog, &sheet.name, &heads)?;
        (ours.numbered && !sheet.hidden).then_some((number(at), ours))
    };
    book.sheets.iter().enumerate().filter_map(of).collect()
}

/// The number of the whole workbook, where several of its sheets are this program's.
pub(super) fn whole_of(book: &Workbook, catalog: &Catalog) -> Option<u32> {
    (written(book, catalog).len() > 1).then(|| whole_number(book))
}

/// The columns of a sheet of a whole workbook.
pub(super) fn columns_of_part(
    book: &Workbook,
    catalog: &Catalog,
    part: &ImportPart,
) -> Result<Vec<ColumnGuess>> {
    let sheet = book.sheets.get(part.sheet as usize);
    let sheet = sheet.ok_or_else(|| Error::new(Kind::NotFound, "error.import_no_sheet"))?;
    let kind = part.kind.as_deref().unwrap_or_default();
    let names = header::names(sheet, header::at(sheet, 0));
    let heads: Vec<&str> = names.iter().map(|name| name.own.as_str()).collect();
    let ours = columns::ours(catalog, &sheet.name, &heads);
    let targets = match ours.filter(|ours| ours.entity.key == kind) {
        Some(ours) => ours.targets,
        None => {
            let columns: Vec<Column<'_>> = names
                .iter()
                .map(|name| Column {
                    name: Some(name),
                    samples: &[],
                })
                .collect();
            let guesses = kinds::guess(catalog, catalog.entity(kind)?, &columns);
            guesses.into_iter().map(|guess| guess.target).collect()
        }
    };
    Ok(targets
        .into_iter()
        .zip(heads)
        .zip(0..)
        .map(|((target, head), column)| ColumnGuess {
            column,
            header: head.to_owned(),
            samples: Vec::new(),
            target,
            confidence: 1.0,
            unit_scale: None,
        })
        .collect())
}

/// How a whole workbook is to be read.
fn whole(book: &Workbook, catalog: &Catalog) -> Result<ImportLayout> {
    let written = written(book, catalog);
    if written.is_empty() {
        return Err(Error::new(Kind::NotFound, "error.import_no_sheet"));
    }
    let mut parts = Vec::new();
    for (at, ours) in written {
        let Some(sheet) = book.sheets.get(at as usize) else {
            continue;
        };
        let mut part = ImportPart {
            sheet: at,
            name: sheet.name.clone(),
            kind: Some(ours.entity.key.to_owned()),
            rows: number(sheet.rows.len().saturating_sub(1)),
            unread: Vec::new(),
        };
        let columns = columns_of_part(book, catalog, &part)?;
        // What the core works out itself, or what stands on another sheet, is nobody's loss.
        let known = |head: &str| columns::is_ours(catalog, ours.entity, head);
        let unread = columns.into_iter().filter(|column| column.target.is_none());
        part.unread = unread
            .map(|column| column.header)
            .filter(|head| !known(head))
            .collect();
        parts.push(part);
    }
    Ok(ImportLayout {
        sheet: whole_number(book),
        header_row: 1,
        columns: Vec::new(),
        rows: parts.iter().map(|part| part.rows).sum(),
        kind: None,
        parts,
    })
}

/// Where the records stand. Of several sheets each has its own heading; where `header_row` was
/// set by hand it holds for all.
pub(super) fn places(
    book: &Workbook,
    sheet: u32,
    found: u32,
    set: Option<u32>,
) -> Result<Vec<Place>> {
    let all = chosen(book, sheet)?;
    let together = all.len() > 1;
    let mut places = Vec::new();
    for at in all {
        let Some(sheet) = book.sheets.get(at) else {
            continue;
        };
        let head = if together {
            head_of(sheet, set)
        } else {
            head_of(sheet, Some(found))
        };
        let rows = header::records(sheet, head);
        places.extend(rows.into_iter().map(|row| Place {
            sheet: number(at),
            row,
        }));
    }
    Ok(places)
}

/// Up to [`GUESSED_FROM`] cells of each column that hold something.
fn samples<'b>(book: &'b Workbook, places: &[Place], width: usize) -> Vec<Vec<&'b Cell>> {
    let mut samples: Vec<Vec<&Cell>> = vec![Vec::new(); width];
    for place in places.iter().take(GUESSED_FROM * 5) {
        let sheet = book.sheets.get(place.sheet as usize);
        let row = sheet.and_then(|sheet| sheet.rows.get(place.row as usize));
        for (column, cell) in samples.iter_mut().zip(row.map_or(&[][..], Vec::as_slice)) {
            if !cell.is_blank() && column.len() < GUESSED_FROM {
                column.push(cell);
            }
        }
    }
    samples
}

fn shown(samples: &[&Cell]) -> Vec<String> {
    let mut shown: Vec<String> = Vec::new();
    for cell in samples {
        let text: String = clean_line(&cell.text()).chars().take(80).collect();
        if !shown.contains(&text) {
            shown.push(text);
        }
        if shown.len() == SHOWN {
            break;
        }
    }
    shown
}

/// The unit of money that a line above the heading gives for the whole sheet: `单位：万元`.
fn unit_above(sheet: &Sheet, head: Head) -> Option<(Option<Currency>, u32)> {
    let above = sheet.rows.iter().take(head.first).flatten();
    above
        .filter_map(|cell| match cell {
            Cell::Text(text) => Some(text.replace('：', ":")),
            _ => None,
        })
        .find_map(|text| {
            let named = text
                .split_once("单位:")
                .or_else(|| text.split_once("Unit:"))?
                .1;
            let unit = named
                .split_whitespace()
                .next()?
                .trim_end_matches([')', '）', ']']);
            Money::unit_in_head(&format!("({unit})"))
        })
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
