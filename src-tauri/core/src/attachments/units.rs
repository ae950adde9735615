//! Which unit a file's record is, or is of: kept in every write, whichever way it comes, so that a
//! unit's files are found by one column.

use std::collections::{BTreeMap, HashMap};

use crate::base::{Change, ChangeKind, Id, Result};
use crate::records::Catalog;
use crate::records::catalog::EntityDef;
use crate::records::query::quoted;
use crate::records::value::FieldKind;
use crate::vault::{Hook, Write, array};

/// Brings the units of files up to date, after whatever else decides where a record stands.
pub struct KeepUnits {
    ways: BTreeMap<&'static str, Way>,
}

/// How a kind of record leads to a unit.
struct Way {
    /// The unit, of the record `r`.
    unit: String,
    /// The kinds between, by the columns that lead to them.
    between: Vec<(&'static str, &'static str)>,
}

impl KeepUnits {
    /// For the kinds of `catalog`.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Self {
        let kinds = catalog.entities().iter();
        let bearing = kinds.filter(|entity| !catalog.is_on_any(entity));
        Self {
            ways: bearing
                .map(|entity| (entity.key, way(catalog, entity)))
                .collect(),
        }
    }
}

/// A record is of the unit it names itself; else of that of what it belongs to; else of that of
/// what it points at, in the order of the form.
fn way(catalog: &Catalog, entity: &EntityDef) -> Way {
    let mut between = Vec::new();
    if entity.key == "unit" {
        let unit = "r.id".to_owned();
        return Way { unit, between };
    }
    let mut from: Vec<String> = Vec::new();
    let to_unit = |entity: &EntityDef| {
        let field = entity.field("unit").ok();
        field.is_some_and(|field| field.kind == FieldKind::Ref && field.target == Some("unit"))
    };
    if to_unit(entity) {
        from.push("r.unit".to_owned());
    }
    let refs = |belongs: bool| {
        entity.fields.iter().filter_map(move |field| {
            let single = field.kind == FieldKind::Ref && !field.computed && field.key != "unit";
            let asked = single && (field.required || field.owned) == belongs;
            asked.then_some((field.key, field.target?))
        })
    };
    for (column, target) in refs(true).chain(refs(false)) {
        let held = quoted(column);
        if target == "unit" {
            from.push(format!("r.{held}"));
        } else if catalog.entity(target).is_ok_and(to_unit) {
            let target_table = quoted(target);
            from.push(format!(
                "(SELECT unit FROM {target_table} WHERE id = r.{held})"
            ));
            between.push((column, target));
        }
    }
    // Of one alone `coalesce` knows nothing.
    from.push("NULL".to_owned());
    from.push("NULL".to_owned());
    let unit = format!("coalesce({})", from.join(", "));
    Way { unit, between }
}

/// The records a statement is bound to.
const THESE: &str = "(SELECT value FROM rarray(?1))";

impl Hook for KeepUnits {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let mut touched: HashMap<&str, Vec<Id>> = HashMap::new();
        let mut files: Vec<Id> = Vec::new();
        for change in tx.changes() {
            match self.ways.get_key_value(change.entity.as_str()) {
                _ if change.entity == "attachment" => files.push(change.id),
                // A unit's own files are its own, whatever befalls it.
                Some((key, _)) if *key != "unit" => touched.entry(key).or_default().push(change.id),
                _ => {}
            }
        }
        let mut moved: Vec<Id> = Vec::new();
        for (kind, way) in &self.ways {
            let own = touched.get(kind);
            let between = way.between.iter();
            let led: Vec<_> = between
                .filter_map(|(column, target)| Some((column, touched.get(target)?)))
                .collect();
            if (files.is_empty() && own.is_none() && led.is_empty()) || !any_on(tx, kind)? {
                continue;
            }
            let which = |asked: &str| {
                format!(
                    "UPDATE attachment SET unit = (SELECT {unit} FROM {table} r WHERE r.id = attachment.\"of\")
                     WHERE of_entity = '{kind}' AND {asked}
                       AND unit IS NOT (SELECT {unit} FROM {table} r WHERE r.id = attachment.\"of\")
                     RETURNING id",
                    unit = way.unit,
                    table = quoted(kind),
                )
            };
            if !files.is_empty() {
                renew(tx, &which(&format!("id IN {THESE}")), &files, &mut moved)?;
            }
            if let Some(own) = own {
                renew(tx, &which(&format!("\"of\" IN {THESE}")), own, &mut moved)?;
            }
            for (column, of) in led {
                let (table, column) = (quoted(kind), quoted(column));
                let on = format!("(SELECT id FROM {table} WHERE {column} IN {THESE})");
                renew(tx, &which(&format!("\"of\" IN {on}")), of, &mut moved)?;
            }
        }
        for id in moved {
            tx.record(Change {
                entity: "attachment".to_owned(),
                id,
                kind: ChangeKind::Updated,
            });
        }
        Ok(())
    }
}

/// Whether there are files on records of a kind at all.
fn any_on(tx: &Write<'_>, kind: &str) -> Result<bool> {
    Ok(tx
        .sql()
        .prepare_cached("SELECT 1 FROM attachment WHERE of_entity = ?")?
        .exists([kind])?)
}

fn renew(tx: &Write<'_>, sql: &str, of: &[Id], moved: &mut Vec<Id>) -> Result<()> {
    let mut update = tx.sql().prepare_cached(sql)?;
    for id in update.query_map([array(of)], |row| row.get(0))? {
        moved.push(id?);
    }
    Ok(())
}
