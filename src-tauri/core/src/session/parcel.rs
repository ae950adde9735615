//! The whole vault as one file, and back. The backup room packs; the exchange room says how the
//! files on records are called outside; the session knows where they lie.

use std::collections::HashSet;
use std::path::Path;

use super::Session;
use super::descent::{begin_lineage, former_lineage};
use super::keeping::renew_backup_keys;
use super::targets::leave_former;
use crate::attachments::store::needed;
use crate::backup::{Enclosed, NewVault, Packed, Packing, Unpacked, pack, unpack};
use crate::base::{Report, Result};
use crate::crypto::{RecoveryKey, Secret};
use crate::exchange::export::named;
use crate::records::labels::Language;
use crate::vault::Read;

impl Session {
    /// Writes the whole vault into one file that `passphrase` opens, and reads it back. A file that
    /// is there already stays, unless `over` says that it may go.
    ///
    /// # Errors
    /// See [`pack`]. Nothing is left behind then.
    pub fn pack(
        &self,
        to: &Path,
        over: bool,
        passphrase: &Secret,
        language: Language,
        report: &Report,
    ) -> Result<Packed> {
        let _nothing_is_swept = self.files.working();
        let what = Packing {
            vault: self.vault(),
            whose: self.whose_of(self.vault.read(former_lineage)?.map(|lineage| lineage.id)),
            files: &self.files,
            to,
            over,
            passphrase,
        };
        pack(
            &what,
            |read| self.counts_in(read),
            |read| self.enclosed(read, language),
            report,
        )
    }

    fn enclosed(&self, read: &Read<'_>, language: Language) -> Result<Vec<Enclosed>> {
        let named = named(read, &self.catalog(), language)?;
        let living: HashSet<_> = named.iter().map(|(one, _)| one.stored.id).collect();
        let others = needed(read)?.into_iter();
        let others = others.filter(|stored| !living.contains(&stored.id));
        let named = named.into_iter().map(|(one, name)| Enclosed {
            name: Some(name),
            stored: one.stored,
        });
        let others = others.map(|stored| Enclosed { name: None, stored });
        Ok(named.chain(others).collect())
    }

    /// Makes a new vault out of such a file: the passphrase and the recovery key of `new` open it and
    /// the backups it will make. It makes none before a folder is chosen, as after a restore.
    ///
    /// # Errors
    /// See [`unpack`]. Nothing is left behind then.
    pub fn unpack(
        from: &Path,
        passphrase: &Secret,
        new: &NewVault<'_>,
        report: &Report,
    ) -> Result<(Self, RecoveryKey)> {
        let Unpacked {
            vault,
            recovery,
            manifest,
        } = unpack(from, passphrase, new, report)?;
        let made = Self::over(vault).and_then(|session| {
            session.vault().write("settings.set", |tx| {
                renew_backup_keys(tx, new.passphrase, &recovery)?;
                let former = former_lineage(tx)?;
                begin_lineage(tx, former)?;
                leave_former(tx)
            })?;
            session.note_restored_from(super::RestoredFrom {
                made_at: manifest.made_at,
                restored_at: session.vault().clock().now(),
                steps_since: None,
            })?;
            Ok(session)
        });
        match made {
            Ok(session) => Ok((session, recovery)),
            Err(error) => {
                std::fs::remove_dir_all(new.folder)?;
                Err(error)
            }
        }
    }
}
