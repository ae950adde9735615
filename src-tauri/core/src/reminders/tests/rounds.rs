//! Tasks that repeat and are not done: their rule goes on speaking, and what is done late loses no day
//! that is still ahead.

use super::{Desk, at, due};
use crate::base::{Id, Timestamp};
use crate::records::value::{Value, Wall};
use crate::reminders::leads::ROUND;
use crate::reminders::manner::{Manner, QuietHours};
use crate::reminders::model::{Due, Snooze, TASK};
use crate::reminders::steps;

fn weekly(desk: &Desk, at: &str) -> Id {
    desk.create(
        "task",
        [
            ("title", Value::text("Ring")),
            ("due", due(at)),
            ("repeat", Value::text("FREQ=WEEKLY;BYDAY=FR")),
        ],
    )
}

/// On the twentieth, or the first day worked from there.
fn monthly(desk: &Desk, policy: &str) -> Id {
    let rule = "FREQ=MONTHLY;BYMONTHDAY=20;SHIFT=NEXT";
    let values = [
        ("title", Value::text("Ring")),
        ("due", due("2026-03-20T15:00")),
        ("zone_policy", Value::choice(policy)),
        ("repeat", Value::text(rule)),
    ];
    desk.create("task", values)
}

fn rounds(desk: &Desk, now: &str) -> Vec<Due> {
    desk.clock.set(at(now));
    desk.session.renew_reminders().unwrap();
    let fired = desk.fired();
    fired
        .into_iter()
        .filter(|due| due.key.slot == ROUND)
        .collect()
}

#[test]
fn one_that_is_left_undone_speaks_on_each_later_day_of_its_rule_once() {
    let desk = Desk::at_ten();
    desk.quieter();
    let task = weekly(&desk, "2026-03-06T15:00");
    assert!(
        rounds(&desk, "2026-03-06T15:00").is_empty(),
        "the moment itself"
    );
    assert!(rounds(&desk, "2026-03-13T14:59").is_empty());
    let told = rounds(&desk, "2026-03-13T15:00");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].late_ms, 0);
    assert!(rounds(&desk, "2026-03-13T15:00").is_empty());
    // Two weeks in a drawer: once, not twice.
    assert_eq!(rounds(&desk, "2026-03-28T09:00").len(), 1);
    assert_eq!(rounds(&desk, "2026-04-03T15:00").len(), 1);
    let keys: Vec<_> = told.into_iter().map(|due| due.key).collect();
    assert!(desk.session.any_reminder_stands(&keys).unwrap());
    desk.session.task_done(task, None).unwrap();
    assert!(!desk.session.any_reminder_stands(&keys).unwrap());
    let fired = rounds(&desk, "2026-04-10T15:00");
    assert!(
        fired.is_empty(),
        "the next one speaks for itself: {fired:?}"
    );
}

#[test]
fn one_that_was_put_off_does_not_silence_its_rule() {
    let desk = Desk::at_ten();
    desk.quieter();
    let task = weekly(&desk, "2026-03-06T15:00");
    desk.set(task, "due", due("2026-03-09T08:00"));
    assert!(rounds(&desk, "2026-03-09T08:00").is_empty());
    assert_eq!(
        rounds(&desk, "2026-03-13T15:00").len(),
        1,
        "at the hour of its rule"
    );
}

#[test]
fn put_off_on_a_journey_its_rule_goes_on_by_the_days_worked_at_home() {
    let desk = Desk::at_ten();
    desk.quieter();
    let task = monthly(&desk, "floating");
    // A Friday, which is no day of work in Tehran.
    desk.clock.travel(chrono_tz::Asia::Tehran);
    rounds(&desk, "2026-03-20T21:00");
    desk.session.task_put_off_said(task, &Snooze::Hour).unwrap();
    assert!(rounds(&desk, "2026-03-23T12:00").is_empty(), "no other day");
    assert_eq!(rounds(&desk, "2026-04-21T12:00").len(), 1);
}

