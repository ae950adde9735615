//! Conversations: logged in a breath, told in order, and what they leave on their units.

mod lately;
mod later;

use crate::activities::ops::{LogTouch, NextStep, TimelineItem};
use crate::base::Id;
use crate::records::Record;
use crate::records::value::{Ref, Value, Wall};
use crate::session::Session;
use crate::session::tests::{bin, change, make, session, unit};

#[test]
fn a_conversation_with_its_next_step_is_one_step() {
    let (session, clock) = session();
    let id = unit(&session, "甲", None);
    let touch = LogTouch {
        unit: id,
        kind: "call".into(),
        at: None,
        contacts: Vec::new(),
        content: "说好周二报价".into(),
        result: Some("agreed".into()),
        duration_min: Some(12),
        label: None,
        next_step: Some(NextStep {
            title: "发报价".into(),
            due: Some(Wall {
                at: "2026-11-24T09:30".into(),
                zone: "Asia/Shanghai".into(),
            }),
            remind: true,
        }),
    };
    clock.advance(1000);
    let made = session.log_touch(&touch).unwrap();
    assert_eq!(made.records.len(), 2);
    let sheet = session.unit_sheet(id).unwrap();
    assert_eq!(sheet.activities, 1);
    assert_eq!(sheet.next_task.unwrap().title, "发报价");
    assert_eq!(sheet.record.get("next_step"), &Value::text("发报价"));
    assert!(!sheet.record.get("last_touch").is_null());
    let timeline = session.timeline(id, None, 10).unwrap();
    assert!(
        matches!(&timeline.items[0], TimelineItem::Activity { record, .. }
        if record.get("content") == &Value::text("说好周二报价"))
    );
    session.undo().unwrap();
    let record = session.record("unit", id).unwrap();
    assert!(record.get("last_touch").is_null() && record.get("next_touch").is_null());
    assert!(session.next_wake().unwrap().is_none());
}

fn talk(session: &Session, unit: Id, at: i64, also: &[Id]) -> Record {
    let also = also.iter().map(|id| Ref {
        id: *id,
        label: String::new(),
    });
    let values = [
        ("unit", Value::to(unit)),
        ("units", Value::Refs(also.collect())),
        ("kind", Value::choice("call")),
        ("at", Value::Instant(at)),
        ("content", Value::text("电话")),
    ];
    make(session, "activity", values)
}

/// Every page of a timeline, one after the other.
fn pages(session: &Session, unit: Id, limit: u32) -> Vec<Vec<TimelineItem>> {
    let mut pages = Vec::new();
    let mut before = None;
    loop {
        let page = session.timeline(unit, before, limit).unwrap();
        pages.push(page.items);
        before = page.more;
        if before.is_none() {
            return pages;
        }
    }
}

fn talks(session: &Session, unit: Id) -> usize {
    let items = pages(session, unit, 30).concat();
    let talk = |item: &&TimelineItem| matches!(item, TimelineItem::Activity { .. });
    items.iter().filter(talk).count()
}

#[test]
fn every_conversation_can_be_reached_once() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let noon = 1_795_000_000_000;
    // Ten of them at one instant, where the first page would end.
    for n in 0..45 {
        let at = if (25..35).contains(&n) { 25 } else { n };
        talk(&session, id, noon - at * 60_000, &[]);
    }
    for limit in [1, 7, 15, 30, 44, 45, 46] {
        let pages = pages(&session, id, limit);
        assert!(
            pages.iter().all(|page| !page.is_empty()),
            "{limit}: no blank page"
        );
        let mut seen: Vec<(i64, Id)> = Vec::new();
        for item in pages.concat() {
            let TimelineItem::Activity { record, at } = item else {
                panic!("only conversations took place")
            };
            seen.push((at, record.id));
        }
        assert!(
            seen.is_sorted_by(|a, b| a.0 >= b.0),
            "{limit}: newest first"
        );
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 45, "{limit}");
    }
}

#[test]
fn conversations_edits_and_tasks_are_told_together() {
    let (session, clock) = session();
    let id = unit(&session, "甲", None);
    let record = session.record("unit", id).unwrap();
    for n in 0..12 {
        clock.advance(60_000);
        change(&session, &record, "owner", Value::text(format!("第{n}人")));
        let task = [("title", Value::text("回访")), ("unit", Value::to(id))];
        let task = make(&session, "task", task);
        session.task_done(task.id, None).unwrap();
        talk(&session, id, crate::base::Clock::now(&*clock).0, &[]);
    }
    for limit in [5, 12, 36] {
        let all = pages(&session, id, limit);
        assert_eq!(all.concat().len(), 36, "{limit}");
        assert!(all.iter().all(|page| !page.is_empty()));
    }
}

#[test]
fn an_amount_is_told_whatever_became_of_its_currency() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let record = session.record("unit", id).unwrap();
    for text in ["100", "200", "USD 5", ""] {
        change(&session, &record, "credit_limit", Value::Raw(text.into()));
    }
    let told: Vec<(String, String)> = pages(&session, id, 30)
        .concat()
        .into_iter()
        .map(|item| {
            let TimelineItem::Change { from, to, .. } = item else {
                panic!("only edits took place")
            };
            let text = |value: Value| match value {
                Value::Money(money) => money.to_string(),
                _ => String::new(),
            };
            (text(from), text(to))
        })
        .collect();
    let steps = [
        ("USD 5.00", ""),
        ("CNY 200.00", "USD 5.00"),
        ("CNY 100.00", "CNY 200.00"),
        ("", "CNY 100.00"),
    ];
    assert_eq!(
        told,
        steps.map(|(from, to)| (from.to_owned(), to.to_owned()))
    );
}

