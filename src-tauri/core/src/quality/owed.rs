//! What each colleague is to bring up to date at the customers that are theirs.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rusqlite::params;
use serde::Serialize;

use super::ages::named;
use super::policy::THIN;
use super::review::{ReviewItem, stale_items, thin_item};
use super::rules::Rules;
use crate::base::{Id, Result};
use crate::records::{Catalog, rows};
use crate::vault::Read;

/// So many customers are asked about at a time, those with most business first.
const MOST: u32 = 40;
/// So many people of one customer, those longest unverified first.
const PEOPLE: usize = 5;
/// More colleagues than one writes to.
const COLLEAGUES: usize = 50;

/// A colleague, and how many of their customers they can be asked to look over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Colleague {
    /// The owner, as the customers have it.
    pub owner: String,
    /// Customers of theirs with something to be verified, or hardly known: as many as the letter names.
    pub customers: u32,
}

/// Customers that are to be looked over: `?1` is how well one must be known, `?2` the instant.
const OWED: &str = "u.deleted_at IS NULL AND u.coverage IS NOT NULL
  AND (u.coverage < ?1 OR u.stale_at <= ?2
       OR EXISTS (SELECT 1 FROM contact c
                  WHERE c.unit = u.id AND c.stale_at <= ?2 AND c.deleted_at IS NULL
                    AND c.label <> 'confidential'))";

/// Customers of which something is put off, or something of their people, on the day `?3`.
const PUT_OFF: &str = "SELECT coalesce(c.unit, p.\"of\") FROM provenance p
  LEFT JOIN contact c ON c.id = p.\"of\" WHERE p.later_on > ?3 AND p.deleted_at IS NULL";

/// The colleagues with something to look over, those with most of it first. One whose customers are all
/// confidential or put off is among them, with none.
///
/// # Errors
/// When the database fails.
pub fn colleagues(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<Colleague>> {
    let asker = Asker::new(read, catalog)?;
    // Only of those of whom something is put off it has to be looked up what is left to ask.
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT u.owner, sum(u.label <> 'confidential' AND u.id NOT IN ({PUT_OFF})) FROM unit u
         WHERE u.owner <> '' AND {OWED} GROUP BY u.owner"
    ))?;
    let today = &asker.today;
    let found = find.query_map(params![THIN, asker.now, today], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let mut counts = found.collect::<rusqlite::Result<BTreeMap<String, u32>>>()?;
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT u.owner, u.id, u.coverage FROM unit u
         WHERE u.owner <> '' AND u.label <> 'confidential' AND u.id IN ({PUT_OFF}) AND {OWED}"
    ))?;
    let found = find.query_map(params![THIN, asker.now, today], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    for (owner, id, coverage) in found.collect::<rusqlite::Result<Vec<(String, Id, i64)>>>()? {
        if asker.about(id, coverage)?.is_some() {
            *counts.entry(owner).or_default() += 1;
        }
    }
    let mut all: Vec<Colleague> = counts
        .into_iter()
        .map(|(owner, customers)| Colleague { owner, customers })
        .collect();
    // By name among equals, as the map has them.
    all.sort_by_key(|one| Reverse(one.customers));
    all.truncate(COLLEAGUES);
    for one in &mut all {
        one.customers = one.customers.min(MOST);
    }
    Ok(all)
}

/// What is to be looked over at the customers of one of them.
#[derive(Debug, Clone, Default)]
pub struct Owed {
    /// Customer by customer.
    pub customers: Vec<OwedCustomer>,
    /// So many more are confidential.
    pub confidential: u32,
    /// Of so many more all is put off.
    pub put_off: u32,
    /// So many more come when these are done.
    pub later: u32,
}

/// What is to be looked over at one customer.
#[derive(Debug, Clone)]
pub struct OwedCustomer {
    /// What it is called.
    pub name: String,
    /// Of it and its people.
    pub items: Vec<ReviewItem>,
}

/// What is to be looked over at the customers of one of them. What was put off is not asked about; of
/// people who are confidential nothing is.
///
/// # Errors
/// When the database fails.
pub fn of(read: &Read<'_>, catalog: &Catalog, owner: &str) -> Result<Owed> {
    let asker = Asker::new(read, catalog)?;
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT u.id, u.coverage, u.label = 'confidential', u.id IN ({PUT_OFF}) FROM unit u
         WHERE u.owner = ?4 AND {OWED} ORDER BY coalesce(u.coop_amount, 0) DESC, u.n"
    ))?;
    let units = find.query_map(params![THIN, asker.now, asker.today, owner], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    let units = units.collect::<rusqlite::Result<Vec<(Id, i64, bool, bool)>>>()?;
    let mut owed = Owed::default();
    for (id, coverage, confidential, put_off) in units {
        if confidential {
            owed.confidential += 1;
            continue;
        }
        // Those of whom nothing is asked take no room from the others.
        let full = owed.customers.len() >= MOST as usize;
        if full && !put_off {
            owed.later += 1;
            continue;
        }
        match asker.about(id, coverage)? {
            None => owed.put_off += 1,
            Some(_) if full => owed.later += 1,
            Some(customer) => owed.customers.push(customer),
        }
    }
    Ok(owed)
}

/// What all customers are looked up by.
struct Asker<'r> {
    read: &'r Read<'r>,
    catalog: &'r Catalog,
    rules: Rules,
    now: i64,
    today: String,
}

impl<'r> Asker<'r> {
    fn new(read: &'r Read<'r>, catalog: &'r Catalog) -> Result<Self> {
        Ok(Self {
            read,
            catalog,
            rules: Rules::read(read)?,
            now: read.now().0,
            today: read.today().to_string(),
        })
    }

    /// What is to be asked about a customer; nothing where all of it is put off.
    fn about(&self, id: Id, coverage: i64) -> Result<Option<OwedCustomer>> {
        let (read, catalog, today) = (self.read, self.catalog, &self.today);
        let Some(unit) = rows::find(read, catalog, catalog.entity("unit")?, id)? else {
            return Ok(None);
        };
        let mut items = Vec::new();
        stale_items(read, catalog, &self.rules, &unit, today, &mut items)?;
        let mut people = read.sql().prepare_cached(
            "SELECT id FROM contact WHERE unit = ?1 AND stale_at <= ?2 AND deleted_at IS NULL
               AND label <> 'confidential' ORDER BY stale_at",
        )?;
        let found = people.query_map(params![id, self.now], |row| row.get(0))?;
        let mut asked = 0;
        for person in found.collect::<rusqlite::Result<Vec<Id>>>()? {
            let before = items.len();
            if let Some(person) = rows::find(read, catalog, catalog.entity("contact")?, person)? {
                stale_items(read, catalog, &self.rules, &person, today, &mut items)?;
            }
            asked += usize::from(items.len() > before);
            if asked == PEOPLE {
                break;
            }
        }
        let name = named(catalog, &unit)?.label;
        if coverage < THIN {
            thin_item(read, catalog, unit, coverage, today, &mut items)?;
        }
        Ok((!items.is_empty()).then_some(OwedCustomer { name, items }))
    }
}
