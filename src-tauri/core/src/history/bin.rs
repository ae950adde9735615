//! The bin: what is in it, by the step that put it there, with what went along.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::OptionalExtension;
use serde::Serialize;

use super::merge::winner_of;
use super::takeback::owners_of;
use crate::base::{Id, Result};
use crate::records::Catalog;
use crate::records::journal::StepState;
use crate::records::query::quoted;
use crate::records::value::Ref;
use crate::vault::Read;

/// So many records of each kind are looked at; the oldest beyond that wait until these are gone.
const MOST: u32 = 2_000;

/// A record in the bin.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Binned {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// What it is called.
    pub title: String,
    /// What went along with it, by entity.
    pub along: BTreeMap<String, u32>,
    /// The record it was merged into: it comes back when the merge is taken back.
    pub merged_into: Option<Ref>,
}

/// What one step put into the bin and is still there.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct BinStep {
    /// The write.
    pub seq: i64,
    /// When, ms UTC.
    pub at: i64,
    /// What the step is called: a message key.
    pub op: String,
    /// What became of the step.
    pub state: StepState,
    /// The records, those that went along with another told there.
    pub records: Vec<Binned>,
}

/// What is in the bin, the latest first.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<BinStep>> {
    let mut steps: BTreeMap<i64, Vec<Lying>> = BTreeMap::new();
    for entity in catalog.entities() {
        // A record came here with the latest step that binned it, whatever befell it before.
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT r.id, r.{}, (SELECT max(e.seq) FROM journal_entry e
               WHERE e.id = r.id AND e.act <> 'create' AND e.act = 'delete')
             FROM {} r WHERE r.deleted_at IS NOT NULL ORDER BY r.deleted_at DESC, r.n LIMIT {MOST}",
            quoted(entity.title),
            quoted(entity.key)
        ))?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let title: Option<String> = match row.get_ref(1)? {
                rusqlite::types::ValueRef::Text(_) => row.get(1)?,
                _ => None,
            };
            let Some(seq) = row.get(2)? else { continue };
            steps.entry(seq).or_default().push(Lying {
                entity: entity.key,
                id,
                title: title.unwrap_or_default(),
                owners: owners_of(read, catalog, entity, id)?,
            });
        }
    }
    let mut told = Vec::new();
    for (seq, lying) in steps.into_iter().rev() {
        let step = read
            .sql()
            .prepare_cached("SELECT at, op, state FROM journal WHERE seq = ?")?
            .query_row([seq], |row| {
                Ok(BinStep {
                    seq,
                    at: row.get(0)?,
                    op: row.get(1)?,
                    state: row.get(2)?,
                    records: Vec::new(),
                })
            })
            .optional()?;
        let Some(mut step) = step else { continue };
        step.records = heads(read, catalog, &lying)?;
        told.push(step);
    }
    Ok(told)
}

struct Lying {
    entity: &'static str,
    id: Id,
    title: String,
    owners: Vec<Id>,
}

/// The records that nothing else of the same step took along, with what each took.
fn heads(read: &Read<'_>, catalog: &Catalog, lying: &[Lying]) -> Result<Vec<Binned>> {
    let here: HashMap<Id, &Lying> = lying.iter().map(|one| (one.id, one)).collect();
    // Which head a record went along with: up its owners, as far as they lie here too.
    let head = |one: &Lying| -> Id {
        let (mut at, mut seen) = (one.id, HashSet::new());
        while seen.insert(at) {
            let owner = here.get(&at).and_then(|one| {
                let mut owners = one.owners.iter();
                owners.find(|owner| here.contains_key(owner))
            });
            match owner {
                Some(owner) => at = *owner,
                None => break,
            }
        }
        at
    };
    let mut along: HashMap<Id, BTreeMap<String, u32>> = HashMap::new();
    let mut heads = Vec::new();
    for one in lying {
        let at = head(one);
        if at == one.id {
            heads.push(one);
        } else {
            *along
                .entry(at)
                .or_default()
                .entry(one.entity.to_owned())
                .or_default() += 1;
        }
    }
    heads
        .into_iter()
        .map(|one| {
            Ok(Binned {
                entity: one.entity.to_owned(),
                id: one.id,
                title: one.title.clone(),
                along: along.remove(&one.id).unwrap_or_default(),
                merged_into: merged_into(read, catalog, one.entity, one.id)?,
            })
        })
        .collect()
}

fn merged_into(read: &Read<'_>, catalog: &Catalog, entity: &str, id: Id) -> Result<Option<Ref>> {
    let Some(winner) = winner_of(read, id)? else {
        return Ok(None);
    };
    let label = super::story::Names::now(read, catalog).of(entity, winner)?;
    Ok(Some(Ref { id: winner, label }))
}
