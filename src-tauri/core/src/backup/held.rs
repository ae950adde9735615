//! A medium for as long as a repository on it is held by us alone.
//!
//! Before each call it is made sure that it still is. And of storage that counts requests, what was told
//! once is not asked again: nobody else can have changed it, and what is changed here is known. Only what
//! was read is remembered, never what was written: what is called done is read back from the medium.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::drive::DRAFT;
use super::lock::{Doing, Lock};
use super::medium::{Entry, EntryKind, Medium, Shelves};
use crate::base::Cancel;

/// A file up to this size is fetched whole, whatever part of it is wanted, and kept.
const SMALL: u64 = 1 << 20;
/// So much of small files is kept.
const KEPT: usize = 64 << 20;

/// See the module.
pub(crate) struct Held {
    medium: Arc<dyn Medium>,
    lock: Arc<Lock>,
    known: Arc<Mutex<Known>>,
}

/// What was told.
#[derive(Default)]
struct Known {
    folders: HashMap<PathBuf, Vec<Entry>>,
    files: HashMap<PathBuf, Vec<u8>>,
    bytes: usize,
}

impl Known {
    fn folder(&mut self, of: &Path) -> Option<&mut Vec<Entry>> {
        self.folders.get_mut(of.parent()?)
    }
    fn entry(&mut self, at: &Path) -> Option<EntryKind> {
        let name = at.file_name()?.to_string_lossy();
        let entries = self.folder(at)?;
        let entry = entries.iter().find(|entry| entry.name == name);
        entry.map(|entry| entry.kind)
    }
    /// Whether it is known that nothing of this name is there.
    fn lacks(&mut self, at: &Path) -> bool {
        self.folder(at).is_some() && self.entry(at).is_none()
    }
    fn forget(&mut self, file: &Path) {
        if let Some(content) = self.files.remove(file) {
            self.bytes -= content.len();
        }
    }
    fn keep(&mut self, file: &Path, content: &[u8]) {
        if content.len() as u64 > SMALL {
            return;
        }
        self.forget(file);
        if self.bytes + content.len() > KEPT {
            self.files.clear();
            self.bytes = 0;
        }
        self.bytes += content.len();
        self.files.insert(file.to_owned(), content.to_vec());
    }
    /// What stands under a name from now on, if anything.
    fn set(&mut self, at: &Path, kind: Option<EntryKind>) {
        self.forget(at);
        let name = at.file_name().unwrap_or_default().to_string_lossy();
        if let Some(entries) = self.folder(at) {
            entries.retain(|entry| entry.name != name);
            entries.extend(kind.map(|kind| Entry {
                name: name.into_owned(),
                kind,
            }));
        }
    }
    /// It is not known what became of a name.
    fn doubt(&mut self, at: &Path) {
        self.forget(at);
        if let Some(folder) = at.parent() {
            self.folders.remove(folder);
        }
    }
}

impl Held {
    pub(crate) fn new(medium: Arc<dyn Medium>, lock: Arc<Lock>) -> Self {
        Self {
            medium,
            lock,
            known: Arc::default(),
        }
    }

