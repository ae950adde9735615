//! What bringing something back comes to: each record that comes or changes, what it brings along,
//! and what cannot be.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};

use super::bring::{BringBar, Reach, Wanted};
use super::differ::{self, Differing, is_binned};
use crate::base::{Error, Id, Kind, Result};
use crate::history::merge::merged_into;
use crate::history::net::is_up;
use crate::history::pointing::{self, Owner, ids_in, owners};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef, OF};
use crate::records::journal::Columns;
use crate::records::query::quoted;
use crate::records::trail::{self, Cells};
use crate::records::value::FieldKind as K;
use crate::vault::Read;

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// It is not there and comes anew.
    New,
    /// It comes out of the bin.
    Revive,
    /// It is there; fields of it go back.
    Put,
}

/// A field that goes back, or does not.
#[derive(Debug, Clone)]
pub(super) struct Put {
    pub(super) field: Option<&'static FieldDef>,
    pub(super) columns: Columns,
    /// Why it stays as it is.
    pub(super) bar: Option<BringBar>,
}

impl Put {
    pub(super) fn value(&self) -> Option<&Sql> {
        self.columns.first().map(|(_, value)| value)
    }
    pub(super) fn is_made(&self) -> bool {
        self.bar.is_none()
    }
}

/// A record of then, and what it comes to.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) entity: &'static EntityDef,
    pub(super) id: Id,
    pub(super) what: What,
    /// Its row as it was.
    pub(super) then: Cells,
    /// Its row as it is; nothing where it is not there.
    pub(super) now: Cells,
    /// The fields that differ; of one that comes anew, those that come otherwise than they were.
    pub(super) puts: Vec<Put>,
    /// Others need it; nobody asked for it.
    pub(super) along: bool,
    /// Why it does not come at all.
    pub(super) bar: Option<BringBar>,
}

impl Piece {
    pub(super) fn is_made(&self) -> bool {
        self.bar.is_none() && (self.what != What::Put || self.puts.iter().any(Put::is_made))
    }

    /// What a column is to hold.
    pub(super) fn to_be(&self, column: &str) -> Sql {
        // What comes anew comes without what is left out; what stands keeps it.
        let counts = |put: &&Put| self.what == What::New || put.is_made();
        let put = self.puts.iter().filter(counts);
        let put = put
            .flat_map(|put| &put.columns)
            .find(|(name, _)| name == column);
        let stands = match self.what {
            What::New => &self.then,
            What::Revive | What::Put => &self.now,
        };
        match put {
            Some((_, value)) => value.clone(),
            None => stands.get(column).cloned().unwrap_or(Sql::Null),
        }
    }

    /// The row it comes to be, of one that comes anew: what today's table has no column for is left.
    pub(super) fn whole(&self, known: &BTreeSet<String>) -> Columns {
        let mut row = self.then.clone();
        for put in &self.puts {
            row.extend(put.columns.iter().cloned());
        }
        row.retain(|column, _| known.contains(column));
        row.into_iter().collect()
    }

    pub(super) fn row_to_be(&self) -> Cells {
        let names = self.then.keys().chain(self.now.keys());
        names.map(|name| (name.clone(), self.to_be(name))).collect()
    }

    /// Has a field hold something else than it did, or stay as it is.
    fn turn(&mut self, entity: &EntityDef, column: &str, value: Sql, bar: Option<BringBar>) {
        let at = self.puts.iter().position(|put| {
            let mut columns = put.columns.iter();
            columns.any(|(name, _)| name == column)
        });
        match at.and_then(|at| self.puts.get_mut(at)) {
            Some(put) if self.what != What::New => {
                put.bar = bar.or(put.bar);
                if bar.is_none() {
                    put.columns = vec![(column.to_owned(), value)];
                }
            }
            Some(put) => {
                put.columns = vec![(column.to_owned(), value)];
                put.bar = put.bar.or(bar);
            }
            None => self.puts.push(Put {
                field: entity.fields.iter().find(|field| field.key == column),
                columns: vec![(column.to_owned(), value)],
                bar,
            }),
        }
    }
}

/// All of it, in the order it was found.
pub(super) struct Pieces<'a> {
    then: &'a Read<'a>,
    pub(super) now: &'a Read<'a>,
    pub(super) catalog: &'a Catalog,
    pub(super) all: Vec<Piece>,
    pub(super) at: HashMap<Id, usize>,
    /// Records that stand as they stood.
    pub(super) same: u32,
    met: HashSet<Id>,
}

