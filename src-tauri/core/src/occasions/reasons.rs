//! Why an occasion is one, in one line that names what it follows from. Pure.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use rusqlite::types::Value as Column;

use super::find::Owed;
use super::found::Found;
use super::sources::Source;
use crate::base::calendar::LunarDay;
use crate::base::written;
use crate::base::{FuzzyDate, Money, Timestamp};
use crate::reminders::model::Why;

/// The sentence `occasion.<source>`, in the form that fits how far its day is off.
pub(super) fn why(
    source: &Source,
    row: &Found,
    (on, since): (NaiveDate, NaiveDate),
    now: Timestamp,
    zone: Tz,
) -> Why {
    let here = |at: Timestamp| at.utc().with_timezone(&zone);
    let today = here(now).date_naive();
    let mut values = BTreeMap::new();
    let mut say = |name: &str, value: String| {
        values.insert(name.to_owned(), value);
    };
    let days = (since - today).num_days();
    say("days", days.unsigned_abs().to_string());
    say("on", since.to_string());
    say("title", row.title.clone());
    say("text", row.text.clone());
    say("other", row.other.clone());
    if let Some(by) = row.by {
        say("at", here(by).format("%H:%M").to_string());
    }
    if let Column::Integer(number) = row.number {
        say("number", percent(source, number));
    }
    if let Some(money) = row.money {
        say("amount", written(money));
    }
    let form = match (source.key, &row.day, &row.number) {
        ("rhythm" | "rhythm_person", _, Column::Text(latest)) => {
            say("latest", latest.clone());
            match row.other.parse::<NaiveDate>() {
                Ok(last) => {
                    say("days", (today - last).num_days().max(0).to_string());
                    if latest.as_str() < today.to_string().as_str() {
                        ".beyond"
                    } else {
                        ""
                    }
                }
                Err(_) => ".never",
            }
        }
        ("silence" | "stale" | "promise_waiting", Column::Integer(ms), _) => {
            let last = here(Timestamp(*ms)).date_naive();
            say("other", last.to_string());
            say("days", (today - last).num_days().max(0).to_string());
            if row.text == "never" { ".never" } else { "" }
        }
        ("birthday" | "anniversary", Column::Text(began), _) => {
            match FuzzyDate::parse(began).ok().and_then(|date| date.year()) {
                Some(year) => {
                    say("years", (on.year() - year).to_string());
                    ".years"
                }
                None => "",
            }
        }
        ("size_class", _, bound) => {
            let (was, became, basis, months): (Option<String>, Option<String>, String, u16) =
                serde_json::from_str(&row.text).unwrap_or_default();
            let unclassed = || "none".to_owned();
            say("was", was.unwrap_or_else(unclassed));
            say("became", became.unwrap_or_else(unclassed));
            say("months", months.to_string());
            say("text", String::new());
            let is_up = match (row.money, bound) {
                (Some(money), Column::Integer(bound)) => {
                    say("number", written(Money::new(*bound, money.currency)));
                    money.minor >= *bound
                }
                _ => false,
            };
            match (basis.as_str(), is_up) {
                ("received", true) => ".received_up",
                ("received", false) => ".received_down",
                ("contracted", true) => ".contracted_up",
                ("contracted", false) => ".contracted_down",
                (_, true) => ".cooperations_up",
                (_, false) => ".cooperations_down",
            }
        }
        ("lunar_birthday", Column::Text(day), _) => {
            if let Ok(LunarDay { month, leap, day }) = LunarDay::parse(day) {
                say("month", month.to_string());
                say("day", day.to_string());
                say("leap", if leap { "yes" } else { "no" }.to_owned());
            }
            ""
        }
        _ if row.by.is_some() => by_hour(days, row.by.is_some_and(|by| by.has_passed(now))),
        _ if row.money.is_some() && !values.contains_key("number") => by_day(days, true),
        _ => by_day(days, false),
    };
    // What is due and what is overdue is told alike: its day says which.
    let of = match source.entity {
        "instalment" => source.entity,
        _ => source.key,
    };
    Why {
        key: format!("occasion.{of}{form}"),
        values,
    }
}

/// Of what has an hour: before its day, on it, after that hour, or days after it, where the hour counts no more.
const fn by_hour(days: i64, passed: bool) -> &'static str {
    match (passed, days) {
        (true, ..0) => ".late",
        (true, _) => ".late_hour",
        (false, 1..) => ".left_hour",
        (false, _) => ".today_hour",
    }
}

/// Before its day, on it, after it; of an instalment whose share nobody said, without that.
const fn by_day(days: i64, bare: bool) -> &'static str {
    match (days, bare) {
        (1.., false) => ".left",
        (0, false) => ".today",
        (_, false) => ".late",
        (1.., true) => ".left_bare",
        (0, true) => ".today_bare",
        (_, true) => ".late_bare",
    }
}

/// Basis points as a person writes them; another number as it is.
fn percent(source: &Source, number: i64) -> String {
    if source.entity != "instalment" {
        return number.to_string();
    }
    let (whole, part) = (number / 100, number % 100);
    if part == 0 {
        return whole.to_string();
    }
    format!("{whole}.{part:02}")
        .trim_end_matches('0')
        .to_owned()
}

/// Why something is asked for that the vault as a whole is owed, or one place of its backups.
pub(super) fn owed(source: &Source, owed: &Owed, today: NaiveDate) -> Why {
    let name = owed
        .name
        .iter()
        .map(|name| ("name".to_owned(), name.clone()));
    let mut values: BTreeMap<String, String> = name.collect();
    if let Some(count) = owed.count {
        let days = (owed.since - today).num_days();
        values.insert("number".to_owned(), count.to_string());
        values.insert("on".to_owned(), owed.since.to_string());
        let mut key = format!("occasion.{}{}", source.key, by_day(days, false));
        if owed.carried > 0 {
            values.insert("carried".to_owned(), owed.carried.to_string());
            key.push_str("_carried");
        }
        return Why { key, values };
    }
    let form = match owed.last {
        Some(last) => {
            values.insert(
                "days".to_owned(),
                (today - last).num_days().max(0).to_string(),
            );
            values.insert("on".to_owned(), last.to_string());
            ""
        }
        None => ".never",
    };
    Why {
        key: format!("occasion.{}{form}", source.key),
        values,
    }
}
