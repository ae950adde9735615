//! Looking after the backups on a drive: clearing out old ones, checking all of it.

use std::collections::HashSet;
use std::path::PathBuf;

use chrono::NaiveDate;
use rustic_core::jiff::Span;
use rustic_core::repofile::SnapshotId;
use rustic_core::{FileType, Id, LimitOption, PruneOptions};

use super::drive::{QUARANTINE, is_of_one_file};
use super::keys::name_of;
use super::ledger::Ledger;
use super::medium::EntryKind;
use super::model::{Cleared, Part, Policy, SnapshotInfo};
use super::retention::{expendable, removable};
use super::session::{Opened, Session};
use super::target::Target;
use super::verify::{find_broken, find_damaged_packs, holds};
use crate::base::{Error, Kind, Report, Result};

/// With less room than this nothing is repacked, because that writes before it frees.
const TIGHT: u64 = 64 << 20;
/// Stands on the drive while packs were written anew and not yet read back: what they were made of
/// may go only once that is done. And once a backup was found not to restore, until all was read.
const UNPROVED: &str = "unproved";
/// So long what is marked to go still lies there.
const STAYS_HOURS: i64 = 24;
/// Longer than any repository lives.
const AGES: i64 = 36_500;

impl Target {
    /// Removes the backups that `policy` lets go on `today`, and marks what only they needed.
    /// What was marked more than a day ago is given back to the drive. What was written anew on
    /// the way is read back; where the drive does not hold it, the marks are taken back.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when the drive lists fewer backups than are known to be on it: nothing is
    /// removed then, see [`Target::accept_missing`]. Or when it does not hold what it was given.
    pub fn clear_out(&self, policy: Policy, today: NaiveDate, report: &Report) -> Result<Cleared> {
        report.step("progress.backup_clear", 0, None)?;
        let session = Session::begin(&self.medium, &self.home, report)?;
        // First: what it finds is written into the ledger.
        self.prove_last(&session, report)?;
        let opened = self.ready(&session)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;
        let missing = session.missing(&opened, &ledger)?;
        if !missing.is_empty() {
            return Err(self.damage("error.backup_snapshots_missing", missing.len()));
        }
        let snapshots = session.snapshots(&opened, &ledger)?;
        // What was proved on another computer is known to the place alone.
        ledger.note_proven(&self.proven);
        // As no other computer clears out what this one holds on to; of which every write is in a backup that
        // stands beside it now, nobody need.
        ledger.let_go(&self.passed);
        ledger.note_kept(&self.kept);
        let (proven, kept, zone) = (ledger.proven(), ledger.kept(), self.clock.zone());
        let mut removed = removable(&snapshots, (policy, &proven), today, zone);
        removed.retain(|id| !kept.contains(id));
        self.remove((&session, &opened), &mut ledger, &removed)?;

        let options = prune_options(&session);
        let mut plan = session.run(|| opened.prune_plan(&options))?;
        let mut over_limit = None;
        if let Some(most) = policy.most_bytes {
            let stays = |one: &&SnapshotInfo| !removed.contains(&one.id);
            let left: Vec<_> = snapshots.iter().filter(stays).cloned().collect();
            let mut expendable = expendable(&left, &proven, today, zone).into_iter();
            // One by one, for what a backup shares with the others does not go with it. What counts is what
            // the backups that stand need: the rest lies there for a day more, or until there is room to
            // pack anew, and no backup that goes brings that nearer.
            while plan.stats.size_sum().used > most {
                let Some(next) = expendable.find(|id| !kept.contains(id)) else {
                    over_limit = Some(plan.stats.size_sum().used);
                    break;
                };
                self.remove(
                    (&session, &opened),
                    &mut ledger,
                    std::slice::from_ref(&next),
                )?;
                removed.push(next);
                plan = session.run(|| opened.prune_plan(&options))?;
            }
        }
        let size = plan.stats.size_sum();
        let cleared = Cleared {
            removed,
            bytes_marked: size.remove + size.repack,
            bytes_freed: plan.stats.size_to_delete.remove,
            over_limit,
        };
        let before = written_by_prune(&session)?;
        let unproved = session.drive().path(UNPROVED);
        if size.repack > 0 {
            session.drive().put(&unproved, &[])?;
        }
        session.run(|| opened.prune(&options, plan))?;
        let mut damaged = Vec::new();
        for file in written_by_prune(&session)? {
            if !before.contains(&file) && !holds(&session, &file)? {
                damaged.push(file);
            }
        }
        if !damaged.is_empty() {
            self.set_aside(&session, &damaged)?;
            return Err(self.damage("error.backup_damaged_parts", damaged.len()));
        }
        session.drive().remove(&unproved)?;
        Ok(cleared)
    }

