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
const TOLD: &str = "warning.holiday_country";

/// Whether a column says in which country the days of its rows hold.
pub(super) fn is_said(entity: &EntityDef, field: &FieldDef) -> bool {
    entity.key == HOLIDAY.key && field.key == COUNTRY
}

/// Whether a day that is kept so holds in every country, or was written down without one.
pub(super) fn is_open(kept: Option<&Value>) -> bool {
    kept.and_then(Value::as_text)
        .is_none_or(|code| code.trim().is_empty() || code == EVERYWHERE)
}

/// Whether it tells in which country a day will count, which is so of a new one alone.
pub(super) fn is_told(why: &Warning) -> bool {
    why.key == TOLD
}

/// The code of a country that is said by its code or a name, or of all of them.
pub(super) fn code(text: &str) -> Option<&'static str> {
    let said = text.trim();
    if said == EVERYWHERE {
        return Some(EVERYWHERE);
    }
    country_called(said)
}

/// A cell of it, as a code or a name.
pub(super) fn read(text: &str) -> Result<Value, Warning> {
    code(text).map(Value::text).ok_or_else(|| {
        let why = Warning::new(COUNTRY, "warning.holiday_country_unknown");
        why.with("text", text.trim())
    })
}

/// In which country a day will count of which neither its row nor what stands over it says one.
pub(super) fn asked(row: &Row) -> Option<&str> {
    let is_asked =
        |why: &Warning| is_told(why) && why.values.get("source").is_some_and(|s| s == "none");
    let asked = row.lent == Some(COUNTRY) && row.reasons.iter().any(is_asked);
    row.value(COUNTRY)
        .and_then(Value::as_text)
        .filter(|_| asked)
}

/// Has all such days count in another one.
pub(super) fn choose(rows: &mut [Row], code: &str) {
    for row in rows.iter_mut().filter(|row| asked(row).is_some()) {
        if let Some((_, value)) = row
            .values
            .iter_mut()
            .find(|(field, _)| field.key == COUNTRY)
        {
            *value = Value::text(code);
        }
        for why in row.reasons.iter_mut().filter(|why| is_told(why)) {
            *why = why.clone().with("reach", reach(code)).with("country", code);
        }
    }
}

fn reach(code: &str) -> &'static str {
    if code == EVERYWHERE {
        "everywhere"
    } else {
        "country"
    }
}

/// Of a day for which no cell says a country: the one that stands over the table, or is in the sheet's name.
/// Where none does it holds where one is. Either is told before anything is written, and is what is written: a
/// table of China that is read in Berlin is of China, and the same day of two countries is two. One that is kept
/// for every country, or for none, is the same day, and stays as it is.
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
    let above = sheet.and_then(|sheet| sheet.rows.get(..first as usize));
    let cells = above.unwrap_or_default().iter().flatten();
    let over: Vec<&str> = sheet
        .map(|sheet| sheet.name.as_str())
        .into_iter()
        .chain(cells.filter_map(|cell| match cell {
            Cell::Text(text) => Some(&**text),
            _ => None,
        }))
        .collect();
    let told = Warning::new(COUNTRY, TOLD);
    let (code, told) = match country_in(&over.join(" ")) {
        Some(code) => {
            let title = over.iter().find(|text| country_in(text) == Some(code));
            let title: String = title
                .copied()
                .unwrap_or_default()
                .chars()
                .take(60)
                .collect();
            (code, told.with("source", "title").with("text", &title))
        }
        // A record that is known by its number keeps the country it has.
        None if row.said.is_some() => return,
        None => {
            let code = country(here.zone()).unwrap_or(EVERYWHERE);
            (code, told.with("source", "none").with("text", ""))
        }
    };
    row.values.push((field, Value::text(code)));
    row.lent = Some(COUNTRY);
    row.reasons
        .push(told.with("reach", reach(code)).with("country", code));
}
