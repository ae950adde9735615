//! The rule by which something comes again: the RRULE value of RFC 5545, and three parts of ours
//! for what that cannot say: `WORKDAY=-1` is the last day worked of a week, month or year, and with
//! `FREQ=DAILY` `WORKDAY=EACH` every day worked, a Saturday worked in exchange included (`INTERVAL=2`:
//! every second of them); `LUNAR=08-15` a day of the Chinese calendar, with `LEAP=ONLY` in leap months and with
//! `LEAP=BOTH` in leap months too (`LUNAR=L08-15` is the former); `SHIFT=NEXT` moves an occurrence off a day that is
//! not worked and `SHIFT=-3` three days worked before it, whatever it is; and `EXCEPT=20261224,20261231` names days of the rule on which it does not come, which RFC 5545
//! says beside the rule. The first occurrence is whatever the rule is kept beside.

use std::fmt::{self, Write as _};

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::lunar::{LunarDate, LunarDay};
use super::rfc;
use super::shift::Shift;
use super::workdays::Workdays;
use crate::base::error::{Error, Result};

/// Years of a calendar and steps of a rule that are looked through at most: whatever has not come
/// by then does not come.
const MOST: usize = 20_000;
/// Within so many days is every day that is moved to one, the longest holidays between them.
const STRETCH: usize = 90;
/// A rule longer than this is none of ours.
const LONGEST: usize = 1_000;
/// So many days on which a rule does not come are kept.
pub const EXCEPTIONS: usize = 60;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Often {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// What a leap month means to a lunar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Leap {
    /// Nothing: the ordinary month counts.
    #[default]
    Skip,
    /// Only the leap month counts.
    Only,
    /// Each of the two.
    Both,
}

/// What the rule counts by.
#[derive(Debug, Clone, PartialEq, Eq)]
enum By {
    /// The parts of RFC 5545, as written.
    Rfc(Vec<(&'static str, String)>),
    /// The n-th day worked of the period, from its end where negative.
    Workday(i8),
    /// Each day that is worked.
    EachWorkday,
    /// A day of the Chinese calendar.
    Lunar(LunarDay, Leap),
}

/// A rule by which something comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    often: Often,
    interval: u16,
    by: By,
    count: Option<u32>,
    until: Option<NaiveDate>,
    shift: Shift,
    /// Days of the rule, before any is moved, on which it does not come; in order.
    except: Vec<NaiveDate>,
}

/// What comes next of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// When.
    pub on: NaiveDate,
    /// The day by the rule itself, before it is moved off a day that is not worked: the start of
    /// what is left of the rule.
    pub by_rule: NaiveDate,
    /// The rule from there on.
    pub rest: Repeat,
    /// How many were left out in between, because they had passed already.
    pub skipped: u32,
}

/// The parts of RFC 5545 that stand for themselves, in the order they are written.
const PARTS: [&str; 6] = [
    "BYMONTH",
    "BYMONTHDAY",
    "BYYEARDAY",
    "BYDAY",
    "BYSETPOS",
    "WKST",
];

fn refused(part: &str) -> Error {
    Error::invalid("repeat", "error.repeat_part").with("part", part)
}

impl Repeat {
    /// Each `often`, every `interval`-th time.
    #[must_use]
    pub fn every(often: Often, interval: u16) -> Self {
        Self {
            often,
            interval: interval.max(1),
            by: By::Rfc(Vec::new()),
            count: None,
            until: None,
            shift: Shift::None,
            except: Vec::new(),
        }
    }

    /// Reads a rule as it is stored, or as a person types one: `每月最后一个工作日`, `weekly`.
    ///
    /// # Errors
    /// `error.repeat_unreadable`; `error.repeat_part` names the part that makes no sense.
    pub fn read(text: &str) -> Result<Self> {
        let said = text.trim();
        if said.contains('=') {
            return Self::parse(said);
        }
        crate::base::spoken::rule(said)
            .ok_or_else(|| Error::invalid("repeat", "error.repeat_unreadable").with("text", said))
    }

