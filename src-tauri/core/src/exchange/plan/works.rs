//! The plan as single works in the order they can be done: units from the top of the tree, then
//! people with their posts, business, tasks and conversations.

use super::Plan;
use super::changes::{self, Change, NOTE};
use super::drafts::{DEAL, ENTITIES, Fields, PERSON, Part, TALK, TASK, Unit};
use super::fates::{self, Fate, UnitFate};
use super::fields::LIST;
use super::resolve::PartFate;
use crate::base::{Id, Result};
use crate::records::value::{Ref, Value};

/// Values by field.
pub(in crate::exchange) type Values = Vec<(&'static str, Value)>;

/// One record to be written.
#[derive(Debug, Clone)]
pub(in crate::exchange) enum Work {
    /// A new one.
    Create {
        /// The entity.
        entity: &'static str,
        /// Its id.
        id: Id,
        /// Its fields.
        values: Values,
    },
    /// One that is there.
    Update {
        /// The entity.
        entity: &'static str,
        /// The record.
        id: Id,
        /// The fields that change.
        values: Values,
    },
}

impl Plan {
    /// Calls `each` with all that is to be written.
    ///
    /// # Errors
    /// What `each` returns.
    pub(in crate::exchange) fn works(
        &self,
        mut each: impl FnMut(Work) -> Result<()>,
    ) -> Result<()> {
        let mut works = Vec::new();
        let (order, _) = fates::from_the_top(&self.drafts);
        let used = |at: &usize| self.resolved.used.get(*at) == Some(&true);
        for at in order.into_iter().filter(used) {
            self.unit(at, &mut works);
            works.drain(..).try_for_each(&mut each)?;
        }
        for sort in [PERSON, DEAL, TASK, TALK] {
            let drafts = self.drafts.parts.get(sort).map_or(&[][..], Vec::as_slice);
            let fates = self.resolved.parts.get(sort).map_or(&[][..], Vec::as_slice);
            let used = |(part, fate): &(&Part, &PartFate)| fate.used && !part.gone;
            for (part, fate) in drafts.iter().zip(fates).filter(used) {
                self.part(sort, part, fate, &mut works);
                works.drain(..).try_for_each(&mut each)?;
            }
        }
        Ok(())
    }

    fn unit(&self, at: usize, works: &mut Vec<Work>) {
        let (Some(unit), Some(fate)) = (self.drafts.units.get(at), self.resolved.units.get(at))
        else {
            return;
        };
        let parent = self.resolved.parents.get(at).copied().flatten();
        let parent = parent.map(|parent| ("parent", Value::to(parent)));
        if fate.fate == Fate::New {
            let values = of_new_unit(unit, fate).into_iter().chain(parent).collect();
            works.push(Work::Create {
                entity: "unit",
                id: fate.id,
                values,
            });
        } else {
            let changes = self.resolved.changes.get(at).map_or(&[][..], Vec::as_slice);
            let values: Values = changed(changes).chain(parent).collect();
            update("unit", fate.id, values, works);
        }
    }

    fn part(&self, sort: usize, part: &Part, fate: &PartFate, works: &mut Vec<Work>) {
        let entity = ENTITIES.get(sort).copied().unwrap_or_default();
        let unit = part
            .unit
            .and_then(|unit| self.resolved.units.get(unit))
            .map(|unit| unit.id);
        let people = fate
            .people
            .iter()
            .filter_map(|at| self.resolved.parts.first()?.get(*at));
        let people: Vec<Ref> = people
            .filter(|person| person.used)
            .map(|person| to(person.id))
            .collect();
        let people = match sort {
            TASK => people
                .into_iter()
                .next()
                .map(|person| ("contact", Value::Ref(person))),
            TALK if fate.new && !people.is_empty() => Some(("contacts", Value::Refs(people))),
            TALK => self.joined(part, fate, people),
            _ => None,
        };
        if !fate.new {
            update(
                entity,
                fate.id,
                changed(&fate.changes).chain(people).collect(),
                works,
            );
            if let Some((post, changes)) = &fate.post {
                update("post", *post, changed(changes).collect(), works);
            }
            return;
        }
        let mut values = of_fields(&part.fields);
        let lacking = part
            .extra
            .iter()
            .filter(|(field, _)| !part.fields.iter().any(|(f, _)| f.key == field.key));
        values.extend(lacking.map(|(field, value)| (field.key, value.clone())));
        values.extend(
            part.notes
                .behind("", NOTE)
                .note
                .filter(|_| sort != TALK)
                .map(|note| ("note", Value::Text(note))),
        );
        values.extend(people);
        if sort == PERSON {
            works.push(Work::Create {
                entity,
                id: fate.id,
                values,
            });
            if let Some(unit) = unit {
                let mut post = of_fields(&part.post);
                post.extend([("contact", Value::to(fate.id)), ("unit", Value::to(unit))]);
                works.push(Work::Create {
                    entity: "post",
                    id: part.post_id,
                    values: post,
                });
            }
            return;
        }
        values.extend(unit.map(|unit| ("unit", Value::to(unit))));
        works.push(Work::Create {
            entity,
            id: fate.id,
            values,
        });
    }

    /// The people of a conversation that is there, with those it lacks.
    fn joined(
        &self,
        part: &Part,
        fate: &PartFate,
        fresh: Vec<Ref>,
    ) -> Option<(&'static str, Value)> {
        if fresh.is_empty() {
            return None;
        }
        let unit = part
            .unit
            .and_then(|unit| self.resolved.units.get(unit))
            .map(|unit| unit.id);
        let there = self.known.parts.get(TALK)?.get(&unit)?;
        let there = there.iter().find(|record| record.id == fate.id)?;
        let mut all = match there.values.get("contacts") {
            Some(Value::Refs(held)) => held.clone(),
            _ => Vec::new(),
        };
        all.extend(fresh);
        Some(("contacts", Value::Refs(all)))
    }
}

fn of_new_unit(unit: &Unit, fate: &UnitFate) -> Values {
    let mut values = of_fields(&unit.fields);
    values.retain(|(key, _)| *key != "code" || !fate.keeps_no_code);
    values.push(("legal_name", Value::text(&*unit.name)));
    let mut aliases = unit.others.clone();
    if let Some((_, Value::Texts(more))) = values.iter().find(|(key, _)| *key == "aliases") {
        aliases.extend(more.iter().cloned());
    }
    aliases.truncate(LIST);
    if !aliases.is_empty() {
        values.retain(|(key, _)| *key != "aliases");
        values.push(("aliases", Value::Texts(aliases)));
    }
    values.extend(
        changes::notes_of(unit, fate)
            .behind("", NOTE)
            .note
            .map(|note| ("description", Value::Text(note))),
    );
    values
}

fn of_fields(fields: &Fields) -> Values {
    fields
        .iter()
        .map(|(field, value)| (field.key, value.clone()))
        .collect()
}

fn changed(changes: &[Change]) -> impl Iterator<Item = (&'static str, Value)> + '_ {
    changes
        .iter()
        .map(|change| (change.field.key, change.to.clone()))
}

fn update(entity: &'static str, id: Id, values: Values, works: &mut Vec<Work>) {
    if !values.is_empty() {
        works.push(Work::Update { entity, id, values });
    }
}

fn to(id: Id) -> Ref {
    Ref {
        id,
        label: String::new(),
    }
}
