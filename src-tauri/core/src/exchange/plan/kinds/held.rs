//! Puts the rows beside what the vault holds: which records are made, which change, and what keeps a
//! row from being either. Done anew whenever the user decides something.

use std::collections::{HashMap, HashSet};

use super::draft::{Part, Row};
use super::names::{self, Meant, Named};
use super::{KindPlan, Said};
use crate::base::words::compact;
use crate::base::{Id, Result};
use crate::business::lines;
use crate::exchange::layout;
use crate::exchange::plan::changes::{Change, NOTE};
use crate::exchange::store;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::value::{Ref, Value};
use crate::records::{Catalog, FieldKind as K, Warning};
use crate::vault::Read;

/// What becomes of a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Fate {
    /// The record's id afterwards; none while that is not known.
    pub(super) id: Option<Id>,
    /// The record is there.
    pub(super) there: bool,
    /// What changes in it.
    pub(super) changes: Vec<Change>,
    /// What it refers to.
    pub(super) refs: Vec<(&'static FieldDef, Value)>,
    /// The name the user has to say the meaning of.
    pub(super) open: Option<usize>,
    /// Records of its own kind that it may be.
    pub(super) alike: Vec<Id>,
    /// It says nothing but what a row before it says.
    pub(super) repeats: bool,
    /// Whether it needs a word of the user's before it is carried out.
    waits: bool,
    pub(super) reasons: Vec<Warning>,
    pub(super) doubtful: bool,
    pub(super) refused: bool,
}

impl Fate {
    /// Whether all is known that carrying it out needs.
    pub(super) fn is_ready(&self) -> bool {
        !self.refused && !self.waits && self.open.is_none() && self.id.is_some()
    }
    fn refuse(&mut self, why: Warning) {
        self.refused = true;
        self.reasons.push(why);
    }
    /// Leaves it to the user.
    fn ask(&mut self, why: Warning) {
        self.waits = true;
        self.doubtful = true;
        self.reasons.push(why);
    }
}

/// Everything decided.
#[derive(Default)]
pub(super) struct Settled {
    pub(super) fates: Vec<Fate>,
    pub(super) named: Named,
}

type Key = [u8; 16];

/// Decides everything.
pub(super) fn settle(plan: &KindPlan, catalog: &Catalog, read: &Read<'_>) -> Result<Settled> {
    let mut known: HashMap<Id, Id> = HashMap::new();
    loop {
        let settled = once(plan, &known, catalog, read)?;
        // A record of the file that is one of the vault: what refers to it refers to that one.
        let mut met: HashMap<Id, Id> = HashMap::new();
        for (row, fate) in plan.rows.iter().zip(&settled.fates) {
            let own = row.said.unwrap_or(row.id);
            let kind = plan.parts.get(row.part).map_or("", |part| part.entity.key);
            let named = settled.named.indexes.contains_key(kind);
            if let Some(id) = fate.id.filter(|id| named && *id != own) {
                met.insert(own, id);
            }
        }
        if met == known || known.len() > met.len() {
            return Ok(settled);
        }
        known = met;
    }
}

fn once(
    plan: &KindPlan,
    known: &HashMap<Id, Id>,
    catalog: &Catalog,
    read: &Read<'_>,
) -> Result<Settled> {
    let named = names::find(
        &plan.parts,
        &plan.rows,
        &plan.names,
        &plan.picks,
        known,
        read,
        catalog,
    )?;
    let mut fates: Vec<Fate> = Vec::with_capacity(plan.rows.len());
    for row in &plan.rows {
        fates.push(referred(plan, &named, row));
    }
    let mut kinds: Vec<&'static EntityDef> = Vec::new();
    for part in &plan.parts {
        if !kinds.iter().any(|kind| kind.key == part.entity.key) {
            kinds.push(part.entity);
        }
    }
    for kind in kinds {
        Beside::of(plan, kind, &fates).met(read, kind, &mut fates)?;
        if kind.key == "transaction" {
            known_lines(plan, read, &mut fates)?;
        }
        made(plan, kind, &mut fates);
    }
    refuse_circles(plan, &mut fates, read)?;
    hold_dependents(plan, &mut fates);
    Ok(Settled { fates, named })
}

