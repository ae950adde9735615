//! A backup put in the place of the living vault, which is kept beside: how the newcomer is made
//! ready. How the two change places is the vault room's.

use std::path::Path;

use super::Session;
use super::inside::{RESTORED, RestoredFrom};
use super::targets::not_chosen;
use crate::backup::Plan;
use crate::backup::cloud::Reach;
use crate::base::{Error, Kind, Report, Result};
use crate::settings;
use crate::vault::{Exchange, Incoming, Opens};

/// What a vault knows of its own backups, all under names that begin so.
const BACKUP: &str = "backup.";
const MEGABYTE: u64 = 1_000_000;

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
    /// [`Kind::NoSpace`] before anything is written where the disk has no room for both; else as
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
        let free = found.free(beside.parent().unwrap_or(&beside));
        make_sure_of_room(free, snapshot.manifest.bytes())?;
        let incoming = Incoming::beside(place)?;
        report.step("progress.backup_prepare", 0, None)?;
        let (opens, clock) = (Opens::As(&self.vault), self.vault.clock());
        let vault = found.rebuild(id, &incoming.folder(), opens, clock, report)?;
        // Last of all, for the living one was worked in.
        let since = self.steps_since(&[snapshot.manifest.commit_seq])?;
        let from = RestoredFrom {
            made_at: snapshot.manifest.made_at,
            restored_at: clock.now(),
            steps_since: since.into_iter().next().flatten(),
        };
        let known = self.vault.read(|now| settings::beginning(now, BACKUP))?;
        vault.write("settings.set", |tx| {
            settings::replace_beginning(tx, BACKUP, &known)?;
            settings::set(tx, RESTORED, &from)
        })?;
        Ok(Replacement { incoming, from })
    }
}

/// Both stand on the disk side by side: the pages and as much again of what `SQLite` writes beside
/// them must fit.
fn make_sure_of_room(free: Option<u64>, bytes: u64) -> Result<()> {
    let needed = bytes.saturating_mul(2);
    match free {
        Some(free) if free < needed => Err(Error::new(Kind::NoSpace, "error.exchange_no_room")
            .with("needed", needed.div_ceil(MEGABYTE))
            .with("free", free / MEGABYTE)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_without_room_for_both_is_told_how_much_it_takes() {
        assert!(
            make_sure_of_room(None, 5_000_000).is_ok(),
            "not every system tells"
        );
        assert!(make_sure_of_room(Some(10_000_000), 5_000_000).is_ok());
        let full = make_sure_of_room(Some(9_999_999), 5_000_000).unwrap_err();
        assert_eq!(full.kind(), Kind::NoSpace);
        let wire = full.to_wire();
        assert_eq!(
            (wire.values["needed"].as_str(), wire.values["free"].as_str()),
            ("10", "9")
        );
    }
}
