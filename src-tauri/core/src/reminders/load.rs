//! How long what is to be done takes, where nobody said so: by its kind.

use std::fmt::Write as _;

use crate::base::Id;
use crate::base::error::{Error, Result};
use crate::vault::{Hook, Write};

/// A day: nothing of a day's list takes longer.
const MOST: u32 = 24 * 60;

/// Refuses a task that would take no time, or more than a day.
pub struct HoldMinutes;

impl Hook for HoldMinutes {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let said: Vec<Id> = tx.touched("task", "minutes").collect();
        let mut odd = tx
            .sql()
            .prepare_cached("SELECT 1 FROM task WHERE id = ?1 AND minutes NOT BETWEEN 1 AND ?2")?;
        for id in said {
            if odd.exists(rusqlite::params![id, MOST])? {
                return Err(Error::invalid("task.minutes", "error.task_minutes").with("most", MOST));
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
