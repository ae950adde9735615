//! The file under way: beside its place, under another name, held so that nobody else writes it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::abroad::{Abroad, PATIENCE};
use crate::backup::errand::{Errands, leave_to, told, wait_for_left};
use crate::backup::medium::{Medium, unsupported};
use crate::backup::plain;
use crate::base::{Cancel, Error, Kind, Result};

/// A file that has not its name yet. Dropped, it is gone. What a program that died left under this name is written
/// over by the next try.
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
                    file: Abroad::of(calls.clone(), &path, file.taken()?),
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

/// A file that was opened and is nobody's yet. Where nobody takes it, for a drive answered only once nobody waited any
/// more, it goes again, as long as it is empty and nobody else holds it: who opened it as well finds that out when
/// they come to hold it, and begins anew.
struct Begun {
    file: Option<File>,
    at: PathBuf,
    held: bool,
}

impl Begun {
    fn file(&self) -> Result<&File> {
        self.file.as_ref().ok_or_else(none_left)
    }
    fn taken(mut self) -> Result<File> {
        self.file.take().ok_or_else(none_left)
    }
}

fn none_left() -> Error {
    Error::internal("a file was taken twice")
}

impl Drop for Begun {
    fn drop(&mut self) {
        let Some(file) = self.file.take() else {
            return;
        };
        let (at, held) = (std::mem::take(&mut self.at), self.held);
        leave_to(PATIENCE, move || {
            let empty = file.metadata().is_ok_and(|about| about.len() == 0);
            if empty && (held || file.try_lock().is_ok()) && bears(&file, &at).unwrap_or(false) {
                let _ = std::fs::remove_file(&at);
            }
        });
    }
}

/// Opens what is under way towards `to`.
fn open(path: &Path, to: &Path, over: bool) -> Result<Begun> {
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
    Ok(Begun {
        file: Some(plain::open(path, &mut options)?),
        at: path.to_owned(),
        held: false,
    })
}

/// Holds and empties it. Whoever held it before may have given it its name meanwhile, or removed it: what is
/// held then is a finished file, which must not be emptied, or none that anybody finds, and nothing comes.
fn hold(mut begun: Begun, path: &Path) -> Result<Option<Begun>> {
    match begun.file()?.try_lock() {
        Err(TryLockError::WouldBlock) => {
            return Err(Error::new(Kind::InUse, "error.job_running"));
        }
        Ok(()) => begun.held = true,
        // A file system without locks: nobody else is told, and nothing of ours is lost.
        Err(TryLockError::Error(_)) => {}
    }
    if !bears(begun.file()?, path)? {
        return Ok(None);
    }
    begun.file()?.set_len(0)?;
    Ok(Some(begun))
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
    fn what_a_drive_opens_once_nobody_waits_any_more_does_not_stay() {
        let room = tempfile::tempdir().unwrap();
        let to = room.path().join("Anna.steward-vault");
        let path = room.path().join(".Anna.steward-vault.part");
        for holds in [false, true] {
            let cancel = Cancel::default();
            let calls = Errands::over(Arc::new(Disk), &cancel);
            let (answer, asked) = std::sync::mpsc::channel();
            let wanted = to.clone();
            cancel.cancel();
            let left = calls.ask(&path, move |_, path| {
                asked.recv().unwrap();
                let begun = open(path, &wanted, false)?;
                if holds {
                    hold(begun, path)
                } else {
                    Ok(Some(begun))
                }
            });
            assert!(left.is_err());
            answer.send(()).unwrap();
            wait_for_left(&path, &Cancel::default()).unwrap();
            assert_eq!(std::fs::read_dir(room.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn what_another_one_holds_or_wrote_is_not_taken_away() {
        let room = tempfile::tempdir().unwrap();
        let to = room.path().join("Anna.steward-vault");
        let first = begin(&to, false).unwrap();
        drop(open(first.path(), &to, false).unwrap());
        assert!(first.path().exists());
        let path = first.path().to_owned();
        drop(first);
        // Of a program that died.
        std::fs::write(&path, b"half").unwrap();
        drop(open(&path, &to, false).unwrap());
        assert!(path.exists());
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
