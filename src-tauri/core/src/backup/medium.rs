//! What a backup asks of a drive's file system, call by call, and the real one.
//!
//! It must not decide anything: the order of writes, what an error means and when to stop are
//! [`super::drive`]'s. Tests put a failing medium in the real one's place.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;

use super::errand::Errands;
use super::plain;
use crate::base::Cancel;

/// What stands under a name in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    /// A plain file of so many bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A link, a device or the like.
    Other,
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its name; names that are not text are shown with replacement marks and never match ours.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: EntryKind,
}

/// Folders by name, and what is in each.
pub(crate) type Shelves = BTreeMap<String, Vec<Entry>>;

/// The calls a backup makes on a file system.
pub(crate) trait Medium: Send + Sync + 'static {
    /// The same medium for one piece of work, whose calls end when the user stops it; none where no
    /// call takes long.
    fn heeding(&self, cancel: &Cancel) -> Option<Arc<dyn Medium>> {
        let _ = cancel;
        None
    }
    /// Why this medium answers nothing any more in this piece of work, if it does not: what was not
    /// found since is not known to be missing.
    fn given_up(&self) -> io::Result<()> {
        Ok(())
    }
    /// Whether a file that is being written may be seen in part under its name, so that it has to be
    /// written under another one first.
    fn needs_drafts(&self) -> bool {
        true
    }
    /// Makes a folder in one that is there; `false` where it is there already.
    fn make_folder(&self, folder: &Path) -> io::Result<bool>;
    /// Everything in a folder, or an error: never a part of it.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;
    /// Whether each call costs a request to somebody who may count them: then what was told is
    /// remembered, for as long as nobody else can change it.
    fn is_far(&self) -> bool {
        false
    }
    /// Everything in the folders of a folder, by their names, in fewer calls than one for each; none
    /// where there is no such call. What is told is there; what is not told may be there all the same.
    fn list_below(&self, folder: &Path) -> io::Result<Option<Shelves>> {
        let _ = folder;
        Ok(None)
    }
    /// As [`Medium::list`], whatever was told before.
    fn list_again(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.list(folder)
    }
    /// A whole file. What is no plain file, or longer than one of its kind can be, is
    /// [`io::ErrorKind::InvalidData`].
    fn read(&self, file: &Path) -> io::Result<Vec<u8>>;
    /// Exactly `length` bytes of a file.
    fn read_part(&self, file: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>>;
    /// Makes a file, in the place of what bears its name, writes `parts` into it and carries it to the
    /// medium where the system can.
    fn write(&self, file: &Path, parts: &[Bytes]) -> io::Result<()>;
    /// Opens a file again and has the system carry it to the medium.
    fn sync(&self, file: &Path) -> io::Result<()>;
    /// The same for a folder's list of names.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Gives a file another name in the same file system, over one that is there.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, file: &Path) -> io::Result<()>;
    /// Asks the system to forget what it holds of a file, so that the next read reaches the
    /// medium. Linux does so for what has reached the medium; on Windows and macOS nobody who is not its
    /// owner can ask, and what was just written may be answered out of memory. There the parts of the drive
    /// that later runs read through, and the drills, are what has it come from the medium.
    fn forget(&self, file: &Path);
    /// Bytes free for us, where the system says.
    fn free(&self, folder: &Path) -> Option<u64>;
    /// Holds a lock on a file (made if missing) until the value is dropped.
    fn lock(&self, file: &Path) -> io::Result<Box<dyn Send + Sync>>;
}

/// The computer's own file systems.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Disk;

impl Medium for Disk {
    fn heeding(&self, cancel: &Cancel) -> Option<Arc<dyn Medium>> {
        Some(Arc::new(Errands::over(Arc::new(*self), cancel)))
    }

    fn make_folder(&self, folder: &Path) -> io::Result<bool> {
        match fs::create_dir(folder) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        fs::read_dir(folder)?
            .map(|entry| {
                let entry = entry?;
                let kind = match entry.file_type()? {
                    kind if kind.is_dir() => EntryKind::Folder,
                    kind if kind.is_file() => EntryKind::File(entry.metadata()?.len()),
                    _ => EntryKind::Other,
                };
                Ok(Entry {
                    name: entry.file_name().to_string_lossy().into_owned(),
                    kind,
                })
            })
            .collect()
    }

    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        plain::read(file)
    }

    fn read_part(&self, file: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        plain::read_part(file, offset, length)
    }

    fn write(&self, file: &Path, parts: &[Bytes]) -> io::Result<()> {
        let mut file = plain::create(file)?;
        for part in parts {
            file.write_all(part)?;
        }
        match sync_open(&file) {
            Err(error) if !unsupported(&error) => Err(error),
            _ => Ok(()),
        }
    }

    fn sync(&self, file: &Path) -> io::Result<()> {
        sync_open(&plain::open(file, OpenOptions::new().write(true))?)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Windows has no such call for folders.
        if cfg!(unix) {
            sync_open(&File::open(folder)?)
        } else {
            Ok(())
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }

    fn forget(&self, file: &Path) {
        #[cfg(target_os = "linux")]
        if let Ok(file) = plain::open(file, OpenOptions::new().read(true)) {
            let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
        }
        // Opened past its memory, Windows forgets what that holds of a file that nobody else has open.
        #[cfg(windows)]
        {
            use std::os::windows::fs::OpenOptionsExt as _;
            const NO_BUFFERING: u32 = 0x2000_0000;
            let mut options = OpenOptions::new();
            let _ = plain::open(file, options.read(true).custom_flags(NO_BUFFERING));
        }
        #[cfg(not(any(target_os = "linux", windows)))]
        let _ = file;
    }

    fn free(&self, folder: &Path) -> Option<u64> {
        fs4::available_space(folder).ok()
    }

    fn lock(&self, file: &Path) -> io::Result<Box<dyn Send + Sync>> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let file = plain::open(file, &mut options)?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(file)),
            Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

/// macOS answers the thorough flush with «not a typewriter» on exFAT; the plain one works there.
fn sync_open(file: &File) -> io::Result<()> {
    match file.sync_all() {
        #[cfg(unix)]
        Err(error) if unsupported(&error) => rustix::fs::fsync(file).map_err(io::Error::from),
        other => other,
    }
}

/// Whether a drive said that it cannot give back what was asked for, as it says of a bad sector; and, on
/// some systems, of everything once it is unplugged.
pub(crate) fn unreadable(error: &io::Error) -> bool {
    let Some(code) = error.raw_os_error() else {
        return false;
    };
    #[cfg(target_os = "linux")]
    {
        use rustix::io::Errno;
        let told = [Errno::IO, Errno::BADMSG, Errno::UCLEAN, Errno::NODATA];
        told.iter().any(|errno| errno.raw_os_error() == code)
    }
    #[cfg(all(unix, not(target_os = "linux")))]
    {
        rustix::io::Errno::IO.raw_os_error() == code
    }
    #[cfg(not(unix))]
    {
        // A checksum of the drive's, a sector not found, a fault on reading or of the hardware, an I/O
        // error, a corrupt file.
        [23, 27, 30, 483, 1117, 1392].contains(&code)
    }
}

/// Whether a file system said that it cannot do this at all, as against having failed at it.
pub(crate) fn unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    ) || {
        #[cfg(unix)]
        {
            use rustix::io::Errno;
            // The last: a share whose server runs no service for locks.
            let none = [
                Errno::NOTTY,
                Errno::INVAL,
                Errno::NOTSUP,
                Errno::NOSYS,
                Errno::NOLCK,
            ];
            none.iter()
                .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
        }
        #[cfg(not(unix))]
        false
    }
}
