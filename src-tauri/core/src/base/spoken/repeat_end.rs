//! What bounds a repeat: the day it begins, the day or number it ends with, and what becomes of it on a
//! day that is not worked.

use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};

use super::amount::{Unit, amount};
use super::number::small;
use super::phrase::parts;
use super::resolve::resolve;
use super::rule::{End, Rule};
use super::text::Text;
use super::value::{Grain, Now, Shape, When};
use crate::base::calendar::Shift;

/// So far behind a rule its bounds are looked for.
const FARTHEST: usize = 120;

/// What was said of a rule beside itself.
#[derive(Default)]
pub(super) struct Bounds {
    pub(super) begin: Option<NaiveDate>,
    /// At what time, where the day it begins was said with one.
    pub(super) at: Option<Vec<NaiveTime>>,
    pub(super) end: Option<End>,
    pub(super) shift: Option<Shift>,
    /// A bound was said that comes to nothing.
    pub(super) is_strange: bool,
}

impl Bounds {
    /// The rule with them.
    pub(super) fn put(&self, rule: Rule) -> Rule {
        Rule {
            from: self.begin,
            end: self.end.unwrap_or(rule.end),
            shift: self.shift.unwrap_or(rule.shift),
            ..rule
        }
    }

    /// One bound at `i`, where it was not said before.
    fn take(&mut self, text: &Text, i: usize, now: &Now<'_>) -> Option<usize> {
        if self.shift.is_none()
            && let Some((shift, end)) = shift(text, i)
        {
            self.shift = Some(shift);
            return Some(end);
        }
        if self.end.is_none()
            && let Some((found, end)) = count(text, i).or_else(|| until(text, i, now))
        {
            self.is_strange |= found == End::Never;
            self.end = Some(found);
            return Some(end);
        }
        if self.begin.is_none()
            && let Some((begin, end)) = begins(text, i, now)
        {
            self.begin = begin.first().map(|when| when.from.date());
            self.at = begin.iter().map(|when| when.at).collect();
            return Some(end);
        }
        None
    }

    /// Those that stand in clauses of their own behind what the line is about: 每月15号对账，遇节假日顺延.
    pub(super) fn apart(&mut self, text: &Text, end: usize, now: &Now<'_>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut i = end;
        while i < text.len().min(end + FARTHEST) {
            let begins = matches!(text.get(i), ',' | '，' | ';' | '；' | '。' | '(' | '（');
            let at = text.space(i + 1);
            if begins
                && let Some(last) = self.take(text, at, now)
                && ends(text, last)
            {
                found.push(text.byte(i)..text.byte(closed(text, last)));
                i = last.max(i + 1);
            } else {
                i += 1;
            }
        }
        found
    }
}

fn ends(text: &Text, i: usize) -> bool {
    text.is_end(i) || matches!(text.get(text.space(i)), '，' | '；' | '。' | '）')
}

fn closed(text: &Text, i: usize) -> usize {
    text.any(text.space(i), &[")", "）"]).unwrap_or(i)
}

/// The end of all bounds that stand at `i`, one after the other.
pub(super) fn bounds(text: &Text, i: usize, now: &Now<'_>, said: &mut Bounds) -> usize {
    let mut end = i;
    for _ in 0..4 {
        let at = text.space(end);
        let next = text
            .any(at, &[",", "，", "、", "(", "（", "的"])
            .map_or(at, |end| text.space(end));
        let Some(after) = said.take(text, next, now) else {
            break;
        };
        end = closed(text, after);
    }
    end
}

/// The first and the last day of what stands at `i`, and whether it is a whole week or longer.
fn days(text: &Text, i: usize, now: &Now<'_>) -> Option<(Option<When>, bool, usize)> {
    let (parts, end) = parts(text, i, false, true, now)?;
    (parts.clock.is_none() && parts.part.is_none()).then_some(())?;
    let is_whole = parts.edge.is_none() && !parts.has_day();
    let when = resolve(&parts, now).and_then(|meant| meant.whens.first().copied());
    let is_whole = is_whole && when.is_some_and(|when| when.grain > Grain::Day);
    Some((when, is_whole, end))
}

