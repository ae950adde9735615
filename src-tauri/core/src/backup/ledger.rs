//! Our own record, beside the repository, of the backups on a drive and when each was verified.
//!
//! It is sealed with a key of the vault's, so that nobody else can call a backup verified. It stands
//! there twice, one written after the other: on a stick that is pulled while a file gets its name,
//! the file of that name may be empty. Where both are missing or damaged, backups merely count as
//! not verified. It is also what tells a drive that has lost backups from one that never had them.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::drive::{Drive, is_of_one_file};
use super::keys::Keys;
use crate::base::{Error, Kind, Result, Timestamp};

const NAME: &str = "ledger.json";
const COPY: &str = "ledger-copy.json";

/// What is known of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    made_at: Timestamp,
    verified_at: Option<Timestamp>,
    /// A drill restored it, on whichever computer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    proven: bool,
    /// It is newer than a vault that goes on at the place: no computer clears it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    kept: bool,
}

/// The backups that should be on a drive, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ledger(BTreeMap<String, Line>);

#[derive(Serialize, Deserialize)]
struct Sealed {
    ledger: Ledger,
    seal: String,
}

impl Ledger {
    /// Reads it; a missing, damaged or foreign one reads as empty. One that cannot be read is what its
    /// copy says.
    pub(crate) fn read(drive: &Drive, keys: &Keys) -> Result<Self> {
        let mut trouble = None;
        for name in [NAME, COPY] {
            match drive.get_if_any(&drive.path(name)) {
                Ok(Some(content)) => {
                    if let Some(ledger) = Self::sealed_in(&content, keys)? {
                        return Ok(ledger);
                    }
                }
                Ok(None) => {}
                Err(error) if error.kind() == Kind::Cancelled => return Err(error),
                Err(error) => trouble = trouble.or(Some(error)),
            }
        }
        trouble.map_or_else(|| Ok(Self::default()), Err)
    }

    /// Whether one lies there that was sealed with these keys.
    pub(crate) fn is_ours(drive: &Drive, keys: &Keys) -> Result<bool> {
        for name in [NAME, COPY] {
            let content = match drive.get_if_any(&drive.path(name)) {
                Err(error) if is_of_one_file(&error) => None,
                there => there?,
            };
            if let Some(content) = content
                && Self::sealed_in(&content, keys)?.is_some()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn sealed_in(content: &[u8], keys: &Keys) -> Result<Option<Self>> {
        let Ok(sealed) = serde_json::from_slice::<Sealed>(content) else {
            return Ok(None);
        };
        let right = sealed.ledger.seal(keys)?;
        let said = blake3::Hash::from_hex(&sealed.seal).ok();
        Ok((said == Some(right)).then_some(sealed.ledger))
    }

    /// Writes it.
    pub(crate) fn write(&self, drive: &Drive, keys: &Keys) -> Result<()> {
        let text = self.sealed(keys)?;
        for name in [NAME, COPY] {
            drive.put(&drive.path(name), std::slice::from_ref(&text))?;
            // Whoever reads it next asks the medium.
            drive.medium().forget(&drive.path(name));
        }
        Ok(())
    }

    /// Writes what of it is not as it was written. One that says nothing replaces nothing.
    pub(crate) fn mend(&self, drive: &Drive, keys: &Keys) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let text = self.sealed(keys)?;
        for name in [NAME, COPY] {
            let file = drive.path(name);
            let there = drive.get_if_any(&file).ok().flatten();
            if there.is_none_or(|there| there != text) {
                drive.put(&file, std::slice::from_ref(&text))?;
            }
        }
        Ok(())
    }

    fn sealed(&self, keys: &Keys) -> Result<Bytes> {
        let seal = self.seal(keys)?.to_hex().to_string();
        let sealed = Sealed {
            ledger: self.clone(),
            seal,
        };
        let text = serde_json::to_vec(&sealed).map_err(Error::internal)?;
        Ok(text.into())
    }

    fn seal(&self, keys: &Keys) -> Result<blake3::Hash> {
        let text = serde_json::to_vec(self).map_err(Error::internal)?;
        Ok(blake3::keyed_hash(&keys.seal(), &text))
    }

    pub(crate) fn add(&mut self, id: &str, made_at: Timestamp) {
        self.0.insert(
            id.to_owned(),
            Line {
                made_at,
                verified_at: None,
                proven: false,
                kept: false,
            },
        );
    }
    pub(crate) fn verified(&mut self, id: &str, at: Timestamp) {
        if let Some(line) = self.0.get_mut(id) {
            line.verified_at = Some(at);
        }
    }
    /// Notes which ones a drill restored.
    pub(crate) fn note_proven(&mut self, ids: &BTreeSet<String>) {
        for id in ids {
            if let Some(line) = self.0.get_mut(id) {
                line.proven = true;
            }
        }
    }
    /// Those that a drill restored.
    pub(crate) fn proven(&self) -> BTreeSet<String> {
        let proven = self.0.iter().filter(|(_, line)| line.proven);
        proven.map(|(id, _)| id.clone()).collect()
    }
    /// Notes which ones are to stay, whatever the policy says.
    pub(crate) fn note_kept(&mut self, ids: &BTreeSet<String>) {
        for id in ids {
            if let Some(line) = self.0.get_mut(id) {
                line.kept = true;
            }
        }
    }
    /// Notes of which ones what they hold stands in others as well.
    pub(crate) fn let_go(&mut self, ids: &BTreeSet<String>) {
        for id in ids {
            if let Some(line) = self.0.get_mut(id) {
                line.kept = false;
            }
        }
    }
    /// Those that are to stay.
    pub(crate) fn kept(&self) -> BTreeSet<String> {
        let kept = self.0.iter().filter(|(_, line)| line.kept);
        kept.map(|(id, _)| id.clone()).collect()
    }
    pub(crate) fn not_verified(&mut self, ids: &[String]) {
        for id in ids {
            if let Some(line) = self.0.get_mut(id) {
                line.verified_at = None;
                line.proven = false;
            }
        }
    }
    pub(crate) fn remove(&mut self, ids: &[String]) {
        self.0.retain(|id, _| !ids.contains(id));
    }
    /// Whether a backup of this name should be on the drive.
    pub(crate) fn names(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }
    pub(crate) fn verified_at(&self, id: &str) -> Option<Timestamp> {
        self.0.get(id).and_then(|line| line.verified_at)
    }
    /// Known backups that are not among `listed`.
    pub(crate) fn missing(&self, listed: &BTreeSet<&str>) -> Vec<String> {
        self.0
            .keys()
            .filter(|id| !listed.contains(id.as_str()))
            .cloned()
            .collect()
    }
}
