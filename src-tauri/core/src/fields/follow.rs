//! What a table's order, grouping and filter ask for goes on with the user's own fields: one that became
//! another kind has another key since, a retired one is not shown. What cannot go on is left out and told;
//! how the table was left stays as it is kept, so that undo brings all of it back.

use std::collections::HashMap;

use rusqlite::types::Value as Sql;
use serde::Serialize;

use super::store::{self, Definition};
use crate::base::Result;
use crate::records::catalog::EntityDef;
use crate::records::trail::{self, Of};
use crate::records::value::{FieldKind as K, Value};
use crate::records::{Catalog, Filter, Op, Query, Sort, query};
use crate::vault::Read;

/// How a table was left, as far as fields matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arrangement {
    /// The order of the lines.
    pub sort: Vec<Sort>,
    /// The field they are gathered by.
    pub group: Option<String>,
    /// Which lines are shown.
    pub filter: Option<Filter>,
}

/// What asked for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the thing's own words")]
pub enum Asking {
    Sort,
    Group,
    Filter,
    Column,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Going {
    /// It goes on with the field, which is of another kind now.
    Followed,
    /// Left out: it cannot be asked of the kind the field is now.
    Unfit,
    /// Left out: the field is retired.
    Retired,
    /// Left out: there is no such field any more.
    Gone,
}

/// Something of a table that is not as it was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Mended {
    /// What asked for the field.
    pub asking: Asking,
    /// What the field is called; empty where nobody knows any more.
    pub label: String,
    /// What became of it.
    pub became: Going,
}

/// Where a key has gone.
struct Now {
    label: String,
    /// The field's key now; nothing for one that is retired or gone.
    key: Option<String>,
    became: Going,
}

/// Brings an arrangement to the fields as they are now; what is not as it was left.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when there is no such entity; when the database fails.
pub fn follow(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &str,
    kept: &Arrangement,
) -> Result<(Arrangement, Vec<Mended>)> {
    let mut following = Following::of(read, catalog, entity)?;
    let mut now = Arrangement::default();
    for sort in &kept.sort {
        if let Some(field) = following.key(Asking::Sort, &sort.field, is_sortable)? {
            now.sort.push(Sort {
                field,
                descending: sort.descending,
            });
        }
    }
    if let Some(group) = &kept.group {
        now.group = following.key(Asking::Group, group, is_groupable)?;
    }
    if let Some(filter) = &kept.filter {
        now.filter = following.filter(filter)?;
    }
    Ok((now, following.mended))
}

/// By which keys the columns of a table that was kept go on, nothing for those whose field is gone; and what
/// is not as it was kept.
///
/// # Errors
/// As [`follow`].
pub fn columns(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &str,
    keys: &[&str],
) -> Result<(Vec<Option<String>>, Vec<Mended>)> {
    let mut following = Following::of(read, catalog, entity)?;
    let shown = |_: &str, _: &EntityDef| true;
    let keys = keys.iter();
    let now = keys.map(|key| following.key(Asking::Column, key, shown));
    let now = now.collect::<Result<_>>()?;
    Ok((now, following.mended))
}

fn is_sortable(key: &str, of: &EntityDef) -> bool {
    let mut fields = of.info().fields.into_iter();
    fields.any(|one| one.key == key && one.sortable)
}

fn is_groupable(key: &str, of: &EntityDef) -> bool {
    let mut fields = of.info().fields.into_iter();
    fields.any(|one| one.key == key && one.groupable)
}

/// Whether a table can be shown so: what comes from elsewhere may meet fields of the same name and another kind.
pub(crate) fn can_be_asked(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &EntityDef,
    asked: &Arrangement,
) -> bool {
    let filter = asked.filter.clone();
    let mut sorts = asked.sort.iter();
    sorts.all(|sort| is_sortable(&sort.field, entity))
        && asked.group.iter().all(|group| is_groupable(group, entity))
        && filter.is_none_or(|filter| is_asked(read, catalog, entity, filter))
}

struct Following<'f> {
    read: &'f Read<'f>,
    catalog: &'f Catalog,
    entity: &'static EntityDef,
    /// By every key a field of the user's ever had, where it is now: read when first needed.
    own: Option<HashMap<String, Now>>,
    mended: Vec<Mended>,
}

impl<'f> Following<'f> {
    fn of(read: &'f Read<'f>, catalog: &'f Catalog, entity: &str) -> Result<Self> {
        Ok(Self {
            read,
            catalog,
            entity: catalog.entity(entity)?,
            own: None,
            mended: Vec::new(),
        })
    }

    /// The key to go on with; nothing where what asked is left out.
    fn key(
        &mut self,
        asking: Asking,
        key: &str,
        fits: impl Fn(&str, &EntityDef) -> bool,
    ) -> Result<Option<String>> {
        if self.entity.field(key).is_ok() {
            return Ok(Some(key.to_owned()));
        }
        let entity = self.entity;
        let now = self.now(key)?;
        let followed = now.key.clone().filter(|key| fits(key, entity));
        let became = match (&now.key, &followed) {
            (Some(_), None) => Going::Unfit,
            _ => now.became,
        };
        let label = now.label.clone();
        self.tell(asking, label, became);
        Ok(followed)
    }

