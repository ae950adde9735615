//! The parts of a time as English says them, and dates in figures, which both languages share.

use chrono::Weekday;

use super::chinese::{Said, one};
use super::clock::Half;
use super::day_part::{self, Part};
use super::english_edge::edge;
use super::figures::{full_year, in_figures, short_year};
use super::number::{figures, ordinal, small};
use super::parts::{Counted, Piece, Rel, Whole};
use super::text::Text;
use super::{clock, holidays};

/// The part that stands at `i`. `begun` says that some part of a time stands before it.
pub(super) fn piece(text: &Text, i: usize, begun: bool) -> Option<Said> {
    if !text.is_start(i) {
        return None;
    }
    in_figures(text, i)
        .or_else(|| edge(text, i))
        .or_else(|| nth(text, i))
        .or_else(|| year_first(text, i))
        .or_else(|| quarter(text, i))
        .or_else(|| relative(text, i))
        .or_else(|| weekdays_on(text, i))
        .or_else(|| week_on(text, i))
        .or_else(|| day_and_month(text, i))
        .or_else(|| weekday(text, i).and_then(|(weekday, end)| one(Piece::Weekday(weekday), end)))
        .or_else(|| words(text, i))
        .or_else(|| {
            if begun {
                day_part::lunch(text, i)
            } else {
                None
            }
        })
        .or_else(|| ordinal_day(text, i, begun))
        .or_else(|| if begun { year(text, i) } else { None })
}