    /// Removes backups.
    fn remove(
        &self,
        (session, opened): (&Session, &Opened),
        ledger: &mut Ledger,
        removed: &[String],
    ) -> Result<()> {
        let ids: Vec<SnapshotId> = removed
            .iter()
            .map(|id| id.parse())
            .collect::<Result<_, _>>()
            .map_err(|error: Box<rustic_core::RusticError>| Error::internal(error))?;
        // The ledger first: a backup it does not know is harmless, one that is gone is not.
        ledger.remove(removed);
        ledger.write(session.drive(), &self.keys)?;
        session.run(|| opened.delete_snapshots(&ids))
    }

    /// Where what stands on the drive is in doubt, reads all of it now.
    fn prove_last(&self, session: &Session, report: &Report) -> Result<bool> {
        match self.prove_all(session, report)? {
            None => Ok(false),
            Some(0) => Ok(true),
            Some(count) => Err(self.damage("error.backup_damaged_parts", count)),
        }
    }

    /// The same; how many packs were set aside. None where nothing is in doubt: where the last clearing out
    /// came to the end of reading back what it wrote anew, and no backup failed to restore since.
    pub(super) fn prove_all(&self, session: &Session, report: &Report) -> Result<Option<usize>> {
        let unproved = session.drive().path(UNPROVED);
        match session.drive().get_if_any(&unproved) {
            Ok(None) => return Ok(None),
            Err(error) if !is_of_one_file(&error) => return Err(error),
            // Whatever it says: that it stands there is what counts.
            _ => {}
        }
        let damaged = find_damaged_packs(session, Part::ALL, report)?;
        let opened = self.set_aside(session, &damaged)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;
        self.note_broken(session, &opened, &mut ledger)?;
        session.drive().remove(&unproved)?;
        Ok(Some(damaged.len()))
    }

    /// Has backups count as verified no more, which were found not to restore, and all of the drive be read
    /// before anything on it is trusted again.
    ///
    /// # Errors
    /// When the drive cannot be read or written.
    pub fn doubt(&self, ids: &[String], report: &Report) -> Result<()> {
        let session = Session::begin(&self.medium, &self.home, report)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;
        ledger.not_verified(ids);
        session.drive().put(&session.drive().path(UNPROVED), &[])?;
        ledger.write(session.drive(), &self.keys)
    }

    /// Sets damaged files aside. What they held may still stand in packs that are marked to go:
    /// those count again.
    pub(super) fn set_aside(&self, session: &Session, damaged: &[PathBuf]) -> Result<Opened> {
        for file in damaged {
            session.set_aside(file)?;
        }
        let opened = self.ready(session)?;
        take_back_marks(session, &opened)?;
        Ok(opened)
    }

    /// Reads a part of what is on the drive, and looks whether every backup has all it refers to.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when something is not as it was written: the damaged parts are set aside,
    /// and the next backup writes anew what it still needs of them. Or when backups lack something
    /// for good ([`Target::set_broken_aside`]) or are gone ([`Target::accept_missing`]). Backups
    /// that lack something no longer count as verified.
    pub fn check(&self, part: Part, report: &Report) -> Result<()> {
        let session = Session::begin(&self.medium, &self.home, report)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;
        look_again(&session, &ledger, part)?;
        let mut opened = self.ready(&session)?;
        let proved = self.prove_last(&session, report)?;
        let damaged = find_damaged_packs(&session, part, report)?;
        if !damaged.is_empty() {
            opened = self.set_aside(&session, &damaged)?;
        }
        if proved {
            // Proving may have written it.
            ledger = Ledger::read(session.drive(), &self.keys)?;
        }
        ledger.mend(session.drive(), &self.keys)?;
        let missing = session.missing(&opened, &ledger)?;
        let broken = self.note_broken(&session, &opened, &mut ledger)?;
        match (session.quarantined(), missing.len(), broken.len()) {
            (0, 0, 0) => Ok(()),
            (0, 0, broken) => Err(self.damage("error.backup_broken", broken)),
            (0, missing, _) => Err(self.damage("error.backup_snapshots_missing", missing)),
            (aside, _, _) => Err(self.damage("error.backup_damaged_parts", aside)),
        }
    }

