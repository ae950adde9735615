//! Whose a new task is that names no customer: it is about a record of one, or about a part of such a record, as a
//! goal is of an account plan and a problem of a project.

use rusqlite::params;

use super::catalog::about;
use crate::base::Id;
use crate::base::error::Result;
use crate::records::query::quoted;
use crate::records::trail::BRINGS_BACK;
use crate::records::value::FieldKind;
use crate::records::{Catalog, EntityDef};
use crate::vault::{Hook, Write, array};

/// Gives a task the customer of what it is about, in the step that makes it: it stands among what is next for
/// them then, on Today and in the digest. One that names its customer keeps that one.
pub struct KeepWhose(String);

impl KeepWhose {
    /// Over the kinds of this catalog.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Self {
        // Of nothing, or of one alone, `coalesce` knows nothing.
        let mut ways = vec!["NULL".to_owned(), "NULL".to_owned()];
        for field in about() {
            let target = field.target.and_then(|target| catalog.entity(target).ok());
            if let Some(target) = target.filter(|of| !matches!(of.key, "unit" | "contact")) {
                ways.extend(leads(catalog, target, field.key));
            }
        }
        let unit = format!("coalesce({})", ways.join(", "));
        Self(format!(
            "UPDATE task SET unit = {unit}
             WHERE id IN (SELECT value FROM rarray(?1)) AND unit IS NULL AND {unit} IS NOT NULL"
        ))
    }
}

/// The customer of the record that a task's `field` names, or of the one that record is a part of.
fn leads(catalog: &Catalog, target: &EntityDef, field: &str) -> Vec<String> {
    let table = quoted(target.key);
    let held = quoted(field);
    if names_unit(target) {
        return vec![format!(
            "(SELECT x.unit FROM {table} x WHERE x.id = task.{held})"
        )];
    }
    let owners = target.fields.iter().filter_map(|own| {
        let is_part = own.kind == FieldKind::Ref && (own.required || own.owned);
        let owner = catalog.entity(own.target.filter(|_| is_part)?).ok()?;
        names_unit(owner).then_some(format!(
            "(SELECT o.unit FROM {table} x JOIN {of} o ON o.id = x.{by} WHERE x.id = task.{held})",
            of = quoted(owner.key),
            by = quoted(own.key),
        ))
    });
    owners.collect()
}

fn names_unit(entity: &EntityDef) -> bool {
    let unit = entity.field("unit");
    unit.is_ok_and(|unit| unit.kind == FieldKind::Ref && unit.target == Some("unit"))
}

impl Hook for KeepWhose {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        // What comes back is as it was.
        if BRINGS_BACK.contains(&op) {
            return Ok(());
        }
        let made: Vec<Id> = tx.made("task");
        if made.is_empty() {
            return Ok(());
        }
        tx.sql()
            .prepare_cached(&self.0)?
            .execute(params![array(&made)])?;
        Ok(())
    }
}
