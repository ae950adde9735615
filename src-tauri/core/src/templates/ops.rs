//! What a template would add to a vault, adding it, and making one out of a vault.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::checklists;
use super::choices::{self, Codes, Standing};
use super::file::{FORMAT, Field, Limit, NewChoice, Rhythm, Rule, Template, Words};
use super::views;
use crate::base::error::Result;
use crate::base::words;
use crate::fields::limit::{is_free, limit_in, limits};
use crate::fields::numbering;
use crate::fields::ops::{NewField, define, edit};
use crate::fields::{FieldShape, current, in_turn, states};
use crate::records::labels::{self, Language};
use crate::records::value::{FieldKind as K, Value};
use crate::records::{Batch, Catalog, FieldLimit, rows};
use crate::settings::{
    self,
    modules::{self, Hidden},
    views::{SavedView, all as saved_views},
};
use crate::vault::{Read, Write};

/// What an item of a template is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the thing's own words")]
pub enum TemplatePart {
    Field,
    Choice,
    Rhythm,
    Numbering,
    Checklist,
    Hidden,
    Limit,
    View,
}

/// One thing a template brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct TemplateItem {
    /// What it is.
    pub what: TemplatePart,
    /// The entity or the list it is for.
    pub of: String,
    /// What it is called.
    pub label: String,
    /// The kind of a field.
    pub kind: Option<K>,
    /// There is one so called already, and it stays as it is.
    pub there: bool,
}

/// What a template would add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct TemplatePlan {
    /// Its key; empty for a file that has none.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// What it brings, in its order.
    pub items: Vec<TemplateItem>,
}

/// The setting under which the window keeps how tables were left, and the names of the tables.
const VIEWS: &str = "views";
const TABLES: [(&str, &str); 2] = [("unit", "customers"), ("contact", "people")];

/// The list a field's kinds and a numbering's kind are of.
const UNIT_KIND: &str = "unit_kind";

/// What `template` would add to the vault.
///
/// # Errors
/// When the database fails.
pub fn plan(
    read: &Read<'_>,
    catalog: &Catalog,
    template: &Template,
    language: Language,
) -> Result<TemplatePlan> {
    let mut items = Vec::new();
    let own = states(read, catalog, language)?;
    for field in &template.fields {
        let is = |other: &str| called(&field.label, other);
        let mine = own
            .iter()
            .any(|one| one.entity == field.entity && !one.shape.retired && is(&one.shape.label));
        items.push(TemplateItem {
            what: TemplatePart::Field,
            of: field.entity.clone(),
            label: field.label.told(language).to_owned(),
            kind: Some(field.kind),
            there: mine || built_in_field(catalog, &field.entity, &field.label).is_some(),
        });
    }
    let mut codes = Codes::default();
    for choice in &template.choices {
        let standing = choices::standing(read, catalog, &choice.list, &choice.is)?;
        let code = choice.is.code.as_deref().unwrap_or_default();
        items.push(TemplateItem {
            what: TemplatePart::Choice,
            of: choice.list.clone(),
            label: match &choice.is.label {
                Some(label) => label.told(language).to_owned(),
                None => labels::choice(language, &choice.list, code),
            },
            kind: None,
            there: matches!(standing, Standing::There(_)),
        });
        // One that is to be new bears no code of this vault yet, whatever code the file gives it.
        let code = match standing {
            Standing::There(code) | Standing::Plain(code) => code,
            Standing::New => String::new(),
        };
        codes.note(&choice.list, &choice.is, code);
    }
    let rhythms = rows::list(read, catalog, catalog.entity("rhythm")?, "1", &[], 1000)?;
    for rhythm in &template.rhythms {
        let is = |one: &crate::records::Record| {
            one.get("name")
                .as_text()
                .is_some_and(|name| called(&rhythm.name, name))
        };
        items.push(TemplateItem {
            what: TemplatePart::Rhythm,
            of: "rhythm".to_owned(),
            label: rhythm.name.told(language).to_owned(),
            kind: None,
            there: rhythms.iter().any(is),
        });
    }
    let rules = numbering::rules(read)?;
    for rule in &template.numbering {
        let kind = rule.kind.as_deref().map(|kind| codes.of(UNIT_KIND, kind));
        items.push(TemplateItem {
            what: TemplatePart::Numbering,
            of: rule.entity.clone(),
            label: rule.pattern.clone(),
            kind: None,
            there: rules
                .iter()
                .any(|one| one.entity == rule.entity && one.kind.as_deref() == kind),
        });
    }
    let lists = checklists::names(read, catalog)?;
    for list in &template.checklists {
        items.push(TemplateItem {
            what: TemplatePart::Checklist,
            of: "checklist".to_owned(),
            label: list.name.told(language).to_owned(),
            kind: None,
            there: checklists::is_there(list, &lists),
        });
    }
    items.extend(of_tables(read, catalog, template, language)?);
    Ok(TemplatePlan {
        key: template.key.clone(),
        name: template.name.told(language).to_owned(),
        about: template.about.told(language).to_owned(),
        items,
    })
}

