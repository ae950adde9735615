//! What reaches a place for backups, on a drive or behind a network, and what is done with a folder
//! there: make it ready, open it, find what stands in it.
//!
//! The one way in: what a place is called does not say how it is asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cloud::{Cloud, is_cloud};
use super::drive::Drive;
use super::errand::{Errands, is_left, told, wait_for_left};
use super::folder;
use super::keys::{Keys, Opener};
use super::ledger::Ledger;
use super::lock::Lock;
use super::medium::{Disk, Medium};
use super::model::{SnapshotInfo, Whose};
use super::newest;
use super::restore::Found;
use super::session::Session;
use super::target::{LOCK, Target, lock};
use crate::base::{Cancel, Clock, Error, Id, Kind, Report, Result};

/// What reaches a place.
#[derive(Clone)]
pub struct Reach(Arc<dyn Medium>);

impl std::fmt::Debug for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reach(…)")
    }
}

/// The backups that a secret opens in a folder.
#[derive(Debug)]
pub struct Finds {
    /// They.
    pub found: Vec<Found>,
    /// Why something beside them did not open, if anything did not.
    pub refused: Option<Error>,
}

/// What stood at a place and was given another name.
pub(crate) struct PutAside {
    /// What it was called.
    home: PathBuf,
    /// What it is called now.
    aside: PathBuf,
    medium: Arc<dyn Medium>,
}

impl PutAside {
    /// Gives it its name back. Where anything but empty folders stands in its place by now, whoever made it, that
    /// stays, and so does what was put aside.
    pub(crate) fn take_back(&self) -> Result<()> {
        // What is still written there would find the old backups under its path.
        if is_left(&self.home) {
            return Err(std::io::Error::from(std::io::ErrorKind::ResourceBusy).into());
        }
        let calls = calls(&Cancel::default());
        told(asked(&calls, &self.home, |home| {
            if home.try_exists()? {
                remove_bare(home)?;
            }
            Ok(())
        }))?;
        let heeding = self.medium.heeding(&Cancel::default());
        let medium = heeding.unwrap_or_else(|| self.medium.clone());
        told(medium.rename(&self.aside, &self.home))
    }
}

/// Calls on the computer's own file systems that the medium does not know, run by somebody else.
fn calls(cancel: &Cancel) -> Errands {
    Errands::over(Arc::new(Disk), cancel)
}

fn asked<T: Send + 'static>(
    calls: &Errands,
    at: &Path,
    what: impl FnOnce(&Path) -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    calls.ask(at, |_, at| what(at))?
}

/// Removes folders in which nothing is; fails at the first that holds anything.
fn remove_bare(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_bare(&entry.path())?;
        } else if entry.file_name() != LOCK || entry.metadata()?.len() > 0 {
            return Err(std::io::ErrorKind::DirectoryNotEmpty.into());
        } else {
            let lock = Disk.lock(&entry.path())?;
            std::fs::remove_file(entry.path())?;
            drop(lock);
        }
    }
    std::fs::remove_dir(folder)
}

/// Removes a folder with all that is in it, and can be stopped. Follows no links.
fn remove_tree(calls: &Errands, folder: &Path, done: &mut u64, report: &Report) -> Result<()> {
    let within = asked(calls, folder, |folder| {
        let entries = std::fs::read_dir(folder)?.map(|entry| {
            let entry = entry?;
            Ok((entry.path(), entry.file_type()?.is_dir()))
        });
        entries.collect::<std::io::Result<Vec<_>>>()
    });
    for (path, is_folder) in told(within)? {
        report.step("progress.backup_clear", *done, None)?;
        if is_folder {
            remove_tree(calls, &path, done, report)?;
        } else {
            told(calls.remove(&path))?;
            *done += 1;
        }
    }
    told(asked(calls, folder, |folder| std::fs::remove_dir(folder)))
}

impl Reach {
    /// The computer's own file systems.
    #[must_use]
    pub fn disk() -> Self {
        Self(Arc::new(Disk))
    }

    /// Storage behind a network. Opens no connection yet.
    #[must_use]
    pub fn cloud(cloud: &Cloud) -> Self {
        Self(cloud.medium())
    }

