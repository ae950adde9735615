//! The one error of the core.
//!
//! `kind` is what a caller may branch on; `key` names the sentence a person reads, which lives in
//! `assets/locales` in both languages; `values` fill its blanks. Nothing secret and nothing of a
//! record goes into `values` beyond what the user typed or chose just now.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Result with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a caller can act on. Add one only where somebody branches on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A field or argument holds what the rules refuse; `field` says which.
    Invalid,
    /// The record changed since the caller read it.
    Conflict,
    /// There is no such record, view, file or job.
    NotFound,
    /// No vault is open, or it is locked.
    Locked,
    /// The passphrase or recovery key does not fit.
    WrongSecret,
    /// A file is damaged; it was left as it is.
    Damaged,
    /// Written by a newer version; not touched.
    NewerVersion,
    /// Another program or window holds it.
    InUse,
    /// The medium is full.
    NoSpace,
    /// The folder or drive is missing, unreadable or read-only.
    Unavailable,
    /// The user stopped it; nothing was changed.
    Cancelled,
    /// A file the user chose cannot be read as what it claims to be, or is too large.
    BadFile,
    /// Our own fault, or the system's: nothing the user did.
    Internal,
}

/// What went wrong, in a form both a program and a person can use.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    key: &'static str,
    field: Option<String>,
    values: BTreeMap<&'static str, String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// An [`Error`] as it crosses to the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct WireError {
    /// What the window may branch on.
    pub kind: Kind,
    /// The message key, `error.<something>`.
    pub key: String,
    /// The field the fault is in, as `entity.field` or an argument's name.
    pub field: Option<String>,
    /// What fills the message's blanks.
    pub values: BTreeMap<String, String>,
}

impl Error {
    /// The same once more, without what caused it.
    #[must_use]
    pub(crate) fn said_again(&self) -> Self {
        Self {
            kind: self.kind,
            key: self.key,
            field: self.field.clone(),
            values: self.values.clone(),
            source: None,
        }
    }
    /// An error of `kind` that reads as message `key` (`error.…` in `assets/locales`).
    #[must_use]
    pub fn new(kind: Kind, key: &'static str) -> Self {
        Self {
            kind,
            key,
            field: None,
            values: BTreeMap::new(),
            source: None,
        }
    }
    /// A field that the rules refuse.
    #[must_use]
    pub fn invalid(field: impl Into<String>, key: &'static str) -> Self {
        Self {
            field: Some(field.into()),
            ..Self::new(Kind::Invalid, key)
        }
    }
    /// A fault of ours or the system's.
    #[must_use]
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Kind::Internal, "error.internal").caused_by(source)
    }
    /// Fills the blank `name` of the message.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and texts are handed in as they are"
    )]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.insert(name, value.to_string());
        self
    }
    /// Names the field.
    #[must_use]
    pub fn on(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
    /// Keeps the cause for the log.
    #[must_use]
    pub fn caused_by(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }
    /// What a caller can act on.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }
    /// The message key.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.key
    }
    /// The field the fault is in.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }
    /// The form that crosses to the window.
    #[must_use]
    pub fn to_wire(&self) -> WireError {
        WireError {
            kind: self.kind,
            key: self.key.to_owned(),
            field: self.field.clone(),
            values: self
                .values
                .iter()
                .map(|(k, v)| ((*k).to_owned(), v.clone()))
                .collect(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.key)?;
        if let Some(field) = &self.field {
            write!(f, " [{field}]")?;
        }
        for (name, value) in &self.values {
            write!(f, " {name}={value}")?;
        }
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Sql;
        let unread = matches!(
            source,
            rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..)
        );
        let (kind, key) = match source.sqlite_error_code() {
            // What stands there is nothing that this program wrote.
            None if unread => (Kind::Damaged, "error.database_damaged"),
            Some(Sql::DiskFull) => (Kind::NoSpace, "error.disk_full"),
            Some(Sql::ReadOnly | Sql::CannotOpen | Sql::PermissionDenied) => {
                (Kind::Unavailable, "error.folder_unwritable")
            }
            Some(Sql::DatabaseCorrupt | Sql::NotADatabase) => {
                (Kind::Damaged, "error.database_damaged")
            }
            Some(Sql::OperationInterrupted) => (Kind::Cancelled, "error.cancelled"),
            _ => (Kind::Internal, "error.internal"),
        };
        Self::new(kind, key).caused_by(source)
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        let (kind, key) = match source.kind() {
            Io::StorageFull | Io::QuotaExceeded => (Kind::NoSpace, "error.disk_full"),
            Io::NotFound => (Kind::Unavailable, "error.folder_missing"),
            Io::PermissionDenied | Io::ReadOnlyFilesystem => {
                (Kind::Unavailable, "error.folder_unwritable")
            }
            _ => (Kind::Unavailable, "error.io"),
        };
        Self::new(kind, key).caused_by(source)
    }
}
