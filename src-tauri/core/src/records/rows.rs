//! Records as they stand, read out of their tables by the catalog.

use std::collections::{BTreeMap, HashMap};

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use super::catalog::{Catalog, EntityDef, FieldDef};
use super::query::quoted;
use super::value::{FieldKind as K, Value, from_columns};
use crate::base::error::{Error, Kind, Result};
use crate::base::{Doubt, Id, OfficialId, Verdict, careless, email};
use crate::vault::Read;

/// Something about a value that deserves a second look, though it was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Warning {
    /// The field's key.
    pub field: String,
    /// The message key.
    pub key: String,
    /// What fills the message's blanks.
    pub values: BTreeMap<String, String>,
}

impl Warning {
    /// A warning about `field` that reads as message `key`.
    #[must_use]
    pub fn new(field: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            key: key.into(),
            values: BTreeMap::new(),
        }
    }
    /// Fills the blank `name`.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.values.insert(name.to_owned(), value.to_owned());
        self
    }
    /// What an error says, as a warning.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        let wire = error.to_wire();
        Self {
            field: wire.field.unwrap_or_default(),
            key: wire.key,
            values: wire.values,
        }
    }
    /// What a check found about `field`.
    #[must_use]
    pub fn doubted(field: impl Into<String>, doubt: &Doubt) -> Self {
        let blanks = doubt.values.iter();
        Self {
            field: field.into(),
            key: doubt.key.to_owned(),
            values: blanks
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        }
    }
}

/// A whole record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename = "RecordDto")]
pub struct Record {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// Grows by one with each change; hand it back when changing the record.
    pub rev: i32,
    /// Every field that holds something.
    pub values: BTreeMap<String, Value>,
    /// What deserves a second look.
    pub warnings: Vec<Warning>,
    /// In the bin.
    pub deleted: bool,
}

impl Record {
    /// The value of a field; null where it holds nothing.
    #[must_use]
    pub fn get(&self, field: &str) -> &Value {
        self.values.get(field).unwrap_or(&Value::Null)
    }
}

/// The columns that `fields` stand in, in order, as SQL.
#[must_use]
pub fn select_list<'a>(fields: impl IntoIterator<Item = &'a FieldDef>) -> String {
    // Written piece by piece into one text: every reading of a record begins with it.
    let mut list = String::with_capacity(2048);
    let mut column = |parts: [&str; 2]| {
        list.push_str(if list.is_empty() { "\"" } else { ", \"" });
        for part in parts {
            list.push_str(part);
        }
        list.push('"');
    };
    for field in fields {
        column([field.key, ""]);
        if let Some(suffix) = field.kind.second_column() {
            column([field.key, suffix]);
        }
    }
    list
}

/// Reads the values of `fields` from a row, starting at column `at`.
///
/// # Errors
/// [`Kind::Damaged`] when a column holds what it cannot.
pub fn read_values<'a>(
    row: &Row<'_>,
    mut at: usize,
    fields: impl IntoIterator<Item = &'a FieldDef>,
) -> Result<Vec<Value>> {
    let mut values = Vec::new();
    for field in fields {
        let first: Sql = row.get(at)?;
        at += 1;
        let second = if field.kind.second_column().is_some() {
            at += 1;
            Some(row.get::<_, Sql>(at - 1)?)
        } else {
            None
        };
        values.push(from_columns(field.kind, first, second)?);
    }
    Ok(values)
}

/// The record `id`, in the bin or not, with the titles of what it points at.
///
/// # Errors
/// [`Kind::NotFound`] when there is none.
pub fn get(read: &Read<'_>, catalog: &Catalog, entity: &EntityDef, id: Id) -> Result<Record> {
    find(read, catalog, entity, id)?
        .ok_or_else(|| Error::new(Kind::NotFound, "error.record_gone").with("entity", entity.key))
}

/// The record `id`, if there is one.
///
/// # Errors
/// When the database fails.
pub fn find(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &EntityDef,
    id: Id,
) -> Result<Option<Record>> {
    let mut labels = Labels::new(read, catalog);
    let record = one(read, entity, id, &mut labels)?;
    Ok(record)
}

/// Every living record for which `condition` (SQL over the entity's columns, with bound values)
/// holds, in that order of SQL, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn list(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &EntityDef,
    condition: &str,
    bound: &[&dyn rusqlite::ToSql],
    limit: u32,
) -> Result<Vec<Record>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT id FROM {} WHERE deleted_at IS NULL AND {condition} LIMIT {limit}",
        quoted(entity.key)
    ))?;
    let ids = find
        .query_map(bound, |row| row.get::<_, Id>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut labels = Labels::new(read, catalog);
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        records.extend(one(read, entity, id, &mut labels)?);
    }
    Ok(records)
}

