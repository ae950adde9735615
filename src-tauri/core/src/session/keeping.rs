//! A vault and its backups: the keys kept in its settings, the run, and what a change of passphrase
//! means for them. The engine is the backup room's; where backups go is said in `targets`.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;
use zeroize::Zeroizing;

use super::descent::{begin_lineage, former_lineage, kept};
use super::inside::note_lost;
use super::{Session, checking, targets};
use crate::backup::{
    Finished, Keys, Opener, Part, Plan, Policy, Restored, Role, Schedule, Target, computer,
};
use crate::base::{Error, Id, Kind, Report, Result, Timestamp};
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::settings;
use crate::vault::{Read, Unlock, Write};

const KEYS: &str = "backup.keys";
/// The drive is read through in so many runs.
const PARTS: u32 = 7;

impl Session {
    /// Backs the vault up to each of its places that is here and not paused. One that fails does
    /// not keep the others from theirs.
    ///
    /// # Errors
    /// As [`Session::back_up_to`], of the first that failed. Stopping stops all.
    pub fn back_up(&self, report: &Report) -> Result<Finished> {
        let plans = self.backup_plans()?;
        let here: Vec<Id> = self
            .backup_sightings()?
            .iter()
            .zip(&plans)
            .filter(|(seen, plan)| seen.is_here() && !plan.paused)
            .map(|(seen, _)| seen.target)
            .collect();
        let Some((first, others)) = here.split_first() else {
            // Which one should have come is said by what fails.
            let first = targets::first_in_line(&plans, self.vault().clock().now());
            let first = first.ok_or_else(targets::not_chosen)?;
            if first.paused {
                return Err(Error::new(Kind::NotFound, "error.backup_all_paused"));
            }
            return self.back_up_to(first.id, report);
        };
        let mut done = self.back_up_to(*first, report);
        for target in others {
            if matches!(&done, Err(error) if error.kind() == Kind::Cancelled) {
                break;
            }
            let next = self.back_up_to(*target, report);
            done = done.and_then(|done| next.map(|_| done));
        }
        done
    }

    /// Backs the vault up to one of its places, reads the backup back, and looks after the older
    /// ones. How it went is noted in the plan, whichever way it went.
    ///
    /// # Errors
    /// [`Kind::NotFound`] where there is no such place; see [`Target::backup`]. Where only looking
    /// after the older ones failed or was stopped, the backup counts as made.
    pub fn back_up_to(&self, target: Id, report: &Report) -> Result<Finished> {
        self.back_up_on(&computer(), target, report)
    }

    /// The same on the computer `here`.
    pub(super) fn back_up_on(&self, here: &str, target: Id, report: &Report) -> Result<Finished> {
        let plan = self.plan_of(target)?;
        let opened = self
            .be_on(here)
            .and_then(|()| self.target_of(&plan, report));
        let id = opened.as_ref().map_or(target, |(_, id)| *id);
        let made = opened.and_then(|(place, id)| {
            self.tell_doubts(id, &place, report)?;
            // Before there is a backup that holds as much again, or anything is cleared out.
            let mut held = BTreeSet::new();
            if let Ok(known) = place.snapshots(report) {
                self.notice_ahead(id, &known)?;
                held = self.held_of(&known)?;
            }
            let place = place.with_kept(kept(&self.plan_of(id)?)).with_passed(held);
            let finished = self.back_up_into(&place, plan.keep, report)?;
            Ok((finished, place))
        });
        match made {
            Ok((finished, place)) => {
                self.note(id, |plan| plan.succeeded(&finished))?;
                // That it cannot be taken away is no fault of the backup.
                let _ = self.vault().forget_before_update();
                self.look_after(id, &place, report)?;
                Ok(finished)
            }
            Err(error) => {
                // Stopped by the user: nothing is wrong.
                let failed = (error.kind() != Kind::Cancelled).then(|| error.to_wire());
                let known = match error.kind() {
                    Kind::NoSpace | Kind::Damaged => self.listed_in(&plan, report).ok(),
                    _ => None,
                };
                let now = self.vault().clock().now();
                let noted = self.note(id, |plan| {
                    if let Some(known) = known {
                        plan.found(known);
                    }
                    plan.failed(now, failed);
                });
                // What came first says why: a vault that was left cannot note that it was.
                match (error.kind(), noted) {
                    (Kind::Cancelled, _) | (_, Ok(())) => Err(error),
                    (_, Err(unnoted)) => Err(unnoted.caused_by(error)),
                }
            }
        }
    }

