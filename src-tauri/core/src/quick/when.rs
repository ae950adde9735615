//! When the task of a line is due: the one time the line says, or the several of which one is meant.
//!
//! A day here and an hour there (周三给张总打电话，下午3点) are one time. What is gone by, and a week or month that
//! only says of what something is (把下周的计划周五发出), are no due date. Where words beside a time show that
//! it is another than the one read, nothing is read at all: the line stays for some day, as it was typed.

use std::ops::Range;

use chrono::NaiveDate;

use super::things;
use super::time::{self, Found, Grain, Meant, Now, Shape, Time, When};
use crate::base::words;

/// What a line says of when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// When.
    pub time: Time,
    /// Which bytes of the line say it, in order.
    pub spans: Vec<Range<usize>>,
}

/// More times than these are no more to choose from.
const FAR: usize = 8;

/// The times of a line of which the task has one: none, one, or several to choose from.
#[must_use]
pub fn readings(line: &str, now: &Now<'_>) -> Vec<Reading> {
    let scan = time::scan(line, now);
    // Something comes again by a rule that is not reckoned: an hour said with it is no due date.
    if scan.is_rule_refused {
        return Vec::new();
    }
    let mut all: Vec<Reading> = Vec::new();
    for found in scan.found.iter().take(FAR) {
        let known = all.iter().any(|one| holds(one, &found.span));
        if known || all.iter_mut().any(|one| joins(one, found, line, now)) {
            continue;
        }
        all.push(read(found));
    }
    halves_of_one_day(&mut all, line, now);
    let is_alone = |one: &Reading| is_all(line, &one.spans);
    all.retain(|one| is_alone(one) || !is_past(&one.time, now) && !is_bare_year(line, one));
    if all.iter().any(|one| is_half(line, one, &scan.refused)) {
        return Vec::new();
    }
    all.retain(|one| is_alone(one) || !things::is_of_a_thing(line, one));
    let asked = all.into_iter().filter_map(|one| {
        if is_alone(&one) {
            Some(one)
        } else {
            things::gone_by(line, one, now)
        }
    });
    let all: Vec<Reading> = asked.collect();
    let due = all.iter().enumerate();
    due.filter(|(at, one)| !is_aside(line, &all, *at, one))
        .map(|(_, one)| one.clone())
        .collect()
}

fn read(found: &Found) -> Reading {
    let mut spans = vec![found.span.clone()];
    if let Time::Again(again) = &found.time {
        spans.extend(again.apart.iter().cloned());
    }
    Reading {
        time: found.time.clone(),
        spans,
    }
}

fn holds(one: &Reading, span: &Range<usize>) -> bool {
    one.spans
        .iter()
        .any(|own| own.start <= span.start && span.end <= own.end)
}

/// Whether the other time is of the same: its hour, or the same day said again. It is taken in then.
fn joins(one: &mut Reading, other: &Found, line: &str, now: &Now<'_>) -> bool {
    let words = |span: &Range<usize>| line.get(span.clone()).unwrap_or_default();
    if let (Time::Once(a), Time::Once(b)) = (&one.time, &other.time)
        && let ([a], [b]) = (&a.whens[..], &b.whens[..])
        && a.due == b.due
        && is_day(a)
        && is_day(b)
    {
        if a.at.is_none() {
            one.time = other.time.clone();
        }
        one.spans.push(other.span.clone());
        return true;
    }
    let is_hour = |time: &Time| matches!(time, Time::Once(meant) if meant.whens.iter().all(|when| when.grain < Grain::Day));
    let Some(own) = one.spans.first() else {
        return false;
    };
    if !is_hour(&one.time) && !is_hour(&other.time) {
        return false;
    }
    // What is joined keeps the day of each that says one: 周五2点到4点 and 周六 are two.
    let keeps = |part: &Time, joined: &Time| match (part, joined) {
        (Time::Once(part), Time::Once(joined)) => {
            is_hour(&Time::Once(part.clone()))
                || joined
                    .whens
                    .iter()
                    .any(|when| part.whens.iter().any(|day| day.due == when.due))
        }
        (Time::Again(_), Time::Again(_)) => true,
        _ => false,
    };
    let (own, other_words) = (words(own), words(&other.span));
    // "At seven, in three years" is said the other way round as well.
    for both in [
        format!("{own} {other_words}"),
        format!("{other_words} {own}"),
    ] {
        if let [joined] = &time::find(&both, now)[..]
            && joined.span.len() + 1 >= both.len()
            && (is_hour(&other.time) || keeps(&other.time, &joined.time))
            && keeps(&one.time, &joined.time)
        {
            one.time = joined.time.clone();
            one.spans.push(other.span.clone());
            return true;
        }
    }
    false
}

