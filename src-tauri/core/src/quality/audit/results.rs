//! What a run asks and what the answers come to: of one run, of all of them, and month by month.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::Serialize;

use super::super::ages::{self, FieldMark};
use super::super::rules::Rules;
use super::here::still_asked;
use super::ops::open;
use super::policy::{self, FEW};
use crate::base::{Id, Result, Timestamp};
use crate::records::value::{Ref, Value};
use crate::records::{Catalog, Record, rows};
use crate::vault::Read;

/// So many months and runs are looked back on.
const MONTHS: usize = 24;
const RUNS: u32 = 24;

/// What answers come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct AuditTally {
    /// Found to be right.
    pub confirmed: u32,
    /// Found to be another.
    pub changed: u32,
    /// That could not be found out.
    pub unknown: u32,
    /// Not answered.
    pub left: u32,
    /// Of what was found out, so much was right, in percent; never all where something was changed.
    pub accuracy: Option<u8>,
    /// Its range in nineteen of twenty cases, for values drawn in this way; nothing where answers are too few.
    pub between: Option<(u8, u8)>,
}

impl AuditTally {
    fn of(confirmed: u32, changed: u32, unknown: u32, left: u32) -> Self {
        let accuracy = policy::accuracy(confirmed, changed);
        Self {
            confirmed,
            changed,
            unknown,
            left,
            accuracy: accuracy.map(|found| found.percent),
            between: accuracy
                .filter(|_| confirmed + changed >= FEW)
                .map(|found| (found.low, found.high)),
        }
    }
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct AuditRun {
    /// The run.
    pub id: Id,
    /// When it was begun, `YYYY-MM-DD`.
    pub started_on: String,
    /// When it was over.
    pub finished_on: Option<String>,
    /// So many values were drawn.
    pub size: u32,
    /// Out of so many.
    pub drawn_from: u32,
    /// So many more took no part, being confidential.
    pub left_out: u32,
    /// Confidential values took part.
    pub confidential: bool,
    /// What the answers come to.
    pub tally: AuditTally,
}

/// A value that was drawn.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct AuditLine {
    /// What was drawn.
    pub id: Id,
    /// The record; nothing where it is gone.
    pub record: Option<Record>,
    /// What it is called.
    pub about: Ref,
    /// The customer it belongs to, where it is not one itself.
    pub unit: Option<Ref>,
    /// The entity's key.
    pub entity: String,
    /// The field's key.
    pub field: String,
    /// How old the value is, and what was said of it.
    pub mark: Option<FieldMark>,
    /// `confirmed`, `changed`, `unknown`; nothing where that is not answered.
    pub outcome: Option<String>,
}

/// What was answered in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct AuditMonth {
    /// The month, `YYYY-MM`.
    pub month: String,
    /// What the answers come to.
    pub tally: AuditTally,
}

/// The run under way, and what earlier ones came to.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Audit {
    /// The run under way.
    pub open: Option<AuditRun>,
    /// What it asks.
    pub lines: Vec<AuditLine>,
    /// Earlier runs, the latest first.
    pub runs: Vec<AuditRun>,
    /// What was answered month by month, the earliest first.
    pub months: Vec<AuditMonth>,
}

/// The run under way, and what earlier ones came to.
///
/// # Errors
/// When the database fails.
pub fn audit(read: &Read<'_>, catalog: &Catalog) -> Result<Audit> {
    let now = open(read)?;
    let mut all = runs(read)?;
    let at = all.iter().position(|run| Some(run.id) == now);
    let open = at.map(|at| all.remove(at));
    let lines = match &open {
        Some(run) => lines(read, catalog, run.id)?,
        None => Vec::new(),
    };
    Ok(Audit {
        open,
        lines,
        runs: all,
        months: months(read)?,
    })
}

