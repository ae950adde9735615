//! Another kind for a field: what its values say as text is read again as the new kind.
//!
//! In two steps: a plan that counts what converts and shows what does not, then its performance, one
//! step of undo. The field gets a column of its own for the new kind, since a column's meaning never
//! changes; the one before stays as it was, so that undoing brings back every value, and older steps
//! of the journal still read what they name.

use std::collections::HashMap;

use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};

use super::formula;
use super::model::{KINDS, word_of};
use super::ops::{fresh_key, one};
use super::store::{self, Definition};
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, words};
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::labels::Language;
use crate::records::parse::{self, Ground};
use crate::records::plain::Plain;
use crate::records::query::quoted;
use crate::records::value::{FieldKind as K, Value, from_columns, to_columns};
use crate::records::{Batch, Catalog, choices};
use crate::vault::{Read, Write};

/// What a change of kind comes to.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct KindPlan {
    /// How many records hold something in the field and will hold it as the new kind, those in the
    /// bin too.
    pub converts: u32,
    /// The first of them.
    pub samples: Vec<Recast>,
    /// How many cannot be read as the new kind; the field is empty for them then.
    pub lost: u32,
    /// The first of them.
    pub losses: Vec<Recast>,
    /// The choices the field will have, where the new kind chooses.
    pub choices: Vec<String>,
}

/// A record's value before and after.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Recast {
    /// The record's title.
    pub title: String,
    /// What it holds now, as text.
    pub was: String,
    /// What it would hold, as text; empty where it cannot be read.
    pub becomes: String,
}

/// What the user decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct KindOrder {
    /// The entity that has the field.
    pub entity: String,
    /// The field's key.
    pub key: String,
    /// Its kind from now on.
    pub kind: K,
    /// How many values the user was told cannot be read, and lets go.
    pub lost: u32,
}

/// Adds a choice to a list, as part of a step; its code.
pub type AddChoice = fn(&mut Batch<'_, '_>, &Catalog, &str, &str) -> Result<String>;

/// So many records are shown of each sort.
const SHOWN: usize = 5;
/// So many choices a field gets out of what was typed into it.
const CHOICES: usize = 200;

/// What a value becomes.
enum Outcome {
    Value(Value),
    /// Choices, by what they are called.
    Named(Vec<String>),
    Lost,
}

struct Held {
    id: Id,
    title: String,
    was: String,
    becomes: Outcome,
}

struct Weighed {
    definition: Definition,
    held: Vec<Held>,
    choices: Vec<String>,
}

impl Weighed {
    fn lost(&self) -> u32 {
        let lost = self.held.iter();
        let lost = lost.filter(|one| matches!(one.becomes, Outcome::Lost));
        u32::try_from(lost.count()).unwrap_or(u32::MAX)
    }
}

/// What giving a field another kind would come to.
///
/// # Errors
/// [`Kind::NotFound`] when there is no such field in use; [`Kind::Invalid`] when it is worked out, or
/// cannot be of that kind.
pub fn plan(
    read: &Read<'_>,
    catalog: &Catalog,
    (entity, key): (&str, &str),
    kind: K,
    language: Language,
) -> Result<KindPlan> {
    let weighed = weighed(read, catalog, (entity, key), kind, language)?;
    hold_formulas(read, catalog, (entity, key), kind)?;
    let plain = Plain::new(read, language)?;
    let field = FieldDef::new("", kind);
    let mut plan = KindPlan {
        converts: 0,
        samples: Vec::new(),
        lost: weighed.lost(),
        losses: Vec::new(),
        choices: weighed.choices,
    };
    for one in weighed.held {
        let (list, becomes) = match one.becomes {
            Outcome::Lost => (&mut plan.losses, String::new()),
            Outcome::Named(labels) => {
                plan.converts += 1;
                (&mut plan.samples, labels.join("; "))
            }
            Outcome::Value(value) => {
                plan.converts += 1;
                (&mut plan.samples, plain.text(&field, &value, 0))
            }
        };
        if list.len() < SHOWN {
            list.push(Recast {
                title: one.title,
                was: one.was,
                becomes,
            });
        }
    }
    Ok(plan)
}

