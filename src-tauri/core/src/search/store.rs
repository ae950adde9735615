//! All SQL that shapes and fills the index.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::model::Doc;
use super::tokens;
use crate::base::{Error, Id, Kind, Result};

/// Grows whenever the schema, the words or the spelling change: an index of another version is
/// rebuilt.
const VERSION: i64 = 3;

/// Records taken into one transaction while rebuilding.
pub(super) const BATCH: usize = 10_000;

/// `doc.n` orders records by time, for the full-text tables yield their rows in that order: the
/// minute they happened in times [`SLOTS`], and a free slot. Records without a time stand below
/// all others. Close numbers keep the full-text tables small.
const SLOTS: i64 = 1 << 7;
const FIRST_MINUTE: i64 = 1 << 24;

const SCHEMA: &str = "
CREATE TABLE meta (
  version INTEGER NOT NULL,
  vault BLOB NOT NULL,
  seq INTEGER               -- the vault's commit it is up to; NULL: to be rebuilt
) STRICT;

CREATE TABLE doc (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  entity TEXT NOT NULL,
  unit BLOB,
  title TEXT NOT NULL,
  about TEXT NOT NULL,
  others TEXT NOT NULL,     -- JSON: aliases, codes, phones
  at INTEGER,
  hash BLOB NOT NULL        -- of all that is indexed, to leave alone what did not change
) STRICT;

-- Finds which records of one kind rows are, thousands at a time, without reading the rows.
CREATE INDEX doc_of ON doc(entity, n, id);

CREATE TABLE body (
  n INTEGER PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE head (
  key TEXT NOT NULL,        -- the kind's letter and the folded beginning
  n INTEGER NOT NULL,
  PRIMARY KEY (key, n)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE names USING fts5(
  words, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='3 4 5 6 7'
);
CREATE VIRTUAL TABLE texts USING fts5(
  words, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='3'
);";

/// Makes an empty file an index, and refuses what is no index of this vault and version.
pub(super) fn set_up(conn: &Connection, vault: Id) -> Result<()> {
    // It can be rebuilt: the last commit does not matter. What is taken out is wiped, as in the
    // vault; the words of a full-text row go when its segment is merged.
    conn.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;")?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        conn.execute_batch("BEGIN IMMEDIATE")?;
        conn.execute_batch(SCHEMA)?;
        conn.execute(
            "INSERT INTO meta (version, vault) VALUES (?1, ?2)",
            params![VERSION, vault],
        )?;
        conn.execute_batch("COMMIT")?;
    }
    let own = conn.query_row("SELECT version, vault FROM meta", [], |row| {
        Ok(row.get::<_, i64>(0)? == VERSION && row.get::<_, Id>(1)? == vault)
    })?;
    if own {
        Ok(())
    } else {
        Err(Error::new(Kind::Damaged, "error.search_unavailable"))
    }
}

/// The vault's commit the index is up to.
pub(super) fn seq(conn: &Connection) -> Result<Option<i64>> {
    Ok(conn.query_row("SELECT seq FROM meta", [], |row| row.get(0))?)
}

/// Notes the vault's commit the index is up to.
pub(super) fn set_seq(conn: &Connection, seq: Option<i64>) -> Result<()> {
    conn.execute("UPDATE meta SET seq = ?1", [seq])?;
    Ok(())
}

/// Suits the full-text tables to many rows at once: larger segments, merged at the end only.
pub(super) fn set_bulk(conn: &Connection, bulk: bool) -> Result<()> {
    for table in ["names", "texts"] {
        let set = |name: &str, value: i64| {
            let sql = format!("INSERT INTO {table} ({table}, rank) VALUES (?1, ?2)");
            conn.execute(&sql, params![name, value])
        };
        if !bulk {
            conn.execute(
                &format!("INSERT INTO {table} ({table}) VALUES ('optimize')"),
                [],
            )?;
        }
        set("automerge", if bulk { 0 } else { 4 })?;
        set("crisismerge", if bulk { 1000 } else { 16 })?;
        set("hashsize", if bulk { 32 << 20 } else { 1 << 20 })?;
    }
    conn.pragma_update(None, "wal_autocheckpoint", if bulk { 8192 } else { 256 })?;
    if !bulk {
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        // What follows takes in a record now and then, and needs none of the pages kept so far.
        conn.release_memory()?;
    }
    Ok(())
}

/// Puts rows in and takes them out; remembers where free slots begin.
#[derive(Default)]
pub(super) struct Rows {
    free: HashMap<i64, i64>,
}

impl Rows {
    /// Takes records in, each replacing what was there under its id. In order of time, for the
    /// full-text tables write a segment whenever a row comes out of order.
    pub(super) fn put(&mut self, conn: &Connection, docs: &[Doc]) -> Result<()> {
        let mut placed = Vec::with_capacity(docs.len());
        // Of two with one id the later counts.
        let last: HashMap<Id, usize> = docs
            .iter()
            .enumerate()
            .map(|(at, doc)| (doc.id, at))
            .collect();
        for (at, doc) in docs.iter().enumerate() {
            if last.get(&doc.id) != Some(&at) {
                continue;
            }
            let hash = hash(doc)?;
            let known = conn
                .prepare_cached("SELECT hash FROM doc WHERE id = ?1")?
                .query_row([doc.id], |row| row.get::<_, [u8; 16]>(0))
                .optional()?;
            match known {
                Some(same) if same == hash => continue,
                Some(_) => self.remove(conn, &doc.id)?,
                None => {}
            }
            // Holds the place until the full-text rows follow in order.
            let n = self.place(conn, doc)?;
            insert_doc(conn, n, doc, hash)?;
            placed.push((n, doc));
        }
        placed.sort_unstable_by_key(|(n, _)| *n);
        for (n, doc) in placed {
            insert_words(conn, n, doc)?;
        }
        Ok(())
    }

    /// Takes a record out; says nothing to one that is not in.
    pub(super) fn remove(&mut self, conn: &Connection, id: &Id) -> Result<()> {
        let gone = conn
            .prepare_cached("DELETE FROM doc WHERE id = ?1 RETURNING n, title, others")?
            .query_row([id], |row| {
                Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get::<_, String>(2)?))
            })
            .optional()?;
        let Some((n, title, others)) = gone else {
            return Ok(());
        };
        let (aliases, codes, phones) = serde_json::from_str(&others).map_err(Error::internal)?;
        let names = tokens::of_names(&Doc {
            title,
            aliases,
            codes,
            phones,
            ..Doc::blank("", *id)
        });
        for key in &names.heads {
            conn.prepare_cached("DELETE FROM head WHERE key = ?1 AND n = ?2")?
                .execute(params![key, n])?;
        }
        if !names.is_empty() {
            conn.prepare_cached("DELETE FROM names WHERE rowid = ?1")?
                .execute([n])?;
        }
        if conn
            .prepare_cached("DELETE FROM body WHERE n = ?1")?
            .execute([n])?
            > 0
        {
            conn.prepare_cached("DELETE FROM texts WHERE rowid = ?1")?
                .execute([n])?;
        }
        self.free.clear();
        Ok(())
    }

    /// A row number no record has, in the order of time.
    fn place(&mut self, conn: &Connection, doc: &Doc) -> Result<i64> {
        let minute = doc
            .at
            .map_or(0, |at| at.0.div_euclid(60_000).clamp(FIRST_MINUTE, 1 << 40));
        let start = minute * SLOTS + i64::from(minute == 0);
        let mut n = self.free.get(&start).copied().unwrap_or(start);
        if minute == 0 && n == start {
            n = last_below(conn, 0, FIRST_MINUTE * SLOTS)?.map_or(start, |last| last + 1);
        } else if n == start {
            // Imports give thousands of notes one time: they spill into the minutes after it.
            loop {
                let end = n - n.rem_euclid(SLOTS) + SLOTS;
                match last_below(conn, n, end)? {
                    None => break,
                    Some(last) if last + 1 < end => {
                        n = last + 1;
                        break;
                    }
                    Some(_) => n = end,
                }
            }
        }
        while taken(conn, n)? {
            n += 1;
        }
        self.free.insert(start, n + 1);
        Ok(n)
    }
}

