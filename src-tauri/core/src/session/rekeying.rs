//! The whole vault under a new key: what that means for the backups, whose keys lie in it. The
//! switch is the vault's.

use super::Session;
use super::keeping::{first_backup_keys, renew_backup_keys};
use super::opening::begin_anew;
use super::targets::leave_former;
use crate::base::{Report, Result};
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::vault::{NewKeys, Unlock};

/// What becomes of the backups when the vault's key is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backups {
    /// They go on where they are and open with the new secrets from the next one on. Whoever read the
    /// vault under its old key knows the key they are under.
    GoOn,
    /// They begin anew under a key of their own, in a folder that is still to be chosen. What was
    /// backed up so far stays where it is and opens with the secrets of its day.
    BeginAnew,
}

impl Session {
    /// Puts the whole vault under a new key: `passphrase`, which may be the present one, and the
    /// recovery key that is returned open it from now on. Nobody writes meanwhile. Afterwards this
    /// session refuses everything: unlock the vault anew.
    ///
    /// # Errors
    /// [`crate::base::Kind::WrongSecret`] when `proof` does not fit,
    /// [`crate::base::Kind::NoSpace`], [`crate::base::Kind::Cancelled`]; the session goes on as
    /// before then.
    pub fn rekey(
        &self,
        proof: &Unlock,
        passphrase: &Secret,
        cost: KdfCost,
        backups: Backups,
        report: &Report,
    ) -> Result<RecoveryKey> {
        let keys = NewKeys {
            proof,
            passphrase,
            cost,
        };
        self.vault().rekey(
            &keys,
            |tx, recovery| match backups {
                Backups::GoOn => renew_backup_keys(tx, passphrase, recovery),
                Backups::BeginAnew => {
                    leave_former(tx)?;
                    begin_anew(tx)?;
                    first_backup_keys(tx, passphrase, recovery)
                }
            },
            report,
        )
    }
}
