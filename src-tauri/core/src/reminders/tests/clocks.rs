//! Clocks that are wrong for a while and are set right: what was told stays told, what was to come
//! comes.

use super::{Desk, HOUR, MINUTE, at, due};
use crate::base::Id;
use crate::records::value::Value;
use crate::reminders::leads::AGAIN;
use crate::reminders::model::{DIGEST, Key};

/// How many times the day is told now, in the order in which the scheduler asks.
fn mornings(desk: &Desk) -> usize {
    desk.session.renew_reminders().unwrap();
    let fired = desk.session.fire_due().unwrap();
    let told: Vec<Key> = fired.iter().map(|due| due.key.clone()).collect();
    desk.session.reminders_told(&told).unwrap();
    desk.session.renew_reminders().unwrap();
    fired.iter().filter(|due| due.key.source == DIGEST).count()
}

#[test]
fn a_day_that_was_told_is_not_told_again_by_a_clock_that_was_years_behind() {
    let desk = Desk::at_ten();
    assert_eq!(mornings(&desk), 0);
    desk.clock.set(at("2026-03-03T09:00"));
    assert_eq!(mornings(&desk), 1);
    desk.clock.set(at("2023-01-31T23:59"));
    assert_eq!(mornings(&desk), 0);
    desk.clock.set(at("2026-03-03T11:00"));
    assert_eq!(mornings(&desk), 0, "it was told at nine");
    // Set right in the midst of a round: what that armed is not told either.
    desk.clock.set(at("2023-01-31T23:59"));
    desk.session.renew_reminders().unwrap();
    desk.clock.set(at("2026-03-03T11:01"));
    assert!(desk.session.fire_due().unwrap().is_empty());
    desk.clock.set(at("2026-03-04T09:00"));
    assert_eq!(mornings(&desk), 1);
}

#[test]
fn a_clock_that_ran_ahead_takes_no_morning_away() {
    let desk = Desk::at_ten();
    assert_eq!(mornings(&desk), 0);
    desk.clock.set(at("2026-03-03T09:00"));
    assert_eq!(mornings(&desk), 1);
    desk.clock.set(at("2026-04-10T11:00"));
    assert_eq!(mornings(&desk), 1);
    desk.clock.set(at("2026-03-03T11:05"));
    assert_eq!(mornings(&desk), 0);
    for day in 4..12 {
        desk.clock.set(at(&format!("2026-03-{day:02}T09:00")));
        assert_eq!(mornings(&desk), 1, "{day}");
    }
}

#[test]
fn what_is_repeated_until_done_goes_on_when_a_clock_that_ran_ahead_is_set_right() {
    let desk = Desk::at_ten();
    let task = [
        ("title", Value::text("Ring")),
        ("due", due("2026-03-02T10:10")),
        ("again", Value::choice("m30")),
    ];
    let task = desk.create("task", task);
    let again = || {
        desk.session.renew_reminders().unwrap();
        let fired = desk.fired();
        fired.iter().any(|due| due.key.slot == AGAIN)
    };
    desk.clock.set(at("2026-03-02T10:40"));
    let fired = desk.fired();
    assert_eq!(fired.len(), 1, "{fired:?}");
    // Two days ahead it speaks once, and an hour later once more.
    for ahead in ["2026-03-04T07:07", "2026-03-04T08:07"] {
        desk.clock.set(at(ahead));
        desk.session.renew_reminders().unwrap();
        assert!(!desk.fired().is_empty());
    }
    desk.clock.set(at("2026-03-02T10:45"));
    assert!(!again());
    let next = desk.session.next_wake().unwrap().unwrap();
    assert!(next <= desk.now().plus_ms(HOUR), "{next:?}");
    let mut spoke = 0;
    for _ in 0..120 {
        desk.clock.advance(MINUTE);
        spoke += usize::from(again());
    }
    assert!((3..=4).contains(&spoke), "{spoke}");
    desk.session.task_done(task, None).unwrap();
    desk.clock.advance(HOUR);
    assert!(!again());
}

