//! What a backup is: its certificate, how many to keep, and what was found on a drive.
//!
//! Pure types. No file is touched here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digest::Digests;
use super::pages::Image;
use crate::base::{Id, Result, Timestamp};
use crate::vault::Read;

/// How many records of each kind a backup holds, by the entity's key.
pub type Counts = BTreeMap<String, u64>;

/// Which vault a backup is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// The vault's id; backups of several vaults stand side by side by it.
    pub id: Id,
    /// What the user calls it.
    pub name: String,
    /// Which of the vaults of this id: a restore makes another. Older programs do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<Id>,
}

/// What is known of a backup before a byte of it is read: stored in the snapshot (encrypted) and
/// beside the database as `MANIFEST.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of this text and of what stands beside it.
    pub format: u32,
    /// The program and version that made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Of which vault.
    pub vault: Whose,
    /// What the computer is called that made it, for people. Backups of older programs, and one file to hand
    /// over, do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computer: Option<String>,
    /// The schema version of the database (`user_version`).
    pub schema: i64,
    /// The number of the last write it holds.
    pub commit_seq: i64,
    /// Bytes in a page of the database.
    pub page_size: u32,
    /// Bytes at the end of each page that are not the database's.
    pub reserved: u8,
    /// Pages in the database.
    pub pages: u64,
    /// Records of each kind.
    pub counts: Counts,
    /// How many rows each table held, from the same moment; of some programs with a hash of them. Backups of older
    /// programs do not say.
    #[serde(default)]
    pub digests: Digests,
    /// Bytes of the files beside the database. Backups of older programs do not say.
    #[serde(default)]
    pub files_bytes: Option<u64>,
    /// What the files on records are called that the vault itself has not got: it came out of a backup
    /// that had lost them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<String>,
    /// The last step of the user's that it holds. Backups of older programs, and of a vault without any, do
    /// not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_step: Option<LastStep>,
}

/// A step by which a vault is known to have come through where a backup stood: two copies of one vault that
/// go on by themselves count their writes alike, but do not make the same ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastStep {
    /// The number of its write.
    pub seq: i64,
    /// A hash of when it was made and of which records.
    pub mark: String,
}

impl Manifest {
    /// The only form so far.
    pub(crate) const FORMAT: u32 = 1;

    /// Of the vault as `read` sees it and the `image` it has then; nothing is counted in it yet.
    pub(crate) fn of(read: &Read<'_>, whose: &Whose, image: Image) -> Result<Self> {
        Ok(Self {
            format: Self::FORMAT,
            made_by: concat!("Steward ", env!("CARGO_PKG_VERSION")).to_owned(),
            made_at: read.now(),
            vault: whose.clone(),
            computer: None,
            schema: read
                .sql()
                .query_row("PRAGMA user_version", [], |row| row.get(0))?,
            commit_seq: read.commit_seq()?,
            page_size: image.page_size,
            reserved: image.reserved,
            pages: image.pages,
            counts: Counts::new(),
            digests: Digests::new(),
            files_bytes: None,
            lost: Vec::new(),
            last_step: None,
        })
    }

    /// Bytes of the database's image.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.pages.saturating_mul(self.page_size.into())
    }
}

/// What a later program cannot have given another meaning: read where the rest is not understood.
#[derive(Debug, Deserialize)]
pub(crate) struct Version {
    /// As in [`Manifest`].
    #[expect(dead_code, reason = "what has no form is no manifest")]
    format: u32,
    /// As in [`Manifest`].
    pub(crate) made_by: String,
}

/// Backups on a drive that this program cannot read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Newer {
    /// How many there are.
    pub count: u32,
    /// The program and version that made the newest of them.
    pub made_by: String,
}

/// One backup on a drive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotInfo {
    /// Its name in the repository, 64 hexadecimal digits.
    pub id: String,
    /// What it holds.
    pub manifest: Manifest,
    /// Bytes it added to the drive.
    pub bytes_added: u64,
    /// When what it brought to the drive was read back from there and found right, the rest having
    /// been so before.
    pub verified_at: Option<Timestamp>,
}

/// What a finished backup has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The new backup, verified.
    pub snapshot: SnapshotInfo,
    /// Bytes written to the drive in this run, bookkeeping included.
    pub bytes_written: u64,
    /// The drive's file system could not confirm that everything has reached the medium.
    pub unsynced: bool,
    /// Damaged files that were found on the drive and set aside.
    pub quarantined: usize,
}

/// How many backups to keep. The newest of each of the last so many days, weeks, months and years in
/// which there is one; see [`super::retention`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Days.
    pub daily: u32,
    /// Weeks, Monday to Sunday.
    pub weekly: u32,
    /// Calendar months.
    pub monthly: u32,
    /// Calendar years.
    #[serde(default = "yearly")]
    pub yearly: u32,
    /// So many bytes may lie there at most: beyond it the oldest go first, whatever was to stay of them.
    #[serde(default)]
    pub most_bytes: Option<u64>,
}

/// One of a year costs little, and is what a question about long ago is answered from.
const fn yearly() -> u32 {
    5
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            daily: 7,
            weekly: 4,
            monthly: 12,
            yearly: yearly(),
            most_bytes: None,
        }
    }
}

/// One of several parts of a drive that are read through in turn, so that no single run takes as
/// long as reading everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which one; it begins anew after the last.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

impl Part {
    /// Everything.
    pub const ALL: Self = Self { number: 0, of: 1 };

    /// Whether a file of this name (a hash, so the parts are of one size) belongs to it.
    pub(crate) fn holds(self, name: &str) -> bool {
        let head = name.get(..8).unwrap_or_default();
        let head = u32::from_str_radix(head, 16).unwrap_or_default();
        let of = self.of.max(1);
        head % of == self.number % of
    }
}

/// What clearing out old backups did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cleared {
    /// The backups that are gone.
    pub removed: Vec<String>,
    /// Bytes marked as unneeded; the drive gets them back at the next clearing a day later.
    pub bytes_marked: u64,
    /// Bytes given back now.
    pub bytes_freed: u64,
    /// What is never cleared out takes so many bytes, where the limit is lower.
    pub over_limit: Option<u64>,
}
