//! Dates in figures, which both languages share.

use chrono::NaiveDate;

use super::bare::is_bare;
use super::chinese::{Said, one};
use super::clock::{colon, meridiem};
use super::day_part;
use super::english::MONTHS;
use super::number::figures;
use super::parts::{Piece, Rel, Slashed};
use super::text::Text;
use super::value::ymd;
use crate::base::words;

/// `2015-03-03`, `2015/3`, `3/15`, `3/3/2015`, `31.10.1974`, `31-Oct-74`, `20150303`.
pub(super) fn in_figures(text: &Text, i: usize) -> Option<Said> {
    let (first, end) = figures(text, i)?;
    let wide = end - i;
    if wide == 8 && !text.get(end).is_ascii_alphanumeric() {
        return one(Piece::Date(eight(first)?), end);
    }
    if let Some(found) = spaced_out(text, i, end) {
        return Some(found);
    }
    if let Some(found) = dashed(text, i) {
        return Some(found);
    }
    let spaced = text.space(end);
    let mark = text.get(spaced);
    if !matches!(mark, '-' | '/' | '.') || spaced > end && mark != '/' {
        return None;
    }
    let after = text.space(spaced + 1);
    if after > spaced + 1 && mark != '/' {
        return None;
    }
    // 31-Oct-74.
    if let Some((month, end)) = text.meant(after, MONTHS)
        && mark != '.'
        && wide <= 2
    {
        let day = u32::try_from(first)
            .ok()
            .filter(|day| (1..=31).contains(day))?;
        if text.get(end) == mark
            && let Some((year, end)) = figures(text, end + 1)
        {
            let date = ymd(full_year(year)?, month, day)?;
            return one(Piece::Date(date), end);
        }
        return Some((
            vec![
                Piece::Day(day),
                Piece::Month(Rel::Is(i32::try_from(month).ok()?)),
            ],
            end,
        ));
    }
    let (second, end) = figures(text, after)?;
    let number = |number: i64| u32::try_from(number).ok();
    if wide == 4 && (1900..=2100).contains(&first) && (1..=12).contains(&second) {
        return in_year(text, first, second, end, mark);
    }
    if mark == '/'
        && wide <= 2
        && end - after == 4
        && text.get(end) != mark
        && let Some(found) = month_of_year(first, second)
    {
        return Some((found, end));
    }
    if wide > 2 || end - after > 2 {
        return None;
    }
    let (one_, other) = (number(first)?, number(second)?);
    let next = text.space(end);
    if text.get(next) == mark
        && let Some((year, last)) = figures(text, text.space(next + 1))
        && matches!(last - text.space(next + 1), 2 | 4)
    {
        let year = full_year(year)?;
        // Whichever of the two cannot be a month is the day.
        let american = ymd(year, one_, other);
        let european = ymd(year, other, one_);
        return match (american, european) {
            (Some(date), None) | (None, Some(date)) => one(Piece::Date(date), last),
            (Some(date), Some(same)) if date == same => one(Piece::Date(date), last),
            (Some(_), Some(_)) => {
                let figures = slashed(text, i, last, one_, other);
                Some((vec![figures, Piece::Year(Rel::Is(year))], last))
            }
            (None, None) => None,
        };
    }
    // Around the clock.
    if (first, second) == (24, 7) {
        return None;
    }
    if mark == '.' {
        return pointed(text, i, end, (one_, other));
    }
    // 3.5 is a number, 1/2 a share, 10-15 a range, 24/7 a way of life.
    let dated = mark == '/' || mark == '-' && text.get(i) == '0' && end - after == 2;
    if !dated
        || text
            .any(end, &["个", "h", " h", " hour", "小时", "of", "%"])
            .is_some()
    {
        return None;
    }
    let fits = ymd(2024, one_, other).is_some() || ymd(2024, other, one_).is_some();
    fits.then(|| (vec![slashed(text, i, end, one_, other)], end))
}

/// `12.5寄样品`: month and day with a point, where a clause begins with them and what is to be done stands right
/// behind. Of anything else it is a number.
fn pointed(text: &Text, i: usize, end: usize, (month, day): (u32, u32)) -> Option<Said> {
    const DONE: &[&str] = &[
        "寄",
        "发",
        "送",
        "给",
        "去",
        "拜访",
        "交",
        "见",
        "约",
        "和",
        "跟",
        "与",
        "到",
        "开会",
        "提交",
        "催",
        "回复",
        "回访",
        "签",
        "付",
        "收",
        "参加",
        "请",
        "打电话",
        "联系",
        "前",
        "之前",
        "以前",
        "上午",
        "下午",
        "中午",
        "晚上",
        "号",
        "日",
        "截止",
        "验收",
        "出差",
        "面谈",
        "把",
    ];
    ymd(2024, month, day)?;
    let before = i.checked_sub(1).map_or(',', |i| text.get(i));
    let begins = matches!(before, ',' | '。' | '、' | ';' | '\n');
    let behind = text.any(end, DONE)?;
    // 12.5到13.5万.
    let counts = super::number::whole(text, behind).is_some();
    let marked = matches!(text.get(end), '号' | '日');
    (begins && (!counts || marked)).then_some(())?;
    let figures = Slashed {
        one: month,
        other: day,
        is_month_first: true,
    };
    one(Piece::Slashed(figures), if marked { end + 1 } else { end })
}

