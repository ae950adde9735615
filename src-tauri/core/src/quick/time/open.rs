//! Times open at one end: `周五前`, `by Friday`, `after 2 pm`, `国庆后`.

use super::Meant;
use super::holidays;
use super::phrase::{Told, lead, parts};
use super::resolve::resolve;
use super::text::Text;
use super::value::{Grain, Now, Shape, When, workday_from};

/// `周五前`, `by Friday`, `after 2 pm`, `国庆后`.
pub(super) fn open(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
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
        ("anytime before", Way::Before),
        ("up to", Way::By),
        ("till", Way::By),
        ("before", Way::Before),
        ("earlier than", Way::Before),
        ("after", Way::After),
        ("since", Way::After),
        ("later than", Way::After),
        ("anytime after", Way::After),
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
    let (way, from) = match text.meant(i, LEADS) {
        Some((way, end)) => (Some(way), text.space(end)),
        None => (None, lead(text, i).0),
    };
    if way.is_none() && matches!(text.get(i), ',' | '，' | '、' | '的' | '(') {
        return None;
    }
    let (parts, end) = parts(text, from, way.is_some(), true, now)?;
    let (way, end) = match (way, text.meant(end, ENDS)) {
        (_, Some((way, end)))
            if text
                .any(end, &["者", "面", "半", "期", "来", "往", "续", "提"])
                .is_none()
                || way == Way::By =>
        {
            (way, end)
        }
        (Some(way), _) => (way, end),
        _ => return None,
    };
    let (parts_holiday, long) = (
        parts.holiday,
        parts.holiday.is_some_and(holidays::Falls::is_long),
    );
    let Some(meant) = resolve(&parts, now) else {
        return Some((None, end));
    };
    let bound = |when: &When| -> Option<When> {
        let timed = when.grain < Grain::Day && when.shape == Shape::Point;
        Some(match way {
            Way::By => When {
                from: now.at.min(when.from),
                // By two o'clock is before it, by Friday within it.
                until: if timed { when.from } else { when.until },
                shape: Shape::Before,
                ..*when
            },
            Way::Before => {
                let (due, at) = if timed {
                    (when.due, when.at)
                } else if parts_holiday.is_some() {
                    // Before a holiday is while people still work.
                    (workday_from(when.from.date(), -1, now.days)?, None)
                } else if when.grain == Grain::Day || when.shape == Shape::Interval {
                    (when.due, None)
                } else {
                    (workday_from(when.from.date(), -1, now.days)?, None)
                };
                let until = if when.shape == Shape::Interval {
                    when.until
                } else {
                    when.from
                };
                When {
                    shape: Shape::Before,
                    until,
                    from: now.at.min(when.from),
                    due,
                    at,
                    ..*when
                }
            }
            Way::After => {
                let (due, at) = if timed {
                    (when.due, when.at)
                } else if long {
                    (workday_from(when.from.date(), 1, now.days)?, None)
                } else if when.grain == Grain::Day && when.shape == Shape::Point {
                    (when.due, None)
                } else {
                    (when.from.date(), None)
                };
                When {
                    shape: Shape::After,
                    due,
                    at,
                    ..*when
                }
            }
        })
    };
    let whens: Vec<When> = meant.whens.iter().filter_map(bound).collect();
    Some((
        (!whens.is_empty()).then(|| Meant::of(whens, meant.unsure)),
        end,
    ))
}
