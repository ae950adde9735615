//! What an entry comes to, beside the task it is about or for want of one.

use std::collections::hash_map::Entry as Slot;
use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::super::alarms::{After, alarms, counted_from, is_code_by_work, leads, steady};
use super::super::dated;
use super::super::entry::{Alarm, Entry};
use super::super::tasks::with_names;
use super::super::times::Moment;
use super::known::Known;
use super::{Fate, Note, Row};
use crate::base::calendar::EXCEPTIONS;
use crate::base::error::Result;
use crate::base::{Repeat, WallTime, Workdays};
use crate::records::value::{Value, Wall};
use crate::reminders::manner::Manner;
use crate::reminders::workdays;
use crate::vault::Read;

/// Characters of a title and of a note at most.
const TITLE: usize = 500;
const NOTE: usize = 20_000;

/// Minutes of a day: nothing of a day's list takes longer.
const DAY: i64 = 24 * 60;

/// What all entries of a file are weighed by.
pub(super) struct Weigher<'r> {
    read: &'r Read<'r>,
    busy: &'r [String],
    today: NaiveDate,
    here: Tz,
    morning: NaiveTime,
    days: HashMap<Tz, Workdays>,
    /// The file has alarms, so that an entry without one is meant to be silent. In one that has none
    /// at all they were left out by the program that wrote it.
    speaks: bool,
}

/// What an entry comes to.
pub(super) struct Weighed {
    fate: Fate,
    why: &'static str,
    due: Option<WallTime>,
    repeat: String,
    notes: Vec<Note>,
    pub(super) values: Vec<(&'static str, Value)>,
}

/// What an entry says, in our words.
struct Said {
    title: String,
    note: String,
    /// When it begins by the file itself.
    first: Option<WallTime>,
    /// When it is due: of one that comes again, the first that has not passed.
    due: Option<WallTime>,
    floats: bool,
    /// By which rule it comes from when it begins, and from when it is due.
    whole: Option<Repeat>,
    rule: Option<Repeat>,
    minutes: Option<u32>,
    /// When it speaks up after it begins.
    alarms: Vec<After>,
    /// It comes again, and the last time has passed.
    ended: bool,
}

impl Weighed {
    fn refused(why: &'static str) -> Self {
        Self {
            fate: Fate::Refused,
            why,
            due: None,
            repeat: String::new(),
            notes: Vec::new(),
            values: Vec::new(),
        }
    }

    pub(super) fn row(&self, number: u32, entry: &Entry) -> Row {
        let fields = match self.fate {
            Fate::Changed => self.values.iter().map(|(field, _)| *field).collect(),
            _ => Vec::new(),
        };
        Row {
            number,
            title: plain(&entry.title, 200),
            due: self.due.as_ref().map(WallTime::at),
            repeat: self.repeat.clone(),
            fate: self.fate,
            why: self.why.to_owned(),
            fields: fields.into_iter().map(str::to_owned).collect(),
            notes: self.notes.clone(),
        }
    }
}

impl<'r> Weigher<'r> {
    pub(super) fn new(read: &'r Read<'_>, busy: &'r [String], all: &[Entry]) -> Result<Self> {
        Ok(Self {
            read,
            busy,
            today: read.today(),
            here: read.zone(),
            morning: Manner::of(read)?.morning(),
            days: HashMap::new(),
            speaks: all.iter().any(|entry| !entry.alarms.is_empty()),
        })
    }

    /// What an entry comes to. `again` says that the file has named it before.
    pub(super) fn weigh(
        &mut self,
        entry: &Entry,
        known: Option<&Known>,
        again: bool,
    ) -> Result<Weighed> {
        if dated::is_one(&entry.uid) {
            // What reminds by itself does so here, without a task.
            let starts = entry.starts.as_ref();
            return Ok(Weighed {
                fate: Fate::Same,
                due: starts.map(|at| at.meant(self.here).due),
                ..Weighed::refused("")
            });
        }
        let why = if entry.of_another {
            "of_another"
        } else if again {
            "twice"
        } else if entry.bad_time {
            "time"
        } else if entry.title.trim().is_empty() && known.is_none() {
            "untitled"
        } else if known.is_some_and(|known| !known.lives) {
            "in_bin"
        } else {
            ""
        };
        if !why.is_empty() {
            return Ok(Weighed::refused(why));
        }
        let mut notes = Vec::new();
        let said = self.said(entry, &mut notes)?;
        let mut weighed = match known {
            Some(known) => self.beside(entry, &said, known, &mut notes)?,
            None => self.anew(entry, &said, &mut notes)?,
        };
        weighed.due = said.due;
        weighed.repeat = said.rule.map(|rule| rule.to_string()).unwrap_or_default();
        if weighed.fate != Fate::Refused {
            weighed.notes = notes;
        }
        Ok(weighed)
    }

