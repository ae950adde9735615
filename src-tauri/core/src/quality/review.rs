//! What is to be looked at: values that grew old and customers hardly known, the most pressing first;
//! and changes that wait for a second person.

use std::collections::HashMap;

use rusqlite::params;
use serde::Serialize;

use super::ages::{self, named};
use super::coverage;
use super::ops::WHOLE;
use super::policy::{self, THIN};
use super::rules::Rules;
use crate::base::{Id, Result};
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::journal::StepState;
use crate::records::query::quoted;
use crate::records::trail::{self, Of};
use crate::records::value::{Ref, Value};
use crate::records::{Catalog, Record, rows};
use crate::settings::modules::Hidden;
use crate::vault::Read;

/// So many lines are laid before the user at a time.
const SHOWN: usize = 100;

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ReviewItem {
    /// The record.
    pub record: Record,
    /// What it is called.
    pub about: Ref,
    /// The customer it belongs to, where it is not one itself.
    pub unit: Option<Ref>,
    /// The field that is to be verified; nothing where the customer as a whole is hardly known.
    pub field: Option<String>,
    /// What is known of the field.
    pub mark: Option<ages::FieldMark>,
    /// How well the customer is known.
    pub coverage: Option<i64>,
    /// The aspects that are missing, those that count most first.
    pub missing: Vec<String>,
}

/// A change that waits for a second person.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Unchecked {
    /// The record.
    pub record: Record,
    /// What it is called.
    pub about: Ref,
    /// The customer it belongs to, where it is not one itself.
    pub unit: Option<Ref>,
    /// The field.
    pub field: String,
    /// What it held before.
    pub was: Value,
    /// When it was changed, ms UTC.
    pub at: i64,
    /// Who changed it, as the journal has it.
    pub by: String,
}

/// A value that may well be wrong.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Doubted {
    /// The record.
    pub record: Record,
    /// What it is called.
    pub about: Ref,
    /// The customer it belongs to, where it is not one itself.
    pub unit: Option<Ref>,
    /// The field.
    pub field: String,
    /// Why it looks filled in carelessly, a message; nothing where somebody said that it is doubtful.
    pub doubt: Option<String>,
    /// What somebody said is wrong with it.
    pub wrong: Option<String>,
    /// What it should be, as they said.
    pub should_be: Option<String>,
    /// Who said so.
    pub wrong_by: Option<String>,
}

/// What is to be looked at.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Review {
    /// The most pressing first.
    pub items: Vec<ReviewItem>,
    /// Records with something to be verified, put off or not.
    pub stale: u32,
    /// Customers hardly known, put off or not.
    pub thin: u32,
    /// Changes that wait for a second person, the latest first.
    pub unchecked: Vec<Unchecked>,
    /// Values that may well be wrong: those that somebody said are, then the others, the latest first.
    pub doubted: Vec<Doubted>,
    /// How many of them there are, shown or not.
    pub doubtful: u32,
    /// Who has looked at changes before.
    pub reviewers: Vec<String>,
}

/// A record that may have to be looked at.
struct Candidate {
    pressing: i64,
    entity: &'static str,
    id: Id,
    thin: Option<i64>,
}

/// What is to be looked at.
///
/// # Errors
/// When the database fails.
pub fn review(read: &Read<'_>, catalog: &Catalog) -> Result<Review> {
    let rules = Rules::read(read)?;
    let (mut candidates, stale, thin) = candidates(read)?;
    candidates.sort_by_key(|one| (std::cmp::Reverse(one.pressing), one.thin.is_some(), one.id));
    let today = read.today().to_string();
    let mut items = Vec::new();
    for one in candidates {
        if items.len() >= SHOWN {
            break;
        }
        let entity = catalog.entity(one.entity)?;
        if let Some(record) = rows::find(read, catalog, entity, one.id)? {
            match one.thin {
                Some(score) => thin_item(read, catalog, record, score, &today, &mut items)?,
                None => stale_items(read, catalog, &rules, &record, &today, &mut items)?,
            }
        }
    }
    items.truncate(SHOWN);
    Ok(Review {
        items,
        stale,
        thin,
        unchecked: unchecked(read, catalog)?,
        doubted: doubted(read, catalog, &today)?,
        doubtful: doubtful(read, catalog, &today)?,
        reviewers: reviewers(read)?,
    })
}