    /// Reads a rule as it is stored.
    ///
    /// # Errors
    /// As for [`Repeat::read`].
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let text = text.strip_prefix("RRULE:").unwrap_or(text);
        if text.len() > LONGEST {
            return Err(Error::invalid("repeat", "error.repeat_unreadable").with("text", "…"));
        }
        let mut rule = Self::every(Often::Daily, 1);
        let mut often = None;
        let mut rfc = Vec::new();
        let (mut workday, mut lunar, mut leap, mut each) = (None, None, None, false);
        let mut seen: Vec<String> = Vec::new();
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let told = || refused(part);
            let (key, value) = part.split_once('=').ok_or_else(told)?;
            let (key, value) = (key.trim().to_uppercase(), value.trim().to_uppercase());
            // The library cuts a value wherever it pleases, a character in two as well.
            if value.is_empty() || !value.is_ascii() || seen.contains(&key) {
                return Err(told());
            }
            match key.as_str() {
                "FREQ" => {
                    often = Some(match value.as_str() {
                        "DAILY" => Often::Daily,
                        "WEEKLY" => Often::Weekly,
                        "MONTHLY" => Often::Monthly,
                        "YEARLY" => Often::Yearly,
                        _ => return Err(told()),
                    });
                }
                "INTERVAL" => {
                    let n: u16 = value.parse().map_err(|_| told())?;
                    rule.interval = Some(n)
                        .filter(|n| (1..=1000).contains(n))
                        .ok_or_else(told)?;
                }
                "COUNT" => {
                    let n: u32 = value.parse().map_err(|_| told())?;
                    rule.count = Some(
                        Some(n)
                            .filter(|n| (1..=10_000).contains(n))
                            .ok_or_else(told)?,
                    );
                }
                "EXCEPT" => {
                    let days = value.split(',').map(until).collect::<Option<Vec<_>>>();
                    let days = days.filter(|days| days.len() <= EXCEPTIONS);
                    rule = rule.without(days.ok_or_else(told)?);
                }
                "UNTIL" => rule.until = Some(until(&value).ok_or_else(told)?),
                "WORKDAY" if value == "EACH" => each = true,
                "WORKDAY" => {
                    let n: i8 = value.parse().map_err(|_| told())?;
                    workday = Some(Some(n).filter(|n| *n != 0).ok_or_else(told)?);
                }
                "LUNAR" => lunar = Some(LunarDay::parse(&value).map_err(|_| told())?),
                "LEAP" => {
                    leap = Some(match value.as_str() {
                        "SKIP" => Leap::Skip,
                        "ONLY" => Leap::Only,
                        "BOTH" => Leap::Both,
                        _ => return Err(told()),
                    });
                }
                "SHIFT" => rule.shift = Shift::parse(&value).ok_or_else(told)?,
                key => {
                    let known = PARTS.iter().find(|part| **part == key);
                    rfc.push((*known.ok_or_else(told)?, value));
                }
            }
            seen.push(key);
        }
        rule.often = often.ok_or_else(|| refused("FREQ"))?;
        rfc.sort_by_key(|(part, _)| PARTS.iter().position(|one| one == part));
        let yearly = rule.often == Often::Yearly;
        rule.by = match (workday, lunar) {
            (None, None) if each => {
                let plain = rfc.is_empty() && leap.is_none() && rule.often == Often::Daily;
                plain
                    .then_some(By::EachWorkday)
                    .ok_or_else(|| refused("WORKDAY"))?
            }
            (None, None) if leap.is_none() => By::Rfc(rfc),
            (Some(n), None) if leap.is_none() && rfc.is_empty() && rule.often != Often::Daily => {
                By::Workday(n)
            }
            (None, Some(day)) if yearly && rfc.is_empty() && !each => by_lunar(day, leap)?,
            (Some(_), _) => return Err(refused("WORKDAY")),

            _ => return Err(refused("LUNAR")),
        };
        // Asked of the library once, so that a rule that is kept can be followed.
        if let By::Rfc(_) = rule.by {
            rfc::check(&rule.rfc_text())?;
        }
        Ok(rule)
    }

    /// The day worked of each period, counted from its beginning or, negative, from its end.
    #[must_use]
    pub fn on_workday(mut self, n: i8) -> Self {
        self.by = By::Workday(n);
        self
    }
    /// Each day worked.
    #[must_use]
    pub fn on_workdays(mut self) -> Self {
        (self.often, self.by) = (Often::Daily, By::EachWorkday);
        self
    }
    /// A day of the Chinese calendar, in the months that `leap` says.
    #[must_use]
    pub fn on_lunar(mut self, day: LunarDay, leap: Leap) -> Self {
        self.by = By::Lunar(LunarDay { leap: false, ..day }, leap);
        self
    }
    /// One of the parts of RFC 5545.
    #[must_use]
    pub fn with(mut self, part: &'static str, value: impl Into<String>) -> Self {
        if let By::Rfc(parts) = &mut self.by {
            parts.push((part, value.into()));
            parts.sort_by_key(|(part, _)| PARTS.iter().position(|one| one == part));
        }
        self
    }
    /// Moved off days that are not worked.
    #[must_use]
    pub fn shifted(mut self, shift: Shift) -> Self {
        self.shift = shift;
        self
    }

    /// As the rule is, but for these days of it as well: those that press most, where they are too many.
    #[must_use]
    pub fn without(mut self, days: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.except.extend(days);
        self.except.sort_unstable();
        self.except.dedup();
        self.except.truncate(EXCEPTIONS);
        self
    }

    /// The days of the rule on which it does not come.
    #[must_use]
    pub fn except(&self) -> &[NaiveDate] {
        &self.except
    }

    /// The rule from `day` on: the days before on which it did not come are over.
    #[must_use]
    pub fn since(mut self, day: NaiveDate) -> Self {
        self.except.retain(|one| *one >= day);
        self
    }

    /// The rule with every day of it.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self {
            except: Vec::new(),
            ..self.clone()
        }
    }

    /// Whether RFC 5545 alone can say it, the days it does not come on beside it.
    #[must_use]
    pub fn is_rfc(&self) -> bool {
        matches!(self.by, By::Rfc(_)) && self.shift == Shift::None
    }

    /// Whether its days depend on which days are worked.
    #[must_use]
    pub fn minds_work(&self) -> bool {
        self.shift != Shift::None || matches!(self.by, By::Workday(_) | By::EachWorkday)
    }

    /// The day by the rule of which `due` is where it is moved: two days worked before the first of a quarter is of
    /// that quarter, in whatever month it falls. `due` itself where the rule has no such day, or none of its own.
    #[must_use]
    pub fn stands_for(&self, due: NaiveDate, days: &Workdays) -> NaiveDate {
        let has_own = match &self.by {
            By::Rfc(parts) => parts
                .iter()
                .any(|(part, _)| matches!(*part, "BYMONTHDAY" | "BYYEARDAY" | "BYDAY")),
            _ => true,
        };
        let is_it = |day: &NaiveDate| self.anew(*day, days) == Some((*day, due));
        if !has_own || self.shift == Shift::None || is_it(&due) {
            return due;
        }
        let is_back = self.shift == Shift::Next;
        let step = |day: &NaiveDate| {
            if is_back {
                day.pred_opt()
            } else {
                day.succ_opt()
            }
        };
        std::iter::successors(step(&due), step)
            .take(STRETCH)
            .filter(|day| self.shift.moves(*day, days) == due)
            .find(is_it)
            .unwrap_or(due)
    }

    /// The occurrence of `by_rule` as it is by other days of work: its day by the rule, and where that is
    /// moved.
    #[must_use]
    pub fn anew(&self, by_rule: NaiveDate, days: &Workdays) -> Option<(NaiveDate, NaiveDate)> {
        let start = match self.by {
            By::Workday(_) => self.periods(by_rule).next()?.0,
            _ => by_rule,
        };
        let endless = Self {
            until: None,
            count: None,
            ..self.clone()
        };
        endless.steps(start, days).next()
    }

    /// Where the occurrence of `by_rule` falls by these days, which may be others than those it was written by;
    /// `by_rule` itself where the rule has no such day.
    #[must_use]
    pub fn falls(&self, by_rule: NaiveDate, days: &Workdays) -> NaiveDate {
        let now = self.anew(by_rule, days);
        now.filter(|(day, _)| *day == by_rule)
            .map_or(by_rule, |(_, on)| on)
    }

    /// The first occurrence after `after`, of a rule whose first is `start`.
    #[must_use]
    pub fn after(&self, start: NaiveDate, after: NaiveDate, days: &Workdays) -> Option<NaiveDate> {
        self.all(start, days).find(|day| *day > after)
    }

    /// The first occurrence after `after` with what the rule comes to from there on, of a rule whose
    /// first is `start`.
    #[must_use]
    pub fn next(&self, start: NaiveDate, after: NaiveDate, days: &Workdays) -> Option<Next> {
        // Counted with those left out, for the rule's own count does so.
        let mut steps = self.steps(start, days).zip(0_u32..);
        let comes = |by_rule: &NaiveDate| !self.except.contains(by_rule);
        let mut came = 0_u32;
        let ((by_rule, on), passed) = steps.find(|((by_rule, on), _)| {
            let comes = comes(by_rule);
            let found = comes && *on > after;
            came += u32::from(comes && !found);
            found
        })?;
        let count = self.count.map(|count| count.saturating_sub(passed));
        let rest = Self {
            count,
            ..self.clone()
        };
        Some(Next {
            on,
            by_rule,
            rest: rest.since(by_rule),
            skipped: came.saturating_sub(1),
        })
    }

    /// The occurrences from `first` to `last`, both included, of a rule whose first is `start`.
    #[must_use]
    pub fn between(
        &self,
        start: NaiveDate,
        (first, last): (NaiveDate, NaiveDate),
        days: &Workdays,
    ) -> Vec<NaiveDate> {
        self.all(start, days)
            .skip_while(|day| *day < first)
            .take_while(|day| *day <= last)
            .collect()
    }

    /// Every occurrence from `start` on, in order and none twice.
    pub(crate) fn all<'a>(
        &'a self,
        start: NaiveDate,
        days: &'a Workdays,
    ) -> impl Iterator<Item = NaiveDate> + 'a {
        let mut before = None;
        self.steps(start, days)
            .filter(|(by_rule, _)| !self.except.contains(by_rule))
            .map(|(_, on)| on)
            // A Saturday and the Sunday after it come to one Monday.
            .filter(move |day| before.replace(*day) != Some(*day))
    }

    /// Every occurrence from `start` on: the day by the rule, and where it is moved.
    fn steps<'a>(
        &'a self,
        start: NaiveDate,
        days: &'a Workdays,
    ) -> impl Iterator<Item = (NaiveDate, NaiveDate)> + 'a {
        let steps: Box<dyn Iterator<Item = NaiveDate> + 'a> = match &self.by {
            By::Rfc(_) => Box::new(rfc::days(&self.rfc_text(), start)),
            By::Workday(n) => Box::new(
                // Of the periods, not of the days found: one that has no such day is looked through too.
                self.periods(start)
                    .take(MOST)
                    .filter_map(move |(first, last)| days.nth(first, last, *n)),
            ),
            By::EachWorkday => {
                let first = if days.is_worked(start) {
                    start
                } else {
                    days.forward(start, 1)
                };
                let step = u32::from(self.interval);
                Box::new(std::iter::successors(Some(first), move |day| {
                    let next = days.forward(*day, step);
                    (next > *day).then_some(next)
                }))
            }
            By::Lunar(day, leap) => Box::new(self.lunar(start, *day, *leap)),
        };
        let (until, count) = (self.until, self.count);
        steps
            .take(MOST)
            .filter(move |day| *day >= start)
            .take_while(move |day| until.is_none_or(|until| *day <= until))
            .take(count.map_or(MOST, |count| count as usize))
            .map(move |day| (day, self.shift.moves(day, days)))
    }

    /// The weeks, months or years from the one of `start` on, first and last day.
    fn periods(&self, start: NaiveDate) -> impl Iterator<Item = (NaiveDate, NaiveDate)> + use<> {
        let often = self.often;
        let step = u32::from(self.interval);
        let first = match often {
            Often::Weekly | Often::Daily => start.week(Weekday::Mon).checked_first_day(),
            Often::Monthly => start.with_day(1),
            Often::Yearly => NaiveDate::from_ymd_opt(start.year(), 1, 1),
        };
        (0_u32..).map_while(move |at| {
            let at = at.checked_mul(step)?;
            let first = first?;
            let (first, after) = match often {
                Often::Weekly | Often::Daily => {
                    let first = first.checked_add_days(Days::new(u64::from(at) * 7))?;
                    (first, first.checked_add_days(Days::new(7))?)
                }
                Often::Monthly => {
                    let first = first.checked_add_months(Months::new(at))?;
                    (first, first.checked_add_months(Months::new(1))?)
                }
                Often::Yearly => {
                    let first = first.checked_add_months(Months::new(at.checked_mul(12)?))?;
                    (first, first.checked_add_months(Months::new(12))?)
                }
            };
            Some((first, after.pred_opt()?))
        })
    }

    fn lunar(
        &self,
        start: NaiveDate,
        day: LunarDay,
        leap: Leap,
    ) -> impl Iterator<Item = NaiveDate> + use<> {
        let step = usize::from(self.interval);
        let (ordinary, other) = (
            LunarDay { leap: false, ..day },
            LunarDay { leap: true, ..day },
        );
        let begin = LunarDate::of(start).map(|date| date.year);
        // Two hundred years on, nobody is left to be reminded.
        begin.into_iter().flat_map(move |begin| {
            (begin..begin + 200).step_by(step).flat_map(move |year| {
                let ordinary = (leap != Leap::Only)
                    .then(|| ordinary.in_year(year))
                    .flatten();
                let other = (leap != Leap::Skip).then(|| other.in_year(year)).flatten();
                ordinary.into_iter().chain(other)
            })
        })
    }

    /// What RFC 5545 says of it: without the parts of ours, and without its end, which is kept to
    /// here.
    fn rfc_text(&self) -> String {
        let mut text = format!("FREQ={};INTERVAL={}", self.often, self.interval);
        if let By::Rfc(parts) = &self.by {
            for (part, value) in parts {
                let _ = write!(text, ";{part}={value}");
            }
        }
        text
    }
}

