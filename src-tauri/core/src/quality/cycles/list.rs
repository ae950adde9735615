//! The work list: which customers are to be looked through, why and since when, and how far it is with
//! that in this month, quarter or year.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::policy::worth;
use super::super::rules::Rules as FieldRules;
use super::ops::confirmed;
use super::policy::{self, Known, Owed};
use super::rules::{ClassCycle, Rules};
use crate::base::{Id, Result, Timestamp};
use crate::records::value::{Ref, Value};
use crate::records::{Catalog, rows};
use crate::vault::Read;

/// So many lines are laid before the user at a time.
const SHOWN: usize = 100;

/// A customer that is to be looked through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct CycleItem {
    /// The customer.
    pub unit: Ref,
    /// Who looks after it.
    pub owner: Option<String>,
    /// The class it is looked through by; none where it goes with the rest.
    pub class: Option<ClassCycle>,
    /// Once in so many months.
    pub months: u16,
    /// Owed since, `YYYY-MM-DD`.
    pub since: String,
    /// So many spans passed without it.
    pub passed: u32,
    /// When it was looked through last, `YYYY-MM-DD`.
    pub reviewed_on: Option<String>,
    /// Skipped on that day and not looked through since, `YYYY-MM-DD`.
    pub skipped_on: Option<String>,
    /// Its values that are out of date: confirmed with the whole.
    pub fields: Vec<String>,
}

/// How far it is in one span of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct CycleProgress {
    /// How many months it takes.
    pub months: u16,
    /// Its first day, `YYYY-MM-DD`.
    pub first: String,
    /// Its last day.
    pub last: String,
    /// Customers looked through in it.
    pub done: u32,
    /// Of so many, those skipped counted.
    pub of: u32,
    /// Of those, skipped this time.
    pub skipped: u32,
}

/// The work list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct CycleList {
    /// Customers are looked through in turn at all.
    pub on: bool,
    /// To be looked through, the most pressing first.
    pub items: Vec<CycleItem>,
    /// How many there are, listed or not.
    pub open: u32,
    /// Skipped this time, the latest first.
    pub aside: Vec<CycleItem>,
    /// How far it is, the shortest span first.
    pub progress: Vec<CycleProgress>,
}

/// A customer as the table has it.
struct Seen {
    id: Id,
    months: u16,
    rank: i64,
    owed: Owed,
    reviewed: Option<NaiveDate>,
    skipped: Option<NaiveDate>,
    class: Option<ClassCycle>,
}

/// What one look over all customers comes to.
#[derive(Default)]
struct Look {
    open: Vec<Seen>,
    aside: Vec<Seen>,
    done: BTreeMap<u16, u32>,
}

/// Whoever is lost or barred is nobody to look through.
const SCOPE: &str = "SELECT id, size_class, level, reviewed_on, review_skipped_on, created_at
  FROM unit INDEXED BY unit_cycle
  WHERE deleted_at IS NULL AND kind IN (SELECT value FROM json_each(?1))
    AND coalesce(status, '') NOT IN ('lost', 'blocked')";

fn look(read: &Read<'_>, rules: &Rules) -> Result<Look> {
    let mut seen = Look::default();
    let (today, zone) = (read.today(), read.zone());
    let kinds = serde_json::to_string(&rules.said.kinds).map_err(crate::base::Error::internal)?;
    let mut find = read.sql().prepare_cached(SCOPE)?;
    let mut found = find.query([kinds])?;
    while let Some(row) = found.next()? {
        let size: Option<String> = row.get(1)?;
        let level: Option<String> = row.get(2)?;
        let (months, class) = rules.of([size.as_deref(), level.as_deref()]);
        if months == 0 {
            continue;
        }
        let day = |text: Option<String>| text.and_then(|text| text.parse::<NaiveDate>().ok());
        let (reviewed, skipped) = (day(row.get(3)?), day(row.get(4)?));
        let made: Timestamp = row.get(5)?;
        let known = Known {
            reviewed,
            made: made.utc().with_timezone(&zone).date_naive(),
            began: rules.began,
        };
        let Some(owed) = policy::owed(known, months, today) else {
            let here = policy::period(today, months).first;
            if reviewed.is_some_and(|day| day >= here) {
                *seen.done.entry(months).or_default() += 1;
            }
            continue;
        };
        let one = Seen {
            id: row.get(0)?,
            months,
            rank: worth(level.as_deref(), None),
            owed,
            reviewed,
            skipped: skipped.filter(|day| reviewed.is_none_or(|last| last < *day)),
            class: class.cloned(),
        };
        if policy::is_aside(one.skipped, months, today) {
            seen.aside.push(one);
        } else {
            seen.open.push(one);
        }
    }
    Ok(seen)
}

