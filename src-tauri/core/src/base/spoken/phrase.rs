//! Whole expressions: parts put together, counted from now or from a named day, spanned, left open
//! at one end.

use chrono::{Datelike, NaiveDate};

use super::amount::{self, Unit};
use super::around_edge::around_edge;
use super::bare::ZONES;
use super::clock::{clock, hour, meridiem};
use super::counted::{counted, moved, share_of, shifted, week_of};
use super::either::either;
use super::number::figures;
use super::open::open;
use super::parts::{Parts, Piece, Rel};
use super::resolve::resolve;
use super::span::{lasting, span};
use super::text::Text;
use super::value::{Grain, Now};
use super::{Meant, Time, chinese, english, event, holidays, own, repeat};

/// What stands at a place of the text.
pub(super) enum Read {
    Time(Time, usize),
    /// An expression of time that is not reckoned here; nothing of it is to be half understood.
    Refused(usize),
    /// The same, and one of something that comes again.
    NoRule(usize),
}

/// The expression that begins at `i`, the longest.
pub(super) fn at(text: &Text, i: usize, now: &Now<'_>) -> Option<Read> {
    if text.get(i).is_whitespace() {
        return None;
    }
    if let Some(end) = event::counted(text, i) {
        return Some(Read::Refused(end));
    }
    if let Some((again, end)) = repeat::at(text, i, now) {
        return Some(match again {
            Some(again) => Read::Time(Time::Again(again), end),
            None => Read::NoRule(end),
        });
    }
    // Of equals the last: what is counted is not a clock, "from 2 pm" not 2 pm.
    let once = [
        single(text, i, now),
        week_of(text, i, now),
        share_of(text, i, now),
        around_edge(text, i, now),
        either(text, i, now),
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
        ("'s", false),
        ("first thing", false),
        ("first thing on", false),
        ("first thing in the", false),
    ];
    match text.meant(i, LEADS) {
        Some((asked, end)) => (text.space(end), asked),
        None => (i, false),
    }
}

/// What leads to the first part of a time. "About two" and "for two" are of a thing as well, and ask for an
/// hour only behind a day.
pub(super) fn first_lead(text: &Text, i: usize) -> (usize, bool) {
    let (from, asked) = lead(text, i);
    (from, asked && text.any(i, &["about", "for"]).is_none())
}

/// The part at `i`, the longest of what all rooms read there.
fn piece(
    text: &Text,
    i: usize,
    begun: bool,
    (asked, of_day): (bool, bool),
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
        own::named(text, i, now).map(|(falls, end)| (vec![Piece::Holiday(falls)], end)),
        chinese::piece(text, i),
        english::piece(text, i, begun),
        hour(text, i, asked, of_day).map(|(clock, end)| (vec![Piece::Clock(clock)], end)),
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
            // 2027-01-05T14:00, and with a stroke for the letter.
            if parts.date.is_some()
                && parts.clock.is_none()
                && matches!(text.get(end), '-' | 't' | '_')
                && matches!(text.get(end + 3), ':')
            {
                next = end + 1;
            }
            if parts.part.is_some() && figures(text, next).is_some_and(|(_, end)| text.is_end(end))
            {
                asked = true;
            }
            if let Some((year, after)) = years_away(text, &parts, text.space(end), now) {
                if !parts.put(Piece::Year(Rel::Is(year))) {
                    break;
                }
                end = after;
                continue;
            }
            // "at" after a comma, as in "Monday, at 3".
            if comma {
                let (after, also) = lead(text, next);
                (next, asked) = (after, also);
            }
        }
        let Some((pieces, after)) = piece(
            text,
            next,
            end > i || has_lead(text, i),
            (asked, parts.has_day()),
            deep,
            now,
        ) else {
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

/// The year that a holiday or month is said to be away: `Thanksgiving in two years`, `March in a
/// year`. In months only where they come to the holiday's own.
fn years_away(text: &Text, parts: &Parts, i: usize, now: &Now<'_>) -> Option<(i32, usize)> {
    let whole_month = parts.month.is_some() && parts.day.is_none();
    (parts.year.is_none() && (parts.holiday.is_some() || whole_month)).then_some(())?;
    let (amount, sign, end) = amount::from_now(text, i)?;
    let at = moved(now.at, amount, sign, now)?.date();
    let fits = match amount.unit {
        Unit::Grain(Grain::Year) => true,
        Unit::Grain(Grain::Month) => {
            let falls = parts.holiday?.in_year(at.year())?;
            falls.month() == at.month()
        }
        _ => false,
    };
    fits.then_some((at.year(), end))
}

/// Whether a year may stand at `i` alone: behind "in" or "since".
fn has_lead(text: &Text, i: usize) -> bool {
    let mut at = i;
    while at > 0 && text.get(at - 1).is_whitespace() {
        at -= 1;
    }
    [
        "in", "since", "of", "by", "until", "after", "before", "through", "till", "thru",
    ]
    .iter()
    .any(|word| {
        at.checked_sub(word.len())
            .is_some_and(|from| text.word(from, word).is_some())
    })
}

/// One time.
fn single(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    let (from, asked) = first_lead(text, i);
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
