//! Numbering plans: China's, and the lengths of its neighbours' and a few others'. Digits in, a
//! verdict out; knows nothing of how numbers are written.

use super::{PhoneKind, PhoneOk};

/// What a plan makes of some digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) e164: Option<String>,
    pub(super) kind: PhoneKind,
    pub(super) ok: PhoneOk,
}

impl Placed {
    fn new(kind: PhoneKind, ok: PhoneOk) -> Self {
        Self {
            e164: None,
            kind,
            ok,
        }
    }

    fn at(mut self, e164: String) -> Self {
        self.e164 = Some(e164);
        self
    }
}

/// National digits of a Chinese mobile phone: 1, then 3 to 9, eleven in all.
pub(super) fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && looks_mobile(digits)
}

fn looks_mobile(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    bytes.next() == Some(b'1') && matches!(bytes.next(), Some(b'3'..=b'9'))
}

/// A number as dialled inside China, or behind +86 (`abroad`).
pub(super) fn chinese(digits: &str, abroad: bool) -> Placed {
    use PhoneKind::{Direct, Mobile, Service, Unknown};
    let bare = digits.strip_prefix('0').unwrap_or(digits);
    if is_mobile(bare) {
        return Placed::new(Mobile, PhoneOk::Yes).at(format!("+86{bare}"));
    }
    if bare.len() != digits.len() {
        return land_line(bare);
    }
    let length = digits.len();
    if digits.starts_with("400") || digits.starts_with("800") {
        let local = !abroad && (length == 7 || length == 8);
        return match length {
            10 => Placed::new(Service, PhoneOk::Yes),
            _ if local => Placed::new(Direct, PhoneOk::Unknown),
            _ => Placed::new(Service, PhoneOk::No),
        };
    }
    let short = matches!((digits.get(..2), length), (Some("95" | "96"), 5..=8))
        || (digits.starts_with('1') && !looks_mobile(digits) && matches!(length, 3 | 5 | 6));
    if short {
        return Placed::new(Service, PhoneOk::Yes);
    }
    if looks_mobile(digits) {
        return Placed::new(Mobile, PhoneOk::No);
    }
    if abroad {
        return land_line(digits);
    }
    match (length, digits.bytes().next()) {
        (7 | 8, Some(b'2'..=b'8')) => Placed::new(Direct, PhoneOk::Unknown),
        _ => Placed::new(Unknown, PhoneOk::No),
    }
}

/// A land line without the leading 0: Beijing and the 2x areas have eight digits behind two, the
/// others seven or eight behind three.
pub(super) fn land_line(digits: &str) -> Placed {
    let (area, lengths) = match digits.as_bytes() {
        [b'1', b'0', ..] | [b'2', b'0'..=b'9', ..] => (2, 8..=8),
        [b'3'..=b'9', ..] => (3, 7..=8),
        _ => return Placed::new(PhoneKind::Unknown, PhoneOk::No),
    };
    let local = digits.get(area..).unwrap_or_default();
    let starts = matches!(local.bytes().next(), Some(b'2'..=b'9'));
    if starts && lengths.contains(&local.len()) {
        Placed::new(PhoneKind::Direct, PhoneOk::Yes).at(format!("+86{digits}"))
    } else {
        Placed::new(PhoneKind::Direct, PhoneOk::No)
    }
}

/// Countries whose lengths are known here, and how many digits stand behind the code.
const LENGTHS: [(&str, std::ops::RangeInclusive<usize>); 9] = [
    ("852", 8..=8),
    ("853", 8..=8),
    ("886", 8..=9),
    ("1", 10..=10),
    ("65", 8..=8),
    ("81", 9..=10),
    ("82", 8..=10),
    ("44", 9..=10),
    ("49", 6..=12),
];

/// A number of another country, all digits behind the plus.
pub(super) fn foreign(digits: &str) -> Placed {
    let known = LENGTHS.iter().find_map(|(code, lengths)| {
        digits
            .strip_prefix(code)
            .map(|rest| lengths.contains(&rest.len()))
    });
    let ok = match known {
        Some(true) => PhoneOk::Yes,
        None if (8..=15).contains(&digits.len()) => PhoneOk::Unknown,
        _ => PhoneOk::No,
    };
    let placed = Placed::new(PhoneKind::Unknown, ok);
    if ok == PhoneOk::No {
        placed
    } else {
        placed.at(format!("+{digits}"))
    }
}
