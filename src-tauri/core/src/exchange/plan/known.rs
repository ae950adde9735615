//! What the vault holds already, as far as a file can meet it: every unit by its names and codes,
//! and all of the units it may be about.

use std::collections::{HashMap, HashSet};

use crate::base::words::{compact, name_core};
use crate::base::{Id, Result};
use crate::exchange::store;
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::value::Value;
use crate::vault::Read;

use super::drafts::{ENTITIES, PERSON, sound_code};

/// Fields of a record that hold something. A handful: looked through, not hashed.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(Vec<(&'static str, Value)>);

impl Held {
    /// The value of a field.
    pub(super) fn get(&self, field: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(key, _)| *key == field)
            .map(|(_, value)| value)
    }
}

/// A unit as the vault has it.
#[derive(Debug, Clone)]
pub(super) struct KnownUnit {
    pub(super) id: Id,
    pub(super) name: String,
    /// Its short and English names and aliases, compacted.
    pub(super) others: Vec<String>,
    pub(super) code: Option<String>,
    pub(super) parent: Option<Id>,
    pub(super) group: Option<Id>,
}

/// A record of the vault, with the fields the file has columns for.
#[derive(Debug, Clone)]
pub(super) struct KnownRecord {
    pub(super) id: Id,
    pub(super) values: Held,
    /// For a person: the post at the unit, and its fields.
    pub(super) post: Option<(Id, Held)>,
}

/// What the vault holds.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) units: Vec<KnownUnit>,
    pub(super) by_id: HashMap<Id, usize>,
    pub(super) by_code: HashMap<String, usize>,
    pub(super) by_own_code: HashMap<String, usize>,
    pub(super) by_name: HashMap<String, Vec<usize>>,
    pub(super) by_other: HashMap<String, Vec<usize>>,
    pub(super) by_core: HashMap<String, Vec<usize>>,
    /// Names of units in the bin, by those names compacted and by their credit codes.
    pub(super) binned: HashMap<String, String>,
    /// Fields of the units the file may be about.
    pub(super) fields: HashMap<Id, Held>,
    /// Their people, business, tasks and conversations, by the unit.
    pub(super) parts: [HashMap<Option<Id>, Vec<KnownRecord>>; 4],
}

const UNIT_FIELDS: [&str; 9] = [
    "legal_name",
    "short_name",
    "english_name",
    "aliases",
    "former_names",
    "uscc",
    "code",
    "parent",
    "group",
];

impl Known {
    /// Every unit, by all it can be known by.
    pub(super) fn units(read: &Read<'_>, catalog: &Catalog) -> Result<Self> {
        let entity = catalog.entity("unit")?;
        let fields = UNIT_FIELDS
            .iter()
            .map(|key| entity.field(key))
            .collect::<Result<Vec<_>>>()?;
        let mut known = Self::default();
        store::each(read, entity, &fields, |id, _, values| {
            let [
                name,
                short,
                english,
                aliases,
                former,
                uscc,
                code,
                parent,
                group,
            ] = <[Value; 9]>::try_from(values).unwrap_or([const { Value::Null }; 9]);
            let at = known.units.len();
            let name = name.as_text().unwrap_or_default().to_owned();
            let mut others: Vec<String> = Vec::new();
            others.extend(short.as_text().map(compact));
            others.extend(english.as_text().map(compact));
            if let Value::Texts(aliases) = aliases {
                others.extend(aliases.iter().map(|alias| compact(alias)));
            }
            if let Value::Dated(former) = former {
                others.extend(former.iter().map(|name| compact(&name.text)));
            }
            let uscc = uscc.as_text().and_then(sound_code);
            if let Some(uscc) = &uscc {
                known.by_code.entry(uscc.clone()).or_insert(at);
            }
            if let Some(code) = code.as_text() {
                known.by_own_code.insert(code.to_owned(), at);
            }
            known.by_name.entry(compact(&name)).or_default().push(at);
            known.by_core.entry(name_core(&name)).or_default().push(at);
            for other in &others {
                known.by_other.entry(other.clone()).or_default().push(at);
            }
            known.by_id.insert(id, at);
            let (parent, group) = (parent.as_ref_id(), group.as_ref_id());
            known.units.push(KnownUnit {
                id,
                name,
                others,
                code: uscc,
                parent,
                group,
            });
            Ok(())
        })?;
        for (name, code) in store::binned_units(read)? {
            let code = code.as_deref().and_then(sound_code);
            known.binned.extend(code.map(|code| (code, name.clone())));
            known.binned.insert(compact(&name), name);
        }
        Ok(known)
    }

