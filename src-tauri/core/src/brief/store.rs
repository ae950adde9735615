//! What a brief is made of, by few questions: each is asked of the whole subtree at once, and answers with as much
//! as a page holds and how much more there is.

use std::collections::{BTreeMap, HashMap};

use rusqlite::params;

use super::model::BriefFact;
use super::policy::{DECIDES, INNER, MOST_OF_OTHERS};
use crate::base::currency::Currency;
use crate::base::{Error, Id, Kind, Money, Result, date};
use crate::business::binding::{signed, stands_for};
use crate::business::owed;
use crate::records::query::{exact_sum, quoted};
use crate::records::secrecy::{self, Secrecy};
use crate::records::value::Value;
use crate::records::{Catalog, Record, rows};
use crate::units::office::{in_office, serves};
use crate::units::tree;
use crate::vault::{Read, array};

/// So far ahead what ends is told of.
const AHEAD: u64 = 90;

/// A sum as it was typed.
const TYPED: &str = "x.amount, x.amount_currency";

/// A record, and whether nothing may be told of it outside the window.
#[derive(Debug)]
pub(super) struct Found {
    pub record: Record,
    pub secret: bool,
}

/// As many as a page holds, and how many there are.
#[derive(Debug, Default)]
pub(super) struct Picked {
    pub found: Vec<Found>,
    pub all: u32,
}

/// Somebody at the customer.
#[derive(Debug)]
pub(super) struct Somebody {
    pub contact: Found,
    /// Their parts in a decision, the weightiest first; with its record and at which unit.
    pub parts: Vec<Found>,
    /// How they like things.
    pub likings: Picked,
}

/// What there is of money in one currency.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub contracted: Option<Money>,
    pub received: Option<Money>,
    pub soon: Option<Money>,
    pub overdue: Option<Money>,
    pub secret: bool,
}

/// Where is asked.
pub(super) struct Ground<'r> {
    pub read: &'r Read<'r>,
    pub catalog: &'r Catalog,
    secrecy: Secrecy<'r>,
    pub unit: Record,
    pub secret: bool,
    /// The unit, with all below where they are asked for.
    pub scope: Vec<Id>,
    today: String,
    ahead: String,
    zone: &'static str,
}

impl<'r> Ground<'r> {
    /// # Errors
    /// [`Kind::NotFound`] when there is no such unit.
    pub(super) fn of(
        read: &'r Read<'r>,
        catalog: &'r Catalog,
        unit: Id,
        below: bool,
    ) -> Result<Self> {
        let entity = catalog.entity("unit")?;
        let record = rows::get(read, catalog, entity, unit)?;
        if record.deleted {
            return Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", "unit"));
        }
        let mut secrecy = Secrecy::of(catalog);
        let today = read.today();
        let ahead = today.checked_add_days(chrono::Days::new(AHEAD));
        Ok(Self {
            secret: secrecy.covers(read, "unit", unit)?,
            scope: if below {
                subtree(read, unit)?
            } else {
                vec![unit]
            },
            read,
            catalog,
            secrecy,
            unit: record,
            today: date::format_date(today),
            ahead: date::format_date(ahead.unwrap_or(today)),
            zone: read.zone().name(),
        })
    }

    /// Whether nothing may be told of a record.
    pub(super) fn covers(&mut self, entity: &str, id: Id) -> Result<bool> {
        Ok(self.secret || self.secrecy.covers(self.read, entity, id)?)
    }

    fn found(&mut self, entity: &str, id: Id) -> Result<Found> {
        let of = self.catalog.entity(entity)?;
        Ok(Found {
            record: rows::get(self.read, self.catalog, of, id)?,
            secret: self.covers(entity, id)?,
        })
    }

