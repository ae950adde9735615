//! Asks the index, the best questions first, and puts what it yields in order.

use std::collections::HashSet;

use rusqlite::{Connection, Row, ToSql, params};

use super::model::{Hit, Matched};
use super::query::{Ask, Step, Where};
use super::snippet::snippet;
use crate::base::phone::Phone;
use crate::base::words::{compact, pinyin_forms};
use crate::base::{Id, Result, Timestamp};

/// A question yields at most this many rows for each one asked for, the newest first, from which
/// the best are picked.
const CHOICE: usize = 4;
const LEAST_CHOICE: usize = 100;

/// At most so many texts are looked at again for one question.
const MOST_LOOKED_AT: usize = 1000;

const BY_WORDS: &str = "
    SELECT d.n, d.id, d.entity, d.unit, d.title, d.about, d.others, d.at
    FROM names JOIN doc d ON d.n = names.rowid
    WHERE names MATCH ?1 AND (?2 IS NULL OR d.entity = ?2)
    ORDER BY names.rowid DESC LIMIT ?3";

const BY_HEAD: &str = "
    SELECT d.n, d.id, d.entity, d.unit, d.title, d.about, d.others, d.at
    FROM head CROSS JOIN doc d ON d.n = head.n
    WHERE head.key >= ?1 AND head.key <= ?2 AND (?3 IS NULL OR d.entity = ?3)
    ORDER BY head.key LIMIT ?4";

const WORDS_ONLY: &str = "
    SELECT d.n, d.id
    FROM names CROSS JOIN doc d INDEXED BY doc_of ON d.entity = ?1 AND d.n = names.rowid
    WHERE names MATCH ?2";

const HEAD_ONLY: &str = "
    SELECT d.n, d.id
    FROM head CROSS JOIN doc d INDEXED BY doc_of ON d.entity = ?1 AND d.n = head.n
    WHERE head.key >= ?2 AND head.key <= ?3";

/// A row of the index.
struct Entry {
    n: i64,
    id: Id,
    entity: String,
    unit: Option<Id>,
    title: String,
    about: String,
    others: String,
    at: Option<Timestamp>,
}

/// The aliases, codes and numbers of a row.
type Others = (Vec<String>, Vec<String>, Vec<String>);

/// See [`super::SearchIndex::search_in`].
pub(super) fn find(
    conn: &mut Connection,
    ask: &Ask,
    entity: Option<&str>,
    limit: usize,
) -> Result<Vec<Hit>> {
    // One snapshot for all questions.
    let tx = conn.transaction()?;
    let mut seen = HashSet::new();
    let mut hits = Vec::new();
    for step in ask.names() {
        if hits.len() >= limit {
            break;
        }
        hits.extend(by_name(
            &tx,
            ask,
            &step,
            entity,
            limit - hits.len(),
            &mut seen,
        )?);
    }
    // Names never crowd out all texts.
    let room = (limit - hits.len().min(limit)).max(limit / 4);
    let texts = match ask.texts() {
        Some(step) => by_text(&tx, ask, &step, entity, room, &mut seen)?,
        None => Vec::new(),
    };
    hits.truncate(limit - texts.len().min(limit));
    hits.extend(texts);
    tx.commit()?;
    Ok(hits)
}

/// See [`super::SearchIndex::names_in`].
pub(super) fn names(conn: &mut Connection, ask: &Ask, entity: &str) -> Result<Vec<Id>> {
    let tx = conn.transaction()?;
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    for step in ask.names() {
        // The whole row is dear, and looked at only where the question says too little.
        if step.verify {
            for row in rows(&tx, &step, Some(entity), -1)? {
                if !seen.contains(&row.n) && explain(ask, &step, &row).is_some() {
                    seen.insert(row.n);
                    ids.push(row.id);
                }
            }
            continue;
        }
        let mut take = |sql: &str, bound: &[&dyn ToSql]| -> Result<()> {
            let mut find = tx.prepare_cached(sql)?;
            let mut found = find.query(bound)?;
            while let Some(row) = found.next()? {
                if seen.insert(row.get(0)?) {
                    ids.push(row.get(1)?);
                }
            }
            Ok(())
        };
        match &step.ask {
            Where::Words(expression) => take(WORDS_ONLY, &[&entity, expression])?,
            Where::Is(key) => take(HEAD_ONLY, &[&entity, key, key])?,
            Where::Begins(key) => take(HEAD_ONLY, &[&entity, key, &after(key)])?,
        }
    }
    tx.commit()?;
    Ok(ids)
}

/// What sorts behind every key that begins so.
fn after(key: &str) -> String {
    format!("{key}{}", char::MAX)
}

