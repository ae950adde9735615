//! Keeps what formulas come to in their columns, so that they sort and filter like any other.
//!
//! After the work of a write: what it touched is known from its changes, and where a record pointed
//! before from the journal. Each formula, those it asks for first, is worked out anew for the
//! touched records of its entity, for those that point at a touched one, and for those that a
//! touched one points at, or did; in a tree, for all above them too. What comes to something else
//! counts as touched for the formulas after it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};

use super::formula::{self, Program};
use super::kinds::Kinds;
use crate::base::{Change, ChangeKind, Id, Result};
use crate::records::catalog::{EntityDef, FieldDef, Tree};
use crate::records::query::quoted;
use crate::records::{Catalog, journal};
use crate::vault::{Hook, Read, Write};

/// Where the day is kept for which formulas were worked out that ask for today.
const DAY: &str = "formulas.day";

/// Works formulas out before the commit.
pub struct KeepFormulas(pub Arc<Kinds>);

impl Hook for KeepFormulas {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let catalog = self.0.within(tx);
        if catalog.own().iter().all(|own| own.formula.is_none()) {
            return Ok(());
        }
        let mut touched = Touched::default();
        for change in tx.changes() {
            touched.add(&change.entity, change.id);
        }
        // What others see is as it was before this write.
        let before = self.0.now();
        let defined = touched.of("field_def").next().is_some();
        renew(tx, &catalog, touched, |program| {
            defined && program.is_another(&before, &catalog)
        })
    }
}

/// Works out anew what asks for today, where the day is another than when that was last done; says
/// whether it was.
///
/// # Errors
/// When the database fails.
pub fn today(tx: &mut Write<'_>, catalog: &Catalog) -> Result<()> {
    renew(tx, catalog, Touched::default(), Program::is_of_today)?;
    let day = tx.today().to_string();
    tx.sql().execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
        params![DAY, day],
    )?;
    Ok(())
}

/// Whether a formula asks for today and was last worked out on another day.
///
/// # Errors
/// When the database fails.
pub fn is_behind(read: &Read<'_>, catalog: &Catalog) -> Result<bool> {
    let mut programs = formula::programs(catalog)?.into_iter();
    if !programs.any(|program| program.is_of_today()) {
        return Ok(false);
    }
    let kept: Option<String> = read
        .sql()
        .query_row("SELECT value FROM setting WHERE key = ?", [DAY], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(kept != Some(read.today().to_string()))
}

#[derive(Default)]
struct Touched(HashMap<String, HashSet<Id>>);

impl Touched {
    fn add(&mut self, entity: &str, id: Id) {
        match self.0.get_mut(entity) {
            Some(ids) => {
                ids.insert(id);
            }
            None => {
                self.0.insert(entity.to_owned(), HashSet::from([id]));
            }
        }
    }
    fn of(&self, entity: &str) -> impl Iterator<Item = Id> {
        self.0.get(entity).into_iter().flatten().copied()
    }
}

fn renew(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    mut touched: Touched,
    whole: impl Fn(&Program) -> bool,
) -> Result<()> {
    for program in formula::programs(catalog)? {
        let due: Vec<Id> = if whole(&program) {
            living(tx, program.entity)?
        } else {
            due(tx, &program, &touched)?.into_iter().collect()
        };
        for id in due {
            if put(tx, catalog, &program, id)? {
                touched.add(program.entity.key, id);
                tx.record(Change {
                    entity: program.entity.key.to_owned(),
                    id,
                    kind: ChangeKind::Updated,
                });
            }
        }
    }
    Ok(())
}

fn living(read: &Read<'_>, entity: &EntityDef) -> Result<Vec<Id>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT id FROM {} WHERE deleted_at IS NULL",
        quoted(entity.key)
    ))?;
    let ids = find.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// The records for which a program may come to something else.
fn due(read: &Read<'_>, program: &Program, touched: &Touched) -> Result<HashSet<Id>> {
    let entity = program.entity;
    let mut due: HashSet<Id> = touched.of(entity.key).collect();
    for (by, target) in program.ways() {
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT id FROM {} WHERE {} = ?",
            quoted(entity.key),
            quoted(by.key)
        ))?;
        for to in touched.of(target.key) {
            for id in find.query_map([to], |row| row.get(0))? {
                due.insert(id?);
            }
        }
    }
    for roll in program.rolls() {
        let mut near = HashSet::new();
        for from in touched.of(roll.of.key) {
            near.extend(pointed(read, roll.of, roll.link, from)?);
        }
        if let (true, Some(Tree { table, .. })) = (roll.below, entity.tree) {
            // Whoever moved took what is below along, out of what it stood under before.
            if let Some(parent) = entity.parent() {
                for moved in touched.of(entity.key) {
                    near.insert(moved);
                    near.extend(pointed(read, entity, parent, moved)?);
                }
            }
            near = above(read, entity, table, &near)?;
        }
        due.extend(near);
    }
    Ok(due)
}

/// What a record points at by `link`, and what it did before this write.
fn pointed(read: &Read<'_>, of: &EntityDef, link: &FieldDef, id: Id) -> Result<Vec<Id>> {
    let now: Option<Option<Id>> = read
        .sql()
        .prepare_cached(&format!(
            "SELECT {} FROM {} WHERE id = ?",
            quoted(link.key),
            quoted(of.key)
        ))?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let mut all = journal::pointed_before(read, id, link.key)?;
    all.extend(now.flatten());
    Ok(all)
}

/// These and everything above them in their tree.
fn above(
    read: &Read<'_>,
    entity: &EntityDef,
    tree: &str,
    ids: &HashSet<Id>,
) -> Result<HashSet<Id>> {
    let table = quoted(entity.key);
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT a.id FROM {tree} t JOIN {table} a ON a.n = t.ancestor
         WHERE t.descendant = (SELECT n FROM {table} WHERE id = ?)"
    ))?;
    let mut all = ids.clone();
    for id in ids {
        for over in find.query_map([id], |row| row.get(0))? {
            all.insert(over?);
        }
    }
    Ok(all)
}

/// Writes what a program comes to, if that is something else; a record that is no more, or in the
/// bin, stays as it is.
fn put(tx: &mut Write<'_>, catalog: &Catalog, program: &Program, id: Id) -> Result<bool> {
    let table = quoted(program.entity.key);
    let column = quoted(program.field.key);
    let second = program
        .field
        .kind
        .second_column()
        .map(|suffix| quoted(&format!("{}{suffix}", program.field.key)));
    let also = second.clone().unwrap_or_else(|| "NULL".to_owned());
    let held: Option<(Sql, Sql)> = tx
        .sql()
        .prepare_cached(&format!(
            "SELECT {column}, {also} FROM {table} WHERE id = ? AND deleted_at IS NULL"
        ))?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((first, other)) = held else {
        return Ok(false);
    };
    let (made, made_other) = formula::worked_out(tx, catalog, program, id)?;
    if first == made && other == made_other.clone().unwrap_or(Sql::Null) {
        return Ok(false);
    }
    match second {
        Some(second) => tx
            .sql()
            .prepare_cached(&format!(
                "UPDATE {table} SET {column} = ?, {second} = ? WHERE id = ?"
            ))?
            .execute(params![made, made_other, id])?,
        None => tx
            .sql()
            .prepare_cached(&format!("UPDATE {table} SET {column} = ? WHERE id = ?"))?
            .execute(params![made, id])?,
    };
    Ok(true)
}
