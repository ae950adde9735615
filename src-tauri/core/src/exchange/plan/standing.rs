//! Where the units of the file come to stand, once it is known which of them are carried out: what would
//! stand under one that is refused waits with it, and none comes to stand under itself.

use std::collections::{HashMap, HashSet};

use super::drafts::Drafts;
use super::fates::{self, Fate};
use super::known::Known;
use super::resolve::Resolved;
use crate::base::Id;
use crate::records::Warning;

/// Says which units are made or touched, and what each stands under.
pub(super) fn settle(drafts: &Drafts, known: &Known, skipped: &HashSet<usize>, all: &mut Resolved) {
    let live = fates::live(drafts, skipped);
    loop {
        used_units(drafts, skipped, all);
        if hold_below(drafts, &live, all) {
            continue;
        }
        parents(drafts, known, &live, all);
        if !refuse_circles(drafts, known, all) {
            break;
        }
    }
    for at in 0..drafts.units.len() {
        let same = |at: usize| {
            let fate = all.units.get(at).map(|fate| fate.fate);
            matches!(fate, Some(Fate::Same(_)))
        };
        if same(at)
            && left_above(drafts, &live, all, at).is_some()
            && let Some(fate) = all.units.get_mut(at)
        {
            fate.doubtful = true;
            let stays = Warning::new("unit.parent", "warning.import_parent_left");
            fate.reasons.push(stays);
        }
    }
}

/// What a unit would stand under and is not carried out, though nobody skipped it: it may be mended, and
/// what is below it is not to stand elsewhere till then.
fn left_above(drafts: &Drafts, live: &[bool], all: &Resolved, unit: usize) -> Option<usize> {
    let mut next = drafts.units.get(unit).and_then(fates::above);
    for _ in 0..=drafts.units.len() {
        let at = next?;
        let (over, fate) = (drafts.units.get(at)?, all.units.get(at)?);
        if all.used.get(at) == Some(&true) || matches!(fate.fate, Fate::Same(_)) {
            return None;
        }
        if !fates::is_passed(over, fate, live.get(at) == Some(&true)) {
            return Some(at);
        }
        next = fates::above(over);
    }
    None
}

/// New units below one that is left out wait with it; says whether there were any.
fn hold_below(drafts: &Drafts, live: &[bool], all: &mut Resolved) -> bool {
    let mut held = false;
    for at in fates::from_the_top(drafts).0 {
        let made = all.used.get(at) == Some(&true)
            && all.units.get(at).map(|fate| fate.fate) == Some(Fate::New);
        if !made || left_above(drafts, live, all, at).is_none() {
            continue;
        }
        if let (Some(fate), Some(used)) = (all.units.get_mut(at), all.used.get_mut(at)) {
            fate.fate = Fate::Waits;
            let why = Warning::new("unit.parent", "warning.import_ref_waits");
            fate.reasons.push(why);
            (*used, held) = (false, true);
        }
    }
    held
}

/// A unit of the vault that would come to stand under itself is refused: with what is carried out, for
/// whatever is not stays where it is. Says whether there was one.
fn refuse_circles(drafts: &Drafts, known: &Known, all: &mut Resolved) -> bool {
    let mut planned: HashMap<Id, Id> = HashMap::new();
    for at in 0..drafts.units.len() {
        let parent = all.parents.get(at).copied().flatten();
        let used = all.used.get(at) == Some(&true);
        if let (Some(fate), Some(parent)) = (all.units.get(at).filter(|_| used), parent) {
            planned.insert(fate.id, parent);
        }
    }
    let up = |id: Id| {
        let there = known.by_id.get(&id).and_then(|at| known.units.get(*at));
        planned
            .get(&id)
            .copied()
            .or_else(|| there.and_then(|unit| unit.parent))
    };
    let limit = known.units.len() + drafts.units.len();
    let mut refused = false;
    for fate in &mut all.units {
        let Fate::Same(own) = fate.fate else { continue };
        let mut at = planned.get(&own).copied();
        let mut steps = 0;
        while let Some(id) = at {
            steps += 1;
            if id == own {
                fate.fate = Fate::Refused;
                let reason = Warning::new("unit.parent", "error.tree_cycle");
                fate.reasons.push(reason);
                refused = true;
                break;
            }
            // Into a circle that it is not part of.
            if steps > limit {
                break;
            }
            at = up(id);
        }
    }
    refused
}

fn used_units(drafts: &Drafts, skipped: &HashSet<usize>, all: &mut Resolved) {
    all.used = vec![false; drafts.units.len()];
    for row in 0..drafts.rows.len() {
        let unit = drafts.rows.get(row).and_then(|row| row.unit);
        if let Some(unit) = unit.filter(|_| all.performs(drafts, row, skipped))
            && let Some(used) = all.used.get_mut(unit)
        {
            *used = true;
        }
    }
    // What is only referred to is used by those below it.
    for at in 0..drafts.units.len() {
        let mut next = Some(at).filter(|at| all.used.get(*at) == Some(&true));
        while let Some(unit) = next.and_then(|at| drafts.units.get(at)) {
            next = [unit.parent_at, unit.group_at]
                .into_iter()
                .flatten()
                .find(|above| {
                    let referred = drafts
                        .units
                        .get(*above)
                        .is_some_and(|unit| unit.row.is_none());
                    let ready = all
                        .units
                        .get(*above)
                        .is_some_and(|fate| matches!(fate.fate, Fate::New | Fate::Same(_)));
                    referred && ready && all.used.get(*above) == Some(&false)
                });
            if let Some(used) = next.and_then(|at| all.used.get_mut(at)) {
                *used = true;
            }
        }
    }
}

/// The draft above a unit that is really made or there: one the user skipped is passed over.
fn standing_above(drafts: &Drafts, all: &Resolved, unit: usize) -> Option<usize> {
    let mut at = drafts.units.get(unit).and_then(fates::above);
    let mut steps = 0;
    while let Some(above) = at {
        steps += 1;
        let used = all.used.get(above).copied().unwrap_or(false);
        let there = all
            .units
            .get(above)
            .is_some_and(|fate| matches!(fate.fate, Fate::Same(_)));
        if used || there || steps > drafts.units.len() {
            return (used || there).then_some(above);
        }
        at = drafts.units.get(above).and_then(fates::above);
    }
    None
}

/// Where each unit comes to stand. One that is there moves only where the file names its parent,
/// or where it stands under nothing and the file names its group.
fn parents(drafts: &Drafts, known: &Known, live: &[bool], all: &mut Resolved) {
    let mut parents = Vec::with_capacity(drafts.units.len());
    for (at, unit) in drafts.units.iter().enumerate() {
        let standing = standing_above(drafts, all, at);
        // Nothing moves under a grandparent because its new parent was skipped.
        let named = unit.parent_at.is_some() && standing == unit.parent_at;
        let above = standing.and_then(|above| all.units.get(above));
        let above = above.map(|fate| fate.id);
        let fate = all.units.get(at);
        let there = match fate.map(|fate| fate.fate) {
            Some(Fate::Same(id)) => known.by_id.get(&id).and_then(|at| known.units.get(*at)),
            _ => None,
        };
        // Nor under nothing, because it was refused.
        let left = left_above(drafts, live, all, at).is_some();
        let to = above.filter(|to| fate.is_none_or(|fate| fate.id != *to));
        parents.push(match there {
            None => to,
            Some(there) if left || there.parent == to => None,
            Some(_) if named => to,
            Some(there) if there.parent.is_none() => to,
            Some(_) => None,
        });
    }
    all.parents = parents;
}