#[test]
fn an_entry_that_cannot_be_read_costs_its_line_alone() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let record = session.record("unit", id).unwrap();
    change(&session, &record, "credit_limit", Value::Raw("100".into()));
    change(&session, &record, "owner", Value::text("林珊"));
    session
        .vault()
        .write("test.spoil", |tx| {
            tx.sql().execute(
                "UPDATE journal_entry SET after = json_remove(after, '$.credit_limit_currency')",
                [],
            )?;
            Ok(())
        })
        .unwrap();
    let items = session.timeline(id, None, 30).unwrap().items;
    let fields: Vec<_> = items
        .iter()
        .map(|item| match item {
            TimelineItem::Change { field, .. } => field.as_str(),
            _ => "",
        })
        .collect();
    assert_eq!(fields, ["owner"]);
}

#[test]
fn a_conversation_with_several_units_stands_with_each() {
    let (session, _) = session();
    let [a, b, c] = ["甲", "乙", "丙"].map(|name| unit(&session, name, None));
    let last = |of: Id| match session.record("unit", of).unwrap().get("last_touch") {
        Value::Instant(at) => Some(*at),
        _ => None,
    };
    let seen = |of: Id| {
        let count = session.unit_sheet(of).unwrap().activities;
        assert_eq!(talks(&session, of), count as usize);
        (count, last(of))
    };
    let earlier = talk(&session, b, 1_000, &[]);
    let joint = talk(&session, a, 5_000, &[b, a]);
    assert_eq!(
        [a, b, c].map(seen),
        [(1, Some(5_000)), (2, Some(5_000)), (0, None)]
    );
    // Another time, another unit, another main unit, into the bin; and each of them back.
    change(&session, &joint, "at", Value::Instant(500));
    assert_eq!(
        [a, b, c].map(seen),
        [(1, Some(500)), (2, Some(1_000)), (0, None)]
    );
    session.undo().unwrap();
    change(
        &session,
        &joint,
        "units",
        Value::Refs(vec![Ref {
            id: c,
            label: String::new(),
        }]),
    );
    assert_eq!(
        [a, b, c].map(seen),
        [(1, Some(5_000)), (1, Some(1_000)), (1, Some(5_000))]
    );
    session.undo().unwrap();
    change(&session, &joint, "unit", Value::to(c));
    assert_eq!(
        [a, b, c].map(seen),
        [(1, Some(5_000)), (2, Some(5_000)), (1, Some(5_000))]
    );
    session.undo().unwrap();
    bin(&session, "activity", &[joint.id]);
    assert_eq!(
        [a, b, c].map(seen),
        [(0, None), (1, Some(1_000)), (0, None)]
    );
    session.undo().unwrap();
    bin(&session, "unit", &[a]);
    assert_eq!(
        [b, c].map(seen),
        [(1, Some(1_000)), (0, None)],
        "it goes with its own unit"
    );
    session.undo().unwrap();
    assert_eq!(
        [a, b, c].map(seen),
        [(1, Some(5_000)), (2, Some(5_000)), (0, None)]
    );
    // The step that made it, taken back and brought again.
    session.undo().unwrap();
    assert_eq!(
        [a, b, c].map(seen),
        [(0, None), (1, Some(1_000)), (0, None)]
    );
    session.redo().unwrap();
    assert_eq!(
        [a, b, c].map(seen),
        [(1, Some(5_000)), (2, Some(5_000)), (0, None)]
    );
    bin(&session, "activity", &[earlier.id]);
    assert_eq!(seen(b), (1, Some(5_000)));
}

#[test]
fn the_next_step_follows_its_task() {
    let (session, _) = session();
    let [a, b] = ["甲", "乙"].map(|name| unit(&session, name, None));
    let task = |title: &str, due: &str| {
        let values = [
            ("title", Value::text(title)),
            ("unit", Value::to(a)),
            ("due", Value::Raw(due.into())),
        ];
        make(&session, "task", values)
    };
    let next = |of: Id| {
        let record = session.record("unit", of).unwrap();
        let day = match record.get("next_touch") {
            Value::Wall(wall) => wall.at.clone(),
            _ => String::new(),
        };
        (
            record
                .get("next_step")
                .as_text()
                .unwrap_or_default()
                .to_owned(),
            day,
        )
    };
    let told = |step: &str, day: &str| (step.to_owned(), day.to_owned());
    let soon = task("报价", "2026-11-24");
    task("签约", "2026-12-01");
    assert_eq!(next(a), told("报价", "2026-11-24"));
    change(&session, &soon, "due", Value::Raw("2026-12-24".into()));
    assert_eq!(next(a), told("签约", "2026-12-01"));
    session.undo().unwrap();
    change(&session, &soon, "unit", Value::to(b));
    assert_eq!(
        (next(a), next(b)),
        (told("签约", "2026-12-01"), told("报价", "2026-11-24"))
    );
    session.undo().unwrap();
    assert_eq!(
        (next(a), next(b)),
        (told("报价", "2026-11-24"), told("", ""))
    );
    bin(&session, "task", &[soon.id]);
    assert_eq!(next(a), told("签约", "2026-12-01"));
    session.undo().unwrap();
    session.task_done(soon.id, None).unwrap();
    assert_eq!(next(a), told("签约", "2026-12-01"));
    session.undo().unwrap();
    assert_eq!(next(a), told("报价", "2026-11-24"));
}
