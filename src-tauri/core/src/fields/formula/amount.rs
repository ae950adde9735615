//! What a formula reckons with: exact numbers, amounts of one currency, days, texts; and faults,
//! which are values too: a fault goes through whatever is made of it to the cell.

use chrono::{Datelike, Days, NaiveDate};

use super::parse::{ONE, Sign};
use super::text::LONGEST;
use crate::base::currency::Currency;
use crate::base::money::Money;

/// A value within a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Amount {
    /// Not known; what is made of it is not known either.
    Null,
    /// In hundred-millionths.
    Number(i128),
    /// In hundred-millionths of the major unit.
    Money(i128, Currency),
    Text(String),
    /// A choice: its list and its code.
    Choice(&'static str, String),
    Day(NaiveDate),
    Truth(bool),
    /// The message key of the reason.
    Fault(&'static str),
}

use Amount as A;

/// Does not suit what is done with it.
pub(super) const MISFIT: &str = "error.formula_misfit";
/// Cannot be read any more.
pub(super) const UNREAD: &str = "error.formula_unread";
/// Two currencies.
pub(super) const MIXED: &str = "error.formula_currencies";
pub(super) const LARGE: &str = "error.formula_large";
const ZERO: &str = "error.formula_by_zero";

/// Rounds a quotient half away from zero.
pub(super) fn divided(number: i128, by: i128) -> Option<i128> {
    let whole = number.checked_div(by)?;
    let rest = number.checked_rem(by)?;
    let half = rest.unsigned_abs() >= by.unsigned_abs().div_ceil(2);
    let step = if (number < 0) == (by < 0) { 1 } else { -1 };
    Some(if half { whole + step } else { whole })
}

fn kept(number: Option<i128>) -> Result<i128, &'static str> {
    number
        .filter(|number| number.unsigned_abs() < 1 << 100)
        .ok_or(LARGE)
}

fn product(a: i128, b: i128) -> Result<i128, &'static str> {
    kept(a.checked_mul(b).and_then(|parts| divided(parts, ONE)))
}

fn quotient(a: i128, b: i128) -> Result<i128, &'static str> {
    if b == 0 {
        return Err(ZERO);
    }
    kept(a.checked_mul(ONE).and_then(|parts| divided(parts, b)))
}

fn moved(day: NaiveDate, by: i128) -> Result<NaiveDate, &'static str> {
    let days = divided(by, ONE).ok_or(LARGE)?;
    let size = Days::new(u64::try_from(days.unsigned_abs()).map_err(|_| LARGE)?);
    let there = if days < 0 {
        day.checked_sub_days(size)
    } else {
        day.checked_add_days(size)
    };
    there
        .filter(|day| (0..10_000).contains(&day.year()))
        .ok_or(LARGE)
}

/// The days from one to the other.
pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> Amount {
    A::Number(i128::from((to - from).num_days()) * ONE)
}

impl Amount {
    /// An amount of money as it is kept.
    pub(super) fn of_money(money: Money) -> Self {
        let scale = 10_i128.pow(8_u32.saturating_sub(money.currency.exponent()));
        Self::Money(i128::from(money.minor) * scale, money.currency)
    }

    /// As text, where it is joined to others.
    pub(super) fn written(&self) -> Option<String> {
        Some(match self {
            Self::Null => String::new(),
            Self::Number(parts) => plain(*parts),
            Self::Money(parts, currency) => format!("{} {currency}", plain(*parts)),
            Self::Text(text) | Self::Choice(_, text) => text.clone(),
            Self::Day(day) => crate::base::date::format_date(*day),
            Self::Truth(_) | Self::Fault(_) => return None,
        })
    }
}

