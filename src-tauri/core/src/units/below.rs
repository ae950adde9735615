//! What befalls a unit and what befalls all below it, side by side: how many they are, their business,
//! conversations of the last year, open tasks, open complaints, the next step and the last contact. Kept
//! as columns, so that tables sort and filter by them, and a tree of a million shows its figures at once.
//!
//! Whoever a write bears upon is counted anew, out of its own columns and those of its children, however
//! many are below those. Whoever is above takes in by how much those below came out otherwise, the lowest
//! first, and asks its children only where that does not tell: the latest conversation of seventeen
//! thousand children is another's once it is taken away. Where a write touched a conversation with several
//! units, it is asked of the whole subtree, for one that two of its units took part in is still one.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveTime};
use rusqlite::{Row, Statement, params};

use super::day;
use crate::base::error::Result;
use crate::base::{Change, ChangeKind, Id, Timestamp, WallTime};
use crate::records::above::with_all_above;
use crate::vault::{Read, Write, array};

/// How many days a conversation counts.
const DAYS: u64 = 365;
/// Where it is kept from when on conversations were counted last.
const SINCE: &str = "units.talks_since";
/// What of a write bears upon these columns.
const BEARING: [&str; 5] = ["unit", "cooperation", "activity", "task", "complaint"];

/// So many units are asked about by one statement.
const AT_ONCE: usize = 4096;

/// What the units of an array counted for themselves, and what they count by now; `?2` is the instant
/// from which conversations count. No UPDATE FROM: SQLite may walk every unit there is for one.
const OWN: &str = "
  SELECT u.n, u.id, u.talks, u.open_tasks, u.open_complaints,
    (SELECT count(*) FROM (
       SELECT id FROM activity WHERE unit = u.id AND at >= ?2 AND deleted_at IS NULL
       UNION
       SELECT a.id FROM activity_unit o JOIN activity a ON a.id = o.activity
       WHERE o.unit = u.id AND a.at >= ?2 AND a.deleted_at IS NULL)),
    (SELECT count(*) FROM task
     WHERE unit = u.id AND state = 'open' AND deleted_at IS NULL),
    (SELECT count(*) FROM complaint
     WHERE unit = u.id AND state <> 'confirmed' AND deleted_at IS NULL)
  FROM rarray(?1) AS stale CROSS JOIN unit u ON u.id = stale.value";

/// Each conversation of a subtree once, whichever of its units took part in it.
const SHARED: &str = "
  SELECT count(*) FROM (
    SELECT a.id FROM unit_tree t JOIN unit d ON d.n = t.descendant
    JOIN activity a ON a.unit = d.id
    WHERE t.ancestor = ?1 AND d.deleted_at IS NULL AND a.at >= ?2 AND a.deleted_at IS NULL
    UNION
    SELECT a.id FROM unit_tree t JOIN unit d ON d.n = t.descendant
    JOIN activity_unit o ON o.unit = d.id JOIN activity a ON a.id = o.activity
    WHERE t.ancestor = ?1 AND d.deleted_at IS NULL AND a.at >= ?2 AND a.deleted_at IS NULL)";

/// A subtree's figures, in the order in which [`Figures::at`] reads them.
const ALL: &str = "descendants, talks_all, open_tasks_all, open_complaints_all, overdue_all,
  last_touch_all, next_touch_all, next_touch_all_zone, coop_amount_all, coop_amount_all_currency";

/// What a unit alone comes to, in the same order; `?2` is today.
const ALONE: &str = "0, talks, open_tasks, open_complaints, coalesce(next_touch < ?2, 0),
  last_touch, next_touch, next_touch_zone, coop_amount, coop_amount_currency";

/// The currency of what has no sum, as the unit's own has it: ISO 4217's no currency.
const NONE: &str = "XXX";

/// What a subtree comes to.
#[derive(Clone, PartialEq)]
struct Figures {
    descendants: i64,
    talks: i64,
    tasks: i64,
    complaints: i64,
    overdue: i64,
    last: Option<i64>,
    next: Option<Next>,
    /// The currency, and how much; wide enough for any number of amounts.
    amount: Option<(String, Option<i128>)>,
}

/// When the next step is due, by the clocks of which zone.
#[derive(Clone, PartialEq, Eq)]
struct Next {
    at: String,
    zone: Option<String>,
}

