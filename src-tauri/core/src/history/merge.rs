//! Two records made one: a plan that lays them side by side and says what is re-pointed, then one
//! step that does it and can be taken apart at any later time.

use std::collections::{BTreeMap, HashSet};

use rusqlite::OptionalExtension;
use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};

use super::catalog::MERGE_EVENT;
use super::net::is_up;
use super::pointing::{self, ByField, ids_in};
use super::sides::{bound, is_list, outcome, proposed};
use super::story::Names;
use super::{Along, hold_moment};
use crate::base::{Error, Id, Kind, Result};
use crate::records::catalog::{EntityDef, FieldDef, Tree};
use crate::records::trail;
use crate::records::value::{Ref, Value};
use crate::records::{Batch, Catalog, Record, rows};
use crate::units::control;
use crate::vault::{Read, Write};

/// So many of what is re-pointed are named, for each kind.
const NAMED: usize = 5;

/// Kinds of record that can be merged, each with the field that takes the loser's names.
const KINDS: [(&str, &str); 2] = [("unit", "aliases"), ("contact", "aliases")];

/// Whose value a field has afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// The winner's.
    Winner,
    /// The loser's.
    Loser,
    /// Both, for a list.
    Both,
}

/// A field of both records.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct MergeField {
    /// The field's key.
    pub field: String,
    /// What the winner holds.
    pub winner: Value,
    /// What the loser holds.
    pub loser: Value,
    /// Whose it is afterwards, where nothing else is said.
    pub take: Take,
    /// Both hold something, and not the same.
    pub clash: bool,
    /// Both can be kept.
    pub list: bool,
    /// The fields whose values come from the same side as its own, whoever is taken.
    pub with: Vec<String>,
}

/// Records of one kind that point at the loser and will point at the winner.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Repointed {
    /// The entity's key.
    pub entity: String,
    /// The field that points.
    pub field: String,
    /// How many.
    pub count: u32,
    /// What some of them are called.
    pub titles: Vec<String>,
    /// How many would tie the record to itself, and go into the bin instead.
    pub looped: u32,
}

/// What a merge comes to.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct MergePlan {
    /// The entity's key.
    pub entity: String,
    /// The record that stays.
    pub winner: Ref,
    /// The record that goes into the bin.
    pub loser: Ref,
    /// The moment the plan was made at; hand it back.
    pub moment: i64,
    /// The fields that hold something in either, in the order of the form.
    pub fields: Vec<MergeField>,
    /// What is re-pointed.
    pub repointed: Vec<Repointed>,
    /// Holdings that would close a circle of control, and go into the bin instead, by the unit at the
    /// other end.
    pub circled: Vec<Ref>,
    /// The winner stands below the loser and takes its place in the tree.
    pub rises: bool,
}

/// What the user decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct MergeOrder {
    /// The entity's key.
    pub entity: String,
    /// The record that stays.
    pub winner: Id,
    /// The record that goes into the bin.
    pub loser: Id,
    /// The moment the plan was made at.
    pub moment: i64,
    /// Whose value a field has afterwards, where it is not as the plan proposed.
    pub takes: BTreeMap<String, Take>,
    /// The loser's name becomes a former name instead of another one.
    pub former: bool,
}

/// Two records laid side by side.
///
/// # Errors
/// [`Kind::Invalid`] when they cannot be merged, [`Kind::NotFound`] when one is not there.
pub fn plan(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &str,
    winner: Id,
    loser: Id,
) -> Result<MergePlan> {
    let entity = mergeable(catalog, entity)?;
    let (stays, goes) = pair(read, catalog, entity, winner, loser)?;
    let rises = stands_under(read, entity, winner, loser)?;
    let mut fields = Vec::new();
    for field in entity.fields.iter().filter(|field| !field.computed) {
        let (own, other) = (stays.get(field.key), goes.get(field.key));
        let silent = own.is_null() && other.is_null();
        // Where the two stand in the tree decides itself when one stands under the other.
        if silent || (is_up(entity, field) && (rises || leads_back(read, entity, other, winner)?)) {
            continue;
        }
        let list = is_list(field);
        fields.push(MergeField {
            field: field.key.to_owned(),
            winner: own.clone(),
            loser: other.clone(),
            take: proposed(entity, field, &stays, &goes),
            clash: !list && !own.is_null() && !other.is_null() && own != other,
            list,
            with: bound(entity, field, &stays, &goes)
                .iter()
                .filter(|key| **key != field.key)
                .map(|key| (*key).to_owned())
                .collect(),
        });
    }
    let by_field = pointing::by_field(read, catalog, entity.key, loser)?;
    let circling = circling(read, entity, &by_field, winner, loser)?;
    let mut names = Names::now(read, catalog);
    let title = |record: &Record| Ref {
        id: record.id,
        label: record
            .get(entity.title)
            .as_text()
            .unwrap_or_default()
            .to_owned(),
    };
    Ok(MergePlan {
        entity: entity.key.to_owned(),
        winner: title(&stays),
        loser: title(&goes),
        moment: read.commit_seq()?,
        fields,
        repointed: repointed(
            read,
            (catalog, entity),
            &mut names,
            (&by_field, &circling),
            (winner, loser),
        )?,
        circled: circled(read, &mut names, &circling, loser)?,
        rises,
    })
}

