//! What hangs on something that has yet to happen: "once they confirm", "after the call", "if they agree". Such a
//! clause promises nothing, and what stands beside it is promised all the same.

use std::ops::Range;

use super::hung_chinese;
use super::kinds::find;
use super::line::{in_chars, original};
use super::promises::folded;
use super::time::Now;
use super::vows::{OUR_VOWS, THEIR_VOWS};
use super::when::readings;
use crate::base::words;

/// What begins a clause on which the rest of its sentence hangs.
const HUNG_ON: &[&str] = &["when", "if", "once", "after", "as soon as"];

/// What may stand before it at the head of a sentence.
const LED_BY: &[&str] = &[
    "and", "but", "so", "then", "also", "only", "or", "ok", "okay",
];

/// Behind these it is asked about, and nothing hangs on it: "ask if they pay", "let us know when it ships".
const ASKED: &[&str] = &[
    "know", "see", "ask", "check", "confirm", "say", "tell", "sure", "decide", "wonder", "about",
    "us", "them", "me", "you",
];

/// Behind these "if" is whether, wherever it stands: "I'll confirm by Friday if we can deliver".
const ANSWERED: &[&str] = &[
    "confirm", "reply", "answer", "decide", "know", "tell", "check",
];

/// One clause: what of it is said of somebody, and on what that hangs.
pub(super) struct Clause<'t> {
    /// All of it.
    pub(super) all: &'t str,
    /// Without the part that promises nothing.
    pub(super) main: String,
    /// The word that begins that part.
    pub(super) on: Option<&'static str>,
    /// That part stands before the rest, or there is no rest.
    pub(super) leads: bool,
    /// What has to come true, without the word that begins it.
    condition: String,
}

impl<'t> Clause<'t> {
    /// Of the last clause of a sentence what hangs on it is said in it, or before it.
    pub(super) fn of(all: &'t str, is_last: bool, now: &Now<'_>) -> Self {
        let chars = folded(all);
        let none = Self {
            all,
            main: all.to_owned(),
            on: None,
            leads: false,
            condition: String::new(),
        };
        if chars.iter().any(|c| words::is_han(*c)) {
            return match hung_chinese::part(&chars, is_last, now) {
                Some(part) => Self {
                    all,
                    main: part.main,
                    on: part.on,
                    leads: part.leads,
                    condition: part.condition,
                },
                None => none,
            };
        }
        if HUNG_ON.iter().all(|w| find(&chars, w).is_none()) {
            return none;
        }
        // "The day after tomorrow", "after Friday": of the time, and no condition.
        let times = readings(all, now).into_iter().flat_map(|one| one.spans);
        let times: Vec<Range<usize>> = times
            .map(|span| in_chars(all, &span))
            .map(|(from, until)| from..until)
            .collect();
        let found = HUNG_ON
            .iter()
            .filter_map(|word| Some((find(&chars, word)?, *word)))
            .filter(|(at, word)| {
                !times.iter().any(|time| time.contains(at)) && is_condition(&chars, *at, word)
            })
            .min();
        let Some((at, word)) = found else {
            return none;
        };
        let before = words_of(chars.get(..at));
        let leads = before.iter().all(|word| LED_BY.contains(&word.as_str()));
        if word == "if" && before.iter().any(|word| ANSWERED.contains(&word.as_str())) {
            let main = original(all, 0, at);
            return Self { main, ..none };
        }
        let rest = at + word.chars().count();
        // "When I called, he said": what happened already is told, and nothing hangs on it.
        if leads && word != "if" && is_told(&words_of(chars.get(rest..))) {
            return none;
        }
        let main = if leads {
            behind(&chars, rest)
        } else {
            Some(0..at)
        };
        let until = main.as_ref().filter(|_| leads).map(|main| main.start);
        let condition = chars.get(rest..until.unwrap_or(chars.len()));
        let condition = words_of(condition).join(" ");
        let main = main.map_or_else(String::new, |main| original(all, main.start, main.end));
        Self {
            all,
            main,
            on: Some(word),
            leads,
            condition,
        }
    }

    /// Whether what hangs on it comes about only if it comes true: a condition, and no mere time. "After the call"
    /// and "they will confirm when they can come" are none.
    pub(super) fn decides(&self, leads: bool) -> bool {
        match self.on {
            None | Some("after") => false,
            Some("when") => leads,
            Some("if" | "provided") => !is_form(&self.condition),
            Some(_) => true,
        }
    }
}

/// Whether a condition is said for the sake of form, and nothing is decided by it: where it is all that is said. Of
/// the test of a sample it is not.
fn is_form(condition: &str) -> bool {
    const FORM: &[&str] = &[
        "all goes well",
        "everything goes well",
        "all goes to plan",
        "everything goes to plan",
        "all is well",
        "it goes well",
        "there is no problem",
        "there are no problems",
        "no problem",
        "no problems",
        "nothing comes up",
        "nothing happens",
        "that is ok",
        "that's ok",
        "that is fine",
        "that's fine",
    ];
    let said = condition.strip_suffix(" then").unwrap_or(condition);
    FORM.contains(&said) || hung_chinese::is_form(condition)
}