#[test]
fn a_morning_nobody_had_the_time_to_arm_is_told_all_the_same() {
    let desk = Desk::at_ten();
    assert_eq!(mornings(&desk), 0);
    desk.clock.set(at("2026-03-03T09:00"));
    let fired = desk.session.fire_due().unwrap();
    let told: Vec<Key> = fired.iter().map(|due| due.key.clone()).collect();
    desk.session.reminders_told(&told).unwrap();
    // The laptop sleeps before the next turn, over another morning.
    desk.clock.set(at("2026-03-04T10:20"));
    assert_eq!(mornings(&desk), 1);
    assert_eq!(mornings(&desk), 0);
    // Switched off and on again, it begins with the next one.
    let digest = |on| {
        let mut manner = desk.session.manner().unwrap();
        manner.digest = on;
        desk.session.set_manner(&manner).unwrap();
    };
    digest(false);
    desk.clock.set(at("2026-03-09T12:00"));
    assert_eq!(mornings(&desk), 0);
    digest(true);
    assert_eq!(mornings(&desk), 0);
    desk.clock.set(at("2026-03-10T09:00"));
    assert_eq!(mornings(&desk), 1);
}

#[test]
fn a_newer_table_of_zones_moves_what_is_to_come_and_nothing_that_has_spoken() {
    let desk = Desk::at_ten();
    desk.quieter();
    let spoke = desk.task("2026-03-02T10:30");
    let comes = desk.task("2026-05-01T10:00");
    desk.clock.set(at("2026-03-02T10:30"));
    assert_eq!(desk.fired().len(), 1);
    // As an older program left them, by whose tables the clocks of May were an hour off.
    let older = |tx: &mut crate::vault::Write<'_>| {
        tx.sql().execute(
            "UPDATE reminder SET fire_at = fire_at + 3600000,
               spoken_for = spoken_for + 3600000 WHERE source = 'task'",
            [],
        )?;
        tx.sql().execute(
            "UPDATE setting SET value = 'Asia/Shanghai 540 0 2020a 0.0.1'
             WHERE key = 'reminders.armed'",
            [],
        )?;
        Ok(())
    };
    desk.session
        .vault()
        .write("reminders.renew", older)
        .unwrap();
    assert!(desk.session.renew_reminders().unwrap());
    desk.clock.set(at("2026-03-03T08:00"));
    assert!(desk.fired().is_empty(), "{spoke:?} has spoken");
    desk.clock.set(at("2026-05-01T10:00"));
    let spoken: Vec<Id> = desk.fired().iter().map(|due| due.key.record).collect();
    assert_eq!(spoken, [comes]);
    desk.clock.set(at("2026-05-01T11:00"));
    assert!(desk.fired().is_empty());
}

#[test]
fn after_thirty_days_off_each_thing_missed_is_told_once_and_the_day_once() {
    let desk = Desk::at_ten();
    assert_eq!(mornings(&desk), 0);
    let mut missed: Vec<Id> = (3..=31)
        .map(|day| {
            let task = [
                ("title", Value::text("Ring")),
                ("due", due(&format!("2026-03-{day:02}T15:00"))),
                (
                    "leads",
                    Value::Choices(vec!["d1".into(), "h1".into(), "m10".into()]),
                ),
            ];
            desk.create("task", task)
        })
        .collect();
    missed.sort();
    desk.create(
        "contact",
        [
            ("full_name", Value::text("Li Na")),
            ("birthday", Value::Raw("1980-04-02".into())),
        ],
    );
    desk.session.sweep_occasions().unwrap();
    desk.clock.set(at("2026-04-01T16:00"));
    desk.session.renew_reminders().unwrap();
    desk.session.sweep_occasions().unwrap();
    let fired = desk.session.fire_due().unwrap();
    let of = |source: &str| {
        let of = fired.iter().filter(|due| due.key.source == source);
        let mut of: Vec<Id> = of.map(|due| due.key.record).collect();
        of.sort();
        of
    };
    assert_eq!(of("task"), missed);
    assert_eq!(of("birthday").len(), 1, "three days before it");
    assert_eq!(of(DIGEST).len(), 1);
    assert!(fired.is_sorted_by_key(|due| due.at));
    assert_eq!(mornings(&desk), 0);
    assert!(desk.fired().is_empty());
}

#[test]
fn what_waits_is_told_though_a_clock_that_ran_ahead_told_it_for_a_later_day() {
    let desk = Desk::at_ten();
    desk.quieter();
    let task = desk.task("2026-03-10T09:00");
    desk.clock.set(at("2026-03-10T09:00"));
    assert_eq!(desk.fired().len(), 1);
    desk.clock.set(at("2026-03-02T10:05"));
    desk.set(task, "due", due("2026-03-03T06:30"));
    // The laptop slept over its minute, and another word of its title is written before anything is told.
    desk.clock.set(at("2026-03-03T07:00"));
    desk.set(task, "title", Value::text("Ring them"));
    assert_eq!(desk.fired().len(), 1);
    desk.set(task, "title", Value::text("Ring them all"));
    assert!(desk.fired().is_empty(), "once");
}
