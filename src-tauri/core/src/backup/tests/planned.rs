//! When a backup is due.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::backup::plan::{Plan, Schedule, idle_since};
use crate::backup::{Policy, SnapshotInfo};
use crate::base::{Error, Id, Kind, Timestamp};

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
/// After all that is told here.
const NOW: Timestamp = Timestamp(1_796_000_000_000);

#[test]
fn daily_means_the_next_evening_after_the_last_one() {
    let mut plan = plan(Schedule::Daily);
    assert_eq!(
        plan.due_at(SHANGHAI, NOW),
        Some(at("2026-11-23T10:00:00Z")),
        "the first evening"
    );
    plan.last_ok_at = Some(at("2026-11-23T10:00:05Z"));
    assert_eq!(plan.due_at(SHANGHAI, NOW), Some(at("2026-11-24T10:00:00Z")));
    plan.last_ok_at = Some(at("2026-11-24T03:00:00Z"));
    assert_eq!(
        plan.due_at(SHANGHAI, NOW),
        Some(at("2026-11-24T10:00:00Z")),
        "by hand in between"
    );
    plan.last_ok_at = Some(at("2026-11-20T03:00:00Z"));
    assert_eq!(
        plan.due_at(SHANGHAI, NOW),
        Some(at("2026-11-20T10:00:00Z")),
        "overdue, not lost"
    );
}

#[test]
fn when_somebody_leaves_no_clock_says_but_that_nobody_left_for_days_is_told() {
    let mut plan = plan(Schedule::Leaving);
    assert_eq!(plan.begin_at(SHANGHAI, NOW), None);
    assert!(plan.is_active());
    plan.last_ok_at = Some(at("2026-11-23T10:00:00Z"));
    let missed = |now: &str| plan.missed_since(SHANGHAI, at(now));
    assert_eq!(missed("2026-11-25T09:59:59Z"), None);
    assert_eq!(
        missed("2026-11-25T10:00:00Z"),
        Some(at("2026-11-24T10:00:00Z"))
    );
}

#[test]
fn weekly_means_seven_days_later() {
    let mut plan = plan(Schedule::Weekly);
    assert_eq!(
        plan.due_at(SHANGHAI, NOW),
        Some(at("2026-11-23T10:00:00Z")),
        "the first one is soon"
    );
    plan.last_ok_at = Some(at("2026-11-23T10:00:05Z"));
    assert_eq!(plan.due_at(SHANGHAI, NOW), Some(at("2026-11-30T10:00:00Z")));
}

#[test]
fn a_try_that_did_not_end_well_is_not_repeated_within_the_hour() {
    let mut plan = plan(Schedule::Daily);
    let due = at("2026-11-23T10:00:00Z");
    assert_eq!(plan.begin_at(SHANGHAI, NOW), Some(due));
    // Stopped by the user: no error stands in the plan.
    plan.failed(at("2026-11-23T10:00:09Z"), None);
    assert_eq!(plan.due_at(SHANGHAI, NOW), Some(due));
    assert_eq!(
        plan.begin_at(SHANGHAI, NOW),
        Some(at("2026-11-23T11:00:09Z"))
    );
    plan.last_ok_at = Some(at("2026-11-23T12:00:00Z"));
    plan.last_try_at = plan.last_ok_at;
    assert_eq!(
        plan.begin_at(SHANGHAI, NOW),
        Some(at("2026-11-24T10:00:00Z"))
    );
    // Tried by hand long before it is due: that changes nothing.
    plan.failed(at("2026-11-24T08:00:00Z"), None);
    assert_eq!(
        plan.begin_at(SHANGHAI, NOW),
        Some(at("2026-11-24T10:00:00Z"))
    );
}

#[test]
fn off_is_never_due() {
    assert_eq!(plan(Schedule::Off).due_at(SHANGHAI, NOW), None);
}

