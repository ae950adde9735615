//! Records that are there twice: the sweep, what is left of it, and what is told while one is typed.

use std::collections::BTreeMap;

use super::Session;
use crate::base::{Id, Report, Result};
use crate::quality::duplicates::{self, DuplicateList, LikelySame};
use crate::records::value::Value;

/// So many records the search finds are judged for each thing that is typed.
const LOOKED_AT: u32 = 12;
/// So many are shown beneath a form.
const OFFERED: usize = 5;

impl Session {
    /// Looks through all units or all contacts for those that may be there twice; how many pairs there
    /// are.
    ///
    /// # Errors
    /// See [`duplicates::sweep`].
    pub fn sweep_duplicates(&self, entity: &str, report: &Report) -> Result<u32> {
        let catalog = self.catalog();
        self.vault
            .read(|read| duplicates::sweep(&self.sweeps, read, &catalog, entity, report))
    }

    /// What is left of the latest sweep, from the `from`-th pair on.
    ///
    /// # Errors
    /// See [`duplicates::list`].
    pub fn duplicates(&self, entity: &str, from: u32, count: u32) -> Result<DuplicateList> {
        let catalog = self.catalog();
        self.vault
            .read(|read| duplicates::list(&self.sweeps, read, &catalog, entity, from, count))
    }

    /// Remembers that two records are not the same, one step of undo.
    ///
    /// # Errors
    /// See [`duplicates::not_the_same`].
    pub fn not_the_same(&self, entity: &str, first: Id, second: Id) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("quality.not_the_same", |tx| {
            duplicates::not_the_same(tx, &catalog, entity, first, second)
        })
    }

    /// Which records may be the one that is being typed. What the search has not taken in yet is found
    /// by its whole name and its code alone.
    ///
    /// # Errors
    /// See [`duplicates::likely`].
    pub fn likely_same(
        &self,
        entity: &str,
        values: &BTreeMap<String, Value>,
    ) -> Result<Vec<LikelySame>> {
        let mut candidates = Vec::new();
        for text in duplicates::asked_by(entity, values) {
            let found = self.options_found(entity, &text, LOOKED_AT)?;
            candidates.extend(found.into_iter().flatten().map(|one| one.id));
        }
        let catalog = self.catalog();
        self.vault
            .read(|read| duplicates::likely(read, &catalog, entity, values, candidates, OFFERED))
    }

    /// Which records hold what a field of this one holds and may be the same; of a number in the list of
    /// them, which units beside its own.
    ///
    /// # Errors
    /// See [`duplicates::beside`].
    pub fn same_beside(&self, entity: &str, id: Id, field: &str) -> Result<Vec<LikelySame>> {
        let record = self.record(entity, id)?;
        let unit = record.get("unit").as_ref_id();
        let (entity, id, field, value) = match (entity, unit) {
            ("official_id", Some(unit)) if field == "value" => {
                ("unit", unit, "uscc", record.get("value"))
            }
            ("unit" | "contact", _) => (entity, id, field, record.get(field)),
            _ => return Ok(Vec::new()),
        };
        let values = duplicates::asked_beside(field, value);
        if values.is_empty() {
            return Ok(Vec::new());
        }
        let mut candidates = Vec::new();
        for text in duplicates::asked_by(entity, &values) {
            let found = self.options_found(entity, &text, LOOKED_AT)?;
            candidates.extend(found.into_iter().flatten().map(|one| one.id));
        }
        let catalog = self.catalog();
        self.vault.read(|read| {
            duplicates::beside(read, &catalog, (entity, id), (field, &values), candidates)
        })
    }
}
