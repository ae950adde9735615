//! A repeat as it was said, as the text of a rule, and the first day it falls on.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

use super::amount::{Amount, Unit};
use super::holidays::nth_weekday;
use super::value::{Grain, Now, add, lunar_day, midnight, workday_from};
use crate::base::calendar::{Leap, Repeat, Shift};

/// Within so many years each month that is ever a leap month has been one.
const LEAP_MONTHS: i32 = 200;

/// On which days of its period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum On {
    Any,
    Weekdays(Vec<Weekday>),
    Days(Vec<i32>),
    Workday(i32),
    Nth(i32, Weekday),
    Date(u32, u32),
    NthOf(u32, i32, Weekday),
    Lunar(u32, u32, Leap),
    Worked,
    /// So many days, or days worked, before its end: counted from the last one, or from when it is over.
    BeforeEnd(i32, bool),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) freq: Grain,
    pub(super) every: i64,
    pub(super) on: On,
    /// The month of a quarter it falls in, 1 to 3.
    pub(super) month: Option<u32>,
    /// 每隔两周: every two weeks for one and every three for another.
    pub(super) is_loose: bool,
    pub(super) end: End,
    pub(super) shift: Shift,
    /// The day it does not come before.
    pub(super) from: Option<NaiveDate>,
}

/// When a rule ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Never,
    /// On this day, or, said of a whole month or longer, before it or with it.
    Until(NaiveDate, Option<NaiveDate>),
    Count(u32),
    /// So long after it began.
    Lasting(Grain, i64),
}

impl Rule {
    /// In which ways the day it falls on may be meant, the likelier first.
    pub(super) fn readings(self) -> Vec<Self> {
        let On::BeforeEnd(n, is_worked) = self.on else {
            return vec![self];
        };
        let of = |n: i32| {
            if is_worked {
                On::Workday(-n)
            } else {
                On::Days(vec![-n])
            }
        };
        // The day before the last one is one for everybody, of days worked the last one may be meant.
        let all = match (n, is_worked) {
            (1, false) => vec![n + 1],
            (_, false) => vec![n + 1, n],
            (_, true) => vec![n, n + 1],
        };
        let with = |n| Self {
            on: of(n),
            ..self.clone()
        };
        all.into_iter().map(with).collect()
    }

    /// So many days, or days worked, before the day it falls on; nothing where no rule says that.
    pub(super) fn before(self, amount: Amount) -> Option<Self> {
        let n = amount.whole()?;
        match (amount.unit, &self.on) {
            // A month and a year have the day; a count of days worked has no other before it.
            (
                Unit::Workday,
                On::Days(_) | On::Date(..) | On::Nth(..) | On::NthOf(..) | On::Lunar(..),
            ) => {
                let n = u8::try_from(n).ok();
                let n = n.filter(|n| (1..=Shift::FARTHEST).contains(n))?;
                let shift = Shift::Before(n);
                Some(Self { shift, ..self })
            }
            // The days before a last one are the month's from its end.
            (Unit::Grain(Grain::Day), On::Days(days)) => {
                let n = i32::try_from(n).ok().filter(|n| (1..=20).contains(n))?;
                let stays = |day: &i32| {
                    if *day < 0 {
                        day - n >= -28
                    } else {
                        day - n >= 1
                    }
                };
                let moved = days.iter().map(|day| day - n).collect();
                let on = On::Days(moved);
                days.iter().all(stays).then_some(Self { on, ..self })
            }
            (Unit::Grain(Grain::Day), On::Date(month, day)) => {
                let n = u32::try_from(n).ok().filter(|n| *n >= 1)?;
                let day = day.checked_sub(n).filter(|day| *day >= 1)?;
                let on = On::Date(*month, day);
                Some(Self { on, ..self })
            }
            _ => None,
        }
    }

    pub(super) fn new(freq: Grain, every: i64, on: On) -> Self {
        Self {
            freq,
            every,
            on,
            month: None,
            is_loose: false,
            end: End::Never,
            shift: Shift::None,
            from: None,
        }
    }
}