/// The work list.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>, catalog: &Catalog) -> Result<CycleList> {
    let rules = Rules::read(read)?;
    if !rules.said.on {
        return Ok(CycleList {
            on: false,
            items: Vec::new(),
            open: 0,
            aside: Vec::new(),
            progress: Vec::new(),
        });
    }
    let mut seen = look(read, &rules)?;
    let progress = progress(&seen, read.today());
    let open = count(seen.open.len());
    // What was carried over first, then what comes round most often, then who matters most.
    seen.open.sort_by_key(|one| {
        let carried = one.owed.passed > 0;
        (
            !carried,
            one.months,
            one.owed.since,
            Reverse(one.rank),
            one.id,
        )
    });
    seen.aside.sort_by_key(|one| (Reverse(one.skipped), one.id));
    Ok(CycleList {
        on: true,
        items: told(read, catalog, seen.open)?,
        open,
        aside: told(read, catalog, seen.aside)?,
        progress,
    })
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn progress(seen: &Look, today: NaiveDate) -> Vec<CycleProgress> {
    let mut all: BTreeMap<u16, (u32, u32, u32)> = BTreeMap::new();
    for (months, done) in &seen.done {
        all.entry(*months).or_default().0 = *done;
    }
    for one in &seen.open {
        all.entry(one.months).or_default().1 += 1;
    }
    for one in &seen.aside {
        all.entry(one.months).or_default().2 += 1;
    }
    let told = all.into_iter().map(|(months, (done, open, skipped))| {
        let span = policy::period(today, months);
        CycleProgress {
            months,
            first: span.first.to_string(),
            last: span.last.to_string(),
            done,
            of: done + open + skipped,
            skipped,
        }
    });
    told.collect()
}

fn told(read: &Read<'_>, catalog: &Catalog, seen: Vec<Seen>) -> Result<Vec<CycleItem>> {
    let entity = catalog.entity("unit")?;
    let rules = FieldRules::read(read)?;
    let mut items = Vec::new();
    for one in seen.into_iter().take(SHOWN) {
        let Some(record) = rows::find(read, catalog, entity, one.id)? else {
            continue;
        };
        let text = |field| match record.get(field) {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        };
        items.push(CycleItem {
            unit: Ref {
                id: one.id,
                label: text("legal_name").unwrap_or_default(),
            },
            owner: text("owner"),
            fields: confirmed(read, catalog, &rules, &record)?,
            class: one.class,
            months: one.months,
            since: one.owed.since.to_string(),
            passed: one.owed.passed,
            reviewed_on: one.reviewed.map(|day| day.to_string()),
            skipped_on: one.skipped.map(|day| day.to_string()),
        });
    }
    Ok(items)
}

/// Customers that wait to be looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub open: u32,
    /// By when the first of them should be, or should have been.
    pub by: NaiveDate,
}

/// Whether any wait; those skipped this time do not.
///
/// # Errors
/// When the database fails.
pub fn waiting(read: &Read<'_>) -> Result<Option<Waiting>> {
    let rules = Rules::read(read)?;
    if !rules.said.on {
        return Ok(None);
    }
    let seen = look(read, &rules)?;
    let by = seen.open.iter().map(|one| one.owed.by).min();
    Ok(by.map(|by| Waiting {
        open: count(seen.open.len()),
        by,
    }))
}
