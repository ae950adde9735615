//! A restore drill: a backup is restored where nobody sees it, compared with what it says of itself,
//! and removed again. Only this proves that it would restore.
//!
//! Nothing is written to the drive; its lock is held, as a backup does, so that nobody clears away what is
//! being read.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cloud::is_out_of_reach;
use super::digest::{self, Digests};
use super::hidden::{Hidden, sweep};
use super::model::{Manifest, SnapshotInfo};
use super::restore::Found;
use crate::base::{Clock, Error, Id, Kind, Report, Result, Timestamp};
use crate::vault::Vault;

const DAY_MS: i64 = 86_400_000;

/// What a backup was compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ComparedBy {
    /// What it held when it was made: every page, and every table by its rows.
    Contents,
    /// How many rows every table had. An older program made it, and its tables were brought to
    /// today's shape; or it says only how many records of each kind it holds.
    Counts,
    /// Nothing: it says neither. It could be opened, and that is all.
    Nothing,
}

/// What there was to be seen in the restored vault, by whoever opens records and files for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Looked {
    /// Records that are there.
    pub records: u64,
    /// Of these, so many were opened.
    pub opened: u64,
    /// Attachments, each opened whole.
    pub files: u64,
}

/// What a drill that went well has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drilled {
    /// The backup that would restore.
    pub snapshot: SnapshotInfo,
    /// What it was compared with.
    pub by: ComparedBy,
    /// Tables looked through.
    pub tables: u64,
    /// Their rows.
    pub rows: u64,
    /// What was seen in it.
    pub looked: Looked,
    /// What the restored vault holds.
    pub digests: Digests,
}

/// Restores backup `id` of `found` into `hidden`, looks whether all of it is there, has `look` open what
/// a user would, and removes it.
///
/// # Errors
/// As [`Found::restore`], and what `look` says; [`Kind::Damaged`] as well when what came back is not
/// what the backup says it holds, [`Kind::NoSpace`] before anything is written where the disk has no
/// room for it, [`Kind::InUse`] while the drive is being backed up to. [`Kind::Cancelled`] proves
/// nothing either way. Nothing is left behind.
pub fn drill(
    found: &Found,
    id: &str,
    (hidden, clock): (&Path, &Arc<dyn Clock>),
    look: impl FnOnce(Vault, &Report) -> Result<Looked>,
    report: &Report,
) -> Result<Drilled> {
    let _held = found.hold(report)?;
    // What a drill left that was killed: of two at once, the lock stops one.
    sweep(hidden)?;
    let place = Hidden::within(hidden, &**clock);
    let drilled = look_through(found, id, (&place, clock), look, report);
    // What went wrong is told first; what could not be removed goes with the next sweep.
    let swept = place.clear().and_then(|()| sweep(hidden));
    let drilled = drilled?;
    swept.map(|()| drilled)
}

fn look_through(
    found: &Found,
    id: &str,
    (place, clock): (&Hidden, &Arc<dyn Clock>),
    look: impl FnOnce(Vault, &Report) -> Result<Looked>,
    report: &Report,
) -> Result<Drilled> {
    let snapshot = found.snapshots().iter().find(|one| one.id == id);
    let snapshot = snapshot
        .cloned()
        .ok_or_else(|| Error::new(Kind::NotFound, "error.backup_snapshot_gone"))?;
    if found.manifest_beside(id, report)? != snapshot.manifest {
        return Err(Error::new(Kind::Damaged, "error.backup_damaged"));
    }
    let of = (&snapshot, "error.drill_no_room");
    let (vault, lost) = place.restore(found, of, clock, report)?;
    // What the vault had lost before says nothing of the backup.
    let held =
        |one: &&super::files::Lost| !(one.missing && snapshot.manifest.lost.contains(&one.name));
    if let Some(first) = lost.iter().find(held) {
        return Err(first.error());
    }
    report.step("progress.drill_check", 0, None)?;
    vault.check(true)?;
    report.step("progress.drill_compare", 0, None)?;
    let digests = vault.read(|read| digest::of(read.sql(), &report.cancel))?;
    let by = compare(&snapshot.manifest, &digests, schema(&vault)?)?;
    // Last, for whoever opens a vault may bring it up to date.
    report.step("progress.drill_open", 0, None)?;
    let looked = look(vault, report)?;
    Ok(Drilled {
        by,
        looked,
        tables: digests.len() as u64,
        rows: digests.values().map(|table| table.rows).sum(),
        digests,
        snapshot,
    })
}

