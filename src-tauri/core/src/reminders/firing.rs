//! When reminders speak up: armed with each write of a task, marked as fired in the same
//! transaction that hands them out, and as told once the desktop has shown them, so that none is
//! lost and none comes twice.

use rusqlite::{OptionalExtension, Row, ToSql, params};

use super::model::{Due, MORNING};
use crate::base::error::Result;
use crate::base::{Change, ChangeKind, Id, Timestamp, WallTime};
use crate::records::value::Ref;
use crate::vault::{Hook, Read, Write};

/// A reminder whose time lies further back than this when its task is written (an old sheet being
/// imported, say) does not speak up: the task is simply overdue.
const PAST_MS: i64 = 60_000;

/// Arms a reminder for every task that wants one.
pub struct KeepReminders;

impl Hook for KeepReminders {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        let tasks: Vec<Id> = tx
            .changes()
            .iter()
            .filter(|change| change.entity == "task")
            .map(|change| change.id)
            .collect();
        // What undo and redo bring back was there before: its time may have come meanwhile.
        let back = matches!(op, "records.undo" | "records.redo");
        for task in tasks {
            arm(tx, task, back)?;
        }
        Ok(())
    }
}

fn arm(tx: &mut Write<'_>, task: Id, back: bool) -> Result<()> {
    let Some(fire_at) = wanted(tx, task)? else {
        tx.sql()
            .prepare_cached("UPDATE reminder SET state = 'resting' WHERE task = ?")?
            .execute([task])?;
        return Ok(());
    };
    let known: Option<(Timestamp, Option<Timestamp>)> = tx
        .sql()
        .prepare_cached("SELECT fire_at, spoken_for FROM reminder WHERE task = ?")?
        .query_row([task], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let now = tx.now();
    let spoken_for = known.and_then(|(_, spoken_for)| spoken_for);
    // Equal before all else: a clock set back does not make it speak again.
    let spoken = spoken_for.is_some_and(|at| at == fire_at || (fire_at < at && fire_at <= now));
    let kept = known.is_some_and(|(was, _)| was == fire_at || back);
    let passed_over = !spoken && !kept && fire_at < now.plus_ms(-PAST_MS);
    let state = if spoken || passed_over {
        "fired"
    } else {
        "waiting"
    };
    tx.sql()
        .prepare_cached(
            "INSERT INTO reminder (task, fire_at, state, spoken_for) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (task) DO UPDATE SET fire_at = ?2, state = ?3, spoken_for = ?4,
               fired_at = iif(fire_at = ?2, fired_at, NULL),
               told_at = iif(fire_at = ?2, told_at, NULL),
               seen_at = iif(fire_at = ?2, seen_at, NULL)",
        )?
        .execute(params![
            task,
            fire_at,
            state,
            if passed_over {
                Some(fire_at)
            } else {
                spoken_for
            }
        ])?;
    Ok(())
}

/// When the task wants to speak up; never when it is done, gone, or has no time.
fn wanted(read: &Read<'_>, task: Id) -> Result<Option<Timestamp>> {
    let wanted: Option<(String, String, i64)> = read
        .sql()
        .prepare_cached(
            "SELECT due, due_zone, lead_min FROM task WHERE id = ? AND state = 'open' AND remind = 1
             AND due IS NOT NULL AND deleted_at IS NULL",
        )?
        .query_row([task], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((due, zone, lead)) = wanted else {
        return Ok(None);
    };
    let due = WallTime::from_stored(&due, &zone)?.instant(MORNING);
    Ok(Some(due.plus_ms(-lead.saturating_mul(60_000))))
}

/// When the next reminder is due.
///
/// # Errors
/// When the database fails.
pub fn next_wake(read: &Read<'_>) -> Result<Option<Timestamp>> {
    Ok(read
        .sql()
        .prepare_cached("SELECT min(fire_at) FROM reminder WHERE state = 'waiting'")?
        .query_row([], |row| row.get(0))?)
}

/// The times of the next reminders, soonest first: all that is kept in memory while the vault is
/// locked, so that something can be said without names.
///
/// # Errors
/// When the database fails.
pub fn coming(read: &Read<'_>, limit: u32) -> Result<Vec<Timestamp>> {
    let mut find = read.sql().prepare_cached(
        "SELECT fire_at FROM reminder WHERE state = 'waiting' ORDER BY fire_at LIMIT ?",
    )?;
    let times = find
        .query_map([limit], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(times)
}

/// Whether any reminder is due now: a look that writes nothing.
///
/// # Errors
/// When the database fails.
pub fn any_due(read: &Read<'_>) -> Result<bool> {
    Ok(next_wake(read)?.is_some_and(|at| at <= read.now()))
}

/// Hands out every reminder that is due, the longest overdue first, and marks them as fired.
///
/// # Errors
/// When the database fails; none is marked then.
pub fn fire_due(tx: &mut Write<'_>) -> Result<Vec<Due>> {
    let now = tx.now();
    let due = find(tx, "r.state = 'waiting' AND r.fire_at <= ?", &[&now])?;
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET state = 'fired', fired_at = ?1,
               spoken_for = max(fire_at, coalesce(spoken_for, fire_at))
             WHERE state = 'waiting' AND fire_at <= ?1",
        )?
        .execute([now])?;
    Ok(due)
}

/// Reminders that fired and that nobody was told of, because the program ended in between or the
/// desktop would not show them: the longest overdue first.
///
/// # Errors
/// When the database fails.
pub fn untold(read: &Read<'_>) -> Result<Vec<Due>> {
    let untold =
        "r.state = 'fired' AND r.fired_at IS NOT NULL AND r.told_at IS NULL AND r.seen_at IS NULL";
    find(read, untold, &[])
}

/// Notes that the desktop has shown the reminders of `tasks`.
///
/// # Errors
/// When the database fails.
pub fn told(tx: &mut Write<'_>, tasks: &[Id]) -> Result<()> {
    note(tx, "told_at", tasks)
}

/// Notes that the user has seen in the window that the reminders of `tasks` came late.
///
/// # Errors
/// When the database fails.
pub fn seen(tx: &mut Write<'_>, tasks: &[Id]) -> Result<()> {
    note(tx, "seen_at", tasks)
}

fn note(tx: &mut Write<'_>, column: &str, tasks: &[Id]) -> Result<()> {
    let now = tx.now();
    for task in tasks {
        let noted = tx
            .sql()
            .prepare_cached(&format!(
                "UPDATE reminder SET {column} = ?1
                 WHERE task = ?2 AND fired_at IS NOT NULL AND {column} IS NULL"
            ))?
            .execute(params![now, task])?;
        if noted > 0 {
            // The lists that say what came late are read anew.
            tx.record(Change {
                entity: "task".to_owned(),
                id: *task,
                kind: ChangeKind::Updated,
            });
        }
    }
    Ok(())
}

/// Whether any of `tasks` is still as its reminder said: open, and not put off.
///
/// # Errors
/// When the database fails.
pub fn any_stands(read: &Read<'_>, tasks: &[Id]) -> Result<bool> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT 1 FROM reminder WHERE task = ? AND state = 'fired'")?;
    for task in tasks {
        if find.exists([task])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The reminders for which `condition` holds.
fn find(read: &Read<'_>, condition: &str, bound: &[&dyn ToSql]) -> Result<Vec<Due>> {
    let now = read.now();
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT t.id, t.rev, t.title, t.confidential OR coalesce(u.label = 'confidential', 0)
             OR coalesce(c.label = 'confidential', 0),
           r.fire_at, u.id, u.legal_name, c.id, c.full_name
         FROM reminder r JOIN task t ON t.id = r.task
         LEFT JOIN unit u ON u.id = t.unit LEFT JOIN contact c ON c.id = t.contact
         WHERE {condition} ORDER BY r.fire_at"
    ))?;
    let due = find
        .query_map(bound, |row| from_row(row, now))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(due)
}

fn from_row(row: &Row<'_>, now: Timestamp) -> rusqlite::Result<Due> {
    let named = |id: Option<Id>, label: Option<String>| {
        id.map(|id| Ref {
            id,
            label: label.unwrap_or_default(),
        })
    };
    Ok(Due {
        task: row.get(0)?,
        rev: row.get(1)?,
        title: row.get(2)?,
        confidential: row.get(3)?,
        late_ms: now.0 - row.get::<_, i64>(4)?,
        unit: named(row.get(5)?, row.get(6)?),
        contact: named(row.get(7)?, row.get(8)?),
    })
}
