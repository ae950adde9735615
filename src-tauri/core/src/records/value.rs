//! One value of a field: as it crosses to the window, and as columns hold it. Pure.
//!
//! Knows kinds, not entities; parsing of typed text is in `parse.rs`.

use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};

use crate::base::currency::Currency;
use crate::base::error::{Error, Kind, Result};
use crate::base::money::Money;
use crate::base::phone::Phone;
use crate::base::{Dated, Decimal, Id, Timestamp};

/// A record another record points at, with what to call it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Ref {
    /// The record.
    pub id: Id,
    /// Its title; empty when it is not known (on the way in it is ignored).
    pub label: String,
}

/// A wall-clock time where somebody lives: a day, or a day and a minute, in an IANA zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Wall {
    /// `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`.
    pub at: String,
    /// IANA zone, as `Asia/Shanghai`.
    pub zone: String,
}

/// How [`Money`] crosses to the window: minor units as text, for a number there is a float.
#[derive(Debug, specta::Type)]
#[expect(dead_code, reason = "names the shape for the window only")]
pub struct WireMoney {
    /// Minor units of the currency.
    minor: String,
    /// ISO 4217.
    currency: String,
}

/// One value of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "t", content = "v", rename_all = "snake_case")]
pub enum Value {
    /// Not known.
    Null,
    /// Text a person typed, still to be read by the field's kind.
    Raw(String),
    /// Text.
    Text(String),
    /// A choice, by code.
    Choice(String),
    /// Several choices, by code.
    Choices(Vec<String>),
    /// A whole number.
    Number(i64),
    /// An amount in one currency.
    Money(#[specta(type = WireMoney)] Money),
    /// A decimal number, written out plainly: `1234.5`; in text, for a number there is a float.
    Decimal(String),
    /// Basis points.
    Percent(i32),
    /// `YYYY-MM-DD`.
    Date(String),
    /// `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `--MM-DD`.
    Fuzzy(String),
    /// A wall-clock time.
    Wall(Wall),
    /// Milliseconds since 1970 UTC.
    Instant(i64),
    /// Yes or no.
    Bool(bool),
    /// Several texts.
    Texts(Vec<String>),
    /// Several texts, each with the day until which it held.
    Dated(Vec<Dated>),
    /// Telephone numbers.
    Phones(Vec<Phone>),
    /// Another record.
    Ref(Ref),
    /// Several other records.
    Refs(Vec<Ref>),
    /// A formula that came to nothing: the message key of the reason.
    Fault(String),
}

impl Value {
    /// Text, or nothing where it is blank.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.trim().is_empty() {
            Self::Null
        } else {
            Self::Text(text)
        }
    }
    /// A choice by code.
    #[must_use]
    pub fn choice(code: impl Into<String>) -> Self {
        Self::Choice(code.into())
    }
    /// A reference by id alone.
    #[must_use]
    pub fn to(id: Id) -> Self {
        Self::Ref(Ref {
            id,
            label: String::new(),
        })
    }
    /// Whether nothing is known.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
    /// The text of a textual value, for search and matching.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(v) | Self::Choice(v) | Self::Date(v) | Self::Fuzzy(v) | Self::Raw(v) => {
                Some(v)
            }
            _ => None,
        }
    }
    /// The record pointed at.
    #[must_use]
    pub fn as_ref_id(&self) -> Option<Id> {
        match self {
            Self::Ref(to) => Some(to.id),
            _ => None,
        }
    }
}

/// The kind of a field: how it is typed, stored, compared and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the field's own words")]
pub enum FieldKind {
    Text,
    LongText,
    Choice,
    Choices,
    Number,
    Money,
    Decimal,
    Percent,
    Date,
    FuzzyDate,
    WallTime,
    Instant,
    Bool,
    Phones,
    Emails,
    Texts,
    Dated,
    Url,
    OfficialId,
    Repeat,
    LunarDay,
    Ref,
    Refs,
}

impl FieldKind {
    /// The suffix of the second column, for kinds that need two.
    #[must_use]
    pub fn second_column(self) -> Option<&'static str> {
        match self {
            Self::Money => Some("_currency"),
            Self::WallTime => Some("_zone"),
            _ => None,
        }
    }
}

fn json<T: Serialize>(list: &[T]) -> Sql {
    if list.is_empty() {
        return Sql::Null;
    }
    serde_json::to_string(list).map_or(Sql::Null, Sql::Text)
}