    /// The records of these units for which a condition of SQL holds, in an order of SQL. `?1` are the units, `?2`
    /// is today, `?3` the day up to which what ends is told of, `?4` the zone of here.
    pub(super) fn pick(
        &mut self,
        entity: &str,
        which: (&str, &str),
        most: usize,
    ) -> Result<Picked> {
        let scope = std::mem::take(&mut self.scope);
        let picked = self.pick_of(&scope, (entity, "unit"), which, most);
        self.scope = scope;
        picked
    }

    fn pick_of(
        &mut self,
        ids: &[Id],
        (entity, by): (&str, &str),
        (condition, order): (&str, &str),
        most: usize,
    ) -> Result<Picked> {
        // Every parameter is spoken of, whatever the condition asks for.
        let mut find = self.read.sql().prepare_cached(&format!(
            "SELECT id, count(*) OVER () FROM {} r
             WHERE r.{by} IN (SELECT value FROM rarray(?1)) AND r.deleted_at IS NULL
               AND ({condition}) AND ?2 <= ?3 AND ?4 <> '' ORDER BY {order}, r.n LIMIT {most}",
            quoted(entity)
        ))?;
        let rows = find
            .query_map(
                params![array(ids), self.today, self.ahead, self.zone],
                |row| Ok((row.get::<_, Id>(0)?, row.get::<_, u32>(1)?)),
            )?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut picked = Picked::default();
        for (id, all) in rows {
            picked.all = all;
            picked.found.push(self.found(entity, id)?);
        }
        Ok(picked)
    }

    /// The units above, the root first, in one fact.
    pub(super) fn above(&mut self, label: String) -> Result<Option<BriefFact>> {
        let mut names = Vec::new();
        let mut secret = self.secret;
        for (id, name) in tree::path(self.read, self.unit.id)? {
            if id != self.unit.id {
                secret |= self.covers("unit", id)?;
                names.push(name);
            }
        }
        Ok((!names.is_empty()).then(|| BriefFact {
            label,
            value: names.join(" › "),
            secret,
        }))
    }