/// Whether an error says that a drill could not be done, and nothing of the backup: its drive was pulled or
/// its storage did not answer, or the disk had no room for it.
#[must_use]
pub fn could_not_be_done(error: &Error) -> bool {
    is_out_of_reach(error) || matches!(error.kind(), Kind::Unavailable | Kind::NoSpace)
}

/// Which of the backups at a place a drill is of: of this very vault's verified ones, the one that holds
/// most writes, for it need not have the latest date. What is dated after tomorrow is of a clock that was
/// wrong, and only taken where there is nothing else.
#[must_use]
pub fn newest_verified(
    snapshots: &[SnapshotInfo],
    lineage: Option<Id>,
    now: Timestamp,
) -> Option<&SnapshotInfo> {
    let mut left: Vec<&SnapshotInfo> = snapshots.iter().collect();
    left.retain(|one| one.verified_at.is_some());
    let own = |one: &&SnapshotInfo| one.manifest.vault.instance == lineage;
    if !left.iter().any(own) {
        // Of several vaults, none of which is this one, only the dates can be compared.
        return left.into_iter().max_by_key(|one| one.manifest.made_at);
    }
    left.retain(|one| own(one));
    let ahead = |one: &&SnapshotInfo| one.manifest.made_at > now.plus_ms(DAY_MS);
    if !left.iter().all(ahead) {
        left.retain(|one| !ahead(one));
    }
    left.into_iter()
        .max_by_key(|one| (one.manifest.commit_seq, one.manifest.made_at))
}

fn schema(vault: &Vault) -> Result<i64> {
    vault.read(|read| {
        let schema = read.sql();
        Ok(schema.query_row("PRAGMA user_version", [], |row| row.get(0))?)
    })
}

/// Whether there are as many records of each kind as the backup counted; those in the bin it did not.
fn counted(said: &Manifest, now: &Digests) -> Result<ComparedBy> {
    let mut by = ComparedBy::Nothing;
    for (kind, count) in &said.counts {
        if let Some(table) = now.get(kind) {
            if table.rows < *count {
                return Err(differs(kind));
            }
            by = ComparedBy::Counts;
        }
    }
    Ok(by)
}

fn differs(table: &str) -> Error {
    Error::new(Kind::Damaged, "error.drill_differs").with("table", table)
}

/// Holds what came back to what the backup says of itself.
pub(crate) fn compare(said: &Manifest, now: &Digests, schema: i64) -> Result<ComparedBy> {
    if said.digests.is_empty() {
        return counted(said, now);
    }
    let by = if said.schema == schema {
        ComparedBy::Contents
    } else {
        ComparedBy::Counts
    };
    for (table, was) in &said.digests {
        let is = now.get(table).ok_or_else(|| differs(table))?;
        let same = match by {
            // That every page is what it was, a restore has looked at before; here each table answers for itself.
            ComparedBy::Contents => {
                is.rows == was.rows && (was.hash.is_none() || is.hash == was.hash)
            }
            // What an older shape is brought to may gain rows; none may be lost.
            ComparedBy::Counts | ComparedBy::Nothing => is.rows >= was.rows,
        };
        if !same {
            return Err(differs(table));
        }
    }
    match now.keys().find(|table| !said.digests.contains_key(*table)) {
        Some(table) if by == ComparedBy::Contents => Err(differs(table)),
        _ => Ok(by),
    }
}
