//! What the scheduler asks each minute is asked of the database only where it may be another, and is
//! never out of date.

use std::sync::Arc;

use super::{change, make, session, unit};
use crate::base::{Clock as _, FixedClock, Timestamp};
use crate::records::value::{Value, Wall};
use crate::reminders::model::Snooze;
use crate::session::Session;

const HOUR: i64 = 3_600_000;

fn due(at: &str) -> Value {
    Value::Wall(Wall {
        at: at.into(),
        zone: "Asia/Shanghai".into(),
    })
}

/// As the scheduler takes a turn.
fn turn(session: &Session) -> (u32, Vec<String>) {
    session.renew_reminders().unwrap();
    session.sweep_occasions().unwrap();
    session.fire_due().unwrap();
    session.renew_reminders().unwrap();
    let round = session.round().unwrap();
    assert_eq!(round.next, session.next_wake().unwrap());
    let few = round.few.into_iter().map(|due| due.title).collect();
    (round.waiting, few)
}

fn titles(of: &[&str]) -> Vec<String> {
    of.iter().map(|title| (*title).to_owned()).collect()
}

fn at(clock: &Arc<FixedClock>, hours: i64) {
    clock.set(Timestamp(clock.now().0 + hours * HOUR));
}

/// The session's clock stands on 2026-11-22.
#[test]
fn a_round_follows_what_is_written_the_day_and_the_clock() {
    let (session, clock) = session();
    assert_eq!(turn(&session), (0, Vec::new()));
    let task = |title: &str, at: &str| {
        make(
            &session,
            "task",
            [("title", Value::text(title)), ("due", due(at))],
        )
    };
    let first = task("a", "2026-11-24T10:00");
    assert_eq!(turn(&session), (0, titles(&["a"])));
    task("b", "2026-11-22T23:30");
    let (waiting, few) = turn(&session);
    assert_eq!((waiting, few[0].as_str()), (1, "b"));
    // Another day, without a write.
    at(&clock, 48);
    assert_eq!(turn(&session).0, 2);
    session.task_done(first.id, None).unwrap();
    assert_eq!(turn(&session).0, 1);
    session.undo().unwrap();
    assert_eq!(turn(&session).0, 2);
    at(&clock, -48);
    assert_eq!(turn(&session).0, 1, "a clock set back");
    clock.travel(chrono_tz::Pacific::Auckland);
    at(&clock, 12);
    let there = turn(&session).0;
    clock.travel(chrono_tz::Asia::Shanghai);
    assert_eq!((there, turn(&session).0), (1, 1));
}

#[test]
fn a_round_follows_what_is_put_off_settled_and_switched_off() {
    let (session, clock) = session();
    let firm = unit(&session, "华衡检测", None);
    let promise = [
        ("unit", Value::to(firm)),
        ("text", Value::text("给出报价")),
        ("due_on", Value::Raw("2026-11-24".into())),
    ];
    let promise = make(&session, "promise", promise);
    assert_eq!(turn(&session).0, 0);
    let line = session.occasions().unwrap().lines.remove(0);
    let put_off = |snooze| {
        let (source, record) = (&line.source, line.record);
        session
            .put_off_occasion(source, record, &line.about, snooze)
            .unwrap();
    };
    // Ahead of its day: for an hour it is a thing of today, and then again of the day after.
    put_off(&Snooze::Hour);
    assert_eq!(turn(&session).0, 1);
    let quiet = crate::reminders::manner::PauseFor::Tomorrow;
    let until = session.pause_reminders(quiet).unwrap();
    assert!(until.is_some());
    assert_eq!(session.round().unwrap().paused_until, until);
    at(&clock, 2);
    assert_eq!(turn(&session).0, 0, "without a write, for nothing speaks");
    at(&clock, 48);
    assert_eq!(session.round().unwrap().paused_until, None);
    assert_eq!(turn(&session).0, 1);
    session
        .settle_occasion(&line.source, line.record, &line.about)
        .unwrap();
    assert_eq!(turn(&session).0, 0);
    session
        .unsettle_occasion(&line.source, line.record)
        .unwrap();
    assert_eq!(turn(&session).0, 1);
    let record = session.record("promise", promise.id).unwrap();
    change(&session, &record, "state", Value::choice("kept"));
    assert_eq!(turn(&session).0, 0);
}
