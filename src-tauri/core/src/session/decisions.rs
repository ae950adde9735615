//! Who decides at a unit, alone or with all below, or in one deal: its seats in the order they report, who sits
//! there since when, which part the seat or its holder has, and when we last talked. What that lacks is judged by
//! the people's room; seats are its, conversations and tasks are others', hence up here. A statement a question,
//! however many units are asked about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::{Session, who_decides};
use crate::base::{Error, Id, Kind, Result, Timestamp};
use crate::people::chain::{
    self, Chair, Decider, DecisionPart, DecisionSeat, FormerHolder, Gap, Known, LastTalk, Tie,
};
use crate::records::value::Ref;
use crate::settings::modules::Hidden;
use crate::units::office::in_office;
use crate::vault::{Read, array};

/// Who decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct Decisions {
    /// The deal it is narrowed to, where it is.
    pub opportunity: Option<Ref>,
    /// The seats, each after the one it reports to.
    pub seats: Vec<DecisionSeat>,
    /// So many more seats there are than are told.
    pub more_seats: u32,
    /// Whoever has a part and none of these seats, those who decide first.
    pub others: Vec<Decider>,
    /// So many more of those there are than are told.
    pub more_others: u32,
    /// Whom to meet next and which seats to ask about, the most pressing first.
    pub gaps: Vec<Gap>,
    /// So many of those there are, told or not.
    pub gap_count: u32,
}

impl Session {
    /// Who decides at a unit, with `below` at all that report to it too; of an opportunity, or of a contract or a
    /// project that came of one, who has a part in that, with the seats above theirs.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] for any other kind of record; when the database fails.
    pub fn decisions(&self, entity: &str, id: Id, below: bool) -> Result<Decisions> {
        self.decisions_shown(entity, id, below, &self.hidden()?)
    }

    /// As [`Self::decisions`], of a vault of the past by what is out of sight today.
    ///
    /// # Errors
    /// See [`Self::decisions`].
    pub fn decisions_shown(
        &self,
        entity: &str,
        id: Id,
        below: bool,
        hidden: &Hidden,
    ) -> Result<Decisions> {
        if hidden.module("decisions") {
            return Ok(Decisions::default());
        }
        let deals = !hidden.module("opportunities");
        self.vault.read(|read| {
            if entity == "unit" {
                return of_units(read, &units(read, id, below)?, deals);
            }
            match deal_of(read, entity, id)? {
                Some(deal) if deals && !hidden.entity(entity) => of_deal(read, deal),
                _ => Ok(Decisions::default()),
            }
        })
    }
}

/// A seat as it stands in the database.
struct Stored {
    seat: Ref,
    unit: Ref,
    above: Option<Id>,
}

/// Somebody's or a seat's part.
struct Said {
    contact: Option<Id>,
    seat: Option<Id>,
    part: DecisionPart,
}

/// A unit, with `below` all that report to it too, those above before those below.
fn units(read: &Read<'_>, unit: Id, below: bool) -> Result<Vec<Id>> {
    let mut find = read.sql().prepare_cached(
        "SELECT d.id FROM unit u JOIN unit_tree t ON t.ancestor = u.n AND (?2 OR t.descendant = u.n)
         JOIN unit d ON d.n = t.descendant
         WHERE u.id = ?1 AND d.deleted_at IS NULL
         ORDER BY (SELECT count(*) FROM unit_tree o WHERE o.descendant = d.n), d.name_key, d.n",
    )?;
    let found = find.query_map(params![unit, below], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// A deal, and the unit whose it is.
struct Deal {
    opportunity: Ref,
    unit: Ref,
}

/// The opportunity that a piece of business is or came of.
fn deal_of(read: &Read<'_>, entity: &str, id: Id) -> Result<Option<Deal>> {
    let from = match entity {
        "opportunity" => "opportunity o WHERE o.id = ?",
        "contract" => "contract c JOIN opportunity o ON o.id = c.opportunity WHERE c.id = ?",
        "project" => {
            "project p JOIN contract c ON c.id = p.contract
             JOIN opportunity o ON o.id = c.opportunity WHERE p.id = ? AND c.deleted_at IS NULL"
        }
        _ => return Err(Error::new(Kind::NotFound, "error.record_gone")),
    };
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT o.id, o.name, o.unit, (SELECT u.legal_name FROM unit u WHERE u.id = o.unit)
         FROM {from} AND o.deleted_at IS NULL"
    ))?;
    let deal = |row: &Row<'_>| {
        Ok(Deal {
            opportunity: named(row, 0)?,
            unit: named(row, 2)?,
        })
    };
    Ok(find.query_row([id], deal).optional()?)
}

