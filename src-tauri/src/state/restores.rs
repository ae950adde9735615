//! A restore between its two steps: the backups that were found, and what opened them. Only the
//! latest is kept, and it is forgotten with the lock.

use std::sync::Arc;

use steward_core::backup::{Found, Newer, SnapshotInfo};
use steward_core::base::{Error, Kind, Result};
use steward_core::vault::Unlock;

/// What was found on a drive.
pub struct Restore {
    /// Every vault's backups that the secret opens.
    pub found: Vec<Found>,
    /// What opened them.
    pub secret: Unlock,
}

impl std::fmt::Debug for Restore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Restore").finish_non_exhaustive()
    }
}

impl Restore {
    /// All backups found, newest first.
    #[must_use]
    pub fn snapshots(&self) -> Vec<&SnapshotInfo> {
        let mut all: Vec<_> = self.found.iter().flat_map(Found::snapshots).collect();
        all.sort_by_key(|snapshot| std::cmp::Reverse(snapshot.manifest.made_at));
        all
    }

    /// Those beside them that only a newer program reads, of whichever vault.
    #[must_use]
    pub fn newer(&self) -> Option<Newer> {
        let all = self.found.iter().filter_map(Found::newer);
        all.cloned().reduce(|first, next| Newer {
            count: first.count.saturating_add(next.count),
            ..first
        })
    }

    /// Where the backup `id` was found.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when it was not.
    pub fn place_of(&self, id: &str) -> Result<&Found> {
        let holds = |found: &&Found| found.snapshots().iter().any(|snapshot| snapshot.id == id);
        let found = self.found.iter().find(holds);
        found.ok_or_else(|| Error::new(Kind::NotFound, "error.backup_snapshot_gone"))
    }
}

/// The restore under way, numbered so that an older window cannot perform a newer one.
#[derive(Debug, Default)]
pub struct Restores {
    last: u32,
    open: Option<Arc<Restore>>,
}

impl Restores {
    /// Keeps a restore and numbers it; the one before is forgotten.
    pub fn keep(&mut self, restore: Restore) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.open = Some(Arc::new(restore));
        self.last
    }

    /// The restore of this number, which stays kept: who looks into a backup, which takes a while, is not in the
    /// way of whoever goes on to restore it meanwhile.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when it was forgotten.
    pub fn look(&self, number: u32) -> Result<Arc<Restore>> {
        let open = self.open.as_ref().filter(|_| number == self.last);
        open.cloned().ok_or_else(closed)
    }

    /// Hands out the restore of this number, which is then no longer kept.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when it was forgotten.
    pub fn take(&mut self, number: u32) -> Result<Arc<Restore>> {
        let open = self.open.take_if(|_| number == self.last);
        open.ok_or_else(closed)
    }

    /// Keeps a restore that did not succeed for another try.
    pub fn put_back(&mut self, number: u32, restore: Arc<Restore>) {
        if number == self.last {
            self.open = Some(restore);
        }
    }

    /// Forgets the restore of this number, and what opened it.
    pub fn close(&mut self, number: u32) {
        if number == self.last {
            self.forget();
        }
    }

    /// Forgets what is kept, and what is under way: it is not put back.
    pub fn forget(&mut self) {
        self.last = self.last.wrapping_add(1);
        self.open = None;
    }
}

fn closed() -> Error {
    Error::new(Kind::NotFound, "error.restore_closed")
}
