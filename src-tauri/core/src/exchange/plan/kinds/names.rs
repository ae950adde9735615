//! The names by which rows refer to other records, and which records those are: by name or code, by
//! the mark this program puts behind names that several records share, by the path through the
//! units above. One that could be several is never guessed.

use std::collections::HashMap;

use super::draft::{Part, Row};
use crate::base::words::{compact, match_key};
use crate::base::{Id, Result};
use crate::exchange::{layout, marks, store};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef, Searched};
use crate::records::value::Value;
use crate::vault::Read;

/// A name in the file.
#[derive(Debug)]
pub(super) struct Name {
    /// The kind of record it names.
    pub(super) target: &'static EntityDef,
    /// As it is written.
    pub(super) text: String,
    /// What stands beside it.
    pub(super) under: Under,
    /// By which it is known again when the plan is made anew.
    pub(super) key: String,
}

impl Name {
    /// Whether its name is all that a record of its kind must have, so that one can be made of it.
    pub(super) fn is_made_by_name(&self) -> bool {
        let of = self.target;
        of.key == "unit" || of.key != "contact" && layout::needed(of).eq([of.title])
    }
}

/// What stands beside a name and tells records of one name apart.
#[derive(Debug)]
pub(super) enum Under {
    Nothing,
    /// The name of the unit above.
    Parent(String),
    /// The unit of the row, by its name's place.
    Unit(usize),
}

/// What the user said a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pick {
    /// This record.
    Same(Id),
    /// A unit that is to be made.
    New(Id),
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    One(Id),
    /// The user has to say: it might be one of these, or one to be made of its name.
    Open(Vec<Id>),
    /// Nothing that is there.
    Missing,
}

/// Most records offered for a name.
const OFFERED: usize = 12;

/// The records of a kind by their names.
#[derive(Default)]
pub(super) struct Index {
    by: HashMap<String, Vec<Id>>,
    /// Those in the bin: what already points at one is the same as before.
    gone: HashMap<String, Vec<Id>>,
    marks: HashMap<String, Vec<Id>>,
    pub(super) titles: HashMap<Id, String>,
    /// The units each stands at.
    at: HashMap<Id, Vec<Id>>,
    /// The name of the unit above.
    above: HashMap<Id, String>,
    /// By the bare core of a company's name, without its form.
    cores: HashMap<String, Vec<Id>>,
}