    fn days(&mut self, zone: Tz) -> Result<Workdays> {
        Ok(match self.days.entry(zone) {
            Slot::Occupied(known) => known.get().clone(),
            Slot::Vacant(free) => free.insert(workdays::of(self.read, zone)?).clone(),
        })
    }

    fn said(&mut self, entry: &Entry, notes: &mut Vec<Note>) -> Result<Said> {
        let moment = if entry.todo {
            entry.due.as_ref().or(entry.starts.as_ref())
        } else {
            entry.starts.as_ref()
        };
        let meant = moment.map(|moment| moment.meant(self.here));
        if let Some(zone) = meant.as_ref().and_then(|meant| meant.unknown_zone.clone()) {
            notes.push(note("zone", &zone));
        }
        let first = meant.as_ref().map(|meant| meant.due);
        let rule = match (&entry.rule, &first) {
            (Some(text), Some(first)) => {
                let rule = Repeat::parse(&until_here(text, first)).ok();
                if rule.is_none() {
                    notes.push(note("rule", text));
                }
                rule
            }
            _ => None,
        };
        let rule = match (rule, &first) {
            (Some(rule), Some(first)) => Some(self.without(entry, rule, first, notes)),
            (rule, _) => rule,
        };
        if entry.also_oddly {
            notes.push(note("named_days", ""));
        }
        let mut said = Said {
            title: plain(&entry.title, TITLE),
            note: noted(entry),
            first,
            due: first,
            floats: meant.is_some_and(|meant| meant.floats),
            whole: rule.clone(),
            rule,
            minutes: self.minutes(entry, first.as_ref()),
            alarms: first
                .as_ref()
                .map(|first| self.alarms(entry, first))
                .unwrap_or_default(),
            ended: false,
        };
        if let (Some(first), Some(rule)) = (first, &said.rule)
            && (self.is_gone(first, first.date) || rule.except().contains(&first.date))
        {
            let days = self.days(first.zone)?;
            let before = first.date.max(self.today) - TimeDelta::days(1);
            let mut next = rule.next(first.date, before, &days);
            // What comes every day at nine comes tomorrow, said at ten.
            if let Some(on) = next.as_ref().map(|next| next.on)
                && self.is_gone(first, on)
            {
                next = rule.next(first.date, on, &days);
            }
            match next {
                Some(next) => {
                    said.due = Some(WallTime {
                        date: next.on,
                        ..first
                    });
                    said.rule = Some(next.rest);
                }
                None => said.ended = true,
            }
        }
        Ok(said)
    }

    /// Whether what comes at an hour or for a whole day is over on that day.
    fn is_gone(&self, first: WallTime, on: NaiveDate) -> bool {
        let at = WallTime { date: on, ..first };
        on < self.today || first.time.is_some() && at.instant(NaiveTime::MIN) <= self.read.now()
    }

    /// The rule without the days that the file names, of those that have not passed.
    fn without(
        &self,
        entry: &Entry,
        rule: Repeat,
        first: &WallTime,
        notes: &mut Vec<Note>,
    ) -> Repeat {
        let days = entry.except.iter().map(|at| at.day(first.zone, self.here));
        let days: BTreeSet<NaiveDate> = days.filter(|day| *day >= self.today).collect();
        if entry.except_oddly || days.len() > EXCEPTIONS {
            notes.push(note("but_days", ""));
        }
        rule.without(days)
    }

    /// How long it takes, where it has a time and that is said.
    fn minutes(&self, entry: &Entry, first: Option<&WallTime>) -> Option<u32> {
        let first = first.filter(|first| first.time.is_some())?;
        let end = entry.ends.as_ref().map(|end| end.meant(self.here).due);
        let begin = first.instant(NaiveTime::MIN);
        let span = match end {
            Some(end) => Some((end.instant(NaiveTime::MIN).0 - begin.0) / 60_000),
            None => entry.minutes,
        };
        let span = span.filter(|span| (1..=DAY).contains(span))?;
        u32::try_from(span).ok()
    }

    fn alarms(&self, entry: &Entry, first: &WallTime) -> Vec<After> {
        let begin = first.instant(NaiveTime::MIN);
        let after = |at: &WallTime| (at.instant(NaiveTime::MIN).0 - begin.0) / 60_000;
        let end = |moment: &Moment| after(&moment.meant(self.here).due);
        let ends = entry.ends.as_ref().map(end).or(entry.minutes).unwrap_or(0);
        let found = entry.alarms.iter().map(|alarm| match alarm {
            Alarm::FromStart(span) => *span,
            // What is to be done ends when it is due, from where everything is counted here.
            Alarm::FromEnd(span) if entry.todo => *span,
            Alarm::FromEnd(span) => After {
                minutes: ends + span.minutes,
                ..*span
            },
            Alarm::At(moment) => After::minutes(after(&moment.meant(self.here).due)),
        });
        found.collect()
    }

