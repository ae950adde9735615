//! An amount as it is written on a cheque, where a nought too many is seen.

use super::Part;
use crate::base::currency::Currency;
use crate::base::money::{Money, written};

/// Below so many of its units nobody miscounts noughts.
const BIG: u64 = 10_000;

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];

/// The parts of a big amount: with its thousands apart, and in words.
#[must_use]
pub fn of_amount(money: Money) -> Vec<Part> {
    let plain = money.format_plain();
    let whole = plain
        .trim_start_matches('-')
        .split('.')
        .next()
        .unwrap_or_default();
    if whole.parse::<u64>().is_ok_and(|whole| whole < BIG) {
        return Vec::new();
    }
    let mut parts = vec![Part::of("entry.amount.grouped", written(money))];
    parts.extend(in_words(money).map(|words| Part::of("entry.amount.words", words)));
    parts
}

/// An amount in yuan as the rules for bills have it; none of other currencies.
#[must_use]
pub fn in_words(money: Money) -> Option<String> {
    if money.currency != Currency::CNY {
        return None;
    }
    let plain = money.format_plain();
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("负", digits),
        None => ("", plain.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let whole: u64 = whole.parse().ok()?;
    let mut tenths = part.chars().map(|c| c.to_digit(10).unwrap_or(0));
    let (jiao, fen) = (tenths.next().unwrap_or(0), tenths.next().unwrap_or(0));
    let behind = match (jiao, fen) {
        (0, 0) => "整".to_owned(),
        (jiao, 0) => format!("{}角整", digit(jiao.into())),
        (0, fen) => format!("零{}分", digit(fen.into())),
        (jiao, fen) => format!("{}角{}分", digit(jiao.into()), digit(fen.into())),
    };
    Some(format!("人民币{sign}{}元{behind}", counted(whole)))
}

fn digit(value: u64) -> &'static str {
    usize::try_from(value)
        .ok()
        .and_then(|at| DIGITS.get(at).copied())
        .unwrap_or_default()
}

fn counted(value: u64) -> String {
    for (unit, name) in [
        (100_000_000, "亿"),
        (10_000, "万"),
        (1_000, "仟"),
        (100, "佰"),
        (10, "拾"),
    ] {
        if value >= unit {
            let rest = value % unit;
            let behind = match rest {
                0 => String::new(),
                // A place that is left out is said once.
                rest if rest < unit / 10 => format!("零{}", counted(rest)),
                rest => counted(rest),
            };
            return format!("{}{name}{behind}", counted(value / unit));
        }
    }
    digit(value).to_owned()
}
