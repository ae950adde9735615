//! What an expression of time comes to: a stretch of the calendar, how finely it was said, and the
//! day and time a task would have from it.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use crate::base::Workdays;
use crate::base::calendar::{Known, LunarDay};

/// How finely a time was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Grain {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// How a stretch of time is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One unit of the calendar: a minute, a day, a quarter.
    Point,
    /// From one time to another.
    Interval,
    /// Until a time, the beginning of which is `from`.
    Before,
    /// From a time on.
    After,
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// Its beginning.
    pub from: NaiveDateTime,
    /// Its end, which no longer belongs to it.
    pub until: NaiveDateTime,
    /// How finely it was said.
    pub grain: Grain,
    /// How it is bounded.
    pub shape: Shape,
    /// The day a task said so is due.
    pub due: NaiveDate,
    /// And at what time, where one was said.
    pub at: Option<NaiveTime>,
}

/// When and where it is said.
#[derive(Clone, Copy)]
pub struct Now<'d> {
    /// The time on the wall.
    pub at: NaiveDateTime,
    /// Which days are worked.
    pub days: &'d Workdays,
}

impl Now<'_> {
    pub(super) fn today(&self) -> NaiveDate {
        self.at.date()
    }
}

/// Midnight at the beginning of a day.
pub(super) fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

pub(super) fn ymd(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    // Beyond these years nobody has an appointment, and no sum overflows.
    (1..=4000).contains(&year).then_some(())?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The day a day of the Chinese calendar falls on, in the Chinese year that begins in `year`.
pub(super) fn lunar_day(year: i32, month: u32, day: u32, leap: bool) -> Option<NaiveDate> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    LunarDay { month, leap, day }.in_year(year)
}

pub(super) fn day_after(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    day.checked_add_signed(TimeDelta::try_days(days)?)
}

pub(super) fn months_after(day: NaiveDate, months: i64) -> Option<NaiveDate> {
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    if months < 0 {
        day.checked_sub_months(count)
    } else {
        day.checked_add_months(count)
    }
}

/// The beginning of the unit of the calendar that holds `at`; weeks begin on Monday.
pub(super) fn floor(at: NaiveDateTime, grain: Grain) -> Option<NaiveDateTime> {
    let day = at.date();
    Some(match grain {
        Grain::Second => at.with_nanosecond(0)?,
        Grain::Minute => at.with_nanosecond(0)?.with_second(0)?,
        Grain::Hour => at.with_nanosecond(0)?.with_second(0)?.with_minute(0)?,
        Grain::Day => midnight(day),
        Grain::Week => midnight(monday(day)?),
        Grain::Month => midnight(day.with_day(1)?),
        Grain::Quarter => midnight(ymd(day.year(), day.month0() / 3 * 3 + 1, 1)?),
        Grain::Year => midnight(ymd(day.year(), 1, 1)?),
    })
}

/// `n` units later.
pub(super) fn add(at: NaiveDateTime, grain: Grain, n: i64) -> Option<NaiveDateTime> {
    let months = |months: i64| Some(months_after(at.date(), months)?.and_time(at.time()));
    match grain {
        Grain::Second => at.checked_add_signed(TimeDelta::try_seconds(n)?),
        Grain::Minute => at.checked_add_signed(TimeDelta::try_minutes(n)?),
        Grain::Hour => at.checked_add_signed(TimeDelta::try_hours(n)?),
        Grain::Day => at.checked_add_signed(TimeDelta::try_days(n)?),
        Grain::Week => at.checked_add_signed(TimeDelta::try_weeks(n)?),
        Grain::Month => months(n),
        Grain::Quarter => months(n.checked_mul(3)?),
        Grain::Year => months(n.checked_mul(12)?),
    }
}

/// The Monday of the week that holds `day`.
pub(super) fn monday(day: NaiveDate) -> Option<NaiveDate> {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))
}

/// The last day worked in `[from, until)`; its last day where none is.
fn last_worked(from: NaiveDateTime, until: NaiveDateTime, days: &Workdays) -> NaiveDate {
    let first = from.date();
    let last = if until.time() == NaiveTime::MIN && until > from {
        until.date().pred_opt().unwrap_or(first)
    } else {
        until.date()
    };
    let mut day = last;
    while day > first && !days.is_worked(day) {
        day = day.pred_opt().unwrap_or(first);
        if (last - day).num_days() > 31 {
            return last;
        }
    }
    if days.is_worked(day) { day } else { last }
}

/// The same, but never gone by while the stretch is not: 本周, said on its Sunday, is due that day.
pub(super) fn last_ahead(from: NaiveDateTime, until: NaiveDateTime, now: &Now<'_>) -> NaiveDate {
    let due = last_worked(from, until, now.days);
    if from <= now.at && now.at < until {
        due.max(now.today())
    } else {
        due
    }
}

/// The first day worked in `[from, until)`; its first where none is.
pub(super) fn first_worked(
    from: NaiveDateTime,
    until: NaiveDateTime,
    days: &Workdays,
) -> NaiveDate {
    let first = from.date();
    let mut day = first;
    while !days.is_worked(day) {
        day = match day.succ_opt() {
            Some(next) if midnight(next) < until && (next - first).num_days() < 31 => next,
            _ => return first,
        };
    }
    day
}

/// The `n`-th day worked after `day`, or before it where `n` is negative.
pub(super) fn workday_from(day: NaiveDate, n: i64, days: &Workdays) -> Option<NaiveDate> {
    (-400..=400).contains(&n).then_some(())?;
    let far = u32::try_from(n.unsigned_abs()).ok()?;
    Some(if n < 0 {
        days.back(day, far)
    } else {
        days.forward(day, far)
    })
}

impl When {
    /// One unit of the calendar.
    pub(super) fn point(from: NaiveDateTime, grain: Grain, now: &Now<'_>) -> Option<Self> {
        let until = add(from, grain, 1)?;
        let (due, at) = match grain {
            Grain::Second | Grain::Minute | Grain::Hour => (from.date(), Some(from.time())),
            Grain::Day => (from.date(), None),
            // Whoever says "next week" has until its end, and means a day somebody is there.
            _ => (last_ahead(from, until, now), None),
        };
        let shape = Shape::Point;
        Some(Self {
            from,
            until,
            grain,
            shape,
            due,
            at,
        })
    }

    pub(super) fn day(day: NaiveDate, now: &Now<'_>) -> Option<Self> {
        Self::point(midnight(day), Grain::Day, now)
    }

    /// From one time to another, to be done on its first day.
    pub(super) fn span(from: NaiveDateTime, until: NaiveDateTime, grain: Grain) -> Option<Self> {
        (from < until).then_some(())?;
        let at = (grain < Grain::Day).then_some(from.time());
        let (shape, due) = (Shape::Interval, from.date());
        Some(Self {
            from,
            until,
            grain,
            shape,
            due,
            at,
        })
    }

    /// The same, to be done by its end.
    pub(super) fn by_end(self, now: &Now<'_>) -> Self {
        let due = last_ahead(self.from, self.until, now);
        Self {
            due,
            at: None,
            ..self
        }
    }
}

/// Whether the working days of a day's year are known, as far as a place announces any.
#[must_use]
pub fn is_announced(days: &Workdays, day: NaiveDate) -> bool {
    days.known(day.year()) == Known::Announced || days.known(2020) == Known::Nothing
}
