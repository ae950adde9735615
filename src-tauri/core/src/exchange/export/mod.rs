//! Writes every record into a file that spreadsheet programs open: a workbook with a sheet an
//! entity, or a folder with a text file an entity. The only place where plain records reach the
//! disk, and only where the user said.

mod delimited;
mod table;
mod workbook;

use std::collections::BTreeMap;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::base::{Error, Kind, Report, Result};
use crate::records::Catalog;
use crate::records::labels::Language;
use crate::vault::{Read, Vault};

pub(super) use self::delimited::is_wary;
pub(super) use self::workbook::{Looks, begin, failed, put_row};

pub(super) use self::table::Cell;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// A workbook.
    Xlsx,
    /// A folder of text files with commas.
    Csv,
}

/// Writes every record to `to`: a file for a workbook, a folder for text files. Nothing is at its
/// place until all of it is on the disk. Gives the rows written, by entity.
///
/// # Errors
/// When the medium is full or cannot be written, or [`Kind::Cancelled`].
pub fn export_all(
    vault: &Vault,
    catalog: &Catalog,
    language: Language,
    format: ExportFormat,
    to: &Path,
    report: &Report,
) -> Result<BTreeMap<String, u32>> {
    vault.read(|read| match format {
        ExportFormat::Xlsx => {
            let file = write_beside(to, |file, folder| {
                workbook::write(read, catalog, language, folder, file, report)
            })?;
            place(file.0, to)?;
            sync_folder(to)?;
            Ok(file.1)
        }
        ExportFormat::Csv => csv_folder(read, catalog, language, to, report),
    })
}

fn csv_folder(
    read: &Read<'_>,
    catalog: &Catalog,
    language: Language,
    to: &Path,
    report: &Report,
) -> Result<BTreeMap<String, u32>> {
    std::fs::create_dir_all(to)?;
    let (mut files, mut rows) = (Vec::new(), BTreeMap::new());
    for entity in super::columns::sheets(read, catalog)? {
        let table = table::Table::of(read, catalog, language, entity)?;
        let place = to.join(format!("{}.csv", table.name));
        let (file, count) = write_beside(&place, |file, _| {
            delimited::write(&table, read, file, report)
        })?;
        files.push((file, place));
        rows.insert(entity.key.to_owned(), count);
    }
    for (file, to) in files {
        place(file, &to)?;
    }
    sync_folder(&to.join("x"))?;
    Ok(rows)
}

/// Writes a new file in the folder of `to`, on the disk before this returns, but not yet at its
/// place; it vanishes when dropped.
pub(super) fn write_beside<T>(
    to: &Path,
    write: impl FnOnce(&mut std::fs::File, &Path) -> Result<T>,
) -> Result<(NamedTempFile, T)> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".steward-")
        .tempfile_in(folder)?;
    let answer = write(file.as_file_mut(), folder)?;
    file.as_file().sync_all()?;
    Ok((file, answer))
}

/// Puts a finished file at its place, over one that is there.
pub(super) fn place(file: NamedTempFile, to: &Path) -> Result<()> {
    if to.is_dir() {
        return Err(Error::new(
            Kind::Unavailable,
            "error.export_place_is_folder",
        ));
    }
    file.persist(to)
        .map_err(|failed| Error::from(failed.error))?;
    Ok(())
}

/// Makes a rename last through a power cut, where the system can.
pub(super) fn sync_folder(file: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(folder) = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
