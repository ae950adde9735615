//! The occasions themselves: within a span of days, those that are to be seen to now, those of a unit.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate, TimeDelta};
use rusqlite::params;
use rusqlite::types::Value as Column;

use super::days::{again, days};
use super::found::{Found, OfOne, find, of_one, of_unit_or_all};
use super::model::{Occasion, OccasionLine, SourceState, Standing};
use super::reasons;
use super::said::{Switches, takes_leads};
use super::sources::{Asked, SOURCES, Source};
use crate::base::Id;
use crate::base::error::Result;
use crate::records::query::day_start;
use crate::reminders::arming::Ground;
use crate::reminders::model::{Lateness, WEEK, lateness};
use crate::reminders::ops;
use crate::vault::Read;

/// Lines of one source at most: more are of no use to a person.
const MOST: u32 = 500;

/// A span of days, both ends counted.
pub type Span = (NaiveDate, NaiveDate);

/// What other rooms know that reminds by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// What is overdue: backups of single places, a drill, the question for the recovery key.
    pub owed: Vec<Owed>,
}

/// What is owed to the vault as a whole, or to one of the places its backups go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Which source says so.
    pub source: &'static str,
    /// The place; [`WHOLE`] where the vault as a whole is meant.
    pub record: Id,
    /// What the user calls the place.
    pub name: Option<String>,
    /// Since when.
    pub since: NaiveDate,
    /// When it was last done.
    pub last: Option<NaiveDate>,
    /// How many of them there are, where there are several.
    pub count: Option<u32>,
    /// Of those, left over from before.
    pub carried: u32,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    /// The days.
    pub span: Span,
    /// Of which unit; nothing for every one.
    pub unit: Option<Id>,
    /// So many at most.
    pub most: u32,
}

impl Ask {
    /// All there is within these days.
    const fn all(span: Span) -> Self {
        Self {
            span,
            unit: None,
            most: u32::MAX,
        }
    }
}

/// The occasions of every source that reminds, within a span of days.
///
/// # Errors
/// When the database fails.
pub fn between(read: &Read<'_>, beside: &Beside, span: Span) -> Result<Vec<Occasion>> {
    within(read, beside, span, |_, _| true)
}

/// The same without what the user settled.
///
/// # Errors
/// When the database fails.
pub fn open_between(read: &Read<'_>, beside: &Beside, span: Span) -> Result<Vec<Occasion>> {
    within(read, beside, span, |one, said| !said.has_settled(one))
}

/// What one source has on a day, by its record; nothing where it does not remind.
///
/// # Errors
/// When the database fails.
pub fn of_day(
    read: &Read<'_>,
    beside: &Beside,
    source: &'static Source,
    day: NaiveDate,
) -> Result<HashMap<Id, Occasion>> {
    let switches = Switches::read(read)?;
    if !switches.on(source) {
        return Ok(HashMap::new());
    }
    let found = of_source(read, beside, source, &switches, Ask::all((day, day)))?.into_iter();
    Ok(found.map(|(one, _)| (one.record, one)).collect())
}

fn within(
    read: &Read<'_>,
    beside: &Beside,
    span: Span,
    wanted: fn(&Occasion, &OfOne) -> bool,
) -> Result<Vec<Occasion>> {
    let switches = Switches::read(read)?;
    let mut found = Vec::new();
    for source in SOURCES.iter().filter(|source| switches.on(source)) {
        let here = of_source(read, beside, source, &switches, Ask::all(span))?.into_iter();
        found.extend(
            here.filter(|(one, said)| wanted(one, said))
                .map(|(one, _)| one),
        );
    }
    found.sort_by_key(|one| one.on);
    Ok(found)
}

/// What there is to be seen to: what is late, what is near, and what has begun to remind.
///
/// # Errors
/// When the database fails.
pub fn standing(read: &Read<'_>, beside: &Beside) -> Result<Standing> {
    shown(read, beside, None)
}

/// The same of one unit.
///
/// # Errors
/// When the database fails.
pub fn of_unit(read: &Read<'_>, unit: Id) -> Result<Vec<OccasionLine>> {
    Ok(shown(read, &Beside::default(), Some(unit))?.lines)
}