    #[cfg(test)]
    pub(crate) fn medium(&self) -> &Arc<dyn Medium> {
        &self.0
    }

    /// Makes `folder` ready for backups of a vault and returns the keys to keep in the vault.
    ///
    /// `keys` are those the vault has, if any. Where it has none, or they are not those of the backups
    /// that stand in the folder already, the folder's are taken over if `secret` opens them.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when backups of this vault are there that the secret does not open;
    /// [`Kind::Unavailable`] when the folder is missing or cannot be written to; [`Kind::InUse`] when
    /// somebody else is backing up into it.
    pub fn connect(
        &self,
        folder: &Path,
        whose: &Whose,
        keys: Option<Keys>,
        secret: Opener<'_>,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Keys> {
        self.ready(folder, report)?;
        report.step("progress.backup_prepare", 0, None)?;
        let open =
            |keys: &Keys| Target::make(&self.0, folder, whose, keys, clock, report).map(drop);
        if let Some(keys) = keys {
            match open(&keys) {
                Err(error) if error.key() == "error.backup_other_keys" => {}
                opened => return opened.map(|()| keys),
            }
        }
        let home = folder::place_for(&self.0, folder, whose.id, report)?;
        let mut keys = if folder::is_made(&self.0, &home, report)? {
            self.adopt(&home, secret, report)?
        } else {
            Keys::make(&[secret])?
        };
        keys.ensure(secret)?;
        open(&keys)?;
        Ok(keys)
    }

    /// Whether backups of a vault stand in a folder, or the remains of some.
    pub(crate) fn holds_backups(&self, folder: &Path, vault: Id, report: &Report) -> Result<bool> {
        self.ready(folder, report)?;
        let home = folder::place_for(&self.0, folder, vault, report)?;
        folder::is_made(&self.0, &home, report)
    }

    /// The keys of the backups of a vault in a folder, for whoever knows what opens them.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`]; [`Kind::Unavailable`] when there are none.
    pub(crate) fn keys(
        &self,
        folder: &Path,
        vault: Id,
        secret: Opener<'_>,
        report: &Report,
    ) -> Result<Keys> {
        let home = folder::place_in(&self.0, folder, vault, report)?;
        self.adopt(&home, secret, report)
    }

    /// The keys of a repository that stands there already.
    fn adopt(&self, home: &Path, secret: Opener<'_>, report: &Report) -> Result<Keys> {
        let mut session = Session::begin_reading(&self.0, home, report)?;
        let (opened, files) = session.open_with(secret)?;
        newest::adopted(session.drive(), Keys::adopted(&opened.key(), files)?)
    }

    /// Where a vault's backups stand in `folder` that can no longer be opened by anyone.
    ///
    /// # Errors
    /// [`Kind::Invalid`] where they can; [`Kind::WrongSecret`] where they seem to be under other keys;
    /// [`Kind::Unavailable`] when nothing is there.
    pub(crate) fn past_opening(
        &self,
        folder: &Path,
        vault: Id,
        keys: &Keys,
        report: &Report,
    ) -> Result<PathBuf> {
        let home = folder::place_in(&self.0, folder, vault, report)?;
        let session = Session::begin_reading(&self.0, &home, report)?;
        match session.open(&keys.credentials()?) {
            Ok(_) => Err(Error::new(Kind::Invalid, "error.backup_place_whole")),
            Err(error) if error.kind() != Kind::Damaged => Err(error),
            Err(_) if folder::is_past_opening(&session, keys)? => Ok(home),
            Err(error) => Err(Error::new(Kind::WrongSecret, "error.backup_other_keys")
                .with("folder", home.display())
                .caused_by(error)),
        }
    }

