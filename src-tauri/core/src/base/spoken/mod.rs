//! Times as people say them, in Chinese and English and both in one sentence: pure, and told what
//! time it is.
//!
//! What words mean here, where people differ:
//! - A week begins on Monday. 下周三 and "Wednesday next week" are of the next such week, 这周三 of
//!   this one; 周三 alone is the coming one. Said on a Wednesday, 周三 is asked about, and so is
//!   "next Wednesday" where the coming one is still in this week.
//! - A day without its year, or its month, is the coming one. A season, a time of another zone and
//!   "in a few days" are no times here: they are left in the text.
//! - A bare hour that is waking time in either half of the day, six to nine, is asked about; any other
//!   is the one by day, as nobody means three at night by 三点. What has only just gone by is
//!   asked about.
//! - A bare number behind "at" is an hour where another time, whom it is with or what is to be done stands
//!   behind it, and nowhere where it counts something; "for" and "about" ask for none by themselves.
//! - Before a weekend is the day worked before it, before a part of the day its first hour.
//! - What is said of a whole week, month or year is due on its last day worked; its beginning on the
//!   first. 三天内 is due on the third day, a span from one day to another on its first.

mod ahead;
mod amount;
mod around_edge;
mod bare;
mod chinese;
mod clock;
mod counted;
mod day_part;
mod either;
mod english;
mod english_edge;
mod event;
mod figures;
mod holidays;
mod lunar;
mod number;
mod numbered;
mod open;
mod own;
mod parts;
mod phrase;
mod repeat;
mod repeat_chinese;
mod repeat_end;
mod repeat_english;
mod resolve;
mod rule;
mod span;
mod text;
mod value;
mod waking;
mod weekday;
mod within;

use std::ops::Range;

pub use ahead::{Ahead, ahead};
pub use numbered::day_or_place;
pub use repeat::{Repeated, Way};
pub use value::{Grain, Now, Shape, When, is_announced};

use text::Text;

use crate::base::calendar::Repeat;

/// Why a time may be meant in more than one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsure {
    /// "At five": in the morning or in the afternoon.
    HalfOfDay,
    /// "Friday", said on a Friday.
    WeekdayToday,
    /// `3/4`.
    DayOrMonth,
    /// "Next Wednesday", said on a Tuesday.
    WhichNext,
    /// What was said is gone by; the next one may be meant.
    GoneBy,
    /// One day of several.
    WhichDay,
    /// 每隔两周, "until March": one rule of several.
    WhichRule,
}

/// What was meant: one time, or several to choose from, the likeliest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// Never empty.
    pub whens: Vec<When>,
    /// Why there are several.
    pub unsure: Option<Unsure>,
}

impl Meant {
    fn sure(when: When) -> Self {
        Self {
            whens: vec![when],
            unsure: None,
        }
    }

    fn of(whens: Vec<When>, unsure: Option<Unsure>) -> Self {
        let unsure = unsure.filter(|_| whens.len() > 1);
        Self { whens, unsure }
    }
}

/// What was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Time {
    /// A time.
    Once(Meant),
    /// A time that comes again.
    Again(Repeated),
}

/// A time found, and which bytes of the text say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it comes to.
    pub time: Time,
    /// Where it stands.
    pub span: Range<usize>,
}

/// Longer texts hold no single time; a conversation is read sentence by sentence.
const MOST: usize = 2_000;

/// What was found in a text, and what was not understood of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scan {
    /// The times, in the order they stand there.
    pub found: Vec<Found>,
    /// Where an expression of time stands that is not reckoned here.
    pub refused: Vec<Range<usize>>,
    /// One of these says that something comes again.
    pub is_rule_refused: bool,
}

/// The times in a text, in the order they stand there.
#[must_use]
pub fn find(typed: &str, now: &Now<'_>) -> Vec<Found> {
    scan(typed, now).found
}

/// The times in a text, and the expressions of time that are left alone.
#[must_use]
pub fn scan(typed: &str, now: &Now<'_>) -> Scan {
    let text = Text::new(typed);
    let mut scan = Scan::default();
    let mut i = 0;
    while i < text.len().min(MOST) {
        if !text.may_begin(i) && !own::may_begin(&text, i, now) {
            i += 1;
            continue;
        }
        let end = match phrase::at(&text, i, now) {
            Some(phrase::Read::Time(time, end)) => {
                scan.found.push(Found {
                    time,
                    span: text.byte(i)..text.byte(end),
                });
                end
            }
            Some(phrase::Read::Refused(end)) => {
                scan.refused.push(text.byte(i)..text.byte(end));
                end
            }
            Some(phrase::Read::NoRule(end)) => {
                scan.refused.push(text.byte(i)..text.byte(end));
                scan.is_rule_refused = true;
                end
            }
            None => i,
        };
        i = end.max(i + 1);
    }
    scan
}

/// Whether a text counts months back from the end of one, and comes to no day that is still to come: 月底前两个月.
/// Why nothing was found is said of it, for it looks like a time.
#[must_use]
pub fn is_gone_back(typed: &str, now: &Now<'_>) -> bool {
    let counts = typed.contains('前') || typed.to_lowercase().contains("before");
    counts && around_edge::is_gone_back(&Text::new(typed), now)
}

/// The rule that all of `typed` says, as a person types one into a sheet or a field: `每两周`, `每月15日`,
/// `农历八月十五`, `weekly`, `last working day of each month`. A time of day is none of it.
#[must_use]
pub fn rule(typed: &str) -> Option<Repeat> {
    // 各季度 is a thing in a sentence, and a rule in a field.
    let each = typed
        .trim()
        .strip_prefix('各')
        .map(|rest| format!("每{rest}"));
    let text = Text::new(each.as_deref().unwrap_or_else(|| typed.trim()));
    let (said, end) = repeat::rule(&text)?;
    (end == text.len()).then_some(())?;
    let mut ways = said?.readings();
    // Of two rules a field takes neither.
    let said = ways.pop().filter(|_| ways.is_empty());
    Repeat::parse(&rule::written(&said?)).ok()
}

/// Whether a text names a day that has a name here.
#[must_use]
pub fn is_holiday(typed: &str) -> bool {
    let text = Text::new(typed);
    (0..text.len()).any(|i| holidays::named(&text, i).is_some())
}