pub(super) const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Mon),
    ("mondays", Weekday::Mon),
    ("mon", Weekday::Mon),
    ("mon.", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("tuesdays", Weekday::Tue),
    ("tue", Weekday::Tue),
    ("tue.", Weekday::Tue),
    ("tues", Weekday::Tue),
    ("tues.", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("wednesdays", Weekday::Wed),
    ("wed", Weekday::Wed),
    ("wed.", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("thursdays", Weekday::Thu),
    ("thu", Weekday::Thu),
    ("thu.", Weekday::Thu),
    ("thur", Weekday::Thu),
    ("thur.", Weekday::Thu),
    ("thurs", Weekday::Thu),
    ("thurs.", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("fridays", Weekday::Fri),
    ("fri", Weekday::Fri),
    ("fri.", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("saturdays", Weekday::Sat),
    ("sat", Weekday::Sat),
    ("sat.", Weekday::Sat),
    ("sunday", Weekday::Sun),
    ("sundays", Weekday::Sun),
    ("sun", Weekday::Sun),
    ("sun.", Weekday::Sun),
];

pub(super) fn weekday(text: &Text, i: usize) -> Option<(Weekday, usize)> {
    text.meant(i, WEEKDAYS)
}

/// `three Fridays from now`.
fn weekdays_on(text: &Text, i: usize) -> Option<Said> {
    let (n, end) = small(text, i).or_else(|| Some((1, text.any(i, &["a"])?)))?;
    let (weekday, end) = weekday(text, text.space(end))?;
    let end = text.then(end, &["from now", "from today", "hence"])?;
    let n = i32::try_from(n).ok().filter(|n| (1..=52).contains(n))?;
    Some((vec![Piece::Weekday(weekday), Piece::WeekdaysOn(n)], end))
}

/// Of the coming such day the one a week later.
pub(super) const WEEK_ON: i32 = 4;

/// `Monday week`, `tomorrow week`: a week after the one that comes.
fn week_on(text: &Text, i: usize) -> Option<Said> {
    const DAYS: &[(&str, i64)] = &[("today", 7), ("tomorrow", 8)];
    let week = |end| {
        text.then(end, &["week"])
            .filter(|end| !matches!(text.get(*end), '\'' | '’'))
    };
    if let Some((days, end)) = text.meant(i, DAYS) {
        return one(Piece::Days(days), week(end)?);
    }
    let (weekday, end) = weekday(text, i)?;
    Some((
        vec![Piece::Weekday(weekday), Piece::Turn(WEEK_ON)],
        week(end)?,
    ))
}

pub(super) const MONTHS: &[(&str, u32)] = &[
    ("january", 1),
    ("jan", 1),
    ("jan.", 1),
    ("february", 2),
    ("feb", 2),
    ("feb.", 2),
    ("march", 3),
    ("mar", 3),
    ("mar.", 3),
    ("april", 4),
    ("apr", 4),
    ("apr.", 4),
    ("may", 5),
    ("june", 6),
    ("jun", 6),
    ("jun.", 6),
    ("july", 7),
    ("jul", 7),
    ("jul.", 7),
    ("august", 8),
    ("aug", 8),
    ("aug.", 8),
    ("september", 9),
    ("sept", 9),
    ("sept.", 9),
    ("sep", 9),
    ("sep.", 9),
    ("october", 10),
    ("oct", 10),
    ("oct.", 10),
    ("november", 11),
    ("nov", 11),
    ("nov.", 11),
    ("december", 12),
    ("dec", 12),
    ("dec.", 12),
];

pub(super) fn month(text: &Text, i: usize) -> Option<(u32, usize)> {
    let (month, end) = text.meant(i, MONTHS)?;
    // "May" and "March" are verbs too, which are written small.
    let verb = matches!(month, 5) && !text.is_upper(i);
    let dated =
        ordinal(text, text.space(end)).is_some() || figures(text, text.space(end)).is_some();
    (!verb
        || dated
        || i > 0
            && text
                .any(
                    back_word(text, i),
                    &[
                        "in", "of", "by", "next", "this", "last", "until", "before", "after",
                    ],
                )
                .is_some())
    .then_some((month, end))
}

/// Where the word before `i` begins.
fn back_word(text: &Text, i: usize) -> usize {
    let mut at = i;
    while at > 0 && text.get(at - 1).is_whitespace() {
        at -= 1;
    }
    while at > 0 && text.get(at - 1).is_ascii_alphabetic() {
        at -= 1;
    }
    at
}

/// `2014 Q3`, `2015 Aug 8`: a year before its quarter or month.
fn year_first(text: &Text, i: usize) -> Option<Said> {
    let (found, end) = figures(text, i)?;
    (end - i == 4 && (1900..=2100).contains(&found) && text.get(end) == ' ').then_some(())?;
    let next = text.space(end);
    let named =
        month(text, next).is_some() || text.get(next) == 'q' && quarter(text, next).is_some();
    named.then_some(())?;
    one(Piece::Year(Rel::Is(i32::try_from(found).ok()?)), end)
}

/// A year behind what it is the year of: `2014`, `two thousand eighteen`, `'14`.
fn year(text: &Text, i: usize) -> Option<Said> {
    let i = text
        .then(i, &["in", "of"])
        .map_or(i, |after| text.space(after));
    if let Some(end) = text.word(i, "two thousand") {
        let (rest, end) = match small(text, text.space(end)) {
            Some((rest, end)) if rest < 100 => (rest, end),
            _ => (0, end),
        };
        return one(Piece::Year(Rel::Is(2000 + i32::try_from(rest).ok()?)), end);
    }
    let (year, end) = figures(text, i)?;
    let whole = end - i == 4
        && (1900..=2100).contains(&year)
        && !matches!(text.get(end), ':' | '-' | '/' | '年' | '元' | '万' | '.' if text.get(end + 1).is_ascii_digit() || text.get(end) != '.');
    whole.then_some(())?;
    let end = text.then(end, &["ad", "a.d."]).unwrap_or(end);
    one(Piece::Year(Rel::Is(i32::try_from(year).ok()?)), end)
}

pub(super) const THE: &[&str] = &["the"];

pub(super) fn the(text: &Text, i: usize) -> usize {
    text.any(i, THE).map_or(i, |end| text.space(end))
}

/// `the 3rd of march`, `march 3`, `13th July`; the number before a month may be plain.
fn day_and_month(text: &Text, i: usize) -> Option<Said> {
    if let Some((found, end)) = month(text, i) {
        let month = Piece::Month(Rel::Is(i32::try_from(found).ok()?));
        let next = the(text, text.space(end));
        if let Some((day, end)) = ordinal(text, next).or_else(|| plain_day(text, next)) {
            return Some((vec![month, Piece::Day(u32::try_from(day).ok()?)], end));
        }
        return one(month, end);
    }
    let from = the(text, i);
    let (day, end) =
        ordinal(text, from).or_else(|| figures(text, from).filter(|(_, end)| end - from <= 2))?;
    let day = u32::try_from(day)
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    let after = text.space(end);
    let after = text
        .any(after, &["of"])
        .map_or(after, |end| text.space(end));
    let (month, end) = month(text, after)?;
    let mut said = vec![
        Piece::Day(day),
        Piece::Month(Rel::Is(i32::try_from(month).ok()?)),
    ];
    if let Some((year, end)) = short_year(text, end) {
        said.push(Piece::Year(Rel::Is(year)));
        return Some((said, end));
    }
    Some((said, end))
}

/// A plain number that is a day and not the hour, the year or a sum.
fn plain_day(text: &Text, i: usize) -> Option<(i64, usize)> {
    let (day, end) = figures(text, i)?;
    let alone = end - i <= 2
        && !matches!(text.get(end), ':' | '%' | 'h' | '/')
        && clock::meridiem(text, end).is_none();
    (alone && (1..=31).contains(&day)).then_some((day, end))
}

/// `the 15th`, `20 of next month`, `On 24th`.
fn ordinal_day(text: &Text, i: usize, begun: bool) -> Option<Said> {
    let from = the(text, i);
    let (day, end) = match ordinal(text, from) {
        Some((day, end)) if text.get(from).is_ascii_digit() || from > i || begun => (day, end),
        Some(_) => return None,
        None => {
            let (day, end) = figures(text, from).filter(|(_, end)| end - from <= 2)?;
            // "The 24" counts nothing where nothing stands behind it.
            let ends = from > i && text.is_end(end);
            let of = text.then(
                end,
                &[
                    "of this month",
                    "of next month",
                    "of the current month",
                    "of the month",
                    "of last month",
                    "of the next month",
                ],
            );
            (ends || of.is_some()).then_some(())?;
            (day, end)
        }
    };
    let day = u32::try_from(day)
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    // "the 3rd time", "the 2nd offer": a day only where nothing is counted by it.
    let next = text.space(end);
    let stands = !text.get(next).is_ascii_alphabetic()
        || text
            .any(
                next,
                &[
                    "of", "at", "in", "to", "and", "by", "for", "with", "call", "visit", "meet",
                    "send", "remind", "from", "thru", "through", "until", "next", "this",
                ],
            )
            .is_some();
    stands.then_some(())?;
    one(Piece::Day(day), end)
}

/// Of days the one that comes, of weeks and longer the one that follows.
pub(super) const COMING: i32 = 3;

pub(super) const NEXT: &[(&str, i32)] = &[
    ("this coming", COMING),
    ("this upcoming", COMING),
    ("this past", -1),
    ("this", 0),
    ("current", 0),
    ("the current", 0),
    ("next", 1),
    ("the next", 1),
    ("the following", 1),
    ("following", 1),
    ("coming", COMING),
    ("the coming", COMING),
    ("upcoming", COMING),
    ("the upcoming", COMING),
    ("around next", 1),
    ("last", -1),
    ("the last", -1),
    ("past", -1),
    ("the past", -1),
    ("previous", -1),
    ("the previous", -1),
    ("the", 0),
];

/// `next week`, `last Tuesday`, `this coming weekend`, `next March`, `Wednesday after next`.
fn relative(text: &Text, i: usize) -> Option<Said> {
    if let Some(end) = text.any(i, &["after next"]) {
        return one(Piece::Turn(2), end);
    }
    let whole = text.meant(the(text, i), WHOLES);
    if let Some((whole, end)) = whole
        && let Some(end) = text.then(end, &["after next"])
    {
        return one(period(whole, 2), end);
    }
    let (turn, after) = text.meant(i, NEXT)?;
    let the = text.any(i, &["the"]) == Some(after);
    let after = text.space(after);
    let (turn, by) = if turn == COMING { (0, 1) } else { (turn, turn) };
    if let Some((found, end)) = weekday(text, after) {
        return (!the).then_some((vec![Piece::Turn(turn), Piece::Weekday(found)], end));
    }
    if let Some((found, end)) = holidays::named(text, after) {
        return (!the).then_some((vec![Piece::Turn(turn), Piece::Holiday(found)], end));
    }
    if let Some((found, end)) = month(text, after) {
        let month = Piece::Month(Rel::Is(i32::try_from(found).ok()?));
        return (!the).then_some((vec![Piece::Turn(turn), month], end));
    }
    if let Some(end) = text.any(after, &["weekend", "week-end", "wkend"]) {
        return Some((vec![Piece::Week(i64::from(by)), Piece::Weekend], end));
    }
    if let Some((part, end)) = text.meant(after, day_part::RELATIVE) {
        let day = match turn {
            0 if !the => 0,
            -1 => -1,
            _ => return None,
        };
        return Some((vec![Piece::Days(day), Piece::Part(part)], end));
    }
    let (whole, end) = text.meant(after, WHOLES)?;
    // "the week", "the month": the present one, only where something is said of it.
    if the
        && text.any(
            i,
            &[
                "the week",
                "the month",
                "the quarter",
                "the year",
                "the qtr",
            ],
        ) != Some(end)
    {
        return None;
    }
    if the {
        return None;
    }
    one(period(whole, by), end)
}

pub(super) const WHOLES: &[(&str, Whole)] = &[
    ("week", Whole::Week),
    ("wk", Whole::Week),
    ("month", Whole::Month),
    ("quarter", Whole::Quarter),
    ("qtr", Whole::Quarter),
    ("year", Whole::Year),
    ("yr", Whole::Year),
];

pub(super) fn period(whole: Whole, by: i32) -> Piece {
    match whole {
        Whole::Week => Piece::Week(i64::from(by)),
        Whole::Month => Piece::Month(Rel::By(by)),
        Whole::Quarter => Piece::Quarter(Rel::By(by)),
        Whole::Year => Piece::Year(Rel::By(by)),
    }
}

const NOONS: &[(&str, u32)] = &[
    ("noon", 12),
    ("midday", 12),
    ("mid day", 12),
    ("mid-day", 12),
    ("midnight", 24),
];

fn words(text: &Text, i: usize) -> Option<Said> {
    const DAYS: &[(&str, i64)] = &[
        ("today", 0),
        ("tomorrow", 1),
        ("tomorrows", 1),
        ("tmrw", 1),
        ("tmr", 1),
        ("tomorow", 1),
        ("yesterday", -1),
        ("the day after tomorrow", 2),
        ("day after tomorrow", 2),
        ("the day before yesterday", -2),
        ("day before yesterday", -2),
    ];
    if let Some((days, end)) = text.meant(i, DAYS) {
        return one(Piece::Days(days), end);
    }
    if let Some(end) = text.any(
        i,
        &[
            "now",
            "right now",
            "just now",
            "atm",
            "asap now",
            "at the moment",
            "at this moment",
        ],
    ) {
        return one(Piece::Now, end);
    }
    if let Some(end) = text.any(i, &["tonight", "tonite"]) {
        return Some((vec![Piece::Days(0), Piece::Part(Part::Evening)], end));
    }
    if let Some(end) = text.any(i, &["late tonight", "late tonite"]) {
        return Some((vec![Piece::Days(0), Piece::Part(Part::Late)], end));
    }
    if let Some(end) = text.any(i, &["last night"]) {
        return Some((vec![Piece::Days(-1), Piece::Part(Part::Evening)], end));
    }
    if let Some(end) = text.any(i, &["weekend", "the weekend", "week-end"]) {
        return one(Piece::Weekend, end);
    }
    if let Some((hour, end)) = text.meant(i, NOONS) {
        return one(
            Piece::Clock(clock::Clock::hour(hour, Some(Half::Full))),
            end,
        );
    }
    let from = the(text, i);
    let (part, end) = text.meant(from, day_part::ENGLISH)?;
    one(Piece::Part(part), end)
}

const COUNTED: &[(&str, Counted)] = &[
    ("day", Counted::Day),
    ("week", Counted::Week),
    ("wk", Counted::Week),
    ("weekend", Counted::Weekend),
    ("week end", Counted::Weekend),
    ("wkend", Counted::Weekend),
    ("week-end", Counted::Weekend),
    ("working day", Counted::Workday),
    ("business day", Counted::Workday),
    ("workday", Counted::Workday),
    ("weekday", Counted::Workday),
    ("month", Counted::Month),
];

/// `first Monday of`, `last day in`, `2nd last week of`, `third working day of`.
pub(super) fn nth(text: &Text, i: usize) -> Option<Said> {
    let from = the(text, i);
    let (n, after) = if let Some(after) = text.any(from, &["last"]) {
        (-1, after)
    } else {
        let (n, after) = ordinal(text, from)?;
        match text.then(after, &["last", "to last"]) {
            Some(after) => (-n, after),
            None => (n, after),
        }
    };
    let after = text.space(after);
    let (counted, end) = match weekday(text, after) {
        Some((weekday, end)) => (Counted::Weekday(weekday), end),
        None => text.meant(after, COUNTED)?,
    };
    let n = i32::try_from(n).ok()?;
    let nth = Piece::Nth(n, counted);
    // Of what: without it "last Monday" is another thing.
    let of = text.then(end, &["of", "in", "during"])?;
    let of = the(text, text.space(of));
    if let Some((whole, end)) = text.meant(of, WHOLES) {
        return Some((vec![nth, period(whole, 0)], end));
    }
    if piece(text, of, true).is_some() || super::chinese::piece(text, of).is_some() {
        return Some((vec![nth], of));
    }
    None
}

/// `Q3`, `3rd quarter`, `2018Q4`, `18q4`.
fn quarter(text: &Text, i: usize) -> Option<Said> {
    let figure = |c: char| c.to_digit(10).filter(|quarter| (1..=4).contains(quarter));
    let quarter = |n: u32| Some(Piece::Quarter(Rel::Is(i32::try_from(n).ok()?)));
    if text.get(i) == 'q'
        && let Some(n) = figure(text.get(i + 1))
        && !text.get(i + 2).is_ascii_alphanumeric()
    {
        return one(quarter(n)?, i + 2);
    }
    if let Some((year, end)) = figures(text, i)
        && matches!(end - i, 2 | 4)
        && text.get(end) == 'q'
        && let Some(n) = figure(text.get(end + 1))
    {
        return Some((
            vec![Piece::Year(Rel::Is(full_year(year)?)), quarter(n)?],
            end + 2,
        ));
    }
    let (n, after) = ordinal(text, the(text, i))?;
    let end = text.then(after, &["quarter", "qtr"])?;
    let n = u32::try_from(n).ok().filter(|n| (1..=4).contains(n))?;
    one(quarter(n)?, end)
}
