//! A long text sealed in chunks, so that it can be written and read without standing in memory
//! whole, and read from the middle: AES-256-GCM in the STREAM construction of Hoang, Reyhanitabar,
//! Rogaway and Vizár. Each chunk's nonce holds its number and whether it is the last one; its
//! associated data, the head and the place it belongs to. So no chunk can be changed, left out,
//! moved, added or cut off, nor come from another stream, without its not opening.
//!
//! Not done: one nonce-free key for all streams. A key is for one stream only, which is what keeps
//! the seven random bytes of the head from ever having to be told apart.

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};

use super::derive::{Key, make_bytes};
use crate::base::{Error, Kind, Result};

/// Plain bytes in a chunk; the last one may hold fewer.
pub const CHUNK: usize = 1 << 20;
/// What sealing adds to each chunk.
pub const TAG: usize = 16;
/// The bytes before the first chunk.
pub const HEAD: usize = 12;

/// What it is, which version, and the size of a chunk as a power of two.
const MARK: [u8; 5] = [b'S', b'F', b'S', 1, 20];
const KIND: &[u8] = b"SFS";

/// A head as it might be drawn, for the test vector.
#[cfg(test)]
pub(crate) const MARKED_HEAD: [u8; HEAD] = [b'S', b'F', b'S', 1, 20, 7, 6, 5, 4, 3, 2, 1];

/// How the chunks of one stream are sealed and opened.
pub struct Stream {
    cipher: Aes256Gcm,
    head: [u8; HEAD],
    place: Vec<u8>,
}

/// A new stream at `place`, to be sealed under a key that seals nothing else.
///
/// # Errors
/// When the system has no randomness to give.
pub fn make_stream(key: &Key, place: &[u8]) -> Result<Stream> {
    let drawn = make_bytes::<{ HEAD - MARK.len() }>()?;
    let mut head = [0; HEAD];
    for (to, from) in head.iter_mut().zip(MARK.into_iter().chain(drawn)) {
        *to = from;
    }
    derive_stream(key, place, head)
}

/// The stream at `place` that begins with `head`.
///
/// # Errors
/// [`Kind::NewerVersion`] where a newer program sealed it, [`Kind::Damaged`] where it is none.
pub fn derive_stream(key: &Key, place: &[u8], head: [u8; HEAD]) -> Result<Stream> {
    let [_, _, _, version, ..] = head;
    if !head.starts_with(KIND) || version == 0 {
        return Err(damaged());
    }
    if !head.starts_with(&MARK) {
        return Err(Error::new(Kind::NewerVersion, "error.attachment_newer"));
    }
    let cipher = Aes256Gcm::new_from_slice(key.as_slice())
        .map_err(|_| Error::internal("a stream's key has a wrong size"))?;
    Ok(Stream {
        cipher,
        head,
        place: place.to_vec(),
    })
}

/// How many chunks `len` plain bytes make; none at all make one, which is empty.
#[must_use]
pub fn n_chunks(len: u64) -> u64 {
    len.div_ceil(CHUNK as u64).max(1)
}

/// How long `len` plain bytes are when sealed.
#[must_use]
pub fn sealed_len(len: u64) -> u64 {
    HEAD as u64 + len + n_chunks(len) * TAG as u64
}

/// Where the sealed chunk `number` begins.
#[must_use]
pub fn sealed_at(number: u64) -> u64 {
    HEAD as u64 + number * (CHUNK + TAG) as u64
}

impl Stream {
    /// The bytes before the first chunk.
    #[must_use]
    pub fn head(&self) -> [u8; HEAD] {
        self.head
    }

    /// Seals chunk `number` where it stands; `last` for the one nothing follows.
    ///
    /// # Errors
    /// When there are more chunks than can be numbered.
    pub fn seal(&self, number: u64, last: bool, chunk: &mut Vec<u8>) -> Result<()> {
        let nonce = self.nonce(number, last)?;
        self.cipher
            .encrypt_in_place(&nonce, &self.bound(), chunk)
            .map_err(|_| Error::internal("a chunk could not be sealed"))
    }

    /// Opens chunk `number` where it stands.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when it is not what was sealed as this chunk of this stream.
    pub fn open(&self, number: u64, last: bool, chunk: &mut Vec<u8>) -> Result<()> {
        let nonce = self.nonce(number, last)?;
        self.cipher
            .decrypt_in_place(&nonce, &self.bound(), chunk)
            .map_err(|_| damaged())
    }

    fn nonce(&self, number: u64, last: bool) -> Result<Nonce<aes_gcm::aead::consts::U12>> {
        let number =
            u32::try_from(number).map_err(|_| Error::internal("a stream is too long to number"))?;
        let drawn = self.head.into_iter().skip(MARK.len());
        let parts = drawn.chain(number.to_be_bytes()).chain([u8::from(last)]);
        let mut nonce = [0; 12];
        for (to, from) in nonce.iter_mut().zip(parts) {
            *to = from;
        }
        Ok(Nonce::from(nonce))
    }

    /// The number is in the nonce, which is authenticated as well.
    fn bound(&self) -> Vec<u8> {
        [self.head.as_slice(), &self.place].concat()
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream(…)")
    }
}

fn damaged() -> Error {
    Error::new(Kind::Damaged, "error.attachment_damaged")
}
