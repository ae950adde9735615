//! A customer was looked through, or is skipped this time: one step of undo each.

use super::super::ages;
use super::super::ops::{self, DOUBTFUL, FieldAt};
use super::super::rules::Rules as FieldRules;
use crate::base::{Error, Id, Kind, Result};
use crate::records::value::Value;
use crate::records::{Batch, Catalog, Record, rows};
use crate::vault::{Read, Write};

/// The columns of a unit that say when it was looked through and when that was skipped.
pub const REVIEWED: &str = "reviewed_on";
/// See [`REVIEWED`].
pub const SKIPPED: &str = "review_skipped_on";

fn living(read: &Read<'_>, catalog: &Catalog, unit: Id) -> Result<Record> {
    let record = rows::get(read, catalog, catalog.entity("unit")?, unit)?;
    if record.deleted {
        return Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", "unit"));
    }
    Ok(record)
}

/// The unit's own values that outlived their time and that nobody called doubtful: what is confirmed with
/// the whole.
///
/// # Errors
/// When the database fails.
pub(super) fn confirmed(
    read: &Read<'_>,
    catalog: &Catalog,
    rules: &FieldRules,
    unit: &Record,
) -> Result<Vec<String>> {
    let marks = ages::marks(read, catalog, rules, unit)?.into_iter();
    let sound = marks.filter(|mark| mark.stale && mark.word.certainty.as_deref() != Some(DOUBTFUL));
    Ok(sound.map(|mark| mark.field).collect())
}

/// A customer was looked through and is right as it stands: it bears today's day, and those of its values
/// that were out of date count as verified. Says which.
///
/// # Errors
/// [`Kind::NotFound`] when it is gone.
pub fn reviewed(tx: &mut Write<'_>, catalog: &Catalog, unit: Id) -> Result<Vec<String>> {
    let record = living(tx, catalog, unit)?;
    let fields = confirmed(tx, catalog, &FieldRules::read(tx)?, &record)?;
    let today = tx.today().to_string();
    let mut batch = Batch::begin(tx, catalog, "op.reviewed")?;
    let values = [(REVIEWED, Value::Date(today)), (SKIPPED, Value::Null)];
    batch.update("unit", unit, None, values)?;
    for field in &fields {
        let at = FieldAt {
            entity: "unit".to_owned(),
            id: unit,
            field: field.clone(),
        };
        ops::confirm(&mut batch, catalog, &at, None, None)?;
    }
    Ok(fields)
}

/// A customer is skipped this time: it is looked through in its next span, and says so.
///
/// # Errors
/// As for [`reviewed`].
pub fn skipped(tx: &mut Write<'_>, catalog: &Catalog, unit: Id) -> Result<()> {
    living(tx, catalog, unit)?;
    let today = tx.today().to_string();
    let mut batch = Batch::begin(tx, catalog, "op.review_skipped")?;
    let values = [(SKIPPED, Value::Date(today))];
    batch.update("unit", unit, None, values).map(|_| ())
}
