//! "A reminder comes once: not lost when the laptop slept, not twice after a crash."

use steward_core::base::Timestamp;
use steward_core::records::Record;
use steward_core::records::value::{Value, Wall};
use steward_core::reminders::model::Snooze;
use steward_core::session::Session;
use steward_tests::scene::{Scene, company, create, monday};

const MINUTE: i64 = 60_000;

/// A call due at `at` in Shanghai; the story begins there on 2 March at ten.
fn call(session: &Session, at: &str) -> Record {
    let unit = company(session, "杭州鸿远软件有限公司");
    let due = Wall {
        at: at.to_owned(),
        zone: "Asia/Shanghai".to_owned(),
    };
    create(
        session,
        "task",
        [
            ("title", Value::text("给张总回电话")),
            ("unit", Value::to(unit.id)),
            ("due", Value::Wall(due)),
        ],
    )
}

fn titles(session: &Session) -> Vec<String> {
    let due = session.fire_due().unwrap();
    due.into_iter().map(|due| due.title).collect()
}

#[test]
fn at_its_minute_and_only_then() {
    let (scene, session) = Scene::set();
    let _ = call(&session, "2026-03-02T10:30");

    scene.clock.advance(30 * MINUTE - 1);
    assert!(titles(&session).is_empty(), "a millisecond early");

    scene.clock.advance(1);
    assert_eq!(
        session.next_wake().unwrap(),
        Some(Timestamp::of(monday()).plus_ms(30 * MINUTE))
    );
    assert_eq!(titles(&session), ["给张总回电话"]);
    assert!(titles(&session).is_empty(), "it has spoken");
    let stays_open = Timestamp::of(monday()).plus_ms(71 * 60 * MINUTE);
    assert_eq!(
        session.next_wake().unwrap(),
        Some(stays_open),
        "still open on the third morning, it says so"
    );
}

#[test]
fn not_again_after_a_restart() {
    let (scene, session) = Scene::set();
    let _ = call(&session, "2026-03-02T10:30");
    scene.clock.advance(30 * MINUTE);
    assert_eq!(titles(&session).len(), 1);

    drop(session);
    assert!(titles(&scene.unlock()).is_empty());
}

#[test]
fn once_more_when_the_power_went_before_anybody_saw_it() {
    let (scene, session) = Scene::set();
    let task = call(&session, "2026-03-02T10:30");
    scene.clock.advance(30 * MINUTE);
    assert_eq!(titles(&session).len(), 1);
    drop(session);
    scene.clock.advance(MINUTE);

    let session = scene.unlock();
    let untold = session.untold().unwrap();
    assert_eq!((untold.len(), untold[0].late_ms), (1, MINUTE));
    assert_eq!(untold[0].key.record, task.id);
    session.reminders_told(&[untold[0].key.clone()]).unwrap();
    drop(session);
    assert!(scene.unlock().untold().unwrap().is_empty());
}

#[test]
fn late_but_not_lost_when_the_program_was_off() {
    let (scene, session) = Scene::set();
    let _ = call(&session, "2026-03-02T10:30");
    drop(session);
    scene.clock.advance(3 * 60 * MINUTE);

    let session = scene.unlock();
    let due = session.fire_due().unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].late_ms, 150 * MINUTE, "it says how late it is");
    assert_eq!(due[0].unit.as_ref().unwrap().label, "杭州鸿远软件有限公司");
    assert!(titles(&session).is_empty());
}

#[test]
fn a_clock_set_back_does_not_make_it_speak_again() {
    let (scene, session) = Scene::set();
    let _ = call(&session, "2026-03-02T10:30");
    scene.clock.advance(40 * MINUTE);
    assert_eq!(titles(&session).len(), 1);
    scene.clock.advance(-30 * MINUTE);
    assert!(titles(&session).is_empty());
    scene.clock.advance(30 * MINUTE);
    assert!(titles(&session).is_empty());
}

#[test]
fn put_off_it_speaks_once_more() {
    let (scene, session) = Scene::set();
    let task = call(&session, "2026-03-02T10:30");
    scene.clock.advance(30 * MINUTE);
    assert_eq!(titles(&session).len(), 1);

    session.task_snooze(task.id, None, &Snooze::Hour).unwrap();
    scene.clock.advance(59 * MINUTE);
    assert!(titles(&session).is_empty());
    scene.clock.advance(MINUTE);
    assert_eq!(titles(&session).len(), 1);
    assert!(titles(&session).is_empty());
}

#[test]
fn done_it_keeps_silent() {
    let (scene, session) = Scene::set();
    let task = call(&session, "2026-03-02T10:30");
    session.task_done(task.id, None).unwrap();
    scene.clock.advance(20 * MINUTE);
    assert_eq!(session.next_wake().unwrap(), None);

    session.undo().unwrap();
    scene.clock.advance(20 * MINUTE);
    assert_eq!(titles(&session).len(), 1, "not done after all: it is due");
}

#[test]
fn undone_it_is_neither_lost_nor_doubled() {
    let (scene, session) = Scene::set();
    let task = call(&session, "2026-03-02T10:30");
    session.task_done(task.id, None).unwrap();
    scene.clock.advance(35 * MINUTE);
    session.undo().unwrap();
    assert_eq!(titles(&session).len(), 1, "its time came while it was done");

    session.task_done(task.id, None).unwrap();
    session.undo().unwrap();
    session.task_snooze(task.id, None, &Snooze::Hour).unwrap();
    session.undo().unwrap();
    assert!(
        titles(&session).is_empty(),
        "it has spoken for half past ten"
    );
}

#[test]
fn a_hundred_at_one_minute_all_come() {
    let (scene, session) = Scene::set();
    for _ in 0..100 {
        let _ = call(&session, "2026-03-02T11:00");
    }
    let coming = session.coming_reminders(1000, &[]).unwrap();
    let eleven = Timestamp::of(monday()).plus_ms(60 * MINUTE);
    let at_eleven = coming.iter().filter(|one| one.at == eleven).count();
    assert_eq!(at_eleven, 100, "known by time alone while locked");
    scene.clock.advance(60 * MINUTE);
    assert_eq!(titles(&session).len(), 100);
    assert!(titles(&session).is_empty());
}
