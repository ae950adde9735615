//! A sheet as text with commas: UTF-8 with its mark and CRLF, as spreadsheet programs expect, and
//! no cell that one of them would take for a formula.

use std::fs::File;
use std::io::{BufWriter, Write};

use csv::{Terminator, WriterBuilder};

use super::table::{Cell, Table};
use crate::base::{Error, Report, Result};
use crate::vault::Read;

/// Writes a sheet; gives its rows.
pub(super) fn write(
    table: &Table<'_>,
    read: &Read<'_>,
    file: &mut File,
    report: &Report,
) -> Result<u32> {
    let mut out = BufWriter::new(file);
    out.write_all(b"\xef\xbb\xbf")?;
    let mut out = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(out);
    let broken = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(io) => io.into(),
        other => Error::internal(format!("{other:?}")),
    };
    out.write_record(table.heads.iter().map(|head| harmless(head)))
        .map_err(broken)?;
    let mut rows = 0;
    table.rows(read, |cells| {
        rows += 1;
        if rows % 1000 == 1 {
            report.step("progress.export_write", rows.into(), Some(table.count))?;
        }
        out.write_record(cells.iter().map(text)).map_err(broken)
    })?;
    out.flush()?;
    Ok(rows)
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Number(number, decimals) => format!("{number:.*}", *decimals as usize),
        Cell::Date(day) => day.format("%Y-%m-%d").to_string(),
        Cell::Moment(at) => at.format("%Y-%m-%d %H:%M").to_string(),
    }
}

/// Whether a spreadsheet program might take the text for a formula.
pub(in crate::exchange) fn is_wary(text: &str) -> bool {
    let signs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    text.trim_start_matches([' ', '\u{feff}', '\u{a0}', '\u{3000}', '"', '\''])
        .starts_with(signs)
        || text.starts_with(['\t', '\r', '\n'])
}

/// The text, with an apostrophe before it where it would be taken for a formula. Reading the file
/// again takes it off.
fn harmless(text: &str) -> String {
    let text = text.replace('\0', "");
    if is_wary(&text) {
        format!("'{text}")
    } else {
        text
    }
}
