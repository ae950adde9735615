//! Takes a written number apart: what is said around it, the digits, the extension.

use super::super::words::{clean_line, narrow};
use super::plan::{self, Placed};
use super::{Phone, PhoneKind, PhoneOk};

/// See [`Phone::parse_all`].
pub(super) fn phones(cell: &str) -> Vec<Phone> {
    let mut pieces: Vec<String> = Vec::new();
    let mut loose = String::new();
    for piece in cell.split([';', '；', '、', ',', '，', '\n', '\r', '\u{FF0F}', '/']) {
        let piece = clean_line(piece);
        if piece.is_empty() {
            continue;
        }
        let digits = bare_digits(&piece).len();
        match pieces.last_mut() {
            // A remark, or the last digits of a neighbouring number: 0755-26780000/01.
            Some(last) if digits < 3 => {
                last.push('/');
                last.push_str(&piece);
            }
            None if digits == 0 => {
                loose.push_str(&piece);
                loose.push(' ');
            }
            _ => pieces.push(std::mem::take(&mut loose) + &piece),
        }
    }
    if pieces.is_empty() && !loose.is_empty() {
        pieces.push(loose);
    }
    pieces.iter().flat_map(|piece| apart(piece)).collect()
}

/// Two whole numbers may stand apart by a space only.
fn apart(piece: &str) -> Vec<Phone> {
    let whole = phone(piece);
    if whole.ok == PhoneOk::Yes {
        return vec![whole];
    }
    let parts: Vec<Phone> = piece.split_whitespace().map(phone).collect();
    let all = parts.len() > 1 && parts.iter().all(|part| part.ok == PhoneOk::Yes);
    if all { parts } else { vec![whole] }
}

/// `+44 (0)20 …`: the zero one dials at home is no part of the number, right behind a country code;
/// anywhere else it is a digit like any other.
fn without_trunk_zero(text: &str) -> String {
    let Some((head, tail)) = text.split_once("(0)") else {
        return text.to_owned();
    };
    let code = head.trim();
    let code = code
        .strip_prefix('+')
        .or(code.strip_prefix("00"))
        .unwrap_or(code);
    let is_code = (1..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    if is_code && (head.contains('+') || head.trim() != code || code == "86") {
        format!("{head}{tail}")
    } else {
        text.to_owned()
    }
}

/// See [`Phone::parse`].
pub(super) fn phone(raw: &str) -> Phone {
    let raw = clean_line(raw);
    let text = without_trunk_zero(&narrow(&raw).to_lowercase().replace('＋', "+"));
    let (text, dead) = without_dead(&text);
    let said = said(&text);
    let (body, mut ext) = split_ext(&text);
    let (run, stray) = longest_run(body);
    let mut placed = place(&run);
    if ext.is_none()
        && placed.ok == PhoneOk::No
        && let Some((head, tail)) = run.rsplit_once(|c: char| !c.is_ascii_digit())
        && (1..=6).contains(&tail.len())
    {
        let shorter = place(head);
        let line = matches!(shorter.kind, PhoneKind::Direct | PhoneKind::Service);
        if line && shorter.ok == PhoneOk::Yes {
            placed = shorter;
            ext = Some(tail.to_owned());
        }
    }
    let ok = match placed.ok {
        PhoneOk::Yes if stray => PhoneOk::Unknown,
        ok => ok,
    };
    let kind = match said {
        Some(kind) => kind,
        None if ext.is_some() && placed.kind == PhoneKind::Direct => PhoneKind::Switch,
        None => placed.kind,
    };
    Phone {
        raw,
        e164: placed.e164,
        ext,
        kind,
        ok,
        dead,
    }
}

/// What people write beside a number that reaches nobody any more; the window's own two words among them.
const DEAD: &[&str] = &[
    "停用",
    "停机",
    "空号",
    "打不通",
    "失效",
    "作废",
    "dead",
    "disconnected",
    "out of service",
];

/// The text without what says that nobody is reached by it, and whether that was said: `转8012(停用)` has the
/// extension 8012 all the same.
fn without_dead(text: &str) -> (String, bool) {
    let says = |part: &str| DEAD.iter().any(|word| part.contains(word));
    if !says(text) {
        return (text.to_owned(), false);
    }
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('(') {
        left.push_str(before);
        match after.split_once(')') {
            Some((within, behind)) if says(within) => {
                left.push('|');
                rest = behind;
            }
            _ => {
                left.push('(');
                rest = after;
            }
        }
    }
    left.push_str(rest);
    for word in DEAD {
        left = left.replace(&format!("已{word}"), "|").replace(word, "|");
    }
    // What stood before the word and behind it is not one number.
    (left.trim_matches([' ', '/', ',', '|']).to_owned(), true)
}

/// All digits before the extension.
pub(super) fn bare_digits(raw: &str) -> String {
    let (text, _) = without_dead(&narrow(raw).to_lowercase());
    split_ext(&text)
        .0
        .chars()
        .filter(char::is_ascii_digit)
        .collect()
}

/// What the words around a number say it is. 微信同号 says only that a phone is on `WeChat` too.
fn said(text: &str) -> Option<PhoneKind> {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["传真", "fax"]) {
        Some(PhoneKind::Fax)
    } else if says(&["总机", "总台", "switchboard"]) {
        Some(PhoneKind::Switch)
    } else if says(&["微信", "wechat"]) && !says(&["同号", "同步"]) {
        Some(PhoneKind::WechatPhone)
    } else {
        None
    }
}

