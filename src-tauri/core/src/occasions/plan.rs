//! When each unit, and each person, with a rhythm is to be contacted next, kept in `touch_plan`: a day
//! once planned stays, until somebody speaks to them, or their rhythm becomes another.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Days, NaiveDate};
use rusqlite::{OptionalExtension, params};

use super::rhythm::{Beat, Load, catch_up, latest, next};
use super::said::Switches;
use super::sources::source;
use crate::base::calendar::Workdays;
use crate::base::error::Result;
use crate::base::{Id, Timestamp};
use crate::vault::{Read, Write, array};

/// Whom a rhythm is for, the most particular first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Whom {
    Person(Id),
    Unit(Id),
    Tag(String),
    Level(String),
}

struct Rhythm {
    id: Id,
    whom: Whom,
    beat: Beat,
    /// The kinds of conversation that count; every one where none is named.
    kinds: Option<String>,
}

/// What is planned for a unit or a person.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Planned {
    rhythm: Id,
    since: Option<NaiveDate>,
    on: NaiveDate,
    latest: NaiveDate,
}

/// Which rhythm is whose, and what its next day follows from.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    /// Its place among the rhythms.
    at: usize,
    /// When they were last contacted.
    since: Option<NaiveDate>,
    /// Up to which day they are to be left alone.
    alone: Option<NaiveDate>,
}

/// What is to become of the plan.
#[derive(Debug, Default)]
pub struct Replan {
    put: Vec<(Id, Planned)>,
    drop: Vec<Id>,
}

impl Replan {
    /// Nothing is to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.put.is_empty() && self.drop.is_empty()
    }
}

/// Which units are looked at.
#[derive(Debug, Clone)]
pub enum Units {
    /// Every one, and every person: a rhythm or a holiday became another.
    All,
    /// Those that were touched, and these people.
    These(Vec<Id>, Vec<Id>),
}

/// The people who have a rhythm of their own.
///
/// # Errors
/// When the database fails.
pub fn people(read: &Read<'_>) -> Result<Vec<Id>> {
    let people = read
        .sql()
        .prepare_cached("SELECT DISTINCT contact FROM rhythm WHERE contact IS NOT NULL")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(people)
}

/// What the plan should be and is not. A day that nobody kept stays as it is: it is late.
///
/// # Errors
/// When the database fails.
pub fn replan(read: &Read<'_>, units: &Units, days: &Workdays) -> Result<Replan> {
    let rhythms = rhythms(read)?;
    let known = known(read, units)?;
    let mut replan = Replan::default();
    if rhythms.is_empty() {
        replan.drop = known.into_keys().collect();
        return Ok(replan);
    }
    let wanted = wanted(read, units, &rhythms)?;
    replan.drop = known
        .keys()
        .filter(|id| !wanted.contains_key(id))
        .copied()
        .collect();
    let moved: Vec<(Id, Wanted)> = wanted
        .into_iter()
        .filter(|(id, wanted)| {
            let (Some(was), Some(rhythm)) = (known.get(id), rhythms.get(wanted.at)) else {
                return true;
            };
            let still = was.rhythm == rhythm.id
                && was.since == wanted.since
                && wanted.alone.is_none_or(|until| was.on > until)
                && wanted
                    .since
                    .is_none_or(|since| was.latest == latest(rhythm.beat, since, days));
            // A holiday that was announced since moves what lies ahead.
            !still || (was.on >= read.today() && rhythm.beat.worked_only && !days.is_worked(was.on))
        })
        .collect();
    if moved.is_empty() {
        return Ok(replan);
    }
    let mut load = load(read, &rhythms, &moved)?;
    for (id, _) in &moved {
        if let Some(was) = known.get(id) {
            load.remove(was.on);
        }
    }
    let today = read.today();
    for (id, Wanted { at, since, alone }) in moved {
        let Some(rhythm) = rhythms.get(at) else {
            continue;
        };
        let last = since.map(|since| latest(rhythm.beat, since, days));
        let (on, last) = match (since, last) {
            (Some(since), Some(last)) if last >= today => {
                (next(rhythm.beat, since, today, days, &load), last)
            }
            _ => {
                let on = catch_up(rhythm.beat, today, days, &load);
                (
                    on,
                    last.unwrap_or(today + Days::new(u64::from(rhythm.beat.ideal))),
                )
            }
        };
        let on = match alone.filter(|until| on <= *until) {
            Some(until) if rhythm.beat.worked_only => days.next(until),
            Some(until) => until + Days::new(1),
            None => on,
        };
        load.add(on);
        let planned = Planned {
            rhythm: rhythm.id,
            since,
            on,
            latest: last,
        };
        replan.put.push((id, planned));
    }
    Ok(replan)
}

