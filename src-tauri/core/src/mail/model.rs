//! A letter that is asked for, and its draft. Pure.

use serde::{Deserialize, Serialize};

use crate::base::Id;
use crate::records::labels::Language;
use crate::records::value::Ref;

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
    /// Why they must be left alone.
    pub avoid: Option<String>,
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
