//! Reading back: whether the drive holds what was written to it. Changes nothing.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustic_core::repofile::{BlobType, IndexFile, SnapshotFile, SnapshotId};
use rustic_core::{
    BlobId, CheckOptions, Credentials, FileType, Id, IndexedFullStatus, LsOptions, Repository,
    RusticResult,
};

use super::drive::is_of_one_file;
use super::keys::{Keys, name_of};
use super::medium::Medium;
use super::model::{Part, SnapshotInfo};
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
    let mut session = Session::begin_reading(medium, home, report)?;
    for (id, _) in session.files().listed(FileType::Pack)? {
        let drive = session.drive().medium();
        drive.forget(&session.files().file(FileType::Pack, &id));
    }
    let opened = session.open(&keys.credentials()?)?;
    let (indexed, file) = find(&mut session, opened, &snapshot.id)?;
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

/// What a read-back may count on without reading it again.
pub(crate) struct Trusted<'t> {
    /// A backup that was read back itself.
    pub(crate) earlier: &'t str,
    /// The packs that stood on the drive before this run wrote any.
    pub(crate) packs: &'t HashSet<Id>,
}

/// Reads of a backup's database what this run brought to the drive, from the medium itself, and
/// compares each part with the name it goes by, which is its content's hash. A part that the
/// `trusted` backup holds too, in a pack that stood there before and has its size, is only looked
/// up: every run reads a share of the whole drive besides.
pub(crate) fn read_back_new(
    (medium, home, keys): (&Arc<dyn Medium>, &Path, &Keys),
    (snapshot, hash): (&SnapshotInfo, &blake3::Hash),
    trusted: &Trusted<'_>,
    report: &Report,
) -> Result<()> {
    let mut session = Session::begin_reading(medium, home, report)?;
    for (id, _) in session.files().listed(FileType::Pack)? {
        if !trusted.packs.contains(&id) {
            let drive = session.drive().medium();
            drive.forget(&session.files().file(FileType::Pack, &id));
        }
    }
    let opened = session.open(&keys.credentials()?)?;
    let torn: HashSet<Id> = without_head(&session, &opened, false)?
        .into_iter()
        .collect();
    let earlier = match trusted.earlier.parse::<SnapshotId>() {
        Ok(id) => session.run(|| opened.get_file::<SnapshotFile>(&id)).ok(),
        Err(_) => None,
    };
    let (indexed, file) = find(&mut session, opened, &snapshot.id)?;
    let parts_of = |file: &SnapshotFile| {
        session.run(|| Ok(indexed.node_from_snapshot_and_path(file, PAGES)?.content))
    };
    let known: HashSet<_> = earlier
        .and_then(|file| parts_of(&file).ok())
        .flatten()
        .into_iter()
        .flatten()
        .collect();

    let home = || session.drive().home().display();
    let damaged = || Error::new(Kind::Damaged, "error.backup_damaged").with("folder", home());
    let (mut done, total) = (0, snapshot.manifest.bytes());
    for part in parts_of(&file)?.into_iter().flatten() {
        let entry = session.run(|| indexed.get_index_entry(&part))?;
        done += u64::from(entry.data_length());
        let stands = trusted.packs.contains(&entry.pack) && !torn.contains(&entry.pack);
        if !(stands && known.contains(&part)) {
            let id = BlobId::from(*part);
            let content = session.run(|| indexed.get_blob_cached(&id, BlobType::Data))?;
            if name_of(&content) != *part.to_hex() {
                return Err(damaged());
            }
            report.step("progress.backup_verify", done, Some(total))?;
        }
    }
    if done != total {
        return Err(damaged());
    }
    expect_hash(&session, &indexed, &file, hash)
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

/// A backup by its id, and an index that knows all of it. Where an index file is damaged or gone,
/// the packs' own heads stand in for it.
pub(crate) fn find(
    session: &mut Session,
    opened: Opened,
    id: &str,
) -> Result<(Indexed, SnapshotFile)> {
    let id: SnapshotId = id
        .parse()
        .map_err(|_| Error::new(Kind::NotFound, "error.backup_snapshot_gone"))?;
    if !session.run(|| Ok(opened.list::<SnapshotId>()?.any(|listed| listed == id)))? {
        // One that could not be read when the drive was looked over is not gone.
        if session.has_whole(&id)? {
            return Err(Error::new(Kind::Unavailable, "error.backup_drive_failed")
                .with("folder", session.drive().home().display()));
        }
        return Err(Error::new(Kind::NotFound, "error.backup_snapshot_gone"));
    }
    let mut file: SnapshotFile = session.run(|| opened.get_file(&id))?;
    file.id = id;
    let credentials = Credentials::Masterkey(opened.key());
    let indexed = session.run(|| opened.to_indexed())?;
    if knows(session, &indexed, &file)? {
        return Ok((indexed, file));
    }
    let opened = session.open(&credentials)?;
    for pack in without_head(session, &opened, true)? {
        session.hide(FileType::Pack, pack);
    }
    let opened = session.open(&credentials)?;
    let indexed = session.run(|| opened.to_indexed_checked())?;
    Ok((indexed, file))
}

/// Whether the index says where each part of a backup stands.
fn knows(session: &Session, indexed: &Indexed, file: &SnapshotFile) -> Result<bool> {
    let known = session.run(|| {
        for path in [PAGES, HASH] {
            indexed.node_from_snapshot_and_path(file, path)?;
        }
        let root = indexed.node_from_snapshot_and_path(file, "")?;
        for entry in indexed.ls(&root, &LsOptions::default())? {
            let (_, node) = entry?;
            for part in node.content.iter().flatten() {
                indexed.get_index_entry(part)?;
            }
        }
        Ok(())
    });
    match known {
        Err(error) if session.latch().is_tripped() => Err(error),
        known => Ok(known.is_ok()),
    }
}

/// The packs whose head the engine would look for in vain, and then give up all the others: those
/// of another size than the index says, and of those it does not know the ones whose content is
/// not what their name says. With `lenient`, one that cannot be read counts among them; otherwise
/// it is an error.
pub(crate) fn without_head(session: &Session, opened: &Opened, lenient: bool) -> Result<Vec<Id>> {
    let mut sizes = HashMap::new();
    session.run(|| {
        for file in opened.stream_files::<IndexFile>()? {
            let (_, file) = file?;
            for pack in file.packs.iter().chain(&file.packs_to_delete) {
                sizes.insert(*pack.id, u64::from(pack.pack_size()));
            }
        }
        Ok(())
    })?;
    let there = session.files().listed(FileType::Pack)?;
    let there: HashSet<Id> = there.into_iter().map(|(id, _)| id).collect();
    let untold = sizes.keys().filter(|id| !there.contains(*id));
    session.files().look_for(untold.copied())?;
    let (mut without, mut read) = (Vec::new(), 0);
    for (id, size) in session.files().listed(FileType::Pack)? {
        let right = match sizes.get(&id) {
            Some(known) => *known == size,
            None => {
                read += size;
                let report = session.drive().report();
                report.step("progress.backup_check", read, None)?;
                let file = session.files().file(FileType::Pack, &id);
                let named = |content: &[u8]| name_of(content) == *id.to_hex();
                match session.drive().get_right(&file, named) {
                    Ok(content) => named(&content),
                    Err(error) if error.kind() == Kind::Cancelled => return Err(error),
                    Err(error) if !lenient && error.kind() != Kind::Damaged => return Err(error),
                    Err(_) => false,
                }
            }
        };
        if !right {
            without.push(id);
        }
    }
    Ok(without)
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

/// The packs whose content is not what their name says, by reading all of a part of them.
pub(crate) fn find_damaged_packs(
    session: &Session,
    part: Part,
    report: &Report,
) -> Result<Vec<PathBuf>> {
    let mut packs = session.files().listed(FileType::Pack)?;
    packs.retain(|(id, _)| part.holds(&id.to_hex()));
    let total = packs.iter().map(|(_, size)| size).sum();
    let mut done = 0;
    let mut damaged = Vec::new();
    for (id, size) in packs {
        let file = session.files().file(FileType::Pack, &id);
        if !holds(session, &file)? {
            damaged.push(file);
        }
        done += size;
        report.step("progress.backup_check", done, Some(total))?;
    }
    Ok(damaged)
}

/// Whether a file gives back what its name says, read from the medium itself.
pub(crate) fn holds(session: &Session, file: &Path) -> Result<bool> {
    session.drive().medium().forget(file);
    let said = file.file_name().unwrap_or_default();
    let right = |content: &[u8]| said == name_of(content).as_str();
    match session.drive().get_right(file, right) {
        Ok(content) => Ok(right(&content)),
        Err(error) if is_of_one_file(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The backups that refer to something the drive no longer has, by the index and the list of packs.
pub(crate) fn find_broken(session: &Session, opened: &Opened) -> Result<Vec<String>> {
    let files = session.run(|| opened.get_all_snapshots())?;
    let whole = |files: &[SnapshotFile]| -> Result<bool> {
        let trees = files.iter().map(|file| file.tree).collect();
        let found = session.run(|| opened.check_with_trees(CheckOptions::default(), trees))?;
        Ok(found.is_ok().is_ok())
    };
    // Each look reads the whole index: all at once first, which is nearly always all there is.
    if whole(&files)? {
        return Ok(Vec::new());
    }
    let mut broken = Vec::new();
    for file in files {
        if !whole(std::slice::from_ref(&file))? {
            broken.push(file.id.to_hex().to_string());
        }
    }
    Ok(broken)
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
