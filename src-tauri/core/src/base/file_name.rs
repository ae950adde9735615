//! Names for plain files that any system takes: what Windows refuses, what leads to another folder,
//! what hides an ending, and what differs from another name by capitals alone.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

/// What Windows keeps for its devices, whatever ending follows.
const DEVICES: [&str; 7] = ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];
/// An ending longer than this is none.
const ENDING: usize = 16;

/// `text` as the name of a file, in `most` bytes; its ending stays.
#[must_use]
pub fn file_name(text: &str, most: usize) -> String {
    let kept = text.nfc().filter(|c| !hides(*c)).map(|c| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
        c if c.is_control() => '-',
        c => c,
    });
    let name: String = kept.collect();
    let edge = |c: char| c == '.' || c.is_whitespace();
    let name = name.trim_matches(edge);
    let (stem, ending) = parted(name);
    let first = name.split('.').next().unwrap_or(name).trim_end();
    // The device is what stands before the first dot.
    let stem = match stem.get(first.len()..) {
        Some(rest) if is_device(first) => format!("{first}-{rest}"),
        _ => stem.to_owned(),
    };
    let stem = within(&stem, most.saturating_sub(ending.len()));
    match stem.trim_end_matches(edge) {
        "" => format!("-{ending}"),
        stem => format!("{stem}{ending}"),
    }
}

/// Marks of direction and of no width: they show an ending where it is not.
fn hides(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_device(stem: &str) -> bool {
    let stem = stem.to_lowercase();
    let port = ["com", "lpt"].iter().any(|port| {
        let mut rest = stem.strip_prefix(port).unwrap_or_default().chars();
        let numbered = |c: char| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³');
        rest.next().is_some_and(numbered) && rest.next().is_none()
    });
    port || DEVICES.contains(&stem.as_str())
}

/// A name before its ending, and the ending with its dot.
fn parted(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= ENDING => name.split_at(dot),
        _ => (name, ""),
    }
}

/// As much of `text` as has room in `most` bytes.
fn within(text: &str, most: usize) -> &str {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|end| *end <= most).last().unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// The names in one folder: each is given once, also where capitals make no difference.
#[derive(Debug, Default)]
pub struct FileNames(HashSet<String>);

impl FileNames {
    /// A name for `text`, in `most` bytes, that was not given before.
    pub fn give(&mut self, text: &str, most: usize) -> String {
        let mut name = file_name(text, most);
        let mut number = 1;
        while !self.0.insert(folded(&name)) {
            number += 1;
            let mark = format!(" ({number})");
            let plain = file_name(text, most);
            let (stem, ending) = parted(&plain);
            let stem = within(stem, most.saturating_sub(mark.len() + ending.len()));
            name = format!("{}{mark}{ending}", stem.trim_end());
        }
        name
    }
}

/// Two names of one folding are one file to some system.
fn folded(name: &str) -> String {
    name.nfkc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_in_any_folder_of_any_system() {
        for (text, name) in [
            ("合同 2026.pdf", "合同 2026.pdf"),
            ("../../etc/passwd", "-.-etc-passwd"),
            ("a\\b:c\n", "a-b-c-"),
            ("...", "-"),
            ("", "-"),
            ("name. ", "name"),
            (".profile", "profile"),
            ("CON", "CON-"),
            ("nul.txt", "nul-.txt"),
            ("Com1.tar.gz", "Com1-.tar.gz"),
            ("lpt¹.txt", "lpt¹-.txt"),
            ("com10.txt", "com10.txt"),
            ("console.txt", "console.txt"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("e\u{301}.txt", "é.txt"),
        ] {
            assert_eq!(file_name(text, 140), name, "{text:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_before_its_ending() {
        let long = format!("{}.xlsx", "合同".repeat(90));
        let name = file_name(&long, 140);
        assert!(name.len() <= 140 && name.len() > 130);
        assert!(name.starts_with("合同") && name.ends_with(".xlsx"));
        let mut names = FileNames::default();
        assert_eq!(names.give(&long, 140), name);
        let second = names.give(&long, 140);
        assert!(
            second.len() <= 140 && second.ends_with(" (2).xlsx"),
            "{second}"
        );
    }

    #[test]
    fn names_that_differ_by_capitals_alone_are_told_apart() {
        let mut names = FileNames::default();
        let given = ["a.PDF", "A.pdf", "ａ.pdf", "a (2).pdf"].map(|text| names.give(text, 140));
        assert_eq!(given, ["a.PDF", "A (2).pdf", "ａ (3).pdf", "a (2) (2).pdf"]);
    }
}