fn named(row: &Row<'_>, from: usize) -> rusqlite::Result<Ref> {
    Ok(Ref {
        id: row.get(from)?,
        label: row.get(from + 1)?,
    })
}

fn of_units(read: &Read<'_>, units: &[Id], deals: bool) -> Result<Decisions> {
    let seats = seats(read, units)?;
    let said = said_of_units(read, units, deals)?;
    told(read, seats, said, None)
}

fn of_deal(read: &Read<'_>, deal: Deal) -> Result<Decisions> {
    let mut said = said_in(read, deal.opportunity.id)?;
    for one in &mut said {
        // Which deal it is, the map says once.
        one.part.opportunity = None;
    }
    let people: Vec<Id> = said.iter().filter_map(|one| one.contact).collect();
    let own = said.iter().filter_map(|one| one.seat);
    let mut start: BTreeSet<Id> = seats_of(read, &people)?.into_iter().collect();
    start.extend(own);
    let seats = with_seats_above(read, &start.into_iter().collect::<Vec<_>>())?;
    told(read, seats, said, Some(deal))
}

fn told(
    read: &Read<'_>,
    stored: Vec<Stored>,
    said: Vec<Said>,
    deal: Option<Deal>,
) -> Result<Decisions> {
    let mut parts: BTreeMap<Id, Vec<DecisionPart>> = BTreeMap::new();
    let mut places: BTreeMap<Id, Ref> = BTreeMap::new();
    for one in said {
        // Of a part with both, the person has it: that is who can be talked with.
        let Some(whose) = one.contact.or(one.seat) else {
            continue;
        };
        if let (Some(contact), Some(unit)) = (one.contact, &one.part.unit) {
            places.entry(contact).or_insert_with(|| unit.clone());
        }
        parts.entry(whose).or_default().push(one.part);
    }
    for some in parts.values_mut() {
        *some = chain::latest_words(std::mem::take(some));
    }
    let ids: Vec<Id> = stored.iter().map(|one| one.seat.id).collect();
    let mut sitting = holders(read, &ids)?;
    let seated: BTreeSet<Id> = sitting
        .values()
        .flat_map(|(now, _)| now.iter().map(|one| one.contact.id))
        .collect();
    let rest: Vec<Id> = places.keys().copied().collect();
    let mut others = people(read, &rest, &places)?;
    others.retain(|one| !seated.contains(&one.contact.id));
    let chairs: Vec<Chair> = stored
        .iter()
        .map(|one| Chair {
            id: one.seat.id,
            above: one.above,
        })
        .collect();
    let mut by_id: BTreeMap<Id, Stored> =
        stored.into_iter().map(|one| (one.seat.id, one)).collect();
    let mut seats = Vec::with_capacity(by_id.len());
    for (id, depth) in chain::in_order(&chairs) {
        let Some(one) = by_id.remove(&id) else {
            continue;
        };
        let (holders, former) = sitting.remove(&id).unwrap_or_default();
        let former = former.filter(|_| holders.is_empty());
        seats.push(DecisionSeat {
            parts: parts.get(&id).cloned().unwrap_or_default(),
            seat: one.seat,
            unit: one.unit,
            depth,
            holders,
            former,
        });
    }
    let (opportunity, deal_of) = deal.map(|deal| (deal.opportunity, deal.unit)).unzip();
    let mut known = complete(read, &mut seats, &mut others, &parts)?;
    known.deal_of = deal_of;
    about_units(read, &seats, &others, opportunity.as_ref(), &mut known)?;
    let mut gaps = chain::gaps(&mut seats, &mut others, &known);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let gap_count = count(gaps.len());
    gaps.truncate(chain::TOLD);
    let more = |all: usize| count(all.saturating_sub(chain::SEATS));
    let (more_seats, more_others) = (more(seats.len()), more(others.len()));
    others.sort_by_key(|one| !one.parts.iter().any(DecisionPart::decides));
    others.truncate(chain::SEATS);
    Ok(Decisions {
        opportunity,
        seats: chain::told(seats),
        more_seats,
        others,
        more_others,
        gaps,
        gap_count,
    })
}

