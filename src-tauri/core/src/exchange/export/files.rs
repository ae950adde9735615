//! The files on records, plain, in a folder beside the sheets: one folder in it for each customer.
//! They are written under another name and stand at their place when all of them are there.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::secret::LeftOut;
use crate::attachments::store::{Living, living};
use crate::attachments::{Files, Opened, Wrong};
use crate::base::file_name::FileNames;
use crate::base::{Error, Id, Report, Result};
use crate::exchange::store;
use crate::records::Catalog;
use crate::records::labels::{self, Language};
use crate::vault::{Read, create_private, create_private_folder, sync_folder};

/// Bytes in a customer's folder's name, and in a file's: with the folder they lie in they stay
/// below what Windows takes for a path.
const FOLDER: usize = 90;
const NAME: usize = 140;

/// Where the file of each attachment is to be found, for their sheet, and what each is on.
#[derive(Debug, Default)]
pub(super) struct Places {
    lines: HashMap<Id, (String, String)>,
}

impl Places {
    /// What an attachment is on, and where its file is.
    pub(super) fn of(&self, id: Id) -> Option<(&str, &str)> {
        let (on, place) = self.lines.get(&id)?;
        Some((on, place))
    }
}

/// Files on the medium that are not at their place yet; dropped, they vanish.
#[derive(Debug)]
pub(super) struct Written {
    dir: TempDir,
    to: PathBuf,
    pub(super) places: Places,
    pub(super) count: u32,
    /// Those that could not be read.
    pub(super) wrong: Vec<Wrong>,
}

/// Writes the file of every living attachment for an export whose sheets lie in `beside`, into a
/// folder there that is called `name` or, where that is taken, like it. Nothing where there is none.
///
/// # Errors
/// When the medium is full or cannot be written, or [`crate::base::Kind::Cancelled`].
pub(super) fn write(
    read: &Read<'_>,
    catalog: &Catalog,
    language: Language,
    (files, out): (&Files, &LeftOut),
    (beside, name): (&Path, &str),
    report: &Report,
) -> Result<Option<Written>> {
    let mut living = living(read)?;
    living.retain(|one| !out.has(&one.id) && !out.has(&one.of.1));
    if living.is_empty() {
        return Ok(None);
    }
    let dir = tempfile::Builder::new()
        .prefix(".steward-")
        .tempdir_in(beside)?;
    let to = free(beside, name);
    let root = to
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut folders = Folders::of(read, catalog, language)?;
    let (mut lines, mut wrong, mut count) = (HashMap::new(), Vec::new(), 0);
    let (mut done, total) = (0, living.iter().map(|one| one.stored.size).sum());
    for one in living {
        let (folder, file) = folders.place(&dir, &one)?;
        let on = on(read, catalog, language, &one)?;
        let (id, size) = (one.id, one.stored.size);
        let place = match put(
            files,
            &one,
            &dir.path().join(&folder).join(&file),
            (done, total),
            report,
        )? {
            Ok(()) => {
                count += 1;
                format!("{root}/{folder}/{file}")
            }
            Err(error) => {
                let missing = error.key() == "error.attachment_missing";
                wrong.push(Wrong {
                    id,
                    name: one.name,
                    missing,
                });
                let key = if missing {
                    "export.file_missing"
                } else {
                    "export.file_damaged"
                };
                labels::message(language, key, &[])
            }
        };
        lines.insert(id, (on, place));
        done += size;
    }
    for folder in folders.by_unit.values() {
        sync_folder(&dir.path().join(&folder.name))?;
    }
    sync_folder(dir.path())?;
    Ok(Some(Written {
        dir,
        to,
        places: Places { lines },
        count,
        wrong,
    }))
}

impl Written {
    /// Has the files stand at their place; where that is.
    ///
    /// # Errors
    /// When it cannot be written; they are gone then.
    pub(super) fn place(self) -> Result<PathBuf> {
        std::fs::rename(self.dir.path(), &self.to)?;
        // Nothing bears the other name any more.
        let _ = self.dir.keep();
        Ok(self.to)
    }
}

