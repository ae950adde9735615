//! Defining a field, saying other things of it, putting fields in order. Each is part of one step.

use super::formula;
use super::model::{FieldShape, KINDS, SECTIONS, WORKED_OUT, word_of};
use super::store::{self, Definition};
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, words};
use crate::records::labels::{self, Language};
use crate::records::value::{FieldKind as K, Value};
use crate::records::{Batch, Catalog, OwnField};
use crate::vault::Read;

/// A field to be defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewField<'a> {
    /// The entity it is for.
    pub entity: &'a str,
    /// Its kind.
    pub kind: K,
    /// The entity it points at.
    pub target: Option<&'a str>,
    /// What the user says of it.
    pub shape: &'a FieldShape,
}

/// Defines a field at the end of its entity's; its key.
///
/// # Errors
/// [`Kind::Invalid`] when it cannot be of that kind, its name is taken or its formula is wrong.
pub fn define(batch: &mut Batch<'_, '_>, catalog: &Catalog, new: &NewField<'_>) -> Result<String> {
    let entity = new.entity;
    if !catalog.entities().iter().any(|known| known.key == entity) {
        return Err(Error::new(Kind::NotFound, "error.no_such_entity").with("entity", entity));
    }
    if !KINDS.contains(&new.kind) {
        return Err(Error::invalid("field_def.kind", "error.field_kind"));
    }
    let points = matches!(new.kind, K::Ref | K::Refs);
    let target = match new.target {
        Some(target) if points && catalog.entities().iter().any(|to| to.key == target) => {
            Some(target)
        }
        None if !points => None,
        _ => return Err(Error::invalid("field_def.target", "error.field_target")),
    };
    let all = store::all(batch.tx())?;
    let key = fresh_key(batch.tx(), entity)?;
    let shape = held(catalog, &all, entity, None, new.kind, new.shape)?;
    let formula = worked_out(catalog, entity, &key, new.kind, new.shape)?;
    let place = all.iter().filter(|one| one.entity == entity).count();
    store::add_columns(batch.tx(), entity, &key, new.kind, formula.is_some())?;
    let mut values = vec![
        ("entity", Value::text(entity)),
        ("key", Value::text(&key)),
        ("kind", Value::text(word_of(new.kind))),
        ("target", target.map_or(Value::Null, Value::text)),
        ("position", number(place)),
    ];
    values.extend(said(&shape, formula));
    batch.create("field_def", None, values)?;
    Ok(key)
}

/// Says other things of a field; its kind stays, and whether it is worked out.
///
/// # Errors
/// [`Kind::NotFound`] when there is none such; as for [`define`]; or when it is retired though a
/// formula asks for it.
pub fn edit(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    entity: &str,
    key: &str,
    shape: &FieldShape,
) -> Result<()> {
    let all = store::all(batch.tx())?;
    let was = one(&all, entity, key)?;
    if was.shape.formula.is_some() != shape.formula.is_some() {
        return Err(Error::invalid(
            "field_def.formula",
            "error.field_formula_kind",
        ));
    }
    if shape.retired && !was.shape.retired {
        hold_unused(&all, catalog, entity, key)?;
    }
    let held = held(catalog, &all, entity, Some(key), was.kind, shape)?;
    let formula = worked_out(catalog, entity, key, was.kind, shape)?;
    batch
        .update("field_def", was.id, None, said(&held, formula))
        .map(|_| ())
}

/// Puts the fields of an entity in the order of `keys`; what is not among them comes after.
///
/// # Errors
/// [`Kind::NotFound`] when a key is none of the user's own.
pub fn order(batch: &mut Batch<'_, '_>, entity: &str, keys: &[String]) -> Result<()> {
    let all = store::all(batch.tx())?;
    let mut placed = Vec::new();
    for key in keys {
        placed.push(one(&all, entity, key)?);
    }
    let rest = all
        .iter()
        .filter(|field| field.entity == entity && !keys.contains(&field.key));
    placed.extend(rest);
    for (at, field) in placed.into_iter().enumerate() {
        batch.update("field_def", field.id, None, [("position", number(at))])?;
    }
    Ok(())
}

pub(super) fn one<'a>(all: &'a [Definition], entity: &str, key: &str) -> Result<&'a Definition> {
    all.iter()
        .find(|field| field.entity == entity && field.key == key)
        .ok_or_else(|| {
            Error::new(Kind::NotFound, "error.no_such_field")
                .with("field", key)
                .on(key)
        })
}

fn number(at: usize) -> Value {
    Value::Number(i64::try_from(at).unwrap_or(i64::MAX))
}

