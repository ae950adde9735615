//! Reading back: whether the drive holds what was written to it. Changes nothing.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustic_core::repofile::{SnapshotFile, SnapshotId};
use rustic_core::{CheckOptions, FileType, IndexedFullStatus, Repository, RusticResult};

use super::keys::{Keys, name_of};
use super::medium::Medium;
use super::model::SnapshotInfo;
use super::session::{Opened, Session};
use super::source::{HASH, PAGES, hash_line};
use crate::base::{Error, Kind, Report, Result};

/// A repository with its whole index in memory.
pub(crate) type Indexed = Repository<IndexedFullStatus>;

/// Reads a backup's database through a fresh look at the drive, with what the system remembers of
/// the packs dropped first, and returns its hash. The hash stored beside it must agree.
pub(crate) fn read_back(
    medium: &Arc<dyn Medium>,
    home: &Path,
    keys: &Keys,
    snapshot: &SnapshotInfo,
    report: &Report,
) -> Result<blake3::Hash> {
    let session = Session::begin_reading(medium, home, report)?;
    for (id, _) in session.files().listed(FileType::Pack)? {
        medium.forget(&session.files().file(FileType::Pack, &id));
    }
    let opened = session.open(&keys.credentials()?)?;
    let (indexed, file) = find(&session, opened, &snapshot.id)?;
    let mut hasher = Hasher {
        hash: blake3::Hasher::new(),
        done: 0,
        total: snapshot.manifest.bytes(),
        report,
        stopped: None,
    };
    let dumped = session.run(|| dump(&indexed, &file, PAGES, &mut hasher));
    match hasher.stopped.take() {
        Some(error) => return Err(error),
        None => dumped?,
    }
    let hash = hasher.hash.finalize();
    expect_hash(&session, &indexed, &file, &hash)?;
    Ok(hash)
}

/// Compares a hash with the one stored in a backup.
pub(crate) fn expect_hash(
    session: &Session,
    indexed: &Indexed,
    file: &SnapshotFile,
    hash: &blake3::Hash,
) -> Result<()> {
    let mut line = Vec::new();
    session.run(|| dump(indexed, file, HASH, &mut line))?;
    if line == hash_line(hash).as_bytes() {
        return Ok(());
    }
    Err(Error::new(Kind::Damaged, "error.backup_damaged")
        .with("folder", session.drive().home().display()))
}

/// A backup by its id, and the whole index.
pub(crate) fn find(session: &Session, opened: Opened, id: &str) -> Result<(Indexed, SnapshotFile)> {
    let id: SnapshotId = id
        .parse()
        .map_err(|_| Error::new(Kind::NotFound, "error.backup_snapshot_gone"))?;
    if !session.run(|| Ok(opened.list::<SnapshotId>()?.any(|listed| listed == id)))? {
        return Err(Error::new(Kind::NotFound, "error.backup_snapshot_gone"));
    }
    session.run(|| {
        let mut file: SnapshotFile = opened.get_file(&id)?;
        file.id = id;
        // Where an index file is hidden because it is damaged, the packs' own heads stand in.
        Ok((opened.to_indexed_checked()?, file))
    })
}

/// Hands the content of one file of a backup to `out`.
pub(crate) fn dump(
    indexed: &Indexed,
    file: &SnapshotFile,
    path: &str,
    out: &mut impl Write,
) -> RusticResult<()> {
    let node = indexed.node_from_snapshot_and_path(file, path)?;
    indexed.dump(&node, out)
}

/// The packs whose content is not what their name says, by reading all of them.
pub(crate) fn find_damaged_packs(session: &Session, report: &Report) -> Result<Vec<PathBuf>> {
    let packs = session.files().listed(FileType::Pack)?;
    let total = packs.iter().map(|(_, size)| size).sum();
    let mut done = 0;
    let mut damaged = Vec::new();
    for (id, size) in packs {
        let file = session.files().file(FileType::Pack, &id);
        session.drive().medium().forget(&file);
        if name_of(&session.drive().get(&file)?) != *id.to_hex() {
            damaged.push(file);
        }
        done += size;
        report.step("progress.backup_verify", done, Some(total))?;
    }
    Ok(damaged)
}

/// Whether everything a backup refers to is on the drive, by the index and the list of packs.
pub(crate) fn is_whole(session: &Session, opened: &Opened, file: &SnapshotFile) -> Result<bool> {
    let found =
        session.run(|| opened.check_with_trees(CheckOptions::default(), vec![file.tree]))?;
    Ok(found.is_ok().is_ok())
}

struct Hasher<'r> {
    hash: blake3::Hasher,
    done: u64,
    total: u64,
    report: &'r Report,
    stopped: Option<Error>,
}

impl Write for Hasher<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        self.done += bytes.len() as u64;
        match self
            .report
            .step("progress.backup_verify", self.done, Some(self.total))
        {
            Ok(()) => Ok(bytes.len()),
            Err(error) => {
                self.stopped = Some(error);
                Err(io::Error::other("stopped"))
            }
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
