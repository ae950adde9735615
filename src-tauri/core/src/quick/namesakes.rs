//! Names that look like times: 今日头条, 周一鸣, Mr. Sun. What of a line is the name of somebody or of a
//! customer of the vault says nothing of when, and is blanked before its time is read.

use std::collections::BTreeSet;

use super::line::{in_chars, original};
use super::names::{self, Ledger, Surname};
use super::time::{self, Now};
use super::who::CALLS;
use crate::base::Result;
use crate::base::words::{self, DOUBLE_SURNAMES, SURNAMES};

/// A line is looked up in the vault so often at most.
const LOOKS: usize = 24;

const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "madam",
    "sir",
    "mister",
];

/// Words that are the first half of many a name, and times.
const MONTHS: &[&str] = &[
    "jan", "april", "may", "june", "jun", "july", "august", "march", "mar", "avril", "augustus",
];

const DAYS: &[&str] = &[
    "sun", "mon", "wed", "thu", "fri", "sat", "sunday", "monday", "friday", "easter", "noon",
    "summer", "autumn", "winter", "spring", "feb", "apr", "aug", "sept", "oct", "nov", "dec",
];

/// The line with the names in it that look like times blanked out, each byte still in its place.
///
/// # Errors
/// When the vault cannot be read.
pub(super) fn without_names(line: &str, now: &Now<'_>, ledger: &dyn Ledger) -> Result<String> {
    let mut vault = Vault {
        ledger,
        looks: LOOKS,
        asked: BTreeSet::new(),
    };
    let mut taken = latin(line, &mut vault)?;
    taken.extend(han(line, now, &mut vault)?);
    let blank = |(at, c): (usize, char)| {
        let is_taken = taken
            .iter()
            .any(|(from, until)| (*from..*until).contains(&at));
        if is_taken {
            " ".repeat(c.len_utf8())
        } else {
            c.to_string()
        }
    };
    Ok(line.chars().enumerate().map(blank).collect())
}

struct Vault<'l> {
    ledger: &'l dyn Ledger,
    looks: usize,
    /// What was asked and is nobody's name.
    asked: BTreeSet<String>,
}

impl Vault<'_> {
    /// Whether these words are the whole name of a customer or a person, or the beginning of a customer's
    /// where they are long enough to be meant for it.
    fn names(&mut self, words: &str, is_long: bool) -> Result<bool> {
        if self.looks == 0 || !self.asked.insert(words.to_owned()) {
            return Ok(false);
        }
        self.looks -= 1;
        let is_person = is_like_a_person(words) && {
            let found = self.ledger.people(words, None)?;
            found
                .iter()
                .any(|one| one.contact.label.eq_ignore_ascii_case(words))
        };
        if is_person {
            return Ok(true);
        }
        let units = self.ledger.units(words)?;
        Ok(units
            .iter()
            .any(|unit| unit.is_whole || is_long && unit.is_start))
    }
}

fn is_like_a_person(words: &str) -> bool {
    let mut chars = words.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    if !words::is_han(first) {
        return true;
    }
    let two: String = words.chars().take(2).collect();
    let few = (2..=4).contains(&words.chars().count());
    few && (SURNAMES.contains(first) || DOUBLE_SURNAMES.contains(&two.as_str()))
}

/// The words of Latin letters, by characters.
fn tokens(chars: &[char]) -> Vec<(usize, usize)> {
    let mut tokens = Vec::new();
    let mut from = None;
    for at in 0..=chars.len() {
        let is_letter = chars.get(at).is_some_and(|c| c.is_ascii_alphabetic());
        match (from, is_letter) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                tokens.push((start, at));
                from = None;
            }
            _ => {}
        }
    }
    tokens
}

