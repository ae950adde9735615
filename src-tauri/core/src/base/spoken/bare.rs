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
    "times",
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
    "interview",
    "training",
    "appointment",
    "conference",
    "standup",
];

/// Whether a number that is asked for as an hour is one, by what stands behind it.
pub(super) fn is_hour(text: &Text, end: usize) -> bool {
    if !is_bare(text, end) {
        return false;
    }
    let next = text.get(text.space(end));
    let signs = matches!(
        next,
        '-' | '~' | ':' | '(' | '"' | '\'' | '+' | '&' | '/' | '\n'
    );
    let counts = "台个件套吨箱份家位人名次元块万亿斤克米只支条张台批折倍成".contains(next);
    signs
        || text.is_end(end)
        || is_han(next) && !counts
        || text.then(end, BEHIND).is_some()
        || weekday(text, text.space(end)).is_some()
        || text.meant(text.space(end), MONTHS).is_some()
        || text
            .then(end, &["each"])
            .is_some_and(|after| weekday(text, text.space(after)).is_some())
}
