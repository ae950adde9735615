//! What was typed into small forms and not sent, by the place each stands at, among the vault's settings: no
//! record and no step of undo. It lives as long as whose it is, as does what was begun in a customer's box.

use super::{Session, note_drafts};
use crate::base::{Error, Id, Kind, Result};
use crate::records::{Catalog, rows};
use crate::settings;
use crate::vault::{Read, Write};

/// What the keys of all of them begin with.
const KEYS: &str = "form_draft.";

/// More than this is no small form.
const ROOM: usize = 64 * 1024;

/// A place names a form and whose it is.
const PLACE: usize = 200;

/// Each under a key of its own, so that keeping one reads no other.
fn key(place: &str) -> String {
    format!("{KEYS}{place}")
}

/// Whether a key names a record of which no row is left. What lies in the bin may come back.
fn is_of_gone(read: &Read<'_>, catalog: &Catalog, key: &str) -> Result<bool> {
    for id in key.split(['.', '@']).filter_map(|part| part.parse().ok()) {
        if !is_there(read, catalog, id)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_there(read: &Read<'_>, catalog: &Catalog, id: Id) -> Result<bool> {
    for entity in catalog.with_quiet() {
        match rows::row_number(read, entity, id) {
            Ok(_) => return Ok(true),
            Err(error) if error.kind() == Kind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// Forgets what was begun about a record that is erased: nobody can get there any more.
///
/// # Errors
/// When the database fails.
pub(super) fn forget_of_gone(tx: &mut Write<'_>, catalog: &Catalog) -> Result<()> {
    for start in [KEYS, note_drafts::KEYS] {
        for (key, _) in settings::beginning(tx, start)? {
            if is_of_gone(tx, catalog, &key)? {
                settings::forget(tx, &key)?;
            }
        }
    }
    Ok(())
}

/// What was begun about a record that was merged waits at the one it became. Where something waits there already, both
/// stay where they are: that of the merged one is there again where they are taken apart.
///
/// # Errors
/// When the database fails.
pub(super) fn follow_merge(tx: &mut Write<'_>, winner: Id, loser: Id) -> Result<()> {
    for start in [KEYS, note_drafts::KEYS] {
        settings::rename(tx, start, &loser.to_string(), &winner.to_string())?;
    }
    Ok(())
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
    /// [`crate::base::Kind::Invalid`] when it is more than a form holds, or the place's name longer than one is.
    pub fn keep_form_draft(&self, place: &str, draft: Option<&str>) -> Result<()> {
        if place.len() > PLACE {
            return Err(Error::invalid("place", "error.too_long").with("max", PLACE));
        }
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