pub(super) fn code(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

/// The rule as a task keeps it.
pub(super) fn written(rule: &Rule) -> String {
    let text = spelled(rule);
    // In the one spelling a task keeps; what it cannot read would be refused when it is kept.
    Repeat::parse(&text).map_or(text, |rule| rule.to_string())
}

fn spelled(rule: &Rule) -> String {
    let (freq, every) = match rule.freq {
        Grain::Week => ("WEEKLY", rule.every),
        Grain::Month => ("MONTHLY", rule.every),
        Grain::Quarter => ("MONTHLY", rule.every * 3),
        Grain::Year => ("YEARLY", rule.every),
        _ => ("DAILY", rule.every),
    };
    let mut text = format!("FREQ={freq}");
    // Writing into a text does not fail.
    if every > 1 {
        let _ = write!(text, ";INTERVAL={every}");
    }
    let join = |days: &[i32]| {
        days.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(",")
    };
    let _ = match &rule.on {
        // It is put down as one of its readings.
        On::Any | On::BeforeEnd(..) => Ok(()),
        On::Worked => write!(text, ";WORKDAY=EACH"),
        On::Weekdays(days) => {
            let days: Vec<&str> = days.iter().map(|day| code(*day)).collect();
            write!(text, ";BYDAY={}", days.join(","))
        }
        On::Days(days) => write!(text, ";BYMONTHDAY={}", join(days)),
        On::Workday(n) => write!(text, ";WORKDAY={n}"),
        On::Nth(n, weekday) => write!(text, ";BYDAY={n}{}", code(*weekday)),
        On::Date(month, day) => write!(text, ";BYMONTHDAY={day};BYMONTH={month}"),
        On::NthOf(month, n, weekday) => {
            write!(text, ";BYDAY={n}{};BYMONTH={month}", code(*weekday))
        }
        On::Lunar(month, day, leap) => {
            let leap = match leap {
                Leap::Skip => "",
                Leap::Only => ";LEAP=ONLY",
                Leap::Both => ";LEAP=BOTH",
            };
            write!(text, ";LUNAR={month:02}-{day:02}{leap}")
        }
    };
    let _ = match rule.end {
        End::Count(n) => write!(text, ";COUNT={n}"),
        End::Until(day, _) => write!(text, ";UNTIL={}", day.format("%Y%m%d")),
        End::Never | End::Lasting(..) => Ok(()),
    };
    if rule.shift != Shift::None {
        let _ = write!(text, ";SHIFT={}", rule.shift);
    }
    text
}

/// The first day of a rule with nothing of it gone by: today only where its hour is still to come. Moved
/// off a day that is not worked where the rule says so.
pub(super) fn first(rule: &Rule, at: Option<NaiveTime>, now: &Now<'_>) -> Option<NaiveDate> {
    let is_gone = at.is_some_and(|at| at <= now.at.time());
    let today = now.today();
    let begin = rule.from.filter(|from| *from > today);
    if let Some(from) = begin
        && rule.on == On::Any
        && rule.month.is_none()
    {
        return Some(from);
    }
    let mut from = match begin {
        Some(from) => from,
        None if is_gone => today.succ_opt()?,
        None => today,
    };
    loop {
        let day = falls(rule, from, now)?;
        let moved = rule.shift.moves(day, now.days);
        if moved == day {
            return Some(day);
        }
        // A rule without a day of its own goes by the day it began on.
        if rule.on == On::Any {
            return Some(day);
        }
        if moved > today || moved == today && !is_gone {
            return Some(moved);
        }
        from = day.succ_opt()?;
    }
}

/// The first day of a rule that is not before `today`.
fn falls(rule: &Rule, today: NaiveDate, now: &Now<'_>) -> Option<NaiveDate> {
    if rule.on == On::Any && rule.month.is_none() {
        // Every fortnight, said today, begins a fortnight from now.
        return if rule.every == 1 && rule.freq == Grain::Day {
            Some(today)
        } else {
            let freq = if rule.freq == Grain::Quarter {
                Grain::Month
            } else {
                rule.freq
            };
            let every = if rule.freq == Grain::Quarter {
                rule.every * 3
            } else {
                rule.every
            };
            Some(add(midnight(now.today()), freq, every)?.date())
        };
    }
    if let On::Lunar(month, day, leap) = rule.on {
        let in_month = |is_leap| move |year| lunar_day(year, month, day, is_leap);
        // A leap month of one number may be decades away.
        return (today.year() - 1..=today.year() + LEAP_MONTHS)
            .flat_map(|year| {
                let ordinary = (leap != Leap::Only).then_some(year);
                let other = (leap != Leap::Skip).then_some(year);
                let ordinary = ordinary.and_then(in_month(false));
                ordinary.into_iter().chain(other.and_then(in_month(true)))
            })
            .find(|day| *day >= today);
    }
    let in_month = |day: NaiveDate| rule.month.is_none_or(|month| day.month0() % 3 + 1 == month);
    let falls = |day: &NaiveDate| {
        in_month(*day)
            && match &rule.on {
                On::Any => day.day() == 1,
                On::Worked => now.days.is_worked(*day),
                On::Weekdays(days) => days.contains(&day.weekday()),
                On::Days(days) => days.iter().any(|n| is_day(*day, *n)),
                On::Workday(n) => is_workday(*day, *n, rule, now),
                On::Nth(n, weekday) => {
                    nth_weekday(day.year(), day.month(), *n, *weekday) == Some(*day)
                }
                On::Date(month, d) => day.month() == *month && day.day() == *d,
                On::NthOf(month, n, weekday) => {
                    nth_weekday(day.year(), *month, *n, *weekday) == Some(*day)
                }
                On::Lunar(..) | On::BeforeEnd(..) => false,
            }
    };
    today.iter_days().take(4 * 366 + 1).find(falls)
}

/// Whether `day` is the `n`-th of its month, from its end where negative.
pub(super) fn is_day(day: NaiveDate, n: i32) -> bool {
    if n > 0 {
        return i64::from(day.day()) == i64::from(n);
    }
    let left = i64::from(n.unsigned_abs());
    let ahead = super::value::day_after(day, left);
    let there = super::value::day_after(day, left - 1);
    ahead.is_some_and(|ahead| ahead.month() != day.month())
        && there.is_some_and(|there| there.month() == day.month())
}

pub(super) fn is_workday(day: NaiveDate, n: i32, rule: &Rule, now: &Now<'_>) -> bool {
    if !now.days.is_worked(day) {
        return false;
    }
    let at = midnight(day);
    let period = match rule.freq {
        Grain::Week => Grain::Week,
        Grain::Year => Grain::Year,
        _ => Grain::Month,
    };
    let Some(from) = super::value::floor(at, period) else {
        return false;
    };
    let edge = if n > 0 {
        from.date().pred_opt()
    } else {
        add(from, period, 1).map(|until| until.date())
    };
    edge.and_then(|edge| workday_from(edge, i64::from(n), now.days)) == Some(day)
}
