//! The tasks of a span of days, day by day, with the days on which those that repeat come again.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use serde::Serialize;

use super::clocks::{APART, Elsewhere, elsewhere};
use super::model::Moment;
use super::{load, series, workdays};
use crate::base::calendar::LunarDate;
use crate::base::error::{Error, Result};
use crate::base::{Id, Repeat, WallTime, Workdays};
use crate::records::value::Ref;
use crate::vault::{Read, array};

/// The longest span that is asked for at once: six weeks of a month's sheet, or two months listed.
pub const LONGEST: i64 = 62;

/// Items of one day at most: more are of no use to a person. The day says how many there are.
pub const MOST: u32 = 100;

/// Tasks that repeat and are followed into the future at most.
const SERIES: u32 = 500;

/// What stands in the agenda.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Agenda {
    /// The day it is, `YYYY-MM-DD`.
    pub today: String,
    /// Every day of the span, in order.
    pub days: Vec<AgendaDay>,
}

/// A day of the agenda.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct AgendaDay {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Whether it is worked, holidays and make-up days considered.
    pub worked: bool,
    /// The holiday it belongs to, worked or not.
    pub holiday: Option<String>,
    /// The day of the Chinese calendar, where it is known.
    pub lunar: Option<AgendaLunar>,
    /// What is due: the whole day's first, then by time, and at the end what will come again.
    pub items: Vec<AgendaItem>,
    /// How many open tasks are due, listed or not. Those that will come again do not count yet.
    pub load: u32,
    /// How many minutes they take together, said or usual.
    pub minutes: u32,
}

/// A day of the Chinese calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct AgendaLunar {
    /// 1 to 12.
    pub month: u8,
    /// The leap month of that number.
    pub leap: bool,
    /// 1 to 30.
    pub day: u8,
}

/// A line of a day.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct AgendaItem {
    /// The task.
    pub id: Id,
    /// Its revision.
    pub rev: i32,
    /// It is no task yet: the one named will come again on this day once it is done.
    pub ghost: bool,
    /// What is to be done.
    pub title: String,
    /// `HH:MM` by the clocks here; none for the whole day.
    pub time: Option<String>,
    /// The zone whose clocks it goes by, where those are not the user's.
    pub zone: Option<String>,
    /// At which unit.
    pub unit: Option<Ref>,
    /// With whom.
    pub contact: Option<Ref>,
    /// Its kind, by code; empty when none is said.
    pub kind: String,
    /// The rule by which it comes again; empty for one that does not.
    pub repeat: String,
    /// How many minutes it takes.
    pub minutes: u32,
    /// Nobody said so: it is what its kind usually takes.
    pub estimated: bool,
}

const COLUMNS: &str =
    "t.id, t.rev, t.title, t.due, iif(t.zone_policy = 'floating', NULL, t.due_zone), u.id, u.legal_name, c.id, c.full_name,
    coalesce(t.kind, ''), coalesce(t.repeat, ''), t.series_on, t.minutes, t.series_as
  FROM task t LEFT JOIN unit u ON u.id = t.unit LEFT JOIN contact c ON c.id = t.contact
  WHERE t.state = 'open' AND t.deleted_at IS NULL";

/// A task with the moment it is due, and the day of its rule it stands for.
struct Line {
    item: AgendaItem,
    due: WallTime,
    stands_for: Option<NaiveDate>,
    /// The hour its rule speaks at, on its own day.
    by_rule: WallTime,
}

/// Refuses a span that is turned round or too long to be looked at.
///
/// # Errors
/// [`crate::base::Kind::Invalid`].
pub fn hold_span(from: NaiveDate, to: NaiveDate) -> Result<()> {
    if (0..LONGEST).contains(&(to - from).num_days()) {
        return Ok(());
    }
    Err(Error::invalid("agenda", "error.agenda_span").with("days", LONGEST))
}

/// The days from `from` to `to`, both included.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] where the span is turned round or longer than [`LONGEST`] days.
pub fn agenda(read: &Read<'_>, from: NaiveDate, to: NaiveDate) -> Result<Agenda> {
    hold_span(from, to)?;
    let after = to + TimeDelta::days(1);
    let loads = loads(read, from, after)?;
    let mut again = again(read, (from, to))?;
    let worked = workdays::of(read, read.zone())?;
    let mut days = Vec::new();
    for date in from.iter_days().take_while(|day| *day <= to) {
        let text = date.to_string();
        let (load, minutes) = loads.get(&text).copied().unwrap_or_default();
        let mut items = match load {
            0 => Vec::new(),
            _ => of_day(read, date, MOST)?,
        };
        items.extend(again.remove(&date).unwrap_or_default());
        days.push(AgendaDay {
            worked: worked.is_worked(date),
            holiday: worked.holiday(date).map(str::to_owned),
            lunar: LunarDate::of(date).map(|LunarDate { day, .. }| AgendaLunar {
                month: day.month,
                leap: day.leap,
                day: day.day,
            }),
            date: text,
            items,
            load,
            minutes,
        });
    }
    Ok(Agenda {
        today: read.today().to_string(),
        days,
    })
}

