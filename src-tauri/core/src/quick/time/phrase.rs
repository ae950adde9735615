//! Whole expressions: parts put together, counted from now or from a named day, spanned, left open
//! at one end.

use chrono::{NaiveDate, NaiveDateTime};

use super::amount::{self, Amount, Unit};
use super::clock::{clock, meridiem};
use super::open::open;
use super::parts::{Parts, Piece, Rel};
use super::resolve::resolve;
use super::span::{lasting, span};
use super::text::Text;
use super::value::{Grain, Now, Shape, When, add, floor, midnight, workday_from, ymd};
use super::within::{counted_from, whole_units};
use super::{Meant, Time, chinese, english, holidays, repeat};

/// What stands at a place of the text.
pub(super) enum Read {
    Time(Time, usize),
    /// An expression of time that is not reckoned here; nothing of it is to be half understood.
    Refused(usize),
}

/// The expression that begins at `i`, the longest.
pub(super) fn at(text: &Text, i: usize, now: &Now<'_>) -> Option<Read> {
    if text.get(i).is_whitespace() {
        return None;
    }
    if let Some((again, end)) = repeat::at(text, i, now) {
        return Some(match again {
            Some(again) => Read::Time(Time::Again(again), end),
            None => Read::Refused(end),
        });
    }
    // Of equals the last: what is counted is not a clock, "from 2 pm" not 2 pm.
    let once = [
        single(text, i, now),
        week_of(text, i, now),
        of_year(text, i),
        span(text, i, now),
        lasting(text, i, now),
        open(text, i, now),
        counted(text, i, now),
    ];
    let (meant, end) = once.into_iter().flatten().max_by_key(|(_, end)| *end)?;
    if let Some(end) = strange(text, i, end) {
        return Some(Read::Refused(end));
    }
    let end = about(text, end);
    Some(match meant {
        Some(meant) => Read::Time(Time::Once(meant), end),
        None => Read::Refused(end),
    })
}

/// An expression read, with nothing where it comes to no time, and its end.
pub(super) type Told = (Option<Meant>, usize);

/// Words that go with a time and say nothing.
fn about(text: &Text, end: usize) -> usize {
    text.any(
        end,
        &[
            "左右",
            "前后",
            "上下",
            "许",
            "之间",
            "期间",
            " or so",
            " approximately",
            "之内",
            "以内",
        ],
    )
    .unwrap_or(end)
}

const ELSE: &[&str] = &[
    "春",
    "夏",
    "秋",
    "冬",
    "春季",
    "夏季",
    "秋季",
    "冬季",
    "多",
    "几",
    "以来",
    "至今",
    "起至今",
    "来",
    "weekend",
    "eve",
    "closest",
    "season",
    "spring",
    "summer",
    "autumn",
    "winter",
];

/// The end of a word that makes another time of what was read: a zone, an era, a season.
fn strange(text: &Text, i: usize, end: usize) -> Option<usize> {
    const ZONES: &[&str] = &[
        "gmt", "utc", "cet", "cest", "pst", "pdt", "est", "edt", "cst", "cdt", "mst", "mdt", "bst",
        "ist", "jst", "kst", "eet", "(gmt)", "(utc)", "(bst)", "(pst)", "(est)", "(cet)", "(cst)",
        "(ist)", "(jst)", "b.c.", "bc", "a.d.", "ad", "zulu",
    ];
    if let Some(after) = text.then(end, ZONES) {
        return Some(after);
    }
    let after = text.then(end, ELSE)?;
    // 下周来访 comes; 多 and 来 make a number vague only right behind it.
    let word = text.slice(text.space(end), after);
    let vague = matches!(word.as_str(), "多" | "几" | "来");
    let season = matches!(word.as_str(), "春" | "夏" | "秋" | "冬");
    if vague || season && text.get(after).is_alphabetic() && !matches!(text.get(after), '季' | '天')
    {
        return None;
    }
    let _ = i;
    Some(after)
}

