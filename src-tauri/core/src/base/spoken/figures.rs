//! Dates in figures, which both languages share.

use chrono::NaiveDate;

use super::chinese::{Said, one};
use super::english::MONTHS;
use super::number::figures;
use super::parts::{Piece, Rel};
use super::text::Text;
use super::value::ymd;

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
        let year = i32::try_from(first).ok()?;
        if text.get(end) == mark
            && let Some((day, end)) = figures(text, end + 1)
        {
            let date = ymd(year, number(second)?, number(day)?)?;
            return one(Piece::Date(date), end);
        }
        let month = Piece::Month(Rel::Is(i32::try_from(second).ok()?));
        return (mark != '.').then_some((vec![Piece::Year(Rel::Is(year)), month], end));
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
            (Some(_), Some(_)) => Some((
                vec![Piece::Slashed(one_, other), Piece::Year(Rel::Is(year))],
                last,
            )),
            (None, None) => None,
        };
    }
    // Around the clock.
    if (first, second) == (24, 7) {
        return None;
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
    fits.then_some((vec![Piece::Slashed(one_, other)], end))
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
