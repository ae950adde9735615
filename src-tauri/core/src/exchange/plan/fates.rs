//! What becomes of each unit of the file: made, found in the vault, or left to the user, who is
//! shown what it looks like. A name alone never makes two units one; credit codes decide.

use std::collections::HashMap;

use super::drafts::{Drafts, Unit, is_inner, kind_of, related};
use super::known::{Known, KnownUnit};
use crate::base::Id;
use crate::base::words::{compact, match_key};
use crate::records::Warning;
use crate::records::value::Ref;

/// What the user chose for a unit, by the row it was first named on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is that unit of the vault.
    Same(Id),
    /// It is the unit of the file that was first named on that row.
    Merge(usize),
    /// It is one of its own.
    New,
}

/// What becomes of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is made.
    New,
    /// It is there.
    Same(Id),
    /// The user has to say.
    Undecided,
    /// The unit above it is undecided.
    Waits,
    /// It stands above itself.
    Refused,
}

/// A unit's fate with all that goes with it.
#[derive(Debug, Clone)]
pub(super) struct UnitFate {
    pub(super) fate: Fate,
    /// Its id afterwards.
    pub(super) id: Id,
    /// Units it might be.
    pub(super) candidates: Vec<Ref>,
    /// Why the user is asked.
    pub(super) reasons: Vec<Warning>,
}

/// The draft above a unit: its parent, or its group where it names no parent.
pub(super) fn above(unit: &Unit) -> Option<usize> {
    unit.parent_at.or(unit.group_at)
}

/// Decides about every unit, those above before those below.
pub(super) fn decide(
    drafts: &Drafts,
    known: &Known,
    decisions: &HashMap<usize, Decision>,
) -> Vec<UnitFate> {
    let (order, circle) = from_the_top(drafts);
    let mut fates: Vec<Option<UnitFate>> = vec![None; drafts.units.len()];
    for at in order {
        let Some(unit) = drafts.units.get(at) else {
            continue;
        };
        let over = above(unit).and_then(|above| fates.get(above)?.as_ref());
        let mut fate = if circle.get(at).copied().unwrap_or(false) {
            UnitFate::of(Fate::Refused, unit.id)
        } else {
            let decision = unit.row.and_then(|row| decisions.get(&row));
            one(drafts, known, unit, decision.copied(), over)
        };
        if let Fate::Same(id) = fate.fate {
            fate.id = id;
        }
        let waits = over.is_some_and(|over| matches!(over.fate, Fate::Undecided | Fate::Waits));
        if fate.fate == Fate::New && waits {
            fate.fate = Fate::Waits;
            fate.reasons
                .push(Warning::new("unit.parent", "warning.import_parent_waits"));
        }
        if fate.fate == Fate::Refused {
            fate.reasons
                .push(Warning::new("unit.parent", "error.tree_cycle"));
        }
        if let Some(place) = fates.get_mut(at) {
            *place = Some(fate);
        }
    }
    let left = |(at, fate): (usize, Option<UnitFate>)| {
        let id = drafts.units.get(at).map(|unit| unit.id);
        fate.or_else(|| Some(UnitFate::of(Fate::Refused, id?)))
    };
    fates.into_iter().enumerate().filter_map(left).collect()
}

impl UnitFate {
    fn of(fate: Fate, id: Id) -> Self {
        Self {
            fate,
            id,
            candidates: Vec::new(),
            reasons: Vec::new(),
        }
    }
    fn undecided(unit: &Unit, candidates: Vec<Ref>, key: &str) -> Self {
        let names: Vec<_> = candidates.iter().map(|one| one.label.as_str()).collect();
        let reason = Warning::new("unit.legal_name", key).with("name", &names.join("; "));
        Self {
            candidates,
            reasons: vec![reason],
            ..Self::of(Fate::Undecided, unit.id)
        }
    }
}

/// The units in an order in which those above come first, and which of them stand in a circle.
pub(super) fn from_the_top(drafts: &Drafts) -> (Vec<usize>, Vec<bool>) {
    let count = drafts.units.len();
    let (mut order, mut done, mut circle) = (
        Vec::with_capacity(count),
        vec![false; count],
        vec![false; count],
    );
    for start in 0..count {
        let mut path: Vec<usize> = Vec::new();
        let mut on_path: HashMap<usize, usize> = HashMap::new();
        let mut next = Some(start);
        while let Some(at) = next.filter(|at| done.get(*at) == Some(&false)) {
            if let Some(from) = on_path.get(&at) {
                for at in path.iter().skip(*from) {
                    if let Some(circle) = circle.get_mut(*at) {
                        *circle = true;
                    }
                }
                break;
            }
            on_path.insert(at, path.len());
            path.push(at);
            next = drafts.units.get(at).and_then(above);
        }
        for at in path.into_iter().rev() {
            if let Some(done) = done.get_mut(at) {
                *done = true;
            }
            order.push(at);
        }
    }
    (order, circle)
}

