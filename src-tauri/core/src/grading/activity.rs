//! What happened with units lately, and the level that makes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use rusqlite::params;
use serde::Serialize;

use super::policy::{self, ActivityReason, BUSINESS_DAYS, Facts, TALK_DAYS};
use crate::base::{Change, ChangeKind, Id, Result, Timestamp};
use crate::records::query::day_start;
use crate::vault::{Read, Write, array};

/// So many units are asked for by one statement.
const AT_ONCE: usize = 4096;

/// What counts, and when time alone makes it another.
#[derive(Default)]
struct Lately {
    facts: Facts,
    until: Option<NaiveDate>,
}

impl Lately {
    fn ends(&mut self, day: Option<NaiveDate>) {
        self.until = [self.until, day].into_iter().flatten().min();
    }
}

/// One that bears a day to come, as a meeting that is planned does, counts from that day on.
const TALKS: &str = "
SELECT unit, count(*) FILTER (WHERE at < ?3 AND direction = 'in'),
  count(*) FILTER (WHERE at < ?3 AND direction IS NOT 'in' AND result IS 'no_answer'),
  count(*) FILTER (WHERE at < ?3), min(at) FILTER (WHERE at < ?3), min(at) FILTER (WHERE at >= ?3)
FROM (
  SELECT a.unit, a.direction, a.result, a.at FROM rarray(?1) AS u
  CROSS JOIN activity a ON a.unit = u.value AND a.at >= ?2
  WHERE a.kind <> 'note' AND a.deleted_at IS NULL
  UNION ALL
  SELECT o.unit, a.direction, a.result, a.at FROM rarray(?1) AS u
  CROSS JOIN activity_unit o ON o.unit = u.value CROSS JOIN activity a ON a.id = o.activity
  WHERE a.at >= ?2 AND a.kind <> 'note' AND a.unit <> o.unit AND a.deleted_at IS NULL)
GROUP BY unit";

/// A business begun under a contract is told by that.
const BUSINESS: &str = "
SELECT unit, what, count(DISTINCT which) FILTER (WHERE day <= ?3), min(day) FILTER (WHERE day <= ?3),
  min(day) FILTER (WHERE day > ?3)
FROM (
  SELECT t.unit, 'orders' AS what, coalesce(nullif(t.order_no, ''), t.id) AS which, t.date AS day
  FROM rarray(?1) AS u CROSS JOIN \"transaction\" t ON t.unit = u.value
  WHERE t.date > ?2 AND t.deleted_at IS NULL
  UNION ALL
  SELECT p.unit, 'payments', p.id, p.received_on
  FROM rarray(?1) AS u CROSS JOIN payment p ON p.unit = u.value
  WHERE p.received_on > ?2 AND p.deleted_at IS NULL
  UNION ALL
  SELECT k.unit, 'signed', k.id, k.signed_on
  FROM rarray(?1) AS u CROSS JOIN contract k ON k.unit = u.value
  WHERE k.signed_on > ?2 AND k.deleted_at IS NULL
  UNION ALL
  SELECT c.unit, 'signed', c.id, c.\"start\"
  FROM rarray(?1) AS u CROSS JOIN cooperation c ON c.unit = u.value
  WHERE c.\"start\" > ?2 AND c.state IS NOT 'talking' AND c.deleted_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM contract k WHERE k.cooperation = c.id AND k.deleted_at IS NULL))
GROUP BY unit, what";

fn lately(read: &Read<'_>, units: &[Id]) -> Result<BTreeMap<Id, Lately>> {
    let (today, zone) = (read.today(), read.zone());
    let mut all: BTreeMap<Id, Lately> = BTreeMap::new();
    let before = |days: u16| today - Days::new(days.into());
    let first = day_start(before(TALK_DAYS - 1), zone);
    let tomorrow = day_start(today + Days::new(1), zone);
    let day = |at: Timestamp| at.utc().with_timezone(&zone).date_naive();
    let mut find = read.sql().prepare_cached(TALKS)?;
    let mut rows = find.query(params![array(units), first, tomorrow])?;
    while let Some(row) = rows.next()? {
        let one = all.entry(row.get(0)?).or_default();
        (one.facts.replies, one.facts.tried) = (row.get(1)?, row.get(2)?);
        let every: u32 = row.get(3)?;
        one.facts.talks = every - one.facts.replies - one.facts.tried;
        let oldest: Option<Timestamp> = row.get(4)?;
        let ends = |at| day(at).checked_add_days(Days::new(TALK_DAYS.into()));
        one.ends(oldest.and_then(ends));
        let next: Option<Timestamp> = row.get(5)?;
        one.ends(next.map(day));
    }
    drop(rows);
    let mut find = read.sql().prepare_cached(BUSINESS)?;
    let first = before(BUSINESS_DAYS).to_string();
    let mut rows = find.query(params![array(units), first, today.to_string()])?;
    while let Some(row) = rows.next()? {
        let one = all.entry(row.get(0)?).or_default();
        let (what, count): (String, u32) = (row.get(1)?, row.get(2)?);
        match what.as_str() {
            "orders" => one.facts.orders = count,
            "payments" => one.facts.payments = count,
            _ => one.facts.signed = count,
        }
        let day = |text: Option<String>| text.and_then(|text| text.parse::<NaiveDate>().ok());
        let oldest = day(row.get(3)?);
        one.ends(oldest.and_then(|day| day.checked_add_days(Days::new(BUSINESS_DAYS.into()))));
        one.ends(day(row.get(4)?));
    }
    Ok(all)
}

/// Brings the level of units up to date.
///
/// # Errors
/// When the database fails.
pub(super) fn renew(tx: &mut Write<'_>, units: &BTreeSet<Id>) -> Result<()> {
    let units: Vec<Id> = units.iter().copied().collect();
    for some in units.chunks(AT_ONCE) {
        let mut now = lately(tx, some)?;
        let mut find = tx.sql().prepare_cached(
            "SELECT u.id, u.activity_level, u.activity_until FROM rarray(?1) AS r
             JOIN unit u ON u.id = r.value",
        )?;
        let was = find
            .query_map([array(some)], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?
            .collect::<rusqlite::Result<Vec<(Id, String, Option<String>)>>>()?;
        drop(find);
        for (id, level, until) in was {
            let one = now.remove(&id).unwrap_or_default();
            let new = policy::level(&one.facts).code();
            let ends = one.until.map(|day| day.to_string());
            if new == level && ends == until {
                continue;
            }
            tx.sql()
                .prepare_cached(
                    "UPDATE unit SET activity_level = ?2, activity_until = ?3 WHERE id = ?1",
                )?
                .execute(params![id, new, ends])?;
            if new != level {
                tx.record(Change {
                    entity: "unit".to_owned(),
                    id,
                    kind: ChangeKind::Updated,
                });
            }
        }
    }
    Ok(())
}

/// How alive the tie to a unit is, to the point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Activity {
    /// By code of `activity_level`.
    pub level: String,
    /// The points of all that happened.
    pub points: i64,
    /// What happened and what did not.
    pub reasons: Vec<ActivityReason>,
}

/// How alive the tie to a unit is, with the reasons.
///
/// # Errors
/// When the database fails.
pub fn explain(read: &Read<'_>, unit: Id) -> Result<Activity> {
    let facts = lately(read, &[unit])?
        .remove(&unit)
        .unwrap_or_default()
        .facts;
    Ok(Activity {
        level: policy::level(&facts).code().to_owned(),
        points: policy::points(&facts),
        reasons: policy::reasons(&facts),
    })
}
