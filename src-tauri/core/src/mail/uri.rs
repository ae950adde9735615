//! What is handed to a mail program: an address by RFC 6068, and nothing else.

use std::fmt;

use crate::base::email;
use crate::base::error::{Error, Kind, Result};
use crate::base::words::{clean_line, clean_text};

/// A `mailto:` with its recipients, subject and words. There is no way to one but `MailTo::new`, so
/// whoever is given one may open it: it begins with the scheme, is ASCII without a space, a quotation
/// mark or a control character, and has no header but the subject and the body.
#[derive(Clone, PartialEq, Eq)]
pub struct MailTo(String);

impl MailTo {
    /// A letter to these addresses. It is no longer than `most` bytes.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when there is no address, when one of them is none, or when it would be longer.
    pub(super) fn new(to: &[&str], subject: &str, body: &str, most: usize) -> Result<Self> {
        if to.is_empty() {
            return Err(Error::new(Kind::Invalid, "error.mail_nobody"));
        }
        let mut uri = "mailto:".to_owned();
        for (at, address) in to.iter().enumerate() {
            if email::verdict(address).doubt().is_some() {
                let none = Error::invalid("mail.to", "error.mail_address");
                return Err(none.with("address", address));
            }
            uri.push_str(if at > 0 { "," } else { "" });
            encode(&mut uri, address, b"@");
        }
        // Line ends are the only thing that could begin a header of another name: a subject has none.
        let subject = clean_line(subject);
        let body = clean_text(body);
        let fields = [("subject", subject), ("body", body.replace('\n', "\r\n"))];
        let said = fields.iter().filter(|(_, text)| !text.is_empty());
        for (at, (name, text)) in said.enumerate() {
            uri.push(if at > 0 { '&' } else { '?' });
            uri.push_str(name);
            uri.push('=');
            encode(&mut uri, text, b"");
        }
        if uri.len() > most {
            return Err(Error::new(Kind::Invalid, "error.mail_too_long"));
        }
        Ok(Self(uri))
    }

    /// As it is handed over.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MailTo {
    /// It says what stands in a record, and that is in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailTo(…)")
    }
}

/// Every byte but letters, digits, `-._~` and these: RFC 6068 lets more stand, and then `+`, `&` and
/// `'` mean one thing to one program and another to the next.
fn encode(out: &mut String, text: &str, bare: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).map_or('0', |c| char::from(*c));
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || bare.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}
