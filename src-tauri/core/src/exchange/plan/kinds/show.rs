//! The rows of a plan as the window shows them, and as they are saved to be repaired.

use super::names::{Meant, Name};
use super::{KindPlan, country};
use crate::base::Id;
use crate::exchange::layout::Place;
use crate::exchange::model::{Difference, ImportRow, RowState};
use crate::records::Warning;
use crate::records::value::{Ref, Value};

impl KindPlan {
    /// The rows in a state, or all, from the `from`-th on.
    pub(in crate::exchange) fn rows(
        &self,
        state: Option<RowState>,
        from: u32,
        count: u32,
    ) -> Vec<ImportRow> {
        let wanted = (0..self.rows.len())
            .map(|at| (at, self.state(at)))
            .filter(|(_, is)| state.is_none_or(|state| *is == state));
        let page = wanted.skip(from as usize).take(count.min(1000) as usize);
        page.filter_map(|(at, state)| self.row(at, state)).collect()
    }

    /// What becomes of a row.
    pub(super) fn state(&self, at: usize) -> RowState {
        let Some(fate) = self.fate(at) else {
            return RowState::Refused;
        };
        let says_nothing = fate.there && fate.changes.is_empty();
        if fate.refused {
            RowState::Refused
        } else if !fate.is_ready() {
            RowState::Doubtful
        } else if says_nothing {
            // A doubt about what is known already has been looked at before.
            RowState::Same
        } else if fate.doubtful {
            RowState::Doubtful
        } else if fate.there {
            RowState::Changed
        } else {
            RowState::New
        }
    }

    fn row(&self, at: usize, state: RowState) -> Option<ImportRow> {
        let (row, fate) = self.rows.get(at).zip(self.fate(at))?;
        let asked = self.asked(at);
        let name = asked.and_then(|name| self.names.get(name));
        let entity = self.parts.get(row.part)?.entity.key;
        let offered = match asked.and_then(|name| self.settled.named.meant.get(name)) {
            Some(Meant::Open(ids)) => ids.clone(),
            Some(Meant::One(id)) => vec![*id],
            _ => fate.alike.clone(),
        };
        let of = name.map_or(entity, |name| name.target.key);
        let candidates: Vec<Ref> = offered
            .into_iter()
            .map(|id| self.called(of, id))
            .filter(|one| !one.label.is_empty())
            .collect();
        let said = |id: Id| format!("same:{id}");
        let decision = if self.skipped.contains(&at) || fate.refused {
            "skip".to_owned()
        } else if !fate.is_ready() {
            String::new()
        } else {
            let picked = name.and_then(|name| self.picks.get(&name.key));
            let known = match picked {
                Some(super::Pick::Same(id)) => Some(*id),
                Some(super::Pick::New(_)) => None,
                None => fate.id.filter(|_| fate.there),
            };
            known.map_or_else(|| "new".to_owned(), said)
        };
        let waits = fate.open.is_some() && !name.is_some_and(Name::is_made_by_name);
        Some(ImportRow {
            row: self.numbers.get(at).copied().unwrap_or_default(),
            state,
            title: row.title.clone(),
            reasons: self.reasons(at),
            differences: self.differences(at),
            candidates,
            decision,
            decided: self.skipped.contains(&at)
                || name.is_some_and(|name| self.picks.contains_key(&name.key)),
            waits,
        })
    }

    fn called(&self, entity: &str, id: Id) -> Ref {
        let mut label = self.settled.named.title(entity, id);
        if let Some(index) = self.settled.named.indexes.get(entity)
            && let Some(above) = index.above(id)
        {
            label = format!("{above} / {label}");
        }
        Ref { id, label }
    }

    fn reasons(&self, at: usize) -> Vec<Warning> {
        let row = self.rows.get(at).map_or(&[][..], |row| &row.reasons);
        let fate = self.fate(at).map_or(&[][..], |fate| &fate.reasons);
        let there = self.fate(at).is_some_and(|fate| fate.there);
        row.iter()
            .chain(fate)
            .filter(|why| !(there && country::is_told(why)))
            .cloned()
            .collect()
    }

    fn differences(&self, at: usize) -> Vec<Difference> {
        let Some((row, fate)) = self.rows.get(at).zip(self.fate(at)) else {
            return Vec::new();
        };
        let entity = self.parts.get(row.part).map_or("", |part| part.entity.key);
        let named = |target: Option<&str>, value: &Value| match (target, value) {
            (Some(target), Value::Ref(to)) => Value::Ref(self.called(target, to.id)),
            (Some(target), Value::Refs(list)) => {
                Value::Refs(list.iter().map(|to| self.called(target, to.id)).collect())
            }
            (_, value) => value.clone(),
        };
        let changes = fate.changes.iter();
        changes
            .map(|change| Difference {
                field: format!("{entity}.{}", change.field.key),
                from: named(change.field.target, &change.from),
                to: named(change.field.target, &change.to),
            })
            .collect()
    }

    /// The rows that are left out though the user did not say so, with the reasons.
    pub(in crate::exchange) fn left_out(&self) -> Vec<(Place, Vec<Warning>)> {
        let left =
            (0..self.rows.len()).filter(|at| !self.skipped.contains(at) && !self.performs(*at));
        left.filter_map(|at| Some((self.rows.get(at)?.place, self.reasons(at))))
            .collect()
    }
}