/// What of a template is about what is seen: modules out of sight, and views.
fn of_tables(
    read: &Read<'_>,
    catalog: &Catalog,
    template: &Template,
    language: Language,
) -> Result<Vec<TemplateItem>> {
    let mut items = Vec::new();
    let hidden = Hidden::read(read)?;
    // One that only a newer program knows is nothing to this one.
    for module in template.hidden.iter().filter(|key| modules::is_one(key)) {
        items.push(TemplateItem {
            what: TemplatePart::Hidden,
            of: module.clone(),
            label: labels::message(language, &format!("module.{module}"), &[]),
            kind: None,
            there: hidden.module(module),
        });
    }
    let limited = limits(read)?;
    for limit in known_limits(catalog, template) {
        items.push(TemplateItem {
            what: TemplatePart::Limit,
            of: "unit".to_owned(),
            label: labels::field(language, "unit", &limit.field),
            kind: None,
            there: limited.iter().any(|one| one.field == limit.field),
        });
    }
    let named = saved_views(read)?;
    for view in views::known(catalog, template) {
        items.push(TemplateItem {
            what: TemplatePart::View,
            of: view.entity.clone(),
            label: view.name.told(language).to_owned(),
            kind: None,
            there: views::is_there(view, &named),
        });
    }
    Ok(items)
}

/// Those whose field this program has: one of a newer program is nothing to it.
fn known_limits<'t>(
    catalog: &'t Catalog,
    template: &'t Template,
) -> impl Iterator<Item = &'t Limit> {
    let known = |limit: &&Limit| is_free(catalog, &limit.field) && !limit.kinds.is_empty();
    template.limits.iter().filter(known)
}

/// Adds what the vault has not yet, in one step of undo; columns come to the tables they are for.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when the file defines what cannot be; nothing is added then.
pub fn perform(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    template: &Template,
    language: Language,
) -> Result<()> {
    let plan = plan(tx, catalog, template, language)?;
    let mut batch = Batch::begin(tx, catalog, "op.template")?.with_retired();
    // Fields, rhythms and numbers are of kinds and levels that the file may bring along.
    let mut codes = Codes::default();
    for choice in &template.choices {
        let NewChoice { list, is } = choice;
        choices::bring(&mut batch, catalog, list, is, language, &mut codes)?;
    }
    choices::arrange(&mut batch, catalog, template, &codes)?;
    let of_choices = |item: &&TemplateItem| item.what != TemplatePart::Choice;
    let mut there = plan.items.iter().filter(of_choices).map(|item| item.there);
    let mut is_there = || there.next().unwrap_or_default();
    let mut keys = HashMap::new();
    for field in &template.fields {
        // With the fields before it, which its formula may ask for.
        let catalog = current(batch.tx(), catalog)?;
        let key = if is_there() {
            same_field(&catalog, &field.entity, &field.label)
        } else {
            let kinds = codes.each(UNIT_KIND, &field.kinds);
            let from = (template, field, kinds);
            Some(add_field(&mut batch, &catalog, from, language)?)
        };
        keys.extend(key.map(|key| ((field.entity.clone(), field.id.clone()), key)));
    }
    for rhythm in &template.rhythms {
        if !is_there() {
            let level = rhythm.level.as_deref();
            let level = level.map(|level| codes.of("unit_level", level));
            let kinds = codes.each("activity_kind", &rhythm.kinds);
            let values = [
                ("name", Value::text(rhythm.name.told(language))),
                ("level", level.map_or(Value::Null, Value::choice)),
                ("ideal_days", Value::Number(rhythm.ideal_days.into())),
                ("latest_days", Value::Number(rhythm.latest_days.into())),
                ("kinds", Value::Choices(kinds)),
                ("tag", Value::text(rhythm.tag.clone().unwrap_or_default())),
                ("skip_holidays", Value::Bool(rhythm.skip_holidays)),
                ("spread", Value::Bool(rhythm.spread)),
            ];
            batch.create("rhythm", None, values)?;
        }
    }
    for rule in &template.numbering {
        if !is_there() {
            let kind = rule.kind.as_deref();
            let kind = kind.map(|kind| codes.of(UNIT_KIND, kind));
            numbering::set(&mut batch, catalog, &rule.entity, kind, &rule.pattern)?;
        }
    }
    checklists::bring(&mut batch, template, &codes, language, &mut is_there)?;
    for module in template.hidden.iter().filter(|key| modules::is_one(key)) {
        if !is_there() {
            modules::hide_in(&mut batch, module, true)?;
        }
    }
    for limit in known_limits(catalog, template) {
        if !is_there() {
            let kinds = codes.each(UNIT_KIND, &limit.kinds);
            limit_in(&mut batch, catalog, &limit.field, &kinds)?;
        }
    }
    // With the fields and lists the template brought.
    let catalog = current(batch.tx(), catalog)?;
    let names = (&codes, &keys);
    views::bring(&mut batch, &catalog, template, names, language, is_there)?;
    show_columns(batch.tx(), &catalog, template, &keys)
}

