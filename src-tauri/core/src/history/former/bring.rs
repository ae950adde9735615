//! Bringing records of then back: a plan that says what comes, what changes and what stays out, and
//! one step that does it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};

use super::holds::holder;
use super::pieces::{Piece, Pieces, What, columns};
use crate::base::{Error, Id, Kind, Report, Result};
use crate::history::hold_moment;
use crate::history::story::Names;
use crate::records::catalog::FieldDef;
use crate::records::trail::value_in;
use crate::records::value::{Value, id_of};
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// More than this are counted, not told one by one.
const MOST: usize = 300;
/// How far it is, is said after so many records.
const TOLD: u64 = 64;

/// How much is brought back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Reach {
    /// One field.
    Field {
        /// Its key.
        field: String,
    },
    /// The record.
    Record,
    /// The record and all that belonged to it.
    Own,
    /// That, and all that stood below it with its own.
    Below,
}

/// What is wanted back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Wanted {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// How much of it.
    pub reach: Reach,
}

/// Why something does not come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum BringBar {
    /// Another record has its code by now.
    Taken,
    /// What it needs is no more, then or now.
    Gone,
    /// It would stand below itself.
    Circle,
    /// It was signed, and is locked by now.
    Locked,
    /// Its file is lost, then and now.
    Lost,
}

/// A record that is brought without having been asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct BroughtAlong {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// What it was called.
    pub title: String,
}

/// A field that becomes what it was, or does not.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct BroughtField {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// What it was called.
    pub title: String,
    /// The field; none where it is the record.
    pub field: Option<String>,
    /// What it held.
    pub was: Value,
    /// What it holds.
    pub now: Value,
    /// Why it stays as it is.
    pub bar: Option<BringBar>,
}

/// What bringing back comes to.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Bring {
    /// The moment the plan was made at; hand it back.
    pub moment: i64,
    /// Records that are not there and come anew, by entity.
    pub made: BTreeMap<String, u32>,
    /// Records that come out of the bin, by entity.
    pub revived: BTreeMap<String, u32>,
    /// Records of which fields become what they were, by entity.
    pub changed: BTreeMap<String, u32>,
    /// Records that stand as they stood.
    pub same: u32,
    /// What comes because others need it.
    pub along: Vec<BroughtAlong>,
    /// Fields that become what they were.
    pub turned: Vec<BroughtField>,
    /// How many there are of those.
    pub turned_all: u32,
    /// What stays as it is.
    pub left: Vec<BroughtField>,
    /// How many there are of those.
    pub left_all: u32,
}

impl Bring {
    /// Whether it would change nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.made.is_empty() && self.revived.is_empty() && self.changed.is_empty()
    }
}

/// What bringing `wanted` back out of the vault of `then` would do to today's, which has not got the files
/// `at_hand`: they can come along.
///
/// # Errors
/// [`Kind::NotFound`] when it was not there then; when either database fails.
pub fn plan(
    then: &Read<'_>,
    now: &Read<'_>,
    catalog: &Catalog,
    wanted: &Wanted,
    at_hand: &BTreeSet<Id>,
) -> Result<Bring> {
    let pieces = Pieces::gather((then, now), catalog, wanted, at_hand)?;
    let mut plan = Bring {
        moment: now.commit_seq()?,
        made: BTreeMap::new(),
        revived: BTreeMap::new(),
        changed: BTreeMap::new(),
        same: pieces.same,
        along: Vec::new(),
        turned: Vec::new(),
        turned_all: 0,
        left: Vec::new(),
        left_all: 0,
    };
    let mut was = Names::now(then, catalog);
    let mut is = Names::now(now, catalog);
    for piece in &pieces.all {
        let (key, id) = (piece.entity.key, piece.id);
        // What was said of values goes with them and is told with them.
        if !catalog.entities().iter().any(|entity| entity.key == key) {
            continue;
        }
        if piece.is_made() {
            let counts = match piece.what {
                What::New => &mut plan.made,
                What::Revive => &mut plan.revived,
                What::Put => &mut plan.changed,
            };
            *counts.entry(key.to_owned()).or_default() += 1;
            if piece.along && plan.along.len() < MOST {
                plan.along.push(BroughtAlong {
                    entity: key.to_owned(),
                    id,
                    title: was.of(key, id)?,
                });
            }
        }
        if piece.bar.is_some() {
            plan.left_all += 1;
            if plan.left.len() < MOST {
                plan.left
                    .push(turned(piece, None, piece.bar, &mut was, &mut is)?);
            }
            continue;
        }
        for put in &piece.puts {
            let Some(field) = put.field else { continue };
            let (list, all) = match (put.bar, piece.what) {
                (Some(_), _) => (&mut plan.left, &mut plan.left_all),
                (None, What::Put) => (&mut plan.turned, &mut plan.turned_all),
                // Of what comes, the fields come with it.
                (None, What::New | What::Revive) => continue,
            };
            *all += 1;
            if list.len() < MOST {
                list.push(turned(piece, Some(field), put.bar, &mut was, &mut is)?);
            }
        }
    }
    Ok(plan)
}

