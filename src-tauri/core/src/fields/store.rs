//! The SQL of definitions: reading them, and adding the columns they stand for.

use rusqlite::types::Value as Sql;
use serde::Serialize;

use super::formula;
use super::limit;
use super::model::{FieldShape, FieldState, column_type, kind_of};
use crate::base::{Error, Id, Kind, Result};
use crate::records::catalog::FieldDef;
use crate::records::labels::Language;
use crate::records::query::quoted;
use crate::records::value::{FieldKind as K, Value, from_columns};
use crate::records::{Catalog, OwnField};
use crate::vault::{Read, Write};

/// A definition as it stands.
pub(super) struct Definition {
    pub(super) id: Id,
    pub(super) entity: String,
    pub(super) key: String,
    pub(super) kind: K,
    pub(super) target: Option<String>,
    pub(super) shape: FieldShape,
}

/// Every definition, retired ones too, in the order of the forms.
pub(super) fn all(read: &Read<'_>) -> Result<Vec<Definition>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id, entity, key, kind, label, help, section, required, target, kinds, formula,
                retired, importance, stale_after_days
         FROM field_def WHERE deleted_at IS NULL ORDER BY position, n",
    )?;
    let mut rows = find.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(3)?;
        let kinds = match from_columns(K::Texts, row.get::<_, Sql>(9)?, None)? {
            Value::Texts(kinds) => kinds,
            _ => Vec::new(),
        };
        all.push(Definition {
            id: row.get(0)?,
            entity: row.get(1)?,
            key: row.get(2)?,
            kind: kind_of(&kind).ok_or_else(|| {
                Error::new(Kind::Damaged, "error.database_damaged")
                    .caused_by(format!("a field of kind {kind}"))
            })?,
            target: row.get(8)?,
            shape: FieldShape {
                label: row.get(4)?,
                help: row.get(5)?,
                section: row.get(6)?,
                required: row.get(7)?,
                kinds,
                formula: row.get(10)?,
                retired: row.get(11)?,
                importance: row.get(12)?,
                stale_after_days: row.get(13)?,
            },
        });
    }
    Ok(all)
}

impl Definition {
    /// As the catalog takes it.
    pub(super) fn into_own(self) -> OwnField {
        OwnField {
            entity: self.entity,
            key: self.key,
            kind: self.kind,
            label: self.shape.label,
            help: self.shape.help,
            section: self.shape.section,
            required: self.shape.required,
            target: self.target,
            kinds: self.shape.kinds,
            formula: self.shape.formula,
        }
    }
}

/// The fields in use, as the catalog takes them.
pub(super) fn in_use(read: &Read<'_>) -> Result<Vec<OwnField>> {
    let all = all(read)?.into_iter();
    Ok(all
        .filter(|one| !one.shape.retired)
        .map(Definition::into_own)
        .collect())
}

/// The catalog with the fields as they stand in this transaction.
///
/// # Errors
/// When the database fails.
pub fn current(read: &Read<'_>, catalog: &Catalog) -> Result<Catalog> {
    Ok(catalog
        .with_own(in_use(read)?)
        .limiting(&limit::limits(read)?))
}

/// The catalog with the retired fields as well, for what must not pass over a column because nobody
/// sees it just now.
///
/// # Errors
/// When the database fails.
pub fn with_retired(read: &Read<'_>, catalog: &Catalog) -> Result<Catalog> {
    let all = all(read)?.into_iter();
    Ok(catalog
        .with_own(all.map(Definition::into_own).collect())
        .limiting(&limit::limits(read)?))
}

/// These fields in their order, but each formula after those it asks for.
#[must_use]
pub fn in_turn(catalog: &Catalog, mut left: Vec<FieldState>) -> Vec<FieldState> {
    let asks = |one: &FieldState, other: &FieldState| {
        one.shape.formula.as_ref().is_some_and(|text| {
            formula::asks_for(catalog, &one.entity, text, &other.entity, &other.key)
        })
    };
    let mut placed = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let ready = |one: &FieldState| !left.iter().any(|other| asks(one, other));
        let at = left.iter().position(ready).unwrap_or_default();
        placed.push(left.remove(at));
    }
    placed
}

/// Every field of the user's own, retired ones too, formulas in the words of `language`.
///
/// # Errors
/// When the database fails.
pub fn states(read: &Read<'_>, catalog: &Catalog, language: Language) -> Result<Vec<FieldState>> {
    let all = all(read)?.into_iter();
    Ok(all
        .map(|one| {
            let mut shape = one.shape;
            shape.formula = shape
                .formula
                .map(|text| formula::told(catalog, language, &one.entity, &text));
            FieldState {
                entity: one.entity,
                key: one.key,
                kind: one.kind,
                target: one.target,
                shape,
            }
        })
        .collect())
}

/// Whether a table has a column.
pub(super) fn has_column(read: &Read<'_>, table: &str, column: &str) -> Result<bool> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT 1 FROM pragma_table_info(?) WHERE name = ?")?;
    Ok(find.exists([table, column])?)
}

/// Adds the columns of a field; nobody but the code above chose the names.
pub(super) fn add_columns(
    tx: &mut Write<'_>,
    entity: &str,
    key: &str,
    kind: K,
    worked_out: bool,
) -> Result<()> {
    let table = quoted(entity);
    let first = column_type(kind, worked_out);
    let add =
        |column: &str, of: &str| format!("ALTER TABLE {table} ADD COLUMN {} {of};", quoted(column));
    let mut steps = vec![add(key, first)];
    if let Some(suffix) = kind.second_column() {
        steps.push(add(&format!("{key}{suffix}"), "TEXT"));
    }
    if kind == K::Ref {
        let (index, column) = (quoted(&format!("{entity}_{key}")), quoted(key));
        steps.push(format!(
            "CREATE INDEX {index} ON {table}({column}) WHERE {column} IS NOT NULL;"
        ));
    }
    Ok(tx.sql().execute_batch(&steps.concat())?)
}

/// A record and what a formula comes to for it.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FormulaSample {
    /// The record's title.
    pub title: String,
    /// What the formula comes to.
    pub value: Value,
}

/// How many records a formula is tried on.
const TRIED: u32 = 3;

/// What a formula would come to for the records changed last.
///
/// # Errors
/// [`Kind::Invalid`] when it cannot be read.
pub fn tried(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &str,
    kind: K,
    text: &str,
) -> Result<Vec<FormulaSample>> {
    let entity = catalog.entity(entity)?;
    let field = FieldDef {
        formula: true,
        ..FieldDef::new("x_", kind)
    };
    let program = formula::program(catalog, entity, field, text)?;
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT id, {} FROM {} WHERE deleted_at IS NULL ORDER BY updated_at DESC LIMIT {TRIED}",
        quoted(entity.title),
        quoted(entity.key)
    ))?;
    let found = find
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(Id, Option<String>)>>>()?;
    found
        .into_iter()
        .map(|(id, title)| {
            let (first, second) = formula::worked_out(read, catalog, &program, id)?;
            Ok(FormulaSample {
                title: title.unwrap_or_default(),
                value: from_columns(kind, first, second)?,
            })
        })
        .collect()
}
