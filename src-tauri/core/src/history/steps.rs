//! The steps that were made: when, what they are called, what they touched, what became of them.

use std::collections::BTreeMap;

use rusqlite::params;
use rusqlite::types::Value as Sql;
use serde::Serialize;

use super::story::Names;
use super::takeback::is_taken_back;
use crate::base::{Id, Result};
use crate::records::Catalog;
use crate::records::catalog::{OF, OF_ENTITY};
use crate::records::journal::{Act, StepState};
use crate::records::trail::{self, Of};
use crate::records::value::id_of;
use crate::vault::Read;

/// So many records of a step are named.
const NAMED: u32 = 3;

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Step {
    /// The write.
    pub seq: i64,
    /// When, ms UTC.
    pub at: i64,
    /// What it is called: a message key.
    pub op: String,
    /// What became of it.
    pub state: StepState,
    /// Taken back by a later step, in whole or in part.
    pub taken_back: bool,
    /// How many records it touched, by entity.
    pub touched: BTreeMap<String, u32>,
    /// What some of them are called; where it touched none, those it said something of.
    pub titles: Vec<String>,
    /// Of how many fields it said something: from whom they are, that they were verified.
    pub fields: u32,
}

/// The steps before the write `before`, the latest first, at most `limit`; those called `op` only,
/// where that is said. What undid or redid a step is told as what became of it.
///
/// # Errors
/// When the database fails.
pub fn steps(
    read: &Read<'_>,
    catalog: &Catalog,
    before: Option<i64>,
    limit: u32,
    op: Option<&str>,
) -> Result<Vec<Step>> {
    let mut find = read.sql().prepare_cached(
        "SELECT seq, at, op, state FROM journal
         WHERE state IN ('done', 'undone', 'dropped') AND seq < ?1 AND (?2 IS NULL OR op = ?2)
         ORDER BY seq DESC LIMIT ?3",
    )?;
    let mut rows = find.query(params![before.unwrap_or(i64::MAX), op, limit.min(500)])?;
    let mut names = Names::now(read, catalog);
    let mut steps = Vec::new();
    while let Some(row) = rows.next()? {
        let seq = row.get(0)?;
        let Touched {
            counts,
            titles,
            fields,
        } = touched(read, catalog, &mut names, seq)?;
        steps.push(Step {
            seq,
            at: row.get(1)?,
            op: row.get(2)?,
            state: row.get(3)?,
            taken_back: is_taken_back(read, seq)?,
            touched: counts,
            titles,
            fields,
        });
    }
    Ok(steps)
}

struct Touched {
    counts: BTreeMap<String, u32>,
    titles: Vec<String>,
    fields: u32,
}

fn touched(read: &Read<'_>, catalog: &Catalog, names: &mut Names<'_>, seq: i64) -> Result<Touched> {
    let shown = |key: &str| catalog.entities().iter().any(|entity| entity.key == key);
    let counts = read
        .sql()
        .prepare_cached(
            "SELECT entity, count(DISTINCT id) FROM journal_entry WHERE seq = ? GROUP BY entity",
        )?
        .query_map([seq], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<BTreeMap<String, u32>>>()?;
    let fields = counts.get(WORD).copied().unwrap_or_default();
    let first = read
        .sql()
        .prepare_cached("SELECT entity, id FROM journal_entry WHERE seq = ? ORDER BY item LIMIT ?")?
        .query_map(params![seq, NAMED * 4], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<Vec<(String, Id)>>>()?;
    let mut titles = Titles::default();
    for (entity, id) in first.iter().filter(|(entity, _)| shown(entity)) {
        titles.take(&names.of(entity, *id)?);
    }
    // A step that only defines something, or says something of values, goes by what that is about.
    if titles.0.is_empty() {
        for (entity, id) in &first {
            let title = match about(read, catalog, entity, *id)? {
                Some((of, whose)) => names.of(&of, whose)?,
                None if DEFINED.contains(&entity.as_str()) => names.of(entity, *id)?,
                None => continue,
            };
            titles.take(&title);
        }
    }
    Ok(Touched {
        counts: counts
            .into_iter()
            .filter(|(entity, _)| shown(entity) || entity == "choice")
            .collect(),
        titles: titles.0,
        fields,
    })
}

/// The kind of what is said of a field's value.
const WORD: &str = "provenance";

/// Kinds that are nobody's record and yet have names that the user gave.
const DEFINED: [&str; 4] = ["choice", "field_def", "numbering", "saved_view"];

/// The record that something said of a value is about.
fn about(read: &Read<'_>, catalog: &Catalog, entity: &str, id: Id) -> Result<Option<(String, Id)>> {
    if entity != WORD {
        return Ok(None);
    }
    let cells = match trail::row(read, catalog.entity(WORD)?, id)? {
        Some(cells) => cells,
        // Taken back: the journal still has it.
        None => trail::marks(read, Of::Record(id))?
            .into_iter()
            .find(|mark| mark.act == Act::Erase)
            .map(|mark| mark.before.into_iter().collect())
            .unwrap_or_default(),
    };
    Ok(match (cells.get(OF_ENTITY), cells.get(OF)) {
        (Some(Sql::Text(of)), Some(Sql::Blob(whose))) => Some((of.clone(), id_of(whose)?)),
        _ => None,
    })
}

#[derive(Default)]
struct Titles(Vec<String>);

impl Titles {
    fn take(&mut self, title: &str) {
        let line = title.lines().next().unwrap_or_default();
        let short: String = line.chars().take(60).collect();
        if self.0.len() < NAMED as usize && !short.is_empty() && !self.0.contains(&short) {
            self.0.push(short);
        }
    }
}
