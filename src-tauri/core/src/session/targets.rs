//! The places a vault's backups go to: which there are, how each stands, and what the user says of
//! them. They are kept in the vault's settings; finding one on a drive is the backup room's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Session;
use super::descent::{begin_lineage, former_lineage, kept};
use crate::backup::certificate;
use crate::backup::lookout::silent;
use crate::backup::sighting::{mounted, within};
use crate::backup::{
    Cloud, Keys, Lookout, Opener, Plan, Policy, Reach, Schedule, Sighting, SnapshotInfo, Speaks,
    Target, Whereabouts,
};
use crate::base::{Error, Id, Kind, Report, Result, Timestamp};
use crate::crypto::{RecoveryKey, Secret};
use crate::settings;
use crate::vault::{Read, Unlock, Write};

const TARGETS: &str = "backup.targets";
/// The one place of vaults that had only one.
const ONE: &str = "backup.plan";
/// Those of the vault that a restored one came out of: offered, not followed.
const FORMER: &str = "backup.former_targets";
/// The same of vaults that had only one.
const FORMER_ONE: &str = "backup.former_plan";

/// So long a folder that is to be worked in may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// When the places were last there, the one that was just let go, and who is being asked, as long as the
/// vault is open.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) at: Mutex<BTreeMap<Id, Timestamp>>,
    /// Those that were not there when they were last looked for.
    pub(super) away: Mutex<BTreeSet<Id>>,
    forgotten: Mutex<Option<Plan>>,
    lookout: Lookout,
}

/// How backups are made of a place by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm<'a> {
    /// How often.
    pub schedule: Schedule,
    /// At what time of day, `HH:MM`.
    pub at: &'a str,
    /// How many stay.
    pub keep: Policy,
    /// So many days later than planned, the user is reminded.
    pub patience_days: u32,
}

impl Session {
    /// The places this vault's backups go to, in the order they were chosen.
    ///
    /// # Errors
    /// When the database fails.
    pub fn backup_plans(&self) -> Result<Vec<Plan>> {
        self.vault().read(plans_in)
    }

    /// The place that speaks for all: of those not paused, the one with the newest good backup.
    ///
    /// # Errors
    /// When the database fails.
    pub fn backup_plan(&self) -> Result<Option<Plan>> {
        let now = self.vault().clock().now();
        Ok(first_in_line(&self.backup_plans()?, now).cloned())
    }

    /// Where the vault that this one was restored from made its backups, and what that speaks where it
    /// is behind a network; until a folder is chosen.
    ///
    /// # Errors
    /// When the database fails.
    pub fn former_backup_place(&self) -> Result<Option<(PathBuf, Option<Speaks>)>> {
        let former = self.vault().read(former_in)?;
        let first = former.into_iter().next();
        Ok(first.map(|plan| (plan.folder, plan.spoke)))
    }

    /// How each place stands just now, in the order of [`Session::backup_plans`]. One whose drive is
    /// mounted elsewhere than last time is followed there.
    ///
    /// # Errors
    /// When the database fails.
    pub fn backup_sightings(&self) -> Result<Vec<Sighting>> {
        self.backup_sightings_among(&mounted())
    }