impl Index {
    /// The records of the vault.
    fn load(read: &Read<'_>, catalog: &Catalog, entity: &'static EntityDef) -> Result<Self> {
        let mut index = Self::default();
        let title = entity.field(entity.title)?;
        let other = |field: &&'static FieldDef| {
            let names = match entity.key {
                "unit" => matches!(field.searched, Searched::Name | Searched::Code),
                "contact" => field.key == "aliases",
                _ => matches!(field.searched, Searched::Code),
            };
            names && field.key != entity.title && field.key != "phones" && field.key != "emails"
        };
        let mut fields = vec![title];
        fields.extend(entity.fields.iter().filter(other));
        let names = fields.len();
        let stands = entity.fields.iter().find(|field| field.key == "unit");
        fields.extend(stands.filter(|field| field.target == Some("unit")));
        let mut parents = HashMap::new();
        if entity.key == "unit" {
            parents = store::parents(read)?;
        }
        store::all(read, entity, &fields, |id, gone, values| {
            let at = values.get(names).and_then(Value::as_ref_id);
            let mut values = values.into_iter().take(names);
            let title = match values.next() {
                Some(Value::Text(title)) => title,
                _ => String::new(),
            };
            index.marks.entry(marks::of(id)).or_default().push(id);
            if gone {
                index.gone.entry(compact(&title)).or_default().push(id);
                index.titles.insert(id, title);
                return Ok(());
            }
            index.name(&title, id);
            for value in values {
                match value {
                    Value::Text(text) => index.name(&text, id),
                    Value::Texts(texts) => texts.iter().for_each(|text| index.name(text, id)),
                    Value::Dated(all) => all.iter().for_each(|one| index.name(&one.text, id)),
                    _ => {}
                }
            }
            if entity.key == "unit" {
                let core = match_key(&title).core;
                index.cores.entry(core).or_default().push(id);
            }
            index.titles.insert(id, title);
            index.at.entry(id).or_default().extend(at);
            Ok(())
        })?;
        for (child, parent) in parents {
            if let Some(name) = index.titles.get(&parent) {
                index.above.insert(child, name.clone());
            }
        }
        if entity.key == "contact" {
            let post = catalog.entity("post")?;
            let ends = [post.field("contact")?, post.field("unit")?];
            store::each(read, post, &ends, |_, _, values| {
                let mut ends = values.iter().map(Value::as_ref_id);
                if let (Some(Some(person)), Some(Some(unit))) = (ends.next(), ends.next()) {
                    index.at.entry(person).or_default().push(unit);
                }
                Ok(())
            })?;
        }
        Ok(index)
    }

    fn name(&mut self, name: &str, id: Id) {
        let key = compact(name);
        if key.is_empty() {
            return;
        }
        let ids = self.by.entry(key).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }

    /// Adds a record of the file. One without a number whose name is known here is that one.
    fn add(&mut self, row: &Row, entity: &EntityDef, above: Option<&str>) {
        let id = row.said.unwrap_or(row.id);
        let text = |key: &str| match row.value(key) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let title = text(entity.title);
        if self.at.contains_key(&id) || row.said.is_none() && self.by.contains_key(&compact(&title))
        {
            return;
        }
        self.name(&title, id);
        for key in ["code", "number", "uscc", "short_name"] {
            self.name(&text(key), id);
        }
        let marks = self.marks.entry(marks::of(id)).or_default();
        if !marks.contains(&id) {
            marks.push(id);
        }
        self.at.entry(id).or_default();
        self.above.extend(above.map(|above| (id, above.to_owned())));
        self.titles.insert(id, title);
    }

    fn find(&self, name: &str, ours: bool) -> Vec<Id> {
        let known = |by: &HashMap<String, Vec<Id>>, key: &str| by.get(key).cloned();
        let (bare, mark) = marks::split(name);
        if let Some(found) = mark.and_then(|mark| known(&self.marks, mark)) {
            return found;
        }
        let found = known(&self.by, &compact(bare)).or_else(|| known(&self.by, &compact(name)));
        let gone = || known(&self.gone, &compact(bare)).filter(|_| ours);
        found.or_else(gone).unwrap_or_default()
    }

    /// By the way through the units above: `集团 / 公司 / 部门`.
    fn along(&self, path: &str) -> Vec<Id> {
        let steps: Vec<&str> = path
            .split(['/', '>', '→', '\\', '|'])
            .map(str::trim)
            .filter(|step| !step.is_empty())
            .collect();
        let Some((last, above)) = steps.split_last().filter(|(_, above)| !above.is_empty()) else {
            return Vec::new();
        };
        let above = above.last().map(|above| compact(above));
        let mut found = self.find(last, false);
        found.retain(|id| self.above.get(id).map(|name| compact(name)) == above);
        found
    }

    /// Units whose names differ by their form alone.
    fn alike(&self, name: &str) -> Vec<Id> {
        let core = match_key(name).core;
        let mut found = self.cores.get(&core).cloned().unwrap_or_default();
        found.truncate(OFFERED);
        found
    }
}

/// What all names of the file mean, and the records by their kind.
#[derive(Default)]
pub(super) struct Named {
    pub(super) meant: Vec<Meant>,
    pub(super) indexes: HashMap<&'static str, Index>,
}

impl Index {
    /// The name of the unit above one.
    pub(super) fn above(&self, id: Id) -> Option<&String> {
        self.above.get(&id)
    }
}

impl Named {
    /// The one unit of a name.
    pub(super) fn unit_called(&self, name: &str) -> Option<Id> {
        let index = self.indexes.get("unit")?;
        match index.find(name, false).as_slice() {
            [id] => Some(*id),
            _ => None,
        }
    }
    /// A record's title.
    pub(super) fn title(&self, entity: &str, id: Id) -> String {
        let index = self.indexes.get(entity);
        index
            .and_then(|index| index.titles.get(&id))
            .cloned()
            .unwrap_or_default()
    }
}