/// Every record with something to be verified and every customer hardly known, out of the indexes
/// made for it; and how many of each there are.
fn candidates(read: &Read<'_>) -> Result<(Vec<Candidate>, u32, u32)> {
    let now = read.now().0;
    let mut worths: HashMap<Id, i64> = HashMap::new();
    let mut all = Vec::new();
    let (mut n_stale, mut n_thin) = (0, 0);
    let mut units = read.sql().prepare_cached(
        "SELECT id, coverage, stale_at, level, coop_amount FROM unit
         WHERE coverage IS NOT NULL AND deleted_at IS NULL",
    )?;
    let mut rows = units.query([])?;
    while let Some(row) = rows.next()? {
        let (id, coverage): (Id, i64) = (row.get(0)?, row.get(1)?);
        let stale_at: Option<i64> = row.get(2)?;
        let level: Option<String> = row.get(3)?;
        let worth = policy::worth(level.as_deref(), row.get(4)?);
        worths.insert(id, worth);
        if let Some(at) = stale_at.filter(|at| *at <= now) {
            n_stale += 1;
            all.push(Candidate {
                pressing: pressing(worth, now, at),
                entity: "unit",
                id,
                thin: None,
            });
        }
        if coverage < THIN {
            n_thin += 1;
            all.push(Candidate {
                pressing: policy::pressing_thin(worth, coverage),
                entity: "unit",
                id,
                thin: Some(coverage),
            });
        }
    }
    // Nobody is to be asked about who left.
    let mut contacts = read.sql().prepare_cached(
        "SELECT id, unit, stale_at FROM contact
         WHERE stale_at <= ?1 AND deleted_at IS NULL AND \"left\" = 0",
    )?;
    let mut rows = contacts.query([now])?;
    while let Some(row) = rows.next()? {
        let unit: Option<Id> = row.get(1)?;
        let worth = unit.and_then(|unit| worths.get(&unit).copied());
        n_stale += 1;
        all.push(Candidate {
            pressing: pressing(worth.unwrap_or(1), now, row.get(2)?),
            entity: "contact",
            id: row.get(0)?,
            thin: None,
        });
    }
    Ok((all, n_stale, n_thin))
}

/// As over a year: which of a record's fields it is, is not known yet.
fn pressing(worth: i64, now: i64, stale_at: i64) -> i64 {
    policy::pressing_stale(worth, (now - stale_at) / policy::DAY, 365)
}

fn is_later(word: Option<&ages::Word>, today: &str) -> bool {
    let later = word.and_then(|word| word.later_on.as_deref());
    later.is_some_and(|day| day > today)
}

pub(super) fn stale_items(
    read: &Read<'_>,
    catalog: &Catalog,
    rules: &Rules,
    record: &Record,
    today: &str,
    items: &mut Vec<ReviewItem>,
) -> Result<()> {
    let mut marks = ages::marks(read, catalog, rules, record)?;
    marks.retain(|mark| mark.stale && !is_later(Some(&mark.word), today));
    let over = |mark: &ages::FieldMark| mark.age - i64::from(mark.stale_after.unwrap_or(0));
    marks.sort_by_key(|mark| std::cmp::Reverse(over(mark)));
    for mark in marks {
        items.push(ReviewItem {
            about: named(catalog, record)?,
            unit: unit_of(record),
            field: Some(mark.field.clone()),
            coverage: number(record.get("coverage")),
            missing: Vec::new(),
            mark: Some(mark),
            record: record.clone(),
        });
    }
    Ok(())
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

pub(super) fn thin_item(
    read: &Read<'_>,
    catalog: &Catalog,
    record: Record,
    score: i64,
    today: &str,
    items: &mut Vec<ReviewItem>,
) -> Result<()> {
    if is_later(ages::words(read, record.id)?.get(WHOLE), today) {
        return Ok(());
    }
    let mut points = coverage::explain(read, catalog, record.id)?
        .map(|coverage| coverage.points)
        .unwrap_or_default();
    points.retain(|point| point.had == Some(false) && point.key != "fresh");
    points.sort_by_key(|point| std::cmp::Reverse(point.points));
    items.push(ReviewItem {
        about: named(catalog, &record)?,
        unit: None,
        field: None,
        mark: None,
        coverage: Some(score),
        missing: points.into_iter().map(|point| point.key).take(3).collect(),
        record,
    });
    Ok(())
}

/// The customer a record belongs to.
fn unit_of(record: &Record) -> Option<Ref> {
    match record.get("unit") {
        Value::Ref(unit) if record.entity != "unit" => Some(unit.clone()),
        _ => None,
    }
}

fn unchecked(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<Unchecked>> {
    let mut find = read.sql().prepare_cached(
        "SELECT of_entity, \"of\", field, unchecked_at FROM provenance
         WHERE unchecked_at IS NOT NULL AND deleted_at IS NULL ORDER BY unchecked_at DESC, n DESC",
    )?;
    let found = find
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<rusqlite::Result<Vec<(String, Id, String, i64)>>>()?;
    let hidden = Hidden::read(read)?;
    let mut all = Vec::new();
    for (entity, id, field, at) in found {
        if all.len() >= SHOWN {
            break;
        }
        let def = catalog.entity(&entity)?;
        let Some(record) = rows::find(read, catalog, def, id)?.filter(|record| !record.deleted)
        else {
            continue;
        };
        // A field of the user's own that is retired is out of sight, as is one of a hidden module or one the kind of
        // unit does not have, and so is what waits on it.
        let Some(described) = in_sight(&hidden, def, &field, kind_of(&record)) else {
            continue;
        };
        let (mut was, mut by) = (Value::Null, String::from("me"));
        for mark in trail::marks(read, Of::Record(id))? {
            let cells: trail::Cells = mark.before.into_iter().collect();
            if mark.at <= at && mark.state == StepState::Done && cells.contains_key(described.key) {
                was = trail::value_in(described, &cells)?;
                break;
            }
        }
        if let Some(actor) = actor(read, id, at)? {
            by = actor;
        }
        all.push(Unchecked {
            about: named(catalog, &record)?,
            unit: unit_of(&record),
            field,
            was,
            at,
            by,
            record,
        });
    }
    Ok(all)
}

/// A field that somebody can look at, at a record of that kind.
fn in_sight(
    hidden: &Hidden,
    entity: &EntityDef,
    field: &str,
    kind: Option<&str>,
) -> Option<&'static FieldDef> {
    let field = entity.field(field).ok()?;
    (!hidden.field(entity, field) && field.is_of(kind)).then_some(field)
}

/// Of which kind a unit is.
fn kind_of(record: &Record) -> Option<&str> {
    record.get("kind").as_text()
}

/// What is doubtful and has been neither settled nor put off, out of the index made for it.
const DOUBTED: &str = "provenance AS p WHERE p.certainty = 'doubtful' AND p.kept_at IS NULL
  AND p.deleted_at IS NULL AND coalesce(p.later_on, '') <= ?1";

fn doubted(read: &Read<'_>, catalog: &Catalog, today: &str) -> Result<Vec<Doubted>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT p.of_entity, p.\"of\", p.field, p.doubt, p.wrong, p.should_be, p.wrong_by
         FROM {DOUBTED} ORDER BY p.wrong IS NULL, p.n DESC"
    ))?;
    let mut found = find.query([today])?;
    let hidden = Hidden::read(read)?;
    let mut all = Vec::new();
    while let Some(row) = found.next()? {
        if all.len() >= SHOWN {
            break;
        }
        let (entity, id): (String, Id) = (row.get(0)?, row.get(1)?);
        let field: String = row.get(2)?;
        let def = catalog.entity(&entity)?;
        let Some(record) = rows::find(read, catalog, def, id)?.filter(|record| !record.deleted)
        else {
            continue;
        };
        if in_sight(&hidden, def, &field, kind_of(&record)).is_none() {
            continue;
        }
        all.push(Doubted {
            about: named(catalog, &record)?,
            unit: unit_of(&record),
            field,
            doubt: row.get(3)?,
            wrong: row.get(4)?,
            should_be: row.get(5)?,
            wrong_by: row.get(6)?,
            record,
        });
    }
    Ok(all)
}

