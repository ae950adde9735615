//! A row beside the records of the vault: by what it is known again, and what it changes in the one
//! it is.

use std::collections::{HashMap, HashSet};

use super::bounds::{beyond, held_fields};
use super::country;
use super::draft::{Part, Row};
use super::held::{Fate, said};
use super::{KindPlan, Said};
use crate::base::words::compact;
use crate::base::{Dated, Id, Result};
use crate::business::amend::SIGNED;
use crate::exchange::layout;
use crate::exchange::plan::changes::{Change, NOTE};
use crate::exchange::plan::notes::Notes;
use crate::exchange::store;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::value::Value;
use crate::records::{FieldKind as K, Warning};
use crate::vault::Read;

/// What a record is known by, short enough to keep for each row.
pub(super) type Key = [u8; 16];

/// The fields by which a record is known again where it bears no number: what it must have, what it
/// belongs to, and of money what else it is called. A holiday of two countries is two.
pub(super) fn key_fields(entity: &'static EntityDef) -> Vec<&'static FieldDef> {
    let needed: Vec<&str> = layout::needed(entity).collect();
    let money = |key: &&str| entity.field(key).is_ok_and(|field| field.kind == K::Money);
    let paid = needed.iter().any(money);
    let counts = |field: &&&'static FieldDef| {
        let called = paid && field.key == entity.title;
        needed.contains(&field.key) || field.owned || called || country::is_said(entity, field)
    };
    entity
        .fields
        .iter()
        .filter(|field| counts(&field))
        .collect()
}

/// Whether several alike are several: money that came twice came twice.
pub(super) fn is_event(entity: &EntityDef) -> bool {
    matches!(
        entity.key,
        "payment" | "cost" | "allocation" | "transaction"
    )
}

pub(super) fn unique_field(entity: &'static EntityDef) -> Option<&'static FieldDef> {
    entity.fields.iter().find(|field| field.unique)
}

/// A key out of values; none where one is lacking that every record has.
pub(super) fn key_of<'v>(
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

/// The rows of a kind by what they are known by, to be met with the records of the vault.
pub(super) struct Beside<'p> {
    plan: &'p KindPlan,
    fields: Vec<&'static FieldDef>,
    keys: Vec<&'static FieldDef>,
    unique: Option<&'static FieldDef>,
    by_id: HashMap<Id, Vec<usize>>,
    by_key: HashMap<Key, Vec<usize>>,
    /// Without the field that is lent, of rows that lend one.
    by_rest: HashMap<Key, Vec<usize>>,
    by_code: HashMap<String, Vec<usize>>,
}

impl<'p> Beside<'p> {
    pub(super) fn of(plan: &'p KindPlan, kind: &'static EntityDef, fates: &[Fate]) -> Self {
        let keys = key_fields(kind);
        let unique = unique_field(kind);
        let mut fields: Vec<&'static FieldDef> = Vec::new();
        let of_parts = plan.parts.iter().filter(|part| part.entity.key == kind.key);
        let read: Vec<_> = of_parts.flat_map(Part::fields).collect();
        let also = kind.fields.iter().filter(|field| {
            let guards = kind.key == "contract" && matches!(field.key, "locked" | "amend_reason");
            guards
                || held_fields(kind).contains(&field.key)
                || field.key == "note" && !field.computed
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
            by_rest: HashMap::new(),
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
            if let Some(lent) = row.lent.filter(|_| said_id.is_none())
                && let Some(key) = beside.rest_of(lent, |field| said(row, fate, field.key))
            {
                beside.by_rest.entry(key).or_default().push(at);
            }
        }
        beside
    }

    /// What a record is known by beside a field.
    fn rest_of<'v>(
        &self,
        but: &str,
        value: impl Fn(&FieldDef) -> Option<&'v Value>,
    ) -> Option<Key> {
        let keys = self.keys.iter().copied().filter(|field| field.key != but);
        key_of(&keys.collect::<Vec<_>>(), value)
    }

    /// Meets the days that hold everywhere with the rows that say of no country, where none of that country is there:
    /// a holiday that was written by hand is not made once more by a table. Where the table says otherwise of such a day,
    /// it says so of its own country: the row is new, and the day of all the others stays.
    fn met_open(
        &self,
        read: &Read<'_>,
        kind: &'static EntityDef,
        fates: &mut [Fate],
        binned: &mut HashSet<usize>,
    ) -> Result<()> {
        let Some(lent) = self.keys.iter().find(|field| country::is_said(kind, field)) else {
            return Ok(());
        };
        if self.by_rest.is_empty() {
            return Ok(());
        }
        let open: Vec<bool> = fates
            .iter()
            .map(|fate| !fate.there && fate.alike.is_empty())
            .collect();
        store::all(read, kind, &self.fields, |id, gone, held| {
            let value = |key: &str| {
                let at = self.fields.iter().position(|field| field.key == key)?;
                held.get(at)
            };
            let alike = self
                .rest_of(lent.key, |field| value(field.key))
                .filter(|_| country::is_open(value(lent.key)))
                .and_then(|key| self.by_rest.get(&key));
            for at in alike.into_iter().flatten().copied() {
                if !open.get(at).is_some_and(|open| *open) {
                    continue;
                }
                let (Some(fate), Some(row)) = (fates.get_mut(at), self.plan.rows.get(at)) else {
                    continue;
                };
                if !changes(&self.fields, row, fate, &held, false).is_empty() {
                    continue;
                }
                if gone {
                    binned.insert(at);
                    continue;
                }
                if fate.there {
                    fate.alike.push(id);
                    continue;
                }
                fate.id = Some(id);
                fate.there = true;
            }
            Ok(())
        })
    }

