//! What stands under another of its kind stands under it once: whoever follows the fields upwards comes
//! to an end. Kinds that are kept as a tree look after that themselves; what stands above in it is told here.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::OptionalExtension;

use super::catalog::{Catalog, EntityDef, FieldDef};
use super::query::quoted;
use crate::base::Id;
use crate::base::error::{Error, Result};
use crate::vault::{Hook, Read, Write, array};

/// So many units are asked about by one statement.
const AT_ONCE: usize = 4096;

/// Refuses a record that comes to stand under itself. A field of the user's own may point anywhere.
pub struct HoldAbove(Vec<(&'static EntityDef, &'static FieldDef)>);

/// The fields by which records of a kind of the program stand under others of it.
pub fn upward(entity: &'static EntityDef) -> impl Iterator<Item = &'static FieldDef> {
    entity.fields.iter().filter(move |field| {
        field.target == Some(entity.key)
            && field.kind == super::value::FieldKind::Ref
            && !field.computed
            && !field.own
    })
}

impl HoldAbove {
    /// For the kinds of record of the program.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Self {
        let upward = |entity| upward(entity).map(move |field| (entity, field));
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
    let none = BTreeMap::new();
    if under_themselves(read, entity, field, touched, &none)?.is_empty() {
        return Ok(());
    }
    Err(refusal(entity, field))
}

/// Why a record cannot stand under itself.
#[must_use]
pub fn refusal(entity: &EntityDef, field: &FieldDef) -> Error {
    let key = match entity.tree {
        Some(_) => "error.tree_cycle",
        None => "error.stands_under_itself",
    };
    Error::invalid(format!("{}.{}", entity.key, field.key), key)
}

/// Of `touched` those that stand under themselves, whoever stands between, where the records of `planned`
/// stand under what is said there and all others as the vault has it; nobody is walked over twice.
///
/// # Errors
/// When the database fails.
pub fn under_themselves(
    read: &Read<'_>,
    entity: &EntityDef,
    field: &FieldDef,
    touched: &[Id],
    planned: &BTreeMap<Id, Option<Id>>,
) -> Result<HashSet<Id>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT {} FROM {} WHERE id = ?1",
        quoted(field.key),
        quoted(entity.key)
    ))?;
    // From these on, the way up is known to come to an end, or to a circle that is known.
    let mut walked: HashSet<Id> = HashSet::new();
    let mut circling: HashSet<Id> = HashSet::new();
    for id in touched {
        let (mut way, mut places, mut next) = (Vec::new(), HashMap::new(), Some(*id));
        while let Some(at) = next.filter(|at| !walked.contains(at)) {
            if let Some(from) = places.insert(at, way.len()) {
                circling.extend(way.iter().skip(from));
                break;
            }
            way.push(at);
            next = match planned.get(&at) {
                Some(above) => *above,
                None => find.query_row([at], |row| row.get(0)).optional()?.flatten(),
            };
        }
        walked.extend(way);
    }
    Ok(circling)
}

/// These units and all above them, by how many are above each.
pub(crate) fn with_all_above(read: &Read<'_>, of: &[Id]) -> Result<BTreeMap<i64, BTreeSet<Id>>> {
    let mut levels: BTreeMap<i64, BTreeSet<Id>> = BTreeMap::new();
    for some in of.chunks(AT_ONCE) {
        let mut find = read.sql().prepare_cached(
            "SELECT (SELECT count(*) FROM unit_tree WHERE descendant = above.ancestor), a.id
             FROM (SELECT DISTINCT t.ancestor
                   FROM rarray(?) AS stale CROSS JOIN unit u ON u.id = stale.value
                   JOIN unit_tree t ON t.descendant = u.n) AS above
             CROSS JOIN unit a ON a.n = above.ancestor",
        )?;
        let mut rows = find.query([array(some)])?;
        while let Some(row) = rows.next()? {
            levels.entry(row.get(0)?).or_default().insert(row.get(1)?);
        }
    }
    Ok(levels)
}
