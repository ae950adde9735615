//! The tags in use, whatever kind of record wears them, and calling one otherwise everywhere at once. A tag
//! is no record of its own: it is there as long as something wears it.

use serde::{Deserialize, Serialize};

use super::Batch;
use super::catalog::{Catalog, EntityDef};
use super::query::{Filter, quoted};
use super::value::{FieldKind, Value};
use crate::base::error::{Error, Result};
use crate::base::{Id, words};
use crate::vault::Read;

/// The field in which records wear tags.
const WORN: &str = "tags";
/// The field in which what is meant for all that wear one names it.
const MEANT: &str = "tag";
/// So long may one be.
const LONGEST: usize = 40;

/// A tag, and how many records wear it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct TagUse {
    /// As it is written.
    pub tag: String,
    /// So many records wear it.
    pub count: u32,
}

fn wearing(catalog: &Catalog) -> impl Iterator<Item = &EntityDef> {
    let wears = |entity: &&EntityDef| {
        let field = entity.field(WORN);
        field.is_ok_and(|field| field.kind == FieldKind::Texts)
    };
    catalog.entities().iter().copied().filter(wears)
}

/// Every tag that a living record wears, the one worn most first.
///
/// # Errors
/// When the database fails.
pub fn used(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<TagUse>> {
    let worn: Vec<String> = wearing(catalog)
        .map(|entity| {
            format!(
                "SELECT value FROM {}, json_each({WORN}) WHERE deleted_at IS NULL AND {WORN} IS NOT NULL",
                quoted(entity.key)
            )
        })
        .collect();
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT value, count(*) FROM ({}) GROUP BY value ORDER BY count(*) DESC, value",
        worn.join(" UNION ALL ")
    ))?;
    let used = find.query_map([], |row| {
        Ok(TagUse {
            tag: row.get(0)?,
            count: row.get(1)?,
        })
    })?;
    Ok(used.collect::<rusqlite::Result<_>>()?)
}

/// Calls a tag otherwise wherever it is worn and wherever it is meant; where the other is worn already, the
/// two become one. With nothing to call it, nobody wears it any more, and what was meant for those who did
/// is left as it is.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] where the name is too long or has a sign that parts tags; when the database
/// fails.
pub fn rename(batch: &mut Batch<'_, '_>, catalog: &Catalog, from: &str, to: &str) -> Result<u32> {
    let to = words::clean_line(to);
    // It would be two where tags are typed side by side. One that has such a sign, from a sheet, may keep it.
    if to.contains(words::PARTED) && !from.contains(words::PARTED) {
        return Err(Error::invalid(WORN, "error.tag_sign"));
    }
    if to.chars().count() > LONGEST {
        return Err(Error::invalid(WORN, "error.too_long").with("max", LONGEST as u64));
    }
    let mut many = 0;
    for entity in wearing(catalog) {
        let worn: Vec<(Id, String)> = batch
            .tx()
            .sql()
            .prepare_cached(&format!(
                "SELECT id, {WORN} FROM {of} WHERE deleted_at IS NULL AND {WORN} IS NOT NULL
                   AND EXISTS (SELECT 1 FROM json_each({of}.{WORN}) WHERE value = ?)",
                of = quoted(entity.key)
            ))?
            .query_map([from], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (id, tags) in worn {
            let tags: Vec<String> = serde_json::from_str(&tags).map_err(Error::internal)?;
            let mut next: Vec<String> = Vec::new();
            for tag in tags {
                let tag = if tag == from { to.clone() } else { tag };
                if !tag.is_empty() && !next.contains(&tag) {
                    next.push(tag);
                }
            }
            let next = if next.is_empty() {
                Value::Null
            } else {
                Value::Texts(next)
            };
            batch.update(entity.key, id, None, [(WORN, next)])?;
            many += 1;
        }
    }
    if to.is_empty() {
        return Ok(many);
    }
    for entity in catalog.entities() {
        if !entity
            .field(MEANT)
            .is_ok_and(|field| field.kind == FieldKind::Text)
        {
            continue;
        }
        let meant: Vec<Id> = batch
            .tx()
            .sql()
            .prepare_cached(&format!(
                "SELECT id FROM {} WHERE deleted_at IS NULL AND {MEANT} = ?",
                quoted(entity.key)
            ))?
            .query_map([from], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for id in meant {
            batch.update(entity.key, id, None, [(MEANT, Value::text(&to))])?;
        }
    }
    Ok(many)
}

/// Whether a living record wears a tag.
fn is_worn(read: &Read<'_>, catalog: &Catalog, tag: &str) -> Result<bool> {
    for entity in wearing(catalog) {
        let worn = read
            .sql()
            .prepare_cached(&format!(
                "SELECT 1 FROM {of} WHERE deleted_at IS NULL AND {WORN} IS NOT NULL
                   AND EXISTS (SELECT 1 FROM json_each({of}.{WORN}) WHERE value = ?) LIMIT 1",
                of = quoted(entity.key)
            ))?
            .exists([tag])?;
        if worn {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A tag that was called otherwise, and the step that did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// What it was called.
    pub from: String,
    /// What it is called since.
    pub to: String,
    /// The step.
    pub seq: i64,
}

/// Has a filter that was kept ask for tags by what they are called now. How it is kept stays as it is, so that
/// undoing the step leaves nothing behind; one whose old name somebody wears again means that.
///
/// # Errors
/// When the database fails.
pub fn follow(
    read: &Read<'_>,
    catalog: &Catalog,
    renamed: &[Renamed],
    filter: &mut Filter,
) -> Result<()> {
    match filter {
        Filter::All { all } => all
            .iter_mut()
            .try_for_each(|one| follow(read, catalog, renamed, one)),
        Filter::Any { any } => any
            .iter_mut()
            .try_for_each(|one| follow(read, catalog, renamed, one)),
        Filter::Not { not } => follow(read, catalog, renamed, not),
        Filter::Test { field, values, .. } if field == WORN => {
            for value in values {
                match value {
                    Value::Text(tag) | Value::Raw(tag) => now(read, catalog, renamed, tag)?,
                    Value::Texts(tags) => tags
                        .iter_mut()
                        .try_for_each(|tag| now(read, catalog, renamed, tag))?,
                    _ => {}
                }
            }
            Ok(())
        }
        Filter::Test { .. } => Ok(()),
    }
}

fn now(read: &Read<'_>, catalog: &Catalog, renamed: &[Renamed], tag: &mut String) -> Result<()> {
    for one in renamed.iter().filter(|one| !one.to.is_empty()) {
        if one.from == *tag && stands(read, one.seq)? && !is_worn(read, catalog, tag)? {
            tag.clone_from(&one.to);
        }
    }
    // One kept while the new name stood means, once that is taken back, those who bear the old one again.
    let mut before = tag.clone();
    for one in renamed.iter().rev().filter(|one| !one.to.is_empty()) {
        if one.to == before && !stands(read, one.seq)? && !is_worn(read, catalog, &before)? {
            before.clone_from(&one.from);
        }
    }
    if before != *tag && is_worn(read, catalog, &before)? {
        *tag = before;
    }
    Ok(())
}

fn stands(read: &Read<'_>, seq: i64) -> Result<bool> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT 1 FROM journal WHERE seq = ? AND state = 'done'")?;
    Ok(find.exists([seq])?)
}
