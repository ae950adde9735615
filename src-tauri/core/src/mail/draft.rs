//! A draft, and what is handed to the mail program of it.

use super::called::{Known, salutation};
use super::model::{MailAsk, MailDraft};
use super::people::{People, Person};
use super::subject::{self, Subject};
use super::uri::MailTo;
use crate::base::error::Result;
use crate::records::Catalog;
use crate::records::labels::{Language, message};
use crate::vault::Read;

/// A longer subject is no subject; what a task is called may be.
const SUBJECT: usize = 120;

/// The draft of a letter. `most` is how long a `mailto:` the machine takes.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when the record is gone, [`crate::base::Kind::Invalid`] when nobody
/// writes about its kind or it is to go to somebody who is not offered.
pub fn draft(read: &Read<'_>, catalog: &Catalog, ask: &MailAsk, most: usize) -> Result<MailDraft> {
    let about = subject::read(read, catalog, &ask.about, ask.language)?;
    let mut people = People::of(read, &about.named, about.unit.as_ref())?;
    if let Some(to) = &ask.to {
        people.choose(to)?;
    }
    let known: Vec<Known> = people
        .chosen()
        .filter_map(|person| person.known.clone())
        .collect();
    let subject = line(&about, ask.language);
    let body = words(&about, &known, ask.language);
    let confidential = about.confidential || people.chosen().any(|person| person.confidential);
    let mut draft = MailDraft {
        people: people.people.into_iter().map(shown).collect(),
        unfit: people.unfit,
        subject,
        body,
        unit: about.unit,
        confidential,
        fits: true,
    };
    draft.fits = !to(&draft).is_empty() && handed(&draft, &draft.body, most).is_ok();
    // Before anybody is chosen, it is not their addresses that make it too long.
    draft.fits |= to(&draft).is_empty();
    Ok(draft)
}

/// What is handed to the mail program of a draft, with its words where it takes so much.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when there is nobody it goes to, or the addresses alone are too long.
pub fn link(draft: &MailDraft, most: usize) -> Result<MailTo> {
    let body = if draft.fits { draft.body.as_str() } else { "" };
    handed(draft, body, most)
}

fn handed(draft: &MailDraft, body: &str, most: usize) -> Result<MailTo> {
    MailTo::new(&to(draft), &draft.subject, body, most)
}

fn to(draft: &MailDraft) -> Vec<&str> {
    let chosen = draft.people.iter().filter(|person| person.chosen);
    chosen.map(|person| person.address.as_str()).collect()
}

fn shown(person: Person) -> super::model::MailPerson {
    person.shown
}

fn line(about: &Subject, language: Language) -> String {
    let Some(theme) = about.theme else {
        return String::new();
    };
    let line = say(about, &format!("mail.{theme}.subject"), language);
    match line.char_indices().nth(SUBJECT) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default().trim_end()),
        None => line,
    }
}

fn words(about: &Subject, people: &[Known], language: Language) -> String {
    let body = match about.theme {
        Some(theme) => say(about, &format!("mail.{theme}.body"), language),
        None => String::new(),
    };
    let closing = message(language, "mail.closing", &[]);
    format!("{}\n\n{body}\n\n{closing}\n", salutation(people, language))
}

fn say(about: &Subject, key: &str, language: Language) -> String {
    let blanks: Vec<(&str, &str)> = about
        .blanks
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    message(language, key, &blanks)
}
