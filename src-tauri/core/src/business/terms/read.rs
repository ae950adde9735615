//! Puts the words of payment terms together: which share falls due by what.

use super::lex::{Placed, Text, Token, tokens};
use super::lexicon::Word;
use super::{Event, Every, Offset, Part, Share, Terms};
use crate::base::Currency;
use crate::base::words::is_han;

/// Reads payment terms. Sums without a currency of their own are in `currency`.
#[must_use]
pub fn read(text: &str, currency: Currency) -> Terms {
    let folded = Text::new(text);
    let chinese = text.chars().any(is_han) || !text.chars().any(char::is_alphabetic);
    let (parts, unread) = ratio(&folded, currency).unwrap_or_else(|| {
        let clauses = clauses(&folded, &tokens(&folded, currency));
        joined(clauses)
    });
    Terms {
        parts,
        unread,
        chinese,
    }
}

/// What one clause says.
#[derive(Debug, Clone, Default)]
struct Clause {
    share: Option<Share>,
    times: Option<u32>,
    events: Vec<Event>,
    offset: Option<Offset>,
    on: Option<chrono::NaiveDate>,
    every: Option<Every>,
    method: Option<&'static str>,
    /// Words nobody knows, and names of conditions.
    called: Vec<String>,
    /// The longest of them is a name we know, such as 月结.
    named: bool,
    otherwise: bool,
    words: String,
    /// A full stop before it.
    apart: bool,
}

impl Clause {
    fn event(&self) -> Event {
        let known = self.events.iter().copied().max().unwrap_or(Event::Unsaid);
        if known <= Event::Advance && self.named {
            Event::Other
        } else {
            known
        }
    }
    /// Whether it says when.
    fn conditional(&self) -> bool {
        self.event() > Event::Advance
            || self.event() == Event::Other
            || self.offset.is_some()
            || self.on.is_some()
            || self.every.is_some()
    }
    fn says_anything(&self) -> bool {
        self.share.is_some()
            || self.times.is_some()
            || self.method.is_some()
            || !self.events.is_empty()
            || self.conditional()
    }
    fn take_in(&mut self, other: Self) {
        self.events.extend(other.events);
        self.offset = self.offset.or(other.offset);
        self.on = self.on.or(other.on);
        self.every = match (self.every, other.every) {
            (Some(own), Some(also)) => Some(Every {
                months: own.months,
                day: own.day.or(also.day),
            }),
            (own, also) => own.or(also),
        };
        self.times = self.times.or(other.times);
        self.method = self.method.or(other.method);
        self.called.extend(other.called);
        self.named |= other.named;
        self.words = match (self.words.is_empty(), other.words.is_empty()) {
            (false, false) => format!("{} {}", self.words, other.words),
            (true, _) => other.words,
            (_, true) => std::mem::take(&mut self.words),
        };
    }
    fn part(self, share: Share) -> Part {
        let event = self.event();
        let strange = self.called.join(" ");
        let called = (matches!(event, Event::Other | Event::Unsaid) && !strange.is_empty())
            .then_some(strange);
        // A length of time beside a warranty says how long it runs, not how long after it.
        let offset = match self.offset {
            Some(Offset::Months(_)) if event == Event::Warranty => None,
            other => other,
        };
        Part {
            share,
            times: self.times.unwrap_or(1),
            event: if called.is_some() {
                Event::Other
            } else {
                event
            },
            offset,
            on: self.on,
            every: self.every,
            method: self.method,
            called,
            words: self.words,
        }
    }
}

/// The clauses, one share each: cut at commas, and where a second share begins.
fn clauses(text: &Text, all: &[Placed]) -> Vec<Clause> {
    let mut found = Vec::new();
    let mut apart = false;
    for run in all.split_inclusive(|placed| {
        matches!(placed.token, Token::Break { .. } | Token::Word(Word::And))
    }) {
        let (own, strong) = match run.split_last() {
            Some((end, own)) if matches!(end.token, Token::Break { .. }) => {
                (own, end.token == Token::Break { strong: true })
            }
            Some((end, own)) if end.token == Token::Word(Word::And) => (own, false),
            _ => (run, false),
        };
        for piece in by_share(own) {
            let mut clause = clause(text, piece);
            clause.apart = std::mem::take(&mut apart);
            found.push(clause);
        }
        apart |= strong;
    }
    found
}

fn is_share(placed: &Placed) -> bool {
    matches!(
        placed.token,
        Token::Share(..) | Token::Amount(_) | Token::Word(Word::Rest | Word::Half | Word::Whole)
    )
}

