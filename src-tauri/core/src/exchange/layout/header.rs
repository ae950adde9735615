//! Finds the row that names the columns: below a title, in two levels, or not there at all. Also
//! says which rows below it are no records: sums, footnotes, the heading printed again.

use super::words::WORDS;
use crate::base::words::{clean_line, compact, is_han};
use crate::exchange::sheet::{Cell, Merge, Sheet};

/// The rows that name the columns, from nought and inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) struct Head {
    /// The row of headings over several columns, or the same as `last`.
    pub(in crate::exchange) first: usize,
    /// The row right above the records.
    pub(in crate::exchange) last: usize,
}

/// A column's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::exchange) struct Name {
    /// The heading over several columns that it stands under.
    pub(in crate::exchange) group: String,
    /// Its own.
    pub(in crate::exchange) own: String,
}

impl Name {
    /// Both levels as one text.
    pub(in crate::exchange) fn joined(&self) -> String {
        match (self.group.as_str(), self.own.as_str()) {
            ("", own) => own.to_owned(),
            (group, "") => group.to_owned(),
            (group, own) => format!("{group} / {own}"),
        }
    }
}

/// Rows looked at; a heading further down is no heading.
const DEPTH: usize = 60;

/// Finds the heading.
pub(in crate::exchange) fn find(sheet: &Sheet) -> Option<Head> {
    let rows = sheet.rows.iter().enumerate().take(DEPTH);
    let known = rows
        .clone()
        .map(|(at, row)| (known_heads(row), std::cmp::Reverse(at)));
    let (known, std::cmp::Reverse(best)) = known.max()?;
    let filled = filled(sheet.rows.get(best)?);
    if known * 3 >= filled && (known >= 2 || filled <= 2) && known > 0 {
        return Some(around(sheet, best));
    }
    // Words of kinds that no ledger has.
    let rows = sheet.rows.iter().enumerate().take(DEPTH);
    let kinds = rows.map(|(at, row)| (heads_of_kinds(row), std::cmp::Reverse(at)));
    if let Some((met, std::cmp::Reverse(at))) = kinds.max().filter(|(met, _)| *met >= 3) {
        let wide = sheet
            .rows
            .get(at)
            .is_some_and(|row| met * 2 >= self::filled(row));
        if wide {
            return Some(around(sheet, at));
        }
    }
    unknown_words(sheet).map(|row| around(sheet, row))
}

/// How many cells of a row are words that head a column of some kind of record.
pub(in crate::exchange) fn heads_of_kinds(row: &[Cell]) -> usize {
    let is = |cell: &&Cell| {
        let head = super::guess::plain(&text(cell));
        super::kinds::is_known(&head) || !head.is_empty() && !WORDS.exact(&head).is_empty()
    };
    row.iter().filter(is).count()
}

/// The heading whose lowest or only row the user says is `row`.
pub(in crate::exchange) fn at(sheet: &Sheet, row: usize) -> Head {
    around(sheet, row)
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => clean_line(text),
        _ => String::new(),
    }
}

fn filled(row: &[Cell]) -> usize {
    row.iter().filter(|cell| !cell.is_blank()).count()
}

fn known_heads(row: &[Cell]) -> usize {
    let known = |cell: &&Cell| {
        let head = super::guess::plain(&text(cell));
        !head.is_empty() && !WORDS.exact(&head).is_empty()
    };
    // Among values a known word is but a value too.
    let values = row.iter().filter(|cell| match cell {
        Cell::Text(text) => super::content::is_value(text),
        Cell::Date(_) => true,
        _ => false,
    });
    let count = row.iter().filter(known).count();
    if values.count() * 4 > filled(row) {
        0
    } else {
        count
    }
}

/// A heading of words nobody knows: the first full row, all of it short and different texts, and
/// below it something else than such texts.
fn unknown_words(sheet: &Sheet) -> Option<usize> {
    let width = sheet.columns();
    let (at, row) = sheet.rows.iter().enumerate().take(DEPTH).find(|(_, row)| {
        filled(row) * 2 > width && filled(row) > 1 || width == 1 && filled(row) == 1
    })?;
    let names: Vec<_> = row
        .iter()
        .filter(|cell| !cell.is_blank())
        .map(text)
        .collect();
    let short = |name: &String| {
        !name.is_empty() && name.chars().count() <= 24 && !super::content::is_value(name)
    };
    let mut different = names.clone();
    different.sort();
    different.dedup();
    if different.len() < names.len() || !names.iter().all(short) {
        return None;
    }
    // A row below that looks just the same makes this one a record too.
    let below = sheet.rows.iter().skip(at + 1).take(20);
    let values = below.flatten().filter(|cell| match cell {
        Cell::Text(text) => super::content::is_value(text),
        cell => !cell.is_blank(),
    });
    (values.count() > 0).then_some(at)
}

/// The heading that has `row` in it: with the row above where that names several columns at once,
/// or with the row below where this one does.
fn around(sheet: &Sheet, row: usize) -> Head {
    let above = row.checked_sub(1).filter(|above| spans(sheet, *above, row));
    if let Some(first) = above {
        return Head { first, last: row };
    }
    let below = row + 1;
    let tall = |merge: &&Merge| merge.top == row && merge.bottom == below;
    let two = sheet.merges.iter().any(|merge| tall(&merge)) && spans(sheet, row, below);
    Head {
        first: row,
        last: if two { below } else { row },
    }
}

