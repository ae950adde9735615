//! The days that have a name in the user's own table of holidays: 公司年会后第一个工作日. A name of one's own is a
//! word like any other, so it is read only where something is counted from it.

use super::holidays::{Falls, NAMES};
use super::text::Text;
use super::value::Now;

/// The longest such name that stands at `i`, with its days that are still to come or under way: the nearest.
pub(super) fn named(text: &Text, i: usize, now: &Now<'_>) -> Option<(Falls, usize)> {
    let coming = now.days.own_names().iter();
    let coming = coming.filter(|own| own.last >= now.today());
    let found = coming
        .filter_map(|own| Some((text.word(i, &own.name)?, own)))
        .filter(|(end, own)| {
            NAMES.iter().all(|(name, _)| *name != own.name) && is_counted_from(text, i, *end)
        })
        .max_by_key(|(end, own)| (*end, std::cmp::Reverse(own.first)))?;
    let (end, own) = found;
    Some((Falls::Own(own.first, own.last), end))
}

/// Whether a name of the user's own begins at `i`: with whatever letter, which no table of beginnings holds.
pub(super) fn may_begin(text: &Text, i: usize, now: &Now<'_>) -> bool {
    named(text, i, now).is_some()
}

fn is_counted_from(text: &Text, i: usize, end: usize) -> bool {
    const BEHIND: &[&str] = &[
        "前",
        "后",
        "之前",
        "之后",
        "以前",
        "以后",
        "过后",
        "的前",
        "的后",
        "假期前",
        "假期后",
        "次日",
        "翌日",
        "第二天",
    ];
    const BEFORE: &[&str] = &[
        "before ",
        "after ",
        "before the ",
        "after the ",
        "until ",
        "by ",
    ];
    /// 年会后勤安排, 年会前台接待: nothing is counted there.
    const OTHERS: &[&str] = &[
        "后勤", "后台", "后期", "后备", "后端", "前台", "前期", "前端", "前言",
    ];
    let head = text.slice(0, i);
    let is_behind = text.any(end, BEHIND).is_some() && text.any(end, OTHERS).is_none();
    is_behind || BEFORE.iter().any(|word| head.ends_with(word))
}
