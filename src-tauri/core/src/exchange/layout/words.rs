//! The words of `words.tsv`, ready to be looked up. Holds no words of its own.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::base::words::{compact, fold};

/// A target that a heading may mean, and how surely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::exchange) struct Meaning {
    /// `entity.field`.
    pub(in crate::exchange) target: &'static str,
    /// 0 to 1.
    pub(in crate::exchange) sure: f32,
}

/// All that the file says.
pub(in crate::exchange) struct Words {
    heads: HashMap<String, Vec<Meaning>>,
    contexts: Vec<(&'static str, Vec<String>)>,
    also: HashMap<&'static str, HashMap<String, &'static str>>,
    absent: HashSet<String>,
    absent_first: HashSet<char>,
    lists: HashMap<&'static str, Vec<String>>,
}

/// The words, read once.
pub(in crate::exchange) static WORDS: LazyLock<Words> =
    LazyLock::new(|| read(include_str!("../words.tsv")));

/// Sureness of a heading that means one field, and of the first of several.
const CERTAIN: f32 = 0.95;
const LIKELY: f32 = 0.85;
const LESS: f32 = 0.06;

fn read(file: &'static str) -> Words {
    let mut words = Words {
        heads: HashMap::new(),
        contexts: Vec::new(),
        also: HashMap::new(),
        absent: HashSet::new(),
        absent_first: HashSet::new(),
        lists: HashMap::new(),
    };
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let mut parts = line.splitn(3, '\t');
        let (Some(sort), Some(key), Some(list)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let said = list.split('|').map(compact).filter(|word| !word.is_empty());
        match sort {
            "column" | "open" => {
                let meanings = key.split(',').zip(0_u8..).map(|(target, place)| Meaning {
                    target,
                    sure: if sort == "column" {
                        CERTAIN
                    } else {
                        LIKELY - LESS * f32::from(place)
                    },
                });
                let meanings: Vec<_> = meanings.collect();
                for word in said {
                    words.heads.entry(word).or_default().extend(&meanings);
                }
            }
            "context" => words.contexts.push((key, said.collect())),
            "absent" => {
                for word in said {
                    words.absent_first.extend(word.chars().next());
                    words.absent.insert(word);
                }
            }
            "also" => {
                let Some((list, code)) = key.split_once('.') else {
                    continue;
                };
                let codes = words.also.entry(list).or_default();
                codes.extend(said.map(|word| (word, code)));
            }
            _ => words.lists.entry(sort).or_default().extend(said),
        }
    }
    words.absent_first.insert('-');
    words
}

impl Words {
    /// What a compacted heading means exactly.
    pub(super) fn exact(&self, head: &str) -> &[Meaning] {
        self.heads.get(head).map_or(&[], Vec::as_slice)
    }

