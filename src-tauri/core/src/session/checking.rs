//! Looking the open vault through by itself, once a week: every page is held to its seal and all of them, as the
//! index of search, to their shape. What is found is kept in the vault and told until a later look finds it whole.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::Session;
use crate::base::{Kind, Report, Result, Timestamp};
use crate::settings;
use crate::vault::Write;

const CHECKED: &str = "vault.checked";
const DAY_MS: i64 = 86_400_000;
/// A week without a look; what was found damaged is looked at again sooner.
const EVERY_MS: i64 = 7 * DAY_MS;

/// How the vault was found when it was last looked through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When it was last tried.
    pub tried_at: Option<Timestamp>,
    /// When it was found whole last.
    pub whole_at: Option<Timestamp>,
    /// Since when it is known to be damaged.
    pub damaged_at: Option<Timestamp>,
}

/// When this session last looked, whether that could be written down or not.
#[derive(Debug, Default)]
pub(super) struct Looked(Mutex<Option<Timestamp>>);

impl Looked {
    fn last(&self) -> Option<Timestamp> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, at: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }
}

/// Has a vault whose pages came from elsewhere looked through as soon as nobody waits for anything.
pub(super) fn due_at_once(tx: &mut Write<'_>) -> Result<()> {
    let never = Checked {
        tried_at: Some(Timestamp(0)),
        ..Checked::default()
    };
    settings::set(tx, CHECKED, &never)
}

impl Session {
    /// How the vault was found when it was last looked through.
    ///
    /// # Errors
    /// When the database fails.
    pub fn checked(&self) -> Result<Checked> {
        let kept = self
            .vault
            .read(|read| settings::get_lossy::<Checked>(read, CHECKED))?;
        Ok(kept.unwrap_or_default())
    }

    /// When the next look is due. A vault is first looked through a week after it was made, or at once where it
    /// was restored.
    ///
    /// # Errors
    /// When the database fails.
    pub fn check_due_at(&self) -> Result<Timestamp> {
        let checked = self.checked()?;
        let last = match checked.tried_at.max(self.looked.last()) {
            Some(tried) => tried,
            None => self.vault.read(|read| {
                let made = "SELECT created_at FROM meta";
                Ok(read.sql().query_row(made, [], |row| row.get(0))?)
            })?,
        };
        let now = self.vault.clock().now();
        let every = if checked.damaged_at.is_some() {
            DAY_MS
        } else {
            EVERY_MS
        };
        // From days that have not come yet: a clock was set back, and waiting would be for years.
        Ok(if last > now { now } else { last.plus_ms(every) })
    }

    /// Looks the vault through. The index of search is made anew where it is not whole, for nothing is in it
    /// that is not in the vault.
    ///
    /// # Errors
    /// [`Kind::Damaged`] where the vault is not whole; [`Kind::Cancelled`].
    pub fn check_through(&self, report: &Report) -> Result<()> {
        self.vault.read_through(report)?;
        self.search.check(report)
    }

    /// Notes how such a look ended.
    ///
    /// # Errors
    /// When the database fails.
    pub fn note_checked(&self, done: &Result<()>) -> Result<()> {
        let now = self.vault.clock().now();
        let was = self.checked()?;
        let mut is = Checked {
            tried_at: Some(now),
            ..was
        };
        match done {
            Ok(()) => (is.whole_at, is.damaged_at) = (Some(now), None),
            Err(error) if error.kind() == Kind::Damaged => {
                is.damaged_at = was.damaged_at.or(Some(now));
            }
            Err(_) => {}
        }
        // Known also where it cannot be written down: else all would be read again at once, without end.
        self.looked.note(now);
        self.set_setting(CHECKED, &is)
    }
}
