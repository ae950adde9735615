//! A copy of a vault as it was before a newer program changed its shape, beside it until the first backup
//! of the new shape: a step that fails, or does harm that shows only later, costs nothing then.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::folder::{create_private_folder, sync_folder};
use super::keyring::copies;
use crate::base::{Error, Kind, Result};

/// A folder in the vault's own, and a vault itself: the program of before opens it.
const BEFORE: &str = "before-update";
/// The same while it is being written.
const DRAFT: &str = "before-update.draft";

/// Copies the database at `path`, open as `conn`, and the key files beside it. One that is there stays: it
/// is from before the step that broke off.
pub(super) fn keep(dir: &Path, path: &Path, conn: &Connection) -> Result<()> {
    if dir.join(BEFORE).exists() {
        return Ok(());
    }
    let kept = write(dir, path, conn);
    if kept.is_err() {
        let _ = remove(&dir.join(DRAFT));
    }
    kept.map_err(|error| match error.kind() {
        Kind::NoSpace => Error::new(Kind::NoSpace, "error.update_no_room").caused_by(error),
        _ => error,
    })
}

fn write(dir: &Path, path: &Path, conn: &Connection) -> Result<()> {
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    let draft = dir.join(DRAFT);
    remove(&draft)?;
    create_private_folder(&draft)?;
    let keyrings = copies::NAMES.map(|name| dir.join(name));
    for file in keyrings.iter().map(Path::new).chain([path]) {
        let to = draft.join(file.file_name().unwrap_or_default());
        match fs::copy(file, &to) {
            Ok(_) => fs::File::options().write(true).open(&to)?.sync_all()?,
            // One of the two key files may be gone.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && file != path => {}
            Err(error) => return Err(error.into()),
        }
    }
    sync_folder(&draft)?;
    fs::rename(&draft, dir.join(BEFORE))?;
    sync_folder(dir)
}

/// Takes it away: it is no longer needed, or no longer under the vault's key.
pub(super) fn forget(dir: &Path) -> Result<()> {
    remove(&dir.join(BEFORE))
}

/// Takes it away where its database is not called `database`: what was left behind with an old key.
pub(super) fn settle(dir: &Path, database: &str) -> Result<()> {
    if dir.join(BEFORE).join(database).exists() {
        return Ok(());
    }
    forget(dir)
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
