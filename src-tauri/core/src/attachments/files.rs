//! The sealed files in the vault's folder: where they lie, how one comes in, and which may go.

use std::collections::HashSet;
use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::media::{TOLD_BY, media_type};
use crate::base::{Error, Id, Kind, Report, Result};
use crate::crypto::stream::{CHUNK, TAG, make_stream};
use crate::crypto::{Key, make_bytes, make_key};
use crate::vault::{Vault, create_private, create_private_folder, sync_folder};

/// Under the vault's folder.
pub const FOLDER: &str = "files";
/// What a file under way ends in.
const PART: &str = ".part";

/// Where the sealed files of a vault lie.
pub struct Files {
    dir: PathBuf,
    /// Whoever brings files in or carries them off holds it for reading; whoever sweeps, alone.
    quiet: RwLock<()>,
    /// Of a vault in memory.
    _own: Option<TempDir>,
}

/// A file that lies sealed in the folder and that no row names yet. Dropped, it goes again.
#[derive(Debug)]
pub struct Sealed {
    pub(super) id: Id,
    pub(super) key: Key,
    pub(super) size: u64,
    pub(super) sha256: [u8; 32],
    pub(super) seal: [u8; 32],
    pub(super) name: String,
    pub(super) media_type: &'static str,
    path: PathBuf,
    keep: bool,
}

impl Sealed {
    /// Lets the file stand.
    pub fn keep(mut self) {
        self.keep = true;
    }
}

impl Drop for Sealed {
    fn drop(&mut self) {
        if !self.keep {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Work under way on the files: nothing is swept while it lasts.
#[derive(Debug)]
pub struct Working<'f> {
    _held: RwLockReadGuard<'f, ()>,
}

impl Files {
    /// Those of `vault`; of a vault in memory, in a folder that goes with this value.
    ///
    /// # Errors
    /// When a vault in memory finds no folder.
    pub fn of(vault: &Vault) -> Result<Self> {
        let (dir, own) = match vault.dir() {
            Some(dir) => (dir.join(FOLDER), None),
            None => {
                let own = tempfile::tempdir()?;
                (own.path().join(FOLDER), Some(own))
            }
        };
        Ok(Self {
            dir,
            quiet: RwLock::default(),
            _own: own,
        })
    }

    /// Those in the folder of a vault that is being made.
    #[must_use]
    pub fn beside(dir: &Path) -> Self {
        Self {
            dir: dir.join(FOLDER),
            quiet: RwLock::default(),
            _own: None,
        }
    }

    /// Where the file `id` lies.
    #[must_use]
    pub fn path(&self, id: Id) -> PathBuf {
        self.dir.join(place(id))
    }

    /// Keeps sweeping away as long as the answer is held.
    #[must_use]
    pub fn working(&self) -> Working<'_> {
        let held = self.quiet.read();
        Working {
            _held: held.unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Seals the file at `from` into the folder. `done` of `total` bytes came before it.
    ///
    /// # Errors
    /// [`Kind::BadFile`] for what is no plain file or changes while it is read, [`Kind::NotFound`]
    /// when it is gone, [`Kind::NoSpace`], [`Kind::Cancelled`]. Nothing is left behind then.
    pub fn seal(&self, from: &Path, (done, total): (u64, u64), report: &Report) -> Result<Sealed> {
        let name = name_of(from);
        let (source, found) = open_source(from)?;
        let fresh = Id::from_bytes(make_bytes()?);
        let key = make_key()?;
        let path = self.path(fresh);
        let mut part = path.clone().into_os_string();
        part.push(PART);
        let mut sealed = Sealed {
            id: fresh,
            key,
            size: 0,
            sha256: [0; 32],
            seal: [0; 32],
            media_type: "",
            name,
            // What is under way goes as well when something fails.
            path: part.into(),
            keep: false,
        };
        self.ready_folder(&path)?;
        let mut to = create_private(&sealed.path)?;
        // Of one that grows as fast as it is read there is no end: not a byte more than it had.
        let mut source = source.take(found.len() + 1);
        pour(&mut source, &mut to, &mut sealed, (done, total), report)?;
        let now = source.get_ref().metadata()?;
        if now.len() != found.len() || sealed.size != found.len() || changed_at(&now, &found) {
            return Err(
                Error::new(Kind::BadFile, "error.attachment_changed").with("name", &sealed.name)
            );
        }
        to.sync_all()?;
        drop(to);
        fs::rename(&sealed.path, &path)?;
        sealed.path = path;
        if let Some(folder) = sealed.path.parent() {
            sync_folder(folder)?;
        }
        Ok(sealed)
    }

    /// Has the folder for `path` there, and its name last.
    pub(crate) fn ready_folder(&self, path: &Path) -> Result<()> {
        let inner = path.parent().unwrap_or(&self.dir);
        for folder in [self.dir.as_path(), inner] {
            if folder.is_dir() {
                continue;
            }
            match create_private_folder(folder) {
                // Somebody else was quicker.
                Err(_) if folder.is_dir() => {}
                other => other?,
            }
            if let Some(above) = folder.parent() {
                sync_folder(above)?;
            }
        }
        Ok(())
    }

    /// Alone with the files; nothing while they are brought in or carried off.
    pub(super) fn alone(&self) -> Option<Alone<'_>> {
        let held = self.quiet.try_write().ok()?;
        Some(Alone {
            files: self,
            _held: held,
        })
    }
}

/// Nobody brings files in or carries them off.
pub(super) struct Alone<'f> {
    files: &'f Files,
    _held: RwLockWriteGuard<'f, ()>,
}

impl Alone<'_> {
    /// The whole files that lie there; what was left under way is removed.
    pub(super) fn whole(&self) -> Result<HashSet<Id>> {
        let mut whole = HashSet::new();
        for folder in listed(&self.files.dir)? {
            for file in listed(&folder)? {
                match named(&file) {
                    Some((id, false)) if file == self.files.path(id) => {
                        whole.insert(id);
                    }
                    Some((_, true)) => fs::remove_file(&file)?,
                    // What else somebody put there is not ours.
                    _ => {}
                }
            }
        }
        Ok(whole)
    }

