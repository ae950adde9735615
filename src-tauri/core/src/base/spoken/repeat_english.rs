//! Repeats as English says them.

use chrono::Weekday;

use super::amount::{self, Unit};
use super::english;
use super::number::ordinal;
use super::repeat::Found;
use super::repeat_chinese::yearly;
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

const PLURALS: &[&str] = &[
    "weekdays",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
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
    if let Some(found) = before_every_end(text, i).or_else(|| before_every(text, i)) {
        return Some(found);
    }
    let led = text.any(i, &["on every", "every", "each", "on each", "on"]);
    let every = led.filter(|end| text.any(i, &["on"]) != Some(*end));
    let from = led.map_or(i, |end| text.space(end));
    if every.is_none() {
        // "On Mondays", "Mondays at nine".
        text.any(from, PLURALS)?;
    }
    if let Some(end) = text.any(from, &["weekday", "weekdays"]) {
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
    if let Some(found) = every_nth(text, from) {
        return Some(found);
    }
    let (every, after) = match text.any(from, &["other", "second", "2nd"]) {
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
            let Some((freq, end)) = text.meant(text.space(end), PERIODS) else {
                return Some((None, end));
            };
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

/// `every first Monday`, `every last Friday of the month`, `every 1st and 15th`, `every last working day of
/// the quarter`.
fn every_nth(text: &Text, i: usize) -> Found {
    let (on, end) = nth_english(text, i)?;
    let (freq, last) = of_period(text, end).map_or((None, end), |(freq, end)| (Some(freq), end));
    let is_second = text.any(i, &["second", "2nd", "other"]).is_some();
    let on = match on {
        // Every second Friday is every other, unless it is of something.
        On::Nth(..) | On::Workday(_) if is_second && freq.is_none() => return None,
        // Every third working day counts them.
        On::Workday(2..) if freq.is_none() => return Some((None, last)),
        On::Days(days) => {
            let dayed = text.then(i, &["day"]).is_some() || is_day_said(text, i, end);
            match (&days[..], freq) {
                // Every third day counts days; every first one says nothing.
                ([n], None) if dayed && *n > 1 => return None,
                ([1], None) if dayed => return Some((None, last)),
                // Every second week; every third time.
                ([n], None) if *n > 0 && !text.get(i).is_ascii_digit() => return None,
                ([n], None) if *n > 0 && counts_on(text, end) => return None,
                _ => return listed_days(text, days, end, freq),
            }
        }
        on => on,
    };
    Some((within(freq.unwrap_or(Grain::Month), on), last))
}

/// Whether the ordinal is said of days by their word.
fn is_day_said(text: &Text, i: usize, end: usize) -> bool {
    (i..end).any(|at| text.word(at, "day") == Some(end))
}

/// Whether a unit is counted by the ordinal that ended.
fn counts_on(text: &Text, end: usize) -> bool {
    text.meant(text.space(end), PERIODS).is_some()
}

/// `the 1st and 15th`, of a month unless another period is said.
fn listed_days(text: &Text, mut days: Vec<i32>, end: usize, freq: Option<Grain>) -> Found {
    let mut last = end;
    while let Some(link) = text.then(last, &["and", ",", "&", ", and", "and the"])
        && let Some((n, after)) = ordinal(text, text.space(link))
        && let Some(n) = i32::try_from(n).ok().filter(|n| (1..=31).contains(n))
    {
        days.push(n);
        last = after;
    }
    let (freq, last) = match (freq, of_period(text, last)) {
        (Some(freq), _) => (freq, of_period(text, end)?.1),
        (None, Some((freq, end))) => (freq, end),
        (None, None) => (Grain::Month, last),
    };
    Some((within(freq, On::Days(days)), last))
}

/// `of the month`, `in each quarter`: of which period.
fn of_period(text: &Text, end: usize) -> Option<(Grain, usize)> {
    let after = text.then(
        end,
        &[
            "of the", "of each", "of every", "of a", "in the", "in each", "in every", "each",
            "every",
        ],
    )?;
    text.meant(
        text.space(after),
        &[
            ("month", Grain::Month),
            ("quarter", Grain::Quarter),
            ("year", Grain::Year),
            ("week", Grain::Week),
        ],
    )
}

pub(super) fn named_days(text: &Text, i: usize) -> Option<(Vec<Weekday>, usize)> {
    let (day, mut end) = english::weekday(text, i)?;
    let mut days = vec![day];
    loop {
        let over = text.then(end, &["to", "through", "thru", "-", "--", "till", "until"]);
        let link = text.then(
            end,
            &[
                ",",
                "and",
                "&",
                ", and",
                "/",
                "+",
                "and every",
                "and on",
                ", and every",
            ],
        );
        let next = over.or(link).map(|next| text.space(next));
        let Some((day, after)) = next.and_then(|next| english::weekday(text, next)) else {
            break;
        };
        if over.is_some() {
            let mut next = days.last().copied()?.succ();
            while next != day && days.len() < 7 {
                days.push(next);
                next = next.succ();
            }
        }
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
    Some((within(freq, on), end))
}

/// `three days before the end of each month`: counted from its last day, days worked from when it is over or
/// from that day.
fn before_every_end(text: &Text, i: usize) -> Found {
    let (amount, sign, after) = amount::before_other(text, i)?;
    (sign < 0).then_some(())?;
    let end = text.any(
        text.space(after),
        &[
            "the end of each month",
            "the end of every month",
            "end of each month",
            "end of every month",
            "each month end",
            "every month end",
            "each month-end",
            "every month-end",
        ],
    )?;
    let n = amount.whole().and_then(|n| i32::try_from(n).ok());
    let on = match (amount.unit, n.filter(|n| (1..=20).contains(n))) {
        (Unit::Workday, Some(n)) => On::BeforeEnd(n, true),
        (Unit::Grain(Grain::Day), Some(n)) => On::Days(vec![-n - 1]),
        _ => return Some((None, end)),
    };
    Some((Some(Rule::new(Grain::Month, 1, on)), end))
}

/// `3 workdays before the 25th of every month`, `two working days before every 5th`.
fn before_every(text: &Text, i: usize) -> Found {
    let (amount, sign, after) = amount::before_other(text, i)?;
    (sign < 0).then_some(())?;
    let at = text.space(after);
    let (rule, end) = of_every(text, at).or_else(|| {
        let at = text.any(at, &["every", "each"])?;
        every_nth(text, text.space(at))
    })?;
    Some((rule.and_then(|rule| rule.before(amount)), end))
}

/// The rule of a day of each such period; nothing where no rule says it.
fn within(freq: Grain, on: On) -> Option<Rule> {
    let on = match (freq, on) {
        (_, on @ On::Workday(_)) | (Grain::Month, on) => on,
        (Grain::Quarter, On::Nth(n, day)) if n.abs() <= 4 => On::Nth(n, day),
        (Grain::Quarter, On::Days(days)) if days.iter().all(|day| day.abs() == 1) => On::Days(days),
        (Grain::Year, On::Nth(n, day)) if n.abs() <= 4 => {
            On::NthOf(if n > 0 { 1 } else { 12 }, n, day)
        }
        (Grain::Year, On::Days(days)) if days == [1] => On::Date(1, 1),
        (Grain::Year, On::Days(days)) if days == [-1] => On::Date(12, 31),
        _ => return None,
    };
    let mut rule = Rule::new(freq, 1, on);
    quarterly(&mut rule);
    Some(rule)
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
    if let Some(found) = back_from(text, &rule, end) {
        return found;
    }
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

/// `3 workdays before the 25th` behind "every month".
fn back_from(text: &Text, rule: &Rule, end: usize) -> Option<(Rule, usize)> {
    (rule.freq == Grain::Month).then_some(())?;
    let from = text.then(end, &[","]).unwrap_or(end);
    let (amount, sign, after) = amount::before_other(text, text.space(from))?;
    let at = text.space(after);
    let at = text.any(at, &["the"]).map_or(at, |end| text.space(end));
    let (on, end) = nth_english(text, at).filter(|_| sign < 0)?;
    let dated = Rule { on, ..rule.clone() };
    Some((dated.before(amount)?, end))
}
