//! How far the checklists are that were started.

use chrono::TimeDelta;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use crate::base::Id;
use crate::base::error::Result;
use crate::records::value::Ref;
use crate::vault::Read;

/// So many steps of one are told, those still open before those done.
const MOST: u32 = 200;

/// For so many days one that is finished is still told.
const TOLD_DAYS: i64 = 7;

/// A checklist that was started. What was dropped of it counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ChecklistRun {
    /// The list.
    pub checklist: Ref,
    /// Where it was started.
    pub unit: Ref,
    /// On which day, `YYYY-MM-DD`.
    pub on: String,
    /// Which of the starts that agree in all that; none where a sheet brought its tasks without.
    pub start: Option<String>,
    /// Steps done.
    pub done: u32,
    /// Steps altogether.
    pub all: u32,
    /// Its steps by the day they are due.
    pub steps: Vec<ChecklistRunStep>,
}

/// A step of a checklist that was started: a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ChecklistRunStep {
    /// The task.
    pub id: Id,
    /// Its revision.
    pub rev: i32,
    /// What is to be done.
    pub title: String,
    /// At which unit, where that is not the one it was started at.
    pub unit: Option<Ref>,
    /// When it is due, `YYYY-MM-DD`; none for some day.
    pub due: Option<String>,
    /// It is done.
    pub done: bool,
}

/// How far a checklist is after one of its steps was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ChecklistProgress {
    /// The list.
    pub checklist: Ref,
    /// Steps done.
    pub done: u32,
    /// Steps altogether.
    pub all: u32,
}

/// One start of a list: which, where, on which day, and which of those that agree in all three.
struct Start {
    checklist: Id,
    unit: Id,
    on: String,
    number: Option<String>,
}

/// Its columns, as [`start_of`] reads them.
const START: &str = "checklist, checklist_unit, checklist_on, checklist_start";

/// The checklists that bear upon a unit: started there, or with a step that is done there. Those under
/// way, the latest started first, and those finished a few days ago.
///
/// # Errors
/// When the database fails.
pub fn of_unit(read: &Read<'_>, unit: Id) -> Result<Vec<ChecklistRun>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT DISTINCT {START} FROM task
         WHERE (checklist_unit = ?1 OR unit = ?1) AND checklist IS NOT NULL
           AND checklist_unit IS NOT NULL AND checklist_on IS NOT NULL
           AND deleted_at IS NULL AND state <> 'dropped'
         ORDER BY checklist_on DESC, checklist_start DESC, checklist"
    ))?;
    let starts = find
        .query_map([unit], start_of)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let since = read.now().0 - TimeDelta::days(TOLD_DAYS).num_milliseconds();
    let mut runs = Vec::new();
    for start in starts {
        if is_told(read, &start, since)? {
            runs.push(run(read, start)?);
        }
    }
    Ok(runs)
}

/// The latest start of a list at a unit that is still under way.
///
/// # Errors
/// When the database fails.
pub fn running(read: &Read<'_>, checklist: Id, unit: Id) -> Result<Option<ChecklistRun>> {
    let start = read
        .sql()
        .prepare_cached(&format!(
            "SELECT {START} FROM task
             WHERE checklist = ?1 AND checklist_unit = ?2 AND checklist_on IS NOT NULL
               AND state = 'open' AND deleted_at IS NULL
             ORDER BY checklist_on DESC, checklist_start DESC LIMIT 1"
        ))?
        .query_row(params![checklist, unit], start_of)
        .optional()?;
    start.map(|start| run(read, start)).transpose()
}

/// How far the checklist is that a task is a step of.
///
/// # Errors
/// When the database fails.
pub fn of_task(read: &Read<'_>, task: Id) -> Result<Option<ChecklistProgress>> {
    let start = read
        .sql()
        .prepare_cached(&format!(
            "SELECT {START} FROM task
             WHERE id = ? AND checklist IS NOT NULL AND checklist_unit IS NOT NULL
               AND checklist_on IS NOT NULL"
        ))?
        .query_row([task], start_of)
        .optional()?;
    let Some(start) = start else { return Ok(None) };
    let (done, all) = counts(read, &start)?;
    Ok(Some(ChecklistProgress {
        checklist: named(read, "checklist", "name", start.checklist)?,
        done,
        all,
    }))
}

fn start_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Start> {
    Ok(Start {
        checklist: row.get(0)?,
        unit: row.get(1)?,
        on: row.get(2)?,
        number: row.get(3)?,
    })
}

const OF_START: &str = "t.checklist = ?1 AND t.checklist_unit = ?2 AND t.checklist_on = ?3
    AND t.checklist_start IS ?4 AND t.deleted_at IS NULL AND t.state <> 'dropped'";

fn is_told(read: &Read<'_>, start: &Start, since: i64) -> Result<bool> {
    Ok(read
        .sql()
        .prepare_cached(&format!(
            "SELECT 1 FROM task t WHERE {OF_START} AND (t.state = 'open' OR t.done_at >= ?5)"
        ))?
        .exists(params![
            start.checklist,
            start.unit,
            start.on,
            start.number,
            since
        ])?)
}

fn counts(read: &Read<'_>, start: &Start) -> Result<(u32, u32)> {
    let of = params![start.checklist, start.unit, start.on, start.number];
    Ok(read
        .sql()
        .prepare_cached(&format!(
            "SELECT count(*) FILTER (WHERE t.state = 'done'), count(*) FROM task t WHERE {OF_START}"
        ))?
        .query_row(of, |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn run(read: &Read<'_>, start: Start) -> Result<ChecklistRun> {
    let (done, all) = counts(read, &start)?;
    // What is still to be done is told first where not all of it can be, then all by day.
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT * FROM (
           SELECT t.id, t.rev, t.title, nullif(t.unit, t.checklist_unit), u.legal_name,
             substr(t.due, 1, 10) AS day, t.state = 'done' AS done, t.n
           FROM task t LEFT JOIN unit u ON u.id = t.unit
           WHERE {OF_START} ORDER BY done, day IS NULL, day, t.n LIMIT {MOST})
         ORDER BY day IS NULL, day, n"
    ))?;
    let of = params![start.checklist, start.unit, start.on, start.number];
    let steps = find.query_map(of, |row| {
        let unit: Option<Id> = row.get(3)?;
        let label: Option<String> = row.get(4)?;
        Ok(ChecklistRunStep {
            id: row.get(0)?,
            rev: row.get(1)?,
            title: row.get(2)?,
            unit: unit.map(|id| Ref {
                id,
                label: label.unwrap_or_default(),
            }),
            due: row.get(5)?,
            done: row.get(6)?,
        })
    })?;
    Ok(ChecklistRun {
        steps: steps.collect::<rusqlite::Result<_>>()?,
        checklist: named(read, "checklist", "name", start.checklist)?,
        unit: named(read, "unit", "legal_name", start.unit)?,
        on: start.on,
        start: start.number,
        done,
        all,
    })
}

/// Named even when it is in the bin: what was started goes on.
fn named(read: &Read<'_>, table: &str, column: &str, id: Id) -> Result<Ref> {
    let label: Option<String> = read
        .sql()
        .prepare_cached(&format!("SELECT {column} FROM {table} WHERE id = ?"))?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(Ref {
        id,
        label: label.unwrap_or_default(),
    })
}
