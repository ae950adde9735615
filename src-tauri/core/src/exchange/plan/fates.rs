//! What becomes of each unit of the file: made, found in the vault, or left to the user, who is
//! shown what it looks like. A name alone never makes two units one; credit codes decide.

use std::collections::{HashMap, HashSet};

use super::drafts::{Drafts, Unit, is_inner, kind_of};
use super::known::{Known, KnownUnit};
use crate::base::Id;
use crate::base::words::{compact, goes_for, name_core};
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
    /// The unit above it is undecided, or left out.
    Waits,
    /// It stands above itself, or lacks what each must have.
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
    /// Its rows want a look, though they are carried out.
    pub(super) doubtful: bool,
    /// Its code in the user's own books is another unit's, and is kept in its note.
    pub(super) keeps_no_code: bool,
}

/// The draft above a unit: its parent, or its group where it names no parent.
pub(super) fn above(unit: &Unit) -> Option<usize> {
    unit.parent_at.or(unit.group_at)
}

/// Decides about every unit, those above before those below. `skipped` are rows that the user
/// leaves out.
pub(super) fn decide(
    drafts: &Drafts,
    known: &Known,
    decisions: &HashMap<usize, Decision>,
    skipped: &HashSet<usize>,
) -> Vec<UnitFate> {
    let (order, circle) = from_the_top(drafts);
    let live = live(drafts, skipped);
    let mut fates: Vec<Option<UnitFate>> = vec![None; drafts.units.len()];
    for at in order {
        let Some(unit) = drafts.units.get(at) else {
            continue;
        };
        let over = standing_over(drafts, &live, &fates, unit);
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
        hold_code(known, unit, &mut fate);
        tell_of_bin(known, unit, &mut fate);
        if let Some(place) = fates.get_mut(at) {
            *place = Some(fate);
        }
    }
    let left = |(at, fate): (usize, Option<UnitFate>)| {
        let id = drafts.units.get(at).map(|unit| unit.id);
        fate.or_else(|| Some(UnitFate::of(Fate::Refused, id?)))
    };
    let mut fates: Vec<_> = fates.into_iter().enumerate().filter_map(left).collect();
    doubt_above(drafts, &mut fates);
    fates
}

/// Which units some row names that is carried out.
pub(super) fn live(drafts: &Drafts, skipped: &HashSet<usize>) -> Vec<bool> {
    let mut live = vec![false; drafts.units.len()];
    for (at, row) in drafts.rows.iter().enumerate() {
        let unit = row.unit.filter(|_| !row.refused && !skipped.contains(&at));
        if let Some(live) = unit.and_then(|unit| live.get_mut(unit)) {
            *live = true;
        }
    }
    live
}

/// Whether what is below a unit stands under the next one above. A unit of the file that the user skips is
/// passed over, unless it is there; so is one without a row of its own of which nobody can say which it is.
pub(super) fn is_passed(unit: &Unit, fate: &UnitFate, live: bool) -> bool {
    match unit.row {
        Some(_) => !live && !matches!(fate.fate, Fate::Same(_)),
        None => fate.fate == Fate::Undecided,
    }
}

/// The unit above one.
fn standing_over<'f>(
    drafts: &Drafts,
    live: &[bool],
    fates: &'f [Option<UnitFate>],
    unit: &Unit,
) -> Option<&'f UnitFate> {
    let mut next = above(unit);
    for _ in 0..=drafts.units.len() {
        let at = next?;
        let (over, fate) = (drafts.units.get(at)?, fates.get(at)?.as_ref()?);
        if !is_passed(over, fate, live.get(at) == Some(&true)) {
            return Some(fate);
        }
        next = above(over);
    }
    None
}

/// Units of the file that turned out to be the same one of the vault, by the rows they were first
/// named on: each with the first of them.
pub(super) fn meeting(
    drafts: &Drafts,
    fates: &[UnitFate],
    skipped: &HashSet<usize>,
) -> Vec<(usize, usize)> {
    let live = live(drafts, skipped);
    let mut first: HashMap<Id, usize> = HashMap::new();
    let mut met = Vec::new();
    for ((unit, fate), live) in drafts.units.iter().zip(fates).zip(live) {
        if let (Fate::Same(id), Some(row)) = (fate.fate, unit.row.filter(|_| live && !unit.gone)) {
            let into = *first.entry(id).or_insert(row);
            if into != row {
                met.push((row, into));
            }
        }
    }
    met
}

/// No two units have one code in the user's books: what the vault has given to another unit is
/// kept in the note.
fn hold_code(known: &Known, unit: &Unit, fate: &mut UnitFate) {
    let holder = own_code(unit)
        .and_then(|code| known.by_own_code.get(code))
        .and_then(|at| known.units.get(*at));
    if let Some(holder) = holder.filter(|holder| holder.id != fate.id)
        && matches!(fate.fate, Fate::New | Fate::Same(_))
    {
        fate.keeps_no_code = true;
        fate.doubtful = true;
        let why = Warning::new("unit.code", "warning.import_own_code_of_other");
        fate.reasons.push(why.with("name", &holder.name));
    }
}

/// A new unit that is known to have been thrown away may not be meant to come anew.
fn tell_of_bin(known: &Known, unit: &Unit, fate: &mut UnitFate) {
    let by_code = unit.code.as_ref().and_then(|code| known.binned.get(code));
    let binned = by_code.or_else(|| known.binned.get(&compact(&unit.name)));
    if let Some(name) = binned.filter(|_| fate.fate == Fate::New) {
        fate.doubtful = true;
        let why = Warning::new("unit.legal_name", "warning.import_in_bin");
        fate.reasons.push(why.with("name", name));
    }
}

