//! Work that goes from one person to another.

use super::{Applied, Session};
use crate::base::{Id, Result};
use crate::handover::duties::{self, Duties};
use crate::handover::ours::{self, HandOver, HandOverPlan, OurPerson};
use crate::handover::theirs::{self, Succession, SuccessionPlan};
use crate::records::labels::Language;

impl Session {
    /// Our people as the records name them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn our_people(&self) -> Result<Vec<OurPerson>> {
        let catalog = self.catalog();
        self.vault.read(|read| ours::people(read, &catalog))
    }

    /// Who is responsible for what.
    ///
    /// # Errors
    /// When the database fails.
    pub fn duties(&self) -> Result<Duties> {
        let catalog = self.catalog();
        self.vault.read(|read| duties::duties(read, &catalog))
    }

    /// What a hand-over would do.
    ///
    /// # Errors
    /// See [`ours::plan`].
    pub fn hand_over_plan(&self, order: &HandOver) -> Result<HandOverPlan> {
        let catalog = self.catalog();
        self.vault.read(|read| ours::plan(read, &catalog, order))
    }

    /// Hands over, one step of undo; how many fields changed.
    ///
    /// # Errors
    /// See [`ours::perform`].
    pub fn hand_over(&self, order: &HandOver, moment: i64, language: Language) -> Result<u32> {
        let catalog = self.catalog();
        self.vault.write("handover.hand_over", |tx| {
            ours::perform(tx, &catalog, order, moment, language)
        })
    }

    /// What a contact would leave behind.
    ///
    /// # Errors
    /// See [`theirs::plan`].
    pub fn succession_plan(&self, contact: Id) -> Result<SuccessionPlan> {
        self.vault
            .read(|read| theirs::plan(read, &self.catalog(), contact))
    }

    /// Has a contact's successor take over, one step of undo; the successor.
    ///
    /// # Errors
    /// See [`theirs::perform`].
    pub fn succeed(&self, order: &Succession, moment: i64, language: Language) -> Result<Applied> {
        self.written("handover.succeed", |tx| {
            let to = theirs::perform(tx, &self.catalog(), order, moment, language)?;
            Ok(vec![("contact".to_owned(), to)])
        })
    }
}