    /// The places that are to have a backup whenever the vault is left, and lack what was done since their last
    /// good one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn owed_on_leaving(&self) -> Result<Vec<Plan>> {
        self.vault().read(|read| {
            let mut owed = Vec::new();
            for plan in targets::plans_in(read)? {
                let asked = plan.schedule == Schedule::Leaving && !plan.paused;
                if asked && lacks_anything(read, &plan)? {
                    owed.push(plan);
                }
            }
            Ok(owed)
        })
    }

    /// A backup was stopped because the vault had to be left, not because anybody was against it: it is
    /// due again at once.
    ///
    /// # Errors
    /// When the database fails.
    pub fn take_up_backup(&self, target: Id) -> Result<()> {
        self.note(target, |plan| plan.last_try_at = None)
    }

    /// Moves the backups that lack a part for good out of the way, so that old ones are cleared out
    /// again.
    ///
    /// # Errors
    /// As [`Session::back_up_to`].
    pub fn set_broken_backups_aside(&self, target: Id, report: &Report) -> Result<()> {
        let (place, id) = self.target_of(&self.plan_of(target)?, report)?;
        place.set_broken_aside(report)?;
        self.out_of_the_way(id)?;
        self.look_after(id, &place, report)
    }

    /// Takes note that backups which should be on the drive are gone, so that old ones are cleared
    /// out again.
    ///
    /// # Errors
    /// As [`Session::back_up_to`].
    pub fn accept_missing_backups(&self, target: Id, report: &Report) -> Result<()> {
        let (place, id) = self.target_of(&self.plan_of(target)?, report)?;
        place.accept_missing(report)?;
        self.out_of_the_way(id)?;
        self.look_after(id, &place, report)
    }

    /// Has a place know which of its backups do not restore.
    fn tell_doubts(&self, id: Id, place: &Target, report: &Report) -> Result<()> {
        let doubted = self.plan_of(id).map(|plan| plan.doubted)?;
        if doubted.is_empty() {
            return Ok(());
        }
        place.doubt(&doubted, report)?;
        self.note(id, |plan| plan.doubted.retain(|id| !doubted.contains(id)))
    }

    /// Notes that a backup was found not to restore: here at once, and at its place as far as that takes
    /// it now; else before the next backup there.
    pub(super) fn disprove(&self, target: Id, id: &str, report: &Report) -> Result<()> {
        self.note(target, |plan| plan.disproved(id))?;
        let place = self
            .plan_of(target)
            .and_then(|plan| self.target_of(&plan, report));
        // Where that cannot be told there now, it is before the next backup.
        let _ = place.and_then(|(place, id)| self.tell_doubts(id, &place, report));
        Ok(())
    }

    /// What the user has just settled is no longer why the last try failed.
    fn out_of_the_way(&self, target: Id) -> Result<()> {
        self.note(target, |plan| {
            plan.last_error.take_if(|error| error.kind == Kind::Damaged);
        })
    }

    fn back_up_into(&self, place: &Target, keep: Policy, report: &Report) -> Result<Finished> {
        let _nothing_is_swept = self.files.working();
        place.backup_making_room(
            self.vault(),
            |read| self.counts_in(read),
            |read| self.carried(read, report),
            (keep, self.today_here()),
            report,
        )
    }

    /// Reads a part of the drive through, clears out what need not stay, and notes what there is
    /// and what was wrong. Being stopped is nothing wrong, and news of nothing.
    fn look_after(&self, id: Id, target: &Target, report: &Report) -> Result<()> {
        let Ok(plan) = self.plan_of(id) else {
            return Ok(());
        };
        let part = Part {
            number: plan.checks,
            of: PARTS,
        };
        let checked = target.check(part, report);
        let read = match &checked {
            Ok(()) => true,
            Err(error) => error.kind() == Kind::Damaged,
        };
        let cleared = checked.and_then(|()| target.clear_out(plan.keep, self.today_here(), report));
        let over_limit = cleared.as_ref().ok().map(|cleared| cleared.over_limit);
        let looked = cleared.and_then(|_| target.opens_as_the_vault());
        let known = target.snapshots(report);
        let newer = target.newer(report);
        self.note(id, |plan| {
            let stopped = matches!(&looked, Err(error) if error.kind() == Kind::Cancelled);
            if !stopped {
                let wrong = looked.as_ref().err().or(known.as_ref().err());
                plan.looked_after(read, wrong.map(Error::to_wire));
            }
            if let Some(over_limit) = over_limit {
                plan.over_limit = over_limit;
            }
            if let Ok(known) = known {
                plan.found(known);
            }
            if let Ok(newer) = newer {
                plan.newer = newer;
            }
        })
    }

    fn today_here(&self) -> NaiveDate {
        let clock = self.vault().clock();
        clock.now().utc().with_timezone(&clock.zone()).date_naive()
    }

    /// Has `fresh` open the vault, for whoever proves with `key` that it is theirs, and the backups
    /// made from now on: drives follow when they are next plugged in.
    ///
    /// # Errors
    /// See [`crate::vault::Vault::set_passphrase`]; the old one opens the vault then.
    pub fn set_passphrase(&self, key: &Unlock, fresh: &Secret, cost: KdfCost) -> Result<()> {
        self.with_backup_keys(Opener::Passphrase(fresh), || {
            self.vault().set_passphrase(key, fresh, cost)
        })
    }

    /// Makes a new recovery key for the vault and its backups; the old one opens them no more.
    ///
    /// # Errors
    /// See [`crate::vault::Vault::set_recovery_key`].
    pub fn new_recovery_key(&self, passphrase: &Secret) -> Result<RecoveryKey> {
        let recovery = RecoveryKey::make()?;
        self.with_backup_keys(Opener::Recovery(&recovery), || {
            self.vault().set_recovery_key(passphrase, &recovery)
        })?;
        Ok(recovery)
    }

    /// Has `opener` open the vault by `change`, and the backups with it. The two are written one
    /// after the other: what is ready for the backups waits in the vault first, so that whoever
    /// unlocks it after a fall in between finds both as they belong together.
    pub(super) fn with_backup_keys(
        &self,
        opener: Opener<'_>,
        change: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        let Some(keys) = self.backup_keys()? else {
            return change();
        };
        let fresh = keys.wrapped(opener)?;
        self.change_backup_keys(|keys, _| keys.await_proof(fresh.clone()))?;
        match change() {
            Ok(()) => {
                // The change is in force and must be told as done, whatever becomes of this: what
                // waits is adopted when the secret is next used.
                let _ = self.change_backup_keys(|keys, now| keys.adopt(fresh, now));
                Ok(())
            }
            Err(error) => {
                // Other errors leave open whether it was written; the next unlocking shows.
                if matches!(error.kind(), Kind::WrongSecret | Kind::Invalid) {
                    self.change_backup_keys(|keys, _| keys.drop_pending(&fresh))?;
                }
                Err(error)
            }
        }
    }

    /// `key` opens the vault: where a key file of the backups still waits for a secret of this kind,
    /// it is now known whether it is the vault's.
    pub(super) fn settle_backup_keys(&self, key: &Unlock) -> Result<()> {
        match key {
            Unlock::Passphrase(passphrase) => self.settle(Opener::Passphrase(passphrase)),
            Unlock::Recovery(typed) => self.settle(Opener::Recovery(&RecoveryKey::parse(typed)?)),
        }
    }

    fn settle(&self, opener: Opener<'_>) -> Result<()> {
        let Ok(Some(keys)) = self.backup_keys() else {
            // Keys that cannot be read are no reason to keep the vault closed.
            return Ok(());
        };
        let Some(fresh) = keys.pending(opener.role()) else {
            return Ok(());
        };
        let proved = fresh.opens_with(opener)?;
        self.change_backup_keys(|keys, now| {
            if proved {
                keys.adopt(fresh.clone(), now);
            } else {
                keys.drop_pending(fresh);
            }
        })
    }

    /// Has what is changed here next come after what other computers brought a place.
    pub(super) fn come_after(&self, later: &[(Role, u32)]) -> Result<()> {
        let Some(mut known) = self.backup_keys()? else {
            return Ok(());
        };
        let mut news = false;
        for (role, revision) in later {
            news |= known.raise_floor(*role, *revision);
        }
        if !news {
            return Ok(());
        }
        self.change_backup_keys(|keys, _| {
            for (role, revision) in later {
                keys.raise_floor(*role, *revision);
            }
        })
    }

    fn change_backup_keys(&self, change: impl FnOnce(&mut Keys, Timestamp)) -> Result<()> {
        self.vault().write("settings.set", |tx| {
            if let Some(mut keys) = keys_in(tx)? {
                change(&mut keys, tx.now());
                keep_keys(tx, &keys)?;
            }
            Ok(())
        })
    }

    /// The session over a vault that came out of a backup, its backups' keys brought up to date.
    /// It makes no backups before the user chooses a folder: the vault it was backed up from may
    /// be alive, and the drive's keys and old backups are that one's.
    ///
    /// # Errors
    /// When the database fails; nothing is left of the vault then.
    pub fn over_restored(restored: Restored) -> Result<(Self, RecoveryKey)> {
        let folder = restored.vault.dir().map(Path::to_owned);
        let made = Self::over(restored.vault).and_then(|session| {
            session.vault().write("settings.set", |tx| {
                keep_keys(tx, &restored.keys)?;
                let former = former_lineage(tx)?;
                begin_lineage(tx, former)?;
                note_lost(tx, &restored.lost)?;
                checking::due_at_once(tx)?;
                targets::leave_former(tx)
            })?;
            Ok(session)
        });
        match (made, folder) {
            (Ok(session), _) => Ok((session, restored.recovery)),
            (Err(error), Some(folder)) => {
                std::fs::remove_dir_all(folder)?;
                Err(error)
            }
            (Err(error), None) => Err(error),
        }
    }

    pub(super) fn backup_keys(&self) -> Result<Option<Keys>> {
        self.vault().read(keys_in)
    }

    /// The same for whoever is about to give the vault others, where its own can no longer be read.
    pub(super) fn usable_keys(&self) -> Result<Option<Keys>> {
        match self.backup_keys() {
            Err(error) if error.key() == "error.backup_keys_damaged" => Ok(None),
            keys => keys,
        }
    }

    pub(super) fn keep_backup_keys(&self, keys: &Keys) -> Result<()> {
        self.vault().write("settings.set", |tx| keep_keys(tx, keys))
    }
}

