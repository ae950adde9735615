//! Attaching files to a record, reading them, and looking whether all are there. Renaming one and
//! putting it into the bin are changes of a record like any other.

use std::path::{Path, PathBuf};

use rusqlite::OptionalExtension;
use serde::Serialize;

use super::files::{Files, Sealed, Working, total};
use super::media::{Shown, shown};
use super::reading::Opened;
use super::store;
use crate::base::{Error, Id, Kind, Report, Result};
use crate::crypto::stream::sealed_len;
use crate::records::query::quoted;
use crate::records::value::FieldKind;
use crate::records::{Batch, Catalog, Record, Value, rows};
use crate::vault::{Read, Vault, Write};

/// Files that lie sealed in the folder and wait for their rows.
#[derive(Debug)]
pub struct Taken<'f> {
    sealed: Vec<Sealed>,
    _working: Working<'f>,
}

/// A file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Wrong {
    /// The attachment.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// It is not there at all; otherwise it is damaged.
    pub missing: bool,
}

/// Seals the files at `paths` into the folder, for [`attach`] to give them their rows.
///
/// # Errors
/// As [`Files::seal`], for any of them; nothing is left behind then.
pub fn take<'f>(files: &'f Files, paths: &[PathBuf], report: &Report) -> Result<Taken<'f>> {
    let working = files.working();
    let (mut sealed, mut done, total) = (Vec::new(), 0, total(paths)?);
    for path in paths {
        let one = files.seal(path, (done, total), report)?;
        done += one.size;
        sealed.push(one);
    }
    Ok(Taken {
        sealed,
        _working: working,
    })
}

impl Taken<'_> {
    /// After the write: lets the files stand that it gave rows to. One whose fate is not known is
    /// left for the next opening to sweep.
    pub fn settle<T>(self, written: &Result<T>) {
        let unknown = matches!(written, Err(error) if error.kind() == Kind::Internal);
        if written.is_ok() || unknown {
            self.sealed.into_iter().for_each(Sealed::keep);
        }
    }
}

/// Whether a record can have files: it is living and no file itself.
///
/// # Errors
/// [`Kind::NotFound`] when it is not.
pub fn hold_living(read: &Read<'_>, catalog: &Catalog, entity: &str, of: Id) -> Result<()> {
    let def = catalog.entity(entity)?;
    let living = entity != "attachment"
        && read
            .sql()
            .prepare_cached(&format!(
                "SELECT 1 FROM {} WHERE id = ? AND deleted_at IS NULL",
                quoted(def.key)
            ))?
            .exists([of])?;
    if living {
        return Ok(());
    }
    Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", def.key))
}

/// Gives `taken` its rows on the record `of`, in one step of undo. A content the vault has already
/// is not kept twice.
///
/// # Errors
/// [`Kind::NotFound`] when the record is gone.
pub fn attach(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    files: &Files,
    (entity, of): (&str, Id),
    taken: &mut Taken<'_>,
) -> Result<Vec<(String, Id)>> {
    hold_living(tx, catalog, entity, of)?;
    let unit = unit_of(tx, catalog, entity, of)?;
    let mut batch = Batch::begin(tx, catalog, "op.attach")?;
    let (mut touched, mut again) = (Vec::new(), Vec::new());
    for (at, sealed) in taken.sealed.iter().enumerate() {
        let file = match known(batch.tx(), files, sealed)? {
            Some(known) => {
                again.push(at);
                known
            }
            None => {
                store::insert(batch.tx(), sealed)?;
                sealed.id
            }
        };
        let hex = |byte: &u8| format!("{byte:02x}");
        let kept = [
            ("of_entity", entity.to_owned().into()),
            ("of", of.bytes().to_vec().into()),
            ("unit", unit.map(|unit| unit.bytes().to_vec()).into()),
            ("file", file.bytes().to_vec().into()),
            ("media_type", sealed.media_type.to_owned().into()),
            (
                "size",
                i64::try_from(sealed.size).unwrap_or(i64::MAX).into(),
            ),
            (
                "sha256",
                sealed.sha256.iter().map(hex).collect::<String>().into(),
            ),
        ];
        let name = Value::text(&sealed.name);
        let id = batch.create_kept("attachment", None, [("name", name)], kept)?;
        touched.push(("attachment".to_owned(), id));
    }
    // Dropped here, they go.
    for at in again.into_iter().rev() {
        taken.sealed.remove(at);
    }
    Ok(touched)
}

