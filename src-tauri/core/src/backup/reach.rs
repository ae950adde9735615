//! What reaches a place for backups, on a drive or behind a network, and what is done with a folder
//! there: make it ready, open it, find what stands in it.
//!
//! The one way in: what a place is called does not say how it is asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cloud::{Cloud, is_cloud};
use super::folder;
use super::keys::{Keys, Opener};
use super::ledger::Ledger;
use super::medium::{Disk, Medium};
use super::model::{SnapshotInfo, Whose};
use super::newest;
use super::restore::Found;
use super::session::Session;
use super::target::Target;
use crate::base::{Clock, Error, Id, Kind, Report, Result};

/// What reaches a place.
#[derive(Clone)]
pub struct Reach(Arc<dyn Medium>);

impl std::fmt::Debug for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reach(…)")
    }
}

/// What stood at a place and was given another name.
pub(crate) struct PutAside {
    /// What it was called.
    home: PathBuf,
    /// What it is called now.
    pub(crate) aside: PathBuf,
    medium: Arc<dyn Medium>,
}

impl PutAside {
    /// Gives it its name back; what little was made in its place goes.
    pub(crate) fn take_back(&self) -> Result<()> {
        match std::fs::remove_dir_all(&self.home) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        Ok(self.medium.rename(&self.aside, &self.home)?)
    }
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

    /// Gives what stands of a vault's backups in `folder` another name beside, so that the place can be made anew.
    /// Whoever looks through the folder for backups to restore still finds it.
    ///
    /// # Errors
    /// [`Kind::Unavailable`] when nothing is there; when the drive refuses.
    pub(crate) fn put_aside(
        &self,
        folder: &Path,
        vault: Id,
        called: &str,
        report: &Report,
    ) -> Result<PutAside> {
        let home = folder::place_in(&self.0, folder, vault, report)?;
        let aside = home.with_file_name(format!("{vault} {called}"));
        self.0.rename(&home, &aside)?;
        let medium = self.0.clone();
        Ok(PutAside {
            home,
            aside,
            medium,
        })
    }

    /// Removes what was put aside, where it still lies below `folder`.
    ///
    /// # Errors
    /// When the drive refuses.
    pub(crate) fn remove_aside(folder: &Path, aside: &Path) -> Result<()> {
        let Some(name) = aside.file_name() else {
            return Ok(());
        };
        // Where the drive is today, by the name it has there.
        for above in [folder.join(folder::FOLDER), folder.to_owned()] {
            match std::fs::remove_dir_all(above.join(name)) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                removed => return Ok(removed?),
            }
        }
        Ok(())
    }

    /// Makes a place for a vault's backups in `folder`, or opens the one that is there.
    ///
    /// # Errors
    /// As [`Reach::open`].
    pub(crate) fn make(
        &self,
        folder: &Path,
        whose: &Whose,
        keys: &Keys,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Target> {
        Target::make(&self.0, folder, whose, keys, clock, report)
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
        let mut found = Vec::new();
        let mut refused = None;
        for place in folder::places(&self.0, folder, report)? {
            report.cancel.check()?;
            let opened = place
                .known()
                .and_then(|home| Found::with_secret(&self.0, &home, secret, report));
            match opened {
                Ok(Some(opened)) => found.push(opened),
                Ok(None) => {}
                // One damaged, locked or newer place must not hide the others.
                Err(error) => refused = Some(refused.unwrap_or(error)),
            }
        }
        match refused {
            Some(error) if found.is_empty() => Err(error),
            None if found.is_empty() => Err(Error::new(Kind::NotFound, "error.backup_none_here")
                .with("folder", folder.display())),
            _ => Ok(found),
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