    /// Meets the records of the vault.
    pub(super) fn met(
        &self,
        read: &Read<'_>,
        kind: &'static EntityDef,
        fates: &mut [Fate],
    ) -> Result<()> {
        // What bears a number that is there is that record, whatever else it looks like.
        let mut numbered: HashSet<usize> = HashSet::new();
        let mut coded: HashSet<usize> = HashSet::new();
        let mut holders: HashMap<String, Id> = HashMap::new();
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
                    holders.insert(code.clone(), id);
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
                    !(coded.contains(at) || told_apart && says_code)
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
                hold_bounds(kind, fate, value);
                if is_event(kind) {
                    break;
                }
            }
            Ok(())
        })?;
        self.met_open(read, kind, fates, &mut binned)?;
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
        self.hold_codes(kind, &holders, fates);
        Ok(())
    }

    /// A record that bears a number keeps out of the code that another one has.
    fn hold_codes(&self, kind: &EntityDef, holders: &HashMap<String, Id>, fates: &mut [Fate]) {
        let Some(unique) = self.unique else { return };
        for (at, fate) in fates.iter_mut().enumerate() {
            let changes = fate.changes.iter();
            let code = changes
                .filter(|change| change.field.key == unique.key)
                .find_map(|change| change.to.as_text());
            let here = self
                .plan
                .rows
                .get(at)
                .and_then(|row| self.plan.parts.get(row.part));
            let Some(code) = code.filter(|_| here.is_some_and(|part| part.entity.key == kind.key))
            else {
                continue;
            };
            if holders
                .get(code)
                .is_some_and(|holder| fate.id != Some(*holder))
            {
                let name = format!("{}.{}", kind.key, unique.key);
                let why = Warning::new(name, "error.not_unique").with("text", code);
                fate.refuse(why);
            }
        }
    }
}

fn hold_locked(kind: &EntityDef, fate: &mut Fate, locked: Option<&Value>) {
    let locked = kind.key == "contract" && locked == Some(&Value::Bool(true));
    let changes = |key: &str| fate.changes.iter().any(|change| change.field.key == key);
    // A new reason is what the rest may change with.
    if locked && SIGNED.into_iter().any(changes) && !changes("amend_reason") {
        fate.refuse(Warning::new("contract.locked", "error.contract_locked"));
    }
}

/// Refuses what the record cannot hold once it is changed so.
fn hold_bounds<'v>(
    kind: &'static EntityDef,
    fate: &mut Fate,
    held: impl Fn(&str) -> Option<&'v Value>,
) {
    let counts = |change: &Change| held_fields(kind).contains(&change.field.key);
    if !fate.changes.iter().any(counts) {
        return;
    }
    let why = beyond(kind, |key| {
        let mut changes = fate.changes.iter();
        let change = changes.find(|change| change.field.key == key);
        change.map(|change| &change.to).or_else(|| held(key))
    });
    if let Some(why) = why {
        fate.refuse(why);
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
        if row.lent == Some(field.key) {
            continue;
        }
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
    if let Some(change) = noted(fields, row, fate, held, &changes) {
        changes.retain(|known| known.field.key != "note");
        changes.push(change);
    }
    changes
}

/// The note with what no field could take.
fn noted(
    fields: &[&'static FieldDef],
    row: &Row,
    fate: &Fate,
    held: &[Value],
    changes: &[Change],
) -> Option<Change> {
    let at = fields.iter().position(|field| field.key == "note")?;
    let (field, from) = (*fields.get(at)?, held.get(at)?);
    let told = changes.iter().find(|change| change.field.key == "note");
    let before = told.map_or(from, |change| &change.to);
    let grown = kept(row, fate).behind(before.as_text().unwrap_or_default(), room(field));
    Some(Change {
        field,
        from: from.clone(),
        to: Value::Text(grown.note?),
    })
}

/// What no field could take.
pub(super) fn kept(row: &Row, fate: &Fate) -> Notes {
    let mut notes = row.notes.clone();
    notes.append(&fate.notes);
    notes
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
        (Value::Dated(held), Value::Dated(said)) => Value::Dated(Dated::told(held, said)),
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
