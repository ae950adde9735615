//! Taking back one step though others came after: a plan that says what goes back, what is asked
//! about and what cannot be; then one step that does it.

use std::collections::{BTreeMap, HashSet};

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::catalog::TAKEN_BACK;
use super::net::{self, Net};
use super::pointing;
use super::story::Names;
use super::weigh::{self, Fate, Move, What};
use super::{Along, hold_moment};
use crate::base::{Error, Id, Kind, Result};
use crate::records::catalog::EntityDef;
use crate::records::journal::{Columns, StepState};
use crate::records::trail::{self, Cells, value_in};
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

pub use super::weigh::{Answers, Why};

/// More questions than this are counted, not told one by one.
const MOST: usize = 300;

/// What is taken back: a whole step, or of one that filled the bin a record with its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The write.
    pub seq: i64,
    /// Only this record, of those the step put into the bin, and what went with it.
    pub only: Option<Id>,
}

/// Something that stands against a taking back.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Question {
    /// How an answer names it.
    pub key: String,
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// What it is called.
    pub title: String,
    /// The field, where it is about one.
    pub field: Option<String>,
    /// Why.
    pub why: Why,
    /// What the field holds.
    pub now: Value,
    /// What it would hold again.
    pub was: Value,
    /// Whether it can be done all the same.
    pub open: bool,
    /// Whether it is.
    pub anyway: bool,
}

/// What taking back a step comes to.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct TakeBack {
    /// The write that is taken back.
    pub step: i64,
    /// When it was made, ms UTC.
    pub at: i64,
    /// What it is called: a message key.
    pub op: String,
    /// The moment the plan was made at; hand it back with the answers.
    pub moment: i64,
    /// Records that go into the bin, by entity.
    pub binned: BTreeMap<String, u32>,
    /// Records of which fields go back, by entity.
    pub changed: BTreeMap<String, u32>,
    /// Records that come out of the bin, by entity.
    pub revived: BTreeMap<String, u32>,
    /// What stands against it.
    pub questions: Vec<Question>,
    /// How many questions there are, those that are not told here too.
    pub asked: u32,
}

/// What taking back a step would do, given some answers.
///
/// # Errors
/// [`Kind::NotFound`] when there is no such step, [`Kind::Conflict`] when it does not stand.
pub fn plan(
    read: &Read<'_>,
    catalog: &Catalog,
    target: Target,
    answers: &Answers,
) -> Result<TakeBack> {
    let (at, op) = standing(read, target)?;
    let moves = weighed(read, catalog, target, answers)?;
    let mut plan = TakeBack {
        step: target.seq,
        at,
        op,
        moment: read.commit_seq()?,
        binned: BTreeMap::new(),
        changed: BTreeMap::new(),
        revived: BTreeMap::new(),
        questions: Vec::new(),
        asked: 0,
    };
    let shown: HashSet<&str> = catalog
        .entities()
        .iter()
        .map(|entity| entity.key)
        .chain(["choice"])
        .collect();
    let mut counted = HashSet::new();
    let mut names = Names::now(read, catalog);
    for one in moves.iter().filter(|one| shown.contains(one.entity.key)) {
        if one.is_made() && counted.insert((one.what as u8, one.id)) {
            let counts = match one.what {
                What::Bin => &mut plan.binned,
                What::Revive => &mut plan.revived,
                What::Put => &mut plan.changed,
            };
            *counts.entry(one.entity.key.to_owned()).or_default() += 1;
        }
        if one.fate == Fate::Made {
            continue;
        }
        plan.asked += 1;
        if plan.questions.len() < MOST {
            plan.questions.extend(question(read, &mut names, one)?);
        }
    }
    // What the user can decide comes first.
    plan.questions.sort_by_key(|question| !question.open);
    Ok(plan)
}

fn question(read: &Read<'_>, names: &mut Names<'_>, one: &Move) -> Result<Option<Question>> {
    let (why, open, anyway) = match one.fate {
        Fate::Made => return Ok(None),
        Fate::Asked(why, anyway) => (why, true, anyway),
        Fate::Barred(why) => (why, false, false),
    };
    let (mut now, mut was) = (Value::Null, Value::Null);
    if let Some(field) = one.field {
        let row = trail::row(read, one.entity, one.id)?.unwrap_or_default();
        let back: Cells = one.columns.iter().cloned().collect();
        now = value_in(field, &row)?;
        was = value_in(field, &back)?;
        names.fill(field, &mut now)?;
        names.fill(field, &mut was)?;
    }
    Ok(Some(Question {
        key: one.key(),
        entity: one.entity.key.to_owned(),
        id: one.id,
        title: names.of(one.entity.key, one.id)?,
        field: one.field.map(|field| field.key.to_owned()),
        why,
        now,
        was,
        open,
        anyway,
    }))
}

