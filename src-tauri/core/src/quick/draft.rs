//! From one line to a task that is only proposed.

use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

use super::kinds;
use super::line::{blanked, in_chars, masked, original, title};
use super::names::{self, Ledger, NamedPerson, NamedUnit};
use super::time::{self, Ahead, Found, Grain, Meant, Now, Shape, Time, Unsure, When};
use crate::base::{Result, words};
use crate::records::value::{Ref, Value, Wall};
use crate::reminders::catalog::LISTS;

/// So many choices are offered: as many as have a key.
const MOST: usize = 5;
/// A line is looked up in the vault so often at most, for units and for people.
const LOOKS: usize = 12;

/// What of a task some words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "QuickPart")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Part {
    When,
    Unit,
    Contact,
    Kind,
    Leads,
}

/// Which words say what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename = "QuickSaid")]
pub struct Said {
    /// What they say.
    pub part: Part,
    /// The words.
    pub words: String,
}

/// One of several things that may be meant.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename = "QuickChoice")]
pub struct Choice {
    /// When, where the time is in doubt.
    pub due: Value,
    /// The unit, where it is; of a person their unit.
    pub unit: Option<Ref>,
    /// The person.
    pub contact: Option<Ref>,
    /// What tells them apart: the person's title.
    pub detail: String,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename = "QuickDoubt")]
pub struct Doubt {
    /// About what.
    pub part: Part,
    /// Why, as the end of a message key.
    pub why: String,
    /// What may be meant. Where one of them is likely it stands first, and stands until another
    /// is chosen.
    pub choices: Vec<Choice>,
    /// Whether the first is likely; else one must be chosen.
    pub is_likely: bool,
}

/// A task as a line says it, for consent.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename = "QuickDraft")]
pub struct Draft {
    /// What is to be done: the line without its time.
    pub title: String,
    /// By when; null for some day.
    pub due: Value,
    /// How it comes again: the text of a repeat rule.
    pub repeat: Option<String>,
    /// How long before it speaks as well, by the codes of their choices.
    pub leads: Vec<String>,
    /// At which unit.
    pub unit: Option<Ref>,
    /// With whom.
    pub contact: Option<Ref>,
    /// Its kind, by code; empty where none is said.
    pub kind: String,
    /// Which words said it.
    pub said: Vec<Said>,
    /// What is to be asked.
    pub doubts: Vec<Doubt>,
    /// The due day is a working day as far as one knows: the holidays of its year are not announced.
    pub holidays_unknown: bool,
}

/// Reads a line.
///
/// # Errors
/// When the vault cannot be read.
pub fn draft(line: &str, now: &Now<'_>, zone: &str, ledger: &dyn Ledger) -> Result<Draft> {
    let ahead = leads(line);
    let timed_line = match &ahead {
        Some((_, span)) => blanked(line, span),
        None => line.to_owned(),
    };
    let found = one_time(&timed_line, now);
    // A lead of nothing is left in the text.
    let ahead = ahead.filter(|_| found.is_some());
    let mut spans: Vec<Range<usize>> = found.iter().flat_map(|found| found.spans.clone()).collect();
    spans.extend(ahead.iter().map(|(_, span)| span.clone()));
    spans.sort_by_key(|span| span.start);
    let mut draft = Draft {
        title: title(line, &spans),
        due: Value::Null,
        repeat: None,
        leads: Vec::new(),
        unit: None,
        contact: None,
        kind: String::new(),
        said: Vec::new(),
        doubts: Vec::new(),
        holidays_unknown: false,
    };
    if let Some(found) = &found {
        let said = found
            .spans
            .iter()
            .filter_map(|span| line.get(span.clone()))
            .collect::<Vec<_>>()
            .join(" ");
        draft.said.push(Said {
            part: Part::When,
            words: said,
        });
        timed(&mut draft, &found.time, now, zone);
    }
    if let Some((codes, span)) = ahead {
        draft.said.push(Said {
            part: Part::Leads,
            words: line.get(span).unwrap_or_default().to_owned(),
        });
        draft.leads = codes;
    }
    let folded: Vec<char> = words::to_simplified(&words::narrow(line))
        .chars()
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let taken: Vec<(usize, usize)> = spans.iter().map(|span| in_chars(line, span)).collect();
    if let Some((code, from, until)) = kinds::kind(&masked(&folded, &taken)) {
        code.clone_into(&mut draft.kind);
        draft.said.push(Said {
            part: Part::Kind,
            words: original(line, from, until),
        });
    }
    named(&mut draft, line, &masked(&folded, &taken), &taken, ledger)?;
    Ok(draft)
}

