//! The vault's folder: its names, its permissions, its lock, and how a new one comes to be whole
//! or not at all.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::base::{Error, Kind, Result};
use crate::crypto::make_bytes;

/// The database's file name, until the vault is first put under a new key.
pub(crate) const DATABASE: &str = "vault.db";
const LOCK: &str = "lock";
const STAGING: &str = ".staging-";
/// The same of what is read out of a damaged backup.
const WRECK: &str = ".salvage-";

/// The database's file name after so many new keys.
pub(crate) fn database(epoch: u64) -> String {
    match epoch {
        0 => DATABASE.to_owned(),
        _ => format!("vault-{epoch}.db"),
    }
}

/// Whether a database of ours lies in `dir`, whatever key it is under.
pub(crate) fn has_database(dir: &Path) -> bool {
    let Ok(entries) = fs::read_dir(dir) else {
        return false;
    };
    let ours = |name: &str| {
        let epoch = name
            .strip_prefix("vault-")
            .and_then(|rest| rest.strip_suffix(".db"));
        name == DATABASE || epoch.is_some_and(|epoch| epoch.parse::<u64>().is_ok())
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_str().is_some_and(ours))
}

/// The free bytes where `dir` lies, where the system tells.
pub(crate) fn free(dir: &Path) -> Option<u64> {
    fs4::available_space(dir).ok()
}

/// Removes a database with what `SQLite` keeps beside it.
pub(crate) fn remove_database(path: &Path) -> Result<()> {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut file = path.as_os_str().to_owned();
        file.push(end);
        match fs::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Holds the vault for this program until dropped. The system lets go of it when the program
/// dies, however it dies; a mark in the file then tells the next one that the vault was not closed.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    marked: bool,
}

/// The mark; any other content counts as well.
const OPEN: &[u8] = b"open\n";

impl Lock {
    /// Takes the lock of the vault in `dir`.
    ///
    /// # Errors
    /// [`Kind::InUse`] when another program or window holds it.
    pub(crate) fn take(dir: &Path) -> Result<Self> {
        let path = dir.join(LOCK);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        private(&mut options);
        let file = options.open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self {
                file,
                marked: false,
            }),
            Err(TryLockError::WouldBlock) => {
                Err(Error::new(Kind::InUse, "error.vault_in_use").with("path", dir.display()))
            }
            Err(TryLockError::Error(e)) => Err(e.into()),
        }
    }
}

impl Lock {
    /// Whether whoever held it last did not close the vault.
    pub(crate) fn was_left_open(&self) -> bool {
        self.file.metadata().is_ok_and(|found| found.len() > 0)
    }

    /// Marks the vault as open until this is dropped. A full disk is no reason not to open it: a
    /// kill goes unnoticed then.
    pub(crate) fn mark_open(&mut self) {
        use std::io::Write as _;
        self.marked = true;
        let _ = self
            .file
            .set_len(0)
            .and_then(|()| (&self.file).write_all(OPEN))
            .and_then(|()| self.file.sync_all());
    }

    /// Lets the mark stand: what is on the medium is not known.
    pub(crate) fn leave_mark(&mut self) {
        self.marked = false;
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.marked {
            let _ = self.file.set_len(0);
        }
        let _ = self.file.unlock();
    }
}

/// Creates a file that must not exist yet and that only its owner may read.
pub(crate) fn create_private(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    private(&mut options);
    Ok(options.open(path)?)
}

/// Creates an empty file for a database unless there is one: `SQLite` would give it the
/// permissions of everything else.
pub(crate) fn ensure_private(path: &Path) -> Result<()> {
    if !path.exists() {
        create_private(path)?;
    }
    Ok(())
}

/// Options for a file that only its owner may read.
pub(super) fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    private(&mut options);
    options
}

/// Makes the names in `dir` last.
pub(crate) fn sync_folder(dir: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(dir)?.sync_all()?;
    }
    Ok(())
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn private(_options: &mut OpenOptions) {}

