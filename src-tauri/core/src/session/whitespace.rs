//! What could still be sold to a group: read out of business, opportunities and what is known of competitors, a
//! statement a kind, and handed to the policy of the business room. What names no product of ours by its name or
//! code is counted, and stands nowhere.

use std::collections::{HashMap, HashSet};

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::Session;
use crate::base::currency::Currency;
use crate::base::{Error, Id, Kind, Result, words};
use crate::business::whitespace::{ColumnIn, Fact, Sale, UnitIn, What, Whitespace, Work, grid};
use crate::records::value::Ref;
use crate::settings::modules::Hidden;
use crate::vault::{Read, array};

/// What the columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum GridBy {
    /// Each product.
    Product,
    /// Each category at the top, with all below it; what has none stands for itself.
    Category,
}

impl Session {
    /// What of that which we offer a unit and all below it bought, are being offered, have of others, did not want
    /// or never heard of; and which of the last companies like them bought.
    ///
    /// # Errors
    /// `error.money_too_large` where a sum is beyond what a vault holds; when the database fails.
    pub fn whitespace(&self, unit: Id, by: GridBy) -> Result<Whitespace> {
        self.whitespace_shown(unit, by, &self.hidden()?)
    }

    /// As [`Self::whitespace`], of a vault of the past by what is out of sight today.
    ///
    /// # Errors
    /// See [`Self::whitespace`].
    pub fn whitespace_shown(&self, unit: Id, by: GridBy, hidden: &Hidden) -> Result<Whitespace> {
        if hidden.module("products") {
            return Ok(Whitespace::default());
        }
        self.vault.read(|read| {
            let units = units(read, unit)?;
            let ids: Vec<Id> = units.iter().map(|one| one.unit.id).collect();
            let mut offers = Offers::read(read, by)?;
            let mut facts = bought(read, &ids, &mut offers)?;
            facts.extend(cooperations(read, &ids, &mut offers)?);
            if !hidden.module("opportunities") {
                facts.extend(opportunities(read, &ids, &mut offers)?);
            }
            if !hidden.module("competitors") {
                facts.extend(competitors(read, &ids, &offers)?);
            }
            grid(unit, &units, &offers.columns, facts, offers.unplaced)
        })
    }
}

fn named(row: &Row<'_>, from: usize) -> rusqlite::Result<Ref> {
    Ok(Ref {
        id: row.get(from)?,
        label: row.get(from + 1)?,
    })
}

