//! One vault put in the place of another. Both are whole at every moment, and whatever is cut off
//! on the way can be told from what lies where.
//!
//! Where the system can exchange two folders, the newcomer is first given the name the other one is to
//! have, and then the two change places in one step. Elsewhere the other one makes room and the
//! newcomer moves in. A mark in the newcomer's folder says which of the two it is.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::folder::{Lock, create_private_folder, private_options, sweep, sync_folder};
use crate::base::{Error, Kind, Result};
use crate::crypto::make_bytes;

/// In the folder of a vault that is to take another one's place, until it has.
const MARK: &str = "incoming";
const HIDDEN: &str = ".incoming-";
/// The vault within its hidden place.
const VAULT: &str = "Incoming.steward";

/// A hidden place beside a vault, for the one that is to take its place: on the same disk, so that
/// it can move there. Dropped, it is gone with what stands in it.
#[derive(Debug)]
pub struct Incoming {
    at: PathBuf,
    lock: Option<Lock>,
}

impl Incoming {
    /// A hidden place beside the vault in `place`. What a program that died left of others goes.
    ///
    /// # Errors
    /// [`Kind::Unavailable`] when nothing can be written beside it.
    pub fn beside(place: &Path) -> Result<Self> {
        let place = fs::canonicalize(place)?;
        let (parent, prefix) = hidden_beside(&place)?;
        sweep(parent, &prefix);
        let number = u64::from_be_bytes(make_bytes()?);
        let at = parent.join(format!("{prefix}{number:016x}"));
        create_private_folder(&at).map_err(|error| unwritable(error, parent))?;
        let mut incoming = Self { at, lock: None };
        incoming.lock = Some(Lock::take(&incoming.at)?);
        Ok(incoming)
    }

    /// Where to make the vault; nothing is there yet.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.at.join(VAULT)
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.lock = None;
        // What cannot be removed goes when the vault beside it is next opened.
        let _ = fs::remove_dir_all(&self.at);
    }
}

/// Removes what is left of vaults that were to take the place of the one in `place`, by a program that
/// died; not what another one is making just now.
pub(super) fn sweep_beside(place: &Path) {
    if let Ok(place) = fs::canonicalize(place)
        && let Ok((parent, prefix)) = hidden_beside(&place)
    {
        sweep(parent, &prefix);
    }
}

fn hidden_beside(place: &Path) -> Result<(&Path, String)> {
    match (place.parent(), place.file_name()) {
        (Some(parent), Some(name)) => Ok((parent, format!(".{}{HIDDEN}", name.to_string_lossy()))),
        _ => Err(Error::new(Kind::NotFound, "error.vault_missing").with("path", place.display())),
    }
}

/// Two vaults that are to change places: to be written down before it is performed, so that what was
/// cut off can be settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Where a vault is, and another one is to be.
    pub place: PathBuf,
    /// The one that is to be there.
    pub incoming: PathBuf,
    /// Where the one goes that is there now.
    pub aside: PathBuf,
}

/// How an exchange that was cut off has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// The newcomer is in its place.
    Finished,
    /// All is as it was before.
    TakenBack,
}

/// How two folders change places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// In one step.
    Swap,
    /// One after the other.
    Renames,
}

/// A step of an exchange; a test cuts after each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Marked,
    Named,
    Swapped,
    MadeRoom,
    MovedIn,
    Unmarked,
}

impl Exchange {
    /// Has the vault in `incoming` take the place of the one in `place`, which is called `called`
    /// from then on, or so with a number where that is taken. Changes nothing yet.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when either is missing; [`Kind::Invalid`] when they are not on one disk.
    pub fn plan(place: &Path, incoming: &Path, called: &str) -> Result<Self> {
        let missing = |path: &Path| {
            Error::new(Kind::NotFound, "error.vault_missing").with("path", path.display())
        };
        let place = fs::canonicalize(place).map_err(|_| missing(place))?;
        let incoming = fs::canonicalize(incoming).map_err(|_| missing(incoming))?;
        let parent = place.parent().ok_or_else(|| missing(&place))?;
        let from = incoming.parent().ok_or_else(|| missing(&incoming))?;
        if !on_one_disk(&[&place, parent, &incoming, from])? {
            return Err(
                Error::invalid("path", "error.exchange_other_disk").with("path", place.display())
            );
        }
        let aside = free_name(parent, called);
        Ok(Self {
            place,
            incoming,
            aside,
        })
    }

    /// Performs it. Whatever fails on the way, both vaults are where they were.
    ///
    /// # Errors
    /// [`Kind::InUse`] when either is open somewhere; [`Kind::Unavailable`] when the disk refuses.
    pub fn perform(&self) -> Result<()> {
        let how = if can_swap() { How::Swap } else { How::Renames };
        self.perform_told(how, &mut |_| Ok(()))
    }

    pub(super) fn perform_told(
        &self,
        how: How,
        told: &mut dyn FnMut(Step) -> Result<()>,
    ) -> Result<()> {
        let parent = self.place.parent().unwrap_or(&self.place);
        let refused = |error| unwritable(error, parent);
        let held = (Lock::take(&self.place)?, Lock::take(&self.incoming)?);
        // There, no folder moves in which a file is open.
        let _held = (!cfg!(windows)).then_some(held);
        mark(&self.incoming).map_err(|error| unwritable(error, &self.incoming))?;
        told(Step::Marked)?;
        if how == How::Renames || !self.swap(told)? {
            rename_new(&self.place, &self.aside).map_err(refused)?;
            told(Step::MadeRoom)?;
            if let Err(error) = rename_new(&self.incoming, &self.place) {
                rename_new(&self.aside, &self.place).map_err(refused)?;
                unmark(&self.incoming);
                return Err(refused(error));
            }
        }
        told(Step::MovedIn)?;
        unmark(&self.place);
        told(Step::Unmarked)
    }