/// A run with several shares, cut so that each piece has one: before each where the first word is
/// one (`30%预付60%到货`), behind each otherwise (`预付30%到货60%`).
fn by_share(run: &[Placed]) -> Vec<&[Placed]> {
    let mut places: Vec<usize> = (0..run.len())
        .filter(|at| run.get(*at).is_some_and(is_share))
        .collect();
    // 余10% and `balance 70%` are one share.
    places.dedup_by(|next, place| {
        let between = run.get(*place + 1..*next).unwrap_or_default();
        let rest = run
            .get(*place)
            .is_some_and(|placed| matches!(placed.token, Token::Word(Word::Rest | Word::Whole)));
        let close = between
            .iter()
            .all(|placed| placed.token == Token::Word(Word::Noise));
        rest && close
    });
    let Some(first) = places.first().copied().filter(|_| places.len() > 1) else {
        return if run.is_empty() {
            Vec::new()
        } else {
            vec![run]
        };
    };
    let leading = run.get(..first).unwrap_or_default();
    let shares_first = leading
        .iter()
        .all(|placed| placed.token == Token::Word(Word::Noise));
    let cuts: Vec<usize> = if shares_first {
        places.iter().skip(1).copied().collect()
    } else {
        let behind = |place: &usize| {
            let mut to = place + 1;
            while run
                .get(to)
                .is_some_and(|next| is_share(next) || next.token == Token::Word(Word::Noise))
            {
                to += 1;
            }
            to
        };
        places.iter().rev().skip(1).rev().map(behind).collect()
    };
    let mut pieces = Vec::new();
    let mut from = 0;
    for cut in cuts {
        pieces.push(run.get(from..cut).unwrap_or_default());
        from = cut;
    }
    pieces.push(run.get(from..).unwrap_or_default());
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn clause(text: &Text, run: &[Placed]) -> Clause {
    let mut clause = Clause::default();
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return clause;
    };
    clause.words = text.words(first.from, last.to);
    let mut up_to = false;
    for placed in run {
        let words = || text.words(placed.from, placed.to);
        match placed.token {
            Token::Share(upper, lower) => {
                let share = if up_to {
                    Share::UpTo(upper, lower)
                } else {
                    Share::Of(upper, lower)
                };
                // 余10%: the number says more than the word.
                clause.share = Some(share);
            }
            Token::Amount(sum) => clause.share = Some(Share::Sum(sum)),
            Token::Word(Word::Rest) => {
                let all = clause.share.is_none_or(|share| share == Share::Of(1, 1));
                clause.share = if all { Some(Share::Rest) } else { clause.share };
            }
            Token::Word(Word::Half) => clause.share = Some(Share::Of(1, 2)),
            Token::Word(Word::Whole) => {
                // 支付剩余全部货款: all of the rest.
                clause.share = clause.share.or(Some(Share::Of(1, 1)));
            }
            Token::Word(Word::UpTo) => up_to = true,
            Token::Word(Word::Event(event)) => clause.events.push(event),
            Token::Word(Word::Every(months)) => {
                let day = clause.every.and_then(|every| every.day);
                clause.every = Some(Every { months, day });
            }
            Token::Word(Word::AtEnd) => {
                let months = clause.every.map_or(1, |every| every.months);
                clause.every = Some(Every {
                    months,
                    day: Some(31),
                });
            }
            Token::Day(day) => {
                let months = clause.every.map_or(1, |every| every.months);
                clause.every = Some(Every {
                    months,
                    day: Some(day),
                });
            }
            Token::Word(Word::Method(code)) => clause.method = Some(code),
            Token::Word(Word::Named) => {
                clause.named = true;
                clause.called.push(words());
            }
            Token::Word(Word::Otherwise) => clause.otherwise = true,
            Token::Count(n) => clause.times = Some(n),
            Token::Span(offset) => clause.offset = Some(offset),
            Token::On(day) => clause.on = Some(day),
            Token::Unknown => {
                let words = words();
                if words.chars().any(char::is_alphanumeric) {
                    clause.called.push(words);
                }
            }
            Token::Word(Word::Noise | Word::And) | Token::Break { .. } => {}
        }
    }
    clause
}

