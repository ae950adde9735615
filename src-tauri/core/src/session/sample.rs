//! The invented customers, with the files on them.

use super::Session;
use crate::base::Report;
use crate::base::error::{Error, Result};
use crate::records::labels::Language;
use crate::sample;

impl Session {
    /// Puts the invented sample records into this vault, and a few files on them.
    ///
    /// # Errors
    /// When the database fails or the folder cannot be written.
    pub fn fill_sample(&self, language: Language) -> Result<()> {
        let catalog = self.catalog();
        let places = self
            .vault
            .write("sample.fill", |tx| sample::fill(tx, &catalog, language))?;
        // What lies plain here for a moment is invented and part of the program.
        let folder = tempfile::tempdir()?;
        for file in sample::files(language)? {
            let path = folder.path().join(&file.name);
            std::fs::write(&path, &file.bytes)?;
            let of = places.get(&file.of).copied();
            let of =
                of.ok_or_else(|| Error::internal(format!("the sample has no record {}", file.of)))?;
            self.attach(of.0, of.1, &[path], &Report::silent())?;
        }
        Ok(())
    }
}