fn mergeable(catalog: &Catalog, entity: &str) -> Result<&'static EntityDef> {
    let known = KINDS.iter().any(|(kind, _)| *kind == entity);
    if !known {
        return Err(Error::new(Kind::Invalid, "error.not_mergeable"));
    }
    catalog.entity(entity)
}

fn pair(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &EntityDef,
    winner: Id,
    loser: Id,
) -> Result<(Record, Record)> {
    if winner == loser {
        return Err(Error::new(Kind::Invalid, "error.merge_same"));
    }
    let living = |id: Id| {
        let record = rows::get(read, catalog, entity, id)?;
        if record.deleted {
            return Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", entity.key));
        }
        Ok(record)
    };
    Ok((living(winner)?, living(loser)?))
}

/// Whether one record of a tree stands somewhere below another.
fn stands_under(read: &Read<'_>, entity: &EntityDef, low: Id, high: Id) -> Result<bool> {
    let Some(Tree { table, .. }) = entity.tree else {
        return Ok(false);
    };
    Ok(read
        .sql()
        .prepare_cached(&format!(
            "SELECT 1 FROM {table} t
             WHERE t.descendant = (SELECT n FROM \"{0}\" WHERE id = ?1)
               AND t.ancestor = (SELECT n FROM \"{0}\" WHERE id = ?2)",
            entity.key
        ))?
        .exists([low, high])?)
}

/// Whether the parent `up` is the winner itself or stands below it.
pub(super) fn leads_back(
    read: &Read<'_>,
    entity: &EntityDef,
    up: &Value,
    winner: Id,
) -> Result<bool> {
    match up.as_ref_id() {
        Some(up) => stands_under(read, entity, up, winner),
        None => Ok(false),
    }
}

fn repointed(
    read: &Read<'_>,
    (catalog, entity): (&Catalog, &EntityDef),
    names: &mut Names<'_>,
    (by_field, circling): (&ByField, &HashSet<Id>),
    (winner, loser): (Id, Id),
) -> Result<Vec<Repointed>> {
    let mut all = Vec::new();
    for (other, way) in pointing::ways_to(catalog, entity.key) {
        let Some(ids) = by_field.get(&(other.key, way.column())) else {
            continue;
        };
        let mut one = Repointed {
            entity: other.key.to_owned(),
            field: way.column().to_owned(),
            count: 0,
            titles: Vec::new(),
            looped: 0,
        };
        for id in ids
            .iter()
            .filter(|id| **id != winner && !circling.contains(id))
        {
            if loops(read, other, entity.key, *id, winner, loser)? {
                one.looped += 1;
                continue;
            }
            one.count += 1;
            if one.titles.len() < NAMED {
                let title = names.of(other.key, *id)?;
                if !title.is_empty() {
                    one.titles.push(title);
                }
            }
        }
        if one.count + one.looped > 0 {
            all.push(one);
        }
    }
    Ok(all)
}

/// Whether a record ties the two together (a holding, a relation) and would tie one to itself.
fn loops(
    read: &Read<'_>,
    other: &EntityDef,
    target: &str,
    id: Id,
    winner: Id,
    loser: Id,
) -> Result<bool> {
    let ties: Vec<&FieldDef> = other
        .fields
        .iter()
        .filter(|f| f.target == Some(target) && f.required && f.owns())
        .collect();
    if ties.len() < 2 {
        return Ok(false);
    }
    let row = trail::row(read, other, id)?.unwrap_or_default();
    let mut ends = Vec::new();
    for tie in ties {
        ends.extend(ids_in(row.get(tie.key).cloned().unwrap_or(Sql::Null))?);
    }
    Ok(ends.iter().all(|end| *end == winner || *end == loser))
}

/// Which holdings of the loser would close a circle of control with those of the winner: at each such circle
/// one of them is turned, and it is that one which goes.
fn circling(
    read: &Read<'_>,
    entity: &EntityDef,
    by_field: &ByField,
    winner: Id,
    loser: Id,
) -> Result<HashSet<Id>> {
    let ends = ["parent", "child"].map(|end| by_field.get(&("unit_link", end)));
    let turned: Vec<Id> = ends.into_iter().flatten().flatten().copied().collect();
    if entity.key != "unit" || turned.is_empty() {
        return Ok(HashSet::new());
    }
    let mut ties = control::ties(read)?;
    for tie in ties.values_mut() {
        for end in [&mut tie.parent, &mut tie.child] {
            *end = end.map(|unit| if unit == loser { winner } else { unit });
        }
    }
    // What ties a unit to itself goes anyway, and is said so.
    ties.retain(|_, tie| tie.parent != tie.child);
    Ok(control::circles(&ties, &turned))
}

/// What those are called: by the unit at the other end.
fn circled(
    read: &Read<'_>,
    names: &mut Names<'_>,
    circling: &HashSet<Id>,
    loser: Id,
) -> Result<Vec<Ref>> {
    let ties = control::ties(read)?;
    let mut all = Vec::new();
    for (id, tie) in ties.iter().filter(|(id, _)| circling.contains(id)) {
        let ends = [tie.parent, tie.child].into_iter().flatten();
        let mut others = ends.filter(|end| *end != loser);
        let label = match others.next() {
            Some(other) => names.of("unit", other)?,
            None => String::new(),
        };
        all.push(Ref { id: *id, label });
    }
    all.sort_by(|a, b| (&a.label, a.id).cmp(&(&b.label, b.id)));
    Ok(all)
}

/// Makes two records one, as the plan made at `order.moment` said and the user decided.
///
/// # Errors
/// [`Kind::Conflict`] when the vault has changed since; otherwise as for [`plan`].
pub fn perform(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    along: Along,
    order: &MergeOrder,
) -> Result<Id> {
    hold_moment(tx, order.moment)?;
    let entity = mergeable(catalog, &order.entity)?;
    let (winner, loser) = (order.winner, order.loser);
    let (stays, goes) = pair(tx, catalog, entity, winner, loser)?;
    let rises = stands_under(tx, entity, winner, loser)?;
    let values = outcome(tx, entity, order, &stays, &goes, rises)?;
    let by_field = pointing::by_field(tx, catalog, entity.key, loser)?;
    let circling = circling(tx, entity, &by_field, winner, loser)?;
    let name = goes.get(entity.title).clone();
    let step = tx.seq();
    let mut batch = Batch::begin(tx, catalog, "op.merge")?.with_retired();
    if rises {
        // Before what it stood under comes to stand under it.
        for field in entity.fields.iter().filter(|field| is_up(entity, field)) {
            let up = goes.get(field.key).clone();
            batch.update(entity.key, winner, None, [(field.key, up)])?;
        }
    }
    for (other, way) in pointing::ways_to(catalog, entity.key) {
        let ids = by_field.get(&(other.key, way.column()));
        for id in ids.into_iter().flatten().copied() {
            let itself = other.key == entity.key && id == winner;
            // What was on a tie that has gone went along with it.
            if itself || pointing::binned(batch.tx(), other, id)? == Some(true) {
                continue;
            }
            if circling.contains(&id) || loops(batch.tx(), other, entity.key, id, winner, loser)? {
                along(&mut batch, catalog, other.key, id)?;
                batch.delete(other.key, id)?;
                continue;
            }
            pointing::turn(&mut batch, (other, way), id, loser, winner)?;
        }
    }
    // Its code is free for the other from here on.
    batch.delete(entity.key, loser)?;
    batch.update(entity.key, winner, None, values)?;
    let event = [
        ("entity", Value::text(entity.key)),
        ("winner", Value::text(winner.to_string())),
        ("loser", Value::text(loser.to_string())),
        ("name", name),
        ("step", Value::Number(step)),
    ];
    batch.create(MERGE_EVENT.key, None, event)?;
    Ok(winner)
}

/// A merge that stands.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Merged {
    /// The write.
    pub step: i64,
    /// When, ms UTC.
    pub at: i64,
    /// The record that went into the bin.
    pub loser: Ref,
}

/// What was merged into a record and can be taken apart, the latest first.
///
/// # Errors
/// When the database fails.
pub fn merged(read: &Read<'_>, winner: Id) -> Result<Vec<Merged>> {
    let mut find = read.sql().prepare_cached(
        "SELECT step, created_at, loser, name FROM merge_event
         WHERE winner = ? AND deleted_at IS NULL ORDER BY n DESC",
    )?;
    let mut rows = find.query([winner.to_string()])?;
    let mut merges = Vec::new();
    while let Some(row) = rows.next()? {
        let loser: String = row.get(2)?;
        let id = loser.parse().map_err(|e: uuid::Error| {
            Error::new(Kind::Damaged, "error.database_damaged").caused_by(e)
        })?;
        merges.push(Merged {
            step: row.get(0)?,
            at: row.get(1)?,
            loser: Ref {
                id,
                label: row.get(3)?,
            },
        });
    }
    Ok(merges)
}

/// Into which record one was merged, as far as the latest merge says that still stands.
pub(super) fn winner_of(read: &Read<'_>, loser: Id) -> Result<Option<Id>> {
    let winner: Option<String> = read
        .sql()
        .prepare_cached(
            "SELECT winner FROM merge_event
             WHERE loser = ? AND deleted_at IS NULL ORDER BY n DESC LIMIT 1",
        )?
        .query_row([loser.to_string()], |row| row.get(0))
        .optional()?;
    Ok(winner.and_then(|text| text.parse().ok()))
}

/// Into which living record one was merged, and still is.
pub(super) fn merged_into(read: &Read<'_>, entity: &EntityDef, id: Id) -> Result<Option<Id>> {
    let mut seen = HashSet::new();
    let mut at = id;
    // Merged on into a third, it is that one; two that were merged either way round are neither.
    while seen.insert(at) {
        let Some(winner) = winner_of(read, at)? else {
            return Ok(None);
        };
        if pointing::binned(read, entity, winner)? == Some(false) {
            return Ok(Some(winner));
        }
        at = winner;
    }
    Ok(None)
}
