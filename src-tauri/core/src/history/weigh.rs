//! What taking a step back would do, record by record and field by field, and what stands against
//! it: what was changed since, what others point at by now, what is no more.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::OptionalExtension;
use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};

use super::merge::merged_into;
use super::net::{Net, columns_of, fields_among, is_set, is_up, sets};
use super::pointing::{self, Pointer, ids_in};
use crate::base::{Id, Result};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef, OF};
use crate::records::journal::Columns;
use crate::records::query::quoted;
use crate::records::trail::{self, Cells, Of};
use crate::vault::Read;

/// Why something is asked about, or stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It was changed since.
    Edited,
    /// Others point at it by now.
    Pointed,
    /// What stays points at it, or it belongs to what stays.
    Held,
    /// What it pointed at is no more.
    Gone,
    /// What it belonged to is in the bin.
    TargetBinned,
    /// Another record has its code by now.
    Taken,
    /// It would stand below itself.
    Circle,
    /// What it stood under is in the bin.
    ParentBinned,
}

/// Whether a move is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing stands against it.
    Made,
    /// The user is asked, and has said whether it is made all the same.
    Asked(Why, bool),
    /// It cannot be made.
    Barred(Why),
}

/// What becomes of a record or of one of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Into the bin.
    Bin,
    /// Out of the bin.
    Revive,
    /// A field holds again what it held.
    Put,
}

/// One move of a taking back.
#[derive(Debug, Clone)]
pub(super) struct Move {
    pub(super) entity: &'static EntityDef,
    pub(super) id: Id,
    pub(super) what: What,
    /// The field, where the catalog knows one for the columns.
    pub(super) field: Option<&'static FieldDef>,
    /// What is written, the bin's own column aside.
    pub(super) columns: Columns,
    pub(super) fate: Fate,
    /// What belongs to it goes along, for somebody was told so.
    pub(super) follows: bool,
}

impl Move {
    fn new(entity: &'static EntityDef, id: Id, what: What, fate: Fate) -> Self {
        Self {
            entity,
            id,
            what,
            field: None,
            columns: Columns::new(),
            fate,
            follows: false,
        }
    }

    /// How an answer names it.
    pub(super) fn key(&self) -> String {
        match self.field {
            Some(field) => format!("{}/{}/{}", self.entity.key, self.id, field.key),
            None => format!("{}/{}", self.entity.key, self.id),
        }
    }

    /// The column of a reference that it puts back.
    fn points_by(&self) -> Option<&'static str> {
        let on_any = self.columns.iter().any(|(column, _)| column == OF);
        self.field.map(|field| field.key).or(on_any.then_some(OF))
    }

    pub(super) fn is_made(&self) -> bool {
        match self.fate {
            Fate::Made => true,
            // A record whose parent stays in the bin comes back either way.
            Fate::Asked(why, anyway) => anyway || why == Why::ParentBinned,
            Fate::Barred(_) => false,
        }
    }
}

/// What the user said to what was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Answers {
    /// To everything: all the same.
    pub all: bool,
    /// To these questions: all the same.
    pub anyway: BTreeSet<String>,
}

impl Answers {
    fn anyway(&self, key: &str) -> bool {
        self.all || self.anyway.contains(key)
    }
}

/// The moves that take back `nets`, what step `seq` did, each with its fate.
pub(super) fn weigh(
    read: &Read<'_>,
    catalog: &Catalog,
    seq: i64,
    nets: &[Net],
    answers: &Answers,
) -> Result<Vec<Move>> {
    let mut scale = Scale {
        read,
        catalog,
        answers,
        moves: Vec::new(),
    };
    scale.gather(seq, nets)?;
    scale.hold_pointed_at()?;
    scale.revive_owners()?;
    scale.hold_fields()?;
    scale.hold_circles()?;
    Ok(scale.moves)
}

struct Scale<'a> {
    read: &'a Read<'a>,
    catalog: &'a Catalog,
    answers: &'a Answers,
    moves: Vec<Move>,
}

