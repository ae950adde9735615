//! Checklists for work that comes again: chosen, planned, started, and how far they are.

use super::{Applied, Session};
use crate::base::{Id, Result};
use crate::business::contracts;
use crate::records::labels::Language;
use crate::reminders::checklists::ours::{self, OurChecklist};
use crate::reminders::checklists::plan::{self, ChecklistOrder, ChecklistPlan};
use crate::reminders::checklists::progress::{self, ChecklistRun};
use crate::reminders::checklists::start::{self, ChecklistTask};
use crate::reminders::checklists::{self, Checklist};

impl Session {
    /// Every checklist, those offered first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn checklists(&self) -> Result<Vec<Checklist>> {
        self.vault.read(checklists::all)
    }

    /// The checklists the program offers.
    ///
    /// # Errors
    /// When the database fails.
    pub fn our_checklists(&self, language: Language) -> Result<Vec<OurChecklist>> {
        self.vault.read(|read| ours::offered(read, language))
    }

    /// Takes over those meant for `purposes`, one step of undo.
    ///
    /// # Errors
    /// See [`ours::take`].
    pub fn take_our_checklists(&self, purposes: &[String], language: Language) -> Result<Applied> {
        self.written("checklists.take", |tx| {
            let made = ours::take(tx, &self.catalog(), purposes, language)?;
            let made = made.into_iter();
            Ok(made.map(|id| ("checklist".to_owned(), id)).collect())
        })
    }

    /// What starting a checklist would make.
    ///
    /// # Errors
    /// See [`plan::plan`].
    pub fn checklist_plan(&self, order: &ChecklistOrder) -> Result<ChecklistPlan> {
        self.vault.read(|read| {
            let ending = contracts::ending(read, order.unit)?;
            plan::plan(read, order, ending)
        })
    }

    /// Makes the tasks of a checklist that were planned, one step of undo.
    ///
    /// # Errors
    /// See [`start::start`].
    pub fn checklist_start(
        &self,
        order: &ChecklistOrder,
        contract: Option<Id>,
        tasks: &[ChecklistTask],
    ) -> Result<Applied> {
        self.written("checklists.start", |tx| {
            let made = start::start(tx, &self.catalog(), order, contract, tasks)?;
            let made = made.into_iter();
            Ok(made.map(|id| ("task".to_owned(), id)).collect())
        })
    }

    /// The checklists that bear upon a unit, and how far they are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn checklists_of_unit(&self, unit: Id) -> Result<Vec<ChecklistRun>> {
        self.vault.read(|read| progress::of_unit(read, unit))
    }
}
