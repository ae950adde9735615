//! How much of what grows old is inside its limit, field by field: what the frequencies that were set come to.

use std::collections::HashMap;

use rusqlite::params;
use serde::Serialize;

use super::policy::{self, Since};
use super::rules::{AGEING, Rules, column_of};
use crate::base::{Id, Result};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::query::quoted;
use crate::records::value::Ref;
use crate::vault::Read;

/// The value that is longest over its limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct OldestValue {
    /// The record that holds it.
    pub about: Ref,
    /// Whole days old.
    pub age: i64,
}

/// How much of one field is inside its limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct FieldLimit {
    /// The entity's key.
    pub entity: String,
    /// The field's key.
    pub field: String,
    /// For how many days its value is taken to be true.
    pub days: u32,
    /// So many records hold something in it.
    pub filled: u32,
    /// In so many of them it is younger than that.
    pub inside: u32,
    /// The oldest of the others.
    pub oldest: Option<OldestValue>,
}

/// How much is inside its limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct Limits {
    /// Field by field, the one of which least is inside first; those that nobody filled in last.
    pub fields: Vec<FieldLimit>,
    /// So many values have a limit.
    pub filled: u32,
    /// So many of them are inside it.
    pub inside: u32,
}

/// How much of what grows old is inside its limit.
///
/// # Errors
/// When the database fails.
pub fn limits(read: &Read<'_>, catalog: &Catalog) -> Result<Limits> {
    let rules = Rules::read(read)?;
    let mut all = Limits::default();
    for entity in AGEING {
        let entity = catalog.entity(entity)?;
        let fields = rules.ageing(entity);
        if !fields.is_empty() {
            all.fields.extend(of_entity(read, entity, &fields)?);
        }
    }
    for one in &all.fields {
        all.filled = all.filled.saturating_add(one.filled);
        all.inside = all.inside.saturating_add(one.inside);
    }
    // By share, in whole numbers: a of b is less than c of d where a·d is less than c·b.
    all.fields.sort_by(|a, b| {
        let (left, right) = (
            u64::from(a.inside) * u64::from(b.filled),
            u64::from(b.inside) * u64::from(a.filled),
        );
        (a.filled == 0)
            .cmp(&(b.filled == 0))
            .then(left.cmp(&right))
            .then(b.filled.cmp(&a.filled))
    });
    Ok(all)
}

fn of_entity(
    read: &Read<'_>,
    entity: &EntityDef,
    fields: &[(&'static FieldDef, u32)],
) -> Result<Vec<FieldLimit>> {
    let changed = changed(read, entity)?;
    let said = said(read, entity)?;
    let now = read.now().0;
    let mut counts = vec![(0_u32, 0_u32, None::<(i64, Id)>); fields.len()];
    let held: Vec<String> = fields
        .iter()
        .map(|(field, _)| format!("{} IS NOT NULL", column_of(entity, field)))
        .collect();
    // Nobody verifies what is known of who left.
    let here = match entity.key {
        "contact" => "AND \"left\" = 0",
        _ => "",
    };
    let mut find = read.sql().prepare(&format!(
        "SELECT id, created_at, {} FROM {} WHERE deleted_at IS NULL {here} ORDER BY n",
        held.join(", "),
        quoted(entity.key)
    ))?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let (id, created): (Id, i64) = (row.get(0)?, row.get(1)?);
        let (changed, said) = (changed.get(&id), said.get(&id));
        for (at, ((field, days), count)) in fields.iter().zip(&mut counts).enumerate() {
            if !row.get::<_, bool>(at + 2)? {
                continue;
            }
            let word = said.and_then(|said| said.get(field.key));
            let since = Since {
                created,
                changed: changed.and_then(|changed| changed.get(field.key)).copied(),
                entered: word.and_then(|word| word.0),
                verified: word.and_then(|word| word.1),
            };
            let age = since.age(now);
            let (filled, inside, oldest) = count;
            *filled += 1;
            if !policy::is_stale(age, Some(*days)) {
                *inside += 1;
            } else if oldest.is_none_or(|(oldest, _)| age > oldest) {
                *oldest = Some((age, id));
            }
        }
    }
    drop(rows);
    let mut limits = Vec::with_capacity(fields.len());
    for ((field, days), (filled, inside, oldest)) in fields.iter().zip(counts) {
        limits.push(FieldLimit {
            entity: entity.key.to_owned(),
            field: field.key.to_owned(),
            days: *days,
            filled,
            inside,
            oldest: match oldest {
                Some((age, id)) => Some(OldestValue {
                    about: called(read, entity, id)?,
                    age,
                }),
                None => None,
            },
        });
    }
    Ok(limits)
}

fn called(read: &Read<'_>, entity: &EntityDef, id: Id) -> Result<Ref> {
    let title: Option<String> = read
        .sql()
        .prepare_cached(&format!(
            "SELECT {} FROM {} WHERE id = ?",
            quoted(entity.title),
            quoted(entity.key)
        ))?
        .query_row([id], |row| row.get(0))?;
    Ok(Ref {
        id,
        label: title.unwrap_or_default(),
    })
}

type ByField<T> = HashMap<Id, HashMap<String, T>>;

/// When each field of each record was changed last, by what still stands.
fn changed(read: &Read<'_>, entity: &EntityDef) -> Result<ByField<i64>> {
    let mut find = read.sql().prepare(
        "SELECT e.id, k.key, max(j.at) FROM journal_entry e JOIN journal j ON j.seq = e.seq,
           json_each(e.before) k
         WHERE e.entity = ? AND e.act = 'update' AND j.state = 'done' GROUP BY e.id, k.key",
    )?;
    let mut rows = find.query([entity.key])?;
    let mut all = ByField::new();
    while let Some(row) = rows.next()? {
        let fields = all.entry(row.get(0)?).or_default();
        fields.insert(row.get(1)?, row.get(2)?);
    }
    Ok(all)
}

/// Since when each field is known, and when it was verified.
fn said(read: &Read<'_>, entity: &EntityDef) -> Result<ByField<(Option<i64>, Option<i64>)>> {
    let mut find = read.sql().prepare(
        "SELECT \"of\", field, entered_at, verified_at FROM provenance
         WHERE of_entity = ? AND deleted_at IS NULL
           AND (entered_at IS NOT NULL OR verified_at IS NOT NULL) ORDER BY n",
    )?;
    let mut rows = find.query(params![entity.key])?;
    let mut all = ByField::new();
    while let Some(row) = rows.next()? {
        let fields = all.entry(row.get(0)?).or_default();
        fields.insert(row.get(1)?, (row.get(2)?, row.get(3)?));
    }
    Ok(all)
}
