//! The events and to-dos of a calendar file, as they are written. Knows no database.

use chrono::NaiveTime;
use chrono_tz::Tz;

use super::alarms::After;
use super::times::{Moment, minutes, span};
use crate::base::error::{Error, Kind, Result};
use crate::exchange::reader::content_line::{Line, lines};

/// More entries than this are no person's calendar.
pub(super) const MOST: usize = 5_000;

/// Days named of an entry, with or without it, that are looked at.
const DAYS: usize = 1_000;

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
    /// When it comes as well.
    pub(super) also: Vec<Moment>,
    /// It comes as well in a way that cannot be read.
    pub(super) also_oddly: bool,
    /// When it does not come.
    pub(super) except: Vec<Moment>,
    /// It does not come in a way that cannot be read.
    pub(super) except_oddly: bool,
    /// It is one occurrence of another entry, which would have been then.
    pub(super) stands_for: Option<Moment>,
    /// It is one occurrence of another entry, and nobody can say which, or all that follow it.
    pub(super) of_another: bool,
    /// It is a series whose coming occurrence here is an entry of its own, for it was moved.
    pub(super) moved: bool,
    pub(super) state: String,
    pub(super) private: bool,
    pub(super) alarms: Vec<Alarm>,
}

/// When an alarm speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Alarm {
    /// So long after it begins.
    FromStart(After),
    /// So long after it ends.
    FromEnd(After),
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
            "RRULE" => self.also_oddly = true,
            "RDATE" => self.also_oddly |= name_days(line, &mut self.also),
            "EXDATE" => self.except_oddly |= name_days(line, &mut self.except),
            "EXRULE" => self.except_oddly = true,
            "RECURRENCE-ID" => {
                self.stands_for = Moment::read(line);
                self.of_another = self.stands_for.is_none() || line.parameter("RANGE").is_some();
            }
            "STATUS" => self.state = line.value.trim().to_ascii_uppercase(),
            "COMPLETED" if self.state.is_empty() => "COMPLETED".clone_into(&mut self.state),
            "CLASS" => self.private = !line.value.trim().eq_ignore_ascii_case("PUBLIC"),
            _ => {}
        }
    }

    /// How long it takes, as it is said or by its end.
    pub(super) fn span(&self, here: Tz) -> Option<i64> {
        let at = |moment: &Moment| moment.meant(here).due.instant(NaiveTime::MIN).0;
        let (Some(start), Some(end)) = (&self.starts, &self.ends) else {
            return self.minutes;
        };
        Some((at(end) - at(start)) / 60_000)
    }

    fn alarm(&mut self, line: &Line) {
        let from_end = line
            .parameter("RELATED")
            .is_some_and(|related| related.eq_ignore_ascii_case("END"));
        let after = span(&line.value).map(|(days, minutes)| After { days, minutes });
        let alarm = match after {
            Some(after) if from_end => Some(Alarm::FromEnd(after)),
            Some(after) => Some(Alarm::FromStart(after)),
            None => Moment::read(line).map(Alarm::At),
        };
        if self.alarms.len() < ALARMS {
            self.alarms.extend(alarm);
        }
    }
}

/// Adds the times a line names; says whether one of them cannot be read, or they are too many.
fn name_days(line: &Line, into: &mut Vec<Moment>) -> bool {
    let mut odd = false;
    for moment in Moment::list(line) {
        match moment {
            Some(moment) if into.len() < DAYS => into.push(moment),
            _ => odd = true,
        }
    }
    odd
}

fn plain_uid(value: &str) -> String {
    let letters = value.trim().chars().filter(|letter| !letter.is_control());
    letters.take(250).collect()
}
