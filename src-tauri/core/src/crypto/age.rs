//! A file in the age format (`age-encryption.org/v1`) under a passphrase: what Debian's own `age`
//! opens. The file's key is wrapped by scrypt and `ChaCha20-Poly1305`; its content is sealed in chunks
//! of 64 KiB, each numbered and the last one marked, so that none can be changed, moved, added or
//! cut off without its not opening.
//!
//! Only this one kind of recipient, which leaves little more than the primitives: the format's own
//! crate brings seventy others for the kinds that are not needed here.

use std::io::{self, BufRead, Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::derive::{Key, make_bytes};
use super::secret::Secret;
use crate::base::{Error, Kind, Result};

/// Plain bytes in a chunk; the last one may hold fewer.
pub const CHUNK: usize = 64 << 10;
/// What sealing adds to each chunk.
const TAG: usize = 16;
/// A chunk as it lies in the file.
pub const SEALED: usize = CHUNK + TAG;
/// The work of trying a passphrase, as a power of two: 128 MiB and a third of a second.
pub const WORK: u8 = 17;
/// The most that is done for a file somebody else made: what `age` itself writes.
const MOST_WORK: u8 = 18;
const KIND: &[u8] = b"age-encryption.org/";
const VERSION: &str = "age-encryption.org/v1";
const STANZA: &str = "-> scrypt ";
const SALT: &[u8] = b"age-encryption.org/v1/scrypt";
/// No line of a head under a passphrase is longer.
const LINE: u64 = 128;

type FileKey = Zeroizing<[u8; 16]>;

/// What is wrong with a file, as the reader of its content says it.
fn damaged() -> Error {
    Error::new(Kind::Damaged, "error.parcel_damaged")
}
fn cut_short() -> Error {
    Error::new(Kind::Damaged, "error.parcel_cut_short")
}
fn no_parcel() -> Error {
    Error::new(Kind::BadFile, "error.parcel_none")
}

/// Seals what is written into it.
pub struct Sealing<W> {
    to: W,
    cipher: ChaCha20Poly1305,
    number: u64,
    chunk: Zeroizing<Vec<u8>>,
    written: u64,
}

impl<W: Write> Sealing<W> {
    /// Writes the head of a file that `passphrase` opens, each try at the cost of `work`.
    ///
    /// # Errors
    /// When the passphrase is empty, the system has no randomness to give, or `to` takes nothing.
    pub fn begin(mut to: W, passphrase: &Secret, work: u8) -> Result<Self> {
        let file_key: FileKey = Zeroizing::new(make_bytes()?);
        let salt = make_bytes()?;
        let mut body = Zeroizing::new(Vec::with_capacity(file_key.len() + TAG));
        body.extend_from_slice(file_key.as_slice());
        wrapping(passphrase, salt, work)?
            .encrypt_in_place(&Nonce::default(), b"", &mut *body)
            .map_err(|_| Error::internal("a file's key could not be wrapped"))?;
        let (salt, body) = (BASE64.encode(salt), BASE64.encode(&*body));
        let bound = format!("{VERSION}\n{STANZA}{salt} {work}\n{body}\n---");
        let mac = mac(&file_key, &bound)?.finalize().into_bytes();
        let nonce = make_bytes()?;
        writeln!(to, "{bound} {}", BASE64.encode(mac))?;
        to.write_all(&nonce)?;
        Ok(Self {
            to,
            cipher: payload(&file_key, nonce)?,
            number: 0,
            chunk: Zeroizing::new(Vec::with_capacity(SEALED)),
            written: 0,
        })
    }

    /// How many bytes came in so far.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Seals what is left as the last chunk; nothing is whole without it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.to)
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        self.cipher
            .encrypt_in_place(&nonce(self.number, last), b"", &mut *self.chunk)
            .map_err(|_| io::Error::other("a chunk could not be sealed"))?;
        self.to.write_all(&self.chunk)?;
        self.number += 1;
        self.chunk.clear();
        Ok(())
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits: it may turn out to be the last one.
        if self.chunk.len() == CHUNK && !bytes.is_empty() {
            self.seal(false)?;
        }
        let (now, _) = bytes.split_at(bytes.len().min(CHUNK - self.chunk.len()));
        self.chunk.extend_from_slice(now);
        self.written += now.len() as u64;
        Ok(now.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what is read through it. What does not open is an error with an [`Error`] in it, and the
/// end is only reached where the file has its own.
pub struct Opening<R> {
    from: R,
    cipher: ChaCha20Poly1305,
    number: u64,
    chunk: Zeroizing<Vec<u8>>,
    at: usize,
    ended: bool,
}

impl<R: BufRead> Opening<R> {
    /// Reads the head and tries the passphrase.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`]; [`Kind::BadFile`] where it is no such file or wants more work than any
    /// program of ours asked for, [`Kind::NewerVersion`], [`Kind::Damaged`].
    pub fn begin(mut from: R, passphrase: &Secret) -> Result<Self> {
        known(&mut from)?;
        if line(&mut from)? != VERSION {
            return Err(Error::new(Kind::NewerVersion, "error.parcel_newer"));
        }
        let stanza = line(&mut from)?;
        let arguments = stanza.strip_prefix(STANZA).ok_or_else(no_parcel)?;
        let (salt, work) = arguments.split_once(' ').ok_or_else(damaged)?;
        let raised = work.parse::<u8>().ok().filter(|_| canonical(work));
        let raised = raised.ok_or_else(damaged)?;
        if raised > MOST_WORK {
            return Err(Error::new(Kind::BadFile, "error.parcel_costly"));
        }
        let body = line(&mut from)?;
        let end = line(&mut from)?;
        let said = end.strip_prefix("--- ").ok_or_else(damaged)?;

        let mut key = Zeroizing::new(decoded::<32>(&body)?.to_vec());
        wrapping(passphrase, decoded(salt)?, raised)?
            .decrypt_in_place(&Nonce::default(), b"", &mut *key)
            .map_err(|_| Error::new(Kind::WrongSecret, "error.parcel_wrong_passphrase"))?;
        let mut file_key = FileKey::default();
        file_key.copy_from_slice(&key);
        let bound = format!("{VERSION}\n{stanza}\n{body}\n---");
        mac(&file_key, &bound)?
            .verify_slice(&decoded::<32>(said)?)
            .map_err(|_| damaged())?;
        let mut nonce = [0; 16];
        from.read_exact(&mut nonce).map_err(told)?;
        Ok(Self {
            from,
            cipher: payload(&file_key, nonce)?,
            number: 0,
            chunk: Zeroizing::new(Vec::with_capacity(SEALED)),
            at: 0,
            ended: false,
        })
    }

    fn next(&mut self) -> io::Result<()> {
        let mut sealed = Zeroizing::new(Vec::with_capacity(SEALED));
        (&mut self.from)
            .take(SEALED as u64)
            .read_to_end(&mut sealed)?;
        let last = self.from.fill_buf()?.is_empty();
        if sealed.len() < TAG {
            return Err(io::Error::other(cut_short()));
        }
        self.chunk.clear();
        self.chunk.extend_from_slice(&sealed);
        let opened = self
            .cipher
            .decrypt_in_place(&nonce(self.number, last), b"", &mut *self.chunk);
        if opened.is_err() {
            return Err(io::Error::other(self.what_of(last, sealed)));
        }
        // The last chunk holds something, where there is anything to hold.
        if self.chunk.is_empty() && self.number > 0 {
            return Err(io::Error::other(damaged()));
        }
        self.at = 0;
        self.number += 1;
        self.ended = last;
        Ok(())
    }

    /// Why a chunk did not open. Whoever writes files of ours fills the last chunk, so one that is
    /// not full was cut; so was one that opens as one that others follow.
    fn what_of(&self, last: bool, mut sealed: Zeroizing<Vec<u8>>) -> Error {
        if !last {
            return damaged();
        }
        let whole = sealed.len() == SEALED;
        let as_one_before = nonce(self.number, false);
        let opened = self
            .cipher
            .decrypt_in_place(&as_one_before, b"", &mut *sealed);
        if !whole || opened.is_ok() {
            cut_short()
        } else {
            damaged()
        }
    }
}

impl<R: BufRead> Read for Opening<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.chunk.len() && !self.ended {
            self.next()?;
        }
        let rest = self.chunk.get(self.at..).unwrap_or_default();
        let n = rest.len().min(buffer.len());
        let (now, _) = rest.split_at(n);
        buffer.get_mut(..n).unwrap_or_default().copy_from_slice(now);
        self.at += n;
        Ok(n)
    }
}

/// Refuses what does not begin as a file in this format does.
fn known(from: &mut impl BufRead) -> Result<()> {
    let begins = from.fill_buf().map_err(told)?;
    if begins.starts_with(KIND) {
        return Ok(());
    }
    let cut = !begins.is_empty() && KIND.starts_with(begins);
    Err(if cut { cut_short() } else { no_parcel() })
}

/// A line of the head, without its end.
fn line(from: &mut impl BufRead) -> Result<String> {
    let mut line = Vec::new();
    from.take(LINE).read_until(b'\n', &mut line).map_err(told)?;
    if line.pop_if(|end| *end == b'\n').is_none() {
        let whole = line.len() as u64 == LINE;
        return Err(if whole { damaged() } else { cut_short() });
    }
    String::from_utf8(line).map_err(|_| damaged())
}

/// What a reader below said of itself, where it did.
fn told(error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return cut_short();
    }
    error.downcast::<Error>().unwrap_or_else(Into::into)
}

