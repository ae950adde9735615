//! What a write did, told once, after it is committed.

use serde::{Deserialize, Serialize};

use super::id::Id;

/// What befell a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Born.
    Created,
    /// Edited.
    Updated,
    /// Gone to the bin.
    Deleted,
}

/// One record touched by a write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Change {
    /// The entity's key in the catalog (`unit`, `contact`, …).
    pub entity: String,
    /// The record.
    pub id: Id,
    /// What befell it.
    pub kind: ChangeKind,
}

/// A committed write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The journal's number of the write; grows by one each time.
    pub seq: i64,
    /// The write, as `room.verb`.
    pub op: String,
    /// Its effects, in order.
    pub changes: Vec<Change>,
}
