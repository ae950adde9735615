//! Repeats as Chinese says them.

use chrono::Weekday;

use super::amount::{self, Unit};
use super::clock::clock;
use super::day_part;
use super::holidays::{self, Falls};
use super::number::whole;
use super::parts::{Counted, Edge, Piece, Rel, Whole};
use super::repeat::Found;
use super::rule::{On, Rule};
use super::span::connector;
use super::text::Text;
use super::value::Grain;
use super::{chinese, english, lunar};
use crate::base::calendar::Leap;
use crate::base::words;

const WEEK: &[&str] = &["周", "星期", "礼拜"];

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

pub(super) fn chinese_rule(text: &Text, i: usize) -> Found {
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
        return match how_often(text, text.space(end)) {
            Some((1, end)) => Some((Some(Rule::new(Grain::Day, 1, On::Any)), end)),
            Some((_, end)) => Some((None, end)),
            None => Some((Some(Rule::new(Grain::Day, 1, On::Any)), end)),
        };
    }
    if let Some(found) = said_first(text, i) {
        return Some(found);
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
            let (rule, end) = inner(text, grain, n + skip, end)?;
            // 每隔两周: with two weeks between, or every two weeks.
            let is_loose = skip > 0 && n > 1;
            let rule = rule.map(|rule| Rule { is_loose, ..rule });
            Some((rule, end))
        }
        _ => Some((None, end)),
    }
}

/// `周一至周五每天`, and `工作日上午九点` where nothing counts the days.
fn said_first(text: &Text, i: usize) -> Option<(Option<Rule>, usize)> {
    if let Some(start) = text.any(i, WEEK)
        && let Some((days, end)) = weekdays(text, start, start)
        && let Some(end) = text.any(end, &["每天", "的每天", "每日", "天天"])
    {
        return Some((Some(Rule::new(Grain::Week, 1, On::Weekdays(days))), end));
    }
    let end = text.any(i, &["工作日"])?;
    let alone = i == 0 || !words::is_han(text.get(i - 1)) && !text.get(i - 1).is_alphanumeric();
    let next = text.word(end, "的").unwrap_or(end);
    let timed = day_part::chinese(text, next).is_some() || clock(text, next, false).is_some();
    (alone && timed).then(|| (Some(Rule::new(Grain::Day, 1, On::Worked)), end))
}

/// What stands behind `每周`, `每月`, `每年` and the like.
fn inner(text: &Text, freq: Grain, every: i64, end: usize) -> Found {
    let next = text.any(text.space(end), &["的", "在"]).unwrap_or(end);
    let next = text.space(next);
    let of = |on: On, end: usize| Some(counted_back(text, Rule::new(freq, every, on), end));
    let said = match freq {
        Grain::Week => match (weekdays(text, end, next), nth(text, next)) {
            (Some((days, end)), _) => Some((Some(On::Weekdays(days)), end)),
            (_, Some((Piece::Nth(n, Counted::Workday), end))) => Some((Some(On::Workday(n)), end)),
            _ => unread(text, next).map(|end| (None, end)),
        },
        Grain::Month => monthly(text, next),
        Grain::Quarter => return Some(quarterly(text, every, next)),
        Grain::Year => of_year(text, next),
        _ => None,
    };
    match said {
        Some((Some(on), end)) if freq == Grain::Year => of(on, days_over(text, end)),
        Some((Some(on), end)) => of(on, end),
        Some((None, end)) => Some((None, end)),
        None => match how_often(text, next) {
            Some((1, end)) => of(On::Any, end),
            // Three times a week is on no day.
            Some((_, end)) => Some((None, end)),
            None => of(On::Any, end),
        },
    }
}

/// `前三个工作日` behind the day of a rule: 每月25号前三个工作日. Within them is on no day, and 每月25号前三个月 none either.
fn counted_back(text: &Text, rule: Rule, end: usize) -> (Option<Rule>, usize) {
    let is_dated = matches!(
        rule.on,
        On::Days(_) | On::Date(..) | On::Nth(..) | On::NthOf(..) | On::Lunar(..)
    );
    let next = text.word(end, "的").unwrap_or(end);
    let counted = text
        .any(next, &["前的", "之前的", "以前的", "之前", "以前", "前"])
        .filter(|_| is_dated)
        .and_then(|from| amount::amount(text, text.space(from)))
        .map(|(amount, after)| (amount, text.word(after, "起").unwrap_or(after)))
        .or_else(|| {
            // 每月25号三个工作日前.
            let (amount, after) = amount::amount(text, next).filter(|_| is_dated)?;
            Some((amount, text.any(after, &["之前", "以前", "前"])?))
        });
    let Some((amount, after)) = counted else {
        return (Some(rule), end);
    };
    match text.any(after, &["之内", "以内", "内"]) {
        Some(inside) => (None, inside),
        None => (rule.before(amount), after),
    }
}

