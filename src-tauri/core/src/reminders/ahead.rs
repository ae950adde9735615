//! What is said ahead of a task's moment, and is put off by itself while the task stays where it is.

use rusqlite::{OptionalExtension, params};

use super::firing::told_of;
use super::model::{Snooze, TASK, put_off};
use super::{ops, workdays};
use crate::base::error::Result;
use crate::base::{Id, Timestamp, WallTime};
use crate::records::Catalog;
use crate::vault::{Read, Write};

/// Puts off what was said of a task. Said ahead of its moment, the word comes again later, while the
/// task stays where it is; put off beyond the moment, that one speaks for itself.
///
/// # Errors
/// As for [`ops::snooze`].
pub fn put_off_said(tx: &mut Write<'_>, catalog: &Catalog, task: Id, how: &Snooze) -> Result<()> {
    let Some((slot, said, moment)) = said_ahead(tx, task)? else {
        return ops::snooze(tx, catalog, task, None, how);
    };
    ops::due_of_open(tx, task)?;
    let zone = tx.zone();
    let time = said.utc().with_timezone(&zone).time();
    let wall = put_off(how, Some(time), tx.now(), zone, &workdays::of(tx, zone)?);
    let until = WallTime::from_stored(&wall.at, &wall.zone)?.instant(time);
    if until < moment {
        put_off_ahead(tx, task, slot, until)?;
    }
    Ok(())
}

/// The word ahead of a task's moment that was said last, where the moment itself is still to come: its
/// slot, when it spoke, and when the moment does.
///
/// # Errors
/// When the database fails.
fn said_ahead(read: &Read<'_>, task: Id) -> Result<Option<(i32, Timestamp, Timestamp)>> {
    Ok(read
        .sql()
        .prepare_cached(
            "SELECT r.slot, r.fire_at, m.fire_at FROM reminder r
             JOIN reminder m ON m.source = r.source AND m.record = r.record AND m.slot = 0
             WHERE r.source = ?1 AND r.record = ?2 AND r.slot > 0 AND r.state = 'fired'
               AND r.fired_at IS NOT NULL AND m.state = 'waiting' AND m.fire_at > ?3
             ORDER BY r.fired_at DESC, r.fire_at DESC LIMIT 1",
        )?
        .query_row(params![TASK, task, read.now()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?)
}

/// Puts off a word ahead of a task's moment; the task stays where it is.
///
/// # Errors
/// When the database fails.
fn put_off_ahead(tx: &mut Write<'_>, task: Id, slot: i32, until: Timestamp) -> Result<()> {
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET state = 'waiting', fire_at = ?4, put_off = ?4,
               fired_at = NULL, told_at = NULL, seen_at = NULL
             WHERE source = ?1 AND record = ?2 AND slot = ?3",
        )?
        .execute(params![TASK, task, slot, until])?;
    told_of(tx, TASK, task);
    Ok(())
}
