//! Several rows speak of one record: what becomes of its fields.

use super::drafts::Fields;
use crate::base::Dated;
use crate::base::words::compact;
use crate::records::catalog::FieldDef;
use crate::records::value::Value;

/// What putting a value into a field came to.
pub(super) enum Set {
    /// It was new.
    Added,
    /// It was there.
    Same,
    /// The list it belongs to holds as many as it can, and stays.
    Full,
    /// Another value was there, and stays.
    Differs(Value),
}

/// Most values of a list of texts, as the records hold them to.
pub(super) const LIST: usize = 200;

/// Puts a value into a field: lists grow, a first value stands.
pub(super) fn set(fields: &mut Fields, field: &'static FieldDef, value: Value) -> Set {
    let Some((_, known)) = fields.iter_mut().find(|(known, _)| known.key == field.key) else {
        fields.push((field, value));
        return Set::Added;
    };
    match (known, value) {
        (known, value) if *known == value => Set::Same,
        (Value::Texts(known), Value::Texts(more)) => {
            let mut all = known.clone();
            match grow(&mut all, more, |a, b| a.eq_ignore_ascii_case(b)) {
                Set::Added if all.len() > LIST => Set::Full,
                set => {
                    *known = all;
                    set
                }
            }
        }
        (Value::Dated(known), Value::Dated(more)) => {
            let all = Dated::joined(known, &more);
            if all == *known {
                Set::Same
            } else if all.len() > LIST {
                Set::Full
            } else {
                *known = all;
                Set::Added
            }
        }
        (Value::Phones(known), Value::Phones(more)) => grow(known, more, |a, b| {
            a.raw == b.raw || a.e164.is_some() && a.e164 == b.e164
        }),
        (Value::Choices(known), Value::Choices(more)) => grow(known, more, |a, b| a == b),
        (Value::Text(known), Value::Text(other)) if compact(known) == compact(&other) => Set::Same,
        (known, _) => Set::Differs(known.clone()),
    }
}

fn grow<T>(known: &mut Vec<T>, more: Vec<T>, same: impl Fn(&T, &T) -> bool) -> Set {
    let before = known.len();
    for item in more {
        if !known.iter().any(|known| same(known, &item)) {
            known.push(item);
        }
    }
    if known.len() > before {
        Set::Added
    } else {
        Set::Same
    }
}