/// A leap day alone is of the leap month alone; left out of leap months it is on no day.
fn by_lunar(day: LunarDay, leap: Option<Leap>) -> Result<By> {
    let leap = match (day.leap, leap) {
        (true, Some(Leap::Skip)) => return Err(refused("LEAP")),
        (true, None) => Leap::Only,
        (_, leap) => leap.unwrap_or_default(),
    };
    Ok(By::Lunar(LunarDay { leap: false, ..day }, leap))
}

/// `20261231`, and with a time, of which only the day counts.
fn until(value: &str) -> Option<NaiveDate> {
    let day = value.split('T').next().unwrap_or(value);
    NaiveDate::parse_from_str(day, "%Y%m%d").ok()
}

impl fmt::Display for Often {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Monthly => "MONTHLY",
            Self::Yearly => "YEARLY",
        })
    }
}

impl fmt::Display for Repeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FREQ={}", self.often)?;
        if self.interval > 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        match &self.by {
            By::Rfc(parts) => {
                for (part, value) in parts {
                    write!(f, ";{part}={value}")?;
                }
            }
            By::Workday(n) => write!(f, ";WORKDAY={n}")?,
            By::EachWorkday => f.write_str(";WORKDAY=EACH")?,
            By::Lunar(day, leap) => {
                write!(f, ";LUNAR={day}")?;
                match leap {
                    Leap::Skip => {}
                    Leap::Only => f.write_str(";LEAP=ONLY")?,
                    Leap::Both => f.write_str(";LEAP=BOTH")?,
                }
            }
        }
        if self.shift != Shift::None {
            write!(f, ";SHIFT={}", self.shift)?;
        }
        if let Some(count) = self.count {
            write!(f, ";COUNT={count}")?;
        }
        if let Some(until) = self.until {
            write!(f, ";UNTIL={}", until.format("%Y%m%d"))?;
        }
        for (at, day) in self.except.iter().enumerate() {
            f.write_str(if at > 0 { "," } else { ";EXCEPT=" })?;
            write!(f, "{}", day.format("%Y%m%d"))?;
        }
        Ok(())
    }
}
