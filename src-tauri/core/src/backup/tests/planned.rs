//! When a backup is due.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::backup::Policy;
use crate::backup::plan::{Plan, Schedule};
use crate::base::Timestamp;

fn at(text: &str) -> Timestamp {
    Timestamp::of(text.parse::<DateTime<Utc>>().unwrap())
}

/// Chosen on a Monday at ten in Shanghai.
fn plan(schedule: Schedule) -> Plan {
    let mut plan = Plan::new("/drive".into(), at("2026-11-23T02:00:00Z"));
    plan.schedule(schedule, "18:00", Policy::default()).unwrap();
    plan
}

const SHANGHAI: Tz = chrono_tz::Asia::Shanghai;

#[test]
fn daily_means_the_next_evening_after_the_last_one() {
    let mut plan = plan(Schedule::Daily);
    assert_eq!(
        plan.due_at(SHANGHAI),
        Some(at("2026-11-23T10:00:00Z")),
        "the first evening"
    );
    plan.last_ok_at = Some(at("2026-11-23T10:00:05Z"));
    assert_eq!(plan.due_at(SHANGHAI), Some(at("2026-11-24T10:00:00Z")));
    plan.last_ok_at = Some(at("2026-11-24T03:00:00Z"));
    assert_eq!(
        plan.due_at(SHANGHAI),
        Some(at("2026-11-24T10:00:00Z")),
        "by hand in between"
    );
    plan.last_ok_at = Some(at("2026-11-20T03:00:00Z"));
    assert_eq!(
        plan.due_at(SHANGHAI),
        Some(at("2026-11-20T10:00:00Z")),
        "overdue, not lost"
    );
}

#[test]
fn weekly_means_seven_days_later() {
    let mut plan = plan(Schedule::Weekly);
    assert_eq!(
        plan.due_at(SHANGHAI),
        Some(at("2026-11-23T10:00:00Z")),
        "the first one is soon"
    );
    plan.last_ok_at = Some(at("2026-11-23T10:00:05Z"));
    assert_eq!(plan.due_at(SHANGHAI), Some(at("2026-11-30T10:00:00Z")));
}

#[test]
fn a_try_that_did_not_end_well_is_not_repeated_within_the_hour() {
    let mut plan = plan(Schedule::Daily);
    let due = at("2026-11-23T10:00:00Z");
    assert_eq!(plan.begin_at(SHANGHAI), Some(due));
    // Stopped by the user: no error stands in the plan.
    plan.failed(at("2026-11-23T10:00:09Z"), None);
    assert_eq!(plan.due_at(SHANGHAI), Some(due));
    assert_eq!(plan.begin_at(SHANGHAI), Some(at("2026-11-23T11:00:09Z")));
    plan.last_ok_at = Some(at("2026-11-23T12:00:00Z"));
    plan.last_try_at = plan.last_ok_at;
    assert_eq!(plan.begin_at(SHANGHAI), Some(at("2026-11-24T10:00:00Z")));
    // Tried by hand long before it is due: that changes nothing.
    plan.failed(at("2026-11-24T08:00:00Z"), None);
    assert_eq!(plan.begin_at(SHANGHAI), Some(at("2026-11-24T10:00:00Z")));
}

#[test]
fn off_is_never_due() {
    assert_eq!(plan(Schedule::Off).due_at(SHANGHAI), None);
}

#[test]
fn a_time_the_clocks_leave_out_comes_later() {
    let mut plan = plan(Schedule::Daily);
    plan.schedule(Schedule::Daily, "2:30", Policy::default())
        .unwrap();
    assert_eq!(plan.at, "02:30");
    plan.last_ok_at = Some(at("2027-03-28T00:00:00Z"));
    assert_eq!(
        plan.due_at(chrono_tz::Europe::Berlin),
        Some(at("2027-03-28T01:00:00Z"))
    );
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let mut plan = plan(Schedule::Daily);
    let before = plan.clone();
    for bad in ["", "25:00", "six", "18:00:00"] {
        assert!(
            plan.schedule(Schedule::Daily, bad, Policy::default())
                .is_err(),
            "{bad}"
        );
    }
    let nothing = Policy {
        daily: 0,
        weekly: 0,
        monthly: 0,
    };
    assert!(plan.schedule(Schedule::Daily, "18:00", nothing).is_err());
    assert_eq!(plan, before);
}
