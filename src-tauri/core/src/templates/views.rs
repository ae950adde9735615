//! The views of a template: which fields a table shows, in which order, and which lines. A view that names a
//! record, or compares with what somebody typed, stays in its vault: a template holds definitions alone.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::choices::Codes;
use super::file::{Field, FieldChoice, Template, Words};
use super::ops::called;
use crate::base::Result;
use crate::base::words;
use crate::fields::follow::{self, Arrangement};
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::choices;
use crate::records::labels::Language;
use crate::records::value::{FieldKind as K, Value};
use crate::records::{Batch, Catalog, Filter, Sort};
use crate::settings::views::{self, ColumnSetting, MoneyScale, SavedView, ViewSetting};
use crate::vault::Read;

/// A view as the file says it. Its fields are ids of the file or keys of the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct View {
    pub(super) entity: String,
    pub(super) name: Words,
    columns: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sort: Vec<Sort>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    filter: Option<Filter>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    scales: BTreeMap<String, MoneyScale>,
}

/// Those whose table this program has; one of a newer program's is nothing to it.
pub(super) fn known<'t>(
    catalog: &'t Catalog,
    template: &'t Template,
) -> impl Iterator<Item = &'t View> {
    let shown = |view: &&View| catalog.entities().iter().any(|one| one.key == view.entity);
    template.views.iter().filter(shown)
}

/// Whether one of these is the view.
pub(super) fn is_there(view: &View, there: &[SavedView]) -> bool {
    there
        .iter()
        .any(|one| one.entity == view.entity && called(&view.name, &one.name))
}

/// Adds those that are not there; `there` says of each in turn. `catalog` knows the fields the template
/// brought, by the keys in `keys`.
pub(super) fn bring(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    template: &Template,
    (codes, keys): (&Codes, &HashMap<(String, String), String>),
    language: Language,
    mut there: impl FnMut() -> bool,
) -> Result<()> {
    let mut met = HashSet::new();
    for view in known(catalog, template) {
        let name = view.name.told(language);
        // Two steps of undo can leave two of one name in a vault that is saved.
        if there() || !met.insert((&view.entity, words::fold(name))) {
            continue;
        }
        let here = Here {
            catalog,
            entity: catalog.entity(&view.entity)?,
            fields: &template.fields,
            codes,
            keys,
        };
        let setting = here.setting(batch.tx(), view)?;
        // Half of what it asks for, under its name, would be another view.
        let asked = Arrangement {
            sort: setting.sort.clone(),
            group: setting.group.clone(),
            filter: setting.filter.clone(),
        };
        if !follow::can_be_asked(batch.tx(), catalog, here.entity, &asked) {
            continue;
        }
        views::save(batch, catalog, (&view.entity, name), &setting)?;
    }
    Ok(())
}

/// The vault a view comes into.
struct Here<'h> {
    catalog: &'h Catalog,
    entity: &'static EntityDef,
    fields: &'h [Field],
    codes: &'h Codes,
    keys: &'h HashMap<(String, String), String>,
}

