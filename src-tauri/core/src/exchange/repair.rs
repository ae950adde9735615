//! The rows an import left out, saved as a sheet with a column that says why, to be repaired and
//! imported again.

use std::path::Path;

use rust_xlsxwriter::Workbook as Writer;

use super::columns;
use super::export::{self, Cell as Written};
use super::layout::{self, ImportLayout, Place, letters};
use super::sheet::{Cell, Workbook};
use crate::base::Result;
use crate::records::labels::{self, Language};
use crate::records::{Catalog, FieldKind, Warning};

/// Saves the rows; gives how many there are. Of a whole workbook each sheet has its own.
pub(super) fn save(
    book: &Workbook,
    layout: &ImportLayout,
    catalog: &Catalog,
    rows: &[(Place, Vec<Warning>)],
    language: Language,
    to: &Path,
) -> Result<u32> {
    let looks = export::Looks::new();
    let mut writer = Writer::new();
    let mut count = 0;
    if layout.parts.is_empty() {
        let name = match &layout.kind {
            Some(kind) => columns::sheet_name(language, kind, true),
            None => labels::message(language, "record.import_left_out", &[]),
        };
        let heads = heads(book, layout, catalog, rows, language);
        count += sheet(&mut writer, &looks, (book, language), &name, heads, rows)?;
    }
    for part in &layout.parts {
        let of = rows.iter().filter(|(place, _)| place.sheet == part.sheet);
        let rows: Vec<_> = of.cloned().collect();
        if let (Some(kind), false) = (&part.kind, rows.is_empty()) {
            let columns = layout::columns_of_part(book, catalog, part)?;
            let heads = columns.into_iter().map(|column| column.header).collect();
            let name = columns::sheet_name(language, kind, true);
            count += sheet(&mut writer, &looks, (book, language), &name, heads, &rows)?;
        }
    }
    let (file, ()) = export::write_beside(to, |file, _| {
        writer.save_to_writer(file).map_err(export::failed)
    })?;
    export::place(file, to)?;
    export::sync_folder(to)?;
    Ok(count)
}

/// The headings of the rows, so that what the user said the columns mean is understood again.
fn heads(
    book: &Workbook,
    layout: &ImportLayout,
    catalog: &Catalog,
    rows: &[(Place, Vec<Warning>)],
    language: Language,
) -> Vec<String> {
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
        let target = column.target.as_deref();
        let unit = column.unit_scale.as_deref();
        let unit = unit.filter(|_| target.is_some_and(|target| is_money(catalog, target)));
        *head = match (target, &layout.kind) {
            (Some(target), Some(_)) => columns::head_of_kind(catalog, language, target, unit)
                .unwrap_or_else(|| column.header.clone()),
            (Some(target), None) => columns::head_of(catalog, language, target, unit),
            (None, _) => columns::head_of_none(catalog, &column.header, &letters(at)),
        };
    }
    heads
}

/// Writes one sheet of such rows; gives how many there are.
fn sheet(
    writer: &mut Writer,
    looks: &export::Looks,
    (book, language): (&Workbook, Language),
    name: &str,
    mut heads: Vec<String>,
    rows: &[(Place, Vec<Warning>)],
) -> Result<u32> {
    let reason = heads.len();
    heads.push(labels::message(language, "record.import_reason", &[]));
    let mut widths = vec![16.0; heads.len()];
    if let Some(width) = widths.get_mut(reason) {
        *width = 60.0;
    }
    let sheet = writer.add_worksheet();
    export::begin(sheet, looks, name, &heads, &widths)?;
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
        export::put_row(sheet, looks, count, &row)?;
    }
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
