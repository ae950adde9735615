//! From what was said to when it is. What may be meant in two ways comes out twice.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::day_part::Part;
use super::holidays::Falls;
use super::parts::{Counted, Parts, Rel, Slashed, Whole};
use super::value::{
    Grain, Now, Shape, When, add, day_after, floor, lunar_day, midnight, monday, months_after, ymd,
};
use super::waking::by_day;
use super::weekday::{of_week, of_weekday};
use super::within::{counted_in, edge_of, long_weekend, weekend};
use super::{Meant, Unsure};

/// What was said, as stretches of time: the likelier first. Nothing where there is no such day.
pub(super) fn resolve(parts: &Parts, now: &Now<'_>) -> Option<Meant> {
    let mut meant = readings(parts, now)?;
    if parts.clock.is_some() && parts.part.is_none() {
        by_day(&mut meant.whens, parts.has_base(), now);
    }
    if parts.clock.is_some() && !parts.has_base() {
        just_gone(parts, &mut meant, now);
    }
    Some(Meant::of(meant.whens, meant.unsure))
}

/// The same with both halves of the day, of which a span takes those that fit one another.
pub(super) fn readings(parts: &Parts, now: &Now<'_>) -> Option<Meant> {
    if parts.now {
        let minute = floor(now.at, Grain::Second)?;
        return Some(Meant::sure(When::point(minute, Grain::Second, now)?));
    }
    if !parts.has_base() {
        return time_of_day(parts, now);
    }
    let base = base(parts, now)?;
    if parts.clock.is_none() && parts.part.is_none() {
        return Some(base);
    }
    let mut whens = Vec::new();
    let mut unsure = base.unsure;
    for day in &base.whens {
        let days = match (day.grain, day.shape) {
            (Grain::Day, Shape::Point) => vec![day.from.date()],
            // 周末上午: on which of its days is asked.
            (Grain::Day, Shape::Interval) if parts.weekend => {
                unsure = unsure.or(Some(Unsure::WhichDay));
                vec![day.from.date(), day.from.date().succ_opt()?]
            }
            _ => return None,
        };
        for day in days {
            let told = on_day(parts, day, now)?;
            unsure = unsure.or(told.unsure);
            whens.extend(told.whens);
        }
    }
    // "This morning at nine", said at ten.
    if parts.days == Some(0)
        && parts.clock.is_some()
        && whens.iter().all(|when| when.from <= now.at)
    {
        let tomorrow = on_day(parts, now.today().succ_opt()?, now)?;
        whens.splice(0..0, tomorrow.whens);
        unsure = Some(Unsure::GoneBy);
    }
    let first = whens.first().map(|when| when.due);
    if whens.iter().any(|when| Some(when.due) != first) {
        unsure = unsure
            .filter(|why| *why != Unsure::HalfOfDay)
            .or(Some(Unsure::WhichDay));
    }
    Some(Meant::of(whens, unsure))
}

/// A time or a part of one day.
pub(super) fn on_day(parts: &Parts, day: NaiveDate, now: &Now<'_>) -> Option<Meant> {
    let Some(clock) = parts.clock else {
        if parts.part == Some(Part::Midnight) {
            let at = |hour| When::point(add(midnight(day), Grain::Hour, hour)?, Grain::Hour, now);
            let whens = vec![at(24)?, at(0)?];
            return Some(Meant::of(whens, Some(Unsure::WhichDay)));
        }
        let (first, last) = parts.part?.hours();
        let begin = add(midnight(day), Grain::Hour, i64::from(first))?;
        let end = add(midnight(day), Grain::Hour, i64::from(last))?;
        let when = When::span(begin, end, Grain::Hour)?;
        // Of a part of the day that has begun the usual hour may be past: it is for the day then.
        let usual = parts.part?.usual();
        let at = usual.filter(|at| day.and_time(*at) > now.at || when.until <= now.at);
        return Some(Meant::sure(When { at, ..when }));
    };
    let grain = match (clock.minute, clock.second) {
        (_, Some(_)) => Grain::Second,
        (Some(_), None) => Grain::Minute,
        (None, None) => Grain::Hour,
    };
    let minutes = i64::from(clock.minute.unwrap_or(0));
    let seconds = minutes * 60 + i64::from(clock.second.unwrap_or(0));
    let mut whens = Vec::new();
    let hours = clock.readings(parts.part);
    for hour in &hours {
        let at = add(
            midnight(day),
            Grain::Second,
            i64::from(*hour) * 3600 + seconds,
        )?;
        whens.push(When::point(at, grain, now)?);
    }
    // 今晚1点 is of the coming night, and not of the one gone by.
    if hours.first().is_some_and(|hour| *hour > 24) && whens.iter().any(|when| when.from > now.at) {
        whens.retain(|when| when.from > now.at);
    }
    // Of two readings the one that is still to come is the likelier.
    whens.sort_by_key(|when| when.from <= now.at);
    let unsure = (whens.len() > 1).then_some(Unsure::HalfOfDay);
    Some(Meant::of(whens, unsure))
}