    /// The backups that lack something; they no longer count as verified.
    pub(super) fn note_broken(
        &self,
        session: &Session,
        opened: &Opened,
        ledger: &mut Ledger,
    ) -> Result<Vec<String>> {
        let mut broken = find_broken(session, opened)?;
        if !broken.is_empty() {
            // One that was written down while another computer cleared out needs what that one marked.
            take_back_marks(session, opened)?;
            broken = find_broken(session, opened)?;
        }
        if !broken.is_empty() {
            ledger.not_verified(&broken);
            ledger.write(session.drive(), &self.keys)?;
        }
        Ok(broken)
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
        let broken = find_broken(&session, &opened)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;
        ledger.remove(&broken);
        ledger.write(session.drive(), &self.keys)?;
        for id in &broken {
            session.set_aside(&session.files().folder(FileType::Snapshot).join(id))?;
        }
        Ok(broken)
    }
}

/// What was set aside and is whole all the same goes back: a part of the quarantine with each part of the
/// drive. Index files were made anew, keys have copies, and a backup that the ledger does not name was set
/// aside for what it lacks.
fn look_again(session: &Session, ledger: &Ledger, part: Part) -> Result<()> {
    let (drive, aside) = (session.drive(), session.drive().path(QUARANTINE));
    let Ok(entries) = drive.medium().list(&aside) else {
        return drive.report().cancel.check();
    };
    for entry in entries {
        let Some((from, name)) = entry.name.split_once('-') else {
            continue;
        };
        let (Ok(id), EntryKind::File(_)) = (name.parse::<Id>(), entry.kind) else {
            continue;
        };
        let kind = match from {
            "snapshots" if ledger.names(name) => FileType::Snapshot,
            shelf if name.get(..2) == Some(shelf) => FileType::Pack,
            _ => continue,
        };
        let there = aside.join(&entry.name);
        let file = session.files().file(kind, &id);
        if !part.holds(name) || drive.get_if_any(&file).is_ok_and(|now| now.is_some()) {
            continue;
        }
        drive.medium().forget(&there);
        if matches!(drive.get(&there), Ok(content) if name_of(&content) == name) {
            if let Some(shelf) = file.parent() {
                drive.make_folder(shelf)?;
            }
            drive.bring_back(&there, &file)?;
        }
    }
    drive.report().cancel.check()
}

/// What is marked to go and needed by a backup counts again.
fn take_back_marks(session: &Session, opened: &Opened) -> Result<()> {
    let options = only_take_back();
    let taken = session.run(|| {
        let plan = opened.prune_plan(&options)?;
        opened.prune(&options, plan)
    });
    match taken {
        // Something is gone for good, so there is no plan for all; who looks will find it.
        Err(error) if error.kind() == Kind::Damaged && !session.latch().is_tripped() => Ok(()),
        other => other,
    }
}

/// Always in two steps a day apart, never `instant_delete`. That day is also what lets a restore, a drill and
/// a look go without a lock of the repository: whoever reads has the index of when it began, and all that
/// this names of a backup lies there for as long, whatever is cleared out elsewhere meanwhile. No reading
/// takes a day. A lock would keep every other computer from backing up for as long as somebody looks, and a
/// drive that cannot be written to could not be read at all.
fn prune_options(session: &Session) -> PruneOptions {
    let tight = session.drive().free().is_some_and(|free| free < TIGHT);
    let unused = if tight {
        LimitOption::Unlimited
    } else {
        LimitOption::Percentage(5)
    };
    PruneOptions::default()
        .instant_delete(false)
        .keep_delete(Span::new().hours(STAYS_HOURS))
        .max_unused(unused)
}

/// Removes, marks and repacks nothing; only what is marked and needed counts again.
fn only_take_back() -> PruneOptions {
    PruneOptions::default()
        .instant_delete(false)
        .keep_pack(Span::new().days(AGES))
        .keep_delete(Span::new().days(AGES))
}

/// The kinds of file that clearing out writes, as they stand.
fn written_by_prune(session: &Session) -> Result<HashSet<PathBuf>> {
    let mut files = HashSet::new();
    for kind in [FileType::Pack, FileType::Index] {
        let listed = session.files().listed(kind)?;
        files.extend(listed.iter().map(|(id, _)| session.files().file(kind, id)));
    }
    Ok(files)
}
