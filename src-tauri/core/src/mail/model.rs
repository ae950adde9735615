//! A letter that is asked for, and its draft. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::Id;
use crate::records::labels::Language;
use crate::records::value::Ref;

/// The kinds of record a letter can be about.
pub const WRITTEN_ABOUT: [&str; 10] = [
    "unit",
    "contact",
    "task",
    "activity",
    "instalment",
    "contract",
    "complaint",
    "promise",
    "milestone",
    "competitor_view",
];

/// What a letter is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct MailAbout {
    /// Which kind of record.
    pub entity: String,
    /// The record.
    pub record: Id,
    /// The key of what reminds of it, where that is why one writes.
    pub source: Option<String>,
}

/// A letter as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct MailAsk {
    /// What it is about.
    pub about: MailAbout,
    /// The language it is written in.
    pub language: Language,
    /// To whom of those a draft offers; whoever suggests themselves where nothing is said.
    pub to: Option<Vec<MailChoice>>,
}

/// Somebody a letter is to go to: one of those a draft offers, and of no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct MailChoice {
    /// The person; nobody for the unit's own address.
    pub contact: Option<Id>,
    /// The address.
    pub address: String,
}

/// Somebody a letter could go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct MailPerson {
    /// The person; nobody for the unit's own address.
    pub contact: Option<Ref>,
    /// The address.
    pub address: String,
    /// The letter goes to them.
    pub chosen: bool,
    /// They are no longer there.
    pub left: bool,
    /// They must be left alone now.
    pub avoid: Option<Avoid>,
}

/// That somebody must be left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Avoid {
    /// Why; may be empty.
    pub why: String,
    /// The last day of it, `YYYY-MM-DD`; none where it has no end.
    pub until: Option<String>,
}

impl Avoid {
    /// Whether it holds on a day, by what is kept of somebody: a reason, a last day, or both. What has
    /// no last day has no end; what is over leaves nothing, whatever the reason was.
    pub(super) fn on(day: NaiveDate, why: Option<String>, until: Option<String>) -> Option<Self> {
        let holds = match until.as_deref().map(str::parse::<NaiveDate>) {
            Some(Ok(last)) => day <= last,
            _ => why.is_some(),
        };
        let why = why.unwrap_or_default();
        holds.then_some(Self { why, until })
    }
}

/// A draft, as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct MailDraft {
    /// Everybody it could go to, those the record names first.
    pub people: Vec<MailPerson>,
    /// What is kept as an address of those it names and is none.
    pub unfit: Vec<String>,
    /// What it is about; empty where only the writer knows.
    pub subject: String,
    /// Its words, lines ended by `\n`.
    pub body: String,
    /// At which unit it would be noted.
    pub unit: Option<Ref>,
    /// Something it says or is about is confidential.
    pub confidential: bool,
    /// The words can be handed to the mail program with it; else they are to be copied.
    pub fits: bool,
}
