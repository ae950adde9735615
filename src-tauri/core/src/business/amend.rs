//! Contracts that are locked: what was signed (amount, dates, terms) changes only with a reason,
//! which is kept beside the old value and the new one in the same step of the history.

use rusqlite::OptionalExtension;

use crate::base::Id;
use crate::base::error::{Error, Result};
use crate::records::trail::BRINGS_BACK;
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Hook, Write};

/// The write in which a contract is amended.
pub const AMEND: &str = "business.amend";

/// Changes a contract, locked or not, and keeps why: one step.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] without a reason, [`crate::base::Kind::Conflict`] when the
/// contract changed meanwhile; otherwise as for [`Batch::update`].
pub fn amend<'k>(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    contract: Id,
    rev: i32,
    values: impl IntoIterator<Item = (&'k str, Value)>,
    reason: &str,
) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Error::invalid(
            "contract.amend_reason",
            "error.reason_required",
        ));
    }
    let values = values
        .into_iter()
        .chain([("amend_reason", Value::text(reason))]);
    let mut batch = Batch::begin(tx, catalog, "op.contract_amended")?;
    batch.update("contract", contract, Some(rev), values)?;
    Ok(())
}

/// The writes that may: an amendment, and taking back the latest step or bringing it again. An older
/// step is another matter: what was signed would change long after, and nobody would have said why.
const ALLOWED: [&str; 3] = [AMEND, "records.undo", "records.redo"];

/// What was signed of a contract, and why it was last amended: while it is locked, the one changes
/// with the other.
pub const SIGNED: [&str; 9] = [
    "amount",
    "tax_included",
    "tax_rate",
    "signed_on",
    "start",
    "end",
    "terms",
    "locked",
    "amend_reason",
];

/// Refuses a write that changes what was signed of a locked contract and says no new reason for it.
/// A trigger notes such contracts.
pub struct HoldLocked;

impl Hook for HoldLocked {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        // Looked for first: emptying what is empty writes its page all the same.
        let one: Option<Id> = tx
            .sql()
            .prepare_cached("SELECT contract FROM contract_held LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let Some(one) = one else {
            return Ok(());
        };
        if ALLOWED.contains(&op) {
            tx.sql()
                .prepare_cached("DELETE FROM contract_held")?
                .execute([])?;
            return Ok(());
        }
        if !BRINGS_BACK.contains(&op) {
            return Err(Error::invalid("contract.locked", "error.contract_locked"));
        }
        let name: String = tx
            .sql()
            .prepare_cached("SELECT name FROM contract WHERE id = ?")?
            .query_row([one], |row| row.get(0))?;
        Err(Error::invalid("contract.locked", "error.contract_locked_before").with("name", name))
    }
}
