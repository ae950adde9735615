//! The bytes of a key file.
//!
//! ```text
//! 8 magic "STWDKEY\x01" | u16 format | u16 min_reader | u32 length of body | body: JSON
//! | 32 BLAKE3 of all above | 32 HMAC-SHA-256 of all above
//! ```
//! Numbers are big-endian. The unkeyed hash is checked first: it tells a damaged file from a wrong
//! passphrase without deriving anything. The HMAC, keyed by the vault key, is checked once that is
//! known: it binds all slots together. Up to the hash, this head stays the same in all formats.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Keyring;
use crate::base::{Error, Kind, Result};
use crate::crypto::{Key, derive_key};

const MAGIC: &[u8; 8] = b"STWDKEY\x01";
/// The format this program writes.
const FORMAT: u16 = 1;
/// The oldest format a program must know to read what this program writes.
const MIN_READER: u16 = 1;
const HEAD: usize = 16;
const HASH: usize = 32;
/// No key file is longer.
pub(super) const LONGEST: usize = 64 << 10;

/// A key file whose unkeyed hash is right.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    pub(crate) keyring: Keyring,
    signed: Vec<u8>,
    mac: [u8; HASH],
}

impl Whole {
    /// Whether the file was written by someone who knew the vault key, and not changed since.
    pub(crate) fn is_signed_by(&self, vault_key: &Key) -> Result<bool> {
        Ok(mac(vault_key, &self.signed)?
            .verify_slice(&self.mac)
            .is_ok())
    }
}

/// The bytes of `keyring`, signed with the vault key.
pub(crate) fn encode(keyring: &Keyring, vault_key: &Key) -> Result<Vec<u8>> {
    encode_as(keyring, vault_key, FORMAT, MIN_READER)
}

pub(super) fn encode_as(
    keyring: &Keyring,
    vault_key: &Key,
    format: u16,
    min_reader: u16,
) -> Result<Vec<u8>> {
    let body = serde_json::to_vec(keyring).map_err(Error::internal)?;
    let length = u32::try_from(body.len()).map_err(Error::internal)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend(format.to_be_bytes());
    bytes.extend(min_reader.to_be_bytes());
    bytes.extend(length.to_be_bytes());
    bytes.extend(body);
    bytes.extend(blake3::hash(&bytes).as_bytes());
    let mac = mac(vault_key, &bytes)?.finalize().into_bytes();
    bytes.extend(mac);
    if bytes.len() > LONGEST {
        return Err(Error::internal("the key file grew too long"));
    }
    Ok(bytes)
}

/// Reads a key file as far as it can be read without a secret.
///
/// # Errors
/// [`Kind::Damaged`], or [`Kind::NewerVersion`] for a whole file of a newer program.
pub(crate) fn parse(bytes: &[u8]) -> Result<Whole> {
    let head = split(bytes).ok_or_else(damaged)?;
    if blake3::hash(head.above_hash) != head.hash {
        return Err(damaged());
    }
    if head.min_reader > FORMAT {
        return Err(newer());
    }
    let keyring: Keyring = serde_json::from_slice(head.body).map_err(|e| damaged().caused_by(e))?;
    if !keyring.features.is_empty() {
        return Err(newer());
    }
    let (signed, mac) = bytes
        .split_at_checked(bytes.len() - HASH)
        .ok_or_else(damaged)?;
    let mac = mac.try_into().map_err(|_| damaged())?;
    Ok(Whole {
        keyring,
        signed: signed.to_vec(),
        mac,
    })
}

struct Split<'b> {
    min_reader: u16,
    body: &'b [u8],
    above_hash: &'b [u8],
    hash: [u8; HASH],
}

fn split(bytes: &[u8]) -> Option<Split<'_>> {
    let (head, rest) = bytes.split_at_checked(HEAD)?;
    let (magic, numbers) = head.split_at_checked(MAGIC.len())?;
    let min_reader = u16::from_be_bytes(numbers.get(2..4)?.try_into().ok()?);
    let length = u32::from_be_bytes(numbers.get(4..8)?.try_into().ok()?);
    let (body, tail) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    let hash = tail.get(..HASH)?.try_into().ok()?;
    let above_hash = bytes.get(..HEAD + body.len())?;
    let whole = magic == MAGIC && tail.len() == 2 * HASH && bytes.len() <= LONGEST;
    whole.then_some(Split {
        min_reader,
        body,
        above_hash,
        hash,
    })
}

fn mac(vault_key: &Key, bytes: &[u8]) -> Result<Hmac<Sha256>> {
    let key = derive_key(vault_key, &[b"steward/1/keyring-mac"])?;
    let mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).map_err(Error::internal)?;
    Ok(mac.chain_update(bytes))
}

fn damaged() -> Error {
    Error::new(Kind::Damaged, "error.keyring_damaged")
}

fn newer() -> Error {
    Error::new(Kind::NewerVersion, "error.vault_newer")
}

/// Bytes as hexadecimal text in JSON.
pub(super) mod hex {
    use std::fmt::Write as _;

    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(in super::super) fn serialize<const N: usize, S: Serializer>(
        bytes: &[u8; N],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(N * 2);
        for byte in bytes {
            let _ = write!(text, "{byte:02x}");
        }
        to.serialize_str(&text)
    }

    pub(in super::super) fn deserialize<'de, const N: usize, D: Deserializer<'de>>(
        from: D,
    ) -> Result<[u8; N], D::Error> {
        let text = String::deserialize(from)?;
        if text.len() != N * 2 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(D::Error::custom("wrong length or letter"));
        }
        let mut bytes = [0; N];
        for (at, byte) in bytes.iter_mut().enumerate() {
            let pair = text.get(at * 2..at * 2 + 2).unwrap_or_default();
            *byte = u8::from_str_radix(pair, 16).map_err(D::Error::custom)?;
        }
        Ok(bytes)
    }
}