/// How many lines [`doubted`] would have if it showed all of them: what is said of a record in the bin
/// stays, for it may come back, and so does what is said of a field that is put away.
fn doubtful(read: &Read<'_>, catalog: &Catalog, today: &str) -> Result<u32> {
    let mut find = read
        .sql()
        .prepare_cached(&format!("SELECT DISTINCT p.of_entity FROM {DOUBTED}"))?;
    let entities = find
        .query_map([today], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    let hidden = Hidden::read(read)?;
    let mut all = 0_u32;
    for entity in entities {
        let def = catalog.entity(&entity)?;
        // Only units are of several kinds, of which not each has every field.
        let kind = if def.key == "unit" { "kind" } else { "NULL" };
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT field, kind, count(*) FROM (
               SELECT p.field AS field, (SELECT {kind} FROM {0} AS r WHERE r.id = p.\"of\") AS kind
               FROM {DOUBTED} AND p.of_entity = ?2 AND EXISTS (
                 SELECT 1 FROM {0} AS r WHERE r.id = p.\"of\" AND r.deleted_at IS NULL))
             GROUP BY field, kind",
            quoted(def.key)
        ))?;
        let mut rows = find.query([today, entity.as_str()])?;
        while let Some(row) = rows.next()? {
            let (field, kind): (String, Option<String>) = (row.get(0)?, row.get(1)?);
            if in_sight(&hidden, def, &field, kind.as_deref()).is_some() {
                all = all.saturating_add(row.get(2)?);
            }
        }
    }
    Ok(all)
}

/// Who wrote a record at an instant.
pub(super) fn actor(read: &Read<'_>, id: Id, at: i64) -> Result<Option<String>> {
    use rusqlite::OptionalExtension;
    Ok(read
        .sql()
        .prepare_cached(
            "SELECT actor FROM journal WHERE at = ?2 AND seq IN (
               SELECT seq FROM journal_entry WHERE id = ?1 AND act = 'create' UNION ALL
               SELECT seq FROM journal_entry WHERE id = ?1 AND act <> 'create')
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row(params![id, at], |row| row.get(0))
        .optional()?)
}

/// Names that were given before: of who looked at changes, and who is to look after a customer's.
fn reviewers(read: &Read<'_>) -> Result<Vec<String>> {
    let mut find = read.sql().prepare_cached(
        "SELECT checked_by FROM provenance WHERE checked_by IS NOT NULL
         GROUP BY checked_by ORDER BY max(checked_at) DESC LIMIT 12",
    )?;
    let found = find.query_map([], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
