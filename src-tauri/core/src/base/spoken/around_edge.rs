//! What is counted from where a month, a quarter or a year ends or begins: `月底前三天`, `three working
//! days before month end`, `月初三天内`, `月底最后两天`.
//!
//! Chinese counts 月底前三天 from the last day for one and from the moment after it for another, so that it
//! is two days: which of them is asked. English says a day, its last, and counts from that.

use chrono::NaiveDate;

use super::amount::{self, Amount, Unit};
use super::counted::{moved, share};
use super::parts::{Edge, Parts};
use super::phrase::{Told, lead, parts};
use super::resolve::{on_day, period, shifted};
use super::text::Text;
use super::value::{Grain, Now, Shape, When, midnight};
use super::waking::by_day;
use super::{Meant, Unsure};

/// How the count lies to the edge.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// Before it. The end may be its last day, or all that is left when it is over.
    Before { is_loose: bool },
    /// The first of it, or, where that may be meant as well, before it.
    First { is_loose: bool },
    /// The last of it.
    Last,
}

struct Said {
    parts: Parts,
    what: Amount,
    way: Way,
    /// The hour, where it was said with the edge.
    hour: Parts,
    end: usize,
}

const INSIDE: &[&str] = &["之内", "以内", "内"];

/// What is counted from an edge, with the hour said behind it.
pub(super) fn around_edge(text: &Text, i: usize, now: &Now<'_>) -> Option<Told> {
    let said = chinese(text, i, now).or_else(|| english(text, i, now))?;
    let Said {
        parts,
        what,
        way,
        hour,
        end,
    } = said;
    let is_counted = matches!(
        what.unit,
        Unit::Workday | Unit::Grain(Grain::Day | Grain::Week)
    );
    let far = if is_counted {
        None
    } else {
        Some(months_before(&parts, what, way, now)?)
    };
    let (whole, unsure) = period(&parts, now)?;
    (far.is_some() || whole.grain > Grain::Week).then_some(())?;
    // 月底前三天内 says of the last days that it is within them, which of them it does not say.
    if let (Way::Before { .. }, Some(end)) = (way, text.any(end, INSIDE)) {
        return Some((None, end));
    }
    if let Some(whens) = far {
        let meant = (!whens.is_empty()).then(|| Meant::of(whens, None));
        let Some(meant) = meant else {
            return Some((None, end));
        };
        return Some(with_hour(text, (meant, end), hour, now));
    }
    // Those to come, and those that went by.
    let ahead = |whole: When| {
        let whens = days(whole, what, way, now)?;
        let (ahead, gone): (Vec<When>, Vec<When>) =
            whens.into_iter().partition(|when| when.due >= now.today());
        (!ahead.is_empty()).then_some((ahead, gone))
    };
    let months = match whole.grain {
        Grain::Year => 12,
        Grain::Quarter => 3,
        _ => 1,
    };
    let next = || {
        let is_named = parts.has_longer();
        (!is_named).then(|| shifted(whole, months, now)).flatten()
    };
    let Some((mut whens, gone)) = ahead(whole).or_else(|| ahead(next()?)) else {
        return Some((None, end));
    };
    // On the 28th, 月底前三天 is today or was yesterday: then the next month's is meant, or, where the
    // month was said, the day that went by. Either is asked.
    if !gone.is_empty() {
        let other = next().and_then(|next| Some(ahead(next)?.0));
        whens.extend(other.unwrap_or(gone));
    }
    let unsure = if whens.len() > 1 {
        Some(Unsure::WhichDay)
    } else {
        unsure
    };
    Some(with_hour(text, (Meant::of(whens, unsure), end), hour, now))
}

/// The days with the hour that was said with the edge, or is said behind.
fn with_hour(text: &Text, (meant, end): (Meant, usize), hour: Parts, now: &Now<'_>) -> Told {
    let behind = || {
        let (from, asked) = lead(text, text.space(end));
        let (hour, end) = super::phrase::parts(text, from, asked, false, now)?;
        (!hour.has_base() && !hour.now).then_some((hour, end))
    };
    let (hour, end) = if hour.is_empty() {
        behind().unwrap_or((hour, end))
    } else {
        (hour, end)
    };
    let meant = if hour.is_empty() {
        Some(meant)
    } else {
        at_an_hour(&hour, &meant, now)
    };
    (meant, end)
}

/// `3月底前两个月`: the end of January, where that is still to come. Of the month one is in, and of a day gone by, nobody
/// counts back so far: nothing is meant by it then.
fn months_before(parts: &Parts, what: Amount, way: Way, now: &Now<'_>) -> Option<Vec<When>> {
    let is_far = matches!(
        what.unit,
        Unit::Grain(Grain::Month | Grain::Quarter | Grain::Year)
    );
    (is_far && matches!(way, Way::Before { .. })).then_some(())?;
    let (whole, _) = period(parts, now)?;
    let is_named = parts.has_longer() || whole.grain > Grain::Month;
    let day = moved(whole.until, what, -1, now).and_then(|after| after.date().pred_opt());
    let when = day
        .filter(|day| is_named && *day >= now.today())
        .and_then(|day| When::day(day, now));
    Some(when.into_iter().collect())
}

