//! What is written for today after its morning hour is heard of today, and once.

use super::{Desk, HOUR, MINUTE, at, due};
use crate::records::value::Value;
use crate::records::{ChangeSet, RecordChange};
use crate::reminders::model::Snooze;
use crate::reminders::moving::{MoveTo, TaskAt};

/// Twenty past ten on the same Monday: an hour on at a full quarter is half past eleven.
fn at_twenty_past() -> Desk {
    let desk = Desk::at_ten();
    desk.session.renew_reminders().unwrap();
    desk.clock.set(at("2026-03-02T10:20"));
    desk
}

/// How many speak from now on until then, looked at each minute as the scheduler does.
fn heard(desk: &Desk, until: &str) -> Vec<String> {
    let until = at(until);
    let mut heard = Vec::new();
    while desk.now() < until {
        desk.clock.advance(MINUTE);
        for one in desk.fired() {
            let here = desk.now().utc().with_timezone(&chrono_tz::Asia::Shanghai);
            heard.push(format!("{} {}", here.format("%d %H:%M"), one.key.slot));
        }
    }
    heard
}

#[test]
fn written_for_today_after_the_morning_hour_it_speaks_today_and_once() {
    let desk = at_twenty_past();
    let task = desk.task("2026-03-02");
    assert!(desk.late().is_empty());
    let half_past = at("2026-03-02T11:30");
    assert_eq!(desk.session.next_wake().unwrap(), Some(half_past));
    let coming = desk.session.coming_reminders(5, &[]).unwrap();
    assert_eq!(coming[0].at, half_past, "known as well while locked");
    desk.clock.set(at("2026-03-02T10:50"));
    desk.set(task, "title", Value::text("Ring soon"));
    assert_eq!(heard(&desk, "2026-03-02T13:00"), ["02 11:30 0"]);
    desk.set(task, "title", Value::text("Ring at last"));
    desk.set(task, "remind", Value::Bool(false));
    desk.set(task, "remind", Value::Bool(true));
    assert!(heard(&desk, "2026-03-04T23:00").is_empty());
}

#[test]
fn moved_to_today_it_is_heard_of_today_and_not_again_when_that_is_undone_and_redone() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-03");
    desk.session.renew_reminders().unwrap();
    desk.clock.set(at("2026-03-04T10:20"));
    assert_eq!(desk.fired().len(), 1, "as late");
    let rev = desk.session.record("task", task).unwrap().rev;
    let (task, how) = (
        TaskAt { id: task, rev },
        MoveTo::WholeDay("2026-03-04".into()),
    );
    desk.session.tasks_move(&[task], &how).unwrap();
    assert_eq!(heard(&desk, "2026-03-04T12:00"), ["04 11:30 0"]);
    desk.undo();
    desk.redo();
    desk.set(task.id, "title", Value::text("Ring soon"));
    assert!(heard(&desk, "2026-03-05T22:00").is_empty());
}

#[test]
fn put_off_and_undone_or_unmade_and_made_again_it_is_still_heard_of_once() {
    let desk = at_twenty_past();
    let task = desk.task("2026-03-02");
    desk.undo();
    assert!(heard(&desk, "2026-03-02T10:40").is_empty());
    desk.redo();
    desk.session
        .task_snooze(task, None, &Snooze::Tomorrow)
        .unwrap();
    assert!(heard(&desk, "2026-03-02T10:45").is_empty());
    desk.undo();
    let heard_of = heard(&desk, "2026-03-02T18:00");
    assert_eq!(heard_of.len(), 1, "{heard_of:?}");
    desk.session.task_snooze(task, None, &Snooze::Hour).unwrap();
    desk.undo();
    desk.session.task_done(task, None).unwrap();
    desk.undo();
    assert!(heard(&desk, "2026-03-02T23:00").is_empty());
}

#[test]
fn what_has_spoken_today_does_not_speak_again_as_a_whole_day() {
    let desk = at_twenty_past();
    let task = desk.task("2026-03-02T10:30");
    assert_eq!(heard(&desk, "2026-03-02T10:40"), ["02 10:30 0"]);
    desk.set(task, "due", due("2026-03-02"));
    assert!(heard(&desk, "2026-03-02T23:30").is_empty());
}

#[test]
fn old_tasks_that_come_in_make_no_noise_and_tomorrow_s_speak_tomorrow() {
    let desk = at_twenty_past();
    desk.quieter();
    let days = ["2026-03-01", "2026-02-20", "2026-02-20T09:00", "2026-03-03"];
    let changes = days.into_iter().map(|day| RecordChange::Create {
        entity: "task".into(),
        id: None,
        asked: false,
        values: [
            ("title".to_owned(), Value::text("Old")),
            ("due".to_owned(), due(day)),
        ]
        .into(),
    });
    let set = ChangeSet {
        label: "op.create".into(),
        changes: changes.collect(),
    };
    desk.session.apply(&set).unwrap();
    assert_eq!(heard(&desk, "2026-03-03T12:00"), ["03 09:00 0"]);
}

#[test]
fn another_morning_hour_or_zone_does_not_take_it_away_or_say_it_twice() {
    let desk = at_twenty_past();
    desk.task("2026-03-02");
    let mut manner = desk.session.manner().unwrap();
    manner.morning = 8 * 60;
    desk.session.set_manner(&manner).unwrap();
    desk.session.renew_reminders().unwrap();
    desk.clock.travel(chrono_tz::Asia::Tokyo);
    desk.session.renew_reminders().unwrap();
    assert_eq!(heard(&desk, "2026-03-02T12:00"), ["02 11:30 0"]);
    desk.clock.travel(chrono_tz::Asia::Shanghai);
    desk.session.renew_reminders().unwrap();
    desk.clock.advance(4 * HOUR);
    assert!(desk.late().is_empty());
}

#[test]
fn an_hour_that_had_gone_by_unheard_does_not_silence_the_day_it_is_mended_to() {
    let desk = at_twenty_past();
    let task = desk.task("2026-03-02T09:30");
    assert!(heard(&desk, "2026-03-02T10:25").is_empty());
    desk.set(task, "due", due("2026-03-02"));
    desk.undo();
    desk.redo();
    assert_eq!(heard(&desk, "2026-03-02T13:00"), ["02 11:30 0"]);
    desk.undo();
    desk.redo();
    assert!(heard(&desk, "2026-03-02T23:00").is_empty());
}

#[test]
fn a_whole_day_put_off_for_an_hour_speaks_then_whatever_is_written_meanwhile() {
    let desk = Desk::at_ten();
    desk.quieter();
    let task = desk.task("2026-03-03");
    desk.session.renew_reminders().unwrap();
    desk.clock.set(at("2026-03-03T09:00"));
    assert_eq!(desk.fired().len(), 1);
    desk.session.task_snooze(task, None, &Snooze::Hour).unwrap();
    assert!(heard(&desk, "2026-03-03T09:30").is_empty());
    desk.set(task, "title", Value::text("Ring soon"));
    assert_eq!(heard(&desk, "2026-03-03T20:00"), ["03 10:00 0"]);
}
