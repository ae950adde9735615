//! Times that come again, as the text of a repeat rule and its first day.

use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};

use super::clock::{Clock, clock};
use super::day_part::{CHINESE, Part};
use super::open::OTHERWISE;
use super::repeat_chinese::{chinese_rule, yearly};
use super::repeat_end::{Bounds, begins, bounds};
use super::repeat_english::english_rule;
use super::rule::{End, On, Rule, first, written};
use super::text::Text;
use super::value::{Grain, Now, add, midnight};
use super::waking::is_night;
use super::{Unsure, chinese, english};

/// A time that comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// In which ways it may be meant, the likelier first; never empty.
    pub ways: Vec<Way>,
    /// Why there are several.
    pub unsure: Option<Unsure>,
    /// How many minutes it takes, where its end was said.
    pub minutes: Option<i64>,
    /// Which bytes say its end or what becomes of it on a holiday, where they stand apart from it.
    pub apart: Vec<Range<usize>>,
}

/// So far before a rule the day it begins is said.
const NEAR: usize = 30;

/// One way of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The rule, as a task keeps it.
    pub rule: String,
    /// The first day it falls on, nothing of which is gone by.
    pub start: NaiveDate,
    /// At what time, where one was said.
    pub at: Option<NaiveTime>,
}

/// A rule, or nothing of words that are none here; and where it ends.
pub(super) type Found = Option<(Option<Rule>, usize)>;

/// What stands at `i`: a repeat, or words of repeating that are no rule here.
pub(super) fn at(text: &Text, i: usize, now: &Now<'_>) -> Option<(Option<Repeated>, usize)> {
    let rule = |from| chinese_rule(text, from).or_else(|| english_rule(text, from));
    // 从12月起每周五, "starting next week, every Monday".
    let led = begun(text, i, now).and_then(|(said, from)| Some((said, from, rule(from)?)));
    let (mut said, from, (rule, end)) = match led {
        Some(led) => led,
        None => (Bounds::default(), i, rule(i)?),
    };
    let own = part_within(text, from);
    let mut clocks = time(text, end, own);
    let mut end = bounds(text, clocks.end, now, &mut said);
    // "Every Monday starting Dec 7 at nine".
    if clocks.at.is_none() {
        clocks = time(text, end, own);
        end = clocks.end;
    }
    // 每周一或周五: on which of them is not said.
    let or = text
        .then(end, &["或", "或者", "或是", "or"])
        .map(|end| text.space(end));
    let is_open = or.is_some_and(|at| {
        chinese::piece(text, at).is_some() || english::weekday(text, at).is_some()
    });
    let Some(rule) = rule.filter(|_| !said.is_strange && !is_open) else {
        return Some((None, end));
    };
    let times = match clocks.at.or(said.at.take()) {
        Some(at) => at,
        None => own.and_then(Part::usual).into_iter().collect(),
    };
    // 每月25号前 is due on the day itself, and reminded of until then.
    let before = text.any(end, &["之前", "以前", "前"]);
    let end = before
        .filter(|after| text.any(*after, OTHERWISE).is_none())
        .unwrap_or(end);
    let apart = said.apart(text, end, now);
    let told = meant(rule, &times, &said, now).map(|(ways, unsure)| Repeated {
        ways,
        unsure,
        minutes: clocks.minutes,
        apart,
    });
    Some((told, end))
}

/// The day from which what follows comes again, said before it; and where that begins.
fn begun(text: &Text, i: usize, now: &Now<'_>) -> Option<(Bounds, usize)> {
    // Hardly any time leads to a rule, and reading each twice would be half of the work.
    let rules = |at: usize| match text.get(at) {
        '每' => true,
        'e' => text.any(at, &["every", "each"]).is_some(),
        _ => false,
    };
    (i + 1..text.len().min(i + NEAR)).any(rules).then_some(())?;
    let (begin, end) = begins(text, i, now)?;
    let mut said = Bounds {
        begin: Some(begin.first()?.from.date()),
        ..Bounds::default()
    };
    let end = bounds(text, end, now, &mut said);
    let after = text.any(text.space(end), &[",", "，"]).unwrap_or(end);
    Some((said, text.space(after)))
}

/// The ways in which a rule with its times may be meant, and why they are several; nothing where it
/// never comes.
fn meant(
    rule: Rule,
    times: &[NaiveTime],
    said: &Bounds,
    now: &Now<'_>,
) -> Option<(Vec<Way>, Option<Unsure>)> {
    let rule = said.put(rule);
    let mut rules = rule.clone().readings();
    if rule.is_loose {
        let every = rule.every - 1;
        rules = vec![
            Rule {
                every,
                ..rule.clone()
            },
            rule.clone(),
        ];
    }
    if let End::Until(_, Some(with)) = rule.end {
        let later = rules.iter().map(|rule| Rule {
            end: End::Until(with, None),
            ..rule.clone()
        });
        let later: Vec<Rule> = later.collect();
        rules.extend(later);
    }
    let times: Vec<Option<NaiveTime>> = if times.is_empty() {
        vec![None]
    } else {
        times.iter().copied().map(Some).collect()
    };
    let mut ways = Vec::new();
    for rule in &rules {
        for at in &times {
            ways.extend(way(rule, *at, now));
        }
    }
    let unsure = match (rules.len(), times.len()) {
        (1, 1) => None,
        (1, _) => Some(Unsure::HalfOfDay),
        _ => Some(Unsure::WhichRule),
    };
    let unsure = unsure.filter(|_| ways.len() > 1);
    (!ways.is_empty()).then_some((ways, unsure))
}