/// Whether a text counts back months from an end, and comes to no day that is still to come: 月底前两个月.
pub(super) fn is_gone_back(text: &Text, now: &Now<'_>) -> bool {
    (0..text.len()).filter(|i| text.may_begin(*i)).any(|i| {
        chinese(text, i, now)
            .or_else(|| english(text, i, now))
            .and_then(|said| months_before(&said.parts, said.what, said.way, now))
            .is_some_and(|whens| whens.is_empty())
    })
}

/// The days it may come to, the likelier first.
fn days(whole: When, what: Amount, way: Way, now: &Now<'_>) -> Option<Vec<When>> {
    let back = |from: NaiveDate| moved(midnight(from), what, -1, now).map(|at| at.date());
    let after = whole.until.date();
    let (first, last) = (whole.from.date(), after.pred_opt()?);
    let found = |days: [Option<NaiveDate>; 2]| {
        let mut days: Vec<NaiveDate> = days.into_iter().flatten().collect();
        days.dedup();
        let whens = days.into_iter().map(|day| When::day(day, now));
        whens.collect::<Option<Vec<When>>>()
    };
    match way {
        Way::Before { is_loose } => found([back(last), back(after).filter(|_| is_loose)]),
        Way::First { is_loose } => {
            let mut whens = vec![share(whole, what, true, now)?];
            if is_loose {
                whens.push(When::day(back(first)?, now)?);
            }
            Some(whens)
        }
        Way::Last => Some(vec![share(whole, what, false, now)?]),
    }
}

fn chinese(text: &Text, i: usize, now: &Now<'_>) -> Option<Said> {
    let (parts, hour, end) = at_edge(text, i, now)?;
    // 月底上午前 counts nothing.
    hour.is_empty().then_some(())?;
    let of = |what, way, end| Said {
        parts,
        what,
        way,
        hour,
        end,
    };
    let (edge, _) = parts.edge?;
    let next = text.word(end, "的").unwrap_or(end);
    if edge == Edge::Begin {
        let led = text.meant(next, &[("前", true), ("头", false)]);
        let from = led.map_or(next, |(_, end)| end);
        let (what, end) = amount::amount(text, from)?;
        let inside = text.any(end, INSIDE);
        // 月初三天出差 is how long it takes.
        (led.is_some() || inside.is_some()).then_some(())?;
        let is_loose = inside.is_none() && led.is_some_and(|(is_loose, _)| is_loose);
        return Some(of(what, Way::First { is_loose }, inside.unwrap_or(end)));
    }
    if let Some(from) = text.any(next, &["最后"]) {
        let (what, end) = amount::amount(text, from)?;
        return Some(of(what, Way::Last, end));
    }
    // 月底前三天, 月底三天前.
    let before = text.any(next, &["前", "之前", "以前", "前的", "之前的"]);
    let (what, end) = amount::amount(text, before.unwrap_or(next))?;
    let end = match before {
        Some(_) => text.word(end, "起").unwrap_or(end),
        None => text.any(end, &["之前", "以前", "前"])?,
    };
    // The day before is one for everybody.
    let is_loose = what.unit != Unit::Grain(Grain::Day) || what.whole() != Some(1);
    Some(of(what, Way::Before { is_loose }, end))
}

fn english(text: &Text, i: usize, now: &Now<'_>) -> Option<Said> {
    let from = text
        .any(i, &["by", "at least", "no later than", "at the latest"])
        .map_or(i, |end| text.space(end));
    let (what, sign, after) = amount::before_other(text, from)?;
    (sign < 0).then_some(())?;
    let (parts, hour, end) = at_edge(text, text.space(after), now)?;
    let (edge, _) = parts.edge?;
    (edge == Edge::End).then_some(())?;
    Some(Said {
        parts,
        what,
        way: Way::Before { is_loose: false },
        hour,
        end,
    })
}

/// A beginning or an end, and apart from it the hour that was said with it.
fn at_edge(text: &Text, i: usize, now: &Now<'_>) -> Option<(Parts, Parts, usize)> {
    let (said, end) = parts(text, i, false, false, now)?;
    let (edge, _) = said.edge?;
    let hour = Parts {
        clock: said.clock,
        part: said.part,
        ..Parts::default()
    };
    let parts = Parts {
        clock: None,
        part: None,
        ..said
    };
    let is_whole = !parts.has_day() && matches!(edge, Edge::Begin | Edge::End);
    is_whole.then_some((parts, hour, end))
}

/// The same at an hour.
fn at_an_hour(hour: &Parts, meant: &Meant, now: &Now<'_>) -> Option<Meant> {
    let is_day = |when: &When| when.grain == Grain::Day && when.shape == Shape::Point;
    meant.whens.iter().all(is_day).then_some(())?;
    let mut whens = Vec::new();
    let mut unsure = meant.unsure;
    for when in &meant.whens {
        let told = on_day(hour, when.due, now)?;
        unsure = unsure.or(told.unsure);
        whens.extend(told.whens);
    }
    by_day(&mut whens, true, now);
    Some(Meant::of(whens, unsure))
}
