//! The steps that were made: when, what they are called, what they touched, what became of them.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::Serialize;

use super::story::Names;
use super::takeback::is_taken_back;
use crate::base::{Id, Result};
use crate::records::Catalog;
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
    /// `done`, `undone`, or `dropped`: undone and overtaken by another.
    pub state: String,
    /// Taken back by a later step, in whole or in part.
    pub taken_back: bool,
    /// How many records it touched, by entity.
    pub touched: BTreeMap<String, u32>,
    /// What some of them are called.
    pub titles: Vec<String>,
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
        let (touched, titles) = touched(read, catalog, &mut names, seq)?;
        steps.push(Step {
            seq,
            at: row.get(1)?,
            op: row.get(2)?,
            state: row.get(3)?,
            taken_back: is_taken_back(read, seq)?,
            touched,
            titles,
        });
    }
    Ok(steps)
}

fn touched(
    read: &Read<'_>,
    catalog: &Catalog,
    names: &mut Names<'_>,
    seq: i64,
) -> Result<(BTreeMap<String, u32>, Vec<String>)> {
    let shown = |key: &str| catalog.entities().iter().any(|entity| entity.key == key);
    let counts = read
        .sql()
        .prepare_cached(
            "SELECT entity, count(DISTINCT id) FROM journal_entry WHERE seq = ? GROUP BY entity",
        )?
        .query_map([seq], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(String, u32)>>>()?;
    let counts: BTreeMap<String, u32> = counts
        .into_iter()
        .filter(|(entity, _)| shown(entity) || entity == "choice")
        .collect();
    let first = read
        .sql()
        .prepare_cached("SELECT entity, id FROM journal_entry WHERE seq = ? ORDER BY item LIMIT ?")?
        .query_map(params![seq, NAMED * 4], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<Vec<(String, Id)>>>()?;
    let mut titles: Vec<String> = Vec::new();
    for (entity, id) in first.iter().filter(|(entity, _)| shown(entity)) {
        let title = names.of(entity, *id)?;
        let line = title.lines().next().unwrap_or_default();
        let short: String = line.chars().take(60).collect();
        if !short.is_empty() && !titles.contains(&short) {
            titles.push(short);
        }
        if titles.len() >= NAMED as usize {
            break;
        }
    }
    Ok((counts, titles))
}