    /// Gives what stands in `home` another name beside, so that the place can be made anew. Whoever looks through
    /// the folder for backups to restore still finds it.
    ///
    /// # Errors
    /// [`Kind::InUse`] while somebody works there; when the drive refuses. Then it stands where it stood.
    pub(crate) fn put_aside(
        &self,
        home: &Path,
        aside: PathBuf,
        keys: &Keys,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<PutAside> {
        // What is still written there would be written into what stands in its stead.
        wait_for_left(home, &report.cancel)?;
        let lock = lock(&self.0, home, report)?;
        drop(Lock::take(
            &self.0,
            home,
            (keys, lock.is_some()),
            clock,
            report,
        )?);
        // Windows moves no folder in which a file is open.
        let lock = if cfg!(windows) { None } else { lock };
        let there = asked(&calls(&report.cancel), &aside, Path::try_exists);
        if told(there)? {
            return Err(std::io::Error::from(std::io::ErrorKind::AlreadyExists).into());
        }
        let drive = Drive::new(self.0.clone(), home.to_owned(), report.clone());
        told(drive.medium().rename(home, &aside))?;
        drop(lock);
        let medium = self.0.clone();
        Ok(PutAside {
            home: folder::in_stead_of(home),
            aside,
            medium,
        })
    }

    /// Removes what was put aside, where it still lies below `folder`.
    ///
    /// # Errors
    /// [`Kind::Invalid`] where nothing was begun in its stead; [`Kind::Cancelled`]; when the drive refuses.
    pub(crate) fn remove_aside(
        &self,
        folder: &Path,
        vault: Id,
        aside: &Path,
        report: &Report,
    ) -> Result<()> {
        let unproved = || Error::new(Kind::Invalid, "error.backup_aside_unproved");
        let home = folder::place_in(&self.0, folder, vault, report)?;
        let name = aside.file_name().filter(|_| folder::is_aside(aside));
        let name = name.filter(|_| !folder::is_aside(&home));
        // Where the drive is today, by the name it has there.
        let lies = home.with_file_name(name.ok_or_else(unproved)?);
        wait_for_left(&lies, &report.cancel)?;
        let calls = calls(&report.cancel);
        match asked(&calls, &lies, Path::symlink_metadata) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Ok(there) if !there.is_dir() => Err(unproved()),
            there => {
                told(there)?;
                remove_tree(&calls, &lies, &mut 0, report)
            }
        }
    }