fn shown(read: &Read<'_>, beside: &Beside, unit: Option<Id>) -> Result<Standing> {
    let today = read.today();
    let switches = Switches::read(read)?;
    let mut lines = Vec::new();
    let mut ground = None;
    // Late ones that are not listed, because there are too many of them.
    let mut unlisted = 0_u32;
    for source in SOURCES.iter().filter(|source| switches.on(source)) {
        let lead = switches.leads(source).first().copied().unwrap_or(0);
        let ahead = match source.every {
            Some(_) => 0,
            None => i64::from(lead).max(WEEK),
        };
        let from = match source.stays {
            Some(days) => today - TimeDelta::days(days),
            None => NaiveDate::MIN,
        };
        let to = today + TimeDelta::days(ahead);
        let most = match source.asked {
            // They are not found in the order of their days.
            Asked::LunarDays => u32::MAX,
            _ => MOST.saturating_add(settled(read, source)?),
        };
        let ask = |span, most| Ask { span, unit, most };
        let yesterday = today - TimeDelta::days(1);
        let found = match source.asked {
            Asked::Days | Asked::Instants if source.every.is_none() => {
                let late = of_source(
                    read,
                    beside,
                    source,
                    &switches,
                    ask((from, yesterday), most),
                )?;
                // However many are late, what is due today is seen; where hours are told, the end of yesterday
                // is looked at with it, which must push nothing out.
                let most_near = if source.hours { u32::MAX } else { most };
                let near = of_source(
                    read,
                    beside,
                    source,
                    &switches,
                    ask((from.max(today), to), most_near),
                )?;
                if late.len() >= most as usize && !source.waits {
                    let all = ask((from, yesterday), u32::MAX);
                    unlisted = unlisted
                        .saturating_add(count(read, source, &switches, all)?.saturating_sub(most));
                }
                late.into_iter().chain(near).collect()
            }
            _ => of_source(read, beside, source, &switches, ask((from, to), most))?,
        };
        for (one, said) in found {
            if !said.has_settled(&one) {
                lines.push(line(source, one, &said, read, &mut ground)?);
            }
        }
    }
    once_a_customer(&mut lines);
    // Stable: what presses most of a day is named first in the table of sources.
    lines.sort_by(|a, b| (a.lateness, &a.on).cmp(&(b.lateness, &b.on)));
    let of = |lateness| {
        let counted = |line: &&OccasionLine| !line.waits && line.lateness == lateness;
        u32::try_from(lines.iter().filter(counted).count()).unwrap_or(u32::MAX)
    };
    Ok(Standing {
        overdue: of(Lateness::Overdue).saturating_add(unlisted),
        today: of(Lateness::Today),
        lines,
    })
}

/// Whoever speaks to somebody by their own rhythm has spoken to the customer: of two contacts that are due
/// the person's stands.
fn once_a_customer(lines: &mut Vec<OccasionLine>) {
    let due = |line: &OccasionLine| matches!(line.lateness, Lateness::Overdue | Lateness::Today);
    let person = |line: &&OccasionLine| line.source == "rhythm_person" && due(line);
    let met: HashSet<Id> = lines
        .iter()
        .filter(person)
        .filter_map(|line| line.unit.as_ref().map(|unit| unit.id))
        .collect();
    lines.retain(|line| line.source != "rhythm" || !due(line) || !met.contains(&line.record));
}

/// `ground` is read once, and only where something was late.
fn line(
    source: &Source,
    one: Occasion,
    said: &OfOne,
    read: &Read<'_>,
    ground: &mut Option<Ground>,
) -> Result<OccasionLine> {
    let missed = if said.is_late {
        let ground = match ground {
            Some(ground) => ground,
            None => ground.insert(Ground::of(read)?),
        };
        ops::missed(read, ground, source.key, one.record)?
    } else {
        None
    };
    let put_off = said.put_off.filter(|until| *until > read.now());
    let on = match put_off {
        Some(until) => until.utc().with_timezone(&read.zone()).date_naive(),
        None => one.since,
    };
    let (mut lateness, late_days) = lateness(Some(on), read.today());
    // Put off, it has another time.
    let by = one.by.filter(|_| put_off.is_none());
    if lateness == Lateness::Today && by.is_some_and(|by| by.has_passed(read.now())) {
        lateness = Lateness::Overdue;
    }
    Ok(OccasionLine {
        source: source.key.to_owned(),
        entity: one.entity.to_owned(),
        record: one.record,
        unit: one.unit,
        contact: one.contact,
        title: one.title,
        about: one.on.to_string(),
        on: on.to_string(),
        by: by.map(|by| by.0),
        lateness,
        late_days,
        why: one.why,
        waits: source.waits,
        talk: source.talk,
        ends: source.ends.is_some(),
        missed,
    })
}