/// When the step was made and what it is called.
fn standing(read: &Read<'_>, target: Target) -> Result<(i64, String)> {
    let found: Option<(i64, String, StepState)> = read
        .sql()
        .prepare_cached("SELECT at, op, state FROM journal WHERE seq = ?")?
        .query_row([target.seq], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let (at, op, state) = found.ok_or_else(|| Error::new(Kind::NotFound, "error.step_unknown"))?;
    if target.only.is_none() && state != StepState::Done {
        return Err(Error::new(Kind::Conflict, "error.step_undone"));
    }
    Ok((at, op))
}

fn weighed(
    read: &Read<'_>,
    catalog: &Catalog,
    target: Target,
    answers: &Answers,
) -> Result<Vec<Move>> {
    let mut nets = net::nets(read, catalog, target.seq)?;
    if let Some(only) = target.only {
        let along = along(read, catalog, &nets, only)?;
        nets.retain(|net| along.contains(&net.id));
        // Each comes back as it lies there, whatever else the step did to it.
        nets.iter_mut().for_each(Net::only_the_bin);
    }
    weigh::weigh(read, catalog, target.seq, &nets, answers)
}

/// A record the step put into the bin, what went there because it belongs to it, and what stood
/// under it and was moved up.
fn along(read: &Read<'_>, catalog: &Catalog, nets: &[Net], only: Id) -> Result<HashSet<Id>> {
    let mut owners: Vec<(Id, Vec<Id>)> = Vec::new();
    for net in nets.iter().filter(|net| net.binned()) {
        owners.push((net.id, owners_of(read, catalog, net.entity, net.id)?));
    }
    let mut along = HashSet::from([only]);
    loop {
        let known = along.len();
        for (id, owners) in &owners {
            if owners.iter().any(|owner| along.contains(owner)) {
                along.insert(*id);
            }
        }
        if along.len() == known {
            break;
        }
    }
    let moved_up = nets.iter().filter(|net| {
        let mut up = net.entity.fields.iter();
        up.any(|field| {
            net::is_up(net.entity, field)
                && net
                    .pointed_before(field.key)
                    .is_some_and(|was| along.contains(&was))
        })
    });
    let moved_up: Vec<Id> = moved_up.map(|net| net.id).collect();
    along.extend(moved_up);
    Ok(along)
}

/// What a record belongs to.
pub(super) fn owners_of(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &EntityDef,
    id: Id,
) -> Result<Vec<Id>> {
    let row = trail::row(read, entity, id)?.unwrap_or_default();
    let owners = pointing::owners(catalog, entity, &row)?.into_iter();
    Ok(owners
        .filter(|owner| !owner.up)
        .map(|owner| owner.id)
        .collect())
}

/// Takes a step back as the plan made at `moment` and the answers say; the records that came to be
/// otherwise. `op` is the message key of the step this makes.
///
/// # Errors
/// [`Kind::Conflict`] when the vault has changed since the plan was made, or the step does not
/// stand.
pub fn perform(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    along: Along,
    target: Target,
    answers: &Answers,
    moment: i64,
    op: &str,
) -> Result<Vec<(String, Id)>> {
    hold_moment(tx, moment)?;
    let (_, was) = standing(tx, target)?;
    let moves = weighed(tx, catalog, target, answers)?;
    let now = tx.now();
    let mut batch = Batch::begin(tx, catalog, op)?;
    let mut touched = Vec::new();
    let made = |what: What| {
        moves
            .iter()
            .filter(move |one| one.what == what && one.is_made())
    };
    // What the step made last goes first; what only its own point at needs nothing taken along.
    for one in made(What::Bin).filter(|one| !one.follows) {
        let gone = vec![("deleted_at".to_owned(), Sql::Integer(now.0))];
        batch.put_back(one.entity.key, one.id, gone)?;
        touched.push((one.entity.key.to_owned(), one.id));
    }
    // A field gives a code free before the record it belonged to comes back with it.
    for one in made(What::Put) {
        batch.put_back(one.entity.key, one.id, one.columns.clone())?;
        touched.push((one.entity.key.to_owned(), one.id));
    }
    for one in made(What::Revive) {
        let mut back: Columns = one.columns.clone();
        back.push(("deleted_at".to_owned(), Sql::Null));
        batch.put_back(one.entity.key, one.id, back)?;
        touched.push((one.entity.key.to_owned(), one.id));
    }
    for one in made(What::Bin).filter(|one| one.follows) {
        let lives = pointing::binned(batch.tx(), one.entity, one.id)? == Some(false);
        if lives {
            along(&mut batch, catalog, one.entity.key, one.id)?;
            batch.delete(one.entity.key, one.id)?;
            touched.push((one.entity.key.to_owned(), one.id));
        }
    }
    if touched.is_empty() {
        return Err(Error::new(Kind::Invalid, "error.nothing_to_take_back"));
    }
    if target.only.is_none() {
        let values = [
            ("op", Value::text(was)),
            ("step", Value::Number(target.seq)),
        ];
        batch.create(TAKEN_BACK.key, None, values)?;
    }
    touched.dedup();
    touched.truncate(MOST);
    Ok(touched)
}

/// Whether a step was taken back by a later one that stands.
///
/// # Errors
/// When the database fails.
pub fn is_taken_back(read: &Read<'_>, seq: i64) -> Result<bool> {
    Ok(read
        .sql()
        .prepare_cached("SELECT 1 FROM taken_back WHERE step = ? AND deleted_at IS NULL")?
        .exists(params![seq])?)
}
