//! The sealed files that go along with the database: read back from the drive, and brought into a
//! new vault. They are stored as they lie, for what they are sealed with is in the database.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use rustic_core::LsOptions;
use rustic_core::repofile::{Node, SnapshotFile};

use super::keys::Keys;
use super::medium::Medium;
use super::model::{Manifest, SnapshotInfo};
use super::session::Session;
use super::source::{Extra, MANIFEST};
use super::verify::{Indexed, Trusted, dump, find};
use crate::attachments::files::{Files, place};
use crate::attachments::store::{Stored, needed};
use crate::base::{Error, Id, Kind, Report, Result};
use crate::settings;
use crate::vault::{Read, create_private, sync_folder};

/// Where they stand in a backup.
pub(crate) const FOLDER: &str = "attachments";

/// What a file must be when it is read back.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    name: String,
    size: u64,
    seal: Option<blake3::Hash>,
}

impl Expected {
    /// What `extra` is.
    pub(crate) fn of(extra: &Extra) -> Self {
        Self {
            name: extra.name.clone(),
            size: extra.size,
            seal: extra.seal,
        }
    }
}

/// Reads what stands beside the database of a backup through a fresh look at the drive. Files that a
/// `trusted` backup holds too, each part in a pack that stood there before, are only looked up: what
/// stands on the drive once is not read again with each backup, but by the parts of the drive that every
/// run reads through.
pub(crate) fn read_back(
    (medium, home, keys): (&Arc<dyn Medium>, &Path, &Keys),
    snapshot: &SnapshotInfo,
    trusted: Option<&Trusted<'_>>,
    expected: &[Expected],
    report: &Report,
) -> Result<()> {
    let mut session = Session::begin_reading(medium, home, report)?;
    let opened = session.open(&keys.credentials()?)?;
    let (indexed, file) = find(&mut session, opened, &snapshot.id)?;
    expect_manifest(&session, (&indexed, &file), snapshot)?;
    if expected.is_empty() {
        return Ok(());
    }
    let earlier = match trusted {
        Some(trusted) => {
            let opened = session.open(&keys.credentials()?)?;
            find(&mut session, opened, trusted.earlier).ok()
        }
        None => None,
    };
    let now = listed(&session, &indexed, &file)?;
    let before = match &earlier {
        // What cannot be looked up there is read again.
        Some((indexed, file)) => listed(&session, indexed, file).unwrap_or_default(),
        None => HashMap::new(),
    };
    let total = expected.iter().map(|one| one.size).sum();
    let mut done = 0;
    for one in expected {
        let Some(node) = now.get(&one.name) else {
            return Err(damaged(home));
        };
        let held = before.get(&one.name);
        let mut known = held.is_some_and(|held| held.content == node.content);
        for part in node.content.iter().flatten() {
            let entry = session.run(|| indexed.get_index_entry(part))?;
            // One that this run wrote anew was lost before, or was not whole.
            known &= trusted.is_some_and(|trusted| trusted.packs.contains(&entry.pack));
        }
        if !known {
            let mut check = Check::new(io::sink(), report, "progress.backup_verify", (done, total));
            let dumped = session.run(|| indexed.dump(node, &mut check));
            check.settle(
                dumped,
                one.seal.as_ref().map(|seal| (one.size, *seal)),
                home,
            )?;
        }
        done += one.size;
    }
    Ok(())
}

/// Holds what stands beside the database for people to read to what the backup says of itself.
fn expect_manifest(
    session: &Session,
    (indexed, file): (&Indexed, &SnapshotFile),
    snapshot: &SnapshotInfo,
) -> Result<()> {
    let mut text = Vec::new();
    session.run(|| dump(indexed, file, MANIFEST, &mut text))?;
    match serde_json::from_slice::<Manifest>(&text) {
        Ok(manifest) if manifest == snapshot.manifest => Ok(()),
        _ => Err(damaged(session.drive().home())),
    }
}

/// The files that a vault came out of a backup without, until they are attached again: the backups of what
/// is left must not wait for them.
const LOST: &str = "backup.lost_files";

/// Notes which ones those are.
pub(crate) fn note_lost(tx: &mut crate::vault::Write<'_>, lost: &[Lost]) -> Result<()> {
    if lost.is_empty() && settings::get::<Vec<Id>>(tx, LOST)?.is_none() {
        return Ok(());
    }
    let files: Vec<Id> = lost.iter().map(|one| one.file).collect();
    settings::set(tx, LOST, &files)
}

/// Those that a record still needs, and what it calls them.
pub(crate) fn known_lost(read: &Read<'_>) -> Result<HashMap<Id, String>> {
    let lost: Vec<Id> = settings::get(read, LOST)?.unwrap_or_default();
    if lost.is_empty() {
        return Ok(HashMap::new());
    }
    let needed = needed(read)?.into_iter();
    let needed = needed.filter(|one| lost.contains(&one.id));
    Ok(needed.filter_map(|one| Some((one.id, one.name?))).collect())
}

/// A file on a record that did not come out of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The sealed file.
    pub file: Id,
    /// What the record calls it.
    pub name: String,
    /// It is not in the backup; else what is there is damaged.
    pub missing: bool,
}

