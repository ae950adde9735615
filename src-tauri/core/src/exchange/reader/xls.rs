//! Workbooks of Excel 97–2003: looks through the records first, because the parser makes room
//! for whatever they announce, and only then lets it read them.

use std::io::Cursor;

use calamine::{Data, Reader as _, SheetVisible, Xls, XlsError};

use super::compound::{Compound, read_u16};
use super::fault::{self, Alien};
use super::package::Bytes;
use super::values;
use crate::base::{Report, Result};
use crate::exchange::sheet::{Cell, Gather, Merge};

/// Larger ones do not exist outside of tests of readers.
const FILE_BYTES: usize = 64 << 20;
/// Cells between the first and last of each sheet, all sheets together.
const BOX_CELLS: usize = 6_000_000;
const FORMULA_BYTES: usize = 8 << 20;
const RECORDS: usize = 20_000_000;

/// Reads every sheet.
pub(super) fn read(bytes: &Bytes, gather: &mut Gather, report: &Report) -> Result<()> {
    if bytes.len() > FILE_BYTES {
        return Err(fault::too_large(FILE_BYTES as u64));
    }
    let compound = Compound::open(bytes)?;
    if compound.has("EncryptedPackage") || compound.has("EncryptionInfo") {
        return Err(fault::encrypted());
    }
    let stream = match compound.stream("Workbook")? {
        Some(stream) => Some(stream),
        None => compound.stream("Book")?,
    };
    let Some(stream) = stream else {
        let word = compound.has("WordDocument");
        return Err(fault::alien(if word {
            Alien::Word
        } else {
            Alien::OldOffice
        }));
    };
    drop(compound);
    look_through(&stream)?;
    drop(stream);
    report.step("progress.import_read", 0, None)?;
    let mut book = Xls::new(Cursor::new(Bytes::clone(bytes))).map_err(|error| match error {
        XlsError::Password => fault::encrypted(),
        other => fault::damaged(other),
    })?;
    let epoch_1904 = book.has_1904_epoch();
    for sheet in book.sheets_metadata().to_vec() {
        gather.sheet(&*sheet.name, sheet.visible != SheetVisible::Visible)?;
        let Ok(range) = book.worksheet_range(&sheet.name) else {
            continue;
        };
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            if row % 4096 == 0 {
                report.step("progress.import_read", row as u64, None)?;
            }
            let cell = cell(value, epoch_1904, gather)?;
            gather.put(row + top as usize, column + left as usize, cell)?;
        }
        for merge in book
            .merge_cells_by_sheet_name(&sheet.name)
            .unwrap_or_default()
        {
            gather.merge(Merge {
                top: merge.start.0 as usize,
                left: merge.start.1 as usize,
                bottom: merge.end.0 as usize,
                right: merge.end.1 as usize,
            });
        }
    }
    Ok(())
}

fn cell(value: &Data, epoch_1904: bool, gather: &mut Gather) -> Result<Cell> {
    Ok(match value {
        Data::Empty => Cell::Empty,
        #[expect(
            clippy::cast_precision_loss,
            reason = "a sheet holds no whole number beyond 2^53"
        )]
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            gather.text(text)?
        }
        Data::Bool(yes) => Cell::Bool(*yes),
        Data::DateTime(at) if at.is_duration() => values::duration(at.as_f64(), gather)?,
        Data::DateTime(at) => values::date(at.as_f64(), epoch_1904, gather)?,
        Data::Error(_) => Cell::Error,
    })
}

/// Whether what the records announce is within bounds. Goes the way the parser goes: the global
/// records, then each sheet from where they say it begins.
fn look_through(stream: &[u8]) -> Result<()> {
    let mut sheets = Vec::new();
    let (mut records, mut boxes, mut formulas) = (0, 0_usize, 0);
    walk(stream, &mut records, |kind, data| {
        match kind {
            0x002F if read_u16(data, 0) != Some(0) => return Err(fault::encrypted()),
            0x0085 => sheets.push(data.first_chunk().map_or(0, |at| u32::from_le_bytes(*at))),
            0x000A => return Ok(false),
            _ => {}
        }
        Ok(true)
    })?;
    for start in sheets {
        let rest = stream
            .get(start as usize..)
            .ok_or_else(|| fault::damaged("a sheet is missing"))?;
        let mut seen: Option<[usize; 4]> = None;
        let mut inner = 0_usize;
        let mut begun = false;
        walk(rest, &mut records, |kind, data| {
            let place = || Some((read_u16(data, 0)? as usize, read_u16(data, 2)? as usize));
            match kind {
                0x0809 if begun => inner += 1,
                0x0809 => begun = true,
                0x000A if inner == 0 => return Ok(false),
                0x000A => inner -= 1,
                0x0200 if announced(data) > 20_000_000 => return Err(fault::unpacks_too_large()),
                0x0203..=0x0205 | 0x00D6 | 0x027E | 0x00FD | 0x00BD | 0x0006 => {
                    if kind == 0x0006 {
                        formulas += data.len();
                    }
                    if let Some((row, column)) = place() {
                        // Many numbers in one record: the last two bytes are the last column.
                        let last = data.len().checked_sub(2).and_then(|at| read_u16(data, at));
                        let right = if kind == 0x00BD {
                            last.unwrap_or(0) as usize
                        } else {
                            column
                        };
                        let [top, left, bottom, far] = seen.unwrap_or([row, column, row, column]);
                        let far = far.max(column).max(right);
                        seen = Some([top.min(row), left.min(column), bottom.max(row), far]);
                    }
                }
                _ => {}
            }
            Ok(true)
        })?;
        if let Some([top, left, bottom, right]) = seen {
            boxes = boxes.saturating_add((bottom - top + 1).saturating_mul(right - left + 1));
        }
        if boxes > BOX_CELLS || formulas > FORMULA_BYTES {
            return Err(fault::unpacks_too_large());
        }
    }
    Ok(())
}

/// The cells a sheet says it has.
fn announced(data: &[u8]) -> u64 {
    let wide = |at: usize| {
        data.get(at..)
            .and_then(|rest| rest.first_chunk())
            .map_or(0, |four| u32::from_le_bytes(*four))
    };
    let short = |at: usize| u64::from(read_u16(data, at).unwrap_or(0));
    let (rows, columns) = if data.len() == 10 {
        (short(2), short(6))
    } else {
        (u64::from(wide(4)), short(10))
    };
    rows.max(1).saturating_mul(columns.max(1))
}

fn walk(
    mut rest: &[u8],
    records: &mut usize,
    mut each: impl FnMut(u16, &[u8]) -> Result<bool>,
) -> Result<()> {
    while let (Some(kind), Some(length)) = (read_u16(rest, 0), read_u16(rest, 2)) {
        *records += 1;
        if *records > RECORDS {
            return Err(fault::unpacks_too_large());
        }
        let end = 4 + length as usize;
        let data = rest
            .get(4..end)
            .ok_or_else(|| fault::damaged("a record is cut off"))?;
        if !each(kind, data)? {
            break;
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    Ok(())
}
