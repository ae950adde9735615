//! What being done means: where the record has a word for it, it is written there, so that a promise
//! counts as kept and not merely as seen.

use rusqlite::{ToSql, params};

use super::sources::{Asked, Source};
use crate::base::error::Result;
use crate::base::{Id, date};
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// Writes into the record that what reminds of it is done, one step of undo; says whether it was. Where
/// the record cannot say so, or is no longer open, nothing is written: a button pressed on an old
/// notification must not bring back what was settled in the window.
///
/// # Errors
/// When the database fails or the record does not take it.
pub fn end(tx: &mut Write<'_>, catalog: &Catalog, source: &Source, record: Id) -> Result<bool> {
    let Some(ends) = source.ends else {
        return Ok(false);
    };
    if !is_open(tx, source, record)? {
        return Ok(false);
    }
    let today = Value::Date(date::format_date(tx.today()));
    let mut batch = Batch::begin(tx, catalog, ends.op)?;
    let state = ends.state.map(|state| ("state", Value::choice(state)));
    let on = ends.on.map(|field| (field, today));
    batch.update(source.entity, record, None, state.into_iter().chain(on))
}

/// Whether it reminds of this record still, on whatever day.
fn is_open(read: &Read<'_>, source: &Source, record: Id) -> Result<bool> {
    // A number is never between two texts.
    let always: [&dyn ToSql; 2] = match source.asked {
        Asked::Instants => [&i64::MIN, &i64::MAX],
        _ => [&"", &"9999-12-31"],
    };
    let open = read
        .sql()
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM ({}) WHERE record = ?3)",
            source.sql
        ))?
        .query_row(params![always[0], always[1], record], |row| row.get(0))?;
    Ok(open)
}