    /// Lets the two change places in one step; `false` where the disk cannot.
    fn swap(&self, told: &mut dyn FnMut(Step) -> Result<()>) -> Result<bool> {
        let parent = self.place.parent().unwrap_or(&self.place);
        let refused = |error| unwritable(error, parent);
        rename_new(&self.incoming, &self.aside).map_err(refused)?;
        told(Step::Named)?;
        match exchange(&self.place, &self.aside) {
            Ok(()) => {
                // In force, whether or not it is known to last: the note settles the rest.
                let _ = sync_folder(parent);
                told(Step::Swapped)?;
                Ok(true)
            }
            Err(error) => {
                rename_new(&self.aside, &self.incoming).map_err(refused)?;
                if cannot(&error) {
                    return Ok(false);
                }
                unmark(&self.incoming);
                Err(refused(error))
            }
        }
    }

    /// Brings one that was cut off to its end, or takes it back: what has not come to its place
    /// stays out of it. Does no harm to one that was performed, or never begun.
    ///
    /// # Errors
    /// [`Kind::Unavailable`] when the disk is not there, [`Kind::InUse`] when a vault is open
    /// somewhere: to be tried again.
    pub fn settle(&self) -> Result<Settled> {
        let parent = self.place.parent().unwrap_or(&self.place);
        if !parent.is_dir() {
            return Err(Error::new(Kind::Unavailable, "error.folder_missing"));
        }
        if is_marked(&self.place) {
            unmark(&self.place);
            return Ok(Settled::Finished);
        }
        let (is_there, is_aside) = (self.place.is_dir(), self.aside.is_dir());
        if is_there && is_marked(&self.aside) {
            if let Some(hidden) = self.incoming.parent() {
                fs::create_dir_all(hidden)?;
            }
            move_closed(&self.aside, &self.incoming)?;
            unmark(&self.incoming);
            return Ok(Settled::TakenBack);
        }
        if is_there {
            let waits = is_marked(&self.incoming);
            unmark(&self.incoming);
            // Without a mark it was never begun, or all of it is done.
            return Ok(if is_aside && !waits {
                Settled::Finished
            } else {
                Settled::TakenBack
            });
        }
        if is_aside && !is_marked(&self.aside) {
            move_closed(&self.aside, &self.place)?;
            unmark(&self.incoming);
            return Ok(Settled::TakenBack);
        }
        // Somebody took the other one away: the newcomer is what there is.
        let newcomer = [&self.incoming, &self.aside];
        let newcomer = newcomer.into_iter().find(|path| is_marked(path));
        let newcomer = newcomer.ok_or_else(|| {
            Error::new(Kind::NotFound, "error.vault_missing").with("path", self.place.display())
        })?;
        move_closed(newcomer, &self.place)?;
        unmark(&self.place);
        Ok(Settled::Finished)
    }
}

fn mark(folder: &Path) -> io::Result<()> {
    let mut options = private_options();
    options.write(true).create(true).truncate(false);
    options.open(folder.join(MARK))?.sync_all()?;
    sync(folder)
}

fn is_marked(folder: &Path) -> bool {
    folder.join(MARK).exists()
}

/// One that stays does no harm without a note that names its folder.
fn unmark(folder: &Path) {
    let _ = fs::remove_file(folder.join(MARK)).and_then(|()| sync(folder));
}

fn move_closed(from: &Path, to: &Path) -> Result<()> {
    let held = Lock::take(from)?;
    let _held = (!cfg!(windows)).then_some(held);
    let parent = to.parent().unwrap_or(to);
    rename_new(from, to).map_err(|error| unwritable(error, parent))
}

/// A name that nothing has, in `folder`.
fn free_name(folder: &Path, called: &str) -> PathBuf {
    let taken = |path: &Path| fs::symlink_metadata(path).is_ok();
    let first = folder.join(format!("{called}.steward"));
    let numbered = (2_u32..).map(|n| folder.join(format!("{called} {n}.steward")));
    let mut names = std::iter::once(first.clone()).chain(numbered);
    names.find(|path| !taken(path)).unwrap_or(first)
}

/// Renames a folder to a name that nothing has, and makes that last.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    rename_to_nothing(from, to)?;
    for folder in [to.parent(), from.parent()].into_iter().flatten() {
        sync(folder)?;
    }
    Ok(())
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn rename_to_nothing(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE).map_err(io::Error::from) {
        Err(error) if cannot(&error) => rename_if_free(from, to),
        done => done,
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn rename_to_nothing(from: &Path, to: &Path) -> io::Result<()> {
    rename_if_free(from, to)
}

fn rename_if_free(from: &Path, to: &Path) -> io::Result<()> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Whether this system exchanges two folders in one step; a disk may still refuse.
fn can_swap() -> bool {
    cfg!(any(target_os = "linux", target_os = "macos"))
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether that is not the disk's trouble, but something it does not know.
fn cannot(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

#[cfg(unix)]
fn on_one_disk(folders: &[&Path]) -> Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let mut disks = Vec::new();
    for folder in folders {
        disks.push(fs::metadata(folder)?.dev());
    }
    Ok(disks.windows(2).all(|pair| pair.first() == pair.last()))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
fn on_one_disk(_folders: &[&Path]) -> Result<bool> {
    // A folder is no mount point there, and its neighbour is where it is.
    Ok(true)
}

fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// What the disk says, with where and what is to be done.
fn unwritable(error: impl Into<Error>, folder: &Path) -> Error {
    let error = error.into();
    if error.kind() == Kind::NoSpace {
        return error;
    }
    Error::new(Kind::Unavailable, "error.exchange_refused")
        .with("folder", folder.display())
        .caused_by(error)
}
