//! The first and the last word about a vault's two keys: made together with the vault, and proved
//! by whoever holds the paper.

use std::path::Path;
use std::sync::Arc;

use super::keeping::first_backup_keys;
use super::{Session, paper};
use crate::base::{Clock, Result};
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::vault::{Unlock, Vault};

impl Session {
    /// Makes a vault to live in: as [`Session::create`], and with the keys of its backups, which
    /// passphrase and recovery key open from the first backup on.
    ///
    /// # Errors
    /// See [`Vault::create`]. Nothing is left behind then.
    pub fn establish(
        dir: &Path,
        passphrase: &Secret,
        cost: KdfCost,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, RecoveryKey)> {
        let (vault, recovery) =
            Vault::create_with(dir, passphrase, cost, clock, |tx, recovery| {
                first_backup_keys(tx, passphrase, recovery)
            })?;
        Ok((Self::over(vault)?, recovery))
    }

    /// Notes that whoever typed the recovery key has it. The backups' keys follow,
    /// where they could not when the key was made.
    ///
    /// # Errors
    /// See [`Vault::prove_recovery`]; when the database fails. The key is asked for again then.
    pub fn prove_recovery(&self, typed: &Secret) -> Result<()> {
        let key = Unlock::Recovery(typed.clone());
        self.vault.check_key(&key)?;
        self.settle_backup_keys(&key)?;
        self.vault.prove_recovery(typed)?;
        self.vault.write("settings.set", paper::note)
    }
}