/// `一次`, `三次`: how often in each.
fn how_often(text: &Text, i: usize) -> Option<(i64, usize)> {
    let i = text.any(i, &["各", "至少", "最少"]).unwrap_or(i);
    let (n, end) = whole(text, i)?;
    Some((n, text.any(end, &["次", "回", "遍", "趟"])?))
}

fn of_year(text: &Text, i: usize) -> Option<(Option<On>, usize)> {
    // Whose birthday, and when it is spring, is not known.
    const OWN: &[&str] = &[
        "生日",
        "周年",
        "纪念日",
        "春天",
        "春季",
        "夏天",
        "夏季",
        "秋天",
        "秋季",
        "冬天",
        "冬季",
    ];
    if let Some(end) = text.any(i, OWN) {
        return Some((None, end));
    }
    if let Some((Piece::Nth(n, counted), end)) = nth(text, i) {
        let on = match (n, counted) {
            (n, Counted::Workday) => Some(On::Workday(n)),
            (1, Counted::Day) => Some(On::Date(1, 1)),
            (-1, Counted::Day) => Some(On::Date(12, 31)),
            _ => None,
        };
        return Some((on, end));
    }
    let Some((on, end)) = yearly(text, i) else {
        return unread(text, i).map(|end| (None, end));
    };
    // 每年春节前 is while people still work, which no rule says.
    let beside = text.any(
        end,
        &["前", "之前", "以前", "后", "之后", "以后", "节前", "节后"],
    );
    let is_named = holidays::named(text, i).is_some();
    // 每年春节前三个工作日 counts back from it, and is a rule.
    let counts = |after: usize| amount::amount(text, text.word(after, "的").unwrap_or(after));
    match beside.filter(|_| is_named) {
        Some(after) if counts(after).is_some() && !text.slice(end, after).contains('后') => {
            Some((Some(on), end))
        }
        Some(end) => Some((None, end)),
        None => Some((Some(on), end)),
    }
}

