//! The part of a rule that RFC 5545 knows, stepped through by the `rrule` crate.

use chrono::{NaiveDate, NaiveTime, TimeZone as _};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};

use crate::base::error::{Error, Result};

fn set(text: &str, start: NaiveDate) -> Option<RRuleSet> {
    let rule: RRule<Unvalidated> = text.parse().ok()?;
    let start = Tz::UTC.from_utc_datetime(&start.and_time(NaiveTime::MIN));
    // Limited: a rule that never comes, as the 30th of each February, ends.
    rule.build(start).ok().map(RRuleSet::limit)
}

/// Refuses a rule that the library cannot follow.
///
/// # Errors
/// `error.repeat_part`.
pub(super) fn check(text: &str) -> Result<()> {
    match set(text, NaiveDate::default()) {
        Some(_) => Ok(()),
        None => Err(Error::invalid("repeat", "error.repeat_part").with("part", text)),
    }
}

/// The days of the rule from `start` on.
pub(super) fn days(text: &str, start: NaiveDate) -> impl Iterator<Item = NaiveDate> + use<> {
    let steps = set(text, start).map(|set| (&set).into_iter());
    steps.into_iter().flatten().map(|at| at.date_naive())
}
