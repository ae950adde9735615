//! Which class units are of and how alive the ties to them are: the verbs of grading.

use super::Session;
use crate::base::{Id, Result};
use crate::grading::keep;
use crate::grading::ops::{self, ClassTrial, UnitGrades};
use crate::grading::rules::{ClassBasis, ClassRules};

impl Session {
    /// What a unit is by the rules, with the reasons.
    ///
    /// # Errors
    /// See [`ops::of_unit`].
    pub fn unit_grades(&self, unit: Id) -> Result<UnitGrades> {
        self.vault.read(|read| ops::of_unit(read, unit))
    }

    /// The rules of class.
    ///
    /// # Errors
    /// When the database fails.
    pub fn class_rules(&self) -> Result<ClassRules> {
        self.vault.read(ops::rules)
    }

    /// Rules that suit what is in the vault.
    ///
    /// # Errors
    /// When the database fails.
    pub fn suggested_class_rules(&self, basis: Option<ClassBasis>) -> Result<ClassRules> {
        self.vault.read(|read| ops::suggested(read, basis))
    }

    /// What rules would come to; nothing is written.
    ///
    /// # Errors
    /// See [`ops::trial`].
    pub fn try_class_rules(&self, rules: &ClassRules) -> Result<ClassTrial> {
        let catalog = self.catalog();
        self.vault.read(|read| ops::trial(read, &catalog, rules))
    }

    /// Sets the rules of class.
    ///
    /// # Errors
    /// See [`ops::set`].
    pub fn set_class_rules(&self, rules: &ClassRules) -> Result<()> {
        let catalog = self.catalog();
        self.vault
            .write("grading.rules", |tx| ops::set(tx, &catalog, rules))?;
        self.sweep_anew();
        Ok(())
    }

    /// Says a unit's class by hand, and why; or that the rules hold for it again.
    ///
    /// # Errors
    /// See [`ops::override_class`].
    pub fn override_class(&self, unit: Id, class: Option<&str>, reason: &str) -> Result<()> {
        let catalog = self.catalog();
        self.vault.write("grading.say", |tx| {
            ops::override_class(tx, &catalog, unit, class, reason)
        })
    }

    /// Brings up to date what a new day makes of class and level; says whether anything was to be done.
    ///
    /// # Errors
    /// When the database fails.
    pub fn renew_grades(&self) -> Result<bool> {
        if !self.vault.read(keep::is_behind)? {
            return Ok(false);
        }
        if self.vault.write("grading.renew", keep::today)? {
            // No journal tells of a class that time changed.
            self.sweep_anew();
        }
        Ok(true)
    }
}
