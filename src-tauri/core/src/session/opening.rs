//! What opens the backups on a drive: the vault's secrets of the day the drive was last here. A drive
//! that was away while one of them became another is told apart, and brought up to date on demand.
//! Drives are known by the mark they bear.

use std::collections::BTreeMap;
use std::path::Path;

use super::Session;
use crate::backup::{Keys, Role};
use crate::base::{Error, Id, Kind, Report, Result, Timestamp};
use crate::settings;
use crate::vault::Write;

/// Which key files each place was last given.
const CARRIED: &str = "backup.carried";
/// The backups were begun anew: no folder's former key is taken over again.
const ANEW: &str = "backup.anew";

/// Secrets of the vault that became others since a drive was last here: it still opens with those of
/// before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OlderSecrets {
    /// Which of the places backups go to.
    pub target: Id,
    /// What the user calls it.
    pub name: String,
    /// When the passphrase became another.
    pub passphrase_before: Option<Timestamp>,
    /// When the recovery key became another.
    pub recovery_before: Option<Timestamp>,
}

impl OlderSecrets {
    fn any(&self) -> bool {
        self.passphrase_before.is_some() || self.recovery_before.is_some()
    }
}

impl Session {
    /// The places whose backups still open with secrets of before.
    ///
    /// # Errors
    /// When the database fails.
    pub fn backups_open_with_older(&self) -> Result<Vec<OlderSecrets>> {
        let Some(keys) = self.usable_keys()? else {
            return Ok(Vec::new());
        };
        let carried = self.carried_keys()?;
        let plans = self.backup_plans()?.into_iter();
        let older = plans.filter_map(|plan| {
            let names = carried.get(&plan.id.to_string())?;
            Some(OlderSecrets {
                passphrase_before: keys.renewed_since(Role::Passphrase, names),
                recovery_before: keys.renewed_since(Role::Recovery, names),
                target: plan.id,
                name: plan.name,
            })
        });
        Ok(older.filter(OlderSecrets::any).collect())
    }

    /// Has the backups of a place open with the present passphrase and recovery key, all of them,
    /// and with the former no more. Makes no backup.
    ///
    /// # Errors
    /// [`Kind::NotFound`] where there is no such place, [`Kind::Unavailable`] when its drive is not
    /// there, [`Kind::WrongSecret`] when another computer brought it later ones.
    pub fn carry_backup_keys(&self, target: Id, report: &Report) -> Result<()> {
        let plan = self.plan_of(target)?;
        let (place, _) = self.target_of(&plan, report)?;
        place.opens_as_the_vault()
    }

    /// Notes that a place has key files of these names now.
    pub(super) fn note_carried(&self, target: Id, names: Vec<String>) -> Result<()> {
        let mut carried = self.carried_keys()?;
        if carried.get(&target.to_string()) == Some(&names) {
            return Ok(());
        }
        carried.insert(target.to_string(), names);
        self.vault()
            .write("settings.set", |tx| settings::set(tx, CARRIED, &carried))
    }

    /// Refuses the key of backups that were left behind when they were begun anew: whoever knew the
    /// vault's former key may know it.
    pub(super) fn refuse_former(&self, keys: &Keys, folder: &Path) -> Result<()> {
        let anew: Option<bool> = self.setting(ANEW)?;
        let is_own = match self.backup_keys() {
            Ok(own) => own.is_none_or(|own| own.seal() == keys.seal()),
            // Whose they are cannot be told.
            Err(_) => false,
        };
        if anew == Some(true) && !is_own {
            return Err(former(folder));
        }
        Ok(())
    }

    /// What it means that the vault's own passphrase does not open a folder: where backups were begun
    /// anew, that it is one of before.
    pub(super) fn or_former(&self, error: Error, folder: &Path) -> Error {
        let anew = self
            .setting::<bool>(ANEW)
            .is_ok_and(|anew| anew == Some(true));
        if anew && error.kind() == Kind::WrongSecret {
            return former(folder);
        }
        error
    }

    fn carried_keys(&self) -> Result<BTreeMap<String, Vec<String>>> {
        Ok(self.setting(CARRIED)?.unwrap_or_default())
    }
}

/// Has every folder's former key refused from now on.
pub(super) fn begin_anew(tx: &mut Write<'_>) -> Result<()> {
    settings::set(tx, ANEW, &true)
}

fn former(folder: &Path) -> Error {
    Error::new(Kind::Invalid, "error.backup_former_key")
        .on("folder")
        .with("folder", folder.display())
}
