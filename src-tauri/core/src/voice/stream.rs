//! All that came from a customer in one stream, the latest first, whatever kind of record it is; and how
//! content they are; what waits too long for an answer stands before all of it. It only reads: what each kind holds is the catalog's.

use chrono::{Months, NaiveDate, Offset};
use rusqlite::named_params;
use serde::Serialize;

use crate::base::Id;
use crate::base::error::Result;
use crate::records::catalog::Catalog;
use crate::records::related::late;
use crate::records::{Record, rows};
use crate::vault::Read;

/// The kinds of the stream, and the instant each counts as of, ms UTC in SQL; a day begins where the user
/// lives, `:offset` ms behind UTC's. What has no day of its own is as old as its entry.
const KINDS: &[(&str, &str)] = &[
    ("complaint", "unixepoch(received_on) * 1000 - :offset"),
    ("need", "created_at"),
    (
        "preference",
        "ifnull(unixepoch(as_of) * 1000 - :offset, created_at)",
    ),
    ("feedback", "at"),
    (
        "suggestion",
        "ifnull(unixepoch(made_on) * 1000 - :offset, created_at)",
    ),
    ("satisfaction", "unixepoch(date) * 1000 - :offset"),
    (
        "competitor_view",
        "ifnull(unixepoch(as_of) * 1000 - :offset, created_at)",
    ),
    ("strategy_note", "unixepoch(as_of) * 1000 - :offset"),
];

/// The units asked about.
const PLACE: &str = "place(id) AS (
  SELECT :unit UNION
  SELECT d.id FROM unit top JOIN unit_tree t ON t.ancestor = top.n JOIN unit d ON d.n = t.descendant
  WHERE :below AND top.id = :unit AND d.deleted_at IS NULL)";

/// What came from a customer.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Voice {
    /// The record.
    pub record: Record,
    /// The day it counts as of, `YYYY-MM-DD`.
    pub day: String,
}

/// How many of a kind there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct VoiceCount {
    /// The kind of record.
    pub entity: String,
    /// That many.
    pub count: u32,
}

/// A part of the stream.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Voices {
    /// What came: first what waits too long for its answer, then the latest first.
    pub voices: Vec<Voice>,
    /// How many of each kind there are, whichever were asked for; those there are none of are left out.
    pub counts: Vec<VoiceCount>,
}

/// The scores of a year on one scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct Mean {
    /// Their mean, in hundredths of a point.
    pub hundredths: i32,
    /// How many there are.
    pub count: u32,
}

/// How content a customer is by one scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Satisfaction {
    /// The scale's code.
    pub scale: String,
    /// The latest score.
    pub last: i32,
    /// When it was given, `YYYY-MM-DD`.
    pub on: String,
    /// The twelve months up to today.
    pub year: Option<Mean>,
    /// The twelve months before those.
    pub before: Option<Mean>,
}

/// The day and the instant that what is late is late by.
const CLOCK: &str = "clock(today, now) AS (SELECT :today, :now)";

/// What came from the units of the place, with whether an answer to it is late, of the kinds `only`, or of all where none is named.
fn said(catalog: &Catalog, only: &[String]) -> Result<String> {
    let kinds = KINDS
        .iter()
        .filter(|(entity, _)| only.is_empty() || only.iter().any(|one| one == entity))
        .map(|(entity, when)| {
            let of = catalog.entity(entity)?;
            let late = late(of, "(SELECT today FROM clock)", "(SELECT now FROM clock)");
            let late = late.as_deref().unwrap_or("0");
            Ok(format!(
                "SELECT '{entity}' AS entity, id, {when} AS at, {late} AS late FROM {entity}
                 WHERE deleted_at IS NULL AND unit IN (SELECT id FROM place)"
            ))
        })
        .collect::<Result<Vec<String>>>()?;
    let kinds = if kinds.is_empty() {
        "SELECT NULL, NULL, :offset, 0 WHERE FALSE".to_owned()
    } else {
        kinds.join(" UNION ALL ")
    };
    Ok(format!(
        "WITH {PLACE}, {CLOCK}, said(entity, id, at, late) AS ({kinds})"
    ))
}

