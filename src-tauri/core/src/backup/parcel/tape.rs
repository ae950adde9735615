//! Writing the archive: entries one after the other, compressed and sealed as they come.

use std::io::{self, Write};

use tar::{EntryType, Header};
use zstd::Encoder;

use crate::backup::errand::told;
use crate::base::{Error, Result};
use crate::crypto::Secret;
use crate::crypto::age::{CHUNK, Sealing};

const BLOCK: usize = 512;
/// The level at which most is won for the time it takes.
const LEVEL: i32 = 3;
/// A frame that every reader of zstd passes over begins with this and its length.
const PASSED_OVER: [u8; 4] = 0x184D_2A50_u32.to_le_bytes();

/// An archive under way.
pub(super) struct Tape<W: Write> {
    to: Encoder<'static, Sealing<W>>,
    hash: blake3::Hasher,
    mtime: u64,
    n_entries: usize,
}

impl<W: Write> Tape<W> {
    pub(super) fn begin(to: W, (passphrase, work): (&Secret, u8), mtime: u64) -> Result<Self> {
        let mut to = Encoder::new(Sealing::begin(to, passphrase, work)?, LEVEL)?;
        to.include_checksum(true)?;
        Ok(Self {
            to,
            hash: blake3::Hasher::new(),
            mtime,
            n_entries: 0,
        })
    }

    /// An entry of `size` bytes, which `fill` writes.
    pub(super) fn entry(
        &mut self,
        name: &str,
        size: u64,
        fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()>,
    ) -> Result<()> {
        self.n_entries += 1;
        let short = name.is_ascii() && name.len() < 100;
        if !short {
            let record = record(name);
            self.head("PaxHeader", EntryType::XHeader, record.len() as u64)?;
            self.put(record.as_bytes())?;
            self.pad(record.len() as u64)?;
        }
        let number = self.n_entries.to_string();
        self.head(if short { name } else { &number }, EntryType::Regular, size)?;
        let mut done = 0;
        fill(&mut |bytes| {
            done += bytes.len() as u64;
            self.put(bytes)
        })?;
        if done != size {
            return Err(Error::internal("an entry is not as long as it was said"));
        }
        self.pad(size)
    }

    /// An entry that is at hand.
    pub(super) fn text(&mut self, name: &str, text: &[u8]) -> Result<()> {
        self.entry(name, text.len() as u64, |put| put(text))
    }

    /// Ends the archive; the hash of its plain form.
    pub(super) fn finish(mut self) -> Result<blake3::Hash> {
        self.put(&[0; 2 * BLOCK])?;
        let mut sealing = told(self.to.finish())?;
        told(fill_up(&mut sealing))?;
        told(sealing.finish().and_then(|mut to| to.flush()))?;
        Ok(self.hash.finalize())
    }

    fn head(&mut self, name: &str, kind: EntryType, size: u64) -> Result<()> {
        let mut header = Header::new_ustar();
        header.set_path(name)?;
        header.set_entry_type(kind);
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(self.mtime);
        header.set_cksum();
        self.put(header.as_bytes())
    }

    fn pad(&mut self, size: u64) -> Result<()> {
        let rest = size.next_multiple_of(BLOCK as u64) - size;
        let rest = usize::try_from(rest).map_err(Error::internal)?;
        self.put([0; BLOCK].get(..rest).unwrap_or_default())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        told(self.to.write_all(bytes))
    }
}

/// Fills the last chunk up: a file that ends in one that is not full was cut, and is told apart from
/// one in which something changed.
fn fill_up<W: Write>(sealing: &mut Sealing<W>) -> io::Result<()> {
    let over = usize::try_from(sealing.written() % CHUNK as u64).unwrap_or_default();
    let rest = match CHUNK - over {
        CHUNK => return Ok(()),
        // No room for the frame's own head.
        rest if rest < 8 => rest + CHUNK,
        rest => rest,
    };
    let zeros = vec![0; rest - 8];
    sealing.write_all(&PASSED_OVER)?;
    let len = u32::try_from(zeros.len()).map_err(io::Error::other)?;
    sealing.write_all(&len.to_le_bytes())?;
    sealing.write_all(&zeros)
}

/// How a name that an entry's head has no room for stands before it, its own length included.
fn record(name: &str) -> String {
    let rest = format!(" path={name}\n");
    let mut len = rest.len();
    while len != rest.len() + len.to_string().len() {
        len = rest.len() + len.to_string().len();
    }
    format!("{len}{rest}")
}
