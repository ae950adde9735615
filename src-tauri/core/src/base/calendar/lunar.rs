//! Days of the traditional Chinese calendar, by the tables and astronomy of ICU4X. A year is named
//! by the Gregorian year in which it begins; a leap month follows the month whose number it bears.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use icu_calendar::cal::ChineseTraditional;
use icu_calendar::types::{Month, YearInput};
use icu_calendar::{Date, Iso};

use crate::base::error::{Error, Result};

/// A day that comes again each lunar year: a birthday, a festival. `08-15`, in a leap month
/// `L06-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LunarDay {
    /// 1 to 12.
    pub month: u8,
    /// The month that follows the ordinary one of that number in some years.
    pub leap: bool,
    /// 1 to 30; in a month of 29 days the 30th is its last.
    pub day: u8,
}

/// A day of a lunar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LunarDate {
    /// The Gregorian year in which the lunar one begins.
    pub year: i32,
    /// The day in it.
    pub day: LunarDay,
}

impl LunarDay {
    /// Reads `08-15`, `8-15`, `L06-01`, `农历八月十五`, `闰六月初一`.
    ///
    /// # Errors
    /// `error.lunar_unreadable`.
    pub fn parse(text: &str) -> Result<Self> {
        let told = || Error::invalid("lunar", "error.lunar_unreadable").with("text", text.trim());
        let said = text
            .trim()
            .trim_start_matches("农历")
            .trim_start_matches("阴历");
        let (leap, said) = match said.strip_prefix(['L', 'l', '闰', '閏']) {
            Some(rest) => (true, rest),
            None => (false, said),
        };
        let (month, day) = match said.split_once(['月', '-', '/']) {
            Some((month, day)) => (month_of(month), day_of(day.trim_end_matches(['日', '号']))),
            None => (None, None),
        };
        match (month, day) {
            (Some(month @ 1..=12), Some(day @ 1..=30)) => Ok(Self { month, leap, day }),
            _ => Err(told()),
        }
    }

    /// Where it falls in the lunar year that begins in `year`; none where a leap month of this
    /// number is not in it, and beyond the years the calendar is known for.
    #[must_use]
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        let month = if self.leap {
            Month::leap(self.month)
        } else {
            Month::new(self.month)
        };
        let at = |day| {
            Date::try_new(
                YearInput::Extended(year),
                month,
                day,
                ChineseTraditional::new(),
            )
            .ok()
        };
        let date = match at(self.day) {
            Some(date) => date,
            None if self.day == 30 => at(29)?,
            None => return None,
        };
        let iso = date.to_calendar(Iso);
        NaiveDate::from_ymd_opt(
            iso.year().extended_year(),
            iso.month().number().into(),
            iso.day_of_month().0.into(),
        )
    }
}

impl LunarDate {
    /// The lunar day that `day` is; none beyond the years the calendar is known for.
    #[must_use]
    pub fn of(day: NaiveDate) -> Option<Self> {
        let month = u8::try_from(day.month()).ok()?;
        let date = u8::try_from(day.day()).ok()?;
        let lunar = Date::try_new_iso(day.year(), month, date)
            .ok()?
            .to_calendar(ChineseTraditional::new());
        let month = lunar.month().to_input();
        Some(Self {
            year: lunar.year().extended_year(),
            day: LunarDay {
                month: month.number(),
                leap: month.is_leap(),
                day: lunar.day_of_month().0,
            },
        })
    }
}

impl fmt::Display for LunarDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let leap = if self.leap { "L" } else { "" };
        write!(f, "{leap}{:02}-{:02}", self.month, self.day)
    }
}

fn month_of(text: &str) -> Option<u8> {
    match text.trim() {
        "正" => Some(1),
        "冬" => Some(11),
        "腊" | "臘" => Some(12),
        text => number(text),
    }
}

fn day_of(text: &str) -> Option<u8> {
    let text = text.trim();
    number(text.strip_prefix('初').unwrap_or(text))
}

/// A number up to 39 in digits or as it is written in a date: `十五`, `廿三`, `三十`.
pub(super) fn number(text: &str) -> Option<u8> {
    if !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digit = |sign: char| -> Option<u8> {
        let at = "一二三四五六七八九".chars().position(|one| one == sign)?;
        u8::try_from(at + 1).ok()
    };
    let signs: Vec<char> = text.chars().collect();
    match *signs.as_slice() {
        ['十'] => Some(10),
        ['廿'] => Some(20),
        [one] => digit(one).or((one == '两').then_some(2)),
        ['十', one] => Some(10 + digit(one)?),
        ['廿', one] => Some(20 + digit(one)?),
        [tens, '十'] => Some(10 * digit(tens).filter(|tens| *tens <= 3)?),
        [tens, '十', one] => Some(10 * digit(tens).filter(|tens| *tens <= 3)? + digit(one)?),
        _ => None,
    }
}
