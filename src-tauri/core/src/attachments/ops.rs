//! Attaching files to a record, reading them, and looking whether all are there. Renaming one and
//! putting it into the bin are changes of a record like any other.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::files::{Files, Sealed, Working, chunk, fill, total};
use super::media::{Shown, shown};
use super::reading::Opened;
use super::store::{self, Stored};
use crate::base::{Error, Id, Kind, Report, Result};
use crate::crypto::stream::sealed_len;
use crate::records::query::quoted;
use crate::records::{Batch, Catalog, Record, Value, rows};
use crate::vault::{Read, Vault, Write};

/// Files that lie sealed in the folder and wait for their rows.
#[derive(Debug)]
pub struct Taken<'f> {
    sealed: Vec<Come>,
    _working: Working<'f>,
}

/// One of them, and what the vault has of its content already.
#[derive(Debug)]
struct Come {
    sealed: Sealed,
    /// A file that was read through and is whole: nothing need be kept twice.
    same: Option<Id>,
    /// Files that should be the same and are damaged or missing: this one takes their place.
    broken: Vec<Id>,
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

/// Seals the files at `paths` into the folder, for [`attach`] to give them their rows, and looks at
/// what is there of the same content.
///
/// # Errors
/// As [`Files::seal`], for any of them; nothing is left behind then.
pub fn take<'f>(
    vault: &Vault,
    files: &'f Files,
    paths: &[PathBuf],
    report: &Report,
) -> Result<Taken<'f>> {
    let working = files.working();
    let (mut taken, mut done, total) = (Vec::new(), 0, total(paths)?);
    for path in paths {
        let sealed = files.seal(path, (done, total), report)?;
        done += sealed.size;
        let mut come = Come {
            sealed,
            same: None,
            broken: Vec::new(),
        };
        for stored in vault.read(|read| store::alike(read, &come.sealed))? {
            if is_whole(files, &stored, report)? {
                come.same = Some(stored.id);
            } else {
                come.broken.push(stored.id);
            }
        }
        taken.push(come);
    }
    Ok(Taken {
        sealed: taken,
        _working: working,
    })
}

/// Whether a file is as it was sealed: to have its length is not enough, for the good bytes are let
/// go on its account.
fn is_whole(files: &Files, stored: &Stored, report: &Report) -> Result<bool> {
    let read = || -> std::io::Result<Option<blake3::Hash>> {
        let mut file = File::open(files.path(stored.id))?;
        let total = file.metadata()?.len();
        if total != sealed_len(stored.size) {
            return Ok(None);
        }
        let (mut hash, mut part, mut done) = (blake3::Hasher::new(), chunk(), 0);
        while fill(&mut file, &mut part)? > 0 {
            hash.update(&part);
            done += part.len() as u64;
            report
                .step("progress.check_files", done.min(total), Some(total))
                .map_err(std::io::Error::other)?;
        }
        Ok(Some(hash.finalize()))
    };
    match read() {
        Ok(hash) => Ok(hash.is_some_and(|hash| hash == stored.seal)),
        Err(_) => {
            // Stopped; whatever else stands in the way of reading it makes it no whole file.
            report.cancel.check()?;
            Ok(false)
        }
    }
}

impl Taken<'_> {
    /// After the write, whichever way it went: lets the files stand that the rows name. What an error
    /// after the commit says is no word on that, and where nobody can say, all stand.
    pub fn settle(self, vault: &Vault) {
        let rows = vault.read(store::every);
        for come in self.sealed {
            if rows
                .as_ref()
                .map_or(true, |rows| rows.contains(&come.sealed.id))
            {
                come.sealed.keep();
            }
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
    (entity, of): (&str, Id),
    taken: &Taken<'_>,
) -> Result<Vec<(String, Id)>> {
    hold_living(tx, catalog, entity, of)?;
    let mut batch = Batch::begin(tx, catalog, "op.attach")?;
    let mut touched = Vec::new();
    // Of what comes at once, too.
    let mut come: HashMap<[u8; 32], Id> = HashMap::new();
    for Come {
        sealed,
        same,
        broken,
    } in &taken.sealed
    {
        let file = match same.or_else(|| come.get(&sealed.sha256).copied()) {
            Some(same) => same,
            None => {
                store::insert(batch.tx(), sealed)?;
                sealed.id
            }
        };
        store::replace(batch.tx(), broken, file)?;
        come.insert(sealed.sha256, file);
        let hex = |byte: &u8| format!("{byte:02x}");
        let kept = [
            ("of_entity", entity.to_owned().into()),
            ("of", of.bytes().to_vec().into()),
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
    Ok(touched)
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
    let total = living.iter().map(|one| one.stored.size).sum();
    let (mut done, mut wrong) = (0, Vec::new());
    for store::Living {
        id, name, stored, ..
    } in living
    {
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

/// Clears away the files that nothing needs any more, with their keys, and those that no row has
/// named for weeks; how many. Does nothing while files are brought in or carried off.
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
    let named = vault.read(store::every)?;
    let mut n_gone = alone.clear(&gone.into_iter().filter(|id| !named.contains(id)).collect())?;
    // A file nobody names: what a fall left behind, or one that a newer database names than the one
    // that was put back into the folder. Of the latter there may be no other copy.
    let strays: HashSet<Id> = alone.whole()?.difference(&named).copied().collect();
    let since = vault.read(store::strays)?;
    if !since.keys().eq(strays.iter().collect::<BTreeSet<_>>()) {
        vault.write("attachments.sweep", |tx| store::note_strays(tx, &strays))?;
    }
    let long_ago = vault.clock().now().0.saturating_sub(STRAYS_STAY);
    let old = |id: &Id| since.get(id).is_some_and(|seen| *seen <= long_ago);
    n_gone += alone.clear(&strays.into_iter().filter(old).collect())?;
    Ok(n_gone)
}

/// So long a file lies that no row names, from when it was first seen to be one: four weeks, in ms.
const STRAYS_STAY: i64 = 28 * 24 * 60 * 60 * 1_000;

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
