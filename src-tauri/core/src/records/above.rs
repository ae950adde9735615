//! What stands under another of its kind stands under it once: whoever follows the fields upwards comes
//! to an end. Kinds that are kept as a tree look after that themselves.

use std::collections::HashSet;

use rusqlite::OptionalExtension;

use super::catalog::{Catalog, EntityDef, FieldDef};
use super::query::quoted;
use crate::base::Id;
use crate::base::error::{Error, Result};
use crate::vault::{Hook, Read, Write};

/// Refuses a record that comes to stand under itself. A field of the user's own may point anywhere.
pub struct HoldAbove(Vec<(&'static EntityDef, &'static FieldDef)>);

impl HoldAbove {
    /// For the kinds of record of the program.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Self {
        let upward = |entity: &'static EntityDef| {
            let fields = entity.fields.iter().filter(move |field| {
                field.target == Some(entity.key)
                    && field.kind == super::value::FieldKind::Ref
                    && !field.computed
                    && !field.own
            });
            fields.map(move |field| (entity, field))
        };
        let plain = catalog
            .entities()
            .iter()
            .copied()
            .filter(|entity| entity.tree.is_none());
        Self(plain.flat_map(upward).collect())
    }
}

impl Hook for HoldAbove {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        for (entity, field) in &self.0 {
            let touched: Vec<Id> = tx.touched(entity.key, field.key).collect();
            if !touched.is_empty() {
                hold(tx, entity, field, &touched)?;
            }
        }
        Ok(())
    }
}

fn hold(read: &Read<'_>, entity: &EntityDef, field: &FieldDef, touched: &[Id]) -> Result<()> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT {} FROM {} WHERE id = ?1",
        quoted(field.key),
        quoted(entity.key)
    ))?;
    // From these on, the way up is known to come to an end.
    let mut ends: HashSet<Id> = HashSet::new();
    for id in touched {
        let (mut way, mut next) = (HashSet::new(), Some(*id));
        while let Some(at) = next.filter(|at| !ends.contains(at)) {
            if !way.insert(at) {
                return Err(Error::invalid(
                    format!("{}.{}", entity.key, field.key),
                    "error.stands_under_itself",
                ));
            }
            next = find.query_row([at], |row| row.get(0)).optional()?.flatten();
        }
        ends.extend(way);
    }
    Ok(())
}
