//! Taking everything along. The exchange room writes the sheets and the files; the session knows
//! where the files lie.

use std::path::Path;

use super::Session;
use crate::base::{Report, Result};
use crate::exchange::export::{ExportFormat, Exported, Source, export_all};
use crate::records::labels::Language;

impl Session {
    /// Writes every record, and the files on records, to `to`: no longer encrypted.
    ///
    /// # Errors
    /// See [`export_all`].
    pub fn export_all(
        &self,
        language: Language,
        format: ExportFormat,
        to: &Path,
        report: &Report,
    ) -> Result<Exported> {
        let source = Source {
            vault: &self.vault,
            catalog: &self.catalog(),
            files: &self.files,
            language,
        };
        export_all(source, format, to, report)
    }
}