impl Scale<'_> {
    /// What would be done if nothing else stood against it than later edits.
    fn gather(&mut self, seq: i64, nets: &[Net]) -> Result<()> {
        let touched = touched_since(self.read, seq)?;
        for net in nets {
            let Some(binned) = pointing::binned(self.read, net.entity, net.id)? else {
                continue;
            };
            if net.created || net.revived() {
                // A choice is retired, never binned.
                if !binned && net.entity.key != "choice" {
                    let edited = touched.contains(&net.id) && self.edited_since(net, seq)?;
                    let fate = self.fate(net.entity, net.id, edited);
                    self.moves
                        .push(Move::new(net.entity, net.id, What::Bin, fate));
                }
                continue;
            }
            if net.binned() && binned {
                let revive = Move::new(net.entity, net.id, What::Revive, Fate::Made);
                self.moves.push(revive);
            }
            self.put_fields(net)?;
        }
        Ok(())
    }

    fn fate(&self, entity: &EntityDef, id: Id, edited: bool) -> Fate {
        if edited {
            let key = format!("{}/{id}", entity.key);
            Fate::Asked(Why::Edited, self.answers.anyway(&key))
        } else {
            Fate::Made
        }
    }

    /// Whether a record holds anything else now than right after the step.
    fn edited_since(&self, net: &Net, seq: i64) -> Result<bool> {
        let mut first = Cells::new();
        for mark in trail::marks(self.read, Of::RecordSince(net.id, seq))? {
            first.extend(mark.before);
        }
        let now = trail::row(self.read, net.entity, net.id)?.unwrap_or_default();
        let typed = |column: &str| {
            net.entity
                .fields
                .iter()
                .any(|field| !field.computed && columns_of(field).any(|own| own.as_str() == column))
        };
        Ok(first
            .iter()
            .any(|(column, was)| typed(column) && now.get(column) != Some(was)))
    }

    /// The fields a step changed hold again what they held, where they still hold what it left.
    fn put_fields(&mut self, net: &Net) -> Result<()> {
        let now = trail::row(self.read, net.entity, net.id)?.unwrap_or_default();
        for (field, own) in fields_among(net.entity, &net.after) {
            let held = |cells: &Cells| -> Vec<Sql> {
                let of = |column: &String| cells.get(column).cloned().unwrap_or(Sql::Null);
                own.iter().map(of).collect()
            };
            let (before, after, stands) = (held(&net.before), held(&net.after), held(&now));
            if stands == before {
                continue;
            }
            let mut put = Move::new(net.entity, net.id, What::Put, Fate::Made);
            put.field = field;
            put.columns = own.iter().cloned().zip(before.clone()).collect();
            if stands != after {
                match (field, &before[..], &after[..], &stands[..]) {
                    (Some(field), [was], [left], [is]) if is_set(field.kind) => {
                        let merged = sets(was, left, is);
                        if merged == *is {
                            continue;
                        }
                        put.columns = vec![(field.key.to_owned(), merged)];
                    }
                    _ => put.fate = Fate::Asked(Why::Edited, self.answers.anyway(&put.key())),
                }
            }
            // What follows a text goes back with it.
            for shadow in net.entity.shadows {
                if field.is_some_and(|field| field.key == shadow.of)
                    && let Some(was) = net.before.get(shadow.column)
                {
                    put.columns.push((shadow.column.to_owned(), was.clone()));
                }
            }
            self.moves.push(put);
        }
        Ok(())
    }

    /// What others point at is asked about; what is held by something that stays, stays.
    fn hold_pointed_at(&mut self) -> Result<()> {
        let mut bins: HashMap<Id, usize> = HashMap::new();
        let mut kinds: BTreeMap<&'static str, HashSet<Id>> = BTreeMap::new();
        for (at, one) in self.moves.iter().enumerate() {
            if one.what == What::Bin {
                bins.insert(one.id, at);
                kinds.entry(one.entity.key).or_default().insert(one.id);
            }
        }
        let mut pointers: Vec<Pointer> = Vec::new();
        for (kind, ids) in &kinds {
            pointers.extend(pointing::at(self.read, self.catalog, kind, ids)?);
        }
        let leaving = self.leaving();
        pointers.retain(|p| !leaving.contains(&(p.id, p.way.column())));
        loop {
            let mut settled = true;
            for pointer in &pointers {
                let Some(target) = bins.get(&pointer.to).copied() else {
                    continue;
                };
                let holder = bins.get(&pointer.id).copied();
                let holder_stays = holder.is_none_or(|at| !self.made(at));
                if holder_stays && self.made(target) {
                    settled &= !self.keep(target, holder.is_some());
                }
                // What belongs to something that stays, stays with it.
                if let Some(holder) = holder
                    && !self.made(target)
                    && self.made(holder)
                    && pointer.way.belongs()
                {
                    settled &= !self.keep(holder, true);
                }
            }
            if settled {
                return Ok(());
            }
        }
    }

    fn made(&self, at: usize) -> bool {
        self.moves.get(at).is_some_and(Move::is_made)
    }

    /// Notes that a record stands in the way of its going; says whether it stays for that.
    fn keep(&mut self, at: usize, held: bool) -> bool {
        let answers = self.answers;
        let Some(one) = self.moves.get_mut(at) else {
            return false;
        };
        if held {
            one.fate = Fate::Barred(Why::Held);
            return true;
        }
        let anyway = answers.anyway(&one.key());
        one.fate = Fate::Asked(Why::Pointed, anyway);
        one.follows = anyway;
        !anyway
    }

    /// The references that this taking back turns away from what they point at.
    fn leaving(&self) -> HashSet<(Id, &'static str)> {
        self.moves
            .iter()
            .filter(|one| one.what == What::Put && one.is_made())
            .filter_map(|one| Some((one.id, one.points_by()?)))
            .collect()
    }

    /// What comes out of the bin and belongs to something that is in it brings that along; what was
    /// merged into another belongs to that now; under a parent in the bin the user is asked.
    fn revive_owners(&mut self) -> Result<()> {
        let mut at = 0;
        while let Some(one) = self.moves.get(at).cloned() {
            if one.what == What::Revive {
                self.revive_owners_of(at, &one)?;
            }
            at += 1;
        }
        Ok(())
    }

    fn revive_owners_of(&mut self, at: usize, one: &Move) -> Result<()> {
        let row = self.row_to_be(one)?;
        for owner in pointing::owners(self.catalog, one.entity, &row)? {
            if self.comes(owner.id)
                || pointing::binned(self.read, owner.entity, owner.id)? != Some(true)
            {
                continue;
            }
            if let Some(winner) = merged_into(self.read, owner.entity, owner.id)? {
                self.write_too(at, owner.column, Sql::Blob(winner.bytes().to_vec()));
                continue;
            }
            if owner.up {
                let apart = self.answers.anyway(&one.key());
                if let Some(one) = self.moves.get_mut(at) {
                    one.fate = Fate::Asked(Why::ParentBinned, apart);
                }
                if apart {
                    self.write_too(at, owner.column, Sql::Null);
                    continue;
                }
            }
            self.moves
                .push(Move::new(owner.entity, owner.id, What::Revive, Fate::Made));
        }
        for field in one.entity.fields.iter().filter(|field| field.unique) {
            let Some(held) = row.get(field.key).filter(|held| !matches!(held, Sql::Null)) else {
                continue;
            };
            if self.taken(one.entity, one.id, field, held)? {
                self.write_too(at, field.key, Sql::Null);
            }
        }
        Ok(())
    }

    /// Whether a record comes out of the bin.
    fn comes(&self, id: Id) -> bool {
        self.moves
            .iter()
            .any(|other| other.what == What::Revive && other.id == id)
    }

    fn write_too(&mut self, at: usize, column: &str, value: Sql) {
        if let Some(one) = self.moves.get_mut(at) {
            one.columns.push((column.to_owned(), value));
        }
    }

    /// A record's row with what the moves so far put into it.
    fn row_to_be(&self, one: &Move) -> Result<Cells> {
        let mut row = trail::row(self.read, one.entity, one.id)?.unwrap_or_default();
        for put in self.moves.iter().filter(|put| put.id == one.id) {
            if put.what == What::Put && put.is_made() {
                row.extend(put.columns.iter().cloned());
            }
        }
        Ok(row)
    }

    /// Whether another living record holds a unique value and will go on holding it.
    fn taken(
        &self,
        entity: &EntityDef,
        id: Id,
        field: &'static FieldDef,
        held: &Sql,
    ) -> Result<bool> {
        let other: Option<Id> = self
            .read
            .sql()
            .prepare_cached(&format!(
                "SELECT id FROM {} WHERE {} = ?1 AND deleted_at IS NULL AND id IS NOT ?2",
                quoted(entity.key),
                quoted(field.key)
            ))?
            .query_row(rusqlite::params![held, id], |row| row.get(0))
            .optional()?;
        Ok(other.is_some_and(|other| {
            !self.moves.iter().any(|one| {
                let lets_go = match one.what {
                    What::Bin => true,
                    What::Put => one.field.is_some_and(|put| put.key == field.key),
                    What::Revive => false,
                };
                one.id == other && lets_go && one.is_made()
            })
        }))
    }

    /// A field does not go back to what is no more, to an owner in the bin, to a code that is taken.
    fn hold_fields(&mut self) -> Result<()> {
        for at in 0..self.moves.len() {
            let Some(one) = self.moves.get(at).cloned() else {
                continue;
            };
            if one.what != What::Put || !one.is_made() {
                continue;
            }
            if let Some(why) = self.bar(&one)?
                && let Some(one) = self.moves.get_mut(at)
            {
                one.fate = Fate::Barred(why);
            }
        }
        Ok(())
    }

    fn bar(&self, one: &Move) -> Result<Option<Why>> {
        let Some((column, back)) = one.columns.first() else {
            return Ok(None);
        };
        let lives =
            self.comes(one.id) || pointing::binned(self.read, one.entity, one.id)? == Some(false);
        let points = one
            .field
            .map_or(column == OF, |field| field.target.is_some());
        if points {
            let row = self.row_to_be(one)?;
            let owner = pointing::owners(self.catalog, one.entity, &row)?
                .into_iter()
                .find(|owner| owner.column == column);
            let target = match (&owner, one.field.and_then(|field| field.target)) {
                (Some(owner), _) => owner.entity,
                (None, Some(target)) => self.catalog.entity(target)?,
                (None, None) => return Ok(None),
            };
            for to in ids_in(back.clone())? {
                match pointing::binned(self.read, target, to)? {
                    None => return Ok(Some(Why::Gone)),
                    Some(true) if lives && owner.is_some() && !self.comes(to) => {
                        return Ok(Some(Why::TargetBinned));
                    }
                    Some(_) => {}
                }
            }
        }
        let Some(field) = one.field.filter(|field| field.unique && lives) else {
            return Ok(None);
        };
        let taken = !matches!(back, Sql::Null) && self.taken(one.entity, one.id, field, back)?;
        Ok(taken.then_some(Why::Taken))
    }

    /// No record comes to stand below itself.
    fn hold_circles(&mut self) -> Result<()> {
        loop {
            let ups: HashMap<Id, (usize, Option<Id>)> = self
                .moves
                .iter()
                .enumerate()
                .filter(|(_, one)| one.what == What::Put && one.is_made())
                .filter(|(_, one)| one.field.is_some_and(|field| is_up(one.entity, field)))
                .filter_map(|(at, one)| {
                    let (_, to) = one.columns.first()?;
                    Some((one.id, (at, ids_in(to.clone()).ok()?.first().copied())))
                })
                .collect();
            let mut circle = None;
            'every: for (id, (at, _)) in &ups {
                let Some(entity) = self.moves.get(*at).map(|one| one.entity) else {
                    continue;
                };
                let mut seen = HashSet::new();
                let mut on = Some(*id);
                while let Some(here) = on {
                    if !seen.insert(here) {
                        circle = Some(*at);
                        break 'every;
                    }
                    on = match ups.get(&here) {
                        Some((_, to)) => *to,
                        None => above(self.read, entity, here)?,
                    };
                }
            }
            match circle.and_then(|at| self.moves.get_mut(at)) {
                Some(one) => one.fate = Fate::Barred(Why::Circle),
                None => return Ok(()),
            }
        }
    }
}

fn above(read: &Read<'_>, entity: &EntityDef, id: Id) -> Result<Option<Id>> {
    let Some(field) = entity.parent() else {
        return Ok(None);
    };
    Ok(read
        .sql()
        .prepare_cached(&format!(
            "SELECT {} FROM {} WHERE id = ?",
            quoted(field.key),
            quoted(entity.key)
        ))?
        .query_row([id], |row| row.get(0))
        .optional()?
        .flatten())
}

fn touched_since(read: &Read<'_>, seq: i64) -> Result<HashSet<Id>> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT DISTINCT id FROM journal_entry WHERE seq > ?")?;
    Ok(find
        .query_map([seq], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}