/// A row that refers to one that is not carried out waits for it.
fn hold_dependents(plan: &KindPlan, fates: &mut [Fate]) {
    let mut lacking: HashSet<Id> = HashSet::new();
    for (at, (row, fate)) in plan.rows.iter().zip(fates.iter()).enumerate() {
        if !fate.there && (!fate.is_ready() || plan.skipped.contains(&at)) {
            lacking.insert(row.said.unwrap_or(row.id));
        }
    }
    let mut more = !lacking.is_empty();
    while more {
        more = false;
        for (row, fate) in plan.rows.iter().zip(fates.iter_mut()) {
            if !fate.is_ready() {
                continue;
            }
            let is = |value: &Value| match value {
                Value::Ref(to) => lacking.contains(&to.id),
                Value::Refs(list) => list.iter().any(|to| lacking.contains(&to.id)),
                _ => false,
            };
            let Some((field, _)) = fate.refs.iter().find(|(_, value)| is(value)) else {
                continue;
            };
            let kind = plan.parts.get(row.part).map_or("", |part| part.entity.key);
            let key = format!("{kind}.{}", field.key);
            fate.ask(Warning::new(key, "warning.import_ref_waits"));
            if !fate.there {
                more |= lacking.insert(row.said.unwrap_or(row.id));
            }
        }
    }
}

/// What a row refers to, as far as that is known.
fn referred(plan: &KindPlan, named: &Named, row: &Row) -> Fate {
    let mut fate = Fate {
        refused: row.refused,
        doubtful: row.doubtful,
        ..Fate::default()
    };
    let Some(part) = plan.parts.get(row.part).filter(|_| !row.refused) else {
        return fate;
    };
    for (field, names) in &row.refs {
        let key = format!("{}.{}", part.entity.key, field.key);
        let mut ids = Vec::with_capacity(names.len());
        for at in names {
            let Some((name, meant)) = plan.names.get(*at).zip(named.meant.get(*at)) else {
                continue;
            };
            let text = name.text.as_str();
            match meant {
                Meant::One(id) => ids.push(Ref {
                    id: *id,
                    label: String::new(),
                }),
                Meant::Open(candidates) => {
                    fate.open = fate.open.or(Some(*at));
                    let why = match (candidates.len(), name.target.key) {
                        (0, _) => "warning.import_no_such_unit",
                        (1, _) => "warning.import_name_alike",
                        _ => "warning.import_name_shared",
                    };
                    fate.doubtful = true;
                    fate.reasons
                        .push(Warning::new(&key, why).with("name", text));
                }
                Meant::Missing => {
                    let why = Warning::new(&key, "error.no_such_name").with("name", text);
                    if field.required {
                        fate.refuse(why);
                    } else {
                        fate.doubtful = true;
                        fate.reasons.push(why);
                    }
                }
            }
        }
        if ids.is_empty() {
            continue;
        }
        let value = match field.kind {
            K::Refs => Value::Refs(ids),
            _ => ids.into_iter().next().map_or(Value::Null, Value::Ref),
        };
        fate.refs.push((field, value));
    }
    fate
}

/// The fields by which a record is known again where it bears no number: what it must have, what it
/// belongs to, and of money what else it is called.
fn key_fields(entity: &'static EntityDef) -> Vec<&'static FieldDef> {
    let needed: Vec<&str> = layout::needed(entity).collect();
    let money = |key: &&str| entity.field(key).is_ok_and(|field| field.kind == K::Money);
    let paid = needed.iter().any(|key| money(key));
    let counts = |field: &&&'static FieldDef| {
        needed.contains(&field.key) || field.owned || paid && field.key == entity.title
    };
    entity
        .fields
        .iter()
        .filter(|field| counts(&field))
        .collect()
}

/// Whether several alike are several: money that came twice came twice.
fn is_event(entity: &EntityDef) -> bool {
    matches!(
        entity.key,
        "payment" | "cost" | "allocation" | "transaction"
    )
}

