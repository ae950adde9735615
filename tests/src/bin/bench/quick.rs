//! Quick entry: how many of the shared expressions of time are understood, by class and language, in the
//! half that was looked at and in the one that never was; promises heard; what a keystroke costs.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDateTime;
use steward_core::base::{Clock, FixedClock, Workdays};
use steward_core::quick::promises::{By, heard};
use steward_core::quick::time::{Now, Unsure, find};
use steward_core::records::{ChangeSet, RecordChange};
use steward_core::session::Session;
use steward_tests::ledger;
use steward_tests::scene::monday;
use steward_tests::time_set::{self, Class, Expression, Outcome};

use crate::sheet::{Sheet, median, p99, timed};

const TIMES: &str = include_str!("../../../fixtures/quick/times.tsv");
const PROMISES_FRESH: &str = include_str!("../../../fixtures/quick/promises_fresh.tsv");
const PROMISES: &str = include_str!("../../../fixtures/quick/promises.tsv");
/// Units in the vault a line is read against.
const UNITS: usize = 2_000;

/// Exact; asked with the right one first; asked; refused; wrong.
type Counts = [usize; 5];

pub(crate) fn measure(sheet: &mut Sheet) {
    let days = Workdays::here(FixedClock::at(monday()).zone());
    shared(sheet, &days);
    promises(sheet, &days);
    speed(sheet, &days);
}

fn total(counts: &Counts) -> usize {
    counts.iter().sum()
}

fn percent(part: usize, of: usize) -> f64 {
    100.0 * part as f64 / of.max(1) as f64
}

fn shared(sheet: &mut Sheet, days: &Workdays) {
    let Some(all) = time_set::read() else {
        println!("quick: {} is not there and was left out", time_set::PLACE);
        return;
    };
    let judged: Vec<(&Expression, Outcome)> =
        all.iter().map(|one| (one, one.judge(days))).collect();
    println!(
        "\nquick: class and language, of both halves: exact, asked (right first), asked, refused, wrong"
    );
    let mut classes: BTreeMap<(Class, &str), Counts> = BTreeMap::new();
    for (one, outcome) in &judged {
        let counts = classes
            .entry((one.class, one.language.as_str()))
            .or_default();
        counts[*outcome as usize] += 1;
    }
    for ((class, language), counts) in &classes {
        let mark = if class.is_supported() {
            ""
        } else {
            " (not supported)"
        };
        println!("  {language} {}{mark}: {counts:?}", class.word());
    }
    asked(&judged, days);
    let (mut supported, mut every) = (Counts::default(), Counts::default());
    for (one, outcome) in &judged {
        every[*outcome as usize] += 1;
        if one.class.is_supported() {
            supported[*outcome as usize] += 1;
        }
    }
    sheet.at_least(
        "quick: exact with nothing asked, of supported",
        percent(supported[0], total(&supported)),
        time_set::EXACT,
        "%",
    );
    sheet.at_least(
        "quick: exact, or asked with the right one offered",
        percent(supported[..3].iter().sum(), total(&supported)),
        time_set::PROMISED.0,
        "%",
    );
    sheet.at_most(
        "quick: wrong of all",
        percent(every[4], total(&every)),
        time_set::PROMISED.1,
        "%",
    );
    sheet.at_most(
        "quick: wrong of supported",
        percent(supported[4], total(&supported)),
        time_set::PROMISED.1,
        "%",
    );
    for (half, seen) in [("looked at", true), ("looked at last", false)] {
        let (mut supported, mut every) = (Counts::default(), Counts::default());
        for (one, outcome) in judged.iter().filter(|(one, _)| one.is_seen() == seen) {
            every[*outcome as usize] += 1;
            if one.class.is_supported() {
                supported[*outcome as usize] += 1;
            }
        }
        let understood = supported[..3].iter().sum();
        let share = percent(understood, total(&supported));
        let wrong = percent(every[4], total(&every));
        let floor = time_set::FLOORS[usize::from(!seen)];
        sheet.at_least(
            &format!("quick, {half}: understood of supported"),
            share,
            floor.0,
            "%",
        );
        sheet.at_most(&format!("quick, {half}: wrong of all"), wrong, floor.1, "%");
    }
}

