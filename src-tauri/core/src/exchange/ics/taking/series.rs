//! The occurrences of a series that a file tells apart: one that was moved, and days named beside the
//! rule. A task repeats by one rule at one hour, so each of them becomes a task by itself, under a UID
//! made of the series' and its day; the rule leaves that day out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::super::entry::Entry;
use super::super::times::Moment;
use super::known::{self, Known};
use super::uid_of;
use crate::base::Repeat;
use crate::base::error::Result;
use crate::reminders::workdays;
use crate::vault::Read;

/// So many days named beside a rule become tasks.
const NAMED: usize = 60;

/// An entry as it is weighed.
pub(super) struct Told {
    pub(super) entry: Entry,
    /// What the task bears.
    pub(super) uid: String,
    pub(super) known: Option<Known>,
    /// What it is in the file: told twice, it is told once too often.
    pub(super) place: String,
}

/// Every entry of a file, its series told apart.
///
/// # Errors
/// When the database fails.
pub(super) fn told(read: &Read<'_>, entries: &[Entry]) -> Result<Vec<Told>> {
    let mut series: HashMap<String, Vec<&Moment>> = HashMap::new();
    for entry in entries {
        if let (Some(at), false) = (&entry.stands_for, entry.of_another) {
            series.entry(uid_of(entry)).or_default().push(at);
        }
    }
    let masters: BTreeSet<String> = entries
        .iter()
        .filter(|entry| entry.stands_for.is_none() && !entry.of_another)
        .map(uid_of)
        .collect();
    let mut found = Vec::new();
    for entry in entries {
        let uid = uid_of(entry);
        let known = known::find(read, &uid)?;
        if entry.of_another {
            let place = format!("{uid}#{}", found.len());
            found.push(told_as(entry.clone(), uid, known, place));
        } else if let Some(at) = &entry.stands_for {
            found.push(moved(read, entry, at, &uid, known, &masters)?);
        } else {
            let apart = series.get(&uid).map_or(&[][..], Vec::as_slice);
            whole(read, entry, apart, &uid, known, &mut found)?;
        }
    }
    Ok(found)
}

fn told_as(entry: Entry, uid: String, known: Option<Known>, place: String) -> Told {
    Told {
        entry,
        uid,
        known,
        place,
    }
}

/// What the occurrence of a day is called.
fn part(uid: &str, day: NaiveDate) -> String {
    format!("{uid}#{}", day.format("%Y%m%d"))
}

/// The day of its series that an occurrence stands for, by the clocks of the series.
fn day_of(read: &Read<'_>, at: &Moment, known: Option<&Known>) -> NaiveDate {
    let zone = known.and_then(|known| known.due).map(|due| due.zone);
    at.day(zone.unwrap_or(read.zone()), read.zone())
}

/// Whether the series has come to that day here: the occurrence is the task itself.
fn is_next(known: Option<&Known>, day: NaiveDate) -> bool {
    known.is_some_and(|known| known.repeat.is_some() && known.stands_for == Some(day))
}

/// One occurrence, moved.
fn moved(
    read: &Read<'_>,
    entry: &Entry,
    at: &Moment,
    uid: &str,
    known: Option<Known>,
    masters: &BTreeSet<String>,
) -> Result<Told> {
    let day = day_of(read, at, known.as_ref());
    let own = part(uid, day);
    let mut entry = entry.clone();
    if is_next(known.as_ref(), day) {
        return Ok(told_as(entry, uid.to_owned(), known, own));
    }
    // Of a series that is here and not in this file, nothing says that it leaves the day out.
    let repeats = known.as_ref().is_some_and(|known| known.repeat.is_some());
    entry.of_another = repeats && !masters.contains(uid);
    let gone = known.filter(|known| !known.lives);
    let known = match gone {
        Some(gone) => Some(gone),
        None => known::find(read, &own)?,
    };
    Ok(told_as(entry, own.clone(), known, own))
}

/// A series, or what comes once, and the days named beside it.
fn whole(
    read: &Read<'_>,
    entry: &Entry,
    apart: &[&Moment],
    uid: &str,
    known: Option<Known>,
    found: &mut Vec<Told>,
) -> Result<()> {
    let mut entry = entry.clone();
    for at in apart {
        let day = day_of(read, at, known.as_ref());
        if is_next(known.as_ref(), day) {
            entry.moved = true;
        } else {
            entry.except.push((*at).clone());
        }
    }
    // Our own file names the days of a rule that no calendar can say.
    let by_rule = entry.rule.is_none() && known.as_ref().is_some_and(|it| it.repeat.is_some());
    let also = if by_rule || known.as_ref().is_some_and(|known| !known.lives) {
        Vec::new()
    } else {
        named(read, &mut entry)?
    };
    found.push(told_as(
        entry.clone(),
        uid.to_owned(),
        known,
        uid.to_owned(),
    ));
    for at in also {
        let own = part(uid, at.day(read.zone(), read.zone()));
        let one = Entry {
            starts: Some(at.clone()),
            due: entry.due.as_ref().map(|_| at),
            // As long as the series' own, which may be said by its end.
            minutes: entry.span(read.zone()),
            ends: None,
            rule: None,
            also: Vec::new(),
            also_oddly: false,
            ..entry.clone()
        };
        found.push(told_as(one, own.clone(), known::find(read, &own)?, own));
    }
    Ok(())
}

/// The days named beside the rule that have not passed and that it does not come to anyway.
fn named(read: &Read<'_>, entry: &mut Entry) -> Result<Vec<Moment>> {
    let Some(first) = entry.starts.as_ref().or(entry.due.as_ref()) else {
        return Ok(Vec::new());
    };
    let first = first.meant(read.zone()).due;
    let days = entry
        .also
        .iter()
        .map(|at| (at.day(first.zone, read.zone()), at));
    // By the day, each once.
    let coming: BTreeMap<NaiveDate, &Moment> =
        days.filter(|(day, _)| *day >= read.today()).collect();
    let Some(last) = coming.keys().next_back() else {
        return Ok(Vec::new());
    };
    let rule = entry
        .rule
        .as_deref()
        .and_then(|rule| Repeat::parse(rule).ok());
    let anyway = match rule {
        Some(rule) => {
            let worked = workdays::of(read, first.zone)?;
            rule.between(first.date, (read.today(), *last), &worked)
        }
        None => vec![first.date],
    };
    let anyway: BTreeSet<NaiveDate> = anyway.into_iter().collect();
    let also = coming.iter().filter(|(day, _)| !anyway.contains(day));
    let mut also: Vec<Moment> = also.map(|(_, at)| (*at).clone()).collect();
    entry.also_oddly |= also.len() > NAMED;
    also.truncate(NAMED);
    Ok(also)
}
