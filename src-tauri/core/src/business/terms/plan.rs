//! Lays an amount out over the parts that terms name: to the last minor unit, and with the days
//! that the contract's own dates give. Whole numbers throughout; what a division leaves goes to the
//! last part.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::Serialize;

use super::{Event, Every, Offset, Part, Share, Terms};
use crate::base::calendar::Workdays;
use crate::base::{Money, date};
use crate::records::Warning;
use crate::records::labels::{self, Language};
use crate::records::value::Value;

/// More instalments than this are a slip of the finger.
const MOST: u32 = 120;

/// What the contract says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ground<'w> {
    /// Its amount.
    pub amount: Option<Money>,
    /// When it was signed.
    pub signed_on: Option<NaiveDate>,
    /// When it begins.
    pub start: Option<NaiveDate>,
    /// When it ends.
    pub end: Option<NaiveDate>,
    /// Which days are worked; Monday to Friday where nobody says.
    pub worked: Option<&'w Workdays>,
}

/// An instalment as it would be made.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Planned {
    /// Its place, from 1.
    pub seq: u32,
    /// What it is called.
    pub name: String,
    /// What makes it due, by code of `instalment_trigger`.
    pub trigger: String,
    /// So many after that.
    pub days: Option<u32>,
    /// Of which, by code of `offset_unit`.
    pub offset_unit: String,
    /// When it is due, where that can be known: a date.
    pub due_on: Value,
    /// Its share, where it is a whole number of basis points: a percentage.
    pub share: Value,
    /// Its amount.
    pub amount: Value,
    /// How it is paid, by code of `payment_method`.
    pub method: Option<String>,
    /// The words it was read from.
    pub words: String,
}

/// Instalments to be read, and then made.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Plan {
    /// The instalments.
    pub rows: Vec<Planned>,
    /// What they add up to, where they do.
    pub total: Value,
    /// Words that were not understood.
    pub unread: Vec<String>,
    /// Why this is no plan yet.
    pub problems: Vec<Warning>,
    /// What the user should know about it.
    pub remarks: Vec<Warning>,
}

impl Plan {
    /// Whether the instalments can be made.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.problems.is_empty() && !self.rows.is_empty()
    }
}

/// Lays the contract's amount out over `terms`.
#[must_use]
pub fn plan(terms: &Terms, ground: &Ground<'_>) -> Plan {
    let mut told = Plan {
        rows: Vec::new(),
        total: Value::Null,
        unread: terms.unread.clone(),
        problems: Vec::new(),
        remarks: Vec::new(),
    };
    let parts = match spread(terms, ground) {
        Ok(parts) => parts,
        Err(problem) => {
            told.problems.push(problem);
            return told;
        }
    };
    let amounts = match amounts(&parts, ground.amount) {
        Ok(amounts) => amounts,
        Err(problem) => {
            told.problems.push(problem);
            vec![None; parts.len()]
        }
    };
    if told.problems.is_empty() {
        told.total = ground.amount.map_or(Value::Null, Value::Money);
    }
    let language = if terms.chinese {
        Language::Zh
    } else {
        Language::En
    };
    let several = parts.len() > 1;
    for (seq, (cut, amount)) in (1_u32..).zip(parts.iter().zip(&amounts)) {
        let due = due(cut, ground);
        let follows = after_signing(cut);
        // A series of which only the first day could be told is due on no day yet, rather than all at once.
        let on_a_day = cut.part.on.is_some()
            || follows.is_none() && cut.part.every.is_some() && (due.is_some() || by_signing(cut));
        let offset = match follows {
            Some(months) => Some(Offset::Months(months)),
            None => cut.part.offset.filter(|_| !by_signing(cut)),
        };
        let (days, offset_unit) = match offset {
            Some(Offset::Days(n)) => (Some(n), "day"),
            Some(Offset::Workdays(n)) => (Some(n), "workday"),
            Some(Offset::Months(n)) => (Some(n), "month"),
            None => (None, "day"),
        };
        told.rows.push(Planned {
            seq,
            name: name(cut, seq, several, language),
            trigger: if on_a_day {
                "date"
            } else {
                cut.part.event.code()
            }
            .to_owned(),
            days,
            offset_unit: offset_unit.to_owned(),
            due_on: due.map_or(Value::Null, |day| Value::Date(date::format_date(day))),
            share: points(cut.share, &parts),
            amount: amount.map_or(Value::Null, Value::Money),
            method: cut.part.method.map(str::to_owned),
            words: cut.part.words.clone(),
        });
    }
    remarks(&mut told, &parts, ground.worked.is_some());
    told
}