/// A time of day alone: today's, or tomorrow's where it is past.
fn time_of_day(parts: &Parts, now: &Now<'_>) -> Option<Meant> {
    let mut told = on_day(parts, now.today(), now)?;
    let clocked = parts.clock.is_some();
    for when in &mut told.whens {
        let past = if clocked {
            when.from <= now.at
        } else {
            when.until <= now.at
        };
        if past {
            let shifted = on_day(parts, now.today().succ_opt()?, now)?;
            if let Some(same) = shifted
                .whens
                .iter()
                .find(|other| other.from.time() == when.from.time())
            {
                *when = *same;
            }
        }
    }
    told.whens
        .sort_by_key(|when| when.from.date() > now.today() && clocked);
    // "In the morning", said at twenty past ten: today's or tomorrow's.
    if let [when] = &told.whens[..]
        && !clocked
        && when.at.is_none()
    {
        let later = on_day(parts, now.today().succ_opt()?, now)?.whens;
        let whens = [later, told.whens].concat();
        return Some(Meant::of(whens, Some(Unsure::WhichDay)));
    }
    Some(told)
}

/// A time of day that has only just gone by may be meant as well: 十点十分, said at a quarter past.
fn just_gone(parts: &Parts, told: &mut Meant, now: &Now<'_>) {
    let Some(today) = on_day(parts, now.today(), now) else {
        return;
    };
    let gone = today.whens.into_iter().filter(|when| {
        when.from <= now.at
            && now.at - when.from < TimeDelta::minutes(15)
            && !told.whens.contains(when)
    });
    let gone: Vec<When> = gone.collect();
    if !gone.is_empty() {
        told.whens.extend(gone);
        told.unsure = Some(Unsure::GoneBy);
    }
}

pub(super) fn sure(when: Option<When>) -> Option<Meant> {
    when.map(Meant::sure)
}

fn base(parts: &Parts, now: &Now<'_>) -> Option<Meant> {
    let today = now.today();
    if let Some(day) = parts.date {
        return sure(When::day(day, now));
    }
    if let Some(figures) = parts.slashed {
        return slashed(parts, figures, now);
    }
    if let Some(falls) = parts.holiday {
        let day = holiday(parts, falls, now)?;
        return sure(if parts.weekend {
            long_weekend(day)
        } else {
            When::day(day, now)
        });
    }
    if let Some((month, leap)) = parts.lunar_month {
        return lunar(parts, month, leap, now);
    }
    if let Some(days) = parts.days {
        return sure(When::day(day_after(today, days)?, now));
    }
    if let Some(week) = parts.week {
        return of_week(parts, week, now);
    }
    if let Some(found) = parts.weekday {
        return of_weekday(parts, found, now);
    }
    if parts.weekend && !parts.has_longer() {
        return sure(weekend(monday(today)?, now));
    }
    in_calendar(parts, now)
}

/// `3/4`: month and day as America and China write it, or day and month as Europe does.
fn slashed(parts: &Parts, figures: Slashed, now: &Now<'_>) -> Option<Meant> {
    let Slashed { one, other, .. } = figures;
    let mut whens = Vec::new();
    let orders = if figures.is_month_first { 1 } else { 2 };
    for (month, day) in [(one, other), (other, one)].into_iter().take(orders) {
        let found = match parts.year {
            Some(year) => ymd(year_of(year, now), month, day),
            None => coming(month, day, now),
        };
        let found = found.and_then(|day| When::day(day, now));
        whens.extend(found.filter(|when| !whens.contains(when)));
    }
    if let Some(weekday) = parts.weekday {
        let agreeing: Vec<When> = whens
            .iter()
            .filter(|when| when.due.weekday() == weekday)
            .copied()
            .collect();
        if !agreeing.is_empty() {
            return Some(Meant::of(agreeing, Some(Unsure::DayOrMonth)));
        }
        // 周五3/4: which of the two was a slip, or whether the figures are a date, is not known.
        let alone = Parts {
            slashed: None,
            ..*parts
        };
        let mut all = of_weekday(&alone, weekday, now)?.whens;
        all.extend(whens);
        return Some(Meant::of(all, Some(Unsure::WhichDay)));
    }
    // 03/12/2026, said in November, is no day in March.
    whens.sort_by_key(|when| when.due < now.today());
    let unsure = (whens.len() > 1).then_some(Unsure::DayOrMonth);
    (!whens.is_empty()).then(|| Meant::of(whens, unsure))
}