impl<'a> Pieces<'a> {
    /// Gathers what `wanted` comes to and what stands against it.
    pub(super) fn gather(
        (then, now): (&'a Read<'a>, &'a Read<'a>),
        catalog: &'a Catalog,
        wanted: &Wanted,
        at_hand: &BTreeSet<Id>,
    ) -> Result<Self> {
        let mut pieces = Self {
            then,
            now,
            catalog,
            all: Vec::new(),
            at: HashMap::new(),
            same: 0,
            met: HashSet::new(),
        };
        let entity = catalog.entity(&wanted.entity)?;
        let row = trail::row(then, entity, wanted.id)?.filter(|row| !is_binned(row));
        let row = row.ok_or_else(|| {
            Error::new(Kind::NotFound, "error.record_gone").with("entity", entity.key)
        })?;
        let only = match &wanted.reach {
            Reach::Field { field } => Some(field.as_str()),
            Reach::Record | Reach::Own | Reach::Below => None,
        };
        pieces.add(entity, wanted.id, row, false, only)?;
        if matches!(wanted.reach, Reach::Own | Reach::Below) {
            pieces.spread(entity, wanted.id, wanted.reach == Reach::Below)?;
        }
        if wanted.reach == Reach::Record {
            pieces.with_files(wanted.id)?;
        }
        pieces.bring_along()?;
        pieces.hold_signed();
        pieces.hold_files(at_hand)?;
        pieces.hold_owned()?;
        pieces.hold_unique()?;
        pieces.hold_circles()?;
        pieces.words()?;
        Ok(pieces)
    }

    /// Adds what a record of then comes to; it is met only once.
    fn add(
        &mut self,
        entity: &'static EntityDef,
        id: Id,
        then: Cells,
        along: bool,
        only: Option<&str>,
    ) -> Result<()> {
        if !self.met.insert(id) {
            return Ok(());
        }
        let now = trail::row(self.now, entity, id)?;
        let what = match &now {
            None => What::New,
            Some(now) if is_binned(now) => What::Revive,
            Some(_) => What::Put,
        };
        let now = now.unwrap_or_default();
        let mut puts = Vec::new();
        if what != What::New {
            for (field, columns) in differ::differing(entity, &then, &now) {
                let asked = only.is_none_or(|only| field.is_some_and(|field| field.key == only));
                if asked || what == What::Revive {
                    puts.push(put(entity, &then, (field, columns)));
                }
            }
        }
        if what == What::Put && puts.is_empty() {
            self.same += 1;
            return Ok(());
        }
        self.at.insert(id, self.all.len());
        self.all.push(Piece {
            entity,
            id,
            what,
            then,
            now,
            puts,
            along,
            bar: None,
        });
        Ok(())
    }

