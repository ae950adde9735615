//! Views with a name, and how tables were left: both are brought to the fields as they are now.

use serde::Serialize;

use super::Session;
use crate::base::{Id, Result};
use crate::fields::follow::{self, Arrangement, Mended};
use crate::records::Batch;
use crate::settings::views::{self, ColumnSetting, SavedView, ViewSetting};

/// A view with a name, as the table can be shown now.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct NamedView {
    /// Which one.
    pub id: Id,
    /// The kind of record whose table it is of.
    pub entity: String,
    /// What it is called.
    pub name: String,
    /// How the table is shown.
    pub setting: ViewSetting,
    /// What is not as it was kept.
    pub mended: Vec<Mended>,
}

impl From<NamedView> for SavedView {
    fn from(view: NamedView) -> Self {
        Self {
            id: view.id,
            entity: view.entity,
            name: view.name,
            setting: view.setting,
        }
    }
}

impl Session {
    /// Every view with a name, in the order they were made.
    ///
    /// # Errors
    /// When the database fails.
    pub fn saved_views(&self) -> Result<Vec<NamedView>> {
        let catalog = self.catalog();
        let all = self.vault.read(views::all)?.into_iter();
        // Of a kind of record that only a newer program knows there is no table to show.
        let known = all.filter(|one| catalog.entity(&one.entity).is_ok());
        known.map(|one| self.named(one)).collect()
    }

    fn named(&self, saved: SavedView) -> Result<NamedView> {
        let SavedView {
            id,
            entity,
            name,
            setting,
        } = saved;
        let (mut setting, mut mended) = self.follow_view(&entity, setting)?;
        let (columns, gone) = self.follow_columns(&entity, setting.columns)?;
        setting.columns = columns;
        mended.extend(gone);
        Ok(NamedView {
            id,
            entity,
            name,
            setting,
            mended,
        })
    }

    /// How a table was left, brought to the fields as they are now; and what is not as it was left. Columns
    /// are looked at where they are shown.
    ///
    /// # Errors
    /// See [`follow::follow`].
    pub fn follow_view(
        &self,
        entity: &str,
        left: ViewSetting,
    ) -> Result<(ViewSetting, Vec<Mended>)> {
        let kept = Arrangement {
            sort: left.sort,
            group: left.group,
            filter: left.filter,
        };
        let (now, mended) = self.follow_fields(entity, &kept)?;
        let setting = ViewSetting {
            columns: left.columns,
            sort: now.sort,
            group: now.group,
            filter: now.filter,
            scales: left.scales,
            view: left.view,
        };
        Ok((setting, mended))
    }

    fn follow_columns(
        &self,
        entity: &str,
        columns: Vec<ColumnSetting>,
    ) -> Result<(Vec<ColumnSetting>, Vec<Mended>)> {
        let keys: Vec<&str> = columns.iter().map(|one| one.key.as_str()).collect();
        let catalog = self.catalog();
        let (now, mended) = self
            .vault
            .read(|read| follow::columns(read, &catalog, entity, &keys))?;
        let mut shown: Vec<ColumnSetting> = Vec::new();
        for (column, key) in columns.into_iter().zip(now) {
            if let Some(key) = key
                && !shown.iter().any(|one| one.key == key)
            {
                shown.push(ColumnSetting { key, ..column });
            }
        }
        Ok((shown, mended))
    }

    /// Keeps how the table of an entity is shown under a name; which view that is.
    ///
    /// # Errors
    /// See [`views::save`].
    pub fn save_view(&self, entity: &str, name: &str, setting: &ViewSetting) -> Result<Id> {
        let catalog = self.catalog();
        self.vault.write("views.save", |tx| {
            let mut batch = Batch::begin(tx, &catalog, "op.view_save")?;
            views::save(&mut batch, &catalog, (entity, name), setting)
        })
    }

    /// Keeps another way of showing the table under the name a view has.
    ///
    /// # Errors
    /// See [`views::save_over`].
    pub fn save_over_view(&self, id: Id, setting: &ViewSetting) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("views.save_over", |tx| {
            let mut batch = Batch::begin(tx, &catalog, "op.view_save_over")?;
            views::save_over(&mut batch, id, setting)
        })
    }

    /// Calls a view otherwise.
    ///
    /// # Errors
    /// See [`views::rename`].
    pub fn rename_view(&self, id: Id, name: &str) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("views.rename", |tx| {
            let mut batch = Batch::begin(tx, &catalog, "op.view_rename")?;
            views::rename(&mut batch, id, name)
        })
    }

    /// Drops a view.
    ///
    /// # Errors
    /// See [`views::discard`].
    pub fn delete_view(&self, id: Id) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("views.delete", |tx| {
            let mut batch = Batch::begin(tx, &catalog, "op.view_delete")?;
            views::discard(&mut batch, id)
        })
    }
}
