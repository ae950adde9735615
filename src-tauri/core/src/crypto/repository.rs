//! Small files sealed as the repository format of the backups seals them: AES-256 in counter mode and
//! Poly1305-AES, a random nonce in front and the tag behind.
//!
//! The backup engine does this for all it writes; what it does not write, but others who know the
//! format must be able to read, is sealed here.

use aes256ctr_poly1305aes::aead::AeadInPlace;
use aes256ctr_poly1305aes::{Aes256CtrPoly1305Aes, Key, Nonce, Tag};
use zeroize::Zeroizing;

use super::derive::make_bytes;
use crate::base::{Error, Result};

const NONCE: usize = 16;
const TAG: usize = 16;

/// The master key of a repository.
#[derive(Clone)]
pub(crate) struct RepositoryKey(Zeroizing<[u8; 64]>);

impl RepositoryKey {
    /// From its parts: the cipher's key, and the two of the tag. None where they are of other lengths.
    pub(crate) fn from_parts(encrypt: &[u8], k: &[u8], r: &[u8]) -> Option<Self> {
        if (encrypt.len(), k.len(), r.len()) != (32, 16, 16) {
            return None;
        }
        let mut key = Zeroizing::new([0; 64]);
        let parts = encrypt.iter().chain(k).chain(r);
        key.iter_mut().zip(parts).for_each(|(to, from)| *to = *from);
        Some(Self(key))
    }

    fn cipher(&self) -> Aes256CtrPoly1305Aes {
        Aes256CtrPoly1305Aes::new(Key::from_slice(self.0.as_slice()))
    }

    /// # Errors
    /// When the system has no randomness to give.
    pub(crate) fn seal(&self, plain: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE] = make_bytes()?;
        let mut body = plain.to_vec();
        let tag = self
            .cipher()
            .encrypt_in_place_detached(Nonce::from_slice(&nonce), &[], &mut body)
            .map_err(|_| Error::internal("a small file cannot be sealed"))?;
        Ok([&nonce, body.as_slice(), tag.as_slice()].concat())
    }

    /// What was sealed; none where it was not sealed with this key, or is not as it was.
    pub(crate) fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_at_checked(NONCE)?;
        let (body, tag) = rest.split_at_checked(rest.len().checked_sub(TAG)?)?;
        let mut plain = body.to_vec();
        let (nonce, tag) = (Nonce::from_slice(nonce), Tag::from_slice(tag));
        self.cipher()
            .decrypt_in_place_detached(nonce, &[], &mut plain, tag)
            .ok()
            .map(|()| plain)
    }
}