fn plain(parts: i128) -> String {
    let size = parts.unsigned_abs();
    let one = ONE.unsigned_abs();
    let part = format!("{:08}", size % one);
    let part = part.trim_end_matches('0');
    let sign = if parts < 0 { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{part}", size / one)
}

/// The opposite.
pub(super) fn minus(of: Amount) -> Amount {
    match of {
        A::Number(a) => A::Number(-a),
        A::Money(a, currency) => A::Money(-a, currency),
        A::Null | A::Fault(_) => of,
        _ => A::Fault(MISFIT),
    }
}

/// What two come to.
pub(super) fn together(left: Amount, sign: Sign, right: Amount) -> Amount {
    match (&left, &right) {
        (A::Fault(why), _) | (_, A::Fault(why)) => return A::Fault(why),
        _ => {}
    }
    let made = match sign {
        Sign::Or | Sign::And => truth(&left, sign == Sign::Or, &right),
        Sign::Join => match (left.written(), right.written()) {
            // A character takes four bytes at most.
            (Some(a), Some(b)) if a.len() + b.len() > 4 * LONGEST => Err(LARGE),
            (Some(a), Some(b)) => Ok(A::Text(a + &b)),
            _ => Err(MISFIT),
        },
        _ if left == A::Null || right == A::Null => Ok(A::Null),
        Sign::Plus | Sign::Minus => sum(left, sign == Sign::Minus, right),
        Sign::Times => match (left, right) {
            (A::Number(a), A::Number(b)) => product(a, b).map(A::Number),
            (A::Money(a, currency), A::Number(b)) | (A::Number(b), A::Money(a, currency)) => {
                product(a, b).map(|parts| A::Money(parts, currency))
            }
            _ => Err(MISFIT),
        },
        Sign::By => match (left, right) {
            (A::Number(a), A::Number(b)) => quotient(a, b).map(A::Number),
            (A::Money(a, currency), A::Number(b)) => {
                quotient(a, b).map(|parts| A::Money(parts, currency))
            }
            (A::Money(a, one), A::Money(b, other)) if one == other => quotient(a, b).map(A::Number),
            (A::Money(..), A::Money(..)) => Err(MIXED),
            _ => Err(MISFIT),
        },
        _ => compared(&left, &right).map(|order| {
            A::Truth(match sign {
                Sign::Eq => order.is_eq(),
                Sign::Ne => order.is_ne(),
                Sign::Lt => order.is_lt(),
                Sign::Le => order.is_le(),
                Sign::Gt => order.is_gt(),
                _ => order.is_ge(),
            })
        }),
    };
    made.unwrap_or_else(A::Fault)
}

fn truth(left: &Amount, or: bool, right: &Amount) -> Result<Amount, &'static str> {
    // What is not known does not matter where the other decides alone.
    Ok(match (left, right) {
        (A::Truth(one), _) | (_, A::Truth(one)) if *one == or => A::Truth(or),
        (A::Truth(_), A::Truth(_)) => A::Truth(!or),
        (A::Null | A::Truth(_), A::Null) | (A::Null, A::Truth(_)) => A::Null,
        _ => return Err(MISFIT),
    })
}

fn sum(left: Amount, less: bool, right: Amount) -> Result<Amount, &'static str> {
    let signed = |b: i128| if less { -b } else { b };
    match (left, right) {
        (A::Number(a), A::Number(b)) => kept(a.checked_add(signed(b))).map(A::Number),
        (A::Money(a, one), A::Money(b, other)) if one == other => {
            kept(a.checked_add(signed(b))).map(|parts| A::Money(parts, one))
        }
        (A::Money(..), A::Money(..)) => Err(MIXED),
        (A::Day(a), A::Number(b)) => moved(a, signed(b)).map(A::Day),
        (A::Number(a), A::Day(b)) if !less => moved(b, a).map(A::Day),
        (A::Day(a), A::Day(b)) if less => Ok(days_between(b, a)),
        _ => Err(MISFIT),
    }
}

/// Which is the greater; a choice is only ever alike or not.
pub(super) fn compared(left: &Amount, right: &Amount) -> Result<std::cmp::Ordering, &'static str> {
    Ok(match (left, right) {
        (A::Money(a, one), A::Money(b, other)) if one == other => a.cmp(b),
        (A::Money(..), A::Money(..)) => return Err(MIXED),
        // A bare number beside an amount is of its currency: `amount > 50万`.
        (A::Number(a) | A::Money(a, _), A::Number(b)) | (A::Number(a), A::Money(b, _)) => a.cmp(b),
        (A::Day(a), A::Day(b)) => a.cmp(b),
        (A::Truth(a), A::Truth(b)) => a.cmp(b),
        (A::Text(a) | A::Choice(_, a), A::Text(b) | A::Choice(_, b)) => a.cmp(b),
        _ => return Err(MISFIT),
    })
}
