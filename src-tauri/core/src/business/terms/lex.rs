//! Cuts payment terms into words, numbers with their units, amounts and dates.

use chrono::NaiveDate;

use super::Offset;
use super::lexicon::{COUNTED, UNITS, Unit, WORDS, Word};
use crate::base::words::narrow;
use crate::base::{Currency, Money, date};

/// What stands at one place of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// So many of so many equal parts.
    Share(u64, u64),
    Amount(Money),
    Span(Offset),
    /// A day of the month.
    Day(u32),
    On(NaiveDate),
    /// So many instalments.
    Count(u32),
    Word(Word),
    /// A comma, or a full stop.
    Break {
        strong: bool,
    },
    Unknown,
}

/// A token and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// A text folded for reading, each character beside the one it was written as.
pub(super) struct Text {
    pub(super) folded: Vec<char>,
    written: Vec<char>,
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let text = text
            .replace("T/T", "TT")
            .replace("t/t", "tt")
            .replace("L/C", "LC")
            .replace("l/c", "lc")
            .replace("B/L", "BL")
            .replace("b/l", "bl");
        let written: Vec<char> = text.chars().collect();
        let folded = written
            .iter()
            .map(|c| {
                let half = narrow(&c.to_string()).chars().next().unwrap_or(*c);
                simplified(half.to_lowercase().next().unwrap_or(half))
            })
            .collect();
        Self { folded, written }
    }
    /// What was written there, without the spaces and commas around it.
    pub(super) fn words(&self, from: usize, to: usize) -> String {
        let text: String = self
            .written
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .collect();
        text.trim_matches(|c: char| c.is_whitespace() || ",，;；。.、:：".contains(c))
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }
    fn at(&self, at: usize) -> char {
        self.folded.get(at).copied().unwrap_or(' ')
    }
    fn starts(&self, at: usize, word: &str) -> Option<usize> {
        let mut to = at;
        for c in word.chars() {
            if self.folded.get(to) != Some(&c) {
                return None;
            }
            to += 1;
        }
        let latin = |c: char| c.is_ascii_alphabetic();
        let inside = latin(self.at(to)) && word.chars().last().is_some_and(latin)
            || at > 0 && latin(self.at(at - 1)) && word.chars().next().is_some_and(latin);
        (!inside).then_some(to)
    }
    fn skip_spaces(&self, mut at: usize) -> usize {
        while self
            .folded
            .get(at)
            .is_some_and(|c| c.is_whitespace() && *c != '\n')
        {
            at += 1;
        }
        at
    }
    /// The longest of `words` that stands at `at`.
    fn longest<'w, T: Copy + 'w>(
        &self,
        at: usize,
        words: impl IntoIterator<Item = (&'w str, T)>,
    ) -> Option<(T, usize)> {
        words
            .into_iter()
            .filter_map(|(word, means)| Some((means, self.starts(at, word)?)))
            .max_by_key(|(_, to)| *to)
    }
}

/// The characters of terms in the other script.
fn simplified(c: char) -> char {
    const PAIRS: &str = "預预貨货驗验餘余開开發发簽签訂订後后內内質质個个萬万億亿單单結结兩两進进設设備备總总價价時时滿满過过現现電电匯汇轉转賬账帳账剩剩額额發发據据証证證证訖讫繳缴運运裝装達达場场廠厂業业產产項项統统雙双須须與与陸陆為为違违約约滯滞納纳";
    let mut pairs = PAIRS.chars();
    while let (Some(other), Some(ours)) = (pairs.next(), pairs.next()) {
        if other == c {
            return ours;
        }
    }
    c
}

/// The text as tokens; spaces and brackets are none.
pub(super) fn tokens(text: &Text, currency: Currency) -> Vec<Placed> {
    let mut found: Vec<Placed> = Vec::new();
    let mut at = 0;
    while at < text.folded.len() {
        let c = text.at(at);
        if c != '\n' && (c.is_whitespace() || "()[]【】\"'“”‘’:-—~*".contains(c)) {
            at += 1;
            continue;
        }
        let fresh = found
            .last()
            .is_none_or(|last| matches!(last.token, Token::Break { .. }));
        let (token, to) = if fresh && let Some(to) = enumerator(text, at) {
            (Token::Word(Word::Noise), to)
        } else {
            token(text, at, &found, currency).unwrap_or((Token::Unknown, at + 1))
        };
        match found.last_mut() {
            Some(last) if last.token == Token::Unknown && token == Token::Unknown => last.to = to,
            _ => found.push(Placed {
                token,
                from: at,
                to,
            }),
        }
        at = to;
    }
    found
}

