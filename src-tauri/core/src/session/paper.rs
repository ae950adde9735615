//! Whether the user still has the recovery key: asked once a year, for a paper that was lost is missed
//! only when the passphrase is forgotten too.

use chrono::Months;
use serde::{Deserialize, Serialize};

use super::Session;
use crate::base::{Result, Timestamp};
use crate::crypto::Secret;
use crate::settings;
use crate::vault::{Read, Unlock, Write};

/// Not in the key file: that a day is forgotten with a database costs one more question.
const PAPER: &str = "recovery.paper";

/// What is known of the recovery key's paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// When somebody last typed the key, or the vault was made.
    pub proved_at: Timestamp,
    /// Not asked for before, for the user put it off.
    pub not_before: Option<Timestamp>,
}

impl Paper {
    /// When it is to be asked for again.
    #[must_use]
    pub fn asked_from(self) -> Timestamp {
        let year = later(self.proved_at, 12);
        self.not_before.map_or(year, |at| at.max(year))
    }

    /// Since when the question stands.
    #[must_use]
    pub fn overdue_since(self, now: Timestamp) -> Option<Timestamp> {
        // A clock that ran ahead must not silence the question for years.
        let ahead = self.proved_at > now.plus_ms(86_400_000);
        let from = if ahead { now } else { self.asked_from() };
        Some(from).filter(|from| *from <= now)
    }
}

impl Session {
    /// When the recovery key was last shown to be there, and when it is asked for again.
    ///
    /// # Errors
    /// When the database fails.
    pub fn recovery_paper(&self) -> Result<Paper> {
        self.vault().read(in_vault)
    }

    /// Notes that whoever typed `typed` has the recovery key. Nothing is unlocked by it, and the key
    /// file is only read.
    ///
    /// # Errors
    /// [`crate::base::Kind::WrongSecret`] when it is another key, [`crate::base::Kind::Invalid`] when
    /// it cannot be one; it is as much in doubt as before then.
    pub fn check_recovery(&self, typed: &Secret) -> Result<()> {
        self.vault().check_key(&Unlock::Recovery(typed.clone()))?;
        self.vault().write("settings.set", note)
    }

    /// Has the question wait for a month.
    ///
    /// # Errors
    /// When the database fails.
    pub fn put_off_recovery(&self) -> Result<()> {
        self.vault().write("settings.set", |tx| {
            let paper = Paper {
                not_before: Some(later(tx.now(), 1)),
                ..in_vault(tx)?
            };
            settings::set(tx, PAPER, &paper)
        })
    }
}

/// The key was typed and is the right one.
pub(super) fn note(tx: &mut Write<'_>) -> Result<()> {
    let paper = Paper {
        proved_at: tx.now(),
        not_before: None,
    };
    settings::set(tx, PAPER, &paper)
}

pub(super) fn in_vault(read: &Read<'_>) -> Result<Paper> {
    if let Some(paper) = settings::get_lossy(read, PAPER)? {
        return Ok(paper);
    }
    let made = "SELECT created_at FROM meta";
    Ok(Paper {
        proved_at: read.sql().query_row(made, [], |row| row.get(0))?,
        not_before: None,
    })
}

fn later(at: Timestamp, months: u32) -> Timestamp {
    let later = at.utc().checked_add_months(Months::new(months));
    later.map_or(at, Timestamp::of)
}