/// Words before a part that only lead to it. True where they ask for an hour.
pub(super) fn lead(text: &Text, i: usize) -> (usize, bool) {
    const LEADS: &[(&str, bool)] = &[
        ("at", true),
        ("@", true),
        ("around", true),
        ("at around", true),
        ("about", true),
        ("at about", true),
        ("approximately", true),
        ("on", false),
        ("on the", false),
        ("in the", false),
        ("in", false),
        ("in about", false),
        ("of", false),
        ("for", true),
        ("during", false),
        ("during the", false),
        ("at the", false),
        ("for the", false),
        ("of the", false),
        ("的", false),
        ("在", false),
        (",", false),
        ("，", false),
        ("、", false),
        ("(", false),
        ("约", false),
        ("大约", false),
        ("anytime", false),
    ];
    match text.meant(i, LEADS) {
        Some((asked, end)) => (text.space(end), asked),
        None => (i, false),
    }
}

/// The part at `i`, the longest of what all rooms read there.
fn piece(
    text: &Text,
    i: usize,
    begun: bool,
    asked: bool,
    deep: bool,
    now: &Now<'_>,
) -> Option<(Vec<Piece>, usize)> {
    let day = |day: NaiveDate| vec![Piece::Date(day)];
    let counted = if deep {
        shifted(text, i, now).map(|(found, end)| (day(found), end))
    } else {
        None
    };
    let read = [
        counted,
        holidays::named(text, i)
            .filter(|(_, end)| stands(text, i, *end))
            .map(|(falls, end)| (vec![Piece::Holiday(falls)], end)),
        chinese::piece(text, i),
        english::piece(text, i, begun),
        clock(text, i, asked).map(|(clock, end)| (vec![Piece::Clock(clock)], end)),
    ];
    // The first of equals: what is counted, then names.
    let mut best: Option<(Vec<Piece>, usize)> = None;
    for (pieces, end) in read.into_iter().flatten() {
        if best.as_ref().is_none_or(|(_, longest)| end > *longest) {
            best = Some((pieces, end));
        }
    }
    best
}

/// Whether a holiday's name is one here: 十一 and 五一 are numbers before most words.
fn stands(text: &Text, i: usize, end: usize) -> bool {
    let figures = (i..end).all(|at| {
        super::number::han_digit(text.get(at)).is_some()
            || text.get(at) == '十'
            || text.get(at).is_ascii_digit()
    });
    let marked = || {
        text.any(
            end,
            &[
                "前",
                "后",
                "之前",
                "之后",
                "以后",
                "放假",
                "假",
                "长假",
                "黄金周",
                "节",
                "期间",
                "当天",
                "过后",
            ],
        )
        .is_some()
    };
    let lunar = text.get(end) == '节' || text.get(end) != '日' && text.get(end) != '号';
    let before = i.checked_sub(1).map_or('\0', |i| text.get(i));
    let inside = matches!(before, '第' | '农' | '历')
        || super::number::han_digit(before).is_some() && !matches!(before, '〇' | '零');
    (!figures || marked() || i == 0 && end == text.len()) && lunar && !inside
}

/// A number that is an hour because of what stands behind it: `9 tomorrow`, `eight tonight`.
fn hour_before(text: &Text, i: usize) -> Option<(Vec<Piece>, usize)> {
    let (found, end) = clock(text, i, true)?;
    text.then(
        end,
        &[
            "tomorrow",
            "tonight",
            "today",
            "this morning",
            "this afternoon",
            "this evening",
            "in the morning",
            "on",
        ],
    )?;
    Some((vec![Piece::Clock(found)], end))
}

/// All parts that follow one another from `i` on.
pub(super) fn parts(
    text: &Text,
    i: usize,
    asked: bool,
    deep: bool,
    now: &Now<'_>,
) -> Option<(Parts, usize)> {
    let mut parts = Parts::default();
    let mut end = i;
    let mut next = i;
    let mut asked = asked;
    if let Some((pieces, after)) = hour_before(text, i) {
        for piece in pieces {
            parts.put(piece);
        }
        (end, next) = (after, text.space(after));
    }
    for _ in 0..12 {
        if end > i {
            let comma = matches!(text.get(text.space(end)), ',' | '，');
            (next, asked) = lead(text, text.space(end));
            // Thursday from 9:30 to 11.
            if parts.has_day()
                && parts.clock.is_none()
                && let Some(after) = text.any(text.space(end), &["from", "between", "从"])
            {
                (next, asked) = (text.space(after), true);
            }
            // "at" after a comma, as in "Monday, at 3".
            if comma {
                let (after, also) = lead(text, next);
                (next, asked) = (after, also);
            }
        }
        let Some((pieces, after)) =
            piece(text, next, end > i || has_lead(text, i), asked, deep, now)
        else {
            break;
        };
        let mut all = parts;
        if !pieces.iter().all(|piece| all.put(*piece)) {
            break;
        }
        (parts, end) = (all, after);
    }
    // 下午三点 and 3点下午 are said; a half of the day may also stand behind all.
    if let Some(clock) = &mut parts.clock
        && clock.half.is_none()
        && parts.part.is_none()
        && let Some((half, after)) = meridiem(text, end)
        && after > end + 1
    {
        clock.half = Some(half);
        end = after;
    }
    (end > i && !parts.is_empty()).then_some((parts, end))
}