#[test]
fn a_time_the_clocks_leave_out_comes_later() {
    let mut plan = plan(Schedule::Daily);
    plan.schedule(Schedule::Daily, "2:30", Policy::default())
        .unwrap();
    assert_eq!(plan.at, "02:30");
    plan.last_ok_at = Some(at("2027-03-28T00:00:00Z"));
    assert_eq!(
        plan.due_at(chrono_tz::Europe::Berlin, at("2027-03-29T00:00:00Z")),
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
        yearly: 0,
        most_bytes: None,
    };
    assert!(plan.schedule(Schedule::Daily, "18:00", nothing).is_err());
    assert_eq!(plan, before);
}

#[test]
fn a_paused_place_is_never_due() {
    let mut plan = plan(Schedule::Daily);
    plan.paused = true;
    assert_eq!(plan.due_at(SHANGHAI, NOW), None);
    assert_eq!(plan.missed_since(SHANGHAI, NOW), None);
}

#[test]
fn a_clock_set_back_does_not_put_the_next_backup_off_for_years() {
    let mut plan = plan(Schedule::Weekly);
    let now = at("2026-11-25T09:00:00Z");
    plan.last_ok_at = Some(at("2031-01-01T00:00:00Z"));
    plan.last_try_at = plan.last_ok_at;
    assert_eq!(plan.due_at(SHANGHAI, now), Some(at("2026-11-23T10:00:00Z")));
    assert_eq!(
        plan.begin_at(SHANGHAI, now),
        Some(at("2026-11-23T10:00:00Z"))
    );
    // The place itself was chosen under the wrong clock.
    plan.since = at("2031-01-01T00:00:00Z");
    assert_eq!(plan.due_at(SHANGHAI, now), Some(now));
    assert_eq!(plan.begin_at(SHANGHAI, now), Some(now));
    // A backup made now is the last one, whatever older ones say.
    plan.last_ok_at = Some(at("2026-11-25T10:00:00Z"));
    assert_eq!(plan.due_at(SHANGHAI, now), Some(at("2026-12-02T10:00:00Z")));
    // An hour back, as in autumn, is no wrong clock.
    plan.last_ok_at = Some(at("2026-11-25T09:40:00Z"));
    assert_eq!(plan.due_at(SHANGHAI, now), Some(at("2026-12-02T10:00:00Z")));
}

#[test]
fn how_late_a_place_may_be_is_said_of_each() {
    let mut plan = plan(Schedule::Daily);
    let due = at("2026-11-23T10:00:00Z");
    assert_eq!(
        plan.missed_since(SHANGHAI, at("2026-11-24T09:59:59Z")),
        None
    );
    assert_eq!(
        plan.missed_since(SHANGHAI, at("2026-11-24T10:00:00Z")),
        Some(due)
    );
    plan.be_patient(14).unwrap();
    assert_eq!(
        plan.missed_since(SHANGHAI, at("2026-12-07T09:59:59Z")),
        None
    );
    assert_eq!(
        plan.missed_since(SHANGHAI, at("2026-12-07T10:00:00Z")),
        Some(due)
    );
    assert!(plan.be_patient(0).is_err());
    assert!(plan.be_patient(366).is_err());
}

#[test]
fn a_plan_of_an_older_program_is_read_with_a_name_and_always_the_same_id() {
    let mut old = serde_json::to_value(plan(Schedule::Daily)).unwrap();
    let fields = old.as_object_mut().unwrap();
    for later in [
        "id",
        "name",
        "within",
        "marked",
        "paused",
        "patience_days",
        "last_seen_at",
    ] {
        fields.remove(later);
    }
    fields.insert(
        "folder".into(),
        "/media/lin/BLUE STICK/Steward Backup".into(),
    );
    let read = || {
        serde_json::from_value::<Plan>(old.clone())
            .unwrap()
            .with_id()
    };
    let plan = read();
    assert_eq!((plan.name.as_str(), plan.patience_days), ("BLUE STICK", 1));
    assert_eq!(plan.id, read().id);
    assert_ne!(plan.id, crate::base::Id::from_bytes([0; 16]));
}

fn backup(number: u8, instance: Option<Id>) -> SnapshotInfo {
    let mut one = super::retained::snapshot(number.into(), NOW.0, true);
    one.manifest.vault.instance = instance;
    one
}

