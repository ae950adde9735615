//! A task as an event of a calendar, or as something to be done where it has no day.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{Months, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::Tells;
use super::alarms::{After, alarms, by_work, steady};
use super::lines::Lines;
use crate::base::error::Result;
use crate::base::{Id, Repeat, Timestamp, WallTime, Workdays};
use crate::records::Catalog;
use crate::records::secrecy::condition;
use crate::reminders::manner::Manner;
use crate::reminders::workdays;
use crate::reminders::{load, series};
use crate::vault::Read;

/// Where a rule cannot be said in a calendar file, its days are named for so many years.
const YEARS: u32 = 2;

/// A task as the file needs it.
pub(super) struct Task {
    id: Id,
    rev: i32,
    changed: Timestamp,
    title: String,
    note: Option<String>,
    whom: Vec<String>,
    due: Option<WallTime>,
    /// When it speaks up after it begins.
    alarms: Vec<After>,
    /// And of what comes again the instants at which it does so for this one alone.
    once: Vec<Timestamp>,
    /// The days worked where it is meant.
    days: Workdays,
    repeat: Option<Repeat>,
    stands_for: Option<NaiveDate>,
    confidential: bool,
    /// How long it takes, said or usual.
    minutes: u32,
    /// The hour its rule speaks at, on its own day.
    by_rule: Option<WallTime>,
    /// What another program's file called it.
    uid: Option<String>,
    /// It keeps its clock time wherever one is: no zone is written.
    floats: bool,
}

/// Every open task, by the day.
///
/// # Errors
/// When the database fails.
pub(super) fn open(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<Task>> {
    let secret = condition(catalog, catalog.entity("task")?, "t");
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT t.id, t.rev, t.updated_at, t.title, t.note, u.legal_name, c.full_name, t.due, t.due_zone,
           t.remind, t.leads, t.repeat, t.series_on,
           {secret},
           t.minutes, coalesce(t.kind, ''), t.uid, t.series_as, t.zone_policy = 'floating'
         FROM task t LEFT JOIN unit u ON u.id = t.unit LEFT JOIN contact c ON c.id = t.contact
         WHERE t.state = 'open' AND t.deleted_at IS NULL ORDER BY t.due, t.n"
    ))?;
    let morning = Manner::of(read)?.morning();
    let mut worked: HashMap<Tz, Workdays> = HashMap::new();
    let mut rows = find.query([])?;
    let mut tasks = Vec::new();
    while let Some(row) = rows.next()? {
        let due: Option<String> = row.get(7)?;
        let due = match due {
            Some(due) => Some(WallTime::from_stored(&due, &row.get::<_, String>(8)?)?),
            None => None,
        };
        let zone = due.as_ref().map_or(read.zone(), |due| due.zone);
        let days = match worked.entry(zone) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(workdays::of(read, zone)?),
        };
        let leads: Option<String> = row.get(10)?;
        let rule: Option<String> = row.get(11)?;
        let leads = leads.as_deref();
        let (alarms, once) = match &due {
            Some(due) if row.get(9)? && rule.is_some() => (
                steady(due, leads, morning, days),
                by_work(due, leads, morning, days),
            ),
            Some(due) if row.get(9)? => (alarms(due, leads, morning, days), Vec::new()),
            _ => (Vec::new(), Vec::new()),
        };
        let stands_for: Option<String> = row.get(12)?;
        let speaks: Option<String> = row.get(17)?;
        let whom: [Option<String>; 2] = [row.get(5)?, row.get(6)?];
        tasks.push(Task {
            id: row.get(0)?,
            rev: row.get(1)?,
            changed: Timestamp(row.get(2)?),
            title: row.get(3)?,
            note: row.get(4)?,
            whom: whom.into_iter().flatten().collect(),
            alarms,
            once,
            days: days.clone(),
            repeat: rule.and_then(|rule| Repeat::parse(&rule).ok()),
            stands_for: stands_for.and_then(|day| day.parse().ok()),
            confidential: row.get(13)?,
            minutes: match row.get(14)? {
                Some(minutes) => minutes,
                None => load::usual(&row.get::<_, String>(15)?),
            },
            uid: row.get(16)?,
            floats: row.get(18)?,
            by_rule: due.map(|due| series::hour_of(due, speaks.as_deref())),
            due,
        });
    }
    Ok(tasks)
}

