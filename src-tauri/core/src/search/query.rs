//! What a person typed, as questions to the index. Pure; composes only quoted words of letters,
//! digits and marks, so nothing typed can be taken for syntax.

use crate::base::words::{compact, fold};

use super::model::Matched;
use super::tokens::{Head, Mark, Run, runs};

/// No name is longer than what is still looked at.
const LONGEST: usize = 80;
const MOST_TERMS: usize = 8;

/// A typed text taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ask {
    /// All letters and digits, folded.
    pub(super) whole: String,
    /// The parts between spaces.
    terms: Vec<Vec<Run>>,
    /// The digits, where it is nothing but a number.
    digits: Option<String>,
}

/// Where a question is put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Where {
    /// To the sorted table: this very key.
    Is(String),
    /// To the sorted table: keys that begin so.
    Begins(String),
    /// To a full-text table, in the language of FTS5.
    Words(String),
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) matched: Matched,
    pub(super) ask: Where,
    /// What the words were cut to was longer: the whole must be looked at again.
    pub(super) verify: bool,
}

impl Step {
    fn words(matched: Matched, expression: String, verify: bool) -> Self {
        Self {
            matched,
            ask: Where::Words(expression),
            verify,
        }
    }
}

impl Ask {
    pub(super) fn new(text: &str) -> Self {
        let folded: String = fold(text).chars().take(LONGEST).collect();
        let terms: Vec<Vec<Run>> = folded
            .split(' ')
            .map(runs)
            .filter(|runs| !runs.is_empty())
            .take(MOST_TERMS)
            .collect();
        let number = folded
            .chars()
            .all(|c| c.is_ascii_digit() || " +-().#".contains(c));
        let mut whole = compact(&folded);
        if number && folded.starts_with('+') {
            whole = whole
                .strip_prefix("86")
                .map_or(whole.clone(), str::to_owned);
        }
        let digits = (number && !whole.is_empty()).then(|| whole.clone());
        Self {
            whole,
            terms,
            digits,
        }
    }

    /// Whether it is one stretch without gaps, or a number however it is parted.
    fn is_single(&self) -> bool {
        self.terms.len() <= 1 || self.digits.is_some()
    }

    /// The questions to the index of names, the best first.
    pub(super) fn names(&self) -> Vec<Step> {
        use Matched::{Code, Exact, Initials, Part, Phone, Pinyin, Prefix};
        let q = self.whole.as_str();
        if q.is_empty() {
            return Vec::new();
        }
        let mut steps = vec![
            is(Exact, Head::Name, q),
            is(Exact, Head::Code, q),
            begins(Prefix, Head::Name, q),
        ];
        if !self.is_single() {
            // Some terms may name what it belongs to, but not all: that is the unit itself.
            let both: Vec<String> = self
                .terms
                .iter()
                .map(|term| name_term(term, true))
                .collect();
            let own: Vec<String> = self
                .terms
                .iter()
                .map(|term| name_term(term, false))
                .collect();
            let expression = format!("{} AND ({})", all(&both), own.join(" OR "));
            steps.push(Step::words(Part, expression, false));
            return steps;
        }
        let latin = q.bytes().all(|b| b.is_ascii_alphanumeric());
        let letters = latin && self.digits.is_none();
        if letters {
            steps.push(begins(Pinyin, Head::Pinyin, q));
        }
        steps.push(self.part());
        if letters {
            steps.push(has(Pinyin, Mark::Pinyin, q));
            steps.push(begins(Initials, Head::Initials, q));
            steps.push(has(Initials, Mark::Initials, q));
        }
        if let Some(digits) = &self.digits {
            let tail: String = digits.chars().rev().collect();
            if digits.len() >= 4 {
                steps.push(has(Phone, Mark::PhoneTail, &tail));
            }
            if digits.len() >= 3 {
                steps.push(has(Phone, Mark::PhoneHead, digits));
            }
        }
        steps.push(has(Code, Mark::Code, q));
        steps
    }

    /// A part of a name: all pairs of neighbours, and words by their start. More than two Han
    /// characters are looked at again, for their pairs may stand apart.
    fn part(&self) -> Step {
        let term: Vec<Run> = self.terms.iter().flatten().cloned().collect();
        let han = |run: &Run| matches!(run, Run::Han(_));
        if term.iter().any(han) && !term.iter().all(han) {
            // 华wei: the letters may be letters of the name or the pinyin of its next syllable.
            return Step::words(Matched::Part, name_term(&term, false), false);
        }
        let words: Vec<String> = term.iter().flat_map(|run| plain_words(run, None)).collect();
        let long = term
            .iter()
            .any(|run| matches!(run, Run::Han(run) if run.len() > 2));
        Step::words(Matched::Part, all(&words), long)
    }

