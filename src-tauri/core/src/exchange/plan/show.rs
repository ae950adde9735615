//! The rows of a plan as the window shows them, and as they are saved to be repaired.

use super::Plan;
use super::changes::Change;
use super::drafts::ENTITIES;
use super::fates::Fate;
use crate::base::Id;
use crate::exchange::layout::{ImportLayout, Place};
use crate::exchange::model::{Difference, ImportRow, RowState};
use crate::records::Warning;
use crate::records::value::{Ref, Value};

impl Plan {
    /// The rows in a state, or all, from the `from`-th on.
    pub(in crate::exchange) fn rows(
        &self,
        state: Option<RowState>,
        from: u32,
        count: u32,
    ) -> Vec<ImportRow> {
        let states = self.resolved.states.iter().enumerate();
        let wanted = states.filter(|(_, is)| state.is_none_or(|state| **is == state));
        let page = wanted.skip(from as usize).take(count.min(1000) as usize);
        page.filter_map(|(at, state)| self.row(at, *state))
            .collect()
    }

    fn row(&self, at: usize, state: RowState) -> Option<ImportRow> {
        let row = self.drafts.rows.get(at)?;
        let fate = row.unit.and_then(|unit| self.resolved.units.get(unit));
        let lacks = self.resolved.lacking(row).next().is_some();
        let decision = if self.skipped.contains(&at) || row.refused || lacks {
            "skip".to_owned()
        } else {
            match fate.map(|fate| fate.fate) {
                None | Some(Fate::New) => "new".to_owned(),
                Some(Fate::Same(id)) => format!("same:{id}"),
                Some(Fate::Undecided | Fate::Waits) => String::new(),
                Some(Fate::Refused) => "skip".to_owned(),
            }
        };
        Some(ImportRow {
            row: self.numbers.get(at).copied().unwrap_or_default(),
            state,
            title: row.title.clone(),
            reasons: self.reasons(at),
            differences: self.differences(at),
            candidates: fate.map(|fate| fate.candidates.clone()).unwrap_or_default(),
            decision,
            decided: self.skipped.contains(&at)
                || row
                    .first
                    .is_some_and(|first| self.decisions.contains_key(&first)),
            waits: fate.is_some_and(|fate| fate.fate == Fate::Waits),
        })
    }

    fn reasons(&self, at: usize) -> Vec<Warning> {
        let Some(row) = self.drafts.rows.get(at) else {
            return Vec::new();
        };
        let fate = row.unit.and_then(|unit| self.resolved.units.get(unit));
        let mut reasons = row.reasons.clone();
        reasons.extend(fate.map(|fate| fate.reasons.clone()).unwrap_or_default());
        reasons.extend(self.resolved.lacking(row).cloned());
        let parts = row.parts.iter().enumerate().zip(row.adds.iter().skip(1));
        for ((sort, part), _) in parts.filter(|(_, adds)| **adds) {
            let fate = part.and_then(|part| self.resolved.parts.get(sort)?.get(part));
            reasons.extend(fate.map(|fate| fate.short.clone()).unwrap_or_default());
        }
        reasons
    }

    fn differences(&self, at: usize) -> Vec<Difference> {
        let Some(row) = self.drafts.rows.get(at) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let first = row
            .unit
            .and_then(|unit| self.drafts.units.get(unit))
            .is_some_and(|u| u.row == Some(at));
        if let Some(unit) = row.unit.filter(|_| first || row.adds[0]) {
            if let Some(Fate::Same(id)) = self.resolved.units.get(unit).map(|fate| fate.fate) {
                found.extend(self.moved(unit, id));
            }
            let changes = self
                .resolved
                .changes
                .get(unit)
                .map_or(&[][..], Vec::as_slice);
            found.extend(changes.iter().map(|change| difference("unit", change)));
        }
        for ((sort, entity), adds) in ENTITIES
            .into_iter()
            .enumerate()
            .zip(row.adds.iter().skip(1))
        {
            let part = row.parts.get(sort).copied().flatten().filter(|_| *adds);
            let fate = part.and_then(|part| self.resolved.parts.get(sort)?.get(part));
            let Some(fate) = fate.filter(|fate| !fate.new) else {
                continue;
            };
            found.extend(fate.changes.iter().map(|change| difference(entity, change)));
            if let Some((_, changes)) = &fate.post {
                found.extend(changes.iter().map(|change| difference("post", change)));
            }
        }
        found
    }

    fn moved(&self, unit: usize, id: Id) -> Option<Difference> {
        let to = self.resolved.parents.get(unit).copied().flatten()?;
        let there = self
            .known
            .by_id
            .get(&id)
            .and_then(|at| self.known.units.get(*at))?;
        let from = there
            .parent
            .map_or(Value::Null, |parent| self.called(parent));
        Some(Difference {
            field: "unit.parent".to_owned(),
            from,
            to: self.called(to),
        })
    }

    fn called(&self, id: Id) -> Value {
        let there = self
            .known
            .by_id
            .get(&id)
            .and_then(|at| self.known.units.get(*at));
        let label = there.map(|unit| unit.name.clone()).or_else(|| {
            self.drafts
                .units
                .iter()
                .find(|unit| unit.id == id)
                .map(|unit| unit.name.clone())
        });
        Value::Ref(Ref {
            id,
            label: label.unwrap_or_default(),
        })
    }

    /// The rows that are left out though the user did not say so, with the reasons.
    pub(in crate::exchange) fn left_out(&self) -> Vec<(Place, Vec<Warning>)> {
        let rows = self.drafts.rows.iter().enumerate();
        let left = rows.filter(|(at, _)| {
            !self.skipped.contains(at) && !self.resolved.performs(&self.drafts, *at, &self.skipped)
        });
        left.filter_map(|(at, row)| Some((row.place?, self.reasons(at))))
            .collect()
    }

    /// How the sheet is read.
    pub(in crate::exchange) fn layout(&self) -> &ImportLayout {
        &self.layout
    }
}

fn difference(entity: &str, change: &Change) -> Difference {
    Difference {
        field: format!("{entity}.{}", change.field.key),
        from: change.from.clone(),
        to: change.to.clone(),
    }
}
