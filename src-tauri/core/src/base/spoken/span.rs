//! From one time to another: `from 9:30 to 11`, `12月3日-5日`, `13 to 15 July`.

use chrono::{NaiveDateTime, TimeDelta};

use super::amount::{self, Amount};
use super::clock::{Half, clock};
use super::counted::moved;
use super::day_part::Part;
use super::number::{figures, ordinal, whole};
use super::parts::{Parts, Rel};
use super::phrase::{Told, first_lead, parts};
use super::resolve::{readings, resolve};
use super::text::Text;
use super::value::{Grain, Now, Shape, When};
use super::waking::by_day;
use super::{Meant, english, numbered};

/// From one time to another.
pub(super) fn span(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    let (from, asked) = match text.any(i, &["from", "between", "从", "自", "由"]) {
        Some(end) => (text.space(end), true),
        None => match first_lead(text, i) {
            (from, asked) if !matches!(text.get(i), ',' | '，' | '、' | '的' | '(') => {
                (from, asked)
            }
            _ => return None,
        },
    };
    let told = from > i && asked;
    let from = text
        .any(from, &["from", "the"])
        .map_or(from, |end| text.space(end));
    if let Some(found) = bare(text, from, told, now) {
        return Some(found);
    }
    let is_paired = text.any(i, &["from", "between"]).is_some();
    let linked = |asked| {
        let (first, end) = parts(text, from, asked, true, now)?;
        // Wednesday and Thursday are two days; between the two is one time.
        if !is_paired && text.then(end, &["and"]).is_some() {
            return None;
        }
        Some((first, connector(text, end)?))
    };
    let (mut first, next, must) = match linked(told) {
        Some((first, next)) => (first, next, false),
        // 3 to 4 in the afternoon: hours by what stands behind them.
        None => linked(true)
            .or_else(|| hours(text, from, now))
            .map(|(first, next)| (first, next, true))?,
    };
    let (mut second, end) = second(text, &first, next, now)?;
    // 3 to 4 pm and 9到12点半 say by their end that they are hours.
    let said = matches!(
        text.get(end.saturating_sub(1)),
        '点' | '时' | '半' | '分' | '刻' | '钟' | '整'
    );
    if must && !said && second.clock.is_none_or(|clock| clock.half.is_none()) {
        return None;
    }
    if second.clock.is_some_and(|clock| clock.hour > 12) && first.clock.is_none() {
        return None;
    }
    // What one of the two leaves out it has from the other.
    inherit(&mut first, &mut second);
    let whens = joined(
        &readings(&first, now)?,
        &readings(&second, now)?,
        &second,
        now,
    );
    Some((whens, end))
}

pub(super) fn connector(text: &Text, end: usize) -> Option<usize> {
    const LINKS: &[&str] = &[
        "到", "至", "~", "-", "--", "——", "to", "until", "untill", "till", "thru", "through",
        "and", "直到", "起至", "起到", "/",
    ];
    let at = text.space(end);
    let end = text.any(at, LINKS)?;
    // A stroke between two times only where it has room for no other meaning.
    if text.get(at) == '/' && text.get(end).is_whitespace() {
        return None;
    }
    let end = text.space(end);
    Some(
        text.any(end, &["the", "from"])
            .map_or(end, |end| text.space(end)),
    )
}

/// The second time of a span; a bare number is what the first one ended with.
pub(super) fn second(
    text: &Text,
    first: &Parts,
    i: usize,
    now: &Now<'_>,
) -> Option<(Parts, usize)> {
    if first.clock.is_none()
        && first.day.is_some()
        && let Some((day, end)) = figures(text, i)
            .filter(|(_, end)| end - i <= 2)
            .or_else(|| ordinal(text, i))
        && (1..=31).contains(&day)
        && !matches!(text.get(end), ':' | 'h' | '月')
    {
        let end = text
            .any(end, &["日", "号", "th", "st", "nd", "rd"])
            .unwrap_or(end);
        // 15号到3号楼 is the way to a house, 15号到20号车间停产 are days.
        let is_mark = text.get(end - 1) == '号';
        let is_back = u32::try_from(day).ok() < first.day && numbered::is_of_a_thing(text, end);
        if is_mark && (is_back || numbered::are_of_things(text, end)) {
            return None;
        }
        // 13 to 15 of July.
        let behind = text.then(end, &["of"]).map_or(end, |end| end);
        let mut second = Parts {
            day: u32::try_from(day).ok(),
            ..Parts::default()
        };
        if let Some((month, end)) = english::month(text, text.space(behind)) {
            second.month = Some(Rel::Is(i32::try_from(month).ok()?));
            return Some((second, end));
        }
        return Some((second, end));
    }
    parts(text, i, first.clock.is_some(), true, now)
}

