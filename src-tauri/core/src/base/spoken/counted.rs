//! What is counted: from now, from a day that has its own name, within a year; and two days of which one
//! is meant.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};

use super::amount::{self, Amount, Unit};
use super::holidays::Falls;
use super::number::whole;
use super::parts::{Parts, Piece, Rel};
use super::phrase::{Told, parts};
use super::resolve::resolve;
use super::text::Text;
use super::value::{
    Grain, Now, Shape, When, add, day_after, floor, midnight, monday, workday_from, ymd,
};
use super::within::{counted_from, whole_units};
use super::{Meant, Unsure, chinese};

/// A day counted from now or from another: `三天后`, `in two weeks`, `国庆后第一个工作日`, `3 days
/// before Christmas`.
pub(super) fn shifted(text: &Text, i: usize, now: &Now<'_>) -> Option<(NaiveDate, usize)> {
    from_now(text, i, now).or_else(|| from_other(text, i, now))
}

fn from_now(text: &Text, i: usize, now: &Now<'_>) -> Option<(NaiveDate, usize)> {
    const NEXT_WORKED: &[&str] = &[
        "下一个工作日",
        "下个工作日",
        "次一工作日",
        "next working day",
        "the next working day",
        "next business day",
        "the next business day",
        "next workday",
    ];
    if let Some(end) = text.any(i, NEXT_WORKED) {
        return Some((workday_from(now.today(), 1, now.days)?, end));
    }
    let (amount, sign, end) = amount::from_now(text, i)?;
    if to_the_second(text, end) {
        return None;
    }
    let day = moved(now.at, amount, sign, now)?.date();
    // 两周后的周五 is of the week that is then.
    if amount.unit == Unit::Grain(Grain::Week)
        && let Some((weekday, end)) = chinese::weekday(text, text.word(end, "的").unwrap_or(end))
    {
        let monday = monday(day)?;
        let day = day_after(monday, i64::from(weekday.num_days_from_monday()))?;
        return Some((day, end));
    }
    amount.is_days().then_some((day, end))
}