/// Which of the units of these are closed, and where it is asked already who decides there.
fn about_units(
    read: &Read<'_>,
    seats: &[DecisionSeat],
    others: &[Decider],
    deal: Option<&Ref>,
    known: &mut Known,
) -> Result<()> {
    let held = seats.iter().flat_map(|seat| &seat.holders);
    let parts = held.chain(others).flat_map(|one| &one.parts);
    let mut units: BTreeSet<Id> = parts
        .filter_map(|one| Some(one.unit.as_ref()?.id))
        .collect();
    units.extend(seats.iter().map(|one| one.unit.id));
    units.extend(others.iter().map(|one| one.unit.id));
    units.extend(known.deal_of.as_ref().map(|unit| unit.id));
    let mut find = read.sql().prepare_cached(
        "SELECT u.id FROM rarray(?1) AS w CROSS JOIN unit u ON u.id = w.value
         WHERE u.status IN ('lost', 'blocked')",
    )?;
    let closed = find.query_map([array(&units)], |row| row.get(0))?;
    known.closed = closed.collect::<rusqlite::Result<_>>()?;
    known
        .planned
        .extend(who_decides::asked(read, &units, deal.map(|one| one.id))?);
    Ok(())
}

/// Gives everybody their parts, ties and last conversation; and what the gaps are judged by.
fn complete(
    read: &Read<'_>,
    seats: &mut [DecisionSeat],
    others: &mut [Decider],
    parts: &BTreeMap<Id, Vec<DecisionPart>>,
) -> Result<Known> {
    let held = seats.iter().flat_map(|seat| &seat.holders);
    let who: BTreeSet<Id> = held
        .chain(others.iter())
        .map(|one| one.contact.id)
        .collect();
    let who: Vec<Id> = who.into_iter().collect();
    let ties = ties(read, &who)?;
    let mut asked: BTreeSet<Id> = who.iter().copied().collect();
    asked.extend(ties.values().flatten().map(|tie| tie.contact.id));
    let talks = last_talks(read, &asked.into_iter().collect::<Vec<_>>())?;
    let fill = |one: &mut Decider| {
        let id = one.contact.id;
        one.parts = parts.get(&id).cloned().unwrap_or_default();
        one.last_talk = talks.get(&id).cloned();
        one.listens_to = ties.get(&id).cloned().unwrap_or_default();
    };
    for seat in &mut *seats {
        for one in &mut seat.holders {
            one.unit = seat.unit.clone();
            fill(one);
        }
    }
    others.iter_mut().for_each(fill);
    let mut planned = open_tasks(read, "contact", &who)?;
    let ids: Vec<Id> = seats.iter().map(|seat| seat.seat.id).collect();
    planned.extend(open_tasks(read, "seat", &ids)?);
    Ok(Known {
        met: talks
            .into_iter()
            .filter(|(_, talk)| talk.days <= chain::KNOWN)
            .map(|(who, _)| who)
            .collect(),
        planned,
        ..Known::default()
    })
}

/// The seats of units: in the units' order, then by level.
fn seats(read: &Read<'_>, units: &[Id]) -> Result<Vec<Stored>> {
    let mut find = read.sql().prepare_cached(
        "SELECT s.id, s.name, u.id, u.legal_name, s.reports_to
         FROM rarray(?1) AS p CROSS JOIN seat s ON s.unit = p.value JOIN unit u ON u.id = s.unit
         WHERE s.deleted_at IS NULL ORDER BY p.rowid, s.level IS NULL, s.level, s.n",
    )?;
    stored(&mut find, units)
}