/// A day, or a time of one.
fn is_day(when: &When) -> bool {
    when.grain <= Grain::Day
        && matches!(when.shape, Shape::Point | Shape::Interval)
        && when.until - when.from <= chrono::TimeDelta::days(1)
}

/// 明天上午去华为，下午去鲲鹏: the afternoon is tomorrow's as well.
fn halves_of_one_day(all: &mut [Reading], line: &str, now: &Now<'_>) {
    let words = |one: &Reading| {
        let span = one.spans.first().cloned().unwrap_or_default();
        line.get(span).unwrap_or_default().to_owned()
    };
    for at in 1..all.len() {
        let Some([one, other]) = all.get_mut(at - 1..=at) else {
            continue;
        };
        let both = format!("{}或{}", words(one), words(other));
        let (Time::Once(before), Time::Once(own)) = (&one.time, &other.time) else {
            continue;
        };
        let hours = |meant: &Meant| meant.whens.iter().all(|when| when.grain < Grain::Day);
        if !hours(before) || !hours(own) {
            continue;
        }
        if let [
            Found {
                time: Time::Once(meant),
                span,
            },
        ] = &time::find(&both, now)[..]
            && *span == (0..both.len())
            && let Some(when) = meant.whens.iter().find(|when| !before.whens.contains(when))
        {
            other.time = Time::Once(Meant {
                whens: vec![*when],
                unsure: None,
            });
        }
    }
}

/// Whether a time, and nothing of it asked, lies before today.
fn is_past(time: &Time, now: &Now<'_>) -> bool {
    let today: NaiveDate = now.at.date();
    matches!(time, Time::Once(meant) if meant.whens.iter().all(|when| when.due < today))
}

/// Whether nothing but signs is left of the line.
fn is_all(line: &str, spans: &[Range<usize>]) -> bool {
    let taken = |at: usize| spans.iter().any(|span| span.contains(&at));
    line.char_indices()
        .all(|(at, c)| taken(at) || !c.is_alphanumeric())
}

/// A whole week or longer, as a stretch that other things are of as well.
fn is_long(time: &Time) -> bool {
    matches!(time, Time::Once(meant) if meant.whens.iter().all(|when| {
        when.grain > Grain::Day && when.shape == Shape::Point
    }))
}

/// Whether a time says of what something is and not when it is due: 12月的回款, "the Friday meeting", and beside
/// another 周五对一下本周排产.
fn is_aside(line: &str, all: &[Reading], at: usize, own: &Reading) -> bool {
    const LEADS: &[&str] = &[
        "in ", "by ", "on ", "before ", "until ", "during ", "for ", "at ", "within ", "from ",
    ];
    const RELATIVE: &[&str] = &[
        "下", "本", "这", "上", "今", "明", "后", "当", "next", "this", "the next", "coming",
        "later",
    ];
    let (Some(first), Some(last)) = (own.spans.first(), own.spans.last()) else {
        return false;
    };
    let before = line.get(..first.start).unwrap_or_default().trim_end();
    let after = line.get(last.end..).unwrap_or_default();
    let word = line.get(first.clone()).unwrap_or_default().to_lowercase();
    let goes_on = after.trim_start().starts_with(char::is_alphanumeric);
    let is_latin = word.chars().all(|c| !words::is_han(c));
    let starts = |words: &[&str]| words.iter().any(|one| word.starts_with(one));
    if !is_long(&own.time) {
        let head = before.to_lowercase();
        return is_latin && goes_on && !word.contains(' ') && head.ends_with(" the");
    }
    let of = after.starts_with(['的', '之']) || after.starts_with("'s") || after.starts_with('’');
    let begins = before.is_empty() || before.ends_with(['，', ',', '。', ';', '；', '、']);
    let bare = is_latin && !starts(LEADS);
    let named = goes_on && !starts(RELATIVE) && (bare || !is_latin);
    let finer = all.iter().position(|one| !is_long(&one.time));
    of || !begins && (named || bare && finer.is_some() || finer.is_some_and(|finer| finer < at))
}

