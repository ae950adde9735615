//! One occurrence of a task that comes again, before it is made: moved, it becomes a task by itself, skipped,
//! it does not come. Either way the rule leaves its day out and no other one is touched.

use chrono::{Days, NaiveDate};
use rusqlite::OptionalExtension;
use rusqlite::types::Value as Sql;

use super::model::{Moment, TASK};
use super::moving::{self, MoveTo, TaskAt};
use super::series;
use super::workdays;
use crate::base::calendar::{EXCEPTIONS, Next};
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, Repeat, WallTime, Workdays};
use crate::records::value::{Value, Wall};
use crate::records::{Batch, Catalog, rows};
use crate::vault::{Read, Write};

/// By this the rule of a task loses a day and stands for the same one as before.
pub const OP: &str = "reminders.occurrence";

/// An occurrence of a task that is still open.
struct Occurrence {
    /// The rule that leaves it out.
    rule: Repeat,
    /// Its day by the rule, before it is moved off a day not worked.
    by_rule: NaiveDate,
    /// When it would be due.
    due: WallTime,
    floats: bool,
    leads: Option<String>,
    uid: Option<String>,
}

/// Moves the occurrence that stands on a day of the agenda, by the clocks here: a task by itself is made. Says
/// which.
///
/// # Errors
/// [`Kind::Conflict`] when the task is gone, changed or comes no more on that day, or its rule leaves out as many
/// days as it can; [`Kind::Invalid`] when the day it goes to cannot be read.
pub fn shift(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    task: TaskAt,
    day: NaiveDate,
    how: &MoveTo,
) -> Result<Id> {
    let one = occurrence(tx, task, day)?;
    let to = moving::moved_to(tx, how, one.due, one.floats)?;
    let due = Wall {
        at: to.at(),
        zone: to.zone.name().to_owned(),
    };
    let entity = catalog.entity(TASK)?;
    let gone = || Error::new(Kind::Conflict, "error.move_gone");
    let record = rows::find(tx, catalog, entity, task.id)?.ok_or_else(gone)?;
    let fields = entity.fields.iter().filter(|field| !field.computed);
    let mut values: Vec<(&str, Value)> = fields
        .filter(|field| !matches!(field.key, "state" | "due" | "repeat" | "leads"))
        .filter(|field| !field.key.starts_with("checklist"))
        .map(|field| (field.key, record.get(field.key).clone()))
        .filter(|(_, value)| *value != Value::Null)
        .collect();
    values.push(("due", Value::Wall(due)));
    // In a calendar file it is known by its series and the day, as one that came in so.
    let part = |uid: &String| format!("{uid}#{}", one.by_rule.format("%Y%m%d"));
    let uid = one.uid.as_ref().map(|uid| ("uid", Sql::Text(part(uid))));
    let leads = ("leads", one.leads.clone().map_or(Sql::Null, Sql::Text));
    let mut batch = Batch::begin(tx, catalog, "op.occurrence_moved")?;
    let made = batch.create_after(TASK, values, [leads].into_iter().chain(uid))?;
    leave_out(&mut batch, task, &one)?;
    Ok(made)
}

/// Lets the occurrence that stands on a day of the agenda not come.
///
/// # Errors
/// As for [`shift`].
pub fn skip(tx: &mut Write<'_>, catalog: &Catalog, task: TaskAt, day: NaiveDate) -> Result<()> {
    let one = occurrence(tx, task, day)?;
    let mut batch = Batch::begin(tx, catalog, "op.occurrence_skipped")?;
    leave_out(&mut batch, task, &one)
}

fn leave_out(batch: &mut Batch<'_, '_>, task: TaskAt, one: &Occurrence) -> Result<()> {
    let values = [("repeat", Value::Text(one.rule.to_string()))];
    batch.update_kept(TASK, task.id, Some(task.rev), values, [])?;
    Ok(())
}

/// A task as its table holds it.
struct Told {
    rule: Option<String>,
    due: Option<String>,
    zone: Option<String>,
    rev: i32,
    open: bool,
    lives: bool,
    floats: bool,
    stands_for: Option<String>,
    speaks: Option<String>,
    leads: Option<String>,
    uid: Option<String>,
}

fn told(read: &Read<'_>, task: Id) -> Result<Option<Told>> {
    Ok(read
        .sql()
        .prepare_cached(
            "SELECT repeat, due, due_zone, rev, state = 'open', deleted_at IS NULL,
               zone_policy = 'floating', series_on, series_as, leads, uid
             FROM task WHERE id = ?",
        )?
        .query_row([task], |row| {
            Ok(Told {
                rule: row.get(0)?,
                due: row.get(1)?,
                zone: row.get(2)?,
                rev: row.get(3)?,
                open: row.get(4)?,
                lives: row.get(5)?,
                floats: row.get(6)?,
                stands_for: row.get(7)?,
                speaks: row.get(8)?,
                leads: row.get(9)?,
                uid: row.get(10)?,
            })
        })
        .optional()?)
}

fn occurrence(read: &Read<'_>, task: TaskAt, day: NaiveDate) -> Result<Occurrence> {
    let conflict = |why| Error::new(Kind::Conflict, why);
    let Some(told) = told(read, task.id)?.filter(|told| told.lives) else {
        return Err(conflict("error.move_gone"));
    };
    if !told.open {
        return Err(conflict("error.move_not_open"));
    }
    if told.rev != task.rev {
        return Err(conflict("error.move_changed"));
    }
    let (Some(rule), Some(due)) = (told.rule, told.due) else {
        return Err(conflict("error.occurrence_gone"));
    };
    let (here, floats, speaks) = (read.zone(), told.floats, told.speaks.as_deref());
    let zone = told
        .zone
        .filter(|_| !floats)
        .unwrap_or_else(|| here.name().to_owned());
    let due = WallTime::from_stored(&due, &zone)?;
    let rule = Repeat::parse(&rule)?;
    if rule.except().len() >= EXCEPTIONS {
        return Err(conflict("error.occurrence_many").with("most", EXCEPTIONS));
    }
    let start = told
        .stands_for
        .and_then(|day| day.parse().ok())
        .unwrap_or(due.date);
    let hour = series::hour_of(due, speaks);
    let days = workdays::of(read, hour.zone)?;
    // By the clocks here it may stand a day beside its own.
    let settled = start.max(due.date).max(read.today());
    let mut after = settled.max(day - Days::new(3));
    while let Some(next) = rule.next(start, after, &days) {
        let at = WallTime {
            date: next.on,
            ..hour
        };
        let seen = Moment::seen_from(at, here, read.now()).date;
        if seen == day {
            return Ok(Occurrence {
                by_rule: next.by_rule,
                rule: without(rule, start, &next, &days),
                due: at,
                floats,
                leads: series::leads_by(speaks, told.leads),
                uid: told.uid,
            });
        }
        if seen > day {
            break;
        }
        after = next.on;
    }
    Err(conflict("error.occurrence_gone"))
}

/// The rule without what comes on a day: a Saturday and the Sunday after it may both come to its Monday.
fn without(rule: Repeat, start: NaiveDate, gone: &Next, days: &Workdays) -> Repeat {
    let mut rule = rule.without([gone.by_rule]);
    let before = gone.on - Days::new(1);
    while rule.except().len() < EXCEPTIONS
        && let Some(same) = rule.next(start, before, days)
        && same.on == gone.on
    {
        rule = rule.without([same.by_rule]);
    }
    rule
}