impl Ord for Next {
    /// By the instant. Within one zone the texts sort alike, and reading thousands of them takes its time.
    fn cmp(&self, other: &Self) -> Ordering {
        let texts = (&self.at, &self.zone).cmp(&(&other.at, &other.zone));
        if self.zone == other.zone {
            return texts;
        }
        let instant = |one: &Self| WallTime::instant_stored(&one.at, one.zone.as_deref());
        instant(self).cmp(&instant(other)).then(texts)
    }
}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Figures {
    fn at(row: &Row<'_>, from: usize) -> rusqlite::Result<Self> {
        let next: Option<String> = row.get(from + 6)?;
        let zone: Option<String> = row.get(from + 7)?;
        let minor: Option<i64> = row.get(from + 8)?;
        let currency: Option<String> = row.get(from + 9)?;
        Ok(Self {
            descendants: row.get(from)?,
            talks: row.get(from + 1)?,
            tasks: row.get(from + 2)?,
            complaints: row.get(from + 3)?,
            overdue: row.get(from + 4)?,
            last: row.get(from + 5)?,
            next: next.map(|at| Next { at, zone }),
            amount: currency.map(|currency| (currency, minor.map(i128::from))),
        })
    }

    /// Takes in a child with all below it.
    fn add(&mut self, child: Self) {
        self.descendants += 1 + child.descendants;
        self.talks += child.talks;
        self.tasks += child.tasks;
        self.complaints += child.complaints;
        self.overdue += child.overdue;
        self.last = self.last.max(child.last);
        self.next = match (self.next.take(), child.next) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.amount = match (self.amount.take(), child.amount) {
            (Some((one, Some(a))), Some((other, Some(b)))) if one == other => {
                Some((one, Some(a + b)))
            }
            (Some(_), Some(_)) => Some((NONE.to_owned(), None)),
            (a, b) => a.or(b),
        };
    }

    /// With what children came to before replaced by what they come to now; nothing where only all of
    /// the children tell.
    fn with(mut self, children: &[(Self, Self)]) -> Option<Self> {
        for (was, is) in children {
            self.descendants += is.descendants - was.descendants;
            self.talks += is.talks - was.talks;
            self.tasks += is.tasks - was.tasks;
            self.complaints += is.complaints - was.complaints;
            self.overdue += is.overdue - was.overdue;
            if is.last >= self.last {
                self.last = is.last;
            } else if was.last == self.last {
                return None;
            }
            let sooner = |a: &Option<_>, b: &Option<_>| match (a, b) {
                (Some(a), Some(b)) => a <= b,
                (_, b) => b.is_none(),
            };
            if sooner(&is.next, &self.next) {
                self.next.clone_from(&is.next);
            } else if was.next == self.next {
                return None;
            }
            if was.amount == is.amount {
                continue;
            }
            self.amount = match (self.amount, &was.amount, &is.amount) {
                (None, None, Some((currency, Some(minor)))) => {
                    Some((currency.clone(), Some(*minor)))
                }
                (Some((one, Some(sum))), was, Some((other, Some(minor)))) if one == *other => {
                    let had = was.as_ref().map_or(Some(0), |(_, had)| *had)?;
                    let sum = sum + minor - had;
                    i64::try_from(sum).ok()?;
                    Some((one, Some(sum)))
                }
                _ => return None,
            };
        }
        Some(self)
    }

    /// Writes it into the row `n`.
    fn set(&self, set: &mut Statement<'_>, n: i64) -> Result<()> {
        let (at, zone) = match &self.next {
            Some(Next { at, zone }) => (Some(at), zone.as_ref()),
            None => (None, None),
        };
        let (currency, minor) = match &self.amount {
            Some((currency, minor)) => (Some(currency), *minor),
            None => (None, None),
        };
        set.execute(params![
            self.descendants,
            self.talks,
            self.tasks,
            self.complaints,
            self.overdue,
            self.last,
            at,
            zone,
            minor.and_then(|sum| i64::try_from(sum).ok()),
            currency,
            n
        ])?;
        Ok(())
    }

    /// As it can be kept: a sum that is too large is none, and leaves none above it.
    fn kept(mut self) -> Self {
        if let Some((currency, minor)) = &mut self.amount
            && minor.is_none_or(|sum| i64::try_from(sum).is_err())
        {
            NONE.clone_into(currency);
            *minor = None;
        }
        self
    }
}