fn way(rule: &Rule, at: Option<NaiveTime>, now: &Now<'_>) -> Option<Way> {
    let start = first(rule, at, now)?;
    let mut rule = rule.clone();
    if let End::Lasting(grain, n) = rule.end {
        let until = add(midnight(start), grain, n)?.date().pred_opt()?;
        rule.end = End::Until(until, None);
    }
    // What ends before it begins is a slip.
    let ended = matches!(rule.end, End::Until(until, _) if until < start);
    (!ended).then(|| Way {
        rule: written(&rule),
        start,
        at,
    })
}

/// The rule alone, and where it ends. A day of the Chinese calendar comes again by itself.
pub(super) fn rule(text: &Text) -> Found {
    chinese_rule(text, 0)
        .or_else(|| english_rule(text, 0))
        .or_else(|| {
            let (on, end) = yearly(text, 0)?;
            matches!(on, On::Lunar(..)).then(|| (Some(Rule::new(Grain::Year, 1, on)), end))
        })
}

/// At which times, for how long, and where the words of it end.
struct Clocks {
    at: Option<Vec<NaiveTime>>,
    minutes: Option<i64>,
    end: usize,
}

/// A time of day behind the rule.
fn time(text: &Text, end: usize, own: Option<Part>) -> Clocks {
    let from = text.space(end);
    let from = text
        .any(
            from,
            &[
                "at", "by", "的", "@", ",", "，", "in the", "around", "from", "between", "从", "自",
            ],
        )
        .map_or(from, |end| text.space(end));
    let part = CHINESE
        .iter()
        .filter_map(|(word, part)| Some((*part, text.word(from, word)?)))
        .max_by_key(|(_, end)| *end)
        .or_else(|| {
            text.meant(
                from,
                &[
                    ("morning", Part::Forenoon),
                    ("mornings", Part::Forenoon),
                    ("afternoon", Part::Afternoon),
                    ("afternoons", Part::Afternoon),
                    ("evening", Part::Evening),
                    ("evenings", Part::Evening),
                ],
            )
        });
    let (part, next) = match part {
        Some((part, end)) => (Some(part), end),
        None => (None, from),
    };
    let at = text.space(next);
    let at = text
        .any(at, &["at", "from", "从"])
        .map_or(at, |end| text.space(end));
    let asked = from > end || at > text.space(next);
    let dated = |end: usize| matches!(text.get(end), '月' | '号' | '日' | '年' | '/');
    let half = part.or(own);
    if let Some((found, after)) = clock(text, at, asked).filter(|(_, end)| !dated(*end)) {
        let last = over(text, after);
        let hours: Vec<u32> = found.readings(half).iter().map(|hour| hour % 24).collect();
        let waking = hours.iter().any(|hour| !is_night(*hour));
        let times: Vec<NaiveTime> = hours
            .into_iter()
            .filter(|hour| !waking || !is_night(*hour))
            .filter_map(|hour| NaiveTime::from_hms_opt(hour, found.minute.unwrap_or(0), 0))
            .collect();
        let minutes = last.and_then(|(last, _)| between(&times, last, half));
        return Clocks {
            at: Some(times),
            minutes,
            end: last.map_or(after, |(_, end)| end),
        };
    }
    match part.and_then(Part::usual) {
        Some(usual) => Clocks {
            at: Some(vec![usual]),
            minutes: None,
            end: next,
        },
        None => Clocks {
            at: None,
            minutes: None,
            end,
        },
    }
}

/// The last of a span of hours, and its end.
fn over(text: &Text, end: usize) -> Option<(Clock, usize)> {
    let next = text
        .any(end, &["到", "至", "-", "--", "~", "——"])
        .or_else(|| text.then(end, &["to", "until", "till", "and"]))?;
    clock(text, text.space(next), true)
        .filter(|(_, end)| !matches!(text.get(*end), '月' | '号' | '日' | '年' | '/'))
}

/// The minutes from the one time to the other, where there is one time and no doubt.
fn between(times: &[NaiveTime], last: Clock, part: Option<Part>) -> Option<i64> {
    let minute = last.minute.unwrap_or(0);
    let begin = *times.first()?;
    let ends = last.readings(part).into_iter().filter_map(|hour| {
        let end = NaiveTime::from_hms_opt(hour % 24, minute, 0)?;
        let minutes = (end - begin).num_minutes();
        (minutes > 0).then_some(minutes)
    });
    ends.min()
}

/// 早上 in 每天早上 stands behind; in 每早 within.
fn part_within(text: &Text, i: usize) -> Option<Part> {
    const PARTS: &[(&str, Part)] = &[
        ("每早", Part::Morning),
        ("每晚", Part::Evening),
        ("morning", Part::Forenoon),
        ("evening", Part::Evening),
        ("night", Part::Evening),
        ("afternoon", Part::Afternoon),
    ];
    let every = text.any(i, &["every", "each"]);
    let at = every.map_or(i, |end| text.space(end));
    text.meant(at, PARTS).map(|(part, _)| part)
}
