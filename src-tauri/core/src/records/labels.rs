//! The names of fields and choices in both languages, read from `assets/locales` at build time:
//! what a person types into a choice may be its label in either, and exports are headed by them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::catalog::Catalog;
use crate::base::words;

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

type Messages = HashMap<String, String>;

static ZH: LazyLock<Messages> =
    LazyLock::new(|| read(include_str!("../../../../assets/locales/zh.json")));
static EN: LazyLock<Messages> =
    LazyLock::new(|| read(include_str!("../../../../assets/locales/en.json")));

fn read(json: &str) -> Messages {
    // A broken file is caught by the locale test; at run time the keys themselves are shown.
    serde_json::from_str(json).unwrap_or_default()
}

/// The message `key`, its `{blanks}` filled; the key itself where there is none.
#[must_use]
pub fn message(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    let messages: &Messages = match language {
        Language::Zh => &ZH,
        Language::En => &EN,
    };
    fill(messages.get(key).map_or(key, String::as_str), values)
}

/// In one pass: what a value says is never taken for a blank.
fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let blank = after.split_once('}').and_then(|(name, behind)| {
            let known = values.iter().find(|(known, _)| *known == name)?;
            Some((known.1, behind))
        });
        if let Some((value, behind)) = blank {
            text.push_str(value);
            rest = behind;
        } else {
            text.push('{');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

/// The name of a field.
#[must_use]
pub fn field(language: Language, entity: &str, key: &str) -> String {
    message(language, &format!("field.{entity}.{key}"), &[])
}

/// The name of a built-in choice, and of a code of an open list.
#[must_use]
pub fn choice(language: Language, list: &str, code: &str) -> String {
    let key = format!("choice.{list}.{code}");
    let own = message(language, &key, &[]);
    if own == key
        && let Some((letter, n)) = code.split_at_checked(1)
    {
        let open = format!("choice_open.{list}.{letter}");
        let named = message(language, &open, &[("n", n)]);
        return if named == open { own } else { named };
    }
    own
}

/// The code of an open list that `text` names, in either language and however it is spaced.
fn open_code(catalog: &Catalog, list: &str, text: &str) -> Option<String> {
    let text = words::compact(text);
    let prefix = format!("choice_open.{list}.");
    [&*EN, &*ZH].into_iter().flatten().find_map(|(key, named)| {
        let letter = key.strip_prefix(&prefix)?;
        let (before, after) = named.split_once("{n}")?;
        let n = text
            .strip_prefix(words::compact(before).as_str())?
            .strip_suffix(words::compact(after).as_str())?;
        let code = format!("{letter}{n}");
        catalog.is_open_code(list, &code).then_some(code)
    })
}

static CHOICES: LazyLock<HashMap<(String, String), String>> = LazyLock::new(|| {
    let mut codes = HashMap::new();
    for messages in [&*EN, &*ZH] {
        for (key, label) in messages {
            // `choice.<list>.<code>` names it; `choice_also.<list>.<code>` lists other spellings.
            let also = key.strip_prefix("choice_also.");
            let Some((list, code)) = also
                .or_else(|| key.strip_prefix("choice."))
                .and_then(|rest| rest.split_once('.'))
            else {
                continue;
            };
            let spellings: Vec<&str> = if also.is_some() {
                label.split('|').collect()
            } else {
                vec![label]
            };
            for spelling in spellings {
                codes.insert((list.to_owned(), folded(spelling)), code.to_owned());
            }
        }
    }
    codes
});

fn folded(text: &str) -> String {
    words::fold(text)
}

/// The code of a built-in choice that `text` names: its code, its label in either language, or
/// another spelling of it.
#[must_use]
pub fn choice_code(catalog: &Catalog, list: &str, text: &str) -> Option<String> {
    let codes = catalog.codes(list);
    if codes.contains(&text) || catalog.is_open_code(list, text) {
        return Some(text.to_owned());
    }
    let folded = folded(text);
    CHOICES
        .get(&(list.to_owned(), folded.clone()))
        .cloned()
        .or_else(|| {
            codes
                .iter()
                .find(|code| **code == folded)
                .map(|code| (*code).to_owned())
        })
        .or_else(|| open_code(catalog, list, text))
}
