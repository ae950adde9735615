//! Looks a repository over before it is opened, and mends what can be mended.
//!
//! Keys, index and snapshot files are named by the hash of their content, so a torn or flipped
//! one is known without any key. It is moved to the quarantine, never deleted. A damaged
//! configuration or key is replaced by its copy. On a drive that is only read from, the same is
//! done in memory.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use rustic_core::{FileType, Id};

use super::backend::{Backend, Overlay, REPOSITORY, packs_on};
use super::drive::{DRAFT, Drive, QUARANTINE, is_of_one_file};
use super::keys::{Found, name_of, read_key_file};
use super::lock::LOCKS;
use super::medium::{Entry, EntryKind, Shelves};
use super::target::LOCK;
use crate::base::{Error, Kind, Result};

/// Copies of the files without which nothing opens.
pub(crate) const KEY_COPIES: &str = "key-copies";

/// Which file of a repository.
type Which = (FileType, Id);

/// What is not as it should be.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    damaged: Vec<Which>,
    empty: Vec<Which>,
    drafts: Vec<PathBuf>,
    /// Good copies of what is damaged or missing.
    copies: Vec<(Which, Bytes)>,
    /// Whether a configuration stands in the way of its copy.
    config_wrong: bool,
}

impl Findings {
    /// What the engine must be shown instead, when nothing is to be written.
    pub(crate) fn overlay(&self) -> Overlay {
        let hidden = self
            .damaged
            .iter()
            .map(|(kind, id)| ((kind.dirname(), *id), None));
        let copied = self
            .copies
            .iter()
            .map(|((kind, id), copy)| ((kind.dirname(), *id), Some(copy.clone())));
        hidden.chain(copied).collect()
    }
}

/// Refuses a place of which a folder leads elsewhere: what is read, written or taken away below it would
/// be what the user keeps there. A link in a file's place is no file, and is replaced.
pub(crate) fn refuse_links(drive: &Drive) -> Result<()> {
    // Storage behind a network has none.
    if drive.medium().is_far() {
        return Ok(());
    }
    let repository = drive.path(REPOSITORY);
    let kinds = [
        FileType::Key,
        FileType::Snapshot,
        FileType::Index,
        FileType::Pack,
    ];
    let mut inside = kinds.map(FileType::dirname).to_vec();
    inside.push(LOCKS);
    let packs = repository.join(FileType::Pack.dirname());
    let looks = [
        (
            drive.home(),
            Some([REPOSITORY, KEY_COPIES, QUARANTINE, LOCK].as_slice()),
        ),
        (&repository, Some(inside.as_slice())),
        (&packs, None),
    ];
    for (folder, ours) in looks {
        drive.report().cancel.check()?;
        let entries = match drive.medium().list(folder) {
            // Not made yet.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            listed => listed.map_err(|error| drive.trouble_reading(error))?,
        };
        let leads = entries.iter().find(|entry| {
            // Some file systems take names for the same that differ in case.
            let named = |name: &&str| name.eq_ignore_ascii_case(&entry.name);
            entry.kind == EntryKind::Other && ours.is_none_or(|ours| ours.iter().any(named))
        });
        if let Some(entry) = leads {
            let path = folder.join(&entry.name);
            return Err(Error::new(Kind::Unavailable, "error.backup_linked")
                .with("path", path.display())
                .with("folder", drive.home().display()));
        }
    }
    Ok(())
}

