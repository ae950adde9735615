//! Calendar files: taken in, and kept up to date for other programs.

use std::path::Path;

use super::Session;
use crate::base::Report;
use crate::base::error::Result;
use crate::exchange::ics::taking::{Plan, Taking};
use crate::exchange::ics::{Tells, kept};

impl Session {
    /// What taking a calendar file in would come to.
    ///
    /// # Errors
    /// When the database fails.
    pub fn calendar_plan(&self, taking: &Taking) -> Result<Plan> {
        self.vault.read(|read| taking.plan(read))
    }

    /// Takes a calendar file in as the plan said: one step of undo. How many tasks it made or changed.
    ///
    /// # Errors
    /// See [`Taking::perform`].
    pub fn calendar_take(&self, taking: &Taking, seen: &Plan, report: &Report) -> Result<u32> {
        let take =
            |tx: &mut crate::vault::Write<'_>| taking.perform(tx, &self.catalog(), seen, report);
        let tasks = self.vault.write("exchange.calendar", take)?;
        Ok(u32::try_from(tasks.len()).unwrap_or(u32::MAX))
    }

    /// Brings the calendar file that other programs follow up to date; says whether it was written.
    ///
    /// # Errors
    /// See [`kept::keep`].
    pub fn calendar_keep(&self, tells: Tells, busy: &str, to: &Path) -> Result<bool> {
        self.vault.read(|read| kept::keep(read, tells, busy, to))
    }
}
