//! A copy of a vault as it was before a newer program changed its shape, beside it until the first backup
//! of the new shape: a step that fails, or does harm that shows only later, costs nothing then.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::folder::{create_private_folder, sync_folder};
use super::keyring::{Keyring, copies};
use crate::base::{Error, Kind, Result};
use crate::crypto::Key;

/// A folder in the vault's own, and a vault itself: the program of before opens it.
const BEFORE: &str = "before-update";
/// The same while it is being written.
const DRAFT: &str = "before-update.draft";

/// In it, once the update it was made for has come to its end.
const OVER: &str = "over";

/// Copies the database at `path`, which nobody has open, and the key files beside it. One that is there from
/// before a step that broke off stays; one of an update that came to its end makes room.
///
/// `conn` is the only connection, and is closed first: whoever closes another handle of the same file, as a copy
/// does, takes from this whole process the locks by which a connection keeps other programs out.
pub(super) fn keep(dir: &Path, path: &Path, conn: Connection) -> Result<()> {
    let kept = dir.join(BEFORE);
    if kept.exists() && !kept.join(OVER).exists() {
        return Ok(());
    }
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    conn.close().map_err(|(_, error)| error)?;
    let kept = write(dir, path);
    if kept.is_err() {
        let _ = remove(&dir.join(DRAFT));
    }
    kept.map_err(|error| match error.kind() {
        Kind::NoSpace => Error::new(Kind::NoSpace, "error.update_no_room").caused_by(error),
        _ => error,
    })
}

fn write(dir: &Path, path: &Path) -> Result<()> {
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
    remove(&dir.join(BEFORE))?;
    fs::rename(&draft, dir.join(BEFORE))?;
    sync_folder(dir)
}

/// Takes it away: it is no longer needed, or no longer under the vault's key.
pub(super) fn forget(dir: &Path) -> Result<()> {
    remove(&dir.join(BEFORE))
}

/// The update is over. Takes the copy away where its database is not called `database`: what was left behind
/// with an old key.
pub(super) fn settle(dir: &Path, database: &str) -> Result<()> {
    let kept = dir.join(BEFORE);
    if kept.join(database).exists() {
        return Ok(fs::write(kept.join(OVER), b"")?);
    }
    forget(dir)
}

/// Has the copy open with what the vault opens with: a passphrase that was given up must open neither. Where
/// that cannot be had, the copy goes.
pub(super) fn follow(dir: &Path, keyring: &Keyring, key: &Key) {
    let kept = dir.join(BEFORE);
    if kept.exists() && copies::save(&kept, keyring, key).is_err() {
        let _ = remove(&kept);
    }
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
