//! Keeps by what a product is found who it was sold to.

use crate::base::Result;
use crate::vault::{Hook, Write, array};

/// Enters what new business sold; of what changed or went triggers take care, which alone know what it
/// was before.
pub struct KeepSold;

impl Hook for KeepSold {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let made = tx.made("cooperation");
        if made.is_empty() {
            return Ok(());
        }
        tx.sql()
            .prepare_cached(
                "INSERT OR IGNORE INTO cooperation_product
                 SELECT lower(trim(p.value)), c.id FROM rarray(?1) AS m
                 CROSS JOIN cooperation c ON c.id = m.value, json_each(c.products) AS p",
            )?
            .execute([array(&made)])?;
        Ok(())
    }
}
