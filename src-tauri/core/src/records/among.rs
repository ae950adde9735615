//! Asking a field that holds several whether one of them is what is sought. Their column is a list in a
//! notation that nobody typed, so it is never compared as a text: each of them is, by itself.

use rusqlite::types::Value as Sql;

use super::catalog::FieldDef;
use super::query::{Piece, quoted};
use super::value::{FieldKind as K, Value};
use crate::base::{Phone, digits_of};

/// One of those the field holds is so.
fn any(field: &FieldDef, test: &str, bound: Vec<Sql>) -> Piece {
    Piece {
        sql: format!(
            "EXISTS (SELECT 1 FROM json_each({}) WHERE {test})",
            quoted(field.key)
        ),
        bound,
    }
}

/// The condition that the field holds `value`, or each of them where that is several; nothing where the field
/// holds one value only.
pub(super) fn holds(field: &FieldDef, value: &Value) -> Option<Piece> {
    let text = |text: &String| any(field, "value = ?", vec![Sql::Text(text.clone())]);
    let each = match (field.kind, value) {
        (K::Choices, Value::Choice(code)) => vec![text(code)],
        (K::Choices, Value::Choices(codes)) => codes.iter().map(text).collect(),
        (K::Refs, Value::Ref(to)) => vec![text(&to.id.to_string())],
        (K::Refs, Value::Refs(all)) => all.iter().map(|to| text(&to.id.to_string())).collect(),
        (K::Texts | K::Emails, Value::Texts(texts)) => texts
            .iter()
            .map(|one| {
                let same = "value = ? COLLATE NOCASE";
                any(field, same, vec![Sql::Text(one.clone())])
            })
            .collect(),
        (K::Dated, Value::Dated(all)) => all
            .iter()
            .map(|one| {
                any(
                    field,
                    "value ->> 'text' = ?",
                    vec![Sql::Text(one.text.clone())],
                )
            })
            .collect(),
        (K::Phones, Value::Phones(all)) => all.iter().map(|one| same_phone(field, one)).collect(),
        _ => return None,
    };
    if each.is_empty() {
        return None;
    }
    Some(Piece::joined(each, " AND ", "1"))
}

/// The same for one that is given as such.
pub(super) fn one(field: &FieldDef, value: &Value) -> Option<Piece> {
    match (field.kind, value) {
        (K::Choices, Value::Choice(_)) | (K::Refs, Value::Ref(_)) => holds(field, value),
        _ => None,
    }
}

/// However they are spelt: with the country, with spaces, or neither.
fn same_phone(field: &FieldDef, asked: &Phone) -> Piece {
    let mut ways = vec!["value ->> 'raw' = ?"];
    let mut bound = vec![Sql::Text(asked.raw.clone())];
    if let Some(e164) = &asked.e164 {
        ways.push("value ->> 'e164' = ? AND value ->> 'ext' IS ?");
        bound.push(Sql::Text(e164.clone()));
        bound.push(asked.ext.clone().map_or(Sql::Null, Sql::Text));
    }
    let digits = digits_of(&asked.raw);
    if !digits.is_empty() {
        ways.push("digits_of(value ->> 'raw') = ?");
        bound.push(Sql::Text(digits));
    }
    any(field, &ways.join(" OR "), bound)
}

/// The condition that one of those the field holds is like `pattern`, made of `text`; nothing where the field
/// holds one value only.
pub(super) fn like(
    field: &FieldDef,
    text: &str,
    pattern: &dyn Fn(&str) -> String,
) -> Option<Piece> {
    let typed = Sql::Text(pattern(text));
    Some(match field.kind {
        K::Texts | K::Emails | K::Choices => any(field, "value LIKE ? ESCAPE '\\'", vec![typed]),
        // Of what is kept with each, nobody asks.
        K::Dated => any(field, "value ->> 'text' LIKE ? ESCAPE '\\'", vec![typed]),
        K::Phones => {
            let mut ways = vec!["value ->> 'raw' LIKE ? ESCAPE '\\'"];
            let mut bound = vec![typed];
            let digits = digits_of(text);
            // In the middle of a number two noughts are no prefix.
            let begins = !pattern("").starts_with('%');
            let abroad =
                text.trim_start().starts_with(['+', '＋']) || begins && digits.starts_with("00");
            // What is more than a number is compared as it is written.
            if !digits.is_empty() && !text.chars().any(char::is_alphabetic) {
                let home = match digits.strip_prefix("00") {
                    Some(home) if abroad => home,
                    _ => &digits,
                };
                let digits_like = Sql::Text(pattern(&digits));
                // Without the country, as most write it.
                let short = home.strip_prefix("86").unwrap_or(home);
                for (way, like) in [
                    ("digits_of(value ->> 'raw') LIKE ?", digits_like),
                    (
                        "value ->> 'e164' LIKE '+86%' AND substr(value ->> 'e164', 4) LIKE ?",
                        Sql::Text(pattern(if abroad { short } else { &digits })),
                    ),
                ] {
                    ways.push(way);
                    bound.push(like);
                }
                // Where the country was asked for: else 61 would be in the 86 and the 1 of every mobile.
                if abroad {
                    ways.push("substr(value ->> 'e164', 2) LIKE ?");
                    bound.push(Sql::Text(pattern(home)));
                }
            }
            any(field, &ways.join(" OR "), bound)
        }
        _ => return None,
    })
}
