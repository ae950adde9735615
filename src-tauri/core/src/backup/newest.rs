//! Which key files of a place are the newest, told beside its repository: a copy of the vault on another
//! computer, which does not know that the passphrase was changed, must not bring the given-up one back.
//!
//! It is sealed with a key of the vault's and stands there twice, as the ledger is and does. Where it is
//! missing, who comes last is taken for the newest; where it cannot be read, nobody is.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::drive::{Drive, is_of_one_file};
use super::keys::{KeyFile, Keys, Role};
use crate::base::{Error, Result, Timestamp};

const NAME: &str = "keys.json";
const COPY: &str = "keys-copy.json";

/// A key file, and since when its secret is the vault's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Since {
    name: String,
    at: Timestamp,
    /// How many secrets there were before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revision: Option<u32>,
}

/// The newest key file of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Newest(BTreeMap<Role, Since>);

#[derive(Serialize, Deserialize)]
struct Sealed {
    newest: Newest,
    seal: String,
}

/// That a place keeps another key file of a kind than ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stays {
    /// It is for a later secret, before which there were so many.
    Later(Role, u32),
    /// Which is the later cannot be made out.
    Unclear(Role),
}

impl Stays {
    pub(crate) fn role(self) -> Role {
        match self {
            Self::Later(role, _) | Self::Unclear(role) => role,
        }
    }
}

/// What a place tells of it.
pub(super) struct Told {
    /// Nothing where it is there and cannot be made out.
    pub(super) newest: Option<Newest>,
    /// It stands there twice and alike, or not at all.
    pub(super) whole: bool,
}

impl Newest {
    /// Reads it, both times it stands there.
    pub(super) fn read(drive: &Drive, keys: &Keys) -> Result<Told> {
        let mut n_there = 0;
        let mut sound: Vec<Self> = Vec::new();
        for name in [NAME, COPY] {
            let content = match drive.get_if_any(&drive.path(name)) {
                Err(error) if is_of_one_file(&error) => Some(Vec::new()),
                there => there?,
            };
            let Some(content) = content else { continue };
            n_there += 1;
            if let Ok(Sealed { newest, seal }) = serde_json::from_slice(&content)
                && blake3::Hash::from_hex(&seal).ok() == Some(newest.seal(keys)?)
            {
                sound.push(newest);
            }
        }
        let whole = match &sound[..] {
            [one, copy] => one == copy,
            _ => n_there == 0,
        };
        // The first is written first: where the two differ, it is the later.
        let newest = sound.into_iter().next();
        Ok(Told {
            newest: newest.or_else(|| (n_there == 0).then(Self::default)),
            whole,
        })
    }

    /// Writes it.
    pub(super) fn write(self, drive: &Drive, keys: &Keys) -> Result<()> {
        let seal = self.seal(keys)?.to_hex().to_string();
        let sealed = Sealed { newest: self, seal };
        let text = Bytes::from(serde_json::to_vec(&sealed).map_err(Error::internal)?);
        for name in [NAME, COPY] {
            drive.put(&drive.path(name), std::slice::from_ref(&text))?;
        }
        Ok(())
    }

    /// Takes it away: whoever comes next is the newest.
    pub(super) fn forget(drive: &Drive) -> Result<()> {
        drive.remove(&drive.path(NAME))?;
        drive.remove(&drive.path(COPY))
    }

    fn seal(&self, keys: &Keys) -> Result<blake3::Hash> {
        let mut text = b"newest keys\n".to_vec();
        serde_json::to_writer(&mut text, self).map_err(Error::internal)?;
        Ok(blake3::keyed_hash(&keys.seal(), &text))
    }

    /// Whether one of the key files `there` is for a later secret of this kind than ours, and how many there
    /// were before it. It is told by that; where two computers changed it independently of each other, by when.
    pub(super) fn overtakes(
        &self,
        ours: &KeyFile,
        keys: &Keys,
        there: &[(String, KeyFile)],
    ) -> Option<u32> {
        let newest = self.0.get(&ours.role)?;
        let own = (keys.revision(ours.role), keys.since(ours.role));
        let revision = newest.revision.unwrap_or(0);
        let overtakes = newest.name != ours.name()
            && (revision, Some(newest.at)) > own
            && there.iter().any(|(name, _)| *name == newest.name);
        overtakes.then_some(revision)
    }

    /// Takes note of ours; whether that is news.
    pub(super) fn note(&mut self, ours: &KeyFile, keys: &Keys) -> bool {
        let fresh = keys.since(ours.role).map(|at| Since {
            name: ours.name(),
            at,
            revision: Some(keys.revision(ours.role)).filter(|revision| *revision > 0),
        });
        // Of the same key file the place may know more than a vault that had to take its keys over.
        let known = self.since(ours).map(|(at, revision)| (revision, at));
        if known > fresh.as_ref().map(|it| (it.revision.unwrap_or(0), it.at)) {
            return false;
        }
        let was = match fresh.clone() {
            Some(fresh) => self.0.insert(ours.role, fresh),
            None => self.0.remove(&ours.role),
        };
        was != fresh
    }

    fn since(&self, file: &KeyFile) -> Option<(Timestamp, u32)> {
        let newest = self.0.get(&file.role);
        let newest = newest.filter(|newest| newest.name == file.name());
        newest.map(|newest| (newest.at, newest.revision.unwrap_or(0)))
    }
}

/// Keys that were taken over from a place, with what is told there of how new they are.
pub(super) fn adopted(drive: &Drive, mut keys: Keys) -> Result<Keys> {
    let newest = Newest::read(drive, &keys)?.newest.unwrap_or_default();
    let told = keys.files().iter();
    let told = told.filter_map(|file| Some((file.role, newest.since(file)?)));
    for (role, (at, revision)) in told.collect::<Vec<_>>() {
        keys.note_since(role, at, revision);
    }
    Ok(keys)
}
