//! Words ahead of a task's moment: put off, they come again and the task stays where it is.

use super::{Desk, HOUR, MINUTE, at, due};
use crate::base::Id;
use crate::records::value::{Value, Wall};
use crate::reminders::model::{Lateness, Snooze};

fn visit(desk: &Desk, leads: &[&str]) -> Id {
    let leads = leads.iter().map(|lead| (*lead).to_owned()).collect();
    let values = [
        ("title", Value::text("Visit")),
        ("due", due("2026-03-03T15:00")),
        ("leads", Value::Choices(leads)),
    ];
    desk.create("task", values)
}

fn due_of(desk: &Desk, task: Id) -> String {
    match desk.session.record("task", task).unwrap().get("due") {
        Value::Wall(wall) => format!("{} {}", wall.at, wall.zone),
        other => format!("{other:?}"),
    }
}

/// The slots that speak at this time.
fn spoken(desk: &Desk, now: &str) -> Vec<i32> {
    desk.clock.set(at(now));
    desk.session.renew_reminders().unwrap();
    desk.fired().into_iter().map(|due| due.key.slot).collect()
}

#[test]
fn put_off_it_comes_again_and_the_task_stays() {
    put_off_with(&["h4"]);
    // The same hour in two words is one reminder.
    put_off_with(&["h4", "m240"]);
}

fn put_off_with(leads: &[&str]) {
    let desk = Desk::at_ten();
    let task = visit(&desk, leads);
    assert_eq!(spoken(&desk, "2026-03-03T11:00"), [240]);
    desk.session.task_put_off_said(task, &Snooze::Hour).unwrap();
    assert_eq!(due_of(&desk, task), "2026-03-03T15:00 Asia/Shanghai");
    // What is written of the task meanwhile takes nothing away.
    desk.set(task, "title", Value::text("Visit them"));
    assert!(spoken(&desk, "2026-03-03T11:59").is_empty());
    assert_eq!(spoken(&desk, "2026-03-03T12:00"), [240]);
    desk.set(task, "title", Value::text("Visit them all"));
    assert!(spoken(&desk, "2026-03-03T14:00").is_empty(), "once");
    assert_eq!(spoken(&desk, "2026-03-03T15:00"), [0]);
}

#[test]
fn put_off_twice_and_told_each_time_it_comes_each_time() {
    let desk = Desk::at_ten();
    let task = visit(&desk, &["h4"]);
    for (now, next) in [
        ("2026-03-03T11:00", "2026-03-03T11:59"),
        ("2026-03-03T12:00", "2026-03-03T12:59"),
        ("2026-03-03T13:00", "2026-03-03T13:59"),
    ] {
        desk.clock.set(at(now));
        let told: Vec<_> = desk.fired().into_iter().map(|due| due.key).collect();
        assert_eq!(told.len(), 1, "{now}");
        desk.session.reminders_told(&told).unwrap();
        desk.session.task_put_off_said(task, &Snooze::Hour).unwrap();
        assert!(spoken(&desk, next).is_empty(), "{next}");
    }
    assert_eq!(due_of(&desk, task), "2026-03-03T15:00 Asia/Shanghai");
    assert_eq!(spoken(&desk, "2026-03-03T14:00"), [240]);
    assert_eq!(spoken(&desk, "2026-03-03T15:00"), [0]);
}

#[test]
fn done_and_brought_back_it_comes_when_it_was_put_off_to() {
    let desk = Desk::at_ten();
    let task = visit(&desk, &["h4"]);
    spoken(&desk, "2026-03-03T11:00");
    desk.session.task_put_off_said(task, &Snooze::Hour).unwrap();
    desk.clock.set(at("2026-03-03T11:30"));
    desk.session.task_done(task, None).unwrap();
    desk.undo();
    assert_eq!(spoken(&desk, "2026-03-03T12:00"), [240]);
    desk.session.task_done(task, None).unwrap();
    desk.undo();
    assert!(spoken(&desk, "2026-03-03T12:30").is_empty(), "once");
}

#[test]
fn put_off_beyond_the_moment_the_moment_speaks() {
    let desk = Desk::at_ten();
    let task = visit(&desk, &["m15"]);
    assert_eq!(spoken(&desk, "2026-03-03T14:45"), [15]);
    desk.session.task_put_off_said(task, &Snooze::Hour).unwrap();
    assert_eq!(spoken(&desk, "2026-03-03T15:00"), [0]);
    assert!(spoken(&desk, "2026-03-03T15:45").is_empty());
    // From its moment on the task itself is put off.
    desk.session.task_put_off_said(task, &Snooze::Hour).unwrap();
    assert_eq!(due_of(&desk, task), "2026-03-03T16:45 Asia/Shanghai");
}

