//! Both languages say the same: same keys, same blanks, and every key the code names is there.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{File, repository};
use crate::{none, one_about};

/// Families of keys that Rust names as literals; the window's own are held by its types.
const NAMED_IN_RUST: &[&str] = &["error.", "op.", "progress.", "notify."];

/// Families whose keys are put together from the catalogs of the core.
const FROM_CATALOG: &[&str] = &["field.", "entity.", "section.", "choice.", "choice_also."];

type Sentences = BTreeMap<String, String>;

fn sentences(files: &[File], language: &str) -> Sentences {
    let path = format!("assets/locales/{language}.json");
    let file = files.iter().find(|file| file.path == path).unwrap();
    serde_json::from_str(&file.text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Same keys in both, each with the same blanks.
fn differences(en: &Sentences, zh: &Sentences) -> Vec<String> {
    let mut faults = Vec::new();
    let keys: BTreeSet<&String> = en.keys().chain(zh.keys()).collect();
    for key in keys {
        let (Some(english), Some(chinese)) = (en.get(key), zh.get(key)) else {
            faults.push(format!("{key}: only in one language"));
            continue;
        };
        match (blanks(english), blanks(chinese)) {
            (Ok(one), Ok(other)) if one == other => {}
            (Ok(one), Ok(other)) => {
                faults.push(format!("{key}: blanks differ: {one:?}, {other:?}"));
            }
            (Err(reason), _) | (_, Err(reason)) => faults.push(format!("{key}: {reason}")),
        }
    }
    faults
}

/// The names of a message's blanks, in plural and select branches too (ICU syntax).
fn blanks(message: &str) -> Result<BTreeSet<String>, String> {
    let mut rest = message.chars().peekable();
    let mut names = BTreeSet::new();
    message_of(&mut rest, 0, &mut names)?;
    Ok(names)
}

type Chars<'m> = std::iter::Peekable<std::str::Chars<'m>>;

fn message_of(rest: &mut Chars, depth: usize, names: &mut BTreeSet<String>) -> Result<(), String> {
    while let Some(c) = rest.next() {
        match c {
            // '' is an apostrophe, '{…' quotes up to the next one.
            '\'' if matches!(rest.peek(), Some('{' | '}')) => {
                rest.find(|c| *c == '\'').ok_or("an open quotation")?;
            }
            '{' => blank_of(rest, depth, names)?,
            '}' if depth > 0 => return Ok(()),
            '}' => return Err("a } too many".to_owned()),
            _ => {}
        }
    }
    if depth == 0 {
        Ok(())
    } else {
        Err("a { is not closed".to_owned())
    }
}

fn blank_of(rest: &mut Chars, depth: usize, names: &mut BTreeSet<String>) -> Result<(), String> {
    let (name, end) = word(rest)?;
    if name.is_empty() {
        return Err("a blank without a name".to_owned());
    }
    names.insert(name);
    if end == '}' {
        return Ok(());
    }
    let (kind, end) = word(rest)?;
    if end == '}' {
        return Ok(());
    }
    if !matches!(kind.as_str(), "plural" | "select" | "selectordinal") {
        // A style, as in {n, number, ::compact-short}.
        return rest
            .find(|c| *c == '}')
            .map(|_| ())
            .ok_or("a { is not closed".to_owned());
    }
    let mut has_other = false;
    loop {
        let branch: String =
            std::iter::from_fn(|| rest.next_if(|c| !matches!(c, '{' | '}'))).collect();
        match rest.next() {
            Some('{') => message_of(rest, depth + 1, names)?,
            Some('}') if has_other => return Ok(()),
            Some('}') => return Err(format!("{kind} without `other`")),
            _ => return Err("a { is not closed".to_owned()),
        }
        has_other |= branch.trim() == "other";
    }
}

/// Up to a comma or the closing brace, and which of the two it was.
fn word(rest: &mut Chars) -> Result<(String, char), String> {
    let name: String = std::iter::from_fn(|| rest.next_if(|c| !matches!(c, ',' | '}'))).collect();
    let end = rest.next().ok_or("a { is not closed")?;
    Ok((name.trim().to_owned(), end))
}

/// String literals of one file: the text between two quotation marks of one sort on one line.
fn literals(file: &File) -> impl Iterator<Item = &str> {
    file.code().flat_map(|(_, line)| {
        ['"', '`', '\''].into_iter().flat_map(move |mark| {
            let starts = line.match_indices(mark).map(|(at, _)| at + 1);
            starts.filter_map(move |at| line[at..].split_once(mark).map(|(inner, _)| inner))
        })
    })
}

fn is_key(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|part| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        })
}

fn speaks(file: &File) -> bool {
    let (_, kind) = file.name_and_kind();
    matches!(kind, "rs" | "ts" | "tsx") && !file.is_test()
}