fn last_below(conn: &Connection, from: i64, end: i64) -> Result<Option<i64>> {
    let mut find = conn.prepare_cached("SELECT max(n) FROM doc WHERE n >= ?1 AND n < ?2")?;
    Ok(find.query_row([from, end], |row| row.get(0))?)
}

fn taken(conn: &Connection, n: i64) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM doc WHERE n = ?1")?
        .exists([n])?)
}

fn insert_doc(conn: &Connection, n: i64, doc: &Doc, hash: [u8; 16]) -> Result<()> {
    let others = (&doc.aliases, &doc.codes, &doc.phones);
    let others = serde_json::to_string(&others).map_err(Error::internal)?;
    conn.prepare_cached(
        "INSERT INTO doc (n, id, entity, unit, title, about, others, at, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        n, doc.id, doc.entity, doc.unit, doc.title, doc.about, others, doc.at, hash
    ])?;
    Ok(())
}

fn insert_words(conn: &Connection, n: i64, doc: &Doc) -> Result<()> {
    let names = tokens::of_names(doc);
    for key in &names.heads {
        conn.prepare_cached("INSERT INTO head (key, n) VALUES (?1, ?2)")?
            .execute(params![key, n])?;
    }
    if !names.is_empty() {
        conn.prepare_cached("INSERT INTO names (rowid, words) VALUES (?1, ?2)")?
            .execute(params![n, names.words()])?;
    }
    let body = tokens::body(doc);
    if body.is_empty() {
        return Ok(());
    }
    let words = tokens::of_texts(doc, &body);
    conn.prepare_cached("INSERT INTO texts (rowid, words) VALUES (?1, ?2)")?
        .execute(params![n, words])?;
    conn.prepare_cached("INSERT INTO body (n, text) VALUES (?1, ?2)")?
        .execute(params![n, body])?;
    Ok(())
}

/// Half of a BLAKE3 over the whole record.
fn hash(doc: &Doc) -> Result<[u8; 16]> {
    let bytes = serde_json::to_vec(doc).map_err(Error::internal)?;
    let whole = blake3::hash(&bytes);
    let mut half = [0; 16];
    for (to, from) in half.iter_mut().zip(whole.as_bytes()) {
        *to = *from;
    }
    Ok(half)
}
