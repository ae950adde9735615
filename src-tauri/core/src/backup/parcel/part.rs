//! The file under way: beside its place, under another name, held so that nobody else writes it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::abroad::Abroad;
use crate::backup::errand::{Errands, told, wait_for_left};
use crate::backup::medium::{Medium, unsupported};
use crate::backup::plain;
use crate::base::{Cancel, Error, Kind, Result};

/// A file that has not its name yet. Dropped, it is gone. What a program that died left under this name, or a drive
/// that answered only once nobody waited any more for the file to be opened, is written over by the next try: who
/// does not hold it yet may not remove what another one may be writing.
pub(super) struct Part {
    calls: Arc<Errands>,
    file: Abroad,
    to: PathBuf,
    over: bool,
}

impl Part {
    /// Begins the file that is to be `to`, which must not be there unless `over` says that it may go.
    pub(super) fn begin(
        medium: &Arc<dyn Medium>,
        to: &Path,
        over: bool,
        cancel: &Cancel,
    ) -> Result<Self> {
        let calls = Errands::over(medium.clone(), cancel);
        Self::begin_while(calls, to, over, cancel, || {})
    }

    /// The same; `others` happens after the file was opened and before it is held.
    fn begin_while(
        calls: Errands,
        to: &Path,
        over: bool,
        cancel: &Cancel,
        mut others: impl FnMut(),
    ) -> Result<Self> {
        let calls = Arc::new(calls);
        let name = to.file_name().ok_or_else(|| taken(to))?.to_string_lossy();
        let path = to.with_file_name(format!(".{name}.part"));
        wait_for_left(&path, cancel)?;
        loop {
            let wanted = to.to_owned();
            let opened = calls.ask(&path, move |_, path| open(path, &wanted, over));
            let file = told(opened)??;
            others();
            let held = calls.ask(&path, move |_, path| hold(file, path));
            if let Some(file) = told(held)?? {
                return Ok(Self {
                    file: Abroad::of(calls.clone(), &path, file),
                    calls,
                    to: to.to_owned(),
                    over,
                });
            }
        }
    }

    pub(super) fn file(&self) -> &Abroad {
        &self.file
    }
    pub(super) fn path(&self) -> &Path {
        self.file.at()
    }

    /// Carries the file to the medium, so that what is read of it now comes from there.
    pub(super) fn settle(&self) -> Result<()> {
        tolerant(self.calls.sync(self.path()))?;
        self.calls.forget(self.path());
        // There a lock keeps its own process from reading by another handle.
        if cfg!(windows) {
            self.file.ask(|file, _| {
                if file.unlock().is_ok() {
                    let _ = file.try_lock_shared();
                }
            })?;
        }
        Ok(())
    }

    /// Gives the file its name, for good: a stick's file system keeps its length with the name.
    pub(super) fn place(mut self) -> Result<()> {
        let (to, over) = (self.to.clone(), self.over);
        self.file.ask(move |_, path| named(path, &to, over))??;
        // Somebody else's next one may bear that name from now on.
        self.file.close(|_| {});
        tolerant(self.calls.sync(&self.to))?;
        let folder = self.to.parent().filter(|at| !at.as_os_str().is_empty());
        tolerant(self.calls.sync_folder(folder.unwrap_or(Path::new("."))))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Closed by now where it has its name. Until then only this one bears this name, for it is held.
        self.file.close(|path| {
            let _ = std::fs::remove_file(path);
        });
    }
}

/// Opens what is under way towards `to`.
fn open(path: &Path, to: &Path, over: bool) -> Result<File> {
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
    // What somebody laid in its place leads elsewhere: the link goes, not what it leads to.
    if path.symlink_metadata().is_ok_and(|there| !there.is_file()) {
        std::fs::remove_file(path)?;
    }
    Ok(plain::open(path, &mut options)?)
}

/// Holds and empties it. Whoever held it before may have given it its name meanwhile, or removed it: what is
/// held then is a finished file, which must not be emptied, or none that anybody finds, and nothing comes.
fn hold(file: File, path: &Path) -> Result<Option<File>> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            return Err(Error::new(Kind::InUse, "error.job_running"));
        }
        // A file system without locks: nobody else is told, and nothing of ours is lost.
        Ok(()) | Err(TryLockError::Error(_)) => {}
    }
    if !bears(&file, path)? {
        return Ok(None);
    }
    file.set_len(0)?;
    Ok(Some(file))
}

fn named(path: &Path, to: &Path, over: bool) -> Result<()> {
    if over {
        return Ok(std::fs::rename(path, to)?);
    }
    let part = tempfile::TempPath::try_from_path(path.to_owned())?;
    part.persist_noclobber(to)
        .map_err(|failed| match failed.error.kind() {
            std::io::ErrorKind::AlreadyExists => taken(to),
            _ => failed.error.into(),
        })
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
        Err(error) if !unsupported(&error) => told(Err(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::backup::medium::Disk;

    fn begin(to: &Path, over: bool) -> Result<Part> {
        begin_while(to, over, || {})
    }
    fn begin_while(to: &Path, over: bool, others: impl FnMut()) -> Result<Part> {
        let cancel = Cancel::default();
        let calls = Errands::over(Arc::new(Disk), &cancel);
        Part::begin_while(calls, to, over, &cancel, others)
    }

    #[test]
    fn what_was_finished_between_opening_and_holding_is_not_emptied() {
        let room = tempfile::tempdir().unwrap();
        let to = room.path().join("Anna.steward-vault");
        let mut first = Some(begin(&to, true).unwrap());
        first.as_ref().unwrap().file().write_all(b"whole").unwrap();
        let second = begin_while(&to, true, || {
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
        let mut first = Some(begin(&to, false).unwrap());
        let second = begin_while(&to, false, || drop(first.take())).unwrap();
        second.file().write_all(b"whole").unwrap();
        second.place().unwrap();
        assert_eq!(std::fs::read(&to).unwrap(), b"whole");
    }

    #[test]
    fn one_is_under_way_at_a_time_and_the_next_keeps_its_name() {
        let room = tempfile::tempdir().unwrap();
        let to = room.path().join("Anna.steward-vault");
        let first = begin(&to, true).unwrap();
        let held = begin(&to, true).err().unwrap();
        assert_eq!(held.kind(), Kind::InUse);
        let path = first.path().to_owned();
        first.place().unwrap();
        let second = begin(&to, true).unwrap();
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
        let part = begin(&to, false).unwrap();
        part.file().write_all(b"whole").unwrap();
        part.place().unwrap();
        assert_eq!(std::fs::read(&letter).unwrap(), b"of last year");
        assert_eq!(std::fs::read(&to).unwrap(), b"whole");
    }
}
