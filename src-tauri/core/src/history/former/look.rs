//! One record of then beside what it is today, and what belonged to it.

use std::collections::HashSet;

use serde::Serialize;

use super::differ::{Differences, Since, differing, is_binned};
use crate::base::{Error, Id, Kind, Result};
use crate::history::net::is_up;
use crate::history::pointing::{self, Way, owners};
use crate::history::story::Names;
use crate::records::Catalog;
use crate::records::catalog::EntityDef;
use crate::records::trail::{self, value_in};
use crate::records::value::Value;
use crate::vault::Read;

/// A field, then and now.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FormerField {
    /// The field's key.
    pub field: String,
    /// What it held.
    pub was: Value,
    /// What it holds.
    pub now: Value,
    /// Whether these differ.
    pub differs: bool,
}

/// A record that belonged to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct FormerBelonging {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// What it was called.
    pub title: String,
    /// What has become of it.
    pub since: Since,
    /// It stood below it in their tree.
    pub below: bool,
}

/// A record as it was.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FormerRecord {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// What it was called.
    pub title: String,
    /// What has become of it.
    pub since: Since,
    /// Its fields, those that hold something then or now.
    pub fields: Vec<FormerField>,
    /// What belonged to it, what stands otherwise first; as many as were asked for.
    pub belongs: Vec<FormerBelonging>,
    /// How many there are of those.
    pub belongs_all: u32,
    /// Of those, how many stand otherwise.
    pub belongs_otherwise: u32,
}

/// A record of then.
///
/// # Errors
/// [`Kind::NotFound`] when it was not there; when either database fails.
pub fn record(
    then: &Read<'_>,
    now: &Read<'_>,
    catalog: &Catalog,
    differences: &Differences,
    (entity, id): (&'static EntityDef, Id),
    most: u32,
) -> Result<FormerRecord> {
    let row = trail::row(then, entity, id)?.filter(|row| !is_binned(row));
    let row = row.ok_or_else(|| {
        Error::new(Kind::NotFound, "error.record_gone").with("entity", entity.key)
    })?;
    let today = trail::row(now, entity, id)?;
    let (mut was, mut is) = (Names::now(then, catalog), Names::now(now, catalog));
    let held = today.clone().unwrap_or_default();
    let differs: HashSet<&str> = differing(entity, &row, &held)
        .iter()
        .filter_map(|(field, _)| Some(field.as_ref()?.key))
        .collect();
    let mut fields = Vec::new();
    for field in entity.fields {
        if field.computed && field.key != "done_at" || !row.contains_key(field.key) {
            continue;
        }
        let (mut before, mut after) = (value_in(field, &row)?, value_in(field, &held)?);
        if before.is_null() && after.is_null() {
            continue;
        }
        was.fill(field, &mut before)?;
        is.fill(field, &mut after)?;
        fields.push(FormerField {
            field: field.key.to_owned(),
            was: before,
            now: after,
            differs: differs.contains(field.key),
        });
    }
    let mut belongs = Vec::new();
    let counts = |entity: &EntityDef, way: Way| {
        way.belongs() || matches!(way, Way::Field(field) if is_up(entity, field))
    };
    let mut pointers = pointing::at_by(then, catalog, entity.key, &HashSet::from([id]), counts)?;
    pointers.sort_by_key(|one| std::cmp::Reverse(differences.of(one.id)));
    pointers.dedup_by_key(|one| one.id);
    let all = u32::try_from(pointers.len()).unwrap_or(u32::MAX);
    let otherwise = pointers
        .iter()
        .filter(|one| differences.of(one.id) != Since::Same);
    let otherwise = u32::try_from(otherwise.count()).unwrap_or(u32::MAX);
    for one in pointers.iter().take(most as usize) {
        let mut title = Vec::new();
        let row = trail::row(then, one.entity, one.id)?.unwrap_or_default();
        // A post is called by its holder, where it is looked at from its unit.
        let others = owners(catalog, one.entity, &row)?.into_iter();
        for other in others.filter(|other| !other.up && other.id != id) {
            title.push(was.of(other.entity.key, other.id)?);
        }
        title.push(was.of(one.entity.key, one.id)?);
        title.retain(|part| !part.is_empty());
        belongs.push(FormerBelonging {
            entity: one.entity.key.to_owned(),
            id: one.id,
            title: title.join(" · "),
            since: differences.of(one.id),
            below: matches!(one.way, Way::Field(field) if is_up(one.entity, field)),
        });
    }
    Ok(FormerRecord {
        entity: entity.key.to_owned(),
        id,
        title: was.of(entity.key, id)?,
        since: super::differ::since(entity, &row, today.as_ref()),
        fields,
        belongs,
        belongs_all: all,
        belongs_otherwise: otherwise,
    })
}
