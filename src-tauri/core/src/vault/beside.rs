//! A second database beside the vault's own: rebuildable at any time, under a key of its own,
//! hardened alike. What it holds is the business of whoever asked for it.

use std::fmt;
use std::path::PathBuf;

use rusqlite::Connection;

use super::Vault;
use super::connection::{self, DbKey, Role};
use super::folder::{ensure_private, remove_database};
use crate::base::Result;

/// All that are asked for: what is cleared away after a change of the key.
pub(super) const NAMES: [&str; 1] = ["search"];

/// What one is called on the disk.
pub(super) fn file(name: &str) -> String {
    format!("{name}.db")
}

/// Where such a database lives and what opens it. Outlives no lock: it is of use only while the
/// vault it came from is open.
pub struct Beside {
    /// `None` in memory.
    path: Option<PathBuf>,
    key: DbKey,
}

impl Vault {
    /// The database `<name>.db` beside the vault's own, under the key derived for `name`; in
    /// memory where the vault is.
    #[must_use]
    pub fn beside(&self, name: &str) -> Beside {
        let key = DbKey {
            key: self.derived_key(name),
            salt: None,
        };
        debug_assert!(cfg!(test) || NAMES.contains(&name), "not to be found again");
        let path = self.dir().map(|dir| dir.join(file(name)));
        Beside { path, key }
    }
}

impl Beside {
    /// Whether it is a file: several connections then see the same.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.path.is_some()
    }

    /// Opens it; makes it where there is none.
    ///
    /// # Errors
    /// [`crate::base::Kind::Damaged`] when it is not keyed so or is damaged, and what the medium
    /// refuses.
    pub fn open(&self) -> Result<Connection> {
        let Some(path) = &self.path else {
            return connection::open_in_memory(&self.key);
        };
        ensure_private(path)?;
        connection::open(path, &self.key, Role::Writer)
    }

    /// Deletes its files; no connection to it may be open.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn discard(&self) -> Result<()> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        remove_database(path)
    }

    /// The same in memory, for a folder that cannot be written to.
    #[must_use]
    pub fn in_memory(self) -> Self {
        Self { path: None, ..self }
    }
}

impl fmt::Debug for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Beside")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