/// The row of a file in the folder with the same content.
fn known(read: &Read<'_>, files: &Files, sealed: &Sealed) -> Result<Option<Id>> {
    let is_whole = |stored: &store::Stored| {
        let found = std::fs::metadata(files.path(stored.id));
        found.is_ok_and(|found| found.len() == sealed_len(stored.size))
    };
    let alike = store::alike(read, sealed)?;
    Ok(alike.into_iter().find(is_whole).map(|stored| stored.id))
}

/// The unit a record is, or is of.
fn unit_of(read: &Read<'_>, catalog: &Catalog, entity: &str, of: Id) -> Result<Option<Id>> {
    if entity == "unit" {
        return Ok(Some(of));
    }
    let def = catalog.entity(entity)?;
    let to_unit = |kind, target: Option<&str>| kind == FieldKind::Ref && target == Some("unit");
    let mut fields = def.fields.iter();
    if !fields.any(|field| field.key == "unit" && to_unit(field.kind, field.target)) {
        return Ok(None);
    }
    let unit = read
        .sql()
        .prepare_cached(&format!(
            "SELECT unit FROM {} WHERE id = ?",
            quoted(def.key)
        ))?
        .query_row([of], |row| row.get(0))
        .optional()?;
    Ok(unit.flatten())
}

/// The files of a record, newest first; a unit's are also those on whatever is of the unit.
///
/// # Errors
/// When the database fails.
pub fn of_record(read: &Read<'_>, catalog: &Catalog, of: Id) -> Result<Vec<Record>> {
    let entity = catalog.entity("attachment")?;
    let ids = store::ids_of(read, of)?.into_iter();
    ids.map(|id| rows::get(read, catalog, entity, id)).collect()
}

/// Opens the file of a living attachment; what it is called, and how the window may show it.
///
/// # Errors
/// [`Kind::NotFound`], [`Kind::Damaged`].
pub fn open(read: &Read<'_>, files: &Files, id: Id) -> Result<(Opened, String, Sight)> {
    let (stored, name, media_type) = store::of_attachment(read, id)?;
    let opened = Opened::open(files, &stored, &name)?;
    let sight = Sight {
        shown: shown(&media_type),
        media_type,
    };
    Ok((opened, name, sight))
}

/// How a file is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// In the window.
    pub shown: Shown,
    /// Its kind of content.
    pub media_type: String,
}

/// Reads every living attachment's file through; those that are not as they should be.
///
/// # Errors
/// When the database fails, or [`Kind::Cancelled`].
pub fn check(vault: &Vault, files: &Files, report: &Report) -> Result<Vec<Wrong>> {
    let _working = files.working();
    let living = vault.read(store::living)?;
    let total = living.iter().map(|(_, stored, _)| stored.size).sum();
    let (mut done, mut wrong) = (0, Vec::new());
    for (id, stored, name) in living {
        let whole = Opened::open(files, &stored, &name).and_then(|mut opened| {
            opened.each_chunk(|chunk| {
                done += chunk.len() as u64;
                report.step("progress.check_files", done, Some(total))
            })
        });
        match whole {
            Ok(()) => {}
            Err(error) if error.kind() == Kind::Cancelled => return Err(error),
            Err(error) => wrong.push(Wrong {
                id,
                name,
                missing: error.key() == "error.attachment_missing",
            }),
        }
    }
    Ok(wrong)
}

/// Clears away the files that nothing needs any more, with their keys; how many. Does nothing while
/// files are brought in or carried off.
///
/// # Errors
/// When the database fails or the folder cannot be read.
pub fn sweep(vault: &Vault, files: &Files) -> Result<usize> {
    // First of all: a file that came in after the question would be taken for one without a row.
    let Some(alone) = files.alone() else {
        return Ok(0);
    };
    let gone = vault.read(store::unneeded)?;
    if !gone.is_empty() {
        vault.write("attachments.sweep", |tx| {
            // Asked again: undo may have come to need one meanwhile.
            let gone = store::unneeded(tx)?;
            store::forget(tx, &gone)
        })?;
    }
    alone.keep_only(&vault.read(store::every)?)
}

/// Writes a living attachment's file, plain, to `to`.
///
/// # Errors
/// See [`Opened::save`].
pub fn save(
    vault: &Vault,
    files: &Files,
    id: Id,
    to: &Path,
    over: bool,
    report: &Report,
) -> Result<()> {
    let _working = files.working();
    let (mut opened, ..) = vault.read(|read| open(read, files, id))?;
    opened.save(to, over, report)
}
