//! In which country a zone's clocks are, by the IANA database; and the countries by their names.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use chrono_tz::Tz;

use crate::base::words::{fold, is_han, to_simplified};

const ZONES: &str = include_str!("../../../../../assets/calendar/zones.txt");

static COUNTRIES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = ZONES.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once(' '));
    pairs
        .flat_map(|(country, zones)| zones.split(' ').map(move |zone| (zone, country)))
        .collect()
});

static CODES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| COUNTRIES.values().copied().collect());

/// The country where the clocks show `zone`, by its two letters of ISO 3166; nothing for UTC and others
/// that are of none.
#[must_use]
pub fn country(zone: Tz) -> Option<&'static str> {
    COUNTRIES.get(zone.name()).copied()
}

/// Whether these are the two letters of a country.
#[must_use]
pub fn is_country(code: &str) -> bool {
    CODES.contains(code)
}

const NAMES: &str = include_str!("../../../../../assets/calendar/countries.tsv");

/// Every name with its country, the longest first: 中国香港 is not 中国.
static NAMED: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let lines = NAMES.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once('\t'));
    let mut all: Vec<(&str, &str)> = pairs
        .flat_map(|(code, names)| names.split('|').map(move |name| (name, code)))
        .collect();
    all.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
    all
});

fn plain(text: &str) -> String {
    to_simplified(&fold(text))
}

/// The country that a text is the code or the name of, in Chinese or English.
#[must_use]
pub fn country_called(text: &str) -> Option<&'static str> {
    let said = plain(text);
    let code = said.to_uppercase();
    let code = CODES.get(code.as_str()).copied();
    code.or_else(|| {
        let mut named = NAMED.iter().filter(|(name, _)| *name == said);
        named.next().map(|(_, code)| *code)
    })
}

/// The one country that a text speaks of by its name; nothing where it names none, or several.
#[must_use]
pub fn country_in(text: &str) -> Option<&'static str> {
    let mut said = plain(text);
    let mut found: BTreeSet<&'static str> = BTreeSet::new();
    for (name, code) in NAMED.iter() {
        while let Some(at) = word_in(&said, name) {
            said.replace_range(at..at + name.len(), " ");
            found.insert(*code);
        }
    }
    found.pop_first().filter(|_| found.is_empty())
}

/// Where a name stands in a text; in Latin letters as words of its own.
fn word_in(text: &str, name: &str) -> Option<usize> {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !is_han(c));
    let latin = !name.chars().any(is_han);
    let places = text.match_indices(name).map(|(at, _)| at);
    places
        .filter(|at| {
            let head = text.get(..*at).unwrap_or_default();
            let tail = text.get(at + name.len()..).unwrap_or_default();
            let (before, after) = (head.chars().next_back(), tail.chars().next());
            if latin {
                !is_part(before) && !is_part(after)
            } else {
                !is_across(name, head, tail)
            }
        })
        .min()
}

/// Whether a Chinese name only seems to stand there, across the words of something else: 节假|日本|公司,
/// 其|中国|庆节, 大陆集团.
fn is_across(name: &str, head: &str, tail: &str) -> bool {
    match name {
        "日本" => {
            let figures = head.chars().rev().take_while(char::is_ascii_digit).count();
            matches!(figures, 1 | 2) || head.ends_with(['节', '假', '工', '作', '生', '息'])
        }
        "中国" => tail.starts_with(['庆', '际', '定']),
        // 中国大陆 is a name of its own.
        "大陆" => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_but_those_of_no_country_is_in_one() {
        for (name, code) in [
            ("Asia/Shanghai", "CN"),
            ("Asia/Urumqi", "CN"),
            ("PRC", "CN"),
            ("Asia/Hong_Kong", "HK"),
            ("Europe/Berlin", "DE"),
            ("Europe/Oslo", "NO"),
            ("Iceland", "IS"),
            ("US/Pacific", "US"),
            ("Asia/Calcutta", "IN"),
        ] {
            assert_eq!(country(name.parse().unwrap()), Some(code), "{name}");
        }
        let of_none: Vec<&str> = chrono_tz::TZ_VARIANTS
            .iter()
            .filter(|zone| country(**zone).is_none())
            .map(|zone| zone.name())
            .filter(|name| name.contains('/') && !name.starts_with("Etc/"))
            .collect();
        assert_eq!(of_none, [""; 0]);
        assert!(is_country("CN") && !is_country("cn") && !is_country("XX"));
    }

    #[test]
    fn a_country_is_known_by_its_code_and_its_names() {
        for (text, code) in [
            ("CN", Some("CN")),
            ("de", Some("DE")),
            ("中国", Some("CN")),
            ("中國", Some("CN")),
            ("中国香港", Some("HK")),
            ("Germany", Some("DE")),
            ("USA", Some("US")),
            ("XX", None),
            ("春节", None),
        ] {
            assert_eq!(country_called(text), code, "{text}");
        }
        for (text, code) in [
            ("2027年中国法定节假日", Some("CN")),
            ("国务院办公厅关于2027年部分节假日安排的通知", Some("CN")),
            ("Public holidays Germany 2027", Some("DE")),
            ("中国香港公众假期", Some("HK")),
            ("Germany and Austria", None),
            ("节假日安排", None),
            ("Chinatown closed", None),
            ("2027日本公众假期", Some("JP")),
            ("中国大陆节假日", Some("CN")),
            ("中国国庆节放假", Some("CN")),
            ("2027年节假日本公司安排", None),
            ("工作日本部照常", None),
            ("10月1日本公司放假", None),
            ("其中国庆节放假7天", None),
            ("其中国际劳动节放假5天", None),
            ("大陆集团放假安排", None),
        ] {
            assert_eq!(country_in(text), code, "{text}");
        }
        for (_, code) in NAMED.iter() {
            assert!(is_country(code), "{code}");
        }
    }
}
