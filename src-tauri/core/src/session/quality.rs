//! What was said of values, what grew old, what is to be looked at: the verbs of the quality wing.

use super::Session;
use crate::base::{Id, Result};
use crate::fields::{FieldShape, ops as fields};
use crate::quality::ages::{self, RecordQuality};
use crate::quality::asked::{self, LikelyChange};
use crate::quality::coverage;
use crate::quality::cycles::list::{self as cycle_list, CycleList};
use crate::quality::cycles::ops as cycles;
use crate::quality::cycles::rules::{self as cycle_rules, CycleRules};
use crate::quality::former::{self, FormerValue};
use crate::quality::limits::{self, Limits};
use crate::quality::ops::{self, FieldAt, Said};
use crate::quality::review::{self, Review};
use crate::quality::rules::{self, EntryCheck, FieldRule, Rules};
use crate::quality::second;
use crate::quality::weights::{self, AspectWeight};
use crate::quality::wrong::{self, WrongSaid};
use crate::records::Batch;
use crate::records::labels::Language;

impl Session {
    /// What is known of a record's fields, how well it is known, and what to ask next.
    ///
    /// # Errors
    /// See [`ages::of_record`].
    pub fn record_quality(&self, entity: &str, id: Id) -> Result<RecordQuality> {
        let catalog = self.catalog();
        self.vault
            .read(|read| ages::of_record(read, &catalog, entity, id))
    }