impl Task {
    /// Its zone and day, and its rule's, where they have a time that goes by a zone.
    pub(super) fn timed(&self) -> impl Iterator<Item = (Tz, NaiveDate)> {
        let both = [self.due, self.by_rule].into_iter().flatten();
        both.filter(|at| at.time.is_some() && !self.floats)
            .map(|at| (at.zone, at.date))
    }

    /// Writes it.
    pub(super) fn put(&self, out: &mut Lines, tells: Tells, busy: &str, read: &Read<'_>) {
        let tells = if self.confidential {
            Tells::Times
        } else {
            tells
        };
        let name = if self.due.is_some() {
            "VEVENT"
        } else {
            "VTODO"
        };
        let title = match tells {
            Tells::Times => busy.to_owned(),
            Tells::Titles => self.title.clone(),
            Tells::Names => with_names(&self.title, &self.whom),
        };
        let note = self.note.as_deref().filter(|_| tells == Tells::Names);
        let Some(due) = &self.due else {
            self.put_entry(out, name, (&title, note), |_| {});
            return;
        };
        match self.moved_from(due) {
            // The series as it is by its rule, and beside it the one that was moved.
            Some(day) => {
                self.put_entry(out, name, (&title, note), |out| {
                    self.put_time(out, &day);
                    self.put_rule(out, &day);
                    self.put_alarms(out, &title);
                });
                self.put_entry(out, name, (&title, note), |out| {
                    out.put(&self.kind("RECURRENCE-ID", &day), &day_text(&day));
                    self.put_time(out, due);
                    self.put_alarms(out, &title);
                    self.put_once(out, &title);
                });
            }
            None => self.put_entry(out, name, (&title, note), |out| {
                self.put_time(out, due);
                self.put_again(out, due, read.today());
                self.put_alarms(out, &title);
                self.put_once(out, &title);
            }),
        }
    }

    fn put_entry(
        &self,
        out: &mut Lines,
        name: &str,
        (title, note): (&str, Option<&str>),
        put: impl FnOnce(&mut Lines),
    ) {
        out.put("BEGIN", name);
        match &self.uid {
            Some(uid) => out.put("UID", uid),
            None => out.put("UID", &own_uid(self.id)),
        }
        out.put("DTSTAMP", &stamp(self.changed));
        out.put("SEQUENCE", &(self.rev - 1).to_string());
        out.say("SUMMARY", title);
        if let Some(note) = note {
            out.say("DESCRIPTION", note);
        }
        if self.confidential {
            out.put("CLASS", "PRIVATE");
        }
        put(out);
        out.put("END", name);
    }

    /// When it would be by its rule, where the rule can be said in the file and it was moved from there.
    fn moved_from(&self, due: &WallTime) -> Option<WallTime> {
        let (rule, by_rule) = (self.repeat.as_ref()?, self.by_rule?);
        let start = self.stands_for.unwrap_or(due.date);
        let day = WallTime {
            date: start,
            ..by_rule
        };
        let begins = rule.between(start, (start, start), &self.days) == [start];
        (rule.is_rfc() && begins && day != *due).then_some(day)
    }

    fn put_time(&self, out: &mut Lines, due: &WallTime) {
        out.put(&self.kind("DTSTART", due), &day_text(due));
        if due.time.is_some() {
            out.put("DURATION", &format!("PT{}M", self.minutes));
        } else {
            // A day on which something is due is not a day that is taken.
            out.put("TRANSP", "TRANSPARENT");
        }
    }

