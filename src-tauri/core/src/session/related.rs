//! What points at a record.

use super::Session;
use crate::base::{Id, Result};
use crate::records::Record;
use crate::records::related::{self, Relation};

/// So many are read at a time.
const PAGE: u32 = 50;

impl Session {
    /// Every way a record of another kind can point at this one, with how many do.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when the kind of record is unknown.
    pub fn related(&self, entity: &str, id: Id) -> Result<Vec<Relation>> {
        let entity = self.catalog().entity(entity)?;
        self.vault
            .read(|read| related::relations(read, &self.catalog(), entity, id))
    }

    /// The records of `entity` that point at `id` by `field`, by their place where they have one and else
    /// the latest made first: fifty from the one numbered `from` on.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when the kind of record or the field is unknown.
    pub fn related_list(
        &self,
        entity: &str,
        field: &str,
        id: Id,
        from: u32,
    ) -> Result<Vec<Record>> {
        let entity = self.catalog().entity(entity)?;
        self.vault
            .read(|read| related::list(read, &self.catalog(), entity, field, id, from, PAGE))
    }
}
