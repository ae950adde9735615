//! When reminders speak up: armed with each write of a task, marked as fired in the same
//! transaction that hands them out, so that none is lost and none comes twice.

use rusqlite::{OptionalExtension, params};

use super::model::{Due, MORNING};
use crate::base::error::Result;
use crate::base::{Id, Timestamp, WallTime};
use crate::records::value::Ref;
use crate::vault::{Hook, Read, Write};

/// A reminder whose time lies further back than this when its task is written (an old sheet being
/// imported, say) does not speak up: the task is simply overdue.
const PAST_MS: i64 = 60_000;

/// Arms a reminder for every task that wants one.
pub struct KeepReminders;

impl Hook for KeepReminders {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let tasks: Vec<Id> = tx
            .changes()
            .iter()
            .filter(|change| change.entity == "task")
            .map(|change| change.id)
            .collect();
        for task in tasks {
            arm(tx, task)?;
        }
        Ok(())
    }
}

fn arm(tx: &mut Write<'_>, task: Id) -> Result<()> {
    let wanted: Option<(String, String, i64)> = tx
        .sql()
        .prepare_cached(
            "SELECT due, due_zone, lead_min FROM task WHERE id = ? AND state = 'open' AND remind = 1
             AND due IS NOT NULL AND deleted_at IS NULL",
        )?
        .query_row([task], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((due, zone, lead)) = wanted else {
        tx.sql()
            .prepare_cached("DELETE FROM reminder WHERE task = ?")?
            .execute([task])?;
        return Ok(());
    };
    let due = WallTime::from_stored(&due, &zone)?.instant(MORNING);
    let fire_at = due.plus_ms(-lead.saturating_mul(60_000));
    let state = if fire_at.0 < tx.now().0 - PAST_MS {
        "fired"
    } else {
        "waiting"
    };
    tx.sql()
        .prepare_cached(
            "INSERT INTO reminder (task, fire_at, state) VALUES (?1, ?2, ?3)
             ON CONFLICT (task) DO UPDATE SET fire_at = ?2, state = ?3, fired_at = NULL, seen_at = NULL
             WHERE fire_at <> ?2",
        )?
        .execute(params![task, fire_at, state])?;
    Ok(())
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
    let mut find = tx.sql().prepare_cached(
        "SELECT t.id, t.rev, t.title, t.confidential OR coalesce(u.label = 'confidential', 0),
           r.fire_at, u.id, u.legal_name, c.id, c.full_name
         FROM reminder r JOIN task t ON t.id = r.task
         LEFT JOIN unit u ON u.id = t.unit LEFT JOIN contact c ON c.id = t.contact
         WHERE r.state = 'waiting' AND r.fire_at <= ? ORDER BY r.fire_at",
    )?;
    let due = find
        .query_map([now], |row| {
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
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    drop(find);
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET state = 'fired', fired_at = ?1
             WHERE state = 'waiting' AND fire_at <= ?1",
        )?
        .execute([now])?;
    Ok(due)
}
