//! Proving that the newest backup would restore. The drill itself is the backup room's; where it
//! takes place, and of which backup, is said here.

use std::path::PathBuf;

use super::Session;
use super::targets::not_chosen;
use crate::backup::drill::sweep;
use crate::backup::{Drilled, Found, drill};
use crate::base::{Error, Kind, Report, Result};
use crate::vault::Vault;

/// Within the vault's folder: on a disk with room for it, and gone with it.
const HIDDEN: &str = ".drill";

impl Session {
    /// Restores the newest verified backup of the chosen folder where nobody sees it, compares it
    /// with what it says of itself, and removes it. The vault is worked in meanwhile; the drive is
    /// only read.
    ///
    /// # Errors
    /// [`Kind::NotFound`] before a folder was chosen or a backup made; else see [`drill()`].
    pub fn drill_backup(&self, report: &Report) -> Result<Drilled> {
        let plan = self.chosen_plan()?;
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let vault = self.vault();
        let found = Found::by_keys(&plan.folder, vault.id(), keys, report)?;
        let newest = found
            .snapshots()
            .iter()
            .find(|one| one.verified_at.is_some());
        let newest = newest.ok_or_else(|| Error::new(Kind::NotFound, "error.drill_none"))?;
        let hidden = hidden_beside(vault).ok_or_else(not_chosen)?;
        drill(&found, &newest.id, &hidden, vault.clock(), report)
    }
}

/// Removes what is left of a drill that the program did not survive. That it cannot be removed is no
/// reason to keep the vault closed: the next drill says so.
pub(super) fn sweep_beside(vault: &Vault) {
    if let Some(hidden) = hidden_beside(vault) {
        let _ = sweep(&hidden);
    }
}

/// Where a drill restores to. A vault in memory has no such place.
fn hidden_beside(vault: &Vault) -> Option<PathBuf> {
    vault.dir().map(|dir| dir.join(HIDDEN))
}
