//! Records that are there twice: found when one is typed and by a sweep over all, with reasons; that two
//! are not the same is remembered until one of them changes in what was compared.

pub mod catalog;
mod prints;
mod sweep;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use self::catalog::DISTINCT_PAIR;
use self::prints::Shape;
pub use self::prints::is_company;
use self::sweep::{Found, Swept};
use super::likeness::{self, Judgement, OFFERED, Reason, SHOWN, Sign};
use crate::base::{Error, Id, Kind, Phone, Report, Result};
use crate::records::rows::Labels;
use crate::records::value::{Ref, Value};
use crate::records::{Batch, Catalog, journal};
use crate::vault::{Read, Write};

/// More records than these that changed since a sweep are not looked at anew for a list of pairs.
const FEW: usize = 500;

/// Two records that may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct DuplicatePair {
    /// The one that was there first.
    pub first: Ref,
    /// The other one.
    pub second: Ref,
    /// 0 to 99.
    pub score: u8,
    /// Why, what says most first.
    pub reasons: Vec<Reason>,
}

/// What the latest sweep found and what is left of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct DuplicateList {
    /// When it was looked, ms UTC; nothing while nobody has since the vault was opened.
    pub swept_at: Option<i64>,
    /// Much has changed since.
    pub stale: bool,
    /// How many pairs there are.
    pub total: u32,
    /// How many more were found and not kept.
    pub left_out: u32,
    /// Those asked for, the likeliest first.
    pub pairs: Vec<DuplicatePair>,
}

/// A record that is there and may be the one that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct LikelySame {
    /// The record.
    pub record: Ref,
    /// 0 to 99.
    pub score: u8,
    /// Why, what says most first.
    pub reasons: Vec<Reason>,
}

