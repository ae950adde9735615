//! One time or another: `周三或周四`, `Thursday or Friday`, `明天上午或下午`. Which of them is asked.

use super::parts::Parts;
use super::phrase::{Told, first_lead, parts};
use super::resolve::resolve;
use super::span::{inherit, second};
use super::text::Text;
use super::value::Now;
use super::{Meant, Unsure, chinese};

/// So far behind its beginning the first of two may end.
const FARTHEST: usize = 40;

/// Two times of which one is meant.
pub(super) fn either(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    // Most times are no choice of two, and reading them twice would be half of the work.
    let link = |at: usize| {
        matches!(text.get(at), '或' | '还')
            || text.word(at, "or").is_some()
            || chinese::weekday_figure(text, at)
                .is_some_and(|(_, end)| chinese::weekday_figure(text, end).is_some())
    };
    (i..text.len().min(i + FARTHEST)).any(link).then_some(())?;
    let (from, asked) = first_lead(text, i);
    if from > i && matches!(text.get(i), ',' | '，' | '、' | '的' | '(') {
        return None;
    }
    let (mut first, end) = parts(text, from, asked, true, now)?;
    if let Some(told) = next_day(text, &first, end, now) {
        return Some(told);
    }
    let after = text.then(
        end,
        &["或", "或者", "或是", "还是", "or", "or on", "or else"],
    )?;
    let (mut other, end) = second(text, &first, text.space(after), now)?;
    let days = first.has_day() && other.has_day();
    let hours = first.clock.is_some() && other.clock.is_some();
    let halves = first.part.is_some() && other.part.is_some();
    (days || hours || halves).then_some(())?;
    // 周三或周四前: which end of what is not reckoned.
    if text
        .any(end, &["前", "后", "之前", "之后", "以前", "以后"])
        .is_some()
    {
        return Some((None, end));
    }
    inherit(&mut first, &mut other);
    Some((of_both(&first, &other, now), end))
}

/// `下周三四`: one of two days in a row.
fn next_day(text: &Text, first: &Parts, end: usize, now: &Now<'_>) -> Option<Told> {
    let day = first.weekday.filter(|_| first.clock.is_none())?;
    let (next, after) = chinese::weekday_figure(text, end)?;
    // 周三四点 is an hour, and 周三四川 a journey.
    let other = "点时刻分号个月年天家次川人份台:".contains(text.get(after));
    (next == day.succ() && !other).then_some(())?;
    let second = Parts {
        weekday: Some(next),
        ..*first
    };
    Some((of_both(first, &second, now), after))
}

fn of_both(first: &Parts, other: &Parts, now: &Now<'_>) -> Option<Meant> {
    let mut whens = resolve(first, now)?.whens;
    for when in resolve(other, now)?.whens {
        if !whens.contains(&when) {
            whens.push(when);
        }
    }
    whens.sort_by_key(|when| when.from);
    Some(Meant::of(whens, Some(Unsure::WhichDay)))
}