pub(super) fn year_of(year: Rel, now: &Now<'_>) -> i32 {
    match year {
        Rel::Is(year) => year,
        Rel::By(years) => now.today().year() + years,
    }
}

/// The coming such day, today included; of 29 February the coming that there is.
fn coming(month: u32, day: u32, now: &Now<'_>) -> Option<NaiveDate> {
    let year = now.today().year();
    (year..=year + 8)
        .filter_map(|year| ymd(year, month, day))
        .find(|found| *found >= now.today())
}

fn holiday(parts: &Parts, falls: Falls, now: &Now<'_>) -> Option<NaiveDate> {
    if let Some(year) = parts.year {
        return falls.in_year(year_of(year, now));
    }
    match parts.turn {
        Some(..0) => falls.last(now),
        Some(2) => falls.from(falls.coming(now)?.succ_opt()?),
        _ => falls.coming(now),
    }
}

fn lunar(parts: &Parts, month: u32, leap: bool, now: &Now<'_>) -> Option<Meant> {
    let today = now.today();
    if let Some(day) = parts.lunar_day {
        let on = |year| lunar_day(year, month, day, leap);
        let found = match parts.year {
            Some(year) => on(year_of(year, now)),
            // A leap month comes back after up to nineteen years, some much later.
            None => (today.year() - 1..=today.year() + 20)
                .filter_map(on)
                .find(|day| *day >= today),
        };
        return sure(When::day(found?, now));
    }
    let span = |year: i32| {
        let from = lunar_day(year, month, 1, leap)?;
        let leap_after = if leap {
            None
        } else {
            lunar_day(year, month, 1, true)
        };
        let until = match leap_after {
            Some(until) => until,
            None if month == 12 => lunar_day(year + 1, 1, 1, false)?,
            None => lunar_day(year, month + 1, 1, false)?,
        };
        let span = When::span(midnight(from), midnight(until), Grain::Day)?;
        Some(span.by_end(now))
    };
    match parts.year {
        Some(year) => sure(span(year_of(year, now))),
        None => {
            let years = today.year() - 1..=today.year() + 20;
            sure(years.filter_map(span).find(|span| span.until > now.at))
        }
    }
}

/// The first day of the month said.
pub(super) fn month_of(month: Rel, year: Option<Rel>, now: &Now<'_>) -> Option<NaiveDate> {
    let first = now.today().with_day(1)?;
    match month {
        Rel::By(months) => months_after(first, i64::from(months)),
        Rel::Is(month) => {
            let month = u32::try_from(month).ok()?;
            match year {
                Some(year) => ymd(year_of(year, now), month, 1),
                None => {
                    let this = ymd(first.year(), month, 1)?;
                    if this >= first {
                        Some(this)
                    } else {
                        ymd(first.year() + 1, month, 1)
                    }
                }
            }
        }
    }
}

/// What is said in months, quarters and years, with a day, an edge or a count within.
fn in_calendar(parts: &Parts, now: &Now<'_>) -> Option<Meant> {
    let today = now.today();
    if let Some(day) = parts.day {
        return of_month(parts, day, now);
    }
    let (period, unsure) = period(parts, now)?;
    if let Some((n, counted)) = parts.nth {
        let found = counted_in(period, n, counted, now)?;
        // "The first Monday of March" in April means next year's.
        let moving = parts.year.is_none() && matches!(parts.month, Some(Rel::Is(_)));
        if moving && found.until <= midnight(today) {
            let later = shifted(period, 12, now)?;
            return sure(counted_in(later, n, counted, now));
        }
        // A whole week of a month gone by is asked about, as a quarter is.
        let gone = moving && period.from.month() < today.month();
        if gone && counted == Counted::Week {
            let before = counted_in(shifted(period, -12, now)?, n, counted, now)?;
            return Some(Meant::of(vec![found, before], Some(Unsure::GoneBy)));
        }
        return Some(Meant::of(vec![found], unsure));
    }
    if parts.weekend {
        return None;
    }
    if let Some((edge, _)) = parts.edge {
        let found = edge_of(edge, period, now)?;
        let explicit = parts.has_longer();
        if parts.year.is_some() && found.until <= midnight(today) {
            // At the end of last year nothing is due any more.
            return None;
        }
        if !explicit && found.until <= midnight(today) {
            let months = if period.grain == Grain::Year {
                12
            } else if period.grain == Grain::Quarter {
                3
            } else {
                1
            };
            let whens = vec![edge_of(edge, shifted(period, months, now)?, now)?, found];
            return Some(Meant::of(whens, Some(Unsure::GoneBy)));
        }
        return Some(Meant::of(vec![found], unsure));
    }
    let mut whens = vec![period];
    if unsure == Some(Unsure::GoneBy) {
        whens.push(shifted(period, -12, now)?);
    }
    Some(Meant::of(whens, unsure))
}

