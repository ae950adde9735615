//! A database of which not every page came, kept aside for as long as it takes to read what can still be read of
//! it. Its key is made for that and kept nowhere: what a program that died leaves behind opens to nobody.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::connection::{self, DbKey, Role};
use super::folder::{create_private, create_private_folder};
use super::gate::Tx;
use super::open::close;
use crate::base::Result;
use crate::crypto::make_key;

/// See the module. Gone with all of it once dropped.
pub(crate) struct Wreck {
    folder: PathBuf,
    key: DbKey,
}

impl Wreck {
    /// Makes one in the new `folder` out of the pages that `fill` writes through `sqlite_dbpage`.
    pub(crate) fn make(
        folder: &Path,
        fill: impl FnOnce(&Connection) -> Result<()>,
    ) -> Result<Self> {
        create_private_folder(folder)?;
        let key = DbKey {
            key: make_key()?,
            salt: None,
        };
        let folder = folder.to_owned();
        let wreck = Self { folder, key };
        create_private(&wreck.file())?;
        let conn = connection::open(&wreck.file(), &wreck.key, Role::Fill)?;
        let tx = Tx::begin(&conn, "BEGIN IMMEDIATE")?;
        fill(&conn)?;
        tx.commit()?;
        close(conn)?;
        Ok(wreck)
    }

    /// Opens it to be read. Whatever leads to a page that did not come is refused as damaged.
    pub(crate) fn read(&self) -> Result<Connection> {
        connection::open(&self.file(), &self.key, Role::Probe)
    }

    fn file(&self) -> PathBuf {
        self.folder.join("wreck.db")
    }
}

impl Drop for Wreck {
    fn drop(&mut self) {
        // What cannot be removed opens to nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
