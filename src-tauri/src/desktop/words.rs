//! The shell's few texts (notifications, tray, dialogs) from `assets/locales`, in the user's
//! language. Knows three forms of the ICU message syntax, the only ones that what it says uses: `{name}`,
//! `{name, plural, one {…} other {…}}` with `#`, and `{name, select, this {…} other {…}}`. Shows nothing
//! itself.

use std::collections::HashMap;
use std::sync::OnceLock;

const EN: &str = include_str!("../../../assets/locales/en.json");
const ZH: &str = include_str!("../../../assets/locales/zh.json");

/// A language the product speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Simplified Chinese.
    Zh,
}

impl Language {
    /// The same language, as the core calls it.
    #[must_use]
    pub fn of_records(self) -> steward_core::records::labels::Language {
        match self {
            Self::En => steward_core::records::labels::Language::En,
            Self::Zh => steward_core::records::labels::Language::Zh,
        }
    }

    /// The language that a setting (`zh`, `en`, `system`) means on this desktop.
    #[must_use]
    pub fn of(setting: &str) -> Self {
        match setting {
            "zh" => Self::Zh,
            "en" => Self::En,
            _ => {
                let named = ["LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"]
                    .iter()
                    .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
                match named {
                    Some(name) if name.starts_with("zh") => Self::Zh,
                    _ => Self::En,
                }
            }
        }
    }
}

/// The text of message `key`, its blanks filled. A message that is not there reads as its key.
#[must_use]
pub fn text(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    match messages(language).get(key) {
        Some(pattern) => fill(language, pattern, values, None),
        None => key.to_owned(),
    }
}

fn messages(language: Language) -> &'static HashMap<String, String> {
    static MESSAGES: OnceLock<[HashMap<String, String>; 2]> = OnceLock::new();
    let read = |file| serde_json::from_str(file).unwrap_or_default();
    let [en, zh] = MESSAGES.get_or_init(|| [read(EN), read(ZH)]);
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

fn fill(language: Language, pattern: &str, values: &[(&str, &str)], count: Option<&str>) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '#']) {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        if let Some(after) = after.strip_prefix('#') {
            text.push_str(count.unwrap_or("#"));
            rest = after;
        } else {
            let (inside, after) = braces(after);
            text.push_str(&placeholder(language, inside, values, count));
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

fn placeholder(
    language: Language,
    inside: &str,
    values: &[(&str, &str)],
    count: Option<&str>,
) -> String {
    let mut parts = inside.splitn(3, ',').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let value = values
        .iter()
        .find(|(key, _)| *key == name)
        .map_or("", |(_, value)| *value);
    match (parts.next(), parts.next()) {
        (Some("plural"), Some(forms)) => {
            let wanted = if language == Language::En && value == "1" {
                "one"
            } else {
                "other"
            };
            let form = form(forms, wanted)
                .or_else(|| form(forms, "other"))
                .unwrap_or_default();
            fill(language, form, values, Some(value))
        }
        (Some("select"), Some(forms)) => {
            let form = form(forms, value).or_else(|| form(forms, "other"));
            fill(language, form.unwrap_or_default(), values, count)
        }
        _ => value.to_owned(),
    }
}

/// The body of the form `wanted` in `forms`.
fn form<'a>(forms: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = forms;
    while let Some(at) = rest.find('{') {
        let (name, after) = rest.split_at(at);
        let (inside, after) = braces(after);
        if name.trim() == wanted {
            return Some(inside);
        }
        rest = after;
    }
    None
}

/// Splits `{inside}rest`, minding braces within.
fn braces(text: &str) -> (&str, &str) {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            let inside = text.get(1..at).unwrap_or_default();
            return (inside, text.get(at + c.len_utf8()..).unwrap_or_default());
        }
    }
    (text.get(1..).unwrap_or_default(), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_and_plurals_chosen() {
        let pattern = "{n, plural, one {# task with {who}} other {# tasks with {who}}}!";
        let say = |language, n| fill(language, pattern, &[("n", n), ("who", "Li")], None);
        assert_eq!(say(Language::En, "1"), "1 task with Li!");
        let birthday = |leap, month, day| {
            let values = [
                ("title", "陈明"),
                ("leap", leap),
                ("month", month),
                ("day", day),
                ("on", "2027-07-04"),
            ];
            text(Language::Zh, "occasion.lunar_birthday", &values)
        };
        let said = "陈明 过农历生日（农历闰六月初一），今年是 2027-07-04";
        assert_eq!(birthday("yes", "6", "1"), said);
        let said = "陈明 过农历生日（农历腊月三十），今年是 2027-07-04";
        assert_eq!(birthday("no", "12", "30"), said);
        assert_eq!(say(Language::En, "21"), "21 tasks with Li!");
        assert_eq!(
            fill(
                Language::Zh,
                "{n, plural, other {# 项}}到期",
                &[("n", "1")],
                None
            ),
            "1 项到期"
        );
        assert_eq!(fill(Language::En, "an open { brace", &[], None), "an open ");
    }

    #[test]
    fn a_class_that_changed_says_over_how_long() {
        let say = |language, months| {
            text(
                language,
                "occasion.size_class.received_up",
                &[
                    ("was", "B"),
                    ("became", "A"),
                    ("amount", "CNY 5"),
                    ("months", months),
                    ("number", "CNY 4"),
                ],
            )
        };
        let one = say(Language::En, "1");
        assert_eq!(
            one,
            "B → A: received CNY 5 in the last month, at least CNY 4"
        );
        assert!(say(Language::En, "12").contains("in the last 12 months"));
        assert!(say(Language::Zh, "1").contains("近 1 个月"));
    }

    #[test]
    fn both_languages_have_the_shells_messages() {
        let en = messages(Language::En);
        let zh = messages(Language::Zh);
        assert!(
            !en.is_empty() && !zh.is_empty(),
            "a locale file is not flat JSON"
        );
        for key in en
            .keys()
            .filter(|key| key.starts_with("notify.") || key.starts_with("tray."))
        {
            assert!(zh.contains_key(key), "{key} is missing in Chinese");
        }
    }
}
