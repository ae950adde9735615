//! One address card as a signature: what a phone hands over when a contact is shared as text.

use super::{Says, Signature};
use crate::base::phone::{Phone, PhoneKind};
use crate::base::{Error, Result, email};
use crate::exchange::reader::content_line::{Line, lines};

/// Whether a text is a card, or several.
pub(super) fn is_card(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(11).collect();
    start.eq_ignore_ascii_case("BEGIN:VCARD")
}

/// Reads it.
pub(super) fn read(text: &str) -> Result<Signature> {
    let mut signature = Signature::default();
    let mut cards = 0;
    let mut formal = None;
    for line in lines(text) {
        if line.name == "BEGIN" {
            cards += 1;
        } else {
            note(&mut signature, &mut formal, &line);
        }
    }
    if cards > 1 {
        return Err(Error::invalid("text", "error.signature_many"));
    }
    // The formatted name is the one people see; a card without one has it in parts.
    if let Some(name) = formal {
        signature.note(Says::Name, &name, &name);
    }
    Ok(signature)
}

fn note(signature: &mut Signature, formal: &mut Option<String>, line: &Line) {
    let text = line.text();
    let text = text.trim();
    let mut parts = line.parts().into_iter().map(|part| part.trim().to_owned());
    match line.name.as_str() {
        "FN" => signature.take(Says::Name, text, text),
        "N" => {
            *formal = Some(line.person());
        }
        "ORG" => {
            let company = parts.next().unwrap_or_default();
            let rest: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
            signature.take(Says::Unit, &company, text);
            signature.take(Says::Department, &rest.join(" "), text);
        }
        "TITLE" => signature.take(Says::Title, text, text),
        "TEL" => {
            let number = line.reach();
            let number = number.as_str();
            let is = |word: &str| {
                let mut given = line.parameters.iter();
                given.any(|one| one.to_ascii_lowercase().contains(word))
            };
            let phone = Phone::parse(number);
            // A card says which is carried about, whatever its plan says, as a label does.
            let carried = is("cell") && phone.kind != PhoneKind::Switch;
            if is("fax") {
                signature.take(Says::WorkPhone, &format!("{number} (fax)"), text);
            } else if carried || phone.kind == PhoneKind::Mobile {
                signature.take(Says::Mobile, number, text);
            } else {
                signature.take(Says::WorkPhone, number, text);
            }
        }
        "EMAIL" => signature.take(Says::Email, &email::normalise(&line.reach()), text),
        "ADR" => {
            let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
            // A card names the street before the city; a Chinese address goes from the large to the small.
            let address = if parts.iter().all(|part| part.is_ascii()) {
                parts.join(", ")
            } else {
                parts.iter().rev().map(String::as_str).collect()
            };
            signature.take(Says::Address, &address, text);
        }
        "URL" => signature.take(Says::Website, text, text),
        "X-WECHAT" => signature.take(Says::Wechat, text, text),
        "NOTE" | "ROLE" | "BDAY" | "NICKNAME" if !text.is_empty() => {
            signature.unread.push(text.to_owned());
        }
        _ => {}
    }
}
