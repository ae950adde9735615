//! Reads dates and times of day out of text. Where two readings are possible it says so; it
//! never picks one by the country it runs in.

use chrono::{NaiveDate, NaiveTime};

use super::super::error::{Error, Result};
use super::super::words::narrow;

/// How much of a date a text gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    Day(NaiveDate),
    Month(i32, u32),
    Year(i32),
    MonthDay(u32, u32),
}

/// Why a text is no date; becomes the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    Unreadable,
    Impossible,
    BadTime,
    Ambiguous(Read, Read),
}

impl Refusal {
    fn told(self, text: &str) -> Error {
        let error = |key| Error::invalid("date", key).with("text", text.trim());
        match self {
            Self::Unreadable => error("error.date_unreadable"),
            Self::Impossible => error("error.date_impossible"),
            Self::BadTime => error("error.time_impossible"),
            Self::Ambiguous(first, second) => error("error.date_ambiguous")
                .with("first", super::FuzzyDate::from(first))
                .with("second", super::FuzzyDate::from(second)),
        }
    }
}

type Reading<T> = std::result::Result<T, Refusal>;

/// Reads a date and, if one stands behind it, a time of day.
pub(super) fn date_and_time(text: &str) -> Result<(Read, Option<NaiveTime>)> {
    let folded = narrow(text).trim().to_lowercase();
    read(&folded).map_err(|refusal| refusal.told(text))
}

fn read(text: &str) -> Reading<(Read, Option<NaiveTime>)> {
    let whole = date(text);
    if whole != Err(Refusal::Unreadable) {
        return whole.map(|date| (date, None));
    }
    let mut refused = Refusal::Unreadable;
    // A time begins behind a space, a `T`, or the 日 of a Chinese date.
    for (at, c) in text
        .char_indices()
        .filter(|(_, c)| matches!(c, ' ' | 't' | '日' | '号'))
    {
        let kept = if matches!(c, '日' | '号') {
            at + c.len_utf8()
        } else {
            at
        };
        let (head, tail) = (text.get(..kept), text.get(at + c.len_utf8()..));
        let (Some(head), Some(tail)) = (head, tail) else {
            continue;
        };
        match (date(head.trim()), time(tail.trim())) {
            (Ok(date), Ok(time)) => return Ok((date, Some(time))),
            (Ok(_), Err(Refusal::BadTime)) => refused = Refusal::BadTime,
            (Err(refusal), Ok(_)) if refusal != Refusal::Unreadable => refused = refusal,
            _ => {}
        }
    }
    Err(refused)
}

fn date(text: &str) -> Reading<Read> {
    if text.contains(['年', '月']) {
        return chinese(text);
    }
    if let Some(rest) = text.strip_prefix("--") {
        let (month, day) = rest.split_once('-').ok_or(Refusal::Unreadable)?;
        return month_day(number(month, 2)?, number(day, 2)?);
    }
    if text.contains(|c: char| c.is_ascii_alphabetic()) {
        return english(text);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return digits(text);
    }
    separated(text)
}

/// `20260903`, `2026`. Six digits say too little: 201112 may be a month or a day.
fn digits(text: &str) -> Reading<Read> {
    match (text.len(), text.get(..4), text.get(4..6), text.get(6..8)) {
        (8, Some(y), Some(m), Some(d)) => day(number(y, 4)?, number(m, 2)?, number(d, 2)?),
        (4, Some(y), ..) => year(number(y, 4)?),
        _ => Err(Refusal::Unreadable),
    }
}

/// `2026-9-3`, `2026 / 9 / 3`, `3.9.2026`, `25/3/31`, `2026-11`, `9/3`.
fn separated(text: &str) -> Reading<Read> {
    let separator = text.chars().find(|c| !c.is_ascii_digit() && *c != ' ');
    let separator = separator
        .filter(|c| matches!(c, '-' | '/' | '.'))
        .ok_or(Refusal::Unreadable)?;
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    match parts.as_slice() {
        [y, m, d] if y.len() == 4 => day(number(y, 4)?, number(m, 2)?, number(d, 2)?),
        [a, b, y] if y.len() == 4 => {
            let (a, b, y) = (number(a, 2)?, number(b, 2)?, number(y, 4)?);
            one_of(&[day(y, a, b), day(y, b, a)])
        }
        [a, b, c] => {
            let (a, b, c) = (number(a, 2)?, number(b, 2)?, number(c, 2)?);
            let year_first = day(century(a), b, c);
            if a > 12 && year_first.is_ok() {
                return year_first;
            }
            one_of(&[year_first, day(century(c), a, b), day(century(c), b, a)])
        }
        [y, m] if y.len() == 4 => month(number(y, 4)?, number(m, 2)?),
        [m, y] if y.len() == 4 => month(number(y, 4)?, number(m, 2)?),
        [m, d] if separator == '-' => month_day(number(m, 2)?, number(d, 2)?),
        [a, b] => {
            let (a, b) = (number(a, 2)?, number(b, 2)?);
            one_of(&[month_day(a, b), month_day(b, a)])
        }
        _ => Err(Refusal::Unreadable),
    }
}