#[test]
fn moved_to_another_place_the_day_it_stands_for_does_not_come_round_as_another() {
    let desk = Desk::at_ten();
    desk.quieter();
    let task = monthly(&desk, "pinned");
    let there = Wall {
        at: "2026-03-20T16:00".into(),
        zone: "Asia/Tehran".into(),
    };
    desk.set(task, "due", Value::Wall(there));
    assert!(rounds(&desk, "2026-03-23T12:00").is_empty());
    let done = desk.session.task_done(task, None).unwrap();
    assert_eq!(done.next.unwrap().due.at, "2026-04-20T16:00");
}

#[test]
fn a_rule_that_has_ended_comes_round_no_more() {
    let desk = Desk::at_ten();
    desk.quieter();
    desk.create(
        "task",
        [
            ("title", Value::text("Ring")),
            ("due", due("2026-03-06T15:00")),
            ("repeat", Value::text("FREQ=WEEKLY;BYDAY=FR;COUNT=2")),
        ],
    );
    assert!(rounds(&desk, "2026-03-06T15:00").is_empty());
    assert_eq!(rounds(&desk, "2026-03-13T15:00").len(), 1);
    assert!(rounds(&desk, "2026-03-20T15:00").is_empty());
}

#[test]
fn a_clock_set_back_neither_repeats_a_round_nor_loses_one() {
    let desk = Desk::at_ten();
    desk.quieter();
    weekly(&desk, "2026-03-06T15:00");
    rounds(&desk, "2026-03-06T15:00");
    assert_eq!(rounds(&desk, "2026-03-13T15:00").len(), 1);
    assert!(rounds(&desk, "2026-03-13T14:50").is_empty());
    assert!(rounds(&desk, "2026-03-13T15:05").is_empty(), "it was told");
    // Months ahead it speaks of the Friday it waited for; set right, the one after that is the next.
    assert_eq!(rounds(&desk, "2026-06-01T10:00").len(), 1);
    assert!(rounds(&desk, "2026-03-14T10:00").is_empty());
    assert!(rounds(&desk, "2026-03-20T15:00").is_empty(), "it was told");
    assert_eq!(rounds(&desk, "2026-03-27T15:00").len(), 1);
}

#[test]
fn done_on_a_later_day_of_its_rule_before_its_hour_leaves_that_day_standing() {
    for (now, next, skipped) in [
        ("2026-03-13T09:00", "2026-03-13T15:00", 0),
        ("2026-03-13T15:30", "2026-03-20T15:00", 1),
        ("2026-03-06T09:00", "2026-03-13T15:00", 0),
    ] {
        let desk = Desk::at_ten();
        let task = weekly(&desk, "2026-03-06T15:00");
        desk.clock.set(at(now));
        let followed = desk.session.task_done(task, None).unwrap().next.unwrap();
        assert_eq!(
            (followed.due.at.as_str(), followed.skipped),
            (next, skipped),
            "{now}"
        );
    }
}

#[test]
fn a_day_off_that_is_told_later_moves_the_rounds_as_well() {
    let desk = Desk::at_ten();
    desk.quieter();
    desk.create(
        "task",
        [
            ("title", Value::text("Ring")),
            ("due", due("2026-03-03T15:00")),
            ("repeat", Value::text("FREQ=WEEKLY;BYDAY=TU;SHIFT=NEXT")),
        ],
    );
    assert!(rounds(&desk, "2026-03-03T15:00").is_empty());
    desk.create(
        "holiday",
        [
            ("name", Value::text("Away")),
            ("first", Value::Date("2026-03-10".into())),
        ],
    );
    assert!(rounds(&desk, "2026-03-10T15:00").is_empty());
    assert_eq!(rounds(&desk, "2026-03-11T15:00").len(), 1);
}