/// Words that make another time of what is read behind them.
const BEFORE: &[&str] = &[
    "every", "each", "early", "late", "mid", "other", "first", "second", "third", "fourth",
    "fifth", "past", "few", "couple", "several", "closest", "nearest", "easter", "orthodox",
    "tax day", "puja", "ides of", "非", "每", "第", "几", "单周", "近", "隔", "逢", "世纪",
];

/// Feasts that are named by a day of the week, and are not that day of any week.
const FEASTS: &[(&str, &str)] = &[
    ("super", "tue"),
    ("mega", "tue"),
    ("giga", "tue"),
    ("mini", "tue"),
    ("tsunami", "tue"),
    ("duper", "tue"),
    ("shrove", "tue"),
    ("ash", "wed"),
    ("maundy", "thu"),
    ("covenant", "thu"),
    ("holy", "thu"),
    ("good", "fri"),
    ("great", "fri"),
    ("holy", "sat"),
    ("lazarus", "sat"),
    ("palm", "sun"),
    ("branch", "sun"),
    ("trinity", "sun"),
    ("white", "sun"),
    ("whit", "sun"),
    ("whit", "mon"),
    ("clean", "mon"),
    ("shrove", "mon"),
    ("圣", "周"),
    ("圣", "星期"),
    ("圣周", "星期"),
    ("神圣", "周"),
    ("神圣", "星期"),
    ("黑色", "星期"),
    ("黑色", "周"),
    ("圣灰", "星期"),
    ("沉默", "周"),
    ("沈默", "周"),
    ("煎饼", "星期"),
    ("复活节", "星期"),
    ("受难节", "翌日"),
    ("受难日", "翌日"),
    ("拉匝路", "周"),
];

/// Words that make another time of what is read before them.
const BEHIND: &[&str] = &[
    "of",
    "ish",
    "week",
    "in between",
    "between",
    "every",
    "each",
    "after next",
    "后半夜",
    "前半夜",
    "世纪",
    "年代",
    "朔日",
];

/// Whether words right beside a time show that it is half of another.
fn is_half(line: &str, one: &Reading, refused: &[Range<usize>]) -> bool {
    let touches = |span: &Range<usize>| {
        refused.iter().any(|other| {
            let between = other.end.min(span.end)..other.start.max(span.start);
            let gap = line.get(between).unwrap_or("x");
            gap.chars().all(|c| c.is_whitespace() || c == '的')
        })
    };
    // 每周一（节假日除外）: no rule leaves out what is not named by its day.
    let but = ["除外", "除了", "跳过", "except", "excluding", "unless"];
    // 不含税 is said of a price.
    let not_with = line.split("不含").skip(1).any(|rest| {
        let of_days = ["节", "假", "休", "周", "星期", "双休"];
        of_days.iter().any(|word| rest.starts_with(word))
    });
    let is_bounded = matches!(one.time, Time::Again(_))
        && (not_with || but.iter().any(|word| line.contains(word)));
    let mut spans = one.spans.iter();
    is_bounded || spans.any(|span| touches(span) || has_more(line, span))
}