/// `到12月底`, `until March`, `through Dec 31`; [`End::Never`] where it comes to no day.
fn until(text: &Text, i: usize, now: &Now<'_>) -> Option<(End, usize)> {
    /// Whether the whole of what is named may be left out or belong to it.
    const LEADS: &[(&str, bool)] = &[
        ("到", true),
        ("至", true),
        ("直到", true),
        ("直至", true),
        ("一直到", true),
        ("持续到", true),
        ("截至", true),
        ("截止到", true),
        ("截止", true),
        ("until", true),
        ("till", true),
        ("til", true),
        ("up to", true),
        ("ending", false),
        ("ending on", false),
        ("through", false),
        ("thru", false),
        ("through the end of", false),
    ];
    let (is_open, after) = text.meant(i, LEADS)?;
    let (when, is_whole, end) = days(text, text.space(after), now)?;
    let end = text
        .any(end, &["为止", "止", "结束", "截止"])
        .unwrap_or(end);
    let last = |when: When| {
        let last = when.until.date().pred_opt()?;
        let before = when.from.date().pred_opt()?;
        Some(if is_open && is_whole && when.shape == Shape::Point {
            End::Until(before, Some(last))
        } else {
            End::Until(last, None)
        })
    };
    Some((when.and_then(last).unwrap_or(End::Never), end))
}

/// `共10次`, `for ten weeks`, `连续三个月`.
fn count(text: &Text, i: usize) -> Option<(End, usize)> {
    const TIMES: &[&str] = &["次", "回", "遍", "场", "期", "times", "occurrences"];
    let lead = text.any(
        i,
        &[
            "共",
            "一共",
            "总共",
            "合计",
            "共计",
            "连续",
            "重复",
            "持续",
            "为期",
            "连做",
            "for",
            "for the next",
            "for a total of",
            "a total of",
        ],
    );
    let from = text.space(lead.unwrap_or(i));
    if let Some((n, after)) = small(text, from)
        && let Some(end) = text.then(after, TIMES)
    {
        let n = u32::try_from(n).ok().filter(|n| (1..=1000).contains(n));
        // 每周一3次 says how often.
        lead.or_else(|| ends(text, end).then_some(i))?;
        return Some((n.map_or(End::Never, End::Count), end));
    }
    lead?;
    let (amount, end) = amount(text, from)?;
    let end = text.then(end, &["in total"]).unwrap_or(end);
    match (amount.unit, amount.whole()) {
        (Unit::Grain(grain), Some(n)) if grain >= Grain::Day => Some((End::Lasting(grain, n), end)),
        // For two hours is how long it takes.
        (Unit::Grain(_), _) => None,
        _ => Some((End::Never, end)),
    }
}

/// `从12月起`, `下周开始`, `starting Dec 7`, `from next week on`.
pub(super) fn begins(text: &Text, i: usize, now: &Now<'_>) -> Option<(Vec<When>, usize)> {
    const LEADS: &[&str] = &[
        "从",
        "自",
        "自从",
        "from",
        "starting",
        "starting from",
        "starting on",
        "beginning",
        "beginning on",
        "as of",
        "effective",
    ];
    const BEHIND: &[&str] = &["起", "开始", "以后", "之后", "后", "往后"];
    let lead = text.any(i, LEADS);
    let (parts, end) = parts(text, text.space(lead.unwrap_or(i)), false, true, now)?;
    let on = text
        .then(end, &["on", "onward", "onwards"])
        .filter(|_| lead.is_some());
    let behind = text.any(text.space(end), BEHIND).or(on);
    let at = text.any(i, &["从", "自", "自从"]).is_some();
    // From Monday to Friday is a span; 从12月 asks for its 起.
    let goes_on = text
        .then(
            end,
            &["to", "until", "till", "through", "到", "至", "-", "~"],
        )
        .is_some();
    if goes_on || behind.is_none() && (lead.is_none() || at) {
        return None;
    }
    // A day, or one with its hour; an hour alone begins nothing.
    let whens = resolve(&parts, now)?.whens;
    let first = whens.first()?.from.date();
    let days = parts.has_base() && whens.iter().all(|when| when.from.date() == first);
    days.then_some((whens, behind.unwrap_or(end)))
}