    fn anew(&mut self, entry: &Entry, said: &Said, notes: &mut Vec<Note>) -> Result<Weighed> {
        let done = entry.state == "COMPLETED";
        let past = said.due.is_some_and(|due| due.date < self.today);
        let why = if entry.state == "CANCELLED" {
            "cancelled"
        } else if !entry.todo && said.due.is_none() {
            "no_day"
        } else if said.ended || !entry.todo && past {
            "past"
        } else {
            ""
        };
        if !why.is_empty() {
            return Ok(Weighed::refused(why));
        }
        let mut values = vec![("title", Value::text(&said.title))];
        if !said.note.is_empty() {
            values.push(("note", Value::text(&said.note)));
        }
        let remind = !said.alarms.is_empty() || !self.speaks;
        values.push(("remind", Value::Bool(remind)));
        if let Some(due) = &said.due {
            values.push(("due", wall(due)));
            let days = self.days(due.zone)?;
            let (leads, exact) = leads(&counted_from(&said.alarms, due), due, self.morning, &days);
            if !exact {
                notes.push(note("alarm", ""));
            }
            if !leads.is_empty() {
                values.push(("leads", Value::Choices(leads)));
            }
        }
        if said.floats && said.due.is_some_and(|due| due.time.is_some()) {
            values.push(("zone_policy", Value::Choice("floating".into())));
        }
        if let Some(minutes) = said.minutes {
            values.push(("minutes", Value::Number(minutes.into())));
        }
        if entry.private {
            values.push(("confidential", Value::Bool(true)));
        }
        match &said.rule {
            Some(rule) if !done => values.push(("repeat", Value::text(rule.to_string()))),
            _ => {}
        }
        if done {
            values.push(("state", Value::Choice("done".into())));
        }
        Ok(Weighed {
            fate: Fate::New,
            values,
            ..Weighed::refused("")
        })
    }

    fn beside(
        &mut self,
        entry: &Entry,
        said: &Said,
        known: &Known,
        notes: &mut Vec<Note>,
    ) -> Result<Weighed> {
        let mut values = Vec::new();
        if self.is_retitled(said, known) {
            values.push(("title", Value::text(&said.title)));
        }
        if !said.note.is_empty() && said.note != known.note.trim() {
            values.push(("note", Value::text(&said.note)));
        }
        if let Some(due) = &said.due
            && !entry.moved
            && !self.is_due_as(said, known)?
        {
            values.push(("due", wall(due)));
        }
        if let Some(rule) = &said.rule
            && known
                .repeat
                .as_deref()
                .is_none_or(|kept| !is_same_rule(kept, rule, known, self.today))
        {
            values.push(("repeat", Value::text(rule.to_string())));
        }
        if let Some(minutes) = said.minutes.filter(|minutes| *minutes != known.minutes) {
            values.push(("minutes", Value::Number(minutes.into())));
        }
        if !entry.moved {
            self.weigh_alarms(said, known, &mut values, notes)?;
        }
        match entry.state.as_str() {
            "COMPLETED" if known.open && is_of_it(said, known) => {
                values.push(("state", Value::Choice("done".into())));
            }
            "CANCELLED" if known.open => values.push(("state", Value::Choice("dropped".into()))),
            _ => {}
        }
        if values.is_empty() {
            return Ok(Weighed {
                fate: Fate::Same,
                ..Weighed::refused("")
            });
        }
        if !known.open {
            return Ok(Weighed::refused("settled"));
        }
        Ok(Weighed {
            fate: Fate::Changed,
            values,
            ..Weighed::refused("")
        })
    }

    /// Whether the title is another one; a file of ours may name the customer behind it, or not tell it.
    fn is_retitled(&self, said: &Said, known: &Known) -> bool {
        let title = &said.title;
        let told = [known.title.clone(), with_names(&known.title, &known.whom)];
        let untold = title.is_empty() || self.busy.contains(title);
        !untold && !told.iter().any(|told| plain(told, TITLE) == *title)
    }

    /// Whether the task is due when the file says so, or on a later day of the same rule.
    fn is_due_as(&mut self, said: &Said, known: &Known) -> Result<bool> {
        let (Some(first), Some(kept)) = (&said.first, &known.due) else {
            return Ok(false);
        };
        let same = |a: &WallTime, b: &WallTime| {
            a.time.is_some() == b.time.is_some()
                && match a.time {
                    Some(_) => a.instant(NaiveTime::MIN) == b.instant(NaiveTime::MIN),
                    None => a.date == b.date,
                }
        };
        if same(first, kept) || said.due.as_ref().is_some_and(|due| same(due, kept)) {
            return Ok(true);
        }
        let (Some(rule), true) = (&said.whole, first.time == kept.time) else {
            return Ok(false);
        };
        let days = self.days(first.zone)?;
        let comes = |day: NaiveDate| {
            day >= first.date && rule.between(first.date, (day, day), &days) == [day]
        };
        Ok(comes(kept.date) || known.stands_for.is_some_and(comes))
    }

