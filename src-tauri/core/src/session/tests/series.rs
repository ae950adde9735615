//! Tasks that come again: done makes the next one in the same step, moving one moves no other.

use super::{make, session};
use crate::base::Id;
use crate::records::value::{Value, Wall};
use crate::records::{ChangeSet, Record};
use crate::reminders::model::Snooze;
use crate::session::Session;

fn until(at: &str) -> Wall {
    Wall {
        at: at.into(),
        zone: "Asia/Shanghai".into(),
    }
}

fn wall(at: &str) -> Value {
    Value::Wall(until(at))
}

fn repeating(session: &Session, due: &str, rule: &str) -> Record {
    let values = [
        ("title", Value::text("催鲲鹏回款")),
        ("due", wall(due)),
        ("priority", Value::choice("1")),
        ("repeat", Value::Raw(rule.into())),
    ];
    make(session, "task", values)
}

fn set(session: &Session, id: Id, field: &'static str, value: Value) {
    let rev = session.record("task", id).unwrap().rev;
    let set = ChangeSet::update("op.edit", "task", id, rev, [(field, value)]);
    session.apply(&set).unwrap();
}

/// The open tasks: when each is due and by which rule it comes again.
fn open(session: &Session) -> Vec<(String, String)> {
    let today = session.today().unwrap();
    let tasks = today.tasks.iter().map(|line| {
        let task = session.record("task", line.id).unwrap();
        let due = match task.get("due") {
            Value::Wall(wall) => wall.at.clone(),
            other => format!("{other:?}"),
        };
        (due, task.get("repeat").as_text().unwrap_or_default().into())
    });
    tasks.collect()
}

fn due(at: &str, rule: &str) -> (String, String) {
    (at.into(), rule.into())
}

#[test]
fn done_makes_the_next_one_and_undo_takes_both_back() {
    let (session, _) = session();
    let first = repeating(&session, "2026-11-25T09:30", "每两周");
    session.task_done(first.id, None).unwrap();
    let next = due("2026-12-09T09:30", "FREQ=WEEKLY;INTERVAL=2");
    assert_eq!(open(&session), std::slice::from_ref(&next));
    let made = session.today().unwrap().tasks[0].id;
    let made = session.record("task", made).unwrap();
    assert_eq!(made.get("title").as_text(), Some("催鲲鹏回款"));
    assert_eq!(made.get("priority"), &Value::choice("1"));
    session.undo().unwrap();
    assert_eq!(
        open(&session),
        [due("2026-11-25T09:30", "FREQ=WEEKLY;INTERVAL=2")]
    );
    session.redo().unwrap();
    assert_eq!(open(&session), [next]);
}

#[test]
fn done_in_a_form_counts_as_done() {
    let (session, _) = session();
    let first = repeating(&session, "2026-11-25", "daily");
    set(&session, first.id, "state", Value::choice("done"));
    assert_eq!(open(&session), [due("2026-11-26", "FREQ=DAILY")]);
    assert_eq!(session.today().unwrap().done_today, 1);
    set(&session, first.id, "state", Value::choice("open"));
    assert_eq!(session.today().unwrap().done_today, 0);
    // What is dropped ends there.
    let last = session.today().unwrap().tasks;
    for task in last {
        set(&session, task.id, "state", Value::choice("dropped"));
    }
    assert!(open(&session).is_empty());
}

#[test]
fn one_that_was_moved_moves_no_other() {
    let (session, _) = session();
    let task = repeating(&session, "2026-11-25", "每周三");
    set(&session, task.id, "due", wall("2026-11-27"));
    session.task_done(task.id, None).unwrap();
    assert_eq!(open(&session), [due("2026-12-02", "FREQ=WEEKLY;BYDAY=WE")]);
}

