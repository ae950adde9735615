//! What is known of each field of one record: how old its value is, what was said of it; and what is
//! worth asking next.

use std::collections::HashMap;

use rusqlite::params;
use serde::Serialize;

use super::coverage::{self, Coverage};
use super::policy::{self, QUESTIONS, Since};
use super::rules::Rules;
use crate::base::{Id, Result, Timestamp};
use crate::records::value::{Ref, Value};
use crate::records::{Catalog, Record, rows, trail};
use crate::units::office::in_office;
use crate::vault::{Read, Write};

/// What was said of a value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct Word {
    /// Who or what said so.
    pub source: Option<String>,
    /// A choice of the list `certainty`.
    pub certainty: Option<String>,
    /// Since when it is known, ms UTC.
    pub entered_at: Option<i64>,
    /// When it was verified last, ms UTC.
    pub verified_at: Option<i64>,
    /// By whom.
    pub verified_by: Option<String>,
    /// Anything else.
    pub note: Option<String>,
    /// Changed then, and no second person has looked at it since, ms UTC.
    pub unchecked_at: Option<i64>,
    /// When a second person looked at it, ms UTC.
    pub checked_at: Option<i64>,
    /// Who that was.
    pub checked_by: Option<String>,
    /// Out of the review's way until that day.
    pub later_on: Option<String>,
    /// Why it looks filled in carelessly, a message.
    pub doubt: Option<String>,
    /// Doubtful, and kept all the same since then, ms UTC.
    pub kept_at: Option<i64>,
    /// What somebody said is wrong with it.
    pub wrong: Option<String>,
    /// What it should be, as they said.
    pub should_be: Option<String>,
    /// Who said so.
    pub wrong_by: Option<String>,
}

/// What is known of a field's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct FieldMark {
    /// The field's key.
    pub field: String,
    /// The instant its age counts from, ms UTC.
    pub since: i64,
    /// Whole days old.
    pub age: i64,
    /// For how many days it is taken to be true.
    pub stale_after: Option<u32>,
    /// It outlived that.
    pub stale: bool,
    /// A second person looks at each change.
    pub check: bool,
    /// What was said of it.
    pub word: Word,
}

/// Something worth asking.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct NextQuestion {
    /// `stale` for a value that is to be verified; otherwise the aspect that is missing: the message
    /// `question.<key>`, or `question.own` for a field of the user's own.
    pub key: String,
    /// The entity's key.
    pub entity: String,
    /// The record it is about.
    pub about: Ref,
    /// The field to verify or to fill, where it is one.
    pub field: Option<String>,
    /// What it holds.
    pub value: Value,
}

/// What is known of a record's fields.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct RecordQuality {
    /// The fields that hold something, and those of which something was said.
    pub marks: Vec<FieldMark>,
    /// How well a unit is known; nothing for other kinds of record.
    pub coverage: Option<Coverage>,
    /// What is worth asking next, the most first.
    pub questions: Vec<NextQuestion>,
}

/// What is known of a record's fields, how well it is known, and what to ask.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when there is none.
pub fn of_record(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &str,
    id: Id,
) -> Result<RecordQuality> {
    let rules = Rules::read(read)?;
    let record = rows::get(read, catalog, catalog.entity(entity)?, id)?;
    let marks = marks(read, catalog, &rules, &record)?;
    let coverage = if entity == "unit" {
        coverage::explain(read, catalog, id)?
    } else {
        None
    };
    let questions = questions(read, catalog, &rules, &record, &marks, coverage.as_ref())?;
    Ok(RecordQuality {
        marks,
        coverage,
        questions,
    })
}

