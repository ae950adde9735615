//! Asking colleagues to bring up to date what is known of their customers: whom, and with which letter.

use std::collections::BTreeMap;

use super::Session;
use crate::base::email;
use crate::base::error::{Error, Result};
use crate::mail::MailTo;
use crate::mail::urge::{Urge, UrgeLine};
use crate::quality::owed::{self, Colleague};
use crate::quality::review::ReviewItem;
use crate::records::labels::{Language, message};
use crate::records::value::Value;
use crate::records::{Catalog, Record};
use crate::settings;

/// Where colleagues' addresses are kept, by their names.
const ADDRESSES: &str = "mail.colleagues";

impl Session {
    /// The colleagues who have something to look over.
    ///
    /// # Errors
    /// When the database fails.
    pub fn colleagues(&self) -> Result<Vec<Colleague>> {
        self.vault.read(owed::colleagues)
    }

    /// The letter that asks one of them; `most` is how long a `mailto:` the machine takes. Customers
    /// that are confidential are not in it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn urge(&self, owner: &str, language: Language, most: usize) -> Result<Urge> {
        let catalog = self.catalog();
        self.vault.read(|read| {
            let kept: BTreeMap<String, String> =
                settings::get(read, ADDRESSES)?.unwrap_or_default();
            let items = owed::of(read, &catalog, owner)?;
            let (lines, left_out) = lines(&catalog, &items, language);
            let to = (owner, kept.get(owner).cloned());
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

/// Customer by customer, in the order they come; and how many are confidential.
fn lines(catalog: &Catalog, items: &[ReviewItem], language: Language) -> (Vec<UrgeLine>, u32) {
    let mut lines: Vec<UrgeLine> = Vec::new();
    let mut secret: Vec<&str> = Vec::new();
    for item in items {
        let customer = item
            .unit
            .as_ref()
            .map_or(&item.about, |unit| unit)
            .label
            .as_str();
        if is_confidential(&item.record) || secret.contains(&customer) {
            if !secret.contains(&customer) {
                secret.push(customer);
            }
            continue;
        }
        if lines.last().is_none_or(|line| line.customer != customer) {
            lines.push(UrgeLine {
                customer: customer.to_owned(),
                ..UrgeLine::default()
            });
        }
        let Some(line) = lines.last_mut() else {
            continue;
        };
        match &item.field {
            Some(field) => {
                let field = catalog.field_label(language, &item.record.entity, field);
                let of = |who: &str| {
                    let blanks = [("name", who), ("field", field.as_str())];
                    message(language, "mail.urge.of", &blanks)
                };
                let whose = item.unit.as_ref().map(|_| of(&item.about.label));
                line.old.push(whose.unwrap_or(field));
            }
            None => line.missing.extend(
                item.missing
                    .iter()
                    .map(|key| aspect_label(catalog, key, language)),
            ),
        }
    }
    (lines, u32::try_from(secret.len()).unwrap_or(u32::MAX))
}

fn is_confidential(record: &Record) -> bool {
    matches!(record.get("label"), Value::Choice(label) if label == "confidential")
}

/// What is missing, by the words the score explains itself in.
fn aspect_label(catalog: &Catalog, key: &str, language: Language) -> String {
    let aspect = format!("coverage.{key}");
    match message(language, &aspect, &[]) {
        said if said == aspect => catalog.field_label(language, "unit", key),
        said => said,
    }
}
