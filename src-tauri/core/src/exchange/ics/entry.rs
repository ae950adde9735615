//! The events and to-dos of a calendar file, as they are written. Knows no database.

use super::times::{Moment, minutes};
use crate::base::error::{Error, Kind, Result};
use crate::exchange::reader::content_line::{Line, lines};

/// More entries than this are no person's calendar.
pub(super) const MOST: usize = 5_000;

/// Alarms of an entry that are looked at.
const ALARMS: usize = 20;

/// An event or something to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what a file says, read by name"
)]
pub(super) struct Entry {
    pub(super) todo: bool,
    pub(super) uid: String,
    pub(super) title: String,
    pub(super) note: String,
    pub(super) place: String,
    pub(super) starts: Option<Moment>,
    pub(super) due: Option<Moment>,
    pub(super) ends: Option<Moment>,
    /// How long it takes, where that is said instead of its end.
    pub(super) minutes: Option<i64>,
    /// A time is said that is none.
    pub(super) bad_time: bool,
    pub(super) rule: Option<String>,
    /// Days are named on which it comes as well.
    pub(super) named_days: bool,
    /// Days are named on which it does not come.
    pub(super) but_days: bool,
    /// It is one occurrence of another entry, moved.
    pub(super) of_another: bool,
    pub(super) state: String,
    pub(super) private: bool,
    pub(super) alarms: Vec<Alarm>,
}

/// When an alarm speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Alarm {
    /// Minutes after it begins.
    FromStart(i64),
    /// Minutes after it ends.
    FromEnd(i64),
    /// At an instant.
    At(Moment),
}

/// Every event and to-do of a file.
///
/// # Errors
/// [`Kind::BadFile`] when it is cut off, or holds more than [`MOST`] or none.
pub(super) fn read(text: &str) -> Result<Vec<Entry>> {
    let mut found = Vec::new();
    let mut entry: Option<Entry> = None;
    let mut inner: Vec<String> = Vec::new();
    for line in lines(text) {
        let about = line.value.trim().to_ascii_uppercase();
        match (line.name.as_str(), &mut entry) {
            ("BEGIN", None) if matches!(about.as_str(), "VEVENT" | "VTODO") => {
                entry = Some(Entry {
                    todo: about == "VTODO",
                    ..Entry::default()
                });
            }
            ("BEGIN", Some(_)) if inner.len() < 16 => inner.push(about),
            ("END", Some(_)) if !inner.is_empty() => {
                inner.pop();
            }
            ("END", Some(_)) if matches!(about.as_str(), "VEVENT" | "VTODO") => {
                found.extend(entry.take());
            }
            // Whatever else ends here, this entry was not written to its end.
            ("END", Some(_)) => break,
            (_, Some(entry)) => match inner.last().map(String::as_str) {
                None => entry.hear(&line),
                Some("VALARM") if line.name == "TRIGGER" => entry.alarm(&line),
                Some(_) => {}
            },
            _ => {}
        }
        if found.len() > MOST {
            return Err(Error::new(Kind::BadFile, "error.calendar_too_many").with("most", MOST));
        }
    }
    if entry.is_some() {
        return Err(Error::new(Kind::BadFile, "error.calendar_cut_off"));
    }
    if found.is_empty() {
        return Err(Error::new(Kind::BadFile, "error.calendar_empty"));
    }
    Ok(found)
}

impl Entry {
    fn hear(&mut self, line: &Line) {
        let mut time = || {
            let read = Moment::read(line);
            self.bad_time |= read.is_none();
            read
        };
        match line.name.as_str() {
            "DTSTART" => self.starts = time(),
            "DUE" => self.due = time(),
            "DTEND" => self.ends = time(),
            "UID" => self.uid = plain_uid(&line.value),
            "SUMMARY" => self.title = line.text(),
            "DESCRIPTION" => self.note = line.text(),
            "LOCATION" => self.place = line.text(),
            "DURATION" => self.minutes = minutes(&line.value),
            "RRULE" if self.rule.is_none() => self.rule = Some(line.value.trim().to_owned()),
            // A second rule: no rule of ours says both.
            "RRULE" | "RDATE" => self.named_days = true,
            "EXDATE" | "EXRULE" => self.but_days = true,
            "RECURRENCE-ID" => self.of_another = true,
            "STATUS" => self.state = line.value.trim().to_ascii_uppercase(),
            "COMPLETED" if self.state.is_empty() => "COMPLETED".clone_into(&mut self.state),
            "CLASS" => self.private = !line.value.trim().eq_ignore_ascii_case("PUBLIC"),
            _ => {}
        }
    }

    fn alarm(&mut self, line: &Line) {
        let from_end = line
            .parameter("RELATED")
            .is_some_and(|related| related.eq_ignore_ascii_case("END"));
        let alarm = match minutes(&line.value) {
            Some(after) if from_end => Some(Alarm::FromEnd(after)),
            Some(after) => Some(Alarm::FromStart(after)),
            None => Moment::read(line).map(Alarm::At),
        };
        if self.alarms.len() < ALARMS {
            self.alarms.extend(alarm);
        }
    }
}

fn plain_uid(value: &str) -> String {
    let letters = value.trim().chars().filter(|letter| !letter.is_control());
    letters.take(250).collect()
}