/// What is asked of the supported, class by class: how many, why, and one of them.
fn asked(judged: &[(&Expression, Outcome)], days: &Workdays) {
    let mut whys: BTreeMap<(Class, &str), Vec<&str>> = BTreeMap::new();
    for (one, outcome) in judged {
        if !one.class.is_supported() || !matches!(outcome, Outcome::Asked | Outcome::Among) {
            continue;
        }
        let Some(unsure) = one.asked(days) else {
            continue;
        };
        let texts = whys.entry((one.class, why(unsure))).or_default();
        texts.push(&one.text);
    }
    println!("quick: asked of the supported, and why");
    for ((class, why), texts) in &whys {
        println!(
            "  {} of {}: {why} ({})",
            texts.len(),
            class.word(),
            texts[0]
        );
    }
}

fn why(unsure: Unsure) -> &'static str {
    match unsure {
        Unsure::HalfOfDay => "an hour awake in either half of the day",
        Unsure::WeekdayToday => "the weekday is today's: today or in a week",
        Unsure::DayOrMonth => "figures that are month and day or day and month",
        Unsure::WhichNext => "the coming one is in this week: it or the one after",
        Unsure::GoneBy => "gone by or only just: it or the next",
        Unsure::WhichDay => "two days or nights go by these words",
        Unsure::WhichRule => "two rules go by these words",
    }
}

fn promises(sheet: &mut Sheet, days: &Workdays) {
    let at: NaiveDateTime = "2026-11-25T10:20:00".parse().unwrap();
    let now = Now { at, days };
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for line in PROMISES
        .lines()
        .chain(PROMISES_FRESH.lines())
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let [by, day, text] = line.split('\t').collect::<Vec<_>>()[..] else {
            continue;
        };
        // Whether it depends on something is a mark, and no part of the day.
        let day = day.trim_end_matches('?');
        let found = heard(text, &now);
        let told = |by: By| if by == By::Us { "us" } else { "them" };
        match &found[..] {
            [] if by == "-" => {}
            [] => missed += 1,
            // One that hangs on something has no day.
            [one]
                if told(one.by) == by && one.days.first().map_or("open", String::as_str) == day =>
            {
                right += 1;
            }
            _ => wrong += 1,
        }
    }
    sheet.at_least(
        "promises heard: precision",
        percent(right, right + wrong),
        90.0,
        "%",
    );
    sheet.note(
        "promises heard: recall",
        percent(right, right + missed),
        "%",
    );
}

fn speed(sheet: &mut Sheet, days: &Workdays) {
    let at: NaiveDateTime = "2026-11-25T10:20:00".parse().unwrap();
    let now = Now { at, days };
    let mut took = Vec::new();
    let lines: Vec<&str> = TIMES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    for line in &lines {
        let text = line.split('\t').next().unwrap_or_default();
        let sentence = format!("{text}给华为张总打电话");
        took.push(timed(|| find(&sentence, &now)).0 * 1000.0);
    }
    sheet.note(
        "quick: a time found in a sentence, median",
        median(took.clone()),
        "us",
    );
    sheet.at_most(
        "quick: a time found in a sentence, p99",
        p99(took),
        5_000.0,
        "us",
    );
    let long: String = lines.join("，").chars().take(500).collect();
    let hard = timed(|| find(&long, &now)).0;
    sheet.at_most("quick: 500 characters", hard, 50.0, "ms");

    let session = Session::in_memory(Arc::new(FixedClock::at(monday()))).unwrap();
    let changes = (0..UNITS).map(|n| RecordChange::Create {
        entity: "unit".into(),
        id: None,
        asked: false,
        values: ledger::unit(n),
    });
    let set = ChangeSet {
        label: "op.create".into(),
        changes: changes.collect(),
    };
    session.apply(&set).unwrap();
    let name = ledger::unit(7)
        .get("legal_name")
        .and_then(|name| name.as_text().map(str::to_owned));
    let line = format!("下周三上午给{}张总打电话", name.unwrap_or_default());
    // The index is brought up to date before anybody types.
    session.quick_draft(&line).unwrap();
    let mut keys = Vec::new();
    let typed: Vec<char> = line.chars().collect();
    for upto in 1..=typed.len() {
        let part: String = typed[..upto].iter().collect();
        keys.push(timed(|| session.quick_draft(&part).unwrap()).0);
    }
    sheet.note(
        "quick: a keystroke against 2,000 units, median",
        median(keys.clone()),
        "ms",
    );
    sheet.at_most(
        "quick: a keystroke against 2,000 units, p99",
        p99(keys),
        16.0,
        "ms",
    );
}