/// The rows a question yields, at most so many.
fn rows(conn: &Connection, step: &Step, entity: Option<&str>, most: i64) -> Result<Vec<Entry>> {
    let (from, to) = match &step.ask {
        Where::Words(expression) => {
            let found = conn
                .prepare_cached(BY_WORDS)?
                .query_map(params![expression, entity, most], read)?
                .collect::<rusqlite::Result<_>>()?;
            return Ok(found);
        }
        Where::Is(key) => (key, key.clone()),
        Where::Begins(key) => (key, after(key)),
    };
    let found = conn
        .prepare_cached(BY_HEAD)?
        .query_map(params![from, to, entity, most], read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn by_name(
    conn: &Connection,
    ask: &Ask,
    step: &Step,
    entity: Option<&str>,
    wanted: usize,
    seen: &mut HashSet<i64>,
) -> Result<Vec<Hit>> {
    let most = (wanted * CHOICE).max(LEAST_CHOICE);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    let mut twice = HashSet::new();
    for row in rows(conn, step, entity, most)? {
        // A record has several names.
        if seen.contains(&row.n) || !twice.insert(row.n) {
            continue;
        }
        // Spelling a name is dear: pinyin is looked at again only for what is shown.
        let early = step.verify || step.matched <= Matched::Part;
        let detail = if early {
            explain(ask, step, &row)
        } else {
            Some(String::new())
        };
        let Some(detail) = detail else { continue };
        // A title before an alias, a short name before a long one, and the newest.
        let length = if detail.is_empty() {
            &row.title
        } else {
            &detail
        }
        .chars()
        .count();
        found.push(((!detail.is_empty(), length, -row.n), row, detail));
    }
    found.sort_by_key(|(order, ..)| *order);
    found.truncate(wanted);
    let hit = |(_, row, detail): (_, Entry, String)| {
        seen.insert(row.n);
        let late = detail.is_empty() && step.matched > Matched::Part;
        let detail = if late {
            explain(ask, step, &row).unwrap_or_default()
        } else {
            detail
        };
        row.hit(detail, step.matched)
    };
    Ok(found.into_iter().map(hit).collect())
}

fn by_text(
    conn: &Connection,
    ask: &Ask,
    step: &Step,
    entity: Option<&str>,
    wanted: usize,
    seen: &mut HashSet<i64>,
) -> Result<Vec<Hit>> {
    let mut select = conn.prepare_cached(
        "SELECT d.n, d.id, d.entity, d.unit, d.title, d.about, d.others, d.at, b.text
         FROM texts JOIN doc d ON d.n = texts.rowid JOIN body b ON b.n = texts.rowid
         WHERE texts MATCH ?1 AND (?2 IS NULL OR d.entity = ?2)
         ORDER BY texts.rowid DESC",
    )?;
    let Where::Words(expression) = &step.ask else {
        return Ok(Vec::new());
    };
    let needles = ask.needles();
    let mut rows = select.query(params![expression, entity])?;
    let mut hits = Vec::new();
    let mut looked_at = 0;
    while hits.len() < wanted && looked_at < MOST_LOOKED_AT {
        let Some(row) = rows.next()? else { break };
        looked_at += 1;
        let text: String = row.get(8)?;
        let row = read(row)?;
        let fits = !step.verify || compact(&text).contains(&ask.whole);
        if fits && seen.insert(row.n) {
            hits.push(row.hit(snippet(&text, &needles), Matched::Text));
        }
    }
    Ok(hits)
}

/// What to show beside the title: the alias, number or code that matched, nothing where the title
/// did. `None` where a second look finds that the row does not match after all.
fn explain(ask: &Ask, step: &Step, row: &Entry) -> Option<String> {
    let title = row.title.as_str();
    let (aliases, codes, phones): Others = serde_json::from_str(&row.others).unwrap_or_default();
    let q = ask.whole.as_str();
    let first = |texts: &[String], fits: &dyn Fn(&str) -> bool| {
        texts.iter().find(|text| fits(text)).cloned()
    };
    let contains = |text: &str| compact(text).contains(q);
    let spelled = |text: &str| {
        pinyin_forms(text)
            .iter()
            .any(|form| form.full().contains(q) || form.short().contains(q))
    };
    let name = |fits: &dyn Fn(&str) -> bool| {
        if fits(title) {
            Some(String::new())
        } else {
            first(&aliases, fits)
        }
    };
    let found = match step.matched {
        Matched::Exact | Matched::Prefix | Matched::Part => {
            name(&contains).or_else(|| first(&codes, &contains))
        }
        Matched::Pinyin | Matched::Initials => name(&spelled),
        Matched::Phone => first(&phones, &|text| Phone::parse(text).digits().contains(q)),
        Matched::Code => first(&codes, &contains),
        Matched::Text => None,
    };
    if step.verify {
        found
    } else {
        Some(found.unwrap_or_default())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        n: row.get(0)?,
        id: row.get(1)?,
        entity: row.get(2)?,
        unit: row.get(3)?,
        title: row.get(4)?,
        about: row.get(5)?,
        others: row.get(6)?,
        at: row.get(7)?,
    })
}

impl Entry {
    fn hit(self, detail: String, matched: Matched) -> Hit {
        let Self {
            id,
            entity,
            unit,
            title,
            about,
            at,
            ..
        } = self;
        Hit {
            entity,
            id,
            unit,
            title,
            about,
            detail,
            matched,
            at,
        }
    }
}
