//! The program's templates as they are offered while there is no vault yet.

use serde::Serialize;

use super::file::{self, built_in};
use crate::base::Result;
use crate::records::labels::Language;

/// A template, and what it brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct TemplateOffer {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// The names of the fields it brings.
    pub fields: Vec<String>,
    /// How many lists get choices of its own, its fields' lists left out.
    pub choices: u32,
    /// How many rhythms of contact it brings.
    pub rhythms: u32,
    /// How many views with a name it brings.
    pub views: u32,
    /// Whether it numbers records.
    pub numbers: bool,
}

/// What the program offers.
///
/// # Errors
/// When a template is damaged; a test holds that none is.
pub fn offers(language: Language) -> Result<Vec<TemplateOffer>> {
    let told = |words: &file::Words| words.told(language).to_owned();
    let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
    let all = built_in()?.into_iter();
    Ok(all
        .map(|one| TemplateOffer {
            name: told(&one.name),
            about: told(&one.about),
            fields: one.fields.iter().map(|field| told(&field.label)).collect(),
            choices: count(one.choices.len()),
            rhythms: count(one.rhythms.len()),
            views: count(one.views.len()),
            numbers: !one.numbering.is_empty(),
            key: one.key,
        })
        .collect())
}
