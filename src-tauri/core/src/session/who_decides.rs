//! The task to find out who decides at a unit. It names nobody and no seat, by which others are found again: what it
//! was made for is kept with it, and no other is wanted while it is open. The map itself is the neighbour's.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use rusqlite::types::Value as Sql;

use super::{Applied, Session};
use crate::base::{Id, Result};
use crate::records::Batch;
use crate::records::value::{Ref, Value};
use crate::vault::{Read, array};

/// What the task says it was made for.
const CAUSE: &str = "who_decides";

impl Session {
    /// Makes a task of that title to find out who decides at a unit, or in a deal of it.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub fn ask_who_decides(
        &self,
        unit: Id,
        opportunity: Option<Id>,
        title: &str,
    ) -> Result<Applied> {
        self.written("decisions.ask", |tx| {
            let catalog = self.catalog();
            let mut batch = Batch::begin(tx, &catalog, "op.create")?;
            let values = [
                ("title", Value::text(title)),
                ("unit", Value::to(unit)),
                ("opportunity", opportunity.map_or(Value::Null, Value::to)),
            ];
            let kept = [("cause", Sql::Text(CAUSE.to_owned()))];
            let id = batch.create_kept("task", None, values, kept)?;
            Ok(vec![("task".to_owned(), id)])
        })
    }
}

/// Of each of these units the open task to find out who decides there; with `deal`, in that one or at all. The one
/// that is due first.
pub(super) fn asked(
    read: &Read<'_>,
    units: &BTreeSet<Id>,
    deal: Option<Id>,
) -> Result<BTreeMap<Id, Ref>> {
    let mut find = read.sql().prepare_cached(
        "SELECT t.unit, t.id, t.title FROM rarray(?1) AS w CROSS JOIN task t ON t.unit = w.value
         WHERE t.state = 'open' AND t.cause = ?2 AND t.deleted_at IS NULL
           AND (?3 IS NULL OR t.opportunity IS NULL OR t.opportunity = ?3)
         ORDER BY t.due IS NOT NULL, t.due DESC, t.n DESC",
    )?;
    let found = find.query_map(params![array(units), CAUSE, deal], |row| {
        let task = Ref {
            id: row.get(1)?,
            label: row.get(2)?,
        };
        Ok((row.get(0)?, task))
    })?;
    // The last that comes is the one that stays.
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
