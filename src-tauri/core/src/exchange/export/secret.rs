//! What an export leaves out where the confidential stays here: every record of which nothing may be told outside
//! the window, and the names of those wherever others point at them.

use std::collections::HashSet;

use crate::base::{Id, Result};
use crate::records::Catalog;
use crate::records::query::quoted;
use crate::records::secrecy;
use crate::vault::Read;

/// The records that stay here.
#[derive(Debug, Default)]
pub struct LeftOut {
    /// Those in the bin too, for others still point at them.
    ids: HashSet<Id>,
    living: u32,
}

impl LeftOut {
    /// Everything confidential, of every kind.
    ///
    /// # Errors
    /// When the database fails.
    pub fn confidential(read: &Read<'_>, catalog: &Catalog) -> Result<Self> {
        let (mut ids, mut living) = (HashSet::new(), 0_u32);
        for entity in catalog.entities() {
            let mut find = read.sql().prepare(&format!(
                "SELECT t.id, t.deleted_at IS NULL FROM {} t WHERE {}",
                quoted(entity.key),
                secrecy::condition(catalog, entity, "t")
            ))?;
            let mut rows = find.query([])?;
            while let Some(row) = rows.next()? {
                ids.insert(row.get(0)?);
                living += u32::from(row.get::<_, bool>(1)?);
            }
        }
        Ok(Self { ids, living })
    }

    /// Whether a record stays here.
    #[must_use]
    pub fn has(&self, id: &Id) -> bool {
        self.ids.contains(id)
    }

    /// How many, those in the bin aside.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.living
    }
}
