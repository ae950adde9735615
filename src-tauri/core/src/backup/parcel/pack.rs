//! Writing the file, and reading it back.

use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::abroad::Abroad;
use super::part::Part;
use super::source::Source;
use super::tape::Tape;
use super::{Contents, Enclosed, Kept, PIECE, PLAIN, README, README_TEXT, SEALED, hex};
use crate::attachments::store::Stored;
use crate::attachments::{Files, Opened, files};
use crate::backup::medium::{Disk, Medium};
use crate::backup::model::{Counts, Manifest, Whose};
use crate::backup::pages::{Image, read_out};
use crate::backup::source::{HASH, MANIFEST, PAGES, hash_line};
use crate::base::{Error, Id, Kind, Report, Result};
use crate::crypto::Secret;
use crate::crypto::age::WORK;
use crate::crypto::stream::HEAD;
use crate::crypto::strength::require_enough;
use crate::vault::{Read, Vault};

/// What is packed, and where it goes.
#[derive(Debug)]
pub struct Packing<'p> {
    /// The vault.
    pub vault: &'p Vault,
    /// Its name.
    pub whose: Whose,
    /// The files on its records.
    pub files: &'p Files,
    /// The file to be made.
    pub to: &'p Path,
    /// A file that is there already may go.
    pub over: bool,
    /// What opens it.
    pub passphrase: &'p Secret,
}

/// A file that was made and read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// How long it is.
    pub bytes: u64,
    /// How many files on records are in it, under their names.
    pub files: u32,
}