/// Makes the plan what it should be.
///
/// # Errors
/// When the database fails.
pub fn perform(tx: &mut Write<'_>, replan: &Replan) -> Result<()> {
    let mut drop = tx
        .sql()
        .prepare_cached("DELETE FROM touch_plan WHERE whom = ?")?;
    for whom in &replan.drop {
        drop.execute([whom])?;
    }
    let mut put = tx.sql().prepare_cached(
        "INSERT INTO touch_plan (whom, rhythm, since, \"on\", latest) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (whom) DO UPDATE SET rhythm = ?2, since = ?3, \"on\" = ?4, latest = ?5",
    )?;
    for (whom, plan) in &replan.put {
        put.execute(params![
            whom,
            plan.rhythm,
            plan.since.map(|day| day.to_string()),
            plan.on.to_string(),
            plan.latest.to_string(),
        ])?;
    }
    Ok(())
}

/// The rhythms that are for somebody, the most particular first, then the shortest.
fn rhythms(read: &Read<'_>) -> Result<Vec<Rhythm>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id, unit, tag, level, ideal_days, latest_days, kinds, skip_holidays, spread, contact
         FROM rhythm WHERE deleted_at IS NULL ORDER BY ideal_days, n",
    )?;
    // Who wants to hear of no person is not asked to contact one either.
    let of_people = match source("rhythm_person") {
        Some(source) => Switches::read(read)?.on(source),
        None => false,
    };
    let mut rows = find.query([])?;
    let mut rhythms = Vec::new();
    while let Some(row) = rows.next()? {
        let (unit, tag, level): (Option<Id>, Option<String>, Option<String>) =
            (row.get(1)?, row.get(2)?, row.get(3)?);
        let whom = match (row.get(9)?, unit, tag, level) {
            (Some(person), ..) if of_people => Whom::Person(person),
            (None, Some(unit), ..) => Whom::Unit(unit),
            (None, None, Some(tag), _) => Whom::Tag(tag),
            (None, None, None, Some(level)) => Whom::Level(level),
            // For nobody yet: it is just being written.
            _ => continue,
        };
        let days = |days: i64| u32::try_from(days.clamp(1, 3660)).unwrap_or(1);
        let (ideal, latest) = (days(row.get(4)?), days(row.get(5)?));
        let kinds: Option<String> = row.get(6)?;
        rhythms.push(Rhythm {
            id: row.get(0)?,
            whom,
            beat: Beat {
                ideal,
                latest: latest.max(ideal),
                worked_only: row.get(7)?,
                spread: row.get(8)?,
            },
            kinds: kinds.filter(|kinds| kinds != "[]"),
        });
    }
    rhythms.sort_by_key(|one| match one.whom {
        Whom::Person(_) => 0,
        Whom::Unit(_) => 1,
        Whom::Tag(_) => 2,
        Whom::Level(_) => 3,
    });
    Ok(rhythms)
}

/// What is planned for these units and people now.
fn known(read: &Read<'_>, units: &Units) -> Result<BTreeMap<Id, Planned>> {
    let sql = "SELECT whom, rhythm, since, \"on\", latest FROM touch_plan";
    let row = |row: &rusqlite::Row<'_>| -> rusqlite::Result<(Id, Planned)> {
        let day = |at: usize| -> rusqlite::Result<Option<NaiveDate>> {
            Ok(row
                .get::<_, Option<String>>(at)?
                .and_then(|day| day.parse().ok()))
        };
        Ok((
            row.get(0)?,
            Planned {
                rhythm: row.get(1)?,
                since: day(2)?,
                on: day(3)?.unwrap_or_default(),
                latest: day(4)?.unwrap_or_default(),
            },
        ))
    };
    let known = match units {
        Units::All => read
            .sql()
            .prepare_cached(sql)?
            .query_map([], row)?
            .collect::<rusqlite::Result<_>>()?,
        Units::These(units, people) => read
            .sql()
            .prepare_cached(&format!(
                "{sql} WHERE whom IN (SELECT value FROM rarray(?1) UNION SELECT value FROM rarray(?2))"
            ))?
            .query_map([array(units), array(people)], row)?
            .collect::<rusqlite::Result<_>>()?,
    };
    Ok(known)
}

