//! The rows an import left out, saved as a sheet with a column that says why, to be repaired and
//! imported again.

use std::path::Path;

use rust_xlsxwriter::Workbook as Writer;

use super::export::{self, Cell as Written};
use super::layout::{ImportLayout, Place, letters};
use super::sheet::{Cell, Workbook};
use crate::base::Result;
use crate::records::Warning;
use crate::records::labels::{self, Language};

/// Saves the rows; gives how many there are.
pub(super) fn save(
    book: &Workbook,
    layout: &ImportLayout,
    rows: &[(Place, Vec<Warning>)],
    language: Language,
    to: &Path,
) -> Result<u32> {
    let width = rows
        .iter()
        .filter_map(|(place, _)| cells(book, *place))
        .map(<[Cell]>::len)
        .max();
    let mut heads: Vec<String> = (0..width.unwrap_or(0)).map(letters).collect();
    for column in &layout.columns {
        // The lower of two headings is enough to be understood again.
        let own = column.header.rsplit(" / ").next().unwrap_or_default();
        if let Some(head) = heads.get_mut(column.column as usize) {
            own.clone_into(head);
        }
    }
    let reason = heads.len();
    heads.push(labels::message(language, "record.import_reason", &[]));
    let mut widths = vec![16.0; heads.len()];
    if let Some(width) = widths.get_mut(reason) {
        *width = 60.0;
    }
    let looks = export::Looks::new();
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    let name = labels::message(language, "record.import_left_out", &[]);
    export::begin(sheet, &looks, &name, &heads, &widths)?;
    let mut count = 0;
    for (place, reasons) in rows {
        let mut row: Vec<Written> = cells(book, *place)
            .unwrap_or_default()
            .iter()
            .map(written)
            .collect();
        row.resize(reason, Written::Empty);
        row.push(Written::Text(told(reasons, language)));
        count += 1;
        export::put_row(sheet, &looks, count, &row)?;
    }
    let (file, ()) = export::write_beside(to, |file, _| {
        writer.save_to_writer(file).map_err(export::failed)
    })?;
    export::place(file, to)?;
    export::sync_folder(to)?;
    Ok(count)
}

fn cells(book: &Workbook, place: Place) -> Option<&[Cell]> {
    let sheet = book.sheets.get(place.sheet as usize)?;
    sheet.rows.get(place.row as usize).map(Vec::as_slice)
}

fn written(cell: &Cell) -> Written {
    match cell {
        Cell::Empty => Written::Empty,
        Cell::Number(number) => Written::Number(*number, 0),
        Cell::Date(at) if at.time() == chrono::NaiveTime::MIN => Written::Date(at.date()),
        Cell::Date(at) => Written::Moment(*at),
        other => Written::Text(other.text()),
    }
}

/// The reasons as sentences.
fn told(reasons: &[Warning], language: Language) -> String {
    let told = reasons.iter().map(|reason| {
        let values: Vec<(&str, &str)> = reason
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        labels::message(language, &reason.key, &values)
    });
    told.collect::<Vec<_>>().join("\n")
}