/// What is known of the fields of a record.
pub(super) fn marks(
    read: &Read<'_>,
    catalog: &Catalog,
    rules: &Rules,
    record: &Record,
) -> Result<Vec<FieldMark>> {
    let entity = catalog.entity(&record.entity)?;
    let changed = changed(read, record.id)?;
    let mut words = words(read, record.id)?;
    let created = match record.get("created_at") {
        Value::Instant(at) => *at,
        _ => 0,
    };
    let now = read.now().0;
    let mut marks = Vec::new();
    let kind = record.get("kind").as_text();
    for rule in rules.all(entity) {
        // A field the kind of unit does not have is out of sight, whatever it holds.
        if !entity.field(&rule.field)?.is_of(kind) {
            continue;
        }
        let word = words.remove(&rule.field);
        let filled = !record.get(&rule.field).is_null();
        if !filled && word.is_none() {
            continue;
        }
        let word = word.unwrap_or_default();
        let since = Since {
            created,
            changed: changed.get(&rule.field).copied(),
            entered: word.entered_at,
            verified: word.verified_at,
        };
        let age = since.age(now);
        marks.push(FieldMark {
            since: since.from(),
            age,
            stale: filled && policy::is_stale(age, rule.stale_after),
            stale_after: rule.stale_after,
            check: rule.check,
            field: rule.field,
            word,
        });
    }
    Ok(marks)
}

/// When each field of a record was changed last, by what still stands: a step that was undone is
/// none, and undoing it makes nothing younger.
fn changed(read: &Read<'_>, id: Id) -> Result<HashMap<String, i64>> {
    let mut find = read.sql().prepare_cached(
        "SELECT k.key, max(j.at) FROM journal_entry e JOIN journal j ON j.seq = e.seq,
           json_each(e.before) k
         WHERE e.id = ? AND e.act <> 'create' AND e.act = 'update' AND j.state = 'done'
         GROUP BY k.key",
    )?;
    let found = find.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Lets the vault of `tx`, which holds the records as they stood at an instant, know as well when
/// their fields had been changed by then, and what is expected of them: ages go by that. What it is
/// told stands before its own first write, and says no more than which fields a step changed.
///
/// # Errors
/// When either database fails.
pub fn carry(read: &Read<'_>, tx: &mut Write<'_>, at: Timestamp) -> Result<()> {
    let seq = trail::write_at(read, at)?;
    let mut find = read.sql().prepare(
        "WITH turned AS MATERIALIZED (
           SELECT target, max(seq) AS seq FROM journal
           WHERE state IN ('undo', 'redo') AND seq <= ?1 GROUP BY target)
         SELECT j.seq, j.at, j.op, e.item, e.entity, e.id,
                (SELECT json_group_object(key, NULL) FROM json_each(e.before))
         FROM journal_entry e JOIN journal j ON j.seq = e.seq
         LEFT JOIN turned t ON t.target = j.seq LEFT JOIN journal u ON u.seq = t.seq
         WHERE e.seq <= ?1 AND e.act = 'update' AND e.entity IN ('unit', 'contact')
           AND j.state IN ('done', 'undone', 'dropped') AND coalesce(u.state, 'redo') = 'redo'",
    )?;
    let mut rows = find.query([seq])?;
    while let Some(row) = rows.next()? {
        let step: i64 = row.get(0)?;
        tx.sql()
            .prepare_cached(
                "INSERT OR IGNORE INTO journal (seq, at, actor, op, state)
                 VALUES (?, ?, 'me', ?, 'done')",
            )?
            .execute(params![
                -step,
                row.get::<_, i64>(1)?,
                row.get::<_, String>(2)?
            ])?;
        tx.sql()
            .prepare_cached(
                "INSERT INTO journal_entry (seq, item, entity, id, act, before)
                 VALUES (?, ?, ?, ?, 'update', ?)",
            )?
            .execute(params![
                -step,
                row.get::<_, i64>(3)?,
                row.get::<_, String>(4)?,
                row.get::<_, Id>(5)?,
                row.get::<_, String>(6)?
            ])?;
    }
    Rules::carry(read, tx)
}