fn words_of(text: Option<&[char]>) -> Vec<String> {
    let text: String = text.unwrap_or_default().iter().collect();
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

/// Whether the word opens a condition where it stands.
fn is_condition(text: &[char], at: usize, word: &str) -> bool {
    let before = words_of(text.get(..at)).pop().unwrap_or_default();
    let after = words_of(text.get(at + word.chars().count()..));
    let Some(after) = after.first() else {
        return false;
    };
    let after = after.as_str();
    match word {
        // At once, once a week, once more.
        "once" => {
            before != "at"
                && ![
                    "a", "an", "per", "every", "each", "more", "again", "weekly", "monthly",
                ]
                .contains(&after)
        }
        "after" => after != "all" && !before.starts_with("look"),
        "as soon as" => after != "possible",
        _ => before != "even" && !ASKED.contains(&before.as_str()),
    }
}

/// What is said behind a condition that no comma ends: "after the call we'll send it". Who commits themselves
/// right behind the first word does so within the condition.
fn behind(text: &[char], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let at = OUR_VOWS
        .iter()
        .chain(THEIR_VOWS)
        .filter_map(|vow| find(rest, vow))
        .min()?;
    let between = words_of(rest.get(..at));
    let is_asked = between.last().is_some_and(|word| {
        ["if", "when", "that", "whether", "say", "said"].contains(&word.as_str())
    });
    (between.len() >= 2 && !is_asked).then_some(from + at..text.len())
}

/// Whether the words behind "when" tell of what happened: somebody, and what they did.
fn is_told(said: &[String]) -> bool {
    const DID: &[&str] = &[
        "was", "were", "had", "did", "met", "came", "went", "spoke", "said", "told", "saw", "got",
        "gave", "left", "rang", "wrote", "found", "took", "heard", "brought", "bought", "sent",
        "paid", "made", "asked", "agreed",
    ];
    /// "Have signed", "is approved", "gets paid": it has yet to happen.
    const TO_COME: &[&str] = &[
        "have", "has", "is", "are", "am", "be", "been", "being", "get", "gets", "will", "can",
    ];
    /// "The revised drawings": said of a thing.
    const OF_A_THING: &[&str] = &[
        "the", "a", "an", "this", "that", "these", "those", "our", "my", "your", "his", "her",
        "their", "its", "all", "any", "and", "or",
    ];
    /// What follows is said of what stands before it: "what we discussed".
    const ASIDE: &[&str] = &["what", "that", "which", "who", "as", "whatever"];
    let is_short = |word: &str| {
        ["'ve", "'s", "'re", "'m", "'ll"]
            .iter()
            .any(|end| word.ends_with(end))
    };
    let does = said
        .iter()
        .skip(1)
        .take_while(|word| !ASIDE.contains(&word.as_str()));
    let mut before = said.first().map_or("", String::as_str);
    if ASIDE.contains(&before) || is_short(before) {
        return false;
    }
    for word in does {
        if TO_COME.contains(&word.as_str()) || is_short(word) {
            return false;
        }
        let is_past = DID.contains(&word.as_str())
            || word.len() > 3
                && word.ends_with("ed")
                && !word.ends_with("eed")
                && word != "hundred";
        if is_past && !OF_A_THING.contains(&before) {
            return true;
        }
        before = word;
    }
    false
}

/// Whether so and so many days are counted: from now, or from what comes first.
pub(super) fn is_counted(said: &str) -> bool {
    let is_number = |word: &str| {
        let few = [
            "a", "an", "one", "two", "three", "four", "five", "six", "seven", "ten", "fourteen",
            "thirty", "sixty", "ninety",
        ];
        word.starts_with(|c: char| c.is_ascii_digit()) || few.contains(&word)
    };
    let words = plain(said);
    words.contains(&"within")
        || words
            .windows(3)
            .any(|three| matches!(three, ["in", many, span] if is_number(many) && is_span(span)))
}

/// Whether its day is counted from what it hangs on: two weeks later, the next day. By that no day is known.
pub(super) fn is_counted_from_then(said: &str) -> bool {
    const NEXT: [&str; 3] = ["next", "same", "following"];
    let is_day = |word: &str| ["day", "working", "business"].contains(&word);
    let is_time = |word: &str| {
        let parts = ["morning", "afternoon", "evening", "night"];
        is_span(word) || parts.contains(&word) || word.len() > 5 && word.ends_with("day")
    };
    let words = plain(said);
    let is_later = |two: &[&str]| matches!(two, [span, "later" | "after" | "afterwards" | "thereafter"] if is_span(span));
    // "Next week" is counted from now, "the next week" from then.
    let is_next = |two: &[&str]| matches!(two, [next, day] if NEXT.contains(next) && is_day(day));
    let is_the_next = |three: &[&str]| matches!(three, ["the", next, time] if NEXT.contains(next) && is_time(time));
    is_counted(said)
        || words.windows(2).any(|two| is_later(two) || is_next(two))
        || words.windows(3).any(is_the_next)
}

fn plain(said: &str) -> Vec<&str> {
    said.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .collect()
}

fn is_span(word: &str) -> bool {
    let units = [
        "hour",
        "day",
        "week",
        "fortnight",
        "month",
        "year",
        "working",
        "business",
        "calendar",
    ];
    units.contains(&word.strip_suffix('s').unwrap_or(word))
}