fn one(
    read: &Read<'_>,
    entity: &EntityDef,
    id: Id,
    labels: &mut Labels<'_>,
) -> Result<Option<Record>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT rev, deleted_at IS NOT NULL, {} FROM {} WHERE id = ?",
        select_list(entity.fields),
        quoted(entity.key)
    ))?;
    let found = find
        .query_row([id], |row| {
            Ok((
                row.get::<_, i32>(0)?,
                row.get::<_, bool>(1)?,
                read_values(row, 2, entity.fields),
            ))
        })
        .optional()?;
    let Some((rev, deleted, values)) = found else {
        return Ok(None);
    };
    let mut record = Record {
        entity: entity.key.to_owned(),
        id,
        rev,
        values: BTreeMap::new(),
        warnings: Vec::new(),
        deleted,
    };
    for (field, mut value) in entity.fields.iter().zip(values?) {
        if value.is_null() {
            continue;
        }
        // A unit at the top is its own group, and its name has just been read.
        match (&mut value, record.values.get(entity.title)) {
            (Value::Ref(to), Some(Value::Text(title))) if to.id == id => to.label.clone_from(title),
            (value, _) => labels.fill(field, value)?,
        }
        record.warnings.extend(doubts(field, &value));
        record.values.insert(field.key.to_owned(), value);
    }
    Ok(Some(record))
}

/// What deserves a second look in a value: a credit code whose check fails, a telephone number
/// with a digit too few, what looks filled in carelessly. Such values are kept.
#[must_use]
pub fn doubts(field: &FieldDef, value: &Value) -> Vec<Warning> {
    let verdicts: Vec<Verdict> = match (field.kind, value) {
        (K::OfficialId, Value::Text(text)) => {
            vec![careless::official_id(text).or_else(|| OfficialId::read(text).verdict)]
        }
        (K::Phones, Value::Phones(phones)) => phones
            .iter()
            .map(|phone| careless::phone(phone).or_else(|| phone.verdict()))
            .collect(),
        (K::Emails, Value::Texts(mails)) => mails
            .iter()
            .map(|mail| careless::mail(mail).or_else(|| email::verdict(mail)))
            .collect(),
        (K::Text, Value::Text(text)) if field.real => vec![careless::words(text)],
        (K::FuzzyDate, Value::Fuzzy(day)) if field.real => vec![careless::day(day)],
        _ => return Vec::new(),
    };
    let doubts = verdicts.iter().filter_map(Verdict::doubt);
    doubts
        .map(|doubt| Warning::doubted(field.key, doubt))
        .collect()
}

/// Finds the titles of records that are pointed at, each once.
pub struct Labels<'a> {
    read: &'a Read<'a>,
    catalog: &'a Catalog,
    known: HashMap<Id, String>,
}

impl<'a> Labels<'a> {
    /// Knows none yet.
    #[must_use]
    pub fn new(read: &'a Read<'a>, catalog: &'a Catalog) -> Self {
        Self {
            read,
            catalog,
            known: HashMap::new(),
        }
    }

    /// The title of the `entity` `id`; empty when it is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(&mut self, entity: &str, id: Id) -> Result<String> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let target = self.catalog.entity(entity)?;
        let title: Option<Option<String>> = self
            .read
            .sql()
            .prepare_cached(&format!(
                "SELECT {} FROM {} WHERE id = ?",
                quoted(target.title),
                quoted(target.key)
            ))?
            .query_row([id], |row| row.get(0))
            .optional()?;
        let title = title.flatten().unwrap_or_default();
        self.known.insert(id, title.clone());
        Ok(title)
    }

    /// Puts titles into a reference's value.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fill(&mut self, field: &FieldDef, value: &mut Value) -> Result<()> {
        entitle(field, value, |target, id| self.of(target, id))
    }
}

/// Puts the titles that `of` finds into a reference's value.
///
/// # Errors
/// What `of` says.
pub fn entitle(
    field: &FieldDef,
    value: &mut Value,
    mut of: impl FnMut(&str, Id) -> Result<String>,
) -> Result<()> {
    let Some(target) = field.target else {
        return Ok(());
    };
    match value {
        Value::Ref(to) => to.label = of(target, to.id)?,
        Value::Refs(list) => {
            for to in list {
                to.label = of(target, to.id)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The row number of a record.
///
/// # Errors
/// [`Kind::NotFound`] when there is none.
pub fn row_number(read: &Read<'_>, entity: &EntityDef, id: Id) -> Result<i64> {
    read.sql()
        .prepare_cached(&format!(
            "SELECT n FROM {} WHERE id = ?",
            quoted(entity.key)
        ))?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::new(Kind::NotFound, "error.record_gone").with("entity", entity.key))
}