    /// Makes a place for a vault's backups where one was put aside.
    ///
    /// # Errors
    /// As [`Reach::open`].
    pub(crate) fn make_anew(
        &self,
        moved: &PutAside,
        whose: &Whose,
        keys: &Keys,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Target> {
        Target::make_at(&self.0, moved.home.clone(), whose, keys, clock, report)
    }

    /// Opens the place for a vault's backups in `folder`, mends it where it is damaged, and carries
    /// changed keys to it. Needs no passphrase, and makes no place: where there is none, the drive
    /// is not plugged in.
    ///
    /// # Errors
    /// As [`Reach::connect`]; [`Kind::Damaged`] when what is there cannot be opened any more.
    pub fn open(
        &self,
        folder: &Path,
        whose: &Whose,
        keys: &Keys,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Target> {
        Target::open(&self.0, folder, whose, keys, clock, report)
    }

    /// The backups of a vault in a connected folder, newest first, by the vault's own keys. Writes
    /// nothing and takes no lock, so that it can be asked while a backup is running.
    ///
    /// # Errors
    /// [`Kind::Unavailable`] when the drive is not there, [`Kind::Damaged`] when it cannot be made out.
    pub fn listed(
        &self,
        folder: &Path,
        vault: Id,
        keys: &Keys,
        report: &Report,
    ) -> Result<Vec<SnapshotInfo>> {
        let home = folder::place_in(&self.0, folder, vault, report)?;
        let session = Session::begin_reading(&self.0, &home, report)?;
        let opened = session.open(&keys.credentials()?)?;
        session.snapshots(&opened, &Ledger::read(session.drive(), keys)?)
    }

    /// The backups of a vault in a connected folder, opened for reading by the vault's own keys.
    ///
    /// # Errors
    /// As [`Reach::listed`]; [`Kind::NotFound`] when there are none.
    pub fn found(&self, folder: &Path, vault: Id, keys: Keys, report: &Report) -> Result<Found> {
        let home = folder::place_in(&self.0, folder, vault, report)?;
        Found::with_keys(&self.0, &home, keys, report)
    }

    /// Finds the backups in a folder (of any vault) that a secret opens.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there are none, [`Kind::WrongSecret`] when there are but the secret
    /// opens none of them, [`Kind::Unavailable`] when the folder is missing.
    pub fn look(&self, folder: &Path, secret: Opener<'_>, report: &Report) -> Result<Vec<Found>> {
        self.look_through(folder, secret, report)
            .map(|finds| finds.found)
    }

    /// The same, and why others beside them did not open.
    ///
    /// # Errors
    /// As [`Reach::look`].
    pub fn look_through(
        &self,
        folder: &Path,
        secret: Opener<'_>,
        report: &Report,
    ) -> Result<Finds> {
        let mut found = Vec::new();
        let mut refused: Option<Error> = None;
        for place in folder::places(&self.0, folder, report)? {
            report.cancel.check()?;
            let opened = place
                .known()
                .and_then(|home| Found::with_secret(&self.0, &home, secret, report));
            match opened {
                Ok(Some(opened)) => found.push(opened),
                Ok(None) => {}
                // One damaged, locked or newer place must not hide the others.
                Err(error) => {
                    // That something is under another passphrase is the least of it.
                    let worse = error.kind() != Kind::WrongSecret;
                    let known = refused.as_ref().map(Error::kind);
                    if known.is_none_or(|known| worse && known == Kind::WrongSecret) {
                        refused = Some(error);
                    }
                }
            }
        }
        match refused {
            Some(error) if found.is_empty() => Err(error),
            None if found.is_empty() => Err(Error::new(Kind::NotFound, "error.backup_none_here")
                .with("folder", folder.display())),
            refused => Ok(Finds { found, refused }),
        }
    }

    /// Has the folder itself there: storage begins empty, and a folder in it is made where a drive's
    /// would be missing.
    pub(crate) fn ready(&self, folder: &Path, report: &Report) -> Result<()> {
        if is_cloud(folder) {
            let heeding = self.0.heeding(&report.cancel);
            let medium = heeding.unwrap_or_else(|| self.0.clone());
            let made = medium.make_folder(folder).map(drop);
            return made.map_err(|error| error.downcast::<Error>().unwrap_or_else(Error::from));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(room: &Path) -> PutAside {
        let (home, aside) = (room.join("home"), room.join("aside"));
        std::fs::create_dir(&aside).unwrap();
        std::fs::write(aside.join("old"), "old").unwrap();
        let medium: Arc<dyn Medium> = Arc::new(Disk);
        PutAside {
            home,
            aside,
            medium,
        }
    }

    #[test]
    fn what_was_put_aside_comes_back_where_only_bare_folders_stand() {
        let room = tempfile::tempdir().unwrap();
        let moved = moved(room.path());
        std::fs::create_dir_all(moved.home.join("repository").join("locks")).unwrap();
        std::fs::write(moved.home.join(LOCK), "").unwrap();
        moved.take_back().unwrap();
        assert!(moved.home.join("old").is_file() && !moved.aside.exists());
    }

    #[test]
    fn nothing_comes_back_to_a_place_where_something_is_still_written() {
        let room = tempfile::tempdir().unwrap();
        let moved = moved(room.path());
        let (end, wait) = std::sync::mpsc::channel::<()>();
        let cancel = Cancel::default();
        cancel.cancel();
        let kept = calls(&cancel).ask(&moved.home.join("pack"), move |_, _| wait.recv());
        assert!(kept.is_err() && is_left(&moved.home));
        assert!(moved.take_back().is_err());
        assert!(moved.aside.is_dir() && !moved.home.exists());
        drop(end);
        wait_for_left(&moved.home, &Cancel::default()).unwrap();
        moved.take_back().unwrap();
        assert!(moved.home.join("old").is_file());
    }

    #[test]
    fn what_another_computer_made_in_its_stead_meanwhile_stays() {
        let room = tempfile::tempdir().unwrap();
        let moved = moved(room.path());
        let pack = moved.home.join("repository").join("data").join("4b");
        std::fs::create_dir_all(pack.parent().unwrap()).unwrap();
        std::fs::write(&pack, "fresh").unwrap();
        assert!(moved.take_back().is_err());
        assert!(pack.is_file() && moved.aside.join("old").is_file());
    }
}
