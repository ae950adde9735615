//! Identifiers: UUIDv7, made offline, sortable by the time they were made, never shown.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::clock::Timestamp;

/// The id of a record of any kind. Crosses to the window as its hyphenated text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(transparent)]
pub struct Id(#[specta(type = String)] uuid::Uuid);

impl Id {
    /// Mints an id that sorts by the time it was made, and of one instant behind those before it:
    /// what comes in together lies together in every index.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        static COUNTED: Mutex<uuid::ContextV7> = Mutex::new(uuid::ContextV7::new());
        let ms = u64::try_from(now.0).unwrap_or_default();
        let nanos = u32::try_from(ms % 1000 * 1_000_000).unwrap_or_default();
        Self(uuid::Uuid::new_v7(uuid::Timestamp::from_unix(
            &COUNTED,
            ms / 1000,
            nanos,
        )))
    }
    /// The sixteen bytes as stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
    /// From the sixteen bytes as stored.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(uuid::Uuid::from_bytes(bytes))
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Id {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl rusqlite::ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(rusqlite::types::ToSqlOutput::Borrowed(
            rusqlite::types::ValueRef::Blob(self.0.as_bytes()),
        ))
    }
}

impl rusqlite::types::FromSql for Id {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        <[u8; 16]>::column_result(value).map(Self::from_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_instant_sort_as_they_were_made() {
        let ids: Vec<Id> = (0..10_000)
            .map(|_| Id::at(Timestamp(1_700_000_000_123)))
            .collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert!(ids.last() < Some(&Id::at(Timestamp(1_700_000_000_124))));
    }
}