fn one(
    drafts: &Drafts,
    known: &Known,
    unit: &Unit,
    decision: Option<Decision>,
    over: Option<&UnitFate>,
) -> UnitFate {
    match decision {
        Some(Decision::Same(id)) if known.by_id.contains_key(&id) => {
            return UnitFate {
                candidates: alike(drafts, known, unit),
                ..UnitFate::of(Fate::Same(id), unit.id)
            };
        }
        Some(Decision::New) => {
            return UnitFate {
                candidates: alike(drafts, known, unit),
                ..UnitFate::of(Fate::New, unit.id)
            };
        }
        _ => {}
    }
    let at = |place: &usize| known.units.get(*place);
    if let Some(found) = unit
        .code
        .as_ref()
        .and_then(|code| known.by_code.get(code))
        .and_then(at)
    {
        return if related(&found.name, &unit.name) {
            UnitFate::of(Fate::Same(found.id), unit.id)
        } else {
            UnitFate::undecided(unit, vec![called(found)], "warning.import_code_of_other")
        };
    }
    let own = unit
        .fields
        .iter()
        .find(|(field, _)| field.key == "code")
        .and_then(|(_, v)| v.as_text());
    if let Some(found) = own
        .and_then(|code| known.by_own_code.get(code))
        .and_then(at)
    {
        return UnitFate::of(Fate::Same(found.id), unit.id);
    }
    let inner = is_inner(kind_of(unit).as_deref(), &unit.name);
    let fits = |found: &&KnownUnit| {
        !codes_differ(unit, found) && (!inner || stands_there(unit, found, over))
    };
    let name = compact(&unit.name);
    let named: Vec<&KnownUnit> = known
        .by_name
        .get(&name)
        .into_iter()
        .flatten()
        .filter_map(at)
        .filter(fits)
        .collect();
    match named.as_slice() {
        [found] => return UnitFate::of(Fate::Same(found.id), unit.id),
        [] => {}
        several => {
            let mut near = several
                .iter()
                .filter(|found| stands_there(unit, found, over));
            return match (over.and_then(|_| near.next()), near.next()) {
                (Some(found), None) => UnitFate::of(Fate::Same(found.id), unit.id),
                _ => {
                    let all = several.iter().map(|found| called(found)).collect();
                    UnitFate::undecided(unit, all, "warning.import_same_name_twice")
                }
            };
        }
    }
    let others: Vec<&KnownUnit> = known
        .by_other
        .get(&name)
        .into_iter()
        .flatten()
        .filter_map(at)
        .filter(fits)
        .collect();
    if let [found] = others.as_slice() {
        return UnitFate::of(Fate::Same(found.id), unit.id);
    }
    let candidates = if inner {
        Vec::new()
    } else {
        alike(drafts, known, unit)
    };
    match (candidates.as_slice(), unit.row) {
        // Only referred to: its place in the tree is meant, and only one can be.
        ([one], None) if known.by_id.contains_key(&one.id) => {
            UnitFate::of(Fate::Same(one.id), unit.id)
        }
        ([], _) | (_, None) => UnitFate::of(Fate::New, unit.id),
        _ => UnitFate::undecided(unit, candidates, "warning.import_alike"),
    }
}

/// Units of the vault and of the file with a name that looks the same, and no code that says they
/// are others.
fn alike(drafts: &Drafts, known: &Known, unit: &Unit) -> Vec<Ref> {
    let core = match_key(&unit.name).core;
    if core.chars().count() < 2 {
        return Vec::new();
    }
    let there = known.by_core.get(&core).into_iter().flatten();
    let there = there.filter_map(|at| known.units.get(*at));
    let mut found: Vec<Ref> = there
        .filter(|found| !codes_differ(unit, found))
        .map(called)
        .collect();
    let in_file = unit.alike.iter().filter_map(|at| drafts.units.get(*at));
    for other in in_file.filter(|other| !other.gone) {
        if !found
            .iter()
            .any(|one| compact(&one.label) == compact(&other.name))
        {
            found.push(Ref {
                id: other.id,
                label: other.name.clone(),
            });
        }
    }
    found.truncate(8);
    found
}

fn called(unit: &KnownUnit) -> Ref {
    Ref {
        id: unit.id,
        label: unit.name.clone(),
    }
}

fn codes_differ(unit: &Unit, found: &KnownUnit) -> bool {
    matches!((&unit.code, &found.code), (Some(a), Some(b)) if a != b)
}

/// Whether a unit of the vault stands where the file says: under that parent, or in that group.
fn stands_there(unit: &Unit, found: &KnownUnit, over: Option<&UnitFate>) -> bool {
    match over.map(|over| over.fate) {
        None => true,
        Some(Fate::Same(id)) if unit.parent_at.is_some() => found.parent == Some(id),
        Some(Fate::Same(id)) => found.group == Some(id) || found.parent == Some(id),
        Some(_) => false,
    }
}
