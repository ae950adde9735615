//! The recovery key: 160 random bits written so that a person can copy them onto paper.
//!
//! 32 characters of Crockford's base 32 for the bits and four more that check them, in nine
//! groups of four: `7Q2M-…-K0WX`.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use super::derive::{Key, derive_key, make_bytes};
use super::secret::Secret;
use crate::base::{Error, Result};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BYTES: usize = 20;
const LETTERS: usize = 36;

/// The second way into a vault. Wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryKey(Zeroizing<[u8; BYTES]>);

impl RecoveryKey {
    /// Draws a new one.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn make() -> Result<Self> {
        make_bytes().map(|bytes| Self(Zeroizing::new(bytes)))
    }
    /// From its bits.
    #[must_use]
    pub fn from_bytes(bytes: [u8; BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }
    /// As written on paper: nine groups of four, joined by hyphens.
    #[must_use]
    pub fn as_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LETTERS + 8));
        for (at, letter) in self.letters().iter().enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(*letter));
        }
        text
    }
    /// Reads what was typed: case, spaces, hyphens and full-width forms do not matter, `O` is
    /// `0`, `I` and `L` are `1`.
    ///
    /// # Errors
    /// [`Kind::Invalid`](crate::base::Kind::Invalid) when characters are missing, foreign, or do
    /// not agree with the check at the end: a slip of the pen, not a wrong key.
    pub fn parse(typed: &Secret) -> Result<Self> {
        let wrong = |key| Error::invalid("recovery", key);
        let mut values = Zeroizing::new(Vec::with_capacity(typed.expose().len()));
        for letter in typed.expose().nfkc() {
            if letter.is_whitespace() || matches!(letter, '-' | '_' | '\u{2010}'..='\u{2015}') {
                continue;
            }
            values.push(value_of(letter).ok_or_else(|| wrong("error.recovery_key_letter"))?);
        }
        if values.len() != LETTERS {
            return Err(wrong("error.recovery_key_length")
                .with("found", values.len())
                .with("expected", LETTERS));
        }
        let mut bytes = Zeroizing::new([0; BYTES]);
        for (five_bytes, eight) in bytes.chunks_exact_mut(5).zip(values.chunks_exact(8)) {
            let mut bits = eight
                .iter()
                .fold(0_u64, |bits, v| bits << 5 | u64::from(*v));
            for byte in five_bytes.iter_mut().rev() {
                *byte = (bits & 0xFF) as u8;
                bits >>= 8;
            }
            bits.zeroize();
        }
        let key = Self(bytes);
        let said = values.get(LETTERS - 4..).unwrap_or_default();
        if key.check().as_slice() != said {
            return Err(wrong("error.recovery_key_check"));
        }
        Ok(key)
    }
    /// The root key of a recovery slot. The bits are random enough already: HKDF, no delay.
    ///
    /// # Errors
    /// Never in practice.
    pub fn derive_root(&self, salt: &[u8; 32]) -> Result<Key> {
        let (mut extracted, _) =
            hkdf::Hkdf::<Sha256>::extract(Some(salt.as_slice()), self.0.as_slice());
        let mut prk = Key::default();
        prk.copy_from_slice(&extracted);
        extracted.as_mut_slice().zeroize();
        derive_key(&prk, &[b"steward/1/recovery-root"])
    }

    fn letters(&self) -> Zeroizing<Vec<u8>> {
        let mut letters = Zeroizing::new(Vec::with_capacity(LETTERS));
        for five_bytes in self.0.chunks_exact(5) {
            let bits = five_bytes
                .iter()
                .fold(0_u64, |bits, b| bits << 8 | u64::from(*b));
            for place in (0..8).rev() {
                letters.push(letter_of((bits >> (place * 5) & 31) as u8));
            }
        }
        letters.extend(self.check().iter().map(|value| letter_of(*value)));
        letters
    }
    /// Four values of five bits that depend on every bit of the key.
    fn check(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(b"steward/1/recovery-check")
            .chain_update(self.0.as_slice())
            .finalize();
        let bits = hash
            .iter()
            .take(3)
            .fold(0_u32, |bits, b| bits << 8 | u32::from(*b))
            >> 4;
        [15, 10, 5, 0].map(|shift| (bits >> shift & 31) as u8)
    }
}

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey(…)")
    }
}

fn letter_of(value: u8) -> u8 {
    ALPHABET.get(usize::from(value)).copied().unwrap_or(b'0')
}

fn value_of(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET
        .iter()
        .position(|known| char::from(*known) == letter)?;
    u8::try_from(at).ok()
}