    fn tell(&mut self, asking: Asking, label: String, became: Going) {
        let mended = Mended {
            asking,
            label,
            became,
        };
        if !self.mended.contains(&mended) {
            self.mended.push(mended);
        }
    }

    fn now(&mut self, key: &str) -> Result<&Now> {
        let own = match self.own.take() {
            Some(own) => own,
            None => lineage(self.read, self.entity.key)?,
        };
        let own = self.own.insert(own);
        Ok(own.entry(key.to_owned()).or_insert_with(|| Now {
            label: String::new(),
            key: None,
            became: Going::Gone,
        }))
    }

    /// The filter without what cannot be asked any more.
    fn filter(&mut self, filter: &Filter) -> Result<Option<Filter>> {
        Ok(match filter {
            Filter::All { all } => {
                let all = self.each(all)?;
                (!all.is_empty()).then_some(Filter::All { all })
            }
            Filter::Any { any } => {
                let any = self.each(any)?;
                (!any.is_empty()).then_some(Filter::Any { any })
            }
            Filter::Not { not } => self
                .filter(not)?
                .map(|not| Filter::Not { not: Box::new(not) }),
            Filter::Test { field, op, values } => {
                let (read, catalog) = (self.read, self.catalog);
                let test = |field: &str| Filter::Test {
                    field: field.to_owned(),
                    op: *op,
                    values: values.iter().map(typed).collect(),
                };
                let fits = |key: &str, of: &EntityDef| {
                    of.field(key).is_ok_and(|field| suits(field.kind, *op))
                        && is_asked(read, catalog, of, test(key))
                };
                if self.entity.field(field).is_ok() {
                    return Ok(Some(filter.clone()));
                }
                self.key(Asking::Filter, field, fits)?.map(|key| test(&key))
            }
        })
    }

    fn each(&mut self, list: &[Filter]) -> Result<Vec<Filter>> {
        let each: Result<Vec<Option<Filter>>> = list.iter().map(|one| self.filter(one)).collect();
        Ok(each?.into_iter().flatten().collect())
    }
}

/// What was compared with, as one would type it: the field is of another kind now.
fn typed(value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::Raw(text.clone()),
        other => other.clone(),
    }
}

/// Whether comparing so means of a kind what it means of every other: part of a number is no part of it.
fn suits(kind: K, op: Op) -> bool {
    let text = matches!(kind, K::Text | K::LongText | K::Url | K::OfficialId);
    match op {
        Op::Empty | Op::NotEmpty => true,
        Op::Contains | Op::Starts => text,
        Op::Lt | Op::Le | Op::Gt | Op::Ge => matches!(
            kind,
            K::Number
                | K::Decimal
                | K::Money
                | K::Percent
                | K::Date
                | K::FuzzyDate
                | K::WallTime
                | K::Instant
        ),
        Op::Eq | Op::Ne => !matches!(
            kind,
            K::Texts | K::Dated | K::Emails | K::Phones | K::Choices | K::Refs | K::LongText
        ),
        Op::In => matches!(kind, K::Choice | K::Choices | K::Ref | K::Refs),
        Op::Under => kind == K::Ref,
    }
}

/// Whether the question can be put as it is.
fn is_asked(read: &Read<'_>, catalog: &Catalog, entity: &EntityDef, filter: Filter) -> bool {
    let asked = Query {
        entity: entity.key.to_owned(),
        filter: Some(filter),
        sort: Vec::new(),
        group: None,
        folded: Vec::new(),
        search: None,
        columns: Vec::new(),
    };
    query::condition(read, catalog, &asked, None).is_ok()
}

/// Every key that a field of the user's of this entity ever had, and where that is now. A definition
/// whose making was taken back is found no more.
fn lineage(read: &Read<'_>, entity: &str) -> Result<HashMap<String, Now>> {
    let mut own = HashMap::new();
    let all = store::all(read)?.into_iter();
    for one in all.filter(|one| one.entity == entity) {
        let Definition { id, key, shape, .. } = one;
        let mut keys = vec![key.clone()];
        for mark in trail::marks(read, Of::Record(id))? {
            for columns in [mark.before, mark.after] {
                let cell = columns.into_iter().find(|(column, _)| column == "key");
                if let Some((_, Sql::Text(key))) = cell {
                    keys.push(key);
                }
            }
        }
        for known in keys {
            own.insert(
                known,
                Now {
                    label: shape.label.clone(),
                    key: (!shape.retired).then(|| key.clone()),
                    became: if shape.retired {
                        Going::Retired
                    } else {
                        Going::Followed
                    },
                },
            );
        }
    }
    Ok(own)
}
