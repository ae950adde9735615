//! The mark that tells records of one name apart in a sheet: `首付款 #0f3a9c2b7d`. It is the end of
//! the record's number, so that the name still reads as a name.

use std::collections::HashMap;

use crate::base::Id;
use crate::base::words::compact;

/// Digits of a mark.
const DIGITS: usize = 10;
/// A name longer than this is cut where it only refers to a record.
const LONG: usize = 60;

/// A record's mark.
pub(super) fn of(id: Id) -> String {
    let digits: String = id.to_string().chars().filter(|c| *c != '-').collect();
    digits
        .get(digits.len().saturating_sub(DIGITS)..)
        .unwrap_or_default()
        .to_owned()
}

/// A name and the mark behind it, where there is one.
pub(super) fn split(text: &str) -> (&str, Option<&str>) {
    let is = |mark: &str| mark.len() == DIGITS && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
    match text.rsplit_once('#') {
        Some((name, mark)) if is(mark) && (name.is_empty() || name.ends_with(' ')) => {
            (name.trim_end(), Some(mark))
        }
        _ => (text, None),
    }
}

/// What to write where a record is referred to: its title, and its mark where the title is no
/// name of it alone.
pub(super) fn labels(titles: HashMap<Id, String>) -> HashMap<Id, String> {
    let mut count: HashMap<String, u32> = HashMap::new();
    for title in titles.values() {
        *count.entry(compact(title)).or_default() += 1;
    }
    let label = |(id, title): (Id, String)| {
        let shared = count.get(&compact(&title)).is_some_and(|count| *count > 1);
        let short = title.lines().next().unwrap_or_default();
        let short: String = short.chars().take(LONG).collect();
        let plain = !shared && short == title && !compact(&title).is_empty();
        // A name that looks marked is marked once more, lest its end be taken for the mark.
        let label = if plain && split(&title).1.is_none() {
            title
        } else {
            format!("{short} #{}", of(id)).trim_start().to_owned()
        };
        (id, label)
    };
    titles.into_iter().map(label).collect()
}
