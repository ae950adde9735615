//! The template's file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::checklists::Checklist;
use super::views::View;
use crate::base::error::{Error, Kind, Result};
use crate::records::labels::Language;
use crate::records::value::FieldKind;

/// The newest form of the file this program knows.
pub(super) const FORMAT: u32 = 1;

/// No template is larger.
const MOST: usize = 1 << 20;

/// Words of a template: in both languages, or as somebody wrote them in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Words {
    One(String),
    Both { zh: String, en: String },
}

impl Words {
    pub(super) fn told(&self, language: Language) -> &str {
        match (self, language) {
            (Self::One(text), _) | (Self::Both { zh: text, .. }, Language::Zh) => text,
            (Self::Both { en, .. }, Language::En) => en,
        }
    }
    /// Every way it is written.
    pub(super) fn all(&self) -> Vec<&str> {
        match self {
            Self::One(text) => vec![text],
            Self::Both { zh, en } => vec![zh, en],
        }
    }
}

/// A template as its file says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    pub(super) format: u32,
    pub(super) key: String,
    pub(super) name: Words,
    pub(super) about: Words,
    #[serde(default)]
    pub(super) fields: Vec<Field>,
    #[serde(default)]
    pub(super) choices: Vec<NewChoice>,
    #[serde(default)]
    pub(super) rhythms: Vec<Rhythm>,
    #[serde(default)]
    pub(super) numbering: Vec<Rule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) checklists: Vec<Checklist>,
    /// Codes in the user's order, by list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) orders: BTreeMap<String, Vec<String>>,
    /// Fields to be shown in a table, by entity: ids of this file or keys of the program.
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) views: Vec<View>,
    /// Modules that nobody in the industry uses, by key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) hidden: Vec<String>,
    /// Fields of the program that only some kinds of unit have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) limits: Vec<Limit>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Limit {
    pub(super) field: String,
    pub(super) kinds: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Field {
    pub(super) id: String,
    pub(super) entity: String,
    pub(super) kind: FieldKind,
    pub(super) label: Words,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<Words>,
    #[serde(default)]
    pub(super) section: String,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) target: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) kinds: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) choices: Vec<FieldChoice>,
    /// Other fields of the file stand in it as `{id}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) formula: Option<String>,
    #[serde(default)]
    pub(super) importance: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stale_after_days: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NewChoice {
    pub(super) list: String,
    #[serde(flatten)]
    pub(super) is: ChoiceShape,
}

/// What a choice is, with all the user said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ChoiceShape {
    /// By which rhythms, kinds and orders of the file know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
    /// Nothing for a choice of the program's that keeps its word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) label: Option<Words>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) colour: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) retired: bool,
}

/// A choice of a field: by its name, or with all that was said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum FieldChoice {
    Named(Words),
    Whole(ChoiceShape),
}

impl FieldChoice {
    pub(super) fn shape(&self) -> ChoiceShape {
        match self {
            Self::Whole(shape) => shape.clone(),
            Self::Named(label) => ChoiceShape {
                label: Some(label.clone()),
                ..ChoiceShape::default()
            },
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rhythm {
    pub(super) name: Words,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) level: Option<String>,
    pub(super) ideal_days: u32,
    pub(super) latest_days: u32,
    /// Which contacts count, by code; all of them where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) kinds: Vec<String>,
    /// Whom it is for, by one of their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) tag: Option<String>,
    #[serde(default = "yes")]
    pub(super) skip_holidays: bool,
    #[serde(default = "yes")]
    pub(super) spread: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rule {
    pub(super) entity: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<String>,
    pub(super) pattern: String,
}

impl Template {
    /// Its key; empty for one that was saved from a vault.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Reads a template's file.
///
/// # Errors
/// [`Kind::Damaged`] when it is none, [`Kind::NewerVersion`] when a newer program wrote it.
pub fn read(bytes: &[u8]) -> Result<Template> {
    #[derive(Deserialize)]
    struct Head {
        format: u32,
    }
    let damaged = |why: String| Error::new(Kind::Damaged, "error.template_damaged").caused_by(why);
    if bytes.len() > MOST {
        return Err(damaged("too large".to_owned()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Of a newer file the head alone is sure to be as it is now.
    let head: Head = serde_json::from_slice(bytes).map_err(|e| damaged(e.to_string()))?;
    if head.format > FORMAT {
        return Err(Error::new(Kind::NewerVersion, "error.template_newer"));
    }
    serde_json::from_slice(bytes).map_err(|e| damaged(e.to_string()))
}

/// The templates the program brings along.
///
/// # Errors
/// When one of them is damaged; a test holds that none is.
pub fn built_in() -> Result<Vec<Template>> {
    [
        include_bytes!("../../../../assets/templates/manufacturing.json").as_slice(),
        include_bytes!("../../../../assets/templates/finance.json"),
        include_bytes!("../../../../assets/templates/government.json"),
        include_bytes!("../../../../assets/templates/services.json"),
        include_bytes!("../../../../assets/templates/trade.json"),
    ]
    .into_iter()
    .map(read)
    .collect()
}