    /// How it comes again: by the rule where the file can say it and it begins here, else by the days.
    fn put_again(&self, out: &mut Lines, due: &WallTime, today: NaiveDate) {
        let (Some(rule), Some(by_rule)) = (&self.repeat, &self.by_rule) else {
            return;
        };
        let start = self.stands_for.unwrap_or(due.date);
        let begins = start == due.date
            && by_rule == due
            && rule.between(start, (start, start), &self.days) == [start];
        if rule.is_rfc() && begins {
            self.put_rule(out, due);
            return;
        }
        let after = due.date + TimeDelta::days(1);
        let last = today
            .checked_add_months(Months::new(12 * YEARS))
            .unwrap_or(today);
        let named: Vec<String> = rule
            .between(start, (after, last), &self.days)
            .into_iter()
            .map(|day| {
                day_text(&WallTime {
                    date: day,
                    ..*by_rule
                })
            })
            .collect();
        if !named.is_empty() {
            out.put(&self.kind("RDATE", by_rule), &named.join(","));
        }
    }

    /// Its rule, which begins at `first`, and the days on which it does not come.
    fn put_rule(&self, out: &mut Lines, first: &WallTime) {
        let Some(rule) = &self.repeat else {
            return;
        };
        out.put(
            "RRULE",
            &with_until(&rule.whole().to_string(), first, self.floats),
        );
        let days = rule.except().iter().map(|date| WallTime {
            date: *date,
            ..*first
        });
        let days: Vec<String> = days.map(|day| day_text(&day)).collect();
        if !days.is_empty() {
            out.put(&self.kind("EXDATE", first), &days.join(","));
        }
    }

    /// The property with what its value is: a day, a time by the clocks of a zone, or of wherever one is.
    fn kind(&self, name: &str, due: &WallTime) -> String {
        match due.time {
            Some(_) if self.floats => name.to_owned(),
            Some(_) => format!("{name};TZID={}", due.zone.name()),
            None => format!("{name};VALUE=DATE"),
        }
    }

    fn put_alarms(&self, out: &mut Lines, title: &str) {
        for after in &self.alarms {
            put_alarm(out, title, *after);
        }
    }

    fn put_once(&self, out: &mut Lines, title: &str) {
        for at in &self.once {
            put_alarm_of(out, title, "TRIGGER;VALUE=DATE-TIME", &stamp(*at));
        }
    }
}

/// An alarm so long after an event begins.
pub(super) fn put_alarm(out: &mut Lines, title: &str, after: After) {
    put_alarm_of(out, title, "TRIGGER", &after.text());
}

fn put_alarm_of(out: &mut Lines, title: &str, trigger: &str, when: &str) {
    out.put("BEGIN", "VALARM");
    out.put("ACTION", "DISPLAY");
    out.say("DESCRIPTION", title);
    out.put(trigger, when);
    out.put("END", "VALARM");
}

/// What a task of ours is called in a calendar file.
pub(super) fn own_uid(id: Id) -> String {
    format!("{id}@steward")
}

/// A title with those it is about.
pub(super) fn with_names(title: &str, whom: &[String]) -> String {
    if whom.is_empty() {
        return title.to_owned();
    }
    format!("{title} ({})", whom.join(", "))
}

fn stamp(at: Timestamp) -> String {
    at.utc().format("%Y%m%dT%H%M%SZ").to_string()
}

fn day_text(due: &WallTime) -> String {
    match due.time {
        Some(time) => due.date.and_time(time).format("%Y%m%dT%H%M%S").to_string(),
        None => due.date.format("%Y%m%d").to_string(),
    }
}

/// A rule ends as it begins: with a time where it begins with one, in UTC where that goes by a zone.
fn with_until(rule: &str, due: &WallTime, floats: bool) -> String {
    let parts = rule.split(';').map(|part| {
        let day = part.strip_prefix("UNTIL=").filter(|_| due.time.is_some());
        let day = day.and_then(|day| NaiveDate::parse_from_str(day, "%Y%m%d").ok());
        match day {
            Some(date) => {
                let end = WallTime {
                    date,
                    time: due.time,
                    ..*due
                };
                let end = if floats {
                    day_text(&end)
                } else {
                    stamp(end.instant(NaiveTime::MIN))
                };
                format!("UNTIL={end}")
            }
            None => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join(";")
}