/// What came from a unit, with `below` from all that report to it too: of the kinds `only`, or of all
/// where none is named, `count` from the one numbered `from` on. What is late stands before all others.
///
/// # Errors
/// When the database fails.
pub fn voices(
    read: &Read<'_>,
    catalog: &Catalog,
    (unit, below): (Id, bool),
    only: &[String],
    (from, count): (u32, u32),
) -> Result<Voices> {
    let offset = read.now().utc().with_timezone(&read.zone()).offset().fix();
    let offset = i64::from(offset.local_minus_utc()) * 1000;
    let (today, now) = (read.today().to_string(), read.now());
    let counts = read
        .sql()
        .prepare_cached(&format!(
            "{} SELECT entity, count(*) FROM said GROUP BY entity",
            said(catalog, &[])?
        ))?
        .query_map(
            named_params! {
                ":unit": unit, ":below": below, ":offset": offset, ":today": today, ":now": now,
            },
            |row| {
                Ok(VoiceCount {
                    entity: row.get(0)?,
                    count: row.get(1)?,
                })
            },
        )?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let found = read
        .sql()
        .prepare_cached(&format!(
            "{} SELECT entity, id, date((at + :offset) / 1000, 'unixepoch') FROM said
             ORDER BY late DESC, at DESC, id DESC LIMIT :count OFFSET :from",
            said(catalog, only)?
        ))?
        .query_map(
            named_params! {
                ":unit": unit, ":below": below, ":offset": offset, ":count": count, ":from": from,
                ":today": today, ":now": now,
            },
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?
        .collect::<rusqlite::Result<Vec<(String, Id, String)>>>()?;
    let mut voices = Vec::with_capacity(found.len());
    for (entity, id, day) in found {
        if let Some(record) = rows::find(read, catalog, catalog.entity(&entity)?, id)? {
            voices.push(Voice { record, day });
        }
    }
    Ok(Voices { voices, counts })
}

/// The scores on one scale: what is told of them, and the sum and number of each year's.
struct Given {
    told: Satisfaction,
    year: (i64, u32),
    before: (i64, u32),
}

impl Given {
    fn take(&mut self, in_year: Option<bool>, score: i32) {
        let (sum, many) = match in_year {
            Some(true) => &mut self.year,
            Some(false) => &mut self.before,
            None => return,
        };
        *sum += i64::from(score);
        *many += 1;
    }
}

/// How content a unit is, with `below` all that report to it too: by each scale they gave scores on, the
/// one used last first. What is dated ahead says nothing yet.
///
/// # Errors
/// When the database fails.
pub fn satisfaction(read: &Read<'_>, unit: Id, below: bool) -> Result<Vec<Satisfaction>> {
    let today = read.today();
    let year = today - Months::new(12);
    let before = today - Months::new(24);
    let mut scores = read.sql().prepare_cached(&format!(
        "WITH {PLACE} SELECT scale, score, date FROM satisfaction
         WHERE deleted_at IS NULL AND unit IN (SELECT id FROM place) AND date <= :today
         ORDER BY date DESC, n DESC"
    ))?;
    let mut rows = scores
        .query(named_params! {":unit": unit, ":below": below, ":today": today.to_string()})?;
    let mut scales: Vec<Given> = Vec::new();
    while let Some(row) = rows.next()? {
        let (scale, score, on): (String, i32, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let day: Option<NaiveDate> = on.parse().ok();
        let in_year = match day {
            Some(day) if day > year => Some(true),
            Some(day) if day > before => Some(false),
            _ => None,
        };
        let known = scales.iter_mut().find(|one| one.told.scale == scale);
        if let Some(given) = known {
            given.take(in_year, score);
            continue;
        }
        let (year, before) = (None, None);
        let mut given = Given {
            told: Satisfaction {
                scale,
                last: score,
                on,
                year,
                before,
            },
            year: (0, 0),
            before: (0, 0),
        };
        given.take(in_year, score);
        scales.push(given);
    }
    let mean = |(sum, count): (i64, u32)| {
        let hundredths = (sum * 100 + i64::from(count) / 2).checked_div(i64::from(count))?;
        Some(Mean {
            hundredths: i32::try_from(hundredths).ok()?,
            count,
        })
    };
    let done = scales.into_iter().map(|given| Satisfaction {
        year: mean(given.year),
        before: mean(given.before),
        ..given.told
    });
    Ok(done.collect())
}