#[test]
fn only_after_a_clock_ran_ahead_are_all_that_repeat_walked_and_then_once() {
    let walks = || steps::WALKS.with(std::cell::Cell::take);
    let desk = Desk::at_ten();
    desk.quieter();
    weekly(&desk, "2026-03-06T15:00");
    rounds(&desk, "2026-03-06T15:00");
    rounds(&desk, "2026-03-13T15:00");
    assert_eq!(walks(), 0, "the clock went on as clocks do");
    rounds(&desk, "2026-06-01T10:00");
    assert_eq!(walks(), 0);
    rounds(&desk, "2026-03-14T10:00");
    assert_eq!(rounds(&desk, "2026-03-14T10:01").len(), 0);
    assert_eq!(walks(), 1);
    assert_eq!(rounds(&desk, "2026-03-27T15:00").len(), 1, "brought back");
}

/// When something speaks while the vault is locked, from the next minute until then.
fn locked(desk: &Desk, until: &str) -> Vec<String> {
    let coming = desk.session.coming_reminders(50, &[]).unwrap();
    let until = at(until);
    let spoken = coming.iter().take_while(|one| one.at <= until);
    let here = |at: Timestamp| at.utc().with_timezone(&chrono_tz::Asia::Shanghai);
    spoken
        .map(|one| here(one.at).format("%m-%d %H:%M").to_string())
        .collect()
}

#[test]
fn what_is_repeated_until_done_is_said_at_each_step_while_locked_and_once_when_unlocked() {
    let desk = Desk::at_ten();
    desk.quieter();
    let task = desk.task("2026-03-02T10:15");
    desk.set(task, "again", Value::choice("m30"));
    let said = [
        "03-02 10:15",
        "03-02 10:45",
        "03-02 11:15",
        "03-02 11:45",
        "03-02 12:15",
    ];
    assert_eq!(locked(&desk, "2026-03-02T12:30"), said);
    let all = desk.session.coming_reminders(50, &[]).unwrap();
    assert_eq!(all.len(), 10 * 48, "ten days ahead, no further");
    assert!(all.iter().all(|one| one.thing == 0), "one thing");
    desk.clock.set(at("2026-03-02T12:40"));
    assert_eq!(desk.fired().len(), 1, "unlocked, it is one");
    desk.clock.set(at("2026-03-02T12:44"));
    assert!(desk.fired().is_empty());
    let standing = [("other".to_owned(), task), (TASK.to_owned(), task)];
    let coming = desk.session.coming_reminders(50, &standing).unwrap();
    assert!(
        coming.iter().all(|one| one.thing == 1),
        "what stands on the screen bears its number"
    );
    desk.session.task_done(task, None).unwrap();
    assert!(locked(&desk, "2026-03-20T12:30").is_empty());
}

#[test]
fn a_rule_left_undone_comes_round_while_locked_and_quiet_holds_its_steps_back() {
    let desk = Desk::at_ten();
    desk.quieter();
    desk.create(
        "task",
        [
            ("title", Value::text("Ring")),
            ("due", due("2026-03-02T15:00")),
            ("repeat", Value::text("FREQ=DAILY;INTERVAL=3")),
        ],
    );
    let said = ["03-02 15:00", "03-05 15:00", "03-08 15:00", "03-11 15:00"];
    assert_eq!(locked(&desk, "2026-04-02T15:00"), said);
    let quiet = Manner {
        overdue_days: 0,
        quiet: Some(QuietHours {
            from: 14 * 60,
            to: 16 * 60,
        }),
        ..Manner::default()
    };
    desk.session.set_manner(&quiet).unwrap();
    let task = desk.task("2026-03-02T13:30");
    desk.set(task, "again", Value::choice("m30"));
    let said = [
        "03-02 13:30",
        "03-02 16:00",
        "03-02 16:00",
        "03-02 16:30",
        "03-02 17:00",
    ];
    assert_eq!(locked(&desk, "2026-03-02T17:00"), said, "once at its end");
}
