//! The days worked in a place: the shipped table, the days the user knows better there, and, in the
//! country they rest in otherwise, the days of the week they rest on. All that asks for a working day asks
//! here.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;
use rusqlite::{OptionalExtension, ToSql, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::calendar::{Announcement, Known, country, is_country};
use crate::base::error::{Error, Result};
use crate::base::{Change, ChangeKind, Id, Workdays};
use crate::records::catalog::{COUNTRY_HERE, EVERYWHERE, EntityDef, FieldDef as F, Searched as S};
use crate::records::value::{FieldKind as K, Value};
use crate::records::{Batch, Catalog};
use crate::vault::{Hook, Read, Write};

/// Days off, or worked in exchange, that the user knows of.
pub static HOLIDAY: EntityDef = EntityDef {
    key: "holiday",
    title: "name",
    title_sort: "name",
    fields: &[
        F::new("name", K::Text)
            .required()
            .max(60)
            .searched(S::Text)
            .column(1, 200),
        F::new("first", K::Date).required().column(2, 112),
        F::new("last", K::Date).column(3, 112),
        F::new("worked", K::Bool)
            .required()
            .default("0")
            .column(4, 96),
        // One's own country unless another is said: what one place rests on another works on.
        F::new("country", K::Text)
            .required()
            .default(COUNTRY_HERE)
            .max(2)
            .column(5, 84),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The setting that holds the days of the week at rest by country, Monday being 1. What was never set is as
/// the place has it.
const WEEKEND: &str = "weekend";

/// The setting that holds by which write that became another, where, and what it was before.
const WEEKEND_BEFORE: &str = "weekend.before";

/// A day of the year as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct YearDay {
    /// `YYYY-MM-DD`
    pub day: String,
    /// Whether it is worked.
    pub worked: bool,
    /// The holiday it belongs to, worked or not.
    pub name: Option<String>,
    /// The user's own table says so.
    pub own: bool,
}

/// A year's days, and the days of the week at rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct WorkYear {
    /// Every day of it, in order.
    pub days: Vec<YearDay>,
    /// Monday is 1.
    pub weekend: Vec<u8>,
    /// What is known of its public holidays, from the shipped table or the user's.
    pub known: Known,
    /// The country whose days these are, by its two letters; nothing where the zone is of none.
    pub country: Option<String>,
}

/// Why this is no place that days are of.
#[must_use]
pub fn no_place(code: &str) -> Option<Error> {
    (code != EVERYWHERE && !is_country(code))
        .then(|| Error::invalid("holiday.country", "error.country").with("text", code))
}

/// Refuses a line for a place that is none: it would be of no use, and nobody would see that.
pub struct HoldCountries;

impl Hook for HoldCountries {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let said: Vec<Id> = tx.touched(HOLIDAY.key, "country").collect();
        let mut find = tx
            .sql()
            .prepare_cached("SELECT country FROM holiday WHERE id = ? AND deleted_at IS NULL")?;
        for id in said {
            let code: Option<String> = find.query_row([id], |row| row.get(0)).optional()?;
            if let Some(why) = code.as_deref().and_then(no_place) {
                return Err(why);
            }
        }
        Ok(())
    }
}

/// By what the days of the week at rest are kept: the country, or the zone where that is of none.
fn place(zone: Tz) -> &'static str {
    country(zone).unwrap_or(zone.name())
}

/// The days worked where the clocks show `zone`, as the user knows them.
///
/// # Errors
/// When the database fails.
pub fn of(read: &Read<'_>, zone: Tz) -> Result<Workdays> {
    let shipped = shipped(read, zone)?;
    let own = own(read, zone)?;
    Ok(if own.is_empty() {
        shipped
    } else {
        shipped.with(own)
    })
}