/// Counts anew for the units a write bore upon, and for all above them; those for which something came
/// out otherwise are among `told` then. Who is the parent of another one than before is among `stale`.
pub(super) fn renew(tx: &Write<'_>, stale: &BTreeSet<Id>, told: &mut BTreeSet<Id>) -> Result<()> {
    let bears = |change: &Change| BEARING.contains(&change.entity.as_str());
    if stale.is_empty() || !tx.changes().iter().any(bears) {
        return Ok(());
    }
    let meeting = meets(tx)?;
    count(tx, stale, meeting, told)
}

/// Whether there are conversations with several units.
fn shares(read: &Read<'_>) -> Result<bool> {
    let mut any = read
        .sql()
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM activity_unit)")?;
    Ok(any.query_row([], |row| row.get(0))?)
}

/// Whether a write may have changed in which subtrees the units of one conversation meet.
fn meets(tx: &Write<'_>) -> Result<bool> {
    // What a write took away the table does not hold any more: only of what moved or is new it says.
    let shares = shares(tx)?;
    if shares && tx.touched("unit", "parent").next().is_some() {
        return Ok(true);
    }
    let edited: BTreeSet<Id> = ["unit", "units", "at"]
        .into_iter()
        .flat_map(|column| tx.touched("activity", column))
        .collect();
    let mut several = tx
        .sql()
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM activity_unit WHERE activity = ?)")?;
    for change in tx.changes() {
        if change.entity == "activity"
            && edited.contains(&change.id)
            // Of one that is new the table says whether it is with several; what others were, nobody.
            && (change.kind != ChangeKind::Created
                || (shares && several.query_row([change.id], |row| row.get(0))?))
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `meeting`: conversations with several units may count otherwise.
fn count(
    tx: &Write<'_>,
    stale: &BTreeSet<Id>,
    meeting: bool,
    told: &mut BTreeSet<Id>,
) -> Result<()> {
    let since = since(tx).0;
    let own: Vec<Id> = stale.iter().copied().collect();
    for some in own.chunks(AT_ONCE) {
        count_own(tx, some, since, told)?;
    }
    let mut sums = Sums {
        tx,
        anew: stale,
        meeting,
        shared: shares(tx)?.then_some(since),
        moved: HashMap::new(),
    };
    for level in with_all_above(tx, &own)?.into_values().rev() {
        let level: Vec<Id> = level.into_iter().collect();
        sums.add_up(&level, told)?;
    }
    Ok(())
}

fn count_own(tx: &Write<'_>, some: &[Id], since: i64, told: &mut BTreeSet<Id>) -> Result<()> {
    let mut ask = tx.sql().prepare_cached(OWN)?;
    let mut set = tx.sql().prepare_cached(
        "UPDATE unit SET talks = ?1, open_tasks = ?2, open_complaints = ?3 WHERE n = ?4",
    )?;
    let mut rows = ask.query(params![array(some), since])?;
    while let Some(row) = rows.next()? {
        let three = |from: usize| -> rusqlite::Result<[i64; 3]> {
            Ok([row.get(from)?, row.get(from + 1)?, row.get(from + 2)?])
        };
        let is = three(5)?;
        if is != three(2)? {
            set.execute(params![is[0], is[1], is[2], row.get::<_, i64>(0)?])?;
            told.insert(row.get(1)?);
        }
    }
    Ok(())
}

/// From when on conversations count: a day's first moment.
fn since(read: &Read<'_>) -> Timestamp {
    let day = read.today() - Days::new(DAYS);
    let wall = WallTime {
        date: day,
        time: None,
        zone: read.zone(),
    };
    wall.instant(NaiveTime::MIN)
}

/// Brings what subtrees come to up to date, level by level from below.
struct Sums<'s, 'w> {
    tx: &'s Write<'w>,
    /// Who is counted out of its children, whatever became of those.
    anew: &'s BTreeSet<Id>,
    meeting: bool,
    /// From when on conversations count, where some were held with several units.
    shared: Option<i64>,
    /// Of a unit, what children of its came to before and come to now.
    moved: HashMap<Id, Vec<(Figures, Figures)>>,
}

impl Sums<'_, '_> {
    /// Writes what some units with all below them come to where that is something else: most of the
    /// time nothing is, and nobody above need be told.
    fn add_up(&mut self, of: &[Id], told: &mut BTreeSet<Id>) -> Result<()> {
        let today = self.tx.today().to_string();
        let sql = self.tx.sql();
        let mut ask = sql.prepare_cached(&format!(
            "SELECT {ALONE}, {ALL}, children, n, parent, deleted_at IS NULL FROM unit WHERE id = ?1"
        ))?;
        let mut below = sql.prepare_cached(&format!(
            "SELECT {ALL} FROM unit WHERE parent = ?1 AND deleted_at IS NULL"
        ))?;
        let mut every = sql.prepare_cached(SHARED)?;
        let mut set = sql.prepare_cached(&format!(
            "UPDATE unit SET ({ALL}) = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) WHERE n = ?11"
        ))?;
        for id in of {
            let moved = self.moved.remove(id).unwrap_or_default();
            if moved.is_empty() && !self.meeting && !self.anew.contains(id) {
                continue;
            }
            let mut rows = ask.query(params![id, today])?;
            let Some(row) = rows.next()? else { continue };
            let (mut sum, was) = (Figures::at(row, 0)?, Figures::at(row, 10)?);
            let (children, n): (i64, i64) = (row.get(20)?, row.get(21)?);
            let (parent, living): (Option<Id>, bool) = (row.get(22)?, row.get(23)?);
            drop(rows);
            let told_by = (!self.meeting && !self.anew.contains(id))
                .then(|| was.clone().with(&moved))
                .flatten();
            if let Some(told_by) = told_by {
                sum = told_by;
            } else if children > 0 {
                // How many there are was settled before: most units have none to be asked.
                let mut rows = below.query([id])?;
                while let Some(row) = rows.next()? {
                    sum.add(Figures::at(row, 0)?);
                }
                if let Some(since) = self.shared {
                    sum.talks = every.query_row([n, since], |row| row.get(0))?;
                }
            }
            let sum = sum.kept();
            if sum == was {
                continue;
            }
            sum.set(&mut set, n)?;
            told.insert(*id);
            if let Some(parent) = parent.filter(|_| living) {
                self.moved.entry(parent).or_default().push((was, sum));
            }
        }
        Ok(())
    }
}

/// Whether conversations and what is overdue were counted last for another day, and there are any.
///
/// # Errors
/// When the database fails.
pub fn is_behind(read: &Read<'_>) -> Result<bool> {
    if counted_since(read)? == Some(since(read).0) {
        return Ok(false);
    }
    let mut any = read.sql().prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM activity)
           OR EXISTS (SELECT 1 FROM unit WHERE next_touch IS NOT NULL)",
    )?;
    Ok(any.query_row([], |row| row.get(0))?)
}

