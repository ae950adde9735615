//! What a check finds about a value that is kept either way: fine, or doubtful and why. A doubt
//! warns; it never refuses.

use std::collections::BTreeMap;

/// What a check finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing speaks against it.
    Ok,
    /// It may be wrong.
    Doubtful(Doubt),
}

/// Why a value may be wrong, as a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The message key.
    pub key: &'static str,
    /// What fills the message's blanks.
    pub values: BTreeMap<&'static str, String>,
}

impl Verdict {
    /// Doubtful for the reason `key`, whose blank `text` holds the value.
    #[must_use]
    pub fn doubtful(key: &'static str, text: &str) -> Self {
        Self::Doubtful(Doubt {
            key,
            values: BTreeMap::from([("text", text.to_owned())]),
        })
    }

    /// Fills a further blank of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Doubtful(doubt) = &mut self {
            doubt.values.insert(name, value.to_owned());
        }
        self
    }

    /// Its own doubt, or what another check finds where it has none.
    #[must_use]
    pub fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Ok => other(),
            doubtful @ Self::Doubtful(_) => doubtful,
        }
    }

    /// The doubt, if any.
    #[must_use]
    pub fn doubt(&self) -> Option<&Doubt> {
        match self {
            Self::Ok => None,
            Self::Doubtful(doubt) => Some(doubt),
        }
    }
}
