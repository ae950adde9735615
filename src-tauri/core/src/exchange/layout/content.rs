//! What a column holds, by its cells alone: for sheets without headings, and to doubt a heading
//! that its cells contradict.

use chrono::NaiveDate;

use super::words::WORDS;
use crate::base::words::{compact, is_han, narrow};
use crate::base::{Currency, FuzzyDate, Money, date};
use crate::exchange::sheet::Cell;

/// A sort of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    Uscc,
    Email,
    Mobile,
    Phone,
    Date,
    Amount,
    Address,
    Firm,
    Person,
    Title,
    Department,
    Url,
    /// A choice of one of the lists.
    Choice(&'static str),
}

/// The lists that cells are tried against.
const LISTS: [&str; 6] = [
    "unit_kind",
    "unit_level",
    "industry",
    "payment_method",
    "satisfaction",
    "unit_status",
];

/// The sorts a cell may be of; often several.
pub(super) fn sorts(cell: &Cell) -> Vec<Sort> {
    let text = match cell {
        Cell::Date(_) => return vec![Sort::Date],
        Cell::Number(number) => {
            let mobile = (13_000_000_000.0..20_000_000_000.0).contains(number);
            return vec![if mobile { Sort::Mobile } else { Sort::Amount }];
        }
        Cell::Text(text) => narrow(text).trim().to_owned(),
        _ => return Vec::new(),
    };
    let plain = compact(&text);
    let named = |list: &&str| {
        let level = *list == "unit_level" && matches!(plain.as_str(), "a" | "b" | "c" | "d");
        level || WORDS.also_compact(list, &plain).is_some()
    };
    let mut sorts: Vec<Sort> = LISTS.into_iter().filter(named).map(Sort::Choice).collect();
    let length = text.chars().count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if is_uscc(&text) {
        sorts.push(Sort::Uscc);
    } else if text.contains('@') && text.contains('.') && !text.contains(' ') {
        sorts.push(Sort::Email);
    } else if text.starts_with("http") || text.starts_with("www.") {
        sorts.push(Sort::Url);
    } else if is_date(&text) {
        sorts.push(Sort::Date);
    } else if is_phone(&text, digits) {
        let mobile = digits == 11 && text.starts_with('1') || text.starts_with("+86 1");
        sorts.push(if mobile { Sort::Mobile } else { Sort::Phone });
    } else if digits > 0 && Money::parse(&text, Currency::CNY).is_ok() {
        sorts.push(Sort::Amount);
    } else if length >= 4 && WORDS.ends("firm", &text) {
        sorts.push(Sort::Firm);
    } else if length >= 6
        && ["省", "市", "区", "县", "路", "街", "号"]
            .iter()
            .filter(|w| text.contains(**w))
            .count()
            >= 2
    {
        sorts.push(Sort::Address);
    } else if WORDS.ends("title", &text) && length <= 12 {
        sorts.push(Sort::Title);
    } else if WORDS.ends("department", &text) && length <= 12 {
        sorts.push(Sort::Department);
    } else if sorts.is_empty() && (2..=4).contains(&length) && text.chars().all(is_han) {
        sorts.push(Sort::Person);
    }
    sorts
}

/// Whether a text is rather a value than a heading.
pub(super) fn is_value(text: &str) -> bool {
    let text = narrow(text).trim().to_owned();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    is_uscc(&text)
        || text.contains('@')
        || is_date(&text)
        || digits * 2 > text.chars().count()
        || text.chars().count() >= 6 && WORDS.ends("firm", &text)
}

fn is_uscc(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| *c != ' ').collect();
    plain.len() == 18
        && plain.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && plain.bytes().filter(u8::is_ascii_digit).count() >= 8
}

fn is_phone(text: &str, digits: usize) -> bool {
    (7..=26).contains(&digits)
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "+-() /;,转extx.、".contains(c))
        && !text.contains('.')
}

fn is_date(text: &str) -> bool {
    let parsed = || date::parse_date(text).is_ok() || FuzzyDate::parse(text).is_ok();
    text.len() >= 6
        && text.chars().any(|c| c.is_ascii_digit())
        && (text.contains(['-', '/', '年', '.'])
            || NaiveDate::parse_from_str(text, "%Y%m%d").is_ok())
        && parsed()
}
