//! A backup restored where nobody sees it, to be looked at and removed again.
//!
//! It goes the way of a restore in earnest, so what stands on the disk meanwhile is encrypted; the
//! key to it is made for this once and kept nowhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::Lost;
use super::model::SnapshotInfo;
use super::restore::Found;
use crate::base::{Clock, Id, Report, Result};
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::vault::{Opens, Vault};

/// The vault being looked at, within its place.
const VAULT: &str = "Hidden.steward";

/// A place for one restored backup. Dropped, it is gone with all that stands in it.
#[derive(Debug)]
pub(crate) struct Hidden(PathBuf);

impl Hidden {
    /// A place of its own within `hidden`: who looks at one backup does not take the next one's away.
    pub(crate) fn within(hidden: &Path, clock: &dyn Clock) -> Self {
        Self(hidden.join(Id::at(clock.now()).to_string()))
    }

    /// Restores a backup into it.
    ///
    /// # Errors
    /// As [`Found::restore`]; [`crate::base::Kind::NoSpace`] with the sentence `no_room` before anything is written
    /// where the disk has none.
    pub(crate) fn restore(
        &self,
        found: &Found,
        (snapshot, no_room): (&SnapshotInfo, &'static str),
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<(Vault, Vec<Lost>)> {
        // Looking is not worth filling the disk that the user works on.
        found.make_sure_of_room(snapshot, &self.0, no_room, report)?;
        let recovery = RecoveryKey::make()?;
        let passphrase = Secret::new(recovery.as_text().as_str());
        let opens = Opens::Anew {
            passphrase: &passphrase,
            recovery: &recovery,
            proved: true,
            cost: KdfCost::for_keys(),
        };
        report.step("progress.backup_prepare", 0, None)?;
        found.rebuild(&snapshot.id, &self.0.join(VAULT), opens, clock, report)
    }

    /// Removes it now.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn clear(self) -> Result<()> {
        sweep(&self.0)
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // What could not be removed is swept later: when the vault it stands in is next opened, or, where a look
        // with no vault open had it, when the program next starts.
        let _ = sweep(&self.0);
        // And the room of all of them, once the last has left it.
        if let Some(hidden) = self.0.parent() {
            let _ = fs::remove_dir(hidden);
        }
    }
}

/// Removes what is left in a hidden place, by a program that died.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn sweep(hidden: &Path) -> Result<()> {
    match fs::remove_dir_all(hidden) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