#[test]
fn a_task_that_is_moved_takes_the_word_that_was_put_off_along() {
    let desk = Desk::at_ten();
    let task = visit(&desk, &["h4"]);
    spoken(&desk, "2026-03-03T11:00");
    desk.session.task_put_off_said(task, &Snooze::Hour).unwrap();
    desk.set(task, "due", due("2026-03-04T15:00"));
    assert!(spoken(&desk, "2026-03-03T12:00").is_empty());
    assert_eq!(spoken(&desk, "2026-03-04T11:00"), [240]);
    desk.session.task_done(task, None).unwrap();
    assert!(spoken(&desk, "2026-03-04T15:00").is_empty());
}

#[test]
fn a_moment_whose_word_falls_where_another_was_put_off_to_speaks_once() {
    let desk = Desk::at_ten();
    let task = visit(&desk, &["h4"]);
    spoken(&desk, "2026-03-03T11:00");
    desk.session.task_put_off_said(task, &Snooze::Hour).unwrap();
    desk.set(task, "due", due("2026-03-03T16:00"));
    assert_eq!(spoken(&desk, "2026-03-03T12:00"), [240]);
    desk.set(task, "due", due("2026-03-20T15:00"));
    desk.undo();
    assert!(spoken(&desk, "2026-03-03T12:10").is_empty(), "once");
    assert_eq!(spoken(&desk, "2026-03-03T16:00"), [0]);
}

#[test]
fn what_speaks_ahead_knows_when_its_task_is_due() {
    let desk = Desk::at_ten();
    let task = visit(&desk, &["d2"]);
    desk.set(task, "due", due("2026-03-06T15:00"));
    desk.clock.set(at("2026-03-04T09:00"));
    let moment = desk.fired()[0].moment.unwrap();
    assert_eq!(moment.in_days, 2);
    assert_eq!(moment.date.to_string(), "2026-03-06");
    assert_eq!(moment.time.unwrap().to_string(), "15:00:00");
}

#[test]
fn tomorrow_is_by_the_clocks_the_task_goes_by() {
    let desk = Desk::at_ten();
    let wall = Wall {
        at: "2026-03-02T15:00".into(),
        zone: "America/New_York".into(),
    };
    let task = desk.create(
        "task",
        [("title", Value::text("Call")), ("due", Value::Wall(wall))],
    );
    // Four in the morning of the next day in Shanghai.
    desk.clock.set(at("2026-03-03T04:00"));
    assert_eq!(desk.fired().len(), 1);
    desk.session
        .task_put_off_said(task, &Snooze::Tomorrow)
        .unwrap();
    assert_eq!(due_of(&desk, task), "2026-03-03T15:00 America/New_York");
    assert!(spoken(&desk, "2026-03-03T15:00").is_empty());
    assert_eq!(spoken(&desk, "2026-03-04T04:00"), [0]);
}

#[test]
fn what_goes_by_other_clocks_is_late_by_the_day_it_is_here() {
    let desk = Desk::at_ten();
    let wall = Wall {
        at: "2026-03-02T22:00".into(),
        zone: "America/New_York".into(),
    };
    desk.create(
        "task",
        [("title", Value::text("Call")), ("due", Value::Wall(wall))],
    );
    let seen = |now: &str| {
        desk.clock.set(at(now));
        let today = desk.session.today().unwrap();
        let counts = today.counts;
        (today.tasks[0].lateness, counts.overdue, counts.today)
    };
    // Eleven in the morning of the 3rd.
    assert_eq!(seen("2026-03-02T12:00"), (Lateness::Week, 0, 0));
    assert_eq!(seen("2026-03-03T00:30"), (Lateness::Today, 0, 1));
    assert_eq!(seen("2026-03-04T00:30"), (Lateness::Overdue, 1, 0));
}

#[test]
fn what_quiet_hours_held_back_was_not_missed() {
    let desk = Desk::at_ten();
    desk.quieter();
    let quiet = crate::reminders::manner::Manner {
        overdue_days: 0,
        quiet: Some(crate::reminders::manner::QuietHours {
            from: 22 * 60,
            to: 7 * 60,
        }),
        ..Default::default()
    };
    desk.session.set_manner(&quiet).unwrap();
    let night = desk.task("2026-03-02T23:00");
    let day = desk.task("2026-03-03T07:10");
    let missed = |task: Id| {
        let today = desk.session.today().unwrap();
        let line = today.tasks.into_iter().find(|line| line.id == task);
        line.unwrap().missed
    };
    desk.clock.set(at("2026-03-03T07:00"));
    assert_eq!(desk.late(), [0], "nor is it told as late");
    assert_eq!(missed(night), None, "told as soon as it could be");
    desk.clock.advance(2 * HOUR + 10 * MINUTE);
    assert_eq!(desk.late(), [2 * 3600]);
    assert_eq!(missed(day), Some(120));
}

#[test]
fn one_thing_is_one_however_often_it_speaks() {
    let desk = Desk::at_ten();
    visit(&desk, &["h1", "h2"]);
    desk.task("2026-03-03T14:30");
    let coming = desk.session.coming_reminders(20, &[]).unwrap();
    let of_today = coming.iter().filter(|one| one.at <= at("2026-03-03T15:00"));
    let things: Vec<u32> = of_today.map(|one| one.thing).collect();
    assert_eq!(things, [0, 0, 2, 0]);
}
