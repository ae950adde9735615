//! What is counted within a stretch of time or from a day: the third Monday, the last working day,
//! the end of the quarter.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::holidays::nth_weekday;
use super::parts::{Counted, Edge};
use super::value::{
    Grain, Now, Shape, When, add, day_after, first_worked, floor, last_ahead, midnight,
    months_after, workday_from,
};

/// The `n`-th of what is counted in a stretch, from its end where negative.
pub(super) fn counted_in(period: When, n: i32, counted: Counted, now: &Now<'_>) -> Option<When> {
    let (first, end) = (period.from.date(), period.until.date());
    let last = end.pred_opt()?;
    let steps = i64::from(n.abs()) - 1;
    let within = |day: NaiveDate| (day >= first && day <= last).then_some(day);
    match counted {
        Counted::Day => {
            let day = if n > 0 {
                day_after(first, steps)?
            } else {
                day_after(last, -steps)?
            };
            When::day(within(day)?, now)
        }
        Counted::Workday => {
            let day = if n > 0 {
                workday_from(first.pred_opt()?, i64::from(n), now.days)?
            } else {
                workday_from(end, i64::from(n), now.days)?
            };
            When::day(within(day)?, now)
        }
        Counted::Weekday(weekday) => {
            let day = if n > 0 {
                day_after(
                    nth_weekday(first.year(), first.month(), 1, weekday)?,
                    7 * steps,
                )?
            } else {
                day_after(
                    nth_weekday(last.year(), last.month(), -1, weekday)?,
                    -7 * steps,
                )?
            };
            When::day(within(day)?, now)
        }
        // Weeks that lie in it whole.
        Counted::Week | Counted::Weekend => {
            let monday = if n > 0 {
                let begins = nth_weekday(first.year(), first.month(), 1, Weekday::Mon)?;
                day_after(begins, 7 * steps)?
            } else {
                let ends = nth_weekday(last.year(), last.month(), -1, Weekday::Sun)?;
                day_after(ends, -6 - 7 * steps)?
            };
            within(monday)?;
            if counted == Counted::Week {
                When::point(midnight(monday), Grain::Week, now)
            } else {
                weekend(monday, now)
            }
        }
        Counted::Month => {
            let month = if n > 0 {
                months_after(first, steps)?
            } else {
                months_after(end, -1 - steps)?
            };
            When::point(midnight(within(month)?), Grain::Month, now)
        }
    }
}

/// The `n`-th of what is counted after a day, or before it where `n` is negative.
pub(super) fn counted_from(
    day: NaiveDate,
    n: i32,
    counted: Counted,
    now: &Now<'_>,
) -> Option<NaiveDate> {
    let n = i64::from(n);
    match counted {
        Counted::Day => day_after(day, n),
        Counted::Workday => workday_from(day, n, now.days),
        Counted::Weekday(weekday) => {
            let ahead = (7 + i64::from(weekday.num_days_from_monday())
                - i64::from(day.weekday().num_days_from_monday()))
                % 7;
            let base = day_after(day, ahead)?;
            if n > 0 {
                day_after(base, if ahead == 0 { 7 * n } else { 7 * (n - 1) })
            } else {
                day_after(base, 7 * n)
            }
        }
        _ => None,
    }
}

/// The beginning, the middle or the end of a stretch.
pub(super) fn edge_of(edge: Edge, period: When, now: &Now<'_>) -> Option<When> {
    let (from, until) = (period.from, period.until);
    let days = |at, n| add(at, Grain::Day, n);
    let months = |at, n| add(at, Grain::Month, n);
    let (from, until) = match (period.grain, edge) {
        (Grain::Month, Edge::Begin | Edge::Tens(0)) => (from, days(from, 10)?),
        (Grain::Month, Edge::Middle | Edge::Tens(1)) => (days(from, 10)?, days(from, 20)?),
        (Grain::Month, _) => (days(from, 20)?, until),
        (Grain::Week, Edge::Begin) => (from, days(from, 3)?),
        (Grain::Week, Edge::Middle) => (days(from, 2)?, days(from, 4)?),
        (Grain::Week, _) => (days(from, 4)?, until),
        (Grain::Quarter, Edge::Begin) => (from, months(from, 1)?),
        (Grain::Quarter, Edge::Middle) => (months(from, 1)?, months(from, 2)?),
        (Grain::Quarter, _) | (Grain::Year, Edge::End) => (months(until, -1)?, until),
        (Grain::Year, Edge::Begin) => (from, months(from, 2)?),
        (Grain::Year, Edge::Middle) => (months(from, 5)?, months(from, 7)?),
        // 上半年末, and tens of days of what has no days to count.
        (_, Edge::End) if period.shape == Shape::Interval => (months(until, -1)?, until),
        (_, Edge::Begin) if period.shape == Shape::Interval => (from, months(from, 1)?),
        _ => return None,
    };
    Some(at_edge(edge, When::span(from, until, Grain::Day)?, now))
}

/// What is due at an edge: early on its first day worked, at the end on the last.
pub(super) fn at_edge(edge: Edge, span: When, now: &Now<'_>) -> When {
    let due = match edge {
        Edge::Begin | Edge::Tens(0) => first_worked(span.from, span.until, now.days),
        _ => last_ahead(span.from, span.until, now),
    };
    When {
        due,
        at: None,
        ..span
    }
}

/// Saturday and Sunday of the week that begins on `monday`.
pub(super) fn weekend(monday: NaiveDate, now: &Now<'_>) -> Option<When> {
    let sunday = day_after(monday, 6)?;
    let span = When::span(
        midnight(day_after(monday, 5)?),
        midnight(sunday.succ_opt()?),
        Grain::Day,
    )?;
    // Said on a Sunday there is only that left of it.
    let due = if now.today() == sunday {
        sunday
    } else {
        span.due
    };
    Some(When { due, ..span })
}

/// The weekend that a holiday on its Monday or Friday makes longer.
pub(super) fn long_weekend(holiday: NaiveDate) -> Option<When> {
    let (before, after) = match holiday.weekday() {
        Weekday::Mon => (-2, 1),
        Weekday::Fri => (0, 3),
        _ => return None,
    };
    let from = midnight(day_after(holiday, before)?);
    When::span(from, midnight(day_after(holiday, after)?), Grain::Day)
}

/// A stretch of so many units from now, or up to now where `n` is negative: whole units, so that
/// the next three days begin tomorrow.
pub(super) fn whole_units(n: i64, grain: Grain, now: &Now<'_>) -> Option<When> {
    let this = floor(now.at, grain)?;
    let (from, until) = if n > 0 {
        let from = add(this, grain, 1)?;
        (from, add(from, grain, n)?)
    } else {
        (add(this, grain, n)?, this)
    };
    let span = When::span(from, until, grain)?;
    Some(if grain >= Grain::Day {
        span.by_end(now)
    } else {
        let last = until.checked_sub_signed(TimeDelta::seconds(1))?;
        When {
            due: last.date(),
            at: Some(last.time()),
            ..span
        }
    })
}