impl Here<'_> {
    /// The field that one of the file is here; nothing where there is none such.
    fn field(&self, id: &str) -> Option<&'static FieldDef> {
        let own = self.keys.get(&(self.entity.key.to_owned(), id.to_owned()));
        self.entity.field(own.map_or(id, String::as_str)).ok()
    }

    fn setting(&self, read: &Read<'_>, view: &View) -> Result<ViewSetting> {
        let columns = view.columns.iter().filter_map(|id| self.field(id));
        let sort = view.sort.iter().filter_map(|sort| {
            self.field(&sort.field).map(|field| Sort {
                field: field.key.to_owned(),
                ..sort.clone()
            })
        });
        let scales = view.scales.iter();
        let scales =
            scales.filter_map(|(id, scale)| Some((self.field(id)?.key.to_owned(), *scale)));
        let group = view.group.as_deref().and_then(|id| self.field(id));
        let filter = match &view.filter {
            Some(filter) => self.filter(read, filter)?,
            None => None,
        };
        Ok(ViewSetting {
            columns: columns
                .map(|field| ColumnSetting {
                    key: field.key.to_owned(),
                    width: field.width.into(),
                    pinned: field.key == self.entity.title,
                })
                .collect(),
            sort: sort.collect(),
            group: group.map(|field| field.key.to_owned()),
            filter,
            scales: scales.collect(),
            view: None,
        })
    }

    fn filter(&self, read: &Read<'_>, filter: &Filter) -> Result<Option<Filter>> {
        let each = |list: &[Filter]| -> Result<Vec<Filter>> {
            let each: Result<Vec<_>> = list.iter().map(|one| self.filter(read, one)).collect();
            Ok(each?.into_iter().flatten().collect())
        };
        Ok(match filter {
            Filter::All { all } => Some(Filter::All { all: each(all)? }),
            Filter::Any { any } => Some(Filter::Any { any: each(any)? }),
            Filter::Not { not } => self
                .filter(read, not)?
                .map(|not| Filter::Not { not: Box::new(not) }),
            Filter::Test { field, op, values } => match self.field(field) {
                Some(here) => {
                    let values = values.iter();
                    let values = values.map(|value| self.value(read, (field, here), value));
                    Some(Filter::Test {
                        field: here.key.to_owned(),
                        op: *op,
                        values: values.collect::<Result<_>>()?,
                    })
                }
                None => None,
            },
        })
    }

    /// What is compared with, a choice by the code it has here.
    fn value(
        &self,
        read: &Read<'_>,
        (id, field): (&str, &FieldDef),
        value: &Value,
    ) -> Result<Value> {
        let (Value::Choice(code), Some(list)) = (value, field.choices) else {
            return Ok(value.clone());
        };
        if !field.own {
            return Ok(Value::choice(self.codes.of(list, code)));
        }
        // The field's own list: by what the file calls the choice, for a field that was there has other codes.
        let mut of = self.fields.iter();
        let of = of.find(|one| one.entity == self.entity.key && one.id == id);
        let choices = of.map(|of| of.choices.as_slice()).unwrap_or_default();
        let shape = choices.iter().map(FieldChoice::shape);
        let mut named = shape.filter(|one| one.code.as_deref() == Some(code));
        let label = named.next().and_then(|one| one.label);
        for name in label.iter().flat_map(Words::all) {
            if let Some(code) = choices::code_of(read, self.catalog, list, name)? {
                return Ok(Value::Choice(code));
            }
        }
        Ok(value.clone())
    }
}

/// Those of the vault that a template may hold, the fields of each as they are now.
pub(super) fn of_vault(catalog: &Catalog, saved: &[SavedView]) -> Vec<View> {
    let ours = saved.iter().filter(|one| {
        catalog.entity(&one.entity).is_ok_and(|entity| {
            let filter = one.setting.filter.as_ref();
            filter.is_none_or(|filter| !names_somebody(entity, filter))
        })
    });
    ours.map(|one| View {
        entity: one.entity.clone(),
        name: Words::One(one.name.clone()),
        columns: one
            .setting
            .columns
            .iter()
            .map(|one| one.key.clone())
            .collect(),
        sort: one.setting.sort.clone(),
        group: one.setting.group.clone(),
        filter: one.setting.filter.clone(),
        scales: one.setting.scales.clone(),
    })
    .collect()
}

/// Whether a filter asks for a record, or for words that may be somebody's name; tags are the user's own words.
fn names_somebody(entity: &EntityDef, filter: &Filter) -> bool {
    match filter {
        Filter::All { all: list } | Filter::Any { any: list } => {
            list.iter().any(|one| names_somebody(entity, one))
        }
        Filter::Not { not } => names_somebody(entity, not),
        Filter::Test { field, values, .. } => {
            let Ok(field) = entity.field(field) else {
                return true;
            };
            let plain = matches!(
                field.kind,
                K::Number
                    | K::Decimal
                    | K::Money
                    | K::Percent
                    | K::Date
                    | K::FuzzyDate
                    | K::WallTime
                    | K::Instant
                    | K::Choice
                    | K::Choices
                    | K::Bool
            );
            !values.is_empty() && !plain && field.key != "tags"
        }
    }
}
