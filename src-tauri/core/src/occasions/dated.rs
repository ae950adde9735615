//! The days that go out with a calendar file: those that are known beforehand.

use chrono::{NaiveDate, TimeDelta};

use super::find::{Ask, Beside, of_source};
use super::model::Occasion;
use super::said::Switches;
use super::sources::{SOURCES, Source};
use crate::base::error::Result;
use crate::vault::Read;

/// So many days ahead, and so many back of what is still open.
const YEAR: i64 = 366;

/// What reminds, with the source it is of.
pub type Dated = (&'static Source, Occasion);

/// So many at most: more are no person's calendar.
const MOST: usize = 1_000;

/// The days of every source that reminds and knows them beforehand, without what was settled, a year
/// ahead; each with its source.
///
/// # Errors
/// When the database fails.
pub fn dated(read: &Read<'_>) -> Result<Vec<Dated>> {
    within(read, MOST)
}

/// The same, so many at most.
pub(super) fn within(read: &Read<'_>, most: usize) -> Result<Vec<Dated>> {
    let switches = Switches::read(read)?;
    let today = read.today();
    let beside = Beside::default();
    let mut found = Vec::new();
    for source in SOURCES
        .iter()
        .filter(|source| source.dated && switches.on(source))
    {
        let back = source.stays.filter(|days| *days >= 0).unwrap_or(YEAR);
        let span: (NaiveDate, NaiveDate) =
            (today - TimeDelta::days(back), today + TimeDelta::days(YEAR));
        let ask = Ask {
            span,
            unit: None,
            most: u32::MAX,
        };
        let all = of_source(read, &beside, source, &switches, ask)?.into_iter();
        let open = all.filter(|(one, said)| !said.has_settled(one));
        found.extend(open.map(|(one, _)| (source, one)));
    }
    Ok(nearest(found, today, most))
}

/// Where there are too many: what comes goes before what is late, and the nearer before the further.
fn nearest(mut found: Vec<Dated>, today: NaiveDate, most: usize) -> Vec<Dated> {
    if found.len() > most {
        let far = |on: NaiveDate| (on < today, (on - today).num_days().abs());
        found.sort_by_key(|(source, one)| (far(one.on), source.key, one.record));
        found.truncate(most);
    }
    found.sort_by_key(|(source, one)| (one.on, source.key, one.record));
    found
}
