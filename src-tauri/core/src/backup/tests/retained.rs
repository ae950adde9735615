//! Which backups stay.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

use super::fixture::{House, NOW, restore};
use crate::backup::retention::removable;
use crate::backup::{Counts, Digests, Manifest, Part, Policy, SnapshotInfo, Whose};
use crate::base::{Id, Report, Timestamp};

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;
const HOUR: i64 = 3_600_000;

fn today() -> NaiveDate {
    Timestamp(NOW).utc().with_timezone(&ZONE).date_naive()
}

pub(super) fn snapshot(number: i64, at: i64, verified: bool) -> SnapshotInfo {
    SnapshotInfo {
        id: format!("{number:064x}"),
        manifest: Manifest {
            format: 1,
            made_by: String::new(),
            made_at: Timestamp(at),
            vault: Whose {
                id: Id::at(Timestamp(0)),
                name: String::new(),
                instance: None,
            },
            computer: None,
            schema: 1,
            commit_seq: 1,
            page_size: 4096,
            reserved: 80,
            pages: 1,
            counts: Counts::new(),
            digests: Digests::new(),
            files_bytes: None,
            lost: Vec::new(),
            last_step: None,
        },
        bytes_added: 1,
        verified_at: verified.then_some(Timestamp(at)),
    }
}

fn day(snapshot: &SnapshotInfo) -> NaiveDate {
    snapshot
        .manifest
        .made_at
        .utc()
        .with_timezone(&ZONE)
        .date_naive()
}

#[test]
fn a_year_of_days_keeps_seven_days_four_weeks_and_twelve_months() {
    let all: Vec<_> = (0..400)
        .map(|days| snapshot(days, NOW - days * 24 * HOUR, true))
        .collect();
    let gone: BTreeSet<_> = removable(&all, (Policy::default(), &BTreeSet::new()), today(), ZONE)
        .into_iter()
        .collect();
    let kept: Vec<_> = all
        .iter()
        .filter(|s| !gone.contains(&s.id))
        .map(day)
        .collect();
    let days = |n: u64| today() - Days::new(n);
    // 2026-11-22 is a Sunday: the days of its week are the seven days.
    let weeks = [days(7), days(14), days(21)];
    assert_eq!(kept[..7], (0..7).map(days).collect::<Vec<_>>());
    for week in weeks {
        assert!(kept.contains(&week), "{week}");
    }
    let months: BTreeSet<_> = kept.iter().map(|day| (day.year(), day.month())).collect();
    assert_eq!(months.len(), 12);
    assert_eq!(kept.len(), 7 + 3 + 11);
}

#[test]
fn a_long_pause_costs_no_old_backup() {
    let old: Vec<_> = (0..7)
        .map(|days| snapshot(days, NOW - (200 + days) * 24 * HOUR, true))
        .collect();
    assert!(
        removable(
            &old,
            (
                Policy {
                    daily: 7,
                    weekly: 0,
                    monthly: 0,
                    yearly: 0,
                    most_bytes: None,
                },
                &BTreeSet::new()
            ),
            today(),
            ZONE
        )
        .is_empty()
    );
}

#[test]
fn of_a_day_the_verified_one_stays_rather_than_the_newest() {
    let (morning, noon) = (NOW - 50 * HOUR, NOW - 49 * HOUR);
    let all = [
        snapshot(1, NOW, true),
        snapshot(2, noon, false),
        snapshot(3, morning, true),
    ];
    let policy = Policy {
        daily: 2,
        weekly: 0,
        monthly: 0,
        yearly: 0,
        most_bytes: None,
    };
    assert_eq!(
        removable(&all, (policy, &BTreeSet::new()), today(), ZONE),
        [all[1].id.clone()]
    );
}

#[test]
fn one_from_the_future_takes_nobodys_place() {
    let all = [
        snapshot(1, NOW + 900 * HOUR, true),
        snapshot(2, NOW - 30 * HOUR, true),
        snapshot(3, NOW - 60 * HOUR, true),
    ];
    let policy = Policy {
        daily: 1,
        weekly: 0,
        monthly: 0,
        yearly: 0,
        most_bytes: None,
    };
    assert_eq!(
        removable(&all, (policy, &BTreeSet::new()), today(), ZONE),
        [all[2].id.clone()]
    );
}

proptest! {
    #[test]
    fn whatever_the_list(
        list in prop::collection::vec((-2000_i64..300, any::<bool>()), 0..60),
        daily in 0_u32..9, weekly in 0_u32..6, monthly in 0_u32..6, yearly in 0_u32..3,
    ) {
        let policy = Policy { daily, weekly, monthly, yearly, most_bytes: None };
        let all: Vec<_> = (0_i64..).zip(&list)
            .map(|(number, (hours, verified))| snapshot(number, NOW + hours * HOUR, *verified))
            .collect();
        let gone: BTreeSet<_> = removable(&all, (policy, &BTreeSet::new()), today(), ZONE).into_iter().collect();
        let kept: Vec<_> = all.iter().filter(|s| !gone.contains(&s.id)).cloned().collect();
        prop_assert_eq!(kept.len() + gone.len(), all.len());

        // The newest verified one, the newest of all, today's and the future's stay.
        let newest = |verified: bool| {
            all.iter().filter(|s| day(s) <= today() && (!verified || s.verified_at.is_some()))
                .max_by_key(|s| (s.manifest.made_at, s.id.clone()))
        };
        for must in [newest(true), newest(false)].into_iter().flatten() {
            prop_assert!(!gone.contains(&must.id));
        }
        prop_assert!(all.iter().filter(|s| day(s) >= today()).all(|s| !gone.contains(&s.id)));

        // Not more than the policy allows beside those.
        let old = kept.iter().filter(|s| day(s) < today()).count();
        prop_assert!(old <= (daily + weekly + monthly + yearly) as usize + 2);

        // Done once is done.
        prop_assert!(removable(&kept, (policy, &BTreeSet::new()), today(), ZONE).is_empty());
        // The order of the list does not matter.
        let mut turned = all.clone();
        turned.reverse();
        let other: BTreeSet<_> = removable(&turned, (policy, &BTreeSet::new()), today(), ZONE).into_iter().collect();
        prop_assert_eq!(&gone, &other);
        // A more generous policy never lets go what a meaner one keeps.
        let more = Policy { daily: daily + 1, weekly: weekly + 1, monthly: monthly + 1, yearly: yearly + 1, most_bytes: None };
        let fewer: BTreeSet<_> = removable(&all, (more, &BTreeSet::new()), today(), ZONE).into_iter().collect();
        prop_assert!(fewer.is_subset(&gone));
    }
}

