//! Calendar files: taken in.

use super::Session;
use crate::base::Report;
use crate::base::error::Result;
use crate::exchange::ics::taking::{Plan, Taking};

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
}
