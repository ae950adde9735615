//! A key sealed under another key: AES-256-GCM with everything that names its place as
//! associated data, so that a wrapped key moved to another place does not open.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use zeroize::{Zeroize, Zeroizing};

use super::derive::{Key, make_bytes};
use crate::base::{Error, Result};

/// A wrapped key: the nonce and the 32 sealed bytes with their 16-byte tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// Drawn anew for each wrapping.
    pub nonce: [u8; 12],
    /// Sealed key and tag.
    pub sealed: [u8; 48],
}

/// Wraps `key` under `kek` for the place `place`, with a fresh random nonce.
///
/// # Errors
/// When the system has no randomness to give.
pub fn make_wrapped(kek: &Key, place: &[u8], key: &Key) -> Result<Wrapped> {
    let nonce = make_bytes::<12>()?;
    derive_wrapped(kek, place, key, nonce)
}

/// Wraps with a given nonce; for test vectors. Never use a nonce twice under one key.
///
/// # Errors
/// Never in practice.
pub(crate) fn derive_wrapped(
    kek: &Key,
    place: &[u8],
    key: &Key,
    nonce: [u8; 12],
) -> Result<Wrapped> {
    let payload = Payload {
        msg: key.as_slice(),
        aad: place,
    };
    let sealed = cipher(kek)?
        .encrypt(&Nonce::from(nonce), payload)
        .map_err(|_| Error::internal("a key could not be sealed"))?;
    let sealed = sealed
        .try_into()
        .map_err(|_| Error::internal("a sealed key has a wrong size"))?;
    Ok(Wrapped { nonce, sealed })
}

/// The key inside, or `None` when `kek` or `place` is not the one it was wrapped with (or it was
/// tampered with: the two cannot be told apart here).
///
/// # Errors
/// Never in practice.
pub fn unwrap(kek: &Key, place: &[u8], wrapped: &Wrapped) -> Result<Option<Key>> {
    let payload = Payload {
        msg: &wrapped.sealed,
        aad: place,
    };
    let Ok(opened) = cipher(kek)?.decrypt(&Nonce::from(wrapped.nonce), payload) else {
        return Ok(None);
    };
    let mut opened = Zeroizing::new(opened);
    let mut key = Key::default();
    if opened.len() != key.len() {
        return Err(Error::internal("a wrapped key has a wrong size"));
    }
    key.copy_from_slice(&opened);
    opened.zeroize();
    Ok(Some(key))
}

fn cipher(kek: &Key) -> Result<Aes256Gcm> {
    Aes256Gcm::new_from_slice(kek.as_slice())
        .map_err(|_| Error::internal("a wrapping key has a wrong size"))
}