#[test]
fn clearing_out_removes_what_may_go_and_what_stays_is_whole() {
    let house = House::with(60);
    let mut ids = Vec::new();
    for turn in 0..6 {
        house.write(turn * 10..turn * 10 + 10, &format!("turn {turn}"));
        ids.push(house.back_up().snapshot.id);
        house.next_day();
    }
    let target = house.target();
    let today = today() + Days::new(6);
    let policy = Policy {
        daily: 2,
        weekly: 0,
        monthly: 0,
        yearly: 0,
        most_bytes: None,
    };
    let report = Report::silent();
    let cleared = target.clear_out(policy, today, &report).unwrap();
    assert_eq!(cleared.removed, ids[..4]);
    assert!(cleared.bytes_marked > 0, "{cleared:?}");
    // In two steps a day apart: nothing is gone from the drive yet.
    assert_eq!(cleared.bytes_freed, 0);
    let listed = target.snapshots(&report).unwrap();
    assert_eq!(
        listed.iter().map(|s| &s.id).collect::<Vec<_>>(),
        [&ids[5], &ids[4]]
    );
    assert!(target.missing(&report).unwrap().is_empty());
    target.check(Part::ALL, &report).unwrap();
    assert!(
        target
            .clear_out(policy, today, &report)
            .unwrap()
            .removed
            .is_empty()
    );
    drop(target);
    for id in &ids[4..] {
        restore(&house, id, &format!("{id}.steward")).unwrap();
    }
}

fn none() -> BTreeSet<String> {
    BTreeSet::new()
}

const ONE_DAY: Policy = Policy {
    daily: 1,
    weekly: 0,
    monthly: 0,
    yearly: 0,
    most_bytes: None,
};

#[test]
fn what_goes_its_own_way_takes_no_place_from_the_other() {
    let mut newest = snapshot(1, NOW - 90 * HOUR, true);
    newest.manifest.vault.instance = Some(Id::at(Timestamp(1)));
    let other = Some(Id::at(Timestamp(2)));
    let mut all = vec![newest];
    for day in 0..3 {
        let mut one = snapshot(2 + day, NOW - (day + 1) * 24 * HOUR, true);
        one.manifest.vault.instance = other;
        all.push(one);
    }
    let gone = removable(&all, (ONE_DAY, &none()), today(), ZONE);
    assert_eq!(gone, [all[3].id.clone(), all[2].id.clone()]);
}

#[test]
fn the_one_with_most_in_it_stays_whatever_the_dates_say() {
    // Somebody works in an older copy of the vault, or a clock was set back.
    let mut newest = snapshot(1, NOW - 300 * HOUR, true);
    newest.manifest.commit_seq = 900;
    let later: Vec<_> = (0..4)
        .map(|day| snapshot(2 + day, NOW - (day + 1) * 24 * HOUR, true))
        .collect();
    let all = [vec![newest.clone()], later].concat();
    let gone = removable(&all, (ONE_DAY, &none()), today(), ZONE);
    assert!(!gone.contains(&newest.id));
    assert_eq!(gone.len(), 3);
}

#[test]
fn the_newest_that_a_drill_restored_stays() {
    let all: Vec<_> = (0..6)
        .map(|day| snapshot(day, NOW - (day + 1) * 24 * HOUR, true))
        .collect();
    let proven = [all[3].id.clone(), all[5].id.clone()].into();
    let gone = removable(&all, (ONE_DAY, &proven), today(), ZONE);
    let kept: Vec<_> = all.iter().filter(|s| !gone.contains(&s.id)).collect();
    assert_eq!(kept, [&all[0], &all[3]]);
}

#[test]
fn of_each_year_one_stays() {
    let all: Vec<_> = (0..60)
        .map(|month| snapshot(month, NOW - month * 30 * 24 * HOUR, true))
        .collect();
    let policy = Policy {
        yearly: 4,
        most_bytes: None,
        ..ONE_DAY
    };
    let gone = removable(&all, (policy, &none()), today(), ZONE);
    let kept = all.iter().filter(|s| !gone.contains(&s.id)).map(day);
    let years: Vec<_> = kept.map(|day| day.year()).collect();
    assert_eq!(years, [2026, 2025, 2024, 2023]);
    let older = r#"{"daily":7,"weekly":4,"monthly":12}"#;
    let older: Policy = serde_json::from_str(older).unwrap();
    assert_eq!(older, Policy::default(), "a plan of before gains them");
}
