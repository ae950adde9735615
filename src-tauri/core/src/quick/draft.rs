//! From one line to a task that is only proposed.

use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

use super::kinds;
use super::line::{blanked, in_chars, masked, original, title};
use super::names::Ledger;
use super::namesakes::without_names;
use super::numbered;
use super::time::{self, Ahead, Grain, Now, Shape, Time, Unsure, When};
use super::when::{readings, row};
use super::who;
use crate::base::{Result, words};
use crate::records::value::{Ref, Value, Wall};
use crate::reminders::leads::Lead;

/// So many choices are offered: as many as have a key.
pub(super) const MOST: usize = 5;

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
    /// By which rule it comes again, where the time is in doubt.
    pub repeat: Option<String>,
    /// What the line is without it, where one of several times is meant.
    pub title: Option<String>,
    /// How long before it speaks as well, where a lead of the line is of nothing without this time.
    pub leads: Vec<String>,
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
    /// How many minutes it takes, where the line says from when to when.
    pub minutes: Option<i32>,
    /// The due day is a working day as far as one knows: the holidays of its year are not announced.
    pub holidays_unknown: bool,
}

/// Reads a line.
///
/// # Errors
/// When the vault cannot be read.
pub fn draft(line: &str, now: &Now<'_>, zone: &str, ledger: &dyn Ledger) -> Result<Draft> {
    let ahead_said = leads(line);
    let timed_line = match &ahead_said {
        Some((_, span)) => blanked(line, span),
        None => line.to_owned(),
    };
    let timed_line = without_names(&timed_line, now, ledger)?;
    let found = readings(&timed_line, now);
    // A lead of nothing is left in the text.
    let ahead = ahead_said.clone().filter(|_| !found.is_empty());
    let lead = ahead.iter().map(|(_, span)| span.clone());
    let spans = sorted(
        found
            .iter()
            .flat_map(|one| one.spans.clone())
            .chain(lead.clone()),
    );
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
        minutes: None,
        holidays_unknown: false,
    };
    if !found.is_empty() {
        let said = found.iter().flat_map(|one| &one.spans);
        let said = said.filter_map(|span| line.get(span.clone()));
        draft.said.push(Said {
            part: Part::When,
            words: said.collect::<Vec<_>>().join(" "),
        });
    }
    match &found[..] {
        // What looks like a time and is none is not passed over in silence.
        [] if time::is_gone_back(line, now) => draft.doubts.push(Doubt {
            part: Part::When,
            why: "gone_back".to_owned(),
            choices: Vec::new(),
            is_likely: false,
        }),
        [] => draft.doubts.extend(numbered::day_or_place(
            (line, &timed_line),
            ahead_said,
            now,
            zone,
        )),
        [one] => timed(&mut draft, &one.time, now, zone),
        several => {
            // The words of the times not meant are of what is to be done.
            draft.title = title(line, &sorted(lead.clone()));
            let choices = several.iter().flat_map(|one| {
                let own = row(line, several, one).into_iter();
                let rest = title(line, &sorted(own.chain(lead.clone())));
                choices(&one.time, zone)
                    .into_iter()
                    .map(move |choice| Choice {
                        title: Some(rest.clone()),
                        ..choice
                    })
            });
            draft.doubts.push(Doubt {
                part: Part::When,
                why: "which_time".to_owned(),
                choices: choices.take(MOST).collect(),
                is_likely: false,
            });
        }
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
    who::named(&mut draft, line, &masked(&folded, &taken), &taken, ledger)?;
    Ok(draft)
}

/// The leads a line says, as their codes; nothing where one of them is further off than any lead, so that the
/// words stay where the user sees them.
fn leads(line: &str) -> Option<(Vec<String>, Range<usize>)> {
    let (said, span) = time::ahead(line)?;
    let code = |lead: &Ahead| match *lead {
        Ahead::Minutes(n) if n % 60 == 0 => format!("h{}", n / 60),
        Ahead::Minutes(n) => format!("m{n}"),
        Ahead::Days(n) => format!("d{n}"),
        Ahead::Workdays(n) => format!("w{n}"),
    };
    let mut codes: Vec<String> = said.iter().map(code).collect();
    codes.dedup();
    let all = codes.iter().all(|code| Lead::is_code(code));
    all.then_some((codes, span))
}

