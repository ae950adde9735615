//! The rows of one table of a wreck, as far as they can be read.
//!
//! Where a page did not come nothing but ones stands. What led to a page of the tree is refused by SQLite, and so
//! is a long row that goes on beyond a lost page; of one that ends on such a page the end reads as ones, which are
//! no text in any language.

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, Row, params_from_iter};

use super::{NEAR, TOLD};
use crate::base::{Report, Result};

/// What a page is filled with that did not come.
pub(super) const LOST: u8 = 0xFF;
/// So many of them one after another are in no picture and in no hash.
const RUN: usize = 64;
/// A row with fewer bytes stands on one page.
const LONG: usize = 400;

/// Copies one table.
pub(super) struct Copying<'c> {
    pub(super) from: &'c Connection,
    pub(super) to: &'c Connection,
    /// In quotes.
    pub(super) table: &'c str,
    pub(super) report: &'c Report,
    pub(super) done: &'c mut u64,
    pub(super) total: Option<u64>,
}

impl Copying<'_> {
    /// Whether every row came.
    pub(super) fn copy(mut self) -> Result<bool> {
        let columns = names(
            self.from,
            "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0",
            self.table,
        )?;
        let keys = names(
            self.from,
            "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk",
            self.table,
        )?;
        let by_row = self
            .from
            .prepare(&format!("SELECT _rowid_ FROM {} LIMIT 0", self.table));
        if by_row.is_ok() {
            return self.by_row(&columns);
        }
        let all = columns.join(", ");
        let select = format!("SELECT {all} FROM {} NOT INDEXED", self.table);
        let back: Vec<String> = keys.iter().map(|key| format!("{key} DESC")).collect();
        // From its beginning, and where that breaks off, from its end.
        let whole = self.take(&format!("{select} ORDER BY {}", keys.join(", ")), &columns)?;
        if !whole {
            self.take(&format!("{select} ORDER BY {}", back.join(", ")), &columns)?;
        }
        Ok(whole)
    }

    /// Copies the rows of a statement as far as they can be read; whether that was all.
    fn take(&mut self, select: &str, columns: &[String]) -> Result<bool> {
        let insert = self.insert(columns);
        let mut insert = self.to.prepare(&insert)?;
        let Some(mut asked) = readable(self.from.prepare(select))? else {
            return Ok(false);
        };
        let Some(mut rows) = readable(asked.query([]))? else {
            return Ok(false);
        };
        let mut whole = true;
        loop {
            let row = match readable(rows.next())? {
                None => return Ok(false),
                Some(None) => return Ok(whole),
                Some(Some(row)) => row,
            };
            match values(row, 0..columns.len()) {
                Some(values) => {
                    insert.execute(params_from_iter(values))?;
                }
                None => whole = false,
            }
            self.step()?;
        }
    }

    fn insert(&self, columns: &[String]) -> String {
        let blanks = vec!["?"; columns.len()].join(", ");
        let table = self.table;
        format!(
            "INSERT OR IGNORE INTO {table} ({}) VALUES ({blanks})",
            columns.join(", ")
        )
    }

    fn by_row(&mut self, columns: &[String]) -> Result<bool> {
        let all = columns.join(", ");
        let select = format!(
            "SELECT _rowid_, {all} FROM {} NOT INDEXED WHERE _rowid_ >= ?1 ORDER BY _rowid_",
            self.table
        );
        let insert = self.insert(columns);
        let mut insert = self.to.prepare(&insert)?;
        let Some(mut asked) = readable(self.from.prepare(&select))? else {
            return Ok(false);
        };
        let mut complete = true;
        let mut next = Some(i64::MIN);
        while let Some(from) = next {
            let mut last = None;
            let mut rows = asked.query([from])?;
            let whole = loop {
                let row = match readable(rows.next())? {
                    None => break false,
                    Some(None) => break true,
                    Some(Some(row)) => row,
                };
                last = Some(row.get::<_, i64>(0)?);
                let came = match values(row, 1..columns.len() + 1) {
                    // One that its own table does not take is none that was stored like this.
                    Some(values) => insert.execute(params_from_iter(values))? > 0,
                    None => false,
                };
                complete &= came;
                self.step()?;
            };
            drop(rows);
            complete &= whole;
            next = if whole {
                None
            } else {
                self.beyond(&select, last.map_or(from, |last| last.saturating_add(1)))?
            };
        }
        Ok(complete)
    }

    /// From which row on it can be read again, at `from` or after; nothing where that is nowhere.
    fn beyond(&self, select: &str, from: i64) -> Result<Option<i64>> {
        let mut probe = self.from.prepare(&format!("{select} LIMIT 1"))?;
        // Rows are numbered from one.
        let (mut at, mut step) = (from.max(0), 1_i64);
        loop {
            self.report.cancel.check()?;
            let mut rows = probe.query([at])?;
            if readable(rows.next())?.is_some() {
                return Ok(Some(at));
            }
            drop(rows);
            if at - from.max(0) > NEAR {
                step = step.saturating_mul(2);
            }
            let Some(further) = at.checked_add(step) else {
                return Ok(None);
            };
            at = further;
        }
    }

    fn step(&mut self) -> Result<()> {
        *self.done += 1;
        if self.done.is_multiple_of(TOLD) {
            let report = self.report;
            report.step("progress.salvage_rows", *self.done, self.total)?;
        }
        Ok(())
    }
}