/// One instalment: a part, or one of its equal pieces.
struct Cut<'t> {
    part: &'t Part,
    share: Piece,
    /// Which of its part's pieces, from 0.
    place: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// A fraction of the amount.
    Of(u64, u64),
    Sum(Money),
    /// What the others leave, as one of so many pieces.
    Rest(u32),
}

/// Every instalment: parts of several pieces taken apart, `up to 90 %` made what it adds.
fn spread<'t>(terms: &'t Terms, ground: &Ground<'_>) -> Result<Vec<Cut<'t>>, Warning> {
    if terms.parts.is_empty() {
        return Err(Warning::new("terms", "warning.terms_unread"));
    }
    let mut cuts: Vec<Cut<'t>> = Vec::new();
    let mut so_far = Some((0_u64, 1_u64));
    for part in &terms.parts {
        let mut times = part.times;
        // Paid by the quarter: as many quarters as the contract runs.
        if let (Some(every), 1, Share::Of(1, 1)) = (part.every, times, part.share) {
            times = periods(every, ground)
                .ok_or_else(|| Warning::new("terms", "warning.terms_how_many"))?;
        }
        if times == 0 || times > MOST || cuts.len() >= MOST as usize {
            return Err(
                Warning::new("terms", "warning.terms_too_many").with("most", &MOST.to_string())
            );
        }
        let piece = match part.share {
            Share::Of(upper, lower) => Piece::Of(upper, lower.saturating_mul(times.into())),
            Share::UpTo(upper, lower) => {
                let added = so_far.and_then(|so_far| minus((upper, lower), so_far));
                let (upper, lower) = added.filter(|(upper, _)| *upper > 0).ok_or_else(|| {
                    Warning::new("terms", "warning.terms_up_to").with("text", &part.words)
                })?;
                Piece::Of(upper, lower.saturating_mul(times.into()))
            }
            Share::Sum(sum) if times == 1 => Piece::Sum(sum),
            // 每期5万，分3期: the sum is that of each.
            Share::Sum(sum) => Piece::Sum(sum),
            Share::Rest => Piece::Rest(times),
        };
        so_far = match part.share {
            Share::Of(upper, lower) => so_far.and_then(|so_far| plus(so_far, (upper, lower))),
            Share::UpTo(upper, lower) => Some((upper, lower)),
            Share::Sum(_) | Share::Rest => None,
        };
        for place in 0..times {
            cuts.push(Cut {
                part,
                share: piece,
                place,
            });
        }
    }
    Ok(cuts)
}

fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a.max(1) } else { divisor(b, a % b) }
}

fn reduced(upper: u64, lower: u64) -> (u64, u64) {
    let by = divisor(upper, lower);
    (upper / by, lower / by)
}

fn plus(one: (u64, u64), other: (u64, u64)) -> Option<(u64, u64)> {
    let left = one.0.checked_mul(other.1)?;
    let right = other.0.checked_mul(one.1)?;
    Some(reduced(
        left.checked_add(right)?,
        one.1.checked_mul(other.1)?,
    ))
}

fn minus(one: (u64, u64), other: (u64, u64)) -> Option<(u64, u64)> {
    let left = one.0.checked_mul(other.1)?;
    let right = other.0.checked_mul(one.1)?;
    Some(reduced(
        left.checked_sub(right)?,
        one.1.checked_mul(other.1)?,
    ))
}

/// How many periods the contract runs, if it runs whole ones.
fn periods(every: Every, ground: &Ground<'_>) -> Option<u32> {
    let (start, end) = (ground.start?, ground.end?);
    let after = end.succ_opt()?;
    let months = (after.year() - start.year()) * 12 + i32::try_from(after.month()).ok()?
        - i32::try_from(start.month()).ok()?;
    let months = u32::try_from(months).ok()?;
    let whole = start.checked_add_months(Months::new(months))? == after;
    (whole && months % every.months == 0 && months > 0).then(|| months / every.months)
}

