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

    /// What the calendar file that other programs follow is to say.
    ///
    /// # Errors
    /// When the database fails.
    pub fn calendar_said(&self, tells: Tells, busy: &str) -> Result<kept::Said> {
        let vault = self.vault.id();
        self.vault.read(|read| kept::said(read, vault, tells, busy))
    }

    /// Brings that file up to date; says whether it was written.
    ///
    /// # Errors
    /// See [`kept::Said::put`].
    pub fn calendar_keep(&self, tells: Tells, busy: &str, to: &Path) -> Result<bool> {
        self.calendar_said(tells, busy)?.put(to)
    }
}
