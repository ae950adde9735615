//! Numbering rules: `JT-{yyyy}-{0001}`. A new record that is given no code gets the next, which is
//! the highest there is, the bin included, and one; gaps are left.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use crate::base::error::{Error, Result};
use crate::base::{ChangeKind, Id, words};
use crate::records::query::quoted;
use crate::records::trail::BRINGS_BACK;
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Hook, Read, Write};

/// A numbering rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Numbering {
    /// The entity it numbers.
    pub entity: String,
    /// The kind of unit; none for every one that has no rule of its own.
    pub kind: Option<String>,
    /// How a code is made.
    pub pattern: String,
    /// The code the next record would get.
    pub next: String,
}

/// The field that holds a record's code.
const CODE: &str = "code";

/// The entities that can be numbered.
#[must_use]
pub fn numbered(catalog: &Catalog) -> Vec<&'static str> {
    let has_code = |entity: &&&crate::records::EntityDef| {
        entity
            .fields
            .iter()
            .any(|field| field.key == CODE && !field.computed)
    };
    let entities = catalog.entities().iter();
    entities.filter(has_code).map(|entity| entity.key).collect()
}

/// Every rule.
///
/// # Errors
/// When the database fails.
pub fn rules(read: &Read<'_>) -> Result<Vec<Numbering>> {
    let mut find = read.sql().prepare_cached(
        "SELECT entity, kind, pattern FROM numbering WHERE deleted_at IS NULL
         ORDER BY entity, kind IS NOT NULL, kind",
    )?;
    let found = find
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<Vec<(String, Option<String>, String)>>>()?;
    let day = read.today();
    found
        .into_iter()
        .map(|(entity, kind, pattern)| {
            let parts = Parts::of(&pattern, day)?;
            let next = parts.code(highest(read, &entity, &parts)? + 1);
            Ok(Numbering {
                entity,
                kind,
                pattern,
                next,
            })
        })
        .collect()
}

/// Numbers the records of an entity, or of one kind of unit, by `pattern`; by none where it is
/// blank.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when the entity has no code or the pattern makes no numbers.
pub fn set(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    entity: &str,
    kind: Option<&str>,
    pattern: &str,
) -> Result<()> {
    if !numbered(catalog).contains(&entity) || (kind.is_some() && entity != "unit") {
        return Err(Error::invalid("numbering.entity", "error.numbering_entity"));
    }
    let pattern = words::clean_line(pattern);
    let row: Option<Id> = batch
        .tx()
        .sql()
        .prepare_cached(
            "SELECT id FROM numbering WHERE entity = ? AND kind IS ? AND deleted_at IS NULL",
        )?
        .query_row(params![entity, kind], |row| row.get(0))
        .optional()?;
    if pattern.is_empty() {
        return match row {
            Some(row) => batch.delete("numbering", row),
            None => Ok(()),
        };
    }
    Parts::of(&pattern, batch.tx().today())?;
    match row {
        Some(row) => batch
            .update("numbering", row, None, [("pattern", Value::text(pattern))])
            .map(|_| ()),
        None => {
            let values = [
                ("entity", Value::text(entity)),
                ("kind", kind.map_or(Value::Null, Value::text)),
                ("pattern", Value::text(pattern)),
            ];
            batch.create("numbering", None, values).map(|_| ())
        }
    }
}

/// Patterns by entity and kind of unit.
type Rules = HashMap<(String, Option<String>), String>;

/// Gives new records the next code where they have none.
pub struct KeepNumbers;