/// Counted in the months of the days they are of, also where the days worked before one are of the month before it.
#[test]
fn what_is_due_before_the_day_of_its_rule_keeps_to_the_months_of_the_rule() {
    for (rule, days) in [
        (
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1;SHIFT=-2",
            ["2027-01-01", "2027-04-01", "2027-07-01"],
        ),
        // Over the week of the National Day.
        (
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=25;SHIFT=-20",
            ["2027-10-25", "2028-01-25", "2028-04-25"],
        ),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1;SHIFT=PREV",
            ["2027-08-01", "2027-11-01", "2028-02-01"],
        ),
        (
            "FREQ=YEARLY;INTERVAL=2;BYMONTHDAY=1;BYMONTH=1;SHIFT=-3",
            ["2028-01-01", "2030-01-01", "2032-01-01"],
        ),
    ] {
        let (session, _) = session();
        let worked = session.workdays().unwrap();
        let (_, shift) = rule.rsplit_once('=').unwrap();
        let before = |day: &str| {
            let day = day.parse().unwrap();
            let day = match shift.strip_prefix('-') {
                Some(n) => worked.back(day, n.parse().unwrap()),
                None if worked.is_worked(day) => day,
                None => worked.back(day, 1),
            };
            day.to_string()
        };
        let mut task = repeating(&session, &before(days[0]), rule).id;
        for day in &days[1..] {
            let next = session.task_done(task, None).unwrap().next.unwrap();
            assert_eq!(next.due.at, before(day), "{rule}");
            task = next.task;
        }
    }
}

#[test]
fn one_that_was_put_off_and_told_moves_no_other() {
    let (session, clock) = session();
    let task = repeating(&session, "2026-11-25T10:00", "FREQ=WEEKLY;INTERVAL=2");
    let rev = || session.record("task", task.id).unwrap().rev;
    session
        .task_snooze(task.id, None, &Snooze::Until(until("2026-11-27T16:00")))
        .unwrap();
    let before = rev();
    clock.set(crate::base::Timestamp::of(
        "2026-11-27T08:00:00Z".parse().unwrap(),
    ));
    let told: Vec<_> = session
        .fire_due()
        .unwrap()
        .into_iter()
        .map(|due| due.key)
        .collect();
    assert_eq!(told.len(), 1);
    session.reminders_told(&told).unwrap();
    session.reminders_seen("task", &[task.id]).unwrap();
    assert_eq!(rev(), before, "being told changes no task");
    let next = session.task_done(task.id, None).unwrap().next.unwrap();
    assert_eq!(next.due.at, "2026-12-09T10:00");
}

#[test]
fn what_has_passed_already_is_left_out() {
    let (session, clock) = session();
    let task = repeating(&session, "2026-11-25", "每天");
    clock.advance(10 * 86_400_000);
    let done = session.task_done(task.id, None).unwrap();
    assert_eq!(open(&session), [due("2026-12-03", "FREQ=DAILY")]);
    assert_eq!(done.next.unwrap().skipped, 7);
}

#[test]
fn one_moved_off_a_weekend_shifts_no_other() {
    let (session, _) = session();
    let rule = "FREQ=MONTHLY;SHIFT=NEXT";
    let task = repeating(&session, "2026-11-05", rule);
    session.task_done(task.id, None).unwrap();
    // The 5th of December is a Saturday.
    assert_eq!(open(&session), [due("2026-12-07", rule)]);
    let next = session.today().unwrap().tasks[0].id;
    session.task_done(next, None).unwrap();
    assert_eq!(open(&session), [due("2027-01-05", rule)]);
}

#[test]
fn the_last_one_has_none_after_it() {
    let (session, _) = session();
    repeating(&session, "2026-11-25", "FREQ=DAILY;COUNT=2");
    for left in [1, 0] {
        let task = session.today().unwrap().tasks[0].id;
        session.task_done(task, None).unwrap();
        assert_eq!(open(&session).len(), left);
    }
}