/// Whether `upper` holds headings over several columns of `lower`.
fn spans(sheet: &Sheet, upper: usize, lower: usize) -> bool {
    let (Some(top), Some(bottom)) = (sheet.rows.get(upper), sheet.rows.get(lower)) else {
        return false;
    };
    let width = sheet.columns();
    let wide = sheet.merges.iter().filter(|merge| {
        merge.top <= upper
            && merge.bottom >= upper
            && merge.bottom < lower
            && merge.left < merge.right
    });
    let wide: Vec<_> = wide.collect();
    if !wide.is_empty() {
        // One over everything is a title.
        return wide
            .iter()
            .all(|merge| (merge.right - merge.left + 1) * 10 < width * 9);
    }
    // Without merges: a few texts, each with blanks behind it, all of them about kinds of records.
    let names: Vec<_> = top
        .iter()
        .filter(|cell| !cell.is_blank())
        .map(text)
        .collect();
    names.len() >= 2
        && names.len() * 2 <= filled(bottom)
        && names
            .iter()
            .all(|name| !name.is_empty() && WORDS.context(name).is_some())
        && known_heads(top) <= 1
}

/// The names of all columns under a heading.
pub(in crate::exchange) fn names(sheet: &Sheet, head: Head) -> Vec<Name> {
    let width = sheet.columns();
    let own = |column| text_or_shown(sheet.cell(head.last, column));
    if head.first == head.last {
        return (0..width)
            .map(|column| Name {
                group: String::new(),
                own: own(column),
            })
            .collect();
    }
    let here = |merge: &&Merge| merge.top <= head.first && merge.bottom >= head.first;
    let merges: Vec<_> = sheet.merges.iter().filter(here).take(width).collect();
    let mut names = Vec::with_capacity(width);
    let mut group = String::new();
    for column in 0..width {
        let said = text_or_shown(sheet.cell(head.first, column));
        let merge = merges
            .iter()
            .find(|merge| (merge.left..=merge.right).contains(&column));
        match merge {
            Some(merge) => group = text_or_shown(sheet.cell(merge.top, merge.left)),
            None if !said.is_empty() => group = said,
            // With merges at hand, a column beside them stands under nothing.
            None if !sheet.merges.is_empty() => group.clear(),
            None => {}
        }
        let own = own(column);
        let group = if own == group {
            String::new()
        } else {
            group.clone()
        };
        names.push(Name { group, own });
    }
    names
}

fn text_or_shown(cell: &Cell) -> String {
    clean_line(&cell.text())
}

/// The letters a spreadsheet gives a column: `A`, `Z`, `AA`.
pub(in crate::exchange) fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(u8::try_from(left % 26).map_or('?', |digit| char::from(b'A' + digit)));
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// The rows of a sheet that are records, from nought.
pub(in crate::exchange) fn records(sheet: &Sheet, head: Option<Head>) -> Vec<u32> {
    let printed: Vec<String> = head.map_or_else(Vec::new, |head| {
        let row = sheet.rows.get(head.last).map_or(&[][..], Vec::as_slice);
        row.iter().map(|cell| compact(&cell.text())).collect()
    });
    let from = head.map_or(0, |head| head.last + 1);
    let rows = sheet.rows.iter().enumerate().skip(from);
    let wide = sheet.columns() > 2;
    let name = head.and_then(|head| names(sheet, head).iter().position(names_the_unit));
    let is_sum = |row: &[Cell]| {
        // Behind the number of the row, or in the column of names beside a group.
        let words = row.iter().filter_map(|cell| match cell {
            Cell::Text(text) => Some(&**text),
            _ => None,
        });
        let mut words = words.filter(|text| text.chars().any(char::is_alphabetic));
        let leads = words.next().is_some_and(|text| WORDS.begins("total", text));
        let named = name.and_then(|at| row.get(at)).map(Cell::text);
        let named = named.filter(|text| WORDS.is("total", text));
        let no_name = named.as_ref().is_some_and(|text| text.chars().any(is_han));
        no_name || (leads || named.is_some()) && few_texts(row)
    };
    let is_record = |row: &[Cell]| {
        if wide && is_sum(row) {
            return false;
        }
        let mut cells = row.iter().filter(|cell| !cell.is_blank());
        let Some(first) = cells.next() else {
            return false;
        };
        let alone = cells.next().is_none();
        let Cell::Text(words) = first else {
            return !(first == &Cell::Error && alone);
        };
        let foot = wide && alone && (WORDS.begins("footnote", words) || words.chars().count() > 60);
        !foot && !is_printed_again(row, &printed)
    };
    let found = rows.filter(|(_, row)| is_record(row));
    found.filter_map(|(at, _)| u32::try_from(at).ok()).collect()
}

/// Whether a heading means the unit's own name before anything else.
fn names_the_unit(name: &Name) -> bool {
    let meanings = WORDS.exact(&super::guess::plain(&name.own));
    meanings
        .first()
        .is_some_and(|meaning| meaning.target == "unit.legal_name")
}

/// A row of sums has hardly any words besides the first.
fn few_texts(row: &[Cell]) -> bool {
    let words = row.iter().filter(|cell| match cell {
        Cell::Text(text) => !cell.is_blank() && !super::content::is_value(text),
        _ => false,
    });
    words.count() <= 2
}

fn is_printed_again(row: &[Cell], printed: &[String]) -> bool {
    let mut same = 0;
    for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
        if printed.get(at) != Some(&compact(&cell.text())) {
            return false;
        }
        same += 1;
    }
    same >= 2
}