/// Looks. A file that cannot be read counts as damaged where the rest of the drive can, and with `lenient`
/// in any case; otherwise it is an error.
pub(crate) fn examine(drive: &Drive, backend: &Backend, lenient: bool) -> Result<Findings> {
    let mut found = Findings::default();
    let mut keys = HashSet::new();
    for kind in [FileType::Key, FileType::Snapshot, FileType::Index] {
        for (id, _) in backend.listed(kind)? {
            let named = |content: &[u8]| name_of(content) == *id.to_hex();
            let content = match drive.get_right(&backend.file(kind, &id), named) {
                Ok(content) => content,
                Err(error)
                    if (lenient && error.kind() != Kind::Cancelled) || is_of_one_file(&error) =>
                {
                    found.damaged.push((kind, id));
                    continue;
                }
                Err(error) => return Err(error),
            };
            let right = named(&content)
                && (kind != FileType::Key || read_key_file(&content) != Found::Refused);
            if !right {
                found.damaged.push((kind, id));
            } else if kind == FileType::Key {
                keys.insert(id);
            }
        }
    }
    let shelves = backend.shelves()?;
    for (id, size) in packs_on(&shelves) {
        if size == 0 {
            found.empty.push((FileType::Pack, id));
        }
    }
    compare_copies(drive, backend, &keys, &mut found)?;
    if drive.medium().needs_drafts() {
        find_drafts(drive, backend, &shelves, &mut found)?;
    }
    Ok(found)
}

fn compare_copies(
    drive: &Drive,
    backend: &Backend,
    keys: &HashSet<Id>,
    found: &mut Findings,
) -> Result<()> {
    let folder = drive.path(KEY_COPIES);
    let Ok(copies) = drive.list(&folder) else {
        return drive.report().cancel.check();
    };
    let place = backend.folder(FileType::Config);
    let config = drive.get_if_any(&place).unwrap_or_default();
    for entry in copies {
        let Some((what, name)) = entry.name.split_once('-') else {
            continue;
        };
        let Ok(id) = name.parse::<Id>() else { continue };
        let named = |copy: &[u8]| name_of(copy) == name;
        let Ok(copy) = drive.get_right(&folder.join(&entry.name), named) else {
            continue;
        };
        if !named(&copy) {
            continue;
        }
        if what == "config" && config.as_ref() != Some(&copy) {
            let there = config.is_some();
            // It bears no name to hold it to, only its copy.
            let again = |read: &[u8]| read == copy;
            if there
                && drive
                    .get_right(&place, again)
                    .is_ok_and(|read| read == copy)
            {
                continue;
            }
            found.config_wrong = there;
            found
                .copies
                .push(((FileType::Config, Id::default()), copy.into()));
        } else if what == "key" && !keys.contains(&id) && read_key_file(&copy) != Found::Refused {
            found.copies.push(((FileType::Key, id), copy.into()));
        }
    }
    Ok(())
}

fn find_drafts(
    drive: &Drive,
    backend: &Backend,
    shelves: &Shelves,
    found: &mut Findings,
) -> Result<()> {
    let mut folders = vec![drive.home().to_owned(), drive.path(REPOSITORY)];
    folders.extend(
        [FileType::Key, FileType::Snapshot, FileType::Index].map(|kind| backend.folder(kind)),
    );
    // Not there before a place is whole.
    let copies = drive.path(KEY_COPIES);
    if drive.medium().list(&copies).is_ok() {
        folders.push(copies);
    }
    let mut note = |folder: &Path, entries: &[Entry]| {
        let drafts = entries
            .iter()
            .filter(|entry| entry.kind != EntryKind::Folder && entry.name.ends_with(DRAFT));
        found
            .drafts
            .extend(drafts.map(|draft| folder.join(&draft.name)));
    };
    let packs = backend.folder(FileType::Pack);
    for (name, entries) in shelves {
        note(&packs.join(name), entries);
    }
    for folder in folders {
        note(&folder, &drive.list(&folder)?);
    }
    Ok(())
}

/// Mends what was found. Returns how many damaged files were set aside.
pub(crate) fn mend(drive: &Drive, backend: &Backend, found: Findings) -> Result<usize> {
    for draft in &found.drafts {
        drive.remove(draft)?;
    }
    for (kind, id) in &found.empty {
        drive.remove(&backend.file(*kind, id))?;
    }
    let mut aside = 0;
    for (kind, id) in &found.damaged {
        drive.quarantine(&backend.file(*kind, id))?;
        aside += 1;
    }
    for ((kind, id), copy) in found.copies {
        let file = backend.file(kind, &id);
        if kind == FileType::Config && found.config_wrong {
            drive.quarantine(&file)?;
            aside += 1;
        }
        drive.put(&file, &[copy])?;
    }
    Ok(aside)
}