fn runs(read: &Read<'_>) -> Result<Vec<AuditRun>> {
    let mut find = read.sql().prepare_cached(concat!(
        "SELECT r.id, r.started_on, r.finished_on, r.size, r.drawn_from, r.left_out, r.confidential,
           count(*) FILTER (WHERE i.outcome = 'confirmed'),
           count(*) FILTER (WHERE i.outcome = 'changed'),
           count(*) FILTER (WHERE i.outcome = 'unknown'),
           count(*) FILTER (WHERE i.outcome IS NULL AND ",
        // As of the day it ended: that a run is over changes nothing of who was left to be asked about.
        still_asked!("coalesce(r.finished_on, ?2)"),
        ")
         FROM audit_run r JOIN audit_item i ON i.run = r.id AND i.deleted_at IS NULL
         WHERE r.deleted_at IS NULL GROUP BY r.n ORDER BY r.n DESC LIMIT ?1"
    ))?;
    let today = read.today().to_string();
    let found = find.query_map(params![RUNS + 1, today], |row| {
        Ok(AuditRun {
            id: row.get(0)?,
            started_on: row.get(1)?,
            finished_on: row.get(2)?,
            size: row.get(3)?,
            drawn_from: row.get(4)?,
            left_out: row.get(5)?,
            confidential: row.get(6)?,
            tally: AuditTally::of(row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?),
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn months(read: &Read<'_>) -> Result<Vec<AuditMonth>> {
    let mut find = read.sql().prepare_cached(
        "SELECT answered_at, outcome FROM audit_item
         WHERE answered_at IS NOT NULL AND deleted_at IS NULL",
    )?;
    let mut rows = find.query([])?;
    let mut counted: BTreeMap<String, [u32; 3]> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let at: Timestamp = row.get(0)?;
        let outcome: String = row.get(1)?;
        let day = at.utc().with_timezone(&read.zone()).date_naive();
        let of = counted.entry(day.format("%Y-%m").to_string()).or_default();
        let [confirmed, changed, unknown] = of;
        *match outcome.as_str() {
            "confirmed" => confirmed,
            "changed" => changed,
            _ => unknown,
        } += 1;
    }
    let early = counted.len().saturating_sub(MONTHS);
    let told = counted.into_iter().skip(early);
    Ok(told
        .map(|(month, [confirmed, changed, unknown])| AuditMonth {
            month,
            tally: AuditTally::of(confirmed, changed, unknown, 0),
        })
        .collect())
}

fn lines(read: &Read<'_>, catalog: &Catalog, run: Id) -> Result<Vec<AuditLine>> {
    type Row = (Id, String, Id, String, Option<String>);
    let mut find = read.sql().prepare_cached(concat!(
        "SELECT id, of_entity, \"of\", field, outcome FROM audit_item i
         WHERE run = ?1 AND deleted_at IS NULL AND (outcome IS NOT NULL OR ",
        still_asked!("?2"),
        ") ORDER BY n"
    ))?;
    let found: Vec<Row> = find
        .query_map(params![run, read.today().to_string()], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let rules = Rules::read(read)?;
    let mut lines = Vec::new();
    for (id, entity, of, field, outcome) in found {
        let record = rows::find(read, catalog, catalog.entity(&entity)?, of)?;
        let record = record.filter(|record| !record.deleted);
        let mark = match &record {
            Some(record) => ages::marks(read, catalog, &rules, record)?
                .into_iter()
                .find(|mark| mark.field == field),
            None => None,
        };
        let pointed = |field: &str| match record.as_ref()?.get(field) {
            Value::Ref(to) => Some(to.clone()),
            _ => None,
        };
        let about = match &record {
            Some(record) if entity != "post" => Some(ages::named(catalog, record)?),
            _ => pointed("contact"),
        };
        lines.push(AuditLine {
            id,
            about: about.unwrap_or(Ref {
                id: of,
                label: String::new(),
            }),
            unit: pointed("unit").filter(|_| entity != "unit"),
            entity,
            field,
            mark,
            outcome,
            record,
        });
    }
    Ok(lines)
}
