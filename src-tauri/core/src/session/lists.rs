//! The lists of choices: what they offer, and what the user makes of them.

use serde::Serialize;

use super::Session;
use crate::base::Result;
use crate::records::catalog::EntityInfo;
use crate::records::choices::{self, Choice};
use crate::settings::modules::Hidden;
use crate::settings::ops::{self, ChoiceShape};

/// A list of choices as the window sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ListInfo {
    /// Its key.
    pub key: String,
    /// Its choices may be called otherwise, but are neither more nor fewer.
    pub fixed: bool,
}

/// The catalog as the window sees it.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename = "Catalog")]
pub struct CatalogInfo {
    /// Every entity.
    pub entities: Vec<EntityInfo>,
    /// Those of modules that are out of sight: kept, and offered nowhere.
    pub hidden: Vec<String>,
    /// Every list, in the order of the program.
    pub lists: Vec<ListInfo>,
    /// Every choice of every list, in the user's order.
    pub choices: Vec<Choice>,
    /// The colours a choice may have.
    pub colours: Vec<String>,
}

impl Session {
    /// The catalog as the window sees it, the user's own choices included.
    ///
    /// # Errors
    /// When the database fails.
    pub fn catalog_info(&self) -> Result<CatalogInfo> {
        let catalog = self.catalog();
        let lists = catalog.lists();
        let (choices, hidden) = self.vault.read(|read| {
            let mut all = Vec::new();
            for list in lists {
                all.extend(choices::of_list(read, &catalog, list.key)?);
            }
            Ok((all, Hidden::read(read)?))
        })?;
        Ok(CatalogInfo {
            entities: catalog
                .entities()
                .iter()
                .map(|entity| {
                    let mut info = entity.info();
                    for field in &mut info.fields {
                        let described = entity.field(&field.key);
                        field.hidden = described.is_ok_and(|one| hidden.field(entity, one));
                        if let Some(own) = catalog.own_field(entity.key, &field.key) {
                            field.label = Some(own.label.clone());
                            field.help.clone_from(&own.help);
                        }
                    }
                    info
                })
                .collect(),
            hidden: hidden.entities().map(str::to_owned).collect(),
            lists: lists
                .iter()
                .map(|list| ListInfo {
                    key: list.key.to_owned(),
                    fixed: catalog.is_fixed(list.key),
                })
                .collect(),
            choices,
            colours: ops::COLOURS.map(str::to_owned).to_vec(),
        })
    }

    /// Adds a choice to a list; its code.
    ///
    /// # Errors
    /// See [`ops::add`].
    pub fn add_choice(&self, list: &str, label: &str) -> Result<String> {
        self.vault.write("choices.add", |tx| {
            ops::add(tx, &self.catalog(), list, label)
        })
    }

    /// Calls a choice otherwise, colours it, retires it or brings it back.
    ///
    /// # Errors
    /// See [`ops::edit`].
    pub fn edit_choice(&self, list: &str, code: &str, shape: &ChoiceShape) -> Result<()> {
        self.vault.write("choices.edit", |tx| {
            ops::edit(tx, &self.catalog(), list, code, shape)
        })
    }

    /// Puts the choices of a list in order.
    ///
    /// # Errors
    /// See [`ops::order`].
    pub fn order_choices(&self, list: &str, codes: &[String]) -> Result<()> {
        self.vault.write("choices.order", |tx| {
            ops::order(tx, &self.catalog(), list, codes)
        })
    }
}