impl Lost {
    /// What a drill says of it.
    #[must_use]
    pub fn error(&self) -> Error {
        let key = if self.missing {
            "error.backup_file_missing"
        } else {
            "error.backup_file_damaged"
        };
        Error::new(Kind::Damaged, key).with("name", &self.name)
    }
}

/// Puts the files that the rows of `read` need into the folder of the vault being made, as far as the
/// backup gives them back: the records must not be lost for the sake of a file. Tells which it does not.
/// One that only the bin needs may be missing: it was let go when it was backed up.
pub(crate) fn bring(
    session: &Session,
    (indexed, snapshot): (&Indexed, &SnapshotFile),
    read: &Read<'_>,
    dir: &Path,
    report: &Report,
) -> Result<Vec<Lost>> {
    let (files, needed) = (Files::beside(dir), needed(read)?);
    let mut lost = Vec::new();
    if needed.is_empty() {
        return Ok(lost);
    }
    let held = match listed(session, indexed, snapshot) {
        Err(error) if error.kind() == Kind::Damaged => {
            session.latch().forget();
            None
        }
        held => Some(held?),
    };
    let total = needed.iter().map(|one| one.size).sum();
    let mut done = 0;
    for one in needed {
        let node = held.as_ref().and_then(|held| held.get(&place(one.id)));
        let came = match node {
            Some(node) => {
                let path = files.path(one.id);
                files.ready_folder(&path)?;
                let once = || -> Result<bool> {
                    let to = create_private(&path)?;
                    let check = Check::new(to, report, "progress.restore_files", (done, total));
                    match fetch_file(session, indexed, node, &one, check) {
                        Err(error) if error.kind() == Kind::Damaged => {
                            session.latch().forget();
                            fs::remove_file(&path)?;
                            Ok(false)
                        }
                        came => came.map(|()| true),
                    }
                };
                // Once more by itself: what was read side by side may have failed of another.
                let came = once()? || once()?;
                if came {
                    path.parent().map_or(Ok(()), sync_folder)?;
                }
                came
            }
            None => false,
        };
        if let (false, Some(name)) = (came, &one.name) {
            lost.push(Lost {
                file: one.id,
                name: name.clone(),
                missing: node.is_none() && held.is_some(),
            });
        }
        done += one.size;
    }
    Ok(lost)
}

fn fetch_file(
    session: &Session,
    indexed: &Indexed,
    node: &Node,
    stored: &Stored,
    mut check: Check<'_, File>,
) -> Result<()> {
    let dumped = session.run(|| indexed.dump(node, &mut check));
    let seal = stored.name.is_some();
    let seal = seal.then(|| blake3::Hash::from_bytes(stored.seal));
    let expected = seal.map(|seal| (node.meta.size, seal));
    check
        .settle(dumped, expected, session.drive().home())?
        .sync_all()?;
    Ok(())
}

fn damaged(home: &Path) -> Error {
    Error::new(Kind::Damaged, "error.backup_damaged").with("folder", home.display())
}

/// The files of a backup, by their place below the folder.
fn listed(
    session: &Session,
    indexed: &Indexed,
    snapshot: &SnapshotFile,
) -> Result<HashMap<String, Node>> {
    session.run(|| {
        let root = indexed.node_from_snapshot_and_path(snapshot, "")?;
        let mut files = HashMap::new();
        for entry in indexed.ls(&root, &LsOptions::default())? {
            let (path, node) = entry?;
            if let Ok(place) = path.strip_prefix(FOLDER)
                && node.is_file()
            {
                files.insert(place.to_string_lossy().into_owned(), node);
            }
        }
        Ok(files)
    })
}

/// Bytes of all files of a backup.
pub(crate) fn bytes_of(
    session: &Session,
    indexed: &Indexed,
    snapshot: &SnapshotFile,
) -> Result<u64> {
    let files = listed(session, indexed, snapshot)?;
    Ok(files.values().map(|node| node.meta.size).sum())
}

/// Passes a file on, and looks at what passes.
struct Check<'r, W> {
    to: W,
    hash: blake3::Hasher,
    size: u64,
    report: &'r Report,
    phase: &'static str,
    of: (u64, u64),
    stopped: Option<Error>,
}

impl<'r, W> Check<'r, W> {
    fn new(to: W, report: &'r Report, phase: &'static str, of: (u64, u64)) -> Self {
        Self {
            to,
            hash: blake3::Hasher::new(),
            size: 0,
            report,
            phase,
            of,
            stopped: None,
        }
    }

    /// What the file was written to, if it came whole and as expected.
    fn settle(
        self,
        dumped: Result<()>,
        expected: Option<(u64, blake3::Hash)>,
        home: &Path,
    ) -> Result<W> {
        if let Some(error) = self.stopped {
            return Err(error);
        }
        dumped?;
        match expected {
            Some(wanted) if wanted != (self.size, self.hash.finalize()) => Err(damaged(home)),
            _ => Ok(self.to),
        }
    }

    fn step(&mut self, bytes: &[u8]) -> Result<()>
    where
        W: Write,
    {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        self.to.write_all(bytes)?;
        let (done, total) = self.of;
        self.report.step(self.phase, done + self.size, Some(total))
    }
}

impl<W: Write> Write for Check<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.step(bytes) {
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