/// The leads a line says, as codes of their list; nothing where one of them has no choice there, so that
/// the words stay where the user sees them.
fn leads(line: &str) -> Option<(Vec<String>, Range<usize>)> {
    let (said, span) = time::ahead(line)?;
    let code = |lead: &Ahead| match *lead {
        Ahead::Minutes(n) if n % 60 == 0 => format!("h{}", n / 60),
        Ahead::Minutes(n) => format!("m{n}"),
        Ahead::Days(n) => format!("d{n}"),
        Ahead::Workdays(n) => format!("w{n}"),
    };
    let known = LISTS.iter().find(|list| list.key == "lead")?.codes;
    let mut codes: Vec<String> = said.iter().map(code).collect();
    codes.dedup();
    let all = codes.iter().all(|code| known.contains(&code.as_str()));
    all.then_some((codes, span))
}

/// The time of a line, and the places that say it.
struct OneTime {
    time: Time,
    spans: Vec<Range<usize>>,
}

/// The one time a line says. A day here and an hour there (周三给张总打电话，下午3点) are one.
fn one_time(line: &str, now: &Now<'_>) -> Option<OneTime> {
    let found = time::find(line, now);
    let again = found
        .iter()
        .find(|found| matches!(found.time, Time::Again(_)));
    let of = |found: &Found| OneTime {
        time: found.time.clone(),
        spans: vec![found.span.clone()],
    };
    if let Some(again) = again {
        return Some(of(again));
    }
    let [first, rest @ ..] = &found[..] else {
        return None;
    };
    for other in rest {
        let both = format!(
            "{} {}",
            line.get(first.span.clone())?,
            line.get(other.span.clone())?
        );
        if let [joined] = &time::find(&both, now)[..]
            && joined.span.len() + 1 >= both.len()
        {
            let spans = vec![first.span.clone(), other.span.clone()];
            return Some(OneTime {
                time: joined.time.clone(),
                spans,
            });
        }
    }
    Some(of(first))
}

fn timed(draft: &mut Draft, time: &Time, now: &Now<'_>, zone: &str) {
    let wall = |day: NaiveDate, at: Option<NaiveTime>| {
        let at = match at {
            Some(at) => day.and_time(at).format("%Y-%m-%dT%H:%M").to_string(),
            None => day.to_string(),
        };
        Value::Wall(Wall {
            at,
            zone: zone.to_owned(),
        })
    };
    match time {
        Time::Again(again) => {
            draft.repeat = Some(again.rule.clone());
            let first = again.at.first().copied();
            draft.due = wall(again.start, first);
            if again.at.len() > 1 {
                let choices = again
                    .at
                    .iter()
                    .map(|at| choice(wall(again.start, Some(*at))));
                draft
                    .doubts
                    .push(asked(Unsure::HalfOfDay, choices.collect()));
            }
            draft.holidays_unknown =
                again.rule.contains("WORKDAY") && !time::is_announced(now.days, again.start);
        }
        Time::Once(Meant { whens, unsure }) => {
            let Some(first) = whens.first() else { return };
            draft.due = wall(first.due, first.at);
            if let Some(unsure) = unsure {
                let choices = whens
                    .iter()
                    .take(MOST)
                    .map(|when| choice(wall(when.due, when.at)));
                draft.doubts.push(asked(*unsure, choices.collect()));
            }
            draft.holidays_unknown =
                leans_on_table(first, &draft.said) && !time::is_announced(now.days, first.due);
        }
    }
}

