//! Times open at one end: `周五前`, `by Friday`, `after 2 pm`, `国庆后`.

use super::Meant;
use super::holidays::Falls;
use super::parts::Parts;
use super::phrase::{Told, lead, parts};
use super::resolve::resolve;
use super::text::Text;
use super::value::{Grain, Now, Shape, When, workday_from};

/// Which end is named, and whether it still belongs to it.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    By,
    Before,
    After,
}

const LEADS: &[(&str, Way)] = &[
    ("by", Way::By),
    ("no later than", Way::By),
    ("not later than", Way::By),
    ("until", Way::By),
    ("through", Way::By),
    ("sooner than", Way::Before),
    ("prior to", Way::Before),
    ("up to", Way::By),
    ("till", Way::By),
    ("before", Way::Before),
    ("earlier than", Way::Before),
    ("after", Way::After),
    ("since", Way::After),
    ("later than", Way::After),
    ("from", Way::After),
    ("starting", Way::After),
    ("starting from", Way::After),
    ("最晚", Way::By),
    ("最迟", Way::By),
    ("截至", Way::By),
    ("截止", Way::By),
    ("截止到", Way::By),
    ("不晚于", Way::By),
    ("到", Way::By),
    ("从", Way::After),
    ("自", Way::After),
];

const ENDS: &[(&str, Way)] = &[
    ("前", Way::Before),
    ("之前", Way::Before),
    ("以前", Way::Before),
    ("为止", Way::By),
    ("截止", Way::By),
    ("后", Way::After),
    ("之后", Way::After),
    ("以后", Way::After),
    ("起", Way::After),
    ("开始", Way::After),
    ("过后", Way::After),
    ("内", Way::By),
    ("之内", Way::By),
    ("以内", Way::By),
    ("节前", Way::Before),
    ("节后", Way::After),
    ("假期后", Way::After),
    ("假期前", Way::Before),
    ("长假后", Way::After),
    ("长假前", Way::Before),
];

/// Behind these the end of a word is the beginning of another: 前者, 后续, 前来.
const OTHERWISE: &[&str] = &["者", "面", "半", "期", "来", "往", "续", "提"];

/// `周五前`, `by Friday`, `after 2 pm`, `国庆后`.
pub(super) fn open(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    let loosely = text.any(
        i,
        &["sometime", "sometimes", "some time", "anytime", "any time"],
    );
    let begin = loosely.map_or(i, |end| text.space(end));
    let (way, from) = match text.meant(begin, LEADS) {
        Some((way, end)) => (Some(way), text.space(end)),
        None => (None, lead(text, i).0),
    };
    if way.is_none() && matches!(text.get(i), ',' | '，' | '、' | '的' | '(') {
        return None;
    }
    let (parts, end) = parts(text, from, way.is_some(), true, now)?;
    let (way, end) = match (way, text.meant(end, ENDS)) {
        (_, Some((way, end))) if way == Way::By || text.any(end, OTHERWISE).is_none() => (way, end),
        (Some(way), _) => (way, end),
        _ => return None,
    };
    let Some(meant) = resolve(&parts, now) else {
        return Some((None, end));
    };
    let bound = |when: &When| match way {
        Way::By => Some(by(when, now)),
        Way::Before => before(when, &parts, now),
        Way::After => after(when, &parts, now),
    };
    let whens: Vec<When> = meant.whens.iter().filter_map(bound).collect();
    let meant = (!whens.is_empty()).then(|| Meant::of(whens, meant.unsure));
    Some((meant, end))
}

fn is_timed(when: &When) -> bool {
    when.grain < Grain::Day && when.shape == Shape::Point
}

fn by(when: &When, now: &Now<'_>) -> When {
    When {
        from: now.at.min(when.from),
        // By two o'clock is before it, by Friday within it.
        until: if is_timed(when) {
            when.from
        } else {
            when.until
        },
        shape: Shape::Before,
        ..*when
    }
}

fn before(when: &When, parts: &Parts, now: &Now<'_>) -> Option<When> {
    let is_interval = when.shape == Shape::Interval;
    let (due, at) = if is_timed(when) {
        (when.due, when.at)
    } else if parts.holiday.is_none() && (when.grain == Grain::Day || is_interval) {
        (when.due, None)
    } else {
        // Before a holiday, or a month, is while people still work.
        (workday_from(when.from.date(), -1, now.days)?, None)
    };
    Some(When {
        shape: Shape::Before,
        until: if is_interval { when.until } else { when.from },
        from: now.at.min(when.from),
        due,
        at,
        ..*when
    })
}

fn after(when: &When, parts: &Parts, now: &Now<'_>) -> Option<When> {
    let (due, at) = if is_timed(when) {
        (when.due, when.at)
    } else if parts.holiday.is_some_and(Falls::is_long) {
        (workday_from(when.from.date(), 1, now.days)?, None)
    } else if when.grain == Grain::Day && when.shape == Shape::Point {
        (when.due, None)
    } else {
        (when.from.date(), None)
    };
    Some(When {
        shape: Shape::After,
        due,
        at,
        ..*when
    })
}
