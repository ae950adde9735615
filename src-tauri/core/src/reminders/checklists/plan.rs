//! The tasks a checklist would make, each on its day.

use chrono::{NaiveDate, TimeDelta};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::progress::{self, ChecklistRun};
use super::{ChecklistStep, steps};
use crate::base::date::parse_date;
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, Workdays};
use crate::records::value::Ref;
use crate::reminders::workdays;
use crate::vault::Read;

/// Days a step may be away from the start, either way: three years, and none is longer in mind.
pub const FARTHEST: i64 = 1_100;

/// Which checklist is started, where and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ChecklistOrder {
    /// The list.
    pub checklist: Id,
    /// At which unit.
    pub unit: Id,
    /// The day its steps are counted from, as it was typed; nothing where the usual one is meant.
    pub start: Option<String>,
}

/// The tasks a checklist would make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ChecklistPlan {
    /// The day its steps are counted from, `YYYY-MM-DD`.
    pub start: String,
    /// The contract that ends on that day, where the day was taken from it.
    pub contract: Option<Ref>,
    /// The tasks, in the order of their days.
    pub lines: Vec<ChecklistLine>,
    /// The first day to start on with none of its days passed, `YYYY-MM-DD`; none where none has.
    pub fits_from: Option<String>,
    /// How many units stand right below the one it is started at.
    pub below: u32,
    /// Where it was started here before and is still under way.
    pub running: Option<ChecklistRun>,
}

/// A task it would make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ChecklistLine {
    /// The step.
    pub step: Id,
    /// What is to be done.
    pub title: String,
    /// At which unit.
    pub unit: Ref,
    /// When, `YYYY-MM-DD`.
    pub due: String,
    /// The day it would have been due, had that not been at rest.
    pub moved_from: Option<String>,
    /// That day has passed.
    pub passed: bool,
}

/// What starting a checklist would make. A renewal starts where the contract ends; any other today,
/// where nothing is said.
///
/// # Errors
/// [`Kind::NotFound`] when the list or the unit is gone; [`Kind::Invalid`] when it has no step, a step
/// is out of all reach, or the day cannot be read.
pub fn plan(
    read: &Read<'_>,
    order: &ChecklistOrder,
    ending: Option<(Ref, NaiveDate)>,
) -> Result<ChecklistPlan> {
    let purpose = purpose_of(read, order.checklist)?;
    let unit = living_unit(read, order.unit)?;
    let steps = steps(read, order.checklist)?;
    if steps.is_empty() {
        return Err(Error::invalid("checklist", "error.checklist_empty"));
    }
    let ending = ending.filter(|_| purpose.as_deref() == Some("renewal"));
    let (start, contract) = match (order.start.as_deref(), ending) {
        (Some(text), ending) => {
            let day = parse_date(text).map_err(|e| e.on("start"))?;
            let same = ending.filter(|(_, end)| *end == day);
            (day, same.map(|(contract, _)| contract))
        }
        (None, Some((contract, end))) => (end, Some(contract)),
        (None, None) => (read.today(), None),
    };
    let worked = workdays::of(read, read.zone())?;
    let below = below(read, order.unit)?;
    let mut lines = Vec::new();
    for step in &steps {
        let (due, meant) = day_of(step, start, &worked)?;
        let units = if step.each_below {
            below.as_slice()
        } else {
            std::slice::from_ref(&unit)
        };
        lines.extend(units.iter().map(|unit| ChecklistLine {
            step: step.id,
            title: step.name.clone(),
            unit: unit.clone(),
            due: due.to_string(),
            moved_from: (due != meant).then(|| meant.to_string()),
            passed: due < read.today(),
        }));
    }
    // Steps of one day stay in the list's order.
    lines.sort_by(|a, b| a.due.cmp(&b.due));
    let passed = lines.iter().any(|line| line.passed);
    Ok(ChecklistPlan {
        start: start.to_string(),
        contract,
        fits_from: if passed {
            fits_from(&steps, start, read.today(), &worked)?
        } else {
            None
        },
        lines,
        below: u32::try_from(below.len()).unwrap_or(u32::MAX),
        running: progress::running(read, order.checklist, order.unit)?,
    })
}

/// The first day after `start` on which none of the steps falls before `today`.
fn fits_from(
    steps: &[ChecklistStep],
    start: NaiveDate,
    today: NaiveDate,
    worked: &Workdays,
) -> Result<Option<String>> {
    // No step is further away than that, counted in weeks of two days worked.
    let last = today + TimeDelta::days(FARTHEST * 4);
    let days = start.max(today).iter_days().take_while(|day| *day <= last);
    for day in days {
        let mut fits = true;
        for step in steps {
            fits = fits && day_of(step, day, worked)?.0 >= today;
        }
        if fits {
            return Ok(Some(day.to_string()));
        }
    }
    Ok(None)
}

/// The day a step is due, and the day it would have been, had that not been at rest. What is to be done
/// before the start is done on the working day before, all else on the one after.
fn day_of(
    step: &ChecklistStep,
    start: NaiveDate,
    worked: &Workdays,
) -> Result<(NaiveDate, NaiveDate)> {
    let n = step.offset_days;
    let far = || {
        Error::invalid("checklist", "error.checklist_far")
            .with("step", &step.name)
            .with("days", n)
            .with("most", FARTHEST)
    };
    if n.abs() > FARTHEST {
        return Err(far());
    }
    if step.working_days && n != 0 {
        let count = u32::try_from(n.abs()).map_err(|_| far())?;
        let day = if n < 0 {
            worked.back(start, count)
        } else {
            worked.forward(start, count)
        };
        return Ok((day, day));
    }
    let meant = start
        .checked_add_signed(TimeDelta::days(n))
        .ok_or_else(far)?;
    let day = if worked.is_worked(meant) {
        meant
    } else if n < 0 {
        worked.back(meant, 1)
    } else {
        worked.next(meant)
    };
    Ok((day, meant))
}

/// What a living checklist is meant for.
pub(super) fn purpose_of(read: &Read<'_>, checklist: Id) -> Result<Option<String>> {
    read.sql()
        .prepare_cached("SELECT purpose FROM checklist WHERE id = ? AND deleted_at IS NULL")?
        .query_row([checklist], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::new(Kind::NotFound, "error.checklist_gone"))
}

/// A living unit with its name.
pub(super) fn living_unit(read: &Read<'_>, unit: Id) -> Result<Ref> {
    let found: Option<(String, bool)> = read
        .sql()
        .prepare_cached("SELECT legal_name, deleted_at IS NULL FROM unit WHERE id = ?")?
        .query_row([unit], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found {
        Some((label, true)) => Ok(Ref { id: unit, label }),
        Some((label, false)) => {
            Err(Error::new(Kind::NotFound, "error.checklist_unit_gone").with("unit", label))
        }
        None => Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", "unit")),
    }
}

fn below(read: &Read<'_>, unit: Id) -> Result<Vec<Ref>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id, legal_name FROM unit WHERE parent = ? AND deleted_at IS NULL ORDER BY n",
    )?;
    let units = find.query_map([unit], |row| {
        Ok(Ref {
            id: row.get(0)?,
            label: row.get(1)?,
        })
    })?;
    Ok(units.collect::<rusqlite::Result<_>>()?)
}
