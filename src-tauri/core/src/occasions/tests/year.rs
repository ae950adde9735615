//! A year of contacts over Chinese holidays: no customer beyond the latest gap, no day that drowns.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};
use chrono_tz::Asia::Shanghai;

use super::day;
use crate::base::calendar::Workdays;
use crate::occasions::rhythm::{Beat, Load, latest, next};

const UNITS: u32 = 1_000;

/// Everybody is contacted on the day that was planned; how many each day had.
fn simulated(beat: Beat, first: NaiveDate, last: NaiveDate) -> BTreeMap<NaiveDate, u32> {
    let days = Workdays::here(Shanghai);
    let mut load = Load::of(HashMap::new(), [(beat, UNITS)]);
    let mut planned: BTreeMap<NaiveDate, Vec<NaiveDate>> = BTreeMap::new();
    for unit in 0..UNITS {
        // As they were contacted over the gap before, none on a particular day.
        let since = first - Days::new(u64::from(unit * 7 % beat.ideal) + 1);
        let on = next(beat, since, first, &days, &load);
        load.add(on);
        planned.entry(on).or_default().push(since);
    }
    let mut held = BTreeMap::new();
    for today in first.iter_days().take_while(|day| *day <= last) {
        let due = planned.remove(&today).unwrap_or_default();
        if days.is_worked(today) || !due.is_empty() {
            held.insert(today, u32::try_from(due.len()).unwrap());
        }
        for since in due {
            assert!(today > since);
            assert!(
                today <= latest(beat, since, &days),
                "{since} waited until {today}"
            );
            assert!((today - since).num_days() <= i64::from(beat.latest));
            assert!(days.is_worked(today), "{today} is not worked");
            let on = next(beat, today, today, &days, &load);
            load.add(on);
            planned.entry(on).or_default().push(today);
        }
    }
    held
}

#[test]
fn a_year_of_a_thousand_customers_has_no_day_a_fifth_off_the_mean() {
    for (ideal, latest) in [(30, 45), (90, 120)] {
        let beat = Beat {
            ideal,
            latest,
            worked_only: true,
            spread: true,
        };
        // Half a year until what it began with has been spread.
        let held = simulated(beat, day("2025-06-02"), day("2026-12-18"));
        let year: Vec<(NaiveDate, u32)> = held
            .into_iter()
            .filter(|(on, _)| *on >= day("2026-01-01"))
            .collect();
        let mean = f64::from(year.iter().map(|(_, many)| many).sum::<u32>())
            / f64::from(u32::try_from(year.len()).unwrap());
        for (on, many) in year {
            let off = (f64::from(many) / mean - 1.0).abs();
            assert!(
                off <= 0.2,
                "{ideal} days: {many} on {on}, {mean:.1} on average"
            );
        }
    }
}

#[test]
fn a_gap_shorter_than_a_holiday_is_never_stretched_beyond_the_latest() {
    let beat = Beat {
        ideal: 7,
        latest: 10,
        worked_only: true,
        spread: true,
    };
    let days = Workdays::here(Shanghai);
    // The Spring Festival of 2026 is off from the 15th to the 23rd of February.
    let on = next(
        beat,
        day("2026-02-10"),
        day("2026-02-10"),
        &days,
        &Load::default(),
    );
    assert!(on <= day("2026-02-14"), "{on}");
    let late = next(
        beat,
        day("2026-02-13"),
        day("2026-02-13"),
        &days,
        &Load::default(),
    );
    assert_eq!(
        late,
        day("2026-02-14"),
        "the last day worked before the latest"
    );
}

#[test]
fn without_spreading_it_is_the_ideal_day_or_the_worked_day_nearest_to_it() {
    let beat = Beat {
        ideal: 30,
        latest: 45,
        worked_only: true,
        spread: false,
    };
    let days = Workdays::here(Shanghai);
    let after = |since: &str| next(beat, day(since), day(since), &days, &Load::default());
    assert_eq!(after("2026-11-02"), day("2026-12-02"));
    // The ideal day is the 3rd of October, in the middle of the National Day's holiday.
    assert_eq!(after("2026-09-03"), day("2026-10-08"));
}
