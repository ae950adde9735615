//! When a task speaks up, as the alarms of a calendar file, and back.

use chrono::{NaiveTime, TimeDelta, Timelike as _};

use crate::base::{Timestamp, WallTime, Workdays};
use crate::reminders::catalog::LISTS;
use crate::reminders::leads::Lead;

/// So many days before, worked or not, a morning is known again as what it was.
const MORNINGS: u16 = 30;

/// Minutes of a day by the clocks on the wall.
const DAY: i64 = 24 * 60;

/// How long after something begins an alarm speaks, before it where negative: so many days of the calendar,
/// whatever their clocks do, and so many minutes.
///
/// A morning three days before is as far from its moment as clocks that are put forward or back between them make
/// it. In minutes it would be an hour off for half of a series; a duration of days is counted by the calendar
/// (RFC 5545, 3.3.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct After {
    pub(super) days: i64,
    pub(super) minutes: i64,
}

impl After {
    pub(super) const fn minutes(minutes: i64) -> Self {
        Self { days: 0, minutes }
    }

    /// So many minutes by the clocks on the wall, in days as far as they go.
    const fn by_clock(minutes: i64) -> Self {
        Self {
            days: minutes / DAY,
            minutes: minutes % DAY,
        }
    }

    /// The minutes from the beginning at `due`.
    pub(super) fn from(self, due: &WallTime) -> i64 {
        let day = TimeDelta::try_days(self.days).and_then(|days| due.date.checked_add_signed(days));
        let Some(date) = day else {
            return self.days * DAY + self.minutes;
        };
        let moved = WallTime { date, ..*due };
        let begins = |at: &WallTime| at.instant(NaiveTime::MIN).0;
        (begins(&moved) - begins(due)) / 60_000 + self.minutes
    }

    /// As the file says it: `-P3DT5H30M`, of minutes alone `-PT10M`.
    pub(super) fn text(self) -> String {
        let sign = if self.days < 0 || self.minutes < 0 {
            "-"
        } else {
            ""
        };
        let (days, minutes) = (self.days.abs(), self.minutes.abs());
        match (days, minutes) {
            (0, _) => format!("{sign}PT{minutes}M"),
            (_, 0) => format!("{sign}P{days}D"),
            _ if minutes % 60 == 0 => format!("{sign}P{days}DT{}H", minutes / 60),
            _ => format!("{sign}P{days}DT{}H{}M", minutes / 60, minutes % 60),
        }
    }
}

/// The same alarms, as minutes from one beginning.
pub(super) fn counted_from(alarms: &[After], due: &WallTime) -> Vec<i64> {
    let mut at: Vec<i64> = alarms.iter().map(|alarm| alarm.from(due)).collect();
    at.sort_unstable();
    at.dedup();
    at
}

/// When a task speaks up after it begins: at its moment, a day's in the morning, and as long before as its
/// leads say.
pub(super) fn alarms(
    due: &WallTime,
    leads: Option<&str>,
    morning: NaiveTime,
    days: &Workdays,
) -> Vec<After> {
    of_leads(due, read(leads).into_iter(), morning, days)
}

/// The same without what is counted in working days: of what comes again that is as long before each day
/// as no other.
pub(super) fn steady(
    due: &WallTime,
    leads: Option<&str>,
    morning: NaiveTime,
    days: &Workdays,
) -> Vec<After> {
    let steady = read(leads).into_iter().filter(|lead| !is_by_work(*lead));
    of_leads(due, steady, morning, days)
}

/// The instants at which it speaks so many working days before it is due.
pub(super) fn by_work(
    due: &WallTime,
    leads: Option<&str>,
    morning: NaiveTime,
    days: &Workdays,
) -> Vec<Timestamp> {
    let by_work = read(leads).into_iter().filter(|lead| is_by_work(*lead));
    by_work
        .map(|lead| lead.before(due, morning, days))
        .collect()
}

/// Whether a lead of this code is counted in working days.
pub(super) fn is_code_by_work(code: &str) -> bool {
    Lead::of_code(code).is_some_and(is_by_work)
}

