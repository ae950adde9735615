//! Repeats as English says them.

use chrono::Weekday;

use super::amount::{self, Unit};
use super::english;
use super::number::ordinal;
use super::repeat::{Found, yearly};
use super::rule::{On, Rule};
use super::text::Text;
use super::value::Grain;

const ADVERBS: &[(&str, (Grain, i64))] = &[
    ("daily", (Grain::Day, 1)),
    ("weekly", (Grain::Week, 1)),
    ("biweekly", (Grain::Week, 2)),
    ("fortnightly", (Grain::Week, 2)),
    ("monthly", (Grain::Month, 1)),
    ("quarterly", (Grain::Quarter, 1)),
    ("half-yearly", (Grain::Month, 6)),
    ("yearly", (Grain::Year, 1)),
    ("annually", (Grain::Year, 1)),
];

const PERIODS: &[(&str, Grain)] = &[
    ("day", Grain::Day),
    ("week", Grain::Week),
    ("month", Grain::Month),
    ("quarter", Grain::Quarter),
    ("year", Grain::Year),
];

#[expect(
    clippy::unnecessary_wraps,
    reason = "what every reading of a rule gives"
)]
fn kept((rule, end): (Rule, usize)) -> Found {
    Some((Some(rule), end))
}

pub(super) fn english_rule(text: &Text, i: usize) -> Found {
    if !text.is_start(i) {
        return None;
    }
    if let Some(((freq, every), end)) = text.meant(i, ADVERBS) {
        // "the monthly report" is a thing.
        let (rule, end) = behind(text, freq, every, end);
        let alone = text.get(text.space(end)) == '\0'
            || freq == Grain::Day && text.then(end, &["at"]).is_some();
        return (rule.on != On::Any || alone).then_some((Some(rule), end));
    }
    // The last working day of every month.
    if let Some(found) = of_every(text, i) {
        return Some(found);
    }
    let led = text.any(i, &["on every", "every", "each", "on each", "on"]);
    let every = led.filter(|end| text.any(i, &["on"]) != Some(*end));
    let from = led.map_or(i, |end| text.space(end));
    if every.is_none() {
        // "On Mondays", "Mondays at nine".
        let plural = [
            "mondays",
            "tuesdays",
            "wednesdays",
            "thursdays",
            "fridays",
            "saturdays",
            "sundays",
        ];
        text.any(from, &plural)?;
    }
    if let Some(end) = text.any(from, &["weekday"]) {
        let days = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
        ];
        let on = On::Weekdays(days.to_vec());
        return Some((Some(Rule::new(Grain::Week, 1, on)), end));
    }
    if let Some(end) = text.any(
        from,
        &["working day", "business day", "workday", "work day"],
    ) {
        return Some((Some(Rule::new(Grain::Day, 1, On::Worked)), end));
    }
    if let Some(end) = text.any(
        from,
        &[
            "morning",
            "evening",
            "night",
            "afternoon",
            "day",
            "single day",
        ],
    ) {
        return Some((Some(Rule::new(Grain::Day, 1, On::Any)), end));
    }
    let seconds = text.any(from, &["second"]).filter(|end| {
        let next = text.space(*end);
        english::weekday(text, next).is_none() && text.meant(next, PERIODS).is_none()
    });
    if let Some(end) = text.any(from, &["hour", "minute", "half hour"]).or(seconds) {
        return Some((None, end));
    }
    let (every, after) = match text.any(from, &["other", "second"]) {
        Some(end) => (2, text.space(end)),
        None => (1, from),
    };
    if let Some((days, end)) = named_days(text, after) {
        return Some((Some(Rule::new(Grain::Week, every, On::Weekdays(days))), end));
    }
    if let Some((freq, end)) = text.meant(after, PERIODS) {
        return kept(behind(text, freq, every, end));
    }
    let (amount, end) = match ordinal(text, after).filter(|_| every == 1) {
        // Every 3rd day.
        Some((n, end)) => {
            let (freq, end) = text.meant(text.space(end), PERIODS)?;
            return kept(behind(text, freq, n, end));
        }
        None => amount::amount(text, after)?,
    };
    match (amount.unit, amount.whole()) {
        (
            Unit::Grain(
                grain @ (Grain::Day | Grain::Week | Grain::Month | Grain::Quarter | Grain::Year),
            ),
            Some(n),
        ) if (1..=400).contains(&n) => kept(behind(text, grain, n, end)),
        _ => Some((None, end)),
    }
}

