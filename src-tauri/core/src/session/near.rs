//! Whom a field might point at, those of the same group first: nobody is hidden, for a field may mean anybody.

use rusqlite::OptionalExtension;
use serde::Serialize;

use super::Session;
use crate::base::{Id, Result};
use crate::records::value::{FieldKind, Ref, Value};
use crate::records::{Catalog, Filter, Op, view};

/// Records one might point at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct NearOptions {
    /// Those of the same group.
    pub near: Vec<Ref>,
    /// The others.
    pub others: Vec<Ref>,
}

/// The field by which records of a kind stand in the tree of units; nothing for those that do not.
fn place(catalog: &Catalog, entity: &str) -> Result<Option<&'static str>> {
    if entity == "unit" {
        return Ok(Some("parent"));
    }
    let of_unit = catalog.entity(entity)?.fields.iter().find(|field| {
        field.key == "unit" && field.kind == FieldKind::Ref && field.target == Some("unit")
    });
    Ok(of_unit.map(|field| field.key))
}

impl Session {
    /// As [`Session::ref_options`], with those of the group of `unit` first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn ref_options_near(
        &self,
        entity: &str,
        text: &str,
        limit: u32,
        unit: Id,
    ) -> Result<NearOptions> {
        let limit = limit.min(100);
        let catalog = self.catalog();
        // What is typed is looked for in pinyin, initials and numbers too, or those near would be among the others.
        let found = self.named_by(entity, text)?;
        let near = match place(&catalog, entity)? {
            Some(field) => self.vault.read(|read| {
                let group: Option<Id> = read
                    .sql()
                    .prepare_cached("SELECT coalesce(\"group\", id) FROM unit WHERE id = ?")?
                    .query_row([unit], |row| row.get(0))
                    .optional()?;
                let Some(group) = group else {
                    return Ok(Vec::new());
                };
                let within = Filter::Test {
                    field: field.to_owned(),
                    op: Op::Under,
                    values: vec![Value::to(group)],
                };
                let near = (text, Some(within), found.as_ref());
                view::options(read, &catalog, entity, near, limit)
            })?,
            None => Vec::new(),
        };
        let mut others = self.ref_options(entity, text, limit)?;
        others.retain(|one| near.iter().all(|near| near.id != one.id));
        let left = usize::try_from(limit).unwrap_or_default();
        others.truncate(left.saturating_sub(near.len()).max(left / 4));
        Ok(NearOptions { near, others })
    }
}
