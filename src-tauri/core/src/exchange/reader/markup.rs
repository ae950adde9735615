//! Tags and text of XML and of web pages, forgiving and without building a tree. Knows no
//! document type.

use std::borrow::Cow;

/// A piece of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name attributes>`; `empty` when it closes itself.
    Open {
        /// The tag's name with its prefix, as written.
        name: &'a str,
        /// All that stands between the name and the end.
        attributes: &'a str,
        /// Whether it closes itself.
        empty: bool,
    },
    /// `</name>`.
    Close(&'a str),
    /// Text with entities.
    Text(&'a str),
    /// Text without entities.
    Raw(&'a str),
}

/// The pieces in their order.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
    /// How far it is, in bytes.
    pub(super) fn at(&self) -> usize {
        self.at
    }
    /// Passes over all until the tag that closes `name`, as for scripts and styles.
    pub(super) fn skip_to_close(&mut self, name: &str) {
        while let Some(found) = self.rest().find("</") {
            self.at += found + 2;
            if starts_with_name(self.rest(), name) {
                self.at -= 2;
                return;
            }
        }
        self.at = self.text.len();
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
    fn take_past(&mut self, end: &str) -> &'a str {
        let rest = self.rest();
        let length = rest.find(end).unwrap_or(rest.len());
        self.at = (self.at + length + end.len()).min(self.text.len());
        rest.get(..length).unwrap_or_default()
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            if !rest.starts_with('<') {
                let length = rest.find('<').unwrap_or(rest.len());
                self.at += length;
                return Some(Token::Text(rest.get(..length).unwrap_or_default()));
            }
            if rest.starts_with("<!--") {
                self.take_past("-->");
            } else if rest.starts_with("<![CDATA[") {
                self.at += 9;
                return Some(Token::Raw(self.take_past("]]>")));
            } else if rest.starts_with("<!") || rest.starts_with("<?") {
                self.take_past(">");
            } else if rest.starts_with("</") {
                self.at += 2;
                return Some(Token::Close(self.take_past(">").trim()));
            } else if rest
                .get(1..2)
                .is_some_and(|c| c.starts_with(|c: char| c.is_alphabetic()))
            {
                self.at += 1;
                return Some(open(self.tag()));
            } else {
                // A lone sign: text.
                self.at += 1;
                let more = self.rest().find('<').unwrap_or(self.rest().len());
                self.at += more;
                return Some(Token::Text(rest.get(..=more).unwrap_or_default()));
            }
        }
    }
}

impl<'a> Tokens<'a> {
    /// A tag's inside: up to the first `>` that is not within quotes.
    fn tag(&mut self) -> &'a str {
        let rest = self.rest();
        let mut quote = None;
        let end = rest.bytes().position(|byte| match (byte, quote) {
            (b'>', None) => true,
            (b'"' | b'\'', None) => {
                quote = Some(byte);
                false
            }
            (byte, Some(open)) if byte == open => {
                quote = None;
                false
            }
            _ => false,
        });
        let Some(end) = end else {
            return self.take_past(">");
        };
        self.at += end + 1;
        rest.get(..end).unwrap_or_default()
    }
}

fn open(inside: &str) -> Token<'_> {
    let (inside, empty) = inside
        .strip_suffix('/')
        .map_or((inside, false), |inside| (inside, true));
    let end = inside
        .find(|c: char| c.is_whitespace() || c == '/')
        .unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(end);
    Token::Open {
        name,
        attributes,
        empty,
    }
}

fn starts_with_name(text: &str, name: &str) -> bool {
    text.get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The value of an attribute, whatever the prefix and case it is written in.
pub(super) fn attribute<'a>(attributes: &'a str, wanted: &str) -> Option<Cow<'a, str>> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start();
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '=')
            .unwrap_or(rest.len());
        if end == 0 {
            // A stray sign.
            rest = rest.get(rest.chars().next()?.len_utf8()..)?;
            continue;
        }
        let (name, after) = rest.split_at(end);
        let after = after.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            rest = after;
            if rest.is_empty() {
                return None;
            }
            continue;
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = value.get(1..)?;
                let end = inner.find(quote).unwrap_or(inner.len());
                (inner.get(..end)?, inner.get(end + 1..).unwrap_or_default())
            }
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        if name.eq_ignore_ascii_case(wanted)
            || !wanted.contains(':') && local(name).eq_ignore_ascii_case(wanted)
        {
            return Some(unescape(value));
        }
        rest = after;
    }
}

/// Text with its entities resolved; those unknown stay as they are.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let known = end.and_then(|end| Some((entity(rest.get(1..end)?)?, end + 1)));
        let (c, length) = known.unwrap_or(('&', 1));
        plain.push(c);
        rest = rest.get(length..).unwrap_or_default();
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn entity(name: &str) -> Option<char> {
    if let Some(code) = name.strip_prefix('#') {
        let code = match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => code.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "yen" => '¥',
        "euro" => '€',
        "pound" => '£',
        "middot" => '·',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "times" => '×',
        "deg" => '°',
        "copy" => '©',
        "reg" => '®',
        _ => return None,
    })
}
