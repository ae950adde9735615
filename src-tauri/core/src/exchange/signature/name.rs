//! Words without a label: whose name they are, what a post is called, where it is, at whom. Judged by how they
//! begin and end; what several could be, or none, is left alone.

use super::lexicon::{
    ADDRESS_SIGNS, ADDRESS_WORDS, DEGREES, DEPARTMENT_ENDS, DEPARTMENT_WORDS, FUNCTIONS,
    HONORIFICS, LATIN_HONORIFICS, LATIN_NO_NAMES, NO_NAMES, TITLE_ENDS, TITLE_WORDS, UNIT_ENDS,
    UNIT_WORDS,
};
use crate::base::words::{self, DOUBLE_SURNAMES, SURNAMES};

pub(super) fn len(text: &str) -> usize {
    text.chars().count()
}

/// A Chinese name: a surname and one or two characters more.
pub(super) fn is_han_name(text: &str) -> bool {
    let plain = words::to_simplified(text);
    if !plain.chars().all(words::is_han) || NO_NAMES.iter().any(|word| plain.starts_with(word)) {
        return false;
    }
    let is_place = plain.ends_with([
        '省', '市', '区', '县', '路', '街', '部', '室', '处', '司', '厂',
    ]);
    let double = DOUBLE_SURNAMES.iter().any(|name| plain.starts_with(name));
    let single = plain.starts_with(|c| SURNAMES.contains(c));
    match len(&plain) {
        2 => single && !is_place,
        3 => (single || double) && !is_place,
        4 => double,
        _ => false,
    }
}

/// A Chinese name without how the person is addressed: 张伟先生.
pub(super) fn plain_name(text: &str) -> &str {
    HONORIFICS
        .iter()
        .find_map(|word| text.strip_suffix(word))
        .filter(|name| len(name) >= 2)
        .unwrap_or(text)
}

/// How a title ends that a text ends in; the longest.
fn title_end(plain: &str) -> Option<&'static str> {
    let ends = TITLE_ENDS.iter().filter(|end| plain.ends_with(**end));
    ends.copied().max_by_key(|end| len(end))
}

pub(super) fn is_han_title(text: &str) -> bool {
    title_end(&words::to_simplified(text)).is_some()
}

pub(super) fn is_han_department(text: &str) -> bool {
    let plain = words::to_simplified(text);
    len(&plain) >= 3 && DEPARTMENT_ENDS.iter().any(|end| plain.ends_with(end))
}

pub(super) fn is_han_unit(text: &str) -> bool {
    let plain = words::to_simplified(text);
    let plain = plain.trim_end_matches([')', '）']);
    len(plain) >= 4 && UNIT_ENDS.iter().any(|end| plain.ends_with(end))
}

/// 采购部经理 is a manager in purchasing: the department, and the rest that is a title by itself.
pub(super) fn department_of(title: &str) -> Option<(&str, &str)> {
    let cut = |at: usize| title.split_at_checked(at);
    title
        .char_indices()
        .skip(2)
        .filter_map(|(at, _)| cut(at))
        .filter(|(department, rest)| is_han_department(department) && is_han_title(rest))
        .last()
}

/// Who is written together with a title: 张伟经理, 张伟采购经理; where the name ends nobody could say of others.
pub(super) fn named_title(title: &str) -> Option<(&str, &str)> {
    let plain = words::to_simplified(title);
    let end = title_end(&plain)?;
    title
        .char_indices()
        .skip(2)
        .take(3)
        .filter_map(|(at, _)| title.split_at_checked(at))
        .find(|(name, rest)| {
            let rest = words::to_simplified(rest);
            let is_title = rest == end || FUNCTIONS.iter().any(|word| rest.starts_with(word));
            is_han_name(name) && is_title
        })
}

/// 采购经理张伟: a title, and a name behind it.
pub(super) fn titled_name(text: &str) -> Option<(&str, &str)> {
    text.char_indices()
        .skip(2)
        .filter_map(|(at, _)| text.split_at_checked(at))
        .find(|(title, name)| is_han_title(title) && is_han_name(name))
}

