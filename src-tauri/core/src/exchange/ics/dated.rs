//! What has a day and is no task, as an event of that whole day. Who asks for the file says what there is:
//! this room does not know what reminds by itself.

use chrono::{NaiveDate, NaiveTime, Timelike as _};

use super::Tells;
use super::alarms::After;
use super::lines::Lines;
use super::tasks::{put_alarm, with_names};
use crate::base::Id;
use crate::base::words::is_han;

/// What follows `@` in the names of such events: they are known again by it, and become no tasks.
const OURS: &str = "@days.steward";

/// An event of a whole day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The same for as long as it is the same thing, wherever its day moves to.
    pub uid: String,
    /// The day.
    pub day: NaiveDate,
    /// What sort of thing it is, in the user's language.
    pub sort: String,
    /// What it is called.
    pub title: String,
    /// Its title is somebody's name.
    pub is_name: bool,
    /// Whom it is about.
    pub whom: Vec<String>,
    /// Nothing of it is told.
    pub confidential: bool,
}

/// What such an event is called in the file: by what it is about, and the year where it comes every year.
#[must_use]
pub fn uid(source: &str, record: Id, year: Option<i32>) -> String {
    let year = year.map(|year| format!(".{year}")).unwrap_or_default();
    format!("{source}.{record}{year}{OURS}")
}

/// Whether an event of a file is one of these.
pub(super) fn is_one(uid: &str) -> bool {
    uid.ends_with(OURS)
}

impl Dated {
    /// Writes it, with an alarm at the morning hour: that is when it reminds here.
    pub(super) fn put(&self, out: &mut Lines, (tells, busy): (Tells, &str), morning: NaiveTime) {
        let tells = if self.confidential {
            Tells::Times
        } else {
            tells
        };
        let day = self.day.format("%Y%m%d").to_string();
        out.put("BEGIN", "VEVENT");
        out.put("UID", &self.uid);
        // Nobody wrote it: it says the same each time it is asked for.
        out.put("DTSTAMP", &format!("{day}T000000Z"));
        let summary = match tells {
            Tells::Times => busy.to_owned(),
            Tells::Titles if self.is_name => self.sort.clone(),
            Tells::Titles => self.titled(),
            Tells::Names => with_names(&self.titled(), &self.whom),
        };
        out.say("SUMMARY", &summary);
        if self.confidential {
            out.put("CLASS", "PRIVATE");
        }
        out.put("DTSTART;VALUE=DATE", &day);
        out.put("TRANSP", "TRANSPARENT");
        let minutes = i64::from(morning.num_seconds_from_midnight()) / 60;
        put_alarm(out, &summary, After::minutes(minutes));
        out.put("END", "VEVENT");
    }

    fn titled(&self) -> String {
        if self.title.is_empty() {
            return self.sort.clone();
        }
        let chinese = self.sort.chars().next_back().is_some_and(is_han);
        let colon = if chinese { "：" } else { ": " };
        format!("{}{colon}{}", self.sort, self.title)
    }
}