/// Whether a year may stand at `i` alone: behind "in" or "since".
fn has_lead(text: &Text, i: usize) -> bool {
    let mut at = i;
    while at > 0 && text.get(at - 1).is_whitespace() {
        at -= 1;
    }
    ["in", "since", "of", "by", "until", "after", "before"]
        .iter()
        .any(|word| {
            at.checked_sub(word.len())
                .is_some_and(|from| text.word(from, word).is_some())
        })
}

/// One time.
fn single(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    let (from, asked) = lead(text, i);
    let led = from > i;
    if led && matches!(text.get(i), ',' | '，' | '、' | '的' | '(') {
        return None;
    }
    // "In 7 days" is one part, and "in" leads to nothing.
    let plain = if led {
        parts(text, i, false, true, now)
    } else {
        None
    };
    let read = parts(text, from, asked, true, now);
    let (parts, end) = [read, plain]
        .into_iter()
        .flatten()
        .max_by_key(|(_, end)| *end)?;
    Some((resolve(&parts, now), end))
}

/// A day counted from now or from another: `三天后`, `in two weeks`, `国庆后第一个工作日`, `3 days
/// before Christmas`.
fn shifted(text: &Text, i: usize, now: &Now<'_>) -> Option<(NaiveDate, usize)> {
    from_now(text, i, now).or_else(|| from_other(text, i, now))
}

fn from_now(text: &Text, i: usize, now: &Now<'_>) -> Option<(NaiveDate, usize)> {
    let (amount, sign, end) = amount::from_now(text, i)?;
    let day = moved(now.at, amount, sign, now)?;
    amount.is_days().then_some((day.date(), end))
}

/// `at` and so much later or earlier.
pub(super) fn moved(
    at: NaiveDateTime,
    amount: Amount,
    sign: i64,
    now: &Now<'_>,
) -> Option<NaiveDateTime> {
    match amount.unit {
        Unit::Workday => {
            let days = amount.whole()?;
            Some(midnight(workday_from(at.date(), sign * days, now.days)?))
        }
        Unit::Weekday(weekday) => {
            let n = i32::try_from(sign * amount.whole()?).ok()?;
            Some(midnight(counted_from(
                at.date(),
                n,
                super::parts::Counted::Weekday(weekday),
                now,
            )?))
        }
        Unit::Grain(grain) => amount
            .steps(grain)?
            .into_iter()
            .try_fold(at, |at, (grain, n)| add(at, grain, sign * n)),
    }
}

const WAYS: &[(&str, i64)] = &[
    ("后", 1),
    ("之后", 1),
    ("以后", 1),
    ("过后", 1),
    ("后的", 1),
    ("之后的", 1),
    ("以后的", 1),
    ("过完", 1),
    ("前", -1),
    ("之前", -1),
    ("以前", -1),
    ("前的", -1),
    ("之前的", -1),
    ("以前的", -1),
    ("节前", -1),
    ("节后", 1),
];

