//! A day of the Chinese calendar that comes each year: as English says it, and what a leap month is to it in
//! both languages.

use super::chinese;
use super::number::{ordinal, small};
use super::parts::Piece;
use super::rule::On;
use super::text::Text;
use crate::base::calendar::Leap;

const LEAPS: &[(&str, Leap)] = &[
    ("闰月也算", Leap::Both),
    ("闰月都算", Leap::Both),
    ("闰月也要", Leap::Both),
    ("闰月也过", Leap::Both),
    ("闰月也提醒", Leap::Both),
    ("闰月照算", Leap::Both),
    ("闰月照过", Leap::Both),
    ("含闰月", Leap::Both),
    ("包含闰月", Leap::Both),
    ("包括闰月", Leap::Both),
    ("连闰月", Leap::Both),
    ("leap month too", Leap::Both),
    ("leap months too", Leap::Both),
    ("leap month as well", Leap::Both),
    ("leap months as well", Leap::Both),
    ("and in the leap month", Leap::Both),
    ("also in the leap month", Leap::Both),
    ("also in leap months", Leap::Both),
    ("in leap months too", Leap::Both),
    ("including leap months", Leap::Both),
    ("including the leap month", Leap::Both),
    ("只在闰月", Leap::Only),
    ("仅在闰月", Leap::Only),
    ("只算闰月", Leap::Only),
    ("只限闰月", Leap::Only),
    ("仅限闰月", Leap::Only),
    ("仅闰月", Leap::Only),
    ("leap month only", Leap::Only),
    ("leap months only", Leap::Only),
    ("only in the leap month", Leap::Only),
    ("only in leap months", Leap::Only),
    ("in the leap month only", Leap::Only),
    ("in leap months only", Leap::Only),
    ("闰月不算", Leap::Skip),
    ("闰月不过", Leap::Skip),
    ("不算闰月", Leap::Skip),
    ("不含闰月", Leap::Skip),
    ("不包括闰月", Leap::Skip),
    ("not in the leap month", Leap::Skip),
    ("not in leap months", Leap::Skip),
];

/// A month's number, whether it is the leap month of it, and where the words end.
type Month = (u32, bool, usize);

/// `农历闰六月初一`, `农历六月初一（闰月也算）`, `day 1 of lunar month 6 (leap month only)`.
pub(super) fn yearly(text: &Text, i: usize) -> Option<(On, usize)> {
    let (month, is_leap, day, end) = match chinese::piece(text, i) {
        Some((said, end)) => match said[..] {
            [Piece::LunarMonth(month, is_leap), Piece::LunarDay(day)] => (month, is_leap, day, end),
            _ => english(text, i)?,
        },
        None => english(text, i)?,
    };
    let usual = if is_leap { Leap::Only } else { Leap::Skip };
    match leap(text, end) {
        // 闰六月初一（闰月不算） is on no day.
        Some((Leap::Skip, _)) if is_leap => None,
        Some((said, end)) => Some((On::Lunar(month, day, said), end)),
        None => Some((On::Lunar(month, day, usual), end)),
    }
}

/// What is said of leap months behind a day, in brackets or not.
pub(super) fn leap(text: &Text, end: usize) -> Option<(Leap, usize)> {
    let bracket = text.then(end, &["("]);
    let from = bracket
        .or_else(|| text.then(end, &[",", "，", "、"]))
        .unwrap_or(end);
    let (leap, end) = text.meant(text.space(from), LEAPS)?;
    match bracket {
        Some(_) => Some((leap, text.then(end, &[")"])?)),
        None => Some((leap, end)),
    }
}

fn english(text: &Text, i: usize) -> Option<(u32, bool, u32, usize)> {
    let (month, is_leap, day, end) = figures(text, i)
        .or_else(|| day_first(text, i))
        .or_else(|| month_first(text, i))?;
    ((1..=12).contains(&month) && (1..=30).contains(&day)).then_some((month, is_leap, day, end))
}

/// `lunar 8/15`, `leap lunar 6/1`.
fn figures(text: &Text, i: usize) -> Option<(u32, bool, u32, usize)> {
    let (is_leap, at) = text.meant(
        i,
        &[("lunar", false), ("lunar leap", true), ("leap lunar", true)],
    )?;
    let (month, at) = number(text, text.space(at))?;
    let (day, end) = number(text, text.any(at, &["/", "-"])?)?;
    Some((month, is_leap, day, end))
}

/// `day 15 of lunar month 8`, `the 15th day of the eighth lunar month`.
fn day_first(text: &Text, i: usize) -> Option<(u32, bool, u32, usize)> {
    let i = the(text, i);
    let (day, at) = match text.any(i, &["day"]) {
        Some(at) => number(text, text.space(at))?,
        None => {
            let (day, at) = ordinal(text, i)?;
            let at = text.then(at, &["day"]).unwrap_or(at);
            (u32::try_from(day).ok()?, at)
        }
    };
    let of = text.then(at, &["of", "in"])?;
    let (month, is_leap, end) = month(text, the(text, text.space(of)))?;
    Some((month, is_leap, day, end))
}

/// `lunar month 8 day 15`, `the eighth lunar month, day 15`.
fn month_first(text: &Text, i: usize) -> Option<(u32, bool, u32, usize)> {
    let (month, is_leap, at) = month(text, the(text, i))?;
    let at = text.then(at, &[","]).unwrap_or(at);
    let (day, end) = number(text, text.space(text.then(at, &["day"])?))?;
    Some((month, is_leap, day, end))
}

/// `lunar month 8`, `leap month 6`, `the sixth lunar month`, `the leap sixth month`.
fn month(text: &Text, i: usize) -> Option<Month> {
    const MONTH: &[(&str, bool)] = &[
        ("lunar month", false),
        ("leap month", true),
        ("lunar leap month", true),
        ("leap lunar month", true),
    ];
    if let Some((is_leap, at)) = text.meant(i, MONTH) {
        let (month, end) = number(text, text.space(at))?;
        return Some((month, is_leap, end));
    }
    let led = text.any(i, &["leap"]);
    let (month, at) = ordinal(text, led.map_or(i, |at| text.space(at)))?;
    let month = u32::try_from(month).ok()?;
    let at = text.space(at);
    if led.is_some() {
        return Some((month, true, text.any(at, &["month", "lunar month"])?));
    }
    let (is_leap, end) = text.meant(at, MONTH)?;
    Some((month, is_leap, end))
}

fn the(text: &Text, i: usize) -> usize {
    text.any(i, &["the"]).map_or(i, |at| text.space(at))
}

fn number(text: &Text, i: usize) -> Option<(u32, usize)> {
    let (n, end) = small(text, i)?;
    Some((u32::try_from(n).ok()?, end))
}
