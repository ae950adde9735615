//! The file under way: beside its place, under another name, held so that nobody else writes it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::backup::medium::{Disk, Medium as _, unsupported};
use crate::base::{Error, Kind, Result};

/// A file that has not its name yet. Dropped, it is gone; what a program that died left under this
/// name is written over by the next try.
pub(super) struct Part {
    file: File,
    path: PathBuf,
    to: PathBuf,
    over: bool,
}

impl Part {
    /// Begins the file that is to be `to`, which must not be there unless `over` says that it may go.
    pub(super) fn begin(to: &Path, over: bool) -> Result<Self> {
        let name = to.file_name().ok_or_else(|| taken(to))?.to_string_lossy();
        let path = to.with_file_name(format!(".{name}.part"));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        if to.is_dir() || !over && to.symlink_metadata().is_ok() {
            return Err(taken(to));
        }
        let file = options.open(&path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                return Err(Error::new(Kind::InUse, "error.job_running"));
            }
            // A file system without locks: nobody else is told, and nothing of ours is lost.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let to = to.to_owned();
        let part = Self {
            file,
            path,
            to,
            over,
        };
        part.file.set_len(0)?;
        Ok(part)
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
    pub(super) fn place(self) -> Result<()> {
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
        tolerant(Disk.sync(&self.to))?;
        let folder = self.to.parent().filter(|at| !at.as_os_str().is_empty());
        tolerant(Disk.sync_folder(folder.unwrap_or(Path::new("."))))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After `place` nothing bears this name any more.
        let _ = std::fs::remove_file(&self.path);
    }
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
