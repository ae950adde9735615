//! A row read cell by cell: what each cell came to, and what of that needs a look.

use super::cells::{self, Column, Reading};
use super::drafts::Row;
use super::fold::Folding;
use crate::base::words::clean_line;
use crate::exchange::marks;
use crate::exchange::sheet::Cell;
use crate::records::Warning;
use crate::records::parse::Ground;
use crate::records::value::Value;

/// Longest name of a unit, in characters.
pub(super) const NAME: usize = 200;
/// Stands in a text for what its encoding could not say.
const UNDECODABLE: char = '\u{fffd}';

/// A row read cell by cell.
pub(super) struct Cells<'c> {
    pub(super) readings: Vec<(&'c Column, Reading, String)>,
}

impl Folding<'_> {
    /// Reads the cells of a row. `name_key` is the column that names the unit.
    pub(super) fn cells<'c>(
        &self,
        columns: &'c [Column],
        row: &[Cell],
        name_key: &str,
        into: &mut Row,
    ) -> Cells<'c> {
        let ground = Ground {
            read: Some(self.read),
            catalog: self.catalog,
        };
        let mut readings = Vec::new();
        for column in columns {
            let Some(cell) = row.get(column.at).filter(|cell| !cells::is_absent(cell)) else {
                continue;
            };
            let text = cells::plain(cell);
            let reading = if is_name(&column.key) {
                named(column, &text, name_key)
            } else {
                cells::read(&ground, column, cell, &text)
            };
            if let Some(doubt) = &reading.doubt {
                into.doubt(doubt.clone());
            }
            if text.contains(UNDECODABLE) {
                into.doubt(Warning::new(&column.key, "warning.import_undecodable"));
            }
            readings.push((column, reading, text));
        }
        Cells { readings }
    }
}

/// The name of a unit or of people. One too long for a unit above is kept in a note; that of the
/// unit itself decides about the whole row.
fn named(column: &Column, text: &str, name_key: &str) -> Reading {
    let name = clean_line(marks::split(text).0);
    let of_unit = column.entity.key == "unit" && column.key != name_key;
    if of_unit && name.chars().count() > NAME {
        let doubt = Warning::new(&column.key, "error.too_long").with("max", &NAME.to_string());
        return Reading::doubtful(text, doubt);
    }
    Reading {
        value: Some(Value::text(name)),
        ..Reading::default()
    }
}

/// Whether a column names units or people, so that its cells are no values of their own.
pub(super) fn is_name(key: &str) -> bool {
    matches!(
        key,
        "unit.legal_name" | "unit.group" | "unit.parent" | "activity.contacts"
    )
}

impl Cells<'_> {
    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        let found = self.readings.iter().find(|(column, ..)| column.key == key);
        found.and_then(|(_, reading, _)| reading.value.as_ref())
    }
    pub(super) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }
    /// A value as text, for keys.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        match self.value(key)? {
            Value::Wall(wall) => Some(wall.at.clone()),
            Value::Instant(ms) => Some(ms.to_string()),
            value => value
                .as_text()
                .map(str::to_owned)
                .filter(|text| !text.is_empty()),
        }
    }
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        let found = self
            .readings
            .iter_mut()
            .find(|(column, ..)| column.key == key);
        found.and_then(|(_, reading, _)| reading.value.take())
    }
    /// Whether the row has hardly any words besides its name, as a row of sums.
    pub(super) fn few_words(&self) -> bool {
        let words = self.readings.iter().filter(|(.., text)| {
            let number = |c: char| c.is_numeric() || "-+¥￥$(（".contains(c);
            !text.starts_with(number)
        });
        words.count() <= 2
    }
    /// Whether the row tells of business: more than an opinion or a note.
    pub(super) fn has_deal(&self) -> bool {
        self.readings.iter().any(|(column, reading, _)| {
            let telling = !matches!(
                column.field.key,
                "owner" | "note" | "feedback" | "satisfaction"
            );
            column.entity.key == "cooperation" && telling && reading.value.is_some()
        })
    }
}
