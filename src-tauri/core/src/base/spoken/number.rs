//! Numbers as they are written: figures, Chinese numerals, English words and ordinals.

use super::text::Text;

/// A run of figures, at most nine of them.
pub(super) fn figures(text: &Text, i: usize) -> Option<(i64, usize)> {
    let mut end = i;
    let mut number = 0_i64;
    while let Some(digit) = text.get(end).to_digit(10) {
        if end - i >= 9 {
            return None;
        }
        number = number * 10 + i64::from(digit);
        end += 1;
    }
    (end > i).then_some((number, end))
}

/// The value of one Chinese numeral below ten.
pub(super) fn han_digit(c: char) -> Option<i64> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' | '元' if c != '元' => 1,
        '二' | '两' | '俩' | '贰' => 2,
        '三' | '仨' | '叁' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// A Chinese numeral below ten thousand: `三`, `十五`, `二十`, `廿二`, `一百零五`. Two plain digits
/// in a row (`三五天`) are three *or* five, and no number.
pub(super) fn han(text: &Text, i: usize) -> Option<(i64, usize)> {
    let mut end = i;
    let (mut total, mut digit, mut seen) = (0_i64, None, false);
    loop {
        let c = text.get(end);
        if let Some(value) = han_digit(c) {
            if digit.is_some_and(|digit| digit != 0) || seen && digit == Some(0) {
                return None;
            }
            digit = Some(value);
        } else if c == '廿' || c == '卅' {
            if seen || digit.is_some() {
                return None;
            }
            total = if c == '廿' { 20 } else { 30 };
        } else {
            let unit = match c {
                '十' => 10,
                '百' => 100,
                '千' => 1000,
                _ => break,
            };
            total += digit.unwrap_or(1) * unit;
            digit = None;
        }
        seen = true;
        end += 1;
        if end - i > 8 {
            return None;
        }
    }
    seen.then(|| (total + digit.unwrap_or(0), end))
}

/// Chinese numerals read one by one, as years are: `二零一三`, `五八`.
pub(super) fn han_by_digit(text: &Text, i: usize) -> Option<(i64, usize)> {
    let mut end = i;
    let mut number = 0;
    while let Some(digit) = han_digit(text.get(end)) {
        if end - i >= 4 {
            return None;
        }
        number = number * 10 + digit;
        end += 1;
    }
    (end > i).then_some((number, end))
}

/// A whole number in figures or Chinese numerals.
pub(super) fn whole(text: &Text, i: usize) -> Option<(i64, usize)> {
    figures(text, i).or_else(|| han(text, i))
}

const UNITS: &[(&str, i64)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
];
const TENS: &[(&str, i64)] = &[
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("ninety", 90),
];
const ORDINALS: &[(&str, i64)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("thirtieth", 30),
];

/// A number in English words below a hundred: `twelve`, `fifty-nine`.
pub(super) fn english(text: &Text, i: usize) -> Option<(i64, usize)> {
    if let Some((tens, end)) = text.meant(i, TENS) {
        let next = if text.get(end) == '-' {
            end + 1
        } else {
            text.space(end)
        };
        return Some(match text.meant(next, UNITS) {
            Some((unit, end)) if unit < 10 => (tens + unit, end),
            _ => (tens, end),
        });
    }
    text.meant(i, UNITS)
}

/// A small number in figures or in either language's words.
pub(super) fn small(text: &Text, i: usize) -> Option<(i64, usize)> {
    whole(text, i).or_else(|| english(text, i))
}

/// `3rd`, `third`, `twenty-first`; not the unit of time, which `second` is as well.
pub(super) fn ordinal(text: &Text, i: usize) -> Option<(i64, usize)> {
    if let Some((number, end)) = figures(text, i) {
        let end = text.any(end, &["st", "nd", "rd", "th"])?;
        return Some((number, end));
    }
    if let Some((tens, end)) = text.meant(i, TENS) {
        let next = if text.get(end) == '-' {
            end + 1
        } else {
            text.space(end)
        };
        let (unit, end) = text.meant(next, ORDINALS)?;
        return (unit < 10).then_some((tens + unit, end));
    }
    text.meant(i, ORDINALS)
}

/// How much of a unit of time, in sixtieths: so that a half, a quarter and a third are whole.
pub(super) const ONE: i64 = 60;

const SHARES: &[(&str, i64)] = &[
    ("half an", ONE / 2),
    ("half a", ONE / 2),
    ("a half", ONE / 2),
    ("half", ONE / 2),
    ("a quarter of an", ONE / 4),
    ("a quarter", ONE / 4),
    ("three-quarters of an", ONE * 3 / 4),
    ("three quarters of an", ONE * 3 / 4),
    ("three-quarter", ONE * 3 / 4),
    ("a couple of", 2 * ONE),
    ("a couple", 2 * ONE),
    ("couple of", 2 * ONE),
    ("a pair of", 2 * ONE),
    ("a", ONE),
    ("an", ONE),
];

/// An amount: `3`, `2.5`, `1/2`, `半`, `half a`, `a couple of`.
pub(super) fn amount(text: &Text, i: usize) -> Option<(i64, usize)> {
    if let Some((number, end)) = figures(text, i) {
        if text.get(end) == '.'
            && let Some(tenths) = text.get(end + 1).to_digit(10)
            && !text.get(end + 2).is_ascii_digit()
        {
            return Some((number * ONE + i64::from(tenths) * ONE / 10, end + 2));
        }
        if text.get(end) == '/'
            && let Some((parts, after)) = figures(text, end + 1)
            && (2..=4).contains(&parts)
            && number < parts
        {
            return Some((number * ONE / parts, after));
        }
        // A thousand of anything is no appointment.
        return (number < 10_000 && text.get(end) != ',').then_some((number * ONE, end));
    }
    let share = match text.get(i) {
        '半' | '½' => ONE / 2,
        '¼' => ONE / 4,
        '¾' => ONE * 3 / 4,
        _ => 0,
    };
    if share > 0 {
        return Some((share, i + 1));
    }
    if let Some(found) = text.meant(i, SHARES) {
        return Some(found);
    }
    let (number, end) = han(text, i).or_else(|| english(text, i))?;
    Some((number * ONE, end))
}