/// Gives a field another kind; its key from now on.
///
/// # Errors
/// [`Kind::Conflict`] when more is lost by now than the user was told; else as for [`plan`].
pub fn perform(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    order: &KindOrder,
    language: Language,
    add: AddChoice,
) -> Result<String> {
    let of = (order.entity.as_str(), order.key.as_str());
    let weighed = weighed(tx, catalog, of, order.kind, language)?;
    if weighed.lost() > order.lost {
        return Err(Error::new(Kind::Conflict, "error.plan_stale"));
    }
    let formulas = hold_formulas(tx, catalog, of, order.kind)?;
    let key = fresh_key(tx, of.0)?;
    store::add_columns(tx, of.0, &key, order.kind, false)?;
    let after = recast(catalog, of, &key, order.kind);
    let mut batch = Batch::begin(tx, &after, "op.field_kind")?;
    let values = [
        ("key", Value::text(&key)),
        ("kind", Value::text(word_of(order.kind))),
    ];
    batch.update("field_def", weighed.definition.id, None, values)?;
    for asking in formulas {
        let text = asking.shape.formula.unwrap_or_default();
        let text = formula::with_key(catalog, &asking.entity, &text, of, &key)?;
        let values = [("formula", Value::text(text))];
        batch.update("field_def", asking.id, None, values)?;
    }
    let mut codes = HashMap::new();
    for label in &weighed.choices {
        let code = add(&mut batch, &after, &key, label)?;
        codes.insert(words::fold(label), code);
    }
    let coded = |labels: &[String]| -> Vec<String> {
        let code = |label: &String| codes.get(&words::fold(label)).cloned();
        labels.iter().filter_map(code).collect()
    };
    for one in &weighed.held {
        let value = match &one.becomes {
            Outcome::Lost => continue,
            Outcome::Value(value) => value.clone(),
            Outcome::Named(labels) if order.kind == K::Choices => Value::Choices(coded(labels)),
            Outcome::Named(labels) => match coded(labels).into_iter().next() {
                Some(code) => Value::Choice(code),
                None => continue,
            },
        };
        let (first, second) = to_columns(order.kind, &value)?;
        let mut columns = vec![(key.clone(), first)];
        if let (Some(suffix), Some(second)) = (order.kind.second_column(), second) {
            columns.push((format!("{key}{suffix}"), second));
        }
        // Also where it lies in the bin, for it may come back.
        batch.put_back(of.0, one.id, columns)?;
    }
    Ok(key)
}

/// The catalog with the field as it will be.
fn recast(catalog: &Catalog, (entity, key): (&str, &str), new: &str, kind: K) -> Catalog {
    let mut own = catalog.own().to_vec();
    for field in &mut own {
        if field.entity == entity && field.key == key {
            new.clone_into(&mut field.key);
            field.kind = kind;
        }
    }
    catalog.with_own(own)
}

/// The formulas that ask for the field, each with its definition; they must be able to go on.
fn hold_formulas(
    read: &Read<'_>,
    catalog: &Catalog,
    of: (&str, &str),
    kind: K,
) -> Result<Vec<Definition>> {
    let after = recast(catalog, of, of.1, kind);
    let mut asking = Vec::new();
    for one in store::all(read)? {
        let Some(text) = &one.shape.formula else {
            continue;
        };
        if !formula::asks_for(catalog, &one.entity, text, of.0, of.1) {
            continue;
        }
        if formula::in_keys(&after, &one.entity, text).is_err() {
            return Err(
                Error::invalid("field_def.kind", "error.field_kind_asked_for")
                    .with("text", &one.shape.label),
            );
        }
        asking.push(one);
    }
    Ok(asking)
}

fn weighed(
    read: &Read<'_>,
    catalog: &Catalog,
    (entity, key): (&str, &str),
    kind: K,
    language: Language,
) -> Result<Weighed> {
    let all = store::all(read)?;
    let at = one(&all, entity, key)?.id;
    let definition = all.into_iter().find(|field| field.id == at);
    let definition = definition.ok_or_else(|| Error::new(Kind::NotFound, "error.no_such_field"))?;
    let from = definition.kind;
    let points = |kind| matches!(kind, K::Ref | K::Refs);
    if definition.shape.formula.is_some() {
        return Err(Error::invalid("field_def.kind", "error.field_formula_kind"));
    }
    if from == kind || points(from) || points(kind) || !KINDS.contains(&kind) {
        return Err(Error::invalid("field_def.kind", "error.field_kind"));
    }
    let entity = catalog.entity(entity)?;
    let field = entity.field(key)?;
    let mut labels = Labels {
        longest: catalog.entity("choice")?.field("label")?.max_len,
        ..Labels::default()
    };
    if matches!(from, K::Choice | K::Choices) {
        // Also what nobody chose yet.
        for choice in choices::of_list(read, catalog, key)? {
            labels.take(&choices::word(read, language, key, &choice.code)?);
        }
    }
    let mut held = Vec::new();
    let plain = Plain::new(read, language)?;
    for (id, title, value) in values(read, entity, field)? {
        let was = plain.text(field, &value, 0);
        let becomes = if matches!(kind, K::Choice | K::Choices) {
            labels.named(&value, &was, kind)
        } else {
            read_as(read, catalog, entity, kind, &value, &was)
        };
        held.push(Held {
            id,
            title,
            was,
            becomes,
        });
    }
    let choices = if matches!(kind, K::Choice | K::Choices) {
        labels.all
    } else {
        Vec::new()
    };
    Ok(Weighed {
        definition,
        held,
        choices,
    })
}

