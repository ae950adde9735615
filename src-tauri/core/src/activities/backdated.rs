//! How many days after it took place a conversation was written down: kept as a column, so that tables
//! are filtered by it. What is written down the same day has none, and neither has what came in with a
//! sheet: that says when it was brought over, not how long somebody waited.

use rusqlite::params;

use crate::base::{Id, Result, Timestamp};
use crate::records::trail::AS_OF;
use crate::vault::{Hook, Write, array};

/// Brings the column up to date.
pub struct KeepBackdated;

/// Writes that bring many at once, and of which nobody asks how late they are. A vault of the past
/// has its rows as they are, for it has no journal to ask who made them.
const BROUGHT: [&str; 3] = ["exchange.import", "sample.fill", AS_OF];

impl Hook for KeepBackdated {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        if BROUGHT.contains(&op) {
            return Ok(());
        }
        let touched: Vec<Id> = tx.touched("activity", "at").collect();
        if touched.is_empty() {
            return Ok(());
        }
        let zone = tx.zone();
        let day = |at: i64| Timestamp(at).utc().with_timezone(&zone).date_naive();
        let mut find = tx.sql().prepare_cached(
            "SELECT a.n, a.at, a.created_at, a.backdated FROM rarray(?1) AS m
             JOIN activity a ON a.id = m.value
             WHERE NOT EXISTS (
               SELECT 1 FROM journal_entry e JOIN journal j ON j.seq = e.seq
               WHERE e.id = a.id AND e.act = 'create' AND j.op IN ('op.import', 'op.sample'))",
        )?;
        let mut rows = find.query([array(&touched)])?;
        let mut late: Vec<(i64, Option<i64>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (at, logged): (i64, i64) = (row.get(1)?, row.get(2)?);
            let days = Some((day(logged) - day(at)).num_days()).filter(|days| *days > 0);
            if days != row.get(3)? {
                late.push((row.get(0)?, days));
            }
        }
        let mut keep = tx
            .sql()
            .prepare_cached("UPDATE activity SET backdated = ?2 WHERE n = ?1")?;
        for (n, days) in late {
            keep.execute(params![n, days])?;
        }
        Ok(())
    }
}