    fn weigh_alarms(
        &mut self,
        said: &Said,
        known: &Known,
        values: &mut Vec<(&'static str, Value)>,
        notes: &mut Vec<Note>,
    ) -> Result<()> {
        let (Some(due), false) = (said.due.or(known.due), said.alarms.is_empty()) else {
            return Ok(());
        };
        let days = self.days(due.zone)?;
        if known.remind {
            let kept = known.due.as_ref().unwrap_or(&due);
            let leads = known.leads.as_deref();
            let said_of = counted_from(&said.alarms, kept);
            let is_said = |alarms: Vec<After>| counted_from(&alarms, kept) == said_of;
            let same = is_said(alarms(kept, leads, self.morning, &days));
            // Of what comes again a file says those counted in working days for one day at most.
            let same_series =
                said.whole.is_some() && is_said(steady(kept, leads, self.morning, &days));
            if same || same_series {
                return Ok(());
            }
        } else {
            values.push(("remind", Value::Bool(true)));
        }
        let (mut codes, exact) =
            leads(&counted_from(&said.alarms, &due), &due, self.morning, &days);
        let kept: Vec<String> = known
            .leads
            .as_deref()
            .and_then(|kept| serde_json::from_str(kept).ok())
            .unwrap_or_default();
        if said.whole.is_some() {
            let by_work = kept.iter().filter(|code| is_code_by_work(code));
            let unsaid: Vec<String> = by_work
                .filter(|code| !codes.contains(code))
                .cloned()
                .collect();
            codes.extend(unsaid);
        }
        let same = codes.len() == kept.len() && codes.iter().all(|code| kept.contains(code));
        if !same {
            if !exact {
                notes.push(note("alarm", ""));
            }
            values.push(("leads", Value::Choices(codes)));
        }
        Ok(())
    }
}

fn note(key: &str, text: &str) -> Note {
    Note {
        key: key.to_owned(),
        text: text.chars().take(200).collect(),
    }
}

fn wall(due: &WallTime) -> Value {
    Value::Wall(Wall {
        at: due.at(),
        zone: due.zone.name().to_owned(),
    })
}

/// A text in one line, `most` characters long at most.
fn plain(text: &str, most: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(most).collect()
}

/// What was noted, and where it is.
fn noted(entry: &Entry) -> String {
    let both = format!("{}\n{}", entry.note.trim(), entry.place.trim());
    let both: String = both.trim().chars().take(NOTE).collect();
    both.replace('\r', "")
}

/// Whether what is left of a rule is what is kept of it: the days before this task's are over.
fn is_same_rule(kept: &str, rule: &Repeat, known: &Known, today: NaiveDate) -> bool {
    let Ok(kept) = Repeat::parse(kept) else {
        return false;
    };
    let from = known.stands_for.or(known.due.map(|due| due.date));
    let from = from.unwrap_or(today).max(today);
    let left = |rule: &Repeat| without_count(&rule.clone().since(from).to_string());
    left(&kept) == left(rule)
}

fn without_count(rule: &str) -> String {
    let parts = rule.split(';').filter(|part| !part.starts_with("COUNT="));
    parts.collect::<Vec<_>>().join(";")
}

/// A rule whose end is an instant, with the day it is by the clocks of its beginning.
fn until_here(rule: &str, first: &WallTime) -> String {
    let parts = rule.split(';').filter(|part| !part.is_empty()).map(|part| {
        let part = part.trim().to_ascii_uppercase();
        let Some(end) = part.strip_prefix("UNTIL=") else {
            return part;
        };
        let utc = end
            .strip_suffix('Z')
            .and_then(|end| chrono::NaiveDateTime::parse_from_str(end, "%Y%m%dT%H%M%S").ok());
        match utc {
            Some(at) => {
                let day = at.and_utc().with_timezone(&first.zone).date_naive();
                format!("UNTIL={}", day.format("%Y%m%d"))
            }
            None => part,
        }
    });
    parts.collect::<Vec<_>>().join(";")
}

/// Whether what the file says is over is this task, and not one of its series before it: that one was
/// settled when the file was taken in the first time.
fn is_of_it(said: &Said, known: &Known) -> bool {
    if known.repeat.is_none() {
        return true;
    }
    let (Some(first), Some(due)) = (&said.first, &known.due) else {
        return false;
    };
    first.date == due.date || known.stands_for == Some(first.date)
}
