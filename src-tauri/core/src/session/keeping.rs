//! A vault and its backups: the keys and the plan kept in its settings, the run, and what a
//! change of passphrase means for them. The engine is the backup room's.

use std::path::Path;

use super::Session;
use crate::backup::{
    Finished, Keys, Opener, Plan, Policy, Presence, Restored, Schedule, Target, Whose, connect,
    listed, presence,
};
use crate::base::{Error, Kind, Report, Result};
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::settings;
use crate::vault::{Unlock, Write};

const KEYS: &str = "backup.keys";
const PLAN: &str = "backup.plan";

impl Session {
    /// Where this vault's backups go and when; none until a folder was chosen.
    ///
    /// # Errors
    /// When the database fails.
    pub fn backup_plan(&self) -> Result<Option<Plan>> {
        self.setting(PLAN)
    }

    /// Whether the drive of `plan` is there now, and how much room it has.
    #[must_use]
    pub fn backup_drive(&self, plan: &Plan) -> Presence {
        presence(&plan.folder, self.vault().id())
    }

    /// Has backups go into `folder` from now on, and looks at what is there already. The rhythm
    /// stays, where there was one.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when `passphrase` is not this vault's or does not open the backups of
    /// this vault that stand there; else see [`connect`].
    pub fn connect_backup(
        &self,
        folder: &Path,
        passphrase: &Secret,
        report: &Report,
    ) -> Result<Plan> {
        let vault = self.vault();
        vault.check_key(&Unlock::Passphrase(passphrase.clone()))?;
        let (whose, clock) = (self.whose(), vault.clock());
        let opener = Opener::Passphrase(passphrase);
        let keys = connect(folder, &whose, self.backup_keys()?, opener, clock, report)?;
        self.keep_backup_keys(&keys)?;
        let known = listed(folder, whose.id, &keys, report)?;
        let fresh = Plan::new(folder.to_owned(), clock.now());
        let plan = match self.backup_plan()? {
            Some(old) => Plan {
                schedule: old.schedule,
                at: old.at,
                keep: old.keep,
                ..fresh
            },
            None => fresh,
        };
        let last_ok_at = known
            .iter()
            .filter_map(|snapshot| snapshot.verified_at)
            .max();
        let plan = Plan {
            last_ok_at,
            known,
            ..plan
        };
        self.set_setting(PLAN, &plan)?;
        Ok(plan)
    }

    /// Sets how often backups are made and how many stay.
    ///
    /// # Errors
    /// [`Kind::NotFound`] before a folder was chosen; see [`Plan::schedule`].
    pub fn schedule_backup(&self, schedule: Schedule, at: &str, keep: Policy) -> Result<Plan> {
        let mut plan = self.chosen_plan()?;
        plan.schedule(schedule, at, keep)?;
        self.set_setting(PLAN, &plan)?;
        Ok(plan)
    }

    /// Backs the vault up, reads the backup back, and clears out what need not stay. How it went
    /// is noted in the plan, whichever way it went.
    ///
    /// # Errors
    /// [`Kind::NotFound`] before a folder was chosen; see [`Target::backup`]. Where only the
    /// clearing out failed, the backup counts as made and the reason stands in the plan.
    pub fn back_up(&self, report: &Report) -> Result<Finished> {
        let plan = self.chosen_plan()?;
        let outcome = self.back_up_by(&plan, report);
        let mut plan = self.backup_plan()?.unwrap_or(plan);
        plan.last_try_at = Some(self.vault().clock().now());
        plan.last_error = None;
        let finished = match outcome {
            Ok((finished, target)) => {
                plan.last_ok_at = finished.snapshot.verified_at;
                let tidied = self.tidy(&target, &mut plan, report);
                plan.last_error = tidied.err().map(|error| error.to_wire());
                Ok(finished)
            }
            Err(error) => {
                // Stopped by the user: nothing is wrong.
                let failed = error.kind() != Kind::Cancelled;
                plan.last_error = failed.then(|| error.to_wire());
                Err(error)
            }
        };
        self.set_setting(PLAN, &plan)?;
        finished
    }

