//! Checklists for work that comes again: named steps, each so many days from the day the list is
//! started. Starting one is planned, then its tasks are made in one step, each bearing the list, where it
//! was started, on which day, and the id of that start, by which the progress is counted.

pub mod ours;
pub mod plan;
pub mod progress;
pub mod start;

use serde::Serialize;

use crate::base::{Id, Result};
use crate::vault::Read;

/// A checklist as it is edited and chosen from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Checklist {
    /// It.
    pub id: Id,
    /// Its revision.
    pub rev: i32,
    /// What it is called.
    pub name: String,
    /// What it is meant for, by code; empty when that is not said.
    pub purpose: String,
    /// When to use it.
    pub note: String,
    /// It is offered.
    pub active: bool,
    /// Its steps in order.
    pub steps: Vec<ChecklistStep>,
}

/// A step of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ChecklistStep {
    /// It.
    pub id: Id,
    /// Its revision.
    pub rev: i32,
    /// Its place.
    pub seq: i32,
    /// What is to be done.
    pub name: String,
    /// Days from the start, before it where negative.
    #[specta(type = i32)]
    pub offset_days: i64,
    /// Counted in days that are worked.
    pub working_days: bool,
    /// Of which kind the task is, by code; empty when that is not said.
    pub kind: String,
    /// How pressing it is, by code; empty when that is not said.
    pub priority: String,
    /// What is said with it.
    pub note: String,
    /// It is done once for each unit right below, and not for the unit itself.
    pub each_below: bool,
}

/// Every checklist, those offered first, by name.
///
/// # Errors
/// When the database fails.
pub fn all(read: &Read<'_>) -> Result<Vec<Checklist>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id, rev, name, coalesce(purpose, ''), coalesce(note, ''), active FROM checklist
         WHERE deleted_at IS NULL ORDER BY active DESC, n",
    )?;
    let mut lists = find
        .query_map([], |row| {
            Ok(Checklist {
                id: row.get(0)?,
                rev: row.get(1)?,
                name: row.get(2)?,
                purpose: row.get(3)?,
                note: row.get(4)?,
                active: row.get(5)?,
                steps: Vec::new(),
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for list in &mut lists {
        list.steps = steps(read, list.id)?;
    }
    Ok(lists)
}

/// The steps of a checklist in order.
fn steps(read: &Read<'_>, checklist: Id) -> Result<Vec<ChecklistStep>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id, rev, seq, name, coalesce(offset_days, 0), working_days, coalesce(kind, ''),
           coalesce(priority, ''), coalesce(note, ''), each_below
         FROM checklist_item WHERE checklist = ? AND deleted_at IS NULL ORDER BY seq, n",
    )?;
    let steps = find.query_map([checklist], |row| {
        Ok(ChecklistStep {
            id: row.get(0)?,
            rev: row.get(1)?,
            seq: row.get(2)?,
            name: row.get(3)?,
            offset_days: row.get(4)?,
            working_days: row.get(5)?,
            kind: row.get(6)?,
            priority: row.get(7)?,
            note: row.get(8)?,
            each_below: row.get(9)?,
        })
    })?;
    Ok(steps.collect::<rusqlite::Result<_>>()?)
}
