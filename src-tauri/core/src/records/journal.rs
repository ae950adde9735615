//! The journal: what every write did, in the same transaction; undo, redo and history read it.
//!
//! An undone step's own entries, reversed, are what undoing it means; redoing reverses the entries
//! of the undo. Both are writes like any other and stand in the journal themselves, so a restart
//! changes nothing.

use std::ops::Range;

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::catalog::Catalog;
use super::query::quoted;
pub use super::step::{Act, StepState, last_step, mark_of};
use crate::base::error::{Error, Kind, Result};
use crate::base::{Change, Id, Report};
use crate::vault::{Read, Write};

/// What can be undone and redone next: the message keys of the steps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct HistoryState {
    /// The step that undo would take back.
    pub undo: Option<String>,
    /// The step that redo would bring again.
    pub redo: Option<String>,
}

fn damaged(why: impl Into<String>) -> Error {
    Error::new(Kind::Damaged, "error.database_damaged").caused_by(why.into())
}

/// Columns and what they hold.
pub(crate) type Columns = Vec<(String, Sql)>;

/// Writes the entries of one step.
pub(super) struct Writer {
    seq: i64,
    item: i64,
    /// The step's name while it has no entry: one that changes nothing is no step to undo.
    unopened: Option<String>,
}

impl Writer {
    /// The step `op`; from its first entry on, what was undone before can no longer be redone.
    pub(super) fn step(tx: &Write<'_>, op: &str) -> Self {
        Self {
            seq: tx.seq(),
            item: 0,
            unopened: Some(op.to_owned()),
        }
    }

    /// More of the step this write has begun; or the step `op`, where it has begun none.
    pub(super) fn more(tx: &Write<'_>, op: &str) -> Result<Self> {
        let seq = tx.seq();
        let begun: Option<i64> = tx
            .sql()
            .prepare_cached(
                "SELECT (SELECT coalesce(max(item), -1) FROM journal_entry WHERE seq = ?1)
                 FROM journal WHERE seq = ?1",
            )?
            .query_row([seq], |row| row.get(0))
            .optional()?;
        Ok(match begun {
            Some(last) => Self {
                seq,
                item: last + 1,
                unopened: None,
            },
            None => Self::step(tx, op),
        })
    }

    fn open(tx: &mut Write<'_>, op: &str, state: StepState, target: Option<i64>) -> Result<Self> {
        let seq = tx.seq();
        tx.sql()
            .prepare_cached(
                "INSERT INTO journal (seq, at, actor, op, state, target)
                 VALUES (?, ?, 'me', ?, ?, ?)",
            )?
            .execute(params![seq, tx.now(), op, state, target])?;
        tx.note_journalled();
        Ok(Self {
            seq,
            item: 0,
            unopened: None,
        })
    }

    pub(super) fn entry(
        &mut self,
        tx: &mut Write<'_>,
        entity: &str,
        id: Id,
        act: Act,
        before: Option<&Columns>,
        after: Option<&Columns>,
    ) -> Result<()> {
        if let Some(op) = self.unopened.take() {
            // Looked for first: an update gathers what it will change in a table of its own, which
            // is made even where there is nothing, as nearly always.
            if top(tx, UNDONE)?.is_some() {
                tx.sql()
                    .prepare_cached("UPDATE journal SET state = 'dropped' WHERE state = 'undone'")?
                    .execute([])?;
            }
            Self::open(tx, &op, StepState::Done, None)?;
        }
        tx.sql()
            .prepare_cached(
                "INSERT INTO journal_entry (seq, item, entity, id, act, before, after)
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                self.seq,
                self.item,
                entity,
                id,
                act,
                before.map(to_json),
                after.map(to_json)
            ])?;
        self.item += 1;
        let change = Change {
            entity: entity.to_owned(),
            id,
            kind: act.change(),
        };
        match after {
            Some(after) if act == Act::Update => {
                let columns = after.iter().map(|(name, _)| name.clone()).collect();
                tx.record_edit(change, columns);
            }
            _ => tx.record(change),
        }
        Ok(())
    }
}