/// What the latest sweeps found, by kind of record; forgotten when the vault is locked.
#[derive(Debug, Default)]
pub struct Sweeps(Mutex<BTreeMap<&'static str, Swept>>);

/// Looks through all records of a kind and keeps what it finds; how many pairs that are.
///
/// # Errors
/// [`Kind::Invalid`] for a kind that cannot be merged, [`Kind::Cancelled`]; what an earlier sweep
/// found is kept then.
pub fn sweep(
    sweeps: &Sweeps,
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &str,
    report: &Report,
) -> Result<u32> {
    let shape = Shape::of(catalog, entity)?;
    let prints = shape.all(read, report)?;
    let swept = sweep::sweep(&prints, read, report)?;
    let count = u32::try_from(swept.pairs.len()).unwrap_or(u32::MAX);
    let mut kept = sweeps.0.lock().unwrap_or_else(PoisonError::into_inner);
    kept.insert(shape.entity.key, swept);
    Ok(count)
}

/// What is left of the latest sweep: without pairs of which one is gone, that no longer look alike, or
/// that are known not to be the same.
///
/// # Errors
/// [`Kind::Invalid`] for a kind that cannot be merged.
pub fn list(
    sweeps: &Sweeps,
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &str,
    from: u32,
    count: u32,
) -> Result<DuplicateList> {
    let shape = Shape::of(catalog, entity)?;
    let kept = sweeps.0.lock().unwrap_or_else(PoisonError::into_inner);
    let mut all = DuplicateList {
        swept_at: None,
        stale: false,
        total: 0,
        left_out: 0,
        pairs: Vec::new(),
    };
    let Some(swept) = kept.get(shape.entity.key) else {
        return Ok(all);
    };
    all.swept_at = Some(swept.at.0);
    all.left_out = u32::try_from(swept.left_out).unwrap_or(u32::MAX);
    let (touched, _) = journal::touched_since(read, swept.seq, FEW + 1)?;
    all.stale = touched.len() > FEW;
    let touched: HashSet<Id> = shape.owners(read, &touched)?;
    let distinct = distinct(read, shape.entity.key)?;
    let mut labels = Labels::new(read, catalog);
    let mut page = Vec::new();
    for found in &swept.pairs {
        let fresh;
        let found = if touched.contains(&found.first) || touched.contains(&found.second) {
            match again(&shape, read, found)? {
                Some(now) => {
                    fresh = now;
                    &fresh
                }
                None => continue,
            }
        } else {
            found
        };
        if distinct.get(&(found.first, found.second)) == Some(&found.marks) {
            continue;
        }
        if all.total >= from && all.total < from.saturating_add(count) {
            page.push(DuplicatePair {
                first: named(&mut labels, shape.entity.key, found.first)?,
                second: named(&mut labels, shape.entity.key, found.second)?,
                score: found.score,
                reasons: found.reasons.clone(),
            });
        }
        all.total += 1;
    }
    all.pairs = page;
    Ok(all)
}

/// A pair as it stands now; nothing where one is gone or they no longer look alike.
fn again(shape: &Shape, read: &Read<'_>, found: &Found) -> Result<Option<Found>> {
    let prints = shape.some(read, &[found.first, found.second])?;
    let [a, b] = prints.as_slice() else {
        return Ok(None);
    };
    let judged = likeness::judge(a, b, |_, _| 2).filter(|judged| judged.score >= SHOWN);
    Ok(judged.map(|Judgement { score, reasons }| Found {
        first: a.id,
        second: b.id,
        score,
        reasons,
        marks: (prints::fingerprint(a), prints::fingerprint(b)),
    }))
}

fn named(labels: &mut Labels<'_>, entity: &str, id: Id) -> Result<Ref> {
    Ok(Ref {
        id,
        label: labels.of(entity, id)?,
    })
}

/// Which pairs are known not to be the same, and what was compared when that was said.
type Distinct = HashMap<(Id, Id), (String, String)>;

fn distinct(read: &Read<'_>, entity: &str) -> Result<Distinct> {
    let mut find = read.sql().prepare_cached(
        "SELECT first, second, first_mark, second_mark FROM distinct_pair
         WHERE entity = ? AND deleted_at IS NULL ORDER BY n",
    )?;
    let mut rows = find.query([entity])?;
    let mut known = Distinct::new();
    while let Some(row) = rows.next()? {
        let id = |text: String| {
            text.parse::<Id>()
                .map_err(|e| Error::new(Kind::Damaged, "error.database_damaged").caused_by(e))
        };
        let (first, second) = (id(row.get(0)?)?, id(row.get(1)?)?);
        let marks: (String, String) = (row.get(2)?, row.get(3)?);
        known.insert((second, first), (marks.1.clone(), marks.0.clone()));
        known.insert((first, second), marks);
    }
    Ok(known)
}

/// Remembers that two records are not the same, until one changes in what was compared. One step of
/// undo.
///
/// # Errors
/// [`Kind::NotFound`] when one of them is not there.
pub fn not_the_same(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    entity: &str,
    first: Id,
    second: Id,
) -> Result<()> {
    let shape = Shape::of(catalog, entity)?;
    let prints = shape.some(tx, &[first, second])?;
    let [a, b] = prints.as_slice() else {
        return Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", entity));
    };
    let known: Vec<Id> = tx
        .sql()
        .prepare_cached(
            "SELECT id FROM distinct_pair WHERE entity = ?1 AND deleted_at IS NULL
             AND ((first = ?2 AND second = ?3) OR (first = ?3 AND second = ?2))",
        )?
        .query_map((entity, a.id.to_string(), b.id.to_string()), |row| {
            row.get(0)
        })?
        .collect::<rusqlite::Result<_>>()?;
    let values = [
        ("entity", Value::text(entity)),
        ("first", Value::text(a.id.to_string())),
        ("second", Value::text(b.id.to_string())),
        ("first_mark", Value::text(prints::fingerprint(a))),
        ("second_mark", Value::text(prints::fingerprint(b))),
    ];
    let mut batch = Batch::begin(tx, catalog, "op.not_the_same")?;
    match known.first() {
        Some(known) => {
            batch.update(DISTINCT_PAIR.key, *known, None, values)?;
        }
        None => {
            batch.create(DISTINCT_PAIR.key, None, values)?;
        }
    }
    Ok(())
}

/// The texts by which the records that may be meant are looked for: what is typed as a name, and
/// whatever else tells one.
#[must_use]
pub fn asked_by(entity: &str, values: &BTreeMap<String, Value>) -> Vec<String> {
    prints::asked_by(entity, values)
}

/// Which of `candidates`, and of those with the same name or code, may be the record that is being
/// typed; the likeliest first, at most `limit`.
///
/// # Errors
/// [`Kind::Invalid`] for a kind that cannot be merged.
pub fn likely(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &str,
    values: &BTreeMap<String, Value>,
    mut candidates: Vec<Id>,
    limit: usize,
) -> Result<Vec<LikelySame>> {
    let shape = Shape::of(catalog, entity)?;
    let typed = shape.typed(read, catalog, values);
    candidates.extend(shape.same_keys(read, values)?);
    candidates.sort_unstable();
    candidates.dedup();
    let prints = shape.some(read, &candidates)?;
    let judged = prints.iter().filter_map(|print| {
        let judged = likeness::judge(&typed, print, |_, _| 2)?;
        (judged.score >= OFFERED).then_some((print.id, judged))
    });
    let mut found = likeliest_first(read, catalog, entity, judged)?;
    found.truncate(limit);
    Ok(found)
}

/// By which signs a value is the same as another record's, where it is one that tells records apart.
fn signs_of(field: &str) -> &'static [Sign] {
    match field {
        "uscc" => &[Sign::SameCredit, Sign::SameOfficial],
        "phones" => &[Sign::SameMobile, Sign::SamePhone],
        "emails" => &[Sign::SameMail],
        _ => &[],
    }
}