    fn keep(&self, doing: Doing) -> io::Result<()> {
        self.lock.keep(&self.medium, doing)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does what changes something at `at`, and remembers how it stands then.
    fn change<T>(
        &self,
        at: &Path,
        then: Option<EntryKind>,
        work: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<T> {
        let done = work();
        match &done {
            Ok(_) => self.known().set(at, then),
            Err(_) => self.known().doubt(at),
        }
        done
    }
}

/// Whether a backup is written down by the file of this name.
fn records(file: &Path) -> bool {
    let draft = file.to_string_lossy().ends_with(DRAFT);
    !draft
        && file
            .parent()
            .is_some_and(|folder| folder.ends_with("snapshots"))
}

impl Medium for Held {
    fn heeding(&self, cancel: &Cancel) -> Option<Arc<dyn Medium>> {
        let medium = self.medium.heeding(cancel);
        Some(Arc::new(Self {
            medium: medium.unwrap_or_else(|| self.medium.clone()),
            lock: self.lock.clone(),
            known: self.known.clone(),
        }))
    }
    fn given_up(&self) -> io::Result<()> {
        self.medium.given_up()
    }
    fn needs_drafts(&self) -> bool {
        self.medium.needs_drafts()
    }
    fn is_far(&self) -> bool {
        self.medium.is_far()
    }

    fn make_folder(&self, folder: &Path) -> io::Result<bool> {
        self.keep(Doing::Anything)?;
        if self.known().entry(folder) == Some(EntryKind::Folder) {
            return Ok(false);
        }
        let kind = Some(EntryKind::Folder);
        let fresh = self.change(folder, kind, || self.medium.make_folder(folder))?;
        if fresh && self.is_far() {
            self.known().folders.insert(folder.to_owned(), Vec::new());
        }
        Ok(fresh)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.keep(Doing::Anything)?;
        if !self.is_far() {
            return self.medium.list(folder);
        }
        if let Some(entries) = self.known().folders.get(folder) {
            return Ok(entries.clone());
        }
        let entries = self.medium.list(folder)?;
        self.known()
            .folders
            .insert(folder.to_owned(), entries.clone());
        Ok(entries)
    }

    fn list_below(&self, folder: &Path) -> io::Result<Option<Shelves>> {
        self.keep(Doing::Anything)?;
        if !self.is_far() || self.known().folders.contains_key(folder) {
            return Ok(None);
        }
        let Some(shelves) = self.medium.list_below(folder)? else {
            return Ok(None);
        };
        let mut known = self.known();
        let names = shelves.keys().map(|name| Entry {
            name: name.clone(),
            kind: EntryKind::Folder,
        });
        known.folders.insert(folder.to_owned(), names.collect());
        for (name, entries) in &shelves {
            known.folders.insert(folder.join(name), entries.clone());
        }
        Ok(Some(shelves))
    }

    fn list_again(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.known().folders.remove(folder);
        let entries = self.list(folder)?;
        self.known().set(folder, Some(EntryKind::Folder));
        Ok(entries)
    }

    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        self.keep(Doing::Anything)?;
        if !self.is_far() {
            return self.medium.read(file);
        }
        let mut known = self.known();
        if let Some(content) = known.files.get(file) {
            return Ok(content.clone());
        }
        if known.lacks(file) {
            return Err(io::ErrorKind::NotFound.into());
        }
        drop(known);
        let content = self.medium.read(file)?;
        self.known().keep(file, &content);
        Ok(content)
    }

    fn read_part(&self, file: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        self.keep(Doing::Anything)?;
        let kind = self.known().entry(file);
        match kind {
            Some(EntryKind::File(size)) if self.is_far() && size <= SMALL => {
                let whole = self.read(file)?;
                let from = usize::try_from(offset).map_err(io::Error::other)?;
                let part = whole.get(from..from.saturating_add(length));
                part.map(<[u8]>::to_vec)
                    .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
            }
            _ => self.medium.read_part(file, offset, length),
        }
    }

    fn write(&self, file: &Path, parts: &[Bytes]) -> io::Result<()> {
        self.keep(if records(file) {
            Doing::Recording
        } else {
            Doing::Anything
        })?;
        let size = parts.iter().map(|part| part.len() as u64).sum();
        let kind = Some(EntryKind::File(size));
        self.change(file, kind, || self.medium.write(file, parts))
    }

    fn sync(&self, file: &Path) -> io::Result<()> {
        self.medium.sync(file)
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.medium.sync_folder(folder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.keep(if records(to) {
            Doing::Recording
        } else {
            Doing::Anything
        })?;
        let kind = self.known().entry(from);
        self.change(from, None, || {
            self.change(to, kind, || self.medium.rename(from, to))
        })?;
        if kind.is_none() {
            self.known().doubt(to);
        }
        Ok(())
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        self.keep(Doing::Removing)?;
        self.change(file, None, || match self.medium.remove(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Err(error)),
            removed => removed.map(Ok),
        })?
    }

    fn forget(&self, file: &Path) {
        self.known().forget(file);
        self.medium.forget(file);
    }
    fn free(&self, folder: &Path) -> Option<u64> {
        self.medium.free(folder)
    }
    fn lock(&self, file: &Path) -> io::Result<Box<dyn Send + Sync>> {
        self.medium.lock(file)
    }
}