/// The parts, each with the conditions that stand beside it, and the words that belong nowhere.
fn joined(clauses: Vec<Clause>) -> (Vec<Part>, Vec<String>) {
    let mut parts: Vec<Clause> = Vec::new();
    let mut waiting: Option<Clause> = None;
    let mut unread = Vec::new();
    for mut clause in clauses {
        if clause.apart
            && let Some(condition) = waiting.take()
        {
            match parts.last_mut() {
                Some(last) if !condition.apart => last.take_in(condition),
                _ => waiting = Some(condition),
            }
        }
        if clause.otherwise || !clause.says_anything() {
            if !clause.called.is_empty() || clause.otherwise {
                unread.push(clause.words);
            }
            continue;
        }
        if clause.share.is_some() {
            if let Some(condition) = waiting.take() {
                if clause.conditional() && !condition.apart && !parts.is_empty() {
                    if let Some(last) = parts.last_mut() {
                        last.take_in(condition);
                    }
                } else {
                    let mut condition = condition;
                    std::mem::swap(&mut condition.share, &mut clause.share);
                    condition.take_in(clause);
                    clause = condition;
                }
            }
            parts.push(clause);
            continue;
        }
        match (&mut waiting, parts.last_mut()) {
            (Some(before), _) => before.take_in(clause),
            (None, Some(last)) if !clause.apart && !last.conditional() => last.take_in(clause),
            (None, _) => waiting = Some(clause),
        }
    }
    if let Some(condition) = waiting {
        match parts.last_mut() {
            Some(last) => last.take_in(condition),
            None => {
                // No share is named, so all of it: 货到付款, Net 30.
                parts.push(condition);
            }
        }
    }
    counted(&mut parts);
    let parts: Vec<Part> = parts
        .into_iter()
        .map(|clause| {
            let share = clause.share.unwrap_or(Share::Of(1, 1));
            let event = clause.event();
            if event != Event::Other && event != Event::Unsaid && !clause.called.is_empty() {
                unread.push(clause.called.join(" "));
            }
            clause.part(share)
        })
        .collect();
    (parts, unread)
}

/// 分三期：30%、40%、30%: how many there are is said before, and said again by their number.
fn counted(parts: &mut [Clause]) {
    let n = parts.len();
    if n > 1
        && let Some(first) = parts.first_mut()
        && first
            .times
            .is_some_and(|times| usize::try_from(times) == Ok(n))
        && first.share != Some(Share::Rest)
    {
        first.times = None;
    }
}

/// `3/6/1`, `30-60-10`, `3331`: shares and nothing else, with their conditions behind them or not.
fn ratio(text: &Text, currency: Currency) -> Option<(Vec<Part>, Vec<String>)> {
    let start = text.folded.iter().position(char::is_ascii_digit)?;
    let head = Text::new(&text.words(0, start));
    if tokens(&head, currency)
        .iter()
        .any(|placed| placed.token != Token::Word(Word::Noise))
    {
        return None;
    }
    let mut shares: Vec<u64> = Vec::new();
    let mut at = start;
    let mut sign = None;
    loop {
        let digits: String = text
            .folded
            .get(at..)?
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .collect();
        shares.push(digits.parse().ok()?);
        at += digits.len();
        match text.folded.get(at) {
            Some(c) if "/:-".contains(*c) && sign.is_none_or(|sign| sign == *c) => {
                sign = Some(*c);
                at += 1;
            }
            _ => break,
        }
    }
    if let ([digits], None) = (shares.as_slice(), sign) {
        shares = digits
            .to_string()
            .chars()
            .filter_map(|c| c.to_digit(10).map(u64::from))
            .collect();
    }
    let total: u64 = shares.iter().sum();
    let fits =
        (2..=12).contains(&shares.len()) && !shares.contains(&0) && (total == 10 || total == 100);
    let next = text.folded.get(at).copied().unwrap_or(' ');
    if !fits || "%.,万元亿天日月年期".contains(next) || sign.is_none() && total != 10 {
        return None;
    }
    let rest: String = text.words(at, text.folded.len());
    let conditions: Vec<&str> = rest
        .trim_matches(['(', ')', '（', '）', ' '])
        .split(['/', '、', '，', ',', '-'])
        .map(str::trim)
        .filter(|words| !words.is_empty())
        .collect();
    let read_conditions: Vec<Clause> = conditions
        .iter()
        .map(|words| {
            let text = Text::new(words);
            clause(&text, &tokens(&text, currency))
        })
        .collect();
    let matching = read_conditions.len() == shares.len()
        && read_conditions.iter().all(|clause| clause.share.is_none());
    let silent = read_conditions
        .iter()
        .all(|clause| !clause.says_anything() && clause.called.is_empty());
    let unread = if matching || silent {
        Vec::new()
    } else {
        vec![rest.clone()]
    };
    let mut conditions = read_conditions.into_iter().filter(|_| matching);
    let parts = shares
        .iter()
        .map(|share| {
            let clause = conditions.next().unwrap_or_default();
            clause.part(Share::Of(*share, total))
        })
        .collect();
    Some((parts, unread))
}
