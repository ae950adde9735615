//! The plan as single works in the order they can be done: units from the top of the tree, then the
//! other kinds, then what changes.

use std::collections::{HashMap, HashSet};

use super::KindPlan;
use super::beside::{kept, room};
use super::names::{Pick, Under};
use crate::base::{Id, Result};
use crate::exchange::marks;
use crate::exchange::plan::works::{Values, Work};
use crate::records::value::Value;

impl KindPlan {
    /// The records that are made because a row names them and the user said so: by the name's place.
    pub(super) fn made_by_name(&self) -> Vec<(usize, Id)> {
        let mut made: Vec<(usize, Id)> = Vec::new();
        let used: HashSet<usize> = (0..self.rows.len())
            .filter(|at| self.performs(*at))
            .flat_map(|at| self.named_by(at))
            .collect();
        for (at, name) in self.names.iter().enumerate() {
            if let Some(Pick::New(id)) = self.picks.get(&name.key)
                && used.contains(&at)
                && !made.iter().any(|(_, known)| known == id)
            {
                made.push((at, *id));
            }
        }
        made
    }

    /// Calls `each` with all that is to be written.
    ///
    /// # Errors
    /// What `each` returns.
    pub(in crate::exchange) fn works(
        &self,
        mut each: impl FnMut(Work) -> Result<()>,
    ) -> Result<()> {
        for (at, id) in self.made_by_name() {
            if let Some(work) = self.named_record(at, id) {
                each(work)?;
            }
        }
        let mut kinds: Vec<usize> = (0..self.parts.len()).collect();
        // Units first: where one stands is settled as it is made.
        kinds.sort_by_key(|at| {
            self.parts
                .get(*at)
                .is_none_or(|part| part.entity.key != "unit")
        });
        let mut changed = Vec::new();
        for kind in kinds {
            let mut rows: Vec<usize> = Vec::new();
            for (at, row) in self.rows.iter().enumerate() {
                let repeats = self.fate(at).is_none_or(|fate| fate.repeats);
                if row.part == kind && self.performs(at) && !repeats {
                    rows.push(at);
                }
            }
            for at in self.top_first(kind, rows) {
                match self.work(at) {
                    Some(create @ Work::Create { .. }) => each(create)?,
                    Some(_) => changed.push(at),
                    None => {}
                }
            }
        }
        changed
            .into_iter()
            .filter_map(|at| self.work(at))
            .try_for_each(each)
    }

    fn named_record(&self, at: usize, id: Id) -> Option<Work> {
        let name = self.names.get(at)?;
        let text = marks::split(&name.text).0;
        let above = match &name.under {
            Under::Parent(parent) => self.settled.named.unit_called(parent),
            _ => None,
        };
        let mut values: Values = vec![(name.target.title, Value::text(text))];
        values.extend(above.map(|above| ("parent", Value::to(above))));
        Some(Work::Create {
            entity: name.target.key,
            id,
            values,
        })
    }

    /// Rows of units so that each comes behind the one it stands under.
    fn top_first(&self, kind: usize, rows: Vec<usize>) -> Vec<usize> {
        let of_units = self
            .parts
            .get(kind)
            .is_some_and(|part| part.entity.key == "unit");
        if !of_units {
            return rows;
        }
        let above = |at: usize| {
            let refs = self.fate(at).map_or(&[][..], |fate| &fate.refs);
            let found = refs.iter().find(|(field, _)| field.key == "parent");
            found.and_then(|(_, value)| value.as_ref_id())
        };
        let parents: HashMap<Id, Option<Id>> = rows
            .iter()
            .filter_map(|at| Some((self.fate(*at)?.id?, above(*at))))
            .collect();
        let depth = |at: usize| {
            let (mut depth, mut up) = (0, above(at));
            while let Some(id) = up.filter(|_| depth <= parents.len()) {
                depth += 1;
                up = parents.get(&id).copied().flatten();
            }
            depth
        };
        let mut rows: Vec<(usize, usize)> = rows.into_iter().map(|at| (depth(at), at)).collect();
        rows.sort_unstable();
        rows.into_iter().map(|(_, at)| at).collect()
    }

    fn work(&self, at: usize) -> Option<Work> {
        let (row, fate) = self.rows.get(at).zip(self.fate(at))?;
        let entity = self.parts.get(row.part)?.entity;
        let id = fate.id?;
        if fate.there {
            let changes = fate.changes.iter();
            let values: Values = changes
                .map(|change| (change.field.key, change.to.clone()))
                .collect();
            return (!values.is_empty()).then_some(Work::Update {
                entity: entity.key,
                id,
                values,
            });
        }
        let said = row.values.iter().chain(&fate.refs);
        let mut values: Values = said
            .map(|(field, value)| (field.key, value.clone()))
            .collect();
        if let Ok(field) = entity.field("note") {
            let note = row
                .value("note")
                .and_then(Value::as_text)
                .unwrap_or_default();
            let grown = kept(row, fate).behind(note, room(field)).note;
            values.extend(grown.map(|note| ("note", Value::Text(note))));
        }
        Some(Work::Create {
            entity: entity.key,
            id,
            values,
        })
    }
}
