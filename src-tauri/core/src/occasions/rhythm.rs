//! On which day somebody is to be contacted again: near the ideal gap, never beyond the latest, on a
//! day that is worked, and so that no day drowns. Pure: what is given decides.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use crate::base::Workdays;

/// How often somebody is to be contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat {
    /// Days from one contact to the next, as it should be.
    pub ideal: u32,
    /// Days from one contact to the next at most.
    pub latest: u32,
    /// Only on days that are worked.
    pub worked_only: bool,
    /// Moved a little where many fall on one day.
    pub spread: bool,
}

/// How many contacts each day has.
#[derive(Debug, Default)]
pub struct Load {
    days: HashMap<NaiveDate, u32>,
    /// How many a day would have if all were spread evenly.
    even: f64,
}

/// Of seven days five are worked.
const WORKED: f64 = 5.0 / 7.0;

impl Load {
    /// What is planned already, and how often each beat is kept by how many.
    #[must_use]
    pub fn of(days: HashMap<NaiveDate, u32>, beats: impl IntoIterator<Item = (Beat, u32)>) -> Self {
        let even = beats
            .into_iter()
            .map(|(beat, many)| f64::from(many) / (f64::from(beat.ideal.max(1)) * WORKED))
            .sum::<f64>();
        Self { days, even }
    }
    fn full(&self, day: NaiveDate) -> f64 {
        f64::from(self.days.get(&day).copied().unwrap_or(0)) / self.even.max(f64::MIN_POSITIVE)
    }
    /// One more on this day.
    pub fn add(&mut self, day: NaiveDate) {
        *self.days.entry(day).or_default() += 1;
    }
    /// One less on this day.
    pub fn remove(&mut self, day: NaiveDate) {
        if let Some(many) = self.days.get_mut(&day) {
            *many = many.saturating_sub(1);
        }
    }
}

/// The last day that a contact can wait for: worked, where it is to be.
#[must_use]
pub fn latest(beat: Beat, since: NaiveDate, days: &Workdays) -> NaiveDate {
    let last = since + Days::new(u64::from(beat.latest.max(beat.ideal).max(1)));
    if !beat.worked_only {
        return last;
    }
    // Back, for beyond it is too late; no holiday is as long as a month.
    last.iter_days()
        .rev()
        .take(31)
        .find(|day| *day > since && days.is_worked(*day))
        .unwrap_or(last)
}

/// The day of the next contact, `since` the last one, and not before `from`.
#[must_use]
pub fn next(
    beat: Beat,
    since: NaiveDate,
    from: NaiveDate,
    days: &Workdays,
    load: &Load,
) -> NaiveDate {
    let ideal = since + Days::new(u64::from(beat.ideal.max(1)));
    let last = latest(beat, since, days);
    // A third of the gap before the ideal day and, with less and less reason, up to the latest.
    let early = if beat.spread {
        (beat.ideal / 3).max(1)
    } else {
        0
    };
    let first = (ideal - Days::new(u64::from(early)))
        .max(from)
        .max(since + Days::new(1));
    if last < first {
        return last;
    }
    let span = |day: NaiveDate| i32::try_from((day - ideal).num_days()).unwrap_or(i32::MAX);
    let fit = |day: &NaiveDate| {
        let off = f64::from(span(*day));
        if !beat.spread {
            return off.abs();
        }
        // Days near the ideal one are as full as those before it were filled; what lies later is
        // still filling. A day is the better the less it has beyond that.
        let reach = f64::from(early);
        let expected = ((reach - off) / (2.0 * reach)).min(1.0);
        load.full(*day) - expected / 2.0
    };
    first
        .iter_days()
        .take_while(|day| *day <= last)
        .filter(|day| !beat.worked_only || days.is_worked(*day))
        .min_by(|a, b| {
            let (fit_a, fit_b) = (fit(a), fit(b));
            fit_a
                .total_cmp(&fit_b)
                .then(span(*a).abs().cmp(&span(*b).abs()))
                .then(b.cmp(a))
        })
        .unwrap_or(last)
}

/// The day of a contact that is late before it was ever planned, or was never made: somewhere in the
/// coming ideal gap, so that a ledger that was just read in does not ask for all of it today.
#[must_use]
pub fn catch_up(beat: Beat, today: NaiveDate, days: &Workdays, load: &Load) -> NaiveDate {
    let fits = |day: &NaiveDate| !beat.worked_only || days.is_worked(*day);
    let mut open = today
        .iter_days()
        .take(beat.ideal.max(1) as usize)
        .filter(fits);
    if !beat.spread {
        return open.next().unwrap_or(today);
    }
    open.min_by(|a, b| load.full(*a).total_cmp(&load.full(*b)).then(a.cmp(b)))
        .unwrap_or(today)
}