/// What is looked for where a field of a record holds `value`.
#[must_use]
pub fn asked_beside(field: &str, value: &Value) -> BTreeMap<String, Value> {
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Texts(list) => list.join("\n"),
        Value::Phones(list) => list
            .iter()
            .map(Phone::digits)
            .collect::<Vec<_>>()
            .join("\n"),
        _ => return BTreeMap::new(),
    };
    if signs_of(field).is_empty() {
        return BTreeMap::new();
    }
    BTreeMap::from([(field.to_owned(), Value::Raw(text))])
}

/// Which of `candidates`, and of those with the same code, hold what `field` of a record that is there
/// holds and may be one with it; not those that were said to be others.
///
/// # Errors
/// As [`likely`].
pub fn beside(
    read: &Read<'_>,
    catalog: &Catalog,
    (entity, own): (&str, Id),
    (field, values): (&str, &BTreeMap<String, Value>),
    mut candidates: Vec<Id>,
) -> Result<Vec<LikelySame>> {
    let shape = Shape::of(catalog, entity)?;
    let mine = shape.some(read, &[own])?;
    let Some(mine) = mine.first() else {
        return Ok(Vec::new());
    };
    candidates.extend(shape.same_keys(read, values)?);
    candidates.sort_unstable();
    candidates.dedup();
    candidates.retain(|id| *id != own);
    let apart = distinct(read, shape.entity.key)?;
    let prints = shape.some(read, &candidates)?;
    let judged = prints.iter().filter_map(|print| {
        let marks = (prints::fingerprint(mine), prints::fingerprint(print));
        if apart.get(&(own, print.id)) == Some(&marks) {
            return None;
        }
        let mut judged = likeness::judge(mine, print, |_, _| 2)?;
        let signs = signs_of(field);
        judged.reasons.retain(|one| signs.contains(&one.why));
        (judged.score >= OFFERED && !judged.reasons.is_empty()).then_some((print.id, judged))
    });
    likeliest_first(read, catalog, entity, judged)
}

fn likeliest_first(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &str,
    judged: impl Iterator<Item = (Id, Judgement)>,
) -> Result<Vec<LikelySame>> {
    let mut labels = Labels::new(read, catalog);
    let mut found = Vec::new();
    for (id, judged) in judged {
        found.push(LikelySame {
            record: named(&mut labels, entity, id)?,
            score: judged.score,
            reasons: judged.reasons,
        });
    }
    found.sort_by(|a, b| {
        b.score
            .cmp(&a.score)
            .then_with(|| a.record.label.cmp(&b.record.label))
    });
    Ok(found)
}
