//! Times that come again, as the text of a repeat rule and its first day.

use chrono::{NaiveDate, NaiveTime, Weekday};

use super::amount::{self, Unit};
use super::clock::clock;
use super::day_part::{CHINESE, Part};
use super::holidays::{self, Falls};
use super::number::whole;
use super::open::OTHERWISE;
use super::parts::{Counted, Edge, Piece, Rel, Whole};
use super::repeat_english::english_rule;
use super::rule::{On, Rule, first, written};
use super::span::connector;
use super::text::Text;
use super::value::{Grain, Now};
use super::waking::is_night;
use super::{chinese, english};

/// A time that comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// The rule, as a task keeps it.
    pub rule: String,
    /// The first day it falls on.
    pub start: NaiveDate,
    /// At what time, where one was said; several to choose from where it was said loosely.
    pub at: Vec<NaiveTime>,
}

/// What stands at `i`: a repeat, or words of repeating that are no rule here.
pub(super) fn at(text: &Text, i: usize, now: &Now<'_>) -> Option<(Option<Repeated>, usize)> {
    let (rule, at, end) = match chinese_rule(text, i) {
        Some((rule, end)) => {
            let (at, end) = time(text, end);
            (rule, at, end)
        }
        None => {
            let (rule, end) = english_rule(text, i)?;
            let (at, end) = time(text, end);
            (rule, at, end)
        }
    };
    let Some(rule) = rule else {
        return Some((None, end));
    };
    let at = match at {
        Some(at) => at,
        None => part_before(text, i).unwrap_or_default(),
    };
    // 每月25号前 is due on the day itself, and reminded of until then.
    let before = text.any(end, &["之前", "以前", "前"]);
    let end = before
        .filter(|after| text.any(*after, OTHERWISE).is_none())
        .unwrap_or(end);
    let told = first(&rule, now).map(|start| Repeated {
        rule: written(&rule),
        start,
        at,
    });
    Some((told, end))
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

/// A time of day behind the rule.
fn time(text: &Text, end: usize) -> (Option<Vec<NaiveTime>>, usize) {
    let from = text.space(end);
    let from = text
        .any(
            from,
            &["at", "by", "的", "@", ",", "，", "in the", "around"],
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
                    ("afternoon", Part::Afternoon),
                    ("evening", Part::Evening),
                ],
            )
        });
    let (part, next) = match part {
        Some((part, end)) => (Some(part), end),
        None => (None, from),
    };
    let asked = from > end;
    if let Some((found, after)) = clock(text, text.space(next), asked) {
        let after = over(text, after);
        let hours: Vec<u32> = found.readings(part).iter().map(|hour| hour % 24).collect();
        let waking = hours.iter().any(|hour| !is_night(*hour));
        let times = hours
            .into_iter()
            .filter(|hour| !waking || !is_night(*hour))
            .filter_map(|hour| NaiveTime::from_hms_opt(hour, found.minute.unwrap_or(0), 0))
            .collect();
        return (Some(times), after);
    }
    match part.and_then(Part::usual) {
        Some(usual) => (Some(vec![usual]), next),
        None => (None, end),
    }
}

/// The end of a span of hours: of one that comes again the beginning is kept.
fn over(text: &Text, end: usize) -> usize {
    let Some(next) = text.any(end, &["到", "至", "-", "--", "~", "——"]) else {
        return end;
    };
    clock(text, next, true).map_or(end, |(_, end)| end)
}

/// 早上 in 每天早上 stands behind; in 每早 within.
fn part_before(text: &Text, i: usize) -> Option<Vec<NaiveTime>> {
    let part = text.meant(
        i,
        &[
            ("每早", Part::Morning),
            ("每晚", Part::Evening),
            ("every morning", Part::Forenoon),
            ("each morning", Part::Forenoon),
            ("every evening", Part::Evening),
            ("every night", Part::Evening),
            ("every afternoon", Part::Afternoon),
        ],
    );
    Some(vec![part?.0.usual()?])
}

pub(super) type Found = Option<(Option<Rule>, usize)>;