/// Some seats and all that they report to. A circle is gone round once.
fn with_seats_above(read: &Read<'_>, of: &[Id]) -> Result<Vec<Stored>> {
    let mut find = read.sql().prepare_cached(
        "WITH RECURSIVE up(id) AS (
           SELECT value FROM rarray(?1)
           UNION SELECT s.reports_to FROM up JOIN seat s ON s.id = up.id
           WHERE s.reports_to IS NOT NULL)
         SELECT s.id, s.name, u.id, u.legal_name, s.reports_to
         FROM up CROSS JOIN seat s ON s.id = up.id JOIN unit u ON u.id = s.unit
         WHERE s.deleted_at IS NULL AND u.deleted_at IS NULL
         ORDER BY s.level IS NULL, s.level, s.n",
    )?;
    stored(&mut find, of)
}

fn stored(find: &mut rusqlite::CachedStatement<'_>, of: &[Id]) -> Result<Vec<Stored>> {
    let found = find.query_map([array(of)], |row| {
        Ok(Stored {
            seat: named(row, 0)?,
            unit: named(row, 2)?,
            above: row.get(4)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The seats that these people hold today.
fn seats_of(read: &Read<'_>, people: &[Id]) -> Result<Vec<Id>> {
    let mut find = read.sql().prepare_cached(concat!(
        "SELECT DISTINCT p.seat FROM rarray(?1) AS w CROSS JOIN post p ON p.contact = w.value
         WHERE p.seat IS NOT NULL AND p.deleted_at IS NULL AND ",
        in_office!("p", "?2")
    ))?;
    let found = find.query_map(params![array(people), read.today().to_string()], |row| {
        row.get(0)
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

const SAID: &str =
    "s.contact, s.seat, u.id, u.legal_name, s.id, s.role, s.influence, s.attitude, s.coverage,
  o.id, o.name, s.as_of";

/// The parts at units: those that name one of them, those of its seats whether they name it or not, and, with
/// `deals`, those that name nothing but a deal of theirs.
fn said_of_units(read: &Read<'_>, units: &[Id], deals: bool) -> Result<Vec<Said>> {
    let mut find = read.sql().prepare_cached(&format!(
        "WITH found(id) AS (
           SELECT s.id FROM rarray(?1) AS p CROSS JOIN stance s ON s.unit = p.value
           UNION SELECT s.id FROM rarray(?1) AS p CROSS JOIN seat t ON t.unit = p.value
             CROSS JOIN stance s ON s.seat = t.id
           UNION SELECT s.id FROM rarray(?1) AS p CROSS JOIN opportunity d ON d.unit = p.value
             CROSS JOIN stance s ON s.opportunity = d.id
             WHERE ?2 AND s.unit IS NULL AND d.deleted_at IS NULL)
         SELECT {SAID} FROM found CROSS JOIN stance s ON s.id = found.id
         LEFT JOIN opportunity o ON ?2 AND o.id = s.opportunity AND o.deleted_at IS NULL
         LEFT JOIN seat t ON t.id = s.seat
         LEFT JOIN unit u ON u.id = coalesce(s.unit, t.unit, o.unit)
         WHERE s.deleted_at IS NULL ORDER BY s.n"
    ))?;
    let found = find.query_map(params![array(units), deals], said)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The parts in one deal.
fn said_in(read: &Read<'_>, deal: Id) -> Result<Vec<Said>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT {SAID} FROM stance s JOIN opportunity o ON o.id = s.opportunity
         LEFT JOIN seat t ON t.id = s.seat
         LEFT JOIN unit u ON u.id = coalesce(s.unit, t.unit, o.unit)
         WHERE s.opportunity = ? AND s.deleted_at IS NULL ORDER BY s.n"
    ))?;
    let found = find.query_map([deal], said)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn said(row: &Row<'_>) -> rusqlite::Result<Said> {
    let deal: Option<Id> = row.get(9)?;
    let unit: Option<Id> = row.get(2)?;
    Ok(Said {
        contact: row.get(0)?,
        seat: row.get(1)?,
        part: DecisionPart {
            stance: row.get(4)?,
            unit: unit.map(|_| named(row, 2)).transpose()?,
            role: row.get(5)?,
            influence: row.get(6)?,
            attitude: row.get(7)?,
            coverage: row.get(8)?,
            opportunity: deal.map(|_| named(row, 9)).transpose()?,
            as_of: row.get(11)?,
        },
    })
}

/// Who sits in each of these chairs today, and who sat there last.
type Sitting = BTreeMap<Id, (Vec<Decider>, Option<FormerHolder>)>;

/// What is asked of a person `c` beside the name; `?2` is today. One who asked to be let be is until the day
/// they said, if any. Of several rhythms of theirs the tightest counts.
const PERSON: &str = "c.id, c.full_name, c.\"left\" = 0,
  c.do_not_contact IS NOT NULL AND (c.do_not_contact_until IS NULL OR c.do_not_contact_until >= ?2),
  (SELECT min(r.latest_days) FROM rhythm r WHERE r.contact = c.id AND r.deleted_at IS NULL)";

fn person(row: &Row<'_>, unit: Ref, in_office: bool) -> rusqlite::Result<Decider> {
    Ok(Decider {
        contact: named(row, 0)?,
        unit,
        in_office,
        since: None,
        parts: Vec::new(),
        last_talk: None,
        long: row.get::<_, Option<u32>>(4)?.unwrap_or(chain::LONG),
        let_be: row.get(3)?,
        listens_to: Vec::new(),
        lacks: Vec::new(),
    })
}

fn holders(read: &Read<'_>, seats: &[Id]) -> Result<Sitting> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT {PERSON}, p.seat, p.start, p.\"end\", {}
         FROM rarray(?1) AS t CROSS JOIN post p ON p.seat = t.value JOIN contact c ON c.id = p.contact
         WHERE p.deleted_at IS NULL AND c.deleted_at IS NULL
         ORDER BY p.is_primary DESC, p.n",
        in_office!("p", "?2")
    ))?;
    let mut rows = find.query(params![array(seats), read.today().to_string()])?;
    let mut sitting = Sitting::new();
    while let Some(row) = rows.next()? {
        let (there, over): (bool, bool) = (row.get(2)?, !row.get::<_, bool>(8)?);
        let contact = named(row, 0)?;
        let since: Option<String> = row.get(6)?;
        let (now, former) = sitting.entry(row.get(5)?).or_default();
        if there && !over {
            // Two people made one may hold a seat twice: they sit there since the earlier day.
            match now.iter_mut().find(|one| one.contact.id == contact.id) {
                Some(one) => one.since = one.since.take().min(since),
                None => {
                    // Whose the seat is says where they sit; it is put in with the seat.
                    let unit = contact.clone();
                    let mut one = person(row, unit, true)?;
                    one.since = since;
                    now.push(one);
                }
            }
            continue;
        }
        let until: Option<String> = row.get(7)?;
        if former.as_ref().is_none_or(|one| until > one.until) {
            *former = Some(FormerHolder { contact, until });
        }
    }
    Ok(sitting)
}

/// People who have a part, each where it is, and whether they are in office.
fn people(read: &Read<'_>, of: &[Id], places: &BTreeMap<Id, Ref>) -> Result<Vec<Decider>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT {PERSON}, p.unit, {}
         FROM rarray(?1) AS w CROSS JOIN contact c ON c.id = w.value
         LEFT JOIN post p ON p.contact = c.id AND p.deleted_at IS NULL
         WHERE c.deleted_at IS NULL ORDER BY c.name_key, c.n",
        in_office!("p", "?2")
    ))?;
    let mut rows = find.query(params![array(of), read.today().to_string()])?;
    let mut found: Vec<Decider> = Vec::new();
    // Whether any post of theirs was here.
    let mut here = false;
    while let Some(row) = rows.next()? {
        let id: Id = row.get(0)?;
        let Some(place) = places.get(&id) else {
            continue;
        };
        if found.last().is_none_or(|last| last.contact.id != id) {
            found.push(person(row, place.clone(), false)?);
            here = false;
        }
        let there: bool = row.get(2)?;
        let Some(one) = found.last_mut() else {
            continue;
        };
        let Some(unit) = row.get::<_, Option<Id>>(5)? else {
            // Of whom no post is known, none is over either.
            one.in_office = there;
            continue;
        };
        let sits = there && row.get::<_, bool>(6)?;
        if unit == place.id {
            // Whoever was here is in office here or nowhere.
            one.in_office = sits || here && one.in_office;
            here = true;
        } else if !here {
            one.in_office |= sits;
        }
    }
    Ok(found)
}

/// Whom each of these listens to, the strongest first, nobody twice.
fn ties(read: &Read<'_>, of: &[Id]) -> Result<BTreeMap<Id, Vec<Tie>>> {
    let mut find = read.sql().prepare_cached(
        "SELECT i.to_contact, c.id, c.full_name, i.strength, i.kind,
           c.\"left\" = 0 AND (c.do_not_contact IS NULL OR c.do_not_contact_until < ?2)
         FROM rarray(?1) AS w CROSS JOIN influence i ON i.to_contact = w.value
         JOIN contact c ON c.id = i.from_contact
         WHERE i.deleted_at IS NULL AND c.deleted_at IS NULL AND i.from_contact <> i.to_contact
         ORDER BY i.strength DESC, i.n",
    )?;
    let mut rows = find.query(params![array(of), read.today().to_string()])?;
    let mut all: BTreeMap<Id, Vec<Tie>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let contact = named(row, 1)?;
        let whose = all.entry(row.get(0)?).or_default();
        if whose.iter().any(|tie| tie.contact.id == contact.id) {
            continue;
        }
        whose.push(Tie {
            contact,
            strength: row.get(3)?,
            kind: row.get(4)?,
            reachable: row.get::<_, Option<bool>>(5)?.unwrap_or(false),
        });
    }
    Ok(all)
}

/// The last conversation with each of these; one that is still to come is none.
fn last_talks(read: &Read<'_>, of: &[Id]) -> Result<BTreeMap<Id, LastTalk>> {
    // Beside max() the other columns are of the same row.
    let mut find = read.sql().prepare_cached(
        "SELECT l.contact, a.id, max(a.at)
         FROM rarray(?1) AS w CROSS JOIN activity_contact l ON l.contact = w.value
         JOIN activity a ON a.id = l.activity
         WHERE a.deleted_at IS NULL AND a.at <= ?2 GROUP BY l.contact",
    )?;
    let (today, zone) = (read.today(), read.zone());
    let days = |at: i64| {
        let day: NaiveDate = Timestamp(at).utc().with_timezone(&zone).date_naive();
        u32::try_from((today - day).num_days()).unwrap_or(0)
    };
    let found = find.query_map(params![array(of), read.now()], |row| {
        let at: i64 = row.get(2)?;
        let talk = LastTalk {
            activity: row.get(1)?,
            at,
            days: days(at),
        };
        Ok((row.get(0)?, talk))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Of each of these the open task that is due first. What is to be done with somebody is about them and not about
/// the seat they sit in, which may be another one's by then.
fn open_tasks(read: &Read<'_>, field: &'static str, of: &[Id]) -> Result<BTreeMap<Id, Ref>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT t.{field}, t.id, t.title
         FROM rarray(?1) AS w CROSS JOIN task t ON t.{field} = w.value
         WHERE t.state = 'open' AND t.deleted_at IS NULL AND ('{field}' = 'contact' OR t.contact IS NULL)
         ORDER BY t.due IS NOT NULL, t.due DESC, t.n DESC"
    ))?;
    let found = find.query_map([array(of)], |row| Ok((row.get(0)?, named(row, 1)?)))?;
    // The last that comes is the one that stays.
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