/// What a row holds; nothing where any of it stood on a page that did not come.
fn values(row: &Row<'_>, columns: std::ops::Range<usize>) -> Option<Vec<Value>> {
    let values = columns.map(|at| row.get::<_, Value>(at));
    // Text that is none does not read.
    let values = values.collect::<rusqlite::Result<Vec<_>>>().ok()?;
    (!ends_lost(&values) && !values.iter().any(holds_lost)).then_some(values)
}

/// Whether the bytes of a blob are those of a page that did not come.
fn holds_lost(value: &Value) -> bool {
    let Value::Blob(bytes) = value else {
        return false;
    };
    let mut run = 0;
    bytes.iter().any(|byte| {
        run = if *byte == LOST { run + 1 } else { 0 };
        run >= RUN
    })
}

/// Whether a row that may go on beyond its own page ends in such bytes: only its end may stand on that page.
fn ends_lost(values: &[Value]) -> bool {
    let length = values.iter().map(|value| match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        _ => 0,
    });
    if length.sum::<usize>() < LONG {
        return false;
    }
    // These take no room behind the head of a row.
    let bare = |value: &&Value| matches!(value, Value::Null | Value::Integer(0 | 1));
    match values.iter().rev().find(|value| !bare(value)) {
        Some(Value::Integer(number)) => *number == -1,
        Some(Value::Blob(bytes)) => bytes.ends_with(&[LOST; 4]),
        _ => false,
    }
}

/// What a statement answers; nothing where it came upon a page that is not there.
pub(super) fn readable<T>(asked: rusqlite::Result<T>) -> Result<Option<T>> {
    match asked {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn names(sql: &Connection, query: &str, table: &str) -> Result<Vec<String>> {
    let table = table.trim_matches('"');
    let mut asked = sql.prepare(query)?;
    let names = asked.query_map([table], |row| row.get::<_, String>(0))?;
    Ok(names
        .map(|name| name.map(|name| quoted(&name)))
        .collect::<rusqlite::Result<_>>()?)
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stood_on_a_page_that_did_not_come_is_told_from_what_was_stored() {
        let text = || Value::Text("字".repeat(200));
        let blob = |bytes: &[u8]| Value::Blob(bytes.to_vec());
        assert!(holds_lost(&blob(&[LOST; RUN])));
        assert!(!holds_lost(&blob(&[LOST; RUN - 1])));
        assert!(ends_lost(&[text(), Value::Integer(-1), Value::Null]));
        assert!(ends_lost(&[text(), blob(&[7, LOST, LOST, LOST, LOST])]));
        assert!(!ends_lost(&[text(), Value::Integer(1_700_000)]));
        assert!(!ends_lost(&[
            Value::Text("short".into()),
            Value::Integer(-1)
        ]));
    }

    /// Copies the notes of a database of which one page is lost. Whether that was told to be all, and they.
    fn copied(pages: &[u8], page: usize, size: usize) -> Option<(bool, Vec<(i64, String)>)> {
        let room = tempfile::tempdir().unwrap();
        let file = room.path().join("wreck.db");
        let mut pages = pages.to_vec();
        pages.chunks_mut(size).nth(page)?.fill(LOST);
        std::fs::write(&file, pages).unwrap();
        let (from, to) = (
            Connection::open(&file).unwrap(),
            Connection::open_in_memory().unwrap(),
        );
        to.execute_batch(NOTES).unwrap();
        let copying = Copying {
            from: &from,
            to: &to,
            table: &quoted("note"),
            report: &Report::silent(),
            done: &mut 0,
            total: None,
        };
        let whole = copying.copy().ok()?;
        let mut asked = to.prepare("SELECT id, body FROM note ORDER BY id").unwrap();
        let notes = asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        Some((whole, notes.unwrap().map(Result::unwrap).collect()))
    }

    const NOTES: &str = "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT, at INTEGER) STRICT";

    #[test]
    fn a_long_note_comes_as_it_was_or_not_at_all_whichever_page_is_lost() {
        let room = tempfile::tempdir().unwrap();
        let file = room.path().join("notes.db");
        let made = Connection::open(&file).unwrap();
        made.execute_batch(NOTES).unwrap();
        let long = |n: usize| "客户来电说要换货".repeat(n);
        let all: Vec<(i64, String)> = [3, 1_000, 3, 200, 2_500, 3]
            .into_iter()
            .zip(1..)
            .map(|(n, id)| (id, long(n)))
            .collect();
        for (id, body) in &all {
            let at = 1_790_000_000_000_i64;
            made.execute("INSERT INTO note VALUES (?1, ?2, ?3)", (id, body, at))
                .unwrap();
        }
        let size: usize = made
            .query_row("PRAGMA page_size", [], |row| row.get::<_, i64>(0))
            .unwrap()
            .try_into()
            .unwrap();
        made.close().unwrap();
        let pages = std::fs::read(&file).unwrap();
        let mut some = 0;
        for page in 2..pages.len() / size {
            let (whole, notes) = copied(&pages, page, size).unwrap();
            assert!(notes.iter().all(|note| all.contains(note)), "{page}");
            assert_eq!(whole, notes.len() == all.len(), "{page}");
            some += usize::from(notes.len() == all.len() - 1);
        }
        assert!(some > 10, "of most pages a single note hangs: {some}");
    }
}
