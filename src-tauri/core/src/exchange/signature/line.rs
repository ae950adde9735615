//! One line of a signature, parted: at the signs people part by, and before each label with its colon.

use super::lexicon::{LABELS, Label};
use crate::base::words;

/// Signs that part whatever stands beside them.
const PARTS: [char; 7] = ['|', '丨', '│', '•', '\t', '◆', '★'];
/// Signs that part with a space on both sides, and belong to a word without.
const APART: [&str; 6] = [" / ", " · ", " – ", " — ", " - ", " • "];

/// A piece of a line, and what its label says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) label: Option<Label>,
    /// Without the label.
    pub(super) text: &'t str,
    /// With it.
    pub(super) words: &'t str,
}

/// The pieces of a line that is half width.
pub(super) fn pieces(line: &str) -> Vec<Piece<'_>> {
    parted(line)
        .into_iter()
        .flat_map(labelled)
        .map(bare)
        .filter(|piece| !piece.text.is_empty())
        .collect()
}

fn parted(line: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = line.split(PARTS).collect();
    for sign in APART.iter().chain(&["   ", "  "]) {
        parts = parts
            .into_iter()
            .flat_map(|part| part.split(sign))
            .collect();
    }
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// A part cut before each label that a colon follows: `Tel: 021-5678 Fax: 021-5679`.
fn labelled(part: &str) -> Vec<Piece<'_>> {
    let mut cuts: Vec<(usize, usize, Label)> = Vec::new();
    for (colon, _) in part.match_indices(':') {
        let address = part
            .get(colon..)
            .is_some_and(|rest| rest.starts_with("://"));
        let head = part.get(..colon).unwrap_or_default();
        if !address && let Some((label, from)) = ends_in_label(head) {
            cuts.push((from, colon + 1, label));
        }
    }
    for (from, text, label) in numbered(part) {
        // A longer label that ends there has a colon, or is said already.
        if cuts.iter().all(|(_, until, _)| *until != text) {
            cuts.push((from, text, label));
        }
    }
    cuts.sort_by_key(|(from, ..)| *from);
    let mut pieces = Vec::new();
    let first = cuts.first().map_or(part.len(), |(from, ..)| *from);
    let head = tidy(part.get(..first).unwrap_or_default());
    pieces.push(Piece {
        label: None,
        text: head,
        words: head,
    });
    for (at, (from, text, label)) in cuts.iter().enumerate() {
        let until = cuts.get(at + 1).map_or(part.len(), |(next, ..)| *next);
        pieces.push(Piece {
            label: Some(*label),
            text: tidy(part.get(*text..until).unwrap_or_default()),
            words: tidy(part.get(*from..until).unwrap_or_default()),
        });
    }
    pieces
}

/// Labels of numbers that stand right before one, wherever in a line: `手机13645678901 电话0531-88881234`.
fn numbered(part: &str) -> Vec<(usize, usize, Label)> {
    let mut found: Vec<(usize, usize, Label)> = Vec::new();
    for (at, digit) in part.char_indices().skip(1) {
        let before = part.get(..at).unwrap_or_default();
        if !digit.is_ascii_digit() || !before.ends_with(words::is_han) {
            continue;
        }
        if let Some((label @ (Label::Phone | Label::Mobile | Label::Fax), from)) =
            ends_in_label(before)
        {
            found.push((from, at, label));
        }
    }
    found
}

/// The longest label a text ends in, and where it begins.
fn ends_in_label(head: &str) -> Option<(Label, usize)> {
    let head = head.trim_end();
    let low = words::to_simplified(&head.to_lowercase());
    // Small letters and simplified characters are as long as those they are of, or nothing is found.
    let found = LABELS
        .iter()
        .filter(|(word, _)| low.len() == head.len() && low.ends_with(word))
        .max_by_key(|(word, _)| word.len())?;
    let from = head.len() - found.0.len();
    let before = low.get(..from)?.chars().next_back();
    let stands = before.is_none_or(|c| !c.is_ascii_alphanumeric());
    let spaced = |c: char| !words::is_han(c) || !found.0.starts_with(words::is_han);
    // 公司 behind other characters is the end of a name, not a label.
    (stands && before.is_none_or(spaced)).then_some((found.1, from))
}

/// A label without a colon, which only what follows makes one: `M +86 138…`, `手机13800138000`.
fn bare(piece: Piece<'_>) -> Piece<'_> {
    if piece.label.is_some() {
        return piece;
    }
    let low = words::to_simplified(&piece.text.to_lowercase());
    let fits = |word: &str, label: Label| {
        let Some(rest) = low
            .strip_prefix(word)
            .filter(|_| low.len() == piece.text.len())
        else {
            return false;
        };
        let first = rest.chars().next();
        let digits = first.is_some_and(|c| c.is_ascii_digit() || matches!(c, '+' | '('));
        let spaced = first.is_some_and(|c| matches!(c, ' ' | '.'));
        let rest = rest.trim_start_matches([' ', '.']);
        let number = rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('));
        let han = word.starts_with(words::is_han);
        match label {
            Label::Phone | Label::Mobile | Label::Fax => (spaced || (digits && han)) && number,
            Label::Is(super::Says::Email) => spaced && rest.contains('@') && !rest.contains(' '),
            Label::Is(super::Says::Address | super::Says::Wechat) => han && spaced,
            _ => false,
        }
    };
    let found = LABELS
        .iter()
        .filter(|(word, label)| fits(word, *label))
        .max_by_key(|(word, _)| word.len());
    let Some((word, label)) = found else {
        return piece;
    };
    let rest = piece.text.get(word.len()..).unwrap_or_default();
    Piece {
        label: Some(*label),
        text: tidy(rest.trim_start_matches('.')),
        words: piece.words,
    }
}

fn tidy(text: &str) -> &str {
    text.trim_matches([' ', ',', ';', '/', '、', '，', '；', '-', '*', '_', '='])
}