/// What reminds by itself, what the user said of each, and how many come within thirty days.
///
/// # Errors
/// When the database fails.
pub fn sources(read: &Read<'_>, beside: &Beside) -> Result<Vec<SourceState>> {
    let switches = Switches::read(read)?;
    let today = read.today();
    let span = (today, today + Days::new(29));
    let mut states = Vec::new();
    // What is out of sight has no switch either: what was said of it stands when it is back.
    for source in SOURCES.iter().filter(|source| !switches.hides(source)) {
        // Counted whether it is on or not: that is what a switch is judged by.
        let coming = of_source(read, beside, source, &switches, Ask::all(span))?.len();
        states.push(SourceState {
            key: source.key.to_owned(),
            on: switches.on(source),
            leads: switches.leads(source),
            usual_leads: source.leads.to_vec(),
            takes_leads: takes_leads(source),
            after: switches.after(source),
            coming: u32::try_from(coming).unwrap_or(u32::MAX),
        });
    }
    Ok(states)
}

/// How many of a source were settled, whatever their days.
fn settled(read: &Read<'_>, source: &Source) -> Result<u32> {
    Ok(read
        .sql()
        .prepare_cached(
            "SELECT count(DISTINCT record) FROM reminder WHERE source = ? AND settled IS NOT NULL",
        )?
        .query_row([source.key], |row| row.get(0))?)
}

/// The occasions of one source, with what the user said of each.
pub(super) fn of_source(
    read: &Read<'_>,
    beside: &Beside,
    source: &'static Source,
    switches: &Switches,
    ask: Ask,
) -> Result<Vec<(Occasion, OfOne)>> {
    let after = TimeDelta::days(i64::from(switches.after(source).unwrap_or(0)));
    let (from, to) = ask.span;
    let mut found = Vec::new();
    match source.asked {
        Asked::Nothing => {
            let mut all = of_vault(beside, read.today(), source, ask);
            for (one, said) in &mut all {
                *said = of_one(read, source.key, one.record)?;
            }
            return Ok(all);
        }
        Asked::LunarDays => find(read, source, ask, (&"", &"M"), &mut found)?,
        Asked::Days => {
            // What comes again began before the span.
            let from = if source.every.is_some() {
                NaiveDate::MIN
            } else {
                from
            };
            let (first, last) = asked_days(source, (from, to));
            find(read, source, ask, (&first, &last), &mut found)?;
        }
        Asked::Instants => {
            let (start, end) = instants(read, ask.span, after);
            find(read, source, ask, (&start, &end), &mut found)?;
        }
        Asked::MonthDays => {
            // The 29th of February is kept on the 28th where there is none.
            let bare = |day: NaiveDate| day.format("%m-%d").to_string();
            let (first, last) = (bare(from), bare(to.succ_opt().unwrap_or(to)));
            if (to - from).num_days() >= 365 {
                find(read, source, ask, (&"01-01", &"12-31"), &mut found)?;
            } else if first <= last {
                find(read, source, ask, (&first, &last), &mut found)?;
            } else {
                find(read, source, ask, (&first, &"12-31"), &mut found)?;
                find(read, source, ask, (&"01-01", &last), &mut found)?;
            }
        }
    }
    let mut occasions = Vec::new();
    for row in found {
        let on = days(read, source, &row, after, ask).into_iter();
        for on in on.filter(|on| !spared(source, &row, *on)) {
            occasions.push((occasion(read, source, &row, on), row.said.clone()));
        }
    }
    Ok(occasions)
}

/// Whether somebody is to be left alone on the day that would be kept: up to which one they are stands
/// with every birthday.
fn spared(source: &Source, row: &Found, on: NaiveDate) -> bool {
    matches!(source.asked, Asked::MonthDays | Asked::LunarDays)
        && row.other.parse().is_ok_and(|until: NaiveDate| on <= until)
}

