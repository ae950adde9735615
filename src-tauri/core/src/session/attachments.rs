//! The files on a vault's records: brought in, read, saved out, looked over. The room does it; the
//! session knows where the files lie.

use std::path::{Path, PathBuf};

use super::{Applied, Session};
use crate::attachments::ops::{self, Sight};
use crate::attachments::reading::Carried;
use crate::attachments::{Opened, Wrong, files, photo, store};
use crate::backup::Extra;
use crate::backup::files::known_lost;
use crate::base::{Id, Kind, Report, Result};
use crate::records::Record;
use crate::vault::Read;

impl Session {
    /// Puts the files at `paths` on a record: all of them or none, one step of undo.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when the record or a file is gone,
    /// [`crate::base::Kind::BadFile`] for what is no plain file or changes while it is read,
    /// [`crate::base::Kind::NoSpace`], [`crate::base::Kind::Cancelled`].
    pub fn attach(
        &self,
        entity: &str,
        of: Id,
        paths: &[PathBuf],
        report: &Report,
    ) -> Result<Applied> {
        self.vault
            .read(|read| ops::hold_living(read, &self.catalog(), entity, of))?;
        let taken = ops::take(&self.vault, &self.files, paths, report)?;
        let written = self.written("attachments.add", |tx| {
            ops::attach(tx, &self.catalog(), (entity, of), &taken)
        });
        taken.settle(&self.vault);
        written
    }

    /// Has a picture show the person it is on; one step of undo.
    ///
    /// # Errors
    /// See [`photo::show`].
    pub fn use_as_photo(&self, file: Id) -> Result<Applied> {
        self.written("attachments.photo", |tx| {
            photo::show(tx, &self.catalog(), file)
        })
    }

    /// As [`Session::attach`], of one picture that shows the person from then on.
    ///
    /// # Errors
    /// As [`Session::attach`] and [`Session::use_as_photo`]; nothing is attached then.
    pub fn attach_photo(&self, contact: Id, path: PathBuf, report: &Report) -> Result<Applied> {
        let paths = [path];
        self.vault
            .read(|read| ops::hold_living(read, &self.catalog(), "contact", contact))?;
        let taken = ops::take(&self.vault, &self.files, &paths, report)?;
        let written = self.written("attachments.photo", |tx| {
            let touched = ops::attach(tx, &self.catalog(), ("contact", contact), &taken)?;
            match touched.first() {
                Some((_, file)) => photo::show(tx, &self.catalog(), *file),
                None => Ok(touched),
            }
        });
        taken.settle(&self.vault);
        written
    }

    /// The files of a record, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn attachments(&self, of: Id) -> Result<Vec<Record>> {
        self.vault
            .read(|read| ops::of_record(read, &self.catalog(), of))
    }

    /// Opens the file of a living attachment; how it may be shown.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`]; [`crate::base::Kind::Damaged`] when the file is missing or
    /// not what it was.
    pub fn open_attachment(&self, id: Id) -> Result<(Opened, String, Sight)> {
        self.vault.read(|read| ops::open(read, &self.files, id))
    }

    /// Writes an attachment's file, no longer encrypted, to where the user said.
    ///
    /// # Errors
    /// See [`Opened::save`].
    pub fn save_attachment(&self, id: Id, to: &Path, over: bool, report: &Report) -> Result<()> {
        ops::save(&self.vault, &self.files, id, to, over, report)
    }

    /// Reads every file through; names those that are missing or damaged.
    ///
    /// # Errors
    /// When the database fails, or [`crate::base::Kind::Cancelled`].
    pub fn check_attachments(&self, report: &Report) -> Result<Vec<Wrong>> {
        ops::check(&self.vault, &self.files, report)
    }

    /// The sealed files that a backup of what `read` sees must hold, as they lie.
    pub(super) fn carried(&self, read: &Read<'_>, report: &Report) -> Result<Vec<Extra>> {
        let needed = store::needed(read)?;
        let all = needed.iter().map(|one| one.size).sum();
        let lost = known_lost(read)?;
        let (mut extras, mut before) = (Vec::new(), 0);
        for one in needed {
            let (name, id) = (files::place(one.id), one.id);
            let (seal, size) = (one.name.is_some().then_some(one.seal), one.size);
            let carried = match Carried::of(&self.files, one, (before, all), report) {
                // The manifest says so; the rest must not go without a backup for its sake.
                Err(error) if error.kind() == Kind::Damaged && lost.contains_key(&id) => None,
                carried => carried?,
            };
            if let Some(carried) = carried {
                extras.push(Extra {
                    name,
                    size: carried.len(),
                    seal: seal.map(blake3::Hash::from_bytes),
                    reader: Box::new(carried),
                });
            }
            before += size;
        }
        Ok(extras)
    }

    /// Clears away the files that no record and no step of undo needs any more; how many.
    ///
    /// # Errors
    /// When the database fails or the folder cannot be read.
    pub fn sweep_attachments(&self) -> Result<usize> {
        ops::sweep(&self.vault, &self.files)
    }
}