    /// The last conversations. Whoever was spoken to last had the last ones: of a large group few units are asked.
    pub(super) fn talks(&mut self, most: usize) -> Result<Picked> {
        let lately = self
            .read
            .sql()
            .prepare_cached(&format!(
                "SELECT id FROM unit WHERE id IN (SELECT value FROM rarray(?1)) AND last_touch IS NOT NULL
                 ORDER BY last_touch DESC LIMIT {most}"
            ))?
            .query_map([array(&self.scope)], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<Id>>>()?;
        let talks = self
            .read
            .sql()
            .prepare_cached(&format!(
                "SELECT id FROM activity WHERE deleted_at IS NULL AND (
                   unit IN (SELECT value FROM rarray(?1)) OR id IN (
                     SELECT activity FROM activity_unit
                     WHERE unit IN (SELECT value FROM rarray(?1))))
                 ORDER BY at DESC, n DESC LIMIT {most}"
            ))?
            .query_map([array(&lately)], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<Id>>>()?;
        let mut picked = Picked::default();
        for id in talks {
            picked.found.push(self.found("activity", id)?);
        }
        Ok(picked)
    }

    /// Who has a part in decisions, the weightiest first; whoever else is in office at the unit itself, where there
    /// is room. With how they like things where `likings`.
    pub(super) fn people(
        &mut self,
        parts: bool,
        likings: bool,
        most: usize,
    ) -> Result<(Vec<Somebody>, u32)> {
        let mut of = if parts { self.parts()? } else { Vec::new() };
        let known: Vec<Id> = of.iter().map(|(id, _)| *id).collect();
        let (others, rest) = self.in_office(&known)?;
        let all = u32::try_from(of.len()).unwrap_or(u32::MAX);
        let all = all.saturating_add(rest);
        of.truncate(most);
        let room = MOST_OF_OTHERS.min(most - of.len());
        of.extend(others.into_iter().take(room).map(|id| (id, Vec::new())));
        let mut people = Vec::new();
        for (id, parts) in of {
            let mut somebody = Somebody {
                contact: self.found("contact", id)?,
                parts: Vec::new(),
                likings: Picked::default(),
            };
            for part in parts {
                somebody.parts.push(self.found("stance", part)?);
            }
            if likings {
                let order = ("1", "r.as_of IS NULL, r.as_of DESC");
                somebody.likings = self.pick_of(&[id], ("preference", "contact"), order, INNER)?;
            }
            people.push(somebody);
        }
        Ok((people, all))
    }

    /// Who has which part, by the weight of the parts; of a seat whoever holds it. Nobody who had a post at the unit
    /// and left it is met there; of whom no post is known nothing says that they did.
    fn parts(&self) -> Result<Vec<(Id, Vec<Id>)>> {
        let rank: Vec<String> = DECIDES
            .iter()
            .enumerate()
            .map(|(at, role)| format!("WHEN '{role}' THEN {at}"))
            .collect();
        let mut find = self.read.sql().prepare_cached(&format!(
            "WITH here(id, who, role, influence) AS (
               SELECT s.id, s.contact, s.role, s.influence FROM stance s
               WHERE s.contact IS NOT NULL AND s.deleted_at IS NULL
                 AND s.unit IN (SELECT value FROM rarray(?1))
                 AND ({} OR NOT EXISTS (
                   SELECT 1 FROM post a WHERE a.contact = s.contact AND a.deleted_at IS NULL))
               UNION
               SELECT s.id, p.contact, s.role, s.influence FROM seat t
                 JOIN stance s ON s.seat = t.id AND s.contact IS NULL
                 JOIN post p ON p.seat = t.id
               WHERE t.unit IN (SELECT value FROM rarray(?1)) AND t.deleted_at IS NULL
                 AND s.deleted_at IS NULL AND p.deleted_at IS NULL AND {})
             SELECT h.who, h.id FROM here h JOIN contact c ON c.id = h.who
             WHERE c.deleted_at IS NULL AND c.\"left\" = 0
             ORDER BY CASE h.role {} ELSE 99 END, h.influence IS NULL, h.influence DESC, c.name_key, h.id",
            serves!("s.contact", "s.unit", "?2"),
            in_office!("p", "?2"),
            rank.join(" ")
        ))?;
        let mut rows = find.query(params![array(&self.scope), self.today])?;
        let mut people: Vec<(Id, Vec<Id>)> = Vec::new();
        let mut places = HashMap::new();
        while let Some(row) = rows.next()? {
            let (who, part): (Id, Id) = (row.get(0)?, row.get(1)?);
            let at = *places.entry(who).or_insert_with(|| {
                people.push((who, Vec::new()));
                people.len() - 1
            });
            if let Some((_, parts)) = people.get_mut(at) {
                parts.push(part);
            }
        }
        Ok(people)
    }

