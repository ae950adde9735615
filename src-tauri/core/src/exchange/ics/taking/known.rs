//! The task that bears a UID, as it stands.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use super::own_task;
use crate::base::error::Result;
use crate::base::{Id, WallTime};
use crate::reminders::load;
use crate::vault::Read;

/// A task that may be what an entry is about.
pub(super) struct Known {
    pub(super) id: Id,
    pub(super) title: String,
    pub(super) note: String,
    /// Whom our own file names behind the title.
    pub(super) whom: Vec<String>,
    pub(super) due: Option<WallTime>,
    pub(super) remind: bool,
    /// As kept: a JSON array of codes.
    pub(super) leads: Option<String>,
    pub(super) repeat: Option<String>,
    pub(super) stands_for: Option<NaiveDate>,
    pub(super) open: bool,
    pub(super) lives: bool,
    /// Said or usual.
    pub(super) minutes: u32,
}

/// The task of this UID: an open one before those of its series that are done.
pub(super) fn find(read: &Read<'_>, uid: &str) -> Result<Option<Known>> {
    let mut find = read.sql().prepare_cached(
        "SELECT t.id, t.title, t.note, u.legal_name, c.full_name, t.due, t.due_zone, t.remind, t.leads,
           t.repeat, t.series_on, t.state = 'open', t.deleted_at IS NULL, t.minutes, coalesce(t.kind, '')
         FROM task t LEFT JOIN unit u ON u.id = t.unit LEFT JOIN contact c ON c.id = t.contact
         WHERE t.uid = ?1 OR t.id = ?2
         ORDER BY t.deleted_at IS NOT NULL, t.state <> 'open', t.n DESC LIMIT 1",
    )?;
    let found = find
        .query_row(params![uid, own_task(uid)], |row| {
            let due: Option<String> = row.get(5)?;
            let zone: Option<String> = row.get(6)?;
            let whom: [Option<String>; 2] = [row.get(3)?, row.get(4)?];
            let stands_for: Option<String> = row.get(10)?;
            let known = Known {
                id: row.get(0)?,
                title: row.get(1)?,
                note: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
                whom: whom.into_iter().flatten().collect(),
                due: None,
                remind: row.get(7)?,
                leads: row.get(8)?,
                repeat: row.get(9)?,
                stands_for: stands_for.and_then(|day| day.parse().ok()),
                open: row.get(11)?,
                lives: row.get(12)?,
                minutes: match row.get(13)? {
                    Some(minutes) => minutes,
                    None => load::usual(&row.get::<_, String>(14)?),
                },
            };
            Ok((known, due.zip(zone)))
        })
        .optional()?;
    let Some((mut known, due)) = found else {
        return Ok(None);
    };
    known.due = match due {
        Some((at, zone)) => Some(WallTime::from_stored(&at, &zone)?),
        None => None,
    };
    Ok(Some(known))
}
