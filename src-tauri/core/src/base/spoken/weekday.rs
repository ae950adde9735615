//! Days of the week, of a week that was said or of none.

use chrono::{Datelike, NaiveDate, Weekday};

use super::english::WEEK_ON;
use super::parts::{Edge, Parts, Rel};
use super::resolve::{month_of, sure, year_of};
use super::value::{Grain, Now, When, day_after, midnight, monday, months_after, ymd};
use super::within::{at_edge, weekend};
use super::{Meant, Unsure};

pub(super) fn of_week(parts: &Parts, week: i64, now: &Now<'_>) -> Option<Meant> {
    let first = day_after(monday(now.today())?, 7 * week)?;
    if let Some(found) = parts.weekday {
        let day = day_after(first, i64::from(found.num_days_from_monday()))?;
        if week == 0 && day < now.today() {
            // 这周一 said on a Tuesday: gone by, or the next one meant.
            let whens = vec![When::day(day_after(day, 7)?, now)?, When::day(day, now)?];
            return Some(Meant::of(whens, Some(Unsure::GoneBy)));
        }
        return sure(When::day(day, now));
    }
    if parts.weekend {
        return sure(weekend(first, now));
    }
    let begin = midnight(first);
    if let Some((edge, _)) = parts.edge {
        let (from, until) = match edge {
            Edge::Begin => (0, 3),
            Edge::Middle => (2, 4),
            _ => (4, 7),
        };
        let span = When::span(
            midnight(day_after(first, from)?),
            midnight(day_after(first, until)?),
            Grain::Day,
        )?;
        return Some(Meant::sure(at_edge(edge, span, now)));
    }
    sure(When::point(begin, Grain::Week, now))
}

pub(super) fn of_weekday(parts: &Parts, found: Weekday, now: &Now<'_>) -> Option<Meant> {
    let today = now.today();
    if parts.day.is_some() || parts.month.is_some() {
        return sure(When::day(agreeing(parts, found, now)?, now));
    }
    let ahead = (7 + i64::from(found.num_days_from_monday())
        - i64::from(today.weekday().num_days_from_monday()))
        % 7;
    let soon = day_after(today, ahead)?;
    let later = day_after(soon, 7)?;
    let of_next_week = day_after(monday(today)?, 7 + i64::from(found.num_days_from_monday()))?;
    let day = |day| When::day(day, now);
    if let Some(n) = parts.weekdays_on {
        // Whether the one still to come in this week is counted differs from mouth to mouth.
        let first = day_after(if ahead == 0 { later } else { soon }, 7 * i64::from(n - 1))?;
        if ahead == 0 || soon == of_next_week {
            return sure(day(first));
        }
        let whens = vec![day(first)?, day(day_after(first, 7)?)?];
        return Some(Meant::of(whens, Some(Unsure::WhichNext)));
    }
    match parts.turn {
        None | Some(0) if ahead == 0 => Some(Meant::of(
            vec![day(later)?, day(soon)?],
            Some(Unsure::WeekdayToday),
        )),
        None | Some(0) => sure(day(soon)),
        Some(1) if ahead == 0 || soon == of_next_week => sure(day(of_next_week)),
        Some(1) => Some(Meant::of(
            vec![day(of_next_week)?, day(soon)?],
            Some(Unsure::WhichNext),
        )),
        // Said on such a day, it is a week from today for one and from the next for another.
        Some(WEEK_ON) if ahead == 0 => Some(Meant::of(
            vec![day(later)?, day(day_after(later, 7)?)?],
            Some(Unsure::WhichDay),
        )),
        Some(..0) => sure(day(day_after(if ahead == 0 { today } else { soon }, -7)?)),
        Some(_) => sure(day(if ahead == 0 {
            day_after(later, 7)?
        } else {
            later
        })),
    }
}

/// `Tuesday the 19th`, `周日, 二月十号`: the nearest such day that is that weekday.
fn agreeing(parts: &Parts, found: Weekday, now: &Now<'_>) -> Option<NaiveDate> {
    let today = now.today();
    let day = parts.day?;
    let fits = |date: &NaiveDate| date.weekday() == found;
    if let Some(month) = parts.month {
        let Rel::Is(month) = month else {
            let first = month_of(month, parts.year, now)?;
            return ymd(first.year(), first.month(), day).filter(fits);
        };
        let month = u32::try_from(month).ok()?;
        if let Some(year) = parts.year {
            // A weekday that does not agree with the date is a slip, and which of them is not known.
            return ymd(year_of(year, now), month, day).filter(fits);
        }
        let years = [today.year(), today.year() + 1, today.year() - 1];
        return years
            .iter()
            .filter_map(|year| ymd(*year, month, day))
            .find(fits);
    }
    (0..=24)
        .filter_map(|months| months_after(today.with_day(1)?, months)?.with_day(day))
        .filter(|date| *date >= today)
        .find(fits)
}
