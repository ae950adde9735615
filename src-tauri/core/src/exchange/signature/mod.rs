//! A signature under a letter, a line out of a chat or one address card, read into what is to be asked of a new
//! contact. Pure: knows no database, and writes nothing; whoever asked consents in the ordinary form.
//!
//! What is found bears the words it was read from, what is not understood is handed back, and a text that names
//! nobody is refused: half a contact made of a chat message would be work, not help.

mod card;
mod lexicon;
mod line;
mod name;
mod read;

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::base::{Error, Result};

/// A text longer than this is a letter, whose signature nobody can point at.
const LONGEST: usize = 4000;

/// So many of the words nobody understood are looked up among the customers: each is a search.
const LOOKED_UP: usize = 10;

/// What a part of a signature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// The person's name.
    Name,
    /// What they are.
    Title,
    /// Where in the unit.
    Department,
    /// The unit, as it is called there.
    Unit,
    /// A number that reaches them wherever they are.
    Mobile,
    /// A number that rings at work, fax numbers included, which say so.
    WorkPhone,
    /// A mail address.
    Email,
    /// A name on `WeChat`.
    Wechat,
    /// Where the unit is.
    Address,
    /// The unit's page.
    Website,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Found {
    /// What it is.
    pub says: Says,
    /// The value for the form.
    pub value: String,
    /// The words it was read from.
    pub words: String,
}

/// A signature, read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct Signature {
    /// What it says, in the order it was said.
    pub found: Vec<Found>,
    /// What was not understood.
    pub unread: Vec<String>,
}

impl Signature {
    /// The first value of what is asked.
    #[must_use]
    pub fn first(&self, says: Says) -> Option<&Found> {
        self.found.iter().find(|found| found.says == says)
    }

    /// Notes what was found, unless it is known, or the person would have two names.
    fn note(&mut self, says: Says, value: &str, words: &str) -> bool {
        let value = value.trim();
        let several = matches!(says, Says::Mobile | Says::WorkPhone | Says::Email);
        let is_known = self
            .found
            .iter()
            .any(|found| found.says == says && (!several || found.value == value));
        if value.is_empty() || is_known {
            return false;
        }
        self.found.push(Found {
            says,
            value: value.to_owned(),
            words: words.trim().to_owned(),
        });
        true
    }

    /// Notes what was found, or hands its words back where there was one already that says another.
    fn take(&mut self, says: Says, value: &str, words: &str) {
        let value = value.trim();
        if value.is_empty() || self.note(says, value, words) {
            return;
        }
        if self
            .found
            .iter()
            .all(|found| found.says != says || found.value != value)
        {
            self.unread.push(words.trim().to_owned());
        }
    }
}

/// Reads a signature, a chat line or one address card.
///
/// # Errors
/// When it is none: nobody is named in it, or nothing is said of them; when it holds several cards.
pub fn read(text: &str) -> Result<Signature> {
    read_naming(text, &mut |_| Ok(false))
}

/// The same with somebody who knows which words are a customer's name: a short name has no shape to tell it by.
///
/// # Errors
/// As [`read`], and when it cannot be known.
pub fn read_naming(text: &str, is_unit: &mut dyn FnMut(&str) -> Result<bool>) -> Result<Signature> {
    let none = || Error::invalid("text", "error.signature_none");
    if text.chars().count() > LONGEST && !card::is_card(text) {
        return Err(none());
    }
    let mut signature = if card::is_card(text) {
        card::read(text)?
    } else {
        read::read(text)
    };
    if signature.first(Says::Unit).is_none() {
        name_unit(&mut signature, is_unit)?;
    }
    let has = |says| signature.first(says).is_some();
    let is_reached = has(Says::Mobile) || has(Says::WorkPhone) || has(Says::Email);
    let is_placed = has(Says::Unit) || has(Says::Title) || has(Says::Department);
    if has(Says::Name) && (is_reached || is_placed) {
        Ok(signature)
    } else {
        Err(none())
    }
}

/// The first of the words nobody understood that is known as a customer's name.
fn name_unit(
    signature: &mut Signature,
    is_unit: &mut dyn FnMut(&str) -> Result<bool>,
) -> Result<()> {
    let few = |words: &str| (2..=40).contains(&words.chars().count());
    for at in 0..signature.unread.len().min(LOOKED_UP) {
        let words = signature.unread.get(at).cloned().unwrap_or_default();
        if few(&words) && is_unit(&words)? {
            signature.unread.remove(at);
            signature.note(Says::Unit, &words, &words);
            return Ok(());
        }
    }
    // An English title goes on behind a comma, and so may the firm: `VP Procurement, Acme`.
    let mut titles = signature.found.iter_mut();
    let Some(title) = titles.find(|found| found.says == Says::Title) else {
        return Ok(());
    };
    let Some((post, unit)) = title.value.rsplit_once(", ") else {
        return Ok(());
    };
    let (post, unit) = (post.to_owned(), unit.to_owned());
    if few(&unit) && is_unit(&unit)? {
        title.value = post;
        signature.note(Says::Unit, &unit, &unit);
    }
    Ok(())
}
