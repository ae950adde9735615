//! The XML spreadsheet of Excel 2003, mostly found under the name of a workbook.

use super::markup::{self, Token, Tokens, attribute, local};
use super::{fault, values};
use crate::base::{Report, Result};
use crate::exchange::sheet::{Cell, Gather, Merge};

/// Where the reader stands in the sheet.
#[derive(Default)]
struct Place {
    row: usize,
    column: usize,
    across: usize,
    formula: bool,
    filled: bool,
}

/// Reads every worksheet.
pub(super) fn read(text: &str, gather: &mut Gather, report: &Report) -> Result<()> {
    let hidden = hidden_sheets(text);
    let mut place = Place::default();
    let mut sheets = 0_usize;
    let (mut in_sheet, mut in_comment) = (false, false);
    let mut data: Option<(String, String)> = None;
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        match token {
            Token::Open {
                name,
                attributes,
                empty,
            } => match local(name) {
                "Worksheet" => {
                    let name = attribute(attributes, "Name").unwrap_or_default();
                    gather.sheet(name, hidden.contains(&sheets))?;
                    (in_sheet, place) = (true, Place::default());
                    sheets += 1;
                }
                "Row" if in_sheet => {
                    place.row = index(attributes, "Index").unwrap_or(place.row + 1).max(1);
                    place.column = 0;
                    if place.row % 4096 == 1 {
                        let at = tokens.at() as u64;
                        report.step("progress.import_read", at, Some(text.len() as u64))?;
                    }
                }
                "Cell" if in_sheet => {
                    begin_cell(attributes, &mut place, gather);
                    if empty {
                        end_cell(&mut place, gather)?;
                    }
                }
                "Comment" if !empty => in_comment = true,
                "Data" if in_sheet && !in_comment && !empty => {
                    let kind = attribute(attributes, "Type")
                        .unwrap_or_default()
                        .into_owned();
                    data = Some((kind, String::new()));
                }
                _ => {}
            },
            Token::Text(piece) => {
                if let Some((_, text)) = &mut data {
                    text.push_str(&markup::unescape(piece));
                }
            }
            Token::Raw(piece) => {
                if let Some((_, text)) = &mut data {
                    text.push_str(piece);
                }
            }
            Token::Close(name) => match local(name) {
                "Data" => {
                    if let Some((kind, text)) = data.take() {
                        let cell = value(&kind, &text, gather)?;
                        place.filled = true;
                        gather.put(place.row.max(1) - 1, place.column.max(1) - 1, cell)?;
                    }
                }
                "Cell" if in_sheet && !in_comment => end_cell(&mut place, gather)?,
                "Comment" => in_comment = false,
                "Worksheet" => in_sheet = false,
                _ => {}
            },
        }
    }
    if sheets == 0 || in_sheet {
        return Err(fault::damaged("an XML spreadsheet is cut off"));
    }
    Ok(())
}

fn begin_cell(attributes: &str, place: &mut Place, gather: &mut Gather) {
    place.column = index(attributes, "Index")
        .unwrap_or(place.column + 1)
        .max(1);
    place.across = index(attributes, "MergeAcross").unwrap_or(0);
    place.formula = attribute(attributes, "Formula").is_some();
    place.filled = false;
    let down = index(attributes, "MergeDown").unwrap_or(0);
    let (top, left) = (place.row.max(1) - 1, place.column - 1);
    let (bottom, right) = (top.saturating_add(down), left.saturating_add(place.across));
    gather.merge(Merge {
        top,
        left,
        bottom,
        right,
    });
}

fn end_cell(place: &mut Place, gather: &mut Gather) -> Result<()> {
    if place.formula && !place.filled {
        gather.put(place.row.max(1) - 1, place.column.max(1) - 1, Cell::Error)?;
    }
    place.column = place
        .column
        .saturating_add(std::mem::take(&mut place.across));
    Ok(())
}

fn value(kind: &str, text: &str, gather: &mut Gather) -> Result<Cell> {
    Ok(match kind {
        "Number" => match text.trim().parse::<f64>() {
            Ok(number) => Cell::Number(number),
            Err(_) => gather.text(text)?,
        },
        "DateTime" => match values::iso_date(text) {
            Some(cell) => cell,
            None => gather.text(text)?,
        },
        "Boolean" => Cell::Bool(text.trim() == "1"),
        "Error" => Cell::Error,
        _ => gather.text(text)?,
    })
}

fn index(attributes: &str, name: &str) -> Option<usize> {
    attribute(attributes, name)?.trim().parse().ok()
}

/// The sheets, by number from nought, that say they are hidden.
fn hidden_sheets(text: &str) -> Vec<usize> {
    let sheets = text.split("</Worksheet>").enumerate();
    let hidden = sheets.filter(|(_, sheet)| {
        sheet.contains("<Visible>SheetHidden") || sheet.contains("<Visible>SheetVeryHidden")
    });
    hidden.map(|(number, _)| number).collect()
}
