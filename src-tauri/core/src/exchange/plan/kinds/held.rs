//! Puts the rows beside what the vault holds: which records are made, which change, and what keeps a
//! row from being either. Done anew whenever the user decides something.

use std::collections::{HashMap, HashSet};

use super::beside::{Beside, Key, is_event, key_fields, key_of, unique_field};
use super::bounds::{self, refuse_circles};
use super::draft::Row;
use super::names::{self, Meant, Named};
use super::{KindPlan, Said};
use crate::base::words::compact;
use crate::base::{Id, Result};
use crate::business::lines;
use crate::exchange::layout;
use crate::exchange::plan::cells;
use crate::exchange::plan::changes::Change;
use crate::exchange::plan::notes::Notes;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::value::{Ref, Value};
use crate::records::{Catalog, FieldKind as K, Warning};
use crate::vault::Read;

/// What becomes of a row.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a verdict, read by name")]
pub(super) struct Fate {
    /// The record's id afterwards; none while that is not known.
    pub(super) id: Option<Id>,
    /// The record is there.
    pub(super) there: bool,
    /// What changes in it.
    pub(super) changes: Vec<Change>,
    /// What it refers to.
    pub(super) refs: Vec<(&'static FieldDef, Value)>,
    /// Names that mean nothing here, to be kept in the note.
    pub(super) notes: Notes,
    /// The name the user has to say the meaning of.
    pub(super) open: Option<usize>,
    /// Records of its own kind that it may be.
    pub(super) alike: Vec<Id>,
    /// It says nothing but what a row before it says.
    pub(super) repeats: bool,
    /// Whether it needs a word of the user's before it is carried out.
    waits: bool,
    pub(super) reasons: Vec<Warning>,
    pub(super) doubtful: bool,
    pub(super) refused: bool,
}

impl Fate {
    /// Whether all is known that carrying it out needs.
    pub(super) fn is_ready(&self) -> bool {
        !self.refused && !self.waits && self.open.is_none() && self.id.is_some()
    }
    pub(super) fn refuse(&mut self, why: Warning) {
        self.refused = true;
        self.reasons.push(why);
    }
    /// Leaves it to the user.
    pub(super) fn ask(&mut self, why: Warning) {
        self.waits = true;
        self.doubtful = true;
        self.reasons.push(why);
    }
}

/// Everything decided.
#[derive(Default)]
pub(super) struct Settled {
    pub(super) fates: Vec<Fate>,
    pub(super) named: Named,
}

/// Decides everything.
pub(super) fn settle(plan: &KindPlan, catalog: &Catalog, read: &Read<'_>) -> Result<Settled> {
    let mut known: HashMap<Id, Id> = HashMap::new();
    loop {
        let settled = once(plan, &known, catalog, read)?;
        // A record of the file that is one of the vault: what refers to it refers to that one.
        let mut met: HashMap<Id, Id> = HashMap::new();
        for (row, fate) in plan.rows.iter().zip(&settled.fates) {
            let own = row.said.unwrap_or(row.id);
            let kind = plan.parts.get(row.part).map_or("", |part| part.entity.key);
            let named = settled.named.indexes.contains_key(kind);
            if let Some(id) = fate.id.filter(|id| named && *id != own) {
                met.insert(own, id);
            }
        }
        if met == known || known.len() > met.len() {
            return Ok(settled);
        }
        known = met;
    }
}

fn once(
    plan: &KindPlan,
    known: &HashMap<Id, Id>,
    catalog: &Catalog,
    read: &Read<'_>,
) -> Result<Settled> {
    let named = names::find(
        &plan.parts,
        &plan.rows,
        &plan.names,
        &plan.picks,
        known,
        read,
        catalog,
    )?;
    let mut fates: Vec<Fate> = Vec::with_capacity(plan.rows.len());
    for row in &plan.rows {
        fates.push(referred(plan, &named, catalog, row));
    }
    let mut kinds: Vec<&'static EntityDef> = Vec::new();
    for part in &plan.parts {
        if !kinds.iter().any(|kind| kind.key == part.entity.key) {
            kinds.push(part.entity);
        }
    }
    for kind in kinds {
        Beside::of(plan, kind, &fates).met(read, kind, &mut fates)?;
        if kind.key == "transaction" {
            known_lines(plan, read, &mut fates)?;
        }
        made(plan, kind, &mut fates);
    }
    let ground = (catalog, read);
    refuse_circles(plan, &named, ground, &mut fates, false)?;
    hold_dependents(plan, &mut fates);
    // What is left out leaves others as they stand: among those that remain there may be another circle.
    while refuse_circles(plan, &named, ground, &mut fates, true)? {
        hold_dependents(plan, &mut fates);
    }
    Ok(Settled { fates, named })
}

/// A row that refers to one that is not carried out waits for it.
fn hold_dependents(plan: &KindPlan, fates: &mut [Fate]) {
    let mut lacking: HashSet<Id> = HashSet::new();
    for (at, (row, fate)) in plan.rows.iter().zip(fates.iter()).enumerate() {
        if !fate.there && (!fate.is_ready() || plan.skipped.contains(&at)) {
            lacking.insert(row.said.unwrap_or(row.id));
        }
    }
    let mut more = !lacking.is_empty();
    while more {
        more = false;
        for (row, fate) in plan.rows.iter().zip(fates.iter_mut()) {
            if !fate.is_ready() {
                continue;
            }
            let is = |value: &Value| match value {
                Value::Ref(to) => lacking.contains(&to.id),
                Value::Refs(list) => list.iter().any(|to| lacking.contains(&to.id)),
                _ => false,
            };
            let Some((field, _)) = fate.refs.iter().find(|(_, value)| is(value)) else {
                continue;
            };
            let kind = plan.parts.get(row.part).map_or("", |part| part.entity.key);
            let key = format!("{kind}.{}", field.key);
            fate.ask(Warning::new(key, "warning.import_ref_waits"));
            if !fate.there {
                more |= lacking.insert(row.said.unwrap_or(row.id));
            }
        }
    }
}

/// What a row refers to, as far as that is known.
fn referred(plan: &KindPlan, named: &Named, catalog: &Catalog, row: &Row) -> Fate {
    let mut fate = Fate {
        refused: row.refused,
        doubtful: row.doubtful,
        ..Fate::default()
    };
    let Some(part) = plan.parts.get(row.part).filter(|_| !row.refused) else {
        return fate;
    };
    for (field, names) in &row.refs {
        let key = format!("{}.{}", part.entity.key, field.key);
        let mut ids = Vec::with_capacity(names.len());
        for at in names {
            let Some((name, meant)) = plan.names.get(*at).zip(named.meant.get(*at)) else {
                continue;
            };
            let text = name.text.as_str();
            match meant {
                Meant::One(id) => ids.push(Ref {
                    id: *id,
                    label: String::new(),
                }),
                Meant::Open(candidates) => {
                    fate.open = fate.open.or(Some(*at));
                    let why = match (candidates.len(), name.target.key) {
                        (0, "unit") => "warning.import_no_such_unit",
                        (0, _) => "warning.import_no_such_record",
                        (1, _) => "warning.import_name_alike",
                        _ => "warning.import_name_shared",
                    };
                    fate.doubtful = true;
                    fate.reasons
                        .push(Warning::new(&key, why).with("name", text));
                }
                Meant::Missing => {
                    let why = Warning::new(&key, "error.no_such_name").with("name", text);
                    if field.required {
                        fate.refuse(why);
                    } else {
                        fate.doubtful = true;
                        fate.reasons.push(why);
                        // What no field takes is kept.
                        let head = catalog.field_label(plan.language, part.entity.key, field.key);
                        fate.notes
                            .add(&cells::note_line(plan.language, &head, text));
                    }
                }
            }
        }
        if ids.is_empty() {
            continue;
        }
        let value = match field.kind {
            K::Refs => Value::Refs(ids),
            _ => ids.into_iter().next().map_or(Value::Null, Value::Ref),
        };
        fate.refs.push((field, value));
    }
    fate
}

/// What a row says in a field, what it refers to included.
pub(super) fn said<'r>(row: &'r Row, fate: &'r Fate, key: &str) -> Option<&'r Value> {
    let refs = fate.refs.iter().find(|(field, _)| field.key == key);
    row.value(key).or(refs.map(|(_, value)| value))
}

/// Lines of business that are there already: known by what they say, each as often as it is said.
fn known_lines(plan: &KindPlan, read: &Read<'_>, fates: &mut [Fate]) -> Result<()> {
    let mut sheet = lines::Sheet::default();
    for (at, row) in plan.rows.iter().enumerate() {
        let kind = plan.parts.get(row.part).map_or("", |part| part.entity.key);
        let Some(fate) = fates.get_mut(at).filter(|_| kind == "transaction") else {
            continue;
        };
        if fate.there || fate.refused || fate.open.is_some() || plan.said.contains_key(&at) {
            continue;
        }
        let unit = said(row, fate, "unit").and_then(Value::as_ref_id);
        let values: Vec<(&str, Value)> = row
            .values
            .iter()
            .map(|(field, value)| (field.key, value.clone()))
            .collect();
        if let Some(id) = lines::known(read, &mut sheet, unit, &values)? {
            fate.id = Some(id);
            fate.there = true;
        }
    }
    Ok(())
}

/// Rows that make a record: what it must have is there, and nobody else has what is its alone.
fn made(plan: &KindPlan, kind: &'static EntityDef, fates: &mut [Fate]) {
    let needed: Vec<&str> = layout::needed(kind).collect();
    let unique = unique_field(kind);
    let keys = key_fields(kind);
    let mut codes: HashSet<String> = HashSet::new();
    let mut met: HashMap<Key, usize> = HashMap::new();
    let mut by_id: HashMap<Id, usize> = HashMap::new();
    for (at, row) in plan.rows.iter().enumerate() {
        let Some(part) = plan.parts.get(row.part) else {
            continue;
        };
        let Some(fate) = fates.get_mut(at).filter(|_| part.entity.key == kind.key) else {
            continue;
        };
        if fate.refused {
            continue;
        }
        // A person stands on a row for each post.
        if let Some(id) = fate.id.or(row.said)
            && by_id.insert(id, at).is_some()
            && row.said == Some(id)
        {
            fate.repeats = true;
            fate.id = Some(id);
            fate.there = true;
            fate.changes.clear();
            continue;
        }
        if fate.there || fate.id.is_some() {
            let mut changes = fate.changes.iter();
            let code =
                changes.find(|change| Some(change.field.key) == unique.map(|field| field.key));
            let code = code.and_then(|change| change.to.as_text());
            if let Some(code) = code.filter(|code| !codes.insert(compact(code))) {
                let name = format!("{}.{}", kind.key, unique.map_or("", |field| field.key));
                let why = Warning::new(name, "error.not_unique").with("text", code);
                fate.refuse(why);
            }
            continue;
        }
        if !kind.made_by_hand() {
            fate.refuse(Warning::new(kind.key, "error.not_made_by_hand"));
            continue;
        }
        let has = |key: &str| {
            said(row, fate, key).is_some_and(|value| !value.is_null())
                || row.refs.iter().any(|(f, _)| f.key == key)
        };
        let sort = match said(row, fate, "kind") {
            Some(Value::Choice(code)) => Some(code.as_str()),
            _ => None,
        };
        let own = || Some(kind.own_lacking(sort, |field| has(field.key))?.key);
        let lacks = needed.iter().copied().find(|key| !has(key)).or_else(own);
        if let Some(key) = lacks {
            let name = format!("{}.{key}", kind.key);
            fate.refuse(Warning::new(name, "error.required"));
            continue;
        }
        if let Some(why) = bounds::beyond(kind, |key| said(row, fate, key)) {
            fate.refuse(why);
            continue;
        }
        if let Some(Value::Text(code)) = unique.and_then(|field| row.value(field.key))
            && !codes.insert(compact(code))
        {
            let name = format!("{}.{}", kind.key, unique.map_or("", |field| field.key));
            fate.refuse(Warning::new(name, "error.not_unique").with("text", code));
            continue;
        }
        let fresh = plan.said.get(&at) == Some(&Said::New);
        let key = key_of(&keys, |field| said(row, fate, field.key));
        let key = key.filter(|_| row.said.is_none() && !fresh && kind.key != "transaction");
        let own_code = unique.is_some_and(|field| row.value(field.key).is_some());
        if let Some(key) = key.filter(|_| !own_code && fate.open.is_none()) {
            if let Some(first) = met.get(&key).and_then(|first| plan.rows.get(*first)) {
                let line = (first.place.row + 1).to_string();
                let why = Warning::new("", "warning.import_row_twice").with("row", &line);
                if is_event(kind) {
                    fate.doubtful = true;
                    fate.reasons.push(why);
                } else if says_no_more(row, first) {
                    fate.repeats = true;
                    fate.there = true;
                } else {
                    fate.ask(why);
                }
            } else {
                met.insert(key, at);
            }
        }
        // One in the bin keeps its number.
        let binned = fate
            .reasons
            .iter()
            .any(|why| why.key == "warning.import_record_in_bin");
        fate.id = Some(if fresh || binned {
            row.id
        } else {
            row.said.unwrap_or(row.id)
        });
    }
}

/// Whether a row says nothing that the first of its kind does not say.
fn says_no_more(row: &Row, first: &Row) -> bool {
    let there = |(field, value): &(&'static FieldDef, Value)| {
        first.value(field.key).is_some_and(|known| known == value)
    };
    row.values.iter().all(there)
        && row.refs.iter().all(|(field, names)| {
            let known = first.refs.iter().find(|(known, _)| known.key == field.key);
            known.is_some_and(|(_, known)| known == names)
        })
}