#[test]
fn a_rule_that_is_not_understood_is_refused_with_its_words() {
    let (session, _) = session();
    let values = [
        ("title", Value::text("催款")),
        ("repeat", Value::Raw("有空的时候".into())),
    ];
    let set = ChangeSet::create("op.create", "task", values);
    let error = session.apply(&set).unwrap_err().to_wire();
    assert_eq!(error.key, "error.repeat_unreadable");
    assert_eq!(error.field.as_deref(), Some("task.repeat"));
}

#[test]
fn done_once_more_it_is_not_followed_twice() {
    let (session, _) = session();
    let task = repeating(&session, "2026-11-25", "每天");
    session.task_done(task.id, None).unwrap();
    set(&session, task.id, "state", Value::choice("open"));
    assert!(session.task_done(task.id, None).unwrap().next.is_none());
    assert_eq!(open(&session).len(), 1);
}

#[test]
fn one_without_a_day_gets_one_with_the_next() {
    let (session, _) = session();
    let values = [
        ("title", Value::text("周报")),
        ("repeat", Value::Raw("每周五".into())),
    ];
    let task = make(&session, "task", values);
    let next = session.task_done(task.id, None).unwrap().next.unwrap();
    assert_eq!(next.due.at, "2026-11-27");
}

#[test]
fn it_stops_when_the_rule_is_taken_away() {
    let (session, _) = session();
    let task = repeating(&session, "2026-11-25", "每天");
    set(&session, task.id, "repeat", Value::Null);
    let record = session.record("task", task.id).unwrap();
    assert!(record.get("series_on").is_null());
    assert!(session.task_done(task.id, None).unwrap().next.is_none());
    assert!(open(&session).is_empty());
}

#[test]
fn putting_one_off_changes_neither_the_hour_nor_the_leads_of_the_next() {
    let (session, _) = session();
    let first = repeating(&session, "2026-11-25T09:30", "daily");
    let leads = Value::Choices(vec!["h1".into()]);
    set(&session, first.id, "leads", leads.clone());
    for how in [Snooze::Hour, Snooze::Tomorrow] {
        session.task_snooze(first.id, None, &how).unwrap();
    }
    let (off, _) = open(&session).remove(0);
    assert_ne!(off, "2026-11-25T09:30");
    let week = session.agenda("2026-11-27".parse().unwrap(), "2026-11-27".parse().unwrap());
    let ghost = &week.unwrap().days[0].items[0];
    assert_eq!((ghost.ghost, ghost.time.as_deref()), (true, Some("09:30")));
    session.task_done(first.id, None).unwrap();
    let next = session.today().unwrap().tasks[0].id;
    let next = session.record("task", next).unwrap();
    assert!(matches!(next.get("due"), Value::Wall(wall) if wall.at.ends_with("T09:30")));
    assert_eq!(next.get("leads"), &leads);
}

#[test]
fn a_choice_retired_since_does_not_stop_what_comes_next() {
    let (session, _) = session();
    let first = repeating(&session, "2026-11-25", "daily");
    set(&session, first.id, "kind", Value::choice("visit"));
    session
        .vault()
        .write("test.retire", |tx| {
            tx.sql().execute(
                "UPDATE choice SET retired = 1 WHERE list = 'task_kind' AND code = 'visit'",
                [],
            )?;
            Ok(())
        })
        .unwrap();
    session.task_done(first.id, None).unwrap();
    assert_eq!(open(&session).len(), 1);
}

#[test]
fn another_rule_taken_back_leaves_the_day_it_stood_for() {
    let (session, _) = session();
    let first = repeating(&session, "2026-11-23", "weekly");
    set(&session, first.id, "due", wall("2026-11-25"));
    set(&session, first.id, "repeat", Value::Raw("monthly".into()));
    session.undo().unwrap();
    session.task_done(first.id, None).unwrap();
    assert_eq!(open(&session), [due("2026-11-30", "FREQ=WEEKLY")]);
}
