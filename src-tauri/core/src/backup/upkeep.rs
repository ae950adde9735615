//! Looking after the backups on a drive: clearing out old ones, checking all of it.

use chrono::NaiveDate;
use rustic_core::repofile::SnapshotId;
use rustic_core::{FileType, LimitOption, PruneOptions};

use super::ledger::Ledger;
use super::model::{Cleared, Policy};
use super::retention::removable;
use super::session::{Opened, Session};
use super::target::Target;
use super::verify::{find_damaged_packs, is_whole};
use crate::base::{Error, Kind, Report, Result};

/// With less room than this nothing is repacked, because that writes before it frees.
const TIGHT: u64 = 64 << 20;

impl Target {
    /// Removes the backups that `policy` lets go on `today`, and marks what only they needed.
    /// What was marked more than a day ago is given back to the drive.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when the drive lists fewer backups than are known to be on it: nothing is
    /// removed then, see [`Target::accept_missing`].
    pub fn clear_out(&self, policy: Policy, today: NaiveDate, report: &Report) -> Result<Cleared> {
        report.step("progress.backup_clear", 0, None)?;
        let session = Session::begin(&self.medium, &self.home, report)?;
        let opened = self.ready(&session)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;
        let missing = session.missing(&opened, &ledger)?;
        if !missing.is_empty() {
            return Err(self.damage("error.backup_snapshots_missing", missing.len()));
        }
        let snapshots = session.snapshots(&opened, &ledger)?;
        let removed = removable(&snapshots, policy, today, self.clock.zone());
        let ids: Vec<SnapshotId> = removed
            .iter()
            .map(|id| id.parse())
            .collect::<Result<_, _>>()
            .map_err(|error: Box<rustic_core::RusticError>| Error::internal(error))?;
        // The ledger first: a backup it does not know is harmless, one that is gone is not.
        ledger.remove(&removed);
        ledger.write(session.drive(), &self.keys)?;
        session.run(|| opened.delete_snapshots(&ids))?;

        let options = prune_options(&session);
        let stats = session.run(|| {
            let plan = opened.prune_plan(&options)?;
            let size = plan.stats.size_sum();
            let stats = (size.remove + size.repack, plan.stats.size_to_delete.remove);
            opened.prune(&options, plan)?;
            Ok(stats)
        })?;
        Ok(Cleared {
            removed,
            bytes_marked: stats.0,
            bytes_freed: stats.1,
        })
    }

    /// Reads everything on the drive.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when something is not as it was written: the damaged parts are set aside,
    /// and the next backup writes anew what it still needs of them. Or when backups lack something
    /// for good ([`Target::set_broken_aside`]) or are gone ([`Target::accept_missing`]).
    pub fn check(&self, report: &Report) -> Result<()> {
        let session = Session::begin(&self.medium, &self.home, report)?;
        let opened = self.ready(&session)?;
        let damaged = find_damaged_packs(&session, report)?;
        for pack in &damaged {
            session.drive().quarantine(pack)?;
        }
        if !damaged.is_empty() || session.quarantined() > 0 {
            let count = damaged.len() + session.quarantined();
            return Err(self.damage("error.backup_damaged_parts", count));
        }
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;
        let missing = session.missing(&opened, &ledger)?;
        let broken = broken(&session, &opened)?;
        if !broken.is_empty() {
            ledger.not_verified(&broken);
            ledger.write(session.drive(), &self.keys)?;
        }
        match (missing.len(), broken.len()) {
            (0, 0) => Ok(()),
            (0, broken) => Err(self.damage("error.backup_broken", broken)),
            (missing, _) => Err(self.damage("error.backup_snapshots_missing", missing)),
        }
    }

    fn damage(&self, key: &'static str, count: usize) -> Error {
        Error::new(Kind::Damaged, key)
            .with("count", count)
            .with("folder", self.home.display())
    }

    /// Moves the backups that lack a part for good to the quarantine, so that the others can be
    /// cleared out again. Returns their ids.
    ///
    /// # Errors
    /// When the drive cannot be read or written.
    pub fn set_broken_aside(&self, report: &Report) -> Result<Vec<String>> {
        let session = Session::begin(&self.medium, &self.home, report)?;
        let opened = self.ready(&session)?;
        let broken = broken(&session, &opened)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;
        ledger.remove(&broken);
        ledger.write(session.drive(), &self.keys)?;
        for id in &broken {
            session
                .drive()
                .quarantine(&session.files().folder(FileType::Snapshot).join(id))?;
        }
        Ok(broken)
    }
}

/// Always in two steps a day apart, never `instant_delete`.
fn prune_options(session: &Session) -> PruneOptions {
    let tight = session.drive().free().is_some_and(|free| free < TIGHT);
    let unused = if tight {
        LimitOption::Unlimited
    } else {
        LimitOption::Percentage(5)
    };
    PruneOptions::default()
        .instant_delete(false)
        .max_unused(unused)
}

/// The backups that refer to something the drive no longer has.
fn broken(session: &Session, opened: &Opened) -> Result<Vec<String>> {
    let files = session.run(|| opened.get_all_snapshots())?;
    let mut broken = Vec::new();
    for file in files {
        if !is_whole(session, opened, &file)? {
            broken.push(file.id.to_hex().to_string());
        }
    }
    Ok(broken)
}
