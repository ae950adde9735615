//! The sealed files that go along with the database: read back from the drive, and brought into a
//! new vault. They are stored as they lie, for what they are sealed with is in the database.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use rustic_core::LsOptions;
use rustic_core::repofile::{Node, SnapshotFile};

use super::keys::Keys;
use super::medium::Medium;
use super::model::SnapshotInfo;
use super::session::Session;
use super::source::Extra;
use super::verify::{Indexed, find};
use crate::attachments::files::{Files, place};
use crate::attachments::store::needed;
use crate::base::{Error, Kind, Report, Result};
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

/// Reads the files of a backup through a fresh look at the drive. Those that an `earlier` backup
/// holds, which was itself read back, are only looked up: what stands on the drive once is not read
/// again with each backup, but by the parts of the drive that every run reads through.
pub(crate) fn read_back(
    (medium, home, keys): (&Arc<dyn Medium>, &Path, &Keys),
    snapshot: &SnapshotInfo,
    earlier: Option<&str>,
    expected: &[Expected],
    report: &Report,
) -> Result<()> {
    if expected.is_empty() {
        return Ok(());
    }
    let mut session = Session::begin_reading(medium, home, report)?;
    let opened = session.open(&keys.credentials()?)?;
    let (indexed, file) = find(&mut session, opened, &snapshot.id)?;
    let earlier = match earlier {
        Some(id) => {
            let opened = session.open(&keys.credentials()?)?;
            find(&mut session, opened, id).ok()
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
        let known = held.is_some_and(|held| held.content == node.content);
        let mut check = Check::new(io::sink(), report, "progress.backup_verify", (done, total));
        if known {
            session.run(|| {
                for part in node.content.iter().flatten() {
                    indexed.get_index_entry(part)?;
                }
                Ok(())
            })?;
        } else {
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

/// Puts the files that the rows of `read` need into the folder of the vault being made. One that
/// only the bin needs may be missing: it was let go when it was backed up.
pub(crate) fn bring(
    session: &Session,
    (indexed, snapshot): (&Indexed, &SnapshotFile),
    read: &Read<'_>,
    dir: &Path,
    report: &Report,
) -> Result<()> {
    let (files, needed) = (Files::beside(dir), needed(read)?);
    if needed.is_empty() {
        return Ok(());
    }
    let held = listed(session, indexed, snapshot)?;
    let total = needed.iter().map(|one| one.size).sum();
    let mut done = 0;
    for one in needed {
        match held.get(&place(one.id)) {
            Some(node) => {
                let path = files.path(one.id);
                files.ready_folder(&path)?;
                let to = create_private(&path)?;
                let mut check = Check::new(to, report, "progress.restore_files", (done, total));
                let dumped = session.run(|| indexed.dump(node, &mut check));
                let seal = one
                    .name
                    .is_some()
                    .then(|| blake3::Hash::from_bytes(one.seal));
                let expected = seal.map(|seal| (node.meta.size, seal));
                let home = session.drive().home();
                let to = check.settle(dumped, expected, home)?;
                to.sync_all()?;
                path.parent().map_or(Ok(()), sync_folder)?;
            }
            None => {
                // Not in the backup, which is no fault of the drive.
                if let Some(name) = &one.name {
                    return Err(
                        Error::new(Kind::Damaged, "error.attachment_missing").with("name", name)
                    );
                }
            }
        }
        done += one.size;
    }
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
