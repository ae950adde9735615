//! The reminders of tasks: armed with each write of one.

use rusqlite::OptionalExtension;

use super::firing::{Known, rest, spoken, write};
use super::model::{MORNING, TASK};
use crate::base::error::Result;
use crate::base::{Id, Timestamp, WallTime};
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
            .filter(|change| change.entity == TASK)
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
        return rest(tx, TASK, task, 0);
    };
    let known = Known::of(tx, TASK, task, 0)?;
    let now = tx.now();
    let spoken = spoken(known.as_ref(), fire_at, now);
    let kept = known
        .as_ref()
        .is_some_and(|was| was.fire_at == fire_at || back);
    let passed_over = !spoken && !kept && fire_at < now.plus_ms(-PAST_MS);
    let state = if spoken || passed_over {
        "fired"
    } else {
        "waiting"
    };
    let spoken_for = if passed_over {
        Some(fire_at)
    } else {
        known.and_then(|known| known.spoken_for)
    };
    write(tx, (TASK, task, 0), fire_at, state, spoken_for, None)
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