    /// Who else than those known is in office at the unit itself, those one usually speaks to first: as many as are
    /// named, and how many there are.
    fn in_office(&self, known: &[Id]) -> Result<(Vec<Id>, u32)> {
        let mut find = self.read.sql().prepare_cached(concat!(
            "SELECT c.id, count(*) OVER () FROM post p JOIN contact c ON c.id = p.contact
             WHERE p.unit = ?1 AND p.deleted_at IS NULL AND ",
            in_office!("p", "?2"),
            " AND c.deleted_at IS NULL AND c.\"left\" = 0
               AND c.id NOT IN (SELECT value FROM rarray(?3))
             GROUP BY c.id ORDER BY max(p.is_primary) DESC, min(p.n) LIMIT ?4"
        ))?;
        let most = i64::try_from(MOST_OF_OTHERS).unwrap_or(i64::MAX);
        let asked = params![self.unit.id, self.today, array(known), most];
        let found = find
            .query_map(asked, |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(Id, u32)>>>()?;
        let all = found.first().map_or(0, |(_, all)| *all);
        Ok((found.into_iter().map(|(id, _)| id).collect(), all))
    }

    /// What the files on a record are called, as many as are worth naming; none of which nothing may be told.
    pub(super) fn files(&mut self, of: Id) -> Result<Vec<String>> {
        let named = self
            .read
            .sql()
            .prepare_cached(
                "SELECT id, name FROM attachment WHERE \"of\" = ?1 AND deleted_at IS NULL ORDER BY n LIMIT 2",
            )?
            .query_map([of], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(Id, String)>>>()?;
        let mut told = Vec::new();
        for (id, name) in named {
            if self.secret || !self.covers("attachment", id)? {
                told.push(name);
            }
        }
        Ok(told)
    }

    /// Of a project, the steps that should be done by now.
    pub(super) fn late_steps(&mut self, project: Id, most: usize) -> Result<Picked> {
        let order = ("r.done_on IS NULL AND r.due_on < ?2", "r.due_on");
        self.pick_of(&[project], ("milestone", "project"), order, most)
    }

    /// What there is of money, by currency.
    pub(super) fn sums(&self) -> Result<Vec<Sums>> {
        let below = self.scope.len() > 1;
        // What most of the business is in comes first, as everywhere.
        let place = |currency: Currency| (currency != Currency::CNY, currency.to_string());
        let mut all: BTreeMap<(bool, String), Sums> = BTreeMap::new();
        let asked = [
            // Of one that was terminated what came in counts here too, for it does among what was received.
            ("contract", stands_for!("x"), signed!("x")),
            ("payment", TYPED, "1"),
            // Whoever pays for another one's contract owes by it.
            ("instalment", TYPED, "x.standing NOT IN ('paid', 'void')"),
        ];
        for (of, amount, counts) in asked {
            let entity = self.catalog.entity(of)?;
            let mut find = self.read.sql().prepare_cached(&format!(
                "WITH told(amount, currency, secret) AS (
                   SELECT {amount}, {} IS TRUE FROM {} x
                   WHERE x.unit IN (SELECT value FROM rarray(?1)) AND x.deleted_at IS NULL AND {counts})
                 SELECT currency, {}, max(secret) FROM told WHERE amount IS NOT NULL GROUP BY 1",
                secrecy::condition(self.catalog, entity, "x"),
                quoted(entity.key),
                exact_sum("amount"),
            ))?;
            let mut rows = find.query([array(&self.scope)])?;
            while let Some(row) = rows.next()? {
                let currency = Currency::parse(&row.get::<_, String>(0)?)?;
                let minor: Option<i64> = row.get(1)?;
                let sum = minor.map(|minor| Money::new(minor, currency));
                let sums = all.entry(place(currency)).or_default();
                match of {
                    "contract" => sums.contracted = sum,
                    "payment" => sums.received = sum,
                    _ => {}
                }
                sums.secret |= row.get::<_, bool>(2)?;
            }
        }
        for age in owed::ageing(self.read, self.unit.id, below)? {
            let Some(open) = amount(&age.open) else {
                continue;
            };
            let late = [age.to_30, age.to_60, age.to_90, age.over_90];
            let late = late.iter().filter_map(amount).map(|sum| sum.minor);
            let late = late.fold(0, i64::saturating_add);
            let sums = all.entry(place(open.currency)).or_default();
            sums.overdue = (late > 0).then(|| Money::new(late, open.currency));
            sums.soon = amount(&age.soon).filter(|sum| sum.minor > 0);
        }
        Ok(all.into_values().collect())
    }
}

fn amount(value: &Value) -> Option<Money> {
    match value {
        Value::Money(sum) => Some(*sum),
        _ => None,
    }
}

/// The unit and all below it.
fn subtree(read: &Read<'_>, unit: Id) -> Result<Vec<Id>> {
    let mut find = read.sql().prepare_cached(
        "SELECT d.id FROM unit u JOIN unit_tree t ON t.ancestor = u.n JOIN unit d ON d.n = t.descendant
         WHERE u.id = ?1 AND d.deleted_at IS NULL",
    )?;
    let found = find.query_map([unit], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
