//! The words a record is indexed by. Pure. Every kind of word but plain text begins with a mark
//! of its own, so that kinds never meet in the index; the tokenizer parts at spaces only.

use std::collections::BTreeSet;

use crate::base::phone::Phone;
use crate::base::words::{compact, fold, is_han, match_key, pinyin_forms};

use super::model::Doc;

/// A kind of word. Two signs each: prefixes of three signs and more have an index of their own,
/// and plain pairs of characters shall not be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The pinyin of a name from its start; short, and used beside other words only.
    PinyinStart,
    /// The pinyin of a name from any further syllable.
    Pinyin,
    /// The initials of a name from its start, as [`Mark::PinyinStart`].
    InitialsStart,
    /// The initials of a name from any further syllable.
    Initials,
    /// A telephone number, its last digit first.
    PhoneTail,
    /// A telephone number.
    PhoneHead,
    /// A code from any of its parts.
    Code,
    /// What a text belongs to.
    About,
}

impl Mark {
    fn sign(self) -> &'static str {
        match self {
            Self::PinyinStart => "££",
            Self::Pinyin => "¢¢",
            Self::InitialsStart => "¥¥",
            Self::Initials => "¤¤",
            Self::PhoneTail => "¦¦",
            Self::PhoneHead => "§§",
            Self::Code => "¨¨",
            Self::About => "¬¬",
        }
    }

    /// The longest word of this kind, in characters. What is longer is cut, which keeps the index
    /// small; the search looks at the whole again where a query is longer.
    pub(super) fn longest(self) -> usize {
        match self {
            Self::Code | Self::About => 32,
            Self::Pinyin => 12,
            Self::Initials => 6,
            Self::PinyinStart | Self::InitialsStart => 5,
            Self::PhoneTail | Self::PhoneHead => 15,
        }
    }

    /// `text` as a word of this kind.
    pub(super) fn word(self, text: &str) -> String {
        self.sign()
            .chars()
            .chain(text.chars().take(self.longest()))
            .collect()
    }
}

/// A kind of beginning. Thousands of names begin alike, each going on in its own way: these stand
/// in a sorted table, where a query reads just as many as it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// A whole name, folded; with and without its legal form.
    Name,
    /// The pinyin of a name.
    Pinyin,
    /// The initials of a name.
    Initials,
    /// A whole code.
    Code,
}

impl Head {
    /// As for [`Mark::longest`].
    pub(super) fn longest(self) -> usize {
        match self {
            Self::Name | Self::Code => 32,
            Self::Pinyin => 24,
            Self::Initials => 12,
        }
    }

    /// `text` as a beginning of this kind.
    pub(super) fn key(self, text: &str) -> String {
        let sign = match self {
            Self::Name => 'n',
            Self::Pinyin => 'p',
            Self::Initials => 'i',
            Self::Code => 'c',
        };
        std::iter::once(sign)
            .chain(text.chars().take(self.longest()))
            .collect()
    }
}

/// What a record is found by through its names, codes and numbers.
#[derive(Debug, Default)]
pub(super) struct Names {
    words: BTreeSet<String>,
    pub(super) heads: BTreeSet<String>,
}

impl Names {
    /// The words of the full-text index.
    pub(super) fn words(&self) -> String {
        joined(&self.words)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.heads.is_empty() && self.words.is_empty()
    }
}

/// Names have at most this many starts of syllables; legal names of 200 characters exist.
const MOST_STARTS: usize = 40;

/// Words of plain text are cut to this many characters.
const LONGEST_WORD: usize = 32;

/// A stretch of text without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Run {
    /// Han characters.
    Han(Vec<char>),
    /// Letters and digits of any other script.
    Word(String),
}

/// The stretches of a folded text.
pub(super) fn runs(folded: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for c in folded.chars() {
        match (runs.last_mut().filter(|_| open), is_han(c)) {
            (Some(Run::Han(run)), true) => run.push(c),
            (Some(Run::Word(run)), false) if c.is_alphanumeric() => run.push(c),
            (_, true) => runs.push(Run::Han(vec![c])),
            (_, false) if c.is_alphanumeric() => runs.push(Run::Word(c.to_string())),
            _ => {
                open = false;
                continue;
            }
        }
        open = true;
    }
    runs
}

