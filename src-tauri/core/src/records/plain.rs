//! Values as plain text: what stands on the clipboard after a copy, in the words of one language,
//! so that a paste of it reads the same value again. Exact to the last cent; nothing is shortened.

use std::collections::HashMap;

use super::catalog::FieldDef;
use super::labels::{self, Language};
use super::value::Value;
use crate::base::currency::Currency;
use crate::base::{Dated, Result, Timestamp, words};
use crate::vault::Read;

/// Basis points written out, as `-0.50%`.
#[must_use]
pub fn percent(points: i32) -> String {
    let sign = if points < 0 { "-" } else { "" };
    let points = points.unsigned_abs();
    format!("{sign}{}.{:02}%", points / 100, points % 100)
}

/// Turns values into plain text.
pub struct Plain {
    language: Language,
    zone: chrono_tz::Tz,
    /// What the user calls the choices of their own, by list and code.
    own: HashMap<(String, String), String>,
}

impl Plain {
    /// In `language`, with the user's own choices.
    ///
    /// # Errors
    /// When the database fails.
    pub fn new(read: &Read<'_>, language: Language) -> Result<Self> {
        let own = read
            .sql()
            .prepare_cached("SELECT list, code, label FROM choice WHERE label IS NOT NULL")?
            .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self {
            language,
            zone: read.zone(),
            own,
        })
    }

    /// A value of `field` as text; nothing where it is not known. An amount is in the unit its
    /// column's head says, ten to the `power`.
    #[must_use]
    pub fn text(&self, field: &FieldDef, value: &Value, power: u32) -> String {
        match value {
            Value::Null => String::new(),
            Value::Text(v) | Value::Raw(v) | Value::Date(v) | Value::Fuzzy(v) => v.clone(),
            Value::Choice(code) => self.choice(field, code),
            Value::Choices(codes) => listed(codes.iter().map(|code| self.choice(field, code))),
            Value::Number(number) => number.to_string(),
            Value::Money(money) if money.currency == Currency::CNY => money.format_under(power),
            Value::Money(money) => money.to_string(),
            Value::Decimal(number) => number.clone(),
            Value::Percent(points) => percent(*points),
            Value::Wall(wall) => wall.at.replace('T', " "),
            Value::Instant(ms) => {
                let here = Timestamp(*ms).utc().with_timezone(&self.zone);
                here.format("%Y-%m-%d %H:%M").to_string()
            }
            Value::Bool(yes) => {
                let key = if *yes { "record.yes" } else { "record.no" };
                labels::message(self.language, key, &[])
            }
            Value::Texts(texts) => listed(texts.iter().cloned()),
            Value::Dated(texts) => listed(texts.iter().map(Dated::to_string)),
            Value::Phones(phones) => listed(phones.iter().map(|phone| phone.raw.clone())),
            Value::Fault(why) => labels::message(self.language, why, &[]),
            Value::Ref(to) => to.label.clone(),
            Value::Refs(to) => listed(to.iter().map(|to| to.label.clone())),
        }
    }

    fn choice(&self, field: &FieldDef, code: &str) -> String {
        let list = field.choices.unwrap_or_default();
        let own = self.own.get(&(list.to_owned(), code.to_owned()));
        own.cloned()
            .unwrap_or_else(|| labels::choice(self.language, list, code))
    }
}

fn listed(values: impl Iterator<Item = String>) -> String {
    words::join_list(values, "; ")
}