/// Which rhythm each unit has, by its place in `rhythms`, and the day it was last contacted; and each
/// person.
fn wanted(read: &Read<'_>, units: &Units, rhythms: &[Rhythm]) -> Result<BTreeMap<Id, Wanted>> {
    let sql = "SELECT id, level, tags, last_touch FROM unit
      WHERE deleted_at IS NULL AND coalesce(status, '') NOT IN ('lost', 'blocked')";
    let mut of: Vec<(Id, usize, Option<i64>)> = Vec::new();
    {
        let own: HashMap<Id, usize> = placed(rhythms, |whom| match whom {
            Whom::Unit(unit) => Some(*unit),
            _ => None,
        });
        let levels: HashMap<String, usize> = placed(rhythms, |whom| match whom {
            Whom::Level(level) => Some(level.clone()),
            _ => None,
        });
        let tags: HashMap<String, usize> = placed(rhythms, |whom| match whom {
            Whom::Tag(tag) => Some(tag.clone()),
            _ => None,
        });
        let mut take = |row: &rusqlite::Row<'_>| -> Result<()> {
            let id: Id = row.get(0)?;
            let tagged = || -> Result<Option<usize>> {
                let text: Option<String> = if tags.is_empty() { None } else { row.get(2)? };
                let worn: Vec<String> = text
                    .and_then(|text| serde_json::from_str(&text).ok())
                    .unwrap_or_default();
                Ok(worn.iter().filter_map(|tag| tags.get(tag).copied()).min())
            };
            let at = match own.get(&id).copied() {
                Some(at) => Some(at),
                None => match tagged()? {
                    Some(at) => Some(at),
                    None => row
                        .get::<_, Option<String>>(1)?
                        .and_then(|level| levels.get(&level).copied()),
                },
            };
            if let Some(at) = at {
                of.push((id, at, row.get(3)?));
            }
            Ok(())
        };
        let mut find;
        let mut rows = match units {
            Units::All => {
                find = read.sql().prepare_cached(sql)?;
                find.query([])?
            }
            Units::These(ids, _) => {
                find = read
                    .sql()
                    .prepare_cached(&format!("{sql} AND id IN (SELECT value FROM rarray(?))"))?;
                find.query([array(ids)])?
            }
        };
        while let Some(row) = rows.next()? {
            take(row)?;
        }
    }
    let mut wanted = wanted_of_people(read, units, rhythms)?;
    for (id, at, any) in of {
        let kinds = rhythms.get(at).and_then(|rhythm| rhythm.kinds.as_deref());
        let last = match kinds {
            Some(kinds) if any.is_some() => last_of(read, id, kinds)?,
            _ => any,
        };
        let (since, alone) = (last.map(|ms| day_of(read, ms)), None);
        wanted.insert(id, Wanted { at, since, alone });
    }
    Ok(wanted)
}

/// The day of a conversation; one that was noted ahead of its day counts from today.
fn day_of(read: &Read<'_>, ms: i64) -> NaiveDate {
    let day = Timestamp(ms).utc().with_timezone(&read.zone()).date_naive();
    day.min(read.today())
}

