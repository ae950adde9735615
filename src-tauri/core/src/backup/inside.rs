//! A backup opened to be looked at: restored once where nobody sees it, and removed when it is let
//! go of.
//!
//! As in a drill, what stands on the disk meanwhile is encrypted under a key that is kept nowhere.

use std::path::Path;
use std::sync::Arc;

use super::hidden::Hidden;
use super::model::SnapshotInfo;
use super::restore::Found;
use crate::base::{Clock, Error, Kind, Report, Result};
use crate::vault::Vault;

/// A backup as an open vault. Dropping it closes the vault and removes what stood on the disk.
#[derive(Debug)]
pub struct Inside {
    // Before the place it stands in.
    vault: Vault,
    snapshot: SnapshotInfo,
    hidden: Hidden,
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
        let place = Hidden::within(hidden, &**clock);
        // A file that is lost is told when it is opened.
        let of = (&snapshot, "error.look_no_room");
        let (vault, _) = place.restore(found, of, clock, report)?;
        Ok(Self {
            vault,
            snapshot,
            hidden: place,
        })
    }

    /// The open vault, which backup it is, and the place that goes when it is dropped: after the vault, whoever
    /// closes that.
    pub(crate) fn into_parts(self) -> (Vault, SnapshotInfo, Hidden) {
        (self.vault, self.snapshot, self.hidden)
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
