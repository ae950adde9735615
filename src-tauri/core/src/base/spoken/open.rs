//! Times open at one end: `周五前`, `by Friday`, `after 2 pm`, `国庆后`.

use chrono::{Datelike, NaiveTime};

use super::amount::amount;
use super::holidays::Falls;
use super::number::han_digit;
use super::parts::{Parts, Piece};
use super::phrase::{Told, lead, parts};
use super::resolve::resolve;
use super::text::Text;
use super::value::{Grain, Now, Shape, When, workday_from, ymd};
use super::within::counted_from;
use super::{Meant, Unsure, chinese};

/// Before this hour nobody is to have done anything.
const WAKING: u32 = 8;

/// Which end is named, and whether it still belongs to it.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    By,
    Before,
    After,
    /// The time named included.
    From,
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
    ("since", Way::From),
    ("later than", Way::After),
    ("from", Way::From),
    ("starting", Way::From),
    ("starting from", Way::From),
    ("最晚", Way::By),
    ("最迟", Way::By),
    ("截至", Way::By),
    ("截止", Way::By),
    ("截止到", Way::By),
    ("不晚于", Way::By),
    ("到", Way::By),
    ("从", Way::From),
    ("自", Way::From),
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
    ("起", Way::From),
    ("开始", Way::From),
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
    ("放假前", Way::Before),
    ("放假后", Way::After),
];

/// Behind these the end of a word is the beginning of another: 前者, 后续, 前来, 前后.
pub(super) const OTHERWISE: &[&str] = &["者", "面", "半", "期", "来", "往", "续", "提", "后"];

/// `周五前`, `by Friday`, `after 2 pm`, `国庆后`.
pub(super) fn open(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    if let Some(told) = new_year(text, i, now) {
        return Some(told);
    }
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
        (Some(Way::From), _) => {
            let on = text.then(end, &["on", "onward", "onwards"]);
            (Way::From, on.filter(|end| text.is_end(*end)).unwrap_or(end))
        }
        (Some(way), _) => (way, end),
        _ => return None,
    };
    let Some(meant) = resolve(&parts, now) else {
        return Some((None, end));
    };
    let bound = |when: &When| match way {
        Way::By => Some(by(when, now)),
        Way::Before => before(when, &parts, now),
        Way::After | Way::From => after(when, &parts, way, now),
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
    } else if parts.weekend && parts.clock.is_none() && parts.part.is_none() {
        // Before the weekend is while people still work, unless it has begun.
        let worked = workday_from(when.from.date(), -1, now.days)?;
        let due = if worked < now.today() {
            when.due
        } else {
            worked
        };
        (due, None)
    } else if let Some(part) = parts.part.filter(|_| when.grain < Grain::Day) {
        // 中午前, 今晚之前: before the first hour of it that is one of the working day.
        let (first, _) = part.hours();
        let hour = if first < WAKING {
            part.usual()
        } else {
            NaiveTime::from_hms_opt(first, 0, 0)
        };
        let day = when.from.date();
        (day, hour.filter(|at| day.and_time(*at) > now.at))
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

fn after(when: &When, parts: &Parts, way: Way, now: &Now<'_>) -> Option<When> {
    let (due, at) = if is_timed(when) {
        (when.due, when.at)
    } else if parts.holiday.is_some_and(Falls::is_long) {
        let last = parts.holiday.and_then(Falls::last_day);
        (
            workday_from(last.unwrap_or(when.from.date()), 1, now.days)?,
            None,
        )
    } else if way == Way::After && when.grain <= Grain::Week && is_worked_behind(when, parts) {
        let last = when.until.date().pred_opt()?;
        (workday_from(last, 1, now.days)?, None)
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

/// After a day or a week is the first day worked behind it. 三月以后 may be from March on, and 15号以后
/// from the fifteenth: of these the beginning is kept.
fn is_worked_behind(when: &When, parts: &Parts) -> bool {
    let named = parts.weekday.is_some() || parts.weekend;
    named || when.grain == Grain::Week
}

/// `年前`, `年后`, `过完年`: of the Chinese new year, while 年前 may be said of the year's end as well.
fn new_year(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    const WORDS: &[(&str, Way)] = &[
        ("年前", Way::Before),
        ("年后", Way::After),
        ("过完年", Way::After),
        ("过完年后", Way::After),
        ("过完年之后", Way::After),
    ];
    let (way, end) = text.meant(i, WORDS)?;
    let letter = i.checked_sub(1).map_or(' ', |i| text.get(i));
    // 三年前, 半年后, 今年前三个月.
    let counted = letter.is_numeric()
        || han_digit(letter).is_some()
        || "十百千万几多数半个今明去后前来每本当全近同整周学一新大小老青少".contains(letter);
    let goes_on = text.any(end, OTHERWISE).is_some() || amount(text, end).is_some();
    (!counted && !goes_on).then_some(())?;
    let parts = Parts {
        holiday: Some(Falls::Lunar(1, 1)),
        ..Parts::default()
    };
    let day = resolve(&parts, now)?.whens.first().copied()?;
    if way == Way::After {
        // 年后第一个工作日; of 年后第一周 nothing is known.
        if text.get(end) == '第' {
            let (said, last) = chinese::nth(text, end)?;
            let [Piece::Nth(n, counted)] = said[..] else {
                return Some((None, last));
            };
            let found = counted_from(day.from.date(), n, counted, now);
            let found = found.and_then(|day| When::day(day, now));
            return Some((found.map(Meant::sure), last));
        }
        return Some((Some(Meant::sure(after(&day, &parts, way, now)?)), end));
    }
    let last = When::day(ymd(now.today().year(), 12, 31)?, now)?;
    let whens = vec![before(&day, &parts, now)?, by(&last, now)];
    Some((Some(Meant::of(whens, Some(Unsure::WhichDay))), end))
}