    /// The same, of drives mounted at `roots`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn backup_sightings_among(&self, roots: &[PathBuf]) -> Result<Vec<Sighting>> {
        let (vault, plans) = (self.vault().id(), self.backup_plans()?);
        let seen = self.seen.lookout.look(&plans, (vault, roots), PATIENCE);
        plans
            .iter()
            .zip(seen)
            .map(|(plan, (seen, answered))| {
                // One that does not answer is none to work at.
                let seen = if answered { seen } else { silent(plan) };
                if answered {
                    self.follow(plan, &seen, roots)?;
                }
                Ok(seen)
            })
            .collect()
    }

    /// Has backups go into `folder` as well from now on, and looks at what is there already. One
    /// that is a place of this vault's already stays that one; a new one takes over the rhythm of
    /// the others.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when `passphrase` is not this vault's or does not open the backups of
    /// this vault that stand there; else see [`Reach::connect`].
    pub fn connect_backup(
        &self,
        folder: &Path,
        passphrase: &Secret,
        report: &Report,
    ) -> Result<Plan> {
        self.connect_place(folder, None, (passphrase, None), report)
    }

    /// Has backups go to storage behind a network as well; a place like any other.
    ///
    /// # Errors
    /// As [`Session::connect_backup`], and what the storage or the network between says.
    pub fn connect_cloud(
        &self,
        cloud: Cloud,
        passphrase: &Secret,
        report: &Report,
    ) -> Result<Plan> {
        self.connect_place(&cloud.folder(), Some(cloud), (passphrase, None), report)
    }

    /// The same wherever it is. `other` opens the backups that stand there already, where the vault's own
    /// passphrase does not: the passphrase of their day, or a recovery key.
    ///
    /// # Errors
    /// As [`Session::connect_backup`].
    pub fn connect_place(
        &self,
        folder: &Path,
        cloud: Option<Cloud>,
        (passphrase, other): (&Secret, Option<&Secret>),
        report: &Report,
    ) -> Result<Plan> {
        let reach = cloud.as_ref().map_or_else(Reach::disk, Reach::cloud);
        let vault = self.vault();
        vault.check_key(&Unlock::Passphrase(passphrase.clone()))?;
        let own = vault.read(former_lineage)?.map(|lineage| lineage.id);
        let (whose, clock) = (self.whose_of(own), vault.clock());
        let paper = other.and_then(|other| RecoveryKey::parse(other).ok());
        let opener = match (&paper, other) {
            (Some(paper), _) => Opener::Recovery(paper),
            (None, other) => Opener::Passphrase(other.unwrap_or(passphrase)),
        };
        let mut keys = reach
            .connect(
                folder,
                &whose,
                self.keys_for(&reach, folder, opener, report)?,
                opener,
                clock,
                report,
            )
            .map_err(|error| self.or_former(error, folder))?;
        self.refuse_former(&keys, (folder, opener), report)?;
        if other.is_some() {
            keys.renew(Opener::Passphrase(passphrase), clock.now())?;
        }
        self.keep_backup_keys(&keys)?;
        let known = reach.listed(folder, whose.id, &keys, report)?;
        let place = reach.open(folder, &whose, &keys, clock, report)?;
        let now = clock.now();
        // A copy of a drive behind a network, or the other way round, is a place of its own.
        let plans = self.backup_plans()?;
        let other = |mark: &Id| {
            let mut known = plans.iter().filter(|plan| plan.id == *mark);
            known.any(|plan| plan.cloud.is_some() != cloud.is_some())
        };
        let id = match place.mark(report)?.filter(|mark| !other(mark)) {
            Some(mark) => mark,
            None => {
                // One that was chosen before places bore marks.
                let unmarked = plans
                    .iter()
                    .find(|plan| !plan.marked && plan.folder == folder);
                let id = unmarked.map_or_else(|| Id::at(now), |plan| plan.id);
                place.set_mark(id, report)?;
                id
            }
        };
        self.note_carried(id, &place)?;
        drop(place);
        let below = within(folder, &mounted());
        vault.write("settings.set", |tx| {
            // Of one that cannot be read: from here on it is another vault, as the user was told.
            let lineage = match former_lineage(tx)? {
                Some(lineage) => lineage.id,
                None => {
                    let lineage = begin_lineage(tx, None)?;
                    be_of(tx, lineage)?;
                    lineage
                }
            };
            let mut plans = plans_in(tx)?;
            let former = former_in(tx)?;
            let here = plans
                .iter()
                .position(|plan| plan.id == id || (!plan.marked && plan.folder == folder));
            let made = match plans.first().or(former.first()) {
                Some(first) => first.moved(folder.to_owned(), now),
                None => Plan::new(folder.to_owned(), now),
            };
            let mut plan = here.map_or(made, |at| plans.remove(at));
            folder.clone_into(&mut plan.folder);
            plan.cloud = cloud;
            plan.id = id;
            plan.marked = true;
            plan.paused = false;
            plan.within = below;
            plan.last_seen_at = Some(now);
            plan.be_of(Some(lineage));
            plan.found(known);
            plans.insert(here.unwrap_or(plans.len()), plan.clone());
            keep_plans(tx, &plans)?;
            settings::set(tx, FORMER, &None::<Vec<Plan>>)?;
            settings::set(tx, FORMER_ONE, &None::<Plan>)?;
            Ok(plan)
        })
    }

    /// Sets how often backups are made of a place, how many stay, and how late one may be.
    ///
    /// # Errors
    /// [`Kind::NotFound`] where there is no such place; see [`Plan::schedule`].
    pub fn schedule_backup(&self, target: Id, rhythm: Rhythm<'_>) -> Result<()> {
        self.change(target, |plan| {
            plan.be_patient(rhythm.patience_days)?;
            plan.schedule(rhythm.schedule, rhythm.at, rhythm.keep)
        })
    }

    /// Calls a place otherwise.
    ///
    /// # Errors
    /// [`Kind::NotFound`] where there is no such place; see [`Plan::rename`].
    pub fn rename_backup_target(&self, target: Id, name: &str) -> Result<()> {
        self.change(target, |plan| plan.rename(name))
    }

    /// Makes no backups at a place for now, or does so again.
    ///
    /// # Errors
    /// [`Kind::NotFound`] where there is no such place.
    pub fn pause_backup_target(&self, target: Id, paused: bool) -> Result<()> {
        self.change(target, |plan| {
            plan.paused = paused;
            Ok(())
        })
    }

    /// Lets a place go. What stands there stays, and until the vault is locked it can be taken back.
    ///
    /// # Errors
    /// [`Kind::NotFound`] where there is no such place.
    pub fn forget_backup_target(&self, target: Id) -> Result<()> {
        let gone = self.vault().write("settings.set", |tx| {
            let mut plans = plans_in(tx)?;
            let at = plans.iter().position(|plan| plan.id == target);
            let gone = plans.remove(at.ok_or_else(not_chosen)?);
            keep_plans(tx, &plans)?;
            Ok(gone)
        })?;
        *self.forgotten() = Some(gone);
        Ok(())
    }

    /// Takes the place back that was let go last.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when it is not known any more.
    pub fn take_back_backup_target(&self, target: Id) -> Result<()> {
        let back = self.forgotten().clone().filter(|plan| plan.id == target);
        let back = back.ok_or_else(not_chosen)?;
        self.vault().write("settings.set", |tx| {
            let mut plans = plans_in(tx)?;
            // Chosen again meanwhile, it stands as it was chosen.
            if plans.iter().all(|plan| plan.id != back.id) {
                plans.push(back);
            }
            keep_plans(tx, &plans)
        })?;
        *self.forgotten() = None;
        Ok(())
    }

    fn forgotten(&self) -> std::sync::MutexGuard<'_, Option<Plan>> {
        let forgotten = self.seen.forgotten.lock();
        forgotten.unwrap_or_else(PoisonError::into_inner)
    }

    /// Of a place that is there twice, goes on with the one in `folder`. It gets a mark of its own,
    /// so that the other is none of this vault's places any more; what stands in it stays.
    ///
    /// # Errors
    /// [`Kind::NotFound`] where there is no such place; [`Kind::Unavailable`] when `folder` is not
    /// one of the two, or cannot be written to.
    pub fn settle_backup_clones(&self, target: Id, folder: &Path, report: &Report) -> Result<()> {
        let roots = mounted();
        self.settle_backup_clones_among(target, folder, &roots, report)
    }

    /// The same, of drives mounted at `roots`.
    ///
    /// # Errors
    /// As [`Session::settle_backup_clones`].
    pub fn settle_backup_clones_among(
        &self,
        target: Id,
        folder: &Path,
        roots: &[PathBuf],
        report: &Report,
    ) -> Result<()> {
        let plan = self.plan_of(target)?;
        let one = std::slice::from_ref(&plan);
        let seen = self
            .seen
            .lookout
            .look(one, (self.vault().id(), roots), PATIENCE);
        // Where the place was last may be what hangs: then it stands as it was seen last, and whether
        // the folder opens is found out below.
        let mut clones = seen.iter().flat_map(|(seen, _)| &seen.clones);
        if !clones.any(|clone| clone == folder) {
            return Err(missing(folder));
        }
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let place = self.open_in(&Reach::disk(), folder, &keys, report)?;
        let (now, below) = (self.vault().clock().now(), within(folder, roots));
        let fresh = Id::at(now);
        place.set_mark(fresh, report)?;
        self.note_carried(fresh, &place)?;
        self.change(target, |plan| {
            plan.id = fresh;
            plan.marked = true;
            plan.within = below;
            plan.last_seen_at = Some(now);
            folder.clone_into(&mut plan.folder);
            Ok(())
        })
    }

    /// The place `target`.
    pub(super) fn plan_of(&self, target: Id) -> Result<Plan> {
        let mut plans = self.backup_plans()?.into_iter();
        plans.find(|plan| plan.id == target).ok_or_else(not_chosen)
    }

    /// The places to read from, the best first and never none: those that are here and hold good
    /// backups, the newest first; where there are none, one that says why.
    pub(super) fn places_to_read(&self) -> Result<Vec<Plan>> {
        let here: Vec<Id> = self
            .backup_sightings()?
            .iter()
            .filter(|seen| seen.is_here())
            .map(|seen| seen.target)
            .collect();
        let (plans, now) = (self.backup_plans()?, self.vault().clock().now());
        let near: Vec<Plan> = plans
            .iter()
            .filter(|plan| here.contains(&plan.id))
            .cloned()
            .collect();
        let mut good = near.clone();
        good.retain(|plan| plan.last_good(now).is_some());
        good.sort_by_key(|plan| std::cmp::Reverse((!plan.paused, plan.last_good(now))));
        if good.is_empty() {
            let only = first_in_line(&near, now).or_else(|| first_in_line(&plans, now));
            good.push(only.cloned().ok_or_else(not_chosen)?);
        }
        Ok(good)
    }

    /// Opens a place for writing, where its drive is now, and has it bear its mark.
    pub(super) fn target_of(&self, plan: &Plan, report: &Report) -> Result<(Target, Id)> {
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let seen = self.found(plan)?;
        let target = self.open_in(&plan.reach(), &seen, &keys, report)?;
        let target = target
            .with_proven(self.vault().read(certificate::proven)?)
            .with_kept(kept(plan));
        let id = match target.mark(report)? {
            // Another computer of this vault's marked it first.
            Some(mark) if !plan.marked => mark,
            Some(mark) if mark == plan.id => mark,
            _ => {
                target.set_mark(plan.id, report)?;
                plan.id
            }
        };
        if !plan.marked {
            self.change(plan.id, |plan| {
                plan.id = id;
                plan.marked = true;
                Ok(())
            })?;
        }
        self.note_carried(id, &target)?;
        Ok((target, id))
    }

    /// The folder a place is in just now.
    pub(super) fn found(&self, plan: &Plan) -> Result<PathBuf> {
        let (vault, roots) = (self.vault().id(), mounted());
        let one = std::slice::from_ref(plan);
        let seen = self.seen.lookout.look(one, (vault, &roots), PATIENCE);
        let seen = seen.into_iter().find(|(_, answered)| *answered);
        let seen = seen.map_or_else(|| silent(plan), |(seen, _)| seen);
        match (seen.standing, seen.folder) {
            (_, Some(folder)) => Ok(folder),
            (Whereabouts::Cloned, _) => {
                Err(Error::new(Kind::Unavailable, "error.backup_cloned").with("name", &plan.name))
            }
            (Whereabouts::Foreign, _) => Err(Error::new(Kind::Unavailable, "error.backup_foreign")
                .with("folder", plan.folder.display())),
            _ => Err(missing(&plan.folder)),
        }
    }

    pub(super) fn open_in(
        &self,
        reach: &Reach,
        folder: &Path,
        keys: &Keys,
        report: &Report,
    ) -> Result<Target> {
        let clock = self.vault().clock();
        reach.open(folder, &self.whose()?, keys, clock, report)
    }

    pub(super) fn listed_in(&self, plan: &Plan, report: &Report) -> Result<Vec<SnapshotInfo>> {
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let folder = self.found(plan)?;
        plan.reach()
            .listed(&folder, self.vault().id(), &keys, report)
    }

    /// Changes a place as it stands now, if it is still one of ours: the user may have let it go
    /// while the work was under way.
    pub(super) fn note(&self, target: Id, change: impl FnOnce(&mut Plan)) -> Result<()> {
        let changed = self.change(target, |plan| {
            change(plan);
            Ok(())
        });
        match changed {
            Err(error) if error.kind() == Kind::NotFound => Ok(()),
            other => other,
        }
    }

    pub(super) fn change(
        &self,
        target: Id,
        change: impl FnOnce(&mut Plan) -> Result<()>,
    ) -> Result<()> {
        self.vault().write("settings.set", |tx| {
            let mut plans = plans_in(tx)?;
            let plan = plans.iter_mut().find(|plan| plan.id == target);
            change(plan.ok_or_else(not_chosen)?)?;
            keep_plans(tx, &plans)
        })
    }
}