    /// A record that is not there today comes with the files that were on it.
    fn with_files(&mut self, id: Id) -> Result<()> {
        if !matches!(self.all.first(), Some(piece) if piece.what != What::Put) {
            return Ok(());
        }
        let entity = self.catalog.entity("attachment")?;
        let mut find = self.then.sql().prepare_cached(&format!(
            "SELECT id FROM attachment WHERE {} = ? AND deleted_at IS NULL",
            quoted(OF)
        ))?;
        let ids: Vec<Id> = find
            .query_map([id], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for file in ids {
            let row = trail::row(self.then, entity, file)?.unwrap_or_default();
            self.add(entity, file, row, false, None)?;
        }
        Ok(())
    }

    /// Adds what belonged to a record then, and to that, and where it is asked for all that stood
    /// below; with the people who belonged nowhere else.
    fn spread(&mut self, entity: &'static EntityDef, id: Id, below: bool) -> Result<()> {
        let mut wave: BTreeMap<&'static str, HashSet<Id>> = BTreeMap::new();
        wave.entry(entity.key).or_default().insert(id);
        let mut within = HashSet::from([id]);
        while !wave.is_empty() {
            let mut next: BTreeMap<&'static str, HashSet<Id>> = BTreeMap::new();
            for (kind, ids) in std::mem::take(&mut wave) {
                let counts = |entity: &EntityDef, way: pointing::Way| {
                    let up = |field| below && is_up(entity, field);
                    way.belongs() || matches!(way, pointing::Way::Field(field) if up(field))
                };
                for one in pointing::at_by(self.then, self.catalog, kind, &ids, counts)? {
                    if !within.insert(one.id) {
                        continue;
                    }
                    next.entry(one.entity.key).or_default().insert(one.id);
                    let row = trail::row(self.then, one.entity, one.id)?.unwrap_or_default();
                    self.add(one.entity, one.id, row, false, None)?;
                }
            }
            if next.is_empty() {
                next = self.people(&mut within)?;
            }
            wave = next;
        }
        Ok(())
    }

    /// Whoever owned some of what was gathered and belonged to nobody but these: of a person, every
    /// post held then is among them.
    fn people(&mut self, within: &mut HashSet<Id>) -> Result<BTreeMap<&'static str, HashSet<Id>>> {
        let mut found: BTreeMap<&'static str, HashSet<Id>> = BTreeMap::new();
        for kind in self.catalog.entities() {
            // What belongs to a unit and to somebody else at once: a post.
            let owning = || kind.fields.iter().filter(|field| field.owns());
            let trees = |field: &&FieldDef| {
                let target = field
                    .target
                    .and_then(|target| self.catalog.entity(target).ok());
                target.is_some_and(|target| target.tree.is_some())
            };
            let required = |field: &&FieldDef| field.required && !trees(field);
            let (Some(_), Some(whose)) = (owning().find(trees), owning().find(required)) else {
                continue;
            };
            let Some(target) = whose.target else { continue };
            let owner = self.catalog.entity(target)?;
            if !owner.fields.iter().all(|field| !field.owns()) {
                continue;
            }
            let mut find = self.then.sql().prepare_cached(&format!(
                "SELECT id, {0} FROM {1} WHERE {0} IN (SELECT {0} FROM {1} WHERE id = ?)
                 AND deleted_at IS NULL",
                quoted(whose.key),
                quoted(kind.key)
            ))?;
            for one in within.clone() {
                let held: Vec<(Id, Id)> = find
                    .query_map([one], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<rusqlite::Result<_>>()?;
                let Some((_, person)) = held.first().copied() else {
                    continue;
                };
                if held.iter().all(|(post, _)| within.contains(post)) && !within.contains(&person) {
                    found.entry(owner.key).or_default().insert(person);
                }
            }
        }
        for (kind, ids) in &found {
            let entity = self.catalog.entity(kind)?;
            for id in ids {
                within.insert(*id);
                if let Some(row) = trail::row(self.then, entity, *id)?
                    && !is_binned(&row)
                {
                    self.add(entity, *id, row, false, None)?;
                }
            }
        }
        Ok(found)
    }

    /// What was said of a value comes with the value.
    fn words(&mut self) -> Result<()> {
        let told: Vec<_> = self.catalog.with_quiet().collect();
        for entity in told.into_iter().skip(self.catalog.entities().len()) {
            if !columns(self.now, entity)?.contains(OF) {
                continue;
            }
            let mut find = self.then.sql().prepare_cached(&format!(
                "SELECT id FROM {} WHERE {} = ? AND deleted_at IS NULL",
                quoted(entity.key),
                quoted(OF)
            ))?;
            for at in 0..self.all.len() {
                let Some(piece) = self.all.get(at).filter(|one| one.is_made()).cloned() else {
                    continue;
                };
                let ids: Vec<Id> = find
                    .query_map([piece.id], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                for id in ids {
                    let row = trail::row(self.then, entity, id)?.unwrap_or_default();
                    let of = |put: &Put| match (row.get("field"), put.field) {
                        (Some(Sql::Text(of)), Some(field)) => of == field.key,
                        _ => false,
                    };
                    let mut puts = piece.puts.iter();
                    let comes = match piece.what {
                        What::Put => puts.any(|put| of(put) && put.is_made()),
                        What::New | What::Revive => !puts.any(|put| of(put) && !put.is_made()),
                    };
                    if comes {
                        self.add(entity, id, row, false, None)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What a record that comes, or a field that goes back, points at must be there: what it belongs
    /// to comes along, what is no more and was there then comes too.
    fn bring_along(&mut self) -> Result<()> {
        let mut at = 0;
        while let Some(piece) = self.all.get(at).cloned() {
            let row = piece.row_to_be();
            for owner in owners(self.catalog, piece.entity, &row)? {
                let turned = piece.what != What::Put
                    || piece.puts.iter().any(|put| {
                        let mut columns = put.columns.iter();
                        columns.any(|(name, _)| name == owner.column)
                    });
                if turned {
                    self.bring_owner(at, &owner)?;
                }
            }
            self.bring_pointed_at(at)?;
            self.bring_choices(at)?;
            at += 1;
        }
        Ok(())
    }

    fn bring_owner(&mut self, at: usize, owner: &Owner) -> Result<()> {
        if self.met.contains(&owner.id) || self.lives(owner.entity, owner.id)? {
            return Ok(());
        }
        if let Some(winner) = merged_into(self.now, owner.entity, owner.id)? {
            self.turn(at, owner.column, blob(winner), None);
            return Ok(());
        }
        match trail::row(self.then, owner.entity, owner.id)? {
            Some(row) if !is_binned(&row) => self.add(owner.entity, owner.id, row, true, None),
            _ if owner.up => {
                self.turn(at, owner.column, Sql::Null, Some(BringBar::Gone));
                Ok(())
            }
            _ => {
                if let Some(piece) = self.all.get_mut(at) {
                    piece.bar = Some(BringBar::Gone);
                }
                Ok(())
            }
        }
    }

    /// References that own nobody: what is not there any more comes where it was there then, and is
    /// left out where not.
    fn bring_pointed_at(&mut self, at: usize) -> Result<()> {
        let Some(piece) = self.all.get(at).cloned() else {
            return Ok(());
        };
        for field in piece.entity.fields.iter().filter(|field| !field.computed) {
            let Some(target) = field.target else { continue };
            let put = piece
                .puts
                .iter()
                .any(|put| put.field.is_some_and(|of| of.key == field.key) && put.is_made());
            if !put && piece.what != What::New || !piece.then.contains_key(field.key) {
                continue;
            }
            let target = self.catalog.entity(target)?;
            let mut stays = Vec::new();
            let mut left = false;
            for to in ids_in(piece.to_be(field.key))? {
                if self.met.contains(&to) || pointing::binned(self.now, target, to)?.is_some() {
                    stays.push(to);
                    continue;
                }
                match trail::row(self.then, target, to)? {
                    Some(row) if !is_binned(&row) => {
                        self.add(target, to, row, true, None)?;
                        stays.push(to);
                    }
                    _ => left = true,
                }
            }
            if left {
                let value = match (field.kind, &stays[..]) {
                    (K::Refs, [_, ..]) => {
                        Sql::Text(serde_json::to_string(&stays).map_err(Error::internal)?)
                    }
                    _ => Sql::Null,
                };
                let bar =
                    (piece.what == What::New || field.kind != K::Refs).then_some(BringBar::Gone);
                self.turn(at, field.key, value, bar);
            }
        }
        Ok(())
    }

    /// A choice of the user's own that is no more comes with the record that holds it.
    fn bring_choices(&mut self, at: usize) -> Result<()> {
        let Some(piece) = self.all.get(at).cloned() else {
            return Ok(());
        };
        let choice = self.catalog.entity("choice")?;
        for field in piece.entity.fields {
            let Some(list) = field.choices else { continue };
            let codes: Vec<String> = match piece.to_be(field.key) {
                Sql::Text(text) if field.kind == K::Choices => {
                    serde_json::from_str(&text).unwrap_or_default()
                }
                Sql::Text(code) => vec![code],
                _ => Vec::new(),
            };
            for code in codes {
                if self.catalog.codes(list).contains(&code.as_str()) {
                    continue;
                }
                let find = |read: &Read<'_>| -> Result<Option<Id>> {
                    Ok(read
                        .sql()
                        .prepare_cached("SELECT id FROM choice WHERE list = ? AND code = ?")?
                        .query_row(params![list, code], |row| row.get(0))
                        .optional()?)
                };
                if find(self.now)?.is_some() {
                    continue;
                }
                if let Some(id) = find(self.then)? {
                    let row = trail::row(self.then, choice, id)?.unwrap_or_default();
                    self.add(choice, id, row, true, None)?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn turn(&mut self, at: usize, column: &str, value: Sql, bar: Option<BringBar>) {
        if let Some(piece) = self.all.get_mut(at) {
            piece.turn(piece.entity, column, value, bar);
        }
    }

    /// Of a record out of the bin: the field does not go back, nor stays it as it lies there.
    pub(super) fn turn_to(
        &mut self,
        at: usize,
        field: &'static FieldDef,
        value: Sql,
        bar: Option<BringBar>,
    ) {
        if let Some(piece) = self.all.get_mut(at) {
            let other = |put: &Put| put.field.is_none_or(|of| of.key != field.key);
            piece.puts.retain(other);
            // Told as left, and emptied beside it.
            piece.puts.push(Put {
                field: Some(field),
                columns: vec![(field.key.to_owned(), value.clone())],
                bar,
            });
            piece.puts.push(Put {
                field: None,
                columns: vec![(field.key.to_owned(), value)],
                bar: None,
            });
        }
    }

    fn lives(&self, entity: &EntityDef, id: Id) -> Result<bool> {
        Ok(pointing::binned(self.now, entity, id)? == Some(false))
    }
}

fn put(entity: &EntityDef, then: &Cells, (field, columns): Differing) -> Put {
    let held = |column: &str| then.get(column).cloned().unwrap_or(Sql::Null);
    let mut back: Columns = columns
        .into_iter()
        .map(|column| {
            let value = held(&column);
            (column, value)
        })
        .collect();
    // What follows a text goes back with it.
    for shadow in entity.shadows {
        if field.is_some_and(|field| field.key == shadow.of) && then.contains_key(shadow.column) {
            back.push((shadow.column.to_owned(), held(shadow.column)));
        }
    }
    Put {
        field,
        columns: back,
        bar: None,
    }
}

fn blob(id: Id) -> Sql {
    Sql::Blob(id.bytes().to_vec())
}

/// The columns of an entity's table.
pub(super) fn columns(read: &Read<'_>, entity: &EntityDef) -> Result<BTreeSet<String>> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT name FROM pragma_table_info(?)")?;
    let names = find.query_map([entity.key], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}
