//! The reminders that are kept of a source already, as a sweep compares them with the occasions there are.

use std::collections::HashMap;

use rusqlite::params;

use super::model::Occasion;
use super::sources::Source;
use crate::base::error::Result;
use crate::base::{Id, Timestamp};
use crate::vault::Read;

/// A reminder as it is kept.
pub(super) struct Row {
    pub fire_at: Timestamp,
    pub spoken_for: Option<Timestamp>,
    pub waiting: bool,
    pub resting: bool,
    pub about: Option<String>,
    pub settled: bool,
    pub put_off: Option<Timestamp>,
}

impl Row {
    /// Whether it is about the day an occasion is of.
    pub(super) fn is_about(&self, one: &Occasion) -> bool {
        self.about.as_deref() == Some(one.on.to_string().as_str())
    }

    /// Whether something that was put off has another hour of the same day before it: what was put off has spoken
    /// again meanwhile, or would speak before that hour, which nobody put off.
    pub(super) fn is_moved(&self, one: &Occasion, fire_at: Timestamp, now: Timestamp) -> bool {
        let other = |until: Timestamp| until <= now || (fire_at > until && self.is_about(one));
        let ahead = self.fire_at != fire_at && fire_at > now;
        one.by.is_some() && ahead && self.put_off.is_some_and(other)
    }
}

/// What is kept of a source, of one record or of all.
pub(super) fn known(
    read: &Read<'_>,
    source: &Source,
    record: Option<Id>,
) -> Result<HashMap<(Id, i32), Row>> {
    let of = match record {
        Some(_) => "record = ?2",
        None => "?2 IS NULL",
    };
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT record, slot, fire_at, state, about, settled IS NOT NULL AND settled IS about, put_off,
           spoken_for
         FROM reminder WHERE source = ?1 AND {of}"
    ))?;
    let mut rows = find.query(params![source.key, record])?;
    let mut known = HashMap::new();
    while let Some(row) = rows.next()? {
        let state: String = row.get(3)?;
        let of = Row {
            fire_at: row.get(2)?,
            spoken_for: row.get(7)?,
            waiting: state == "waiting",
            resting: state == "resting",
            about: row.get(4)?,
            settled: row.get(5)?,
            put_off: row.get(6)?,
        };
        known.insert((row.get(0)?, row.get(1)?), of);
    }
    Ok(known)
}