/// Each Han character, each pair of neighbours, each word, with `mark` before it if any. Marked,
/// a single character of several says too little to be worth its place.
fn plain(folded: &str, mark: Option<Mark>, into: &mut BTreeSet<String>) {
    let word = |text: String| match mark {
        Some(mark) => mark.word(&text),
        None => text,
    };
    for run in runs(folded) {
        match run {
            Run::Han(run) => {
                if mark.is_none() || run.len() == 1 {
                    into.extend(run.iter().map(|c| word(c.to_string())));
                }
                into.extend(run.windows(2).map(|pair| word(pair.iter().collect())));
            }
            Run::Word(run) => {
                into.insert(word(run.chars().take(LONGEST_WORD).collect()));
            }
        }
    }
}

/// What a record is found by through its names, codes and numbers.
pub(super) fn of_names(doc: &Doc) -> Names {
    let mut names = Names::default();
    for name in std::iter::once(&doc.title).chain(&doc.aliases) {
        add_name(name, &mut names);
    }
    for code in &doc.codes {
        add_code(code, &mut names);
    }
    for phone in &doc.phones {
        let digits = Phone::parse(phone).digits();
        if digits.len() >= 3 {
            let tail: String = digits.chars().rev().collect();
            names
                .words
                .extend([Mark::PhoneHead.word(&digits), Mark::PhoneTail.word(&tail)]);
        }
    }
    if !names.is_empty() {
        // Several words of one query may be spread over a name and what it belongs to.
        plain(&fold(&doc.about), Some(Mark::About), &mut names.words);
    }
    names
}

fn add_name(name: &str, names: &mut Names) {
    let whole = compact(name);
    if whole.is_empty() {
        return;
    }
    let key = match_key(name);
    names
        .heads
        .extend([Head::Name.key(&whole), Head::Name.key(&key.core)]);
    plain(&fold(name), None, &mut names.words);
    // Nobody looks for a company by the pinyin of 有限公司.
    let own = name
        .trim()
        .strip_suffix(key.suffix.as_str())
        .unwrap_or(name);
    for form in pinyin_forms(own) {
        let (full, short) = (form.full(), form.short());
        names
            .heads
            .extend([Head::Pinyin.key(&full), Head::Initials.key(&short)]);
        names.words.extend([
            Mark::PinyinStart.word(&full),
            Mark::InitialsStart.word(&short),
        ]);
        for at in 1..form.syllables.len().min(MOST_STARTS) {
            let rest = |pieces: &[String]| pieces.get(at..).unwrap_or_default().concat();
            names
                .words
                .insert(Mark::Pinyin.word(&rest(&form.syllables)));
            names
                .words
                .insert(Mark::Initials.word(&rest(&form.initials)));
        }
    }
}

fn add_code(code: &str, names: &mut Names) {
    let folded = fold(code);
    let parts: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() {
        return;
    }
    names.heads.insert(Head::Code.key(&parts.concat()));
    for at in 0..parts.len().min(MOST_STARTS) {
        names
            .words
            .insert(Mark::Code.word(&parts.get(at..).unwrap_or_default().concat()));
    }
}

/// The text of the index of texts, as it is kept to be shown.
pub(super) fn body(doc: &Doc) -> String {
    doc.texts
        .iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("\n")
}

/// The words of the index of texts.
pub(super) fn of_texts(doc: &Doc, body: &str) -> String {
    let mut words = BTreeSet::new();
    plain(&fold(body), None, &mut words);
    for name in [&doc.title, &doc.about] {
        plain(&fold(name), Some(Mark::About), &mut words);
    }
    joined(&words)
}

fn joined(words: &BTreeSet<String>) -> String {
    let length = words.iter().map(|word| word.len() + 1).sum();
    let mut text = String::with_capacity(length);
    for word in words {
        text.push_str(word);
        text.push(' ');
    }
    text
}
