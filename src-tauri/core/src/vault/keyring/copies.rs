//! The two copies of the key file in a vault's folder, and how they are saved so that a cut at
//! any moment leaves one that can be read.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;

use super::format::{self, LONGEST, Whole};
use super::{Keyring, Unlock};
use crate::base::{Error, Id, Kind, Result};
use crate::crypto::Key;
use crate::vault::folder::{create_private, has_database, sync_folder};

/// Names of the copies.
pub(crate) const NAMES: [&str; 2] = ["keyring.a", "keyring.b"];

/// A step of saving a copy; a test cuts after each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Created,
    Written,
    Synced,
    Renamed,
    FolderSynced,
    ReadBack,
}

/// One copy, as found.
enum Found {
    Missing,
    Damaged,
    Whole(Whole),
}

/// Refuses a vault without a key file, with damaged ones only, or of a newer program. Reads only.
pub(crate) fn look(dir: &Path) -> Result<()> {
    whole_ones(dir).map(|_| ())
}

/// A keyring that was opened, and whether its copies have to be brought together again.
pub(crate) struct Opening {
    pub(crate) keyring: Keyring,
    pub(crate) key: Key,
    pub(crate) apart: bool,
}

/// Opens the newest copy that is whole. Reads only.
///
/// # Errors
/// [`Kind::NotFound`] when there is no copy, [`Kind::Damaged`] when none is whole,
/// [`Kind::NewerVersion`] when a newer program wrote one, [`Kind::WrongSecret`] when `unlock`
/// does not fit.
pub(crate) fn open(dir: &Path, unlock: &Unlock) -> Result<Opening> {
    let whole = whole_ones(dir)?;
    let mut first_error = None;
    for copy in &whole {
        match copy.keyring.open(unlock) {
            Ok(key) if copy.is_signed_by(&key)? => {
                let apart = are_apart(&whole, &copy.keyring, &key);
                return Ok(Opening {
                    keyring: copy.keyring.clone(),
                    key,
                    apart,
                });
            }
            Ok(_) => {}
            // A slot of a whole copy that asks for the impossible: the other copy may not.
            Err(e) if e.kind() == Kind::Damaged => {}
            Err(e) => first_error = first_error.or(Some(e)),
        }
        // The newest copy that can be asked decides: an older one may still answer to a
        // passphrase that was changed since.
        if first_error.is_some() {
            break;
        }
    }
    Err(first_error.unwrap_or_else(damaged))
}

/// The newest whole copy that `key` signed. Reads only.
///
/// # Errors
/// As [`open`]; [`Kind::WrongSecret`] when it signed none.
pub(crate) fn open_with(dir: &Path, key: &Key) -> Result<Opening> {
    let whole = whole_ones(dir)?;
    for copy in &whole {
        if copy.is_signed_by(key)? {
            return Ok(Opening {
                keyring: copy.keyring.clone(),
                key: key.clone(),
                apart: are_apart(&whole, &copy.keyring, key),
            });
        }
    }
    Err(Error::new(Kind::WrongSecret, "error.locked"))
}

/// Whose vault the newest whole copy says it is; it proves nothing.
///
/// # Errors
/// As [`open`].
pub(crate) fn said_id(dir: &Path) -> Result<Id> {
    let whole = whole_ones(dir)?;
    let newest = whole.first().ok_or_else(damaged)?;
    Ok(newest.keyring.vault_id)
}

/// The whole copies, newest first; never empty.
fn whole_ones(dir: &Path) -> Result<Vec<Whole>> {
    let mut whole = Vec::new();
    let mut damaged_ones = 0;
    for name in NAMES {
        match find(&dir.join(name))? {
            Found::Missing => {}
            Found::Damaged => damaged_ones += 1,
            Found::Whole(copy) => whole.push(copy),
        }
    }
    whole.sort_by_key(|copy| std::cmp::Reverse(copy.keyring.generation));
    match (whole.is_empty(), damaged_ones) {
        (true, 0) if has_database(dir) => {
            Err(Error::new(Kind::Damaged, "error.keyring_missing").with("path", dir.display()))
        }
        (true, 0) => {
            Err(Error::new(Kind::NotFound, "error.vault_missing").with("path", dir.display()))
        }
        (true, _) => Err(damaged()),
        (false, _) => Ok(whole),
    }
}

