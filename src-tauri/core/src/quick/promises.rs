//! What was promised in a conversation, heard in what was written down of it. Rather too little than
//! too much: who hears a promise in every third sentence stops reading them.
//!
//! A clause is a promise where somebody commits themselves to do something by a day that is still to
//! come, or once something happens (`hung`). A question, a wish, the condition itself, a habit, what already
//! happened and what others do are none.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::draft;
use super::hung::{self, Clause};
use super::hung_chinese;
use super::kinds::find;
use super::time::{Now, Shape, Time, When};
use super::titles;
use super::vows::{
    DEEDS, DONE, DONE_BY, MATTERS, MEETINGS, NONE, NOT, OUR_VOWS, OURS, PAPERS, THEIR_VOWS, THEIRS,
    THEM, THINGS, US, VOWS,
};
use super::when::readings;
use crate::base::{date, words};

/// Who committed themselves, by the code of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "PromiseBy")]
#[expect(missing_docs, reason = "the names say it")]
pub enum By {
    Us,
    Them,
}

/// A promise heard, for consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename = "PromiseHeard")]
pub struct Heard {
    /// Who made it.
    pub by: By,
    /// The words of it.
    pub text: String,
    /// By when, `YYYY-MM-DD`: the one day, or those of which one is meant, the likelier first. Empty where it hangs
    /// on something that has yet to happen, and no day is said.
    pub days: Vec<String>,
    /// It is promised only if something else comes true.
    pub depends: bool,
}

/// So many are offered of one conversation.
const MOST: usize = 8;
/// A clause of so many characters is no sentence anybody speaks.
const LONGEST: usize = 120;

/// Who does it, where it is said as it is, and whether of one: they pay, he pays.
const PLAIN: &[(&str, By, Number)] = &[
    ("we", By::Us, Number::Many),
    ("i", By::Us, Number::Many),
    ("they", By::Them, Number::Many),
    ("he", By::Them, Number::One),
    ("she", By::Them, Number::One),
    ("customer", By::Them, Number::Noun),
    ("client", By::Them, Number::Noun),
    ("buyer", By::Them, Number::Noun),
    ("finance", By::Them, Number::Noun),
    ("purchasing", By::Them, Number::Noun),
    ("procurement", By::Them, Number::Noun),
    ("accounting", By::Them, Number::Noun),
];

/// Which form of the verb a subject takes.
#[derive(Clone, Copy, PartialEq)]
enum Number {
    /// We, they: the bare verb.
    Many,
    /// He, Mr. Li: pays. Behind one of them the bare word is a noun, "Mr. Li visit".
    One,
    /// The customer: pays as well, and what may be several visits is told by what it is done to.
    Noun,
}

/// Verbs that behind a noun read as nouns: "customer orders due Friday", "client calls next week".
const NOUNS: &[&str] = &[
    "visit", "call", "order", "review", "update", "return", "quote", "issue", "release", "answer",
    "email", "repair", "share",
];

/// What somebody does something to.
const OBJECTS: &[&str] = &[
    "the", "a", "an", "our", "his", "her", "their", "its", "it", "us", "them", "you",
];

/// Verbs of paying: what is done within so many days is a term with them, and a promise with others.
const PAYING: &[&str] = &["pay", "settle", "remit", "wire", "transfer"];

/// What may stand before who does it.
const LED_BY: &[&str] = &[
    "and",
    "so",
    "then",
    "also",
    "ok",
    "okay",
    "fine",
    "yes",
    "agreed",
    "the",
    "their",
    "he said",
    "she said",
    "they said",
    "he says",
    "she says",
    "they say",
    "said",
    "that",
];