/// "A day from right now" keeps the time of day.
fn to_the_second(text: &Text, end: usize) -> bool {
    let begin = end.checked_sub("right now".len());
    begin.is_some_and(|begin| text.word(begin, "right now").is_some())
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

/// The days beside one.
const BESIDE: &[(&str, i64)] = &[
    ("翌日", 1),
    ("次日", 1),
    ("第二天", 1),
    ("后一天", 1),
    ("前一天", -1),
    ("前夕", -1),
    ("前夜", -1),
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
        let anchor = behind(&parts, anchor, sign);
        return Some((counted_off(anchor, what, sign, now)?, end));
    }
    let (parts, end) = parts(text, i, false, false, now)?;
    parts.has_day().then_some(())?;
    let anchor = anchor(&parts, now)?;
    let next = text.word(end, "的").unwrap_or(end);
    let next = text
        .any(next, &["假期", "长假", "节", "放假", "小长假"])
        .unwrap_or(next);
    if let Some((days, end)) = text.meant(next, BESIDE) {
        return Some((day_after(anchor, days)?, end));
    }
    let (sign, next) = text.meant(next, WAYS)?;
    let anchor = behind(&parts, anchor, sign);
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

/// Where counting begins: before it from its first day, after it from its last.
fn behind(parts: &Parts, anchor: NaiveDate, sign: i64) -> NaiveDate {
    let last = parts.holiday.and_then(Falls::last_day);
    last.filter(|_| sign > 0).unwrap_or(anchor)
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
pub(super) fn counted(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    if let Some((whens, end)) = pair(text, i, now) {
        return Some((whens, end));
    }
    if let Some((amount, sign, end)) = amount::from_now(text, i)
        && (!amount.is_days() || to_the_second(text, end))
    {
        let Unit::Grain(grain) = amount.unit else {
            return None;
        };
        let at = moved(now.at, amount, sign, now);
        let seconds = |(grain, _): &(Grain, i64)| *grain == Grain::Second;
        let exact = to_the_second(text, end) || amount.steps(grain)?.iter().any(seconds);
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
    // What is gone by is nobody's task.
    let when = if grain == Grain::Year && n > 5 || sign < 0 {
        None
    } else {
        whole_units(n, grain, now)
    };
    Some((when.map(Meant::sure), end))
}

/// Two days one after the other: on which of them is asked.
fn pair(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    const PAIRS: &[(&str, i64)] = &[
        ("今明两天", 0),
        ("今明两日", 0),
        ("明后天", 1),
        ("明后两天", 1),
        ("明后两日", 1),
        ("today or tomorrow", 0),
        ("tomorrow or the day after", 1),
    ];
    let (first, end) = text.meant(i, PAIRS)?;
    let day = |days| When::day(day_after(now.today(), days)?, now);
    let whens = [day(first)?, day(first + 1)?].to_vec();
    Some((Some(Meant::of(whens, Some(Unsure::WhichDay))), end))
}

/// The week a day lies in: `the week of October 6`. Of a Sunday it is asked: America names a week by the
/// Sunday it begins with.
pub(super) fn week_of(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    let leads = &[
        "the week of",
        "week of",
        "the week commencing",
        "week commencing",
        "week starting",
    ];
    let after = text.any(i, leads)?;
    let (parts, end) = parts(text, text.space(after), false, false, now)?;
    let week = |day: NaiveDate| When::point(floor(midnight(day), Grain::Week)?, Grain::Week, now);
    let Some(day) = anchor(&parts, now) else {
        return Some((None, end));
    };
    let mut whens = vec![week(day)?];
    if day.weekday() == Weekday::Sun {
        whens.insert(0, week(day.succ_opt()?)?);
    }
    Some((Some(Meant::of(whens, Some(Unsure::WhichDay))), end))
}

/// Two years of which the whole is meant.
const TWO_YEARS: &[(&str, i32)] = &[("今明两年", 0), ("明后两年", 1)];

/// The first or last so many of a stretch: `下个月前三天`, `2021年前两个季度`, `the last two weeks of
/// January`; and the two years that 今明两年 names.
pub(super) fn share_of(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    if let Some((years, end)) = text.meant(i, TWO_YEARS) {
        let year = now.today().year() + years;
        let (from, until) = (ymd(year, 1, 1)?, ymd(year + 2, 1, 1)?);
        let span = When::span(midnight(from), midnight(until), Grain::Year)?;
        return Some((Some(Meant::sure(span.by_end(now))), end));
    }
    let (stretch, what, is_first, end) =
        chinese_share(text, i, now).or_else(|| english_share(text, i, now))?;
    let of = |stretch: &Parts| {
        let meant = resolve(stretch, now)?;
        let of = |period: &When| share(*period, what, is_first, now);
        let whens: Vec<When> = meant.whens.iter().filter_map(of).collect();
        (!whens.is_empty()).then(|| Meant::of(whens, meant.unsure))
    };
    let mut meant = of(&stretch);
    // Of a month of this year that is gone by, and nearer than the coming one, it is asked.
    if let (None, Some(Rel::Is(month))) = (stretch.year, stretch.month)
        && (1..6).contains(&(i64::from(now.today().month()) - i64::from(month)))
    {
        let year = Some(Rel::By(0));
        meant = meant
            .zip(of(&Parts { year, ..stretch }))
            .map(|(coming, gone)| {
                Meant::of([coming.whens, gone.whens].concat(), Some(Unsure::GoneBy))
            });
    }
    Some((meant, end))
}

type Share = (Parts, Amount, bool, usize);

fn chinese_share(text: &Text, i: usize, now: &Now<'_>) -> Option<Share> {
    use Piece::{Half, Month, Quarter, Week, Year};
    let (said, _) = chinese::piece(text, i)?;
    let begins = matches!(
        said[..],
        [Year(_) | Month(_) | Week(_) | Quarter(_) | Half(_)]
    );
    begins.then_some(())?;
    let (stretch, after) = parts(text, i, false, false, now)?;
    is_stretch(&stretch).then_some(())?;
    let after = text.word(after, "的").unwrap_or(after);
    let ends = &[("前", true), ("头", true), ("后", false), ("最后", false)];
    let (is_first, end) = text.meant(after, ends)?;
    // 今年后三个月 are its last; 三月后两周 are counted from it.
    let only_year = stretch.year.is_some() && stretch.month.is_none() && stretch.quarter.is_none();
    (text.word(after, "后").is_none() || only_year).then_some(())?;
    // 今年后三月 leaves its counter out, as one may behind a year.
    let bare = || {
        let (n, after) = whole(text, end).filter(|_| only_year)?;
        Some((Amount::of(n, Grain::Month), text.word(after, "月")?))
    };
    let (what, end) = amount::amount(text, end).or_else(bare)?;
    Some((stretch, what, is_first, end))
}

fn english_share(text: &Text, i: usize, now: &Now<'_>) -> Option<Share> {
    let from = text
        .any(i, &["the", "in the", "during the"])
        .map_or(i, |end| text.space(end));
    let (is_first, after) = text.meant(from, &[("first", true), ("last", false)])?;
    let (what, end) = amount::amount(text, text.space(after))?;
    let after = text.then(end, &["of", "in"])?;
    let (stretch, end) = parts(text, text.space(after), true, false, now)?;
    is_stretch(&stretch).then_some((stretch, what, is_first, end))
}

fn is_stretch(parts: &Parts) -> bool {
    (parts.has_longer() || parts.week.is_some())
        && !parts.has_day()
        && parts.edge.is_none()
        && parts.clock.is_none()
        && parts.part.is_none()
}

pub(super) fn share(period: When, what: Amount, is_first: bool, now: &Now<'_>) -> Option<When> {
    let n = what.whole()?;
    let (first, end) = (period.from.date(), period.until.date());
    let (from, until, grain) = match what.unit {
        Unit::Grain(grain) if grain >= Grain::Day && is_first => {
            (period.from, add(period.from, grain, n)?, grain)
        }
        Unit::Grain(grain) if grain >= Grain::Day => {
            (add(period.until, grain, -n)?, period.until, grain)
        }
        Unit::Workday if is_first => {
            let last = workday_from(first.pred_opt()?, n, now.days)?;
            (period.from, midnight(last.succ_opt()?), Grain::Day)
        }
        Unit::Workday => (
            midnight(workday_from(end, -n, now.days)?),
            period.until,
            Grain::Day,
        ),
        _ => return None,
    };
    (n > 0 && from >= period.from && until <= period.until).then_some(())?;
    Some(When::span(from, until, grain)?.by_end(now))
}