    /// Loads what the units `about` hold, and people and tasks without a unit where `alone`.
    pub(super) fn load(
        &mut self,
        read: &Read<'_>,
        catalog: &Catalog,
        about: &HashSet<Id>,
        alone: bool,
        wanted: &HashSet<String>,
    ) -> Result<()> {
        let picked = |entity: &'static EntityDef, always: &[&str]| -> Vec<&'static FieldDef> {
            let is = |field: &&FieldDef| {
                let key = format!("{}.{}", entity.key, field.key);
                always.contains(&field.key) || wanted.contains(key.as_str())
            };
            entity.fields.iter().filter(is).collect()
        };
        let unit = catalog.entity("unit")?;
        let fields = picked(
            unit,
            &[
                "legal_name",
                "short_name",
                "aliases",
                "uscc",
                "kind",
                "description",
                "phones",
                "emails",
                "owner",
            ],
        );
        store::each(read, unit, &fields, |id, _, values| {
            if about.contains(&id) {
                self.fields.insert(id, named(&fields, values));
            }
            Ok(())
        })?;
        self.people(read, catalog, about, alone, &picked)?;
        for (sort, entity) in ENTITIES
            .into_iter()
            .enumerate()
            .filter(|(sort, _)| *sort != PERSON)
        {
            let always: &[&str] = match entity {
                "cooperation" => &["unit", "name", "start", "note", "owner"],
                "task" => &["unit", "title", "due", "note", "contact"],
                _ => &["unit", "at", "content", "contacts"],
            };
            let entity = catalog.entity(entity)?;
            let fields = picked(entity, always);
            let Some(parts) = self.parts.get_mut(sort) else {
                continue;
            };
            store::each(read, entity, &fields, |id, _, values| {
                let values = named(&fields, values);
                let unit = values.get("unit").and_then(Value::as_ref_id);
                if unit.map_or(alone, |unit| about.contains(&unit)) {
                    parts.entry(unit).or_default().push(KnownRecord {
                        id,
                        values,
                        post: None,
                    });
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn people(
        &mut self,
        read: &Read<'_>,
        catalog: &Catalog,
        about: &HashSet<Id>,
        alone: bool,
        picked: &impl Fn(&'static EntityDef, &[&str]) -> Vec<&'static FieldDef>,
    ) -> Result<()> {
        type Posts = HashMap<Id, Vec<(Id, Held)>>;
        let post = catalog.entity("post")?;
        let fields = picked(post, &["contact", "unit"]);
        let mut posts: Posts = HashMap::new();
        let mut held: HashSet<Id> = HashSet::new();
        store::each(read, post, &fields, |id, _, values| {
            let values = named(&fields, values);
            let unit = values.get("unit").and_then(Value::as_ref_id);
            if let Some(contact) = values.get("contact").and_then(Value::as_ref_id) {
                held.insert(contact);
                if unit.is_some_and(|unit| about.contains(&unit)) {
                    posts.entry(contact).or_default().push((id, values));
                }
            }
            Ok(())
        })?;
        let contact = catalog.entity("contact")?;
        let fields = picked(contact, &["full_name", "phones", "emails", "note"]);
        let Some(people) = self.parts.get_mut(PERSON) else {
            return Ok(());
        };
        store::each(read, contact, &fields, |id, _, values| {
            let values = named(&fields, values);
            if alone && !held.contains(&id) {
                let values = values.clone();
                people.entry(None).or_default().push(KnownRecord {
                    id,
                    values,
                    post: None,
                });
            }
            for post in posts.remove(&id).unwrap_or_default() {
                let unit = post.1.get("unit").and_then(Value::as_ref_id);
                let values = values.clone();
                people.entry(unit).or_default().push(KnownRecord {
                    id,
                    values,
                    post: Some(post),
                });
            }
            Ok(())
        })
    }
}

fn named(fields: &[&'static FieldDef], values: Vec<Value>) -> Held {
    let pairs = fields
        .iter()
        .zip(values)
        .filter(|(_, value)| !value.is_null());
    Held(pairs.map(|(field, value)| (field.key, value)).collect())
}