/// Cuts off an extension named by a word or sign: `转8012`, `ext. 12`, `x12`, `#12`, `分机12`.
fn split_ext(text: &str) -> (&str, Option<String>) {
    for mark in ["转", "分机", "extension", "ext", "x", "#"] {
        let Some((head, tail)) = text.split_once(mark) else {
            continue;
        };
        let tail = tail.trim_matches([' ', '.', ':', '-', ')', '(', '分', '机', '号']);
        let digits = (1..=6).contains(&tail.len()) && tail.bytes().all(|b| b.is_ascii_digit());
        if digits && head.bytes().filter(u8::is_ascii_digit).count() >= 3 {
            return (head, Some(tail.to_owned()));
        }
    }
    (text, None)
}

/// The stretch with the most digits that is written like a number, and whether other digits
/// stand elsewhere.
fn longest_run(text: &str) -> (String, bool) {
    let written = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.' | '+');
    let plain = text.replace(['–', '—', '−', '‐', '_', '·', '*'], "-");
    let count = |run: &str| run.bytes().filter(u8::is_ascii_digit).count();
    let runs = plain.split(|c: char| !written(c));
    let longest = runs
        .clone()
        .max_by_key(|run| count(run))
        .unwrap_or_default();
    let digit_or_plus = |c: char| c.is_ascii_digit() || c == '+';
    let run = longest.trim_matches(|c: char| !digit_or_plus(c)).to_owned();
    (run, count(&plain) > count(longest))
}

/// Finds the plan a run of digits and signs belongs to.
fn place(run: &str) -> Placed {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let outward = match (run.starts_with('+'), digits.strip_prefix("00")) {
        (true, _) => Some(digits.as_str()),
        (false, outward) => outward,
    };
    if let Some(number) = outward {
        return match number.strip_prefix("86") {
            Some(national) => plan::chinese(national, true),
            None => plan::foreign(number),
        };
    }
    let country_apart = run.split(|c: char| !c.is_ascii_digit()).next() == Some("86");
    let behind_country = digits
        .strip_prefix("86")
        .filter(|national| plan::is_mobile(national) || (country_apart && national.len() >= 9));
    match behind_country {
        Some(national) => plan::chinese(national, true),
        None => plan::chinese(&digits, false),
    }
}
