//! One import from the file to the vault, as the shell keeps it while the window walks through
//! its steps: open, say what the columns mean, look at the plan, decide, perform.

use std::path::Path;

use super::layout::{self, ImportLayout};
use super::model::ImportOpened;
use super::reader;
use super::sheet::{Limits, Workbook};
use crate::base::{Report, Result};
use crate::records::Catalog;

/// An import under way.
pub struct ImportSession {
    file_name: String,
    book: Workbook,
    catalog: Catalog,
}

impl ImportSession {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// See [`reader::read_path`].
    pub fn open(path: &Path, catalog: &Catalog, report: &Report) -> Result<Self> {
        let name = |part: Option<&std::ffi::OsStr>| {
            part.map(|part| part.to_string_lossy().into_owned())
                .unwrap_or_default()
        };
        let mut book = reader::read_path(path, &Limits::default(), report)?;
        // A file without named sheets is called after itself.
        if let [sheet] = book.sheets.as_mut_slice()
            && sheet.name.is_empty()
        {
            sheet.name = name(path.file_stem());
        }
        Ok(Self {
            file_name: name(path.file_name()),
            book,
            catalog: catalog.clone(),
        })
    }

    /// What was opened; `session` is the number by which the window calls it.
    #[must_use]
    pub fn opened(&self, session: u32) -> ImportOpened {
        let (sheets, sheet) = layout::sheets(&self.book);
        ImportOpened {
            session,
            file_name: self.file_name.clone(),
            encoding: self.book.encoding.map(str::to_owned),
            sheets,
            sheet,
        }
    }

    /// Guesses how a sheet is to be read. `header_row` counts from one, nought is none; without
    /// it the heading is looked for.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when there is no such sheet.
    pub fn layout(&self, sheet: u32, header_row: Option<u32>) -> Result<ImportLayout> {
        layout::layout(&self.book, &self.catalog, sheet, header_row)
    }
}