/// From which instant to which what speaks `after` its day is looked for.
fn instants(read: &Read<'_>, (from, to): Span, after: TimeDelta) -> (i64, i64) {
    let zone = read.zone();
    let start = match from.checked_sub_signed(after) {
        Some(day) if from > NaiveDate::MIN => day_start(day, zone).0,
        _ => i64::MIN,
    };
    (start, day_start(to - after + Days::new(1), zone).0 - 1)
}

/// How many days of a source lie within a span, of those that are found by their day.
fn count(read: &Read<'_>, source: &'static Source, switches: &Switches, ask: Ask) -> Result<u32> {
    if source.hours {
        let all = of_source(read, &Beside::default(), source, switches, ask)?;
        return Ok(u32::try_from(all.len()).unwrap_or(u32::MAX));
    }
    let mut count = read.sql().prepare_cached(&format!(
        "SELECT count(*) FROM ({}{}) s LEFT JOIN unit u ON u.id = s.unit
         WHERE u.id IS NULL OR u.deleted_at IS NULL",
        source.sql,
        of_unit_or_all(source, ask, 3)
    ))?;
    let after = TimeDelta::days(i64::from(switches.after(source).unwrap_or(0)));
    Ok(match source.asked {
        Asked::Instants => {
            let (start, end) = instants(read, ask.span, after);
            count.query_row(params![start, end, ask.unit], |row| row.get(0))?
        }
        _ => {
            let (from, to) = (stored(ask.span.0), ask.span.1.to_string());
            count.query_row(params![from, to, ask.unit], |row| row.get(0))?
        }
    })
}

/// The first and the last day as the statement of a source is asked. What has an hour by the clocks of another
/// place may be up to two days off here, for clocks differ by up to 26 hours, and stands behind its day without one.
fn asked_days(source: &Source, (from, to): Span) -> (String, String) {
    if !source.hours {
        return (stored(from), to.to_string());
    }
    let first = from.checked_sub_days(Days::new(2)).unwrap_or(from);
    let last = to.checked_add_days(Days::new(3)).unwrap_or(to);
    (
        stored(if from == NaiveDate::MIN { from } else { first }),
        last.to_string(),
    )
}

fn stored(day: NaiveDate) -> String {
    if day == NaiveDate::MIN {
        String::new()
    } else {
        day.to_string()
    }
}

fn occasion(read: &Read<'_>, source: &'static Source, row: &Found, on: NaiveDate) -> Occasion {
    let first = match &row.day {
        Column::Text(text) if source.every.is_some() => text.parse().ok(),
        _ => None,
    };
    let latest = match &row.number {
        Column::Text(day) => day.parse().ok(),
        _ => None,
    };
    let since = first.unwrap_or(on);
    Occasion {
        source: source.key,
        entity: source.entity,
        record: row.record,
        unit: row.unit.clone(),
        contact: row.contact.clone(),
        title: row.title.clone(),
        on,
        since,
        latest,
        by: row.by,
        why: reasons::why(source, row, (on, since), read.now(), read.zone()),
    }
}

/// The record that what is said of the vault as a whole speaks of.
pub const WHOLE: Id = Id::from_bytes([0; 16]);

/// What is said of the vault as a whole, and of each place that has waited too long.
fn of_vault(
    beside: &Beside,
    today: NaiveDate,
    source: &'static Source,
    ask: Ask,
) -> Vec<(Occasion, OfOne)> {
    if ask.unit.is_some() {
        return Vec::new();
    }
    let (from, to) = ask.span;
    // What does not come again has one day, until which it is to be done.
    let days = |owed: &Owed| match source.every {
        Some(step) => again(owed.since, step, ask.span),
        None => Some(owed.since)
            .filter(|day| (from..=to).contains(day))
            .into_iter()
            .collect(),
    };
    let owed = beside.owed.iter().filter(|owed| owed.source == source.key);
    owed.flat_map(|owed| {
        days(owed).into_iter().map(|on| {
            let one = Occasion {
                source: source.key,
                entity: source.entity,
                record: owed.record,
                unit: None,
                contact: None,
                title: String::new(),
                on,
                since: owed.since,
                latest: None,
                by: None,
                why: reasons::owed(source, owed, today),
            };
            (one, OfOne::default())
        })
    })
    .collect()
}