fn has_more(line: &str, span: &Range<usize>) -> bool {
    let folded = |part: &str| words::to_simplified(&words::narrow(part)).to_lowercase();
    let before = folded(line.get(..span.start).unwrap_or_default());
    let after = folded(line.get(span.end..).unwrap_or_default());
    let own = folded(line.get(span.clone()).unwrap_or_default());
    let head = before.trim_end_matches(|c: char| c.is_whitespace() || c == '-');
    let tail = after.trim_start();
    let ends = |word: &&str| {
        head.strip_suffix(*word)
            .is_some_and(|rest| !word.is_ascii() || !rest.ends_with(|c: char| c.is_alphanumeric()))
    };
    let begins = |word: &&str| {
        tail.strip_prefix(*word).is_some_and(|rest| {
            !word.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
        })
    };
    let feast = |(word, day): &(&str, &str)| ends(word) && own.starts_with(day);
    if BEFORE.iter().any(ends) || FEASTS.iter().any(feast) || BEHIND.iter().any(begins) {
        return true;
    }
    // 上世纪80年代, Q1季度, 周日节.
    let is_feast = after
        .strip_prefix('节')
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    // 每天早晚各一次.
    if own.ends_with('早') && after.starts_with('晚')
        || own.ends_with('年') && after.starts_with('代')
        || own.starts_with('q') && after.starts_with("季度")
        || is_feast
    {
        return true;
    }
    let counted =
        head.ends_with(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十百千万".contains(c));
    // 100到200个小时, 1月3至2月10.
    if counted && head.len() == before.len() && own.starts_with(['到', '至', '-', '~'])
        || own.ends_with('月') && after.starts_with(|c: char| c.is_ascii_digit())
    {
        return true;
    }
    // 月底前三天, "three days before month end": counted from what is read, and not it.
    let steps = [
        "day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours",
    ];
    let last = head.rsplit(' ').next().unwrap_or_default();
    let counts = ["before", "after", "from", "prior to"];
    let number = |c: char| c.is_ascii_digit() || "一二两三四五六七八九十半几".contains(c);
    let behind = after.trim_start_matches(number);
    let unit = ["天", "个", "周", "日", "星期", "小时", "工作日"];
    if steps.contains(&last) && counts.iter().any(|word| own.starts_with(word))
        || own.ends_with(['前', '后'])
            && behind.len() < after.len()
            && unit.iter().any(|unit| behind.starts_with(unit))
    {
        return true;
    }
    // "Two upcoming weeks"; "tomorrow at 150ish".
    let several = head.rsplit(' ').next().is_some_and(|word| {
        !word.is_empty()
            && (word.bytes().all(|b| b.is_ascii_digit())
                || ["two", "three", "four"].contains(&word))
    });
    let hour = tail
        .strip_prefix("at ")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    several && own.starts_with("upcoming") || hour
}

/// A year by its number alone is no day, where the line says what is of it: 2027年预算, "Diwali in 2027".
fn is_bare_year(line: &str, one: &Reading) -> bool {
    let whole = matches!(&one.time, Time::Once(meant) if meant.whens.iter().all(|when| {
        when.grain == Grain::Year && when.shape == Shape::Point
    }));
    let mut said = one.spans.iter().filter_map(|span| line.get(span.clone()));
    whole && said.any(|words| words.contains(|c: char| c.is_ascii_digit()))
}

/// The bytes of all times that stand in one row with a time, as in 周三和周四: what is left of the line is
/// the same whichever of them is meant.
pub(super) fn row(line: &str, all: &[Reading], one: &Reading) -> Vec<Range<usize>> {
    let links = [
        "和", "与", "及", "、", "，", ",", "and", "&", "以及", "还有", "/",
    ];
    let mut spans: Vec<Range<usize>> = all.iter().flat_map(|one| one.spans.clone()).collect();
    spans.sort_by_key(|span| span.start);
    let mut rows: Vec<Range<usize>> = Vec::new();
    for span in spans {
        let gap = |last: &Range<usize>| line.get(last.end..span.start).unwrap_or("x");
        match rows.last_mut() {
            Some(last) if links.contains(&gap(last).trim()) => last.end = span.end,
            _ => rows.push(span),
        }
    }
    rows.retain(|row| {
        one.spans
            .iter()
            .any(|span| row.start <= span.start && span.end <= row.end)
    });
    rows
}