fn canonical(number: &str) -> bool {
    number.bytes().all(|digit| digit.is_ascii_digit()) && !number.starts_with('0')
}

fn decoded<const N: usize>(text: &str) -> Result<[u8; N]> {
    let bytes = BASE64.decode(text).ok();
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(damaged)
}

/// What a passphrase wraps file keys with.
fn wrapping(passphrase: &Secret, salt: [u8; 16], work: u8) -> Result<ChaCha20Poly1305> {
    let params = scrypt::Params::new(work, 8, 1).map_err(Error::internal)?;
    let normal = passphrase.normal_form()?;
    let mut key = Key::default();
    scrypt::scrypt(
        normal.as_bytes(),
        &[SALT, &salt].concat(),
        &params,
        key.as_mut_slice(),
    )
    .map_err(Error::internal)?;
    cipher(&key)
}

fn mac(file_key: &FileKey, bound: &str) -> Result<Hmac<Sha256>> {
    let key = expanded(file_key, None, b"header")?;
    let mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).map_err(Error::internal)?;
    Ok(mac.chain_update(bound))
}

fn payload(file_key: &FileKey, nonce: [u8; 16]) -> Result<ChaCha20Poly1305> {
    cipher(&expanded(file_key, Some(&nonce), b"payload")?)
}

fn cipher(key: &Key) -> Result<ChaCha20Poly1305> {
    ChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(Error::internal)
}

fn expanded(file_key: &FileKey, salt: Option<&[u8]>, what: &[u8]) -> Result<Key> {
    let mut key = Key::default();
    Hkdf::<Sha256>::new(salt, file_key.as_slice())
        .expand(what, key.as_mut_slice())
        .map_err(|_| Error::internal("a derived key cannot be that long"))?;
    Ok(key)
}

fn nonce(number: u64, last: bool) -> Nonce {
    let mut nonce = Nonce::default();
    let place = number.to_be_bytes();
    let bytes = [[0; 3].as_slice(), &place, &[u8::from(last)]].concat();
    nonce.copy_from_slice(&bytes);
    nonce
}