/// The values a field holds, with their records.
fn values(
    read: &Read<'_>,
    entity: &EntityDef,
    field: &FieldDef,
) -> Result<Vec<(Id, String, Value)>> {
    let column = quoted(field.key);
    let second = field.kind.second_column().map_or_else(
        || "NULL".to_owned(),
        |suffix| quoted(&format!("{}{suffix}", field.key)),
    );
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT id, {}, {column}, {second} FROM {} WHERE {column} IS NOT NULL ORDER BY n",
        quoted(entity.title),
        quoted(entity.key)
    ))?;
    let mut rows = find.query([])?;
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        let title: Option<String> = row.get(1)?;
        let (first, second): (Sql, Sql) = (row.get(2)?, row.get(3)?);
        let second = Some(second).filter(|cell| !matches!(cell, Sql::Null));
        values.push((
            row.get(0)?,
            title.unwrap_or_default(),
            from_columns(field.kind, first, second)?,
        ));
    }
    Ok(values)
}

/// A value as another kind, by what it says as text.
fn read_as(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &EntityDef,
    kind: K,
    value: &Value,
    was: &str,
) -> Outcome {
    // A day says less than a day and an hour.
    if matches!((value, kind), (Value::Wall(wall), K::Date | K::FuzzyDate) if wall.at.len() > 10) {
        return Outcome::Lost;
    }
    let ground = Ground {
        read: Some(read),
        catalog,
    };
    let field = FieldDef::new("", kind);
    // Values that stood a line each are to stay apart on one.
    let listed = matches!(
        value,
        Value::Texts(_) | Value::Choices(_) | Value::Phones(_)
    );
    let was = if listed && kind == K::Text {
        words::split_list(was).collect::<Vec<_>>().join("; ")
    } else {
        was.to_owned()
    };
    match parse::value(&ground, entity, &field, Value::Raw(was)) {
        Ok(Value::Null) | Err(_) => Outcome::Lost,
        Ok(Value::Texts(list)) if list.is_empty() => Outcome::Lost,
        Ok(Value::Phones(list)) if list.is_empty() => Outcome::Lost,
        Ok(value) => Outcome::Value(value),
    }
}

/// The choices that come to be, each once, in the order they are met.
#[derive(Default)]
struct Labels {
    all: Vec<String>,
    known: HashMap<String, usize>,
    /// A choice is called by so many characters at most.
    longest: u32,
}

impl Labels {
    /// Whether there is such a choice, or room for it.
    fn take(&mut self, label: &str) -> bool {
        let folded = words::fold(label);
        if self.known.contains_key(&folded) {
            return true;
        }
        let length = u32::try_from(label.chars().count()).unwrap_or(u32::MAX);
        if folded.is_empty() || self.all.len() >= CHOICES || length > self.longest {
            return false;
        }
        self.known.insert(folded, self.all.len());
        self.all.push(label.to_owned());
        true
    }

    fn named(&mut self, value: &Value, was: &str, kind: K) -> Outcome {
        let several = matches!(
            value,
            Value::Choices(_) | Value::Texts(_) | Value::Phones(_)
        );
        let parts: Vec<String> = if several {
            words::split_list(was).map(words::clean_line).collect()
        } else {
            vec![words::clean_line(was)]
        };
        // Of several only one could stay.
        if kind == K::Choice && parts.len() > 1 {
            return Outcome::Lost;
        }
        if parts.iter().all(|part| self.take(part)) {
            Outcome::Named(parts)
        } else {
            Outcome::Lost
        }
    }
}
