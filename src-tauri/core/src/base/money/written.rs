//! An amount in a sentence.

use super::Money;

/// An amount as a person writes it: `¥120,000`, `USD 1,250.50`.
#[must_use]
pub fn written(money: Money) -> String {
    let plain = money.format_plain();
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let mark = match money.currency.to_string().as_str() {
        "CNY" => "¥".to_owned(),
        code => format!("{code} "),
    };
    match part.trim_end_matches('0') {
        "" => format!("{sign}{mark}{grouped}"),
        _ => format!("{sign}{mark}{grouped}.{part}"),
    }
}
