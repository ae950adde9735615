//! How records of another vault stand against today's: the same, changed, in the bin, gone.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::types::Value as Sql;
use serde::Serialize;

use crate::base::{Cancel, Id, Result};
use crate::history::net::columns_of;
use crate::history::pointing::{self, owners};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef, OF, OF_ENTITY};
use crate::records::journal::touched_since;
use crate::records::query::quoted;
use crate::records::trail::{self, Cells};
use crate::vault::Read;

/// What has become of a record since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// It holds what it held.
    Same,
    /// It holds something else.
    Changed,
    /// It is in the bin.
    Binned,
    /// It is not there at all.
    Gone,
}

/// What a field is put back by: the field, where the catalog knows one, and its columns.
pub(super) type Differing = (Option<&'static FieldDef>, Vec<String>);

/// What differs between two rows of one record, of all that is typed: what the core reckons follows
/// from that, and what was not known of then says nothing.
pub(super) fn differing(entity: &EntityDef, then: &Cells, now: &Cells) -> Vec<Differing> {
    let differs = |columns: &[String]| {
        let known = |cells: &Cells| columns.iter().all(|column| cells.contains_key(column));
        let of = |cells: &Cells| -> Vec<Sql> {
            let held = |column: &String| cells.get(column).cloned().unwrap_or(Sql::Null);
            columns.iter().map(held).collect()
        };
        known(then) && known(now) && of(then) != of(now)
    };
    let mut found: Vec<Differing> = Vec::new();
    for field in entity.fields {
        // When a task was done is kept by the core and follows from nothing else.
        if field.computed && field.key != "done_at" || field.formula {
            continue;
        }
        let columns: Vec<String> = columns_of(field).collect();
        if differs(&columns) {
            found.push((Some(field), columns));
        }
    }
    let on = [OF_ENTITY.to_owned(), OF.to_owned()];
    if then.contains_key(OF) && differs(&on) {
        found.push((None, on.to_vec()));
    }
    found
}

/// Whether a row is one of the bin's.
pub(super) fn is_binned(cells: &Cells) -> bool {
    !matches!(cells.get("deleted_at"), None | Some(Sql::Null))
}

/// How a record stands, by its rows.
pub(super) fn since(entity: &EntityDef, then: &Cells, now: Option<&Cells>) -> Since {
    match now {
        None => Since::Gone,
        Some(now) if is_binned(now) => Since::Binned,
        Some(now) if differing(entity, then, now).is_empty() => Since::Same,
        Some(_) => Since::Changed,
    }
}

/// Every record of then that stands otherwise today, kept up as today's vault is worked in.
#[derive(Debug, Default)]
pub struct Differences {
    /// Up to which write of today's vault this is true.
    seen: i64,
    found: HashMap<Id, Since>,
    /// How many records that belong to a unit stand otherwise, the unit itself aside.
    beside: HashMap<Id, u32>,
    /// Those units, by the record that counts.
    counted: HashMap<Id, BTreeSet<Id>>,
}

/// With more records than this to look at again, all are.
const MANY: usize = 20_000;

/// What tells at a glance that a row was not touched: its revision, when, and whether it is binned.
type Glance = (i64, i64, Option<i64>);

impl Differences {
    /// Holds the living records of the vault of `then` to those of today's.
    ///
    /// # Errors
    /// When either database fails; [`crate::base::Kind::Cancelled`].
    pub fn find(
        then: &Read<'_>,
        now: &Read<'_>,
        catalog: &Catalog,
        cancel: &Cancel,
    ) -> Result<Self> {
        let mut differences = Self {
            seen: now.commit_seq()?,
            ..Self::default()
        };
        for entity in catalog.entities() {
            cancel.check()?;
            let today: HashMap<Id, Glance> = glances(now, entity)?.into_iter().collect();
            let mut doubtful = Vec::new();
            for (id, was) in glances(then, entity)? {
                if was.2.is_none() && today.get(&id) != Some(&was) {
                    doubtful.push(id);
                }
            }
            drop(today);
            for (at, id) in doubtful.into_iter().enumerate() {
                if at % 256 == 0 {
                    cancel.check()?;
                }
                differences.hold(then, now, catalog, entity, id)?;
            }
        }
        Ok(differences)
    }

    /// Looks again at what today's vault has touched since.
    ///
    /// # Errors
    /// As [`Differences::find`].
    pub fn follow(
        &mut self,
        then: &Read<'_>,
        now: &Read<'_>,
        catalog: &Catalog,
        cancel: &Cancel,
    ) -> Result<()> {
        if now.commit_seq()? == self.seen {
            return Ok(());
        }
        let (touched, seen) = touched_since(now, self.seen, MANY)?;
        if touched.len() == MANY {
            *self = Self::find(then, now, catalog, cancel)?;
            return Ok(());
        }
        for (entity, id) in touched {
            let entity = catalog.entity(&entity)?;
            if catalog
                .entities()
                .iter()
                .any(|known| known.key == entity.key)
            {
                self.hold(then, now, catalog, entity, id)?;
            }
        }
        self.seen = seen;
        Ok(())
    }

    fn hold(
        &mut self,
        then: &Read<'_>,
        now: &Read<'_>,
        catalog: &Catalog,
        entity: &EntityDef,
        id: Id,
    ) -> Result<()> {
        let was = trail::row(then, entity, id)?.filter(|was| !is_binned(was));
        let stands = match &was {
            Some(was) => since(entity, was, trail::row(now, entity, id)?.as_ref()),
            // What was not there then is no loss.
            None => Since::Same,
        };
        for unit in self.counted.remove(&id).unwrap_or_default() {
            if let Some(count) = self.beside.get_mut(&unit) {
                *count = count.saturating_sub(1);
            }
        }
        let Some(was) = was.filter(|_| stands != Since::Same) else {
            self.found.remove(&id);
            return Ok(());
        };
        self.found.insert(id, stands);
        if entity.tree.is_none() {
            let units = tops(then, catalog, entity, id, &was)?;
            for unit in &units {
                *self.beside.entry(*unit).or_default() += 1;
            }
            self.counted.insert(id, units);
        }
        Ok(())
    }

    /// How a record of then stands today.
    #[must_use]
    pub fn of(&self, id: Id) -> Since {
        self.found.get(&id).copied().unwrap_or(Since::Same)
    }

    /// How many records that belong to a unit stand otherwise.
    #[must_use]
    pub fn beside(&self, unit: Id) -> u32 {
        self.beside.get(&unit).copied().unwrap_or_default()
    }

    /// How many records stand otherwise.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether today's vault holds all of it as it was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

/// Every row of an entity, the bin's too, at a glance. Two writes in the same millisecond that leave
/// the same revision would need two histories of one record.
fn glances(read: &Read<'_>, entity: &EntityDef) -> Result<Vec<(Id, Glance)>> {
    let mut find = read.sql().prepare(&format!(
        "SELECT id, rev, updated_at, deleted_at FROM {}",
        quoted(entity.key)
    ))?;
    let found = find
        .query_map([], |row| {
            Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(found)
}

/// The units a record belongs to, by whatever it belongs to; a person, those of the posts held.
fn tops(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &EntityDef,
    id: Id,
    row: &Cells,
) -> Result<BTreeSet<Id>> {
    let mut tops = BTreeSet::new();
    let mut met = HashSet::from([id]);
    let mut next = owners(catalog, entity, row)?;
    if next.is_empty() {
        let held = pointing::at_by(read, catalog, entity.key, &HashSet::from([id]), |_, way| {
            way.belongs()
        })?;
        for one in held {
            let row = trail::row(read, one.entity, one.id)?.unwrap_or_default();
            let theirs = owners(catalog, one.entity, &row)?.into_iter();
            tops.extend(
                theirs
                    .filter(|owner| owner.entity.tree.is_some())
                    .map(|owner| owner.id),
            );
        }
    }
    while let Some(owner) = next.pop() {
        if !met.insert(owner.id) {
            continue;
        }
        if owner.entity.tree.is_some() {
            tops.insert(owner.id);
            continue;
        }
        let row = trail::row(read, owner.entity, owner.id)?.unwrap_or_default();
        next.extend(owners(catalog, owner.entity, &row)?);
    }
    Ok(tops)
}