const SKIPS: &[(&str, (Grain, i64))] = &[
    ("隔天", (Grain::Day, 2)),
    ("隔日", (Grain::Day, 2)),
    ("隔周", (Grain::Week, 2)),
    ("双周", (Grain::Week, 2)),
    ("每双周", (Grain::Week, 2)),
    ("每隔周", (Grain::Week, 2)),
    ("每隔天", (Grain::Day, 2)),
    ("隔月", (Grain::Month, 2)),
    ("每半年", (Grain::Month, 6)),
    ("每半个月", (Grain::Day, 15)),
    ("半年一次", (Grain::Month, 6)),
];

const PERIODS: &[(&str, Grain)] = &[
    ("周", Grain::Week),
    ("星期", Grain::Week),
    ("礼拜", Grain::Week),
    ("月", Grain::Month),
    ("季度", Grain::Quarter),
    ("季", Grain::Quarter),
    ("年", Grain::Year),
];

fn chinese_rule(text: &Text, i: usize) -> Found {
    if let Some(end) = text.any(
        i,
        &[
            "工作日每天",
            "每个工作日",
            "每工作日",
            "每逢工作日",
            "每个上班日",
        ],
    ) {
        return Some((Some(Rule::new(Grain::Day, 1, On::Worked)), end));
    }
    if let Some(end) = text.any(
        i,
        &["每天", "每日", "天天", "每早", "每晚", "每一天", "每个早上"],
    ) {
        return Some((Some(Rule::new(Grain::Day, 1, On::Any)), end));
    }
    if let Some(((freq, every), end)) = text.meant(i, SKIPS) {
        return inner(text, freq, every, end);
    }
    let after = text.any(i, &["每个", "每逢", "每", "逢", "每一个", "每一"])?;
    let bare = text.any(i, &["逢"]).is_some();
    let (skip, after) = match text.any(after, &["隔", "间隔"]) {
        Some(after) => (1, after),
        None => (0, after),
    };
    if let Some(end) = text.any(
        after,
        &[
            "小时",
            "个小时",
            "分钟",
            "秒",
            "刻钟",
            "半小时",
            "半个小时",
            "时",
            "分",
        ],
    ) {
        return Some((None, end));
    }
    if skip == 0
        && let Some(((), end)) = text.meant(after, &[("周末", ())])
    {
        // On which of its days is not said.
        return Some((None, end));
    }
    if let Some((freq, end)) = text.meant(after, PERIODS) {
        if bare && freq != Grain::Week {
            return None;
        }
        return inner(text, freq, 1 + skip, end);
    }
    if bare {
        return None;
    }
    let (amount, end) = amount::amount(text, after)?;
    let n = amount.whole();
    match amount.unit {
        Unit::Grain(
            grain @ (Grain::Day | Grain::Week | Grain::Month | Grain::Quarter | Grain::Year),
        ) => {
            let Some(n) = n.filter(|n| (1..=400).contains(n)) else {
                return Some((None, end));
            };
            inner(text, grain, n + skip, end)
        }
        _ => Some((None, end)),
    }
}