/// A place in `beside` that nobody has yet: an earlier export stays as it is.
fn free(beside: &Path, name: &str) -> PathBuf {
    let mut names = FileNames::default();
    loop {
        let to = beside.join(names.give(name, NAME));
        if to.symlink_metadata().is_err() {
            return to;
        }
    }
}

/// The folders of the customers.
struct Folders {
    titles: HashMap<Id, String>,
    /// For what is of no customer.
    other: String,
    names: FileNames,
    by_unit: HashMap<Option<Id>, Folder>,
}

struct Folder {
    name: String,
    files: FileNames,
}

impl Folders {
    fn of(read: &Read<'_>, catalog: &Catalog, language: Language) -> Result<Self> {
        Ok(Self {
            titles: store::titles(read, catalog.entity("unit")?)?,
            other: labels::message(language, "export.files_other", &[]),
            names: FileNames::default(),
            by_unit: HashMap::new(),
        })
    }

    /// The folder of an attachment's customer, which is there afterwards, and its file's name.
    fn place(&mut self, dir: &TempDir, one: &Living) -> Result<(String, String)> {
        let n_folders = self.by_unit.len();
        let (folder, file) = self.name(one);
        if self.by_unit.len() > n_folders {
            create_private_folder(&dir.path().join(&folder))?;
        }
        Ok((folder, file))
    }

    /// What the folder of an attachment's customer is called, and its file.
    fn name(&mut self, one: &Living) -> (String, String) {
        let folder = self.by_unit.entry(one.unit).or_insert_with(|| {
            let title = one.unit.and_then(|unit| self.titles.get(&unit));
            let name = self.names.give(title.unwrap_or(&self.other), FOLDER);
            let files = FileNames::default();
            Folder { name, files }
        });
        let file = folder.files.give(&one.name, NAME);
        (folder.name.clone(), file)
    }
}

/// The living attachments, each with the place it has in an export, below the folder for them.
///
/// # Errors
/// When the database fails.
pub(crate) fn named(
    read: &Read<'_>,
    catalog: &Catalog,
    language: Language,
) -> Result<Vec<(Living, String)>> {
    let mut folders = Folders::of(read, catalog, language)?;
    let living = living(read)?.into_iter().map(|one| {
        let (folder, file) = folders.name(&one);
        (one, format!("{folder}/{file}"))
    });
    Ok(living.collect())
}

/// The record an attachment is on, in words.
fn on(read: &Read<'_>, catalog: &Catalog, language: Language, one: &Living) -> Result<String> {
    let (kind, id) = (&one.of.0, one.of.1);
    let title = store::title(read, catalog.entity(kind)?, id)?;
    let line = title.lines().next().unwrap_or_default();
    let kind = labels::message(language, &format!("entity.{kind}"), &[]);
    Ok(format!("{kind} {line}").trim_end().to_owned())
}

/// Writes one file. What cannot be read is told apart from what cannot be written: one damaged file
/// keeps nobody from taking all the others along.
fn put(
    files: &Files,
    one: &Living,
    to: &Path,
    (before, total): (u64, u64),
    report: &Report,
) -> Result<Result<()>> {
    report.step("progress.export_files", before, Some(total))?;
    let mut opened = match Opened::open(files, &one.stored, &one.name) {
        Ok(opened) => opened,
        Err(error) => return Ok(Err(error)),
    };
    let mut out = create_private(to)?;
    let (mut done, mut written) = (before, Ok(()));
    let read = opened.each_chunk(|chunk| {
        written = pass(&mut out, chunk).and_then(|()| {
            done += chunk.len() as u64;
            report.step("progress.export_files", done, Some(total))
        });
        match written {
            Ok(()) => Ok(()),
            Err(_) => Err(Error::internal("stopped")),
        }
    });
    written?;
    if let Err(error) = read {
        std::fs::remove_file(to)?;
        return Ok(Err(error));
    }
    out.sync_all()?;
    Ok(Ok(()))
}

fn pass(out: &mut File, chunk: &[u8]) -> Result<()> {
    Ok(out.write_all(chunk)?)
}