/// Finds what names mean.
pub(super) fn find(
    parts: &[Part],
    rows: &[Row],
    names: &[Name],
    picks: &HashMap<String, Pick>,
    known: &HashMap<Id, Id>,
    read: &Read<'_>,
    catalog: &Catalog,
) -> Result<Named> {
    let mut named = Named::default();
    for name in names {
        if !named.indexes.contains_key(name.target.key) {
            let index = Index::load(read, catalog, name.target)?;
            named.indexes.insert(name.target.key, index);
        }
    }
    for row in rows.iter().filter(|row| !row.refused) {
        let Some(part) = parts.get(row.part) else {
            continue;
        };
        let above = row.refs.iter().find(|(field, _)| field.key == "parent");
        let above = above.and_then(|(_, at)| names.get(*at.first()?));
        let above = above.map(|name| marks::split(&name.text).0);
        if let Some(index) = named.indexes.get_mut(part.entity.key) {
            index.add(row, part.entity, above);
        }
    }
    let ours = parts.iter().all(|part| part.ours);
    // A unit is named before what stands at it.
    let mut meant = vec![Meant::Missing; names.len()];
    for units in [true, false] {
        for (at, name) in names.iter().enumerate() {
            if (name.target.key == "unit") != units {
                continue;
            }
            let found = match picks.get(&name.key) {
                Some(Pick::Same(id) | Pick::New(id)) => Meant::One(*id),
                None => as_known(one(name, &meant, &named.indexes, ours), known),
            };
            if let Some(place) = meant.get_mut(at) {
                *place = found;
            }
        }
    }
    named.meant = meant;
    Ok(named)
}

/// Records of the file as what they turned out to be in the vault.
fn as_known(meant: Meant, known: &HashMap<Id, Id>) -> Meant {
    let is = |id: Id| known.get(&id).copied().unwrap_or(id);
    match meant {
        Meant::One(id) => Meant::One(is(id)),
        Meant::Open(ids) => {
            let mut ids: Vec<Id> = ids.into_iter().map(is).collect();
            let several = ids.len() > 1;
            ids.sort_unstable();
            ids.dedup();
            match ids.as_slice() {
                [id] if several => Meant::One(*id),
                _ => Meant::Open(ids),
            }
        }
        Meant::Missing => Meant::Missing,
    }
}

fn one(name: &Name, meant: &[Meant], indexes: &HashMap<&'static str, Index>, ours: bool) -> Meant {
    let Some(index) = indexes.get(name.target.key) else {
        return Meant::Missing;
    };
    let mut found = index.find(&name.text, ours);
    let of_units = name.target.key == "unit";
    if found.is_empty() && of_units {
        found = index.along(&name.text);
    }
    match &name.under {
        // One name that stands somewhere else may be quite another unit.
        Under::Parent(parent) => {
            let parent = compact(marks::split(parent).0);
            let here: Vec<Id> = found
                .iter()
                .filter(|id| {
                    index
                        .above
                        .get(id)
                        .is_some_and(|above| compact(above) == parent)
                })
                .copied()
                .collect();
            if !here.is_empty() {
                found = here;
            } else if found.len() == 1 && found.iter().any(|id| index.above.contains_key(id)) {
                return Meant::Open(found);
            }
        }
        Under::Unit(unit) if found.len() > 1 => {
            if let Some(Meant::One(unit)) = meant.get(*unit) {
                let stands = |id: &Id| index.at.get(id).is_some_and(|units| units.contains(unit));
                let here: Vec<Id> = found.iter().copied().filter(stands).collect();
                if !here.is_empty() {
                    found = here;
                }
            }
        }
        _ => {}
    }
    match found.as_slice() {
        [id] => Meant::One(*id),
        [] if name.is_made_by_name() => Meant::Open(index.alike(&name.text)),
        [] => Meant::Missing,
        _ => {
            found.truncate(OFFERED);
            Meant::Open(found)
        }
    }
}
