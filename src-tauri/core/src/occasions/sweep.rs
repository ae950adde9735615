//! Keeps the reminders of the coming days in step with the occasions there are. What is to be looked at
//! again follows from the journal, so that an edit costs nothing here; what a quiet day brings is only
//! the day that came into sight.

use std::collections::{BTreeSet, HashSet};

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::find::{Ask, Beside, of_source};
use super::kept::{self, Row};
use super::model::Occasion;
use super::plan::{self, Replan, Units};
use super::said::Switches;
use super::sources::{Asked, SOURCES, Source};
use crate::base::error::Result;
use crate::base::{Id, Timestamp, WallTime};
use crate::reminders::firing;
use crate::reminders::manner::Manner;
use crate::reminders::same_day;
use crate::reminders::workdays::{self, HOLIDAY};
use crate::settings::{self, modules::HIDDEN_MODULE};
use crate::vault::{Read, Write, array};

/// So many days before they speak reminders are kept.
const AHEAD: i64 = 35;

/// Where it is kept how far the last sweep came.
const SETTING: &str = "occasions.swept";

/// So many units are looked at one by one; more are looked at all together.
const ONE_BY_ONE: usize = 200;

/// The slot of the last day a contact can wait for.
const LATEST: i32 = -1;

/// The slots of what is said again after its day, each less by so many days: the last says most.
const LATE: i32 = -100;

/// An hour before the hour something is promised for, and an hour after it.
const HOUR_MS: i64 = 3_600_000;

/// The slot of what is said that hour before: beyond all leads of days.
pub const HOUR_AHEAD: i32 = 1_000;

/// The slot of what is said that hour after: the words of later days say more.
pub const HOUR_LATE: i32 = LATE;

/// The slot of what was put off where nothing that speaks later is put off with it: beyond all others.
pub const PUT_OFF: i32 = 1_001;

/// So long after the threshold of a sweep a moment that has passed came while nothing looked: the program looks
/// each minute.
const OFF_MS: i64 = 180_000;

/// The kinds of record whose writes tell which units alone are to be looked at.
const TELL_UNITS: [&str; 4] = ["unit", "activity", "contact", "post"];

/// How far a sweep came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swept {
    /// The day it was, `YYYY-MM-DD`.
    day: String,
    /// The last write it saw.
    seq: i64,
    /// When it was.
    at: Timestamp,
}

impl Swept {
    /// Whether nothing was written since and it is the same day: there is nothing to be looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub fn is_current(&self, read: &Read<'_>) -> Result<bool> {
        Ok(self.seq == read.commit_seq()? && self.day == read.today().to_string())
    }

    /// The same, a while later.
    #[must_use]
    pub fn still(self, at: Timestamp) -> Self {
        Self { at, ..self }
    }
}

/// What a sweep found to do.
#[derive(Debug)]
pub struct Sweep {
    swept: Swept,
    keep: Vec<Keep>,
    rest: Vec<(&'static str, Id, i32)>,
}

#[derive(Debug)]
struct Keep {
    source: &'static str,
    record: Id,
    slot: i32,
    fire_at: Timestamp,
    about: NaiveDate,
    /// It was put off, and its hour has been moved since: that is over.
    moved: bool,
}

impl Sweep {
    /// How far it came.
    #[must_use]
    pub fn swept(&self) -> &Swept {
        &self.swept
    }
    /// Nothing is to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keep.is_empty() && self.rest.is_empty()
    }
}

/// What is to be looked at again.
struct Todo {
    sources: BTreeSet<&'static str>,
    units: Units,
    /// Of those, all that is to be looked at of a source: what it reads beside is as it was.
    alone: BTreeSet<&'static str>,
    day_came: bool,
}

impl Todo {
    /// The units that are all there is to be looked at of a source, where they are few.
    fn few(&self, source: &Source) -> Option<&[Id]> {
        match &self.units {
            Units::These(units, _)
                if source.entity == "unit"
                    && units.len() <= ONE_BY_ONE
                    && self.alone.contains(source.key) =>
            {
                Some(units)
            }
            _ => None,
        }
    }
}

/// How far the last sweep came.
///
/// # Errors
/// When the database fails.
pub fn last(read: &Read<'_>) -> Result<Option<Swept>> {
    settings::get_lossy(read, SETTING)
}