    /// The question to the index of texts.
    pub(super) fn texts(&self) -> Option<Step> {
        let own: Vec<String> = self
            .terms
            .iter()
            .map(|term| text_term(term, None))
            .collect();
        if own.is_empty() {
            return None;
        }
        if self.is_single() {
            let runs: Vec<&Run> = self.terms.iter().flatten().collect();
            let long = |run: &&Run| matches!(run, Run::Han(run) if run.len() > 2);
            let verify = runs.len() > 1 || runs.iter().any(long);
            return Some(Step::words(Matched::Text, all(&own), verify));
        }
        // Some terms may name what the text belongs to, but not all: that is the unit itself.
        let about = self
            .terms
            .iter()
            .map(|term| text_term(term, Some(Mark::About)));
        let either: Vec<String> = own
            .iter()
            .zip(about)
            .map(|(own, about)| format!("({own} OR {about})"))
            .collect();
        let expression = format!("{} AND ({})", all(&either), own.join(" OR "));
        Some(Step::words(Matched::Text, expression, false))
    }

    /// The texts of the terms, to look for in a passage.
    pub(super) fn needles(&self) -> Vec<String> {
        let text = |run: &Run| match run {
            Run::Han(run) => run.iter().collect(),
            Run::Word(word) => word.clone(),
        };
        self.terms.iter().flatten().map(text).collect()
    }
}

/// The plain words a run asks for.
fn plain_words(run: &Run, mark: Option<Mark>) -> Vec<String> {
    let word = |text: String| mark.map_or(text.clone(), |mark| mark.word(&text));
    match run {
        Run::Han(run) if run.len() == 1 => vec![quoted(&word(run.iter().collect()), false)],
        Run::Han(run) => run
            .windows(2)
            .map(|pair| quoted(&word(pair.iter().collect()), false))
            .collect(),
        // One or two letters begin too many words of a text to mean any of them.
        Run::Word(text) => vec![quoted(&word(text.clone()), text.chars().count() > 2)],
    }
}

/// One term of several in the index of texts.
fn text_term(term: &[Run], mark: Option<Mark>) -> String {
    all(&term
        .iter()
        .flat_map(|run| plain_words(run, mark))
        .collect::<Vec<_>>())
}

/// One term of several: by part of the name, pinyin, initials, code, number, or `about` what.
fn name_term(term: &[Run], about: bool) -> String {
    let parts: Vec<String> = term
        .iter()
        .map(|run| {
            let mut ways = vec![all(&plain_words(run, None))];
            if about {
                ways.push(all(&plain_words(run, Some(Mark::About))));
            }
            if let Run::Word(word) = run {
                for mark in ANY_START {
                    ways.push(quoted(&mark.word(word), true));
                }
                if word.len() >= 4 && word.bytes().all(|b| b.is_ascii_digit()) {
                    let tail: String = word.chars().rev().collect();
                    ways.push(quoted(&Mark::PhoneTail.word(&tail), true));
                }
            }
            format!("({})", ways.join(" OR "))
        })
        .collect();
    all(&parts)
}

/// What a word of letters may begin, beside other words.
const ANY_START: [Mark; 5] = [
    Mark::PinyinStart,
    Mark::Pinyin,
    Mark::InitialsStart,
    Mark::Initials,
    Mark::Code,
];

fn is(matched: Matched, head: Head, text: &str) -> Step {
    let verify = text.chars().count() > head.longest();
    Step {
        matched,
        ask: Where::Is(head.key(text)),
        verify,
    }
}

fn begins(matched: Matched, head: Head, text: &str) -> Step {
    let verify = text.chars().count() > head.longest();
    Step {
        matched,
        ask: Where::Begins(head.key(text)),
        verify,
    }
}

fn has(matched: Matched, mark: Mark, text: &str) -> Step {
    let verify = text.chars().count() > mark.longest();
    Step::words(matched, quoted(&mark.word(text), true), verify)
}

fn quoted(word: &str, prefix: bool) -> String {
    format!("\"{word}\"{}", if prefix { " *" } else { "" })
}

fn all(words: &[String]) -> String {
    format!("({})", words.join(" AND "))
}
