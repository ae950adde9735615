//! A conversation that was begun in a customer's box and not logged yet. It is no record: nobody else sees it,
//! it is no step of undo, and it goes when it is logged or thrown away.

use serde::{Deserialize, Serialize};

use crate::records::value::Ref;

/// A day and a time as they are typed; both may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct TypedMoment {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// The time, `HH:MM`.
    pub time: String,
}

/// What stands in the box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct NoteDraft {
    /// What was said.
    pub text: String,
    /// The kind of conversation.
    pub kind: String,
    /// With whom.
    pub contacts: Vec<Ref>,
    /// When it took place; nothing is now.
    pub at: Option<TypedMoment>,
    /// How it went, by code of `activity_result`; a draft of before does not say.
    #[serde(default)]
    pub result: Option<String>,
    /// How long, minutes.
    #[serde(default)]
    pub duration_min: Option<i32>,
    /// What follows.
    pub next: String,
    /// By when.
    pub due: TypedMoment,
    /// It is confidential.
    #[serde(default)]
    pub confidential: bool,
}
