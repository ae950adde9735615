//! Time travel, the bin, merging and taking back, over a vault in memory.

mod bin;
mod files;
mod former;
mod histories;
mod merging;
mod naming;
mod takings;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use super::merge::MergeOrder;
use super::takeback::{Answers, Target, Why};
use crate::base::{Id, Timestamp};
use crate::records::journal::StepState;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{change, make, names, query, session, unit};

fn latest(session: &Session) -> i64 {
    session.steps(None, 1, None).unwrap().remove(0).seq
}

fn whole(seq: i64) -> Target {
    Target { seq, only: None }
}

/// Takes a step back with nothing answered.
fn take_back(session: &Session, seq: i64, answers: &Answers) {
    let plan = session.take_back_plan(whole(seq), answers).unwrap();
    session.take_back(whole(seq), answers, plan.moment).unwrap();
}

fn merge(session: &Session, entity: &str, winner: Id, loser: Id) -> i64 {
    let plan = session.merge_plan(entity, winner, loser).unwrap();
    let order = MergeOrder {
        entity: entity.into(),
        winner,
        loser,
        moment: plan.moment,
        takes: BTreeMap::new(),
        former: false,
    };
    session.merge(&order).unwrap();
    latest(session)
}

fn anyway(keys: &[String]) -> Answers {
    Answers {
        all: false,
        anyway: keys.iter().cloned().collect::<BTreeSet<_>>(),
    }
}

#[test]
fn a_record_is_told_as_it_stood_with_the_names_of_then() {
    let (session, clock) = session();
    let top = unit(&session, "老名字", None);
    let low = unit(&session, "下级", Some(top));
    let then = session.vault().clock().now();
    clock.advance(60_000);
    let record = session.record("unit", top).unwrap();
    change(&session, &record, "legal_name", Value::text("新名字"));
    let record = session.record("unit", low).unwrap();
    change(&session, &record, "parent", Value::Null);
    let was = session.record_at("unit", low, then).unwrap().unwrap();
    let Value::Ref(parent) = was.get("parent") else {
        panic!("{:?}", was.get("parent"));
    };
    assert_eq!((parent.id, parent.label.as_str()), (top, "老名字"));
    let before = Timestamp(then.0 - 1);
    assert!(session.record_at("unit", low, before).unwrap().is_none());
}

#[test]
fn a_table_of_then_has_the_rows_the_values_and_the_order_of_then() {
    let (session, clock) = session();
    let a = unit(&session, "甲公司", None);
    unit(&session, "乙公司", None);
    let coop = [
        ("name", Value::text("合同")),
        ("unit", Value::to(a)),
        ("amount", Value::Raw("100".into())),
    ];
    make(&session, "cooperation", coop);
    let then = session.vault().clock().now();
    clock.advance(60_000);
    unit(&session, "丙公司", None);
    let record = session.record("unit", a).unwrap();
    change(&session, &record, "legal_name", Value::text("丁公司"));
    let business = session.records("cooperation", 1).unwrap().remove(0);
    change(&session, &business, "amount", Value::Raw("900".into()));
    let past = session.as_of(then).unwrap();
    assert_eq!(names(&past, query(&["legal_name"])), ["甲公司", "乙公司"]);
    let was = past.record("unit", a).unwrap();
    let Value::Money(amount) = was.get("coop_amount") else {
        panic!("no amount");
    };
    assert_eq!(amount.minor, 10_000);
    // What is written into it is nobody's.
    assert_eq!(session.counts().unwrap()["unit"], 3);
}

#[test]
fn the_story_of_a_record_says_each_field_and_its_step() {
    let (session, _) = session();
    let id = unit(&session, "公司", None);
    let record = session.record("unit", id).unwrap();
    change(&session, &record, "code", Value::text("A-1"));
    session.undo().unwrap();
    let story = session.story("unit", id).unwrap();
    let told: Vec<_> = story
        .iter()
        .map(|chapter| (chapter.op.as_str(), chapter.state, chapter.fields.len()))
        .collect();
    assert_eq!(
        told,
        [
            ("op.edit", StepState::Undo, 1),
            ("op.edit", StepState::Undone, 1),
            ("op.create", StepState::Done, 3)
        ]
    );
    assert_eq!(story[1].fields[0].field, "code");
    assert_eq!(story[1].fields[0].before, Value::Null);
    assert_eq!(story[1].fields[0].after, Value::text("A-1"));
}

#[test]
fn a_value_put_back_is_a_step_that_can_be_undone() {
    let (session, _) = session();
    let id = unit(&session, "公司", None);
    let record = session.record("unit", id).unwrap();
    change(&session, &record, "website", Value::text("https://a.cn"));
    let record = session.record("unit", id).unwrap();
    change(&session, &record, "website", Value::text("https://b.cn"));
    let was = session.story("unit", id).unwrap()[0].fields[0]
        .before
        .clone();
    let rev = session.record("unit", id).unwrap().rev;
    let values = BTreeMap::from([("website".to_owned(), was)]);
    session.put_back("unit", id, rev, &values).unwrap();
    let now = || session.record("unit", id).unwrap().get("website").clone();
    assert_eq!(now(), Value::text("https://a.cn"));
    assert_eq!(
        session.history_state().unwrap().undo.unwrap(),
        "op.put_back"
    );
    session.undo().unwrap();
    assert_eq!(now(), Value::text("https://b.cn"));
}

#[test]
fn the_steps_say_what_they_touched_and_what_became_of_them() {
    let (session, _) = session();
    unit(&session, "甲", None);
    unit(&session, "乙", None);
    session.undo().unwrap();
    let steps = session.steps(None, 10, None).unwrap();
    assert_eq!(steps.len(), 2);
    assert_eq!(steps[0].state, StepState::Undone);
    assert_eq!(steps[1].titles, ["甲"]);
    assert_eq!(steps[1].touched["unit"], 1);
    let refused = session.take_back_plan(whole(steps[0].seq), &Answers::default());
    assert!(refused.unwrap_err().key().contains("step_undone"));
}