/// The days of `year`.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] for a year no calendar has.
pub fn year(read: &Read<'_>, year: i32) -> Result<WorkYear> {
    let told = || Error::invalid("year", "error.year_unknown").with("year", year);
    if !(1900..=2200).contains(&year) {
        return Err(told());
    }
    let first = NaiveDate::from_ymd_opt(year, 1, 1).ok_or_else(told)?;
    let own = own(read, read.zone())?;
    let is_own = |day: NaiveDate| own.iter().any(|said| said.first <= day && day <= said.last);
    let worked = of(read, read.zone())?;
    let days: Vec<YearDay> = first
        .iter_days()
        .take_while(|day| day.year() == year)
        .map(|day| YearDay {
            day: day.to_string(),
            worked: worked.is_worked(day),
            name: worked.holiday(day).map(str::to_owned),
            own: is_own(day),
        })
        .collect();
    let mut weekend: Vec<u8> = worked.weekend().iter().map(|day| number(*day)).collect();
    weekend.sort_unstable();
    Ok(WorkYear {
        known: worked.known(year),
        country: country(read.zone()).map(str::to_owned),
        days,
        weekend,
    })
}

/// Makes a day worked that was not, or the other way round: by a line of the user's own table,
/// called `name`, or by taking away the one that said otherwise.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when it is no day.
pub fn turn(tx: &mut Write<'_>, catalog: &Catalog, day: &str, name: &str) -> Result<()> {
    let day = crate::base::date::parse_date(day)?;
    let zone = tx.zone();
    let worked = !of(tx, zone)?.is_worked(day);
    let mut find = tx.sql().prepare_cached(
        // What holds everywhere stays: here the line of this country comes before it.
        "SELECT id FROM holiday WHERE deleted_at IS NULL AND first = ?1 AND coalesce(last, first) = ?1
         AND country = coalesce(?2, '*')",
    )?;
    let lines: Vec<Id> = find
        .query_map(params![day.to_string(), country(zone)], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    drop(find);
    let mut batch = Batch::begin(tx, catalog, "op.workday_turn")?;
    for line in lines {
        batch.delete(HOLIDAY.key, line)?;
    }
    if of(batch.tx(), zone)?.is_worked(day) != worked {
        let values = [
            ("name", Value::text(name)),
            ("first", Value::Date(day.to_string())),
            ("worked", Value::Bool(worked)),
        ];
        batch.create(HOLIDAY.key, None, values)?;
    }
    Ok(())
}

/// Has the user rest on other days of the week where they are, Monday being 1. Other countries rest as they
/// did.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] where it is no day of the week, or all seven.
pub fn rest_on(tx: &mut Write<'_>, weekend: &[u8]) -> Result<()> {
    let days = weekdays(weekend);
    if days.len() != weekend.len() || days.len() >= 7 {
        return Err(Error::invalid("weekend", "error.weekend"));
    }
    let here = place(tx.zone());
    let mut weekends: Weekends = kept(tx, WEEKEND)?.unwrap_or_default();
    weekends.insert(here.to_owned(), weekend.to_vec());
    let text = serde_json::to_string(&weekends).map_err(Error::internal)?;
    let before: Vec<u8> = shipped(tx, tx.zone())?
        .weekend()
        .iter()
        .map(|day| number(*day))
        .collect();
    let before = serde_json::to_string(&(tx.seq(), here, before)).map_err(Error::internal)?;
    let mut keep = tx
        .sql()
        .prepare_cached("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)")?;
    keep.execute(params![WEEKEND_BEFORE, before])?;
    keep.execute(params![WEEKEND, text])?;
    drop(keep);
    // No record, but whatever shows working days is to hear of it.
    tx.record(Change {
        entity: HOLIDAY.key.to_owned(),
        id: Id::at(tx.now()),
        kind: ChangeKind::Updated,
    });
    Ok(())
}

/// The days worked as they were known before this write, which has told of other ones.
///
/// # Errors
/// When the database fails.
pub(super) fn before(tx: &Write<'_>, zone: Tz) -> Result<Workdays> {
    let weekend: Option<(i64, String, Vec<u8>)> = kept(tx, WEEKEND_BEFORE)?;
    let is_this = |of: &(i64, String, Vec<u8>)| of.0 == tx.seq() && of.1 == place(zone);
    let shipped = match weekend.filter(is_this) {
        Some((_, _, weekend)) => Workdays::here(zone).resting_on(weekdays(&weekend)),
        None => shipped(tx, zone)?,
    };
    // Of a line that was changed, each column as its first entry in the journal says it was.
    let own = lines(
        tx,
        "WITH was AS (
           SELECT id, act, before, min(item) FROM journal_entry
           WHERE seq = ?1 AND entity = 'holiday' GROUP BY id),
         line AS (
           SELECT h.n, w.act,
             iif(json_type(w.before, '$.first') IS NULL, h.first, w.before ->> 'first') AS first,
             iif(json_type(w.before, '$.last') IS NULL, h.last, w.before ->> 'last') AS last,
             iif(json_type(w.before, '$.worked') IS NULL, h.worked, w.before ->> 'worked') AS worked,
             iif(json_type(w.before, '$.name') IS NULL, h.name, w.before ->> 'name') AS name,
             iif(json_type(w.before, '$.country') IS NULL, h.country, w.before ->> 'country') AS country,
             h.deleted_at
           FROM holiday h LEFT JOIN was w ON w.id = h.id
           UNION ALL SELECT 0, act, before ->> 'first', before ->> 'last', before ->> 'worked',
             before ->> 'name', before ->> 'country', before ->> 'deleted_at'
           FROM was WHERE act = 'erase' AND id NOT IN (SELECT id FROM holiday))
         SELECT first, coalesce(last, first), worked, name FROM line
         WHERE CASE act WHEN 'create' THEN 0 WHEN 'restore' THEN 0 WHEN 'delete' THEN 1
           ELSE deleted_at IS NULL END AND country IN ('*', ?2)
         ORDER BY n",
        &[&tx.seq(), &country(zone)],
    )?;
    Ok(shipped.with(own))
}