fn latin(line: &str, vault: &mut Vault<'_>) -> Result<Vec<(usize, usize)>> {
    let chars: Vec<char> = line.chars().collect();
    let tokens = tokens(&chars);
    let text = |from: usize, until: usize| -> String {
        chars.get(from..until).unwrap_or_default().iter().collect()
    };
    let mut taken = Vec::new();
    for (at, &(from, until)) in tokens.iter().enumerate() {
        let said = text(from, until);
        let word = said.to_lowercase();
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).copied();
        let titled = before.is_some_and(|(start, end)| {
            let joint = text(end, from);
            let title = text(start, end);
            // "Don't miss Friday's deadline."
            let is_title =
                TITLES.contains(&title.to_lowercase().as_str()) && title.as_str() != "miss";
            is_title && !joint.is_empty() && joint.trim_start_matches('.').trim().is_empty()
        });
        let is_month = MONTHS.contains(&word.as_str());
        if !is_month && !DAYS.contains(&word.as_str()) {
            continue;
        }
        let is_name = said.starts_with(char::is_uppercase);
        if titled && is_name {
            taken.push((from, until));
            continue;
        }
        // Beside the rest of the name: Li Jun, April Jones.
        let near = |step: isize| {
            at.checked_add_signed(step)
                .and_then(|at| tokens.get(at))
                .copied()
        };
        let spans = [
            (near(-2), near(0)),
            (near(-1), near(1)),
            (near(-1), near(0)),
            (near(0), near(1)),
        ];
        let mut whole = None;
        for span in spans {
            let (Some((start, _)), Some((_, end))) = span else {
                continue;
            };
            let named = text(start, end);
            let is_one = named.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
            if is_one && vault.names(&named, false)? {
                whole = Some((start, end));
                break;
            }
        }
        if let Some(span) = whole {
            taken.push(span);
            continue;
        }
        // "Call Jan", "talk to June": nobody calls a month. "Meet June 5" says its day, and what is moved
        // to March is moved.
        let head = text(0, from).to_lowercase();
        let head = head.trim_end();
        let called = CALLS.iter().any(|call| {
            head.strip_suffix(call)
                .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
        });
        let behind = text(until, chars.len());
        let dated = behind
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
            || behind.trim_start().starts_with("the ");
        let surname = || vault.ledger.of_surname(&Surname::Latin(word.clone()), None);
        if called && !dated && is_name && (is_month || word == "sun" && !surname()?.is_empty()) {
            taken.push((from, until));
        }
    }
    Ok(taken)
}

/// So many characters of a name may be a time at most: 今日, 每日, 国庆, 十一.
const TIMED: usize = 4;
/// A name is so long at most.
const LONGEST: usize = 8;

fn han(line: &str, now: &Now<'_>, vault: &mut Vault<'_>) -> Result<Vec<(usize, usize)>> {
    let folded: Vec<char> = words::to_simplified(&words::narrow(line))
        .chars()
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let scan = time::scan(line, now);
    let found = scan.found.iter().map(|found| found.span.clone());
    let mut spans: Vec<(usize, usize)> = found
        .chain(scan.refused.iter().cloned())
        .map(|span| in_chars(line, &span))
        .collect();
    spans.sort_unstable();
    let segments = names::segments(&folded, &[]);
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for (first, last) in spans {
        let around = segments
            .iter()
            .find(|(from, until)| *from < last && first < *until);
        let Some(&(from, until)) = around else {
            continue;
        };
        // The longer first: 今日头条 before 今日头.
        let mut tries = Vec::new();
        for start in first.saturating_sub(3).max(from)..last.min(first + TIMED) {
            for end in (start + 2..=until.min(start + LONGEST)).rev() {
                let beyond = start < first || end > last;
                let timed = end.min(last).saturating_sub(start.max(first));
                if beyond && timed > 0 && timed <= TIMED {
                    tries.push((start, end, timed));
                }
            }
        }
        for (start, end, timed) in tries {
            let is_name = |c: &char| words::is_han(*c) && !"点时分上下午晚早".contains(*c);
            let name = folded.get(start..end).unwrap_or_default();
            let is_done = taken.iter().any(|(a, b)| *a < end && start < *b);
            // Of 明天周一鸣 a time is left, of 今天和平医院 none before 天和.
            let is_cut = |from: usize, until: usize| {
                let left = original(line, from, until.max(from));
                !left.is_empty() && time::find(&left, now).is_empty()
            };
            let cuts = is_cut(first, start) || is_cut(end, last);
            if is_done || cuts || !name.iter().all(is_name) {
                continue;
            }
            if vault.names(&original(line, start, end), end - start >= timed + 2)? {
                taken.push((start, end));
                break;
            }
        }
    }
    Ok(taken)
}
