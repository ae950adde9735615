//! Tasks moved to other days together: a plan that names what cannot be moved, then one step.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::model::Moment;
use super::{series, workdays};
use crate::base::date::parse_date;
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, WallTime};
use crate::records::value::{Value, Wall};
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// Tasks moved at once at most: more than a person chose.
const MOST: usize = 5_000;

/// A task as the caller saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct TaskAt {
    /// The task.
    pub id: Id,
    /// Its revision.
    pub rev: i32,
}

/// Where tasks are moved to. The time of day stays where none is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum MoveTo {
    /// All of them to one day, `YYYY-MM-DD`.
    Day(String),
    /// All of them to one time, `YYYY-MM-DDTHH:MM` by the clocks here.
    At(String),
    /// All of them to one day, `YYYY-MM-DD`, and to no time of it.
    WholeDay(String),
    /// Each by so many days, back where negative.
    Days(i32),
    /// Each to the first day worked after its own, or after today where that has passed.
    NextWorkday,
}

/// A task that would be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct TaskMoved {
    /// The task.
    pub id: Id,
    /// What is to be done.
    pub title: String,
    /// The day it would be due by the clocks here, `YYYY-MM-DD`.
    pub to: String,
    /// That day is not worked.
    pub rests: bool,
}

/// A task that cannot be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct TaskStays {
    /// The task.
    pub id: Id,
    /// What is to be done; empty where it is gone.
    pub title: String,
    /// Why, as a message key.
    pub why: String,
}

/// What moving would come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct MovePlan {
    /// Those that would be moved.
    pub moved: Vec<TaskMoved>,
    /// Those that cannot be.
    pub stays: Vec<TaskStays>,
}

/// What a task comes to.
enum Fate {
    Moves {
        title: String,
        to: WallTime,
        /// The day by the clocks here.
        on: NaiveDate,
    },
    Stays {
        title: String,
        why: &'static str,
    },
}

/// What moving these tasks would come to. Nothing is written.
///
/// # Errors
/// [`Kind::Invalid`] when the day cannot be read or there are too many.
pub fn plan(read: &Read<'_>, tasks: &[TaskAt], how: &MoveTo) -> Result<MovePlan> {
    let target = target(tasks, how)?;
    let mut plan = MovePlan {
        moved: Vec::new(),
        stays: Vec::new(),
    };
    for task in tasks {
        match fate(read, *task, how, target)? {
            Fate::Moves { title, to, on } => plan.moved.push(TaskMoved {
                id: task.id,
                title,
                rests: !workdays::of(read, to.zone)?.is_worked(to.date),
                to: on.to_string(),
            }),
            Fate::Stays { title, why } => plan.stays.push(TaskStays {
                id: task.id,
                title,
                why: why.to_owned(),
            }),
        }
    }
    Ok(plan)
}

/// Moves these tasks: all of them or none, one step of undo.
///
/// # Errors
/// [`Kind::Conflict`] that names the first one that cannot be moved, otherwise as for [`plan`].
pub fn perform(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    tasks: &[TaskAt],
    how: &MoveTo,
) -> Result<()> {
    let target = target(tasks, how)?;
    let mut batch = Batch::begin(tx, catalog, "op.tasks_moved")?;
    for task in tasks {
        match fate(batch.tx(), *task, how, target)? {
            Fate::Moves { to, .. } => {
                let due = Value::Wall(Wall {
                    at: to.at(),
                    zone: to.zone.name().to_owned(),
                });
                let remembered = series::remembered(batch.tx(), task.id)?;
                let values = [("due", due)];
                batch.update_kept("task", task.id, Some(task.rev), values, remembered)?;
            }
            Fate::Stays { title, why } => {
                return Err(Error::new(Kind::Conflict, why).with("title", title));
            }
        }
    }
    Ok(())
}