fn unique_field(entity: &'static EntityDef) -> Option<&'static FieldDef> {
    entity.fields.iter().find(|field| field.unique)
}

/// A key out of values; none where one is lacking that every record has.
fn key_of<'v>(
    fields: &[&'static FieldDef],
    value: impl Fn(&FieldDef) -> Option<&'v Value>,
) -> Option<Key> {
    let mut hash = blake3::Hasher::new();
    let mut says = false;
    for field in fields {
        let text = match value(field) {
            Some(Value::Text(text)) => compact(text),
            Some(Value::Ref(to)) => to.id.to_string(),
            Some(Value::Money(sum)) => format!("{} {}", sum.currency, sum.minor),
            Some(Value::Instant(ms)) => (ms / 60_000).to_string(),
            Some(Value::Date(text) | Value::Choice(text) | Value::Decimal(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Wall(wall)) => wall.at.clone(),
            Some(other) if !other.is_null() => format!("{other:?}"),
            _ if field.required => return None,
            _ => String::new(),
        };
        says |= !text.is_empty();
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    let mut key = Key::default();
    key.copy_from_slice(hash.finalize().as_bytes().get(..16)?);
    says.then_some(key)
}

/// What a row says in a field, what it refers to included.
fn said<'r>(row: &'r Row, fate: &'r Fate, key: &str) -> Option<&'r Value> {
    let refs = fate.refs.iter().find(|(field, _)| field.key == key);
    row.value(key).or(refs.map(|(_, value)| value))
}

/// The rows of a kind by what they are known by, to be met with the records of the vault.
struct Beside<'p> {
    plan: &'p KindPlan,
    fields: Vec<&'static FieldDef>,
    keys: Vec<&'static FieldDef>,
    unique: Option<&'static FieldDef>,
    by_id: HashMap<Id, Vec<usize>>,
    by_key: HashMap<Key, Vec<usize>>,
    by_code: HashMap<String, Vec<usize>>,
}

impl<'p> Beside<'p> {
    fn of(plan: &'p KindPlan, kind: &'static EntityDef, fates: &[Fate]) -> Self {
        let keys = key_fields(kind);
        let unique = unique_field(kind);
        let mut fields: Vec<&'static FieldDef> = Vec::new();
        let of_parts = plan.parts.iter().filter(|part| part.entity.key == kind.key);
        let read: Vec<_> = of_parts.flat_map(Part::fields).collect();
        let also = kind.fields.iter().filter(|field| {
            let guards = kind.key == "contract" && matches!(field.key, "locked" | "amend_reason");
            guards || field.key == "note" && !field.computed
        });
        for field in read
            .into_iter()
            .chain(keys.clone())
            .chain(unique)
            .chain(also)
        {
            if !fields.iter().any(|known| known.key == field.key) {
                fields.push(field);
            }
        }
        let mut beside = Self {
            plan,
            fields,
            keys,
            unique,
            by_id: HashMap::new(),
            by_key: HashMap::new(),
            by_code: HashMap::new(),
        };
        for (at, (row, fate)) in plan.rows.iter().zip(fates).enumerate() {
            let here = plan
                .parts
                .get(row.part)
                .is_some_and(|part| part.entity.key == kind.key);
            if !here || fate.refused {
                continue;
            }
            let said_id = match plan.said.get(&at) {
                Some(Said::Same(id)) => Some(*id),
                Some(Said::New) => continue,
                None => row.said,
            };
            if let Some(id) = said_id {
                beside.by_id.entry(id).or_default().push(at);
            }
            if let Some(Value::Text(code)) = unique.and_then(|field| row.value(field.key)) {
                beside.by_code.entry(compact(code)).or_default().push(at);
            }
            let line = kind.key == "transaction";
            let key = key_of(&beside.keys, |field| said(row, fate, field.key));
            if let Some(key) = key.filter(|_| !line) {
                beside.by_key.entry(key).or_default().push(at);
            }
        }
        beside
    }

    /// Meets the records of the vault.
    fn met(&self, read: &Read<'_>, kind: &'static EntityDef, fates: &mut [Fate]) -> Result<()> {
        // What bears a number that is there is that record, whatever else it looks like.
        let mut numbered: HashSet<usize> = HashSet::new();
        let mut coded: HashSet<usize> = HashSet::new();
        store::all(
            read,
            kind,
            &self.unique.into_iter().collect::<Vec<_>>(),
            |id, gone, held| {
                if let Some(rows) = self.by_id.get(&id) {
                    numbered.extend(rows);
                }
                if let (false, Some(Value::Text(code))) = (gone, held.first())
                    && let Some(rows) = self.by_code.get(&compact(code))
                {
                    coded.extend(rows);
                }
                Ok(())
            },
        )?;
        let mut binned: HashSet<usize> = HashSet::new();
        store::all(read, kind, &self.fields, |id, gone, held| {
            let value = |key: &str| {
                let at = self.fields.iter().position(|field| field.key == key)?;
                held.get(at)
            };
            let mut rows: Vec<usize> = Vec::new();
            if let Some(by_id) = self.by_id.get(&id) {
                rows.extend(by_id);
            } else {
                let code = self.unique.and_then(|field| value(field.key));
                if let Some(Value::Text(code)) = code {
                    let by_code = self.by_code.get(&compact(code));
                    rows.extend(by_code.into_iter().flatten());
                }
                let key = key_of(&self.keys, |field| value(field.key));
                let alike = key.and_then(|key| self.by_key.get(&key));
                // Two codes are two records, whatever they are called.
                let told_apart = code.is_some_and(|code| !code.is_null());
                rows.extend(alike.into_iter().flatten().filter(|at| {
                    let says_code = self.plan.rows.get(**at).is_some_and(|row| {
                        self.unique
                            .is_some_and(|field| row.value(field.key).is_some())
                    });
                    !coded.contains(at) && !(told_apart && says_code)
                }));
                rows.retain(|at| !numbered.contains(at));
            }
            if gone {
                binned.extend(rows);
                return Ok(());
            }
            for at in rows {
                let (Some(fate), Some(row)) = (fates.get_mut(at), self.plan.rows.get(at)) else {
                    continue;
                };
                if fate.there {
                    // A second one of the vault; of money it waits for the next row.
                    if !is_event(kind) && fate.id != Some(id) {
                        fate.alike.push(id);
                    }
                    continue;
                }
                fate.id = Some(id);
                fate.there = true;
                let ours = self.plan.parts.get(row.part).is_some_and(|part| part.ours);
                fate.changes = changes(&self.fields, row, fate, &held, ours);
                hold_locked(kind, fate, value("locked"));
                if is_event(kind) {
                    break;
                }
            }
            Ok(())
        })?;
        for (at, fate) in fates.iter_mut().enumerate() {
            if !fate.alike.is_empty() {
                fate.alike.extend(fate.id);
                fate.there = false;
                fate.changes.clear();
                fate.id = None;
                fate.ask(Warning::new("", "warning.import_record_shared"));
            } else if binned.contains(&at) && !fate.there {
                let name = self.plan.rows.get(at).map_or("", |row| &row.title);
                let why = Warning::new("", "warning.import_record_in_bin").with("name", name);
                fate.ask(why);
            }
        }
        Ok(())
    }
}

/// What a contract that is locked holds fast.
const SIGNED: [&str; 8] = [
    "amount",
    "tax_included",
    "tax_rate",
    "signed_on",
    "start",
    "end",
    "terms",
    "locked",
];

fn hold_locked(kind: &EntityDef, fate: &mut Fate, locked: Option<&Value>) {
    let locked = kind.key == "contract" && locked == Some(&Value::Bool(true));
    let changes = |key: &str| fate.changes.iter().any(|change| change.field.key == key);
    if locked && SIGNED.iter().any(|key| changes(key)) && !changes("amend_reason") {
        fate.refuse(Warning::new("contract.locked", "error.contract_locked"));
    }
}

/// What a row changes in a record. Of a foreign sheet lists grow; where this program wrote it, they
/// are as it says.
fn changes(
    fields: &[&'static FieldDef],
    row: &Row,
    fate: &Fate,
    held: &[Value],
    ours: bool,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for (field, held) in fields.iter().zip(held) {
        let said = said(row, fate, field.key).filter(|said| !said.is_null());
        let to = match said {
            Some(said) if ours => said.clone(),
            Some(said) => grown(held, said),
            None => continue,
        };
        if !is_same(held, &to) {
            changes.push(Change {
                field,
                from: held.clone(),
                to,
            });
        }
    }
    if let Some(change) = noted(fields, row, held, &changes) {
        changes.retain(|known| known.field.key != "note");
        changes.push(change);
    }
    changes
}

/// The note with what no field could take.
fn noted(
    fields: &[&'static FieldDef],
    row: &Row,
    held: &[Value],
    changes: &[Change],
) -> Option<Change> {
    let at = fields.iter().position(|field| field.key == "note")?;
    let (field, from) = (*fields.get(at)?, held.get(at)?);
    let told = changes.iter().find(|change| change.field.key == "note");
    let before = told.map_or(from, |change| &change.to);
    let grown = row
        .notes
        .behind(before.as_text().unwrap_or_default(), room(field));
    Some(Change {
        field,
        from: from.clone(),
        to: Value::Text(grown.note?),
    })
}

/// How much a note holds.
pub(super) fn room(field: &FieldDef) -> usize {
    NOTE.min(field.max_len as usize)
}

/// A list with what is new to it; any other value as it is said.
fn grown(held: &Value, said: &Value) -> Value {
    fn all<T: Clone>(held: &[T], said: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<T> {
        let mut all = held.to_vec();
        for one in said {
            if !all.iter().any(|known| same(known, one)) {
                all.push(one.clone());
            }
        }
        all
    }
    match (held, said) {
        (Value::Texts(held), Value::Texts(said)) => Value::Texts(all(held, said, PartialEq::eq)),
        (Value::Choices(held), Value::Choices(said)) => {
            Value::Choices(all(held, said, PartialEq::eq))
        }
        (Value::Refs(held), Value::Refs(said)) => Value::Refs(all(held, said, |a, b| a.id == b.id)),
        (Value::Phones(held), Value::Phones(said)) => {
            let same = |a: &_, b: &_| same_phone(a, b);
            Value::Phones(all(held, said, same))
        }
        (_, said) => said.clone(),
    }
}

fn same_phone(a: &crate::base::Phone, b: &crate::base::Phone) -> bool {
    a.raw == b.raw || a.e164.is_some() && a.e164 == b.e164
}

/// Whether two values say the same. An instant is written to the minute, and a wall time without its
/// zone.
fn is_same(held: &Value, said: &Value) -> bool {
    match (held, said) {
        (Value::Instant(a), Value::Instant(b)) => a.div_euclid(60_000) == b.div_euclid(60_000),
        (Value::Wall(a), Value::Wall(b)) => a.at == b.at,
        (Value::Ref(a), Value::Ref(b)) => a.id == b.id,
        (Value::Refs(a), Value::Refs(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.id == b.id)
        }
        (Value::Phones(a), Value::Phones(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_phone(a, b))
        }
        (held, said) => held == said,
    }
}

/// Lines of business that are there already: known by what they say, each as often as it is said.
fn known_lines(plan: &KindPlan, read: &Read<'_>, fates: &mut [Fate]) -> Result<()> {
    let mut sheet = lines::Sheet::default();
    for (at, row) in plan.rows.iter().enumerate() {
        let kind = plan.parts.get(row.part).map_or("", |part| part.entity.key);
        let Some(fate) = fates.get_mut(at).filter(|_| kind == "transaction") else {
            continue;
        };
        if fate.there || fate.refused || fate.open.is_some() || plan.said.contains_key(&at) {
            continue;
        }
        let unit = said(row, fate, "unit").and_then(Value::as_ref_id);
        let values: Vec<(&str, Value)> = row
            .values
            .iter()
            .map(|(field, value)| (field.key, value.clone()))
            .collect();
        if let Some(id) = lines::known(read, &mut sheet, unit, &values)? {
            fate.id = Some(id);
            fate.there = true;
        }
    }
    Ok(())
}

/// Rows that make a record: what it must have is there, and nobody else has what is its alone.
fn made(plan: &KindPlan, kind: &'static EntityDef, fates: &mut [Fate]) {
    let needed: Vec<&str> = layout::needed(kind).collect();
    let unique = unique_field(kind);
    let keys = key_fields(kind);
    let mut codes: HashSet<String> = HashSet::new();
    let mut met: HashMap<Key, usize> = HashMap::new();
    let mut by_id: HashMap<Id, usize> = HashMap::new();
    for (at, row) in plan.rows.iter().enumerate() {
        let Some(part) = plan.parts.get(row.part) else {
            continue;
        };
        let Some(fate) = fates.get_mut(at).filter(|_| part.entity.key == kind.key) else {
            continue;
        };
        if fate.refused {
            continue;
        }
        // A person stands on a row for each post.
        if let Some(id) = fate.id.or(row.said) {
            if by_id.insert(id, at).is_some() && row.said == Some(id) {
                fate.repeats = true;
                fate.id = Some(id);
                fate.there = true;
                fate.changes.clear();
                continue;
            }
        }
        if fate.there || fate.id.is_some() {
            continue;
        }
        if !kind.made_by_hand() {
            fate.refuse(Warning::new(kind.key, "error.not_made_by_hand"));
            continue;
        }
        let lacks = needed.iter().find(|key| {
            said(row, fate, key).is_none_or(Value::is_null)
                && !row.refs.iter().any(|(f, _)| f.key == **key)
        });
        if let Some(key) = lacks {
            let name = format!("{}.{key}", kind.key);
            fate.refuse(Warning::new(name, "error.required"));
            continue;
        }
        if let Some(Value::Text(code)) = unique.and_then(|field| row.value(field.key))
            && !codes.insert(compact(code))
        {
            let name = format!("{}.{}", kind.key, unique.map_or("", |field| field.key));
            fate.refuse(Warning::new(name, "error.not_unique").with("text", code));
            continue;
        }
        let fresh = plan.said.get(&at) == Some(&Said::New);
        let key = key_of(&keys, |field| said(row, fate, field.key));
        let key = key.filter(|_| row.said.is_none() && !fresh && kind.key != "transaction");
        let own_code = unique.is_some_and(|field| row.value(field.key).is_some());
        if let Some(key) = key.filter(|_| !own_code && fate.open.is_none()) {
            if let Some(first) = met.get(&key).and_then(|first| plan.rows.get(*first)) {
                let line = (first.place.row + 1).to_string();
                let why = Warning::new("", "warning.import_row_twice").with("row", &line);
                if is_event(kind) {
                    fate.doubtful = true;
                    fate.reasons.push(why);
                } else if says_no_more(row, first) {
                    fate.repeats = true;
                    fate.there = true;
                } else {
                    fate.ask(why);
                }
            } else {
                met.insert(key, at);
            }
        }
        // One in the bin keeps its number.
        let binned = fate
            .reasons
            .iter()
            .any(|why| why.key == "warning.import_record_in_bin");
        fate.id = Some(if fresh || binned {
            row.id
        } else {
            row.said.unwrap_or(row.id)
        });
    }
}

/// Whether a row says nothing that the first of its kind does not say.
fn says_no_more(row: &Row, first: &Row) -> bool {
    let there = |(field, value): &(&'static FieldDef, Value)| {
        first.value(field.key).is_some_and(|known| known == value)
    };
    row.values.iter().all(there)
        && row.refs.iter().all(|(field, names)| {
            let known = first.refs.iter().find(|(known, _)| known.key == field.key);
            known.is_some_and(|(_, known)| known == names)
        })
}

/// A unit that would come to stand under itself is refused, whoever stands between.
fn refuse_circles(plan: &KindPlan, fates: &mut [Fate], read: &Read<'_>) -> Result<()> {
    let of_units = plan.parts.iter().any(|part| part.entity.key == "unit");
    if !of_units {
        return Ok(());
    }
    let mut above = store::parents(read)?;
    let mut rows: HashMap<Id, usize> = HashMap::new();
    for (at, (row, fate)) in plan.rows.iter().zip(fates.iter()).enumerate() {
        let unit = plan
            .parts
            .get(row.part)
            .is_some_and(|part| part.entity.key == "unit");
        let Some(id) = fate.id.filter(|_| unit && !fate.refused && !fate.repeats) else {
            continue;
        };
        rows.insert(id, at);
        if let Some(parent) = said(row, fate, "parent").and_then(Value::as_ref_id) {
            above.insert(id, parent);
        }
    }
    for (id, at) in rows {
        let mut up = above.get(&id);
        let mut steps = 0;
        while let Some(next) = up {
            steps += 1;
            if *next == id || steps > above.len() {
                if let Some(fate) = fates.get_mut(at).filter(|_| *next == id) {
                    fate.refuse(Warning::new("unit.parent", "error.tree_cycle"));
                }
                break;
            }
            up = above.get(next);
        }
    }
    Ok(())
}
