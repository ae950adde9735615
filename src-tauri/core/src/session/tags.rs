//! The tags in use, and calling one otherwise.

use super::Session;
use crate::base::Result;
use crate::records::Batch;
use crate::records::tags::{self, TagUse};

impl Session {
    /// Every tag in use, the one worn most first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tags(&self) -> Result<Vec<TagUse>> {
        self.vault.read(|read| tags::used(read, &self.catalog()))
    }

    /// Calls a tag otherwise everywhere, or takes it away where it is to be called nothing, in one step of
    /// undo; how many records wore it.
    ///
    /// # Errors
    /// As [`tags::rename`].
    pub fn rename_tag(&self, from: &str, to: &str) -> Result<u32> {
        self.vault.write("tags.rename", |tx| {
            let catalog = self.catalog();
            let mut batch = Batch::begin(tx, &catalog, "op.tag_renamed")?;
            tags::rename(&mut batch, &catalog, from, to)
        })
    }
}
