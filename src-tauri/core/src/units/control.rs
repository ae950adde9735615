//! Who holds whom comes to an end: nobody holds itself, and of several none controls all the others and
//! is controlled by them. Cross-holdings below one half are common and stay as they are.

use std::sync::LazyLock;

use rusqlite::params;

use crate::base::Id;
use crate::base::error::{Error, Result};
use crate::vault::{Hook, Write};

/// From this share on, in hundredths of a percent, a holding is control.
const CONTROL: i32 = 5_000;

/// Ties of this name by which one has the other in hand. A share that nobody knows controls nobody.
const CONTROLS: &str = "(l.deleted_at IS NULL AND (
  l.kind IN ('controls', 'branch_of', 'department_of')
  OR l.kind IN ('owns', 'invests') AND l.share >= ?2))";

/// Refuses a tie of a unit to itself, and a circle of control.
pub struct HoldControl;

/// Whether a tie closes a circle all of which stood at one time: whoever took over its former owner holds it
/// after that owner did.
static CIRCLE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH RECURSIVE under(unit, first, last) AS (
           SELECT l.child, coalesce(l.valid_from, ''), coalesce(l.valid_to, '9999-12-31')
           FROM unit_link l WHERE l.id = ?1 AND {CONTROLS}
           UNION
           SELECT l.child, max(u.first, coalesce(l.valid_from, '')),
             min(u.last, coalesce(l.valid_to, '9999-12-31'))
           FROM under u CROSS JOIN unit_link l ON l.parent = u.unit
           WHERE {CONTROLS}
             AND max(u.first, coalesce(l.valid_from, '')) < min(u.last, coalesce(l.valid_to, '9999-12-31')))
         SELECT 1 FROM under WHERE unit = (SELECT parent FROM unit_link WHERE id = ?1) LIMIT 1"
    )
});

impl Hook for HoldControl {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let touched: Vec<Id> = tx
            .changes()
            .iter()
            .filter(|change| change.entity == "unit_link")
            .map(|change| change.id)
            .collect();
        for id in touched {
            let itself = tx
                .sql()
                .prepare_cached(
                    "SELECT 1 FROM unit_link WHERE id = ?1 AND parent = child AND deleted_at IS NULL",
                )?
                .exists([id])?;
            if itself {
                return Err(Error::invalid("unit_link.child", "error.holds_itself"));
            }
            if tx
                .sql()
                .prepare_cached(&CIRCLE)?
                .exists(params![id, CONTROL])?
            {
                return Err(Error::invalid("unit_link.child", "error.control_circle"));
            }
        }
        Ok(())
    }
}
