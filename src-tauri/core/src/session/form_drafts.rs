//! What was typed into small forms and not sent, by the place each stands at, among the vault's settings: no
//! record and no step of undo. It lives as long as whose it is, as does what was begun in a customer's box.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};

use super::{Session, note_drafts};
use crate::base::{Error, Id, Kind, Result};
use crate::history::catalog::MERGE_EVENT;
use crate::records::{Catalog, rows};
use crate::settings;
use crate::vault::{Hook, Read, Write};

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
    for start in [KEYS, note_drafts::KEYS, HOMES] {
        for (key, _) in settings::beginning(tx, start)? {
            if is_of_gone(tx, catalog, &key)? {
                settings::forget(tx, &key)?;
            }
        }
    }
    Ok(())
}

/// What the keys of those begin with that say where a draft stood before a merge moved it: the rest of the key is
/// that of the draft.
const HOMES: &str = "draft_home.";

/// Where a draft stood, and the merge that moved it.
#[derive(Serialize, Deserialize)]
struct Home {
    key: String,
    merge: Id,
}

/// What was begun about a record that was merged waits at the one it became, and goes back where they are taken apart.
/// Where something waits there already, both stay where they are: that of the merged one is there again then.
pub(super) struct FollowMerges;

impl Hook for FollowMerges {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let merges: BTreeSet<Id> = tx
            .changes()
            .iter()
            .filter(|change| change.entity == MERGE_EVENT.key)
            .map(|change| change.id)
            .collect();
        for merge in merges {
            let stands: Option<(String, String)> = tx
                .sql()
                .prepare_cached(
                    "SELECT winner, loser FROM merge_event WHERE id = ? AND deleted_at IS NULL",
                )?
                .query_row([merge], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            match stands {
                Some((winner, loser)) => follow(tx, merge, &winner, &loser)?,
                None => go_back(tx, merge)?,
            }
        }
        Ok(())
    }
}

fn follow(tx: &mut Write<'_>, merge: Id, winner: &str, loser: &str) -> Result<()> {
    for start in [KEYS, note_drafts::KEYS] {
        for (key, _) in settings::beginning(tx, start)? {
            if !key.contains(loser) {
                continue;
            }
            let at = key.replace(loser, winner);
            if settings::rename(tx, &key, &at)? {
                settings::set(tx, &format!("{HOMES}{at}"), &Home { key, merge })?;
            }
        }
    }
    Ok(())
}

fn go_back(tx: &mut Write<'_>, merge: Id) -> Result<()> {
    for (noted, _) in settings::beginning(tx, HOMES)? {
        let home: Option<Home> = settings::get_lossy(tx, &noted)?;
        let Some(home) = home.filter(|home| home.merge == merge) else {
            continue;
        };
        if let Some(at) = noted.strip_prefix(HOMES) {
            send_home(tx, at, &home.key)?;
        }
        settings::forget(tx, &noted)?;
    }
    Ok(())
}

/// Moves a draft home from where a merge put it, or from where later merges took it on from there: they may be taken
/// apart in any order.
fn send_home(tx: &mut Write<'_>, from: &str, home: &str) -> Result<()> {
    let mut at = from.to_owned();
    let mut passed = BTreeSet::new();
    while !settings::rename(tx, &at, home)? {
        // What is begun at home since stays there, and this one where it is.
        if settings::beginning(tx, &at)?
            .iter()
            .any(|(key, _)| *key == at)
        {
            return Ok(());
        }
        let mut next = None;
        for (noted, _) in settings::beginning(tx, HOMES)? {
            let gone_on: Option<Home> = settings::get_lossy(tx, &noted)?;
            if gone_on.is_some_and(|gone_on| gone_on.key == at) {
                next = Some(noted);
            }
        }
        let Some(noted) = next.filter(|noted| passed.insert(noted.clone())) else {
            return Ok(());
        };
        noted
            .strip_prefix(HOMES)
            .unwrap_or_default()
            .clone_into(&mut at);
    }
    for noted in passed {
        settings::forget(tx, &noted)?;
    }
    Ok(())
}

/// A draft that was sent or given up came from nowhere: what is begun there next is another one.
///
/// # Errors
/// When the database fails.
pub(super) fn forget(tx: &mut Write<'_>, key: &str) -> Result<()> {
    settings::forget(tx, key)?;
    let mut at = Some(key.to_owned());
    while let Some(key) = at {
        let noted = format!("{HOMES}{key}");
        let home: Option<Home> = settings::get_lossy(tx, &noted)?;
        settings::forget(tx, &noted)?;
        at = home.map(|home| home.key);
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
            None => forget(tx, &key),
        })
    }
}
