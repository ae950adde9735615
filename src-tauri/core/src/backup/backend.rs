//! Our own storage under the backup engine: strict where its own is forgiving.
//!
//! It lists a folder whole or not at all, stops at the user's word, and after the first failed
//! call refuses everything that follows: the engine logs some errors and goes on, and would
//! otherwise write a snapshot that lacks what it could not read. It must not interpret contents.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use rustic_core::{
    BytesList, ErrorKind, FileType, Id, ReadBackend, RusticError, RusticResult, WriteBackend,
};

use super::ahead::{Ahead, Plan};
use super::drive::{Drive, Latch};
use super::keys::name_of;
use super::medium::{Entry, EntryKind, Shelves};
use crate::base::{Error, Result};

/// The repository's folder inside a vault's folder on the drive.
pub(crate) const REPOSITORY: &str = "repository";

/// Files that the engine must see otherwise than they stand on the drive: damaged ones hidden
/// (`None`), damaged ones replaced by their copy (`Some`).
pub(crate) type Overlay = HashMap<(&'static str, Id), Option<Bytes>>;

/// A repository on a drive.
#[derive(Clone)]
pub(crate) struct Backend {
    drive: Arc<Drive>,
    latch: Arc<Latch>,
    overlay: Arc<Overlay>,
    ahead: Arc<Ahead>,
    writable: bool,
}

impl Backend {
    /// Reads and writes the repository on `drive`; errors are kept in `latch`.
    pub(crate) fn new(drive: Arc<Drive>, latch: Arc<Latch>, overlay: Overlay) -> Self {
        Self {
            drive,
            latch,
            overlay: Arc::new(overlay),
            ahead: Arc::default(),
            writable: true,
        }
    }
    /// The same repository, seen with another overlay.
    pub(crate) fn seen_with(&self, overlay: Overlay) -> Self {
        Self {
            overlay: Arc::new(overlay),
            ..self.clone()
        }
    }
    /// The same, for a drive that nothing is to be written to.
    pub(crate) fn read_only(self) -> Self {
        Self {
            writable: false,
            ..self
        }
    }

    /// Hides a file from the engine.
    pub(crate) fn hide(&mut self, kind: FileType, id: Id) {
        Arc::make_mut(&mut self.overlay).insert((kind.dirname(), id), None);
    }

    /// Where a file of the repository stands.
    pub(crate) fn file(&self, kind: FileType, id: &Id) -> PathBuf {
        let hex = id.to_hex();
        let folder = self.folder(kind);
        match kind {
            FileType::Config => folder,
            FileType::Pack => folder.join(hex.get(..2).unwrap_or_default()).join(&*hex),
            _ => folder.join(&*hex),
        }
    }
    /// The folder of a kind of file (for the configuration: the file itself).
    pub(crate) fn folder(&self, kind: FileType) -> PathBuf {
        self.drive.path(REPOSITORY).join(kind.dirname())
    }

    /// The files of a kind with their sizes, straight from the drive.
    pub(crate) fn listed(&self, kind: FileType) -> Result<Vec<(Id, u64)>> {
        let folder = self.folder(kind);
        let mut found = Vec::new();
        match kind {
            FileType::Config => {
                for entry in self.drive.list(&self.drive.path(REPOSITORY))? {
                    if let (EntryKind::File(size), "config") = (entry.kind, entry.name.as_str()) {
                        found.push((Id::default(), size));
                    }
                }
            }
            FileType::Pack => found.extend(packs_on(&self.shelves()?)),
            _ => found.extend(files_in(&self.drive.list(&folder)?)),
        }
        Ok(found)
    }

    /// The shelves that packs stand on.
    pub(crate) fn shelves(&self) -> Result<Shelves> {
        let mut shelves = self.drive.list_below(&self.folder(FileType::Pack))?;
        shelves.retain(|name, _| name.len() == 2);
        self.ahead.listed(packs_on(&shelves));
        Ok(shelves)
    }

    /// Has the shelves of packs that must be there, and were not told of, asked for one by one.
    pub(crate) fn look_for(&self, packs: impl Iterator<Item = Id>) -> Result<()> {
        if !self.drive.medium().is_far() {
            return Ok(());
        }
        let shelves = packs.map(|id| self.file(FileType::Pack, &id));
        let shelves: BTreeSet<PathBuf> = shelves
            .filter_map(|file| file.parent().map(Path::to_owned))
            .collect();
        shelves
            .iter()
            .try_for_each(|shelf| self.drive.list_again(shelf).map(drop))
    }

    fn guard<T>(&self, work: impl FnOnce() -> Result<T>) -> RusticResult<T> {
        if self.latch.is_tripped() {
            return Err(stopped());
        }
        work().map_err(|error| {
            self.latch.trip(error);
            stopped()
        })
    }

    fn seen(&self, kind: FileType, id: &Id) -> Option<&Option<Bytes>> {
        self.overlay.get(&(kind.dirname(), *id))
    }
}

/// The packs among what stands on shelves.
pub(crate) fn packs_on(shelves: &Shelves) -> impl Iterator<Item = (Id, u64)> {
    shelves.values().flat_map(|entries| files_in(entries))
}

fn files_in(entries: &[Entry]) -> impl Iterator<Item = (Id, u64)> {
    entries.iter().filter_map(|entry| match entry.kind {
        EntryKind::File(size) => entry.name.parse().ok().map(|id| (id, size)),
        _ => None,
    })
}

/// What the engine is told; the true reason is in the latch.
fn stopped() -> Box<RusticError> {
    RusticError::new(ErrorKind::Backend, "the drive did not do what it was asked")
}

impl ReadBackend for Backend {
    fn location(&self) -> String {
        self.drive.path(REPOSITORY).display().to_string()
    }

    fn list_with_size(&self, kind: FileType) -> RusticResult<Vec<(Id, u32)>> {
        self.guard(|| {
            let mut files = Vec::new();
            for (id, size) in self.listed(kind)? {
                let size = match self.seen(kind, &id) {
                    Some(None) => continue,
                    Some(Some(copy)) => copy.len() as u64,
                    None => size,
                };
                files.push((id, u32::try_from(size).map_err(Error::internal)?));
            }
            let missing = self.overlay.iter().filter_map(|((name, id), copy)| {
                let copy = copy.as_ref().filter(|_| *name == kind.dirname())?;
                let absent = !files.iter().any(|(present, _)| present == id);
                absent.then(|| (*id, u32::try_from(copy.len()).unwrap_or(u32::MAX)))
            });
            let missing: Vec<_> = missing.collect();
            files.extend(missing);
            Ok(files)
        })
    }

    fn read_full(&self, kind: FileType, id: &Id) -> RusticResult<Bytes> {
        if let Some(Some(copy)) = self.seen(kind, id) {
            return Ok(copy.clone());
        }
        self.guard(|| {
            let named =
                |content: &[u8]| kind == FileType::Config || name_of(content) == *id.to_hex();
            let content = self.drive.get_right(&self.file(kind, id), named);
            content.map(Bytes::from)
        })
    }

    fn read_partial(
        &self,
        kind: FileType,
        id: &Id,
        _cacheable: bool,
        offset: u32,
        length: u32,
    ) -> RusticResult<Bytes> {
        self.guard(|| {
            let length = usize::try_from(length).map_err(Error::internal)?;
            let (file, offset) = (self.file(kind, id), u64::from(offset));
            if kind == FileType::Pack {
                match self.ahead.plan(id, offset, length) {
                    Plan::Here(part) => return Ok(part),
                    Plan::Stretch(stretch) => {
                        // Tried once: where not all of it can be read, the part that is wanted perhaps can.
                        let read = self.drive.medium().read_part(&file, offset, stretch);
                        if let Some(part) = self.ahead.came(id, offset, read.ok(), length) {
                            return Ok(part);
                        }
                    }
                    Plan::Alone => {}
                }
            }
            let part = self.drive.get_part(&file, offset, length);
            part.map(Bytes::from)
        })
    }

    fn warmup_path(&self, kind: FileType, id: &Id) -> String {
        self.file(kind, id).display().to_string()
    }
}

impl WriteBackend for Backend {
    fn create(&self) -> RusticResult<()> {
        self.guard(|| {
            self.drive.make_folder(&self.drive.path(REPOSITORY))?;
            for kind in rustic_core::ALL_FILE_TYPES {
                self.drive.make_folder(&self.folder(kind))?;
            }
            Ok(())
        })
    }

    fn write_bytes(
        &self,
        kind: FileType,
        id: &Id,
        _cacheable: bool,
        content: BytesList,
    ) -> RusticResult<()> {
        self.guard(|| {
            let file = self.file(kind, id);
            if !self.writable {
                return Err(Error::internal("write to a repository opened for reading"));
            }
            if let (FileType::Pack, Some(shelf)) = (kind, file.parent()) {
                self.drive.make_folder(shelf)?;
            }
            self.drive.put(&file, content.slice())
        })
    }

    fn remove(&self, kind: FileType, id: &Id, _cacheable: bool) -> RusticResult<()> {
        self.guard(|| {
            if !self.writable {
                return Err(Error::internal(
                    "removal from a repository opened for reading",
                ));
            }
            self.drive.remove(&self.file(kind, id))
        })
    }
}
