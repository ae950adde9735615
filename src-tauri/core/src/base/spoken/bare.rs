//! Bare numbers: whether one is an hour, told by what stands behind it.

use super::english::{MONTHS, weekday};
use super::text::Text;
use crate::base::words::is_han;

/// 三点 is no hour before these: 三点建议, 三点事项.
pub(super) const POINTS: &[&str] = &[
    "时间",
    "时段",
    "时期",
    "点名",
    "点建议",
    "点意见",
    "点要求",
    "点问题",
    "点事项",
    "点事情",
    "点内容",
    "点情况",
    "点原因",
    "点理由",
    "点需求",
    "点看法",
    "点想法",
    "点说明",
    "点不足",
    "点改进",
    "点疑问",
    "点疑义",
    "点异议",
    "点共识",
    "点承诺",
    "点变更",
    "点变化",
    "点修改",
    "点差异",
    "点区别",
    "点条件",
    "点优势",
    "点经验",
    "点补充",
    "点反馈",
    "点诉求",
    "点要素",
    "点结论",
];

const UNITS: &[&str] = &[
    "day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "h",
    "minute", "minutes", "min", "mins", "second", "seconds", "quarters", "quarter", "percent",
    "st", "nd", "rd", "th", "working", "business", "people", "units", "pcs", "k", "copies",
    "times", "usd", "eur", "gbp", "rmb", "cny", "hkd", "jpy", "dollars", "euros", "pounds", "yuan",
];

/// A time of another zone is another time.
pub(super) const ZONES: &[&str] = &[
    "gmt", "utc", "cet", "cest", "pst", "pdt", "est", "edt", "cst", "cdt", "mst", "mdt", "bst",
    "ist", "jst", "kst", "eet", "(gmt)", "(utc)", "(bst)", "(pst)", "(est)", "(cet)", "(cst)",
    "(ist)", "(jst)", "b.c.", "bc", "zulu",
];

/// Whether what follows a bare number leaves it one: no unit, no part of a date.
pub(super) fn is_bare(text: &Text, end: usize) -> bool {
    let next = text.get(end);
    let goes_on = matches!(next, '/' | '.') && text.get(end + 1).is_ascii_digit();
    next != '%' && !goes_on && text.then(end, UNITS).is_none()
}

/// What goes on behind an hour: another time, whom it is with, what is to be done. Behind any other word a bare
/// number counts something: "at 12 each", "at 15 pumps".
const BEHIND: &[&str] = &[
    "to",
    "till",
    "til",
    "'til",
    "until",
    "through",
    "thru",
    "and",
    "or",
    "with",
    "on",
    "in",
    "for",
    "from",
    "at",
    "@",
    "by",
    "before",
    "after",
    "this",
    "next",
    "the",
    "tomorrow",
    "tonight",
    "today",
    "every",
    "daily",
    "weekly",
    "monthly",
    "each day",
    "each week",
    "each month",
    "each morning",
    "each weekday",
    "about",
    "re",
    "local",
    "sharp",
    "exactly",
    "o'clock",
    "oclock",
    "o clock",
    "i",
    "we",
    "please",
    "call",
    "phone",
    "ring",
    "visit",
    "meet",
    "meeting",
    "send",
    "email",
    "mail",
    "ask",
    "tell",
    "remind",
    "talk",
    "speak",
    "review",
    "sync",
    "demo",
    "check",
    "see",
    "pick",
    "go",
    "follow",
    "discuss",
    "prepare",
    "submit",
    "present",
    "join",
    "attend",
    "start",
    "finish",
    "deliver",
    "bring",
    "write",
    "reply",
    "lunch",
    "dinner",
    "breakfast",
    "coffee",
    "quote",
    "pay",
    "interview",
    "training",
    "appointment",
    "conference",
    "standup",
];

/// Whether the Han behind a number count it: 3台 and 3张图纸 are no hours, "@3 张总" and "@10 万科" are.
fn is_counted(text: &Text, end: usize) -> bool {
    let at = text.space(end);
    let (next, after) = (text.get(at), text.get(at + 1));
    // What begins a name as well counts only what stands behind it.
    let named = "张万成家".contains(next)
        && is_han(after)
        && !"元块美欧人台个件吨票图单纸卡桌客公供企厂左多以".contains(after);
    "台个件套吨箱份家位人名次元块万亿斤克米只支条张批折倍成".contains(next) && !named
}

/// Whether "at" or "@" leads to the number at `i`.
fn is_led_by_at(text: &Text, i: usize) -> bool {
    let mut at = i;
    while at > 0 && text.get(at - 1).is_whitespace() {
        at -= 1;
    }
    ["at", "@"].iter().any(|word| {
        at.checked_sub(word.len())
            .is_some_and(|from| text.word(from, word).is_some())
    })
}

/// Past `hours` behind a time of four figures: 1500 hours.
pub(super) fn of_the_day(text: &Text, i: usize, end: usize) -> Option<usize> {
    let is_led = is_led_by_at(text, i) && (3..=4).contains(&(end - i));
    text.then(end, &["hours", "hrs", "h"]).filter(|_| is_led)
}

/// Whether the number from `i` to `end`, which is asked for as an hour, is one, by what stands behind it. With
/// its day said before it, "at" leads to nothing else, whatever is to be done then.
pub(super) fn is_hour(text: &Text, (i, end): (usize, usize), of_day: bool) -> bool {
    if !is_bare(text, end) || is_counted(text, end) {
        return false;
    }
    if of_day && is_led_by_at(text, i) && text.then(end, &["each"]).is_none() {
        return true;
    }
    let next = text.get(text.space(end));
    let signs = matches!(
        next,
        '-' | '~' | ':' | '(' | '"' | '\'' | '+' | '&' | '/' | '\n'
    );
    signs
        || text.is_end(end)
        || is_han(next)
        || text.is_upper(text.space(end))
        || text.then(end, BEHIND).is_some()
        || text.then(end, ZONES).is_some()
        || weekday(text, text.space(end)).is_some()
        || text.meant(text.space(end), MONTHS).is_some()
        || text
            .then(end, &["each"])
            .is_some_and(|after| weekday(text, text.space(after)).is_some())
}
