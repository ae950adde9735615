//! When an instalment falls due: on the day somebody typed, else so long after the event it waits for.
//! What is typed stays where it was typed; what is reckoned stands in a column of its own.

use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};
use rusqlite::params;

use crate::base::calendar::Workdays;
use crate::base::{Id, Result, date};
use crate::vault::{Read, Write, array};

/// Which days are worked, asked only where somebody counts in them.
pub(super) type Calendar = fn(&Read<'_>) -> Result<Workdays>;

/// Adds what waits for so many working days to what is to be reckoned anew, where the calendar changed.
pub(super) fn by_calendar(tx: &Write<'_>, noted: &mut BTreeSet<(String, Id)>) -> Result<()> {
    if !tx.changes().iter().any(|change| change.entity == "holiday") {
        return Ok(());
    }
    let mut find = tx.sql().prepare_cached(
        "SELECT id FROM instalment WHERE offset_unit = 'workday' AND due_on IS NULL",
    )?;
    let found = find.query_map([], |row| row.get(0))?;
    for id in found {
        noted.insert(("instalment".to_owned(), id?));
    }
    Ok(())
}

/// What one of them says of its day.
struct Waiting {
    id: Id,
    typed: Option<String>,
    event: Option<String>,
    /// Nothing where it is none to wait for, being before the event.
    offset: Option<u32>,
    unit: String,
    kept: Option<String>,
}

/// Keeps the day on which each of these falls due.
pub(super) fn keep(tx: &Write<'_>, ids: &BTreeSet<Id>, calendar: Calendar) -> Result<()> {
    // Signing is told by the contract, unless somebody says that it took place on another day.
    let mut find = tx.sql().prepare_cached(
        "SELECT i.id, i.due_on,
           CASE i.\"trigger\" WHEN 'date' THEN NULL
             WHEN 'signing' THEN coalesce(i.happened_on, c.signed_on) ELSE i.happened_on END,
           coalesce(i.days, 0), i.offset_unit, i.falls_on
         FROM rarray(?1) AS m JOIN instalment i ON i.id = m.value JOIN contract c ON c.id = i.contract",
    )?;
    let all = find
        .query_map([array(ids)], |row| {
            Ok(Waiting {
                id: row.get(0)?,
                typed: row.get(1)?,
                event: row.get(2)?,
                offset: u32::try_from(row.get::<_, i64>(3)?).ok(),
                unit: row.get(4)?,
                kept: row.get(5)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<Waiting>>>()?;
    let mut worked: Option<Workdays> = None;
    let mut write = tx
        .sql()
        .prepare_cached("UPDATE instalment SET falls_on = ?2 WHERE id = ?1")?;
    for one in all {
        let due = match (&one.typed, &one.event, one.offset) {
            (Some(typed), ..) => Some(typed.clone()),
            (None, None, _) | (None, _, None) => None,
            (None, Some(event), Some(offset)) => {
                if one.unit == WORKDAY && worked.is_none() {
                    worked = Some(calendar(tx)?);
                }
                after(event.parse().ok(), offset, &one.unit, worked.as_ref()).map(date::format_date)
            }
        };
        if due != one.kept {
            write.execute(params![one.id, due])?;
        }
    }
    Ok(())
}

const WORKDAY: &str = "workday";

/// The day so long after an event; of months the same day, or the month's last where it has none such.
fn after(
    event: Option<NaiveDate>,
    offset: u32,
    unit: &str,
    worked: Option<&Workdays>,
) -> Option<NaiveDate> {
    let event = event?;
    match unit {
        "month" => event.checked_add_months(Months::new(offset)),
        // Nobody waits longer; each of them is walked.
        WORKDAY => Some(worked?.forward(event, offset.min(3_650))),
        _ => event.checked_add_days(Days::new(offset.into())),
    }
}