/// What is said of the fields of a record.
pub(super) fn words(read: &Read<'_>, id: Id) -> Result<HashMap<String, Word>> {
    let mut find = read.sql().prepare_cached(
        "SELECT field, source, certainty, entered_at, verified_at, verified_by, note, unchecked_at,
                checked_at, checked_by, later_on, doubt, kept_at, wrong, should_be, wrong_by
         FROM provenance WHERE \"of\" = ? AND deleted_at IS NULL ORDER BY n",
    )?;
    let found = find.query_map([id], |row| {
        Ok((
            row.get(0)?,
            Word {
                source: row.get(1)?,
                certainty: row.get(2)?,
                entered_at: row.get(3)?,
                verified_at: row.get(4)?,
                verified_by: row.get(5)?,
                note: row.get(6)?,
                unchecked_at: row.get(7)?,
                checked_at: row.get(8)?,
                checked_by: row.get(9)?,
                later_on: row.get(10)?,
                doubt: row.get(11)?,
                kept_at: row.get(12)?,
                wrong: row.get(13)?,
                should_be: row.get(14)?,
                wrong_by: row.get(15)?,
            },
        ))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// So many of a unit's people are asked after.
const PEOPLE: u32 = 3;

/// The largest gaps and the stalest values, as questions: those of a unit, and of who is in office
/// there.
fn questions(
    read: &Read<'_>,
    catalog: &Catalog,
    rules: &Rules,
    record: &Record,
    marks: &[FieldMark],
    coverage: Option<&Coverage>,
) -> Result<Vec<NextQuestion>> {
    let mut all: Vec<(i64, NextQuestion)> = Vec::new();
    for point in coverage.into_iter().flat_map(|coverage| &coverage.points) {
        // That something grew old is asked field by field.
        if point.had != Some(false) || point.key == "fresh" {
            continue;
        }
        let question = NextQuestion {
            key: if point.own {
                "own".into()
            } else {
                point.key.clone()
            },
            entity: record.entity.clone(),
            about: named(catalog, record)?,
            field: point.own.then(|| point.key.clone()),
            value: Value::Null,
        };
        all.push((100 * point.points, question));
    }
    stale_of(catalog, record, marks, &mut all)?;
    if record.entity == "unit" {
        for contact in stale_people(read, record.id)? {
            let entity = catalog.entity("contact")?;
            if let Some(contact) = rows::find(read, catalog, entity, contact)? {
                let marks = self::marks(read, catalog, rules, &contact)?;
                stale_of(catalog, &contact, &marks, &mut all)?;
            }
        }
    }
    all.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    all.truncate(QUESTIONS);
    Ok(all.into_iter().map(|(_, question)| question).collect())
}

/// What a record is called.
pub(super) fn named(catalog: &Catalog, record: &Record) -> Result<Ref> {
    let title = catalog.entity(&record.entity)?.title;
    Ok(Ref {
        id: record.id,
        label: record.get(title).as_text().unwrap_or_default().to_owned(),
    })
}

fn stale_of(
    catalog: &Catalog,
    record: &Record,
    marks: &[FieldMark],
    all: &mut Vec<(i64, NextQuestion)>,
) -> Result<()> {
    for mark in marks.iter().filter(|mark| mark.stale) {
        let limit = i64::from(mark.stale_after.unwrap_or(1));
        let question = NextQuestion {
            key: "stale".into(),
            entity: record.entity.clone(),
            about: named(catalog, record)?,
            field: Some(mark.field.clone()),
            value: record.get(&mark.field).clone(),
        };
        // A value just over its time counts as a gap of four points, an old one as one of sixteen.
        all.push((
            4 * policy::pressing_stale(1, mark.age - limit, limit),
            question,
        ));
    }
    Ok(())
}

/// Who is in office at a unit and has something to be verified.
fn stale_people(read: &Read<'_>, unit: Id) -> Result<Vec<Id>> {
    let mut find = read.sql().prepare_cached(concat!(
        "SELECT c.id FROM post p JOIN contact c ON c.id = p.contact
             WHERE p.unit = ?1 AND p.deleted_at IS NULL AND ",
        in_office!("p", "?4"),
        " AND c.deleted_at IS NULL AND c.\"left\" = 0 AND c.stale_at <= ?2
             GROUP BY c.id ORDER BY max(p.is_primary) DESC, min(p.n) LIMIT ?3",
    ))?;
    let today = read.today().to_string();
    let found = find.query_map(params![unit, read.now(), PEOPLE, today], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
