//! The columns the core keeps for units and contacts: the main person, the business in sum, the
//! last and the next contact. Triggers note who needs it; this fills them in before the commit.

use std::sync::LazyLock;

use rusqlite::params;

use crate::base::error::Result;
use crate::base::{Change, ChangeKind, Id};
use crate::records::query::exact_sum;
use crate::vault::{Hook, Write};

/// Brings computed columns up to date.
pub struct KeepRollups;

impl Hook for KeepRollups {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        for id in taken(tx, "contact_stale", "contact")? {
            if tx.sql().prepare_cached(CONTACT)?.execute(params![id])? > 0 {
                tx.record(Change {
                    entity: "contact".into(),
                    id,
                    kind: ChangeKind::Updated,
                });
            }
        }
        for id in taken(tx, "unit_stale", "unit")? {
            if tx.sql().prepare_cached(&UNIT)?.execute(params![id])? > 0 {
                tx.record(Change {
                    entity: "unit".into(),
                    id,
                    kind: ChangeKind::Updated,
                });
            }
        }
        Ok(())
    }
}

fn taken(tx: &mut Write<'_>, table: &str, column: &str) -> Result<Vec<Id>> {
    let ids = tx
        .sql()
        .prepare_cached(&format!("SELECT {column} FROM {table}"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    if !ids.is_empty() {
        tx.sql()
            .prepare_cached(&format!("DELETE FROM {table}"))?
            .execute([])?;
    }
    Ok(ids)
}

/// Where somebody's main post is: one that has not ended, the main one first, the latest first.
const CONTACT: &str = r#"
UPDATE contact SET (unit, title) = (
  SELECT unit, title FROM post WHERE contact = ?1 AND deleted_at IS NULL
  ORDER BY "end" IS NOT NULL, is_primary DESC, "start" DESC, n DESC LIMIT 1)
WHERE id = ?1"#;

/// Amounts add up only where they are of one currency; otherwise the sum is not known, and its
/// currency says so: ISO 4217's XXX, no currency, keeps it out of every sum further up.
static UNIT: LazyLock<String> = LazyLock::new(|| {
    format!(
        r#"
UPDATE unit SET
  (contact_name, contact_phone) = (
    SELECT c.full_name,
           coalesce(json_extract(c.phones, '$[0].raw'), json_extract(p.work_phone, '$[0].raw'))
    FROM post p JOIN contact c ON c.id = p.contact
    WHERE p.unit = ?1 AND p.deleted_at IS NULL AND p."end" IS NULL
      AND c.deleted_at IS NULL AND c."left" = 0
    ORDER BY p.is_primary DESC, p.n LIMIT 1),
  (coop_amount, coop_amount_currency, coop_count) = (
    SELECT CASE WHEN alike THEN amount END,
           CASE WHEN alike AND amount IS NOT NULL THEN currency WHEN known > 0 THEN 'XXX' END,
           every
    FROM (
      SELECT min(amount_currency) = max(amount_currency) AS alike, {sum} AS amount,
             max(amount_currency) AS currency, count(amount) AS known, count(*) AS every
      FROM cooperation WHERE unit = ?1 AND deleted_at IS NULL)),
  (next_touch, next_touch_zone, next_step) = (
    SELECT due, due_zone, title FROM task
    WHERE unit = ?1 AND state = 'open' AND due IS NOT NULL AND deleted_at IS NULL
    ORDER BY due, n LIMIT 1),
  last_touch = (
    SELECT max(at) FROM (
      SELECT max(at) AS at FROM activity WHERE unit = ?1 AND deleted_at IS NULL
      UNION ALL
      SELECT max(a.at) FROM activity_unit o JOIN activity a ON a.id = o.activity
      WHERE o.unit = ?1 AND a.deleted_at IS NULL)),
  children = (SELECT count(*) FROM unit c WHERE c.parent = ?1 AND c.deleted_at IS NULL)
WHERE id = ?1"#,
        sum = exact_sum("amount")
    )
});