/// `遇节假日顺延`, `如遇周末提前`, `or the next working day if it is a holiday`.
fn shift(text: &Text, i: usize) -> Option<(Shift, usize)> {
    chinese_shift(text, i).or_else(|| english_shift(text, i))
}

fn chinese_shift(text: &Text, i: usize) -> Option<(Shift, usize)> {
    const MEET: &[&str] = &[
        "遇", "遇到", "遇上", "逢", "碰到", "碰上", "赶上", "是", "为",
    ];
    const OFF: &[&str] = &[
        "节假日",
        "法定节假日",
        "法定假日",
        "假日",
        "假期",
        "节日",
        "周末",
        "双休日",
        "休息日",
        "公休日",
        "非工作日",
        "周末或节假日",
        "周末和节假日",
        "周末及节假日",
        "节假日或周末",
        "节假日和周末",
        "节假日及周末",
        "休息日或节假日",
        "放假",
        "周六日",
        "周末、节假日",
        "节假日、周末",
    ];
    const MOVED: &[(&str, Shift)] = &[
        ("顺延", Shift::Next),
        ("往后顺延", Shift::Next),
        ("向后顺延", Shift::Next),
        ("延后", Shift::Next),
        ("推迟", Shift::Next),
        ("往后推", Shift::Next),
        ("后延", Shift::Next),
        ("提前", Shift::Prev),
        ("往前提", Shift::Prev),
        ("前移", Shift::Prev),
    ];
    let at = text
        .any(i, &["如", "若", "如果", "要是", "假如"])
        .unwrap_or(i);
    let at = text.any(at, MEET).unwrap_or(at);
    let at = text.any(at, OFF)?;
    let at = text
        .any(at, &["则", "就", "时", "的", "自动", ",", "，"])
        .unwrap_or(at);
    let (shift, end) = text.meant(at, MOVED)?;
    let end = text.any(end, &["至", "到"]).map_or(end, |after| {
        let behind = &[
            "下一个工作日",
            "下个工作日",
            "次一工作日",
            "上一个工作日",
            "前一个工作日",
            "节后",
        ];
        text.any(after, behind).unwrap_or(end)
    });
    Some((
        shift,
        text.any(end, &["一个工作日", "一天", "处理"])
            .unwrap_or(end),
    ))
}

fn english_shift(text: &Text, i: usize) -> Option<(Shift, usize)> {
    const TO: &[(&str, Shift)] = &[
        ("the next working day", Shift::Next),
        ("next working day", Shift::Next),
        ("the following working day", Shift::Next),
        ("following working day", Shift::Next),
        ("the next business day", Shift::Next),
        ("next business day", Shift::Next),
        ("the following business day", Shift::Next),
        ("the previous working day", Shift::Prev),
        ("previous working day", Shift::Prev),
        ("the working day before", Shift::Prev),
        ("the previous business day", Shift::Prev),
        ("previous business day", Shift::Prev),
    ];
    const IF: &[&str] = &[
        "if it's a holiday",
        "if it is a holiday",
        "if a holiday",
        "if holiday",
        "if it falls on a holiday",
        "if that is a holiday",
        "if that's a holiday",
        "if it falls on a weekend",
        "if it's a weekend",
        "if it is a weekend",
        "if it falls on a weekend or holiday",
        "on holidays",
    ];
    let told = text.any(i, IF).map(|end| text.space(end));
    let at = told.map_or(i, |end| {
        text.any(end, &[",", "then"])
            .map_or(end, |end| text.space(end))
    });
    let at = text
        .any(
            at,
            &["or", "or on", "on", "move to", "moved to", "shift to"],
        )
        .map_or(at, |end| text.space(end));
    (at > i).then_some(())?;
    let (shift, end) = text.meant(at, TO)?;
    Some((shift, text.then(end, IF).unwrap_or(end)))
}