/// How many open tasks are due on each day that has any, and how many minutes they take.
fn loads(
    read: &Read<'_>,
    from: NaiveDate,
    after: NaiveDate,
) -> Result<BTreeMap<String, (u32, u32)>> {
    let minutes = load::minutes_sql();
    let mut count = read.sql().prepare_cached(&format!(
        "SELECT substr(due, 1, 10) AS day, count(*), sum({minutes}) FROM task
         WHERE state = 'open' AND deleted_at IS NULL AND due >= ?1 AND due < ?2 GROUP BY day"
    ))?;
    let mut found: BTreeMap<String, (u32, u32)> = count
        .query_map([from.to_string(), after.to_string()], |row| {
            Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for one in elsewhere(read, (Some(from), after))? {
        if let Some((count, minutes)) = found.get_mut(&one.written.to_string()) {
            *count = count.saturating_sub(1);
            *minutes = minutes.saturating_sub(one.minutes);
        }
        let (count, minutes) = found.entry(one.here.to_string()).or_default();
        *count += 1;
        *minutes += one.minutes;
    }
    Ok(found)
}

/// The tasks due on a day, `most` of them at most.
///
/// # Errors
/// When the database fails.
pub fn of_day(read: &Read<'_>, day: NaiveDate, most: u32) -> Result<Vec<AgendaItem>> {
    let next = day + TimeDelta::days(1);
    let (comes, goes): (Vec<_>, Vec<_>) = elsewhere(read, (Some(day), day))?
        .into_iter()
        .partition(|one| one.here == day);
    let ids = |of: Vec<Elsewhere>| array(&of.iter().map(|one| one.id).collect::<Vec<_>>());
    // A day is the beginning of every time within it, so the whole day's come first.
    let found = lines(
        read,
        "(t.due >= ?1 AND t.due < ?2 AND t.id NOT IN (SELECT value FROM rarray(?4))
          OR t.id IN (SELECT value FROM rarray(?5)))
         ORDER BY t.due, coalesce(t.priority, '9'), t.n LIMIT ?3",
        &[
            &day.to_string(),
            &next.to_string(),
            &most,
            &ids(goes),
            &ids(comes),
        ],
    )?;
    let mut items: Vec<AgendaItem> = found.into_iter().map(|line| line.item).collect();
    // Stable: written by other clocks, some stand elsewhere in the day.
    items.sort_by(|a, b| a.time.cmp(&b.time));
    Ok(items)
}

/// The days of the span on which tasks that repeat will come again, each task's own day apart.
fn again(
    read: &Read<'_>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<BTreeMap<NaiveDate, Vec<AgendaItem>>> {
    let mut days: BTreeMap<NaiveDate, Vec<AgendaItem>> = BTreeMap::new();
    // Most are meant in one zone.
    let mut worked: HashMap<Tz, Workdays> = HashMap::new();
    let found = lines(
        read,
        &format!("t.repeat IS NOT NULL AND t.due < ?1 ORDER BY t.due DESC LIMIT {SERIES}"),
        &[&(to + APART).to_string()],
    )?;
    for line in found {
        let start = line.stands_for.unwrap_or(line.due.date);
        // As when it is done: what has passed by then is not made any more.
        let passed = start.max(line.due.date).max(read.today());
        // By the clocks here each may be of another day than by its own.
        let apart = if line.by_rule.zone == read.zone() {
            TimeDelta::zero()
        } else {
            APART
        };
        let first = (from - apart).max(passed + TimeDelta::days(1));
        let Ok(rule) = Repeat::parse(&line.item.repeat) else {
            continue;
        };
        let days_worked = match worked.entry(line.by_rule.zone) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(workdays::of(read, line.by_rule.zone)?),
        };
        for date in rule.between(start, (first, to + apart), days_worked) {
            let at = WallTime {
                date,
                ..line.by_rule
            };
            let seen = Moment::seen_from(at, read.zone(), read.now());
            if !(from..=to).contains(&seen.date) {
                continue;
            }
            let ghost = AgendaItem {
                ghost: true,
                time: hour(&seen),
                zone: foreign(&at, read.zone()),
                ..line.item.clone()
            };
            days.entry(seen.date).or_default().push(ghost);
        }
    }
    for items in days.values_mut() {
        items.sort_by(|a, b| a.time.cmp(&b.time));
        items.truncate(MOST as usize);
    }
    Ok(days)
}

fn hour(at: &Moment) -> Option<String> {
    at.time.map(|time| time.format("%H:%M").to_string())
}

/// The zone of a time, where it is another than one is in.
pub(super) fn foreign(at: &WallTime, here: Tz) -> Option<String> {
    (at.time.is_some() && at.zone != here).then(|| at.zone.name().to_owned())
}

fn lines(read: &Read<'_>, condition: &str, bound: &[&dyn rusqlite::ToSql]) -> Result<Vec<Line>> {
    let here = read.zone();
    let mut find = read
        .sql()
        .prepare_cached(&format!("SELECT {COLUMNS} AND {condition}"))?;
    let mut rows = find.query(bound)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let zone: Option<String> = row.get(4)?;
        let zone = zone.as_deref().unwrap_or(here.name());
        let due = WallTime::from_stored(&row.get::<_, String>(3)?, zone)?;
        let named = |id: Option<Id>, label: Option<String>| {
            id.map(|id| Ref {
                id,
                label: label.unwrap_or_default(),
            })
        };
        let stands_for: Option<String> = row.get(11)?;
        let speaks: Option<String> = row.get(13)?;
        let kind: String = row.get(9)?;
        let said: Option<u32> = row.get(12)?;
        let minutes = said.unwrap_or_else(|| load::usual(&kind));
        found.push(Line {
            item: AgendaItem {
                id: row.get(0)?,
                rev: row.get(1)?,
                ghost: false,
                title: row.get(2)?,
                time: hour(&Moment::seen_from(due, here, read.now())),
                zone: foreign(&due, here),
                unit: named(row.get(5)?, row.get(6)?),
                contact: named(row.get(7)?, row.get(8)?),
                kind,
                repeat: row.get(10)?,
                minutes,
                estimated: said.is_none(),
            },
            stands_for: stands_for.and_then(|day| day.parse().ok()),
            by_rule: series::hour_of(due, speaks.as_deref()),
            due,
        });
    }
    Ok(found)
}
