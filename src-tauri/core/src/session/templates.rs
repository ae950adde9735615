//! Templates by industry, and one made out of a vault.

use std::path::Path;

use super::Session;
use super::views::NamedView;
use crate::base::error::{Error, Kind, Result};
use crate::fields::follow::{Asking, Going, Mended};
use crate::records::journal;
use crate::records::labels::Language;
use crate::settings::views::SavedView;
use crate::templates::{self, Template, TemplatePlan};

impl Session {
    /// What each of the program's templates would add.
    ///
    /// # Errors
    /// When the database fails.
    pub fn templates(&self, language: Language) -> Result<Vec<TemplatePlan>> {
        let all = templates::built_in()?;
        all.iter()
            .map(|one| self.template_plan(one, language))
            .collect()
    }

    /// What a template would add.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when it defines what cannot be.
    pub fn template_plan(&self, template: &Template, language: Language) -> Result<TemplatePlan> {
        let catalog = self.catalog();
        self.vault
            .read(|read| templates::plan(read, &catalog, template, language))
    }

    /// Adds what a template brings and the vault has not: one step of undo.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when it defines what cannot be; nothing is added then.
    pub fn apply_template(&self, template: &Template, language: Language) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("templates.apply", |tx| {
            templates::perform(tx, &catalog, template, language)
        })
    }

    /// What a new vault begins with: what a template brings, and, where that is no rhythm of contact, the usual one
    /// for each level. Whoever is to be forgotten by nobody must not have to switch that on first; a customer
    /// without a level is asked for by none of them. For a vault nobody has worked in: none of it is theirs to undo.
    ///
    /// # Errors
    /// As [`Session::apply_template`].
    pub fn furnish(&self, template: Option<&Template>, language: Language) -> Result<()> {
        if let Some(template) = template {
            self.apply_template(template, language)?;
        }
        self.take_usual_rhythms(language)?;
        self.vault.write("vault.furnish", journal::furnished)
    }

    /// Saves what the user defined in this vault as a template.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_template(&self, language: Language, to: &Path) -> Result<()> {
        let catalog = self.catalog();
        let name = to.file_stem().unwrap_or_default().to_string_lossy();
        // One that asks for less than it was saved with would show the next vault something else under its name.
        let is_whole = |view: &NamedView| {
            let lost = |one: &Mended| one.asking == Asking::Filter && one.became != Going::Followed;
            !view.mended.iter().any(lost)
        };
        let views = self.saved_views()?.into_iter().filter(is_whole);
        let views: Vec<SavedView> = views.map(Into::into).collect();
        let template = self
            .vault
            .read(|read| templates::save(read, &catalog, language, (&name, &views)))?;
        let text = serde_json::to_string_pretty(&template).map_err(Error::internal)?;
        std::fs::write(to, text + "\n")
            .map_err(|e| Error::new(Kind::Unavailable, "error.template_not_saved").caused_by(e))
    }
}

/// The template in a file.
///
/// # Errors
/// [`Kind::Damaged`] when it is none, [`Kind::NewerVersion`] when a newer program wrote it.
pub fn template_of(file: &Path) -> Result<Template> {
    let bytes = std::fs::read(file)
        .map_err(|e| Error::new(Kind::BadFile, "error.template_unreadable").caused_by(e))?;
    templates::read(&bytes)
}
