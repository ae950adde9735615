//! Writing records: values are read by their kind, held to the rules, put into their table and
//! into the journal. Every write of a record goes through a [`Batch`].

use std::collections::HashSet;

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params_from_iter};

use super::catalog::{COUNTRY_HERE, Catalog, EVERYWHERE, EntityDef, FieldDef};
use super::choices;
use super::journal::{self, Act, Columns, Writer};
use super::parse::{self, Ground};
use super::query::quoted;
use super::value::{FieldKind, Value, to_columns};
use crate::base::calendar::country;
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, Timestamp, WallTime};
use crate::vault::Write;

/// Several changes in one write and one step of undo.
pub struct Batch<'w, 'c> {
    tx: &'w mut Write<'c>,
    catalog: &'w Catalog,
    writer: Writer,
    retired_too: bool,
    wanted: Wanted,
}

/// Which of its required fields a new record must hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// None: it was right when it was said.
    None,
    /// Those of the program, without which nothing could deal with it. One of the user's own is left
    /// blank and stands as missing: what is made without a form has nobody to ask.
    BuiltIn,
    /// Those of the user's own as well: somebody was asked.
    All,
}

impl<'w, 'c> Batch<'w, 'c> {
    /// Opens the step named by message key `op`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn begin(tx: &'w mut Write<'c>, catalog: &'w Catalog, op: &str) -> Result<Self> {
        let writer = Writer::step(tx, op);
        Ok(Self {
            tx,
            catalog,
            writer,
            retired_too: false,
            wanted: Wanted::BuiltIn,
        })
    }

    /// Goes on with the step this write has begun, for what follows from it; opens the step `op`
    /// where it has begun none.
    ///
    /// # Errors
    /// When the database fails.
    pub fn go_on(tx: &'w mut Write<'c>, catalog: &'w Catalog, op: &str) -> Result<Self> {
        let writer = Writer::more(tx, op)?;
        Ok(Self {
            tx,
            catalog,
            writer,
            retired_too: true,
            wanted: Wanted::BuiltIn,
        })
    }

    /// Takes choices that are no longer offered as well: a sheet says how things stood.
    #[must_use]
    pub fn with_retired(mut self) -> Self {
        self.retired_too = true;
        self
    }

    /// Wants the required fields of the user's own as well: what follows was asked of somebody.
    pub fn want_own(&mut self, own: bool) {
        self.wanted = if own { Wanted::All } else { Wanted::BuiltIn };
    }

    /// The transaction, for reading between changes.
    pub fn tx(&mut self) -> &mut Write<'c> {
        self.tx
    }

    /// Refuses to go on where a record is no longer as the caller saw it. One that is not there
    /// is left to the change itself: the same set may be about to make it.
    ///
    /// # Errors
    /// [`Kind::Conflict`] when it changed, [`Kind::NotFound`] when it is in the bin.
    pub fn hold_rev(&self, entity: &str, id: Id, rev: i32) -> Result<()> {
        let entity = self.catalog.entity(entity)?;
        let found: Option<(i32, bool)> = self
            .tx
            .sql()
            .prepare_cached(&format!(
                "SELECT rev, deleted_at IS NULL FROM {} WHERE id = ?",
                quoted(entity.key)
            ))?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match found {
            Some((_, false)) => Err(gone(entity)),
            Some((now, true)) if now != rev => Err(conflict(entity)),
            _ => Ok(()),
        }
    }

    /// Makes a record; its id.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when a value is refused.
    pub fn create<'k>(
        &mut self,
        entity: &str,
        id: Option<Id>,
        values: impl IntoIterator<Item = (&'k str, Value)>,
    ) -> Result<Id> {
        self.create_kept(entity, id, values, [])
    }

    /// As [`Batch::create_kept`], of what another record holds: that was right when it was said, so
    /// neither a choice retired since nor a field required since stands in the way.
    ///
    /// # Errors
    /// As [`Batch::create`].
    pub fn create_after<'k>(
        &mut self,
        entity: &str,
        values: impl IntoIterator<Item = (&'k str, Value)>,
        kept: impl IntoIterator<Item = (&'static str, Sql)>,
    ) -> Result<Id> {
        let held = (self.retired_too, self.wanted);
        (self.retired_too, self.wanted) = (true, Wanted::None);
        let made = self.create_kept(entity, None, values, kept);
        (self.retired_too, self.wanted) = held;
        made
    }

    /// As [`Batch::create`], with columns nobody types: what the room that keeps them says.
    ///
    /// # Errors
    /// As [`Batch::create`].
    pub fn create_kept<'k>(
        &mut self,
        entity: &str,
        id: Option<Id>,
        values: impl IntoIterator<Item = (&'k str, Value)>,
        kept: impl IntoIterator<Item = (&'static str, Sql)>,
    ) -> Result<Id> {
        let entity = self.catalog.entity(entity)?;
        let now = self.tx.now();
        let id = id.unwrap_or_else(|| Id::at(now));
        let mut given: Vec<(&'static FieldDef, Value)> = Vec::new();
        for (key, value) in values {
            let field = writable(entity, key)?;
            let value = self.read_value(entity, field, value)?;
            self.hold_offered(entity, field, &value, None)?;
            given.push((field, value));
        }
        let mut columns: Columns = vec![
            ("id".into(), Sql::Blob(id.bytes().to_vec())),
            ("created_at".into(), Sql::Integer(now.0)),
            ("updated_at".into(), Sql::Integer(now.0)),
        ];
        let mut parent = None;
        let kept: Vec<_> = kept.into_iter().collect();
        if kept.is_empty() && !entity.made_by_hand() {
            return Err(Error::invalid(entity.key, "error.not_made_by_hand"));
        }
        columns.extend(kept.into_iter().map(|(name, value)| (name.into(), value)));
        let kind = given.iter().find_map(|(field, value)| match value {
            Value::Choice(code) if field.key == "kind" => Some(code.clone()),
            _ => None,
        });
        for field in entity.fields.iter().filter(|field| !field.computed) {
            // The last word counts, should a field be given twice.
            let said = given.iter_mut().rfind(|(of, _)| of.key == field.key);
            let value = match said.map(|(_, value)| std::mem::replace(value, Value::Null)) {
                Some(value) if !value.is_null() => value,
                _ => self.default(entity, field)?,
            };
            if value.is_null() {
                // An absent column takes part in no statement: records differ widely in which
                // fields they fill, but only a few shapes are common, and each is prepared once.
                let wanted = match self.wanted {
                    Wanted::None => false,
                    Wanted::BuiltIn => !field.own,
                    Wanted::All => true,
                };
                if wanted && entity.requires(field, kind.as_deref()) {
                    return Err(Error::invalid(name(entity, field), "error.required"));
                }
                continue;
            }
            self.hold_unique(entity, field, &value, None)?;
            push(&mut columns, field, &value)?;
            if entity.tree.is_some_and(|tree| tree.parent == field.key) {
                parent = value.as_ref_id();
            }
        }
        shadow(entity, &mut columns);
        if let Some(tree) = entity.tree {
            let place = (tree.place)(self.tx, id, parent)?;
            columns.extend(
                place
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value)),
            );
        }
        journal::insert(self.tx, entity.key, &columns)?;
        self.writer
            .entry(self.tx, entity.key, id, Act::Create, None, None)?;
        Ok(id)
    }

    /// Changes some fields of a record; says whether anything did change.
    ///
    /// # Errors
    /// [`Kind::Conflict`] when `rev` is given and is not the record's; otherwise as for `create`.
    pub fn update<'k>(
        &mut self,
        entity: &str,
        id: Id,
        rev: Option<i32>,
        values: impl IntoIterator<Item = (&'k str, Value)>,
    ) -> Result<bool> {
        self.update_kept(entity, id, rev, values, [])
    }

    /// As [`Batch::update`], with columns nobody types.
    ///
    /// # Errors
    /// As [`Batch::update`].
    pub fn update_kept<'k>(
        &mut self,
        entity: &str,
        id: Id,
        rev: Option<i32>,
        values: impl IntoIterator<Item = (&'k str, Value)>,
        kept: impl IntoIterator<Item = (&'static str, Sql)>,
    ) -> Result<bool> {
        let entity = self.catalog.entity(entity)?;
        let mut after: Columns = Vec::new();
        for (key, value) in values {
            let field = writable(entity, key)?;
            let value = self.read_over(entity, field, id, value)?;
            self.hold_offered(entity, field, &value, Some(id))?;
            self.hold_unique(entity, field, &value, Some(id))?;
            push(&mut after, field, &value)?;
        }
        shadow(entity, &mut after);
        after.extend(kept.into_iter().map(|(name, value)| (name.into(), value)));
        self.change(entity, id, rev, after, Act::Update)
    }

    /// Puts a record into the bin.
    ///
    /// # Errors
    /// As for `update`.
    pub fn delete(&mut self, entity: &str, id: Id) -> Result<()> {
        let entity = self.catalog.entity(entity)?;
        let gone = vec![("deleted_at".to_owned(), Sql::Integer(self.tx.now().0))];
        self.change(entity, id, None, gone, Act::Delete).map(|_| ())
    }

    /// Sets an instant the core keeps itself, such as when a task was done.
    ///
    /// # Errors
    /// As for `update`.
    pub fn set_instant(
        &mut self,
        entity: &str,
        id: Id,
        field: &'static str,
        at: Option<Timestamp>,
    ) -> Result<()> {
        let entity = self.catalog.entity(entity)?;
        let value = at.map_or(Sql::Null, |at| Sql::Integer(at.0));
        self.change(
            entity,
            id,
            None,
            vec![(field.to_owned(), value)],
            Act::Update,
        )
        .map(|_| ())
    }

    /// Puts columns back as the journal holds them, also into a record that is in the bin, and out
    /// of it where they say so; says whether anything did change. The caller has seen to it that
    /// they suit what stands now.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when the record is no more.
    pub(crate) fn put_back(&mut self, entity: &str, id: Id, mut columns: Columns) -> Result<bool> {
        let entity = self.catalog.entity(entity)?;
        let said = columns.iter().find(|(name, _)| name == "deleted_at");
        let act = match said {
            Some((_, Sql::Null)) => Act::Restore,
            Some(_) => Act::Delete,
            None => Act::Update,
        };
        if said.is_none() {
            // Whoever names the column may write in the bin.
            let stands: Sql = self
                .tx
                .sql()
                .prepare_cached(&format!(
                    "SELECT deleted_at FROM {} WHERE id = ?",
                    quoted(entity.key)
                ))?
                .query_row([id], |row| row.get(0))
                .optional()?
                .ok_or_else(|| gone(entity))?;
            columns.push(("deleted_at".to_owned(), stands));
        }
        self.change(entity, id, None, columns, act)
    }

    /// Puts a record that is not there into its table as it once stood, under its own id. The caller
    /// has seen to it that it suits what stands now.
    ///
    /// # Errors
    /// When the database refuses it.
    pub(crate) fn bring(&mut self, entity: &str, id: Id, mut columns: Columns) -> Result<()> {
        let entity = self.catalog.entity(entity)?;
        // Its row number may be another's by now, and it has been changed by nobody since it came.
        columns.retain(|(name, _)| !matches!(name.as_str(), "n" | "rev" | "updated_at"));
        columns.push(("updated_at".to_owned(), Sql::Integer(self.tx.now().0)));
        journal::insert(self.tx, entity.key, &columns)?;
        self.writer
            .entry(self.tx, entity.key, id, Act::Create, None, None)
    }

    fn read_value(&self, entity: &EntityDef, field: &FieldDef, value: Value) -> Result<Value> {
        let ground = Ground {
            read: Some(&**self.tx),
            catalog: self.catalog,
        };
        parse::said(&ground, entity, field, value)
    }

    /// As [`Self::read_value`], of what is put into a record that is there: a time typed over one of another
    /// place is by the clocks it goes by, as it is shown. A whole day, and what goes along with the laptop, go
    /// by the clocks of here.
    fn read_over(
        &self,
        entity: &EntityDef,
        field: &FieldDef,
        id: Id,
        value: Value,
    ) -> Result<Value> {
        if field.kind != FieldKind::WallTime || !matches!(value, Value::Raw(_)) {
            return self.read_value(entity, field, value);
        }
        let floats = match entity.field("zone_policy") {
            Ok(_) => "zone_policy = 'floating'",
            Err(_) => "0",
        };
        let kept: Option<(Option<String>, Option<String>, Option<bool>)> = self
            .tx
            .sql()
            .prepare_cached(&format!(
                "SELECT {}, {}, {floats} FROM {} WHERE id = ?",
                quoted(field.key),
                quoted(&format!("{}_zone", field.key)),
                quoted(entity.key)
            ))?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let place = match kept {
            Some((Some(at), Some(zone), floats)) if floats != Some(true) => {
                let wall = WallTime::from_stored(&at, &zone).ok();
                wall.filter(|wall| wall.time.is_some())
                    .map(|wall| wall.zone)
            }
            _ => None,
        };
        let ground = Ground {
            read: Some(&**self.tx),
            catalog: self.catalog,
        };
        parse::said_at(&ground, entity, field, value, place)
    }

    fn default(&self, entity: &EntityDef, field: &FieldDef) -> Result<Value> {
        match field.default {
            Some(COUNTRY_HERE) => Ok(Value::text(country(self.tx.zone()).unwrap_or(EVERYWHERE))),
            Some(text) => self.read_value(entity, field, Value::Raw(text.to_owned())),
            None => Ok(Value::Null),
        }
    }

    fn hold_offered(
        &self,
        entity: &EntityDef,
        field: &FieldDef,
        value: &Value,
        own: Option<Id>,
    ) -> Result<()> {
        if self.retired_too || field.choices.is_none() {
            return Ok(());
        }
        choices::hold_offered(self.tx, entity, field, value, own)
    }

    /// No other living record holds the value of a unique field.
    fn hold_unique(
        &self,
        entity: &EntityDef,
        field: &FieldDef,
        value: &Value,
        own: Option<Id>,
    ) -> Result<()> {
        if !field.unique || value.is_null() {
            return Ok(());
        }
        let (held, _) = to_columns(field.kind, value)?;
        let other: Option<Id> = self
            .tx
            .sql()
            .prepare_cached(&format!(
                "SELECT id FROM {} WHERE {} = ?1 AND deleted_at IS NULL AND id IS NOT ?2",
                quoted(entity.key),
                quoted(field.key)
            ))?
            .query_row(rusqlite::params![held, own], |row| row.get(0))
            .optional()?;
        match other {
            Some(_) => Err(Error::invalid(name(entity, field), "error.not_unique")
                .with("text", value.as_text().unwrap_or_default())),
            None => Ok(()),
        }
    }

    fn change(
        &mut self,
        entity: &EntityDef,
        id: Id,
        rev: Option<i32>,
        after: Columns,
        act: Act,
    ) -> Result<bool> {
        let table = quoted(entity.key);
        let (current, updated, before) = self.current(entity, &table, id, &after)?;
        if rev.is_some_and(|rev| rev != current) {
            return Err(conflict(entity));
        }
        let differing = differing(entity, &before, &after);
        let (mut was, mut is): (Columns, Columns) = before
            .into_iter()
            .zip(after)
            .filter(|((name, _), _)| differing.contains(name.as_str()))
            .unzip();
        if is.is_empty() {
            return Ok(false);
        }
        let now = Sql::Integer(self.tx.now().0);
        was.push(("updated_at".into(), Sql::Integer(updated)));
        is.push(("updated_at".into(), now));
        let sets: Vec<_> = is
            .iter()
            .map(|(name, _)| format!("{} = ?", quoted(name)))
            .collect();
        let mut bound: Vec<Sql> = is.iter().map(|(_, value)| value.clone()).collect();
        bound.push(Sql::Blob(id.bytes().to_vec()));
        self.tx
            .sql()
            .prepare_cached(&format!(
                "UPDATE {table} SET {}, rev = rev + 1 WHERE id = ?",
                sets.join(", ")
            ))?
            .execute(params_from_iter(bound))?;
        self.writer
            .entry(self.tx, entity.key, id, act, Some(&was), Some(&is))?;
        Ok(true)
    }

    /// The record's revision, when it was last changed, and what it holds in the columns of `like`.
    fn current(
        &self,
        entity: &EntityDef,
        table: &str,
        id: Id,
        like: &Columns,
    ) -> Result<(i32, i64, Columns)> {
        let names: Vec<_> = like.iter().map(|(name, _)| quoted(name)).collect();
        let mut list = names.join(", ");
        if !list.is_empty() {
            list.insert_str(0, ", ");
        }
        let living = if like.iter().any(|(name, _)| name == "deleted_at") {
            ""
        } else {
            " AND deleted_at IS NULL"
        };
        self.tx
            .sql()
            .prepare_cached(&format!(
                "SELECT rev, updated_at{list} FROM {table} WHERE id = ?{living}"
            ))?
            .query_row([id], |row| {
                let mut columns = Vec::with_capacity(like.len());
                for (at, (name, _)) in like.iter().enumerate() {
                    columns.push((name.clone(), row.get(at + 2)?));
                }
                Ok((row.get(0)?, row.get(1)?, columns))
            })
            .optional()?
            .ok_or_else(|| gone(entity))
    }
}

/// The columns that become others; where a value stands in two, both or neither, for an amount
/// without its currency could not be read out of the journal later.
fn differing(entity: &EntityDef, before: &Columns, after: &Columns) -> HashSet<String> {
    let mut names: HashSet<String> = before
        .iter()
        .zip(after)
        .filter(|((_, old), (_, new))| old != new)
        .map(|((name, _), _)| name.clone())
        .collect();
    for field in entity.fields {
        if let Some(suffix) = field.kind.second_column() {
            let second = format!("{}{suffix}", field.key);
            if names.contains(field.key) || names.contains(&second) {
                names.extend([field.key.to_owned(), second]);
            }
        }
    }
    names
}

fn conflict(entity: &EntityDef) -> Error {
    Error::new(Kind::Conflict, "error.conflict").with("entity", entity.key)
}

fn gone(entity: &EntityDef) -> Error {
    Error::new(Kind::NotFound, "error.record_gone").with("entity", entity.key)
}

fn name(entity: &EntityDef, field: &FieldDef) -> String {
    format!("{}.{}", entity.key, field.key)
}

fn writable(entity: &EntityDef, key: &str) -> Result<&'static FieldDef> {
    let field = entity.field(key)?;
    if field.computed {
        return Err(Error::invalid(name(entity, field), "error.computed_field"));
    }
    Ok(field)
}

fn push(columns: &mut Columns, field: &FieldDef, value: &Value) -> Result<()> {
    let (first, second) = to_columns(field.kind, value)?;
    columns.push((field.key.to_owned(), first));
    if let (Some(suffix), Some(second)) = (field.kind.second_column(), second) {
        columns.push((format!("{}{suffix}", field.key), second));
    }
    Ok(())
}

/// Adds the shadow columns of the texts among `columns`.
fn shadow(entity: &EntityDef, columns: &mut Columns) {
    for shadow in entity.shadows {
        let text = columns.iter().find_map(|(name, value)| match value {
            Sql::Text(text) if name == shadow.of => Some((shadow.make)(text)),
            _ => None,
        });
        if let Some(text) = text {
            columns.push((shadow.column.to_owned(), Sql::Text(text)));
        }
    }
}
