//! Of which day a task is by the clocks here. What goes by other clocks is written as the day it has there,
//! and may be of another one here: whatever counts or lists tasks by the day asks this.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::load;
use super::model::Moment;
use crate::base::error::Result;
use crate::base::{Id, WallTime};
use crate::vault::Read;

/// No two places are further apart than so many days of the calendar.
pub(super) const APART: TimeDelta = TimeDelta::days(2);

/// Those that keep the moment where they are due: few, and found by their zone and not by their day.
const PINNED: &str = "state = 'open' AND deleted_at IS NULL AND zone_policy = 'pinned'";

/// An open task that is of another day here than is written.
pub(super) struct Elsewhere {
    pub id: Id,
    pub kind: String,
    /// How long it takes, said or usual.
    pub minutes: u32,
    pub written: NaiveDate,
    pub here: NaiveDate,
}

/// The open tasks that are of another day here than is written, of which one of both lies within a span,
/// both ends counted; from the beginning where none is said.
///
/// # Errors
/// When the database fails.
pub(super) fn elsewhere(
    read: &Read<'_>,
    (from, to): (Option<NaiveDate>, NaiveDate),
) -> Result<Vec<Elsewhere>> {
    let minutes = load::minutes_sql();
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT id, coalesce(kind, ''), {minutes}, due, due_zone FROM task INDEXED BY task_zone
         WHERE {PINNED} AND due_zone < ?1 AND due >= ?2 AND due < ?3
         UNION ALL
         SELECT id, coalesce(kind, ''), {minutes}, due, due_zone FROM task INDEXED BY task_zone
         WHERE {PINNED} AND due_zone > ?1 AND due >= ?2 AND due < ?3"
    ))?;
    let first = from.map_or(String::new(), |from| (from - APART).to_string());
    let after = (to + APART + TimeDelta::days(1)).to_string();
    let mut rows = find.query([read.zone().name(), &first, &after])?;
    let within = |day: NaiveDate| from.is_none_or(|from| from <= day) && day <= to;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let due = WallTime::from_stored(&row.get::<_, String>(3)?, &row.get::<_, String>(4)?)?;
        let here = Moment::seen_from(due, read.zone(), read.now()).date;
        if here != due.date && (within(here) || within(due.date)) {
            found.push(Elsewhere {
                id: row.get(0)?,
                kind: row.get(1)?,
                minutes: row.get(2)?,
                written: due.date,
                here,
            });
        }
    }
    Ok(found)
}

/// How many open tasks a day has of each kind, the whole days among them.
///
/// # Errors
/// When the database fails.
pub(super) fn kinds_of(read: &Read<'_>, day: NaiveDate) -> Result<BTreeMap<String, u32>> {
    let mut kinds: BTreeMap<String, u32> = read
        .sql()
        .prepare_cached(
            "SELECT coalesce(kind, ''), count(*) FROM task
             WHERE state = 'open' AND deleted_at IS NULL AND due >= ?1 AND due < ?2 GROUP BY 1",
        )?
        .query_map(
            [day.to_string(), (day + TimeDelta::days(1)).to_string()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .collect::<rusqlite::Result<_>>()?;
    for one in elsewhere(read, (Some(day), day))? {
        let count = kinds.entry(one.kind).or_default();
        if one.here == day {
            *count += 1;
        } else {
            *count = count.saturating_sub(1);
        }
    }
    kinds.retain(|_, count| *count > 0);
    Ok(kinds)
}
