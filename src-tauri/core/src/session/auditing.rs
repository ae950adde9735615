//! Values drawn by lot and looked up: the verbs of the audit.

use super::Session;
use crate::base::{Id, Result};
use crate::quality::audit::ops::{self, AuditAnswer};
use crate::quality::audit::results::{self, Audit};

impl Session {
    /// The run under way, and what earlier ones came to.
    ///
    /// # Errors
    /// When the database fails.
    pub fn audit(&self) -> Result<Audit> {
        let catalog = self.catalog();
        self.vault.read(|read| results::audit(read, &catalog))
    }

    /// Draws values by lot.
    ///
    /// # Errors
    /// See [`ops::start`].
    pub fn start_audit(&self, size: u16, confidential: bool) -> Result<Id> {
        let catalog = self.catalog();
        self.vault.write("quality.audit", |tx| {
            ops::start(tx, &catalog, size, confidential)
        })
    }

    /// Says what was found of a drawn value; answers with what is kept of it.
    ///
    /// # Errors
    /// See [`ops::answer`].
    pub fn answer_audit(&self, item: Id, answer: &AuditAnswer) -> Result<String> {
        let catalog = self.catalog();
        self.vault.write("quality.audit_answer", |tx| {
            ops::answer(tx, &catalog, item, answer)
        })
    }

    /// Ends a run before all is answered.
    ///
    /// # Errors
    /// See [`ops::finish`].
    pub fn finish_audit(&self, run: Id) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("quality.audit_finish", |tx| ops::finish(tx, &catalog, run))
    }
}
