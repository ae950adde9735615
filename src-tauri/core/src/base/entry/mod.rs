//! What was just typed, taken apart for whoever typed it: which authority gave a credit code and where, an
//! amount in words, an account in fours. Pure; says what it sees and refuses nothing.

mod amount;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;

use super::official_id::{OfficialId, Scheme, organisation_agrees};
use super::phone::{Phone, PhoneKind, PhoneOk};
use super::verdict::Verdict;
use super::words::narrow;

pub use amount::{in_words, of_amount};

/// One thing seen in what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename = "EntryPart")]
pub struct Part {
    /// What is seen, a message.
    pub key: String,
    /// What fills its blanks.
    pub values: BTreeMap<String, String>,
    /// Whether that is right, where it can be told.
    pub ok: Option<bool>,
}

impl Part {
    fn of(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            values: BTreeMap::from([("value".to_owned(), value.into())]),
            ok: None,
        }
    }
    fn is(mut self, ok: bool) -> Self {
        self.ok = Some(ok);
        self
    }
}

/// The registers that give codes out, by the first character of a code (GB 32100).
const AUTHORITIES: [char; 12] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'N', 'Y'];
/// The first two digits of a district (GB/T 2260); 10 is the country's own register.
const REGIONS: [&str; 35] = [
    "10", "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
    "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
    "71", "81", "82",
];

/// The parts of an official number; of a credit code who gave it, where, to which organisation, and whether
/// its last character is the one that follows from the others.
#[must_use]
pub fn of_official_id(text: &str) -> Vec<Part> {
    let id = OfficialId::read(text);
    let code = id.value.as_str();
    let right = id.verdict == Verdict::Ok;
    match id.scheme {
        Scheme::Uscc => {}
        Scheme::Lei => return vec![Part::of("entry.lei", code).is(right)],
        Scheme::Registration => return vec![Part::of("entry.registration", code).is(right)],
        Scheme::Other => {
            let n = code.chars().count().to_string();
            return vec![Part::of("entry.uscc.length", n).is(false)];
        }
    }
    let mut parts = Vec::new();
    let authority = code.chars().next().filter(|one| AUTHORITIES.contains(one));
    parts.push(match authority {
        Some(one) => Part::of(format!("entry.uscc.authority.{one}"), one).is(true),
        None => Part::of("entry.uscc.authority.none", code.get(..1).unwrap_or("")).is(false),
    });
    let district = code.get(2..8).unwrap_or_default();
    let region = district.get(..2).filter(|two| REGIONS.contains(two));
    parts.push(match region {
        Some(two) => Part::of(format!("entry.uscc.region.{two}"), district).is(true),
        None => Part::of("entry.uscc.region.none", district).is(false),
    });
    let own = format!(
        "{}-{}",
        code.get(8..16).unwrap_or_default(),
        code.get(16..17).unwrap_or_default()
    );
    let doubt = id.verdict.doubt();
    let mut organisation = Part::of("entry.uscc.organisation", own);
    // With a character that no code has, nothing follows from the others.
    organisation.ok = doubt
        .is_none_or(|doubt| doubt.key != "warning.uscc_letter")
        .then(|| organisation_agrees(code));
    parts.push(organisation);
    let last = code.get(17..).unwrap_or_default();
    let expected = doubt.and_then(|doubt| doubt.values.get("expected"));
    parts.push(match (doubt.map(|doubt| doubt.key), expected) {
        (_, Some(expected)) => Part::of("entry.uscc.check_wrong", expected.clone()).is(false),
        (Some("warning.uscc_letter"), _) => {
            let letter = doubt.and_then(|doubt| doubt.values.get("letter"));
            Part::of("entry.uscc.letter", letter.cloned().unwrap_or_default()).is(false)
        }
        _ => Part::of("entry.uscc.check_ok", last).is(true),
    });
    parts
}

/// The parts of a bank account: in fours, how long it is, and where it is a card whether it can be one.
#[must_use]
pub fn of_account(text: &str) -> Vec<Part> {
    let spaced = |c: &char| !c.is_whitespace() && *c != '-';
    let number: Vec<char> = narrow(text).chars().filter(spaced).collect();
    if number.is_empty() {
        return Vec::new();
    }
    let fours: Vec<String> = number.chunks(4).map(|four| four.iter().collect()).collect();
    let mut parts = vec![
        Part::of("entry.account.fours", fours.join(" ")),
        Part::of("entry.account.length", number.len().to_string()),
    ];
    let digits: Option<Vec<u32>> = number.iter().map(|c| c.to_digit(10)).collect();
    match digits {
        // Abroad they may have letters.
        None => parts.push(Part::of("entry.account.letters", "")),
        // What companies have is mostly no card, and bears nothing that could be checked.
        Some(digits) if digits.starts_with(&[6, 2]) && (16..=19).contains(&digits.len()) => {
            let right = luhn(&digits);
            let key = if right {
                "entry.account.card_ok"
            } else {
                "entry.account.card_wrong"
            };
            parts.push(Part::of(key, "").is(right));
        }
        Some(_) => {}
    }
    parts
}

/// ISO/IEC 7812: every second digit from the right counts twice.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, _) => *digit,
            (_, twice) if twice > 9 => twice - 9,
            (_, twice) => twice,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// What each telephone number reaches.
#[must_use]
pub fn of_phones(text: &str) -> Vec<Part> {
    let part = |phone: Phone| {
        let kind = match phone.kind {
            PhoneKind::Mobile => "mobile",
            PhoneKind::Direct => "direct",
            PhoneKind::Switch => "switch",
            PhoneKind::Fax => "fax",
            PhoneKind::Service => "service",
            PhoneKind::WechatPhone => "wechat",
            PhoneKind::Unknown => "unknown",
        };
        let shown = match phone.e164.as_deref() {
            Some(number) => country(number),
            None => phone.raw.clone(),
        };
        let part = Part::of(format!("entry.phone.{kind}"), shown);
        match phone.ok {
            PhoneOk::Yes => part.is(true),
            PhoneOk::No => part.is(false),
            PhoneOk::Unknown => part,
        }
    };
    Phone::parse_all(text).into_iter().map(part).collect()
}

/// A number with its country apart: `+86 138 0013 8000`.
fn country(number: &str) -> String {
    match number.strip_prefix("+86") {
        Some(mobile) if mobile.len() == 11 && mobile.starts_with('1') => {
            let (first, rest) = mobile.split_at_checked(3).unwrap_or((mobile, ""));
            let (middle, last) = rest.split_at_checked(4).unwrap_or((rest, ""));
            format!("+86 {first} {middle} {last}")
        }
        Some(rest) => format!("+86 {rest}"),
        None => number.to_owned(),
    }
}
