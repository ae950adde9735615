//! The work list: which customers are to be looked through, why and since when, and how far it is with
//! that in this month, quarter or year.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rusqlite::params;
use serde::Serialize;

use super::super::policy::worth;
use super::super::rules::Rules as FieldRules;
use super::ops::confirmed;
use super::policy::{self, Known, Owed};
use super::rules::{ClassCycle, Rules};
use crate::base::{ChangeKind, Id, Result, Timestamp};
use crate::records::query::day_start;
use crate::records::value::{Ref, Value};
use crate::records::{Catalog, rows};
use crate::vault::{Hook, Read, Write};

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
    /// How many those are, listed or not.
    pub skipped: u32,
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

/// A customer's kind, its size and its level.
type Classed = (String, Option<String>, Option<String>);

/// What the rules ask of customers of one kind and the same classes.
struct Asked<'r> {
    months: u16,
    class: Option<&'r ClassCycle>,
    began: Option<NaiveDate>,
}

impl<'r> Asked<'r> {
    fn of(rules: &'r Rules, (kind, size, level): &Classed) -> Self {
        let classes = [size.as_deref(), level.as_deref()];
        let (months, class) = rules.of(classes);
        Self {
            months,
            class,
            began: rules.begun(kind, classes, months),
        }
    }
}

/// All that a count of who waits depends on. It is much less than all that is written, and a count walks
/// every customer.
#[derive(Debug, PartialEq, Eq)]
pub struct Ground {
    changes: i64,
    day: NaiveDate,
    zone: chrono_tz::Tz,
    rules: Rules,
}

impl Ground {
    /// As it is now.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(read: &Read<'_>) -> Result<Self> {
        let changes = read
            .sql()
            .prepare_cached("SELECT cycle_ground FROM meta")?
            .query_row([], |row| row.get(0))?;
        Ok(Self {
            changes,
            day: read.today(),
            zone: read.zone(),
            rules: Rules::read(read)?,
        })
    }
}

/// Moves the ground where customers came: what changes of one, or goes for good, triggers tell.
pub struct KeepGround;

impl Hook for KeepGround {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let came =
            |one: &crate::base::Change| one.entity == "unit" && one.kind != ChangeKind::Updated;
        if tx.changes().iter().any(came) {
            tx.sql()
                .prepare_cached("UPDATE meta SET cycle_ground = cycle_ground + 1")?
                .execute([])?;
        }
        Ok(())
    }
}

/// Whoever is lost or barred is nobody to look through.
const SCOPE: &str = "SELECT id, size_class, level, reviewed_on, review_skipped_on, created_at, kind
  FROM unit INDEXED BY unit_cycle
  WHERE deleted_at IS NULL AND kind IN (SELECT value FROM json_each(?1))
    AND coalesce(status, '') NOT IN ('lost', 'blocked')
    AND coalesce(reviewed_on < ?2, created_at < ?3, 1)";

/// Which customers are looked over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Every one.
    All,
    /// Those who can owe anything.
    Owing,
}

