//! Asking colleagues to bring up to date what is known of their customers: whom, and with which letter.

use std::collections::BTreeMap;
use std::path::Path;

use super::Session;
use crate::base::email;
use crate::base::error::{Error, Kind, Result};
use crate::mail::MailTo;
use crate::mail::urge::{LeftOut, Urge, UrgeLine};
use crate::quality::owed::{self, Colleague, OwedCustomer};
use crate::records::Catalog;
use crate::records::labels::{Language, message};
use crate::settings;

/// Where colleagues' addresses are kept, by their names.
const ADDRESSES: &str = "mail.colleagues";

impl Session {
    /// The colleagues who have something to look over.
    ///
    /// # Errors
    /// When the database fails.
    pub fn colleagues(&self) -> Result<Vec<Colleague>> {
        let catalog = self.catalog();
        self.vault.read(|read| owed::colleagues(read, &catalog))
    }

    /// The letter that asks one of them; `most` is how long a `mailto:` the machine takes. It names as
    /// many customers as [`Self::colleagues`] counts, and says how many it leaves out.
    ///
    /// # Errors
    /// When the database fails.
    pub fn urge(&self, owner: &str, language: Language, most: usize) -> Result<Urge> {
        let catalog = self.catalog();
        self.vault.read(|read| {
            let kept: BTreeMap<String, String> =
                settings::get(read, ADDRESSES)?.unwrap_or_default();
            let owed = owed::of(read, &catalog, owner)?;
            let customers = owed.customers.iter();
            let lines: Vec<UrgeLine> = customers
                .map(|customer| line(&catalog, customer, language))
                .collect();
            let to = (owner, kept.get(owner).cloned());
            let left_out = LeftOut {
                confidential: owed.confidential,
                put_off: owed.put_off,
                later: owed.later,
            };
            Ok(Urge::about(to, &lines, left_out, language, most))
        })
    }

    /// What is handed to the mail program of it, and whether its words go along.
    ///
    /// # Errors
    /// See [`Urge::link`].
    pub fn urge_link(
        &self,
        owner: &str,
        language: Language,
        most: usize,
    ) -> Result<(MailTo, bool)> {
        let urge = self.urge(owner, language, most)?;
        Ok((urge.link(most)?, urge.fits))
    }

    /// Saves the letter as a file that a mail program opens as a draft.
    ///
    /// # Errors
    /// See [`Urge::file`]; [`Kind::Unavailable`] when the file cannot be written.
    pub fn save_urge(&self, owner: &str, language: Language, to: &Path) -> Result<()> {
        let urge = self.urge(owner, language, usize::MAX)?;
        let clock = self.vault.clock();
        let at = clock.now().utc().with_timezone(&clock.zone());
        let file = urge.file(at.fixed_offset())?;
        std::fs::write(to, file)
            .map_err(|e| Error::new(Kind::Unavailable, "error.mail_not_saved").caused_by(e))
    }

    /// Keeps where a colleague is written to; an empty address forgets it.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when it is no address.
    pub fn set_colleague_address(&self, owner: &str, address: &str) -> Result<()> {
        let address = address.trim();
        if !address.is_empty() && email::verdict(address).doubt().is_some() {
            return Err(Error::invalid("address", "error.mail_address").with("address", address));
        }
        self.vault.write("settings.set", |tx| {
            let mut kept: BTreeMap<String, String> =
                settings::get(tx, ADDRESSES)?.unwrap_or_default();
            if address.is_empty() {
                kept.remove(owner);
            } else {
                kept.insert(owner.to_owned(), address.to_owned());
            }
            settings::set(tx, ADDRESSES, &kept)
        })
    }
}

/// What is to be looked over at one customer, in words.
fn line(catalog: &Catalog, customer: &OwedCustomer, language: Language) -> UrgeLine {
    let mut line = UrgeLine {
        customer: customer.name.clone(),
        ..UrgeLine::default()
    };
    for item in &customer.items {
        let Some(field) = &item.field else {
            let missing = item.missing.iter();
            line.missing
                .extend(missing.map(|key| aspect_label(catalog, key, language)));
            continue;
        };
        let field = catalog.field_label(language, &item.record.entity, field);
        line.old.push(match &item.unit {
            Some(_) => {
                let blanks = [
                    ("name", item.about.label.as_str()),
                    ("field", field.as_str()),
                ];
                message(language, "mail.urge.of", &blanks)
            }
            None => field,
        });
    }
    line
}

/// What is missing, by the words the score explains itself in.
fn aspect_label(catalog: &Catalog, key: &str, language: Language) -> String {
    let aspect = format!("coverage.{key}");
    match message(language, &aspect, &[]) {
        said if said == aspect => catalog.field_label(language, "unit", key),
        said => said,
    }
}
