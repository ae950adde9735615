//! Puts the drafts beside what the vault holds: which records are made, which change, and what
//! that makes of each row. Pure; done anew whenever the user decides something.

use std::collections::{HashMap, HashSet};

use super::changes::{self, Change, Changes, NOTE};
use super::drafts::{DEAL, Drafts, ENTITIES, PERSON, Part, Row, TALK, TASK, share};
use super::fates::{self, Decision, Fate, UnitFate};
use super::kinds::bounds::beyond;
use super::known::{Known, KnownRecord};
use super::standing;
use super::wanted;
use crate::base::words::compact;
use crate::base::{Id, Result};
use crate::exchange::model::RowState;
use crate::records::value::Value;
use crate::records::{Catalog, Warning};

/// What becomes of a part.
#[derive(Debug, Clone)]
pub(super) struct PartFate {
    /// Whether it is made; otherwise it is there.
    pub(super) new: bool,
    /// Some row that is performed names it.
    pub(super) used: bool,
    /// Its id afterwards.
    pub(super) id: Id,
    /// What changes, if it is there.
    pub(super) changes: Vec<Change>,
    /// For a person: the post that is there, and what changes in it.
    pub(super) post: Option<(Id, Vec<Change>)>,
    /// For tasks and conversations that are there: the people they lack.
    pub(super) people: Vec<usize>,
    /// Fields that could not take all of it.
    pub(super) short: Vec<Warning>,
    /// What it lacks of all that the user wants of each, where it is to be made; or what it cannot hold.
    pub(super) lacks: Option<Warning>,
}

/// Everything decided.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub(super) units: Vec<UnitFate>,
    /// Whether a unit is made or touched at all.
    pub(super) used: Vec<bool>,
    /// The unit above, where that is to be set.
    pub(super) parents: Vec<Option<Id>>,
    pub(super) changes: Vec<Vec<Change>>,
    pub(super) parts: [Vec<PartFate>; 4],
    pub(super) states: Vec<RowState>,
}

/// Decides everything.
pub(super) fn resolve(
    drafts: &Drafts,
    known: &Known,
    catalog: &Catalog,
    decisions: &HashMap<usize, Decision>,
    skipped: &HashSet<usize>,
) -> Result<Resolved> {
    let mut all = Resolved {
        units: fates::decide(drafts, known, decisions, skipped),
        ..Resolved::default()
    };
    let unit = catalog.entity("unit")?;
    wanted::refuse(drafts, unit, &mut all);
    for sort in [PERSON, DEAL, TASK, TALK] {
        parts(drafts, known, catalog, sort, &mut all)?;
    }
    standing::settle(drafts, known, skipped, &mut all);
    for (draft, fate) in drafts.units.iter().zip(&mut all.units) {
        let mut found = Changes::default();
        match fate.fate {
            Fate::Same(id) if draft.row.is_some() => {
                let there = known.by_id.get(&id).and_then(|at| known.units.get(*at));
                if let Some((there, held)) = there.zip(known.fields.get(&id)) {
                    found = changes::of_unit(unit, draft, fate, there, held);
                }
            }
            Fate::New if changes::notes_of(draft, fate).behind("", NOTE).short => {
                found.short.push("unit.description".to_owned());
            }
            _ => {}
        }
        fate.reasons.extend(found.short.into_iter().map(short));
        all.changes.push(found.list);
    }
    used_parts(drafts, skipped, &mut all);
    all.states = states(drafts, &all);
    Ok(all)
}

/// Why a field could not take all that the file has for it.
fn short(field: String) -> Warning {
    let key = match field.split_once('.') {
        Some((_, "description" | "note")) => SHORT_NOTE,
        _ => SHORT_LIST,
    };
    Warning::new(field, key)
}

const SHORT_NOTE: &str = "warning.import_note_cut";
const SHORT_LIST: &str = "warning.import_list_full";

fn is_short(why: &Warning) -> bool {
    matches!(why.key.as_str(), SHORT_NOTE | SHORT_LIST)
}

impl Resolved {
    /// Whether a row is carried out.
    pub(super) fn performs(&self, drafts: &Drafts, row: usize, skipped: &HashSet<usize>) -> bool {
        let Some(draft) = drafts.rows.get(row) else {
            return false;
        };
        let unit = draft.unit.and_then(|unit| self.units.get(unit));
        let ready = unit.is_none_or(|unit| matches!(unit.fate, Fate::New | Fate::Same(_)));
        let lacks = self.lacking(draft).next().is_some();
        !draft.refused && ready && !lacks && !skipped.contains(&row)
    }

