//! What opens the backups on a drive: the vault's secrets of the day the drive was last here. A drive
//! that was away while one of them became another is told apart, and brought up to date on demand.

use std::collections::BTreeMap;
use std::path::Path;

use super::Session;
use crate::backup::{Keys, Role};
use crate::base::{Error, Kind, Report, Result, Timestamp};
use crate::settings;
use crate::vault::Write;

/// Which key files each folder was last given.
const CARRIED: &str = "backup.carried";
/// The backups were begun anew: no folder's former key is taken over again.
const ANEW: &str = "backup.anew";

/// Secrets of the vault that became others since a drive was last here: it still opens with those of
/// before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OlderSecrets {
    /// When the passphrase became another.
    pub passphrase_before: Option<Timestamp>,
    /// When the recovery key became another.
    pub recovery_before: Option<Timestamp>,
}

impl Session {
    /// Whether the backups in the chosen folder still open with secrets of before; nothing where they
    /// open with the present ones, or no folder is chosen.
    ///
    /// # Errors
    /// When the database fails.
    pub fn backups_open_with_older(&self) -> Result<Option<OlderSecrets>> {
        let (Some(plan), Some(keys)) = (self.backup_plan()?, self.backup_keys()?) else {
            return Ok(None);
        };
        let carried = self.carried_keys()?;
        let Some(names) = carried.get(&named(&plan.folder)) else {
            return Ok(None);
        };
        let older = OlderSecrets {
            passphrase_before: keys.renewed_since(Role::Passphrase, names),
            recovery_before: keys.renewed_since(Role::Recovery, names),
        };
        let any = older.passphrase_before.is_some() || older.recovery_before.is_some();
        Ok(any.then_some(older))
    }

    /// Has the backups in the chosen folder open with the present passphrase and recovery key, all of
    /// them, and with the former no more. Makes no backup.
    ///
    /// # Errors
    /// [`Kind::NotFound`] before a folder was chosen, [`Kind::Unavailable`] when the drive is not
    /// there.
    pub fn carry_backup_keys(&self, report: &Report) -> Result<()> {
        let plan = self.chosen_plan()?;
        self.target_of(&plan, report).map(drop)
    }

    /// Notes that a folder has these key files now.
    pub(super) fn note_carried(&self, folder: &Path, keys: &Keys) -> Result<()> {
        let names: Vec<String> = keys.files().iter().map(|file| file.name()).collect();
        let mut carried = self.carried_keys()?;
        if carried.get(&named(folder)) == Some(&names) {
            return Ok(());
        }
        carried.insert(named(folder), names);
        self.vault()
            .write("settings.set", |tx| settings::set(tx, CARRIED, &carried))
    }

    /// Refuses the key of backups that were left behind when they were begun anew: whoever knew the
    /// vault's former key may know it.
    pub(super) fn refuse_former(&self, keys: &Keys, folder: &Path) -> Result<()> {
        let anew: Option<bool> = self.setting(ANEW)?;
        let own = self.backup_keys()?;
        let is_own = own.is_none_or(|own| own.seal() == keys.seal());
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

fn named(folder: &Path) -> String {
    folder.to_string_lossy().into_owned()
}
