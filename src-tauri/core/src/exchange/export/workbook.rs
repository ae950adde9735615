//! Sheets into a workbook, row by row: what has been written does not stay in memory. The rows
//! wait in nameless files in the folder of the export, nowhere else.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::files::Places;
use super::secret::LeftOut;
use super::table::{Cell, Table};
use crate::base::{Error, Kind, Report, Result};
use crate::exchange::columns;
use crate::records::Catalog;
use crate::records::labels::Language;
use crate::vault::Read;

/// How cells look.
pub(in crate::exchange) struct Looks {
    head: Format,
    plain: Format,
    wary: Format,
    date: Format,
    moment: Format,
    amount: Format,
}

impl Looks {
    /// The looks of every sheet.
    pub(in crate::exchange) fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            head: Format::new().set_bold().set_background_color("F2F2F2"),
            plain: top.clone(),
            wary: top.clone().set_quote_prefix(),
            date: top.clone().set_num_format("yyyy-mm-dd"),
            moment: top.clone().set_num_format("yyyy-mm-dd hh:mm"),
            amount: top.set_num_format("#,##0.00"),
        }
    }
}

/// Writes every sheet to `file`; `folder` is where it lies.
pub(super) fn write(
    read: &Read<'_>,
    catalog: &Catalog,
    language: Language,
    (places, out): (Option<&Places>, &LeftOut),
    (folder, file): (&Path, &mut File),
    report: &Report,
) -> Result<BTreeMap<String, u32>> {
    let mut book = Workbook::new();
    book.set_tempdir(folder).map_err(failed)?;
    let looks = Looks::new();
    let mut counts = BTreeMap::new();
    for entity in columns::sheets(read, catalog)? {
        let table = Table::of(read, catalog, language, entity, (places, out))?;
        let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
        begin(sheet, &looks, &table.name, &table.heads, &table.widths)?;
        let mut row = 0;
        table.rows(read, |cells| {
            row += 1;
            if row % 1000 == 1 {
                report.step("progress.export_write", row.into(), Some(table.count))?;
            }
            put_row(sheet, &looks, row, &cells)
        })?;
        counts.insert(entity.key.to_owned(), row);
    }
    report.step("progress.export_write", 0, None)?;
    book.save_to_writer(file).map_err(failed)?;
    Ok(counts)
}

/// Names a sheet and writes its headings, which stay in view.
pub(in crate::exchange) fn begin(
    sheet: &mut Worksheet,
    looks: &Looks,
    name: &str,
    heads: &[String],
    widths: &[f64],
) -> Result<()> {
    let name: String = name
        .chars()
        .map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c })
        .take(31)
        .collect();
    sheet.set_name(name.trim()).map_err(failed)?;
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    for (column, width) in (0..).zip(widths) {
        sheet
            .set_column_width(column, width.clamp(6.0, 60.0))
            .map_err(failed)?;
    }
    for (column, head) in (0..).zip(heads) {
        sheet
            .write_string_with_format(0, column, head, &looks.head)
            .map_err(failed)?;
    }
    Ok(())
}

/// Writes a row.
pub(in crate::exchange) fn put_row(
    sheet: &mut Worksheet,
    looks: &Looks,
    row: u32,
    cells: &[Cell],
) -> Result<()> {
    for (column, cell) in (0..).zip(cells) {
        let written = match cell {
            Cell::Empty => continue,
            Cell::Text(text) => {
                // A string is never a formula; the mark keeps it one when somebody edits it.
                let look = if super::delimited::is_wary(text) {
                    &looks.wary
                } else {
                    &looks.plain
                };
                sheet.write_string_with_format(row, column, fitting(text), look)
            }
            Cell::Number(number, 0) => {
                sheet.write_number_with_format(row, column, *number, &looks.plain)
            }
            Cell::Number(number, _) => {
                sheet.write_number_with_format(row, column, *number, &looks.amount)
            }
            Cell::Date(day) => {
                let serial = serial(day.and_time(NaiveTime::MIN));
                sheet.write_number_with_format(row, column, serial, &looks.date)
            }
            Cell::Moment(at) => {
                sheet.write_number_with_format(row, column, serial(*at), &looks.moment)
            }
        };
        written.map_err(failed)?;
    }
    Ok(())
}

/// Days since the end of 1899, as spreadsheets count.
fn serial(at: NaiveDateTime) -> f64 {
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)
        .unwrap_or_default()
        .and_time(NaiveTime::MIN);
    let seconds = at.signed_duration_since(start).num_seconds();
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds of a few thousand years"
    )]
    let days = seconds as f64 / 86_400.0;
    days
}

/// As much of a text as a cell holds.
fn fitting(text: &str) -> &str {
    text.char_indices()
        .nth(32_767)
        .map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

/// What the writer says, as an error of ours.
pub(in crate::exchange) fn failed(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(io) => io.into(),
        other => Error::new(Kind::Unavailable, "error.export_failed").caused_by(other),
    }
}
