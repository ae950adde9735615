//! Taking everything along. The exchange room writes the sheets and the files; the session knows
//! where the files lie.

use std::path::Path;

use super::Session;
use crate::base::{Report, Result};
use crate::exchange::export::{ExportFormat, Exported, LeftOut, Source, export_all};
use crate::records::labels::Language;
use crate::vault::Read;

impl Session {
    /// How many confidential records an export of everything would hold.
    ///
    /// # Errors
    /// When the database fails.
    pub fn confidential_count(&self) -> Result<u32> {
        let catalog = self.catalog();
        let count = |read: &Read<'_>| Ok(LeftOut::confidential(read, &catalog)?.count());
        self.vault.read(count)
    }

    /// Writes every record, and the files on records, to `to`: no longer encrypted. What is confidential goes
    /// along only where that is said.
    ///
    /// # Errors
    /// See [`export_all`].
    pub fn export_all(
        &self,
        language: Language,
        format: ExportFormat,
        confidential: bool,
        to: &Path,
        report: &Report,
    ) -> Result<Exported> {
        let source = Source {
            vault: &self.vault,
            catalog: &self.catalog(),
            files: &self.files,
            language,
            confidential,
        };
        export_all(source, format, to, report)
    }
}