fn to_json(columns: &Columns) -> String {
    let mut map = Map::new();
    for (column, value) in columns {
        let value = match value {
            Sql::Null => Json::Null,
            Sql::Integer(v) => Json::from(*v),
            Sql::Real(v) => Json::from(*v),
            Sql::Text(v) => Json::from(v.as_str()),
            Sql::Blob(v) => Json::Array(v.iter().map(|byte| Json::from(*byte)).collect()),
        };
        map.insert(column.clone(), value);
    }
    Json::Object(map).to_string()
}

pub(super) fn from_json(text: &str) -> Result<Columns> {
    let map: Map<String, Json> = serde_json::from_str(text).map_err(|e| damaged(e.to_string()))?;
    map.into_iter()
        .map(|(column, value)| {
            let value = match value {
                Json::Null => Sql::Null,
                Json::Number(v) => match v.as_i64() {
                    Some(v) => Sql::Integer(v),
                    None => Sql::Real(v.as_f64().unwrap_or_default()),
                },
                Json::String(v) => Sql::Text(v),
                Json::Array(bytes) => Sql::Blob(
                    bytes
                        .iter()
                        .map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok()))
                        .collect::<Option<Vec<u8>>>()
                        .ok_or_else(|| damaged("journal holds no bytes"))?,
                ),
                _ => return Err(damaged("journal holds no column")),
            };
            Ok((column, value))
        })
        .collect()
}

struct Entry {
    entity: String,
    id: Id,
    act: Act,
    before: Option<Columns>,
    after: Option<Columns>,
}

fn entries(read: &Read<'_>, seq: i64) -> Result<Vec<Entry>> {
    let mut find = read.sql().prepare_cached(
        "SELECT entity, id, act, before, after FROM journal_entry WHERE seq = ? ORDER BY item DESC",
    )?;
    let mut rows = find.query([seq])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let columns = |at| -> Result<Option<Columns>> {
            row.get::<_, Option<String>>(at)?
                .as_deref()
                .map(from_json)
                .transpose()
        };
        entries.push(Entry {
            entity: row.get(0)?,
            id: row.get(1)?,
            act: row.get(2)?,
            before: columns(3)?,
            after: columns(4)?,
        });
    }
    Ok(entries)
}

/// What can be undone and redone next.
///
/// # Errors
/// When the database fails.
pub fn state(read: &Read<'_>) -> Result<HistoryState> {
    Ok(HistoryState {
        undo: top(read, DONE)?.map(|(_, op)| op),
        redo: top(read, UNDONE)?.map(|(_, op)| op),
    })
}

/// The step that undo would take back: the user's last before those that are undone, found by walking
/// back from there. An index of what is done would be one more page to write with each edit.
const DONE: &str = "SELECT seq, op FROM journal
    WHERE state = 'done' AND actor = 'me' AND seq < coalesce(
      (SELECT seq FROM journal WHERE state = 'undone' ORDER BY seq LIMIT 1), 9223372036854775807)
    ORDER BY seq DESC LIMIT 1";

/// The step that redo would bring again.
const UNDONE: &str = "SELECT seq, op FROM journal WHERE state = 'undone' ORDER BY seq LIMIT 1";