/// What is counted from a day that has its own name.
fn from_other(text: &Text, i: usize, now: &Now<'_>) -> Option<(NaiveDate, usize)> {
    // English counts first and names the day then.
    if let Some((what, sign, after)) = amount::before_other(text, i) {
        let (parts, end) = parts(text, text.space(after), false, false, now)?;
        let anchor = anchor(&parts, now)?;
        // A year from Christmas: from which.
        if parts.holiday.is_some() && what.unit == Unit::Grain(Grain::Year) {
            return None;
        }
        return Some((counted_off(anchor, what, sign, now)?, end));
    }
    let (parts, end) = parts(text, i, false, false, now)?;
    parts.has_day().then_some(())?;
    let anchor = anchor(&parts, now)?;
    let next = text.word(end, "的").unwrap_or(end);
    let next = text
        .any(next, &["假期", "长假", "节", "放假", "小长假"])
        .unwrap_or(next);
    let (sign, next) = text.meant(next, WAYS)?;
    if let Some((said, end)) = chinese::nth(text, next)
        && let [Piece::Nth(n, counted)] = said[..]
    {
        // 节前最后一个工作日 is the first one looking back.
        let n = if sign < 0 { -n.abs() } else { n };
        return Some((counted_from(anchor, n, counted, now)?, end));
    }
    let (what, end) = amount::amount(text, next)?;
    Some((counted_off(anchor, what, sign, now)?, end))
}

fn counted_off(anchor: NaiveDate, what: Amount, sign: i64, now: &Now<'_>) -> Option<NaiveDate> {
    what.is_days().then_some(())?;
    Some(moved(midnight(anchor), what, sign, now)?.date())
}

/// The one day that was said.
fn anchor(parts: &Parts, now: &Now<'_>) -> Option<NaiveDate> {
    (parts.clock.is_none() && parts.part.is_none()).then_some(())?;
    match &resolve(parts, now)?.whens[..] {
        [when] if when.grain == Grain::Day && when.shape == Shape::Point => Some(when.from.date()),
        _ => None,
    }
}

/// So much time from now, of minutes and hours, or a span of whole units: `半小时后`, `next 3 days`.
fn counted(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    if let Some((amount, sign, end)) = amount::from_now(text, i)
        && !amount.is_days()
    {
        let Unit::Grain(grain) = amount.unit else {
            return None;
        };
        let at = moved(now.at, amount, sign, now);
        let exact = amount
            .steps(grain)?
            .iter()
            .any(|(grain, _)| *grain == Grain::Second);
        let grain = if exact { Grain::Second } else { Grain::Minute };
        let when = at.and_then(|at| When::point(floor(at, grain)?, grain, now));
        // So many seconds ago is nothing to put down.
        let split = amount.unit != Unit::Grain(Grain::Second) && exact;
        let when = when.filter(|_| sign > 0 || !split);
        return Some((when.map(Meant::sure), end));
    }
    if let Some((amount, end)) = amount::within(text, i) {
        let until = moved(now.at, amount, 1, now)?;
        let when = if amount.is_days() {
            When::span(now.at, midnight(until.date()), Grain::Second).map(|when| When {
                due: until.date(),
                at: None,
                ..when
            })
        } else {
            When::span(now.at, until, Grain::Second).map(|when| When {
                due: until.date(),
                at: Some(until.time()),
                ..when
            })
        };
        return Some((when.map(Meant::sure), end));
    }
    let (amount, sign, end) = amount::coming(text, i)?;
    let Unit::Grain(grain) = amount.unit else {
        return None;
    };
    let n = amount.whole()?;
    let when = if grain == Grain::Year && n > 5 {
        None
    } else {
        whole_units(sign * n, grain, now)
    };
    Some((when.map(Meant::sure), end))
}

/// The week a day lies in: `the week of October 6`.
fn week_of(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    let leads = &[
        "the week of",
        "week of",
        "the week commencing",
        "week commencing",
        "week starting",
    ];
    let after = text.any(i, leads)?;
    let (parts, end) = parts(text, text.space(after), false, false, now)?;
    let when = anchor(&parts, now)
        .and_then(|day| When::point(floor(midnight(day), Grain::Week)?, Grain::Week, now));
    Some((when.map(Meant::sure), end))
}

/// The first months or quarters of a year: `2021年前两个季度`.
fn of_year(text: &Text, i: usize) -> Option<Told> {
    let (said, after) = chinese::piece(text, i)?;
    let [Piece::Year(Rel::Is(year))] = said[..] else {
        return None;
    };
    let (amount, end) = amount::amount(text, text.any(after, &["前", "头"])?)?;
    let Unit::Grain(grain @ (Grain::Month | Grain::Quarter)) = amount.unit else {
        return None;
    };
    let from = midnight(ymd(year, 1, 1)?);
    let span = When::span(from, add(from, grain, amount.whole()?)?, grain);
    Some((span.map(Meant::sure), end))
}