/// Which units the plan is to be looked at for, and what becomes of it: the first half of a sweep.
///
/// # Errors
/// When the database fails.
pub fn replan(read: &Read<'_>, last: Option<&Swept>, anew: bool) -> Result<Replan> {
    let todo = todo(read, last, anew)?;
    let none = |units: &[Id], people: &[Id]| units.is_empty() && people.is_empty();
    if matches!(&todo.units, Units::These(units, people) if none(units, people)) {
        return Ok(Replan::default());
    }
    plan::replan(read, &todo.units, &workdays::of(read, read.zone())?)
}

/// What there is to do since the last sweep; `anew` looks at everything. The plan must be in order.
///
/// # Errors
/// When the database fails.
pub fn look(read: &Read<'_>, beside: &Beside, last: Option<&Swept>, anew: bool) -> Result<Sweep> {
    let todo = todo(read, last, anew)?;
    let switches = Switches::read(read)?;
    let today = read.today();
    let mut sweep = Sweep {
        swept: Swept {
            day: today.to_string(),
            seq: read.commit_seq()?,
            at: read.now(),
        },
        keep: Vec::new(),
        rest: Vec::new(),
    };
    // A clock that ran ahead and was set back has seen nothing of what comes now.
    let seen = last.map_or(read.now(), |last| last.at.min(read.now()));
    let threshold = seen.plus_ms(-60_000);
    let manner = Manner::of(read)?;
    let morning = manner.morning();
    let days = workdays::of(read, read.zone())?;
    let later_today = same_day::later_today(read.now(), read.zone(), &manner, &days);
    for source in &SOURCES {
        // What speaks long before its day is to be seen as long before.
        let longest = switches.leads(source).into_iter().max().unwrap_or(0);
        let ahead = AHEAD + i64::from(longest);
        let horizon = today + TimeDelta::days(ahead);
        let on = switches.on(source);
        let stale = todo.sources.contains(source.key);
        // What comes again as long as it is so has another day every few days.
        // And what no table tells, no line of the journal tells either.
        let untold = matches!(source.asked, Asked::Nothing);
        let whole = stale || untold || (todo.day_came && (source.every.is_some() || !on));
        let mut work = Work {
            read,
            beside,
            source,
            switches: &switches,
            threshold,
            morning,
            later_today,
            sweep: &mut sweep,
        };
        let few = todo.few(source).filter(|_| on && stale);
        match few {
            Some(units) => {
                for unit in units {
                    work.in_step(on, (work.first(), horizon), Some(*unit))?;
                }
            }
            None if whole => work.in_step(on, (work.first(), horizon), None)?,
            None => {}
        }
        // Where only few units were looked at, the day that came brings its own to all others.
        if todo.day_came && on && (few.is_some() || !whole) {
            let seen = last
                .and_then(|last| last.day.parse::<NaiveDate>().ok())
                .map_or(today, |day| day + TimeDelta::days(ahead + 1));
            if seen <= horizon {
                work.come_into_sight((seen, horizon), few.unwrap_or_default())?;
            }
        }
    }
    Ok(sweep)
}

/// Does what was found.
///
/// # Errors
/// When the database fails.
pub fn perform(tx: &mut Write<'_>, sweep: &Sweep) -> Result<()> {
    for one in &sweep.keep {
        if one.moved {
            // What was put off and has not spoken yet does so still, beside the hour it has now.
            tx.sql()
                .prepare_cached(
                    "UPDATE OR REPLACE reminder SET slot = ?4
                     WHERE source = ?1 AND record = ?2 AND slot = ?3 AND state = 'waiting'
                       AND put_off = fire_at AND about = ?5",
                )?
                .execute(params![
                    one.source,
                    one.record,
                    one.slot,
                    PUT_OFF,
                    one.about.to_string()
                ])?;
            tx.sql()
                .prepare_cached(
                    "UPDATE reminder SET put_off = NULL WHERE source = ? AND record = ? AND slot = ?",
                )?
                .execute(params![one.source, one.record, one.slot])?;
        }
        let (fire_at, about) = (Some(one.fire_at), Some(one.about));
        firing::keep(tx, one.source, one.record, one.slot, fire_at, about)?;
    }
    for (source, record, slot) in &sweep.rest {
        firing::keep(tx, source, *record, *slot, None, None)?;
    }
    settings::set(tx, SETTING, &sweep.swept)
}