    /// What the records that a row would make lack of what the user wants of each.
    pub(super) fn lacking(&self, row: &Row) -> impl Iterator<Item = &Warning> {
        let parts = row.parts.iter().zip(&self.parts);
        parts.filter_map(|(at, fates)| fates.get((*at)?)?.lacks.as_ref())
    }
}

fn parts(
    drafts: &Drafts,
    known: &Known,
    catalog: &Catalog,
    sort: usize,
    all: &mut Resolved,
) -> Result<()> {
    let entity = catalog.entity(ENTITIES.get(sort).copied().unwrap_or_default())?;
    let post = catalog.entity("post")?;
    let mut fates = Vec::new();
    let mut taken: HashSet<Id> = HashSet::new();
    for part in drafts.parts.get(sort).map_or(&[][..], Vec::as_slice) {
        let unit = part.unit.and_then(|unit| all.units.get(unit));
        let of = match unit {
            Some(unit) if !matches!(unit.fate, Fate::Same(_)) => None,
            unit => known
                .parts
                .get(sort)
                .and_then(|known| known.get(&unit.map(|unit| unit.id))),
        };
        let there = of.and_then(|records| find(sort, part, records, &taken));
        let mut fate = PartFate {
            new: there.is_none(),
            used: false,
            id: there.map_or(part.id, |there| there.id),
            changes: Vec::new(),
            post: None,
            people: part.people.clone(),
            short: Vec::new(),
            lacks: None,
        };
        let mut lost = Vec::new();
        if let Some(there) = there {
            taken.insert(there.id);
            let found = changes::of_part(entity, part, &there.values);
            (fate.changes, lost) = (found.list, found.short);
            fate.post = there
                .post
                .as_ref()
                .map(|(id, held)| (*id, changes::of_fields("post", &part.post, held).list));
            fate.people = lacking(sort, part, there, all);
            fate.lacks = beyond(entity, |key| {
                let mut changes = fate.changes.iter();
                let change = changes.find(|change| change.field.key == key);
                change.map(|change| &change.to)
            });
        } else {
            fate.lacks = wanted::of_part(entity, post, sort, part);
            if sort != TALK && part.notes.behind("", NOTE).short {
                lost.push(format!("{}.note", entity.key));
            }
        }
        fate.short = lost.into_iter().map(short).collect();
        fates.push(fate);
    }
    if let Some(place) = all.parts.get_mut(sort) {
        *place = fates;
    }
    Ok(())
}

/// The record of the vault that a part of the file is.
fn find<'k>(
    sort: usize,
    part: &Part,
    records: &'k [KnownRecord],
    taken: &HashSet<Id>,
) -> Option<&'k KnownRecord> {
    let text = |fields: &super::drafts::Fields, key: &str| {
        let found = fields.iter().find(|(field, _)| field.key == key);
        found.map_or(Value::Null, |(_, value)| value.clone())
    };
    let own = |key: &str| match text(&part.fields, key) {
        Value::Null => text(&part.extra, key),
        value => value,
    };
    let named = |record: &&KnownRecord, key: &str| {
        let held = record.values.get(key).and_then(Value::as_text).map(compact);
        held.is_some() && held == own(key).as_text().map(compact)
    };
    let is = |record: &&KnownRecord, key: &'static str| {
        record.values.get(key).cloned().unwrap_or(Value::Null) == own(key)
    };
    let free = || records.iter().filter(|record| !taken.contains(&record.id));
    let only = |mut found: Box<dyn Iterator<Item = &'k KnownRecord> + '_>| {
        found.next().filter(|_| found.next().is_none())
    };
    match sort {
        PERSON if part.unit.is_none() => free().find(|record| {
            let shares = |key| match (record.values.get(key), own(key)) {
                (Some(held), said) => share(held, &said),
                (None, said) => said.is_null(),
            };
            named(record, "full_name") && (shares("phones") || shares("emails"))
        }),
        PERSON => free().find(|record| named(record, "full_name")),
        DEAL => {
            let exact = free().find(|record| named(record, "name") && is(record, "start"));
            exact.or_else(|| {
                let open = |record: &&KnownRecord| {
                    named(record, "name")
                        && (own("start").is_null() || record.values.get("start").is_none())
                };
                only(Box::new(free().filter(open)))
            })
        }
        TASK => {
            let default = text(&part.fields, "title").is_null();
            let same =
                |record: &&KnownRecord| is(record, "due") && (named(record, "title") || default);
            let exact = free().find(|record| is(record, "due") && named(record, "title"));
            exact.or_else(|| free().find(same))
        }
        _ => {
            let default = text(&part.fields, "content").is_null();
            free().find(|record| is(record, "at") && (named(record, "content") || default))
        }
    }
}

