//! The bin: what is in it, by the step that put it there, with what went along.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::merge::winner_of;
use super::pointing;
use crate::base::{Id, Result};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, OF, OF_ENTITY};
use crate::records::journal::StepState;
use crate::records::query::quoted;
use crate::records::trail::Cells;
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
    page(read, catalog, from, PAGE)
}

/// A page of at most so many records.
pub(super) fn page(
    read: &Read<'_>,
    catalog: &Catalog,
    from: Option<BinMark>,
    mut room: usize,
) -> Result<BinPage> {
    let mut page = BinPage {
        steps: Vec::new(),
        more: None,
    };
    for (seq, kinds) in steps(read, catalog, from)?.into_iter().rev() {
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
        let mut lying = Vec::new();
        for entity in kinds {
            lie(read, catalog, seq, entity, &mut lying)?;
        }
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

/// The steps that filled the bin, from one on, each with the kinds of record it put there: a record came
/// here with the latest step that binned it, whatever befell it before. Of all that lies here nothing else is
/// asked.
fn steps(
    read: &Read<'_>,
    catalog: &Catalog,
    from: Option<BinMark>,
) -> Result<BTreeMap<i64, Vec<&'static EntityDef>>> {
    let mut steps: BTreeMap<i64, Vec<&'static EntityDef>> = BTreeMap::new();
    for entity in catalog.entities() {
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT DISTINCT seq FROM (
               SELECT (SELECT max(e.seq) FROM journal_entry e
                 WHERE e.id = r.id AND e.act <> 'create' AND e.act = 'delete') AS seq
               FROM {} r WHERE r.deleted_at IS NOT NULL)
             WHERE seq IS NOT NULL AND (?1 IS NULL OR seq <= ?1)",
            quoted(entity.key)
        ))?;
        let mut rows = find.query([from.map(|from| from.seq)])?;
        while let Some(row) = rows.next()? {
            steps.entry(row.get(0)?).or_default().push(*entity);
        }
    }
    Ok(steps)
}

struct Lying {
    entity: &'static EntityDef,
    id: Id,
    owners: Vec<Id>,
}

/// Adds the records of a kind that a step put here, with whose they are: what they are called is asked of
/// those that are told.
fn lie(
    read: &Read<'_>,
    catalog: &Catalog,
    seq: i64,
    entity: &'static EntityDef,
    lying: &mut Vec<Lying>,
) -> Result<()> {
    let on_any = catalog.is_on_any(entity);
    let named = entity.fields.iter().filter(|field| field.owns());
    let columns: Vec<&str> = named
        .map(|field| field.key)
        .chain([OF_ENTITY, OF].into_iter().filter(|_| on_any))
        .collect();
    let mut list = String::new();
    for column in &columns {
        list.push_str(", r.");
        list.push_str(&quoted(column));
    }
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT DISTINCT r.id, r.deleted_at, r.n{list}
         FROM journal_entry e CROSS JOIN {} r ON r.id = e.id
         WHERE e.seq = ?1 AND e.entity = ?2 AND e.act = 'delete' AND r.deleted_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM journal_entry l
             WHERE l.id = e.id AND l.act <> 'create' AND l.act = 'delete' AND l.seq > ?1)
         ORDER BY r.deleted_at DESC, r.n",
        quoted(entity.key)
    ))?;
    let mut rows = find.query(rusqlite::params![seq, entity.key])?;
    while let Some(row) = rows.next()? {
        let mut cells = Cells::new();
        for (at, column) in columns.iter().enumerate() {
            cells.insert((*column).to_owned(), row.get(at + 3)?);
        }
        let owners = pointing::owners(catalog, entity, &cells)?;
        lying.push(Lying {
            entity,
            id: row.get(0)?,
            owners: owners.into_iter().map(|owner| owner.id).collect(),
        });
    }
    Ok(())
}

/// What a record is called.
fn titled(read: &Read<'_>, entity: &EntityDef, id: Id) -> Result<String> {
    let title: Option<Option<String>> = read
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
    Ok(title.flatten().unwrap_or_default())
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
                .entry(one.entity.key.to_owned())
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
                entity: one.entity.key.to_owned(),
                id: one.id,
                title: titled(read, one.entity, one.id)?,
                along: along.remove(&one.id).unwrap_or_default(),
                merged_into: merged_into(read, catalog, one.entity.key, one.id)?,
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
