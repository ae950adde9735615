//! Workbooks of Office Open XML, cell by cell through calamine. The package must have passed
//! `package::check` before.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use super::package::Bytes;
use super::{fault, values};
use crate::base::{Report, Result};
use crate::exchange::sheet::{Cell, Gather, Merge};

/// Shared texts by where the parser keeps them, so that each is copied once.
type Shared = HashMap<(usize, usize), Cell>;

/// Reads every worksheet.
pub(super) fn read(
    bytes: &Bytes,
    merges: bool,
    gather: &mut Gather,
    report: &Report,
) -> Result<()> {
    let mut book = Xlsx::new(Cursor::new(Arc::clone(bytes))).map_err(failed)?;
    let epoch_1904 = book.has_1904_epoch();
    let mut shared = Shared::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        gather.sheet(
            values::unescape(&sheet.name),
            sheet.visible != SheetVisible::Visible,
        )?;
        match sheet_cells(
            &mut book,
            &sheet.name,
            epoch_1904,
            &mut shared,
            gather,
            report,
        ) {
            Ok(()) => {}
            Err(Failed::Foreign) => continue,
            Err(Failed::With(error)) => return Err(error),
        }
        if merges {
            for merge in book
                .merge_cells_by_sheet_name(&sheet.name)
                .map_err(failed)?
            {
                gather.merge(Merge {
                    top: merge.start.0 as usize,
                    left: merge.start.1 as usize,
                    bottom: merge.end.0 as usize,
                    right: merge.end.1 as usize,
                });
            }
        }
    }
    Ok(())
}

enum Failed {
    /// Listed as a worksheet, but something else, such as a chart.
    Foreign,
    With(crate::base::Error),
}

fn sheet_cells(
    book: &mut Xlsx<Cursor<Bytes>>,
    name: &str,
    epoch_1904: bool,
    shared: &mut Shared,
    gather: &mut Gather,
    report: &Report,
) -> Result<(), Failed> {
    let with = |error: crate::base::Error| Failed::With(error);
    let mut cells = book
        .worksheet_cells_reader(name)
        .map_err(|error| match error {
            XlsxError::NotAWorksheet(_) => Failed::Foreign,
            other => Failed::With(failed(other)),
        })?;
    let mut read = 0_u64;
    while let Some(record) = cells
        .next_cell_with_formula_metadata()
        .map_err(|e| with(failed(e)))?
    {
        let (row, column) = record.pos;
        read += 1;
        if read % 50_000 == 1 {
            report
                .step("progress.import_read", u64::from(row), None)
                .map_err(with)?;
        }
        let cell = match record.value {
            // A formula whose result nobody stored: the value is unknown, not absent.
            DataRef::Empty if record.formula.is_some() => Cell::Error,
            DataRef::SharedString(text) => {
                let key = (text.as_ptr() as usize, text.len());
                if let Some(known) = shared.get(&key) {
                    known.clone()
                } else {
                    let fresh = gather
                        .text(&values::unescape(text))
                        .map_err(|e| with(e.into()))?;
                    shared.insert(key, fresh.clone());
                    fresh
                }
            }
            value => cell(&value, epoch_1904, gather).map_err(with)?,
        };
        gather
            .put(row as usize, column as usize, cell)
            .map_err(|e| with(e.into()))?;
    }
    Ok(())
}

fn cell(value: &DataRef<'_>, epoch_1904: bool, gather: &mut Gather) -> Result<Cell> {
    Ok(match value {
        DataRef::Empty => Cell::Empty,
        #[expect(
            clippy::cast_precision_loss,
            reason = "a sheet holds no whole number beyond 2^53"
        )]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => gather.text(&values::unescape(text))?,
        DataRef::SharedString(text) => gather.text(&values::unescape(text))?,
        DataRef::Bool(yes) => Cell::Bool(*yes),
        DataRef::DateTime(at) if at.is_duration() => values::duration(at.as_f64(), gather)?,
        DataRef::DateTime(at) => values::date(at.as_f64(), epoch_1904, gather)?,
        DataRef::DateTimeIso(text) => match values::iso_date(text) {
            Some(cell) => cell,
            None => gather.text(text)?,
        },
        DataRef::DurationIso(text) => gather.text(text)?,
        DataRef::Error(_) => Cell::Error,
    })
}

fn failed(error: XlsxError) -> crate::base::Error {
    match error {
        XlsxError::Password => fault::encrypted(),
        other => fault::damaged(other),
    }
}
