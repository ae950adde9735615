//! What the statement of a source finds: its rows, and what the user said of each.

use chrono::NaiveTime;
use rusqlite::types::Value as Column;
use rusqlite::{Row, ToSql, params};

use super::find::Ask;
use super::model::Occasion;
use super::sources::Source;
use crate::base::error::Result;
use crate::base::{Currency, Id, Money, Timestamp, WallTime};
use crate::records::value::Ref;
use crate::reminders::ops;
use crate::vault::Read;

/// A reminder `r` that spoke late, which nobody has seen: missed, or held back by quiet hours. Bound by
/// `ops::MISSED_MS`.
const LATE: &str = "coalesce(r.told_at, r.fired_at) - r.fire_at > 600000 AND r.seen_at IS NULL";
const _: () = assert!(ops::MISSED_MS == 600_000);

/// What the user said of one occasion.
#[derive(Debug, Clone, Default)]
pub(super) struct OfOne {
    settled: Option<String>,
    pub put_off: Option<Timestamp>,
    pub is_late: bool,
}

impl OfOne {
    /// The user settled it for its day.
    pub(super) fn has_settled(&self, one: &Occasion) -> bool {
        self.settled.as_deref() == Some(one.on.to_string().as_str())
    }
}

/// A row as the statements of all sources give it.
pub(super) struct Found {
    pub record: Id,
    pub unit: Option<Ref>,
    pub contact: Option<Ref>,
    pub title: String,
    pub day: Column,
    pub money: Option<Money>,
    pub text: String,
    pub other: String,
    pub number: Column,
    /// The moment its day names an hour of, where it does.
    pub by: Option<Timestamp>,
    pub said: OfOne,
}

/// What is to be added to a source's statement, whose `?n` is a unit or nothing.
pub(super) fn of_unit_or_all(source: &Source, ask: Ask, n: u8) -> String {
    match ask.unit {
        Some(_) => format!(" AND {} = ?{n}", source.unit),
        None => format!(" AND ?{n} IS NULL"),
    }
}

/// What the user said of a record's occasion.
pub(super) fn of_one(read: &Read<'_>, source: &str, record: Id) -> Result<OfOne> {
    let said = read
        .sql()
        .prepare_cached(&format!(
            "SELECT max(settled), max(iif(state <> 'resting', put_off, NULL)), coalesce(max({LATE}), 0)
             FROM reminder r WHERE source = ? AND record = ?"
        ))?
        .query_row(params![source, record], |row| {
            Ok(OfOne {
                settled: row.get(0)?,
                put_off: row.get(1)?,
                is_late: row.get(2)?,
            })
        })?;
    Ok(said)
}

/// Adds what the statement of a source has from one day, or whatever it is asked by, to another.
pub(super) fn find(
    read: &Read<'_>,
    source: &Source,
    ask: Ask,
    (from, to): (&dyn ToSql, &dyn ToSql),
    found: &mut Vec<Found>,
) -> Result<()> {
    let of = of_unit_or_all(source, ask, 4);
    let zone = if source.hours { "s.zone" } else { "NULL" };
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT s.record, s.unit, u.legal_name, s.contact, c.full_name, coalesce(s.title, ''), s.day,
           s.amount, s.currency, coalesce(s.text, ''), coalesce(s.other, ''), s.number,
           (SELECT max(r.settled) FROM reminder r WHERE r.source = ?3 AND r.record = s.record),
           (SELECT max(r.put_off) FROM reminder r
              WHERE r.source = ?3 AND r.record = s.record AND r.state <> 'resting'),
           (SELECT coalesce(max({LATE}), 0) FROM reminder r WHERE r.source = ?3 AND r.record = s.record),
           {zone}
         FROM ({}{of}) s LEFT JOIN unit u ON u.id = s.unit LEFT JOIN contact c ON c.id = s.contact
         WHERE u.id IS NULL OR u.deleted_at IS NULL ORDER BY s.day LIMIT {}",
        source.sql,
        // In words: SQLite prepares a statement anew each time its limit is bound, which took longer
        // than most sources take to answer, and the scheduler asks all of them.
        ask.most
    ))?;
    let bound: [&dyn ToSql; 4] = [from, to, &source.key, &ask.unit];
    let rows = find.query_map(&bound[..], from_row)?;
    for row in rows {
        found.push(row?);
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Found> {
    let named = |id: Option<Id>, label: Option<String>| {
        id.map(|id| Ref {
            id,
            label: label.unwrap_or_default(),
        })
    };
    let day: Column = row.get(6)?;
    let zone: Option<String> = row.get(15)?;
    let wall = match (&day, zone) {
        (Column::Text(at), Some(zone)) => WallTime::from_stored(at, &zone).ok(),
        _ => None,
    };
    let minor: Option<i64> = row.get(7)?;
    let code: Option<String> = row.get(8)?;
    let currency = code
        .and_then(|code| code.parse().ok())
        .unwrap_or(Currency::CNY);
    Ok(Found {
        record: row.get(0)?,
        unit: named(row.get(1)?, row.get(2)?),
        contact: named(row.get(3)?, row.get(4)?),
        title: row.get(5)?,
        day,
        money: minor.map(|minor| Money { minor, currency }),
        text: row.get(9)?,
        other: row.get(10)?,
        number: row.get(11)?,
        by: wall.and_then(|wall| wall.time.map(|_| wall.instant(NaiveTime::MIN))),
        said: OfOne {
            settled: row.get(12)?,
            put_off: row.get(13)?,
            is_late: row.get(14)?,
        },
    })
}