/// When what was due then is due after moving it so.
///
/// # Errors
/// As for [`plan`].
pub(super) fn moved_to(
    read: &Read<'_>,
    how: &MoveTo,
    was: WallTime,
    floats: bool,
) -> Result<WallTime> {
    let target = target(&[], how)?;
    let to = moved(read, (how, target), Some(was), floats)?;
    to.ok_or_else(|| Error::new(Kind::Conflict, "error.move_no_day"))
}

/// The day that all go to, with a time where one is said.
type Target = Option<(NaiveDate, Option<NaiveTime>)>;

fn target(tasks: &[TaskAt], how: &MoveTo) -> Result<Target> {
    if tasks.len() > MOST {
        return Err(Error::invalid("tasks", "error.too_many_moved").with("most", MOST));
    }
    match how {
        MoveTo::Day(day) | MoveTo::WholeDay(day) => Ok(Some((parse_date(day)?, None))),
        MoveTo::At(at) => {
            let at = WallTime::parse(at, Tz::UTC)?;
            Ok(Some((at.date, at.time)))
        }
        _ => Ok(None),
    }
}

fn fate(read: &Read<'_>, task: TaskAt, how: &MoveTo, target: Target) -> Result<Fate> {
    type Found = (
        String,
        Option<String>,
        Option<String>,
        i32,
        bool,
        bool,
        bool,
    );
    let found: Option<Found> = read
        .sql()
        .prepare_cached(
            "SELECT title, due, due_zone, rev, state = 'open', deleted_at IS NULL,
               zone_policy = 'floating'
             FROM task WHERE id = ?",
        )?
        .query_row([task.id], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
            ))
        })
        .optional()?;
    let stays = |title, why| Ok(Fate::Stays { title, why });
    let Some((title, due, zone, rev, open, lives, floats)) = found else {
        return stays(String::new(), "error.move_gone");
    };
    if !lives {
        return stays(title, "error.move_gone");
    }
    if !open {
        return stays(title, "error.move_not_open");
    }
    if rev != task.rev {
        return stays(title, "error.move_changed");
    }
    let was = match (&due, &zone) {
        (Some(due), Some(zone)) => Some(WallTime::from_stored(due, zone)?),
        _ => None,
    };
    match moved(read, (how, target), was, floats)? {
        Some(to) if floats => Ok(Fate::Moves {
            title,
            to,
            on: to.date,
        }),
        Some(to) => {
            let on = Moment::seen_from(to, read.zone(), read.now()).date;
            Ok(Fate::Moves { title, to, on })
        }
        None => stays(title, "error.move_no_day"),
    }
}

/// When what was due then is due after moving it; nothing where it has no day to be moved from. Days and
/// hours that are named are those of the clocks here, as the agenda shows them.
fn moved(
    read: &Read<'_>,
    (how, target): (&MoveTo, Target),
    was: Option<WallTime>,
    floats: bool,
) -> Result<Option<WallTime>> {
    let here = read.zone();
    let zone = was.map_or(here, |was| was.zone);
    let by = if floats { zone } else { here };
    let named = |date, time| {
        let at = WallTime {
            date,
            time,
            zone: by,
        };
        let Moment { date, time, .. } = Moment::seen_from(at, zone, read.now());
        WallTime { date, time, zone }
    };
    Ok(match (how, was, target) {
        (MoveTo::Day(_), Some(was), Some((day, _))) => {
            Some(named(day, Moment::seen_from(was, by, read.now()).time))
        }
        (MoveTo::Day(_) | MoveTo::At(_) | MoveTo::WholeDay(_), _, Some((day, time))) => {
            Some(named(day, time))
        }
        (MoveTo::Days(days), Some(was), _) => was
            .date
            .checked_add_signed(TimeDelta::days((*days).into()))
            .map(|date| WallTime { date, ..was }),
        (MoveTo::NextWorkday, Some(was), _) => {
            let days = workdays::of(read, was.zone)?;
            let date = days.next(was.date.max(read.today()));
            Some(WallTime { date, ..was })
        }
        _ => None,
    })
}