fn look(read: &Read<'_>, rules: &Rules, of: Of) -> Result<Look> {
    let mut seen = Look::default();
    let (today, zone) = (read.today(), read.zone());
    let kinds = serde_json::to_string(&rules.said.kinds).map_err(crate::base::Error::internal)?;
    let mut find = read.sql().prepare_cached(SCOPE)?;
    // No span begins later than the month: whoever was looked through in it owes nothing.
    let month = (of == Of::Owing).then(|| policy::period(today, 1).first);
    let since = month.map(|first| day_start(first, zone));
    let mut found = find.query(params![kinds, month.map(|first| first.to_string()), since])?;
    // Of a hundred thousand customers few are classed otherwise than the one before.
    let mut asked: HashMap<Classed, Asked<'_>> = HashMap::new();
    while let Some(row) = found.next()? {
        let classed: Classed = (row.get(6)?, row.get(1)?, row.get(2)?);
        let asked = asked
            .entry(classed.clone())
            .or_insert_with(|| Asked::of(rules, &classed));
        let (months, class) = (asked.months, asked.class);
        if months == 0 {
            continue;
        }
        let (kind, size, level) = classed;
        let day = |text: Option<String>| text.and_then(|text| text.parse::<NaiveDate>().ok());
        let (reviewed, skipped) = (day(row.get(3)?), day(row.get(4)?));
        let made: Timestamp = row.get(5)?;
        let known = Known {
            reviewed,
            made: made.utc().with_timezone(&zone).date_naive(),
            began: asked.began,
        };
        let id: Id = row.get(0)?;
        let rank = worth(level.as_deref(), None);
        let mut owed = policy::owed(known, months, today);
        // Turns were missed only since it comes round as often as now.
        if owed.is_some_and(|owed| owed.passed > 0) {
            let now = Asking {
                kind,
                size,
                level,
                lost: false,
            };
            let since = widened(read, rules, id, (now, months))?;
            let began = known.began.max(since);
            owed = policy::owed(Known { began, ..known }, months, today);
        }
        let Some(owed) = owed else {
            let here = policy::period(today, months).first;
            if reviewed.is_some_and(|day| day >= here) {
                *seen.done.entry(months).or_default() += 1;
            }
            continue;
        };
        let one = Seen {
            id,
            months,
            rank,
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

/// What decides how often a customer is looked through.
struct Asking {
    kind: String,
    size: Option<String>,
    level: Option<String>,
    /// Nobody to look through.
    lost: bool,
}

impl Asking {
    /// As often as once in `months`.
    fn is_asked(&self, rules: &Rules, months: u16) -> bool {
        let (of, _) = rules.of([self.size.as_deref(), self.level.as_deref()]);
        let kind = rules.said.kinds.contains(&self.kind);
        kind && !self.lost && of > 0 && of <= months
    }
}

/// Edits of a customer that bear on how often it is looked through, the latest first: what stood before.
const EDITS: &str = "SELECT j.at,
    json_type(e.before, '$.kind') IS NOT NULL, json_extract(e.before, '$.kind'),
    json_type(e.before, '$.size_override') IS NOT NULL,
    coalesce(json_extract(e.before, '$.size_override'), u.size_by_rule),
    json_type(e.before, '$.level') IS NOT NULL, json_extract(e.before, '$.level'),
    json_type(e.before, '$.status') IS NOT NULL, json_extract(e.before, '$.status')
  FROM journal_entry e JOIN journal j ON j.seq = e.seq JOIN unit u ON u.id = e.id
  WHERE e.id = ?1 AND e.act <> 'create' AND e.act = 'update' AND e.before IS NOT NULL
  ORDER BY e.seq DESC, e.item DESC";

/// The last time another size class was computed for it.
const RECLASSED: &str =
    "SELECT day, was, became FROM size_change WHERE unit = ?1 ORDER BY n DESC LIMIT 1";

/// The day since when a customer is looked through as often as now, as far as its edits tell; nothing
/// where it was so all along.
fn widened(
    read: &Read<'_>,
    rules: &Rules,
    id: Id,
    (mut now, months): (Asking, u16),
) -> Result<Option<NaiveDate>> {
    let classed = reclassed(read, rules, id, (&now, months))?;
    let mut find = read.sql().prepare_cached(EDITS)?;
    let mut found = find.query([id])?;
    while let Some(row) = found.next()? {
        let at: Timestamp = row.get(0)?;
        if row.get::<_, bool>(1)? {
            now.kind = row.get::<_, Option<String>>(2)?.unwrap_or_default();
        }
        if row.get::<_, bool>(3)? {
            now.size = row.get(4)?;
        }
        if row.get::<_, bool>(5)? {
            now.level = row.get(6)?;
        }
        if row.get::<_, bool>(7)? {
            let status: Option<String> = row.get(8)?;
            now.lost = matches!(status.as_deref(), Some("lost" | "blocked"));
        }
        if !now.is_asked(rules, months) {
            let day = at.utc().with_timezone(&read.zone()).date_naive();
            return Ok(classed.max(Some(day)));
        }
    }
    Ok(classed)
}

/// The same, as far as the rules of the size class tell.
fn reclassed(
    read: &Read<'_>,
    rules: &Rules,
    id: Id,
    (now, months): (&Asking, u16),
) -> Result<Option<NaiveDate>> {
    let mut find = read.sql().prepare_cached(RECLASSED)?;
    let mut found = find.query([id])?;
    let Some(row) = found.next()? else {
        return Ok(None);
    };
    let (day, was, became): (String, Option<String>, Option<String>) =
        (row.get(0)?, row.get(1)?, row.get(2)?);
    if became != now.size {
        return Ok(None);
    }
    let before = Asking {
        kind: now.kind.clone(),
        size: was,
        level: now.level.clone(),
        lost: now.lost,
    };
    if before.is_asked(rules, months) {
        return Ok(None);
    }
    Ok(day.parse().ok())
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
            skipped: 0,
            progress: Vec::new(),
        });
    }
    let mut seen = look(read, &rules, Of::All)?;
    let progress = progress(&seen, read.today());
    let (open, skipped) = (count(seen.open.len()), count(seen.aside.len()));
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
        skipped,
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
    /// Of those, carried over from turns before.
    pub carried: u32,
    /// The end of the turn that is over first: with each turn it is another.
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
    let (seen, today) = (look(read, &rules, Of::Owing)?, read.today());
    let ends = seen
        .open
        .iter()
        .map(|one| policy::period(today, one.months).last);
    let carried = seen.open.iter().filter(|one| one.owed.passed > 0).count();
    Ok(ends.min().map(|by| Waiting {
        open: count(seen.open.len()),
        carried: count(carried),
        by,
    }))
}