const fn is_by_work(lead: Lead) -> bool {
    matches!(lead, Lead::Workdays(_))
}

fn read(leads: Option<&str>) -> Vec<Lead> {
    let codes: Vec<String> = leads
        .and_then(|leads| serde_json::from_str(leads).ok())
        .unwrap_or_default();
    codes
        .iter()
        .filter_map(|code| Lead::of_code(code))
        .collect()
}

fn of_leads(
    due: &WallTime,
    leads: impl Iterator<Item = Lead>,
    morning: NaiveTime,
    days: &Workdays,
) -> Vec<After> {
    let mut at: Vec<After> = leads
        .map(|lead| after(lead, due, morning, days))
        .chain([at_its_moment(due, morning)])
        .collect();
    at.sort_by_key(|alarm| alarm.from(due));
    at.dedup_by_key(|alarm| alarm.from(due));
    at
}

fn at_its_moment(due: &WallTime, morning: NaiveTime) -> After {
    After::minutes(if due.time.is_some() {
        0
    } else {
        minute_of(morning)
    })
}

fn minute_of(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight()) / 60
}

fn after(lead: Lead, due: &WallTime, morning: NaiveTime, days: &Workdays) -> After {
    let morning_before = |n: i64| {
        let begins = due.time.map_or(0, minute_of);
        After::by_clock(minute_of(morning) - begins - n * DAY)
    };
    match lead {
        Lead::Minutes(n) => {
            let own = at_its_moment(due, morning);
            After::minutes(own.minutes - i64::from(n))
        }
        Lead::Days(n) => morning_before(n.into()),
        Lead::Workdays(n) => morning_before((due.date - days.back(due.date, n.into())).num_days()),
    }
}

/// So many minutes before, in hours where they are whole ones; nothing for more than a lead can be.
fn span(minutes: i64) -> Option<String> {
    let hours = (minutes % 60 == 0).then(|| format!("h{}", minutes / 60));
    let codes = hours.into_iter().chain([format!("m{minutes}")]);
    codes.into_iter().find(|code| Lead::is_code(code))
}

/// The leads that come to these alarms, by code, and whether all of them do so to the minute. What no
/// lead says becomes the next one that is earlier: it must not speak too late.
pub(super) fn leads(
    alarms: &[i64],
    due: &WallTime,
    morning: NaiveTime,
    days: &Workdays,
) -> (Vec<String>, bool) {
    let codes = LISTS.iter().find(|list| list.key == "lead");
    // The usual ones first: of two that come to one instant theirs is the plainer word.
    let usual = codes.map_or(&[][..], |list| list.codes).iter();
    let mornings = (1..=MORNINGS).flat_map(|n| [format!("d{n}"), format!("w{n}")]);
    let codes: Vec<String> = usual
        .map(|code| (*code).to_owned())
        .chain(mornings)
        .collect();
    let at = |code: &str| Some(after(Lead::of_code(code)?, due, morning, days).from(due));
    let known: Vec<(&str, i64)> = codes
        .iter()
        .filter_map(|code| Some((code.as_str(), at(code)?)))
        .collect();
    let own = at_its_moment(due, morning).minutes;
    // What speaks only after its moment speaks at it.
    let mut exact = alarms.iter().all(|alarm| *alarm <= own);
    let mut found: Vec<String> = Vec::new();
    for alarm in alarms.iter().filter(|alarm| **alarm < own) {
        let same = known.iter().find(|(_, at)| at == alarm);
        let same = same.map(|(code, _)| (*code).to_owned());
        let same = same.or_else(|| span(own - alarm));
        exact &= same.is_some();
        let earlier = known.iter().filter(|(_, at)| at < alarm);
        let code = same.or_else(|| {
            let earliest = known.iter().min_by_key(|(_, at)| *at);
            let near = earlier.max_by_key(|(_, at)| *at).or(earliest)?;
            Some(near.0.to_owned())
        });
        found.extend(code.filter(|code| !found.contains(code)));
    }
    (found, exact)
}
