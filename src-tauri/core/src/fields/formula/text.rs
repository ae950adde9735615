//! What formulas do to texts, by the names a spreadsheet has for it. A character is what is counted, whatever
//! it takes to keep it: 客 is one.

use chrono::{Datelike, NaiveDate};

use super::amount::{Amount as A, LARGE, MISFIT, divided, together};
use super::parse::{ONE, Sign};
use crate::base::{Decimal, words};

/// A pattern that says nothing of how the value is to be written.
pub(super) const PATTERN: &str = "error.formula_pattern";

/// No text within a formula is longer: one put in place of each letter of another grows without end.
pub(super) const LONGEST: usize = 20_000;

/// More digits than any number has are not asked for by a pattern.
const DIGITS: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    Concat,
    Left,
    Right,
    Mid,
    Len,
    Upper,
    Lower,
    Trim,
    Contains,
    Find,
    Replace,
    Pattern,
    Value,
}

type Made = Result<A, &'static str>;

/// What a function comes to. What is made of something unknown is unknown; only joining takes it for nothing.
pub(super) fn made(what: Text, given: Vec<A>) -> A {
    if let Some(fault) = given.iter().find(|one| matches!(one, A::Fault(_))) {
        return fault.clone();
    }
    let made = match what {
        // What a choice is called is another word in each language.
        Text::Concat if given.iter().any(|one| matches!(one, A::Choice(..))) => Err(MISFIT),
        Text::Concat => {
            let none = A::Text(String::new());
            let join = |made, next| together(made, Sign::Join, next);
            Ok(given.into_iter().fold(none, join))
        }
        _ if given.contains(&A::Null) => Ok(A::Null),
        Text::Pattern => pattern(&given),
        _ => of_text(what, &given),
    };
    match made {
        Ok(A::Text(text)) if text.chars().count() > LONGEST => A::Fault(LARGE),
        made => made.unwrap_or_else(A::Fault),
    }
}

fn of_text(what: Text, given: &[A]) -> Made {
    let text = text(given.first())?;
    let count = || text.chars().count();
    Ok(match what {
        Text::Left => A::Text(text.chars().take(size(given.get(1), 1)?).collect()),
        Text::Right => {
            let from = count().saturating_sub(size(given.get(1), 1)?);
            A::Text(text.chars().skip(from).collect())
        }
        Text::Mid => {
            let from = size(given.get(1), 1)?.checked_sub(1).ok_or(MISFIT)?;
            let size = size(given.get(2), 0)?;
            A::Text(text.chars().skip(from).take(size).collect())
        }
        Text::Len => number(count()),
        Text::Upper => A::Text(text.to_uppercase()),
        Text::Lower => A::Text(text.to_lowercase()),
        Text::Trim => A::Text(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        // As a filter finds it: a capital or a letter of full width is no other letter.
        Text::Contains => {
            let part = self::text(given.get(1))?;
            A::Truth(words::fold(&text).contains(&words::fold(&part)))
        }
        // As spreadsheets have it, what is looked for comes first; what is nowhere has no place.
        Text::Find => {
            let within = self::text(given.get(1))?;
            match within.split_once(text.as_str()) {
                Some((before, _)) => number(before.chars().count() + 1),
                None => A::Null,
            }
        }
        Text::Replace => replaced(
            &text,
            &self::text(given.get(1))?,
            &self::text(given.get(2))?,
        )?,
        _ => value(&text)?,
    })
}

/// The text of a value. A choice has none here: what it is called is another word in each language.
fn text(value: Option<&A>) -> Result<String, &'static str> {
    match value {
        Some(A::Choice(..)) | None => Err(MISFIT),
        Some(value) => value.written().ok_or(MISFIT),
    }
}

/// So many characters; `none` where nothing was said.
fn size(value: Option<&A>, none: usize) -> Result<usize, &'static str> {
    match value {
        Some(A::Number(parts)) => usize::try_from(parts.div_euclid(ONE)).map_err(|_| MISFIT),
        Some(_) => Err(MISFIT),
        None => Ok(none),
    }
}

fn number(count: usize) -> A {
    i128::try_from(count).map_or(A::Fault(LARGE), |count| A::Number(count * ONE))
}

fn replaced(text: &str, old: &str, new: &str) -> Made {
    if old.is_empty() {
        return Ok(A::Text(text.to_owned()));
    }
    // Counted before it is made.
    let found = text.matches(old).count();
    let size = found
        .checked_mul(new.len())
        .and_then(|size| size.checked_add(text.len()));
    // A character takes four bytes at most.
    if size.is_none_or(|size| size > 4 * LONGEST + found * old.len()) {
        return Err(LARGE);
    }
    Ok(A::Text(text.replace(old, new)))
}

