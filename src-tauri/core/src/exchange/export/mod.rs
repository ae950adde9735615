//! Writes every record into a file that spreadsheet programs open: a workbook with a sheet an
//! entity, or a folder with a text file an entity; and beside it the files on records. The only place where plain records reach the
//! disk, and only where the user said.

mod blanks;
mod delimited;
mod files;
mod secret;
mod table;
mod workbook;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use self::files::Places;
use crate::attachments::{Files, Wrong};
use crate::base::{Error, Kind, Report, Result};
use crate::records::Catalog;
use crate::records::labels::{self, Language};
use crate::vault::{Read, Vault};

pub(super) use self::delimited::is_wary;
pub(crate) use self::files::named;
pub use self::secret::LeftOut;
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

/// What an export came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// The rows written, by entity.
    pub rows: BTreeMap<String, u32>,
    /// The folder with the files that are on records, where there are any.
    pub folder: Option<PathBuf>,
    /// How many files are in it.
    pub files: u32,
    /// Those that could not be read and are not.
    pub wrong: Vec<Wrong>,
    /// How many confidential records stayed here.
    pub confidential: u32,
}

/// What is exported, and in which words.
#[derive(Clone, Copy)]
pub struct Source<'s> {
    /// The vault.
    pub vault: &'s Vault,
    /// Its kinds of record.
    pub catalog: &'s Catalog,
    /// The files on its records.
    pub files: &'s Files,
    /// The language of headings and choices.
    pub language: Language,
    /// Whether what is confidential goes along.
    pub confidential: bool,
}

/// Writes every record to `to`: a file for a workbook, a folder for text files; and the files on
/// records into a folder beside the sheets. Nothing is at its place until all of it is on the disk.
///
/// # Errors
/// When the medium is full or cannot be written, or [`Kind::Cancelled`].
pub fn export_all(
    source: Source<'_>,
    format: ExportFormat,
    to: &Path,
    report: &Report,
) -> Result<Exported> {
    let _nothing_is_swept = source.files.working();
    source.vault.read(|read| {
        let word = labels::message(source.language, "export.files_folder", &[]);
        let (beside, name) = match format {
            ExportFormat::Xlsx => {
                let stem = to.file_stem().unwrap_or_default().to_string_lossy();
                (folder_of(to), format!("{stem} {word}"))
            }
            ExportFormat::Csv => {
                std::fs::create_dir_all(to)?;
                (to, word)
            }
        };
        let (catalog, language) = (source.catalog, source.language);
        let at = (beside, name.as_str());
        let out = if source.confidential {
            LeftOut::default()
        } else {
            LeftOut::confidential(read, catalog)?
        };
        let files = files::write(read, catalog, language, (source.files, &out), at, report)?;
        let places = files.as_ref().map(|files| &files.places);
        let (sheets, rows) = match format {
            ExportFormat::Xlsx => {
                let (file, rows) = write_beside(to, |file, folder| {
                    workbook::write(
                        read,
                        catalog,
                        language,
                        (places, &out),
                        (folder, file),
                        report,
                    )
                })?;
                (vec![(file, to.to_owned())], rows)
            }
            ExportFormat::Csv => csv_sheets(read, &source, (places, &out), to, report)?,
        };
        let mut done = Exported {
            rows,
            confidential: out.count(),
            ..Exported::default()
        };
        if let Some(mut files) = files {
            done.files = files.count;
            done.wrong = std::mem::take(&mut files.wrong);
            done.folder = Some(files.place()?);
        }
        let placed = sheets
            .into_iter()
            .try_for_each(|(file, to)| place(file, &to))
            .and_then(|()| sync_folder(&beside.join("x")));
        // Files without the sheet that says whose they are would look like an export.
        if let (Err(_), Some(folder)) = (&placed, &done.folder) {
            std::fs::remove_dir_all(folder)?;
        }
        placed.map(|()| done)
    })
}

type Sheets = Vec<(NamedTempFile, PathBuf)>;

fn csv_sheets(
    read: &Read<'_>,
    source: &Source<'_>,
    (places, out): (Option<&Places>, &LeftOut),
    to: &Path,
    report: &Report,
) -> Result<(Sheets, BTreeMap<String, u32>)> {
    let (mut files, mut rows) = (Vec::new(), BTreeMap::new());
    for entity in super::columns::sheets(read, source.catalog)? {
        let table = table::Table::of(read, source.catalog, source.language, entity, (places, out))?;
        let place = to.join(format!("{}.csv", table.name));
        let (file, count) = write_beside(&place, |file, _| {
            delimited::write(&table, read, file, report)
        })?;
        files.push((file, place));
        rows.insert(entity.key.to_owned(), count);
    }
    Ok((files, rows))
}

/// The folder that a file lies in.
fn folder_of(file: &Path) -> &Path {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Writes a new file in the folder of `to`, on the disk before this returns, but not yet at its
/// place; it vanishes when dropped.
pub(super) fn write_beside<T>(
    to: &Path,
    write: impl FnOnce(&mut std::fs::File, &Path) -> Result<T>,
) -> Result<(NamedTempFile, T)> {
    let folder = folder_of(to);
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