/// Whether the day was found among the working days.
fn leans_on_table(when: &When, said: &[Said]) -> bool {
    let words = ["工作日", "工作天", "working day", "business day", "workday"];
    let named = said.iter().any(|said| {
        words
            .iter()
            .any(|word| said.words.to_lowercase().contains(word))
    });
    named
        || when.grain > Grain::Day
        || matches!(when.shape, Shape::After | Shape::Before) && when.due != when.from.date()
}

fn choice(due: Value) -> Choice {
    Choice {
        due,
        unit: None,
        contact: None,
        detail: String::new(),
    }
}

fn asked(unsure: Unsure, choices: Vec<Choice>) -> Doubt {
    let why = match unsure {
        Unsure::HalfOfDay => "half_of_day",
        Unsure::WeekdayToday => "weekday_today",
        Unsure::DayOrMonth => "day_or_month",
        Unsure::WhichNext => "which_next",
        Unsure::GoneBy => "gone_by",
        Unsure::WhichDay => "which_day",
    };
    Doubt {
        part: Part::When,
        why: why.to_owned(),
        choices,
        is_likely: true,
    }
}

/// Who and where.
fn named(
    draft: &mut Draft,
    line: &str,
    text: &[char],
    taken: &[(usize, usize)],
    ledger: &dyn Ledger,
) -> Result<()> {
    let called = names::called(text);
    let mut taken = taken.to_vec();
    taken.extend(called.iter().map(|called| (called.from, called.until)));
    let mut looks = LOOKS;
    let mut person_looks = LOOKS;
    let mut units: Vec<NamedUnit> = Vec::new();
    let mut people: Vec<NamedPerson> = Vec::new();
    for (segment_start, segment_end) in names::segments(text, &taken) {
        if units.is_empty()
            && let Some((found, from, until)) =
                unit_within(line, segment_start, segment_end, &mut looks, ledger)?
        {
            draft.said.push(Said {
                part: Part::Unit,
                words: original(line, from, until),
            });
            units = found;
            // 华为张伟: who stands behind the unit, or 和王强在苏州二厂: before it.
            for (from, until) in [(until, segment_end), (segment_start, from)] {
                if called.is_none() && people.is_empty() && until > from + 1 {
                    let place = (text, from, until);
                    people = person_within(draft, line, place, &units, &mut person_looks, ledger)?;
                }
            }
            continue;
        }
        if called.is_none() && people.is_empty() {
            let place = (text, segment_start, segment_end);
            people = person_within(draft, line, place, &units, &mut person_looks, ledger)?;
        }
    }
    if let Some(called) = &called {
        people = by_title(called, &units, ledger)?;
        if !people.is_empty() {
            draft.said.push(Said {
                part: Part::Contact,
                words: original(line, called.from, called.until),
            });
        }
    }
    settle(draft, &units, &people);
    Ok(())
}

type Within = Option<(Vec<NamedUnit>, usize, usize)>;

/// The units that a stretch of the line names: all of it, or as much of its beginning or end as is a
/// name.
fn unit_within(
    line: &str,
    from: usize,
    until: usize,
    looks: &mut usize,
    ledger: &dyn Ledger,
) -> Result<Within> {
    let mut tries = vec![(from, until)];
    let is_word = |i: usize| line.chars().nth(i).is_some_and(|c| !words::is_han(c));
    for end in (from + 2..until).rev() {
        // A Latin word is never cut.
        if !(is_word(end) && is_word(end - 1))
            || line.chars().nth(end).is_some_and(char::is_whitespace)
        {
            tries.push((from, end));
        }
    }
    for start in from + 1..until.saturating_sub(1) {
        if !(is_word(start) && is_word(start - 1))
            || line.chars().nth(start - 1).is_some_and(char::is_whitespace)
        {
            tries.push((start, until));
        }
    }
    for (start, end) in tries {
        if *looks == 0 {
            return Ok(None);
        }
        *looks -= 1;
        let words = original(line, start, end);
        let found = ledger.units(words.trim())?;
        let cut = (start, end) != (from, until) || names::is_common(words.trim());
        // Half of what was said may be half of a name only where it begins one.
        let found: Vec<NamedUnit> = found
            .into_iter()
            .filter(|unit| !cut || unit.is_start || unit.is_whole)
            .collect();
        if found.is_empty() {
            continue;
        }
        let whole: Vec<NamedUnit> = found.iter().filter(|unit| unit.is_whole).cloned().collect();
        let start_of: Vec<NamedUnit> = found.iter().filter(|unit| unit.is_start).cloned().collect();
        let best = [whole, start_of, found]
            .into_iter()
            .find(|some| !some.is_empty())
            .unwrap_or_default();
        return Ok(Some((best, start, end)));
    }
    Ok(None)
}

