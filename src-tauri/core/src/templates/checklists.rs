//! The checklists of a template: the list and its steps, as a vault has them.

use serde::{Deserialize, Serialize};

use super::choices::Codes;
use super::file::{Template, Words};
use super::ops::called;
use crate::base::Result;
use crate::records::labels::Language;
use crate::records::value::Value;
use crate::records::{Batch, Catalog, Record, rows};
use crate::vault::Read;

/// So many lists, and steps of one, are carried.
const MOST: u32 = 500;

/// A checklist as the file says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checklist {
    pub(super) name: Words,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default = "yes")]
    active: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    /// In their order.
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Step {
    name: Words,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offset_days: Option<i64>,
    #[serde(default)]
    working_days: bool,
    #[serde(default)]
    each_below: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    priority: Option<String>,
}

fn yes() -> bool {
    true
}

/// What the lists of the vault are called.
pub(super) fn names(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<String>> {
    let lists = rows::list(read, catalog, catalog.entity("checklist")?, "1", &[], MOST)?;
    Ok(lists.iter().filter_map(|one| text(one, "name")).collect())
}

/// Adds those that are not there; `there` says of each in turn.
pub(super) fn bring(
    batch: &mut Batch<'_, '_>,
    template: &Template,
    codes: &Codes,
    language: Language,
    mut there: impl FnMut() -> bool,
) -> Result<()> {
    for list in &template.checklists {
        if there() {
            continue;
        }
        let code = |of: &str, said: &Option<String>| {
            let said = said.as_deref().map(|code| codes.of(of, code));
            said.map_or(Value::Null, Value::choice)
        };
        let words = |text: &Option<String>| Value::text(text.clone().unwrap_or_default());
        let values = [
            ("name", Value::text(list.name.told(language))),
            ("note", words(&list.note)),
            ("active", Value::Bool(list.active)),
            ("purpose", code("checklist_purpose", &list.purpose)),
        ];
        let id = batch.create("checklist", None, values)?;
        for (seq, step) in (1..).zip(&list.steps) {
            let values = [
                ("checklist", Value::to(id)),
                ("seq", Value::Number(seq)),
                ("name", Value::text(step.name.told(language))),
                ("note", words(&step.note)),
                (
                    "offset_days",
                    step.offset_days.map_or(Value::Null, Value::Number),
                ),
                ("working_days", Value::Bool(step.working_days)),
                ("each_below", Value::Bool(step.each_below)),
                ("kind", code("task_kind", &step.kind)),
                ("priority", code("priority", &step.priority)),
            ];
            batch.create("checklist_item", None, values)?;
        }
    }
    Ok(())
}

/// Those of the vault.
pub(super) fn of_vault(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<Checklist>> {
    let lists = rows::list(read, catalog, catalog.entity("checklist")?, "1", &[], MOST)?;
    let item = catalog.entity("checklist_item")?;
    let mut all = Vec::new();
    for list in lists {
        let mut steps = rows::list(read, catalog, item, "checklist = ?", &[&list.id], MOST)?;
        steps.sort_by_key(|step| whole(step, "seq"));
        all.push(Checklist {
            name: Words::One(text(&list, "name").unwrap_or_default()),
            note: text(&list, "note"),
            active: *list.get("active") != Value::Bool(false),
            purpose: choice(&list, "purpose"),
            steps: steps.iter().map(step_of).collect(),
        });
    }
    Ok(all)
}

fn step_of(step: &Record) -> Step {
    let is = |key: &str| *step.get(key) == Value::Bool(true);
    Step {
        name: Words::One(text(step, "name").unwrap_or_default()),
        note: text(step, "note"),
        offset_days: whole(step, "offset_days"),
        working_days: is("working_days"),
        each_below: is("each_below"),
        kind: choice(step, "kind"),
        priority: choice(step, "priority"),
    }
}

/// Whether one of these names is the list's.
pub(super) fn is_there(list: &Checklist, names: &[String]) -> bool {
    names.iter().any(|name| called(&list.name, name))
}

fn text(record: &Record, key: &str) -> Option<String> {
    let text = record.get(key).as_text()?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn choice(record: &Record, key: &str) -> Option<String> {
    match record.get(key) {
        Value::Choice(code) => Some(code.clone()),
        _ => None,
    }
}

fn whole(record: &Record, key: &str) -> Option<i64> {
    match record.get(key) {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}
