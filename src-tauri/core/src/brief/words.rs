//! How a brief says things: the words of fields and choices, days and amounts, and how much of a text a line holds.
//! Pure; what it is to say is handed in.

use chrono::{NaiveDate, NaiveTime};

use super::store::Picked;
use crate::base::{Id, Money, Timestamp, WallTime, date, written};
use crate::records::labels::{Language, message};
use crate::records::plain::Plain;
use crate::records::value::Value;
use crate::records::{Catalog, Record};
use crate::reminders::model::Moment;

/// So many letters of a text a line holds.
const LETTERS: usize = 120;

/// Whose words, on which day.
pub(super) struct Words<'w> {
    pub catalog: &'w Catalog,
    pub plain: Plain,
    pub language: Language,
    pub now: Timestamp,
    pub zone: chrono_tz::Tz,
    /// Whom the brief is about: that goes without saying.
    pub unit: Id,
}

impl Words<'_> {
    pub(super) fn today(&self) -> NaiveDate {
        self.now.utc().with_timezone(&self.zone).date_naive()
    }

    pub(super) fn say(&self, key: &str, blanks: &[(&str, &str)]) -> String {
        message(self.language, &format!("brief.{key}"), blanks)
    }

    /// What a field of a record holds.
    pub(super) fn value(&self, record: &Record, key: &str) -> String {
        let field = self.catalog.entity(&record.entity);
        let Ok(field) = field.and_then(|entity| entity.field(key)) else {
            return String::new();
        };
        match record.get(key) {
            Value::Money(sum) => written(*sum),
            Value::Wall(_) => self.moment(record, key).map_or_else(String::new, |seen| {
                let day = date::format_date(seen.date);
                match seen.time {
                    Some(time) => format!("{day} {}", time.format("%H:%M")),
                    None => day,
                }
            }),
            value => self.plain.text(field, value, 0),
        }
    }

    /// The same on one line, no longer than a line holds.
    pub(super) fn short(&self, record: &Record, key: &str) -> String {
        short(&self.value(record, key))
    }

    /// At which unit, where it is not the one the brief is about.
    pub(super) fn place(&self, record: &Record) -> String {
        match record.get("unit") {
            Value::Ref(unit) if unit.id != self.unit => unit.label.clone(),
            _ => String::new(),
        }
    }

    /// A sentence with a value in its blank; nothing where there is none.
    pub(super) fn with(&self, key: &str, blank: &str, value: &str) -> String {
        if value.is_empty() {
            return String::new();
        }
        self.say(key, &[(blank, value)])
    }

    /// How many more there are than stand below.
    pub(super) fn rest(&self, key: &str, picked: &Picked) -> String {
        let shown = u32::try_from(picked.found.len()).unwrap_or(u32::MAX);
        match picked.all.saturating_sub(shown) {
            0 => String::new(),
            n => self.say(key, &[("n", &n.to_string())]),
        }
    }

    /// A sentence with an amount.
    pub(super) fn sum(&self, key: &str, sum: Option<Money>) -> String {
        sum.map_or_else(String::new, |sum| self.with(key, "amount", &written(sum)))
    }

    /// What a field holds of an hour somewhere: of what goes by no zone it is that hour wherever one is.
    fn wall(&self, record: &Record, key: &str) -> Option<WallTime> {
        let Value::Wall(wall) = record.get(key) else {
            return None;
        };
        let floats = record.get("zone_policy").as_text() == Some("floating");
        let zone = if floats {
            self.zone.name()
        } else {
            wall.zone.as_str()
        };
        WallTime::from_stored(&wall.at, zone).ok()
    }

    /// The same by the clocks of here.
    fn moment(&self, record: &Record, key: &str) -> Option<Moment> {
        let wall = self.wall(record, key)?;
        Some(Moment::seen_from(wall, self.zone, self.now))
    }

    /// Whether the day, or the hour, that a field holds is past.
    pub(super) fn is_past(&self, record: &Record, key: &str) -> bool {
        match record.get(key) {
            Value::Date(day) => day.parse().is_ok_and(|day: NaiveDate| day < self.today()),
            Value::Wall(_) => self.wall(record, key).is_some_and(|wall| {
                if wall.time.is_some() {
                    wall.instant(NaiveTime::MIN).has_passed(self.now)
                } else {
                    wall.date < self.today()
                }
            }),
            _ => false,
        }
    }

    /// How many days from today a day is; below nought where it is past.
    pub(super) fn days_to(&self, value: &Value) -> Option<i64> {
        let day: NaiveDate = value.as_text()?.parse().ok()?;
        Some((day - self.today()).num_days())
    }

    /// The day an instant was.
    pub(super) fn day_of(&self, value: &Value) -> Option<String> {
        match value {
            Value::Instant(ms) => {
                let there = Timestamp(*ms).utc().with_timezone(&self.zone);
                Some(date::format_date(there.date_naive()))
            }
            _ => None,
        }
    }
}

/// What is said one after the other, without what is blank.
pub(super) fn joined<const N: usize>(parts: [String; N]) -> String {
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    said.join(" · ")
}

/// A text on one line, cut where it is longer than a line holds.
pub(super) fn short(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(LETTERS) {
        None => line,
        Some((end, _)) => {
            let cut = line.get(..end).unwrap_or_default();
            format!("{}…", cut.trim_end())
        }
    }
}