/// The one or two columns that hold `value`.
///
/// # Errors
/// [`Kind::Internal`] when the value is not of `kind`: parsing should have seen to that.
pub fn to_columns(kind: FieldKind, value: &Value) -> Result<(Sql, Option<Sql>)> {
    use FieldKind as K;
    let second = kind.second_column().is_some();
    Ok(match (kind, value) {
        (_, Value::Null) => (Sql::Null, second.then_some(Sql::Null)),
        (
            K::Text | K::LongText | K::Url | K::OfficialId | K::Repeat | K::LunarDay,
            Value::Text(v),
        )
        | (K::Choice, Value::Choice(v))
        | (K::Date, Value::Date(v))
        | (K::FuzzyDate, Value::Fuzzy(v)) => (Sql::Text(v.clone()), None),
        (K::Choices, Value::Choices(v)) | (K::Texts | K::Emails, Value::Texts(v)) => {
            (json(v), None)
        }
        (K::Number, Value::Number(v)) | (K::Instant, Value::Instant(v)) => (Sql::Integer(*v), None),
        (K::Decimal, Value::Decimal(v)) => (Sql::Integer(Decimal::parse(v)?.parts()), None),
        (K::Percent, Value::Percent(v)) => (Sql::Integer((*v).into()), None),
        (K::Bool, Value::Bool(v)) => (Sql::Integer((*v).into()), None),
        (K::Money, Value::Money(v)) => (
            Sql::Integer(v.minor),
            Some(Sql::Text(v.currency.code().to_owned())),
        ),
        (K::WallTime, Value::Wall(v)) => (Sql::Text(v.at.clone()), Some(Sql::Text(v.zone.clone()))),
        (K::Dated, Value::Dated(v)) => (json(v), None),
        (K::Phones, Value::Phones(v)) => (json(v), None),
        (K::Ref, Value::Ref(v)) => (Sql::Blob(v.id.bytes().to_vec()), None),
        (K::Refs, Value::Refs(v)) => (json(&v.iter().map(|to| to.id).collect::<Vec<_>>()), None),
        (kind, value) => {
            return Err(Error::internal(format!(
                "{value:?} is not of kind {kind:?}"
            )));
        }
    })
}

fn list<T: for<'a> Deserialize<'a>>(text: &str) -> Result<Vec<T>> {
    serde_json::from_str(text)
        .map_err(|e| Error::new(Kind::Damaged, "error.database_damaged").caused_by(e))
}

/// The value that one or two columns hold; references come without labels.
///
/// # Errors
/// [`Kind::Damaged`] when the columns hold what no value of `kind` could have put there.
pub fn from_columns(kind: FieldKind, first: Sql, second: Option<Sql>) -> Result<Value> {
    use FieldKind as K;
    Ok(match (kind, first, second) {
        (_, Sql::Null, _) => Value::Null,
        (
            K::Text | K::LongText | K::Url | K::OfficialId | K::Repeat | K::LunarDay,
            Sql::Text(v),
            _,
        ) => Value::Text(v),
        // Where a formula's column holds bytes, they say why there is no value; see `fault`.
        (kind, Sql::Blob(why), _) if kind != K::Ref => {
            Value::Fault(String::from_utf8_lossy(&why).into_owned())
        }
        (K::Choice, Sql::Text(v), _) => Value::Choice(v),
        (K::Date, Sql::Text(v), _) => Value::Date(v),
        (K::FuzzyDate, Sql::Text(v), _) => Value::Fuzzy(v),
        (K::Choices, Sql::Text(v), _) => Value::Choices(list(&v)?),
        (K::Texts | K::Emails, Sql::Text(v), _) => Value::Texts(list(&v)?),
        (K::Dated, Sql::Text(v), _) => Value::Dated(list(&v)?),
        (K::Phones, Sql::Text(v), _) => Value::Phones(list(&v)?),
        (K::Number, Sql::Integer(v), _) => Value::Number(v),
        (K::Instant, Sql::Integer(v), _) => Value::Instant(v),
        (K::Decimal, Sql::Integer(v), _) => Value::Decimal(Decimal::of_parts(v).to_string()),
        (K::Percent, Sql::Integer(v), _) => Value::Percent(i32::try_from(v).unwrap_or_default()),
        (K::Bool, Sql::Integer(v), _) => Value::Bool(v != 0),
        (K::Money, Sql::Integer(minor), Some(Sql::Text(currency))) => Value::Money(Money {
            minor,
            currency: Currency::parse(&currency)?,
        }),
        (K::WallTime, Sql::Text(at), Some(Sql::Text(zone))) => Value::Wall(Wall { at, zone }),
        (K::Ref, Sql::Blob(v), _) => Value::to(id_of(&v)?),
        (K::Refs, Sql::Text(v), _) => Value::Refs(
            list::<Id>(&v)?
                .into_iter()
                .map(|id| Ref {
                    id,
                    label: String::new(),
                })
                .collect(),
        ),
        (kind, ..) => {
            return Err(Error::new(Kind::Damaged, "error.database_damaged")
                .caused_by(format!("a column does not hold a {kind:?}")));
        }
    })
}

/// An id out of a column's bytes.
///
/// # Errors
/// [`Kind::Damaged`] when it is not sixteen bytes.
pub fn id_of(bytes: &[u8]) -> Result<Id> {
    <[u8; 16]>::try_from(bytes)
        .map(Id::from_bytes)
        .map_err(|_| {
            Error::new(Kind::Damaged, "error.database_damaged")
                .caused_by("an id is not sixteen bytes")
        })
}

/// The column of a formula that came to nothing: the message key of the reason, as bytes, which no
/// kind of value but a reference is kept as.
#[must_use]
pub fn fault(why: &str) -> Sql {
    Sql::Blob(why.as_bytes().to_vec())
}

/// The instant as a value.
#[must_use]
pub fn instant(at: Timestamp) -> Value {
    Value::Instant(at.0)
}
