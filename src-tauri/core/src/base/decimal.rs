//! Exact decimal numbers: quantities, measured values, rates. Never a float.

use super::error::{Error, Result};
use super::words;

/// Decimal places kept.
const PLACES: u32 = 8;
const ONE: i64 = 100_000_000;

/// A number exact to eight decimal places, between about ±92 000 000 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

impl Decimal {
    /// The number of so many hundred-millionths, as a column holds it.
    #[must_use]
    pub const fn of_parts(parts: i64) -> Self {
        Self(parts)
    }

    /// In hundred-millionths.
    #[must_use]
    pub const fn parts(self) -> i64 {
        self.0
    }

    /// Reads what a person typed: full width or not, with thousands marks, `万` and `亿`.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when it is no number, has more than eight decimal places or
    /// is too large.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = || Error::invalid("", "error.not_a_decimal").with("text", text);
        let folded = words::fold(text);
        let plain: String = folded
            .chars()
            .filter(|c| !matches!(c, ',' | ' ' | '\''))
            .collect();
        let (plain, scale) = if let Some(rest) = plain.strip_suffix('万') {
            (rest, 10_000)
        } else if let Some(rest) = plain.strip_suffix('亿') {
            (rest, 100_000_000)
        } else {
            (plain.as_str(), 1)
        };
        let (minus, digits) = match plain.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, plain.strip_prefix('+').unwrap_or(plain)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + part.len() == 0 || !all_digits(whole) || !all_digits(part) {
            return Err(bad());
        }
        if part.len() > PLACES as usize {
            return Err(bad());
        }
        let whole: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().map_err(|_| bad())?
        };
        let part: i64 = format!("{part:0<8}").parse().map_err(|_| bad())?;
        let parts = whole
            .checked_mul(ONE)
            .and_then(|whole| whole.checked_add(part))
            .and_then(|parts| parts.checked_mul(scale))
            .ok_or_else(bad)?;
        Ok(Self(if minus { -parts } else { parts }))
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let size = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let one = ONE.unsigned_abs();
        let part = format!("{:08}", size % one);
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{part}", size / one)
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn what_is_typed_is_kept_exactly() {
        for (typed, kept) in [
            ("12", "12"),
            ("-0.5", "-0.5"),
            ("１，２３４．５０", "1234.5"),
            ("0.00000001", "0.00000001"),
            (".25", "0.25"),
            ("1.2万", "12000"),
            ("7.1284", "7.1284"),
        ] {
            assert_eq!(Decimal::parse(typed).unwrap().to_string(), kept, "{typed}");
        }
        for refused in [
            "",
            "-",
            ".",
            "1e5",
            "abc",
            "0.000000001",
            "99999999999999",
            "1.2.3",
        ] {
            assert!(Decimal::parse(refused).is_err(), "{refused}");
        }
    }
}
