//! Amounts of money: whole minor units of one currency, never a float. Reading what people type
//! is in `read.rs`; this file holds the value itself. Rates between currencies are not known here.

mod read;
mod words;
mod written;

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use written::written;

use super::currency::Currency;
use super::error::{Error, Result};
use super::words::fold;

/// An amount in the minor unit of its currency (分 for CNY, whole yen for JPY).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Money {
    /// The amount in minor units.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

/// The largest amount taken, in minor units: ninety million million yuan, which no business comes
/// near and a slipped finger easily passes.
const MOST: u64 = 9_000_000_000_000_000;

/// [`Money`] as it crosses to the window: the number as text, for JavaScript's numbers are floats.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Wire {
    minor: String,
    currency: Currency,
}

/// The currency that its letters name, or a word for it: `RMB`, `人民币`, `美元`.
///
/// # Errors
/// `error.currency_unknown` where neither is known.
pub fn currency_named(text: &str) -> Result<Currency> {
    Currency::parse(text).or_else(|unknown| {
        let word: String = fold(text).chars().map(words::simplify).collect();
        let named = words::WORDS.iter().find_map(|(known, means)| match means {
            words::Word::Currency(code) if *known == word => Currency::parse(code).ok(),
            _ => None,
        });
        named.or_else(|| Currency::parse(&word).ok()).ok_or(unknown)
    })
}

impl Money {
    /// `minor` units of `currency`.
    #[must_use]
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads an amount as a person writes it: `12.5万`, `¥1,234.50`, `(1,234.00)`, `USD 1,200`,
    /// `137(万元人民币)`. Where the text names no currency, it is `default`.
    ///
    /// # Errors
    /// `error.money_unreadable` for anything that is not wholly understood,
    /// `error.money_decimals` for more decimals than the currency has,
    /// `error.money_scientific` for `1.2E+05` (a spreadsheet has already dropped digits),
    /// `error.money_currencies` where two are named, `error.money_too_large`.
    pub fn parse(text: &str, default: Currency) -> Result<Self> {
        Self::parse_scaled(text, default, 0)
    }

    /// As [`Money::parse`], where a column's head already said 万元: a number whose own text names
    /// no 万 or 亿, no 元 and no currency but `default` is multiplied by ten to the `power`.
    ///
    /// # Errors
    /// As [`Money::parse`].
    pub fn parse_scaled(text: &str, default: Currency, power: u32) -> Result<Self> {
        read::money(text, default, power)
    }

    /// As [`Money::parse`], typed under a head that says 万元: a number alone is in the head's unit,
    /// times ten to the `power`. A text with a unit or a currency of its own stands as it says.
    ///
    /// # Errors
    /// As [`Money::parse`].
    pub fn parse_under(text: &str, default: Currency, power: u32) -> Result<Self> {
        read::money_under(text, default, power)
    }

    /// What a head like `合同额（万美元）` or `Amount (USD)` says of the numbers under it: their
    /// currency if named, and the power of ten. `None` if its words name no unit of money.
    #[must_use]
    pub fn unit_in_head(head: &str) -> Option<(Option<Currency>, u32)> {
        read::unit_in_head(head)
    }

    /// The same amount, if it is one that a vault takes: a thousand as large still add up.
    ///
    /// # Errors
    /// `error.money_too_large` beyond 9 000 000 000 000 000 minor units.
    pub fn kept(self) -> Result<Self> {
        if self.minor.unsigned_abs() > MOST {
            return Err(
                Error::invalid("money", "error.money_too_large").with("text", self.format_plain())
            );
        }
        Ok(self)
    }

    /// The sum, within one currency.
    ///
    /// # Errors
    /// `error.money_currencies` across currencies, `error.money_too_large` beyond 64 bits.
    pub fn plus(self, other: Self) -> Result<Self> {
        if self.currency != other.currency {
            return Err(Error::invalid("money", "error.money_currencies")
                .with("text", format!("{}, {}", self.currency, other.currency)));
        }
        let minor = self.minor.checked_add(other.minor);
        minor.map(|minor| Self { minor, ..self }).ok_or_else(|| {
            Error::invalid("money", "error.money_too_large").with("text", self.format_plain())
        })
    }

    /// The number alone, a point before the currency's decimals, no grouping: `-1234.50`.
    #[must_use]
    pub fn format_plain(&self) -> String {
        self.with_places(self.currency.exponent())
    }

    /// The number as it stands under a head that says 万元 (`power` 4), exact: `-0.12345`. What
    /// [`Money::parse_under`] reads as the same amount again.
    #[must_use]
    pub fn format_under(&self, power: u32) -> String {
        if power == 0 {
            return self.format_plain();
        }
        let text = self.with_places(self.currency.exponent() + power);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    fn with_places(self, places: u32) -> String {
        let unit = 10_u128.pow(places);
        let size = u128::from(self.minor.unsigned_abs());
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, part) = (size / unit, size % unit);
        if places == 0 {
            return format!("{sign}{whole}");
        }
        let width = usize::try_from(places).unwrap_or_default();
        format!("{sign}{whole}.{part:0width$}")
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.format_plain())
    }
}

impl From<Money> for Wire {
    fn from(money: Money) -> Self {
        Self {
            minor: money.minor.to_string(),
            currency: money.currency,
        }
    }
}

impl TryFrom<Wire> for Money {
    type Error = Error;
    fn try_from(wire: Wire) -> Result<Self> {
        let minor = wire.minor.parse().map_err(|_| {
            Error::invalid("money", "error.money_unreadable").with("text", &wire.minor)
        })?;
        Ok(Self {
            minor,
            currency: wire.currency,
        })
    }
}