/// The number a text says: `1,200`, `1.5万`, `12%`.
fn value(text: &str) -> Made {
    let folded = words::fold(text);
    let (digits, hundredth) = match folded.strip_suffix('%') {
        Some(digits) => (digits, true),
        None => (folded.as_str(), false),
    };
    let parts: i128 = Decimal::parse(digits).map_err(|_| MISFIT)?.parts().into();
    let parts = if hundredth {
        divided(parts, 100).ok_or(LARGE)?
    } else {
        parts
    };
    Ok(A::Number(parts))
}

/// A number, an amount or a day, written after a pattern.
fn pattern(given: &[A]) -> Made {
    let Some(A::Text(pattern)) = given.get(1) else {
        return Err(MISFIT);
    };
    let written = match given.first() {
        Some(A::Number(parts) | A::Money(parts, _)) => number_after(*parts, pattern),
        Some(A::Day(day)) => day_after(*day, pattern),
        _ => return Err(MISFIT),
    };
    written.map(A::Text).ok_or(PATTERN)
}

/// `yyyy-mm-dd`, `yy年m月d日`: letters of a day by their number, all else as it stands.
fn day_after(day: NaiveDate, pattern: &str) -> Option<String> {
    let mut made = String::new();
    let mut said = false;
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        let letter = c.to_ascii_lowercase();
        if !matches!(letter, 'y' | 'm' | 'd') {
            // Hours and their minutes are no part of a day, and `mm` would be read as the month.
            if letter.is_ascii_alphabetic() {
                return None;
            }
            made.push(c);
            continue;
        }
        let mut run = 1;
        while chars
            .next_if(|next| next.to_ascii_lowercase() == letter)
            .is_some()
        {
            run += 1;
        }
        said = true;
        let part = match (letter, run) {
            ('y', 4) => format!("{:04}", day.year()),
            ('y', 2) => format!("{:02}", day.year().rem_euclid(100)),
            ('m', 1) => day.month().to_string(),
            ('m', 2) => format!("{:02}", day.month()),
            ('d', 1) => day.day().to_string(),
            ('d', 2) => format!("{:02}", day.day()),
            _ => return None,
        };
        made.push_str(&part);
    }
    said.then_some(made)
}

/// `0`, `000`, `#,##0.00`, `.00`, `0.0%`: so many digits at least and so many places; what stands around them
/// stays.
fn number_after(parts: i128, pattern: &str) -> Option<String> {
    let is_digit = |c: char| matches!(c, '0' | '#' | ',' | '.');
    // As Chinese keyboards write them.
    let narrow = |c| match c {
        '％' => '%',
        '０' => '0',
        '＃' => '#',
        '．' => '.',
        c => c,
    };
    let pattern: String = pattern.chars().map(narrow).collect();
    let first = pattern.find(['0', '#'])?;
    let from = pattern
        .get(..first)?
        .strip_suffix('.')
        .map_or(first, str::len);
    let (before, rest) = pattern.split_at(from);
    let end = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    if after.contains(['0', '#']) || before.ends_with(',') {
        return None;
    }
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    if places.len() > 8 || places.contains([',', '.']) || whole.ends_with(',') {
        return None;
    }
    let parts = if before.contains('%') || after.contains('%') {
        parts.checked_mul(100)?
    } else {
        parts
    };
    let most = u32::try_from(places.len()).ok()?;
    let rounded = divided(parts, 10_i128.pow(8 - most))?;
    let one = 10_u128.pow(most);
    let size = rounded.unsigned_abs();
    let least = whole.matches('0').count();
    if least > DIGITS {
        return None;
    }
    let written = format!("{:0least$}", size / one);
    // Nothing before the point, where the pattern wants nothing.
    let written = if least == 0 && size < one {
        String::new()
    } else {
        written
    };
    let written = if whole.contains(',') {
        in_thousands(&written)
    } else {
        written
    };
    let fraction = format!("{:0width$}", size % one, width = places.len());
    let fraction = fraction.get(..places.len()).unwrap_or_default();
    let kept = places.rfind('0').map_or(0, |last| last + 1);
    let meant = fraction.trim_end_matches('0').len().max(kept);
    let fraction = fraction.get(..meant).unwrap_or_default();
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if rounded < 0 { "-" } else { "" };
    Some(format!("{sign}{before}{written}{point}{fraction}{after}"))
}

fn in_thousands(digits: &str) -> String {
    let mut made = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            made.push(',');
        }
        made.push(digit);
    }
    made
}