    /// What a compacted heading means by the longest known word it ends with or contains. Latin
    /// words count only where they stand whole in the heading as `written`.
    pub(super) fn part(&self, head: &str, written: &str) -> Vec<Meaning> {
        let spoken = latin_words(written);
        let stands = |word: &str| {
            (1..=4).any(|count| spoken.windows(count).any(|words| words.concat() == word))
        };
        let long = |word: &str| {
            word.chars().count() >= 2
                && word.len() < head.len()
                && head.contains(word)
                && (!word.is_ascii() || stands(word))
        };
        let rank = |word: &&String| (head.ends_with(word.as_str()), word.len());
        let Some(word) = self
            .heads
            .keys()
            .filter(|word| long(word))
            .max_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| b.cmp(a)))
        else {
            return Vec::new();
        };
        #[expect(clippy::cast_precision_loss, reason = "lengths of headings")]
        let share = word.chars().count() as f32 / head.chars().count().max(1) as f32;
        let ends = if head.ends_with(word.as_str()) {
            0.5
        } else {
            0.4
        };
        let factor = ends + 0.35 * share;
        let found = self.exact(word).iter();
        found
            .map(|found| Meaning {
                sure: found.sure * factor,
                ..*found
            })
            .collect()
    }

    /// The kind of record a heading over several columns is about.
    pub(super) fn context(&self, head: &str) -> Option<&'static str> {
        let head = compact(head);
        let found = self
            .contexts
            .iter()
            .find(|(_, words)| words.iter().any(|w| head.contains(w)));
        found.map(|(entity, _)| *entity)
    }

    /// The code of a choice, by words beside its labels.
    pub(in crate::exchange) fn also(&self, list: &str, text: &str) -> Option<&'static str> {
        self.also_compact(list, &compact(text))
    }

    /// The same for a text that is compacted already.
    pub(super) fn also_compact(&self, list: &str, text: &str) -> Option<&'static str> {
        self.also.get(list)?.get(text).copied()
    }

    /// The code of the longest word of a list that the text contains.
    pub(in crate::exchange) fn contained(&self, list: &str, text: &str) -> Option<&'static str> {
        let text = compact(text);
        let words = self.also.get(list)?.iter();
        let inside = |(word, _): &(&String, &&str)| {
            word.chars().count() >= 2 && !word.is_ascii() && text.contains(word.as_str())
        };
        let longest = words
            .filter(inside)
            .max_by_key(|(word, code)| (word.len(), **code));
        longest.map(|(_, code)| *code)
    }

    /// Whether a cell says that there is nothing: `无`, `N/A`, `-`.
    pub(in crate::exchange) fn is_absent(&self, text: &str) -> bool {
        // Most cells hold something, and it shows by their length or their first character.
        let text = text.trim();
        let first = text.chars().next().map(narrow_first);
        if text.len() > 64 || first.is_some_and(|first| !self.absent_first.contains(&first)) {
            return false;
        }
        let folded = fold(text);
        folded.chars().all(is_dash) || self.absent.contains(&compact(&folded))
    }

    /// Whether the text is a word of the list and nothing else.
    pub(in crate::exchange) fn is(&self, sort: &str, text: &str) -> bool {
        let text = compact(text);
        self.lists
            .get(sort)
            .is_some_and(|words| words.contains(&text))
    }

    /// Whether the text begins with a word of the list, standing for itself or before a sign.
    pub(super) fn begins(&self, sort: &str, text: &str) -> bool {
        let folded = fold(text);
        let folded = folded.trim_start_matches(['*', '#', '(', '[', '※']);
        let starts = |word: &String| {
            let rest = behind(folded, word);
            rest.is_some_and(|rest| {
                // `Total SE` is a firm.
                let goes_on = word.is_ascii() && rest.trim_start().starts_with(char::is_alphabetic);
                !goes_on && !rest.starts_with(char::is_alphanumeric)
                    || sort == "footnote" && rest.contains(':')
            })
        };
        self.lists
            .get(sort)
            .is_some_and(|words| words.iter().any(starts))
    }

    /// Whether the text ends with a word of the list.
    pub(super) fn ends(&self, sort: &str, text: &str) -> bool {
        let text = compact(text);
        self.lists
            .get(sort)
            .is_some_and(|words| words.iter().any(|word| text.ends_with(word)))
    }
}

/// What stands behind a compacted word at the start of a text that may space it out: `合 计`.
fn behind<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = text;
    for c in word.chars() {
        rest = rest.trim_start().strip_prefix(c)?;
    }
    Some(rest)
}

/// The Latin words of a heading, in lower case: `nb_tasks`, `closeDate` and `Close Date` have two.
fn latin_words(head: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in head.chars() {
        let next =
            !c.is_ascii_alphanumeric() || c.is_ascii_uppercase() && before.is_ascii_lowercase();
        if next {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_ascii_alphanumeric()) {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Signs that stand where nothing is to be said, and those that may stand before a word for it.
fn is_dash(c: char) -> bool {
    "-—–_/\\*.·?、,~ ".contains(c)
}

/// A first character as it counts: small and narrow; any sign as one of its kind.
fn narrow_first(c: char) -> char {
    let narrow = match u32::from(c) {
        0xFF01..=0xFF5E => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    if narrow.is_alphanumeric() {
        narrow.to_lowercase().next().unwrap_or(narrow)
    } else {
        '-'
    }
}