/// Of those not paused the one with the newest good backup; the first where there is no telling.
pub(super) fn first_in_line(plans: &[Plan], now: Timestamp) -> Option<&Plan> {
    plans
        .iter()
        .enumerate()
        .max_by_key(|(at, plan)| (!plan.paused, plan.last_good(now), std::cmp::Reverse(*at)))
        .map(|(_, plan)| plan)
}

/// The places of a vault.
pub(super) fn plans_in(read: &Read<'_>) -> Result<Vec<Plan>> {
    several(read, TARGETS, ONE)
}

fn former_in(read: &Read<'_>) -> Result<Vec<Plan>> {
    several(read, FORMER, FORMER_ONE)
}

fn several(read: &Read<'_>, many: &str, one: &str) -> Result<Vec<Plan>> {
    if let Some(plans) = settings::get(read, many)? {
        return Ok(plans);
    }
    let plan: Option<Plan> = settings::get(read, one)?;
    Ok(plan.map(Plan::with_id).into_iter().collect())
}

fn keep_plans(tx: &mut Write<'_>, plans: &[Plan]) -> Result<()> {
    settings::set(tx, TARGETS, &plans)?;
    settings::set(tx, ONE, &None::<Plan>)
}

/// Has the places count as its own only the backups that say they are of `lineage`.
pub(super) fn be_of(tx: &mut Write<'_>, lineage: Id) -> Result<()> {
    let mut plans = plans_in(tx)?;
    for plan in &mut plans {
        plan.be_of(Some(lineage));
    }
    keep_plans(tx, &plans)
}

/// What comes out of a backup follows none of the places the backup knows of.
pub(super) fn leave_former(tx: &mut Write<'_>) -> Result<()> {
    let mut plans = plans_in(tx)?;
    if plans.is_empty() {
        return Ok(());
    }
    // What came out of a backup is not handed the storage of whoever made it.
    for plan in &mut plans {
        plan.spoke = plan.cloud.take().map(|cloud| cloud.speaks());
    }
    settings::set(tx, FORMER, &plans)?;
    keep_plans(tx, &[])
}

pub(super) fn not_chosen() -> Error {
    Error::new(Kind::NotFound, "error.backup_not_chosen")
}

fn missing(folder: &Path) -> Error {
    Error::new(Kind::Unavailable, "error.backup_drive_missing").with("folder", folder.display())
}
