//! The verbs of what business is worth: margins, lines that come in once, contracts amended.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Applied, Session};
use crate::base::currency::Currency;
use crate::base::{Id, Result};
use crate::business::amend;
use crate::business::lines::{self, Recorded};
use crate::business::margin::{self, Basis, Margin};
use crate::records::Batch;
use crate::records::value::Value;

/// What became of the lines of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct LinesRecorded {
    /// The transactions that were made.
    pub made: Vec<Id>,
    /// Those that were there already.
    pub same: Vec<Id>,
}

impl Session {
    /// What the business with a unit is worth; in the currency `into`, where one is named.
    ///
    /// # Errors
    /// See [`margin::margin`].
    pub fn margin(&self, unit: Id, basis: Basis, into: Option<Currency>) -> Result<Margin> {
        self.vault
            .read(|read| margin::margin(read, unit, basis, into))
    }

    /// Makes transactions of the lines of one sheet; those that are there already stay as they are.
    ///
    /// # Errors
    /// See [`lines::record`]; nothing is written then.
    pub fn record_lines(&self, sheet: &[BTreeMap<String, Value>]) -> Result<LinesRecorded> {
        let catalog = self.catalog();
        self.vault.write("business.record_lines", |tx| {
            let mut batch = Batch::begin(tx, &catalog, "op.lines_recorded")?;
            let mut seen = lines::Sheet::default();
            let mut told = LinesRecorded {
                made: Vec::new(),
                same: Vec::new(),
            };
            for line in sheet {
                let values = line
                    .iter()
                    .map(|(key, value)| (key.as_str(), value.clone()));
                match lines::record(&mut batch, &catalog, &mut seen, values)? {
                    Recorded::New(id) => told.made.push(id),
                    Recorded::Same(id) => told.same.push(id),
                }
            }
            Ok(told)
        })
    }

    /// Changes a contract, locked or not, and keeps why.
    ///
    /// # Errors
    /// See [`amend::amend`].
    pub fn contract_amend(
        &self,
        contract: Id,
        rev: i32,
        values: &BTreeMap<String, Value>,
        reason: &str,
    ) -> Result<Applied> {
        self.written(amend::AMEND, |tx| {
            let values = values
                .iter()
                .map(|(key, value)| (key.as_str(), value.clone()));
            amend::amend(tx, &self.catalog(), contract, rev, values, reason)?;
            Ok(vec![("contract".to_owned(), contract)])
        })
    }
}
