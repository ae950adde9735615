//! What each colleague is to bring up to date at the customers that are theirs.

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
const MOST: usize = 40;
/// So many people of one customer, those longest unverified first.
const PEOPLE: u32 = 5;
/// More colleagues than one writes to.
const COLLEAGUES: u32 = 50;

/// A colleague, and how many of their customers are to be looked over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Colleague {
    /// The owner, as the customers have it.
    pub owner: String,
    /// Customers of theirs with something to be verified, or hardly known.
    pub customers: u32,
}

/// Customers that are to be looked over: `?1` is how well one must be known, `?2` the instant.
const OWED: &str = "u.deleted_at IS NULL AND u.coverage IS NOT NULL
  AND (u.coverage < ?1 OR u.stale_at <= ?2
       OR EXISTS (SELECT 1 FROM contact c
                  WHERE c.unit = u.id AND c.stale_at <= ?2 AND c.deleted_at IS NULL
                    AND c.label <> 'confidential'))";

/// The colleagues with something to look over, those with most of it first.
///
/// # Errors
/// When the database fails.
pub fn colleagues(read: &Read<'_>) -> Result<Vec<Colleague>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT u.owner, count(*) FROM unit u WHERE u.owner <> '' AND {OWED}
         GROUP BY u.owner ORDER BY count(*) DESC, u.owner LIMIT ?3"
    ))?;
    let found = find.query_map(params![THIN, read.now().0, COLLEAGUES], |row| {
        Ok(Colleague {
            owner: row.get(0)?,
            customers: row.get(1)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// What is to be looked over at the customers of one of them.
#[derive(Debug, Clone, Default)]
pub struct Owed {
    /// Customer by customer.
    pub customers: Vec<OwedCustomer>,
    /// So many more are confidential, and not among them.
    pub confidential: u32,
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
    let (rules, now) = (Rules::read(read)?, read.now().0);
    let today = read.today().to_string();
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT u.id, u.coverage, u.label = 'confidential' FROM unit u
         WHERE u.owner = ?3 AND {OWED} ORDER BY coalesce(u.coop_amount, 0) DESC, u.n"
    ))?;
    let units = find.query_map(params![THIN, now, owner], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    let units = units.collect::<rusqlite::Result<Vec<(Id, i64, bool)>>>()?;
    let mut people = read.sql().prepare_cached(
        "SELECT id FROM contact WHERE unit = ?1 AND stale_at <= ?2 AND deleted_at IS NULL
           AND label <> 'confidential' ORDER BY stale_at LIMIT ?3",
    )?;
    let mut owed = Owed::default();
    for (id, coverage, confidential) in units {
        if confidential {
            owed.confidential += 1;
            continue;
        }
        // Those of whom nothing is asked take no room from the others.
        if owed.customers.len() >= MOST {
            continue;
        }
        let Some(unit) = rows::find(read, catalog, catalog.entity("unit")?, id)? else {
            continue;
        };
        let mut items = Vec::new();
        stale_items(read, catalog, &rules, &unit, &today, &mut items)?;
        let found = people.query_map(params![id, now, PEOPLE], |row| row.get(0))?;
        for person in found.collect::<rusqlite::Result<Vec<Id>>>()? {
            if let Some(person) = rows::find(read, catalog, catalog.entity("contact")?, person)? {
                stale_items(read, catalog, &rules, &person, &today, &mut items)?;
            }
        }
        let name = named(catalog, &unit)?.label;
        if coverage < THIN {
            thin_item(read, catalog, unit, coverage, &today, &mut items)?;
        }
        if !items.is_empty() {
            owed.customers.push(OwedCustomer { name, items });
        }
    }
    Ok(owed)
}