fn add_field(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    (template, field, kinds): (&Template, &Field, Vec<String>),
    language: Language,
) -> Result<String> {
    let mut own = states(batch.tx(), catalog, language)?.into_iter();
    let retired = own.find(|one| {
        one.entity == field.entity && one.shape.retired && called(&field.label, &one.shape.label)
    });
    // The user has it already, put away; what it held comes back with it.
    if let Some(one) = retired {
        let shape = FieldShape {
            retired: false,
            ..one.shape
        };
        edit(batch, catalog, &one.entity, &one.key, &shape)?;
        return Ok(one.key);
    }
    let formula = field.formula.as_ref().map(|text| {
        let of = template.fields.iter();
        let of = of.filter(|other| other.entity == field.entity);
        of.fold(text.clone(), |text, other| {
            let label = format!("{{{}}}", other.label.told(language));
            text.replace(&format!("{{{}}}", other.id), &label)
        })
    });
    let shape = FieldShape {
        label: field.label.told(language).to_owned(),
        help: field
            .help
            .as_ref()
            .map(|help| help.told(language).to_owned()),
        section: field.section.clone(),
        required: field.required,
        kinds,
        formula,
        importance: field.importance,
        stale_after_days: field.stale_after_days,
        retired: false,
    };
    let new = NewField {
        entity: &field.entity,
        kind: field.kind,
        target: field.target.as_deref(),
        shape: &shape,
    };
    let key = define(batch, catalog, &new)?;
    // With the list that is the field's own.
    let catalog = current(batch.tx(), catalog)?;
    for choice in &field.choices {
        let mut codes = Codes::default();
        choices::bring(batch, &catalog, &key, &choice.shape(), language, &mut codes)?;
    }
    Ok(key)
}

pub(super) fn called(label: &Words, name: &str) -> bool {
    let folded = words::fold(name);
    label
        .all()
        .into_iter()
        .any(|one| words::fold(one) == folded)
}

fn built_in_field(catalog: &Catalog, entity: &str, label: &Words) -> Option<&'static str> {
    let entity = catalog.entity(entity).ok()?;
    let is = |key: &str| {
        [Language::Zh, Language::En]
            .into_iter()
            .any(|language| called(label, &labels::field(language, entity.key, key)))
    };
    entity
        .fields
        .iter()
        .map(|field| field.key)
        .find(|key| is(key))
}

fn same_field(catalog: &Catalog, entity: &str, label: &Words) -> Option<String> {
    let own = catalog.own().iter();
    let mut own = own.filter(|one| one.entity == entity && called(label, &one.label));
    let own = own.next().map(|one| one.key.clone());
    own.or_else(|| built_in_field(catalog, entity, label).map(str::to_owned))
}

/// Puts the template's columns behind those a table shows. How a table was left is no step of undo:
/// a column whose field is gone is not shown.
fn show_columns(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    template: &Template,
    keys: &HashMap<(String, String), String>,
) -> Result<()> {
    let mut views: BTreeMap<String, Json> = settings::get(tx, VIEWS)?.unwrap_or_default();
    for (entity, wanted) in &template.columns {
        let Some((_, table)) = TABLES.iter().find(|(of, _)| of == entity) else {
            continue;
        };
        let entity = catalog.entity(entity)?;
        let view = views
            .entry((*table).to_owned())
            .or_insert_with(|| first_view(catalog, entity.key));
        let Some(columns) = view.get_mut("columns").and_then(Json::as_array_mut) else {
            continue;
        };
        for id in wanted {
            let own = keys.get(&(entity.key.to_owned(), id.clone()));
            let key = own.map_or(id.as_str(), String::as_str);
            let shown = columns
                .iter()
                .any(|one| one.get("key").is_some_and(|had| had == key));
            if let (false, Ok(field)) = (shown, entity.field(key)) {
                columns.push(json!({"key": key, "width": field.width, "pinned": false}));
            }
        }
    }
    settings::set(tx, VIEWS, &views)
}

