//! Tasks that come again: what is done makes the next one, in the same step. Each stands for one day
//! of its rule, so that moving it moves no other.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::manner::{Manner, floating};
use super::occurrence::OP;
use super::workdays::{self, HOLIDAY};
use crate::base::calendar::Next;
use crate::base::error::{Error, Result};
use crate::base::{ChangeKind, Id, Repeat, Timestamp, WallTime, Workdays};
use crate::records::trail::{AS_OF, BRINGS_BACK};
use crate::records::value::{Value, Wall};
use crate::records::{Batch, Catalog, rows};
use crate::vault::{Hook, Read, Write};

/// The task that came after one that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Followed {
    /// It.
    pub task: Id,
    /// When it is due.
    pub due: Wall,
    /// How many of the rule's days had passed already and were left out.
    pub skipped: u32,
}

/// Notes which day of its rule a task stands for when it is made, or gets another rule.
pub struct KeepSeries(Catalog);

impl KeepSeries {
    /// Over the tasks of this catalog.
    #[must_use]
    pub fn of(catalog: Catalog) -> Self {
        Self(catalog)
    }
}

impl Hook for KeepSeries {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        // A vault of the past is as it was then.
        let days_changed = tx.changes().iter().any(|one| one.entity == HOLIDAY.key);
        if days_changed && op != AS_OF {
            redate(tx, &self.0)?;
        }
        // What comes back brings the day along.
        // And a rule that only leaves out one more of its days has the task stand for the same.
        if BRINGS_BACK.contains(&op) || op == OP {
            return Ok(());
        }
        if tx.touched("task", "repeat").next().is_none() {
            return Ok(());
        }
        let changes = tx.changes().iter();
        let created: HashSet<Id> = changes
            .filter(|change| change.kind == ChangeKind::Created)
            .map(|change| change.id)
            .collect();
        let (new, changed): (Vec<Id>, Vec<Id>) = tx
            .touched("task", "repeat")
            .partition(|task| created.contains(task));
        let mut worked = HashMap::new();
        for task in new {
            // One that follows another brings its day along.
            let is_noted: bool = tx
                .sql()
                .prepare_cached("SELECT series_on IS NOT NULL FROM task WHERE id = ?")?
                .query_row([task], |row| row.get(0))
                .optional()?
                .unwrap_or(true);
            if is_noted {
                continue;
            }
            let Some(said) = said_of(tx, task)? else {
                continue;
            };
            if let Some(day) = begins(tx, said, &mut worked)? {
                // With its making, which is undone as a whole.
                tx.sql()
                    .prepare_cached("UPDATE task SET series_on = ?2 WHERE id = ?1")?
                    .execute(params![task, day])?;
            }
        }
        for task in changed {
            if let Some(said) = said_of(tx, task)? {
                let day = begins(tx, said, &mut worked)?;
                let kept = [
                    ("series_on", day.map_or(Sql::Null, Sql::Text)),
                    ("series_as", Sql::Null),
                ];
                Batch::go_on(tx, &self.0, "op.edit")?.update_kept("task", task, None, [], kept)?;
            }
        }
        Ok(())
    }
}

/// The rule of a task, the day it is due and the zone of that.
type RuleSaid = (Option<String>, Option<String>, Option<String>);

