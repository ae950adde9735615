//! Text as people write it, made comparable: cleaned for storage, folded for matching, split into
//! a company's name and its legal form, spelled in pinyin. Pure; knows no records and no database.

mod company;
mod likeness;
mod listing;
mod places;
mod readings;
mod spelling;
mod surname;
mod traditional;

#[cfg(test)]
mod tests;

pub use company::{NameKey, match_key};
pub use likeness::{Alike, CompanyName, PersonName, goes_for, name_core, to_simplified};
pub use listing::{PARTED, join_list, split_line, split_list};
pub use places::Place;
pub use spelling::{Spelling, pinyin_forms, pinyin_key, sound};
pub use surname::{DOUBLE_SURNAMES, SURNAMES};

use unicode_normalization::UnicodeNormalization;

/// A one-line text for storage: NFC, ends trimmed, runs of white space one space, nothing
/// invisible.
#[must_use]
pub fn clean_line(text: &str) -> String {
    if text.chars().all(is_plain) {
        return squeeze(text);
    }
    squeeze(&text.nfc().filter(|c| !invisible(*c)).collect::<String>())
}

/// A text of many lines for storage: NFC, line ends `\n`, ends trimmed, nothing invisible.
#[must_use]
pub fn clean_text(text: &str) -> String {
    if text.chars().all(|c| c == '\n' || is_plain(c)) {
        return text.trim().to_owned();
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = |c: &char| *c == '\n' || *c == '\t' || !invisible(*c);
    lines
        .nfc()
        .filter(kept)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Full-width letters, digits, signs and spaces to their half-width form; all else stays.
#[must_use]
pub fn narrow(text: &str) -> String {
    text.chars().map(narrow_char).collect()
}

fn narrow_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => u32::from(c)
            .checked_sub(0xFEE0)
            .and_then(char::from_u32)
            .unwrap_or(c),
        '\u{3000}' | '\u{A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' => ' ',
        other => other,
    }
}

/// A text for comparing: NFKC, lower case, white space squeezed. Full width and half width, and
/// upper and lower case, come out alike.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.chars().all(is_plain) {
        return squeeze(&text.chars().map(small).collect::<String>());
    }
    let compatible: String = text.nfkc().filter(|c| !invisible(*c)).collect();
    squeeze(&compatible.to_lowercase().nfkc().collect::<String>())
}

/// [`fold`] with only letters and digits kept: `O'Brien & Co.` becomes `obrienco`.
#[must_use]
pub fn compact(text: &str) -> String {
    let mut compacted = String::with_capacity(text.len());
    if text.chars().all(is_plain) {
        compacted.extend(text.chars().map(small).filter(|c| is_letter(*c)));
    } else {
        compacted.extend(fold(text).chars().filter(|c| is_letter(*c)));
    }
    compacted
}

/// A plain character folded.
fn small(c: char) -> char {
    narrow_char(c).to_ascii_lowercase()
}

/// Whether the character is a letter or a digit of any script; the commonest are told at once.
fn is_letter(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | '\u{4E00}'..='\u{9FFF}') || c.is_alphanumeric()
}

/// Whether the character is a Han ideograph.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' | '〇' | '々')
}

/// Whether a character is whole in itself: it is visible, no other joins with it, and all that
/// folding does to it is [`narrow_char`] and a small letter. Most texts consist of such, and
/// normalising them would be most of the work of reading a big sheet.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{3000}'..='\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{FF01}'..='\u{FF5E}')
}

fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed
}

/// Control characters, zero-width characters, directional marks and the byte order mark. The
/// joiner is kept: it holds some people's names and emoji together.
fn invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}')
}
