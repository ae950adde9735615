//! A letter as a file that mail programs open as a draft: RFC 5322, in UTF-8. It says to whom and about what, and not
//! from whom: that is for the program that sends it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, FixedOffset};

use crate::base::email;
use crate::base::error::{Error, Result};
use crate::base::words::{clean_line, clean_text};

/// A line with an encoded word is no longer, what stands before the word included (RFC 2047 §2).
const HEAD: usize = 76;
/// The marks around an encoded word, in characters.
const MARKS: usize = "=?utf-8?B??=".len();
/// A line of the body is no longer (RFC 2045 §6.8): so many bytes are one.
const LINE: usize = 57;
/// What stands plainly behind `Subject: ` within the 78 characters of a line.
const PLAIN: usize = 60;

/// The file of a letter; without an address it is to be filled in where it is opened.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when an address is none.
pub(super) fn eml(
    to: &[&str],
    subject: &str,
    body: &str,
    at: DateTime<FixedOffset>,
) -> Result<String> {
    let mut file = format!("Date: {}\r\n", at.format("%a, %d %b %Y %H:%M:%S %z"));
    for (n, address) in to.iter().enumerate() {
        // What would end the header, or begin another mailbox, is in no address.
        let splits = |c: char| c.is_control() || c.is_whitespace() || ",;<>()\"".contains(c);
        if email::verdict(address).doubt().is_some() || address.contains(splits) {
            let none = Error::invalid("mail.to", "error.mail_address");
            return Err(none.with("address", address));
        }
        file.push_str(if n == 0 { "To: " } else { ",\r\n " });
        file.push_str(address);
    }
    if !to.is_empty() {
        file.push_str("\r\n");
    }
    // Line ends are the only thing that could begin a header of another name: a subject has none.
    header(&mut file, "Subject", &clean_line(subject));
    // By this a mail program knows a draft of what was received.
    file.push_str("X-Unsent: 1\r\n");
    file.push_str("MIME-Version: 1.0\r\n");
    file.push_str("Content-Type: text/plain; charset=utf-8\r\n");
    file.push_str("Content-Transfer-Encoding: base64\r\n\r\n");
    let body = clean_text(body).replace('\n', "\r\n");
    for line in body.as_bytes().chunks(LINE) {
        STANDARD.encode_string(line, &mut file);
        file.push_str("\r\n");
    }
    Ok(file)
}

/// A header, in encoded words on lines of their own where it is not plain and short.
fn header(file: &mut String, name: &str, text: &str) {
    let is_plain = text.len() <= PLAIN && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_plain && !text.contains("=?") {
        let _ = write!(file, "{name}: {text}\r\n");
        return;
    }
    let mut rest = text;
    let mut lead = format!("{name}: ");
    while !rest.is_empty() {
        // Four characters of base64 hold three bytes. Each word is whole characters (RFC 2047 §5).
        let room = (HEAD - MARKS - lead.len()) / 4 * 3;
        let (word, behind) = rest.split_at(rest.floor_char_boundary(room));
        let _ = write!(file, "{lead}=?utf-8?B?{}?=\r\n", STANDARD.encode(word));
        " ".clone_into(&mut lead);
        rest = behind;
    }
}
