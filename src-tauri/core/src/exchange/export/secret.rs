//! What an export leaves out where the confidential stays here: every record of which nothing may be told outside
//! the window, and the names of those wherever others point at them.

use std::collections::HashSet;

use crate::base::{Id, Result};
use crate::exchange::columns;
use crate::records::Catalog;
use crate::records::query::quoted;
use crate::records::secrecy;
use crate::vault::Read;

/// The records that stay here.
#[derive(Debug, Default)]
pub struct LeftOut {
    ids: HashSet<Id>,
}

impl LeftOut {
    /// Everything confidential, of every kind that has a sheet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn confidential(read: &Read<'_>, catalog: &Catalog) -> Result<Self> {
        let mut ids = HashSet::new();
        for entity in columns::sheets(read, catalog)? {
            let mut find = read.sql().prepare(&format!(
                "SELECT t.id FROM {} t WHERE t.deleted_at IS NULL AND {}",
                quoted(entity.key),
                secrecy::condition(catalog, entity, "t")
            ))?;
            let found = find.query_map([], |row| row.get(0))?;
            for id in found {
                ids.insert(id?);
            }
        }
        Ok(Self { ids })
    }

    /// Whether a record stays here.
    #[must_use]
    pub fn has(&self, id: &Id) -> bool {
        self.ids.contains(id)
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }
}
