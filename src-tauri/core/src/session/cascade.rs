//! What goes with a record into the bin: all that the catalogs say belongs to it (to a unit its posts,
//! business, conversations; to a project its milestones; to any record its files). A unit's children
//! move up to its parent.

use std::collections::HashSet;

use rusqlite::params;

use crate::base::{Id, Result};
use crate::records::catalog::OF;
use crate::records::query::quoted;
use crate::records::value::Value;
use crate::records::{Batch, Catalog, ChangeSet, RecordChange};
use crate::reminders::series;
use crate::vault::Write;

/// Applies changes with what follows from them; the ids of the records the caller named.
pub(super) fn apply(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    set: &ChangeSet,
) -> Result<Vec<(String, Id)>> {
    let mut batch = Batch::begin(tx, catalog, &set.label)?;
    // Held against what stood before the set, not in between: what one change takes along (a child
    // that moves up, a post that goes into the bin) is no stranger's edit of the next. One change
    // alone has nothing in between, and is held as it is made.
    let alone = set.changes.len() == 1;
    for change in &set.changes {
        match change {
            RecordChange::Update { .. } if alone => {}
            RecordChange::Update {
                entity, id, rev, ..
            }
            | RecordChange::Delete { entity, id, rev } => batch.hold_rev(entity, *id, *rev)?,
            RecordChange::Create { .. } => {}
        }
    }
    let mut touched = Vec::new();
    for change in &set.changes {
        touched.push(match change {
            RecordChange::Create {
                entity,
                id,
                values,
                asked,
            } => {
                batch.want_own(*asked);
                let values = values
                    .iter()
                    .map(|(key, value)| (key.as_str(), value.clone()));
                (entity.clone(), batch.create(entity, *id, values)?)
            }
            RecordChange::Update {
                entity,
                id,
                rev,
                values,
            } => {
                let values = values
                    .iter()
                    .map(|(key, value)| (key.as_str(), value.clone()));
                let edited = batch.update(entity, *id, alone.then_some(*rev), values)?;
                if edited && entity == "task" {
                    series::settle(&mut batch, catalog, *id)?;
                }
                (entity.clone(), *id)
            }
            RecordChange::Delete { entity, id, .. } => {
                follow(&mut batch, catalog, entity, *id)?;
                batch.delete(entity, *id)?;
                (entity.clone(), *id)
            }
        });
    }
    Ok(touched)
}

/// What belongs to the record goes with it, and what belongs to that; a unit's children move up.
pub(super) fn follow(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    entity: &str,
    id: Id,
) -> Result<()> {
    down(batch, catalog, entity, id, &mut HashSet::from([id]))
}

/// As [`follow`]; whoever is met again, on whatever round, is on its way already.
fn down(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    entity: &str,
    id: Id,
    met: &mut HashSet<Id>,
) -> Result<()> {
    if entity == "unit" {
        let parent: Option<Id> = batch
            .tx()
            .sql()
            .prepare_cached("SELECT parent FROM unit WHERE id = ?")?
            .query_row([id], |row| row.get(0))?;
        for child in ids(batch, "unit", "parent", id)? {
            let up = parent.map_or(Value::Null, Value::to);
            batch.update("unit", child, None, [("parent", up)])?;
        }
    }
    for other in catalog.on_any(entity) {
        for along in ids(batch, other.key, OF, id)? {
            batch.delete(other.key, along)?;
        }
    }
    for other in catalog.entities() {
        for field in other.belongs_to(entity) {
            for along in ids(batch, other.key, field.key, id)? {
                if met.insert(along) {
                    down(batch, catalog, other.key, along, met)?;
                    batch.delete(other.key, along)?;
                }
            }
        }
    }
    Ok(())
}

fn ids(batch: &mut Batch<'_, '_>, entity: &str, column: &str, id: Id) -> Result<Vec<Id>> {
    let ids = batch
        .tx()
        .sql()
        .prepare_cached(&format!(
            "SELECT id FROM {} WHERE {} = ? AND deleted_at IS NULL",
            quoted(entity),
            quoted(column)
        ))?
        .query_map(params![id], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(ids)
}
