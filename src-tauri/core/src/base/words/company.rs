//! A company's name taken apart for matching: what is its own, and its legal form. Look-alike
//! names are most often different firms, so a key finds candidates and never decides.

use super::{fold, is_han, is_letter};

/// A name's own part and its legal form, both folded and without brackets, signs or spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NameKey {
    /// What is the name's own: `华为技术深圳` for 华为技术（深圳）有限公司. Empty only for a text
    /// without letters or digits.
    pub core: String,
    /// The legal form, `有限公司`, `coltd`; empty where the name states none.
    pub suffix: String,
}

/// Legal forms at the end of a Chinese name; the longer first.
const HAN_FORMS: [&str; 9] = [
    "有限责任公司",
    "股份有限公司",
    "股份合作公司",
    "有限公司",
    "股份公司",
    "集团公司",
    "总公司",
    "公司",
    "集团",
];

/// Legal forms inside a name whose end is a branch: 中国银行股份有限公司深圳分行.
const HAN_INNER: [&str; 4] = [
    "集团股份有限公司",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
];

const LATIN_FORMS: &str = "co ltd limited inc incorporated corp corporation company llc llp lp plc \
     gmbh ag kg se sa sas sarl srl spa bv nv oy oyj ab as asa pte pty sdn bhd kk group holding \
     holdings";

/// Takes a name apart.
#[must_use]
pub fn match_key(name: &str) -> NameKey {
    let words = words(&fold(name));
    let (mut own, latin) = split_latin(&words);
    let mut suffix = String::new();
    if let Some(last) = own.last_mut().filter(|word| word.chars().any(is_han)) {
        let (core, form) = split_han(last);
        *last = core;
        suffix = form;
    }
    let core: String = own.concat();
    if core.is_empty() {
        return NameKey {
            core: words.concat(),
            suffix: String::new(),
        };
    }
    suffix.push_str(&latin);
    NameKey { core, suffix }
}

/// Runs of Han characters and runs of anything else that is a letter or digit. Brackets, signs and
/// spaces part Latin words and vanish between Han ones.
fn words(folded: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut parted = true;
    for c in folded.chars() {
        if !is_letter(c) {
            parted = true;
            continue;
        }
        let han = is_han(c);
        match words.last_mut() {
            Some(word) if word.ends_with(is_han) == han && (han || !parted) => word.push(c),
            _ => words.push(c.to_string()),
        }
        parted = false;
    }
    words
}

/// The words without the Latin legal forms at the end, and those forms.
fn split_latin(words: &[String]) -> (Vec<String>, String) {
    let mut own = words;
    let mut form = String::new();
    // A form ends in a Latin word, and most names here do not.
    while own.len() > 1 && own.last().is_some_and(|word| word.is_ascii()) {
        // `S.A.` and `G.m.b.H.` come as single letters.
        let found = (1..=4).rev().find_map(|count| {
            let at = own.len().checked_sub(count).filter(|at| *at > 0)?;
            let (head, tail) = own.split_at_checked(at)?;
            let letters = count == 1 || tail.iter().all(|word| word.chars().count() == 1);
            let joined = tail.concat();
            let known = LATIN_FORMS
                .split_ascii_whitespace()
                .any(|known| known == joined);
            (letters && known).then_some((head, joined))
        });
        let Some((head, joined)) = found else { break };
        own = head;
        form.insert_str(0, &joined);
    }
    (own.to_vec(), form)
}

/// A Chinese name without its legal forms, and those forms in reading order.
fn split_han(name: &str) -> (String, String) {
    let mut core = name.to_owned();
    let mut form = String::new();
    while let Some((head, found)) = HAN_FORMS.iter().find_map(|form| {
        let head = core.strip_suffix(form)?;
        let branch = *form == "公司" && head.ends_with(['分', '子', '母', '总']);
        (!head.is_empty() && !branch && !HAN_FORMS.contains(&core.as_str()))
            .then(|| (head.to_owned(), *form))
    }) {
        core = head;
        form.insert_str(0, found);
    }
    if form.is_empty() {
        let inner = HAN_INNER
            .iter()
            .find_map(|form| core.find(form).map(|at| (at, *form)));
        if let Some((at, found)) = inner.filter(|(at, _)| *at > 0) {
            core.replace_range(at..at + found.len(), "");
            found.clone_into(&mut form);
        }
    }
    (core, form)
}