fn units(read: &Read<'_>, top: Id) -> Result<Vec<UnitIn>> {
    let mut find = read.sql().prepare_cached(
        "SELECT d.id, coalesce(d.short_name, d.legal_name), d.parent, d.kind, d.industry,
           d.label = 'confidential', coalesce(d.status, '') IN ('lost', 'blocked')
         FROM unit u JOIN unit_tree t ON t.ancestor = u.n JOIN unit d ON d.n = t.descendant
         WHERE u.id = ? AND d.deleted_at IS NULL ORDER BY d.name_key, d.n",
    )?;
    let found = find.query_map([top], |row| {
        Ok(UnitIn {
            unit: named(row, 0)?,
            parent: row.get(2)?,
            kind: row.get(3)?,
            industry: row.get(4)?,
            confidential: row.get(5)?,
            closed: row.get(6)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// What we offer, and how it is called.
struct Offers {
    columns: Vec<ColumnIn>,
    /// The column of a product.
    column: HashMap<Id, Id>,
    /// The column of a name or a code, folded: business names what it is about in words.
    by_name: HashMap<String, Id>,
    /// The names of categories, folded: where the columns are products, a deal of a whole category is known, and
    /// stands in none of them.
    categories: HashSet<String>,
    unplaced: u32,
}

impl Offers {
    fn read(read: &Read<'_>, by: GridBy) -> Result<Self> {
        let tops = tops(read)?;
        let mut find = read.sql().prepare_cached(
            "SELECT id, name, code, category, active FROM product
             WHERE deleted_at IS NULL ORDER BY active DESC, name_key, n",
        )?;
        let mut rows = find.query([])?;
        let mut all = Self {
            columns: Vec::new(),
            column: HashMap::new(),
            by_name: HashMap::new(),
            categories: HashSet::new(),
            unplaced: 0,
        };
        let mut at: HashMap<Id, usize> = HashMap::new();
        // What each column is called, and all that stands in it, the first that leads back to it is written.
        let mut called: HashMap<Id, Vec<String>> = HashMap::new();
        while let Some(row) = rows.next()? {
            let product = named(row, 0)?;
            let category: Option<Id> = row.get(3)?;
            let top = category.filter(|_| by == GridBy::Category);
            let (entity, of) = match top.and_then(|category| tops.get(&category)) {
                Some(top) => ("category", top.clone()),
                None => ("product", product.clone()),
            };
            let active: bool = row.get(4)?;
            let place = *at.entry(of.id).or_insert_with(|| {
                all.columns.push(ColumnIn {
                    entity,
                    of: of.clone(),
                    active: false,
                    written: of.label.clone(),
                });
                all.columns.len() - 1
            });
            if let Some(column) = all.columns.get_mut(place) {
                column.active |= active;
            }
            all.column.insert(product.id, of.id);
            // Of two products of one name the one that is offered comes first and has it.
            let code: Option<String> = row.get(2)?;
            for name in [Some(product.label), code].into_iter().flatten() {
                all.by_name.entry(words::fold(&name)).or_insert(of.id);
                called.entry(of.id).or_default().push(name);
            }
        }
        if by == GridBy::Category {
            // Of two categories of one name always the same has it.
            let mut named: Vec<&Ref> = tops
                .values()
                .filter(|top| at.contains_key(&top.id))
                .collect();
            named.sort_unstable_by_key(|top| top.id);
            for top in named {
                all.by_name.entry(words::fold(&top.label)).or_insert(top.id);
            }
        }
        all.categories = categories(read)?;
        for column in &mut all.columns {
            let leads = |name: &&String| all.by_name.get(&words::fold(name)) == Some(&column.of.id);
            let others = called.get(&column.of.id).into_iter().flatten();
            if let Some(name) = std::iter::once(&column.of.label).chain(others).find(leads) {
                column.written = name.clone();
            }
        }
        Ok(all)
    }

    /// The column of what is named so often; where there is none, that is counted.
    fn named(&mut self, name: &str, times: u32) -> Option<Id> {
        let name = words::fold(name);
        let found = self.by_name.get(&name).copied();
        if found.is_none() && !self.categories.contains(&name) {
            self.unplaced = self.unplaced.saturating_add(times);
        }
        found
    }

    /// The columns of what a text of JSON lists, each once.
    fn listed(&mut self, names: &str) -> Result<Vec<Id>> {
        let names: Vec<String> = serde_json::from_str(names)
            .map_err(|e| Error::new(Kind::Damaged, "error.database_damaged").caused_by(e))?;
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            if let Some(column) = self.named(&name, 1)
                && !columns.contains(&column)
            {
                columns.push(column);
            }
        }
        Ok(columns)
    }
}

/// The category at the top of each; a circle is gone round once.
fn tops(read: &Read<'_>) -> Result<HashMap<Id, Ref>> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT id, name, parent FROM category WHERE deleted_at IS NULL")?;
    let all: HashMap<Id, (Ref, Option<Id>)> = find
        .query_map([], |row| Ok((row.get(0)?, (named(row, 0)?, row.get(2)?))))?
        .collect::<rusqlite::Result<_>>()?;
    let top = |id: &Id| {
        let mut now = all.get(id)?;
        for _ in 0..all.len() {
            match now.1.and_then(|above| all.get(&above)) {
                Some(above) => now = above,
                None => break,
            }
        }
        Some((*id, now.0.clone()))
    };
    Ok(all.keys().filter_map(top).collect())
}

fn categories(read: &Read<'_>) -> Result<HashSet<String>> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT name FROM category WHERE deleted_at IS NULL")?;
    let names = find.query_map([], |row| Ok(words::fold(&row.get::<_, String>(0)?)))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// What was bought, by the lines of it; a line whose product is in the bin is known by its words.
fn bought(read: &Read<'_>, units: &[Id], offers: &mut Offers) -> Result<Vec<Fact>> {
    let mut find = read.sql().prepare_cached(
        "SELECT w.unit, b.id, CASE WHEN b.id IS NULL THEN w.item END, w.amount_currency,
           sum(w.amount >> 32), sum(w.amount & 4294967295), count(*),
           max(CASE WHEN w.date <= ?2 THEN w.date END)
         FROM rarray(?1) AS p CROSS JOIN \"transaction\" w ON w.unit = p.value
         LEFT JOIN product b ON b.id = w.product AND b.deleted_at IS NULL
         WHERE w.deleted_at IS NULL GROUP BY 1, 2, 3, 4",
    )?;
    let mut rows = find.query(params![array(units), read.today().to_string()])?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        let product: Option<Id> = row.get(1)?;
        let item: Option<String> = row.get(2)?;
        let times: u32 = row.get(6)?;
        let column = match product.and_then(|product| offers.column.get(&product).copied()) {
            Some(column) => Some(column),
            None => offers.named(item.as_deref().unwrap_or_default(), times),
        };
        let Some(column) = column else { continue };
        let currency: Option<String> = row.get(3)?;
        let (high, low): (Option<i64>, Option<i64>) = (row.get(4)?, row.get(5)?);
        let amount = match (currency, high, low) {
            (Some(code), Some(high), Some(low)) => {
                let minor = (i128::from(high) << 32) + i128::from(low);
                Some((Currency::parse(&code)?, minor))
            }
            _ => None,
        };
        facts.push(Fact {
            unit: row.get(0)?,
            column,
            what: What::Bought {
                by: Sale::Line,
                times,
                amount,
                last: row.get(7)?,
            },
        });
    }
    Ok(facts)
}

/// Pieces of business. One that is only talked about is being offered, one that was broken off came to nothing; any
/// other was bought, also where nobody noted its state, for business is what is done with a unit. For how much of
/// what, it does not say. A part of a larger one that names the same is not bought again.
fn cooperations(read: &Read<'_>, units: &[Id], offers: &mut Offers) -> Result<Vec<Fact>> {
    let mut find = read.sql().prepare_cached(
        "SELECT w.id, w.name, w.unit, w.products, w.state, coalesce(w.\"start\", w.\"end\"), w.parent
         FROM rarray(?1) AS p CROSS JOIN cooperation w ON w.unit = p.value
         WHERE w.deleted_at IS NULL AND w.products IS NOT NULL ORDER BY w.n",
    )?;
    let today = read.today().to_string();
    let mut rows = find.query([array(units)])?;
    let (mut all, mut bought) = (Vec::new(), HashSet::new());
    while let Some(row) = rows.next()? {
        let (id, unit): (Id, Id) = (row.get(0)?, row.get(2)?);
        let columns = offers.listed(&row.get::<_, String>(3)?)?;
        let state: Option<String> = row.get(4)?;
        let what = match state.as_deref() {
            Some("talking") => What::Open(work("cooperation", row)?),
            Some("ended") => What::Lost(work("cooperation", row)?),
            _ => {
                bought.extend(columns.iter().map(|column| (id, unit, *column)));
                What::Bought {
                    by: Sale::Cooperation,
                    times: 1,
                    amount: None,
                    last: row.get::<_, Option<String>>(5)?.filter(|day| *day <= today),
                }
            }
        };
        all.push((unit, row.get::<_, Option<Id>>(6)?, columns, what));
    }
    let mut facts = Vec::new();
    for (unit, parent, mut columns, what) in all {
        if let (Some(parent), What::Bought { .. }) = (parent, &what) {
            columns.retain(|column| !bought.contains(&(parent, unit, *column)));
        }
        place(&mut facts, unit, &columns, &what);
    }
    Ok(facts)
}

/// Deals: won ones were bought, lost and shelved ones offered in vain. When one was won is not known: the day it
/// bears is when that was expected.
fn opportunities(read: &Read<'_>, units: &[Id], offers: &mut Offers) -> Result<Vec<Fact>> {
    let mut find = read.sql().prepare_cached(
        "SELECT w.id, w.name, w.unit, w.products, w.stage
         FROM rarray(?1) AS p CROSS JOIN opportunity w ON w.unit = p.value
         WHERE w.deleted_at IS NULL AND w.products IS NOT NULL ORDER BY w.n",
    )?;
    let mut rows = find.query(params![array(units)])?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        let stage: String = row.get(4)?;
        let what = match stage.as_str() {
            "won" => What::Bought {
                by: Sale::Deal,
                times: 1,
                amount: None,
                last: None,
            },
            "lost" | "shelved" => What::Lost(work("opportunity", row)?),
            _ => What::Open(work("opportunity", row)?),
        };
        place(
            &mut facts,
            row.get(2)?,
            &offers.listed(&row.get::<_, String>(3)?)?,
            &what,
        );
    }
    Ok(facts)
}

fn work(entity: &str, row: &Row<'_>) -> rusqlite::Result<Work> {
    Ok(Work {
        entity: entity.to_owned(),
        work: named(row, 0)?,
    })
}

fn place(facts: &mut Vec<Fact>, unit: Id, columns: &[Id], what: &What) {
    facts.extend(columns.iter().map(|column| Fact {
        unit,
        column: *column,
        what: what.clone(),
    }));
}

/// What they have of others, as far as that is said of a product of ours.
fn competitors(read: &Read<'_>, units: &[Id], offers: &Offers) -> Result<Vec<Fact>> {
    let mut find = read.sql().prepare_cached(
        "SELECT c.id, c.name, w.unit, w.product
         FROM rarray(?1) AS p CROSS JOIN competitor_view w ON w.unit = p.value
         JOIN competitor c ON c.id = w.competitor
         WHERE w.deleted_at IS NULL AND c.deleted_at IS NULL AND w.uses = 1 AND w.product IS NOT NULL
         ORDER BY w.n",
    )?;
    let mut rows = find.query([array(units)])?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(column) = offers.column.get(&row.get(3)?) {
            let what = What::Competitor(named(row, 0)?);
            place(&mut facts, row.get(2)?, &[*column], &what);
        }
    }
    Ok(facts)
}