    /// Removes the files `gone`; how many there were.
    pub(super) fn clear(&self, gone: &HashSet<Id>) -> Result<usize> {
        let mut n_gone = 0;
        for id in gone {
            match fs::remove_file(self.files.path(*id)) {
                Ok(()) => n_gone += 1,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(n_gone)
    }
}

impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Files").finish_non_exhaustive()
    }
}

/// Seals what `from` gives into `to`, chunk by chunk.
fn pour(
    from: &mut impl Read,
    to: &mut File,
    sealed: &mut Sealed,
    (done, total): (u64, u64),
    report: &Report,
) -> Result<()> {
    let stream = make_stream(&sealed.key, sealed.id.bytes())?;
    let (mut plain, mut seal) = (Sha256::new(), blake3::Hasher::new());
    let mut put = |bytes: &[u8]| -> Result<()> {
        seal.update(bytes);
        Ok(to.write_all(bytes)?)
    };
    put(&stream.head())?;
    let mut chunk = chunk();
    let mut next = self::chunk();
    let unreadable = |error| {
        Error::new(Kind::BadFile, "error.attachment_unreadable")
            .with("name", &sealed.name)
            .caused_by(error)
    };
    fill(from, &mut chunk).map_err(unreadable)?;
    let head = chunk.get(..TOLD_BY).unwrap_or(&chunk);
    sealed.media_type = media_type(head, &sealed.name, head.len() == chunk.len());
    for number in 0.. {
        sealed.size += chunk.len() as u64;
        report.step("progress.attach", done + sealed.size, Some(total))?;
        plain.update(chunk.as_slice());
        fill(from, &mut next).map_err(unreadable)?;
        let last = next.is_empty();
        stream.seal(number, last, &mut chunk)?;
        put(&chunk)?;
        if last {
            break;
        }
        std::mem::swap(&mut chunk, &mut next);
    }
    sealed.sha256 = plain.finalize().into();
    sealed.seal = *seal.finalize().as_bytes();
    Ok(())
}

/// Where a file lies below the folder: two letters of its name, then the name.
#[must_use]
pub fn place(id: Id) -> String {
    let name = name(id);
    format!("{}/{name}", name.get(..2).unwrap_or_default())
}

fn name(id: Id) -> String {
    id.to_string().replace('-', "")
}

/// Which file of this room it is, and whether it was still under way.
fn named(file: &Path) -> Option<(Id, bool)> {
    let name = file.file_name()?.to_str()?;
    let (name, part) = match name.strip_suffix(PART) {
        Some(name) => (name, true),
        None => (name, false),
    };
    let hex = name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| Some((name.parse().ok()?, part))).flatten()
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(entries
            .map(|entry| Ok(entry?.path()))
            .collect::<std::io::Result<_>>()?),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        Err(error) => Err(error.into()),
    }
}

/// What a file is called, for its record.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.chars().filter(|c| !c.is_control()).take(255).collect()
}

/// A plain file and nothing else: a folder has no content, and a device or a pipe may have no end.
fn open_source(path: &Path) -> Result<(File, Metadata)> {
    let named = |kind, key| Error::new(kind, key).with("name", name_of(path));
    let refused = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => named(Kind::NotFound, "error.attachment_vanished"),
        _ => named(Kind::BadFile, "error.attachment_unreadable").caused_by(error),
    };
    let plain = |found: &Metadata| {
        if found.is_file() {
            return Ok(());
        }
        Err(named(Kind::BadFile, "error.attachment_no_file"))
    };
    // Asked before it is opened: opening a pipe waits for somebody to write into it.
    plain(&fs::metadata(path).map_err(refused)?)?;
    let file = File::open(path).map_err(refused)?;
    let found = file.metadata().map_err(refused)?;
    plain(&found)?;
    Ok((file, found))
}

/// The sizes of `paths` in sum.
///
/// # Errors
/// As [`Files::seal`].
pub fn total(paths: &[PathBuf]) -> Result<u64> {
    let size = |path: &PathBuf| open_source(path).map(|(_, found)| found.len());
    paths.iter().map(size).sum()
}

fn changed_at(now: &Metadata, then: &Metadata) -> bool {
    now.modified().ok() != then.modified().ok()
}

/// Room for a chunk and its seal, so that it never moves about in memory.
pub(super) fn chunk() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::with_capacity(CHUNK + TAG))
}

/// Reads a whole chunk, or what is left; how much that is.
pub(super) fn fill(from: &mut impl Read, chunk: &mut Vec<u8>) -> std::io::Result<usize> {
    chunk.clear();
    from.by_ref().take(CHUNK as u64).read_to_end(chunk)
}
