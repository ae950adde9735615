//! The journal's own words: what became of a step, and what befell a record in it.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

use crate::base::ChangeKind;

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