/// What stands behind `每周`, `每月`, `每年` and the like.
fn inner(text: &Text, freq: Grain, every: i64, end: usize) -> Found {
    let next = text.any(text.space(end), &["的", "在"]).unwrap_or(end);
    let next = text.space(next);
    let of = |on: On, end: usize| Some((Some(Rule::new(freq, every, on)), end));
    match freq {
        Grain::Week => {
            if let Some((days, end)) = weekdays(text, end, next) {
                return of(On::Weekdays(days), end);
            }
            if let Some((Piece::Nth(n, Counted::Workday), end)) = nth(text, next) {
                return of(On::Workday(n), end);
            }
            of(On::Any, end)
        }
        Grain::Month => {
            monthly(text, next).map_or_else(|| of(On::Any, end), |(on, end)| of(on, end))
        }
        Grain::Quarter => {
            let mut rule = Rule::new(Grain::Month, every * 3, On::Any);
            let at = text
                .any(next, &["首月", "第一个月", "第1个月"])
                .map(|at| (1, at))
                .or_else(|| Some((2, text.any(next, &["第二个月", "第2个月", "中间月"])?)))
                .or_else(|| {
                    Some((
                        3,
                        text.any(
                            next,
                            &["末月", "第三个月", "第3个月", "最后一个月", "最后一月"],
                        )?,
                    ))
                });
            if let Some((month, at)) = at {
                rule.month = Some(month);
                let at = text.any(at, &["的"]).unwrap_or(at);
                if let Some((on, end)) = monthly(text, at) {
                    rule.on = on;
                    return Some((Some(rule), end));
                }
                return Some((Some(rule), at));
            }
            if let Some(end) = text.any(next, &["末", "底", "最后一天"]) {
                (rule.month, rule.on) = (Some(3), On::Days(vec![-1]));
                return Some((Some(rule), end));
            }
            if let Some(end) = text.any(next, &["初", "第一天"]) {
                (rule.month, rule.on) = (Some(1), On::Days(vec![1]));
                return Some((Some(rule), end));
            }
            if let Some((Piece::Nth(n, Counted::Workday), end)) = nth(text, next) {
                (rule.month, rule.on) = (Some(if n < 0 { 3 } else { 1 }), On::Workday(n));
                return Some((Some(rule), end));
            }
            Some((Some(rule), end))
        }
        Grain::Year => match yearly(text, next) {
            Some((on, end)) => of(on, days_over(text, end)),
            None => of(On::Any, end),
        },
        _ => of(On::Any, end),
    }
}

/// The end of a span of days, 每年9月到11月: of it, too, the beginning is kept.
fn days_over(text: &Text, end: usize) -> usize {
    let Some(mut last) = connector(text, end) else {
        return end;
    };
    let begin = last;
    // 次年1月 is two of them.
    while let Some((said, after)) = chinese::piece(text, last)
        && let [Piece::Year(_) | Piece::Month(_) | Piece::Day(_), ..] = said[..]
    {
        last = after;
    }
    if last > begin { last } else { end }
}

fn nth(text: &Text, i: usize) -> Option<(Piece, usize)> {
    let (said, end) = chinese::nth(text, i)?;
    Some((*said.first()?, end))
}

/// `一三五`, `一、三、五`, `一和周四`, `一到周五`.
fn weekdays(text: &Text, end: usize, next: usize) -> Option<(Vec<Weekday>, usize)> {
    let figure = |at: usize| {
        Some(match text.get(at) {
            '一' | '1' => Weekday::Mon,
            '二' | '2' => Weekday::Tue,
            '三' | '3' => Weekday::Wed,
            '四' | '4' => Weekday::Thu,
            '五' | '5' => Weekday::Fri,
            '六' | '6' => Weekday::Sat,
            '日' | '天' | '7' => Weekday::Sun,
            _ => return None,
        })
    };
    let start = text.any(next, &["周", "星期", "礼拜"]).unwrap_or(end);
    let mut days = vec![figure(start)?];
    let mut at = start + 1;
    // 每周三次 says how often, not when.
    if text
        .any(at, &["次", "个", "场", "回", "遍", "天", "份"])
        .is_some()
    {
        return None;
    }
    loop {
        let over = text.any(at, &["到", "至", "-", "~"]);
        let link = over
            .or_else(|| text.any(at, &["、", "和", "与", "及", ",", "，", "/"]))
            .unwrap_or(at);
        let named = text
            .any(link, &["每周", "周", "星期", "礼拜"])
            .unwrap_or(link);
        let Some(day) = figure(named) else { break };
        // 每周三 三点 ends with the day.
        if text
            .any(
                named + 1,
                &[
                    "点", "时", ":", "次", "个", "号", "月", "百", "千", "十", "家", "份",
                ],
            )
            .is_some()
            || (link == at && text.get(named) == '天')
        {
            break;
        }
        if over.is_some() {
            let mut next = days.last().copied()?.succ();
            for _ in 0..6 {
                days.push(next);
                if next == day {
                    break;
                }
                next = next.succ();
            }
        } else {
            days.push(day);
        }
        at = named + 1;
    }
    days.sort_by_key(|day| day.num_days_from_monday());
    days.dedup();
    Some((days, at))
}