/// `1、`, `(2)`, `一、`, `3.`: the number of a clause.
fn enumerator(text: &Text, at: usize) -> Option<usize> {
    let (_, to) = whole(text, at)?;
    let after = text.at(to);
    let ends = after == '、' || after == ')' || after == '.' && !text.at(to + 1).is_ascii_digit();
    ends.then_some(to + 1)
}

fn token(text: &Text, at: usize, before: &[Placed], currency: Currency) -> Option<(Token, usize)> {
    let c = text.at(at);
    if let Some(strong) = match c {
        '\n' | ';' | '。' | '.' => Some(true),
        ',' | '、' | '+' | '/' => Some(false),
        _ => None,
    } {
        return Some((Token::Break { strong }, at + 1));
    }
    if let Some(found) = calendar_day(text, at) {
        return Some(found);
    }
    if let Some(found) = labelled(text, at) {
        return Some(found);
    }
    if let Some(found) = fraction(text, at) {
        return Some(found);
    }
    let word = text.longest(at, WORDS.iter().copied());
    if let Some((number, to)) = number(text, at) {
        // 一次性 begins with a number and is none.
        if word.is_none_or(|(_, end)| end <= to) {
            return measured(text, at, &number, to, before, currency);
        }
    }
    if let Some((word, to)) = word {
        return Some((Token::Word(word), to));
    }
    amount(text, at, currency)
}

/// A number with what it counts.
fn measured(
    text: &Text,
    at: usize,
    number: &Number,
    to: usize,
    before: &[Placed],
    currency: Currency,
) -> Option<(Token, usize)> {
    let next = text.skip_spaces(to);
    for sign in ["%", "percent", "per cent", "pct"] {
        if let Some(end) = text.starts(next, sign) {
            return Some((
                number
                    .points()
                    .map_or(Token::Unknown, |p| Token::Share(p, 10_000)),
                end,
            ));
        }
    }
    if let Some(end) = text.starts(next, "成") {
        return Some((
            number
                .whole()
                .map_or(Token::Unknown, |n| Token::Share(n.into(), 10)),
            end,
        ));
    }
    for suffix in ["st", "nd", "rd", "th", "号"] {
        if let (Some(end), Some(day)) = (text.starts_inside(to, suffix), number.whole())
            && (1..=31).contains(&day)
        {
            return Some((Token::Day(day), end));
        }
    }
    if let Some(((), end)) = text.longest(next, COUNTED.iter().map(|word| (*word, ()))) {
        return Some((number.whole().map_or(Token::Unknown, Token::Count), end));
    }
    if let Some((unit, end)) = text.longest(next, UNITS.iter().copied()) {
        let monthly = before.iter().rev().find(|placed| !is_noise(&placed.token));
        let after_every =
            monthly.is_some_and(|placed| matches!(placed.token, Token::Word(Word::Every(_))));
        let counted = before
            .last()
            .is_some_and(|placed| text.folded.get(placed.from..placed.to) == Some(&['分']));
        let n = number.whole()?;
        return Some((
            match unit {
                Unit::Days(1) if after_every && (1..=31).contains(&n) => Token::Day(n),
                // 分12个月: as many instalments as months.
                Unit::Months(_) if counted => Token::Count(n),
                Unit::Days(by) => Token::Span(Offset::Days(n.checked_mul(by)?)),
                Unit::Workdays => Token::Span(Offset::Workdays(n)),
                Unit::Months(by) => Token::Span(Offset::Months(n.checked_mul(by)?)),
            },
            end,
        ));
    }
    if let Some(found) = amount(text, at, currency) {
        return Some(found);
    }
    // `in 3 equal instalments`, `3 monthly payments`: what is between says how.
    if let Some(count) = number.whole() {
        let mut end = next;
        for between in ["equal", "monthly", "quarterly", "annual", "equal monthly"] {
            if let Some(after) = text.starts(next, between) {
                end = end.max(text.skip_spaces(after));
            }
        }
        if end > next
            && text
                .longest(end, COUNTED.iter().map(|word| (*word, ())))
                .is_some()
        {
            return Some((Token::Count(count), to));
        }
        let last = before.iter().rev().find(|placed| !is_noise(&placed.token));
        if last.is_some_and(|placed| {
            text.words(placed.from, placed.to)
                .eq_ignore_ascii_case("net")
        }) {
            return Some((Token::Span(Offset::Days(count)), to));
        }
    }
    Some((Token::Unknown, to))
}