/// Creates a folder that only its owner may look into.
pub(crate) fn create_private_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    Ok(builder.create(path)?)
}

/// A folder that is filled out of sight and takes its name when all is there. Dropped before that,
/// it is removed: it never was a vault.
pub(crate) struct Staging {
    at: PathBuf,
    to: PathBuf,
    lock: Option<Lock>,
}

impl Staging {
    /// Begins the vault that is to be `dir`, which must be new or empty.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when `dir` holds anything, or is no folder's name.
    pub(crate) fn begin(dir: &Path) -> Result<Self> {
        let taken = || Error::invalid("path", "error.folder_not_empty").with("path", dir.display());
        let dir = std::path::absolute(dir)?;
        let to = match fs::read_dir(&dir) {
            Ok(mut entries) => {
                if entries.next().is_some() {
                    return Err(taken());
                }
                fs::canonicalize(&dir)?
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => dir.clone(),
            Err(e) if e.kind() == std::io::ErrorKind::NotADirectory => return Err(taken()),
            Err(e) => return Err(e.into()),
        };
        let (Some(parent), Some(name)) = (to.parent(), to.file_name()) else {
            return Err(taken());
        };
        fs::create_dir_all(parent)?;
        let prefix = format!(".{}{STAGING}", name.to_string_lossy());
        sweep(parent, &prefix);
        sweep_wrecks(parent);
        let mark = u64::from_be_bytes(make_bytes()?);
        let at = parent.join(format!("{prefix}{mark:016x}"));
        create_private_folder(&at)?;
        let mut staging = Self { at, to, lock: None };
        staging.lock = Some(Lock::take(&staging.at)?);
        Ok(staging)
    }
    /// Where to put the files.
    pub(crate) fn path(&self) -> &Path {
        &self.at
    }
    /// Gives the folder its name. Every file in it must be closed and on the disk.
    pub(crate) fn finish(mut self) -> Result<PathBuf> {
        sync_folder(&self.at)?;
        self.lock = None;
        if fs::rename(&self.at, &self.to).is_err() {
            // Not every system renames onto an empty folder; this removes only an empty one.
            fs::remove_dir(&self.to)?;
            fs::rename(&self.at, &self.to)?;
        }
        if let Some(parent) = self.to.parent() {
            sync_folder(parent)?;
        }
        Ok(self.to.clone())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.lock = None;
        // After `finish` nothing bears this name any more.
        let _ = fs::remove_dir_all(&self.at);
    }
}

/// Where a wreck lies beside a new vault.
pub(super) fn wreck_beside(dir: &Path) -> Result<PathBuf> {
    let dir = std::path::absolute(dir)?;
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    let mark = u64::from_be_bytes(make_bytes()?);
    Ok(dir.with_file_name(format!(".{name}{WRECK}{mark:016x}")))
}

/// Removes the wrecks that a cut left beside any vault in `parent`: nobody has the key to one.
pub(super) fn sweep_wrecks(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let parts = name.to_str().and_then(|name| name.rsplit_once(WRECK));
        let mark = parts.filter(|(whose, _)| whose.starts_with('.'));
        remove_left(&entry.path(), mark.map(|(_, mark)| mark));
    }
}

/// Removes a hidden folder with one of our marks, unless another program is filling it.
fn remove_left(folder: &Path, mark: Option<&str>) {
    let ours = mark.is_some_and(|m| m.len() == 16 && u64::from_str_radix(m, 16).is_ok());
    if ours && Lock::take(folder).is_ok() {
        let _ = fs::remove_dir_all(folder);
    }
}

/// Removes what a cut left of earlier beginnings of the same vault; not those another program is
/// filling just now.
pub(super) fn sweep(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let mark = name.to_str().and_then(|name| name.strip_prefix(prefix));
        remove_left(&entry.path(), mark);
    }
}