impl Hook for KeepNumbers {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        // What comes back has what it had, or had none.
        if BRINGS_BACK.contains(&op) {
            return Ok(());
        }
        let made: Vec<(String, Id)> = tx
            .changes()
            .iter()
            .filter(|change| change.kind == ChangeKind::Created)
            .map(|change| (change.entity.clone(), change.id))
            .collect();
        if made.is_empty() {
            return Ok(());
        }
        let rules = {
            let mut find = tx.sql().prepare_cached(
                "SELECT entity, kind, pattern FROM numbering WHERE deleted_at IS NULL",
            )?;
            find.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
                .collect::<rusqlite::Result<Rules>>()?
        };
        if rules.is_empty() {
            return Ok(());
        }
        let day = tx.today();
        let mut last: HashMap<String, i64> = HashMap::new();
        for (entity, id) in made {
            let Some(pattern) = rule_for(tx, &entity, id, &rules)? else {
                continue;
            };
            let parts = Parts::of(pattern, day)?;
            let key = format!("{entity} {}{{}}{}", parts.before, parts.after);
            let number = match last.get(&key) {
                Some(number) => number + 1,
                None => highest(tx, &entity, &parts)? + 1,
            };
            last.insert(key, number);
            tx.sql()
                .prepare_cached(&format!(
                    "UPDATE {} SET code = ? WHERE id = ?",
                    quoted(&entity)
                ))?
                .execute(params![parts.code(number), id])?;
        }
        Ok(())
    }
}

/// The rule for a record that has no code; nothing for one that has one or needs none.
fn rule_for<'r>(
    read: &Read<'_>,
    entity: &str,
    id: Id,
    rules: &'r Rules,
) -> Result<Option<&'r String>> {
    if !rules.keys().any(|(of, _)| of == entity) {
        return Ok(None);
    }
    let kind = if entity == "unit" { "kind" } else { "NULL" };
    let found = read
        .sql()
        .prepare_cached(&format!(
            "SELECT {kind} FROM {} WHERE id = ? AND code IS NULL",
            quoted(entity)
        ))?
        .query_row([id], |row| row.get::<_, Option<String>>(0))
        .optional()?;
    Ok(found.and_then(|kind| {
        let own = rules.get(&(entity.to_owned(), kind));
        own.or_else(|| rules.get(&(entity.to_owned(), None)))
    }))
}

/// The highest number in use, the bin included.
fn highest(read: &Read<'_>, entity: &str, parts: &Parts) -> Result<i64> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT code FROM {} WHERE code >= ?1 AND code < ?2",
        quoted(entity)
    ))?;
    let end = format!("{}\u{10ffff}", parts.before);
    let mut rows = find.query([&parts.before, &end])?;
    let mut highest = parts.first - 1;
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        highest = highest.max(parts.number(&code).unwrap_or_default());
    }
    Ok(highest)
}

/// A pattern on one day: what stands before and after the number, and the number's shape.
struct Parts {
    before: String,
    after: String,
    width: usize,
    first: i64,
}

impl Parts {
    fn of(pattern: &str, day: NaiveDate) -> Result<Self> {
        let wrong = || {
            Error::invalid("numbering.pattern", "error.numbering_pattern")
                .with("example", "{yyyy}-{0001}")
        };
        let filled = pattern
            .replace("{yyyy}", &format!("{:04}", day.year()))
            .replace("{yy}", &format!("{:02}", day.year() % 100))
            .replace("{mm}", &format!("{:02}", day.month()))
            .replace("{dd}", &format!("{:02}", day.day()));
        let (before, rest) = filled.split_once('{').ok_or_else(wrong)?;
        let (number, after) = rest.split_once('}').ok_or_else(wrong)?;
        let digits = number.bytes().all(|b| b.is_ascii_digit());
        if number.is_empty() || number.len() > 9 || !digits || after.contains(['{', '}']) {
            return Err(wrong());
        }
        if before.chars().count() + after.chars().count() + number.len() > 40 {
            return Err(wrong());
        }
        Ok(Self {
            before: before.to_owned(),
            after: after.to_owned(),
            width: number.len(),
            first: number.parse::<i64>().map_err(|_| wrong())?.max(1),
        })
    }

    fn code(&self, number: i64) -> String {
        format!(
            "{}{number:0width$}{}",
            self.before,
            self.after,
            width = self.width
        )
    }

    fn number(&self, code: &str) -> Option<i64> {
        let digits = code.strip_prefix(&self.before)?.strip_suffix(&self.after)?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && digits.len() <= 18;
        if plain { digits.parse().ok() } else { None }
    }
}