fn is_noise(token: &Token) -> bool {
    matches!(token, Token::Word(Word::Noise))
}

impl Text {
    /// As `starts`, for a suffix that stands against a number.
    fn starts_inside(&self, at: usize, word: &str) -> Option<usize> {
        let mut to = at;
        for c in word.chars() {
            if self.folded.get(to) != Some(&c) {
                return None;
            }
            to += 1;
        }
        (!self.at(to).is_ascii_alphabetic()).then_some(to)
    }
}

/// A number as written: its digits, and how many stood behind the point.
struct Number {
    digits: String,
    decimals: u32,
}

impl Number {
    fn whole(&self) -> Option<u32> {
        (self.decimals == 0).then(|| self.digits.parse().ok())?
    }
    /// As hundredths of a hundredth, where it has no finer part.
    fn points(&self) -> Option<u64> {
        let scale = 10_u64.pow(2_u32.checked_sub(self.decimals)?);
        let points = self.digits.parse::<u64>().ok()?.checked_mul(scale)?;
        (1..=10_000).contains(&points).then_some(points)
    }
}

fn number(text: &Text, at: usize) -> Option<(Number, usize)> {
    if let Some((n, to)) = han_number(text, at).or_else(|| english_number(text, at)) {
        return Some((
            Number {
                digits: n.to_string(),
                decimals: 0,
            },
            to,
        ));
    }
    let mut to = at;
    let (mut digits, mut decimals, mut point) = (String::new(), 0, false);
    loop {
        let c = text.at(to);
        if c.is_ascii_digit() {
            digits.push(c);
            decimals += u32::from(point);
        } else if c == ',' && !point && !digits.is_empty() && groups(text, to) {
        } else if c == '.' && !point && !digits.is_empty() && text.at(to + 1).is_ascii_digit() {
            point = true;
        } else {
            break;
        }
        to += 1;
    }
    (!digits.is_empty()).then_some((Number { digits, decimals }, to))
}

/// Whether the comma at `at` groups thousands.
fn groups(text: &Text, at: usize) -> bool {
    let digit = |place: usize| text.at(place).is_ascii_digit();
    (at + 1..at + 4).all(digit) && !digit(at + 4)
}

/// A whole number in digits or Han numerals.
fn whole(text: &Text, at: usize) -> Option<(u32, usize)> {
    let (number, to) = number(text, at)?;
    Some((number.whole()?, to))
}

/// 三, 十二, 三十, 一百二十.
fn han_number(text: &Text, at: usize) -> Option<(u32, usize)> {
    let (mut total, mut digit, mut to) = (0_u32, None, at);
    loop {
        match text.at(to) {
            '百' => total += digit.take().unwrap_or(1) * 100,
            '十' => total += digit.take().unwrap_or(1) * 10,
            '零' if to > at => {}
            c => match "一二三四五六七八九".chars().position(|known| known == c) {
                Some(place) if digit.is_none() => digit = u32::try_from(place + 1).ok(),
                None if c == '两' && digit.is_none() => digit = Some(2),
                _ => break,
            },
        }
        to += 1;
    }
    (to > at).then(|| (total + digit.unwrap_or_default(), to))
}

fn english_number(text: &Text, at: usize) -> Option<(u32, usize)> {
    const WORDS: [(&str, u32); 12] = [
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
        ("twelve", 12),
        ("thirty", 30),
    ];
    text.longest(at, WORDS)
}

