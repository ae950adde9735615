//! What was typed into small forms and not sent, by the place each stands at, among the vault's settings: no
//! record and no step of undo.

use super::Session;
use crate::base::{Error, Result};
use crate::settings;

/// More than this is no small form.
const ROOM: usize = 64 * 1024;

/// Each under a key of its own, so that keeping one reads no other.
fn key(place: &str) -> String {
    format!("form_draft.{place}")
}

impl Session {
    /// What was typed into the form at a place, as the window wrote it down.
    ///
    /// # Errors
    /// When the database fails.
    pub fn form_draft(&self, place: &str) -> Result<Option<String>> {
        self.setting(&key(place))
    }

    /// Keeps what was typed into the form at a place, or forgets it.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when it is more than a form holds.
    pub fn keep_form_draft(&self, place: &str, draft: Option<&str>) -> Result<()> {
        if draft.is_some_and(|draft| draft.len() > ROOM) {
            return Err(Error::invalid("draft", "error.too_long").with("max", ROOM));
        }
        let key = key(place);
        self.vault.write("settings.set", |tx| match draft {
            Some(draft) => settings::set(tx, &key, &draft),
            None => settings::forget(tx, &key),
        })
    }
}
