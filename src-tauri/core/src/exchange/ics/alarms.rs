//! When a task speaks up, as the alarms of a calendar file, and back.

use chrono::NaiveTime;

use crate::base::{Timestamp, WallTime, Workdays};
use crate::reminders::catalog::LISTS;
use crate::reminders::leads::Lead;

/// So many days before, worked or not, a morning is known again as what it was.
const MORNINGS: u16 = 30;

/// When a task speaks up, in minutes after it begins: at its moment, a day's in the morning, and as
/// long before as its leads say.
pub(super) fn alarms(
    due: &WallTime,
    leads: Option<&str>,
    morning: NaiveTime,
    days: &Workdays,
) -> Vec<i64> {
    of_leads(due, read(leads).into_iter(), morning, days)
}

/// The same without what is counted in working days: of what comes again that is as long before each day
/// as no other.
pub(super) fn steady(
    due: &WallTime,
    leads: Option<&str>,
    morning: NaiveTime,
    days: &Workdays,
) -> Vec<i64> {
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
) -> Vec<i64> {
    let mut at: Vec<i64> = leads
        .map(|lead| after(lead, due, morning, days))
        .chain([at_its_moment(due, morning)])
        .collect();
    at.sort_unstable();
    at.dedup();
    at
}

fn at_its_moment(due: &WallTime, morning: NaiveTime) -> i64 {
    (due.instant(morning).0 - due.instant(NaiveTime::MIN).0) / 60_000
}

fn after(lead: Lead, due: &WallTime, morning: NaiveTime, days: &Workdays) -> i64 {
    (lead.before(due, morning, days).0 - due.instant(NaiveTime::MIN).0) / 60_000
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
    let at = |code: &str| Some(after(Lead::of_code(code)?, due, morning, days));
    let known: Vec<(&str, i64)> = codes
        .iter()
        .filter_map(|code| Some((code.as_str(), at(code)?)))
        .collect();
    let own = at_its_moment(due, morning);
    let mut exact = true;
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
