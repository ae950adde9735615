//! What is due as a calendar file (RFC 5545) that other calendar programs read, and the events and
//! to-dos of such a file as tasks.

mod alarms;
pub mod dated;
mod entry;
pub mod kept;
mod lines;
pub mod taking;
mod tasks;
mod times;
mod zones;

#[cfg(test)]
mod tests;

use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use self::dated::Dated;
use super::export::{place, sync_folder, write_beside};
use crate::base::error::Result;
use crate::records::Catalog;
use crate::reminders::manner::Manner;
use crate::vault::Read;

/// How much a calendar file tells. What is confidential is never told: it shows as time taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename = "CalendarTells", rename_all = "snake_case")]
pub enum Tells {
    /// That time is taken, and no more.
    Times,
    /// What is to be done.
    Titles,
    /// What is to be done, for whom, and what was noted.
    Names,
}

/// A calendar of the open tasks and of what has a day beside them, and how many are in it. `busy` is what
/// stands for those of which nothing is told.
///
/// # Errors
/// When the database fails.
pub fn calendar(
    read: &Read<'_>,
    catalog: &Catalog,
    (tells, busy): (Tells, &str),
    dated: &[Dated],
) -> Result<(String, u32)> {
    let tasks = tasks::open(read, catalog)?;
    let morning = Manner::of(read)?.morning();
    let mut out = lines::Lines::default();
    out.put("BEGIN", "VCALENDAR");
    out.put("VERSION", "2.0");
    out.put("PRODID", "-//Steward//Agenda//EN");
    out.put("CALSCALE", "GREGORIAN");
    zones::put(&mut out, tasks.iter().flat_map(tasks::Task::timed));
    for task in &tasks {
        task.put(&mut out, tells, busy, read);
    }
    for one in dated {
        one.put(&mut out, (tells, busy), morning);
    }
    out.put("END", "VCALENDAR");
    let count = u32::try_from(tasks.len() + dated.len()).unwrap_or(u32::MAX);
    Ok((out.text(), count))
}

/// Writes the calendar to `to`: whole or not at all, and no longer encrypted. Says how many are in it.
///
/// # Errors
/// When the database or the folder fails.
pub fn export(
    read: &Read<'_>,
    catalog: &Catalog,
    says: (Tells, &str),
    dated: &[Dated],
    to: &Path,
) -> Result<u32> {
    let (text, count) = calendar(read, catalog, says, dated)?;
    let (file, ()) = write_beside(to, |file, _| Ok(file.write_all(text.as_bytes())?))?;
    place(file, to)?;
    sync_folder(to)?;
    Ok(count)
}
