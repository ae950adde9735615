//! The tags in use, and calling one otherwise.

use super::Session;
use crate::base::{Result, words};
use crate::records::tags::{self, Renamed, TagUse};
use crate::records::{Batch, Filter};
use crate::settings;
use crate::vault::Read;

/// Where it is kept which tags were called otherwise; of so many the filters follow.
const RENAMED: &str = "tags.renamed";
const KEPT: usize = 200;

fn renamed(read: &Read<'_>) -> Result<Vec<Renamed>> {
    Ok(settings::get_lossy(read, RENAMED)?.unwrap_or_default())
}

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
            let many = {
                let mut batch = Batch::begin(tx, &catalog, "op.tag_renamed")?;
                tags::rename(&mut batch, &catalog, from, to)?
            };
            if many > 0 {
                let mut renamed = renamed(tx)?;
                renamed.push(Renamed {
                    from: from.to_owned(),
                    to: words::clean_line(to),
                    seq: tx.seq(),
                });
                let early = renamed.len().saturating_sub(KEPT);
                settings::set(tx, RENAMED, &renamed.split_off(early))?;
            }
            Ok(many)
        })
    }

    /// Has a filter that was kept ask for tags by what they are called now.
    pub(super) fn follow_tags(&self, filter: &mut Filter) -> Result<()> {
        self.vault.read(|read| {
            let renamed = renamed(read)?;
            tags::follow(read, &self.catalog(), &renamed, filter)
        })
    }
}