/// Writes a vault into one file that a passphrase opens, and reads it back. `counts`, and `enclosed`
/// for the files on records, are asked in the read transaction the pages come from.
///
/// # Errors
/// [`Kind::Invalid`] when there is something at that place already and nobody said that it may go, or
/// the passphrase is too weak; [`Kind::NoSpace`], [`Kind::Unavailable`], [`Kind::Cancelled`];
/// [`Kind::Damaged`] when a file on a record is, or the medium does not give back what was written.
/// Nothing is left behind then, and what was there is as it was.
pub fn pack(
    what: &Packing<'_>,
    counts: impl FnOnce(&Read<'_>) -> Result<Counts>,
    enclosed: impl FnOnce(&Read<'_>) -> Result<Vec<Enclosed>>,
    report: &Report,
) -> Result<Packed> {
    pack_through(
        what,
        (&|file| Box::new(file), WORK, Arc::new(Disk)),
        counts,
        enclosed,
        report,
    )
}

/// What stands between the archive and the file.
pub(in crate::backup) type Through<'t> = &'t dyn Fn(&Abroad) -> Box<dyn Write + '_>;

/// So many bytes are given to the drive at a time.
const LOAD: usize = 1 << 20;

/// The same with something between the archive and the file, other work for each try, and another disk.
pub(in crate::backup) fn pack_through(
    what: &Packing<'_>,
    (through, work, medium): (Through<'_>, u8, Arc<dyn Medium>),
    counts: impl FnOnce(&Read<'_>) -> Result<Counts>,
    enclosed: impl FnOnce(&Read<'_>) -> Result<Vec<Enclosed>>,
    report: &Report,
) -> Result<Packed> {
    require_enough(what.passphrase)?;
    report.step("progress.parcel_pack", 0, None)?;
    let part = Part::begin(&medium, what.to, what.over, &report.cancel)?;
    let written = what.vault.read(|read| {
        let (counts, enclosed) = (counts(read)?, enclosed(read)?);
        let to = BufWriter::with_capacity(LOAD, through(part.file()));
        write(what, (to, work), read, (counts, enclosed), report)
    });
    let (hash, files) = written.map_err(too_large)?;
    part.settle()?;
    match read_back(part.path(), what.passphrase, report) {
        Ok(found) if found == hash => {}
        Ok(_) => return Err(not_verified(what.to)),
        Err(error) => {
            return Err(match error.kind() {
                Kind::Cancelled | Kind::Unavailable => error,
                _ => not_verified(what.to).caused_by(error),
            });
        }
    }
    let bytes = part.file().ask(|file, _| file.metadata())??.len();
    report.cancel.check()?;
    part.place()?;
    Ok(Packed { bytes, files })
}

fn write(
    what: &Packing<'_>,
    (to, work): (impl Write, u8),
    read: &Read<'_>,
    (counts, enclosed): (Counts, Vec<Enclosed>),
    report: &Report,
) -> Result<(blake3::Hash, u32)> {
    let image = Image::of(read.sql())?;
    let along = look_at_all(what.files, enclosed)?;
    let manifest = Manifest {
        counts,
        ..Manifest::of(read, &what.whose, image)?
    };
    let made_at = manifest.made_at.0;
    let contents = Contents {
        parcel: Contents::FORM,
        manifest,
        files: along.iter().map(Along::kept).collect(),
    };
    let contents = serde_json::to_vec_pretty(&contents).map_err(Error::internal)?;

    let mtime = u64::try_from(made_at / 1_000).unwrap_or_default();
    let mut tape = Tape::begin(to, (what.passphrase, work), mtime)?;
    let total = image.bytes() + along.iter().map(Along::size).sum::<u64>();
    let mut done = 0;
    let mut step = |bytes: &[u8]| {
        done += bytes.len() as u64;
        report.step("progress.parcel_pack", done, Some(total))
    };
    tape.text(README, README_TEXT.as_bytes())?;
    tape.text(MANIFEST, &contents)?;
    let mut hasher = blake3::Hasher::new();
    tape.entry(PAGES, image.bytes(), |put| {
        read_out(read.sql(), image, |pages| {
            hasher.update(&pages);
            put(&pages)?;
            step(&pages)?;
            Ok(true)
        })
    })?;
    tape.text(HASH, hash_line(&hasher.finalize()).as_bytes())?;
    let mut files = 0;
    for one in along {
        files += u32::from(matches!(one.content, Content::Plain { .. }));
        let size = one.size();
        tape.entry(&one.name, size, |put| {
            one.content.each(what.files, |bytes| {
                put(bytes)?;
                step(bytes)
            })
        })?;
    }
    Ok((tape.finish()?, files))
}

/// A file on a record. It is opened when its turn comes: there may be more of them than a program may
/// hold open.
struct Along {
    name: String,
    file: Id,
    content: Content,
}

enum Content {
    Plain {
        stored: Stored,
        called: String,
        head: [u8; HEAD],
    },
    /// As it lies, and how long it is.
    Lying(PathBuf, u64),
}

/// Looks at what goes along, so that what is missing is found before anything is written.
fn look_at_all(files: &Files, enclosed: Vec<Enclosed>) -> Result<Vec<Along>> {
    let mut along = Vec::with_capacity(enclosed.len());
    for one in enclosed {
        let file = one.stored.id;
        let (name, content) = if let Some(name) = one.name {
            let called = one.stored.name.as_ref().unwrap_or(&name).clone();
            let head = Opened::head_of(files, &one.stored, &called)?;
            let stored = one.stored;
            let content = Content::Plain {
                stored,
                called,
                head,
            };
            (format!("{PLAIN}/{name}"), content)
        } else {
            let path = files.path(file);
            // It was let go.
            let Ok(found) = path.metadata() else { continue };
            let name = format!("{SEALED}/{}", files::place(file));
            (name, Content::Lying(path, found.len()))
        };
        along.push(Along {
            name,
            file,
            content,
        });
    }
    Ok(along)
}

impl Along {
    fn size(&self) -> u64 {
        match &self.content {
            Content::Plain { stored, .. } => stored.size,
            Content::Lying(_, size) => *size,
        }
    }

    fn kept(&self) -> Kept {
        let head = match &self.content {
            Content::Plain { head, .. } => Some(hex(head)),
            Content::Lying(..) => None,
        };
        Kept {
            name: self.name.clone(),
            file: self.file,
            head,
        }
    }
}

impl Content {
    fn each(self, files: &Files, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        match self {
            Self::Plain {
                stored,
                called,
                head,
            } => {
                let mut opened = Opened::open(files, &stored, &called)?;
                // The manifest, which went before, says how it begins.
                if opened.head() != head {
                    return Err(
                        Error::new(Kind::Damaged, "error.attachment_damaged").with("name", called)
                    );
                }
                opened.each_chunk(each)
            }
            Self::Lying(path, size) => {
                let mut rest = File::open(path)?.take(size);
                let mut bytes = vec![0; PIECE];
                loop {
                    match rest.read(&mut bytes)? {
                        0 => return Ok(()),
                        n => each(bytes.get(..n).unwrap_or_default())?,
                    }
                }
            }
        }
    }
}

/// The hash of the archive in the file, through nothing but the file and the passphrase.
fn read_back(file: &Path, passphrase: &Secret, report: &Report) -> Result<blake3::Hash> {
    let mut source = Source::open(file, passphrase, "progress.parcel_verify", report)?;
    let mut hasher = blake3::Hasher::new();
    let mut bytes = vec![0; PIECE];
    loop {
        match source.archive.read(&mut bytes) {
            Ok(0) => return Ok(hasher.finalize()),
            Ok(n) => hasher.update(bytes.get(..n).unwrap_or_default()),
            Err(error) => return Err(source.trouble.told(error)),
        };
    }
}

fn not_verified(to: &Path) -> Error {
    Error::new(Kind::Damaged, "error.parcel_not_verified").with("path", to.display())
}

/// FAT32 has no file of four gigabytes or more.
fn too_large(error: Error) -> Error {
    let cause = std::error::Error::source(&error).and_then(|cause| cause.downcast_ref());
    match cause.map(io::Error::kind) {
        Some(io::ErrorKind::FileTooLarge) => {
            Error::new(Kind::NoSpace, "error.parcel_too_large").caused_by(error)
        }
        _ => error,
    }
}
