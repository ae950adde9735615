//! The agenda: what is due, day by day, and what becomes of several tasks at once.

use std::path::Path;

use chrono::NaiveDate;

use super::{Applied, Session};
use crate::base::error::Result;
use crate::exchange::ics::{self, Tells};
use crate::reminders::agenda::{self, Agenda};
use crate::reminders::moving::{self, MovePlan, MoveTo, TaskAt};

impl Session {
    /// The days from `from` to `to`, both included.
    ///
    /// # Errors
    /// See [`agenda::agenda`].
    pub fn agenda(&self, from: NaiveDate, to: NaiveDate) -> Result<Agenda> {
        self.vault.read(|read| agenda::agenda(read, from, to))
    }

    /// What moving these tasks would come to.
    ///
    /// # Errors
    /// See [`moving::plan`].
    pub fn tasks_move_plan(&self, tasks: &[TaskAt], how: &MoveTo) -> Result<MovePlan> {
        self.vault.read(|read| moving::plan(read, tasks, how))
    }

    /// Moves these tasks: all of them or none, one step of undo.
    ///
    /// # Errors
    /// See [`moving::perform`].
    pub fn tasks_move(&self, tasks: &[TaskAt], how: &MoveTo) -> Result<Applied> {
        self.written("reminders.move", |tx| {
            moving::perform(tx, &self.catalog(), tasks, how)?;
            let ids = tasks.iter().map(|task| ("task".to_owned(), task.id));
            Ok(ids.collect())
        })
    }

    /// Writes the open tasks as a calendar file, no longer encrypted; how many are in it.
    ///
    /// # Errors
    /// See [`ics::export`].
    pub fn calendar_export(&self, tells: Tells, busy: &str, to: &Path) -> Result<u32> {
        self.vault.read(|read| ics::export(read, tells, busy, to))
    }
}