fn person_within(
    draft: &mut Draft,
    line: &str,
    (text, from, until): (&[char], usize, usize),
    units: &[NamedUnit],
    looks: &mut usize,
    ledger: &dyn Ledger,
) -> Result<Vec<NamedPerson>> {
    let at = match units {
        [unit] => Some(unit.unit.id),
        _ => None,
    };
    let parts = names::person_at(text, from, until);
    let tries = std::iter::once((from, until))
        .chain(parts.into_iter().filter(|part| *part != (from, until)));
    for place in tries {
        if *looks == 0 {
            break;
        }
        *looks -= 1;
        let words = original(line, place.0, place.1);
        let mut people = ledger.people(words.trim(), at)?;
        // A part of what was said is a name only where it is all of one.
        people.retain(|person| place == (from, until) || person.contact.label == words);
        let there: Vec<NamedPerson> = people
            .iter()
            .filter(|person| person.is_there)
            .cloned()
            .collect();
        let people = if there.is_empty() { people } else { there };
        if !people.is_empty() {
            draft.said.push(Said {
                part: Part::Contact,
                words,
            });
            return Ok(people);
        }
    }
    Ok(Vec::new())
}

/// People by surname and title: at the units named first, then anywhere.
fn by_title(
    called: &names::Called,
    units: &[NamedUnit],
    ledger: &dyn Ledger,
) -> Result<Vec<NamedPerson>> {
    let mut there = Vec::new();
    for unit in units.iter().take(MOST) {
        there.extend(ledger.of_surname(&called.surname, Some(unit.unit.id))?);
    }
    if !there.is_empty() {
        return Ok(names::fitting(distinct(there), called));
    }
    let anywhere = ledger.of_surname(&called.surname, None)?;
    Ok(names::fitting(anywhere, called))
}

fn distinct(people: Vec<NamedPerson>) -> Vec<NamedPerson> {
    let mut kept: Vec<NamedPerson> = Vec::new();
    for person in people {
        if !kept
            .iter()
            .any(|other| other.contact.id == person.contact.id)
        {
            kept.push(person);
        }
    }
    kept
}

/// What is sure is set, what is not is asked.
fn settle(draft: &mut Draft, units: &[NamedUnit], people: &[NamedPerson]) {
    match people {
        [] => {}
        // Where a unit was named, somebody of that name elsewhere is no match to take in silence.
        [person] if units.is_empty() || person.is_there => {
            draft.contact = Some(person.contact.clone());
            if units.len() != 1 {
                draft.unit.clone_from(&person.unit);
            }
        }
        several => {
            let choices = several.iter().take(MOST).map(|person| Choice {
                due: Value::Null,
                unit: person.unit.clone(),
                contact: Some(person.contact.clone()),
                detail: person.title.clone(),
            });
            let doubt = Doubt {
                part: Part::Contact,
                why: "which_person".to_owned(),
                choices: choices.collect(),
                is_likely: false,
            };
            draft.doubts.push(doubt);
        }
    }
    match units {
        [unit] if draft.unit.is_none() => draft.unit = Some(unit.unit.clone()),
        [_, _, ..] if draft.unit.is_none() && people.is_empty() => {
            let choices = units.iter().take(MOST).map(|unit| Choice {
                due: Value::Null,
                unit: Some(unit.unit.clone()),
                contact: None,
                detail: String::new(),
            });
            let doubt = Doubt {
                part: Part::Unit,
                why: "which_unit".to_owned(),
                choices: choices.collect(),
                is_likely: false,
            };
            draft.doubts.push(doubt);
        }
        _ => {}
    }
}