    /// Says from whom a value is, how sure, since when.
    ///
    /// # Errors
    /// See [`ops::say`].
    pub fn say_provenance(&self, at: &FieldAt, said: &Said) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("quality.say", |tx| ops::say(tx, &catalog, at, said))
    }

    /// Says that the value of a field is wrong: it is doubtful until it is mended or found right.
    ///
    /// # Errors
    /// See [`wrong::say`].
    pub fn say_wrong(&self, at: &FieldAt, said: &WrongSaid) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("quality.say", |tx| wrong::say(tx, &catalog, at, said))
    }

    /// Says why a field holds another value now.
    ///
    /// # Errors
    /// See [`ops::explain`].
    pub fn say_why(&self, at: &FieldAt, why: &str) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("quality.say", |tx| ops::explain(tx, &catalog, at, why))
    }

    /// Fields were verified now.
    ///
    /// # Errors
    /// See [`ops::verify`].
    pub fn verify(&self, fields: &[FieldAt], source: Option<&str>, by: Option<&str>) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("quality.verify", |tx| {
            ops::verify(tx, &catalog, fields, source, by)
        })
    }

    /// What a field held before, with its days.
    ///
    /// # Errors
    /// See [`former::former`].
    pub fn former_values(&self, at: &FieldAt) -> Result<Vec<FormerValue>> {
        let catalog = self.catalog();
        self.vault
            .read(|read| former::former(read, &catalog, (&at.entity, at.id, &at.field)))
    }

    /// The few fields that most likely changed, after a conversation at `unit` with `people`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn likely_changes(&self, unit: Id, people: &[Id]) -> Result<Vec<LikelyChange>> {
        let catalog = self.catalog();
        self.vault
            .read(|read| asked::likely(read, &catalog, unit, people))
    }

    /// Whether it is asked after a conversation what has changed.
    ///
    /// # Errors
    /// When the database fails.
    pub fn asks_changes(&self) -> Result<bool> {
        self.vault.read(asked::asks)
    }

    /// Says whether it is asked.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_asks_changes(&self, asks: bool) -> Result<()> {
        self.vault
            .write("settings.set", |tx| asked::set_asks(tx, asks))
    }

    /// A doubtful value stays as it is, and is not brought up again before it changes.
    ///
    /// # Errors
    /// See [`ops::keep`].
    pub fn keep_doubtful(&self, at: &FieldAt, reason: &str) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("quality.keep", |tx| ops::keep(tx, &catalog, at, reason))
    }

    /// Takes what is doubtful out of a field.
    ///
    /// # Errors
    /// See [`ops::clear`].
    pub fn clear_doubtful(&self, at: &FieldAt) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("quality.clear", |tx| ops::clear(tx, &catalog, at))
    }

    /// A second person looked at changes.
    ///
    /// # Errors
    /// See [`ops::check`].
    pub fn check(&self, fields: &[FieldAt], by: &str) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("quality.check", |tx| ops::check(tx, &catalog, fields, by))
    }

    /// What whoever works in this vault is called.
    ///
    /// # Errors
    /// When the database fails.
    pub fn own_name(&self) -> Result<Option<String>> {
        self.vault.read(second::own_name)
    }

    /// Says what whoever works in this vault is called.
    ///
    /// # Errors
    /// See [`second::set_own_name`].
    pub fn set_own_name(&self, name: &str) -> Result<()> {
        self.vault
            .write("settings.set", |tx| second::set_own_name(tx, name))
    }

    /// How much of what grows old is inside its limit.
    ///
    /// # Errors
    /// When the database fails.
    pub fn limits(&self) -> Result<Limits> {
        let catalog = self.catalog();
        self.vault.read(|read| limits::limits(read, &catalog))
    }

    /// Takes a field, or a customer's coverage, out of the review's way for so many days.
    ///
    /// # Errors
    /// See [`ops::later`].
    pub fn review_later(&self, at: &FieldAt, days: u16) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("quality.later", |tx| ops::later(tx, &catalog, at, days))
    }

    /// What is to be looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub fn review(&self) -> Result<Review> {
        let catalog = self.catalog();
        self.vault.read(|read| review::review(read, &catalog))
    }

    /// Which customers are to be looked through, why and since when.
    ///
    /// # Errors
    /// When the database fails.
    pub fn review_cycle(&self) -> Result<CycleList> {
        let catalog = self.catalog();
        self.vault.read(|read| cycle_list::list(read, &catalog))
    }

    /// A customer was looked through; says which of its values were out of date and count as verified.
    ///
    /// # Errors
    /// See [`cycles::reviewed`].
    pub fn unit_reviewed(&self, unit: Id) -> Result<Vec<String>> {
        let catalog = self.catalog();
        self.vault.write("quality.reviewed", |tx| {
            cycles::reviewed(tx, &catalog, unit)
        })
    }

    /// A customer is skipped this time.
    ///
    /// # Errors
    /// See [`cycles::skipped`].
    pub fn skip_review(&self, unit: Id) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("quality.skipped", |tx| cycles::skipped(tx, &catalog, unit))
    }

    /// How often customers are looked through.
    ///
    /// # Errors
    /// When the database fails.
    pub fn cycle_rules(&self) -> Result<CycleRules> {
        self.vault.read(cycle_rules::rules)
    }

    /// Says how often customers are looked through.
    ///
    /// # Errors
    /// See [`cycle_rules::set`].
    pub fn set_cycle_rules(&self, rules: &CycleRules) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("quality.cycles", |tx| cycle_rules::set(tx, &catalog, rules))
    }

    /// What is expected of the fields of an entity.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when there is no such entity.
    pub fn field_rules(&self, entity: &str) -> Result<Vec<FieldRule>> {
        let def = self.catalog().entity(entity)?;
        self.vault.read(|read| Ok(Rules::read(read)?.all(def)))
    }

    /// Says whether whoever types a field is asked to look at its parts once more.
    ///
    /// # Errors
    /// See [`rules::set_confirm`].
    pub fn set_field_confirm(&self, entity: &str, field: &str, confirm: bool) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("quality.rules", |tx| {
            rules::set_confirm(tx, &catalog, entity, field, confirm)
        })
    }

    /// What is seen in a text that was typed for a field; `power` is the unit a bare amount is in, as a power
    /// of ten.
    ///
    /// # Errors
    /// See [`rules::seen`].
    pub fn entry_check(
        &self,
        entity: &str,
        field: &str,
        text: &str,
        power: u32,
    ) -> Result<EntryCheck> {
        let catalog = self.catalog();
        self.vault
            .read(|read| rules::seen(read, &catalog, (entity, field), text, power))
    }

    /// Says how long a field's value is taken to be true (0 for good, nothing as usual), and whether
    /// a second person looks at each change. Of a field of the user's own the days are part of its
    /// definition: saying them is a step of undo, and where nothing is said they stay.
    ///
    /// # Errors
    /// See [`rules::set`].
    pub fn set_field_rule(
        &self,
        entity: &str,
        field: &str,
        days: Option<u32>,
        check: bool,
    ) -> Result<()> {
        let catalog = self.catalog();
        let own = catalog.own_field(entity, field).is_some();
        let states = if own && days.is_some() {
            self.own_fields(Language::En)?
        } else {
            Vec::new()
        };
        let shape = states
            .into_iter()
            .find(|one| one.entity == entity && one.key == field)
            .map(|one| FieldShape {
                stale_after_days: days.filter(|days| *days > 0),
                ..one.shape
            });
        self.vault.write("quality.rule", |tx| {
            if let Some(shape) = &shape {
                let mut batch = Batch::begin(tx, &catalog, "op.field_edit")?;
                fields::edit(&mut batch, &catalog, entity, field, shape)?;
            }
            rules::set(tx, &catalog, entity, field, (days, check))
        })
    }

    /// What each thing known of a customer counts.
    ///
    /// # Errors
    /// When the database fails.
    pub fn coverage_weights(&self) -> Result<Vec<AspectWeight>> {
        let catalog = self.catalog();
        self.vault.read(|read| weights::all(read, &catalog))
    }

    /// Says what an aspect counts, for all units or those of one kind; as usual where nothing is said.
    ///
    /// # Errors
    /// See [`weights::set`].
    pub fn set_coverage_weight(
        &self,
        aspect: &str,
        kind: Option<&str>,
        weight: Option<u16>,
    ) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("quality.weight", |tx| {
            weights::set(tx, &catalog, aspect, kind, weight)
        })
    }

    /// Everything counts as usual again.
    ///
    /// # Errors
    /// When the database fails.
    pub fn reset_coverage_weights(&self) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("quality.weights", |tx| weights::reset(tx, &catalog))
    }

    /// Brings up to date what a new day makes of how well customers are known; says whether anything
    /// was to be done.
    ///
    /// # Errors
    /// When the database fails.
    pub fn renew_coverage(&self) -> Result<bool> {
        if !self.vault.read(coverage::is_behind)? {
            return Ok(false);
        }
        self.vault.write("quality.renew", coverage::today)?;
        Ok(true)
    }
}
