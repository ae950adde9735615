//! What a step did to each record, all its entries together, and the fields its columns belong to.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value as Sql;

use super::pointing::ids_in;
use crate::base::{Id, Result};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::journal::Act;
use crate::records::trail::{self, Cells, Of};
use crate::records::value::FieldKind as K;
use crate::vault::Read;

/// What a step did to one record, all its entries together.
pub(super) struct Net {
    pub(super) entity: &'static EntityDef,
    pub(super) id: Id,
    pub(super) created: bool,
    pub(super) before: Cells,
    pub(super) after: Cells,
}

impl Net {
    /// Whether the step put it into the bin.
    pub(super) fn binned(&self) -> bool {
        let held = |cells: &Cells| {
            cells
                .get("deleted_at")
                .is_some_and(|at| !matches!(at, Sql::Null))
        };
        held(&self.after) && !held(&self.before)
    }
    /// Leaves of what the step did only the going into the bin, or the moving up the tree.
    pub(super) fn only_the_bin(&mut self) {
        let entity = self.entity;
        let binned = self.binned();
        let keeps = |column: &str| match entity.field(column) {
            Ok(field) => !binned && is_up(entity, field),
            Err(_) => binned && column == "deleted_at",
        };
        self.before.retain(|column, _| keeps(column));
        self.after.retain(|column, _| keeps(column));
    }
    pub(super) fn revived(&self) -> bool {
        matches!(self.after.get("deleted_at"), Some(Sql::Null))
            && !matches!(self.before.get("deleted_at"), Some(Sql::Null))
    }
    /// What a reference held before the step.
    pub(super) fn pointed_before(&self, column: &str) -> Option<Id> {
        let held = self.before.get(column).cloned()?;
        ids_in(held).ok()?.first().copied()
    }
}

/// What a step did, by record, in the order of its entries.
pub(super) fn nets(read: &Read<'_>, catalog: &Catalog, seq: i64) -> Result<Vec<Net>> {
    let mut marks = trail::marks(read, Of::Step(seq))?;
    marks.reverse();
    let mut nets: Vec<Net> = Vec::new();
    let mut at: HashMap<Id, usize> = HashMap::new();
    for mark in marks {
        let place = match at.get(&mark.id) {
            Some(place) => *place,
            None => {
                nets.push(Net {
                    entity: catalog.entity(&mark.entity)?,
                    id: mark.id,
                    created: mark.act == Act::Create,
                    before: Cells::new(),
                    after: Cells::new(),
                });
                at.insert(mark.id, nets.len() - 1);
                nets.len() - 1
            }
        };
        let Some(net) = nets.get_mut(place) else {
            continue;
        };
        if matches!(mark.act, Act::Create | Act::Erase) {
            continue;
        }
        for (column, value) in mark.before {
            net.before.entry(column).or_insert(value);
        }
        net.after.extend(mark.after);
    }
    Ok(nets)
}

/// Whether a field says what a record of a tree stands under.
pub(super) fn is_up(entity: &EntityDef, field: &FieldDef) -> bool {
    entity
        .parent()
        .is_some_and(|parent| parent.key == field.key)
}

pub(super) fn columns_of(field: &FieldDef) -> impl Iterator<Item = String> {
    let second = field.kind.second_column();
    let second = second.map(|suffix| format!("{}{suffix}", field.key));
    std::iter::once(field.key.to_owned()).chain(second)
}

/// The fields some columns belong to, each with its own; columns nobody describes stand alone.
pub(super) fn fields_among(
    entity: &'static EntityDef,
    cells: &Cells,
) -> Vec<(Option<&'static FieldDef>, Vec<String>)> {
    let mut fields: Vec<(Option<&'static FieldDef>, Vec<String>)> = Vec::new();
    let mut known: HashSet<String> = ["updated_at", "deleted_at", "rev"]
        .into_iter()
        .chain(entity.shadows.iter().map(|shadow| shadow.column))
        .map(str::to_owned)
        .collect();
    for field in entity.fields {
        let own: Vec<String> = columns_of(field).collect();
        let told = own.iter().any(|column| cells.contains_key(column));
        if told && !known.contains(field.key) {
            fields.push((Some(field), own.clone()));
        }
        known.extend(own);
    }
    for column in cells.keys().filter(|column| !known.contains(*column)) {
        fields.push((None, vec![column.clone()]));
    }
    fields
}

pub(super) fn is_set(kind: K) -> bool {
    matches!(
        kind,
        K::Texts | K::Emails | K::Phones | K::Choices | K::Refs
    )
}

/// A list without what the step added and with what it took, whatever else came since.
pub(super) fn sets(was: &Sql, left: &Sql, is: &Sql) -> Sql {
    let list = |cell: &Sql| -> Vec<serde_json::Value> {
        match cell {
            Sql::Text(text) => serde_json::from_str(text).unwrap_or_default(),
            _ => Vec::new(),
        }
    };
    let (was, left, mut is) = (list(was), list(left), list(is));
    is.retain(|item| was.contains(item) || !left.contains(item));
    for item in was {
        if !left.contains(&item) && !is.contains(&item) {
            is.push(item);
        }
    }
    if is.is_empty() {
        Sql::Null
    } else {
        Sql::Text(serde_json::Value::Array(is).to_string())
    }
}
