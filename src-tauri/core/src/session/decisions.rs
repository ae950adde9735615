//! Who decides at a unit: its seats in the order they report, who sits there today, and which part the seat
//! or its holder has. Seats are the people's room's and who is in office is the units', hence up here.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Session;
use crate::base::{Id, Result};
use crate::records::value::Ref;
use crate::units::office::{in_office, serves};
use crate::vault::Read;

/// A part somebody, or a seat, has in a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct DecisionPart {
    /// The record that says so.
    pub stance: Id,
    /// Whose part it is: a choice of `stance_role`.
    pub role: String,
    /// How much weight it has: a choice of `influence_level`.
    pub influence: Option<String>,
    /// How they are disposed towards us: a choice of `attitude`.
    pub attitude: Option<String>,
    /// How well they are looked after: a choice of `coverage_level`.
    pub coverage: Option<String>,
}

/// Somebody, with their parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Decider {
    /// Who.
    pub contact: Ref,
    /// In office here, or anywhere where they never were here, and not gone.
    pub in_office: bool,
    /// Their own parts at this unit.
    pub parts: Vec<DecisionPart>,
}

/// A chair, and who sits there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct DecisionSeat {
    /// The seat.
    pub seat: Ref,
    /// How many of the unit's seats are above it.
    pub depth: u16,
    /// The parts the seat itself has, whoever sits there.
    pub parts: Vec<DecisionPart>,
    /// Who sits there today.
    pub holders: Vec<Decider>,
}

/// Who decides at a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct Decisions {
    /// Its seats, each after the one it reports to.
    pub seats: Vec<DecisionSeat>,
    /// Whoever has a part and no seat here.
    pub others: Vec<Decider>,
}

impl Session {
    /// Who decides at a unit, who influences that, and which seats nobody holds.
    ///
    /// # Errors
    /// When the database fails.
    pub fn decisions(&self, unit: Id) -> Result<Decisions> {
        self.vault.read(|read| decisions(read, unit))
    }
}

/// A seat as it stands in the database.
struct Chair {
    seat: Ref,
    above: Option<Id>,
}

fn decisions(read: &Read<'_>, unit: Id) -> Result<Decisions> {
    let mut parts = parts(read, unit)?;
    let mut known = people(read, unit)?;
    let mut seats = Vec::new();
    let mut seated = BTreeSet::new();
    for (chair, depth) in in_order(chairs(read, unit)?) {
        let mut holders = Vec::new();
        for (contact, in_office) in holders_of(read, chair.id)? {
            seated.insert(contact.id);
            known.remove(&contact.id);
            holders.push(Decider {
                parts: parts.get(&contact.id).cloned().unwrap_or_default(),
                contact,
                in_office,
            });
        }
        seats.push(DecisionSeat {
            parts: parts.remove(&chair.id).unwrap_or_default(),
            seat: chair,
            depth,
            holders,
        });
    }
    let mut others: Vec<Decider> = Vec::new();
    for (id, (label, in_office)) in known {
        if let Some(parts) = parts.remove(&id).filter(|_| !seated.contains(&id)) {
            let contact = Ref { id, label };
            others.push(Decider {
                contact,
                in_office,
                parts,
            });
        }
    }
    others.sort_by(|a, b| a.contact.label.cmp(&b.contact.label));
    Ok(Decisions { seats, others })
}

/// The parts at a unit, by whose they are: a contact's or a seat's. Those of a seat of the unit count here
/// whether they name the unit or not.
fn parts(read: &Read<'_>, unit: Id) -> Result<BTreeMap<Id, Vec<DecisionPart>>> {
    let mut find = read.sql().prepare_cached(
        "SELECT coalesce(s.contact, s.seat), s.id, s.role, s.influence, s.attitude, s.coverage
         FROM stance s LEFT JOIN seat t ON t.id = s.seat
         WHERE s.deleted_at IS NULL AND (s.unit = ?1 OR t.unit = ?1)
         ORDER BY s.n",
    )?;
    let mut rows = find.query([unit])?;
    let mut all: BTreeMap<Id, Vec<DecisionPart>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        all.entry(row.get(0)?).or_default().push(DecisionPart {
            stance: row.get(1)?,
            role: row.get(2)?,
            influence: row.get(3)?,
            attitude: row.get(4)?,
            coverage: row.get(5)?,
        });
    }
    Ok(all)
}

/// Whoever a part at the unit is said of, and whether they are in office.
fn people(read: &Read<'_>, unit: Id) -> Result<BTreeMap<Id, (String, bool)>> {
    let mut find = read.sql().prepare_cached(concat!(
        "SELECT DISTINCT c.id, c.full_name, c.\"left\" = 0 AND ",
        serves!("c.id", "?1", "?2"),
        "
         FROM stance s JOIN contact c ON c.id = s.contact
         WHERE s.unit = ?1 AND s.deleted_at IS NULL AND c.deleted_at IS NULL"
    ))?;
    let found = find.query_map((unit, read.today().to_string()), |row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Who sits in a chair today.
fn holders_of(read: &Read<'_>, seat: Id) -> Result<Vec<(Ref, bool)>> {
    let mut find = read.sql().prepare_cached(concat!(
        "SELECT c.id, c.full_name FROM post p JOIN contact c ON c.id = p.contact
         WHERE p.seat = ?1 AND p.deleted_at IS NULL AND c.deleted_at IS NULL AND c.\"left\" = 0 AND ",
        in_office!("p", "?2"),
        " ORDER BY p.is_primary DESC, p.n"
    ))?;
    let found = find.query_map((seat, read.today().to_string()), |row| {
        let (id, label) = (row.get(0)?, row.get(1)?);
        Ok((Ref { id, label }, true))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn chairs(read: &Read<'_>, unit: Id) -> Result<Vec<Chair>> {
    let mut find = read.sql().prepare_cached(
        "SELECT id, name, reports_to FROM seat WHERE unit = ? AND deleted_at IS NULL
         ORDER BY level IS NULL, level, n",
    )?;
    let found = find.query_map([unit], |row| {
        let (id, label) = (row.get(0)?, row.get(1)?);
        Ok(Chair {
            seat: Ref { id, label },
            above: row.get(2)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Each after the one it reports to, with how many are above it. What reports to a seat elsewhere, or in a
/// circle, begins a line of its own.
fn in_order(chairs: Vec<Chair>) -> Vec<(Ref, u16)> {
    let here: BTreeSet<Id> = chairs.iter().map(|chair| chair.seat.id).collect();
    let mut below: BTreeMap<Option<Id>, Vec<Ref>> = BTreeMap::new();
    for Chair { seat, above } in &chairs {
        let above = above.filter(|above| here.contains(above));
        below.entry(above).or_default().push(seat.clone());
    }
    let mut order = Vec::new();
    let mut placed = BTreeSet::new();
    let tops = below.get(&None).cloned().unwrap_or_default();
    let rest = chairs.into_iter().map(|chair| chair.seat);
    for top in tops.into_iter().chain(rest) {
        let mut next = vec![(top, 0_u16)];
        while let Some((seat, depth)) = next.pop() {
            if !placed.insert(seat.id) {
                continue;
            }
            let under = below.get(&Some(seat.id)).into_iter().flatten().rev();
            next.extend(under.map(|one| (one.clone(), depth.saturating_add(1))));
            order.push((seat, depth));
        }
    }
    order
}
