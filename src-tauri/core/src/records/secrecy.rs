//! What of a record may be told outside the window: nothing of one that is confidential, or that is about
//! or belongs to what is. Derived from the catalog, so that a link it gets later is heard as well.

use std::collections::BTreeMap;

use rusqlite::OptionalExtension;

use super::catalog::{Catalog, EntityDef, FieldDef, OF, OF_ENTITY};
use super::query::{listed, quoted};
use super::value::{FieldKind, Value};
use crate::base::Id;
use crate::base::error::Result;
use crate::vault::Read;

/// The list by whose choice a kind of record says how confidential it is, and that choice.
const LABEL: &str = "label";
const CONFIDENTIAL: &str = "confidential";
const OPEN: &str = "open";

/// Who asks of many records, one kind after the other.
#[derive(Debug)]
pub struct Secrecy<'c> {
    catalog: &'c Catalog,
    asked: BTreeMap<String, String>,
}

impl<'c> Secrecy<'c> {
    /// By the kinds of this catalog.
    #[must_use]
    pub fn of(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            asked: BTreeMap::new(),
        }
    }

    /// Whether nothing may be told of a record. So it is of one that is not there.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when there is no such kind; when the database fails.
    pub fn covers(&mut self, read: &Read<'_>, entity: &str, id: Id) -> Result<bool> {
        let sql = match self.asked.get(entity) {
            Some(sql) => sql,
            None => {
                let of = self.catalog.entity(entity)?;
                let sql = format!(
                    "SELECT {} FROM {} t WHERE t.id = ?",
                    condition(self.catalog, of, "t"),
                    quoted(of.key)
                );
                self.asked.entry(entity.to_owned()).or_insert(sql)
            }
        };
        let covers: Option<bool> = read
            .sql()
            .prepare_cached(sql)?
            .query_row([id], |row| row.get(0))
            .optional()?;
        Ok(covers.unwrap_or(true))
    }
}

/// The condition that nothing may be told of the record `alias` of this kind.
#[must_use]
pub fn condition(catalog: &Catalog, entity: &EntityDef, alias: &str) -> String {
    let mut rule = Rule {
        catalog,
        path: Vec::new(),
    };
    rule.of(entity, alias).unwrap_or_else(|| "0".to_owned())
}

struct Rule<'c> {
    catalog: &'c Catalog,
    /// The kinds on the way here: none is gone through twice, or there would be no end.
    path: Vec<&'static str>,
}

impl Rule<'_> {
    /// Nothing for a kind that neither says so itself nor leads to one that does.
    fn of(&mut self, entity: &EntityDef, alias: &str) -> Option<String> {
        let mut says: Vec<String> = entity
            .fields
            .iter()
            .filter_map(|field| says_so(field, alias))
            .collect();
        // Of the record itself all that it is about counts, for it is told with that. What is reached by it and
        // is labelled says for itself how confidential it is, and goes by what it belongs to alone; and so does
        // what stands in a tree, or the people of one unit would silence all below it.
        let judges_itself =
            entity.fields.iter().any(is_label) && (!self.path.is_empty() || entity.tree.is_some());
        self.path.push(entity.key);
        for field in entity.fields.iter().filter(|field| field.target.is_some()) {
            let belongs = if field.computed {
                self.is_place(field)
            } else {
                !judges_itself || field.owns()
            };
            if belongs {
                says.extend(self.through(field, alias));
            }
        }
        if self.catalog.is_on_any(entity) {
            let kinds = self.catalog.entities();
            says.extend(kinds.iter().filter_map(|kind| {
                let of = self.reached(kind, &format!("{alias}.{OF}"))?;
                Some(format!("({alias}.{OF_ENTITY} = '{}' AND {of})", kind.key))
            }));
        }
        self.path.pop();
        (!says.is_empty()).then(|| format!("({})", says.join(" OR ")))
    }

    /// A column the core keeps of where in a tree the record stands; others it keeps are no belonging.
    fn is_place(&self, field: &FieldDef) -> bool {
        let target = field.target.map(|target| self.catalog.entity(target));
        field.computed && matches!(target, Some(Ok(target)) if target.tree.is_some())
    }

    fn through(&mut self, field: &FieldDef, alias: &str) -> Option<String> {
        let target = self.catalog.entity(field.target?).ok()?;
        let column = format!("{alias}.{}", quoted(field.key));
        if field.kind != FieldKind::Refs {
            let reached = self.reached(target, &column)?;
            return Some(format!("({column} IS NOT NULL AND {reached})"));
        }
        let each = format!("{alias}l");
        let reached = self.reached(target, &listed(&each))?;
        Some(format!(
            "EXISTS (SELECT 1 FROM json_each({column}) {each} WHERE {reached})"
        ))
    }

    fn reached(&mut self, target: &EntityDef, id: &str) -> Option<String> {
        if self.path.contains(&target.key) {
            return None;
        }
        let alias = format!("s{}", self.path.len());
        let says = self.of(target, &alias)?;
        Some(format!(
            "EXISTS (SELECT 1 FROM {} {alias} WHERE {alias}.id = {id} AND {says})",
            quoted(target.key)
        ))
    }
}

/// Whether `one` of a field that says how confidential a record is says more than `other`: a label, or a
/// box of that name. A label of the user's own stands between open and confidential.
#[must_use]
pub fn is_stricter(field: &FieldDef, one: &Value, other: &Value) -> bool {
    let rank = |value: &Value| match value {
        Value::Choice(code) if code == CONFIDENTIAL => 2,
        Value::Choice(code) if code == OPEN => 0,
        Value::Choice(_) => 1,
        Value::Bool(true) => 2,
        _ => 0,
    };
    let says = is_label(field) || field.key == CONFIDENTIAL;
    says && rank(one) > rank(other)
}

fn is_label(field: &FieldDef) -> bool {
    !field.own && field.choices == Some(LABEL)
}

fn says_so(field: &FieldDef, alias: &str) -> Option<String> {
    let column = || format!("{alias}.{}", quoted(field.key));
    if is_label(field) {
        return Some(format!("{} = '{CONFIDENTIAL}'", column()));
    }
    let is_flag = !field.own && field.key == CONFIDENTIAL && field.kind == FieldKind::Bool;
    is_flag.then(column)
}
