//! A pasted signature, with the customers it may mean. Nothing is written.

use serde::Serialize;

use super::Session;
use super::quick::Asked;
use crate::base::words::NameKey;
use crate::base::{Result, words};
use crate::exchange::signature::{self, Found, Says};
use crate::quick::{Ledger, NamedUnit};
use crate::records::value::Ref;

/// So many customers of like names are offered.
const OFFERED: usize = 5;

/// What a signature says, for consent in the form of a new contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct SignatureDraft {
    /// What was found, with the words it was read from.
    pub found: Vec<Found>,
    /// What was not understood.
    pub unread: Vec<String>,
    /// The customer of exactly that name, short name or alias, where there is one and no second.
    pub unit: Option<Ref>,
    /// Others it may mean, the best first.
    pub units: Vec<Ref>,
}

impl Session {
    /// Reads a pasted signature, a chat line or one address card.
    ///
    /// # Errors
    /// When the text is none, or several; when the vault or its index cannot be read.
    pub fn signature_read(&self, text: &str) -> Result<SignatureDraft> {
        let mut signature =
            signature::read_naming(text, &mut |words| Ok(self.units_called(words)?.0.is_some()))?;
        let called = signature.first(Says::Unit).map(|found| found.value.clone());
        let (unit, units) = match called {
            Some(name) => self.units_called(&name)?,
            None => (None, Vec::new()),
        };
        signature.unread.dedup();
        Ok(SignatureDraft {
            found: signature.found,
            unread: signature.unread,
            unit,
            units,
        })
    }

    /// The one customer called so, and those it may mean: by the whole words, and by what of the name is its own.
    fn units_called(&self, name: &str) -> Result<(Option<Ref>, Vec<Ref>)> {
        let asked = Asked { session: self };
        let mut found = asked.units(name)?;
        let asked_for = words::match_key(name);
        let core = &asked_for.core;
        let same = |one: &NamedUnit| is_same_firm(&asked_for, &words::match_key(&one.unit.label));
        for one in &mut found {
            one.is_whole |= same(one);
        }
        if found.is_empty() && core.chars().count() >= 2 {
            found = asked.units(core)?;
            // Of a part of the words the whole is not said: 华东重工 is found by it, and so is its every branch.
            for one in &mut found {
                one.is_whole = same(one);
            }
        }
        let mut whole = found.iter().filter(|one| one.is_whole);
        let unit = match (whole.next(), whole.next()) {
            (Some(one), None) => Some(one.unit.clone()),
            _ => None,
        };
        let others = found.into_iter().map(|one| one.unit);
        let units = others
            .filter(|one| unit.as_ref().is_none_or(|unit| unit.id != one.id))
            .take(OFFERED)
            .collect();
        Ok((unit, units))
    }
}

/// Whether two names may be of one firm: their own part is the same, and so is the legal form, of which either may say
/// less. 华东重工集团 is what 华东重工集团有限公司 is called for short; 华东重工有限公司 is another firm.
fn is_same_firm(one: &NameKey, other: &NameKey) -> bool {
    let short = |less: &str, more: &str| less.starts_with(words::is_han) && more.starts_with(less);
    let (form, beside) = (one.suffix.as_str(), other.suffix.as_str());
    let fits = form == beside || form.is_empty() || beside.is_empty();
    one.core == other.core && (fits || short(form, beside) || short(beside, form))
}
