//! What befalls a unit and what befalls all below it, side by side: conversations of the last year,
//! open tasks, open complaints, the next step and the last contact. Kept as columns, so that tables
//! sort and filter by them.
//!
//! Whoever a write bears upon is counted anew, and then all above, the lowest first: each asks its own
//! column and those of its children, however many are below those. Only conversations with several
//! units are asked of the whole subtree, for one that two of its units took part in is still one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveTime};
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params, params_from_iter};

use crate::base::error::Result;
use crate::base::{Change, ChangeKind, Id, Timestamp, WallTime};
use crate::vault::{Read, Write, array};

/// How many days a conversation counts.
const DAYS: u64 = 365;
/// Where it is kept from when on conversations were counted last.
const SINCE: &str = "units.talks_since";
/// What of a write bears upon these columns.
const BEARING: [&str; 4] = ["unit", "activity", "task", "complaint"];

/// So many units are asked about by one statement.
const AT_ONCE: usize = 4096;

/// Columns that are counted together, and the question what they come to, for the units of an array;
/// `?2` is the instant from which conversations count.
struct Figures {
    columns: &'static [&'static str],
    asked: &'static str,
}

const OWN: Figures = Figures {
    columns: &["talks", "open_tasks", "open_complaints"],
    asked: "
      (SELECT count(*) FROM (
         SELECT id FROM activity WHERE unit = u.id AND at >= ?2 AND deleted_at IS NULL
         UNION
         SELECT a.id FROM activity_unit o JOIN activity a ON a.id = o.activity
         WHERE o.unit = u.id AND a.at >= ?2 AND a.deleted_at IS NULL)),
      (SELECT count(*) FROM task WHERE unit = u.id AND state = 'open' AND deleted_at IS NULL),
      (SELECT count(*) FROM complaint
       WHERE unit = u.id AND state <> 'confirmed' AND deleted_at IS NULL)",
};

/// One conversation is of one unit: what those below come to adds up.
const ALL: Figures = Figures {
    columns: &[
        "talks_all",
        "open_tasks_all",
        "open_complaints_all",
        "last_touch_all",
        "next_touch_all",
        "next_touch_all_zone",
    ],
    asked: "
      u.talks + (SELECT coalesce(sum(talks_all), 0) FROM unit
                 WHERE parent = u.id AND deleted_at IS NULL),
      u.open_tasks + (SELECT coalesce(sum(open_tasks_all), 0) FROM unit
                      WHERE parent = u.id AND deleted_at IS NULL),
      u.open_complaints + (SELECT coalesce(sum(open_complaints_all), 0) FROM unit
                           WHERE parent = u.id AND deleted_at IS NULL),
      (SELECT max(at) FROM (
         SELECT u.last_touch AS at
         UNION ALL
         SELECT last_touch_all FROM unit WHERE parent = u.id AND deleted_at IS NULL)),
      (SELECT min(at) FROM (
         SELECT u.next_touch AS at
         UNION ALL
         SELECT next_touch_all FROM unit WHERE parent = u.id AND deleted_at IS NULL)),
      (SELECT zone FROM (
         SELECT u.next_touch AS at, u.next_touch_zone AS zone
         UNION ALL
         SELECT next_touch_all, next_touch_all_zone FROM unit
         WHERE parent = u.id AND deleted_at IS NULL)
       WHERE at IS NOT NULL ORDER BY at, zone LIMIT 1)",
};

/// Each conversation once, whichever of the units took part in it.
const SHARED: Figures = Figures {
    columns: &["talks_all"],
    asked: "
      (SELECT count(*) FROM (
         SELECT a.id FROM unit_tree t JOIN unit d ON d.n = t.descendant
         JOIN activity a ON a.unit = d.id
         WHERE t.ancestor = u.n AND d.deleted_at IS NULL AND a.at >= ?2 AND a.deleted_at IS NULL
         UNION
         SELECT a.id FROM unit_tree t JOIN unit d ON d.n = t.descendant
         JOIN activity_unit o ON o.unit = d.id JOIN activity a ON a.id = o.activity
         WHERE t.ancestor = u.n AND d.deleted_at IS NULL AND a.at >= ?2 AND a.deleted_at IS NULL))",
};

/// Counts anew for the units a write bore upon, and for all above them; those for which something came
/// out otherwise are among `told` then.
pub(super) fn renew(tx: &Write<'_>, stale: &BTreeSet<Id>, told: &mut BTreeSet<Id>) -> Result<()> {
    let bears = |change: &Change| BEARING.contains(&change.entity.as_str());
    if stale.is_empty() || !tx.changes().iter().any(bears) {
        return Ok(());
    }
    count(tx, stale, told)
}

fn count(tx: &Write<'_>, stale: &BTreeSet<Id>, told: &mut BTreeSet<Id>) -> Result<()> {
    let since = since(tx).0;
    let own: Vec<Id> = stale.iter().copied().collect();
    put(tx, &OWN, &own, since, told)?;
    let shared: bool = tx
        .sql()
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM activity_unit)")?
        .query_row([], |row| row.get(0))?;
    for level in with_all_above(tx, &own)?.into_values().rev() {
        put(tx, &ALL, &level, since, told)?;
        if shared {
            put(tx, &SHARED, &level, since, told)?;
        }
    }
    Ok(())
}