/// Two bare numbers with their month or unit behind the second: `13 to 15 July`, `12-19日`.
pub(super) fn bare(text: &Text, i: usize, told: bool, now: &Now<'_>) -> Option<Told> {
    let number = |i: usize| {
        let (n, end) = ordinal(text, i).or_else(|| whole(text, i))?;
        let n = u32::try_from(n).ok().filter(|n| (1..=31).contains(n))?;
        Some((n, end))
    };
    let paired = || number(i).is_some_and(|(_, end)| connector(text, end).is_some());
    let (head, at) = if text.is_start(i) && paired() {
        (Parts::default(), i)
    } else {
        // 2019年4月12-19日, 2019年1-5月.
        parts(text, i, false, false, now)?
    };
    let (one, end) = number(at)?;
    let (other, end) = number(connector(text, end)?)?;
    let mut first = head;
    let mut second = head;
    let pair = |first: &Parts, second: &Parts, end: usize| {
        let whens = joined(&readings(first, now)?, &readings(second, now)?, second, now);
        Some((whens, end))
    };
    // 1-3号楼 are houses.
    let of_things = |end| numbered::are_of_things(text, end);
    if text.any(end, &["号"]).is_some_and(of_things) {
        return None;
    }
    if let Some(end) = text.any(end, &["日", "号"]) {
        if head.has_day() {
            return None;
        }
        (first.day, second.day) = (Some(one), Some(other));
        return pair(&first, &second, end);
    }
    if let Some(end) = text.any(end, &["月份", "月"])
        && head.month.is_none()
        && !head.has_day()
    {
        let month = |n: u32| {
            (n <= 12)
                .then(|| i32::try_from(n).ok().map(Rel::Is))
                .flatten()
        };
        (first.month, second.month) = (month(one), month(other));
        (first.month.is_some() && second.month.is_some()).then_some(())?;
        return pair(&first, &second, end);
    }
    let behind = text.then(end, &["of"]).unwrap_or(end);
    if let Some((month, end)) = english::month(text, text.space(behind)) {
        let month = Some(Rel::Is(i32::try_from(month).ok()?));
        (first.month, second.month) = (month, month);
        (first.day, second.day) = (Some(one), Some(other));
        return pair(&first, &second, end);
    }
    let _ = told;
    None
}

pub(super) fn inherit(first: &mut Parts, second: &mut Parts) {
    let clocks = (first.clock, second.clock, first.part, second.part);
    if !second.has_base() {
        let part = second.part.or(first.part.filter(|_| {
            second
                .clock
                .is_some_and(|clock| clock.half.is_none() && first.part != Some(Part::Noon))
        }));
        *second = Parts {
            clock: second.clock,
            part,
            ..*first
        };
    } else if !first.has_base() {
        *first = Parts {
            clock: first.clock,
            part: first.part,
            ..*second
        };
    } else if second.day.is_some() && second.month.is_none() {
        (second.year, second.month) = (first.year, first.month);
    } else if first.day.is_some() && first.month.is_none() {
        (first.year, first.month) = (second.year, second.month);
    } else if second.year.is_none() && second.month.is_some() {
        second.year = first.year;
    } else if second.weekday.is_some() && second.week.is_none() {
        second.week = first.week;
    }
    // 3:30 to 6 pm: the half of the day holds for both.
    if let (Some(one), Some(other)) = (&mut first.clock, &mut second.clock) {
        if one.half.is_none() && first.part.is_none() && other.half.is_some() && other.hour <= 12 {
            one.half = other.half;
            // 11 to 1 pm begins before noon.
            if one.hour % 12 > other.hour % 12 && other.half == Some(Half::Pm) {
                one.half = Some(Half::Am);
            }
        } else if other.half.is_none()
            && second.part.is_none()
            && one.half.is_some()
            && one.hour <= 12
            && other.hour <= 12
        {
            // 8am until 6 ends in the afternoon.
            let over = one.half == Some(Half::Am) && other.hour % 12 <= one.hour % 12;
            other.half = if over {
                Some(Half::Pm)
            } else {
                one.half.filter(|half| *half != Half::Full)
            };
        }
    }
    let _ = clocks;
}

