//! The ways a file can fail to be read, each as the one error of the core.

use crate::base::{Error, Kind};
use crate::exchange::sheet::TooMuch;

/// Files that are no table we read, by what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alien {
    /// A binary workbook.
    Xlsb,
    /// A text document.
    Word,
    /// A presentation.
    Slides,
    /// A spreadsheet of Apple Numbers.
    Numbers,
    /// A printed page.
    Pdf,
    /// A picture.
    Picture,
    /// A packed folder.
    Archive,
    /// A web page saved with its pictures.
    WebArchive,
    /// A web page without a table.
    WebPage,
    /// A spreadsheet older than Excel 97, or another old Office file.
    OldOffice,
    /// Something else that is not text.
    Binary,
}

impl Alien {
    fn code(self) -> &'static str {
        match self {
            Self::Xlsb => "xlsb",
            Self::Word => "word",
            Self::Slides => "slides",
            Self::Numbers => "numbers",
            Self::Pdf => "pdf",
            Self::Picture => "picture",
            Self::Archive => "archive",
            Self::WebArchive => "mht",
            Self::WebPage => "webpage",
            Self::OldOffice => "old_office",
            Self::Binary => "other",
        }
    }
}

/// Not a table: says what it is.
pub(super) fn alien(alien: Alien) -> Error {
    Error::new(Kind::BadFile, "error.import_kind").with("kind", alien.code())
}

/// Protected by a passphrase.
pub(super) fn encrypted() -> Error {
    Error::new(Kind::BadFile, "error.import_encrypted")
}

/// Nothing in it.
pub(super) fn empty() -> Error {
    Error::new(Kind::BadFile, "error.import_empty")
}

/// Broken or cut off.
pub(super) fn damaged(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(Kind::BadFile, "error.import_damaged").caused_by(source)
}

/// Small as a file, but not when unpacked.
pub(super) fn unpacks_too_large() -> Error {
    Error::new(Kind::BadFile, "error.import_unpacks_too_large")
}

/// The file itself is too large.
pub(super) fn too_large(limit: u64) -> Error {
    Error::new(Kind::BadFile, "error.import_too_large").with("limit", limit >> 20)
}

/// A reader broke down over it.
pub(super) fn reader_failed() -> Error {
    Error::new(Kind::BadFile, "error.import_reader_failed")
}

impl From<TooMuch> for Error {
    fn from(much: TooMuch) -> Self {
        let (key, limit) = match much {
            TooMuch::Rows(limit) => ("error.import_too_many_rows", limit),
            TooMuch::Columns(limit) => ("error.import_too_many_columns", limit),
            TooMuch::Cells(limit) => ("error.import_too_many_cells", limit),
            TooMuch::Cell(limit) => ("error.import_cell_too_long", limit),
            TooMuch::Sheets(limit) => ("error.import_too_many_sheets", limit),
        };
        Self::new(Kind::BadFile, key).with("limit", limit)
    }
}
