//! Two records made one: a plan that lays them side by side and says what is re-pointed, then one
//! step that does it and can be taken apart at any later time.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use rusqlite::OptionalExtension;
use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};

use super::catalog::MERGE_EVENT;
use super::net::is_up;
use super::pointing::{self, ids_in};
use super::story::Names;
use super::{Along, hold_moment};
use crate::base::{Dated, Error, Id, Kind, Result};
use crate::records::catalog::{EntityDef, FieldDef, Tree};
use crate::records::secrecy;
use crate::records::trail;
use crate::records::value::{FieldKind as K, Ref, Value};
use crate::records::{Batch, Catalog, Record, rows};
use crate::vault::{Read, Write};

/// So many of what is re-pointed are named, for each kind.
const NAMED: usize = 5;

/// Kinds of record that can be merged, each with the field that takes the loser's names.
const KINDS: [(&str, &str); 2] = [("unit", "aliases"), ("contact", "aliases")];

/// Fields that say nothing, or something else, without the first of them: from two records they would
/// make up what neither said.
const TOGETHER: [(&str, &[&str]); 6] = [
    ("unit", &["size_override", "size_reason"]),
    ("unit", &["industry", "industry_code"]),
    ("unit", &["legal_rep", "legal_rep_contact"]),
    ("contact", &["full_name", "family", "given"]),
    ("contact", &["do_not_contact", "do_not_contact_until"]),
    ("contact", &["consent", "consent_source", "consent_on"]),
];

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
        });
    }
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
        repointed: repointed(read, catalog, &mut names, entity, winner, loser)?,
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

fn is_list(field: &FieldDef) -> bool {
    matches!(
        field.kind,
        K::Texts | K::Dated | K::Emails | K::Phones | K::Choices | K::Refs
    )
}

/// Whose value a field has where nobody says otherwise: of both the stricter, where it says how
/// confidential the record is; what belongs together from one side; else whatever is there.
fn proposed(entity: &EntityDef, field: &FieldDef, stays: &Record, goes: &Record) -> Take {
    let (winner, loser) = (stays.get(field.key), goes.get(field.key));
    if secrecy::is_stricter(field, loser, winner) {
        return Take::Loser;
    }
    let side = together(entity.key, field.key).and_then(|group| side(group, stays, goes));
    match (is_list(field), winner.is_null(), loser.is_null()) {
        _ if side.is_some_and(|side| side == Take::Winner) => Take::Winner,
        _ if side.is_some() => Take::Loser,
        (true, false, false) => Take::Both,
        (_, true, false) => Take::Loser,
        _ => Take::Winner,
    }
}

/// The fields this one is told with, the one they all are about first.
fn together(entity: &str, field: &str) -> Option<&'static [&'static str]> {
    let mut groups = TOGETHER.iter().filter(|(of, _)| *of == entity);
    groups
        .find(|(_, fields)| fields.contains(&field))
        .map(|(_, fields)| *fields)
}