fn said(shape: &FieldShape, formula: Option<String>) -> Vec<(&'static str, Value)> {
    let stale = shape.stale_after_days;
    vec![
        ("label", Value::text(&shape.label)),
        ("help", Value::text(shape.help.clone().unwrap_or_default())),
        ("section", Value::text(&shape.section)),
        ("required", Value::Bool(shape.required)),
        ("kinds", Value::Texts(shape.kinds.clone())),
        ("formula", Value::text(formula.unwrap_or_default())),
        ("retired", Value::Bool(shape.retired)),
        ("importance", Value::Number(shape.importance.into())),
        (
            "stale_after_days",
            stale.map_or(Value::Null, |days| Value::Number(days.into())),
        ),
    ]
}

/// The shape tidied, and held to the rules.
fn held(
    catalog: &Catalog,
    all: &[Definition],
    entity: &str,
    own: Option<&str>,
    kind: K,
    shape: &FieldShape,
) -> Result<FieldShape> {
    let label = words::clean_line(&shape.label);
    hold_free(catalog, all, entity, own, &label)?;
    let section = if shape.section.is_empty() {
        "general".to_owned()
    } else {
        shape.section.clone()
    };
    if !SECTIONS.contains(&section.as_str()) {
        return Err(Error::invalid("field_def.section", "error.field_section"));
    }
    if shape.formula.is_some() && (shape.required || !WORKED_OUT.contains(&kind)) {
        return Err(Error::invalid("field_def.formula", "error.field_kind"));
    }
    let mut kinds = shape.kinds.clone();
    kinds.retain(|kind| !kind.is_empty() && !kind.contains(','));
    if entity != "unit" {
        kinds.clear();
    }
    Ok(FieldShape {
        label,
        section,
        kinds,
        help: shape.help.as_deref().map(words::clean_line),
        importance: shape.importance.min(5),
        stale_after_days: shape.stale_after_days.filter(|days| *days > 0),
        ..shape.clone()
    })
}

/// Nothing else of the entity goes by that name.
fn hold_free(
    catalog: &Catalog,
    all: &[Definition],
    entity: &str,
    own: Option<&str>,
    label: &str,
) -> Result<()> {
    if label.is_empty() {
        return Err(Error::invalid("field_def.label", "error.required"));
    }
    if label.chars().count() > 40 {
        return Err(Error::invalid("field_def.label", "error.too_long").with("max", 40));
    }
    let folded = words::fold(label);
    let is = |other: &str| words::fold(other) == folded;
    let mine = all.iter().any(|field| {
        field.entity == entity && own != Some(field.key.as_str()) && is(&field.shape.label)
    });
    let built_in = catalog.entity(entity)?.fields.iter().any(|field| {
        let named = |language| is(&labels::field(language, entity, field.key));
        catalog.own_field(entity, field.key).is_none()
            && [Language::Zh, Language::En].into_iter().any(named)
    });
    if mine || built_in {
        return Err(Error::invalid("field_def.label", "error.field_taken").with("text", label));
    }
    Ok(())
}

/// The formula in keys, once it can be worked out and asks for nothing that asks for it.
fn worked_out(
    catalog: &Catalog,
    entity: &str,
    key: &str,
    kind: K,
    shape: &FieldShape,
) -> Result<Option<String>> {
    let Some(text) = &shape.formula else {
        return Ok(None);
    };
    let text = words::clean_line(text);
    let told = |why: Error| why.on("field_def.formula");
    let in_keys = formula::in_keys(catalog, entity, &text).map_err(told)?;
    // As the catalog will be.
    let mut own: Vec<OwnField> = catalog.own().to_vec();
    own.retain(|field| field.entity != entity || field.key != key);
    own.push(OwnField {
        entity: entity.to_owned(),
        key: key.to_owned(),
        kind,
        label: shape.label.clone(),
        help: None,
        section: "general".to_owned(),
        required: false,
        target: None,
        kinds: Vec::new(),
        formula: Some(in_keys.clone()),
    });
    formula::programs(&catalog.with_own(own)).map_err(told)?;
    Ok(Some(in_keys))
}

/// No formula in use asks for the field.
fn hold_unused(all: &[Definition], catalog: &Catalog, entity: &str, key: &str) -> Result<()> {
    for field in all.iter().filter(|field| !field.shape.retired) {
        let Some(text) = &field.shape.formula else {
            continue;
        };
        if field.key != key && formula::asks_for(catalog, &field.entity, text, entity, key) {
            return Err(Error::invalid("field_def.retired", "error.field_asked_for")
                .with("text", &field.shape.label));
        }
    }
    Ok(())
}

/// A key that no column of the entity ever had.
pub(super) fn fresh_key(read: &Read<'_>, entity: &str) -> Result<String> {
    loop {
        let id = Id::at(read.now()).to_string();
        let last: String = id.chars().skip(id.len().saturating_sub(6)).collect();
        let key = format!("x_{last}");
        if !store::has_column(read, entity, &key)? {
            return Ok(key);
        }
    }
}