/// What is said of a task that is there.
fn said_of(tx: &Write<'_>, task: Id) -> Result<Option<RuleSaid>> {
    let found = tx
        .sql()
        .prepare_cached(
            "SELECT repeat, substr(due, 1, 10), due_zone FROM task
             WHERE id = ? AND deleted_at IS NULL",
        )?
        .query_row([task], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(found)
}

/// Which day of its rule a task stands for that is due where the rule puts that day; nothing for one without a rule.
fn begins(
    tx: &Write<'_>,
    (rule, due, zone): RuleSaid,
    worked: &mut HashMap<Tz, Workdays>,
) -> Result<Option<String>> {
    let (Some(rule), Some(due)) = (rule, due) else {
        return Ok(None);
    };
    let (Ok(rule), Ok(day)) = (Repeat::parse(&rule), due.parse::<NaiveDate>()) else {
        return Ok(Some(due));
    };
    if !rule.minds_work() {
        return Ok(Some(due));
    }
    let zone = zone.and_then(|zone| zone.parse().ok()).unwrap_or(tx.zone());
    let days = match worked.entry(zone) {
        Entry::Occupied(found) => found.into_mut(),
        Entry::Vacant(free) => free.insert(workdays::of(tx, zone)?),
    };
    Ok(Some(rule.stands_for(day, days).to_string()))
}

/// Other days are worked now: an open task whose rule minds that, and that nobody moved, stands where its
/// rule says by now. What has come by today stays.
fn redate(tx: &mut Write<'_>, catalog: &Catalog) -> Result<()> {
    let today = tx.today();
    let open: Vec<(Id, String, String, String, String)> = tx
        .sql()
        .prepare_cached(
            "SELECT id, repeat, due, due_zone, series_on FROM task
             WHERE repeat IS NOT NULL AND state = 'open' AND deleted_at IS NULL AND due > ?1
               AND series_on IS NOT NULL AND series_as IS NULL",
        )?
        .query_map([today.to_string()], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut worked: HashMap<Tz, [Workdays; 3]> = HashMap::new();
    for (task, rule, due, zone, series_on) in open {
        let Ok(rule) = Repeat::parse(&rule) else {
            continue;
        };
        let due = WallTime::from_stored(&due, &zone)?;
        let Some(by_rule) = series_on.parse().ok().filter(|_| rule.minds_work()) else {
            continue;
        };
        let [brought, before, known] = match worked.entry(due.zone) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(free) => {
                let brought = workdays::shipped(tx, due.zone)?;
                let before = workdays::before(tx, due.zone)?;
                free.insert([brought, before, workdays::of(tx, due.zone)?])
            }
        };
        // Where the rule puts it neither by the days that were known, nor by those the program brings,
        // nor by none, its user did.
        let puts = |days: &Workdays| {
            rule.anew(by_rule, days)
                .is_some_and(|(_, on)| on == due.date)
        };
        if due.date != by_rule && !puts(before) && !puts(brought) {
            continue;
        }
        let Some((by_rule_now, on)) = rule.anew(by_rule, known) else {
            continue;
        };
        if (by_rule_now, on) == (by_rule, due.date) || on <= today {
            continue;
        }
        let at = WallTime { date: on, ..due };
        let at = Wall {
            at: at.at(),
            zone: zone.clone(),
        };
        let kept = [("series_on", Sql::Text(by_rule_now.to_string()))];
        Batch::go_on(tx, catalog, "op.edit")?.update_kept(
            "task",
            task,
            None,
            [("due", Value::Wall(at))],
            kept,
        )?;
    }
    Ok(())
}

/// How the tasks of a rule speak, whatever becomes of one of them.
#[derive(Debug, Serialize, Deserialize)]
struct SpeaksAs {
    /// The time of day, `HH:MM`; nothing for the whole day.
    time: Option<NaiveTime>,
    zone: String,
    /// Codes of leads.
    leads: Option<String>,
}

/// The leads that the rule of a task speaks with, whatever became of this one's: those it remembers, else its own.
pub(super) fn leads_by(speaks: Option<&str>, own: Option<String>) -> Option<String> {
    match speaks.and_then(|text| serde_json::from_str::<SpeaksAs>(text).ok()) {
        Some(speaks) => speaks.leads,
        None => own,
    }
}

/// When the rule of a task speaks, which is due at `due` and remembers `speaks`: at its own hour, whatever
/// became of this one.
pub(crate) fn hour_of(due: WallTime, speaks: Option<&str>) -> WallTime {
    match speaks.and_then(|text| serde_json::from_str::<SpeaksAs>(text).ok()) {
        Some(speaks) => WallTime {
            time: speaks.time,
            zone: speaks.zone.parse().unwrap_or(due.zone),
            ..due
        },
        None => due,
    }
}

/// The rule of an open task, and which of its days the task stands for.
pub(super) struct Series {
    pub rule: Repeat,
    pub stands_for: NaiveDate,
    /// Its hour and zone, whatever became of this one's.
    pub hour: WallTime,
    /// The days worked where its rule was written, where those are not the ones of here.
    pub days: Option<Workdays>,
}

impl Series {
    /// The days on which the rule comes round once more after the day the task stands for and the one it
    /// was moved to, and when it speaks on each.
    pub(super) fn rounds<'a>(
        &'a self,
        moved_to: NaiveDate,
        (morning, days): (NaiveTime, &'a Workdays),
    ) -> impl Iterator<Item = (NaiveDate, Timestamp)> + 'a {
        let days = self.days.as_ref().unwrap_or(days);
        // Its own day is over wherever it falls by now: elsewhere other days are worked.
        let falls = self.rule.falls(self.stands_for, days);
        let after = self.stands_for.max(moved_to).max(falls);
        let all = self.rule.all(self.stands_for, days);
        let at = move |date| WallTime { date, ..self.hour }.instant(morning);
        all.filter(move |day| *day > after)
            .map(move |day| (day, at(day)))
    }
}

