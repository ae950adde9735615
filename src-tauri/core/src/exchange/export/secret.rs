//! What an export leaves out where the confidential stays here: every record of which nothing may be told outside
//! the window, and the names of those wherever others point at them.

use std::collections::{BTreeMap, HashSet};

use super::blanks::Blanks;
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
    blanks: Blanks,
}

impl LeftOut {
    /// Everything confidential, of every kind.
    ///
    /// # Errors
    /// When the database fails.
    pub fn confidential(read: &Read<'_>, catalog: &Catalog) -> Result<Self> {
        let (mut ids, mut living) = (HashSet::new(), BTreeMap::<_, Vec<Id>>::new());
        for entity in catalog.entities() {
            let mut find = read.sql().prepare(&format!(
                "SELECT t.id, t.deleted_at IS NULL FROM {} t WHERE {}",
                quoted(entity.key),
                secrecy::condition(catalog, entity, "t")
            ))?;
            let mut rows = find.query([])?;
            while let Some(row) = rows.next()? {
                let id = row.get(0)?;
                ids.insert(id);
                if row.get(1)? {
                    living.entry(entity.key).or_default().push(id);
                }
            }
        }
        let count = living.values().map(Vec::len).sum::<usize>();
        Ok(Self {
            ids,
            living: u32::try_from(count).unwrap_or(u32::MAX),
            blanks: Blanks::of(read, &living)?,
        })
    }

    /// Whether a record stays here.
    #[must_use]
    pub fn has(&self, id: &Id) -> bool {
        self.ids.contains(id)
    }

    /// Whether a column the core keeps of a record tells of one that stays here.
    #[must_use]
    pub fn blanks(&self, id: &Id, column: &str) -> bool {
        self.blanks.has(id, column)
    }

    /// How many, those in the bin aside.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.living
    }
}