pub(super) fn shifted(period: When, months: i64, now: &Now<'_>) -> Option<When> {
    let from = add(period.from, Grain::Month, months)?;
    if period.shape == Shape::Point {
        return When::point(from, period.grain, now);
    }
    let until = add(period.until, Grain::Month, months)?;
    Some(When::span(from, until, period.grain)?.by_end(now))
}

/// A day of a month, said or not.
fn of_month(parts: &Parts, day: u32, now: &Now<'_>) -> Option<Meant> {
    let today = now.today();
    let found = match (parts.month, parts.year) {
        (Some(Rel::Is(month)), None) => {
            let month = u32::try_from(month).ok()?;
            match parts.turn {
                Some(..0) => (1..=8).find_map(|years| {
                    ymd(today.year() + 1 - years, month, day).filter(|day| *day < today)
                }),
                _ => coming(month, day, now),
            }
        }
        (Some(month), year) => {
            let first = month_of(month, year, now)?;
            ymd(first.year(), first.month(), day)
        }
        (None, Some(_)) => None,
        (None, None) => {
            let mut all = (0..=4)
                .filter_map(|months| months_after(today.with_day(1)?, months)?.with_day(day))
                .filter(|found| *found >= today);
            let soon = all.next()?;
            // Like a Friday that is said on a Friday.
            if soon == today {
                let whens = vec![When::day(soon, now)?, When::day(all.next()?, now)?];
                return Some(Meant::of(whens, Some(Unsure::WhichDay)));
            }
            Some(soon)
        }
    };
    sure(When::day(found?, now))
}

/// The longest stretch said, as a whole.
pub(super) fn period(parts: &Parts, now: &Now<'_>) -> Option<(When, Option<Unsure>)> {
    let today = now.today();
    let whole = parts.edge.and_then(|(_, whole)| whole);
    if let Some(month) = parts.month {
        let mut first = month_of(month, parts.year, now)?;
        if let (Rel::Is(_), None) = (month, parts.year) {
            let this = first.year() == today.year() && first.month() == today.month();
            match parts.turn {
                Some(1) if this => first = months_after(first, 12)?,
                Some(2) => first = months_after(first, 12)?,
                Some(turn) if turn < 0 => first = months_after(first, -12)?,
                _ => {}
            }
        }
        if matches!(whole, None | Some(Whole::Month)) {
            return Some((When::point(midnight(first), Grain::Month, now)?, None));
        }
        return None;
    }
    let quarter = parts
        .quarter
        .or((whole == Some(Whole::Quarter)).then_some(Rel::By(0)));
    if let Some(quarter) = quarter {
        let year = parts.year.map(|year| year_of(year, now));
        let (from, unsure) = match quarter {
            Rel::By(quarters) => {
                let this = floor(now.at, Grain::Quarter)?;
                (add(this, Grain::Quarter, i64::from(quarters))?, None)
            }
            Rel::Is(n) => yearly(year, u32::try_from(n).ok()? * 3 - 2, 3, now)?,
        };
        return Some((When::point(from, Grain::Quarter, now)?, unsure));
    }
    if let Some(half) = parts.half {
        let year = parts.year.map(|year| year_of(year, now));
        let (from, unsure) = yearly(year, half * 6 - 5, 6, now)?;
        let span = When::span(from, add(from, Grain::Month, 6)?, Grain::Month)?;
        return Some((span.by_end(now), unsure));
    }
    if whole == Some(Whole::Month) {
        // 明年月底 says no month.
        parts.year.is_none().then_some(())?;
        return Some((
            When::point(floor(now.at, Grain::Month)?, Grain::Month, now)?,
            None,
        ));
    }
    if whole == Some(Whole::Week) {
        return Some((
            When::point(floor(now.at, Grain::Week)?, Grain::Week, now)?,
            None,
        ));
    }
    let year = match parts.year {
        Some(year) => year_of(year, now),
        None if whole == Some(Whole::Year) => today.year(),
        None => return None,
    };
    Some((
        When::point(midnight(ymd(year, 1, 1)?), Grain::Year, now)?,
        None,
    ))
}

/// The months from `first` of a year; without one, of the coming whose end is not past.
fn yearly(
    year: Option<i32>,
    first: u32,
    months: i64,
    now: &Now<'_>,
) -> Option<(chrono::NaiveDateTime, Option<Unsure>)> {
    if let Some(year) = year {
        return Some((midnight(ymd(year, first, 1)?), None));
    }
    let this = midnight(ymd(now.today().year(), first, 1)?);
    if add(this, Grain::Month, months)? > now.at {
        return Some((this, None));
    }
    Some((add(this, Grain::Year, 1)?, Some(Unsure::GoneBy)))
}
