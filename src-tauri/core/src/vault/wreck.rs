//! A database of which not every page came, kept aside for as long as it takes to read what can still be read of
//! it. Its key is made for that and kept nowhere: what a program that died leaves behind opens to nobody.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::connection::{self, DbKey, Role};
use super::folder::{Lock, create_private, create_private_folder, sweep_wrecks, wreck_beside};
use super::gate::Tx;
use super::open::close;
use crate::base::Result;
use crate::crypto::make_key;

/// See the module. Gone with all of it once dropped.
pub(crate) struct Wreck {
    folder: PathBuf,
    key: DbKey,
    /// Nobody takes it for left behind meanwhile.
    lock: Option<Lock>,
}

impl Wreck {
    /// Makes one beside the new vault `dir`, where there is room for it, out of the pages that `fill` writes through `sqlite_dbpage`.
    pub(crate) fn beside(dir: &Path, fill: impl FnOnce(&Connection) -> Result<()>) -> Result<Self> {
        let folder = wreck_beside(dir)?;
        sweep_wrecks(folder.parent().unwrap_or(dir));
        create_private_folder(&folder)?;
        let lock = Some(Lock::take(&folder)?);
        let key = DbKey {
            key: make_key()?,
            salt: None,
        };
        let wreck = Self { folder, key, lock };
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
        self.lock = None;
        // What cannot be removed opens to nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cut_left_of_a_wreck_goes_with_the_next_and_one_that_is_read_stays() {
        let room = tempfile::tempdir().unwrap();
        let left = room.path().join(".A.b.steward.salvage-00000000000000ab");
        let other = room.path().join(".A.salvage-of-mine");
        for folder in [&left, &other] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("wreck.db"), "x").unwrap();
        }
        let none = |_: &Connection| Ok(());
        let first = Wreck::beside(&room.path().join("B.steward"), none).unwrap();
        assert!(!left.exists() && other.exists());
        let second = Wreck::beside(&room.path().join("B.steward"), none).unwrap();
        assert!(first.file().is_file() && second.file().is_file());
        drop((first, second));
        assert_eq!(fs::read_dir(room.path()).unwrap().count(), 1);
    }
}
