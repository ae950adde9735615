//! What was said of a time, part by part: the year, the week, the hour, each at most once.

use chrono::{NaiveDate, Weekday};

use super::clock::Clock;
use super::day_part::Part;
use super::holidays::Falls;

/// One by name, or so many away from the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rel {
    Is(i32),
    By(i32),
}

/// An end of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Begin,
    Middle,
    End,
    /// The first, second and last ten days of a month.
    Tens(u32),
}

/// What an edge is the edge of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    Week,
    Month,
    Quarter,
    Year,
}

/// What is counted within a stretch: the third of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    Weekday(Weekday),
    Day,
    Week,
    Weekend,
    Month,
    Workday,
}

/// Month and day in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slashed {
    pub(super) one: u32,
    pub(super) other: u32,
    /// Whether what stands around them says that the month is first; else it may be the day.
    pub(super) is_month_first: bool,
}

/// One thing said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Year(Rel),
    Month(Rel),
    Day(u32),
    /// Today, and so many days from it.
    Days(i64),
    Date(NaiveDate),
    Slashed(Slashed),
    Week(i64),
    Weekday(Weekday),
    /// `next Wednesday`: which of them is not said.
    Turn(i32),
    /// `two Wednesdays from now`.
    WeekdaysOn(i32),
    Weekend,
    Quarter(Rel),
    Half(u32),
    Part(Part),
    Clock(Clock),
    Holiday(Falls),
    /// A month of the Chinese calendar, leap or not.
    LunarMonth(u32, bool),
    LunarDay(u32),
    Edge(Edge, Option<Whole>),
    Nth(i32, Counted),
    Now,
}

/// All that was said of one time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) year: Option<Rel>,
    pub(super) month: Option<Rel>,
    pub(super) day: Option<u32>,
    pub(super) days: Option<i64>,
    pub(super) date: Option<NaiveDate>,
    pub(super) slashed: Option<Slashed>,
    pub(super) week: Option<i64>,
    pub(super) weekday: Option<Weekday>,
    pub(super) turn: Option<i32>,
    pub(super) weekdays_on: Option<i32>,
    pub(super) weekend: bool,
    pub(super) quarter: Option<Rel>,
    pub(super) half: Option<u32>,
    pub(super) part: Option<Part>,
    pub(super) clock: Option<Clock>,
    pub(super) holiday: Option<Falls>,
    pub(super) lunar_month: Option<(u32, bool)>,
    pub(super) lunar_day: Option<u32>,
    pub(super) edge: Option<(Edge, Option<Whole>)>,
    pub(super) nth: Option<(i32, Counted)>,
    pub(super) now: bool,
}

fn put<T>(slot: &mut Option<T>, value: T) -> bool {
    let free = slot.is_none();
    if free {
        *slot = Some(value);
    }
    free
}

impl Parts {
    /// Whether a day, or a longer stretch, was said.
    pub(super) fn has_base(&self) -> bool {
        self.has_period() || self.has_day()
    }

    fn has_period(&self) -> bool {
        self.year.is_some()
            || self.month.is_some()
            || self.week.is_some()
            || self.quarter.is_some()
            || self.half.is_some()
            || self.edge.is_some()
            || self.lunar_month.is_some()
    }

    /// Whether a month, a quarter or a year was said.
    pub(super) fn has_longer(&self) -> bool {
        self.month.is_some() || self.year.is_some() || self.quarter.is_some()
    }

    /// Whether one day was said.
    pub(super) fn has_day(&self) -> bool {
        self.day.is_some()
            || self.days.is_some()
            || self.date.is_some()
            || self.slashed.is_some()
            || self.weekday.is_some()
            || self.holiday.is_some()
            || self.lunar_day.is_some()
            || self.weekend
            || self.nth.is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes a piece in; false where its place is taken, or where it cannot be said beside what was.
    pub(super) fn put(&mut self, piece: Piece) -> bool {
        let clashes = |parts: &Self| match piece {
            Piece::Now => !parts.is_empty(),
            Piece::Days(_) => parts.has_base(),
            Piece::Date(_) | Piece::Slashed(..) => {
                parts.has_period() || parts.has_day() && parts.weekday.is_none()
            }
            Piece::Day(_) => {
                parts.days.is_some()
                    || parts.date.is_some()
                    || parts.slashed.is_some()
                    || parts.holiday.is_some()
                    || parts.week.is_some()
                    || parts.quarter.is_some()
                    || parts.half.is_some()
                    || parts.nth.is_some()
                    || parts.weekend
                    || parts.edge.is_some()
            }
            Piece::Weekday(_) => {
                parts.days.is_some() || parts.weekend || parts.nth.is_some() || parts.edge.is_some()
            }
            // Labor Day weekend.
            Piece::Weekend if parts.holiday.is_some() => parts.weekend,
            Piece::Weekend | Piece::Edge(..) | Piece::Nth(..) | Piece::LunarDay(_) => {
                parts.has_day()
            }
            Piece::Month(_) => {
                parts.days.is_some()
                    || parts.date.is_some()
                    || parts.week.is_some()
                    || parts.quarter.is_some()
                    || parts.slashed.is_some()
                    || parts.holiday.is_some()
            }
            Piece::Year(_) => parts.days.is_some() || parts.date.is_some() || parts.week.is_some(),
            Piece::Week(_) => {
                let edge = parts.edge.is_some() && !parts.has_longer();
                parts.days.is_some()
                    || parts.date.is_some()
                    || parts.has_period() && !edge
                    || parts.day.is_some()
            }
            Piece::Quarter(_) | Piece::Half(_) => {
                parts.has_day() && parts.nth.is_none()
                    || parts.month.is_some()
                    || parts.week.is_some()
            }
            Piece::Holiday(_) => parts.has_day() || parts.month.is_some() || parts.week.is_some(),
            Piece::LunarMonth(..) => parts.has_day() || parts.month.is_some(),
            _ => parts.now,
        };
        if self.now || clashes(self) {
            return false;
        }
        match piece {
            Piece::Year(rel) => put(&mut self.year, rel),
            Piece::Month(rel) => put(&mut self.month, rel),
            Piece::Day(day) => put(&mut self.day, day),
            Piece::Days(days) => put(&mut self.days, days),
            Piece::Date(date) => put(&mut self.date, date),
            Piece::Slashed(figures) => put(&mut self.slashed, figures),
            Piece::Week(week) => put(&mut self.week, week),
            Piece::Weekday(weekday) => put(&mut self.weekday, weekday),
            Piece::Turn(turn) => put(&mut self.turn, turn),
            Piece::WeekdaysOn(n) => put(&mut self.weekdays_on, n),
            Piece::Weekend => !std::mem::replace(&mut self.weekend, true),
            Piece::Quarter(rel) => put(&mut self.quarter, rel),
            Piece::Half(half) => put(&mut self.half, half),
            Piece::Part(part) => put(&mut self.part, part),
            Piece::Clock(clock) => put(&mut self.clock, clock),
            Piece::Holiday(falls) => put(&mut self.holiday, falls),
            Piece::LunarMonth(month, leap) => put(&mut self.lunar_month, (month, leap)),
            Piece::LunarDay(day) => put(&mut self.lunar_day, day),
            Piece::Edge(edge, whole) => put(&mut self.edge, (edge, whole)),
            Piece::Nth(n, counted) => put(&mut self.nth, (n, counted)),
            Piece::Now => !std::mem::replace(&mut self.now, true),
        }
    }
}