/// The one reading that the calendar has, or both names of the trouble.
fn one_of(readings: &[Reading<Read>]) -> Reading<Read> {
    let mut possible = readings.iter().filter_map(|reading| reading.ok());
    let first = possible.next().ok_or(Refusal::Impossible)?;
    match possible.find(|other| *other != first) {
        Some(second) => Err(Refusal::Ambiguous(first, second)),
        None => Ok(first),
    }
}

/// `2026年9月3日`, `26年9月`, `9月3号`, `二〇二六年十一月二十二日`.
fn chinese(text: &str) -> Reading<Read> {
    let text: String = text.chars().filter(|c| *c != ' ').collect();
    let (y, rest) = match text.split_once('年') {
        Some((y, rest)) => (Some(chinese_year(y)?), rest),
        None => (None, text.as_str()),
    };
    let (m, rest) = match rest.split_once('月') {
        Some((m, rest)) => (Some(small(m)?), rest.strip_prefix('份').unwrap_or(rest)),
        None => (None, rest),
    };
    let d = match rest.strip_suffix(['日', '号']).unwrap_or(rest) {
        "" if rest.is_empty() => None,
        d => Some(small(d)?),
    };
    match (y, m, d) {
        (Some(y), Some(m), Some(d)) => day(y, m, d),
        (Some(y), Some(m), None) => month(y, m),
        (Some(y), None, None) => year(y),
        (None, Some(m), Some(d)) => month_day(m, d),
        _ => Err(Refusal::Unreadable),
    }
}

fn chinese_year(text: &str) -> Reading<u32> {
    let digits: Option<String> = text.chars().map(numeral).collect();
    let digits = digits.ok_or(Refusal::Unreadable)?;
    match digits.len() {
        4 => number(&digits, 4),
        2 => Ok(century(number(&digits, 2)?)),
        _ => Err(Refusal::Unreadable),
    }
}

/// A number up to 99, in either kind of numerals: `22`, `二十二`, `十`.
fn small(text: &str) -> Reading<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return number(text, 2);
    }
    let one = |text: &str, empty: u32| {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Some(empty),
            (Some(c), None) => numeral(c)?.to_digit(10),
            _ => None,
        }
    };
    let value = match text.split_once('十') {
        Some((tens, ones)) => one(tens, 1).zip(one(ones, 0)).map(|(t, o)| t * 10 + o),
        None => one(text, 0),
    };
    value.ok_or(Refusal::Unreadable)
}

/// A small number as one says how many of something: `三十`, `12`.
pub(super) fn counted(text: &str) -> Option<u32> {
    small(text).ok().filter(|_| !text.is_empty())
}

