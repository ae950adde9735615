//! Carries out a plan: one transaction, one step of undo, all of it or nothing.

use std::collections::BTreeMap;

use super::plan::{Planned, Work};
use crate::base::{Error, Kind, Report, Result};
use crate::records::{Batch, Catalog, trail};
use crate::vault::Vault;

/// How often the user hears of it, and can stop it.
const STEP: u64 = 200;

/// Writes what the plan says; gives the write's number and the records made and changed.
///
/// # Errors
/// [`Kind::Conflict`] when the vault has changed since the plan was made, [`Kind::Cancelled`];
/// nothing is changed then.
pub(super) fn perform(
    vault: &Vault,
    catalog: &Catalog,
    plan: &Planned,
    report: &Report,
) -> Result<(i64, BTreeMap<String, u32>)> {
    let total: u64 = plan.records().values().map(|count| u64::from(*count)).sum();
    let seq = vault.write("exchange.import", |tx| {
        if trail::newest(tx)? != plan.step() {
            return Err(Error::new(Kind::Conflict, "error.import_plan_stale"));
        }
        let seq = tx.seq();
        // Records of several kinds may point at each other both ways.
        tx.sql().execute_batch("PRAGMA defer_foreign_keys = ON")?;
        let mut batch = Batch::begin(tx, catalog, "op.import")?.with_retired();
        let mut done = 0;
        plan.works(|work| {
            if done % STEP == 0 {
                report.step("progress.import_write", done.min(total), Some(total))?;
            }
            done += 1;
            match work {
                Work::Create { entity, id, values } => {
                    batch.create(entity, Some(id), values)?;
                }
                Work::Update { entity, id, values } => {
                    batch.update(entity, id, None, values)?;
                }
            }
            Ok(())
        })?;
        // What follows, sums over the tree and the like, cannot be stopped halfway.
        report.step("progress.import_write", total, Some(total))?;
        Ok(seq)
    })?;
    Ok((seq, plan.records()))
}