pub(super) fn sorted(spans: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = spans.collect();
    spans.sort_by_key(|span| span.start);
    spans
}

/// All that a time may mean, the likelier first.
pub(super) fn choices(time: &Time, zone: &str) -> Vec<Choice> {
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
    let choice = |due: Value, repeat: Option<String>| Choice {
        due,
        unit: None,
        contact: None,
        detail: String::new(),
        repeat,
        title: None,
        leads: Vec::new(),
    };
    match time {
        Time::Again(again) => again
            .ways
            .iter()
            .map(|way| choice(wall(way.start, way.at), Some(way.rule.clone())))
            .collect(),
        Time::Once(meant) => meant
            .whens
            .iter()
            .map(|when| choice(wall(when.due, when.at), None))
            .collect(),
    }
}

fn timed(draft: &mut Draft, time: &Time, now: &Now<'_>, zone: &str) {
    let choices = choices(time, zone);
    let unsure = match time {
        Time::Again(again) => again.unsure,
        Time::Once(meant) => meant.unsure,
    };
    let is_gone = matches!(time, Time::Once(meant) if meant.whens.iter().all(|when| when.due < now.at.date()));
    let unsure = unsure.or(is_gone.then_some(Unsure::GoneBy));
    // Of two rules neither is likely, nor is what lies before today.
    let is_likely = unsure != Some(Unsure::WhichRule) && !is_gone;
    if let Some(first) = choices.first().filter(|_| is_likely) {
        draft.due = first.due.clone();
        draft.repeat.clone_from(&first.repeat);
    }
    if let Some(unsure) = unsure {
        let choices = choices.into_iter().take(MOST).collect();
        draft.doubts.push(asked(unsure, choices, is_likely));
    }
    match time {
        Time::Again(again) => {
            draft.minutes = again
                .minutes
                .and_then(|minutes| i32::try_from(minutes).ok());
            draft.holidays_unknown = again.ways.first().is_some_and(|way| {
                let leans = way.rule.contains("WORKDAY") || way.rule.contains("SHIFT");
                leans && !time::is_announced(now.days, way.start)
            });
        }
        Time::Once(meant) => {
            let Some(first) = meant.whens.first() else {
                return;
            };
            draft.minutes = minutes(first, &draft.said);
            draft.holidays_unknown =
                leans_on_table(first, &draft.said) && !time::is_announced(now.days, first.due);
        }
    }
}

/// How many minutes lie between the two times of a span: 2点到4点, but not between 2 and 4, within which it
/// is to be done.
fn minutes(when: &When, said: &[Said]) -> Option<i32> {
    let linked = |said: &Said| {
        let links = [
            "到", "至", "-", "–", "—", "~", "～", " to ", " till ", " until ", " for ",
        ];
        !said.words.to_lowercase().contains("between")
            && links.iter().any(|link| said.words.contains(link))
    };
    let is_span = when.shape == Shape::Interval
        && when.grain < Grain::Day
        && when.at == Some(when.from.time())
        && said.iter().any(linked);
    let minutes = (when.until - when.from).num_minutes();
    is_span
        .then(|| i32::try_from(minutes).ok())
        .flatten()
        .filter(|minutes| (1..=24 * 60).contains(minutes))
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

fn asked(unsure: Unsure, choices: Vec<Choice>, is_likely: bool) -> Doubt {
    let why = match unsure {
        Unsure::HalfOfDay => "half_of_day",
        Unsure::WeekdayToday => "weekday_today",
        Unsure::DayOrMonth => "day_or_month",
        Unsure::WhichNext => "which_next",
        Unsure::GoneBy => "gone_by",
        Unsure::WhichDay => "which_day",
        Unsure::WhichRule => "which_rule",
    };
    Doubt {
        part: Part::When,
        why: why.to_owned(),
        choices,
        is_likely,
    }
}