/// Leaves out the conversations that are a year ago by now, where they still count, and takes in what
/// has become overdue.
///
/// # Errors
/// When the database fails.
pub fn today(tx: &mut Write<'_>) -> Result<()> {
    let (before, since) = (counted_since(tx)?.unwrap_or_default(), since(tx).0);
    let mut find = tx.sql().prepare_cached(
        "SELECT unit FROM activity WHERE at >= ?1 AND at < ?2
         UNION SELECT o.unit FROM activity a JOIN activity_unit o ON o.activity = a.id
         WHERE a.at >= ?1 AND a.at < ?2
         UNION SELECT id FROM unit WHERE next_touch >= ?3 AND next_touch < ?4",
    )?;
    // A clock set back lets some count again. Both days with one to spare, for the zone may be another.
    let (first, last) = (before.min(since), before.max(since));
    let day = |at: i64, days: u64| {
        let then = Timestamp(at).utc().date_naive();
        (then + Days::new(DAYS + days)).to_string()
    };
    let stale = find
        .query_map(params![first, last, day(first, 0), day(last, 2)], |row| {
            row.get(0)
        })?
        .collect::<rusqlite::Result<BTreeSet<Id>>>()?;
    let mut told = BTreeSet::new();
    let meeting = shares(tx)?;
    count(tx, &stale, meeting, &mut told)?;
    day::tell(tx, "unit", told);
    day::keep(tx, SINCE, &since.to_string())
}

fn counted_since(read: &Read<'_>) -> Result<Option<i64>> {
    Ok(day::kept(read, SINCE)?.and_then(|text| text.parse().ok()))
}