/// A group or parent that the sheet only refers to is made under the name it has there. Where it
/// looks like a unit of the vault, all that refer to it say so.
fn doubt_above(drafts: &Drafts, fates: &mut [UnitFate]) {
    let mut doubts: Vec<(usize, Warning)> = Vec::new();
    for (at, unit) in drafts.units.iter().enumerate() {
        let own = fates.get(at).map(|fate| fate.id);
        for (field, over) in [
            ("unit.parent", unit.parent_at),
            ("unit.group", unit.group_at),
        ] {
            let over = over.and_then(|over| drafts.units.get(over).zip(fates.get(over)));
            let Some((over, fate)) = over.filter(|(over, _)| over.row.is_none()) else {
                continue;
            };
            if fate.fate == Fate::Undecided {
                let reasons = fate.reasons.iter();
                doubts.extend(reasons.map(|why| {
                    let field = field.to_owned();
                    (
                        at,
                        Warning {
                            field,
                            ..why.clone()
                        },
                    )
                }));
                break;
            }
            let alike = fate.candidates.iter().filter(|one| Some(one.id) != own);
            let alike: Vec<_> = alike.map(|one| one.label.as_str()).collect();
            if fate.fate == Fate::New && !alike.is_empty() {
                let why = Warning::new(field, "warning.import_above_alike");
                let why = why.with("text", &over.name).with("name", &alike.join("; "));
                doubts.push((at, why));
                break;
            }
        }
    }
    for (at, why) in doubts {
        if let Some(fate) = fates.get_mut(at) {
            fate.doubtful = true;
            fate.reasons.push(why);
        }
    }
}

impl UnitFate {
    fn of(fate: Fate, id: Id) -> Self {
        Self {
            fate,
            id,
            candidates: Vec::new(),
            reasons: Vec::new(),
            doubtful: false,
            keeps_no_code: false,
        }
    }
    fn undecided(unit: &Unit, candidates: Vec<Ref>, key: &str) -> Self {
        let names: Vec<_> = candidates.iter().map(|one| one.label.as_str()).collect();
        let field = match key {
            "warning.import_own_code_of_other" => "unit.code",
            _ => "unit.legal_name",
        };
        let reason = Warning::new(field, key).with("name", &names.join("; "));
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
                candidates: might_be(drafts, known, unit),
                ..UnitFate::of(Fate::Same(id), unit.id)
            };
        }
        Some(Decision::New) => {
            return UnitFate {
                candidates: might_be(drafts, known, unit),
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
        return if goes_by(found, &unit.name) {
            UnitFate::of(Fate::Same(found.id), unit.id)
        } else {
            UnitFate::undecided(unit, vec![called(found)], "warning.import_code_of_other")
        };
    }
    let by_own_code = own_code(unit)
        .and_then(|code| known.by_own_code.get(code))
        .and_then(at);
    if let Some(found) = by_own_code
        && goes_by(found, &unit.name)
        && !codes_differ(unit, found)
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
    // Only referred to, and by no name: by the number it has in the user's books.
    if unit.row.is_none()
        && let Some(found) = known.by_own_code.get(unit.name.trim()).and_then(at)
    {
        return UnitFate::of(Fate::Same(found.id), unit.id);
    }
    let candidates = might_be(drafts, known, unit);
    if by_own_code.is_some() {
        return UnitFate::undecided(unit, candidates, "warning.import_own_code_of_other");
    }
    match (candidates.as_slice(), unit.row) {
        // Only referred to: it is made, and those that refer to it tell what it looks like.
        (_, None) => UnitFate {
            candidates,
            ..UnitFate::of(Fate::New, unit.id)
        },
        ([], _) => UnitFate::of(Fate::New, unit.id),
        // The rows that claim another one's code say so themselves.
        _ if unit.contends.is_some() => UnitFate {
            candidates,
            ..UnitFate::of(Fate::Undecided, unit.id)
        },
        _ => UnitFate::undecided(unit, candidates, "warning.import_alike"),
    }
}

/// Units that one may be the same as: those that have the code it claims, and those it looks like.
/// One code and two names: which of the cells is wrong, only the user knows.
fn might_be(drafts: &Drafts, known: &Known, unit: &Unit) -> Vec<Ref> {
    let by_code = own_code(unit)
        .and_then(|code| known.by_own_code.get(code))
        .and_then(|at| known.units.get(*at))
        .map(called);
    let in_file = unit.contends.and_then(|at| drafts.units.get(at));
    let in_file = in_file.filter(|holder| !holder.gone).map(|holder| Ref {
        id: holder.id,
        label: holder.name.clone(),
    });
    let mut found: Vec<Ref> = by_code.into_iter().chain(in_file).collect();
    if !is_inner(kind_of(unit).as_deref(), &unit.name) {
        for one in alike(drafts, known, unit) {
            if !found.iter().any(|known| known.id == one.id) {
                found.push(one);
            }
        }
    }
    found
}

/// The unit's code in the user's own books.
fn own_code(unit: &Unit) -> Option<&str> {
    let code = unit.fields.iter().find(|(field, _)| field.key == "code");
    code.and_then(|(_, value)| value.as_text())
}

/// Whether a unit of the vault may well be called so: by its name, or by another one it has.
fn goes_by(found: &KnownUnit, name: &str) -> bool {
    goes_for(&found.name, name) || found.others.contains(&compact(name))
}

/// Units of the vault and of the file with a name that looks the same, and no code that says they
/// are others.
fn alike(drafts: &Drafts, known: &Known, unit: &Unit) -> Vec<Ref> {
    if known.by_core.is_empty() && unit.alike.is_empty() {
        return Vec::new();
    }
    let core = name_core(&unit.name);
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