/// The people a task or conversation of the file names and the one that is there does not.
fn lacking(sort: usize, part: &Part, there: &KnownRecord, all: &Resolved) -> Vec<usize> {
    let held: HashSet<Id> =
        match there
            .values
            .get(if sort == TASK { "contact" } else { "contacts" })
        {
            Some(Value::Ref(_)) => return Vec::new(),
            Some(Value::Refs(list)) => list.iter().map(|to| to.id).collect(),
            _ => HashSet::new(),
        };
    let people = all.parts.first().map_or(&[][..], Vec::as_slice);
    let new = |at: &&usize| {
        people
            .get(**at)
            .is_some_and(|person| !held.contains(&person.id))
    };
    part.people.iter().filter(new).copied().collect()
}

fn used_parts(drafts: &Drafts, skipped: &HashSet<usize>, all: &mut Resolved) {
    for row in 0..drafts.rows.len() {
        if !all.performs(drafts, row, skipped) {
            continue;
        }
        let parts = drafts.rows.get(row).map_or([None; 4], |row| row.parts);
        for (sort, at) in parts.into_iter().enumerate() {
            let mut also = Vec::new();
            if let Some(fate) = at.and_then(|at| all.parts.get_mut(sort)?.get_mut(at)) {
                fate.used = true;
                also.clone_from(&fate.people);
            }
            // Whoever a conversation names beside has no row to be refused on: they come without it.
            for person in also {
                if let Some(fate) = all
                    .parts
                    .first_mut()
                    .and_then(|people| people.get_mut(person))
                {
                    fate.used = true;
                }
            }
        }
    }
}

fn states(drafts: &Drafts, all: &Resolved) -> Vec<RowState> {
    let of = |(at, row): (usize, &Row)| {
        let unit = row.unit.and_then(|unit| all.units.get(unit));
        let fate = unit.map(|unit| unit.fate);
        if row.refused || fate == Some(Fate::Refused) || all.lacking(row).next().is_some() {
            return RowState::Refused;
        }
        if matches!(fate, Some(Fate::Undecided | Fate::Waits)) {
            return RowState::Doubtful;
        }
        let first = row
            .unit
            .and_then(|unit| drafts.units.get(unit))
            .is_some_and(|unit| unit.row == Some(at));
        let changed_unit = row.unit.is_some_and(|unit| {
            let changes = all
                .changes
                .get(unit)
                .is_some_and(|changes| !changes.is_empty());
            let moved = all.parents.get(unit).is_some_and(Option::is_some);
            fate != Some(Fate::New) && (changes || moved) && (first || row.adds[0])
        });
        let mut doubtful = row.doubtful || unit.is_some_and(|unit| unit.doubtful);
        let mut short = row.adds[0] && unit.is_some_and(|unit| unit.reasons.iter().any(is_short));
        let mut state = match (fate, row.adds[0], changed_unit) {
            (Some(Fate::New), true, _) => RowState::New,
            (_, _, true) => RowState::Changed,
            _ => RowState::Same,
        };
        for ((sort, part), adds) in row.parts.iter().enumerate().zip(row.adds.iter().skip(1)) {
            let Some(fate) = part
                .and_then(|at| all.parts.get(sort)?.get(at))
                .filter(|_| *adds)
            else {
                continue;
            };
            let post = fate
                .post
                .as_ref()
                .is_some_and(|(_, changes)| !changes.is_empty());
            let people = !fate.new && !fate.people.is_empty();
            short |= !fate.short.is_empty();
            if fate.new {
                state = RowState::New;
            } else if state == RowState::Same && (!fate.changes.is_empty() || post || people) {
                state = RowState::Changed;
            }
        }
        // A doubt about a row that says nothing new has been looked at before; what it says and
        // nothing could take has not.
        doubtful &= state != RowState::Same;
        if doubtful || short {
            RowState::Doubtful
        } else {
            state
        }
    };
    drafts.rows.iter().enumerate().map(of).collect()
}
