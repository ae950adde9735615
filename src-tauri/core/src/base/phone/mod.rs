//! Telephone numbers as people write them: kept as written, and read as far as they can be. No
//! text is ever refused; what does not look like a number is marked, not lost.

mod plan;
mod read;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::verdict::Verdict;

/// What a number reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// A mobile phone.
    Mobile,
    /// A land line that rings at one desk.
    Direct,
    /// A switchboard; it has extensions.
    Switch,
    /// A fax machine.
    Fax,
    /// A service number dialled the same everywhere: 400, 800, 95xxx, 12345.
    #[serde(rename = "400")]
    Service,
    /// A number known as a `WeChat` handle.
    WechatPhone,
    /// Cannot be told from the text.
    Unknown,
}

/// Whether a number can be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PhoneOk {
    /// It fits its numbering plan.
    Yes,
    /// It cannot be right: a mobile number one digit short, no digits at all.
    No,
    /// It may be: a local number without its area, a plan not known here.
    Unknown,
}

/// One telephone number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
pub struct Phone {
    /// As written, ends trimmed.
    pub raw: String,
    /// `+8613800138000`, where the country and the area are known. Service numbers have none.
    pub e164: Option<String>,
    /// The extension behind it.
    pub ext: Option<String>,
    /// What it reaches.
    pub kind: PhoneKind,
    /// Whether it can be right.
    pub ok: PhoneOk,
    /// Nobody is reached by it any more, as the words beside it say: `13800138000（停用）`. It is kept, for
    /// it still tells who is who.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dead: bool,
}

impl Phone {
    /// Reads one number.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        read::phone(raw)
    }

    /// Reads a cell that may hold several: `010-12345678；13800138000 / 13900139000`.
    #[must_use]
    pub fn parse_all(cell: &str) -> Vec<Self> {
        read::phones(cell)
    }

    /// Doubtful where the number cannot be right.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.ok {
            PhoneOk::No => Verdict::doubtful("warning.phone_doubtful", &self.raw),
            PhoneOk::Yes | PhoneOk::Unknown => Verdict::Ok,
        }
    }

    /// What people dial to find it by, digits only and without the country of a Chinese number or
    /// the extension: `13800138000`, `01012345678`.
    #[must_use]
    pub fn digits(&self) -> String {
        match self.e164.as_deref() {
            Some(e164) => match e164.strip_prefix("+86") {
                Some(mobile) if plan::is_mobile(mobile) => mobile.to_owned(),
                Some(line) => format!("0{line}"),
                None => e164.chars().filter(char::is_ascii_digit).collect(),
            },
            None => read::bare_digits(&self.raw),
        }
    }
}

/// The raw texts as one cell again.
#[must_use]
pub fn join(phones: &[Phone]) -> String {
    phones
        .iter()
        .map(|phone| phone.raw.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

/// The digits of a number however it is written, full-width ones too.
#[must_use]
pub fn digits_of(text: &str) -> String {
    let digit = |c: char| match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    };
    text.chars().filter_map(digit).collect()
}
