//! In which country the days of a sheet of holidays hold: by its column, or as its title or its name says.

use super::draft::Row;
use crate::base::calendar::{country, country_called, country_in};
use crate::exchange::sheet::{Cell, Workbook};
use crate::records::Warning;
use crate::records::catalog::{EVERYWHERE, EntityDef, FieldDef};
use crate::records::value::Value;
use crate::reminders::workdays::HOLIDAY;
use crate::vault::Read;

const COUNTRY: &str = "country";

/// Whether a column says in which country the days of its rows hold.
pub(super) fn is_said(entity: &EntityDef, field: &FieldDef) -> bool {
    entity.key == HOLIDAY.key && field.key == COUNTRY
}

/// A cell of it, as a code or a name.
pub(super) fn read(text: &str) -> Result<Value, Warning> {
    let said = text.trim();
    if said == EVERYWHERE {
        return Ok(Value::text(said));
    }
    country_called(said).map(Value::text).ok_or_else(|| {
        let why = Warning::new(COUNTRY, "warning.holiday_country_unknown");
        why.with("text", said)
    })
}

/// Of a day for which no cell says a country: the one that stands over the table, or is in the sheet's name.
/// Where none does it holds where one is, and that is told before anything is written: a table of China that is
/// read in Berlin is of China.
pub(super) fn settle(
    book: &Workbook,
    here: &Read<'_>,
    (entity, first): (&'static EntityDef, u32),
    row: &mut Row,
) {
    if entity.key != HOLIDAY.key || row.refused || row.value(COUNTRY).is_some() {
        return;
    }
    let Ok(field) = entity.field(COUNTRY) else {
        return;
    };
    let sheet = book.sheets.get(row.place.sheet as usize);
    let mut over = sheet.map(|sheet| sheet.name.clone()).unwrap_or_default();
    let above = sheet.and_then(|sheet| sheet.rows.get(..first as usize));
    for cell in above.unwrap_or_default().iter().flatten() {
        if let Cell::Text(text) = cell {
            over.push(' ');
            over.push_str(text);
        }
    }
    match country_in(&over) {
        Some(code) => row.values.push((field, Value::text(code))),
        None => {
            let of = country(here.zone()).unwrap_or(EVERYWHERE);
            row.reasons
                .push(Warning::new(COUNTRY, "warning.holiday_country").with("country", of));
        }
    }
}