/// From when on conversations count: a day's first moment.
fn since(read: &Read<'_>) -> Timestamp {
    let day = read.today() - Days::new(DAYS);
    let wall = WallTime {
        date: day,
        time: None,
        zone: read.zone(),
    };
    wall.instant(NaiveTime::MIN)
}

/// These units and all above them, by their depth.
fn with_all_above(read: &Read<'_>, of: &[Id]) -> Result<BTreeMap<i64, Vec<Id>>> {
    let mut levels: BTreeMap<i64, BTreeSet<Id>> = BTreeMap::new();
    for some in of.chunks(AT_ONCE) {
        let mut find = read.sql().prepare_cached(
            "SELECT DISTINCT a.depth, a.id
             FROM rarray(?) AS stale CROSS JOIN unit u ON u.id = stale.value
             JOIN unit_tree t ON t.descendant = u.n JOIN unit a ON a.n = t.ancestor",
        )?;
        let mut rows = find.query([array(some)])?;
        while let Some(row) = rows.next()? {
            levels.entry(row.get(0)?).or_default().insert(row.get(1)?);
        }
    }
    let listed = |(depth, ids): (i64, BTreeSet<Id>)| (depth, ids.into_iter().collect());
    Ok(levels.into_iter().map(listed).collect())
}

/// Writes what columns come to where that is something else: most of the time nothing is, and nobody
/// above need be told.
fn put(
    tx: &Write<'_>,
    figures: &Figures,
    of: &[Id],
    since: i64,
    told: &mut BTreeSet<Id>,
) -> Result<()> {
    let columns = figures.columns.join(", ");
    let width = figures.columns.len();
    let set: Vec<String> = figures
        .columns
        .iter()
        .map(|column| format!("{column} = ?"))
        .collect();
    let set = format!("UPDATE unit SET {} WHERE id = ?", set.join(", "));
    let ask = format!(
        "SELECT u.id, {columns}, {} FROM rarray(?1) AS stale
         CROSS JOIN unit u ON u.id = stale.value WHERE ?2 IS NOT NULL",
        figures.asked
    );
    for some in of.chunks(AT_ONCE) {
        let mut ask = tx.sql().prepare_cached(&ask)?;
        let mut rows = ask.query(params![array(some), since])?;
        let mut others: Vec<(Id, Vec<Sql>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let cells = |from: usize| -> rusqlite::Result<Vec<Sql>> {
                (from..from + width).map(|at| row.get(at)).collect()
            };
            let (was, is) = (cells(1)?, cells(1 + width)?);
            if was != is {
                others.push((row.get(0)?, is));
            }
        }
        drop(rows);
        let mut set = tx.sql().prepare_cached(&set)?;
        for (id, mut is) in others {
            is.push(Sql::Blob(id.bytes().to_vec()));
            set.execute(params_from_iter(is))?;
            told.insert(id);
        }
    }
    Ok(())
}

/// Whether conversations were counted last for another day, and there are any.
///
/// # Errors
/// When the database fails.
pub fn is_behind(read: &Read<'_>) -> Result<bool> {
    if counted_since(read)? == Some(since(read).0) {
        return Ok(false);
    }
    let mut any = read
        .sql()
        .prepare_cached("SELECT 1 FROM activity LIMIT 1")?;
    Ok(any.exists([])?)
}

/// Leaves out the conversations that are a year ago by now, where they still count.
///
/// # Errors
/// When the database fails.
pub fn today(tx: &mut Write<'_>) -> Result<()> {
    let (before, since) = (counted_since(tx)?.unwrap_or_default(), since(tx).0);
    let mut find = tx.sql().prepare_cached(
        "SELECT unit FROM activity WHERE at >= ?1 AND at < ?2
         UNION SELECT o.unit FROM activity a JOIN activity_unit o ON o.activity = a.id
         WHERE a.at >= ?1 AND a.at < ?2",
    )?;
    // A clock set back lets some count again.
    let stale = find
        .query_map([before.min(since), before.max(since)], |row| row.get(0))?
        .collect::<rusqlite::Result<BTreeSet<Id>>>()?;
    let mut told = BTreeSet::new();
    count(tx, &stale, &mut told)?;
    for id in told {
        tx.record(Change {
            entity: "unit".into(),
            id,
            kind: ChangeKind::Updated,
        });
    }
    tx.sql().execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
        params![SINCE, since.to_string()],
    )?;
    Ok(())
}

fn counted_since(read: &Read<'_>) -> Result<Option<i64>> {
    let kept: Option<String> = read
        .sql()
        .prepare_cached("SELECT value FROM setting WHERE key = ?")?
        .query_row([SINCE], |row| row.get(0))
        .optional()?;
    Ok(kept.and_then(|text| text.parse().ok()))
}
