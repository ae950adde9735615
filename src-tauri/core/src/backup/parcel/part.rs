//! The file under way: beside its place, under another name, held so that nobody else writes it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::backup::medium::{Disk, Medium as _, unsupported};
use crate::backup::plain;
use crate::base::{Error, Kind, Result};

/// A file that has not its name yet. Dropped, it is gone; what a program that died left under this
/// name is written over by the next try.
pub(super) struct Part {
    file: File,
    path: PathBuf,
    to: PathBuf,
    over: bool,
    placed: bool,
}

impl Part {
    /// Begins the file that is to be `to`, which must not be there unless `over` says that it may go.
    pub(super) fn begin(to: &Path, over: bool) -> Result<Self> {
        Self::begin_while(to, over, || {})
    }

    /// The same; `others` happens after the file was opened and before it is held.
    fn begin_while(to: &Path, over: bool, mut others: impl FnMut()) -> Result<Self> {
        let name = to.file_name().ok_or_else(|| taken(to))?.to_string_lossy();
        let path = to.with_file_name(format!(".{name}.part"));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        loop {
            if to.is_dir() || !over && to.symlink_metadata().is_ok() {
                return Err(taken(to));
            }
            // What somebody laid in its place leads elsewhere: the link goes, not what it leads to.
            if path.symlink_metadata().is_ok_and(|there| !there.is_file()) {
                std::fs::remove_file(&path)?;
            }
            let file = plain::open(&path, &mut options)?;
            others();
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::new(Kind::InUse, "error.job_running"));
                }
                // A file system without locks: nobody else is told, and nothing of ours is lost.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            // Whoever held it before may have given it its name meanwhile, or removed it: what is held
            // now is then a finished file, which must not be emptied, or none that anybody finds.
            if !bears(&file, &path)? {
                continue;
            }
            file.set_len(0)?;
            return Ok(Self {
                file,
                path,
                to: to.to_owned(),
                over,
                placed: false,
            });
        }
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Carries the file to the medium, so that what is read of it now comes from there.
    pub(super) fn settle(&self) -> Result<()> {
        tolerant(Disk.sync(&self.path))?;
        Disk.forget(&self.path);
        // There a lock keeps its own process from reading by another handle.
        if cfg!(windows) && self.file.unlock().is_ok() {
            let _ = self.file.try_lock_shared();
        }
        Ok(())
    }

    /// Gives the file its name, for good: a stick's file system keeps its length with the name.
    pub(super) fn place(mut self) -> Result<()> {
        if self.over {
            std::fs::rename(&self.path, &self.to)?;
        } else {
            let part = tempfile::TempPath::try_from_path(self.path.clone())?;
            part.persist_noclobber(&self.to)
                .map_err(|failed| match failed.error.kind() {
                    std::io::ErrorKind::AlreadyExists => taken(&self.to),
                    _ => failed.error.into(),
                })?;
        }
        self.placed = true;
        tolerant(Disk.sync(&self.to))?;
        let folder = self.to.parent().filter(|at| !at.as_os_str().is_empty());
        tolerant(Disk.sync_folder(folder.unwrap_or(Path::new("."))))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After `place` somebody else's next one may bear this name; until then only this one does, for it
        // is held.
        if !self.placed {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Whether `path` is the name of this very file.
fn bears(file: &File, path: &Path) -> Result<bool> {
    let named = match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        named => named?,
    };
    let held = file.metadata()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        Ok((held.dev(), held.ino()) == (named.dev(), named.ino()))
    }
    // A file that is open keeps its name there, unless who opened it allowed another one.
    #[cfg(not(unix))]
    Ok(held.created().ok() == named.created().ok() && held.len() == named.len())
}

fn taken(to: &Path) -> Error {
    Error::invalid("path", "error.file_exists").with("path", to.display())
}

fn tolerant(synced: std::io::Result<()>) -> Result<()> {
    match synced {
        Err(error) if !unsupported(&error) => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn what_was_finished_between_opening_and_holding_is_not_emptied() {
        let room = tempfile::tempdir().unwrap();
        let to = room.path().join("Anna.steward-vault");
        let mut first = Some(Part::begin(&to, true).unwrap());
        first.as_ref().unwrap().file().write_all(b"whole").unwrap();
        let second = Part::begin_while(&to, true, || {
            if let Some(first) = first.take() {
                first.place().unwrap();
            }
        });
        assert_eq!(std::fs::read(&to).unwrap(), b"whole");
        // And the second one has a file of its own, which can be finished.
        let second = second.unwrap();
        second.file().write_all(b"anew").unwrap();
        second.place().unwrap();
        assert_eq!(std::fs::read(&to).unwrap(), b"anew");
        assert_eq!(std::fs::read_dir(room.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_was_given_up_between_opening_and_holding_is_begun_anew() {
        let room = tempfile::tempdir().unwrap();
        let to = room.path().join("Anna.steward-vault");
        let mut first = Some(Part::begin(&to, false).unwrap());
        let second = Part::begin_while(&to, false, || drop(first.take())).unwrap();
        second.file().write_all(b"whole").unwrap();
        second.place().unwrap();
        assert_eq!(std::fs::read(&to).unwrap(), b"whole");
    }

    #[test]
    fn one_is_under_way_at_a_time_and_the_next_keeps_its_name() {
        let room = tempfile::tempdir().unwrap();
        let to = room.path().join("Anna.steward-vault");
        let first = Part::begin(&to, true).unwrap();
        let held = Part::begin(&to, true).err().unwrap();
        assert_eq!(held.kind(), Kind::InUse);
        let path = first.path().to_owned();
        first.place().unwrap();
        let second = Part::begin(&to, true).unwrap();
        assert_eq!(second.path(), path);
        second.place().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_its_place_is_taken_away_and_what_it_leads_to_stays() {
        let room = tempfile::tempdir().unwrap();
        let letter = room.path().join("letter.txt");
        std::fs::write(&letter, b"of last year").unwrap();
        let to = room.path().join("Anna.steward-vault");
        let link = room.path().join(".Anna.steward-vault.part");
        std::os::unix::fs::symlink(&letter, &link).unwrap();
        let part = Part::begin(&to, false).unwrap();
        part.file().write_all(b"whole").unwrap();
        part.place().unwrap();
        assert_eq!(std::fs::read(&letter).unwrap(), b"of last year");
        assert_eq!(std::fs::read(&to).unwrap(), b"whole");
    }
}