/// From which side they come: the winner's, where it says anything of them. Where both say the same of
/// what the others are about, or neither says it, each goes by itself.
fn side(group: &[&str], stays: &Record, goes: &Record) -> Option<Take> {
    let head = group.first()?;
    let (own, other) = (stays.get(head), goes.get(head));
    match (own.is_null(), other.is_null()) {
        (true, true) => None,
        (true, false) => Some(Take::Loser),
        (false, true) => Some(Take::Winner),
        (false, false) => (own != other).then_some(Take::Winner),
    }
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
fn leads_back(read: &Read<'_>, entity: &EntityDef, up: &Value, winner: Id) -> Result<bool> {
    match up.as_ref_id() {
        Some(up) => stands_under(read, entity, up, winner),
        None => Ok(false),
    }
}

fn repointed(
    read: &Read<'_>,
    catalog: &Catalog,
    names: &mut Names<'_>,
    entity: &EntityDef,
    winner: Id,
    loser: Id,
) -> Result<Vec<Repointed>> {
    let by_field = pointing::by_field(read, catalog, entity.key, loser)?;
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
        for id in ids.iter().filter(|id| **id != winner) {
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
            if loops(batch.tx(), other, entity.key, id, winner, loser)? {
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

/// The winner's fields that become others.
fn outcome(
    read: &Read<'_>,
    entity: &'static EntityDef,
    order: &MergeOrder,
    stays: &Record,
    goes: &Record,
    rises: bool,
) -> Result<Vec<(&'static str, Value)>> {
    let mut values: BTreeMap<&'static str, Value> = BTreeMap::new();
    for field in entity.fields.iter().filter(|field| !field.computed) {
        let (own, other) = (stays.get(field.key), goes.get(field.key));
        let take = order.takes.get(field.key).copied();
        let take = take.unwrap_or_else(|| proposed(entity, field, stays, goes));
        let up = is_up(entity, field);
        if up && (rises || leads_back(read, entity, other, order.winner)?) {
            continue;
        }
        let points_within = other.as_ref_id().is_some_and(|id| id == order.winner);
        let value = match take {
            Take::Winner => continue,
            Take::Loser if points_within && field.target == Some(entity.key) => continue,
            Take::Loser if field.required && other.is_null() => continue,
            Take::Loser => other.clone(),
            Take::Both => joined(own, other),
        };
        values.insert(field.key, value);
    }
    name_too(entity, order, (stays, goes), read.today(), &mut values);
    Ok(values.into_iter().collect())
}

/// A name that is given up goes on as another name, so that whoever knows it still finds the record.
fn name_too(
    entity: &EntityDef,
    order: &MergeOrder,
    (stays, goes): (&Record, &Record),
    today: NaiveDate,
    values: &mut BTreeMap<&'static str, Value>,
) {
    let former = order.former && entity.fields.iter().any(|f| f.key == "former_names");
    let keeps = if former { "former_names" } else { "aliases" };
    let Some(into) = entity.fields.iter().find(|f| f.key == keeps) else {
        return;
    };
    let text = |record: &Record, key: &str| record.get(key).as_text().map(str::to_owned);
    let name_fields = [entity.title, "short_name", "english_name"];
    let kept: Vec<String> = name_fields
        .iter()
        .filter_map(|key| match values.get(key) {
            Some(value) => value.as_text().map(str::to_owned),
            None => text(stays, key),
        })
        .collect();
    let mut given_up: Vec<String> = Vec::new();
    for key in name_fields {
        for record in [goes, stays] {
            given_up.extend(text(record, key).filter(|name| !kept.contains(name)));
        }
    }
    let own = values
        .get(into.key)
        .unwrap_or_else(|| stays.get(into.key))
        .clone();
    let given_up = if into.kind == K::Dated {
        let until = Some(today.to_string());
        let held = |text| Dated {
            text,
            until: until.clone(),
        };
        Value::Dated(given_up.into_iter().map(held).collect())
    } else {
        Value::Texts(given_up)
    };
    let value = joined(&own, &given_up);
    if value != own {
        values.insert(into.key, value);
    }
}

/// Two lists as one, nothing twice.
fn joined(own: &Value, other: &Value) -> Value {
    fn both<T: Clone + PartialEq>(own: &[T], other: &[T]) -> Vec<T> {
        let mut all = own.to_vec();
        for item in other {
            if !all.contains(item) {
                all.push(item.clone());
            }
        }
        all
    }
    match (own, other) {
        (Value::Null, Value::Texts(list)) if list.is_empty() => Value::Null,
        (Value::Null, Value::Dated(list)) if list.is_empty() => Value::Null,
        (Value::Null, other) => other.clone(),
        (Value::Texts(own), Value::Texts(other)) => Value::Texts(both(own, other)),
        (Value::Dated(own), Value::Dated(other)) => Value::Dated(Dated::joined(own, other)),
        (Value::Choices(own), Value::Choices(other)) => Value::Choices(both(own, other)),
        (Value::Phones(own), Value::Phones(other)) => Value::Phones(both(own, other)),
        (Value::Refs(own), Value::Refs(other)) => {
            let fresh = other
                .iter()
                .filter(|to| !own.iter().any(|known| known.id == to.id));
            Value::Refs(own.iter().chain(fresh).cloned().collect())
        }
        (own, _) => own.clone(),
    }
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
