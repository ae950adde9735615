//! The bin: what is in it, by the step that put it there, with what went along.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::merge::winner_of;
use super::takeback::owners_of;
use crate::base::{Id, Result};
use crate::records::Catalog;
use crate::records::catalog::EntityDef;
use crate::records::journal::StepState;
use crate::records::query::quoted;
use crate::records::value::Ref;
use crate::vault::Read;

/// So many records a page tells of, those that went along with them aside.
const PAGE: usize = 200;

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

/// Where a page of the bin ends: the next one begins within this step, after so many of its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct BinMark {
    /// The write.
    pub seq: i64,
    /// So many of its records were told.
    pub told: u32,
}

/// A page of the bin.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct BinPage {
    /// The steps, the latest first; the first one may go on from the page before.
    pub steps: Vec<BinStep>,
    /// Where the next page begins; nothing where this is all.
    pub more: Option<BinMark>,
}

/// What is in the bin from `from` on, or from the latest, a page at a time.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>, catalog: &Catalog, from: Option<BinMark>) -> Result<BinPage> {
    let mut page = BinPage {
        steps: Vec::new(),
        more: None,
    };
    let mut room = PAGE;
    for (seq, lying) in by_step(read, catalog, from)?.into_iter().rev() {
        if room == 0 {
            page.more = Some(BinMark { seq, told: 0 });
            break;
        }
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
        let told = from
            .filter(|from| from.seq == seq)
            .map_or(0, |from| from.told);
        let lying = named(read, catalog, lying)?;
        let (records, left) = heads(read, catalog, &lying, told as usize, room)?;
        room = room.saturating_sub(records.len());
        let here = u32::try_from(records.len()).unwrap_or(u32::MAX);
        step.records = records;
        if !step.records.is_empty() {
            page.steps.push(step);
        }
        if left {
            let told = told.saturating_add(here);
            page.more = Some(BinMark { seq, told });
            break;
        }
    }
    Ok(page)
}

/// The records of each step that filled the bin, from one on: a record came here with the latest step that
/// binned it, whatever befell it before.
fn by_step(
    read: &Read<'_>,
    catalog: &Catalog,
    from: Option<BinMark>,
) -> Result<BTreeMap<i64, Vec<(&'static EntityDef, Id)>>> {
    let mut steps: BTreeMap<i64, Vec<(&'static EntityDef, Id)>> = BTreeMap::new();
    for entity in catalog.entities() {
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT id, seq FROM (
               SELECT r.id, r.deleted_at, r.n, (SELECT max(e.seq) FROM journal_entry e
                 WHERE e.id = r.id AND e.act <> 'create' AND e.act = 'delete') AS seq
               FROM {} r WHERE r.deleted_at IS NOT NULL)
             WHERE seq IS NOT NULL AND (?1 IS NULL OR seq <= ?1) ORDER BY deleted_at DESC, n",
            quoted(entity.key)
        ))?;
        let mut rows = find.query([from.map(|from| from.seq)])?;
        while let Some(row) = rows.next()? {
            steps
                .entry(row.get(1)?)
                .or_default()
                .push((*entity, row.get(0)?));
        }
    }
    Ok(steps)
}

/// The records of a step with what they are called and whose they are.
fn named(
    read: &Read<'_>,
    catalog: &Catalog,
    records: Vec<(&'static EntityDef, Id)>,
) -> Result<Vec<Lying>> {
    let mut all = Vec::with_capacity(records.len());
    for (entity, id) in records {
        let title = read
            .sql()
            .prepare_cached(&format!(
                "SELECT {} FROM {} WHERE id = ?",
                quoted(entity.title),
                quoted(entity.key)
            ))?
            .query_row([id], |row| match row.get_ref(0)? {
                rusqlite::types::ValueRef::Text(_) => row.get(0),
                _ => Ok(None),
            })
            .optional()?;
        let title: Option<String> = title.flatten();
        all.push(Lying {
            entity: entity.key,
            id,
            title: title.unwrap_or_default(),
            owners: owners_of(read, catalog, entity, id)?,
        });
    }
    Ok(all)
}

struct Lying {
    entity: &'static str,
    id: Id,
    title: String,
    owners: Vec<Id>,
}

/// Of the records that nothing else of the same step took along at most `room`, without the first `told`;
/// with what each took, and whether there are more.
fn heads(
    read: &Read<'_>,
    catalog: &Catalog,
    lying: &[Lying],
    told: usize,
    room: usize,
) -> Result<(Vec<Binned>, bool)> {
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
    let left = heads.len() > told.saturating_add(room);
    let told: Result<Vec<Binned>> = heads
        .into_iter()
        .skip(told)
        .take(room)
        .map(|one| {
            Ok(Binned {
                entity: one.entity.to_owned(),
                id: one.id,
                title: one.title.clone(),
                along: along.remove(&one.id).unwrap_or_default(),
                merged_into: merged_into(read, catalog, one.entity, one.id)?,
            })
        })
        .collect();
    Ok((told?, left))
}

fn merged_into(read: &Read<'_>, catalog: &Catalog, entity: &str, id: Id) -> Result<Option<Ref>> {
    let Some(winner) = winner_of(read, id)? else {
        return Ok(None);
    };
    let label = super::story::Names::now(read, catalog).of(entity, winner)?;
    Ok(Some(Ref { id: winner, label }))
}
