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
        "FN" => drop(signature.note(Says::Name, text, text)),
        "N" => {
            let family = parts.next().unwrap_or_default();
            let given = parts.next().unwrap_or_default();
            let western = family.is_ascii() && given.is_ascii();
            let name = if western {
                format!("{given} {family}")
            } else {
                family + &given
            };
            *formal = Some(name.trim().to_owned());
        }
        "ORG" => {
            let company = parts.next().unwrap_or_default();
            let rest: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
            signature.note(Says::Unit, &company, text);
            signature.note(Says::Department, &rest.join(" "), text);
        }
        "TITLE" => drop(signature.note(Says::Title, text, text)),
        "TEL" => {
            let number = text.trim_start_matches("tel:");
            let faxes = line
                .parameters
                .iter()
                .any(|one| one.to_ascii_lowercase().contains("fax"));
            let phone = Phone::parse(number);
            if faxes {
                signature.note(Says::WorkPhone, &format!("{number} (fax)"), text);
            } else if phone.kind == PhoneKind::Mobile {
                signature.note(Says::Mobile, number, text);
            } else {
                signature.note(Says::WorkPhone, number, text);
            }
        }
        "EMAIL" => drop(signature.note(Says::Email, &email::normalise(text), text)),
        "ADR" => {
            let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
            // A card names the street before the city; a Chinese address goes from the large to the small.
            let address = if parts.iter().all(|part| part.is_ascii()) {
                parts.join(", ")
            } else {
                parts.iter().rev().map(String::as_str).collect()
            };
            signature.note(Says::Address, &address, text);
        }
        "URL" => drop(signature.note(Says::Website, text, text)),
        "X-WECHAT" => drop(signature.note(Says::Wechat, text, text)),
        "NOTE" if !text.is_empty() => signature.unread.push(text.to_owned()),
        _ => {}
    }
}