fn find(path: &Path) -> Result<Found> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Missing),
        Err(e) => return Err(e.into()),
    };
    let mut bytes = Vec::new();
    // A copy the medium cannot read is a damaged one.
    if file
        .take(LONGEST as u64 + 1)
        .read_to_end(&mut bytes)
        .is_err()
    {
        return Ok(Found::Damaged);
    }
    match format::parse(&bytes) {
        Ok(copy) => Ok(Found::Whole(copy)),
        Err(e) if e.kind() == Kind::Damaged => Ok(Found::Damaged),
        Err(e) => Err(e),
    }
}

/// Whether a copy is missing or damaged, or a cut fell between saving the two.
fn are_apart(whole: &[Whole], right: &Keyring, key: &Key) -> bool {
    let sound =
        |copy: &Whole| copy.keyring.says_the_same(right) && copy.is_signed_by(key).unwrap_or(false);
    whole.len() < NAMES.len() || !whole.iter().all(sound)
}

/// Saves `keyring` into both copies, one after the other.
///
/// # Errors
/// When the first could not be saved: the vault opens as before then. Once the first stands the
/// change is made; a second that fails is made good at the next unlock.
pub(crate) fn save(dir: &Path, keyring: &Keyring, key: &Key) -> Result<()> {
    save_one(dir, keyring, key, &mut |_| Ok(()))?;
    let _ = save_one(dir, keyring, key, &mut |_| Ok(()));
    Ok(())
}

/// Whether the vault opens from now on as `keyring` says. A copy counts as soon as it has its name:
/// whatever fails after that, nobody may be told that all is as before.
pub(crate) fn counts(dir: &Path, keyring: &Keyring, key: &Key) -> bool {
    whole_ones(dir).is_ok_and(|whole| {
        whole.first().is_some_and(|newest| {
            newest.keyring.says_the_same(keyring) && newest.is_signed_by(key).unwrap_or(false)
        })
    })
}

/// Whether both copies say what `keyring` says.
pub(crate) fn are_together(dir: &Path, keyring: &Keyring, key: &Key) -> bool {
    whole_ones(dir).is_ok_and(|whole| !are_apart(&whole, keyring, key))
}

/// Saves over the copy that can be spared: one that does not open, else the older.
pub(super) fn save_one(
    dir: &Path,
    keyring: &Keyring,
    key: &Key,
    cut: &mut dyn FnMut(Step) -> Result<()>,
) -> Result<()> {
    save_over(dir, keyring, key, key, cut)
}

/// The same where the copies may still be those of the `former` vault key.
pub(crate) fn save_over(
    dir: &Path,
    keyring: &Keyring,
    key: &Key,
    former: &Key,
    cut: &mut dyn FnMut(Step) -> Result<()>,
) -> Result<()> {
    let mut spare = (NAMES[0], u64::MAX);
    let mut newest = keyring.generation;
    for name in NAMES {
        let generation = match find(&dir.join(name))? {
            Found::Whole(copy) if copy.is_signed_by(key)? || copy.is_signed_by(former)? => {
                copy.keyring.generation
            }
            _ => 0,
        };
        newest = newest.max(generation);
        if generation < spare.1 {
            spare = (name, generation);
        }
    }
    let keyring = Keyring {
        generation: newest.saturating_add(1),
        ..keyring.clone()
    };
    let bytes = format::encode(&keyring, key)?;
    let path = dir.join(spare.0);
    let tmp = dir.join(format!("{}.tmp", spare.0));
    match fs::remove_file(&tmp) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e.into()),
        _ => {}
    }
    let mut file = create_private(&tmp)?;
    cut(Step::Created)?;
    file.write_all(&bytes)?;
    cut(Step::Written)?;
    file.sync_all()?;
    drop(file);
    cut(Step::Synced)?;
    fs::rename(&tmp, &path)?;
    cut(Step::Renamed)?;
    sync_folder(dir)?;
    cut(Step::FolderSynced)?;
    if fs::read(&path)? != bytes {
        return Err(Error::new(Kind::Unavailable, "error.read_back"));
    }
    cut(Step::ReadBack)
}

fn damaged() -> Error {
    Error::new(Kind::Damaged, "error.keyring_damaged")
}
