//! How a table is to be shown, kept under a name: a record of the engine, so that keeping, changing and
//! dropping one are steps of undo. What a table was left as is a setting beside it and no step.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::error::{Error, Result};
use crate::base::{Id, words};
use crate::records::catalog::{EntityDef, FieldDef as F};
use crate::records::query::quoted;
use crate::records::value::{FieldKind as K, Value};
use crate::records::{Batch, Catalog, Filter, Sort};
use crate::vault::Read;

/// A view that has a name.
pub static SAVED_VIEW: EntityDef = EntityDef {
    key: "saved_view",
    title: "name",
    title_sort: "name",
    fields: &[
        F::new("entity", K::Text).required().max(40),
        F::new("name", K::Text).required().max(40),
        F::new("setting", K::LongText).required().max(100_000),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ColumnSetting {
    /// The field.
    pub key: String,
    /// In pixels.
    pub width: u32,
    /// Whether it stays when the others scroll.
    pub pinned: bool,
}

/// How a table is shown.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ViewSetting {
    /// The columns shown, in order.
    pub columns: Vec<ColumnSetting>,
    /// The order of the lines.
    pub sort: Vec<Sort>,
    /// The field they are grouped by.
    pub group: Option<String>,
    /// Which lines are shown.
    pub filter: Option<Filter>,
    /// What columns of money count in, where the user said so; a table left by an older version did not.
    #[serde(default)]
    pub scales: BTreeMap<String, MoneyScale>,
    /// The view with a name that was chosen last, whatever was changed since.
    #[serde(default)]
    pub view: Option<Id>,
}

/// What a column of money counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum MoneyScale {
    /// The currency's own unit.
    One,
    /// Thousands.
    Thousand,
    /// Ten thousands, 万.
    Wan,
    /// Millions.
    Million,
    /// Hundred millions, 亿.
    Yi,
}

/// A view as it was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedView {
    /// Which one.
    pub id: Id,
    /// The kind of record whose table it is of.
    pub entity: String,
    /// What it is called.
    pub name: String,
    /// How the table is shown.
    pub setting: ViewSetting,
}

/// All of them, in the order they were made. One that another program kept in another way is not among
/// them, and stays as it is.
///
/// # Errors
/// When the database fails.
pub fn all(read: &Read<'_>) -> Result<Vec<SavedView>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id, entity, name, setting FROM saved_view WHERE deleted_at IS NULL ORDER BY n",
    )?;
    let rows = find.query_map([], |row| {
        let text: String = row.get(3)?;
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, text))
    })?;
    let mut all = Vec::new();
    for row in rows {
        let (id, entity, name, text) = row?;
        if let Ok(setting) = serde_json::from_str(&text) {
            all.push(SavedView {
                id,
                entity,
                name,
                setting,
            });
        }
    }
    Ok(all)
}

/// Keeps how the table of an entity is shown under a name; which view that is.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] where nobody sees such a table, or another view of it has the name.
pub fn save(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    (entity, name): (&str, &str),
    setting: &ViewSetting,
) -> Result<Id> {
    if !catalog.entities().iter().any(|one| one.key == entity) {
        return Err(Error::invalid(
            "saved_view.entity",
            "error.view_of_no_table",
        ));
    }
    let name = free(batch.tx(), entity, name, None)?;
    let values = [
        ("entity", Value::text(entity)),
        ("name", Value::Text(name)),
        ("setting", written(setting)?),
    ];
    batch.create(SAVED_VIEW.key, None, values)
}

/// Keeps another way of showing it under the name it has.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when it is no more.
pub fn save_over(batch: &mut Batch<'_, '_>, id: Id, setting: &ViewSetting) -> Result<()> {
    let values = [("setting", written(setting)?)];
    batch.update(SAVED_VIEW.key, id, None, values).map(|_| ())
}

/// Calls it otherwise.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when it is no more, [`crate::base::Kind::Invalid`] where another one has the name.
pub fn rename(batch: &mut Batch<'_, '_>, id: Id, name: &str) -> Result<()> {
    let entity = all(batch.tx())?.into_iter().find(|one| one.id == id);
    let entity = entity.map(|one| one.entity).unwrap_or_default();
    let name = free(batch.tx(), &entity, name, Some(id))?;
    batch
        .update(SAVED_VIEW.key, id, None, [("name", Value::Text(name))])
        .map(|_| ())
}

/// Drops it; the table stays as it is shown.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when it is no more.
pub fn discard(batch: &mut Batch<'_, '_>, id: Id) -> Result<()> {
    batch.delete(SAVED_VIEW.key, id)
}

/// A name no other view of the table has.
fn free(read: &Read<'_>, entity: &str, name: &str, own: Option<Id>) -> Result<String> {
    let name = words::clean_line(name);
    if name.is_empty() {
        return Err(Error::invalid("saved_view.name", "error.required"));
    }
    let folded = words::fold(&name);
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT id, name FROM {} WHERE entity = ? AND deleted_at IS NULL",
        quoted(SAVED_VIEW.key)
    ))?;
    let mut rows = find.query([entity])?;
    while let Some(row) = rows.next()? {
        let (id, other): (Id, String) = (row.get(0)?, row.get(1)?);
        if own != Some(id) && words::fold(&other) == folded {
            return Err(Error::invalid("saved_view.name", "error.view_taken").with("text", name));
        }
    }
    Ok(name)
}

/// As it is kept: which view was chosen is the table's to know.
fn written(setting: &ViewSetting) -> Result<Value> {
    let setting = ViewSetting {
        view: None,
        ..setting.clone()
    };
    let text = serde_json::to_string(&setting).map_err(Error::internal)?;
    Ok(Value::Text(text))
}
