//! The verbs of money.

use super::{Applied, Session};
use crate::base::{Id, Result};
use crate::business::ops::{self, Laid, NewPayment};
use crate::business::owed::{self, UnitMoney};
use crate::business::terms::Plan;
use crate::reminders::workdays;

impl Session {
    /// A unit's contracts, payments and what is owed.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unit_money(&self, unit: Id) -> Result<UnitMoney> {
        self.vault
            .read(|read| owed::unit_money(read, &self.catalog(), unit))
    }

    /// What terms come to on a contract; nothing is written.
    ///
    /// # Errors
    /// See [`ops::plan`].
    pub fn plan_instalments(&self, contract: Id, terms: &str) -> Result<Plan> {
        self.vault.read(|read| {
            let worked = workdays::of(read, read.zone())?;
            ops::plan(read, contract, terms, &worked)
        })
    }

    /// Makes the instalments that terms come to.
    ///
    /// # Errors
    /// See [`ops::make_instalments`].
    pub fn make_instalments(&self, contract: Id, terms: &str) -> Result<Applied> {
        self.written("business.make_instalments", |tx| {
            ops::make_instalments(tx, &self.catalog(), contract, terms)
        })
    }

    /// Records a payment and lays it out over what is owed.
    ///
    /// # Errors
    /// See [`ops::record_payment`].
    pub fn record_payment(&self, payment: &NewPayment) -> Result<Applied> {
        self.written("business.record_payment", |tx| {
            ops::record_payment(tx, &self.catalog(), payment)
        })
    }

    /// Lays what is left of a payment out over what is owed, the oldest first.
    ///
    /// # Errors
    /// See [`ops::allocate`].
    pub fn allocate_payment(&self, payment: Id) -> Result<Applied> {
        self.written("business.allocate", |tx| {
            ops::allocate(tx, &self.catalog(), payment)
        })
    }

    /// Lays a payment out as somebody says.
    ///
    /// # Errors
    /// See [`ops::allocate_by_hand`].
    pub fn allocate_by_hand(&self, payment: Id, parts: &[Laid]) -> Result<Applied> {
        self.written("business.allocate", |tx| {
            ops::allocate_by_hand(tx, &self.catalog(), payment, parts)
        })
    }
}
