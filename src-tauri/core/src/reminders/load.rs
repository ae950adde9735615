//! How long what is to be done takes, where nobody said so: by its kind.

use std::fmt::Write as _;

use rusqlite::OptionalExtension;

use crate::base::Id;
use crate::base::error::{Error, Result};
use crate::vault::{Hook, Write};

/// A day: nothing of a day's list takes longer.
const MOST: u32 = 24 * 60;

/// Why nothing takes so many minutes.
#[must_use]
pub fn beyond(minutes: i64) -> Option<Error> {
    (!(1..=i64::from(MOST)).contains(&minutes))
        .then(|| Error::invalid("task.minutes", "error.task_minutes").with("most", MOST))
}

/// Refuses a task that would take no time, or more than a day.
pub struct HoldMinutes;

impl Hook for HoldMinutes {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let said: Vec<Id> = tx.touched("task", "minutes").collect();
        let mut find = tx
            .sql()
            .prepare_cached("SELECT minutes FROM task WHERE id = ? AND minutes IS NOT NULL")?;
        for id in said {
            let minutes: Option<i64> = find.query_row([id], |row| row.get(0)).optional()?;
            if let Some(why) = minutes.and_then(beyond) {
                return Err(why);
            }
        }
        Ok(())
    }
}

/// Minutes of the kinds that do not take the usual half hour.
const USUAL: [(&str, u32); 5] = [
    ("call", 15),
    ("mail", 15),
    ("payment", 15),
    ("meeting", 60),
    ("visit", 120),
];

/// Minutes of every other kind, and of a task that is of none.
const OTHER: u32 = 30;

/// Minutes a task of this kind usually takes.
#[must_use]
pub fn usual(kind: &str) -> u32 {
    let known = USUAL.iter().find(|(of, _)| *of == kind);
    known.map_or(OTHER, |(_, minutes)| *minutes)
}

/// The minutes of a task, said or usual, as SQL: `minutes` and `kind` are columns of what is asked of.
#[must_use]
pub fn minutes_sql() -> String {
    let mut kinds = String::new();
    for (kind, minutes) in USUAL {
        let _ = write!(kinds, " WHEN '{kind}' THEN {minutes}");
    }
    format!("coalesce(minutes, CASE kind{kinds} ELSE {OTHER} END)")
}