/// 华东重工有限公司采购部张伟: the unit, and what follows its name.
pub(super) fn unit_before(text: &str) -> Option<(&str, &str)> {
    ["分公司", "公司", "集团"].iter().find_map(|end| {
        let at = text.rfind(end)? + end.len();
        let (unit, rest) = text.split_at_checked(at)?;
        (len(unit) >= 4 && len(rest) >= 2).then_some((unit, rest))
    })
}

/// 采购部张伟: the department, and what follows it.
pub(super) fn department_before(text: &str) -> Option<(&str, &str)> {
    text.char_indices()
        .skip(2)
        .filter_map(|(at, _)| text.split_at_checked(at))
        .filter(|(department, rest)| is_han_department(department) && len(rest) >= 2)
        .find(|(_, rest)| is_han_name(rest) || is_han_title(rest) || titled_name(rest).is_some())
}

fn has_word(text: &str, known: &[&str]) -> bool {
    let low = text.to_lowercase();
    low.split([' ', '/', '&', ','])
        .map(|word| word.trim_matches(['(', ')']))
        .any(|word| known.contains(&word))
}

pub(super) fn has_legal_form(text: &str) -> bool {
    let words = text.split_whitespace().count();
    words >= 2 && !words::match_key(text).suffix.is_empty()
}

pub(super) fn is_latin_title(text: &str) -> bool {
    has_word(text, TITLE_WORDS)
}

pub(super) fn is_latin_department(text: &str) -> bool {
    has_word(text, DEPARTMENT_WORDS) && text.split_whitespace().count() >= 2
}

pub(super) fn is_latin_unit(text: &str) -> bool {
    has_legal_form(text) || (has_word(text, UNIT_WORDS) && text.split_whitespace().count() >= 2)
}

/// An English name without what stands before and behind it; nothing for words that are none.
pub(super) fn latin_name(text: &str) -> Option<String> {
    let mut parts: Vec<&str> = text.split_whitespace().collect();
    let low = |word: &str| word.to_lowercase();
    if parts
        .first()
        .is_some_and(|word| LATIN_HONORIFICS.contains(&low(word).as_str()))
    {
        parts.remove(0);
    }
    while parts
        .last()
        .is_some_and(|word| DEGREES.contains(&low(word).as_str()))
    {
        parts.pop();
    }
    let first = parts.first()?;
    let is_word = |word: &&str| {
        let capital = word.starts_with(char::is_uppercase);
        let particle = matches!(
            *word,
            "van" | "von" | "de" | "der" | "den" | "di" | "da" | "la" | "bin" | "al"
        );
        let letters = word
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-'));
        letters && (capital || particle)
    };
    let fits = (2..=5).contains(&parts.len())
        && parts.iter().all(is_word)
        && parts.iter().any(|word| word.chars().count() > 2)
        && first.starts_with(char::is_uppercase)
        && !LATIN_NO_NAMES.contains(&low(first).as_str());
    fits.then(|| parts.join(" "))
}

/// Where somebody is to be found: signs of an address, and a number or a second sign.
pub(super) fn is_address(text: &str) -> bool {
    let digits = text.chars().any(|c| c.is_ascii_digit());
    if text.chars().any(words::is_han) {
        let plain = words::to_simplified(text);
        let signs = ADDRESS_SIGNS
            .iter()
            .filter(|sign| plain.contains(**sign))
            .count();
        let post = is_han_unit(text) || is_han_title(text);
        return len(&plain) >= 6 && !post && (signs >= 3 || (signs >= 2 && digits));
    }
    let zip = text
        .split([' ', ','])
        .any(|word| word.len() == 5 && word.bytes().all(|b| b.is_ascii_digit()));
    let places = text.contains(',') || text.split_whitespace().count() >= 3;
    digits && places && (zip || has_word(text, ADDRESS_WORDS))
}