fn numeral(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '〇' | '零' | '○' => Some('0'),
        _ => "一二三四五六七八九"
            .chars()
            .zip('1'..='9')
            .find(|(han, _)| *han == c)
            .map(|(_, d)| d),
    }
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const LONG_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `22 Nov 2026`, `Nov 22, 2026`, `22-nov-26`, `November 2026`, `Nov 22`.
fn english(text: &str) -> Reading<Read> {
    let words: Vec<&str> = text
        .split([' ', ',', '-', '/', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    match words.as_slice() {
        [a, b, c] => {
            if let Some(m) = named_month(b) {
                return if a.len() == 4 {
                    day(number(a, 4)?, m, ordinal(c)?)
                } else {
                    day(any_year(c)?, m, ordinal(a)?)
                };
            }
            let m = named_month(a).ok_or(Refusal::Unreadable)?;
            day(any_year(c)?, m, ordinal(b)?)
        }
        [a, b] => match (named_month(a), named_month(b)) {
            (Some(m), None) if b.len() == 4 => month(number(b, 4)?, m),
            (None, Some(m)) if a.len() == 4 => month(number(a, 4)?, m),
            (Some(m), None) => month_day(m, ordinal(b)?),
            (None, Some(m)) => month_day(m, ordinal(a)?),
            _ => Err(Refusal::Unreadable),
        },
        _ => Err(Refusal::Unreadable),
    }
}

fn named_month(word: &str) -> Option<u32> {
    let is = |name: &&str| *name == word || (word == "sept" && *name == "sep");
    let at = MONTHS
        .iter()
        .position(is)
        .or_else(|| LONG_MONTHS.iter().position(is));
    at.and_then(|at| u32::try_from(at + 1).ok())
}

fn ordinal(word: &str) -> Reading<u32> {
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|end| word.strip_suffix(end));
    number(digits.unwrap_or(word), 2)
}

fn any_year(word: &str) -> Reading<u32> {
    match word.len() {
        2 => Ok(century(number(word, 2)?)),
        4 => number(word, 4),
        _ => Err(Refusal::Unreadable),
    }
}

/// A time of day: `10:00`, `10:00:30`, `3:30 pm`, `下午3点半`, `15点30分`, `9时`.
fn time(text: &str) -> Reading<NaiveTime> {
    let halves: [(&str, Half); 10] = [
        ("凌晨", Half::Night),
        ("清晨", Half::Before),
        ("早上", Half::Before),
        ("上午", Half::Morning),
        ("中午", Half::Noon),
        ("下午", Half::After),
        ("傍晚", Half::After),
        ("晚上", Half::After),
        ("am", Half::Night),
        ("pm", Half::Afternoon),
    ];
    let mut half = Half::None;
    let mut rest = text;
    for (word, meant) in halves {
        let cut = if word.is_ascii() {
            rest.strip_suffix(word)
        } else {
            rest.strip_prefix(word)
        };
        if let Some(cut) = cut {
            (half, rest) = (meant, cut.trim());
            break;
        }
    }
    let (hour, minute) = hour_and_minute(rest, half)?;
    let hour = half.hour(hour).ok_or(Refusal::BadTime)?;
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or(Refusal::BadTime)
}

fn hour_and_minute(text: &str, half: Half) -> Reading<(u32, u32)> {
    if let Some((hour, rest)) = text.split_once(['点', '时']) {
        let minute = match rest.strip_suffix('分').unwrap_or(rest) {
            "" | "整" | "钟" => 0,
            "半" => 30,
            "一刻" => 15,
            "三刻" => 45,
            minutes => small(minutes)?,
        };
        return Ok((small(hour)?, minute));
    }
    let mut parts = text.split(':');
    let hour = number(parts.next().unwrap_or_default(), 2)?;
    let Some(minute) = parts.next() else {
        // `3pm` is a time, `3` alone is not.
        let told = matches!(half, Half::Night | Half::Afternoon);
        return if told {
            Ok((hour, 0))
        } else {
            Err(Refusal::Unreadable)
        };
    };
    if minute.len() != 2 {
        return Err(Refusal::Unreadable);
    }
    if let Some(seconds) = parts.next() {
        let whole = seconds.split_once('.').map_or(seconds, |(whole, _)| whole);
        if number(whole, 2)? > 59 {
            return Err(Refusal::BadTime);
        }
    }
    if parts.next().is_some() {
        Err(Refusal::Unreadable)
    } else {
        Ok((hour, number(minute, 2)?))
    }
}

/// Which half of the day a word names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    None,
    /// am, 凌晨: twelve is midnight.
    Night,
    /// 早上: twelve does not occur.
    Before,
    /// 上午: twelve is noon.
    Morning,
    /// 中午: one is 13:00.
    Noon,
    /// 下午, 晚上: twelve says too little.
    After,
    /// pm: twelve is noon.
    Afternoon,
}

impl Half {
    /// The hour of 24, or none where the two contradict each other.
    fn hour(self, hour: u32) -> Option<u32> {
        match (self, hour) {
            (Self::None, 0..=23)
            | (Self::Night | Self::Before, 0..=11)
            | (Self::Morning, 0..=12)
            | (Self::Noon, 11 | 12)
            | (Self::After | Self::Afternoon, 13..=23)
            | (Self::Afternoon, 12) => Some(hour),
            (Self::Night, 12) => Some(0),
            (Self::Noon, 1 | 2) | (Self::After | Self::Afternoon, 1..=11) => Some(hour + 12),
            _ => None,
        }
    }
}

/// A number of at most `width` ASCII digits.
fn number(text: &str, width: usize) -> Reading<u32> {
    let digits =
        !text.is_empty() && text.len() <= width && text.bytes().all(|b| b.is_ascii_digit());
    if digits {
        text.parse().map_err(|_| Refusal::Unreadable)
    } else {
        Err(Refusal::Unreadable)
    }
}

/// The year two digits mean: 70 to 99 are the 1900s, 00 to 69 the 2000s.
fn century(two: u32) -> u32 {
    if two >= 70 { 1900 + two } else { 2000 + two }
}

fn whole_year(year: u32) -> Reading<i32> {
    let year = i32::try_from(year)
        .ok()
        .filter(|year| (1000..=9999).contains(year));
    year.ok_or(Refusal::Impossible)
}

fn day(year: u32, month: u32, day: u32) -> Reading<Read> {
    let date = NaiveDate::from_ymd_opt(whole_year(year)?, month, day);
    date.map(Read::Day).ok_or(Refusal::Impossible)
}

fn month(year: u32, month: u32) -> Reading<Read> {
    let year = whole_year(year)?;
    if (1..=12).contains(&month) {
        Ok(Read::Month(year, month))
    } else {
        Err(Refusal::Impossible)
    }
}

fn year(year: u32) -> Reading<Read> {
    whole_year(year).map(Read::Year)
}

/// 2000 was a leap year, so 29 February stands.
fn month_day(month: u32, day: u32) -> Reading<Read> {
    let exists = NaiveDate::from_ymd_opt(2000, month, day).is_some();
    if exists {
        Ok(Read::MonthDay(month, day))
    } else {
        Err(Refusal::Impossible)
    }
}