/// The columns by which a task that is put off or moved remembers how its rule speaks: as it did before
/// the first time. Nothing for one that does not repeat.
///
/// # Errors
/// When the database fails.
pub(super) fn remembered(read: &Read<'_>, task: Id) -> Result<Vec<(&'static str, Sql)>> {
    type Row = (Option<String>, Option<String>, Option<String>);
    let found: Option<Row> = read
        .sql()
        .prepare_cached(
            "SELECT due, due_zone, leads FROM task
             WHERE id = ? AND repeat IS NOT NULL AND series_as IS NULL",
        )?
        .query_row([task], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((Some(due), Some(zone), leads)) = found else {
        return Ok(Vec::new());
    };
    let due = WallTime::from_stored(&due, &zone)?;
    let speaks = SpeaksAs {
        time: due.time,
        zone,
        leads,
    };
    let text = serde_json::to_string(&speaks).map_err(Error::internal)?;
    Ok(vec![("series_as", Sql::Text(text))])
}

/// What follows from a task's having another state: when it was done is noted, and where it
/// repeats, the next one is made.
///
/// # Errors
/// When the database fails, or the rule it holds cannot be read.
pub fn settle(batch: &mut Batch<'_, '_>, catalog: &Catalog, task: Id) -> Result<Option<Followed>> {
    let now = batch.tx().now();
    let found: Option<(bool, bool)> = batch
        .tx()
        .sql()
        .prepare_cached("SELECT state = 'done', done_at IS NOT NULL FROM task WHERE id = ?")?
        .query_row([task], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found {
        Some((true, false)) => {
            batch.set_instant("task", task, "done_at", Some(now))?;
            follow(batch, catalog, task)
        }
        Some((false, true)) => {
            batch.set_instant("task", task, "done_at", None)?;
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// Makes the task that comes after one that repeats.
fn follow(batch: &mut Batch<'_, '_>, catalog: &Catalog, task: Id) -> Result<Option<Followed>> {
    let Some((due, leads, next)) = next(batch.tx(), task)? else {
        return Ok(None);
    };
    if stands_already(batch.tx(), task, &next)? {
        return Ok(None);
    }
    let entity = catalog.entity("task")?;
    let Some(record) = rows::find(batch.tx(), catalog, entity, task)? else {
        return Ok(None);
    };
    let fields = entity.fields.iter().filter(|field| !field.computed);
    let mut values: Vec<(&str, Value)> = fields
        .filter(|field| !matches!(field.key, "state" | "due" | "repeat" | "leads"))
        // A step of a checklist is done once, whatever comes again by it.
        .filter(|field| !field.key.starts_with("checklist"))
        .map(|field| (field.key, record.get(field.key).clone()))
        .filter(|(_, value)| *value != Value::Null)
        .collect();
    let at = WallTime {
        date: next.on,
        ..due
    };
    values.push(("repeat", Value::text(next.rest.to_string())));
    let due = Wall {
        at: at.at(),
        zone: at.zone.name().to_owned(),
    };
    values.push(("due", Value::Wall(due.clone())));
    // In a calendar file the whole series is one entry.
    let uid: Option<String> = batch
        .tx()
        .sql()
        .prepare_cached("SELECT uid FROM task WHERE id = ?")?
        .query_row([task], |row| row.get(0))?;
    let uid = uid.map(|uid| ("uid", Sql::Text(uid)));
    // By the rule, not where it was moved to: else a month that begins late would shift them all.
    let by_rule = ("series_on", Sql::Text(next.by_rule.to_string()));
    let leads = ("leads", leads.map_or(Sql::Null, Sql::Text));
    let made = batch.create_after("task", values, [by_rule, leads].into_iter().chain(uid))?;
    Ok(Some(Followed {
        task: made,
        due,
        skipped: next.skipped,
    }))
}

/// One that was opened again and done once more has been followed already.
fn stands_already(tx: &Write<'_>, task: Id, next: &Next) -> Result<bool> {
    let mut find = tx.sql().prepare_cached(
        "SELECT 1 FROM task t JOIN task of ON of.id = ?1
         WHERE t.state = 'open' AND t.deleted_at IS NULL AND t.series_on = ?2 AND t.repeat = ?3
           AND t.title = of.title AND t.unit IS of.unit AND t.contact IS of.contact",
    )?;
    Ok(find.exists(params![
        task,
        next.by_rule.to_string(),
        next.rest.to_string()
    ])?)
}

/// When a task that repeats is due by its rule's hour, with which leads, and what comes after it: the
/// first that has not passed already, which today's has not before its hour. One that was never given a
/// day counts from today.
fn next(tx: &Write<'_>, task: Id) -> Result<Option<(WallTime, Option<String>, Next)>> {
    /// Its rule, when it is due and in which zone, the day it stands for, its leads and as what the
    /// rule speaks.
    type Row = (
        String,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let found: Option<Row> = tx
        .sql()
        .prepare_cached(
            "SELECT repeat, due, due_zone, series_on, leads, series_as FROM task
             WHERE id = ? AND repeat IS NOT NULL",
        )?
        .query_row([task], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        })
        .optional()?;
    let Some((rule, due, zone, series_on, mut leads, speaks)) = found else {
        return Ok(None);
    };
    let mut due = match (due, zone) {
        (Some(due), Some(zone)) => WallTime::from_stored(&due, &zone)?,
        _ => WallTime {
            date: tx.today(),
            time: None,
            zone: tx.zone(),
        },
    };
    let stands_for: Option<NaiveDate> = series_on.and_then(|day| day.parse().ok());
    let stands_for = stands_for.unwrap_or(due.date);
    let mut settled = stands_for.max(due.date);
    due = hour_of(due, speaks.as_deref());
    let manner = Manner::of(tx)?;
    let floats: bool = tx
        .sql()
        .prepare_cached("SELECT zone_policy = 'floating' FROM task WHERE id = ?")?
        .query_row([task], |row| row.get(0))?;
    let hour = if floats {
        floating(due, tx.zone())
    } else {
        due
    };
    let rule = Repeat::parse(&rule)?;
    let days = workdays::of(tx, due.zone)?;
    settled = settled.max(rule.falls(stands_for, &days));
    let here = tx.now().utc().with_timezone(&hour.zone).date_naive();
    let of_today = WallTime { date: here, ..hour };
    // What has no hour is done for the day by being done on it.
    let is_ahead = hour.time.is_some() && of_today.instant(manner.morning()) > tx.now();
    let passed = settled.max(if is_ahead { here - Days::new(1) } else { here });
    if let Some(speaks) = speaks.and_then(|text| serde_json::from_str::<SpeaksAs>(&text).ok()) {
        leads = speaks.leads;
    }
    let next = rule.next(stands_for, passed, &days);
    Ok(next.map(|next| (due, leads, next)))
}
