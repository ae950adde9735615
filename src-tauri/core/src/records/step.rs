//! The journal's own words: what became of a step, what befell a record in it, and what tells it from others.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension, ToSql, params};
use serde::{Deserialize, Serialize};

use crate::base::ChangeKind;
use crate::base::error::Result;
use crate::vault::Read;

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// It stands.
    Done,
    /// It was taken back, and can be brought again.
    Undone,
    /// It was taken back and overtaken by another.
    Dropped,
    /// It took another back.
    Undo,
    /// It brought another again.
    Redo,
}

impl StepState {
    const ALL: [Self; 5] = [
        Self::Done,
        Self::Undone,
        Self::Dropped,
        Self::Undo,
        Self::Redo,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Undone => "undone",
            Self::Dropped => "dropped",
            Self::Undo => "undo",
            Self::Redo => "redo",
        }
    }
}

impl ToSql for StepState {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.word().into())
    }
}

impl FromSql for StepState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        known(value, &Self::ALL, Self::word)
    }
}

/// What befell a record, as the journal says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the journal's own words")]
pub enum Act {
    Create,
    Update,
    Delete,
    Restore,
    Erase,
}

impl Act {
    const ALL: [Self; 5] = [
        Self::Create,
        Self::Update,
        Self::Delete,
        Self::Restore,
        Self::Erase,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Erase => "erase",
        }
    }

    pub(super) fn change(self) -> ChangeKind {
        match self {
            Self::Create | Self::Restore => ChangeKind::Created,
            Self::Update => ChangeKind::Updated,
            Self::Delete | Self::Erase => ChangeKind::Deleted,
        }
    }
}

impl ToSql for Act {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.word().into())
    }
}

impl FromSql for Act {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        known(value, &Self::ALL, Self::word)
    }
}

/// Which of `all` the column names.
fn known<T: Copy>(
    value: ValueRef<'_>,
    all: &[T],
    word: impl Fn(T) -> &'static str,
) -> FromSqlResult<T> {
    let named = value.as_str()?;
    let found = all.iter().copied().find(|one| word(*one) == named);
    found.ok_or_else(|| FromSqlError::Other(format!("the journal says {named}").into()))
}

/// Beyond so many of its records a step is told from others all the same.
const MARKED: u32 = 100;

/// The last step there is: the number of its write, and a mark that no other step of that number bears, in
/// whatever copy of the vault.
///
/// # Errors
/// When the database fails.
pub fn last_step(read: &Read<'_>) -> Result<Option<(i64, String)>> {
    let mut find = read.sql().prepare_cached("SELECT max(seq) FROM journal")?;
    let last: Option<i64> = find.query_row([], |row| row.get(0))?;
    let Some(seq) = last else { return Ok(None) };
    Ok(mark_of(read, seq)?.map(|mark| (seq, mark)))
}

/// What tells the step that was write `seq` from those of that number in other copies; nothing where it was none.
///
/// # Errors
/// When the database fails.
pub fn mark_of(read: &Read<'_>, seq: i64) -> Result<Option<String>> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT at FROM journal WHERE seq = ?")?;
    let at: Option<i64> = find.query_row([seq], |row| row.get(0)).optional()?;
    let Some(at) = at else { return Ok(None) };
    let mut hasher = blake3::Hasher::new_derive_key("steward/1/journal-step");
    hasher.update(&seq.to_be_bytes()).update(&at.to_be_bytes());
    let mut find = read
        .sql()
        .prepare_cached("SELECT id FROM journal_entry WHERE seq = ? ORDER BY item LIMIT ?")?;
    let mut entries = find.query(params![seq, MARKED])?;
    while let Some(row) = entries.next()? {
        // What a kind of record is called may be another one day; whose step it was stays.
        hasher.update(&row.get::<_, Vec<u8>>(0)?);
    }
    Ok(Some(hasher.finalize().to_hex().to_string()))
}
