//! A calendar file taken in: what each of its entries comes to, read first, then done in one step.
//! An entry is the task that bears its UID, whoever wrote the file; what the file does not say stays.

use std::collections::HashSet;
use std::path::Path;

use serde::Serialize;

use super::entry::{self, Entry};
use super::tasks::own_uid;
use super::times::Moment;
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, Report};
use crate::exchange::reader;
use crate::exchange::sheet::Limits;
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::reminders::series as task_series;
use crate::vault::{Read, Write};

mod known;
mod series;
#[cfg(test)]
mod series_tests;
#[cfg(test)]
mod tests;
mod weigh;

use known::Known;
use series::Told;
use weigh::Weigher;

/// Bytes of a calendar file at most.
const BYTES: u64 = 32 << 20;

/// What becomes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename = "CalendarFate", rename_all = "snake_case")]
pub enum Fate {
    /// It becomes a task.
    New,
    /// It is a task here, and says nothing else.
    Same,
    /// It is a task here, and says something else.
    Changed,
    /// It is left out.
    Refused,
}

/// A word on what could not be taken as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename = "CalendarNote")]
pub struct Note {
    /// Which, as the end of a message key.
    pub key: String,
    /// What it is about, as the file says it; empty where that is plain.
    pub text: String,
}

/// An entry of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename = "CalendarRow")]
pub struct Row {
    /// Its place in the file, from one, where each occurrence of a series that stands by itself counts.
    pub number: u32,
    /// What it is called.
    pub title: String,
    /// When it would be due, `YYYY-MM-DD` or with `THH:MM`; none without a day.
    pub due: Option<String>,
    /// The rule by which it would come again; empty for one that does not.
    pub repeat: String,
    /// What becomes of it.
    pub fate: Fate,
    /// Why it is left out, as the end of a message key; empty for the others.
    pub why: String,
    /// The fields that would change.
    pub fields: Vec<String>,
    /// What could not be taken as it is written.
    pub notes: Vec<Note>,
}

/// What taking a file in would come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename = "CalendarPlan")]
pub struct Plan {
    /// The file's name.
    pub file: String,
    /// Every entry, in the file's order.
    pub rows: Vec<Row>,
}

/// A calendar file that was read.
#[derive(Debug, Clone)]
pub struct Taking {
    file: String,
    entries: Vec<Entry>,
    /// What stands for a title that was not told, in every language we write.
    busy: Vec<String>,
}

/// An entry with what it comes to.
struct Decided {
    row: Row,
    task: Option<Id>,
    uid: String,
    values: Vec<(&'static str, Value)>,
}

impl Taking {
    /// Reads the file at `path`. `busy` is what our own files say where they do not tell a title.
    ///
    /// # Errors
    /// [`Kind::Unavailable`] when it cannot be opened, [`Kind::BadFile`] when it is no calendar,
    /// damaged or too large, [`Kind::Cancelled`].
    pub fn open(path: &Path, busy: Vec<String>, report: &Report) -> Result<Self> {
        let limits = Limits {
            file_bytes: BYTES,
            ..Limits::default()
        };
        let bytes = reader::load(path, &limits, report)?;
        let name = path.file_name().unwrap_or_default();
        Self::read(name.to_string_lossy().into_owned(), bytes, busy)
    }

    /// As [`Taking::open`], from bytes.
    ///
    /// # Errors
    /// As [`Taking::open`].
    pub fn read(file: String, bytes: Vec<u8>, busy: Vec<String>) -> Result<Self> {
        let entries = reader::read_calendar(bytes, entry::read)?;
        Ok(Self {
            file,
            entries,
            busy,
        })
    }

    /// What taking it in would come to. Nothing is written.
    ///
    /// # Errors
    /// When the database fails.
    pub fn plan(&self, read: &Read<'_>) -> Result<Plan> {
        let decided = self.decide(read)?;
        Ok(self.plan_of(&decided))
    }

    fn plan_of(&self, decided: &[Decided]) -> Plan {
        Plan {
            file: self.file.clone(),
            rows: decided.iter().map(|one| one.row.clone()).collect(),
        }
    }

    fn decide(&self, read: &Read<'_>) -> Result<Vec<Decided>> {
        let mut weigher = Weigher::new(read, &self.busy, &self.entries)?;
        let mut seen = HashSet::new();
        let entries = series::told(read, &self.entries)?.into_iter().zip(1_u32..);
        entries
            .map(|(told, number)| {
                let Told {
                    entry,
                    uid,
                    known,
                    place,
                } = told;
                let again = !seen.insert(place);
                let weighed = weigher.weigh(&entry, known.as_ref(), again)?;
                Ok(Decided {
                    row: weighed.row(number, &entry),
                    task: known.map(|known: Known| known.id),
                    uid,
                    values: weighed.values,
                })
            })
            .collect()
    }

    /// Takes it in as `seen` said, the entries of these numbers left out: all of it or nothing, one step of undo.
    /// The tasks made or changed.
    ///
    /// # Errors
    /// [`Kind::Conflict`] when it would come to something else by now, [`Kind::Cancelled`].
    pub fn perform(
        &self,
        tx: &mut Write<'_>,
        catalog: &Catalog,
        (seen, without): (&Plan, &[u32]),
        report: &Report,
    ) -> Result<Vec<Id>> {
        let decided = self.decide(tx)?;
        if self.plan_of(&decided) != *seen {
            return Err(Error::new(Kind::Conflict, "error.calendar_plan_old"));
        }
        let all = u64::try_from(decided.len()).ok();
        let without: HashSet<u32> = without.iter().copied().collect();
        let mut batch = Batch::begin(tx, catalog, "op.calendar_taken")?;
        let mut tasks = Vec::new();
        for (one, at) in decided.into_iter().zip(0..) {
            report.step("progress.import_write", at, all)?;
            if without.contains(&one.row.number) {
                continue;
            }
            let settled = one.values.iter().any(|(field, _)| *field == "state");
            let task = match (one.row.fate, one.task) {
                (Fate::New, _) => {
                    let uid = [("uid", one.uid.into())];
                    batch.create_kept("task", None, one.values, uid)?
                }
                (Fate::Changed, Some(task)) => {
                    batch.update("task", task, None, one.values)?;
                    task
                }
                _ => continue,
            };
            if settled {
                task_series::settle(&mut batch, catalog, task)?;
            }
            tasks.push(task);
        }
        Ok(tasks)
    }
}

/// What the file calls an entry; one that has no name is known again by what it says, of which its
/// name here betrays nothing: it goes out again with every file.
fn uid_of(entry: &Entry) -> String {
    if !entry.uid.is_empty() {
        return entry.uid.clone();
    }
    let start = entry.due.as_ref().or(entry.starts.as_ref());
    let start = start.map(Moment::to_string).unwrap_or_default();
    let said = format!("{start}\n{}", entry.title);
    blake3::hash(said.as_bytes()).to_hex().to_string()
}

/// The task of ours that a UID names, where it is one of ours.
fn own_task(uid: &str) -> Option<Id> {
    let id: Id = uid.strip_suffix("@steward")?.parse().ok()?;
    (own_uid(id) == uid).then_some(id)
}