/// 第一期, 第2笔: the name of an instalment, not how many there are.
fn labelled(text: &Text, at: usize) -> Option<(Token, usize)> {
    let to = text.starts(at, "第")?;
    let (_, to) = whole(text, to)?;
    let ((), to) = text.longest(
        text.skip_spaces(to),
        ["期款", "期", "笔款", "笔", "次", "批", "阶段", "个月", "年"].map(|word| (word, ())),
    )?;
    Some((Token::Word(Word::Noise), to))
}

/// `1/3`, 三分之一, 百分之三十, one third.
fn fraction(text: &Text, at: usize) -> Option<(Token, usize)> {
    if let Some(to) = text.starts(at, "百分之") {
        let (number, to) = number(text, to)?;
        return Some((Token::Share(number.points()?, 10_000), to));
    }
    for (word, share) in [
        ("one third", (1, 3)),
        ("two thirds", (2, 3)),
        ("a third", (1, 3)),
    ] {
        if let Some(to) = text.starts(at, word) {
            return Some((Token::Share(share.0, share.1), to));
        }
    }
    let (first, to) = whole(text, at)?;
    if let Some(to) = text.starts(to, "分之") {
        let (upper, to) = whole(text, to)?;
        let proper = (1..=12).contains(&first) && (1..=first).contains(&upper);
        return proper.then_some((Token::Share(upper.into(), first.into()), to));
    }
    let to = text.starts(to, "/")?;
    let (lower, to) = whole(text, to)?;
    let stands = !"/-.%0123456789".contains(text.at(to));
    let proper = (2..=12).contains(&lower) && (1..lower).contains(&first);
    (stands && proper).then_some((Token::Share(first.into(), lower.into()), to))
}

/// 2026年12月31日, 2026-12-31, 2026/12/31.
fn calendar_day(text: &Text, at: usize) -> Option<(Token, usize)> {
    let fits = |c: char| c.is_ascii_digit() || "年月日-/.".contains(c);
    let before = at.checked_sub(1).map_or(' ', |place| text.at(place));
    if before.is_ascii_digit()
        || !text
            .folded
            .get(at..at + 4)?
            .iter()
            .all(char::is_ascii_digit)
    {
        return None;
    }
    let mut to = at;
    while fits(text.at(to)) && to < at + 11 {
        to += 1;
    }
    while to > at + 7 {
        let written: String = text.folded.get(at..to)?.iter().collect();
        let whole = written.ends_with('日') || written.ends_with(|c: char| c.is_ascii_digit());
        if whole
            && !text.at(to).is_ascii_digit()
            && written.chars().any(|c| !c.is_ascii_digit())
            && let Ok(day) = date::parse_date(&written)
        {
            return Some((Token::On(day), to));
        }
        to -= 1;
    }
    None
}

/// The longest amount of money at `at`. A bare number is one only where nothing else has numbers
/// so large.
fn amount(text: &Text, at: usize, currency: Currency) -> Option<(Token, usize)> {
    const LONGEST: usize = 28;
    let first = text.at(at);
    if !first.is_ascii_digit()
        && !first.is_ascii_alphabetic()
        && !"¥¥$€£人美港欧日英".contains(first)
    {
        return None;
    }
    let most = (at + LONGEST).min(text.folded.len());
    for to in (at + 1..=most).rev() {
        let last = text.at(to - 1);
        let cuts = last.is_ascii_digit() && (text.at(to).is_ascii_digit() || groups(text, to))
            || last.is_ascii_alphabetic() && text.at(to).is_ascii_alphabetic()
            || last.is_whitespace()
            || ",.;".contains(last);
        if cuts {
            continue;
        }
        let written: String = text.folded.get(at..to)?.iter().collect();
        if !written.contains(|c: char| c.is_ascii_digit()) {
            break;
        }
        let Ok(money) = Money::parse(&written, currency) else {
            continue;
        };
        let bare = written
            .chars()
            .all(|c| c.is_ascii_digit() || ",.".contains(c));
        let large = Money::parse("1000", currency).is_ok_and(|least| money.minor >= least.minor);
        if money.minor > 0 && (!bare || large) {
            return Some((Token::Amount(money), to));
        }
    }
    None
}