    fn back_up_by(&self, plan: &Plan, report: &Report) -> Result<(Finished, Target)> {
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let clock = self.vault().clock();
        let target = Target::open(&plan.folder, &self.whose(), &keys, clock, report)?;
        let finished = target.backup(
            self.vault(),
            |read| self.counts_in(read),
            Vec::new(),
            report,
        )?;
        Ok((finished, target))
    }

    fn tidy(&self, target: &Target, plan: &mut Plan, report: &Report) -> Result<()> {
        let clock = self.vault().clock();
        let today = clock.now().utc().with_timezone(&clock.zone()).date_naive();
        let cleared = target.clear_out(plan.keep, today, report);
        plan.known = target.snapshots(report)?;
        cleared.map(drop)
    }

    /// Has `fresh` open the vault, for whoever proves with `key` that it is theirs, and the backups
    /// made from now on: drives follow when they are next plugged in.
    ///
    /// # Errors
    /// See [`crate::vault::Vault::set_passphrase`]. [`Kind::Unavailable`] when the vault has the
    /// new passphrase and only its backups could not follow.
    pub fn set_passphrase(&self, key: &Unlock, fresh: &Secret, cost: KdfCost) -> Result<()> {
        self.vault().set_passphrase(key, fresh, cost)?;
        self.renew_backup_keys(Opener::Passphrase(fresh))
            .map_err(|e| Error::new(Kind::Unavailable, "error.passphrase_vault_only").caused_by(e))
    }

    /// Makes a new recovery key for the vault and its backups; the old one opens them no more.
    ///
    /// # Errors
    /// See [`crate::vault::Vault::new_recovery_key`].
    pub fn new_recovery_key(&self, passphrase: &Secret) -> Result<RecoveryKey> {
        let recovery = self.vault().new_recovery_key(passphrase)?;
        // The key is in force and must be told, whatever becomes of this: it is done again when
        // the key is proved.
        let _ = self.renew_backup_keys(Opener::Recovery(&recovery));
        Ok(recovery)
    }

    pub(super) fn renew_backup_keys(&self, opener: Opener<'_>) -> Result<()> {
        let Some(mut keys) = self.backup_keys()? else {
            return Ok(());
        };
        keys.renew(opener)?;
        self.keep_backup_keys(&keys)
    }

    /// The session over a vault that came out of a backup, its backups' keys brought up to date.
    ///
    /// # Errors
    /// When the database fails.
    pub fn over_restored(restored: Restored) -> Result<(Self, RecoveryKey)> {
        let session = Self::over(restored.vault)?;
        session.keep_backup_keys(&restored.keys)?;
        Ok((session, restored.recovery))
    }

    fn chosen_plan(&self) -> Result<Plan> {
        self.backup_plan()?.ok_or_else(not_chosen)
    }

    fn backup_keys(&self) -> Result<Option<Keys>> {
        let text: Option<String> = self.setting(KEYS)?;
        text.map(|text| Keys::from_text(&text)).transpose()
    }

    fn keep_backup_keys(&self, keys: &Keys) -> Result<()> {
        self.set_setting(KEYS, &keys.to_text()?.as_str())
    }

    /// Whose backups they are. A vault is called as its folder.
    fn whose(&self) -> Whose {
        let folder = self.vault().dir().and_then(Path::file_stem);
        Whose {
            id: self.vault().id(),
            name: folder.unwrap_or_default().to_string_lossy().into_owned(),
        }
    }
}

/// Makes the keys of a new vault's backups while passphrase and recovery key are both at hand, so
/// that either opens every backup later.
pub(super) fn first_backup_keys(
    tx: &mut Write<'_>,
    passphrase: &Secret,
    recovery: &RecoveryKey,
) -> Result<()> {
    let keys = Keys::make(&[Opener::Passphrase(passphrase), Opener::Recovery(recovery)])?;
    settings::set(tx, KEYS, &keys.to_text()?.as_str())
}

fn not_chosen() -> Error {
    Error::new(Kind::NotFound, "error.backup_not_chosen")
}
