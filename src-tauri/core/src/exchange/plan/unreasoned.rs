//! Customers whose class a plan says without saying why, by what each holds once it is carried out: one answer for every
//! plan. Writes nothing.

use std::collections::HashSet;

use super::works::Work;
use crate::base::{Id, Result};
use crate::exchange::store;
use crate::records::Catalog;
use crate::vault::Read;

/// Customers of the vault that say why their class is what it is.
pub(super) struct Reasoned(HashSet<Id>);

impl Reasoned {
    /// Reads who says why.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn load(read: &Read<'_>, catalog: &Catalog) -> Result<Self> {
        let entity = catalog.entity("unit")?;
        let mut reasoned = HashSet::new();
        store::each(
            read,
            entity,
            &[entity.field("size_reason")?],
            |id, _, values| {
                let says = |text: &str| !text.trim().is_empty();
                if values.iter().any(|value| value.as_text().is_some_and(says)) {
                    reasoned.insert(id);
                }
                Ok(())
            },
        )?;
        Ok(Self(reasoned))
    }
    /// Whether a work says a customer's class, and nobody says why.
    pub(super) fn lacks(&self, work: &Work) -> bool {
        let (entity, values, held) = match work {
            Work::Create { entity, values, .. } => (entity, values, false),
            Work::Update { entity, id, values } => (entity, values, self.0.contains(id)),
        };
        let has = |key: &str| {
            values
                .iter()
                .any(|(field, value)| *field == key && !value.is_null())
        };
        *entity == "unit" && has("size_override") && !held && !has("size_reason")
    }
}