/// The span of two times: of several readings those that follow one another soonest.
pub(super) fn joined(first: &Meant, second: &Meant, said: &Parts, now: &Now<'_>) -> Option<Meant> {
    let mut whens = Vec::new();
    for one in &first.whens {
        let end = |other: &When| {
            if other.grain >= Grain::Day || other.shape == Shape::Interval {
                other.until
            } else {
                other.from
            }
        };
        let mut ends: Vec<NaiveDateTime> = second.whens.iter().map(end).collect();
        // 晚上10点到2点 and 周五到周一 run over.
        if said.clock.is_some() {
            ends.extend(
                second
                    .whens
                    .iter()
                    .filter_map(|other| end(other).checked_add_signed(TimeDelta::days(1))),
            );
        } else if said.weekday.is_some() && said.week.is_none() {
            ends.extend(
                second
                    .whens
                    .iter()
                    .filter_map(|other| end(other).checked_add_signed(TimeDelta::days(7))),
            );
        }
        let Some(until) = ends.into_iter().filter(|until| *until > one.from).min() else {
            continue;
        };
        let grain = one.grain;
        let Some(span) = When::span(one.from, until, grain) else {
            continue;
        };
        let span = if grain > Grain::Day {
            span.by_end(now)
        } else {
            span
        };
        if !whens.contains(&span) {
            whens.push(span);
        }
    }
    if said.clock.is_some() && said.part.is_none() {
        by_day(&mut whens, said.has_base(), now);
    }
    let unsure = first.unsure.or(second.unsure);
    (!whens.is_empty()).then(|| Meant::of(whens, unsure))
}

/// A beginning and a length: `4pm for 30 minutes`, `for 10 days from 18 December`; and a beginning and
/// an end said one by one: `later than 9:30 but before 11`.
pub(super) fn lasting(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    if let Some(after) = text.word(i, "for")
        && let Some((length, end)) = amount::amount(text, text.space(after))
        && let Some(after) = text.then(
            end,
            &[
                "from",
                "starting from",
                "starting at",
                "starting",
                "beginning",
            ],
        )
    {
        let after = text
            .any(text.space(after), &["at"])
            .map_or(after, |end| end);
        let (first, end) = parts(text, text.space(after), true, true, now)?;
        return Some((from_on(&first, length, now), end));
    }
    if let Some(after) = text.any(i, &["later than", "after"]) {
        let (mut first, end) = parts(text, text.space(after), true, true, now)?;
        let after = text.then(end, &["but before", "and before", "but not later than"])?;
        let (mut second, end) = parts(text, text.space(after), true, true, now)?;
        inherit(&mut first, &mut second);
        let whens = joined(
            &readings(&first, now)?,
            &readings(&second, now)?,
            &second,
            now,
        );
        return Some((whens, end));
    }
    let from = text
        .any(i, &["from", "at", "从"])
        .map_or(i, |end| text.space(end));
    let (first, end) = parts(text, from, from > i, true, now)?;
    let after = text.then(end, &["for"])?;
    let (length, end) = amount::amount(text, text.space(after))?;
    (first.clock.is_some() || first.has_day() && length.is_days()).then_some(())?;
    Some((from_on(&first, length, now), end))
}

fn from_on(first: &Parts, length: Amount, now: &Now<'_>) -> Option<Meant> {
    let meant = resolve(first, now)?;
    let span = |when: &When| {
        let until = moved(when.from, length, 1, now)?;
        let grain = if length.is_days() {
            Grain::Day
        } else {
            Grain::Minute
        };
        When::span(when.from, until, grain)
    };
    let whens: Vec<When> = meant.whens.iter().filter_map(span).collect();
    (!whens.is_empty()).then(|| Meant::of(whens, meant.unsure))
}

/// A day with a bare hour behind it that a span begins with: `Thursday 9-11am`.
fn hours(text: &Text, i: usize, now: &Now<'_>) -> Option<(Parts, usize)> {
    let (mut first, end) = parts(text, i, false, true, now)?;
    (first.has_day() && first.clock.is_none()).then_some(())?;
    let (found, end) = clock(text, text.space(end), true)?;
    first.clock = Some(found);
    Some((first, connector(text, end)?))
}
