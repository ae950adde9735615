//! How hard a passphrase is to guess.

use serde::{Deserialize, Serialize};

use super::secret::Secret;
use crate::base::{Error, Result};

/// Fewest characters of a passphrase.
const SHORTEST: usize = 10;
/// Least score of a passphrase.
const LEAST: u8 = 3;
/// How much is measured: what follows can only make it stronger, and measuring is slow.
const MEASURED: usize = 100;

/// A passphrase, judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Strength {
    /// From 0 (guessed at once) to 4 (out of reach).
    pub score: u8,
    /// Whether a vault may be closed with it: a score of 3 and ten characters.
    pub enough: bool,
    /// What would help, a message key; none where it is enough.
    pub hint: Option<&'static str>,
}

impl Strength {
    /// Judges `passphrase`; `known` are words an attacker would try first, such as the user's
    /// own name and the vault's.
    #[must_use]
    pub fn of(passphrase: &Secret, known: &[&str]) -> Self {
        let text: String = passphrase.expose().chars().take(MEASURED).collect();
        let text = zeroize::Zeroizing::new(text);
        let score = u8::from(zxcvbn::zxcvbn(&text, known).score());
        let long = passphrase.expose().chars().count() >= SHORTEST;
        let hint = match (score >= LEAST, long) {
            (true, true) => None,
            (_, false) => Some("strength.short"),
            (false, true) => Some("strength.guessable"),
        };
        Self {
            score,
            enough: hint.is_none(),
            hint,
        }
    }
}

/// Refuses a passphrase that is too easy to guess.
///
/// # Errors
/// [`Kind::Invalid`](crate::base::Kind::Invalid).
pub fn require_enough(passphrase: &Secret) -> Result<()> {
    if Strength::of(passphrase, &[]).enough {
        return Ok(());
    }
    Err(Error::invalid("passphrase", "error.passphrase_weak").with("min", SHORTEST))
}
