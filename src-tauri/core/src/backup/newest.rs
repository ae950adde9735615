//! Which key files of a place are the newest, told beside its repository: a copy of the vault on another
//! computer, which does not know that the passphrase was changed, must not bring the given-up one back.
//!
//! It is sealed with a key of the vault's, as the ledger is. Where it is missing or damaged, who comes last
//! is taken for the newest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::drive::{Drive, is_of_one_file};
use super::keys::{KeyFile, Keys, Role};
use crate::base::{Error, Result, Timestamp};

const NAME: &str = "keys.json";

/// A key file, and since when its secret is the vault's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Since {
    name: String,
    at: Timestamp,
}

/// The newest key file of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Newest(BTreeMap<Role, Since>);

#[derive(Serialize, Deserialize)]
struct Sealed {
    newest: Newest,
    seal: String,
}

impl Newest {
    /// Reads it; a missing, damaged or foreign one says nothing.
    pub(super) fn read(drive: &Drive, keys: &Keys) -> Result<Self> {
        let content = match drive.get_if_any(&drive.path(NAME)) {
            Err(error) if is_of_one_file(&error) => None,
            there => there?,
        };
        let sealed = content.and_then(|content| serde_json::from_slice::<Sealed>(&content).ok());
        let Some(sealed) = sealed else {
            return Ok(Self::default());
        };
        let right = sealed.newest.seal(keys)?;
        let said = blake3::Hash::from_hex(&sealed.seal).ok();
        Ok(if said == Some(right) {
            sealed.newest
        } else {
            Self::default()
        })
    }

    /// Writes it.
    pub(super) fn write(self, drive: &Drive, keys: &Keys) -> Result<()> {
        let seal = self.seal(keys)?.to_hex().to_string();
        let sealed = Sealed { newest: self, seal };
        let text = serde_json::to_vec(&sealed).map_err(Error::internal)?;
        drive.put(&drive.path(NAME), &[text.into()])
    }

    fn seal(&self, keys: &Keys) -> Result<blake3::Hash> {
        let mut text = b"newest keys\n".to_vec();
        serde_json::to_writer(&mut text, self).map_err(Error::internal)?;
        Ok(blake3::keyed_hash(&keys.seal(), &text))
    }

    /// Whether one of the key files `there` is for a later secret of this kind than ours, which became the
    /// vault's at `since`, if that is known.
    pub(super) fn overtakes(
        &self,
        ours: &KeyFile,
        since: Option<Timestamp>,
        there: &[(String, KeyFile)],
    ) -> bool {
        self.0.get(&ours.role).is_some_and(|newest| {
            newest.name != ours.name()
                && Some(newest.at) > since
                && there.iter().any(|(name, _)| *name == newest.name)
        })
    }

    /// Takes note of ours; whether that is news.
    pub(super) fn note(&mut self, ours: &KeyFile, since: Option<Timestamp>) -> bool {
        let fresh = since.map(|at| Since {
            name: ours.name(),
            at,
        });
        let was = match fresh.clone() {
            Some(fresh) => self.0.insert(ours.role, fresh),
            None => self.0.remove(&ours.role),
        };
        was != fresh
    }

    fn since(&self, file: &KeyFile) -> Option<Timestamp> {
        let newest = self.0.get(&file.role);
        let newest = newest.filter(|newest| newest.name == file.name());
        newest.map(|newest| newest.at)
    }
}

/// Keys that were taken over from a place, with what is told there of how new they are.
pub(super) fn adopted(drive: &Drive, mut keys: Keys) -> Result<Keys> {
    let newest = Newest::read(drive, &keys)?;
    let told = keys.files().iter();
    let told = told.filter_map(|file| Some((file.role, newest.since(file)?)));
    for (role, at) in told.collect::<Vec<_>>() {
        keys.note_since(role, at);
    }
    Ok(keys)
}