/// The promises in a text, in the order they stand there.
#[must_use]
pub fn heard(text: &str, now: &Now<'_>) -> Vec<Heard> {
    let mut found: Vec<Heard> = Vec::new();
    for sentence in text
        .split_inclusive(['。', '！', '？', '；', '\n', '!', '?', ';'])
        .flat_map(by_full_stop)
    {
        of_sentence(sentence, now, &mut found);
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// A full stop ends a sentence, a point within a number or behind a title does not.
fn by_full_stop(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    let bytes = text.as_bytes();
    for (at, _) in text.match_indices(". ") {
        let head = text.get(from..at).unwrap_or_default();
        let last = head.rsplit(' ').next().unwrap_or_default();
        let title = [
            "Mr", "Mrs", "Ms", "Dr", "Prof", "Inc", "Ltd", "Co", "p.m", "a.m",
        ]
        .contains(&last);
        if !title
            && bytes
                .get(at.wrapping_sub(1))
                .is_some_and(|byte| !byte.is_ascii_digit())
        {
            parts.push(text.get(from..=at).unwrap_or_default());
            from = at + 1;
        }
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts
}

/// What stands first in a sentence, and what hangs on it.
#[derive(Clone, Copy)]
struct Led {
    /// The clause it begins with.
    from: usize,
    /// The clause with the first promise that hangs on it; others may follow.
    until: Option<usize>,
    /// The last word that begins one.
    on: &'static str,
}

impl Led {
    /// Of two conditions before one promise both are.
    fn begun(led: Option<Self>, at: usize, on: &'static str) -> Self {
        let open = led.filter(|led| led.until.is_none());
        let from = open.map_or(at, |led| led.from);
        Self {
            from,
            until: None,
            on,
        }
    }

    /// The clauses of the condition, of what is promised in clause `at`.
    fn clauses<'c, 't>(&self, clauses: &'c [Clause<'t>], at: usize) -> &'c [Clause<'t>] {
        let until = self.until.unwrap_or(at).max(self.from + 1);
        clauses.get(self.from..until).unwrap_or_default()
    }
}

fn of_sentence(sentence: &str, now: &Now<'_>, found: &mut Vec<Heard>) {
    let clauses = clauses(sentence, now);
    let mut said: String = clauses.iter().map(|clause| clause.main.as_str()).collect();
    // What asks is seen at its end, whichever part that is of.
    said.extend(
        sentence
            .trim_end()
            .chars()
            .last()
            .filter(|c| !c.is_alphanumeric()),
    );
    // 技术要求 is a paper, and asks nothing.
    if has(&without(&folded(&said), PAPERS), NONE) {
        return;
    }
    let mut subject = None;
    let mut led: Option<Led> = None;
    for (at, clause) in clauses.iter().enumerate() {
        if clause.all.chars().count() > LONGEST {
            continue;
        }
        let chars = folded(&clause.main);
        if let Some(named) = named(&chars) {
            subject = Some(named);
        }
        if let Some(on) = clause.on.filter(|_| clause.leads) {
            led = Some(Led::begun(led, at, on));
        }
        if has(&chars, NOT) || has(&chars, DONE) {
            continue;
        }
        // "We'll send it, once they confirm": the last word of the sentence.
        let next = clauses
            .get(at + 1)
            .filter(|next| at + 2 == clauses.len() && next.leads && next.main.is_empty());
        let own = clause.on.or_else(|| next.and_then(|next| next.on));
        let own = own.filter(|_| !clause.leads).map(|on| (on, false));
        let hung = own.or(led.map(|led| (led.on, true)));
        let is_chinese = chars.iter().any(|c| words::is_han(*c));
        let Some((by, days)) = promised(&chars, subject, hung, (clause, next), now) else {
            continue;
        };
        if days.is_empty() && (hung.is_none() || is_chinese) {
            continue;
        }
        // The day may be that of what it hangs on, which is no condition then: "once the visit is over on Friday".
        let is_by_then = !days.is_empty() && self::days(&clause.main, now).is_empty();
        let decides = match (own, led) {
            (Some(_), _) => next
                .filter(|_| clause.on.is_none())
                .unwrap_or(clause)
                .decides(false),
            (None, Some(led)) => led.clauses(&clauses, at).iter().any(|one| {
                one.leads && one.decides(true)
                    || one.on.is_none() && hung_chinese::goes_on(&folded(&one.main))
            }),
            (None, None) => false,
        };
        found.push(Heard {
            by,
            text: text_of(&clauses, led, at, next.is_some()),
            days: days.into_iter().map(date::format_date).collect(),
            depends: decides && !is_by_then,
        });
        // In Chinese all that follows hangs on it; in English what is vowed beside it is the last that does.
        led = led.filter(|_| is_chinese).map(|led| Led {
            until: led.until.or(Some(at)),
            ..led
        });
    }
}

fn clauses<'t>(sentence: &'t str, now: &Now<'_>) -> Vec<Clause<'t>> {
    let parts: Vec<&str> = sentence
        .split_inclusive(['，', ',', '。', '；', ';'])
        .collect();
    let last = parts
        .iter()
        .rposition(|part| part.contains(char::is_alphanumeric));
    let numbered = parts.into_iter().enumerate();
    numbered
        .map(|(at, part)| Clause::of(part, last.is_none_or(|last| at >= last), now))
        .collect()
}

/// The words of a promise, with those of what it hangs on.
fn text_of(clauses: &[Clause<'_>], led: Option<Led>, at: usize, with_next: bool) -> String {
    const SIGNS: &[char] = &[
        '，', ',', '。', '；', ';', '.', '!', '！', ' ', '\n', '-', '·', '、', ':', '：',
    ];
    let condition = led.map_or(at..at, |led| {
        led.from..led.until.unwrap_or(at).max(led.from + 1).min(at)
    });
    let own = at..at + 1 + usize::from(with_next);
    let text: String = [condition, own]
        .into_iter()
        .flat_map(|part| clauses.get(part).unwrap_or_default())
        .map(|clause| clause.all)
        .collect();
    text.trim_matches(SIGNS).to_owned()
}

/// Who promises in a clause, and by which days.
fn promised(
    chars: &[char],
    subject: Option<By>,
    hung: Option<(&str, bool)>,
    (clause, next): (&Clause<'_>, Option<&Clause<'_>>),
    now: &Now<'_>,
) -> Option<(By, Vec<NaiveDate>)> {
    if chars.iter().any(|c| words::is_han(*c)) {
        if hung.is_some_and(|(on, _)| on == "if") && hung_chinese::is_unreal(chars) {
            return None;
        }
        let by = chinese(chars, subject)?;
        // Two weeks from now are not two weeks after they agree.
        let is_open = hung.is_some() && hung_chinese::is_counted_from_then(chars);
        let days = (!is_open).then(|| days(&clause.main, now));
        return Some((by, days.unwrap_or_default()));
    }
    english(chars, hung, || {
        let said = days(&clause.main, now);
        // "We'll call once the visit is over on Friday": the one day that is said.
        match clause.on.or_else(|| next.and_then(|next| next.on)) {
            Some(on) if said.is_empty() && on != "if" => {
                days(next.map_or(clause.all, |next| next.all), now)
            }
            _ => said,
        }
    })
}

pub(super) fn folded(text: &str) -> Vec<char> {
    words::to_simplified(&words::narrow(text))
        .chars()
        .map(|c| {
            if c == '’' {
                '\''
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect()
}

fn has(text: &[char], words: &[&str]) -> bool {
    words.iter().any(|word| find(text, word).is_some())
}

/// Who a clause speaks of: the first named in it.
fn named(text: &[char]) -> Option<By> {
    let first = |words: &[&str]| words.iter().filter_map(|word| find(text, word)).min();
    let us = first(US);
    let person = titles::called(text)
        .into_iter()
        .next()
        .map(|called| called.from);
    let them = [first(THEM), person].into_iter().flatten().min();
    match (us, them) {
        (Some(us), Some(them)) => Some(if us < them { By::Us } else { By::Them }),
        (Some(_), None) => Some(By::Us),
        (None, Some(them)) => {
            // 给张总发样品, 跟客户确认: they are spoken to, and do nothing.
            let before = them.checked_sub(1).and_then(|i| text.get(i)).copied();
            let object = before.is_some_and(|c| "给向跟与和对帮替为到约找请催让陪见".contains(c));
            Some(if object { By::Us } else { By::Them })
        }
        (None, None) => None,
    }
}

fn chinese(text: &[char], subject: Option<By>) -> Option<By> {
    if has(text, THINGS) || !has(text, DEEDS) {
        return None;
    }
    // 我们下周讨论报价 is talk, and 客户觉得月底付款有难度 an opinion, whatever deed they name.
    let spoken = spoken(text);
    if let Some(by) = subject {
        return (spoken || vowed(text)).then_some(by);
    }
    if !spoken {
        return None;
    }
    if has(text, THEIRS) {
        return Some(By::Them);
    }
    has(text, OURS).then_some(By::Us)
}

/// Whether it is said in so many words. 会 is a meeting as well.
fn vowed(text: &[char]) -> bool {
    has(&without(text, MEETINGS), VOWS)
}

/// The text with some words blanked out.
fn without(text: &[char], words: &[&str]) -> Vec<char> {
    let mut left = text.to_vec();
    for word in words {
        while let Some(at) = find(&left, word) {
            for slot in left.iter_mut().skip(at).take(word.chars().count()) {
                *slot = ' ';
            }
        }
    }
    left
}

/// A deed right behind its time or its subject: 我们周五发样品, 他们下周签字.
fn spoken(text: &[char]) -> bool {
    has(text, DEEDS)
        && !has(
            &without(text, MATTERS),
            &[
                "开会", "聊", "讨论", "见", "看", "问", "想", "觉得", "认为", "知道", "忙", "出差",
                "休假", "放假",
            ],
        )
}

/// Who commits themselves in an English clause, and by when. What hangs on something has the day that is said of
/// it, unless days are counted from then; without one it is heard where it is said in so many words.
fn english(
    text: &[char],
    hung: Option<(&str, bool)>,
    days: impl FnOnce() -> Vec<NaiveDate>,
) -> Option<(By, Vec<NaiveDate>)> {
    let Some((on, leads)) = hung else {
        let by = match vow_made(text) {
            Some((by, is_deed)) => is_deed.then_some(by),
            // They pay by next Wednesday: what somebody does by a day, said of it as it is.
            None => said_plainly(text),
        };
        return Some((by?, days()));
    };
    let said: String = text.iter().collect();
    let vow = vow_made(text).and_then(|(by, is_deed)| is_deed.then_some(by));
    // "When they pay, we ship" is how it goes.
    let by = vow.or_else(|| said_plainly(text).filter(|_| !leads))?;
    if is_term(&said) {
        return None;
    }
    let days = if hung::is_counted_from_then(&said) {
        Vec::new()
    } else {
        days()
    };
    // What they do if something is so, and by no day, is a guess of theirs.
    if on == "if" && by == By::Them && days.is_empty() {
        return None;
    }
    (vow.is_some() || !days.is_empty()).then_some((by, days))
}

/// Who makes a vow in so many words, and whether it is of a deed.
fn vow_made(text: &[char]) -> Option<(By, bool)> {
    let first = |words: &[&str]| words.iter().filter_map(|word| find(text, word)).min();
    let ours = first(OUR_VOWS);
    let theirs = first(THEIR_VOWS).or_else(|| titled_will(text));
    let (at, by) = match (ours, theirs) {
        (Some(ours), Some(theirs)) if theirs < ours => (theirs, By::Them),
        (Some(ours), _) => (ours, By::Us),
        (None, Some(theirs)) => (theirs, By::Them),
        (None, None) => return None,
    };
    Some((by, text.get(at..).is_some_and(|rest| has(rest, DONE_BY))))
}

/// `They pay by next Wednesday`, `we ship on Monday`, `the client signs next week`: who does what in the
/// first words of the clause. Behind "when", "until" or "make sure" it would be none.
fn said_plainly(text: &[char]) -> Option<By> {
    let said: String = text.iter().collect();
    let mut rest = said.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    while let Some(after) = LED_BY.iter().find_map(|word| after_word(rest, word)) {
        rest = after;
    }
    let from = text.len() - rest.chars().count();
    let titled = titles::called(text).into_iter().next();
    let titled = titled.filter(|called| called.from == from);
    let (by, number, rest) = match titled {
        Some(called) => {
            let behind: String = text.get(called.until..)?.iter().collect();
            (By::Them, Number::One, behind)
        }
        None => {
            let (by, number, after) = PLAIN
                .iter()
                .find_map(|(word, by, number)| Some((*by, *number, after_word(rest, word)?)))?;
            (by, number, after.to_owned())
        }
    };
    let rest = rest.trim_start();
    let rest = ["all", "both", "also"]
        .iter()
        .find_map(|word| after_word(rest, word))
        .unwrap_or(rest);
    let does = |verb: &&str| match number {
        Number::Many => after_word(rest, verb).is_some(),
        Number::One => after_word(rest, &of_one(verb)).is_some(),
        Number::Noun => after_word(rest, &of_one(verb)).is_some_and(|after| {
            let is_done_to = || OBJECTS.iter().any(|word| after_word(after, word).is_some());
            !NOUNS.contains(verb) || is_done_to()
        }),
    };
    (DONE_BY.iter().any(does) && !is_term(&said)).then_some(by)
}

/// `They pay within 60 days`, `the customer pays in 30 days`: terms that stand, and no day. What is sent within
/// two days is promised.
fn is_term(said: &str) -> bool {
    let is_paying = said
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| {
            PAYING
                .iter()
                .any(|verb| *verb == word || of_one(verb) == word)
        });
    is_paying && hung::is_counted(said)
}

/// What stands behind a word, and signs behind it; nothing where another word begins so.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(word)?;
    let ends = !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '\'');
    ends.then(|| rest.trim_start_matches([' ', ',', ':', '-']))
}

/// What one person does: pays, replies, gets back, finishes.
fn of_one(verb: &str) -> String {
    let (first, rest) = verb.split_once(' ').map_or((verb, ""), |(a, b)| (a, b));
    let form = match first.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if first.ends_with("sh") || first.ends_with('x') => format!("{first}es"),
        _ => format!("{first}s"),
    };
    format!("{form} {rest}").trim_end().to_owned()
}

/// `Mr. Li will`, `Zhang promised`.
fn titled_will(text: &[char]) -> Option<usize> {
    let called = titles::called(text).into_iter().next()?;
    let rest: String = text.get(called.until..)?.iter().collect();
    let rest = rest.trim_start();
    ["will ", "promised", "agreed", "committed", "is going to"]
        .iter()
        .any(|word| rest.starts_with(word))
        .then_some(called.from)
}

/// The days that a clause may mean and that are still to come: several where quick entry would ask.
fn days(clause: &str, now: &Now<'_>) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = Vec::new();
    for one in readings(clause, now) {
        // What is done again and again is no promise, but one may stand beside it.
        let Time::Once(meant) = one.time else {
            continue;
        };
        // "Since", "after": no day it is promised for.
        let named = |when: &When| when.shape != Shape::After || clause.contains('后');
        if meant.whens.first().is_some_and(named) {
            days.extend(meant.whens.iter().map(|when| when.due));
        }
    }
    days.retain(|day| *day >= now.at.date());
    // Two hours of one day are one day.
    let mut seen = BTreeSet::new();
    days.retain(|day| seen.insert(*day));
    days.truncate(draft::MOST);
    days
}
