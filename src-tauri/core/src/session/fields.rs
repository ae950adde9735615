//! The user's own fields, their formulas, and how records are numbered.

use super::Session;
use crate::base::Result;
use crate::business::worth;
use crate::fields::follow::{self, Arrangement, Mended};
use crate::fields::limit;
use crate::fields::numbering::{self, Numbering};
use crate::fields::ops::{self, NewField};
use crate::fields::recast::{self, KindOrder, KindPlan};
use crate::fields::{self, FieldShape, FieldState, FormulaSample, renew};
use crate::records::Batch;
use crate::records::labels::Language;
use crate::records::value::FieldKind;
use crate::settings::ops::{add_in, show_beside};
use crate::units::{below, rollup};

impl Session {
    /// Every field of the user's own, retired ones too.
    ///
    /// # Errors
    /// When the database fails.
    pub fn own_fields(&self, language: Language) -> Result<Vec<FieldState>> {
        let catalog = self.catalog();
        self.vault
            .read(|read| fields::states(read, &catalog, language))
    }

    /// Defines a field, with the choices it begins with; its key.
    ///
    /// # Errors
    /// See [`ops::define`].
    pub fn define_field(
        &self,
        entity: &str,
        kind: FieldKind,
        target: Option<&str>,
        shape: &FieldShape,
        choices: &[String],
    ) -> Result<String> {
        let catalog = self.catalog();
        self.vault.write("fields.define", |tx| {
            let mut batch = Batch::begin(tx, &catalog, "op.field_define")?;
            let new = NewField {
                entity,
                kind,
                target,
                shape,
            };
            let key = ops::define(&mut batch, &catalog, &new)?;
            for label in choices {
                add_in(&mut batch, &catalog, &key, label)?;
            }
            Ok(key)
        })
    }

    /// Says other things of a field.
    ///
    /// # Errors
    /// See [`ops::edit`].
    pub fn edit_field(&self, entity: &str, key: &str, shape: &FieldShape) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("fields.edit", |tx| {
            let mut batch = Batch::begin(tx, &catalog, "op.field_edit")?;
            ops::edit(&mut batch, &catalog, entity, key, shape)
        })
    }

    /// Says which kinds of unit have a field of the program's; every one where none is named. What the field holds
    /// elsewhere is kept, unseen.
    ///
    /// # Errors
    /// See [`limit::limit_in`].
    pub fn limit_field(&self, field: &str, kinds: &[String]) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("fields.limit", |tx| {
            let mut batch = Batch::begin(tx, &catalog, "op.field_limit")?;
            limit::limit_in(&mut batch, &catalog, field, kinds)
        })
    }

    /// What giving a field another kind would come to; nothing is written.
    ///
    /// # Errors
    /// See [`recast::plan`].
    pub fn field_kind_plan(
        &self,
        entity: &str,
        key: &str,
        kind: FieldKind,
        language: Language,
    ) -> Result<KindPlan> {
        let catalog = self.catalog();
        self.vault
            .read(|read| recast::plan(read, &catalog, (entity, key), kind, language))
    }

    /// Gives a field another kind, in one step; its key from now on. Where tables show the field, they
    /// go on showing it.
    ///
    /// # Errors
    /// See [`recast::perform`].
    pub fn change_field_kind(&self, order: &KindOrder, language: Language) -> Result<String> {
        let catalog = self.catalog();
        self.vault.write("fields.kind", |tx| {
            let key = recast::perform(tx, &catalog, order, language, add_in)?;
            show_beside(tx, &order.key, &key)?;
            Ok(key)
        })
    }

    /// How a table was left, brought to the fields as they are now, and what is not as it was left.
    ///
    /// # Errors
    /// See [`follow::follow`].
    pub fn follow_fields(
        &self,
        entity: &str,
        kept: &Arrangement,
    ) -> Result<(Arrangement, Vec<Mended>)> {
        let catalog = self.catalog();
        let (mut now, mended) = self
            .vault
            .read(|read| follow::follow(read, &catalog, entity, kept))?;
        if let Some(filter) = &mut now.filter {
            self.follow_tags(filter)?;
        }
        Ok((now, mended))
    }

    /// Puts the user's own fields of an entity in order.
    ///
    /// # Errors
    /// See [`ops::order`].
    pub fn order_fields(&self, entity: &str, keys: &[String]) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("fields.order", |tx| {
            let mut batch = Batch::begin(tx, &catalog, "op.field_order")?;
            ops::order(&mut batch, entity, keys)
        })
    }

    /// What a formula would come to for some records of an entity; nothing is written.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when it cannot be read.
    pub fn try_formula(
        &self,
        entity: &str,
        kind: FieldKind,
        text: &str,
    ) -> Result<Vec<FormulaSample>> {
        let catalog = self.catalog();
        self.vault
            .read(|read| fields::tried(read, &catalog, entity, kind, text))
    }

    /// Brings up to date what is another today than it was yesterday, once a day; says whether
    /// anything was to be done.
    ///
    /// # Errors
    /// When the database fails.
    pub fn renew_day(&self) -> Result<bool> {
        let counted = self.vault.read(below::is_behind)?;
        if counted {
            self.vault.write("units.renew", below::today)?;
        }
        let ended = self.vault.read(rollup::is_behind)?;
        if ended {
            self.vault.write("units.renew", rollup::today)?;
        }
        let overdue = self.vault.read(worth::is_behind)?;
        if overdue {
            self.vault.write("business.renew", worth::today)?;
        }
        // Formulas may ask for what was counted.
        Ok(self.renew_formulas()? || counted || ended || overdue)
    }

    /// Works out anew what asks for today, once a day; says whether anything was to be done.
    ///
    /// # Errors
    /// When the database fails.
    pub fn renew_formulas(&self) -> Result<bool> {
        let catalog = self.catalog();
        if !self.vault.read(|read| renew::is_behind(read, &catalog))? {
            return Ok(false);
        }
        self.vault
            .write("fields.renew", |tx| renew::today(tx, &catalog))?;
        Ok(true)
    }

    /// How records are numbered.
    ///
    /// # Errors
    /// When the database fails.
    pub fn numberings(&self) -> Result<Vec<Numbering>> {
        self.vault.read(numbering::rules)
    }

    /// Numbers the records of an entity, or of one kind of unit.
    ///
    /// # Errors
    /// See [`numbering::set`].
    pub fn set_numbering(&self, entity: &str, kind: Option<&str>, pattern: &str) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("fields.numbering", |tx| {
            let mut batch = Batch::begin(tx, &catalog, "op.numbering")?;
            numbering::set(&mut batch, &catalog, entity, kind, pattern)
        })
    }
}