pub(super) fn named_days(text: &Text, i: usize) -> Option<(Vec<Weekday>, usize)> {
    let (day, mut end) = english::weekday(text, i)?;
    let mut days = vec![day];
    loop {
        let next = text.then(end, &[",", "and", "&", ", and"]);
        let Some((day, after)) = next.and_then(|next| english::weekday(text, text.space(next)))
        else {
            break;
        };
        days.push(day);
        end = after;
    }
    days.sort_by_key(|day| day.num_days_from_monday());
    days.dedup();
    Some((days, end))
}

/// `the last working day of every month`, `first Monday of each quarter`.
pub(super) fn of_every(text: &Text, i: usize) -> Found {
    let from = text
        .any(i, &["on the", "the", "on"])
        .map_or(i, |end| text.space(end));
    let (on, end) = nth_english(text, from)?;
    let after = text.then(
        end,
        &["of every", "of each", "every", "each", "of the month every"],
    )?;
    let (freq, end) = text.meant(
        text.space(after),
        &[
            ("month", Grain::Month),
            ("quarter", Grain::Quarter),
            ("year", Grain::Year),
            ("week", Grain::Week),
        ],
    )?;
    let mut rule = Rule::new(freq, 1, on);
    quarterly(&mut rule);
    Some((Some(rule), end))
}

pub(super) fn quarterly(rule: &mut Rule) {
    if rule.freq == Grain::Quarter {
        (rule.freq, rule.every) = (Grain::Month, rule.every * 3);
        rule.month = match &rule.on {
            On::Any => None,
            On::Workday(..0) | On::Nth(..0, _) => Some(3),
            On::Days(days) if days.iter().all(|day| *day < 0) => Some(3),
            _ => Some(1),
        };
    }
}

pub(super) fn nth_english(text: &Text, i: usize) -> Option<(On, usize)> {
    let (n, after) = match text.any(i, &["last"]) {
        Some(end) => (-1, end),
        None => {
            let (n, end) = ordinal(text, i)?;
            match text.then(end, &["last", "to last"]) {
                Some(end) => (-n, end),
                None => (n, end),
            }
        }
    };
    let n = i32::try_from(n).ok()?;
    let at = text.space(after);
    if let Some((weekday, end)) = english::weekday(text, at) {
        return Some((On::Nth(n, weekday), end));
    }
    if let Some(end) = text.any(at, &["working day", "business day", "workday", "weekday"]) {
        return Some((On::Workday(n), end));
    }
    if let Some(end) = text.any(at, &["day"]) {
        return Some((On::Days(vec![n]), end));
    }
    ((1..=31).contains(&n)).then_some((On::Days(vec![n]), after))
}

/// What stands behind "every month" and the like.
pub(super) fn behind(text: &Text, freq: Grain, every: i64, end: usize) -> (Rule, usize) {
    let mut rule = Rule::new(freq, every, On::Any);
    let mut last = end;
    if let Some(after) = text.then(end, &["on the", "on", "at the", "by the", "by"]) {
        let at = text.space(after);
        let found = match freq {
            Grain::Week => named_days(text, at).map(|(days, end)| (On::Weekdays(days), end)),
            Grain::Year => yearly(text, at),
            Grain::Month | Grain::Quarter => nth_english(text, at),
            _ => None,
        };
        if let Some((on, after)) = found {
            rule.on = on;
            last = text
                .then(after, &["of the month", "of the quarter"])
                .unwrap_or(after);
        } else if let Some(end) = text.any(at, &["end of the month", "end"]) {
            rule.on = On::Days(vec![-1]);
            last = end;
        }
    }
    quarterly(&mut rule);
    (rule, last)
}