fn turned(
    piece: &Piece,
    field: Option<&'static FieldDef>,
    bar: Option<BringBar>,
    was: &mut Names<'_>,
    is: &mut Names<'_>,
) -> Result<BroughtField> {
    let (mut then, mut now) = (Value::Null, Value::Null);
    if let Some(field) = field {
        then = value_in(field, &piece.then)?;
        now = value_in(field, &piece.now)?;
        was.fill(field, &mut then)?;
        is.fill(field, &mut now)?;
    }
    Ok(BroughtField {
        entity: piece.entity.key.to_owned(),
        id: piece.id,
        title: was.of(piece.entity.key, piece.id)?,
        field: field.map(|field| field.key.to_owned()),
        was: then,
        now,
        bar,
    })
}

/// Which of the files `at_hand` come with what is brought back.
///
/// # Errors
/// As [`plan`].
pub fn files(
    then: &Read<'_>,
    now: &Read<'_>,
    catalog: &Catalog,
    wanted: &Wanted,
    at_hand: &BTreeSet<Id>,
) -> Result<Vec<Id>> {
    let mut files = BTreeSet::new();
    for piece in Pieces::gather((then, now), catalog, wanted, at_hand)?.all {
        if piece.entity.key == "attachment"
            && piece.is_made()
            && let Some(Sql::Blob(file)) = piece.then.get("file")
        {
            files.insert(id_of(file)?);
        }
    }
    Ok(files.intersection(at_hand).copied().collect())
}

/// Brings back as the plan made at `moment` said, where the files `at_hand` have their rows by now; the
/// records that came to be otherwise.
///
/// # Errors
/// [`Kind::Cancelled`]; [`Kind::Conflict`] when the vault has changed since the plan was made, [`Kind::Invalid`] when
/// nothing differs; what the rules of today refuse.
pub fn perform(
    then: &Read<'_>,
    tx: &mut Write<'_>,
    catalog: &Catalog,
    (wanted, moment): (&Wanted, i64),
    (at_hand, report): (&BTreeSet<Id>, &Report),
) -> Result<Vec<(String, Id)>> {
    hold_moment(tx, moment)?;
    let pieces = Pieces::gather((then, tx), catalog, wanted, at_hand)?.all;
    let all = pieces.iter().filter(|one| one.is_made()).count() as u64;
    let mut done = 0;
    let mut come = || {
        done += 1;
        // Told of every so many: the telling is not to take longer than the work.
        if done % TOLD == 0 {
            return report.step("progress.bring_records", done, Some(all));
        }
        report.cancel.check()
    };
    let made = |what: What| {
        pieces
            .iter()
            .filter(move |one| one.what == what && one.is_made())
    };
    let freed = freed(tx, &pieces)?;
    // Within the step a record may come before what it points at.
    tx.sql().execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let mut batch = Batch::begin(tx, catalog, "op.bring_back")?;
    let mut touched = Vec::new();
    // Codes that go from one record to another are let go of first.
    for (entity, id, column) in freed {
        batch.put_back(entity, id, vec![(column.to_owned(), Sql::Null)])?;
    }
    for one in made(What::Put).chain(made(What::Revive)) {
        come()?;
        let puts = one.puts.iter().filter(|put| put.is_made());
        let mut back: Vec<_> = puts.flat_map(|put| put.columns.clone()).collect();
        if one.what == What::Revive {
            back.push(("deleted_at".to_owned(), Sql::Null));
        }
        batch.put_back(one.entity.key, one.id, back)?;
        touched.push((one.entity.key.to_owned(), one.id));
    }
    let mut known = HashMap::new();
    for one in made(What::New) {
        come()?;
        if !known.contains_key(one.entity.key) {
            known.insert(one.entity.key, columns(batch.tx(), one.entity)?);
        }
        if let Some(known) = known.get(one.entity.key) {
            batch.bring(one.entity.key, one.id, one.whole(known))?;
            touched.push((one.entity.key.to_owned(), one.id));
        }
    }
    if touched.is_empty() {
        return Err(Error::new(Kind::Invalid, "error.nothing_to_bring"));
    }
    touched.retain(|(entity, _)| catalog.entities().iter().any(|known| known.key == entity));
    touched.truncate(MOST);
    Ok(touched)
}

/// The unique columns that a record lets go of for another that gets what it holds.
fn freed(read: &Read<'_>, pieces: &[Piece]) -> Result<Vec<(&'static str, Id, &'static str)>> {
    let mut freed = Vec::new();
    for one in pieces.iter().filter(|one| one.is_made()) {
        for field in one.entity.fields.iter().filter(|field| field.unique) {
            let held = one.to_be(field.key);
            if matches!(held, Sql::Null) {
                continue;
            }
            if let Some(other) = holder(read, one.entity, one.id, field, &held)? {
                freed.push((one.entity.key, other, field.key));
            }
        }
    }
    Ok(freed)
}