/// A setting of ours, where it holds what it should.
fn kept<T: DeserializeOwned>(read: &Read<'_>, key: &str) -> Result<Option<T>> {
    let kept: Option<String> = read
        .sql()
        .prepare_cached("SELECT value FROM setting WHERE key = ?")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
}

pub(super) fn shipped(read: &Read<'_>, zone: Tz) -> Result<Workdays> {
    let shipped = Workdays::here(zone);
    let weekends: Weekends = kept(read, WEEKEND)?.unwrap_or_default();
    Ok(match weekends.get(place(zone)) {
        Some(weekend) => shipped.resting_on(weekdays(weekend)),
        None => shipped,
    })
}

/// Days of the week at rest, by place.
type Weekends = BTreeMap<String, Vec<u8>>;

/// The user's own lines for where the clocks show `zone`, the later ones later, so that they go before the others. Who wrote the
/// last day first meant the same span.
fn own(read: &Read<'_>, zone: Tz) -> Result<Vec<Announcement>> {
    lines(
        read,
        "SELECT first, coalesce(last, first), worked, name FROM holiday
         WHERE deleted_at IS NULL AND country IN ('*', ?1) ORDER BY n",
        &[&country(zone)],
    )
}

fn lines(read: &Read<'_>, sql: &str, bound: &[&dyn ToSql]) -> Result<Vec<Announcement>> {
    let mut find = read.sql().prepare_cached(sql)?;
    let mut rows = find.query(bound)?;
    let mut own = Vec::new();
    while let Some(row) = rows.next()? {
        let (first, last): (String, String) = (row.get(0)?, row.get(1)?);
        let (Ok(first), Ok(last)) = (first.parse::<NaiveDate>(), last.parse::<NaiveDate>()) else {
            continue;
        };
        own.push(Announcement {
            first: first.min(last),
            last: first.max(last),
            worked: row.get(2)?,
            name: row.get(3)?,
        });
    }
    Ok(own)
}

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

fn number(day: Weekday) -> u8 {
    u8::try_from(day.number_from_monday()).unwrap_or_default()
}

fn weekdays(numbers: &[u8]) -> Vec<Weekday> {
    let there = WEEK.into_iter();
    there
        .filter(|day| numbers.contains(&number(*day)))
        .collect()
}
