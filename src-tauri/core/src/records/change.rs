//! What a caller wants changed: a [`ChangeSet`] is one step for the user and one transaction.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::value::Value;
use crate::base::Id;

/// One record's change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RecordChange {
    /// A new record.
    Create {
        /// The entity's key.
        entity: String,
        /// Its id, where the caller needs to know it beforehand.
        id: Option<Id>,
        /// Its fields.
        values: BTreeMap<String, Value>,
        /// Somebody filled in a form that asks for all that must be there, the user's own fields too;
        /// what is made without one may lack those.
        #[serde(default)]
        asked: bool,
    },
    /// Other values for some fields.
    Update {
        /// The entity's key.
        entity: String,
        /// The record.
        id: Id,
        /// The revision the caller saw.
        rev: i32,
        /// The fields that change; null empties one.
        values: BTreeMap<String, Value>,
    },
    /// Into the bin.
    Delete {
        /// The entity's key.
        entity: String,
        /// The record.
        id: Id,
        /// The revision the caller saw.
        rev: i32,
    },
}

/// Changes that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ChangeSet {
    /// The message key `op.…` that names the step in undo.
    pub label: String,
    /// The changes, in order.
    pub changes: Vec<RecordChange>,
}

impl ChangeSet {
    /// A step of one creation, as out of a form.
    #[must_use]
    pub fn create(
        label: &str,
        entity: &str,
        values: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Self {
        let values = values
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect();
        let change = RecordChange::Create {
            entity: entity.to_owned(),
            id: None,
            values,
            asked: true,
        };
        Self {
            label: label.to_owned(),
            changes: vec![change],
        }
    }
    /// A step of one edit.
    #[must_use]
    pub fn update(
        label: &str,
        entity: &str,
        id: Id,
        rev: i32,
        values: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Self {
        let values = values
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect();
        let change = RecordChange::Update {
            entity: entity.to_owned(),
            id,
            rev,
            values,
        };
        Self {
            label: label.to_owned(),
            changes: vec![change],
        }
    }
}