/// `5号`, `5号和20号`, `底`, `最后一个工作日`, `第二个周三`.
fn monthly(text: &Text, i: usize) -> Option<(On, usize)> {
    if let Some(end) = text.any(i, &["底", "末", "月底", "月末"]) {
        return Some((On::Days(vec![-1]), end));
    }
    if let Some(end) = text.any(i, &["初", "月初"]) {
        return Some((On::Days(vec![1]), end));
    }
    if let Some(end) = text.any(i, &["中旬", "月中"]) {
        return Some((On::Days(vec![15]), end));
    }
    if let Some((piece, end)) = nth(text, i) {
        return match piece {
            Piece::Nth(n, Counted::Workday) => Some((On::Workday(n), end)),
            Piece::Nth(n, Counted::Weekday(weekday)) => Some((On::Nth(n, weekday), end)),
            Piece::Nth(n, Counted::Day) => Some((On::Days(vec![n]), end)),
            _ => None,
        };
    }
    let mut days = Vec::new();
    let mut at = i;
    let mut end = i;
    while let Some((day, after)) = whole(text, at) {
        let day = i32::try_from(day)
            .ok()
            .filter(|day| (1..=31).contains(day))?;
        let mark = text.any(after, &["号", "日"]);
        let link = text.any(mark.unwrap_or(after), &["、", "和", "与", "及", ",", "，"]);
        match (mark, link) {
            (Some(mark), _) => {
                days.push(day);
                end = mark;
            }
            (None, Some(_)) => days.push(day),
            (None, None) => {
                // 25-28号.
                let over = connector(text, after).map(|to| (to, days_over(text, after)));
                if let Some((_, last)) = over.filter(|(to, last)| last > to) {
                    days.push(day);
                    end = last;
                }
                break;
            }
        }
        let Some(link) = link else { break };
        at = link;
    }
    days.sort_unstable();
    (end > i).then(|| (On::Days(days), days_over(text, end)))
}

/// `3月1日`, `春节`, `农历八月十五`, `年底`.
pub(super) fn yearly(text: &Text, i: usize) -> Option<(On, usize)> {
    if let Some((falls, end)) = holidays::named(text, i)
        && chinese::piece(text, i).is_none_or(|(_, other)| other <= end)
    {
        let on = match falls {
            Falls::On(month, day) => On::Date(month, day),
            Falls::Lunar(month, day) => On::Lunar(month, day),
            Falls::Nth(month, n, weekday) => On::NthOf(month, n, weekday),
            Falls::Eve => On::Lunar(12, 30),
            _ => return None,
        };
        return Some((on, end));
    }
    let (said, end) = chinese::piece(text, i).or_else(|| english::piece(text, i, false))?;
    match said[..] {
        [Piece::LunarMonth(month, false), Piece::LunarDay(day)] => {
            Some((On::Lunar(month, day), end))
        }
        [Piece::Month(Rel::Is(month)), Piece::Day(day)]
        | [Piece::Day(day), Piece::Month(Rel::Is(month))] => {
            Some((On::Date(u32::try_from(month).ok()?, day), end))
        }
        [Piece::Month(Rel::Is(month))] => {
            let month = u32::try_from(month).ok()?;
            if let Some((said, end)) = chinese::piece(text, end)
                && let [Piece::Day(day)] = said[..]
            {
                return Some((On::Date(month, day), end));
            }
            if let Some((On::Nth(n, weekday), end)) = monthly(text, end) {
                return Some((On::NthOf(month, n, weekday), end));
            }
            // 每年9月 comes with its beginning.
            Some((On::Date(month, 1), end))
        }
        [Piece::Edge(Edge::End, Some(Whole::Year))] => Some((On::Date(12, 31), end)),
        _ => text
            .any(i, &["底", "末"])
            .map(|end| (On::Date(12, 31), end)),
    }
}