/// Makes the keys of a new vault's backups while passphrase and recovery key are both at hand, so
/// that either opens every backup later.
pub(super) fn first_backup_keys(
    tx: &mut Write<'_>,
    passphrase: &Secret,
    recovery: &RecoveryKey,
) -> Result<()> {
    let openers = [Opener::Passphrase(passphrase), Opener::Recovery(recovery)];
    keep_keys(tx, &Keys::make(&openers)?)
}

/// Has the backups open with both of these from now on; drives follow when they are next opened.
pub(super) fn renew_backup_keys(
    tx: &mut Write<'_>,
    passphrase: &Secret,
    recovery: &RecoveryKey,
) -> Result<()> {
    let Some(mut keys) = keys_in(tx)? else {
        return Ok(());
    };
    keys.drop_all_pending();
    for opener in [Opener::Passphrase(passphrase), Opener::Recovery(recovery)] {
        // A passphrase that stays opens them as before, and drives that are away too.
        if keys.opens_with(opener)? {
            continue;
        }
        let fresh = keys.wrapped(opener)?;
        keys.adopt(fresh, tx.now());
    }
    keep_keys(tx, &keys)
}

fn keys_in(read: &Read<'_>) -> Result<Option<Keys>> {
    let text: Option<Zeroizing<String>> = settings::get::<String>(read, KEYS)?.map(Zeroizing::new);
    text.map(|text| Keys::from_text(&text)).transpose()
}

pub(super) fn keep_keys(tx: &mut Write<'_>, keys: &Keys) -> Result<()> {
    settings::set(tx, KEYS, &keys.to_text()?.as_str())
}

/// Whether anything was done since the last good backup at a place.
pub(super) fn lacks_anything(read: &Read<'_>, plan: &Plan) -> Result<bool> {
    let good = plan.own().filter(|one| one.verified_at.is_some());
    let newest = good.max_by_key(|one| one.manifest.commit_seq);
    let since = match newest {
        Some(newest) => Session::steps_since_in(read, &[&newest.manifest])?
            .pop()
            .flatten(),
        None => None,
    };
    Ok(since != Some(0))
}