fn quarterly(text: &Text, every: i64, next: usize) -> (Option<Rule>, usize) {
    const MONTHS: &[(&str, u32)] = &[
        ("首月", 1),
        ("第一个月", 1),
        ("第1个月", 1),
        ("第二个月", 2),
        ("第2个月", 2),
        ("中间月", 2),
        ("末月", 3),
        ("第三个月", 3),
        ("第3个月", 3),
        ("最后一个月", 3),
        ("最后一月", 3),
    ];
    let mut rule = Rule::new(Grain::Month, every * 3, On::Any);
    if let Some((month, at)) = text.meant(next, MONTHS) {
        rule.month = Some(month);
        let at = text.any(at, &["的"]).unwrap_or(at);
        return match monthly(text, at) {
            Some((Some(on), end)) => {
                rule.on = on;
                counted_back(text, rule, end)
            }
            Some((None, end)) => (None, end),
            None => (Some(rule), at),
        };
    }
    if let Some(end) = text.any(next, &["末", "底", "最后一天"]) {
        (rule.month, rule.on) = (Some(3), On::Days(vec![-1]));
        return (Some(rule), end);
    }
    if let Some(end) = text.any(next, &["初", "第一天"]) {
        (rule.month, rule.on) = (Some(1), On::Days(vec![1]));
        return (Some(rule), end);
    }
    if let Some((Piece::Nth(n, Counted::Workday), end)) = nth(text, next) {
        (rule.month, rule.on) = (Some(if n < 0 { 3 } else { 1 }), On::Workday(n));
        return (Some(rule), end);
    }
    match (how_often(text, next), unread(text, next)) {
        (Some((1, end)), _) => (Some(rule), end),
        (Some((_, end)), _) | (None, Some(end)) => (None, end),
        (None, None) => (Some(rule), next),
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

/// Behind these a figure counts, or is part of another word: 每周一到二厂.
const NO_WEEKDAY: &str =
    "点时:次个号月百千家份厂期楼部院局处所科中街路段车班组季级类重年人台元万%分";

/// Behind 一, what makes another word of it: 每周五一起吃饭.
const NO_MONDAY: &str = "起下定般直同共样些切并概致度对把";

/// Behind a day of the week, what says how often and not when: 每周三次.
const TIMES: &[&str] = &["次", "个", "场", "回", "遍", "天", "份", "趟"];

/// `一三五`, `一、三、五`, `一和周四`, `一到周五`.
fn weekdays(text: &Text, end: usize, next: usize) -> Option<(Vec<Weekday>, usize)> {
    let start = text.any(next, WEEK).unwrap_or(end);
    let (first, mut at) = figure(text, start)?;
    let mut days = vec![first];
    if text.any(at, TIMES).is_some() {
        return None;
    }
    loop {
        let over = text.any(at, &["到", "至", "-", "~"]);
        let link = over
            .or_else(|| text.any(at, &["、", "和", "与", "及", ",", "，", "/"]))
            .unwrap_or(at);
        let named = text.any(link, &["每周", "周", "星期", "礼拜"]);
        let from = named.unwrap_or(link);
        let Some((day, after)) = figure(text, from) else {
            break;
        };
        if !goes_on(
            text,
            (at, link),
            named.is_some(),
            from,
            days.last().copied(),
        ) {
            break;
        }
        if over.is_some() {
            let last = days.last().copied()?;
            // 每周五到三 is no span of days; 每周五到周一 is one.
            if named.is_none() && day.num_days_from_monday() <= last.num_days_from_monday() {
                break;
            }
            let mut next = last.succ();
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
        at = after;
    }
    days.sort_by_key(|day| day.num_days_from_monday());
    days.dedup();
    Some((days, at))
}

/// A figure for a day of the week; beside another it is none: 14:30 in 每周五14:30.
fn figure(text: &Text, i: usize) -> Option<(Weekday, usize)> {
    let before = i.checked_sub(1).map(|i| text.get(i));
    let beside = text.get(i).is_ascii_digit() && before.is_some_and(|c| c.is_ascii_digit());
    if beside {
        return None;
    }
    chinese::weekday_figure(text, i)
}

/// Whether the figure at `from` is one more day of the list that ended at `at`.
fn goes_on(
    text: &Text,
    (at, link): (usize, usize),
    is_named: bool,
    from: usize,
    last: Option<Weekday>,
) -> bool {
    let (here, next) = (text.get(from), text.get(from + 1));
    // 每周三 三点, 每周五3:30, 每周五到1月, 每周五到二厂: the list ends with the day before.
    let dated = here.is_ascii_digit() && matches!(next, '/' | '-' | '.');
    if NO_WEEKDAY.contains(next) || dated {
        return false;
    }
    // 每周一二十点 may be read in two ways; 四十点 is no hour.
    if next == '十' && !matches!(here, '三' | '四' | '五' | '六') {
        return false;
    }
    if is_named {
        return true;
    }
    match here {
        '天' => false,
        // 每周六日, and not 每周五日报.
        '日' => link > at || last == Some(Weekday::Sat) && !"报程常期志".contains(next),
        // 每周五三一重工, 每周三一对一.
        '一' => !NO_MONDAY.contains(next),
        _ => true,
    }
}

/// `5号`, `5号和20号`, `底`, `最后一个工作日`, `第二个周三`; nothing where it is a day that no rule says.
fn monthly(text: &Text, i: usize) -> Option<(Option<On>, usize)> {
    let known = |on: On, end: usize| Some((Some(on), end));
    if let Some(end) = text.any(i, &["底", "末", "月底", "月末"]) {
        if let Some((on, end)) = before_end(text, end) {
            return known(on, end);
        }
        return known(On::Days(vec![-1]), end);
    }
    if let Some(end) = text.any(i, &["初", "月初"]) {
        return known(On::Days(vec![1]), end);
    }
    if let Some(end) = text.any(i, &["中旬", "月中"]) {
        return known(On::Days(vec![15]), end);
    }
    if let Some((piece, end)) = nth(text, i) {
        return match piece {
            Piece::Nth(n, Counted::Workday) => known(On::Workday(n), end),
            Piece::Nth(n, Counted::Weekday(weekday)) => known(On::Nth(n, weekday), end),
            Piece::Nth(n, Counted::Day) if n.abs() <= 31 => known(On::Days(vec![n]), end),
            // 第三周周五 is in the third week for one and the third Friday for another.
            _ => Some((None, unread(text, end).unwrap_or(end))),
        };
    }
    let mut days = Vec::new();
    let mut at = i;
    let mut end = i;
    loop {
        if end > i
            && let Some(last) = text.any(at, &["最后一天", "月底", "月末"])
        {
            days.push(-1);
            end = last;
            break;
        }
        let Some((day, after)) = whole(text, at) else {
            break;
        };
        let Some(day) = i32::try_from(day).ok().filter(|day| (1..=31).contains(day)) else {
            break;
        };
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
    days.sort_unstable_by_key(|day| if *day < 0 { 32 } else { *day });
    if end > i {
        return known(On::Days(days), days_over(text, end));
    }
    unread(text, i).map(|end| (None, end))
}

/// The end of what is a time and none that a rule comes by: 每月第三周, 每年第一季度.
fn unread(text: &Text, i: usize) -> Option<usize> {
    let i = text.word(i, "的").unwrap_or(i);
    let (said, end) = chinese::piece(text, i)?;
    let plain = said
        .iter()
        .all(|piece| matches!(piece, Piece::Part(_) | Piece::Clock(_) | Piece::Now));
    (!plain).then_some(end)
}

/// `前三天`, `前两个工作日` behind the end of a month.
fn before_end(text: &Text, end: usize) -> Option<(On, usize)> {
    let from = text.any(end, &["前", "之前", "以前", "前的", "之前的"])?;
    let (amount, end) = amount::amount(text, from)?;
    let n = i32::try_from(amount.whole()?).ok();
    let n = n.filter(|n| (1..=20).contains(n))?;
    let is_worked = match amount.unit {
        Unit::Workday => true,
        Unit::Grain(Grain::Day) => false,
        _ => return None,
    };
    let on = On::BeforeEnd(n, is_worked);
    text.any(end, &["之内", "以内", "内"])
        .is_none()
        .then_some((on, end))
}

/// `3月1日`, `春节`, `农历八月十五`, `年底`.
pub(super) fn yearly(text: &Text, i: usize) -> Option<(On, usize)> {
    if let Some((falls, end)) = holidays::named(text, i)
        && chinese::piece(text, i).is_none_or(|(_, other)| other <= end)
    {
        let on = match falls {
            Falls::On(month, day) => On::Date(month, day),
            Falls::Lunar(month, day) => On::Lunar(month, day, Leap::Skip),
            Falls::Nth(month, n, weekday) => On::NthOf(month, n, weekday),
            Falls::Eve => On::Lunar(12, 30, Leap::Skip),
            _ => return None,
        };
        // 八月十五 is a feast, and in a leap month one may keep it again.
        return match (&on, lunar::leap(text, end)) {
            (On::Lunar(month, day, _), Some((leap, end))) => {
                Some((On::Lunar(*month, *day, leap), end))
            }
            _ => Some((on, end)),
        };
    }
    if let Some(found) = lunar::yearly(text, i) {
        return Some(found);
    }
    let (said, end) = chinese::piece(text, i).or_else(|| english::piece(text, i, false))?;
    match said[..] {
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
            if let Some((Some(On::Nth(n, weekday)), end)) = monthly(text, end) {
                return Some((On::NthOf(month, n, weekday), end));
            }
            // 每年3月底, 每年9月初. The end of February is another day each fourth year, and no date.
            if let Some((Some(On::Days(days)), end)) = monthly(text, end)
                && let [day] = days[..]
            {
                let last = match month {
                    2 => None,
                    4 | 6 | 9 | 11 => Some(30),
                    _ => Some(31),
                };
                // Of February 29 days are a date too, and its end is none.
                let day = match i64::from(day) {
                    day if day < 0 => i64::from(last?) + day + 1,
                    day => day,
                };
                let fits = 1..=i64::from(last.unwrap_or(29));
                let day = fits.contains(&day).then(|| u32::try_from(day).ok())??;
                return Some((On::Date(month, day), end));
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