fn todo(read: &Read<'_>, last: Option<&Swept>, anew: bool) -> Result<Todo> {
    let all = || SOURCES.iter().map(|source| source.key).collect();
    let Some(last) = last.filter(|_| !anew) else {
        return Ok(Todo {
            sources: all(),
            units: Units::All,
            alone: BTreeSet::new(),
            day_came: true,
        });
    };
    let mut find = read
        .sql()
        .prepare_cached("SELECT DISTINCT entity FROM journal_entry WHERE seq > ?")?;
    let touched: Vec<String> = find
        .query_map([last.seq], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let is = |entity: &str| touched.iter().any(|one| one == entity);
    // Other days are worked: whatever was planned on one may lie on another. And what is out of sight
    // reminds no more, what is back does again.
    if is(HOLIDAY.key) || is(HIDDEN_MODULE.key) {
        return Ok(Todo {
            sources: all(),
            units: Units::All,
            alone: BTreeSet::new(),
            day_came: true,
        });
    }
    let mut sources: BTreeSet<&'static str> = BTreeSet::new();
    for source in &SOURCES {
        for what in source.reads {
            let another = match what.split_once('.') {
                Some((entity, field)) => is(entity) && is_edited(read, last.seq, entity, field)?,
                None => is(what),
            };
            if another {
                sources.insert(source.key);
                break;
            }
        }
    }
    let units = if is("rhythm") {
        Units::All
    } else if TELL_UNITS.into_iter().any(is) {
        touched_units(read, last.seq)?
    } else {
        Units::These(Vec::new(), Vec::new())
    };
    let beside = |entity: &&str| !TELL_UNITS.contains(entity) && is(entity);
    let alone = SOURCES
        .iter()
        .filter(|source| !source.reads.iter().any(beside))
        .map(|source| source.key)
        .collect();
    Ok(Todo {
        sources,
        units,
        alone,
        day_came: last.day != read.today().to_string(),
    })
}

/// Whether a field of some record of a kind was edited since.
fn is_edited(read: &Read<'_>, seq: i64, entity: &str, field: &str) -> Result<bool> {
    let mut find = read.sql().prepare_cached(
        "SELECT 1 FROM journal_entry WHERE seq > ?1 AND entity = ?2
           AND json_type(before, '$.' || ?3) IS NOT NULL",
    )?;
    Ok(find.exists(params![seq, entity, field])?)
}

/// The units touched since, those at which a conversation was, those of whoever was touched, took part in
/// one or came or left, and all above them, for whom a word with any below counts; all of them where that
/// is many, or where a conversation or a post is no longer where it was.
fn touched_units(read: &Read<'_>, seq: i64) -> Result<Units> {
    let mut find = read.sql().prepare_cached(
        "SELECT entity, id, act = 'erase' AND entity IN ('activity', 'post') OR act = 'update' AND EXISTS (
           SELECT 1 FROM json_each(before)
           WHERE entity = 'activity' AND key IN ('unit', 'units', 'contacts')
             OR entity = 'post' AND key IN ('unit', 'contact') OR entity = 'unit' AND key = 'parent')
         FROM journal_entry WHERE seq > ?1 AND entity IN ('unit', 'activity', 'contact', 'post')",
    )?;
    let mut rows = find.query([seq])?;
    let (mut units, mut talks) = (Vec::new(), Vec::new());
    let (mut people, mut posts) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (entity, id, moved): (String, Id, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if moved {
            return Ok(Units::All);
        }
        let of = match entity.as_str() {
            "unit" => &mut units,
            "activity" => &mut talks,
            "contact" => &mut people,
            _ => &mut posts,
        };
        of.push(id);
        if units.len() + talks.len() + people.len() + posts.len() > ONE_BY_ONE * 10 {
            return Ok(Units::All);
        }
    }
    let mut at = read.sql().prepare_cached(
        "WITH met (id) AS (
           SELECT value FROM rarray(?3)
           UNION SELECT contact FROM post WHERE id IN (SELECT value FROM rarray(?4))
           UNION SELECT contact FROM activity_contact
             WHERE activity IN (SELECT value FROM rarray(?2))),
         at (id) AS (
           SELECT value FROM rarray(?1)
           UNION SELECT unit FROM activity WHERE id IN (SELECT value FROM rarray(?2))
           UNION SELECT unit FROM activity_unit WHERE activity IN (SELECT value FROM rarray(?2))
           -- Posts that have ended among them: whoever left is no longer spoken to there.
           UNION SELECT unit FROM post WHERE contact IN (SELECT id FROM met))
         SELECT id FROM at WHERE id IS NOT NULL
         -- From the few on: left to itself the planner walks all units.
         UNION SELECT a.id FROM at CROSS JOIN unit u ON u.id = at.id
           CROSS JOIN unit_tree t ON t.descendant = u.n CROSS JOIN unit a ON a.n = t.ancestor
         ORDER BY 1",
    )?;
    let of = params![array(&units), array(&talks), array(&people), array(&posts)];
    let units = at
        .query_map(of, |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    // Few have a rhythm of their own: all of them are looked at.
    Ok(Units::These(units, plan::people(read)?))
}