/// A table as it is before anybody arranged it.
fn first_view(catalog: &Catalog, entity: &str) -> Json {
    let Ok(entity) = catalog.entity(entity) else {
        return Json::Null;
    };
    let info = entity.info();
    let shown = info.fields.iter();
    let shown = shown.filter(|field| field.default_column && field.key != "group");
    let columns: Vec<Json> = shown
        .map(|field| {
            json!({"key": field.key, "width": field.width, "pinned": field.key == entity.title})
        })
        .collect();
    let has = |key: &str| entity.field(key).is_ok();
    let sort = if has("coop_amount") {
        json!([{"field": "coop_amount", "descending": true}])
    } else {
        json!([])
    };
    let group = has("group").then_some("group");
    json!({"columns": columns, "sort": sort, "group": group, "filter": null})
}

/// A template of what the user made of a vault, called `name`: definitions, no record. `saved` are its views
/// with a name, brought to the fields as they are now.
///
/// # Errors
/// When the database fails.
pub fn save(
    read: &Read<'_>,
    catalog: &Catalog,
    language: Language,
    (name, saved): (&str, &[SavedView]),
) -> Result<Template> {
    let mut fields = Vec::new();
    let mut own = states(read, catalog, language)?;
    own.retain(|one| !one.shape.retired);
    for one in in_turn(catalog, own) {
        let list = if matches!(one.kind, K::Choice | K::Choices) {
            choices::of_field(read, catalog, &one.key)?
        } else {
            Vec::new()
        };
        let shape = one.shape;
        fields.push(Field {
            id: one.key,
            entity: one.entity,
            kind: one.kind,
            label: Words::One(shape.label),
            help: shape.help.map(Words::One),
            section: shape.section,
            required: shape.required,
            target: one.target,
            kinds: shape.kinds,
            choices: list,
            formula: shape.formula,
            importance: shape.importance,
            stale_after_days: shape.stale_after_days,
        });
    }
    let (made, orders) = choices::of_vault(read, catalog)?;
    let rhythms = rows::list(
        read,
        catalog,
        catalog.entity("rhythm")?,
        "unit IS NULL AND contact IS NULL",
        &[],
        1000,
    )?;
    let number = |value: &Value| match value {
        Value::Number(number) => u32::try_from(*number).unwrap_or_default(),
        _ => 0,
    };
    let rhythms = rhythms
        .iter()
        .map(|one| Rhythm {
            name: Words::One(one.get("name").as_text().unwrap_or_default().to_owned()),
            level: match one.get("level") {
                Value::Choice(code) => Some(code.clone()),
                _ => None,
            },
            kinds: match one.get("kinds") {
                Value::Choices(codes) => codes.clone(),
                _ => Vec::new(),
            },
            ideal_days: number(one.get("ideal_days")),
            latest_days: number(one.get("latest_days")),
            tag: one.get("tag").as_text().map(str::to_owned),
            skip_holidays: *one.get("skip_holidays") != Value::Bool(false),
            spread: *one.get("spread") != Value::Bool(false),
        })
        .collect();
    let numbering = numbering::rules(read)?
        .into_iter()
        .map(|rule| Rule {
            entity: rule.entity,
            kind: rule.kind,
            pattern: rule.pattern,
        })
        .collect();
    Ok(Template {
        format: FORMAT,
        key: String::new(),
        name: Words::One(name.to_owned()),
        about: Words::One(String::new()),
        fields,
        choices: made,
        rhythms,
        numbering,
        checklists: checklists::of_vault(read, catalog)?,
        orders,
        columns: columns_of(read, catalog)?,
        views: views::of_vault(catalog, saved),
        hidden: Hidden::read(read)?.keys().map(str::to_owned).collect(),
        limits: limits(read)?
            .into_iter()
            .map(|FieldLimit { field, kinds, .. }| Limit { field, kinds })
            .collect(),
    })
}

/// The columns of the tables a template knows, as they were left.
fn columns_of(read: &Read<'_>, catalog: &Catalog) -> Result<BTreeMap<String, Vec<String>>> {
    let views: BTreeMap<String, Json> = settings::get(read, VIEWS)?.unwrap_or_default();
    let mut all = BTreeMap::new();
    for (entity, table) in TABLES {
        let def = catalog.entity(entity)?;
        let shown = views
            .get(table)
            .and_then(|view| view.get("columns")?.as_array());
        let keys = shown.into_iter().flatten();
        let keys = keys.filter_map(|one| one.get("key")?.as_str());
        let keys: Vec<String> = keys
            .filter(|key| def.field(key).is_ok())
            .map(str::to_owned)
            .collect();
        if !keys.is_empty() {
            all.insert(entity.to_owned(), keys);
        }
    }
    Ok(all)
}
