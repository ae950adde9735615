//! Opening what lies on a drive that somebody may have prepared: a plain file or nothing, and never more
//! of it than a file of its kind can be.
//!
//! A link would have us read or write what the user keeps elsewhere, a pipe or a device would hold the
//! program up, and a file that only says it is long would fill its memory.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Keys, their copies, locks, the configuration, marks.
const SMALL: u64 = 1 << 20;
/// Lists of backups and of what they hold: of a hundred thousand files on records too.
const LISTS: u64 = 256 << 20;
/// `restic` makes packs of 128 megabytes at most, and goes over that by one part.
const PACK: u64 = 256 << 20;

/// How long the file at `file` may be, by where it stands. What was set aside may be of any kind.
fn longest(file: &Path) -> u64 {
    let within = file.parent().and_then(Path::file_name);
    let within = within.and_then(|name| name.to_str()).unwrap_or_default();
    match within {
        "keys" | "key-copies" | "locks" => SMALL,
        "snapshots" | "index" => LISTS,
        "quarantine" => PACK,
        shelf if shelf.len() == 2 => PACK,
        _ => match file.file_name().and_then(|name| name.to_str()) {
            Some("ledger.json" | "ledger-copy.json") => LISTS,
            _ => SMALL,
        },
    }
}

fn not_plain() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a plain file")
}

fn too_long() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "longer than a file of its kind can be",
    )
}

/// Opens a plain file by the last name of `file` itself, without waiting for anybody.
pub(super) fn open(file: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    let opened = {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
        options.open(file).map_err(|error| {
            let link = rustix::io::Errno::LOOP.raw_os_error();
            // And a pipe that nobody reads from.
            let pipe = rustix::io::Errno::NXIO.raw_os_error();
            match error.raw_os_error() {
                Some(code) if code == link || code == pipe => not_plain(),
                _ => error,
            }
        })?
    };
    #[cfg(not(unix))]
    let opened = {
        if fs::symlink_metadata(file).is_ok_and(|there| !there.is_file()) {
            return Err(not_plain());
        }
        options.open(file)?
    };
    if !opened.metadata()?.is_file() {
        return Err(not_plain());
    }
    Ok(opened)
}

/// Makes an empty file where no name leads elsewhere. What bears that name goes first: a link itself, and
/// not what it leads to.
pub(super) fn create(file: &Path) -> io::Result<File> {
    let fresh = || OpenOptions::new().write(true).create_new(true).open(file);
    match fresh() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(file)?;
            fresh()
        }
        made => made,
    }
}

/// A whole file.
pub(super) fn read(file: &Path) -> io::Result<Vec<u8>> {
    let opened = open(file, OpenOptions::new().read(true))?;
    let (length, most) = (opened.metadata()?.len(), longest(file));
    if length > most {
        return Err(too_long());
    }
    let mut content = Vec::with_capacity(usize::try_from(length).map_err(io::Error::other)?);
    opened.take(most + 1).read_to_end(&mut content)?;
    if content.len() as u64 > most {
        return Err(too_long());
    }
    Ok(content)
}

/// Exactly `length` bytes of a file.
pub(super) fn read_part(file: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut opened = open(file, OpenOptions::new().read(true))?;
    let end = offset.saturating_add(length as u64);
    if end > opened.metadata()?.len() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    if length as u64 > longest(file) {
        return Err(too_long());
    }
    opened.seek(SeekFrom::Start(offset))?;
    let mut part = vec![0; length];
    opened.read_exact(&mut part)?;
    Ok(part)
}
