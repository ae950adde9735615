//! Lines of quick entry and rules of repetition that nobody would write: good ones of the fixtures, cut,
//! spliced and strewn with what has meaning to the grammar.

use steward_core::base::{Repeat, Workdays};
use steward_core::quick::Doubt;
use steward_core::quick::promises::heard;
use steward_core::quick::time::{Now, Time, ahead, find};
use steward_core::session::Session;
use steward_tests::dice::Dice;

const GOOD: [&str; 4] = [
    include_str!("../../../fixtures/quick/times.tsv"),
    include_str!("../../../fixtures/quick/repeats.tsv"),
    include_str!("../../../fixtures/quick/fresh.tsv"),
    include_str!("../../../fixtures/quick/promises.tsv"),
];
const TOKENS: &[&str] = &[
    "每",
    "第",
    "最后一个工作日",
    "农历",
    "闰",
    "廿",
    "半",
    "提前",
    "提醒",
    "零",
    "前",
    "到",
    "-",
    "/",
    ":",
    "999999999",
    "every ",
    "last ",
    " of ",
    " before ",
    "remind me ",
    "FREQ=DAILY;",
    "WORKDAY=EACH",
    ";INTERVAL=1000",
    ";COUNT=0",
    "BYDAY=-53SU",
    "LUNAR=L12-30",
    ";SHIFT=PREV",
    "UNTIL=99991231",
    "\u{0}",
    "\u{301}",
    "👩‍💻",
];

/// A line with some faults.
pub(crate) fn bent(dice: &mut Dice) -> String {
    let pick = |dice: &mut Dice| {
        let lines: Vec<&str> = GOOD[dice.below(GOOD.len())]
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .collect();
        // A rule stands in the second column.
        let columns: Vec<&str> = lines[dice.below(lines.len())].split('\t').collect();
        columns[dice.below(columns.len())].to_owned()
    };
    let mut line: Vec<char> = pick(dice).chars().collect();
    for _ in 0..dice.below(5) {
        let at = dice.below(line.len() + 1);
        let to = (at + dice.below(6)).min(line.len());
        match dice.below(5) {
            0 => drop(line.drain(at..to)),
            1 => line.truncate(at),
            2 => drop(line.splice(at..at, pick(dice).chars())),
            3 => {
                let again: Vec<char> = line[at..to].repeat(1 + dice.below(40));
                line.splice(at..at, again);
            }
            _ => drop(line.splice(at..to, TOKENS[dice.below(TOKENS.len())].chars())),
        }
    }
    line.into_iter().collect()
}

/// Takes a line through quick entry and through the rules; how it ended, or the fault.
pub(crate) fn through(session: &Session, line: &str) -> Result<String, String> {
    let days: Workdays = session.workdays().map_err(|e| e.to_string())?;
    let at = chrono::NaiveDate::from_ymd_opt(2026, 11, 25)
        .and_then(|day| day.and_hms_opt(10, 20, 0))
        .unwrap_or_default();
    let now = Now { at, days: &days };
    let found = find(line, &now);
    for one in &found {
        if line.get(one.span.clone()).is_none() {
            return Err("a time cuts a character".to_owned());
        }
        match &one.time {
            Time::Once(meant) if meant.whens.is_empty() => return Err("no reading".to_owned()),
            Time::Again(again) => {
                for way in &again.ways {
                    Repeat::parse(&way.rule).map_err(|e| format!("{}: {e}", way.rule))?;
                }
            }
            Time::Once(_) => {}
        }
    }
    if let Some((_, span)) = ahead(line)
        && line.get(span).is_none()
    {
        return Err("a lead cuts a character".to_owned());
    }
    let _ = heard(line, &now);
    let draft = session.quick_draft(line).map_err(|e| e.to_string())?;
    // One choice that is not likely may be refused, and so is a question.
    let is_none = |doubt: &Doubt| doubt.choices.len() < 1 + usize::from(doubt.is_likely);
    if draft.doubts.iter().any(is_none) {
        return Err("one choice is no question".to_owned());
    }
    let Ok(rule) = Repeat::read(line) else {
        return Ok(if found.is_empty() {
            "no time"
        } else {
            "a time"
        }
        .to_owned());
    };
    let kept = rule.to_string();
    if Repeat::parse(&kept).map_err(|e| format!("{kept}: {e}"))? != rule {
        return Err(format!("{kept} is another rule when it is read again"));
    }
    let mut after = at.date();
    for _ in 0..20 {
        let Some(next) = rule.after(at.date(), after, &days) else {
            break;
        };
        if next <= after {
            return Err(format!("{kept} does not go on"));
        }
        after = next;
    }
    Ok("a rule".to_owned())
}