/// Month and day in figures that end at `end`, the month first where Chinese stands around them.
fn slashed(text: &Text, i: usize, end: usize, one: u32, other: u32) -> Piece {
    let is_month_first = ymd(2024, one, other).is_some() && in_chinese(text, i, end);
    Piece::Slashed(Slashed {
        one,
        other,
        is_month_first,
    })
}

/// Whether a line of Chinese goes on behind `end`, or ends there. Whoever begins in another language may
/// write figures as that one does.
fn in_chinese(text: &Text, i: usize, end: usize) -> bool {
    let letter = |at: &usize| text.get(*at).is_alphabetic();
    let is_han = |at: usize| words::is_han(text.get(at));
    let begins = (0..text.len()).find(letter).is_some_and(is_han);
    let near = (end..text.len())
        .find(letter)
        .or_else(|| (0..i).rev().find(letter));
    begins && near.is_some_and(is_han)
}

/// `12-18 14:00`, `11-30下午`, and `2-15` where nothing else is said. A range of anything looks the same:
/// without an hour or a part of the day behind it, it is a date only alone and where it counts too far for
/// two months.
fn dashed(text: &Text, i: usize) -> Option<Said> {
    let (month, head) = figures(text, i).filter(|(_, end)| end - i <= 2)?;
    let dash = text.space(head);
    (text.get(dash) == '-').then_some(())?;
    let from = text.space(dash + 1);
    let (day, end) = figures(text, from).filter(|(_, end)| end - from <= 2)?;
    let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    ymd(2024, month, day)?;
    let next = text.space(end);
    let timed = from == head + 1
        && (day_part::chinese(text, next).is_some()
            || colon(text, next).is_some_and(|(_, after)| after >= next + 4));
    let before = i.checked_sub(1).map_or(',', |i| text.get(i));
    let alone = day > 12 && matches!(before, ',' | '。' | '、') && text.is_end(end);
    (timed || alone).then_some(())?;
    let figures = Slashed {
        one: month,
        other: day,
        is_month_first: true,
    };
    one(Piece::Slashed(figures), end)
}

/// `2027-01-15`, `2027/1`: behind a year and its month.
fn in_year(text: &Text, year: i64, month: i64, end: usize, mark: char) -> Option<Said> {
    let number = |number: i64| u32::try_from(number).ok();
    let year = i32::try_from(year).ok()?;
    if text.get(end) == mark
        && let Some((day, last)) = figures(text, end + 1)
    {
        // 2027-01-1514:00, as copies join them.
        if last == end + 5
            && text.get(last) == ':'
            && let Some((clock, last)) = colon(text, end + 3)
        {
            let date = ymd(year, number(month)?, number(day / 100)?)?;
            return Some((vec![Piece::Date(date), Piece::Clock(clock)], last));
        }
        let date = ymd(year, number(month)?, number(day)?)?;
        return one(Piece::Date(date), last);
    }
    let month = Piece::Month(Rel::Is(i32::try_from(month).ok()?));
    (mark != '.').then_some((vec![Piece::Year(Rel::Is(year)), month], end))
}

/// `20150303`.
fn eight(figures: i64) -> Option<NaiveDate> {
    let (year, month, day) = (figures / 10_000, figures / 100 % 100, figures % 100);
    (1900..=2100).contains(&year).then_some(())?;
    ymd(
        i32::try_from(year).ok()?,
        u32::try_from(month).ok()?,
        u32::try_from(day).ok()?,
    )
}

/// `2/2027`.
fn month_of_year(month: i64, year: i64) -> Option<Vec<Piece>> {
    let fits = (1..=12).contains(&month) && (1900..=2100).contains(&year);
    fits.then_some(())?;
    Some(vec![
        Piece::Month(Rel::Is(i32::try_from(month).ok()?)),
        Piece::Year(Rel::Is(i32::try_from(year).ok()?)),
    ])
}

pub(super) fn full_year(year: i64) -> Option<i32> {
    let year = i32::try_from(year).ok()?;
    Some(match year {
        0..=69 => 2000 + year,
        70..=99 => 1900 + year,
        year => year,
    })
}

/// `15 Jan 27`: a year of two figures behind the month, which counts nothing and is near.
pub(super) fn short_year(text: &Text, i: usize) -> Option<(i32, usize)> {
    let from = text.space(i);
    let (year, end) = figures(text, from).filter(|(_, end)| *end == from + 2)?;
    let counts = !is_bare(text, end) || matches!(text.get(end), ':' | '-' | 'h' | ',');
    let counts = counts || text.get(end).is_alphanumeric() || meridiem(text, end).is_some();
    (!counts && (13..=35).contains(&year)).then_some((full_year(year)?, end))
}

/// `10 31 1974`.
fn spaced_out(text: &Text, i: usize, end: usize) -> Option<Said> {
    let (month, _) = figures(text, i)?;
    let gap = |end: usize| (text.get(end) == ' ').then_some(end + 1);
    let (day, after) = figures(text, gap(end)?)?;
    let (year, last) = figures(text, gap(after)?)?;
    (last - after == 5 && (1900..=2100).contains(&year)).then_some(())?;
    let number = |number: i64| u32::try_from(number).ok();
    let date = ymd(i32::try_from(year).ok()?, number(month)?, number(day)?)?;
    one(Piece::Date(date), last)
}
