//! Conversations begun and not logged, by the unit in whose box they stand, among the vault's settings.

use super::{Session, form_drafts};
use crate::activities::drafts::NoteDraft;
use crate::base::{Id, Result};
use crate::settings;

/// What the keys of all of them begin with.
pub(super) const KEYS: &str = "note_draft.";

/// Each under a key of its own, so that keeping one reads no other.
fn key(unit: Id) -> String {
    format!("{KEYS}{unit}")
}

impl Session {
    /// What was begun about a unit.
    ///
    /// # Errors
    /// When the database fails.
    pub fn note_draft(&self, unit: Id) -> Result<Option<NoteDraft>> {
        self.setting(&key(unit))
    }

    /// Keeps what was begun about a unit, or forgets it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn keep_note_draft(&self, unit: Id, draft: Option<&NoteDraft>) -> Result<()> {
        let key = key(unit);
        self.vault.write("settings.set", |tx| match draft {
            Some(draft) => settings::set(tx, &key, draft),
            None => form_drafts::forget(tx, &key),
        })
    }
}
