//! How long before its time a task is to speak up as well: `提前一天提醒`, `提前三天和半小时`, `remind me 2
//! days before`. Said of the reminder, and no time itself.

use super::amount::{Amount, Unit, amount};
use super::text::Text;
use super::value::Grain;

/// So long before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Ahead {
    Minutes(i64),
    Days(i64),
    Workdays(i64),
}

/// What was said so, and where it ends.
type Found = Option<(Vec<Ahead>, usize)>;

/// The leads that `typed` says, and which of its bytes say them.
#[must_use]
pub fn ahead(typed: &str) -> Option<(Vec<Ahead>, std::ops::Range<usize>)> {
    let text = Text::new(typed);
    let found = |i| {
        let (leads, end) = chinese(&text, i).or_else(|| english(&text, i))?;
        Some((leads, text.byte(i)..text.byte(end)))
    };
    (0..text.len()).find_map(found)
}

fn of(amount: Amount) -> Option<Ahead> {
    let whole = || amount.whole();
    Some(match amount.unit {
        Unit::Workday => Ahead::Workdays(whole()?),
        Unit::Grain(Grain::Day) => Ahead::Days(whole()?),
        Unit::Grain(Grain::Week) => Ahead::Days(whole()? * 7),
        Unit::Grain(Grain::Month) => Ahead::Days(whole()? * 30),
        Unit::Grain(grain @ (Grain::Minute | Grain::Hour)) => {
            let steps = amount.steps(grain)?;
            let minutes = steps.into_iter().map(|(grain, n)| match grain {
                Grain::Hour => Some(n * 60),
                Grain::Minute => Some(n),
                _ => None,
            });
            Ahead::Minutes(minutes.sum::<Option<i64>>()?)
        }
        _ => return None,
    })
}

/// Amounts one after the other, each with what `link` allows between them.
fn amounts(text: &Text, i: usize, links: &[&str]) -> Option<(Vec<Ahead>, usize)> {
    let (first, mut end) = amount(text, i)?;
    let mut leads = vec![of(first)?];
    while let Some(link) = text.then(end, links)
        && let Some((next, after)) = amount(text, text.space(link))
    {
        leads.push(of(next)?);
        end = after;
    }
    Some((leads, end))
}

/// 提前一天到场 is how the work is done; 提前一天提醒, and 提前一天 at the end, when to speak.
fn chinese(text: &Text, i: usize) -> Option<(Vec<Ahead>, usize)> {
    let asked = text.any(i, &["请", "并", "记得"]).unwrap_or(i);
    let begin = text.any(asked, &["提前", "提早"])?;
    let links = &[
        "、",
        "和",
        "及",
        "与",
        "，提前",
        "和提前",
        "、提前",
        ",",
        "，",
    ];
    let (leads, end) = amounts(text, begin, links)?;
    let told = text.any(
        text.space(end),
        &["提醒我", "提醒一下", "提醒", "通知我", "叫我", "告诉我"],
    );
    let end = match told {
        Some(end) => end,
        None if text.is_end(end) || matches!(text.get(end), '，' | '。' | '；') => end,
        None => return None,
    };
    Some((leads, end))
}

fn english(text: &Text, i: usize) -> Found {
    const ASKS: &[&str] = &[
        "remind me",
        "and remind me",
        "remind",
        "with a reminder",
        "reminder",
        "reminders",
        "alert me",
    ];
    const BEFORE: &[&str] = &[
        "before",
        "ahead",
        "in advance",
        "beforehand",
        "early",
        "earlier",
        "prior",
    ];
    // By its asking: of how the work is done nothing is taken.
    const EVENTS: &[&str] = &[
        "the meeting",
        "the call",
        "the visit",
        "the appointment",
        "the demo",
        "the presentation",
        "the interview",
        "the training",
        "the lunch",
        "the dinner",
        "the delivery",
        "the renewal",
        "the deadline",
    ];
    const IT: &[&str] = &[
        "it",
        "that",
        "then",
        "it is due",
        "it's due",
        "the due date",
        "due",
        "the deadline",
    ];
    if let Some(found) = with_a_reminder(text, i) {
        return Some(found);
    }
    let asked = text.any(i, &["please", "and", "and please"]);
    let begin = text.any(asked.map_or(i, |end| text.space(end)), ASKS)?;
    // "Remind me before by 30 minutes".
    if let Some(by) = text.then(begin, &["before by", "ahead by", "earlier by"]) {
        let (lead, end) = amount(text, text.space(by))?;
        return text.is_end(end).then_some((vec![of(lead)?], end));
    }
    let begin = text.space(begin);
    if let Some(end) = text.any(begin, &["the day before", "a day before"])
        && (text.is_end(end) || text.then(end, &["to"]).is_some())
    {
        return Some((vec![Ahead::Days(1)], end));
    }
    let links = &["and", ",", ", and", "&", "before and", "before, and"];
    let (leads, end) = amounts(text, begin, links)?;
    let end = text.then(end, BEFORE)?;
    // "Remind me 2 days before Friday" says when, and before the call how long before what the line is about.
    if let Some(last) = text.then(end, IT).filter(|last| text.is_end(*last)) {
        return Some((leads, last));
    }
    let about = text.then(end, EVENTS).or_else(|| text.then(end, &["to"]));
    (text.is_end(end) || about.is_some()).then_some((leads, end))
}

/// `with a 30 minute reminder`, `with reminders 2 days before` being read as what is asked.
fn with_a_reminder(text: &Text, i: usize) -> Found {
    let begin = text.any(i, &["with a", "with an", "set a", "and set a"])?;
    let (lead, end) = amount(text, text.space(begin))?;
    let end = text.then(end, &["reminder"])?;
    text.is_end(end).then_some((vec![of(lead)?], end))
}
