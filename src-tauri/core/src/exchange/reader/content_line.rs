//! The lines that address cards and calendars are made of (RFC 6350, RFC 5545, and the older
//! vCard 2.1 with its quoted-printable values): unfolding, parameters, escapes.

use encoding_rs::{Encoding, UTF_8};

/// One line: `NAME;PARAMETER=VALUE:value`.
pub(in crate::exchange) struct Line {
    /// The property in capitals, without its group.
    pub(in crate::exchange) name: String,
    /// The parameters as written.
    pub(in crate::exchange) parameters: Vec<String>,
    /// The value, decoded from quoted-printable but with its escapes.
    pub(in crate::exchange) value: String,
}

impl Line {
    /// A parameter's value, of the form `NAME=VALUE`.
    pub(in crate::exchange) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find_map(|parameter| {
            let (key, value) = parameter.split_once('=')?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
    /// The value's parts between unescaped semicolons, each without escapes.
    pub(in crate::exchange) fn parts(&self) -> Vec<String> {
        let mut parts = vec![String::new()];
        let mut escaped = false;
        for c in self.value.chars() {
            let room = parts.len() < 64;
            let Some(part) = parts.last_mut() else { break };
            if !escaped && c == '\\' {
                escaped = true;
                continue;
            }
            match (escaped, c) {
                (true, 'n' | 'N') => part.push('\n'),
                (false, ';') if room => parts.push(String::new()),
                _ => part.push(c),
            }
            escaped = false;
        }
        parts
    }
    /// The value without escapes.
    pub(in crate::exchange) fn text(&self) -> String {
        self.parts().join(";")
    }
    /// A number or an address without the scheme some programs put before it.
    pub(in crate::exchange) fn reach(&self) -> String {
        let text = self.text();
        let text = text.trim();
        let bare = ["tel:", "mailto:"].iter().find_map(|scheme| {
            let (head, rest) = text.split_at_checked(scheme.len())?;
            head.eq_ignore_ascii_case(scheme).then_some(rest)
        });
        bare.unwrap_or(text).trim().to_owned()
    }
    /// Family and given name as one, in the order of their script.
    pub(in crate::exchange) fn person(&self) -> String {
        let parts = self.parts();
        let mut parts = parts.iter().map(|part| part.trim());
        let family = parts.next().unwrap_or_default();
        let given = parts.next().unwrap_or_default();
        let name = if family.is_ascii() && given.is_ascii() {
            format!("{given} {family}")
        } else {
            format!("{family}{given}")
        };
        name.trim().to_owned()
    }
}

/// The lines of a card or calendar file.
pub(in crate::exchange) fn lines(text: &str) -> impl Iterator<Item = Line> + '_ {
    let mut raw = text
        .split(['\r', '\n'])
        .filter(|line| !line.is_empty())
        .peekable();
    std::iter::from_fn(move || {
        let mut whole = raw.next()?.to_owned();
        loop {
            let folded = raw.peek().is_some_and(|next| next.starts_with([' ', '\t']));
            let soft =
                whole.ends_with('=') && whole.to_ascii_uppercase().contains("QUOTED-PRINTABLE");
            if soft {
                whole.pop();
                whole.push_str(raw.next().unwrap_or_default());
            } else if folded {
                whole.push_str(raw.next().unwrap_or_default().get(1..).unwrap_or_default());
            } else {
                break;
            }
            if whole.len() > 1 << 20 {
                break;
            }
        }
        Some(line(&whole))
    })
}

fn line(whole: &str) -> Line {
    let mut quoted = false;
    let colon = whole.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == ':' && !quoted
    });
    let (head, value) = match colon {
        Some((at, _)) => (
            whole.get(..at).unwrap_or_default(),
            whole.get(at + 1..).unwrap_or_default(),
        ),
        None => (whole, ""),
    };
    let mut pieces = head.split(';');
    let name = pieces.next().unwrap_or_default();
    let name = name
        .rsplit('.')
        .next()
        .unwrap_or(name)
        .trim()
        .to_ascii_uppercase();
    let parameters: Vec<String> = pieces.map(|piece| piece.trim().to_owned()).collect();
    let mut line = Line {
        name,
        parameters,
        value: value.to_owned(),
    };
    let quoted_printable = line.parameters.iter().any(|parameter| {
        let value = parameter.rsplit('=').next().unwrap_or(parameter);
        value.eq_ignore_ascii_case("QUOTED-PRINTABLE")
    });
    if quoted_printable {
        let charset = line.parameter("CHARSET").unwrap_or("UTF-8").to_owned();
        let encoding = Encoding::for_label(charset.as_bytes()).unwrap_or(UTF_8);
        line.value = encoding
            .decode_without_bom_handling(&unquote(value))
            .0
            .into_owned();
    }
    line
}

fn unquote(value: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = hex
            .filter(|_| *first == b'=')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() {
            after.get(2..).unwrap_or_default()
        } else {
            after
        };
    }
    bytes
}