struct Work<'w, 'c> {
    read: &'w Read<'c>,
    beside: &'w Beside,
    source: &'static Source,
    switches: &'w Switches,
    threshold: Timestamp,
    morning: NaiveTime,
    later_today: Timestamp,
    sweep: &'w mut Sweep,
}

impl Work<'_, '_> {
    /// The first day that still stands.
    fn first(&self) -> NaiveDate {
        let today = self.read.today();
        match (self.source.every, self.source.stays) {
            (Some(_), _) => today,
            (None, Some(days)) => today - TimeDelta::days(days),
            (None, None) => NaiveDate::MIN,
        }
    }

    fn occasions(&self, span: (NaiveDate, NaiveDate), unit: Option<Id>) -> Result<Vec<Occasion>> {
        let ask = Ask {
            span,
            unit,
            most: u32::MAX,
        };
        let found = of_source(self.read, self.beside, self.source, self.switches, ask)?;
        Ok(found.into_iter().map(|(one, _)| one).collect())
    }

    /// When an occasion speaks, by slot.
    fn moments(&self, one: &Occasion) -> Vec<(i32, Timestamp)> {
        let at = |day: NaiveDate| {
            let whole = WallTime {
                date: day,
                time: None,
                zone: self.read.zone(),
            };
            whole.instant(self.morning)
        };
        let ahead = |days: u16| at(one.on - TimeDelta::days(i64::from(days)));
        let mut moments: Vec<(i32, Timestamp)> = Vec::new();
        for days in self.switches.leads(self.source) {
            match one.by {
                // The day itself is that hour, and the one before it.
                Some(by) if days == 0 => {
                    moments.extend([(HOUR_AHEAD, by.plus_ms(-HOUR_MS)), (0, by)]);
                }
                _ => moments.push((i32::from(days), ahead(days))),
            }
        }
        if let Some(by) = one.by.filter(|_| !self.source.late.is_empty()) {
            moments.push((HOUR_LATE, by.plus_ms(HOUR_MS)));
        }
        moments.extend(self.source.late.iter().map(|days| {
            let days = i32::from(*days);
            (LATE - days, at(one.on + TimeDelta::days(days.into())))
        }));
        if let Some(latest) = one.latest.filter(|latest| *latest > one.on) {
            moments.push((LATEST, at(latest)));
        }
        moments
    }

    /// When the word of the day itself speaks: what comes to be of today after its morning hour speaks later
    /// today, for tomorrow it would be late. What has spoken today does not speak once more; and a day that
    /// comes every year, or that follows from the vault itself, is none that somebody sets for today.
    fn of_day(&self, one: &Occasion, morning: Timestamp, row: Option<&Row>) -> Timestamp {
        let follows = self.source.is_yearly() || matches!(self.source.asked, Asked::Nothing);
        if follows || one.on != self.read.today() || morning >= self.threshold {
            return morning;
        }
        let Some(row) = row else {
            return self.later_today;
        };
        let spoken = row
            .spoken_for
            .filter(|at| same_day::is_of(*at, morning, self.read.zone()));
        let about = row.is_about(one);
        match spoken {
            Some(spoken) => spoken,
            // What rests past its moment, and is of today again, has not been heard of.
            None if about && (row.settled || !row.resting || row.fire_at >= self.threshold) => {
                row.fire_at
            }
            None => self.later_today,
        }
    }

