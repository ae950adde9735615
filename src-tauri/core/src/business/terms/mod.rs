//! Payment terms as people write them, read into a plan of instalments. Pure: knows no database.
//!
//! What is not understood is said, never guessed: words left over are handed back, a date that the
//! contract's own dates do not give stays blank, and shares that do not add up are no plan.

mod lex;
mod lexicon;
mod plan;
mod read;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::base::{Currency, Money};

pub use plan::{Ground, Plan, Planned, plan};
pub use read::read;

/// What terms say, in the order they say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The parts of the amount.
    pub parts: Vec<Part>,
    /// Words that were not understood.
    pub unread: Vec<String>,
    /// Written in Chinese, so that the instalments are named in Chinese.
    pub chinese: bool,
}

/// One part of the amount, or several alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// How much of the amount.
    pub share: Share,
    /// Into how many equal instalments it is cut.
    pub times: u32,
    /// What makes it due.
    pub event: Event,
    /// How long after that.
    pub offset: Option<Offset>,
    /// The day it is due, where the terms name one.
    pub on: Option<NaiveDate>,
    /// How often one instalment follows another.
    pub every: Option<Every>,
    /// How it is paid, by code of `payment_method`.
    pub method: Option<&'static str>,
    /// What the condition is called, where it is none of ours.
    pub called: Option<String>,
    /// The words it was read from.
    pub words: String,
}

/// How much of the amount a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// So many of so many equal parts.
    Of(u64, u64),
    /// Until this much of the amount is paid.
    UpTo(u64, u64),
    /// A fixed sum.
    Sum(Money),
    /// What the others leave.
    Rest,
}

/// What makes a part due; in this order where the terms name several, for the last one decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// Nothing is said.
    Unsaid,
    /// Something the list of triggers does not know.
    Other,
    /// An advance: with the signing, unless something else is said.
    Advance,
    /// The contract is signed, or comes into force.
    Signing,
    /// The goods are sent or arrive.
    Delivery,
    /// They are accepted.
    Acceptance,
    /// The invoice arrives.
    Invoice,
    /// The warranty has run out.
    Warranty,
}

/// A time after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offset {
    /// Days.
    Days(u32),
    /// Working days.
    Workdays(u32),
    /// Months.
    Months(u32),
}

/// How often one instalment follows another, and on which day of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Every {
    /// Months between two.
    pub months: u32,
    /// The day of the month; beyond its end the last one.
    pub day: Option<u32>,
}

impl Event {
    /// Its code in the list `instalment_trigger`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unsaid | Self::Other => "other",
            Self::Advance | Self::Signing => "signing",
            Self::Delivery => "delivery",
            Self::Acceptance => "acceptance",
            Self::Invoice => "invoice",
            Self::Warranty => "warranty",
        }
    }
}

/// Reads `text` and lays the contract's amount out over it.
#[must_use]
pub fn planned(text: &str, ground: &Ground<'_>) -> Plan {
    plan(
        &read(
            text,
            ground.amount.map_or(Currency::CNY, |sum| sum.currency),
        ),
        ground,
    )
}
