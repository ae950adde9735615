//! The rows an import left out, saved as a sheet with a column that says why, to be repaired and
//! imported again.

use std::path::Path;

use rust_xlsxwriter::Workbook as Writer;

use super::columns;
use super::export::{self, Cell as Written};
use super::layout::{ImportLayout, Place, letters};
use super::sheet::{Cell, Workbook};
use crate::base::Result;
use crate::records::labels::{self, Language};
use crate::records::{Catalog, FieldKind, Warning};

/// Saves the rows; gives how many there are.
pub(super) fn save(
    book: &Workbook,
    layout: &ImportLayout,
    catalog: &Catalog,
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
        let at = column.column as usize;
        let Some(head) = heads.get_mut(at) else {
            continue;
        };
        // What the user said the columns mean is to be understood again, in the same unit.
        let unit = column.unit_scale.as_deref();
        *head = match &column.target {
            Some(target) if is_money(catalog, target) => {
                columns::head_of(catalog, language, target, unit)
            }
            Some(target) => columns::head_of(catalog, language, target, None),
            None => columns::head_of_none(catalog, &column.header, &letters(at)),
        };
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

fn is_money(catalog: &Catalog, target: &str) -> bool {
    let (entity, field) = target.split_once('.').unwrap_or((target, ""));
    let field = catalog
        .entity(entity)
        .and_then(|entity| entity.field(field));
    field.is_ok_and(|field| field.kind == FieldKind::Money)
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