fn top(read: &Read<'_>, asked: &str) -> Result<Option<(i64, String)>> {
    Ok(read
        .sql()
        .prepare_cached(asked)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// What stands so far was laid there by the program: a new vault's furniture. It stays in the journal, from which each
/// step can be taken back, and is not what undo takes back: nobody has done anything yet.
///
/// # Errors
/// When the database fails.
pub fn furnished(tx: &mut Write<'_>) -> Result<()> {
    tx.sql()
        .prepare_cached("UPDATE journal SET actor = 'Steward'")?
        .execute([])?;
    Ok(())
}

/// A step of more entries than this tells how far its taking back is.
const MANY: usize = 2_000;
/// So many of them lie between two words about that.
const BETWEEN: usize = 200;

/// Whether what undo, or with `redo` that, would do next takes longer than one waits without a word.
///
/// # Errors
/// When the database fails.
pub fn is_long(read: &Read<'_>, redo: bool) -> Result<bool> {
    let Some((seq, _)) = top(read, if redo { UNDONE } else { DONE })? else {
        return Ok(false);
    };
    // Bringing again goes by the entries of the taking back, which are as many.
    let many = i64::try_from(MANY).map_err(Error::internal)?;
    Ok(read
        .sql()
        .prepare_cached("SELECT 1 FROM journal_entry WHERE seq = ? LIMIT 1 OFFSET ?")?
        .exists([seq, many])?)
}

/// Takes back the latest step that stands; says which, or nothing when there is none.
///
/// # Errors
/// When the database fails; [`Kind::Cancelled`], and nothing is taken back then.
pub fn undo(tx: &mut Write<'_>, catalog: &Catalog, report: &Report) -> Result<Option<String>> {
    let Some((seq, op)) = top(tx, DONE)? else {
        return Ok(None);
    };
    reverse(tx, catalog, &op, (StepState::Undo, seq, seq), report)?;
    set_state(tx, seq, StepState::Undone)?;
    Ok(Some(op))
}

/// Brings again the step that was taken back last; says which, or nothing when there is none.
///
/// # Errors
/// As for [`undo`].
pub fn redo(tx: &mut Write<'_>, catalog: &Catalog, report: &Report) -> Result<Option<String>> {
    let Some((seq, op)) = top(tx, UNDONE)? else {
        return Ok(None);
    };
    let undone: i64 = tx
        .sql()
        .prepare_cached(
            "SELECT seq FROM journal WHERE seq > ?1 AND state = 'undo' AND target = ?1
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([seq], |row| row.get(0))?;
    reverse(tx, catalog, &op, (StepState::Redo, undone, seq), report)?;
    set_state(tx, seq, StepState::Done)?;
    Ok(Some(op))
}

fn set_state(tx: &mut Write<'_>, seq: i64, state: StepState) -> Result<()> {
    tx.sql()
        .prepare_cached("UPDATE journal SET state = ? WHERE seq = ?")?
        .execute(params![state, seq])?;
    Ok(())
}

/// Does the opposite of the entries of `seq`, last first, as a step of its own.
fn reverse(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    op: &str,
    (state, seq, target): (StepState, i64, i64),
    report: &Report,
) -> Result<()> {
    let mut writer = Writer::open(tx, op, state, Some(target))?;
    // Within one step a child may be unmade after its parent: look at references at the end.
    tx.sql().execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let entries = entries(tx, seq)?;
    let of = entries.len();
    for (done, entry) in entries.into_iter().enumerate() {
        if of > MANY && done.is_multiple_of(BETWEEN) {
            report.step("progress.undo", done as u64, Some(of as u64))?;
        }
        let table = quoted(catalog.entity(&entry.entity)?.key);
        match entry.act {
            Act::Create => {
                let whole = whole_row(tx, &table, entry.id)?;
                tx.sql()
                    .prepare_cached(&format!("DELETE FROM {table} WHERE id = ?"))?
                    .execute([entry.id])?;
                writer.entry(tx, &entry.entity, entry.id, Act::Erase, Some(&whole), None)?;
            }
            Act::Erase => {
                let whole = entry
                    .before
                    .ok_or_else(|| damaged("an erasure without its row"))?;
                insert(tx, &entry.entity, &whole)?;
                writer.entry(tx, &entry.entity, entry.id, Act::Create, None, None)?;
            }
            Act::Update | Act::Delete | Act::Restore => {
                let before = entry
                    .before
                    .ok_or_else(|| damaged("an edit without what was"))?;
                set(tx, &table, entry.id, &before)?;
                let act = match entry.act {
                    Act::Delete => Act::Restore,
                    Act::Restore => Act::Delete,
                    _ => Act::Update,
                };
                writer.entry(
                    tx,
                    &entry.entity,
                    entry.id,
                    act,
                    entry.after.as_ref(),
                    Some(&before),
                )?;
            }
        }
    }
    Ok(())
}

fn whole_row(read: &Read<'_>, table: &str, id: Id) -> Result<Columns> {
    // Not a statement kept from before: its columns are those the table had then.
    let mut find = read
        .sql()
        .prepare(&format!("SELECT * FROM {table} WHERE id = ?"))?;
    let names: Vec<String> = find.column_names().map(str::to_owned).collect();
    find.query_row([id], |row| {
        names
            .iter()
            .enumerate()
            .map(|(at, name)| Ok((name.clone(), row.get(at)?)))
            .collect()
    })
    .optional()?
    .ok_or_else(|| Error::new(Kind::NotFound, "error.record_gone"))
}

/// Puts a new row into the table of an entity.
pub(super) fn insert(tx: &Write<'_>, table: &str, columns: &Columns) -> Result<()> {
    // Written piece by piece into one text: a big sheet comes this way a hundred thousand times.
    let mut sql = String::with_capacity(64 + 24 * columns.len());
    sql.push_str("INSERT INTO \"");
    sql.push_str(table);
    let mut before = "\" (\"";
    for (name, _) in columns {
        sql.push_str(before);
        sql.push_str(name);
        before = "\", \"";
    }
    sql.push_str("\") VALUES (?");
    for _ in columns.iter().skip(1) {
        sql.push_str(", ?");
    }
    sql.push(')');
    tx.sql()
        .prepare_cached(&sql)?
        .execute(rusqlite::params_from_iter(
            columns.iter().map(|(_, value)| value),
        ))?;
    Ok(())
}

/// Puts `columns` into the record; its revision still grows, so that nobody mistakes it for the
/// one they saw.
fn set(tx: &mut Write<'_>, table: &str, id: Id, columns: &Columns) -> Result<()> {
    let names: Vec<_> = columns
        .iter()
        .map(|(name, _)| format!("{} = ?", quoted(name)))
        .collect();
    let mut bound: Vec<Sql> = columns.iter().map(|(_, value)| value.clone()).collect();
    bound.push(Sql::Blob(id.bytes().to_vec()));
    let touched = tx
        .sql()
        .prepare_cached(&format!(
            "UPDATE {table} SET {}, rev = rev + 1 WHERE id = ?",
            names.join(", ")
        ))?
        .execute(rusqlite::params_from_iter(bound))?;
    if touched == 0 {
        return Err(Error::new(Kind::NotFound, "error.record_gone"));
    }
    Ok(())
}

/// One edit of one field of a record, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// When, ms UTC.
    pub at: i64,
    /// The message key of the step.
    pub op: String,
    /// The columns that changed, before and after.
    pub columns: Vec<(String, Sql, Sql)>,
}

/// The edits of a record at `times` (ms UTC), newest first.
///
/// # Errors
/// When the database fails.
pub fn edits(read: &Read<'_>, id: Id, times: &Range<i64>) -> Result<Vec<FieldChange>> {
    let mut find = read.sql().prepare_cached(
        "SELECT j.at, j.op, e.before, e.after FROM journal_entry e JOIN journal j USING (seq)
         WHERE e.id = ? AND e.act <> 'create' AND e.act = 'update' AND j.at >= ? AND j.at < ?
         ORDER BY e.seq DESC",
    )?;
    let mut rows = find.query(params![id, times.start, times.end])?;
    let mut edits = Vec::new();
    while let Some(row) = rows.next()? {
        let old = from_json(&row.get::<_, String>(2)?)?;
        let new = from_json(
            &row.get::<_, Option<String>>(3)?
                .unwrap_or_else(|| "{}".into()),
        )?;
        let columns = old
            .into_iter()
            .map(|(column, was)| {
                let is = new
                    .iter()
                    .find(|(name, _)| *name == column)
                    .map_or(Sql::Null, |(_, value)| value.clone());
                (column, was, is)
            })
            .collect();
        edits.push(FieldChange {
            at: row.get(0)?,
            op: row.get(1)?,
            columns,
        });
    }
    Ok(edits)
}

/// What a record pointed at by `column` before this write, or within it.
///
/// # Errors
/// When the database fails.
pub fn pointed_before(read: &Read<'_>, id: Id, column: &str) -> Result<Vec<Id>> {
    let mut find = read.sql().prepare_cached(
        "SELECT before FROM journal_entry WHERE id = ? AND +seq = ? AND act <> 'create'
           AND before IS NOT NULL",
    )?;
    let mut rows = find.query(params![id, read.commit_seq()?.saturating_add(1)])?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        let held = from_json(&row.get::<_, String>(0)?)?;
        for (name, value) in held {
            if let (true, Sql::Blob(bytes)) = (name == column, value) {
                ids.push(super::value::id_of(&bytes)?);
            }
        }
    }
    Ok(ids)
}

/// Which records changed after the write `seq`, each once and at most `most`, and up to which
/// write that is.
///
/// # Errors
/// When the database fails.
pub fn touched_since(read: &Read<'_>, seq: i64, most: usize) -> Result<(Vec<(String, Id)>, i64)> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT DISTINCT entity, id FROM journal_entry WHERE seq > ? LIMIT ?")?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let touched = find
        .query_map([seq, most], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok((touched, read.commit_seq()?))
}

/// How many steps that stand were made after each of the writes `seqs`; nothing for one that was
/// not made here yet.
///
/// # Errors
/// When the database fails.
pub fn steps_since(read: &Read<'_>, seqs: &[i64]) -> Result<Vec<Option<u32>>> {
    let Some(first) = seqs.iter().min() else {
        return Ok(Vec::new());
    };
    let mut find = read
        .sql()
        .prepare_cached("SELECT seq FROM journal WHERE seq > ? AND state = 'done' ORDER BY seq")?;
    let steps: Vec<i64> = find
        .query_map([first], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let now = read.commit_seq()?;
    let since = |seq: &i64| {
        let before = steps.partition_point(|step| step <= seq);
        u32::try_from(steps.len() - before).ok()
    };
    let known = |seq: &&i64| **seq <= now;
    Ok(seqs
        .iter()
        .map(|seq| Some(seq).filter(known).and_then(since))
        .collect())
}

/// Of which records of `entity` a `column` was changed after the write `seq`, and what it held
/// before; of a record that was erased, what it held last.
///
/// # Errors
/// When the database fails.
pub fn held_before(
    read: &Read<'_>,
    seq: i64,
    entity: &str,
    column: &str,
) -> Result<Vec<(Id, Sql)>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id, before FROM journal_entry WHERE seq > ?1 AND entity = ?2
         AND json_type(before, '$.' || ?3) IS NOT NULL",
    )?;
    let mut rows = find.query(params![seq, entity, column])?;
    let mut held = Vec::new();
    while let Some(row) = rows.next()? {
        let before = from_json(&row.get::<_, String>(1)?)?;
        if let Some((_, was)) = before.into_iter().find(|(name, _)| name == column) {
            held.push((row.get(0)?, was));
        }
    }
    Ok(held)
}

/// What a `column` held in the records of `entity` that were taken back and can be brought again.
///
/// # Errors
/// When the database fails.
pub fn erased(read: &Read<'_>, entity: &str, column: &str) -> Result<Vec<Sql>> {
    let mut find = read.sql().prepare_cached(
        // From the first that is undone, as a rule none, for the steps are many and the entries more.
        "SELECT e.before FROM journal taken CROSS JOIN journal done CROSS JOIN journal_entry e
         WHERE taken.seq > (SELECT seq FROM journal WHERE state = 'undone' ORDER BY seq LIMIT 1)
           AND taken.state = 'undo' AND done.seq = taken.target AND done.state = 'undone'
           AND e.seq = taken.seq AND e.act = 'erase' AND e.entity = ?",
    )?;
    let mut rows = find.query([entity])?;
    let mut held = Vec::new();
    while let Some(row) = rows.next()? {
        let before = from_json(&row.get::<_, String>(0)?)?;
        held.extend(before.into_iter().find(|(name, _)| name == column));
    }
    Ok(held.into_iter().map(|(_, was)| was).collect())
}
