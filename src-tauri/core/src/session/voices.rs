//! What came from a customer, and how content they are.

use super::Session;
use crate::base::{Id, Result};
use crate::voice::stream::{self, Satisfaction, Voices};

/// So many are read at a time.
const PAGE: u32 = 50;

impl Session {
    /// What came from a unit, with `below` from all that report to it too, the latest first: of the kinds
    /// `only`, or of all where none is named, fifty from the one numbered `from` on.
    ///
    /// # Errors
    /// When the database fails.
    pub fn voices(&self, unit: Id, below: bool, only: &[String], from: u32) -> Result<Voices> {
        self.vault
            .read(|read| stream::voices(read, &self.catalog(), (unit, below), only, (from, PAGE)))
    }

    /// How content a unit is, with `below` all that report to it too, by each scale.
    ///
    /// # Errors
    /// When the database fails.
    pub fn satisfaction(&self, unit: Id, below: bool) -> Result<Vec<Satisfaction>> {
        self.vault
            .read(|read| stream::satisfaction(read, unit, below))
    }
}
