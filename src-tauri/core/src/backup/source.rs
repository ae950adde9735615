//! What the engine is given to store: a manifest, attachments, the database's pages and their
//! hash, as readers of a stream that another thread produces.
//!
//! The order is fixed by two rules: names go up, which the format wants, and the hash comes after
//! the pages, because nobody knows it earlier. A stream that ends early is an error to the engine
//! and trips the latch; it never reads as the end of the file.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use rustic_core::repofile::{Metadata, Node, NodeType};
use rustic_core::{ReadSource, ReadSourceEntry, ReadSourceOpen, RusticResult};

use super::drive::Latch;
use crate::base::{Error, Result, Timestamp};

/// The database's image.
pub(crate) const PAGES: &str = "vault.sqlite";
/// Its hash, in the form `b3sum -c` reads.
pub(crate) const HASH: &str = "vault.sqlite.b3";
/// What the backup holds, for people and programs.
pub(crate) const MANIFEST: &str = "MANIFEST.json";

/// Batches of pages under way between the vault and the engine.
const UNDER_WAY: usize = 4;

/// A file that goes into a backup beside the database.
pub struct Extra {
    /// Its path in the backup, below `attachments/`. Handed over in rising order.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// What it must be when it is read back, where that is known.
    pub seal: Option<blake3::Hash>,
    /// Its content.
    pub reader: Box<dyn Read + Send>,
}

/// The line that goes into [`HASH`].
pub(crate) fn hash_line(hash: &blake3::Hash) -> String {
    format!("{}  {PAGES}\n", hash.to_hex())
}

/// Where the thread that reads the vault puts its pages and, at the end, their hash.
pub(crate) struct Feed {
    pages: SyncSender<Option<Bytes>>,
    hash: SyncSender<Option<Bytes>>,
    hasher: blake3::Hasher,
}

impl Feed {
    /// Hands pages on; `false` when the engine wants no more.
    pub(crate) fn give(&mut self, pages: Bytes) -> bool {
        self.hasher.update(&pages);
        self.pages.send(Some(pages)).is_ok()
    }
    /// Says that these were all. Without this the engine's file is an error.
    pub(crate) fn end(self) -> blake3::Hash {
        let hash = self.hasher.finalize();
        let _ = self.pages.send(None);
        let _ = self.hash.send(Some(hash_line(&hash).into()));
        let _ = self.hash.send(None);
        hash
    }
}

/// A stream of pieces, ended by `None`.
struct Stream {
    pieces: Receiver<Option<Bytes>>,
    rest: Bytes,
    ended: bool,
}

impl Stream {
    fn new(pieces: Receiver<Option<Bytes>>) -> Self {
        Self {
            pieces,
            rest: Bytes::new(),
            ended: false,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() && !self.ended {
            match self.pieces.recv() {
                Ok(Some(piece)) => self.rest = piece,
                Ok(None) => self.ended = true,
                Err(_) => return Err(io::Error::other("the stream broke off")),
            }
        }
        let part = self.rest.split_to(self.rest.len().min(buffer.len()));
        buffer
            .get_mut(..part.len())
            .unwrap_or_default()
            .copy_from_slice(&part);
        Ok(part.len())
    }
}

/// A reader that trips the latch when it fails, and otherwise always fills the buffer: the
/// engine's chunker never again asks for more than it once got.
pub(crate) struct Full {
    inner: Box<dyn Read + Send>,
    latch: Arc<Latch>,
}

impl Read for Full {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
            match self.inner.read(room) {
                Ok(0) => break,
                Ok(more) => filled += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    // What a file of ours says of itself is told as it is.
                    let told = error.downcast::<Error>();
                    let told = told.unwrap_or_else(|error| Error::internal(error.to_string()));
                    self.latch.trip(told);
                    return Err(io::Error::other("a file could not be read"));
                }
            }
        }
        Ok(filled)
    }
}

/// Everything a backup stores. Can be read once.
pub(crate) struct Source {
    entries: Mutex<Vec<ReadSourceEntry<Opened>>>,
    size: u64,
}

/// An entry's reader, on its way to the engine.
pub(crate) struct Opened(Full);

impl ReadSourceOpen for Opened {
    type Reader = Full;
    fn open(self) -> RusticResult<Full> {
        Ok(self.0)
    }
}

impl Source {
    /// A source of `pages` bytes of database and the means to feed it.
    pub(crate) fn new(
        manifest: String,
        made_at: Timestamp,
        pages: u64,
        extras: Vec<Extra>,
        latch: &Arc<Latch>,
    ) -> Result<(Self, Feed)> {
        let (page_sender, page_receiver) = sync_channel(UNDER_WAY);
        let (hash_sender, hash_receiver) = sync_channel(2);
        let hasher = blake3::Hasher::new();
        let line = hash_line(&hasher.finalize()).len() as u64;
        let mut files: Vec<(String, u64, Box<dyn Read + Send>)> = Vec::new();
        let manifest = manifest.into_bytes();
        files.push((
            MANIFEST.to_owned(),
            manifest.len() as u64,
            Box::new(io::Cursor::new(manifest)),
        ));
        for extra in extras {
            files.push((
                format!("{}/{}", super::files::FOLDER, extra.name),
                extra.size,
                extra.reader,
            ));
        }
        files.push((
            PAGES.to_owned(),
            pages,
            Box::new(Stream::new(page_receiver)),
        ));
        files.push((HASH.to_owned(), line, Box::new(Stream::new(hash_receiver))));

        let size = files.iter().map(|(_, size, _)| size).sum();
        let mtime =
            rustic_core::jiff::Timestamp::from_millisecond(made_at.0).map_err(Error::internal)?;
        let entries = files
            .into_iter()
            .map(|(path, size, inner)| {
                let path = PathBuf::from(path);
                let meta = Metadata {
                    mode: Some(0o600),
                    mtime: Some(mtime),
                    size,
                    ..Metadata::default()
                };
                let name = path.file_name().unwrap_or_default();
                let node = Node::new_node(name, NodeType::File, meta);
                let open = Some(Opened(Full {
                    inner,
                    latch: latch.clone(),
                }));
                ReadSourceEntry { path, node, open }
            })
            .collect();
        let feed = Feed {
            pages: page_sender,
            hash: hash_sender,
            hasher,
        };
        Ok((
            Self {
                entries: Mutex::new(entries),
                size,
            },
            feed,
        ))
    }
}

impl ReadSource for Source {
    type Open = Opened;
    type Iter = std::vec::IntoIter<RusticResult<ReadSourceEntry<Opened>>>;

    fn size(&self) -> RusticResult<Option<u64>> {
        Ok(Some(self.size))
    }
    fn entries(&self) -> Self::Iter {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *entries)
            .into_iter()
            .map(Ok)
            .collect::<Vec<_>>()
            .into_iter()
    }
}
