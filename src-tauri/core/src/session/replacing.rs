//! A backup put in the place of the living vault, which is kept beside: how the newcomer is made
//! ready. How the two change places is the vault room's.

use std::path::Path;

use super::Session;
use super::descent::{begin_lineage, former_lineage};
use super::inside::{RESTORED, RestoredFrom, note_lost};
use super::targets::{be_of, not_chosen};
use crate::backup::Plan;
use crate::backup::Reach;
use crate::base::{Report, Result};
use crate::settings;
use crate::vault::{Exchange, Incoming, Opens};

/// What a vault knows of its own backups, all under names that begin so.
const BACKUP: &str = "backup.";

/// A restored vault in a hidden place beside the living one, closed, to be put in its place. Dropped,
/// it is gone.
#[derive(Debug)]
pub struct Replacement {
    incoming: Incoming,
    from: RestoredFrom,
}

impl Replacement {
    /// One that was made in `incoming`, and closed again.
    #[must_use]
    pub fn of(incoming: Incoming, from: RestoredFrom) -> Self {
        Self { incoming, from }
    }

    /// Which backup it is, and how it stands against the living one.
    #[must_use]
    pub fn from(&self) -> RestoredFrom {
        self.from
    }

    /// How it is put in the place of the vault in `place`, which is called `called` from then on.
    ///
    /// # Errors
    /// See [`Exchange::plan`].
    pub fn exchange(&self, place: &Path, called: &str) -> Result<Exchange> {
        Exchange::plan(place, &self.incoming.folder(), called)
    }
}

impl Session {
    /// Restores backup `id` of those of this vault in `folder` into a hidden place beside the vault.
    /// It opens with whatever opens the living one, and goes on with its backups. The living one is
    /// worked in meanwhile, and is as it was.
    ///
    /// # Errors
    /// [`crate::base::Kind::NoSpace`] before anything is written where the disk has no room for both; else as
    /// [`crate::backup::Found::restore`]. Nothing is left behind then.
    pub fn restore_beside(&self, folder: &Path, id: &str, report: &Report) -> Result<Replacement> {
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let plans = self.backup_plans()?;
        let plan = plans.iter().find(|plan| plan.folder == folder);
        let reach = plan.map_or_else(Reach::disk, Plan::reach);
        let found = reach.found(folder, self.vault.id(), keys, report)?;
        let snapshot = found.snapshot(id)?;
        let place = self.vault.dir().ok_or_else(not_chosen)?;
        let beside = std::fs::canonicalize(place)?;
        // Both stand on the disk side by side.
        found.make_sure_of_room(snapshot, &beside, "error.exchange_no_room", report)?;
        let incoming = Incoming::beside(place)?;
        report.step("progress.backup_prepare", 0, None)?;
        let (opens, clock) = (Opens::As(&self.vault), self.vault.clock());
        let (vault, lost) = found.rebuild(id, &incoming.folder(), opens, clock, report)?;
        // Last of all, for the living one was worked in.
        let since = self.steps_since(&[&snapshot.manifest])?;
        let from = RestoredFrom {
            made_at: snapshot.manifest.made_at,
            restored_at: clock.now(),
            steps_since: since.into_iter().next().flatten(),
        };
        let known = self.vault.read(|now| settings::beginning(now, BACKUP))?;
        vault.write("settings.set", |tx| {
            let former = former_lineage(tx)?;
            settings::replace_beginning(tx, BACKUP, &known)?;
            // What it becomes from now on is not what the living one became.
            let lineage = begin_lineage(tx, former)?;
            be_of(tx, lineage)?;
            note_lost(tx, &lost)?;
            settings::set(tx, RESTORED, &from)
        })?;
        Ok(Replacement { incoming, from })
    }
}