/// Keys that Rust names and no catalog of sentences has.
fn unspoken(files: &[File], en: &Sentences) -> Vec<String> {
    let rust = files
        .iter()
        .filter(|file| speaks(file) && file.path.ends_with(".rs"));
    let mut faults: Vec<String> = rust
        .flat_map(|file| literals(file).map(|literal| (&file.path, literal)))
        .filter(|(_, literal)| {
            NAMED_IN_RUST
                .iter()
                .any(|family| literal.starts_with(family))
        })
        .filter(|(_, literal)| is_key(literal) && !en.contains_key(*literal))
        .map(|(path, literal)| format!("{path}: no sentence for {literal}"))
        .collect();
    faults.dedup();
    faults
}

/// Sentences nobody says any more.
fn unused(files: &[File], en: &Sentences) -> Vec<String> {
    let mut said = BTreeSet::new();
    let mut begun = BTreeSet::new();
    let mut words = BTreeSet::new();
    for file in files.iter().filter(|file| speaks(file)) {
        for literal in literals(file) {
            // Put together at run time: "op.{name}", `ui.grid.${name}`.
            if let Some((start, _)) = literal.split_once("${").or_else(|| literal.split_once('{')) {
                if start.ends_with(['.', '_']) {
                    begun.insert(start);
                }
            } else if is_key(literal) {
                said.insert(literal);
            } else if literal.ends_with('.') && is_key(literal.trim_end_matches('.')) {
                begun.insert(literal);
            } else if file.path.starts_with("src-tauri/") {
                words.insert(literal);
            }
        }
    }
    let is_used = |key: &str| {
        let from_catalog = FROM_CATALOG.iter().any(|family| key.starts_with(family))
            && key
                .split('.')
                .skip(1)
                .all(|part| words.contains(part) || said.iter().any(|s| s.ends_with(part)));
        from_catalog || said.contains(key) || begun.iter().any(|start| key.starts_with(start))
    };
    en.keys()
        .filter(|key| !is_used(key))
        .map(|key| format!("{key}: no code says it and no catalog names it"))
        .collect()
}

#[test]
fn both_languages_say_the_same() {
    let files = repository();
    let (en, zh) = (sentences(&files, "en"), sentences(&files, "zh"));
    assert!(!en.is_empty());
    none(&differences(&en, &zh));
}

#[test]
fn every_key_in_the_code_has_its_sentence() {
    let files = repository();
    none(&unspoken(&files, &sentences(&files, "en")));
}

#[test]
fn every_sentence_is_said_somewhere() {
    let files = repository();
    none(&unused(&files, &sentences(&files, "en")));
}

fn made(pairs: &[(&str, &str)]) -> Sentences {
    let owned = |(key, text): &(&str, &str)| ((*key).to_owned(), (*text).to_owned());
    pairs.iter().map(owned).collect()
}

#[test]
fn a_missing_sentence_or_blank_is_a_fault() {
    let en = made(&[(
        "a.b",
        "{n, plural, one {# file} other {# files in {folder}}}",
    )]);
    none(&differences(
        &en,
        &made(&[("a.b", "{folder} 中的 {n} 个文件")]),
    ));
    one_about("one language", &differences(&en, &made(&[])));
    one_about(
        "blanks differ",
        &differences(&en, &made(&[("a.b", "{n} 个文件")])),
    );
    one_about(
        "not closed",
        &differences(&en, &made(&[("a.b", "{n 个文件")])),
    );
    let no_other = made(&[("a.b", "{n, plural, one {{folder}}}")]);
    one_about("other", &differences(&en, &no_other));
}

#[test]
fn a_key_without_a_sentence_is_a_fault() {
    let code = File::made(
        "src-tauri/core/src/base/a.rs",
        r#"Error::new(Kind::Invalid, "error.gone")"#,
    );
    one_about(
        "error.gone",
        &unspoken(&[code], &made(&[("error.here", "x")])),
    );
}

#[test]
fn a_sentence_nobody_says_is_a_fault() {
    let files = [
        File::made("ui/src/a.tsx", "t(\"ui.a.said\"); t(`ui.b.${name}`)"),
        File::made(
            "src-tauri/core/src/units/catalog.rs",
            r#"entity("unit").field("code")"#,
        ),
    ];
    let en = made(&[("ui.a.said", ""), ("ui.b.any", ""), ("field.unit.code", "")]);
    none(&unused(&files, &en));
    one_about("ui.a.mute", &unused(&files, &made(&[("ui.a.mute", "")])));
    one_about(
        "field.unit.gone",
        &unused(&files, &made(&[("field.unit.gone", "")])),
    );
}
