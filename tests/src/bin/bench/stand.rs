//! The vault that is measured, in a folder on the same disk as the build.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use steward_core::base::FixedClock;
use steward_core::crypto::{KdfCost, RecoveryKey, Secret};
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::ledger;
use steward_tests::scene::{monday, passphrase};
use tempfile::TempDir;

use crate::sheet::timed;

pub(crate) const UNITS: usize = 100_000;
pub(crate) const ACTIVITIES: usize = 300_000;

/// The vault, locked.
pub(crate) struct Stand {
    place: TempDir,
    recovery: RecoveryKey,
}

pub(crate) fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at(monday()))
}

/// Makes the vault that is measured in a new folder.
pub(crate) fn make(folder: &Path) -> RecoveryKey {
    make_sized(folder, UNITS, ACTIVITIES)
}

/// A folder for the time of a measurement: not in /tmp, which is memory on many systems.
pub(crate) fn beside_the_build() -> TempDir {
    let beside = std::env::current_exe().unwrap();
    TempDir::new_in(beside.parent().unwrap()).unwrap()
}

fn make_sized(folder: &Path, units: usize, activities: usize) -> RecoveryKey {
    let cost = KdfCost::for_tests();
    let (session, recovery) = Session::create(folder, &passphrase(), cost, clock()).unwrap();
    // As if the paper had been read back: the window goes straight on from the passphrase.
    let typed = Secret::new(recovery.as_text().as_str());
    session.prove_recovery(&typed).unwrap();
    ledger::fill(&session, units, activities);
    recovery
}

impl Stand {
    pub(crate) fn set() -> Self {
        Self::sized(UNITS, ACTIVITIES)
    }

    /// With so many records.
    pub(crate) fn sized(units: usize, activities: usize) -> Self {
        let place = beside_the_build();
        let folder = place.path().join("Mine.steward");
        let (took, recovery) = timed(|| make_sized(&folder, units, activities));
        let stand = Self { place, recovery };
        println!(
            "{units} units and {activities} conversations written in {:.0} s; vault.db is {} MB\n",
            took / 1000.0,
            size(&stand.vault().join("vault.db")) / 1_000_000
        );
        stand
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.place("Mine.steward")
    }

    pub(crate) fn place(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    /// Opens it by the recovery key, which needs no slow derivation: from an unlocked key.
    pub(crate) fn open(&self) -> Session {
        let typed = Secret::new(self.recovery.as_text().as_str());
        Session::unlock(&self.vault(), &Unlock::Recovery(typed), clock()).unwrap()
    }
}

/// Bytes in a file, or in all files below a folder.
pub(crate) fn size(path: &Path) -> u64 {
    let found = std::fs::metadata(path).unwrap();
    if !found.is_dir() {
        return found.len();
    }
    let entries = std::fs::read_dir(path).unwrap();
    entries.map(|entry| size(&entry.unwrap().path())).sum()
}