/// What each instalment comes to; they add up to the amount, or there is none.
fn amounts(cuts: &[Cut<'_>], amount: Option<Money>) -> Result<Vec<Option<Money>>, Warning> {
    let total = amount
        .filter(|amount| amount.minor > 0)
        .ok_or_else(|| Warning::new("amount", "warning.terms_no_amount"))?;
    let whole = i128::from(total.minor);
    let mut found: Vec<i128> = Vec::with_capacity(cuts.len());
    let (mut shares, mut sums, mut rests) = (Some((0_u64, 1_u64)), 0_i128, 0_u32);
    for cut in cuts {
        found.push(match cut.share {
            Piece::Of(upper, lower) => {
                shares = shares.and_then(|so_far| plus(so_far, (upper, lower)));
                whole * i128::from(upper) / i128::from(lower.max(1))
            }
            Piece::Sum(sum) if sum.currency == total.currency => {
                sums += i128::from(sum.minor);
                i128::from(sum.minor)
            }
            Piece::Sum(sum) => {
                return Err(Warning::new("terms", "warning.terms_currency")
                    .with("text", &cut.part.words)
                    .with("one", sum.currency.code())
                    .with("other", total.currency.code()));
            }
            Piece::Rest(_) => {
                rests += u32::from(cut.place == 0);
                0
            }
        });
    }
    let left = whole - found.iter().sum::<i128>();
    let short = |left: i128| {
        let missing = Money::new(
            i64::try_from(left.abs()).unwrap_or(i64::MAX),
            total.currency,
        );
        let key = if left > 0 {
            "warning.terms_short"
        } else {
            "warning.terms_over"
        };
        Warning::new("terms", key).with("difference", &missing.to_string())
    };
    if rests > 1 {
        return Err(Warning::new("terms", "warning.terms_two_rests"));
    }
    if rests == 1 {
        let pieces = cuts
            .iter()
            .find_map(|cut| match cut.share {
                Piece::Rest(times) => Some(i128::from(times)),
                _ => None,
            })
            .unwrap_or(1);
        if left < pieces {
            return Err(short(left.min(-1)));
        }
        let mut remains = left;
        let mut pieces_left = pieces;
        for (cut, found) in cuts.iter().zip(&mut found) {
            if matches!(cut.share, Piece::Rest(_)) {
                *found = if pieces_left == 1 {
                    remains
                } else {
                    left / pieces
                };
                remains -= *found;
                pieces_left -= 1;
            }
        }
    } else {
        // Only what dividing leaves may be over: less than one unit for each instalment.
        let exact = sums == 0 && shares.is_some_and(|(upper, lower)| upper == lower);
        let near = sums > 0 && (0..i128::try_from(cuts.len()).unwrap_or(0)).contains(&left);
        let last = cuts
            .iter()
            .rposition(|cut| matches!(cut.share, Piece::Of(..)));
        match last.and_then(|last| found.get_mut(last)) {
            Some(last) if exact || near => *last += left,
            _ if left == 0 => {}
            _ => return Err(difference(shares, sums, left, &short)),
        }
    }
    Ok(found
        .into_iter()
        .map(|minor| {
            i64::try_from(minor)
                .ok()
                .map(|minor| Money::new(minor, total.currency))
        })
        .collect())
}

/// What is wrong with shares that are no whole: in percent where that is how they were written.
fn difference(
    shares: Option<(u64, u64)>,
    sums: i128,
    left: i128,
    short: &impl Fn(i128) -> Warning,
) -> Warning {
    match shares {
        Some((upper, lower))
            if sums == 0 && (u128::from(upper) * 10_000) % u128::from(lower.max(1)) == 0 =>
        {
            let points = u128::from(upper) * 10_000 / u128::from(lower.max(1));
            let sum = format!("{}.{:02}%", points / 100, points % 100);
            Warning::new("terms", "warning.terms_not_whole").with("sum", &sum)
        }
        _ => short(left),
    }
}

/// When an instalment is due, where the contract's dates say.
fn due(cut: &Cut<'_>, ground: &Ground<'_>) -> Option<NaiveDate> {
    let part = cut.part;
    if part.on.is_some() {
        return part.on;
    }
    if let Some(months) = after_signing(cut) {
        return ground.signed_on?.checked_add_months(Months::new(months));
    }
    if let Some(every) = part.every {
        // Counted from the contract's beginning, unless an event is waited for.
        let based = matches!(part.event, Event::Unsaid | Event::Advance | Event::Signing);
        let from = ground.start.or(ground.signed_on).filter(|_| based)?;
        return recurring(every, from, cut.place);
    }
    let signed = ground
        .signed_on
        .filter(|_| matches!(part.event, Event::Advance | Event::Signing))?;
    match part.offset {
        None => Some(signed),
        Some(Offset::Days(n)) => signed.checked_add_days(Days::new(n.into())),
        Some(Offset::Months(n)) => signed.checked_add_months(Months::new(n)),
        Some(Offset::Workdays(n)) => match ground.worked {
            Some(worked) => Some(worked.forward(signed, n)),
            None => workdays_after(signed, n),
        },
    }
}

/// Whether it is one of a series from the signing on that names no day of the month.
fn by_signing(cut: &Cut<'_>) -> bool {
    let part = cut.part;
    part.on.is_none()
        && part.every.is_some_and(|every| every.day.is_none())
        && matches!(part.event, Event::Advance | Event::Signing)
}

/// Of such a one, how many months after the signing it is due; nothing where what it waits for
/// besides is no number of months.
fn after_signing(cut: &Cut<'_>) -> Option<u32> {
    let every = cut.part.every.filter(|_| by_signing(cut))?;
    let first = match cut.part.offset {
        None => 0,
        Some(Offset::Months(n)) => n,
        Some(Offset::Days(_) | Offset::Workdays(_)) => return None,
    };
    every.months.checked_mul(cut.place)?.checked_add(first)
}

/// The `place`-th such day from `from` on.
fn recurring(every: Every, from: NaiveDate, place: u32) -> Option<NaiveDate> {
    let day = every.day?;
    let of_month = |first: NaiveDate| {
        let after = first.checked_add_months(Months::new(1))?;
        let last = after.pred_opt()?.day();
        first.with_day(day.min(last))
    };
    let mut first = from.with_day(1)?;
    if day == 31 && every.months > 1 {
        // At the end of the quarter or the year: its last month, by the calendar.
        let into = (first.month() - 1) % every.months;
        first = first.checked_add_months(Months::new(every.months.checked_sub(into + 1)?))?;
    }
    if of_month(first)? < from {
        first = first.checked_add_months(Months::new(1))?;
    }
    of_month(first.checked_add_months(Months::new(every.months.checked_mul(place)?))?)
}

/// Monday to Friday, where nobody knows the holidays; which the plan says.
fn workdays_after(from: NaiveDate, n: u32) -> Option<NaiveDate> {
    let mut day = from;
    let mut left = n;
    while left > 0 {
        day = day.succ_opt()?;
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    Some(day)
}

/// The share in basis points, where it is a whole number of them.
fn points(piece: Piece, all: &[Cut<'_>]) -> Value {
    let of = |upper: u64, lower: u64| {
        let scaled = upper.checked_mul(10_000)?;
        (lower > 0 && scaled % lower == 0)
            .then(|| i32::try_from(scaled / lower).ok())
            .flatten()
    };
    let points = match piece {
        Piece::Of(upper, lower) => of(upper, lower),
        Piece::Sum(_) => None,
        Piece::Rest(times) => {
            let mut given = Some((0, 1));
            for cut in all {
                given = match cut.share {
                    Piece::Of(upper, lower) => given.and_then(|sum| plus(sum, (upper, lower))),
                    Piece::Sum(_) => None,
                    Piece::Rest(_) => given,
                };
            }
            given
                .and_then(|given| minus((1, 1), given))
                .and_then(|(upper, lower)| of(upper, lower.checked_mul(times.into())?))
        }
    };
    points.map_or(Value::Null, Value::Percent)
}

fn name(cut: &Cut<'_>, seq: u32, several: bool, language: Language) -> String {
    let part = cut.part;
    let nth = || labels::message(language, "instalment.nth", &[("n", &seq.to_string())]);
    if part.times > 1 || part.every.is_some() && several {
        return nth();
    }
    if let Some(called) = &part.called {
        return called.chars().take(100).collect();
    }
    let key = match part.event {
        Event::Unsaid | Event::Other if several => return nth(),
        Event::Unsaid | Event::Other if part.share == Share::Rest => "instalment.rest",
        Event::Unsaid | Event::Other => "instalment.whole",
        Event::Advance => "instalment.advance",
        Event::Signing => "instalment.signing",
        Event::Delivery => "instalment.delivery",
        Event::Acceptance => "instalment.acceptance",
        Event::Invoice => "instalment.invoice",
        Event::Warranty => "instalment.warranty",
    };
    labels::message(language, key, &[])
}

/// What the user should know: that nobody said when, that holidays were not looked at.
fn remarks(told: &mut Plan, cuts: &[Cut<'_>], holidays: bool) {
    let workdays = !holidays
        && cuts
            .iter()
            .any(|cut| matches!(cut.part.offset, Some(Offset::Workdays(_))));
    if workdays {
        let remark = Warning::new("terms", "warning.terms_workdays");
        told.remarks.push(remark);
    }
    let no_trigger = cuts.iter().any(|cut| {
        cut.part.event == Event::Unsaid && cut.part.on.is_none() && cut.part.every.is_none()
    });
    if no_trigger {
        let remark = Warning::new("terms", "warning.terms_no_trigger");
        told.remarks.push(remark);
    }
    if told.rows.iter().any(|row| row.due_on.is_null()) {
        let remark = Warning::new("terms", "warning.terms_no_day");
        told.remarks.push(remark);
    }
}
