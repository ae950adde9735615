//! What a person types to prove who they are. Never printed, wiped when dropped.

use serde::{Deserialize, Deserializer};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::base::{Error, Result};

/// The longest secret accepted, in bytes of its normal form.
const LONGEST: usize = 1024;

/// A passphrase or the text of a recovery key, as typed. Its memory is wiped when it is dropped;
/// it has no `Display`, and its `Debug` shows nothing.
#[derive(Clone, Default, specta::Type)]
#[specta(transparent)]
pub struct Secret(#[specta(type = String)] Zeroizing<String>);

impl Secret {
    /// Takes the typed text over.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }
    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The text as typed, for whoever must show it back or measure it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
    /// The bytes keys are derived from: Unicode form NFKC, so that two keyboards that spell the
    /// same letters differently open the same vault.
    ///
    /// # Errors
    /// [`Kind::Invalid`](crate::base::Kind::Invalid) when empty or longer than 1,024 bytes.
    pub fn normal_form(&self) -> Result<Zeroizing<String>> {
        if self.0.is_empty() {
            return Err(Error::invalid("passphrase", "error.passphrase_empty"));
        }
        if self.0.len() > LONGEST * 4 {
            return Err(Error::invalid("passphrase", "error.passphrase_long").with("max", LONGEST));
        }
        // Room from the start: a growing string would leave pieces of the secret behind it.
        let mut normal = Zeroizing::new(String::with_capacity(self.0.len() * 18));
        normal.extend(self.0.nfkc());
        if normal.len() > LONGEST {
            return Err(Error::invalid("passphrase", "error.passphrase_long").with("max", LONGEST));
        }
        Ok(normal)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::new)
    }
}
