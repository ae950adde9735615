//! Two units of the file that turned out to be one: by the user's word, or because both are the
//! same unit of the vault. All that belongs to the one goes to the other; where they contradict,
//! the first stands and the rest is kept in a note.

use std::collections::HashMap;

use super::cells::note_line;
use super::drafts::{Drafts, Fields, PERSON, Part};
use super::fields::{Set, set};
use super::fold::Folding;
use super::notes::Notes;
use crate::base::words::compact;
use crate::records::Warning;

impl Folding<'_> {
    /// Makes one of each two units, given by the rows they were first named on: the first goes
    /// into the second, wherever that has gone itself.
    pub(super) fn merge(&self, drafts: &mut Drafts, merges: &[(usize, usize)]) {
        let mut went: HashMap<usize, usize> = HashMap::new();
        for (from, into) in merges {
            let end = |mut row: usize| {
                while let Some(next) = went.get(&row) {
                    row = *next;
                }
                row
            };
            let (from, into) = (end(*from), end(*into));
            if from != into {
                self.merge_units(drafts, from, into);
                went.insert(from, into);
            }
        }
    }

    fn merge_units(&self, drafts: &mut Drafts, from_row: usize, into_row: usize) {
        let place = |row: usize| {
            drafts
                .units
                .iter()
                .position(|unit| unit.row == Some(row) && !unit.gone)
        };
        let (Some(from), Some(into)) = (place(from_row), place(into_row)) else {
            return;
        };
        let Some(old) = drafts.units.get_mut(from) else {
            return;
        };
        old.gone = true;
        let mut old = old.clone();
        if old.contends == Some(into) {
            // What the note kept of the code is said by the code itself now.
            old.notes.remove(&old.code_line);
        }
        let mut doubts = Vec::new();
        if let Some(unit) = drafts.units.get_mut(into) {
            for (field, mine, theirs) in [
                ("unit.group", &mut unit.group, old.group),
                ("unit.parent", &mut unit.parent, old.parent),
            ] {
                if let (Some(kept), Some(text)) = (&*mine, &theirs)
                    && compact(kept) != compact(text)
                {
                    let why = Warning::new(field, "warning.import_differs");
                    doubts.push(why.with("kept", kept).with("text", text));
                }
                *mine = mine.take().or(theirs);
            }
            let fresh: Vec<_> = std::iter::once(old.name.clone())
                .chain(old.others)
                .filter(|name| *name != unit.name && !unit.others.contains(name))
                .collect();
            unit.others.extend(fresh);
            unit.code = unit.code.take().or(old.code);
            unit.kind_said |= old.kind_said;
            if unit.code_line.is_empty() {
                unit.code_line = old.code_line;
            }
            self.join(
                "unit",
                &mut unit.fields,
                old.fields,
                &mut unit.notes,
                &mut doubts,
            );
            unit.notes.append(&old.notes);
        }
        drafts
            .by_name
            .entry(compact(&old.name))
            .or_default()
            .insert(0, into);
        for unit in &mut drafts.units {
            if unit.contends == Some(from) {
                unit.contends = Some(into);
            }
        }
        if let Some(unit) = drafts.units.get_mut(into)
            && unit.contends == Some(into)
        {
            unit.contends = None;
        }
        for sort in 0..drafts.parts.len() {
            self.merge_parts(drafts, sort, from, into, &mut doubts);
        }
        let rows = drafts.rows.iter_mut();
        for (at, row) in rows.enumerate().filter(|(_, row)| row.unit == Some(from)) {
            row.unit = Some(into);
            if at == from_row {
                doubts.drain(..).for_each(|why| row.doubt(why));
            }
        }
    }

    fn merge_parts(
        &self,
        drafts: &mut Drafts,
        sort: usize,
        from: usize,
        into: usize,
        doubts: &mut Vec<Warning>,
    ) {
        let (Some(known), Some(parts)) = (drafts.by_part.get_mut(sort), drafts.parts.get_mut(sort))
        else {
            return;
        };
        let mut moved: HashMap<usize, usize> = HashMap::new();
        for at in 0..parts.len() {
            let Some(part) = parts.get_mut(at).filter(|part| part.unit == Some(from)) else {
                continue;
            };
            part.unit = Some(into);
            let key = (Some(into), part.key.clone());
            if let Some(other) = known.get(&key).copied() {
                part.gone = true;
                let part = part.clone();
                if let Some(other) = parts.get_mut(other) {
                    self.join_parts(sort, other, part, doubts);
                }
                moved.insert(at, other);
            } else {
                known.insert(key, at);
            }
        }
        if moved.is_empty() {
            return;
        }
        for row in &mut drafts.rows {
            if let Some(place) = row.parts.get_mut(sort)
                && let Some(to) = place.and_then(|at| moved.get(&at))
            {
                *place = Some(*to);
            }
        }
        if sort == PERSON {
            let named = drafts
                .parts
                .iter_mut()
                .flatten()
                .flat_map(|part| part.people.iter_mut());
            for person in named {
                if let Some(to) = moved.get(person) {
                    *person = *to;
                }
            }
        }
    }

    fn join_parts(&self, sort: usize, part: &mut Part, old: Part, doubts: &mut Vec<Warning>) {
        let entity = super::drafts::ENTITIES
            .get(sort)
            .copied()
            .unwrap_or_default();
        self.join(
            entity,
            &mut part.fields,
            old.fields,
            &mut part.notes,
            doubts,
        );
        self.join("post", &mut part.post, old.post, &mut part.notes, doubts);
        for (field, value) in old.extra {
            if !part.extra.iter().any(|(known, _)| known.key == field.key) {
                part.extra.push((field, value));
            }
        }
        let fresh = old.people.into_iter();
        let fresh: Vec<_> = fresh.filter(|who| !part.people.contains(who)).collect();
        part.people.extend(fresh);
        part.notes.append(&old.notes);
    }

    fn join(
        &self,
        entity: &str,
        into: &mut Fields,
        from: Fields,
        notes: &mut Notes,
        doubts: &mut Vec<Warning>,
    ) {
        for (field, value) in from {
            let said = value.clone();
            let why = match set(into, field, value) {
                Set::Added | Set::Same => continue,
                Set::Full => Warning::new("", "warning.import_list_full"),
                Set::Differs(kept) => Warning::new("", "warning.import_differs")
                    .with("kept", &self.shown(field, &kept))
                    .with("text", &self.shown(field, &said)),
            };
            let head = self.catalog.field_label(self.language, entity, field.key);
            notes.add(&note_line(self.language, &head, &self.shown(field, &said)));
            doubts.push(Warning {
                field: format!("{entity}.{}", field.key),
                ..why
            });
        }
    }
}
