//! The checklists the program offers, in both languages: taken over, they are the user's to edit.

use serde::{Deserialize, Serialize};

use crate::base::Id;
use crate::base::error::{Error, Result};
use crate::records::labels::Language;
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// A text in both languages.
#[derive(Deserialize)]
struct Words {
    zh: String,
    en: String,
}

impl Words {
    fn told(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

#[derive(Deserialize)]
struct Ours {
    purpose: String,
    name: Words,
    note: Words,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    name: Words,
    days: i64,
    #[serde(default)]
    working: bool,
    #[serde(default)]
    below: bool,
    #[serde(default)]
    kind: Option<String>,
}

/// A checklist of the program's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct OurChecklist {
    /// What it is meant for, by code: each has one of its own.
    pub purpose: String,
    /// What it is called.
    pub name: String,
    /// When to use it.
    pub note: String,
    /// What its steps are called.
    pub steps: Vec<String>,
    /// There is one so called already, in either language.
    pub there: bool,
}

fn shipped() -> Result<Vec<Ours>> {
    serde_json::from_slice(include_bytes!("../../../../../assets/checklists.json"))
        .map_err(Error::internal)
}

fn is_there(read: &Read<'_>, one: &Ours) -> Result<bool> {
    Ok(read
        .sql()
        .prepare_cached("SELECT 1 FROM checklist WHERE deleted_at IS NULL AND name IN (?1, ?2)")?
        .exists([&one.name.zh, &one.name.en])?)
}

/// What the program offers.
///
/// # Errors
/// When the database fails.
pub fn offered(read: &Read<'_>, language: Language) -> Result<Vec<OurChecklist>> {
    let told = |words: &Words| words.told(language).to_owned();
    shipped()?
        .iter()
        .map(|one| {
            Ok(OurChecklist {
                purpose: one.purpose.clone(),
                name: told(&one.name),
                note: told(&one.note),
                steps: one.steps.iter().map(|step| told(&step.name)).collect(),
                there: is_there(read, one)?,
            })
        })
        .collect()
}

/// Takes over those that are meant for `purposes` and are not there yet, in one step of undo.
///
/// # Errors
/// When the database fails.
pub fn take(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    purposes: &[String],
    language: Language,
) -> Result<Vec<Id>> {
    let mut wanted = Vec::new();
    for one in shipped()? {
        if purposes.contains(&one.purpose) && !is_there(tx, &one)? {
            wanted.push(one);
        }
    }
    if wanted.is_empty() {
        return Err(Error::invalid("purposes", "error.checklist_there"));
    }
    let mut batch = Batch::begin(tx, catalog, "op.checklist_ours")?;
    let mut made = Vec::new();
    for one in wanted {
        let values = [
            ("name", Value::text(one.name.told(language))),
            ("note", Value::text(one.note.told(language))),
            ("purpose", Value::choice(&one.purpose)),
        ];
        let checklist = batch.create("checklist", None, values)?;
        for (seq, step) in (1..).zip(&one.steps) {
            let kind = step.kind.as_deref();
            let values = [
                ("checklist", Value::to(checklist)),
                ("seq", Value::Number(seq)),
                ("name", Value::text(step.name.told(language))),
                ("offset_days", Value::Number(step.days)),
                ("working_days", Value::Bool(step.working)),
                ("each_below", Value::Bool(step.below)),
                ("kind", kind.map_or(Value::Null, Value::choice)),
            ];
            batch.create("checklist_item", None, values)?;
        }
        made.push(checklist);
    }
    Ok(made)
}
