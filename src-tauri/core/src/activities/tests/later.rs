//! A conversation that was written down days later, and one that is confidential.

use super::*;
use crate::base::Clock;
use crate::records::labels::Language;
use crate::records::{Filter, Op};
use crate::session::tests::{names, query};

const DAY: i64 = 86_400_000;

fn late(session: &Session, talk: &Record) -> Value {
    let record = session.record("activity", talk.id).unwrap();
    record.get("backdated").clone()
}

#[test]
fn how_many_days_later_it_was_written_down_is_counted_by_the_days_here() {
    let (session, clock) = session();
    let id = unit(&session, "甲", None);
    // It is half past ten in Shanghai: the day began ten and a half hours ago, and not by UTC.
    let now = clock.now().0;
    let midnight = now - 21 * 1_800_000;
    let today = talk(&session, id, midnight + 60_000, &[]);
    let yesterday = talk(&session, id, midnight - 60_000, &[]);
    let before = talk(&session, id, now - 3 * DAY, &[]);
    let coming = talk(&session, id, now + 2 * DAY, &[]);
    assert_eq!(late(&session, &today), Value::Null);
    assert_eq!(late(&session, &yesterday), Value::Number(1));
    assert_eq!(late(&session, &before), Value::Number(3));
    assert_eq!(late(&session, &coming), Value::Null);
    // A table is filtered by it.
    let mut asked = query(&["content"]);
    asked.entity = "activity".into();
    asked.filter = Some(Filter::Test {
        field: "backdated".into(),
        op: Op::Ge,
        values: vec![Value::Number(2)],
    });
    assert_eq!(names(&session, asked).len(), 1);
    // It follows the day, and goes back with it.
    change(&session, &before, "at", Value::Instant(now));
    assert_eq!(late(&session, &before), Value::Null);
    session.undo().unwrap();
    assert_eq!(late(&session, &before), Value::Number(3));
    // Another field of it makes it no later.
    clock.advance(5 * DAY);
    change(&session, &today, "place", Value::text("厂里"));
    assert_eq!(late(&session, &today), Value::Null);
}

#[test]
fn what_was_brought_over_from_elsewhere_is_not_late() {
    let (session, _) = session();
    session.fill_sample(Language::Zh).unwrap();
    let all = session.records("activity", 1000).unwrap();
    assert!(!all.is_empty() && all.iter().all(|one| one.get("backdated").is_null()));
    change(
        &session,
        &all[0],
        "at",
        Value::Raw("2026-11-01 09:00".into()),
    );
    assert_eq!(late(&session, &all[0]), Value::Null);
}

#[test]
fn one_is_logged_as_confidential() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let touch = |label: Option<&str>| LogTouch {
        unit: id,
        kind: "call".into(),
        at: None,
        contacts: Vec::new(),
        content: "谈收购".into(),
        result: None,
        duration_min: None,
        label: label.map(str::to_owned),
        next_step: None,
    };
    for (said, kept) in [(None, "open"), (Some("confidential"), "confidential")] {
        let made = session.log_touch(&touch(said)).unwrap().records.remove(0);
        assert_eq!(made.get("label"), &Value::choice(kept));
    }
    assert!(session.log_touch(&touch(Some("secret"))).is_err());
}
