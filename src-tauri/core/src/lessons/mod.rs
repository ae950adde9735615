//! What was learned reaches the next cooperation: what a customer complained of, still needs and was
//! unhappy with, laid before whoever opens a new project, with how the new work answers it; the earlier
//! work most like it; and the years gone by, what was done in each and how it ended. It stands up here
//! for it looks at units, business and the customer's voice at once.

pub mod catalog;
pub mod gather;
pub mod keep;
pub mod ops;
pub mod policy;
pub mod similar;
pub mod years;

#[cfg(test)]
mod tests;

use rusqlite::OptionalExtension;

use crate::base::{Error, Id, Kind, Result, Timestamp, date};
use crate::vault::Read;

/// What lessons are for: a project or a cooperation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Work {
    /// `project` or `cooperation`.
    pub entity: &'static str,
    /// The record.
    pub id: Id,
    /// Whose it is.
    pub unit: Id,
    /// The piece of business it is, or is part of.
    pub cooperation: Option<Id>,
    /// What that is part of.
    pub parent: Option<Id>,
    /// Since when: the day it began, or where nobody said, the day it was written down.
    pub since: String,
    /// It is over.
    pub over: bool,
}

/// The kind of record that work is, by its key.
///
/// # Errors
/// [`Kind::NotFound`] for any other kind.
pub(crate) fn work_kind(entity: &str) -> Result<&'static str> {
    match entity {
        "project" => Ok("project"),
        "cooperation" => Ok("cooperation"),
        _ => Err(Error::new(Kind::NotFound, "error.no_lessons").with("entity", entity)),
    }
}

impl Work {
    /// # Errors
    /// [`Kind::NotFound`] where there is none, or of a kind that is no work.
    pub(crate) fn of(read: &Read<'_>, entity: &str, id: Id) -> Result<Self> {
        let entity = work_kind(entity)?;
        let sql = match entity {
            "project" => {
                "SELECT w.unit, w.cooperation, c.parent, w.\"start\", w.created_at,
                   w.stage IN ('done', 'cancelled')
                 FROM project w LEFT JOIN cooperation c ON c.id = w.cooperation WHERE w.id = ?"
            }
            _ => {
                "SELECT unit, id, parent, \"start\", created_at,
                   coalesce(state IN ('done', 'ended'), 0)
                 FROM cooperation WHERE id = ?"
            }
        };
        let found = read
            .sql()
            .prepare_cached(sql)?
            .query_row([id], |row| {
                Ok(Self {
                    entity,
                    id,
                    unit: row.get(0)?,
                    cooperation: row.get(1)?,
                    parent: row.get(2)?,
                    since: match row.get::<_, Option<String>>(3)? {
                        Some(start) => start,
                        None => day_of(read, row.get(4)?),
                    },
                    over: row.get(5)?,
                })
            })
            .optional()?;
        found.ok_or_else(|| Error::new(Kind::NotFound, "error.record_gone").with("entity", entity))
    }
}

/// The day an instant was, where the user lives.
pub(crate) fn day_of(read: &Read<'_>, ms: i64) -> String {
    let day = Timestamp(ms).utc().with_timezone(&read.zone()).date_naive();
    date::format_date(day)
}
