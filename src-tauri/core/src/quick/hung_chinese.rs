//! What hangs on something in Chinese: 如果价格合适, 一旦审批通过, 没问题的话. The same rule as in English; only where
//! such a part begins and ends is told by other signs.

use super::kinds::find;
use super::vows::{DEEDS, THEM, US};

/// What begins a condition, and the word of English that it is one with.
const HUNG_ON: &[(&str, &str)] = &[
    ("如果", "if"),
    ("要是", "if"),
    ("假如", "if"),
    ("倘若", "if"),
    ("假使", "if"),
    ("只要", "if"),
    ("一旦", "once"),
];

/// What ends one.
const ENDS: &str = "的话";

/// A part that hangs on something: the word, what of the clause is beside it, and whether it stands first.
pub(super) struct Part {
    pub(super) on: &'static str,
    pub(super) main: String,
    pub(super) leads: bool,
}

/// The condition in one clause, if there is one. 要是能交货就好了 is a wish, and 客户问如果…… a question.
pub(super) fn part(text: &[char]) -> Option<Part> {
    let opens = HUNG_ON
        .iter()
        .filter_map(|(word, on)| Some((find(text, word)?, word.chars().count(), *on)))
        .min()
        .filter(|(at, ..)| !at.checked_sub(1).is_some_and(|i| is_within(text, i)));
    let (at, rest, on) = match opens {
        Some((at, long, on)) => (at, at + long, on),
        None => (0, ended(text)?, "if"),
    };
    let before = text.get(..at)?;
    if find(before, "问").is_some() {
        return None;
    }
    let behind = behind(text.get(rest..)?)?;
    let is_first = before.len() <= 8 && !DEEDS.iter().any(|deed| find(before, deed).is_some());
    let main = before.iter().chain(behind).collect();
    Some(Part {
        on,
        main,
        leads: is_first,
    })
}

/// 主要是, 需要是: no condition begins within another word.
fn is_within(text: &[char], before: usize) -> bool {
    text.get(before).is_some_and(|c| "主重需次".contains(*c))
}

/// Where 的话 ends a condition that no word begins. 按他的话 and 客户的话 are no conditions.
fn ended(text: &[char]) -> Option<usize> {
    let at = find(text, ENDS)?;
    let rest: String = text.get(at + 2..)?.iter().collect();
    let is_end = !rest.starts_with(|c: char| c.is_alphanumeric() && c != '就' && c != '那');
    let head: String = text.get(..at)?.iter().collect();
    let head = head.trim();
    let is_said = head.starts_with(['按', '照', '听', '据', '用']);
    let is_somebody = US.contains(&head) || THEM.contains(&head);
    (is_end && !is_said && !is_somebody && !head.is_empty()).then_some(at + 2)
}

/// What is said behind a condition that no comma ends, from 就 on, with who does it: 我们就下周发货. Nothing at all
/// where it is a wish.
fn behind(text: &[char]) -> Option<&[char]> {
    const WISHED: [&str; 4] = ["就好", "就行", "就太好", "就更好"];
    if WISHED.iter().any(|wish| find(text, wish).is_some()) {
        return None;
    }
    let Some(at) = find(text, "就").filter(|at| text.get(at + 1) != Some(&'是')) else {
        return Some(&[]);
    };
    let said = text.get(..at)?;
    let who = US.iter().chain(THEM).find_map(|who| {
        let long = who.chars().count();
        let from = said.len().checked_sub(long)?;
        let is_who = said.get(from..)?.iter().copied().eq(who.chars());
        is_who.then_some(from)
    });
    match who {
        Some(from) => text.get(from..),
        None => text.get(at + 1..),
    }
}

/// Whether so and so many days are counted: 三天内, 两周后, 5个工作日.
pub(super) fn is_counted(text: &[char]) -> bool {
    const SPANS: [&str; 6] = ["天", "日", "周", "星期", "个月", "工作日"];
    const ENDS: [&str; 4] = ["内", "以内", "之内", "后"];
    let is_number = |c: char| c.is_ascii_digit() || "一二两三四五六七八九十半".contains(c);
    SPANS.iter().any(|span| {
        ENDS.iter().any(|end| {
            let word = format!("{span}{end}");
            let before = find(text, &word).and_then(|at| text.get(..at));
            before.is_some_and(|before| {
                let counted = before.iter().rev().find(|c| **c != '个' && **c != ' ');
                counted.is_some_and(|c| is_number(*c))
            })
        })
    })
}
