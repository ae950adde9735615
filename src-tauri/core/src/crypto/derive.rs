//! Keys from keys (HKDF-SHA-256) and from the system's randomness.

use aes_gcm::aead::Generate;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::base::{Error, Result};

/// A 256-bit key, wiped when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// The key that belongs to `label` under `key`: HKDF-SHA-256 (expand only, `key` is uniformly
/// random already) with the parts of `label` joined; callers keep all parts but one at a fixed
/// length, so that no two labels join to the same bytes.
///
/// # Errors
/// Never in practice: 32 bytes can always be expanded.
pub fn derive_key(key: &Key, label: &[&[u8]]) -> Result<Key> {
    let mut derived = Key::default();
    Hkdf::<Sha256>::from_prk(key.as_slice())
        .map_err(|_| Error::internal("a key is too short to derive from"))?
        .expand(&label.concat(), derived.as_mut_slice())
        .map_err(|_| Error::internal("a derived key cannot be that long"))?;
    Ok(derived)
}

/// `N` bytes of the system's randomness.
///
/// # Errors
/// When the system has none to give.
pub fn make_bytes<const N: usize>() -> Result<[u8; N]> {
    <[u8; N]>::try_generate().map_err(Error::internal)
}

/// A random 256-bit key.
///
/// # Errors
/// When the system has no randomness to give.
pub fn make_key() -> Result<Key> {
    make_bytes().map(Zeroizing::new)
}
