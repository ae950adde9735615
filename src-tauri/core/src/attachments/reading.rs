//! Reading a sealed file: from any place, chunk by chunk, and out into a plain one.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::files::{Files, chunk};
use super::store::Stored;
use crate::base::{Error, Kind, Report, Result};
use crate::crypto::make_bytes;
use crate::crypto::stream::{
    CHUNK, HEAD, Stream, TAG, derive_stream, n_chunks, sealed_at, sealed_len,
};
use crate::vault::{create_private, sync_folder};

/// A sealed file, open.
pub struct Opened {
    file: File,
    stream: Stream,
    size: u64,
    name: String,
    /// The chunk read last: whoever reads on finds it open.
    at_hand: Option<u64>,
    chunk: Zeroizing<Vec<u8>>,
}

impl Opened {
    /// Opens the file of `stored`, which is called `name`.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when it is missing or is not as long as it was.
    pub fn open(files: &Files, stored: &Stored, name: &str) -> Result<Self> {
        let (file, stream) = begin(files, stored, name)?;
        Ok(Self {
            file,
            stream,
            size: stored.size,
            name: name.to_owned(),
            at_hand: None,
            chunk: chunk(),
        })
    }

    /// How the file of `stored` begins as it lies, without keeping it open: of whole vaults of files, one
    /// is opened when its turn comes.
    ///
    /// # Errors
    /// As [`Opened::open`].
    pub fn head_of(files: &Files, stored: &Stored, name: &str) -> Result<[u8; HEAD]> {
        begin(files, stored, name).map(|(_, stream)| stream.head())
    }

    /// Its length, plain.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The bytes it begins with as it lies: what is needed, beside its row, to seal it again.
    #[must_use]
    pub fn head(&self) -> [u8; HEAD] {
        self.stream.head()
    }

    fn chunk(&mut self, number: u64) -> Result<&[u8]> {
        if self.at_hand != Some(number) {
            self.at_hand = None;
            self.file.seek(SeekFrom::Start(sealed_at(number)))?;
            self.chunk.clear();
            let most = (CHUNK + TAG) as u64;
            (&mut self.file).take(most).read_to_end(&mut self.chunk)?;
            let last = number + 1 == n_chunks(self.size);
            self.stream
                .open(number, last, &mut self.chunk)
                .map_err(|error| error.with("name", &self.name))?;
            self.at_hand = Some(number);
        }
        Ok(&self.chunk)
    }

    /// `len` bytes from `from` on, or as many as there are.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when a part of them is not what was kept.
    pub fn read_at(&mut self, from: u64, len: u64) -> Result<Vec<u8>> {
        let end = from.saturating_add(len).min(self.size);
        let mut out = Vec::with_capacity(end.saturating_sub(from).try_into().unwrap_or_default());
        let mut at = from;
        while at < end {
            let (number, skip) = (at / CHUNK as u64, at % CHUNK as u64);
            let start = usize::try_from(skip).unwrap_or(CHUNK);
            let want = usize::try_from(end - at).unwrap_or(CHUNK);
            let chunk = self.chunk(number)?;
            let part = chunk.get(start..).unwrap_or_default();
            let part = part.get(..want.min(part.len())).unwrap_or_default();
            if part.is_empty() {
                return Err(Error::internal("a chunk is shorter than it should be"));
            }
            out.extend_from_slice(part);
            at += part.len() as u64;
        }
        Ok(out)
    }

    /// Hands every chunk to `each`, in order.
    ///
    /// # Errors
    /// [`Kind::Damaged`], and what `each` says.
    pub fn each_chunk(&mut self, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        (0..n_chunks(self.size)).try_for_each(|number| each(self.chunk(number)?))
    }

