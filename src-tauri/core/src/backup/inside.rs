//! A backup opened to be looked at: restored once where nobody sees it, and removed when it is let
//! go of.
//!
//! As in a drill, what stands on the disk meanwhile is encrypted under a key that is kept nowhere.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::drill::sweep;
use super::model::SnapshotInfo;
use super::restore::{Found, NewVault};
use crate::base::{Clock, Error, Kind, Report, Result};
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::vault::Vault;

/// The vault being looked at, within the hidden place.
const LOOKED_AT: &str = "Inside.steward";

/// A backup as an open vault. Dropping it closes the vault and removes what stood on the disk.
#[derive(Debug)]
pub struct Inside {
    // Before the place it stands in.
    vault: Vault,
    snapshot: SnapshotInfo,
    _hidden: Hidden,
}

#[derive(Debug)]
struct Hidden(PathBuf);

impl Drop for Hidden {
    fn drop(&mut self) {
        // What could not be removed is swept when the vault it stands in is next opened.
        let _ = sweep(&self.0);
    }
}

impl Inside {
    /// Restores backup `id` of `found` into `hidden` and opens it. Nothing is written to the drive.
    ///
    /// # Errors
    /// As [`Found::restore`]. Nothing is left behind then.
    pub fn open(
        found: &Found,
        id: &str,
        hidden: &Path,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Self> {
        let snapshot = found.snapshots().iter().find(|one| one.id == id);
        let snapshot = snapshot
            .cloned()
            .ok_or_else(|| Error::new(Kind::NotFound, "error.backup_snapshot_gone"))?;
        sweep(hidden)?;
        let place = Hidden(hidden.to_owned());
        // As good as a key: there is nothing to gain from making each guess costly.
        let recovery = RecoveryKey::make()?;
        let passphrase = Secret::new(recovery.as_text().as_str());
        let new = NewVault {
            folder: &hidden.join(LOOKED_AT),
            passphrase: &passphrase,
            recovery: Some(&recovery),
            cost: KdfCost::for_speed(Duration::MAX),
            clock: clock.clone(),
        };
        report.step("progress.backup_prepare", 0, None)?;
        Ok(Self {
            vault: found.rebuild(id, &new, report)?,
            snapshot,
            _hidden: place,
        })
    }

    /// The vault as it was. Only to be read.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Which backup it is.
    #[must_use]
    pub fn snapshot(&self) -> &SnapshotInfo {
        &self.snapshot
    }
}
