//! Parts of the record that are out of sight: the verbs.

use super::Session;
use crate::base::Result;
use crate::settings::modules::{self, Hidden, ModuleState};

impl Session {
    /// Every module, and what there is of it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn modules(&self) -> Result<Vec<ModuleState>> {
        self.vault.read(modules::all)
    }

    /// What is out of sight.
    ///
    /// # Errors
    /// When the database fails.
    pub fn hidden(&self) -> Result<Hidden> {
        self.vault.read(Hidden::read)
    }

    /// Puts a module out of sight, or back into it: one step of undo.
    ///
    /// # Errors
    /// See [`modules::hide`].
    pub fn hide_module(&self, module: &str, hidden: bool) -> Result<()> {
        self.vault.write("settings.modules", |tx| {
            modules::hide(tx, &self.catalog(), module, hidden)
        })
    }
}
