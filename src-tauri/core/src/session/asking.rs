//! The one box that finds everything: what the index answers, and what stands in for it while it is filled.

use std::collections::HashSet;

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::Session;
use super::finding::{is_called, is_living};
use crate::base::{Id, Result};
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::query::quoted;
use crate::records::rows::Labels;
use crate::records::value::{FieldKind, Ref};
use crate::records::{Catalog, view};
use crate::search::Matched;
use crate::vault::Read;

/// More are never handed out at once.
const MOST: u32 = 200;

/// A record found.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Hit {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// The unit it belongs to.
    pub unit: Option<Ref>,
    /// What it is called; empty for a conversation.
    pub title: String,
    /// What matched, where the title does not show it.
    pub detail: String,
    /// By what it was found.
    pub matched: Matched,
    /// When it took place or was last changed, ms UTC.
    pub at: Option<i64>,
}

/// Among which records one searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Among {
    /// Among all.
    All,
    /// Among people.
    People,
    /// Among units that are groups: by their kind, or as the root of others.
    Groups,
}

impl Among {
    fn entity(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::People => Some("contact"),
            Self::Groups => Some("unit"),
        }
    }

    fn has(self, read: &Read<'_>, id: Id) -> Result<bool> {
        if self != Self::Groups {
            return Ok(true);
        }
        let mut find = read.sql().prepare_cached(
            "SELECT 1 FROM unit WHERE id = ?1 AND (kind = 'group' OR parent IS NULL AND EXISTS (
               SELECT 1 FROM unit below WHERE below.parent = ?1 AND below.deleted_at IS NULL))",
        )?;
        Ok(find.exists([id])?)
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Hits {
    /// The records, the best first.
    pub hits: Vec<Hit>,
    /// Whether the index knew everything; where not, what is missing may yet be found.
    pub complete: bool,
}

impl Session {
    /// What `text` finds among all records, the best first. While the index is being filled, what it has
    /// so far and what is called so, as tables compare names: to find nothing would read as a loss.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, text: &str, limit: u32) -> Result<Hits> {
        self.search_among(Among::All, text, limit)
    }

    /// As [`Session::search`], among some records only.
    ///
    /// # Errors
    /// As [`Session::search`].
    pub fn search_among(&self, among: Among, text: &str, limit: u32) -> Result<Hits> {
        let limit = limit.min(MOST);
        let complete = self.knows_all_soon()?;
        // Which of the units are groups is known here alone.
        let asked = if among == Among::Groups { MOST } else { limit };
        let found = self
            .search
            .search_in(among.entity(), text, asked as usize)?;
        let hits = self.vault.read(|read| {
            let catalog = self.catalog();
            let mut labels = Labels::new(read, &catalog);
            let mut hits = Vec::with_capacity(found.len());
            for hit in found {
                // While much is still to be taken in, the index remembers what is gone.
                if !is_living(read, catalog.entity(&hit.entity)?, hit.id)?
                    || !among.has(read, hit.id)?
                {
                    continue;
                }
                let unit = match hit.unit {
                    // What the unit is called now, not when the record was taken in.
                    Some(id) => Some(Ref {
                        id,
                        label: labels.of("unit", id)?,
                    }),
                    None => None,
                };
                hits.push(Hit {
                    entity: hit.entity,
                    id: hit.id,
                    unit,
                    title: hit.title,
                    detail: hit.detail,
                    matched: hit.matched,
                    at: hit.at.map(|at| at.0),
                });
            }
            if !complete {
                add_called(read, &catalog, (among, text), limit, &mut hits)?;
            }
            hits.truncate(limit as usize);
            Ok(hits)
        })?;
        Ok(Hits { hits, complete })
    }
}

/// Adds the records of all kinds that are called `text`, as far as there is room.
fn add_called(
    read: &Read<'_>,
    catalog: &Catalog,
    (among, text): (Among, &str),
    limit: u32,
    hits: &mut Vec<Hit>,
) -> Result<()> {
    if text.trim().is_empty() {
        return Ok(());
    }
    let mut labels = Labels::new(read, catalog);
    let mut known: HashSet<Id> = hits.iter().map(|hit| hit.id).collect();
    let asked = |entity: &EntityDef| {
        is_called(entity) && among.entity().is_none_or(|key| key == entity.key)
    };
    for entity in catalog.entities().iter().filter(|entity| asked(entity)) {
        for called in view::options(read, catalog, entity.key, (text, None, None), limit)? {
            if hits.len() >= limit as usize {
                return Ok(());
            }
            if !known.insert(called.id) || !among.has(read, called.id)? {
                continue;
            }
            hits.push(Hit {
                entity: entity.key.to_owned(),
                id: called.id,
                unit: unit_of(read, entity, called.id, &mut labels)?,
                title: called.label,
                detail: String::new(),
                matched: Matched::Part,
                at: None,
            });
        }
    }
    Ok(())
}

/// The unit a record is of, where its kind has one.
fn unit_of(
    read: &Read<'_>,
    entity: &EntityDef,
    id: Id,
    labels: &mut Labels<'_>,
) -> Result<Option<Ref>> {
    let of_unit = |field: &FieldDef| {
        field.key == "unit" && field.kind == FieldKind::Ref && field.target == Some("unit")
    };
    if !entity.fields.iter().any(of_unit) {
        return Ok(None);
    }
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT unit FROM {} WHERE id = ?",
        quoted(entity.key)
    ))?;
    let unit: Option<Id> = find.query_row([id], |row| row.get(0)).optional()?.flatten();
    unit.map(|id| {
        Ok(Ref {
            id,
            label: labels.of("unit", id)?,
        })
    })
    .transpose()
}