    /// Days that came into sight: nothing is known of them yet, but of those that were `looked_at`.
    fn come_into_sight(&mut self, span: (NaiveDate, NaiveDate), looked_at: &[Id]) -> Result<()> {
        let all = self.occasions(span, None)?.into_iter();
        for one in all.filter(|one| !looked_at.contains(&one.record)) {
            for (slot, fire_at) in self.moments(&one) {
                if fire_at >= self.threshold {
                    self.keep(&one, slot, fire_at, false);
                }
            }
        }
        Ok(())
    }

    /// Everything the source has, compared with what is kept of it.
    fn in_step(&mut self, on: bool, span: (NaiveDate, NaiveDate), unit: Option<Id>) -> Result<()> {
        let known = kept::known(self.read, self.source, unit)?;
        let mut wanted: HashSet<(Id, i32)> = HashSet::new();
        let now = self.read.now();
        let occasions = if on {
            self.occasions(span, unit)?
        } else {
            Vec::new()
        };
        for one in occasions {
            let put_off = (one.record, PUT_OFF);
            let is_put_off = |row: &&Row| row.put_off.is_some() && row.is_about(&one);
            if let Some(row) = known.get(&put_off).filter(is_put_off) {
                wanted.insert(put_off);
                let still = row.put_off.filter(|until| row.resting && *until > now);
                if let Some(until) = still {
                    self.keep(&one, PUT_OFF, until, false);
                }
            }
            for (slot, fire_at) in self.moments(&one) {
                let row = known.get(&(one.record, slot));
                if slot == HOUR_AHEAD && self.is_just_said(row, fire_at) {
                    // What was to be said by an hour that it no longer has keeps silent.
                    if row.is_some_and(|row| !row.waiting) {
                        wanted.insert((one.record, slot));
                    }
                    continue;
                }
                if !wanted.insert((one.record, slot)) {
                    // The first of those that come again.
                    continue;
                }
                let fire_at = match slot {
                    0 if one.by.is_none() => self.of_day(&one, fire_at, row),
                    _ => fire_at,
                };
                let moved = row.is_some_and(|row| row.is_moved(&one, fire_at, now));
                let keep = match row {
                    None => fire_at >= self.threshold,
                    // About to speak, or put off: let it.
                    Some(row) if row.waiting && row.fire_at <= now && self.is_so_still(&one) => {
                        false
                    }
                    Some(row) if self.is_put_off(row, &one, now) && !moved => row.resting,
                    Some(row) => {
                        let about = row.is_about(&one);
                        let passed = fire_at < self.threshold && (!about || row.resting);
                        !passed
                            && (!about
                                || (row.fire_at != fire_at && row.put_off.is_none())
                                || moved
                                || (row.resting && !row.settled))
                    }
                };
                if keep {
                    self.keep(&one, slot, fire_at, moved);
                }
            }
        }
        for ((record, slot), row) in known {
            if !row.resting && !wanted.contains(&(record, slot)) {
                self.sweep.rest.push((self.source.key, record, slot));
            }
        }
        Ok(())
    }

    /// Whether the word of the hour before would speak at once because that hour was only just given: whoever gave
    /// it knows. What came while the program was off is told still.
    fn is_just_said(&self, row: Option<&Row>, fire_at: Timestamp) -> bool {
        let other = row.is_none_or(|row| row.fire_at != fire_at && row.put_off.is_none());
        let was_off = fire_at > self.threshold.plus_ms(OFF_MS);
        other && fire_at <= self.read.now() && !was_off
    }

    /// Whether it was put off, and for what it is about still. What comes again for as long as it is
    /// so has another day meanwhile and is about the same.
    fn is_put_off(&self, row: &Row, one: &Occasion, now: Timestamp) -> bool {
        let Some(until) = row.put_off.filter(|until| *until > now) else {
            return false;
        };
        let until = until.utc().with_timezone(&self.read.zone()).date_naive();
        row.is_about(one) || (self.is_so_still(one) && one.on <= until)
    }

    /// Whether it comes again for as long as it is so, and is so today.
    fn is_so_still(&self, one: &Occasion) -> bool {
        self.source.every.is_some() && one.since <= self.read.today()
    }

    fn keep(&mut self, one: &Occasion, slot: i32, fire_at: Timestamp, moved: bool) {
        self.sweep.keep.push(Keep {
            source: self.source.key,
            record: one.record,
            slot,
            fire_at,
            about: one.on,
            moved,
        });
    }
}
