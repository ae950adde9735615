//! The tree of the file: finds the groups and parents that units name, and makes those the sheet
//! has no row for.

use super::drafts::{Drafts, kind_of};
use super::fold::Folding;
use crate::base::words::{compact, match_key};
use crate::records::Warning;
use crate::records::value::Value;

impl Folding<'_> {
    /// Finds the groups and parents that units name, and makes those the sheet does not have.
    pub(super) fn tree(&self, drafts: &mut Drafts) {
        let mut at = 0;
        // Units made on the way are looked at too: a parent may name a group.
        while let Some(unit) = drafts.units.get(at) {
            if unit.gone {
                at += 1;
                continue;
            }
            let own = compact(&unit.name);
            let of = |named: &Option<String>| named.clone().filter(|name| compact(name) != own);
            let (named, row) = ([of(&unit.group), of(&unit.parent)], unit.row);
            let mut places = [None, None];
            for ((place, name), group) in places.iter_mut().zip(named).zip([true, false]) {
                let Some(name) = name else { continue };
                let (found, guessed) = drafts.referred(&name, at, group, self.id());
                *place = Some(found);
                if let (true, Some(row)) = (guessed, row.and_then(|row| drafts.rows.get_mut(row))) {
                    let field = if group { "unit.group" } else { "unit.parent" };
                    let taken = drafts.units.get(found).map_or("", |unit| &unit.name);
                    row.doubtful = true;
                    let reason = Warning::new(field, "warning.import_taken_for");
                    row.reasons
                        .push(reason.with("text", &name).with("name", taken));
                }
            }
            if let Some(unit) = drafts.units.get_mut(at) {
                [unit.group_at, unit.parent_at] = places;
            }
            at += 1;
        }
        let Ok(field) = self
            .catalog
            .entity("unit")
            .and_then(|entity| entity.field("kind"))
        else {
            return;
        };
        for unit in drafts
            .units
            .iter_mut()
            .filter(|unit| kind_of(unit).is_none())
        {
            let kind = kind_by_name(&unit.name);
            let kind = if kind.is_none() && unit.is_group {
                Some("group")
            } else {
                kind
            };
            unit.fields
                .extend(kind.map(|kind| (field, Value::choice(kind))));
        }
    }
}

/// The kind that a name tells, where no cell does.
fn kind_by_name(name: &str) -> Option<&'static str> {
    const BRANCHES: [&str; 7] = [
        "分公司",
        "分行",
        "支行",
        "分店",
        "办事处",
        "营业部",
        "分理处",
    ];
    let suffix = match_key(name).suffix;
    if BRANCHES.iter().any(|end| name.ends_with(end)) {
        Some("branch")
    } else if suffix.contains("集团") || suffix.contains("group") {
        Some("group")
    } else {
        None
    }
}