/// Who has a rhythm of their own, by its place in `rhythms`, and the day of the last conversation that
/// names them. Nobody who left, is to be left alone for good, or is with a customer we do not speak to.
fn wanted_of_people(
    read: &Read<'_>,
    units: &Units,
    rhythms: &[Rhythm],
) -> Result<BTreeMap<Id, Wanted>> {
    let own: HashMap<Id, usize> = placed(rhythms, |whom| match whom {
        Whom::Person(person) => Some(*person),
        _ => None,
    });
    let looked_at: Vec<Id> = match units {
        Units::All => own.keys().copied().collect(),
        Units::These(_, people) => people.clone(),
    };
    let mut find = read.sql().prepare_cached(
        "SELECT c.id, c.do_not_contact_until FROM contact c LEFT JOIN unit u ON u.id = c.unit
         WHERE c.id IN (SELECT value FROM rarray(?)) AND c.deleted_at IS NULL AND c.\"left\" = 0
           AND (c.do_not_contact IS NULL OR c.do_not_contact_until IS NOT NULL)
           AND u.deleted_at IS NULL AND coalesce(u.status, '') NOT IN ('lost', 'blocked')",
    )?;
    let mut talk = read.sql().prepare_cached(
        "SELECT max(a.at) FROM activity_contact x JOIN activity a ON a.id = x.activity
         WHERE x.contact = ?1 AND a.deleted_at IS NULL
           AND (?2 IS NULL OR a.kind IN (SELECT value FROM json_each(?2)))",
    )?;
    let mut rows = find.query([array(&looked_at)])?;
    let mut wanted = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (id, until): (Id, Option<String>) = (row.get(0)?, row.get(1)?);
        let Some((at, rhythm)) = own.get(&id).and_then(|at| Some((*at, rhythms.get(*at)?))) else {
            continue;
        };
        let last: Option<i64> = talk.query_row(params![id, rhythm.kinds], |row| row.get(0))?;
        let since = last.map(|ms| day_of(read, ms));
        let alone = until.and_then(|day| day.parse().ok());
        wanted.insert(id, Wanted { at, since, alone });
    }
    Ok(wanted)
}

fn placed<K: Eq + std::hash::Hash>(
    rhythms: &[Rhythm],
    key: impl Fn(&Whom) -> Option<K>,
) -> HashMap<K, usize> {
    let mut placed = HashMap::new();
    for (at, rhythm) in rhythms.iter().enumerate() {
        if let Some(key) = key(&rhythm.whom) {
            // The first is the shortest.
            placed.entry(key).or_insert(at);
        }
    }
    placed
}

/// The latest conversation of these kinds with a unit.
fn last_of(read: &Read<'_>, unit: Id, kinds: &str) -> Result<Option<i64>> {
    let last = read
        .sql()
        .prepare_cached(
            "SELECT max(at) FROM (
               SELECT at FROM (SELECT a.at FROM activity a WHERE a.unit = ?1 AND a.deleted_at IS NULL
                 AND a.kind IN (SELECT value FROM json_each(?2)) ORDER BY a.at DESC LIMIT 1)
               UNION ALL
               SELECT max(a.at) FROM activity_unit x JOIN activity a ON a.id = x.activity
               WHERE x.unit = ?1 AND a.deleted_at IS NULL
                 AND a.kind IN (SELECT value FROM json_each(?2)))",
        )?
        .query_row(params![unit, kinds], |row| row.get::<_, Option<i64>>(0))
        .optional()?;
    Ok(last.flatten())
}

/// How many contacts each day has, and would have evenly. Those that are planned now count with
/// those that are about to be.
fn load(read: &Read<'_>, rhythms: &[Rhythm], moved: &[(Id, Wanted)]) -> Result<Load> {
    let mut find = read.sql().prepare_cached(
        "SELECT rhythm, \"on\", count(*) FROM touch_plan GROUP BY \"on\", rhythm",
    )?;
    let mut rows = find.query([])?;
    let mut days: HashMap<NaiveDate, u32> = HashMap::new();
    let mut kept: HashMap<Id, u32> = HashMap::new();
    while let Some(row) = rows.next()? {
        let (rhythm, on, many): (Id, String, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if let Ok(on) = on.parse() {
            *days.entry(on).or_default() += many;
        }
        *kept.entry(rhythm).or_default() += many;
    }
    let mut fresh: HashMap<usize, u32> = HashMap::new();
    let there: HashSet<Id> = {
        let ids: Vec<Id> = moved.iter().map(|(id, _)| *id).collect();
        read.sql()
            .prepare_cached(
                "SELECT whom FROM touch_plan WHERE whom IN (SELECT value FROM rarray(?))",
            )?
            .query_map([array(&ids)], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?
    };
    for (id, wanted) in moved {
        if !there.contains(id) {
            *fresh.entry(wanted.at).or_default() += 1;
        }
    }
    let beats = rhythms.iter().enumerate().map(|(at, rhythm)| {
        let many = kept.get(&rhythm.id).copied().unwrap_or(0);
        (rhythm.beat, many + fresh.get(&at).copied().unwrap_or(0))
    });
    Ok(Load::of(days, beats))
}
