//! What is searched, and what is found.

use serde::{Deserialize, Serialize};

use crate::base::{Id, Timestamp};

/// One record as search sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doc {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// The unit it belongs to.
    pub unit: Option<Id>,
    /// What it is called; shown, and found by. Empty for a record without a name of its own.
    pub title: String,
    /// What it belongs to, in words; shown, and found only together with something else, as in
    /// `华为 合同` for a note on a contract of that unit.
    pub about: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Codes, official numbers, mail addresses, handles.
    pub codes: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Longer texts.
    pub texts: Vec<String>,
    /// When it took place or was last changed; the newest are found first.
    pub at: Option<Timestamp>,
}

impl Doc {
    /// A record of which nothing is known yet.
    #[must_use]
    pub fn blank(entity: &str, id: Id) -> Self {
        Self {
            entity: entity.to_owned(),
            id,
            unit: None,
            title: String::new(),
            about: String::new(),
            aliases: Vec::new(),
            codes: Vec::new(),
            phones: Vec::new(),
            texts: Vec::new(),
            at: None,
        }
    }
}

/// By what a record was found, the best first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// The whole name, or the name without its legal form, or a whole code.
    Exact,
    /// The start of a name.
    Prefix,
    /// A part of a name.
    Part,
    /// The pinyin of a name, from the start or from any syllable.
    Pinyin,
    /// The initials of a name's pinyin.
    Initials,
    /// The end or the start of a telephone number.
    Phone,
    /// The start of a code or of one of its parts.
    Code,
    /// A longer text.
    Text,
}

/// A record found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// The unit it belongs to.
    pub unit: Option<Id>,
    /// What it is called.
    pub title: String,
    /// What it belongs to.
    pub about: String,
    /// What matched where the title does not show it: the alias, the number, the code, a passage
    /// of the text. Empty where the title says it all.
    pub detail: String,
    /// By what it was found.
    pub matched: Matched,
    /// When it took place or was last changed.
    pub at: Option<Timestamp>,
}