#[test]
fn backups_of_a_vault_that_goes_its_own_way_are_none_of_ours() {
    let (ours, others) = (Id::from_bytes([1; 16]), Id::from_bytes([2; 16]));
    let mut plan = plan(Schedule::Daily);
    plan.be_of(Some(ours));
    plan.found(vec![backup(1, Some(others)), backup(2, None)]);
    assert_eq!((plan.last_good(NOW), plan.last_ok_at), (None, None));
    plan.found(vec![backup(1, Some(others)), backup(3, Some(ours))]);
    assert_eq!(plan.last_good(NOW), Some(NOW));
    assert_eq!(plan.known.len(), 2, "all are shown");
}

#[test]
fn a_backup_that_does_not_restore_is_not_verified_whatever_its_place_says() {
    let mut plan = plan(Schedule::Daily);
    plan.found(vec![backup(1, None)]);
    let id = plan.known[0].id.clone();
    plan.disproved(&id);
    assert_eq!(
        (plan.last_good(NOW), plan.known[0].verified_at),
        (None, None)
    );
    plan.found(vec![backup(1, None)]);
    assert_eq!(plan.last_good(NOW), None);
}

#[test]
fn a_part_of_the_drive_that_was_not_read_is_read_the_next_time() {
    let mut plan = plan(Schedule::Daily);
    let gone = Error::new(Kind::Unavailable, "error.backup_drive_failed").to_wire();
    plan.looked_after(false, Some(gone));
    assert_eq!(plan.checks, 0);
    assert!(plan.older_error.is_some());
    plan.looked_after(true, None);
    assert_eq!(plan.checks, 1);
    assert!(plan.older_error.is_none());
}

#[test]
fn a_vault_that_nothing_backs_up_by_itself_is_brought_to_mind() {
    let day = 86_400_000;
    let (mut first, mut second) = (plan(Schedule::Daily), plan(Schedule::Weekly));
    first.last_ok_at = Some(NOW);
    first.patience_days = 3;
    let idle = |plans: &[Plan], days: i64| {
        idle_since(plans, NOW.plus_ms(days * day)).map(|(plan, since)| (plan.folder.clone(), since))
    };
    first.paused = true;
    assert_eq!(
        idle(&[first.clone(), second.clone()], 30),
        None,
        "one goes on"
    );
    second.schedule = Schedule::Off;
    let both = [first, second];
    assert_eq!(idle(&both, 3), None, "patience");
    let since = Some(("/drive".into(), NOW.plus_ms(day)));
    assert_eq!(idle(&both, 4), since);
    assert_eq!(idle(&[], 99), None);
}

#[test]
fn a_place_chosen_anew_takes_over_the_rhythm_but_neither_the_limit_nor_what_was_seen() {
    let mut first = plan(Schedule::Weekly);
    let keep = Policy {
        daily: 3,
        most_bytes: Some(5_000_000_000),
        ..Policy::default()
    };
    first.schedule(Schedule::Weekly, "07:30", keep).unwrap();
    first.be_patient(9).unwrap();
    first.paused = true;
    first.over_limit = Some(6_000_000_000);
    first.last_ok_at = Some(at("2026-11-24T03:00:00Z"));
    first.older_error = Some(Error::new(Kind::Damaged, "error.backup_damaged").to_wire());
    first.doubted.push("one".to_owned());
    let moved = first.moved("/other".into(), NOW);
    assert_eq!(
        (moved.schedule, moved.at.as_str()),
        (Schedule::Weekly, "07:30")
    );
    assert_eq!((moved.keep.daily, moved.patience_days), (3, 9));
    // How much there is room for is the other drive's own.
    assert_eq!((moved.keep.most_bytes, moved.over_limit), (None, None));
    assert_eq!((moved.last_ok_at, moved.since), (None, NOW));
    assert!(!moved.paused && moved.older_error.is_none() && moved.doubted.is_empty());
    assert_eq!((moved.name.as_str(), moved.marked), ("other", false));
}
