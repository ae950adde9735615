//! A passage of a text around what was looked for.

use crate::base::words::fold;

/// Characters shown before the find, and in all.
const BEFORE: usize = 16;
const LENGTH: usize = 80;

/// The passage of `text` around the first of `needles` found in it, on one line; the start of the
/// text where none is. Needles are folded.
pub(super) fn snippet(text: &str, needles: &[String]) -> String {
    let shown: Vec<char> = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let at = needles
        .iter()
        .find_map(|needle| position(&shown, needle))
        .unwrap_or_default();
    let start = at.saturating_sub(BEFORE);
    let end = (start + LENGTH).min(shown.len());
    let passage: String = shown.get(start..end).unwrap_or_default().iter().collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if end < shown.len() { "…" } else { "" };
    format!("{before}{}{after}", passage.trim())
}

/// Where a folded needle begins, in characters of the text as shown.
fn position(shown: &[char], needle: &str) -> Option<usize> {
    let needle: Vec<char> = needle.chars().collect();
    let mut folded: Vec<(char, usize)> = Vec::with_capacity(shown.len());
    for (at, c) in shown.iter().enumerate() {
        if c.is_ascii() {
            folded.push((c.to_ascii_lowercase(), at));
        } else {
            folded.extend(fold(c.encode_utf8(&mut [0; 4])).chars().map(|c| (c, at)));
        }
    }
    let found = folded
        .windows(needle.len().max(1))
        .find(|window| window.iter().map(|(c, _)| c).eq(needle.iter()));
    found.and_then(|window| window.first()).map(|(_, at)| *at)
}
