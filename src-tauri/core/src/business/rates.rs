//! What an amount of one currency is worth in another, by the rates the user keeps. Whole numbers
//! throughout; halves of the smallest unit go away from zero, as a bank's statement rounds them.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use crate::base::currency::Currency;
use crate::base::error::{Error, Result};
use crate::base::{Decimal, Money};
use crate::vault::Read;

/// A rate, and the day it was noted for: never later than the day it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, specta::Type)]
pub struct Rate {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Of which currency one unit is worth…
    pub from: String,
    /// …so much of which.
    pub to: String,
    /// How much, written out plainly.
    pub rate: String,
}

/// One unit of a currency in another, either way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    /// So much for one.
    Times(Decimal),
    /// One for so much.
    Per(Decimal),
}

/// The latest rate between two currencies on or before a day, and what it makes of an amount. One
/// kept the other way round serves too, where it is the later one.
///
/// # Errors
/// `error.money_too_large` where the result is beyond what a vault holds.
pub fn converted(
    read: &Read<'_>,
    sum: Money,
    to: Currency,
    day: &str,
) -> Result<Option<(Money, Option<Rate>)>> {
    if sum.currency == to {
        return Ok(Some((sum, None)));
    }
    let Some((worth, rate)) = latest(read, sum.currency, to, day)? else {
        return Ok(None);
    };
    Ok(Some((exchange(sum, to, worth)?, Some(rate))))
}

fn latest(
    read: &Read<'_>,
    from: Currency,
    to: Currency,
    day: &str,
) -> Result<Option<(Worth, Rate)>> {
    // A rate of nothing, or less, is a slip; it makes no amount. Currencies as somebody typed them.
    let found: Option<(String, i64, bool)> = read
        .sql()
        .prepare_cached(
            "SELECT date, rate, upper(from_currency) = ?1 AS straight FROM fx_rate
             WHERE deleted_at IS NULL AND rate > 0 AND date <= ?3
               AND ((upper(from_currency) = ?1 AND upper(to_currency) = ?2)
                 OR (upper(from_currency) = ?2 AND upper(to_currency) = ?1))
             ORDER BY date DESC, straight DESC, n DESC LIMIT 1",
        )?
        .query_row(params![from.code(), to.code(), day], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    Ok(found.map(|(day, parts, straight)| {
        let rate = Decimal::of_parts(parts);
        let (one, other) = if straight { (from, to) } else { (to, from) };
        let worth = if straight {
            Worth::Times(rate)
        } else {
            Worth::Per(rate)
        };
        let told = Rate {
            day,
            from: one.code().to_owned(),
            to: other.code().to_owned(),
            rate: rate.to_string(),
        };
        (worth, told)
    }))
}

/// The amount in the other currency, to its smallest unit.
fn exchange(sum: Money, to: Currency, worth: Worth) -> Result<Money> {
    const ONE: i128 = 100_000_000;
    let too_large =
        || Error::invalid("money", "error.money_too_large").with("text", sum.format_plain());
    let here = 10_i128.pow(sum.currency.exponent());
    let there = 10_i128.pow(to.exponent());
    let (upper, lower) = match worth {
        Worth::Times(rate) => (i128::from(rate.parts()), ONE),
        Worth::Per(rate) => (ONE, i128::from(rate.parts())),
    };
    let upper = i128::from(sum.minor)
        .checked_mul(upper)
        .and_then(|product| product.checked_mul(there))
        .ok_or_else(too_large)?;
    let lower = lower.checked_mul(here).ok_or_else(too_large)?;
    let size = upper.unsigned_abs();
    let by = lower.unsigned_abs();
    let rounded = size / by + u128::from(size % by >= by - size % by);
    let minor = i64::try_from(rounded).map_err(|_| too_large())?;
    Money::new(if upper < 0 { -minor } else { minor }, to).kept()
}

#[cfg(test)]
mod tests {
    use super::{Worth, exchange};
    use crate::base::{Currency, Decimal, Money};

    fn worth(sum: &str, to: &str, rate: &str, straight: bool) -> Result<String, &'static str> {
        let rate = Decimal::parse(rate).unwrap();
        let worth = if straight {
            Worth::Times(rate)
        } else {
            Worth::Per(rate)
        };
        let sum = Money::parse(sum, Currency::CNY).unwrap();
        exchange(sum, Currency::parse(to).unwrap(), worth)
            .map(|sum| sum.format_plain())
            .map_err(|error| error.key())
    }

    #[test]
    fn an_amount_is_exchanged_to_the_last_unit() {
        for (sum, to, rate, straight, expected) in [
            ("USD 100", "CNY", "7.1284", true, "712.84"),
            ("USD 0.01", "CNY", "0.5", true, "0.01"),
            ("USD -0.01", "CNY", "0.5", true, "-0.01"),
            ("USD 0.01", "CNY", "0.4999", true, "0.00"),
            ("JPY 1000", "CNY", "0.0485", true, "48.50"),
            ("CNY 48.50", "JPY", "0.0485", false, "1000"),
            ("KWD 1.001", "USD", "3.25", true, "3.25"),
            ("CNY 100", "USD", "7", false, "14.29"),
            ("USD 90000000000000", "CNY", "1", true, "90000000000000.00"),
        ] {
            assert_eq!(
                worth(sum, to, rate, straight).as_deref(),
                Ok(expected),
                "{sum}"
            );
        }
    }

    #[test]
    fn what_is_beyond_the_vault_is_refused() {
        for (sum, to, rate) in [
            ("USD 90000000000000", "CNY", "7"),
            ("JPY 9000000000000000", "CLF", "90000000000"),
        ] {
            assert_eq!(worth(sum, to, rate, true), Err("error.money_too_large"));
        }
    }
}