    /// Writes it, plain, to `to`: an export the user asked for. It takes its name when it is whole.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when there is something at `to` already and `over` does not say that it may
    /// go; [`Kind::Damaged`], [`Kind::NoSpace`], [`Kind::Cancelled`]. Nothing is left behind then.
    pub fn save(&mut self, to: &Path, over: bool, report: &Report) -> Result<()> {
        let taken = || Error::invalid("path", "error.file_exists").with("path", to.display());
        let is_there = || to.symlink_metadata().is_ok();
        if !over && is_there() {
            return Err(taken());
        }
        let folder = to.parent().unwrap_or(Path::new("."));
        let mark = u64::from_be_bytes(make_bytes()?);
        let part = Part(folder.join(format!(".{mark:016x}.part")));
        let mut out = create_private(&part.0)?;
        let (mut done, total) = (0, self.size);
        self.each_chunk(|chunk| {
            out.write_all(chunk)?;
            done += chunk.len() as u64;
            report.step("progress.save_out", done, Some(total))
        })?;
        out.sync_all()?;
        drop(out);
        if !over && is_there() {
            return Err(taken());
        }
        fs::rename(&part.0, to)?;
        // It is there; whether its name lasts through a power cut is the other medium's affair.
        let _ = sync_folder(folder);
        Ok(())
    }
}

fn begin(files: &Files, stored: &Stored, name: &str) -> Result<(File, Stream)> {
    let wrong = |key| Error::new(Kind::Damaged, key).with("name", name);
    let mut file = File::open(files.path(stored.id)).map_err(|error| match error.kind() {
        ErrorKind::NotFound => wrong("error.attachment_missing"),
        _ => error.into(),
    })?;
    if file.metadata()?.len() != sealed_len(stored.size) {
        return Err(wrong("error.attachment_damaged"));
    }
    let mut head = [0; HEAD];
    file.read_exact(&mut head)?;
    let stream = derive_stream(&stored.key, stored.id.bytes(), head)
        .map_err(|error| error.with("name", name))?;
    Ok((file, stream))
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").finish_non_exhaustive()
    }
}

/// A file under way. After it took its name nothing bears this one any more.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A sealed file on its way into a backup, as it lies: read when its turn comes, and held to what it
/// was when it was sealed. A file of the bin alone is carried whatever became of it.
pub struct Carried {
    path: PathBuf,
    file: Option<File>,
    len: u64,
    read: u64,
    hash: blake3::Hasher,
    wanted: Option<(String, [u8; 32])>,
    of: (u64, u64),
    report: Report,
}

impl Carried {
    /// The file of `stored`; none where it is missing and only the bin needs it. `done` of `total`
    /// bytes come before it.
    ///
    /// # Errors
    /// [`Kind::Damaged`], naming it, when it is missing or not as long as it was.
    pub fn of(
        files: &Files,
        stored: Stored,
        of: (u64, u64),
        report: &Report,
    ) -> Result<Option<Self>> {
        let path = files.path(stored.id);
        let len = match fs::metadata(&path) {
            Ok(found) => found.len(),
            Err(error) if error.kind() == ErrorKind::NotFound => match stored.name {
                None => return Ok(None),
                Some(name) => {
                    return Err(
                        Error::new(Kind::Damaged, "error.attachment_missing").with("name", name)
                    );
                }
            },
            Err(error) => return Err(error.into()),
        };
        if let Some(name) = stored
            .name
            .as_ref()
            .filter(|_| len != sealed_len(stored.size))
        {
            return Err(damaged(name));
        }
        Ok(Some(Self {
            path,
            file: None,
            len,
            read: 0,
            hash: blake3::Hasher::new(),
            wanted: stored.name.map(|name| (name, stored.seal)),
            of,
            report: report.clone(),
        }))
    }

    /// Its length, sealed.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a sealed file is never empty")]
    pub fn len(&self) -> u64 {
        self.len
    }

    fn step(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::open(&self.path)?),
        };
        let n = loop {
            match file.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.hash.update(buffer.get(..n).unwrap_or_default());
        self.read += n as u64;
        let ended = self.read == self.len || n == 0;
        if let Some((name, seal)) = self.wanted.as_ref().filter(|_| ended && !buffer.is_empty())
            && self.hash.finalize() != *seal
        {
            return Err(damaged(name));
        }
        let (done, total) = self.of;
        let done = (done + self.read).min(total);
        self.report
            .step("progress.backup_files", done, Some(total))?;
        Ok(n)
    }
}

impl Read for Carried {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.step(buffer).map_err(std::io::Error::other)
    }
}

fn damaged(name: &str) -> Error {
    Error::new(Kind::Damaged, "error.attachment_damaged").with("name", name)
}
