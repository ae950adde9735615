//! Words and their values, ages and clocks, coverage against its own explanation, second persons.

mod doubts;
mod entry;
mod limits;
mod representative;
mod second;
mod weights;
mod why;

use std::sync::Arc;

use proptest::prelude::*;

use super::coverage::RENEWALS;
use super::ops::{FieldAt, Said};
use super::policy::{self, DAY, Since};
use crate::base::{Clock, FixedClock, Id, Kind, Report, Timestamp};
use crate::exchange::ImportSession;
use crate::fields::FieldShape;
use crate::history::merge::{MergeOrder, Take};
use crate::history::takeback::{Answers, Target};
use crate::mail::urge::LeftOut;
use crate::records::labels::Language;
use crate::records::value::{FieldKind, Value};
use crate::records::{ChangeSet, Filter, Op, Query, Record, RecordChange, Sort};
use crate::session::Session;
use crate::session::tests::{bin, change, make, names, query, session, unit};

fn raw(text: &str) -> Value {
    Value::Raw(text.to_owned())
}

fn at(record: &Record, field: &str) -> FieldAt {
    FieldAt {
        entity: record.entity.clone(),
        id: record.id,
        field: field.to_owned(),
    }
}

fn firm(session: &Session) -> Record {
    let values = [
        ("legal_name", Value::text("华衡检测")),
        ("phones", raw("021-58881234")),
        ("address", raw("世纪大道 100 号")),
    ];
    make(session, "unit", values)
}

fn mark(session: &Session, record: &Record, field: &str) -> super::ages::FieldMark {
    let known = session.record_quality(&record.entity, record.id).unwrap();
    let found = known.marks.into_iter().find(|mark| mark.field == field);
    found.unwrap()
}

fn verified(session: &Session, record: &Record, field: &str) -> bool {
    mark(session, record, field).word.verified_at.is_some()
}

fn verify(session: &Session, record: &Record, field: &str) {
    session
        .verify(&[at(record, field)], Some("前台"), None)
        .unwrap();
}

fn days(clock: &FixedClock, n: i64) {
    clock.set(Timestamp(clock.now().0 + n * DAY));
}

/// Every unit's and contact's columns are what is worked out of them alone, and a score is the sum of
/// its points.
fn hold_true(session: &Session) {
    for record in session.records("unit", 1000).unwrap() {
        let known = session.record_quality("unit", record.id).unwrap();
        let coverage = known.coverage.unwrap();
        assert_eq!(
            record.get("coverage"),
            &Value::Number(coverage.score),
            "{:?}",
            record.values
        );
        let sum = |had: bool| -> i64 {
            let points = coverage.points.iter();
            points
                .filter(|point| point.had == Some(had))
                .map(|point| point.points)
                .sum()
        };
        assert_eq!(sum(true), coverage.score);
        assert_eq!(sum(true) + sum(false), 100);
    }
    for entity in ["unit", "contact"] {
        for record in session.records(entity, 1000).unwrap() {
            let marks = session.record_quality(entity, record.id).unwrap().marks;
            let due = marks
                .iter()
                .filter(|mark| !record.get(&mark.field).is_null())
                .filter_map(|mark| Some(mark.since + i64::from(mark.stale_after?) * DAY))
                .min();
            let kept = match record.get("stale_at") {
                Value::Instant(at) => Some(*at),
                _ => None,
            };
            assert_eq!(kept, due, "{entity} {:?}", record.values);
        }
    }
}

#[test]
fn a_word_goes_with_its_value_and_comes_back_with_it() {
    let (session, clock) = session();
    let firm = firm(&session);
    days(&clock, 10);
    verify(&session, &firm, "phones");
    verify(&session, &firm, "address");
    let then = clock.now();
    assert_eq!(mark(&session, &firm, "phones").age, 0);
    days(&clock, 5);
    change(&session, &firm, "phones", raw("021-60001000"));
    let word = mark(&session, &firm, "phones").word;
    assert_eq!((word.verified_at, word.source), (None, None));
    assert!(verified(&session, &firm, "address"));
    hold_true(&session);
    session.undo().unwrap();
    assert!(verified(&session, &firm, "phones"));
    // The value is as old as its word, not as young as the undo.
    assert_eq!(mark(&session, &firm, "phones").age, 5);
    hold_true(&session);
    session.redo().unwrap();
    assert!(!verified(&session, &firm, "phones"));
    let past = session.as_of(then).unwrap();
    assert!(verified(&past, &firm, "phones"));
    hold_true(&past);
    session.undo().unwrap();
    session.undo().unwrap();
    assert!(!verified(&session, &firm, "address"));
    session.undo().unwrap();
    assert!(!verified(&session, &firm, "phones"));
    hold_true(&session);
}

#[test]
fn an_unchanged_value_keeps_its_word() {
    let (session, _) = session();
    let firm = firm(&session);
    verify(&session, &firm, "phones");
    change(&session, &firm, "phones", raw("021-58881234"));
    change(&session, &firm, "description", raw("老客户"));
    assert!(verified(&session, &firm, "phones"));
}

#[test]
fn what_is_said_is_read_as_typed_and_says_how_old_a_value_is() {
    let (session, clock) = session();
    let firm = firm(&session);
    let said = Said {
        source: Some(" 名片 ".into()),
        certainty: Some("doubtful".into()),
        entered: Some("2025-11-22".into()),
        note: None,
    };
    session.say_provenance(&at(&firm, "phones"), &said).unwrap();
    let known = mark(&session, &firm, "phones");
    assert_eq!(known.word.source.as_deref(), Some("名片"));
    assert_eq!(known.word.certainty.as_deref(), Some("doubtful"));
    // A year old, though it was typed today.
    assert_eq!(known.age, 365);
    assert!(known.stale);
    hold_true(&session);
    verify(&session, &firm, "phones");
    assert_eq!(mark(&session, &firm, "phones").age, 0);
    let wrong = Said {
        certainty: Some("maybe".into()),
        ..Said::default()
    };
    let refused = session.say_provenance(&at(&firm, "phones"), &wrong);
    assert_eq!(refused.unwrap_err().kind(), Kind::Invalid);
    days(&clock, 1);
    hold_true(&session);
}

#[test]
fn a_clock_set_back_makes_nothing_older_than_it_is() {
    let (session, clock) = session();
    let firm = firm(&session);
    verify(&session, &firm, "phones");
    assert!(session.renew_coverage().unwrap());
    days(&clock, -400);
    let known = mark(&session, &firm, "phones");
    assert_eq!((known.age, known.stale), (0, false));
    assert!(session.renew_coverage().unwrap());
    hold_true(&session);
    change(&session, &firm, "phones", raw("021-60001000"));
    verify(&session, &firm, "phones");
    assert!(
        session
            .review()
            .unwrap()
            .items
            .iter()
            .all(|item| item.field.is_none())
    );
    hold_true(&session);
    days(&clock, 800);
    assert!(session.renew_coverage().unwrap());
    assert!(mark(&session, &firm, "phones").stale);
    hold_true(&session);
}

#[test]
fn what_is_in_the_bin_is_nobodys_work_and_comes_back_as_it_was() {
    let (session, clock) = session();
    let firm = firm(&session);
    verify(&session, &firm, "phones");
    days(&clock, 400);
    session.renew_coverage().unwrap();
    assert!(!session.review().unwrap().items.is_empty());
    bin(&session, "unit", &[firm.id]);
    let review = session.review().unwrap();
    assert!(review.items.is_empty());
    assert_eq!((review.stale, review.thin), (0, 0));
    let refused = session.verify(&[at(&firm, "phones")], None, None);
    assert_eq!(refused.unwrap_err().kind(), Kind::NotFound);
    session.undo().unwrap();
    assert!(verified(&session, &firm, "phones"));
    assert!(!session.review().unwrap().items.is_empty());
    hold_true(&session);
}

#[test]
fn who_decides_is_known_as_long_as_they_are_in_office() {
    let (session, clock) = session();
    let [top, firm] = ["甲集团", "甲公司"]
        .map(|name| make(&session, "unit", [("legal_name", Value::text(name))]));
    let known = || {
        let quality = session.record_quality("unit", firm.id).unwrap();
        let points = quality.coverage.unwrap().points;
        let decider = points.iter().find(|point| point.key == "decider");
        decider.unwrap().had == Some(true)
    };
    let person = make(&session, "contact", [("full_name", Value::text("张伟"))]);
    let part = |whose: (&'static str, Id)| {
        let values = [
            (whose.0, Value::to(whose.1)),
            ("unit", Value::to(firm.id)),
            ("role", Value::choice("decider")),
        ];
        make(&session, "stance", values)
    };
    let post = |unit: Id, seat: Option<Id>| {
        let values = [
            ("contact", Value::to(person.id)),
            ("unit", Value::to(unit)),
            ("seat", seat.map_or(Value::Null, Value::to)),
        ];
        make(&session, "post", values)
    };
    let stance = part(("contact", person.id));
    assert!(!known(), "nobody knows them in any post");
    hold_true(&session);
    // From above in the group they decide here as well.
    let above = post(top.id, None);
    assert!(known());
    hold_true(&session);
    change(&session, &above, "end", raw("2026-11-20"));
    assert!(!known());
    hold_true(&session);
    let here = post(firm.id, None);
    assert!(known());
    hold_true(&session);
    change(&session, &person, "left", Value::Bool(true));
    assert!(!known());
    hold_true(&session);
    session.undo().unwrap();
    assert!(known());
    // Whose post here is over decides here no more, wherever else they are by now.
    change(&session, &here, "end", raw("2026-11-30"));
    let other = make(&session, "unit", [("legal_name", Value::text("乙公司"))]);
    post(other.id, None);
    assert!(known());
    hold_true(&session);
    days(&clock, 30);
    session.renew_coverage().unwrap();
    assert!(!known());
    hold_true(&session);
    // A seat decides as long as somebody holds it.
    bin(&session, "stance", &[stance.id]);
    let values = [
        ("unit", Value::to(firm.id)),
        ("name", Value::text("总裁席")),
    ];
    let seat = make(&session, "seat", values);
    part(("seat", seat.id));
    assert!(!known());
    hold_true(&session);
    let holder = post(firm.id, Some(seat.id));
    assert!(known());
    hold_true(&session);
    change(&session, &holder, "seat", Value::Null);
    assert!(!known());
    hold_true(&session);
}

#[test]
fn nobody_is_asked_about_who_left() {
    let (session, clock) = session();
    let values = [
        ("full_name", Value::text("张伟")),
        ("phones", raw("13800138000")),
    ];
    let person = make(&session, "contact", values);
    days(&clock, 800);
    session.renew_coverage().unwrap();
    assert_eq!(session.review().unwrap().stale, 1);
    assert!(session.limits().unwrap().filled > 0);
    change(&session, &person, "left", Value::Bool(true));
    let review = session.review().unwrap();
    assert_eq!((review.stale, review.items.len()), (0, 0));
    assert_eq!(session.limits().unwrap().filled, 0);
    session.undo().unwrap();
    assert_eq!(session.review().unwrap().stale, 1);
}

fn merge(session: &Session, winner: Id, loser: Id, takes: &[(&str, Take)]) {
    let moment = session.merge_plan("unit", winner, loser).unwrap().moment;
    let takes = takes.iter().map(|(key, take)| ((*key).to_owned(), *take));
    let order = MergeOrder {
        entity: "unit".into(),
        winner,
        loser,
        moment,
        takes: takes.collect(),
        former: false,
    };
    session.merge(&order).unwrap();
}

#[test]
fn words_go_along_in_a_merge_and_part_again() {
    let (session, clock) = session();
    let values = [
        ("legal_name", Value::text("甲")),
        ("website", raw("a.example.com")),
        ("legal_rep", raw("王一")),
        ("address", raw("同一处")),
    ];
    let stays = make(&session, "unit", values);
    let values = [
        ("legal_name", Value::text("乙")),
        ("phones", raw("021-58881234")),
        ("legal_rep", raw("李二")),
        ("address", raw("同一处")),
    ];
    let goes = make(&session, "unit", values);
    verify(&session, &stays, "website");
    verify(&session, &stays, "legal_rep");
    days(&clock, 1);
    verify(&session, &goes, "phones");
    verify(&session, &goes, "address");
    merge(&session, stays.id, goes.id, &[("legal_rep", Take::Loser)]);
    let step = session.merged(stays.id).unwrap().remove(0).step;
    // Taken over with its word; the same value verified by the other; its own; replaced without one.
    for (field, is) in [
        ("phones", true),
        ("address", true),
        ("website", true),
        ("legal_rep", false),
    ] {
        assert_eq!(verified(&session, &stays, field), is, "{field}");
    }
    hold_true(&session);
    session.undo().unwrap();
    assert!(verified(&session, &stays, "legal_rep"));
    assert!(verified(&session, &goes, "phones"));
    session.redo().unwrap();
    assert!(verified(&session, &stays, "phones"));
    let target = Target {
        seq: step,
        only: None,
    };
    let plan = session.take_back_plan(target, &Answers::default()).unwrap();
    session
        .take_back(target, &Answers::default(), plan.moment)
        .unwrap();
    assert!(verified(&session, &stays, "legal_rep"));
    assert!(verified(&session, &goes, "phones"));
    let known = session.record_quality("unit", stays.id).unwrap();
    assert!(known.marks.iter().all(|mark| mark.field != "phones"));
    hold_true(&session);
}

#[test]
fn a_field_of_ones_own_grows_old_counts_and_is_verified() {
    let (session, clock) = session();
    let shape = FieldShape {
        label: "年采购量".into(),
        section: "general".into(),
        importance: 5,
        stale_after_days: Some(30),
        ..FieldShape::default()
    };
    let firm = firm(&session);
    let before = session.record("unit", firm.id).unwrap();
    let key = session
        .define_field("unit", FieldKind::Text, None, &shape, &[])
        .unwrap();
    hold_true(&session);
    let key: &'static str = Box::leak(key.into_boxed_str());
    change(&session, &firm, key, raw("三千套"));
    hold_true(&session);
    let after = session.record("unit", firm.id).unwrap();
    let score = |record: &Record| match record.get("coverage") {
        Value::Number(score) => *score,
        _ => -1,
    };
    assert!(score(&after) > score(&before));
    days(&clock, 31);
    session.renew_coverage().unwrap();
    assert!(mark(&session, &firm, key).stale);
    verify(&session, &firm, key);
    assert!(!mark(&session, &firm, key).stale);
    hold_true(&session);
    change(&session, &firm, key, raw("五千套"));
    assert!(!verified(&session, &firm, key));
    // Its days are part of its definition: saying others is undone like any other.
    session.set_field_rule("unit", key, Some(0), true).unwrap();
    assert_eq!(mark(&session, &firm, key).stale_after, None);
    hold_true(&session);
    session.undo().unwrap();
    assert_eq!(mark(&session, &firm, key).stale_after, Some(30));
    hold_true(&session);
    // That a second person looks says nothing of the days.
    session.set_field_rule("unit", key, None, true).unwrap();
    assert_eq!(mark(&session, &firm, key).stale_after, Some(30));
    hold_true(&session);
}

#[test]
fn what_must_hold_something_and_does_not_is_missed_in_coverage() {
    let (session, _) = session();
    let firm = firm(&session);
    let coverage = || {
        session
            .record("unit", firm.id)
            .unwrap()
            .get("coverage")
            .clone()
    };
    let score = || match coverage() {
        Value::Number(score) => score,
        other => panic!("{other:?}"),
    };
    let mut shape = FieldShape {
        label: "投标编号".into(),
        ..FieldShape::default()
    };
    let key = session
        .define_field("unit", FieldKind::Text, None, &shape, &[])
        .unwrap();
    let without = score();
    shape.required = true;
    session.edit_field("unit", &key, &shape).unwrap();
    hold_true(&session);
    let told = session.record_quality("unit", firm.id).unwrap().coverage;
    let told = told.unwrap().points;
    let missed = told.iter().find(|one| one.key == key);
    assert_eq!(missed.map(|one| one.had), Some(Some(false)), "{told:?}");
    let key: &'static str = Box::leak(key.into_boxed_str());
    change(&session, &firm, key, raw("TB-1"));
    assert!(score() >= without);
    hold_true(&session);
    shape.required = false;
    session.edit_field("unit", key, &shape).unwrap();
    assert_eq!(score(), without);
    hold_true(&session);
}

#[test]
fn whatever_bears_upon_it_coverage_keeps_up() {
    let (session, clock) = session();
    let firm = firm(&session);
    let other = unit(&session, "别处", None);
    let of = |unit: Id| ("unit", Value::to(unit));
    let person = make(&session, "contact", [("full_name", Value::text("张三"))]);
    let post = make(
        &session,
        "post",
        [("contact", Value::to(person.id)), of(firm.id)],
    );
    hold_true(&session);
    let second = make(&session, "contact", [("full_name", Value::text("李四"))]);
    let beside = [("contact", Value::to(second.id)), of(firm.id)];
    make(&session, "post", beside);
    hold_true(&session);
    change(&session, &second, "left", Value::Bool(true));
    hold_true(&session);
    let business = [
        of(firm.id),
        ("name", Value::text("合作")),
        ("end", raw("2027-12-31")),
    ];
    let business = make(&session, "cooperation", business);
    hold_true(&session);
    change(&session, &business, "amount", raw("5万"));
    hold_true(&session);
    change(&session, &person, "emails", raw("zhang@example.com"));
    hold_true(&session);
    let stance = [
        ("contact", Value::to(person.id)),
        ("role", Value::choice("decider")),
    ];
    let stance = make(&session, "stance", stance);
    hold_true(&session);
    change(&session, &stance, "role", Value::choice("user"));
    hold_true(&session);
    change(&session, &firm, "status", Value::choice("active"));
    let contract = [
        ("name", Value::text("年度")),
        of(firm.id),
        ("amount", raw("10万")),
    ];
    let contract = make(&session, "contract", contract);
    change(&session, &contract, "end", raw("2027-12-31"));
    hold_true(&session);
    change(&session, &contract, "unit", Value::to(other));
    let official = [
        of(firm.id),
        ("scheme", Value::choice("other")),
        ("value", raw("12345")),
    ];
    let official = make(&session, "official_id", official);
    let task = [
        ("title", Value::text("电话")),
        of(firm.id),
        ("due", raw("2026-12-01")),
    ];
    make(&session, "task", task);
    let talk = [
        of(firm.id),
        ("content", raw("谈过")),
        ("at", raw("2026-11-20")),
        ("kind", Value::choice("call")),
    ];
    make(&session, "activity", talk);
    hold_true(&session);
    bin(&session, "official_id", &[official.id]);
    bin(&session, "post", &[post.id]);
    hold_true(&session);
    bin(&session, "contact", &[person.id]);
    hold_true(&session);
    days(&clock, 91);
    session.renew_coverage().unwrap();
    hold_true(&session);
    while session.history_state().unwrap().undo.is_some() {
        session.undo().unwrap();
        hold_true(&session);
    }
    while session.history_state().unwrap().redo.is_some() {
        session.redo().unwrap();
    }
    hold_true(&session);
}

#[test]
fn how_many_fields_are_out_of_date_is_counted_and_keeps_up() {
    let (session, clock) = session();
    let firm = firm(&session);
    let count =
        |session: &Session| match session.record("unit", firm.id).unwrap().get("stale_count") {
            Value::Number(n) => *n,
            other => panic!("{other:?}"),
        };
    let holds = |session: &Session| {
        let marks = session.record_quality("unit", firm.id).unwrap().marks;
        let stale = marks.iter().filter(|mark| mark.stale).count();
        assert_eq!(count(session), i64::try_from(stale).unwrap());
    };
    assert_eq!(count(&session), 0);
    let mut seen = std::collections::BTreeSet::new();
    // Each of them grows old in its own time, one never edited as well as one that was.
    for round in 0..12 {
        days(&clock, 70);
        session.renew_coverage().unwrap();
        holds(&session);
        seen.insert(count(&session));
        if round == 6 {
            verify(&session, &firm, "phones");
            holds(&session);
            change(&session, &firm, "address", raw("文三路 1 号"));
            holds(&session);
        }
    }
    assert!(seen.len() > 2, "{seen:?}");
    let mut asked = query(&["legal_name"]);
    asked.filter = Some(Filter::Test {
        field: "stale_count".into(),
        op: Op::Gt,
        values: vec![Value::Number(0)],
    });
    assert_eq!(names(&session, asked).len(), 1);
}

#[test]
fn a_day_changes_what_time_alone_changes_and_nothing_else() {
    let (session, clock) = session();
    let firm = firm(&session);
    let talk = [
        ("unit", Value::to(firm.id)),
        ("content", raw("谈过")),
        ("at", raw("2026-11-20")),
        ("kind", Value::choice("call")),
    ];
    make(&session, "activity", talk);
    unit(&session, "无人问津", None);
    assert!(session.renew_coverage().unwrap());
    assert!(!session.renew_coverage().unwrap());
    let touched = |session: &Session| {
        let told = Arc::new(std::sync::Mutex::new(0));
        let hears = Arc::clone(&told);
        session.listen(move |changed| *hears.lock().unwrap() += changed.changes.len());
        session.renew_coverage().unwrap();
        *told.lock().unwrap()
    };
    days(&clock, 1);
    assert_eq!(touched(&session), 0);
    // The conversation of ninety days ago no longer counts.
    days(&clock, 91);
    assert_eq!(touched(&session), 1);
    hold_true(&session);
}

#[test]
fn a_second_person_looks_at_what_is_marked() {
    let (session, _) = session();
    session
        .set_field_rule("bank_account", "number", None, true)
        .unwrap();
    session.set_field_rule("unit", "uscc", None, true).unwrap();
    let firm = firm(&session);
    assert!(session.review().unwrap().unchecked.is_empty());
    change(&session, &firm, "uscc", raw("91350100M000100Y43"));
    change(&session, &firm, "description", raw("别的"));
    let account = [
        ("unit", Value::to(firm.id)),
        ("number", raw("6222020200112233")),
    ];
    let account = make(&session, "bank_account", account);
    let waits = session.review().unwrap().unchecked;
    let fields: Vec<_> = waits.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["number", "uscc"]);
    assert_eq!(waits[1].was, Value::Null);
    let nobody = session.check(&[at(&account, "number")], "  ");
    assert_eq!(nobody.unwrap_err().kind(), Kind::Invalid);
    session.set_own_name("陈录").unwrap();
    session.check(&[at(&account, "number")], "李审").unwrap();
    let review = session.review().unwrap();
    assert_eq!(review.unchecked.len(), 1);
    assert_eq!(review.reviewers, ["李审"]);
    let word = mark(&session, &account, "number").word;
    assert_eq!(word.checked_by.as_deref(), Some("李审"));
    let again = session.check(&[at(&account, "number")], "李审");
    assert_eq!(again.unwrap_err().kind(), Kind::Conflict);
    // Changed after that, it waits anew; and the change undone is no change to look at.
    change(&session, &account, "number", raw("6222020200112299"));
    assert_eq!(session.review().unwrap().unchecked.len(), 2);
    assert_eq!(
        session.review().unwrap().unchecked[0].was,
        Value::text("6222020200112233")
    );
    session.undo().unwrap();
    assert_eq!(session.review().unwrap().unchecked.len(), 1);
    let word = mark(&session, &account, "number").word;
    assert_eq!(word.checked_by.as_deref(), Some("李审"));
    // Verified is not checked: the same person may have done both.
    verify(&session, &firm, "uscc");
    assert_eq!(session.review().unwrap().unchecked.len(), 1);
    session.check(&[at(&firm, "uscc")], "李审").unwrap();
    change(&session, &firm, "uscc", Value::Null);
    let word = mark(&session, &firm, "uscc").word;
    assert_eq!((word.verified_at, word.checked_at), (None, None));
    assert_eq!(session.review().unwrap().unchecked.len(), 1);
    bin(&session, "unit", &[firm.id]);
    assert!(session.review().unwrap().unchecked.is_empty());
}

#[test]
fn the_review_begins_with_who_matters_and_loses_what_is_done() {
    let (session, clock) = session();
    let mut firms = Vec::new();
    for (name, level) in [("小客户", "d"), ("大客户", "a"), ("中客户", "b")] {
        let values = [
            ("legal_name", Value::text(name)),
            ("level", Value::choice(level)),
            ("phones", raw("021-58881234")),
        ];
        firms.push(make(&session, "unit", values));
    }
    days(&clock, 200);
    session.renew_coverage().unwrap();
    let stale = |session: &Session| -> Vec<String> {
        let items = session.review().unwrap().items;
        let stale = items.into_iter().filter(|item| item.field.is_some());
        stale.map(|item| item.about.label).collect()
    };
    assert_eq!(stale(&session), ["大客户", "中客户", "小客户"]);
    assert_eq!(session.review().unwrap().stale, 3);
    verify(&session, &firms[1], "phones");
    session.review_later(&at(&firms[2], "phones"), 7).unwrap();
    assert_eq!(stale(&session), ["小客户"]);
    let thin = |session: &Session| {
        let items = session.review().unwrap().items;
        items
            .into_iter()
            .filter(|item| item.field.is_none())
            .count()
    };
    assert_eq!(thin(&session), 3);
    session.review_later(&at(&firms[0], "coverage"), 7).unwrap();
    assert_eq!(thin(&session), 2);
    days(&clock, 7);
    assert_eq!(stale(&session), ["中客户", "小客户"]);
    assert_eq!(thin(&session), 3);
    change(&session, &firms[2], "phones", raw("021-60001000"));
    assert_eq!(stale(&session), ["小客户"]);
    hold_true(&session);
}

#[test]
fn the_next_questions_are_the_largest_gaps_and_the_stalest_values() {
    let (session, clock) = session();
    let firm = firm(&session);
    let asked = |session: &Session| -> Vec<String> {
        let known = session.record_quality("unit", firm.id).unwrap();
        let keys = known.questions.into_iter();
        keys.map(|one| one.field.unwrap_or(one.key)).collect()
    };
    assert_eq!(asked(&session), ["decider", "people", "next_step"]);
    days(&clock, 900);
    assert_eq!(asked(&session), ["decider", "phones", "people"]);
    verify(&session, &firm, "phones");
    assert_eq!(asked(&session), ["decider", "people", "next_step"]);
}

#[test]
fn tables_sort_and_filter_by_coverage() {
    let (session, _) = session();
    unit(&session, "乙", None);
    firm(&session);
    let sorted = Query {
        sort: vec![Sort {
            field: "coverage".into(),
            descending: true,
        }],
        ..query(&["legal_name"])
    };
    assert_eq!(names(&session, sorted), ["华衡检测", "乙"]);
    let thin = Query {
        filter: Some(Filter::Test {
            field: "stale_at".into(),
            op: Op::NotEmpty,
            values: Vec::new(),
        }),
        ..query(&["legal_name"])
    };
    assert_eq!(names(&session, thin), ["华衡检测"]);
}

fn renewals(work: impl FnOnce()) -> u32 {
    RENEWALS.with(|n| n.set(0));
    work();
    RENEWALS.with(std::cell::Cell::get)
}

/// As many new units, in one step.
fn many(session: &Session, n: usize) -> Vec<Record> {
    let set = ChangeSet {
        label: "op.paste".into(),
        changes: (0..n)
            .map(|at| RecordChange::Create {
                entity: "unit".into(),
                id: None,
                asked: false,
                values: [
                    ("legal_name".to_owned(), Value::text(format!("公司{at}"))),
                    ("phones".to_owned(), raw("021-58881234")),
                ]
                .into(),
            })
            .collect(),
    };
    session.apply(&set).unwrap().records
}

#[test]
fn coverage_is_filled_in_by_the_set_and_only_where_something_bears_upon_it() {
    let (session, _) = session();
    assert_eq!(renewals(|| drop(many(&session, 3))), 1);
    let mut made = Vec::new();
    assert_eq!(renewals(|| made = many(&session, 300)), 1);
    let firm = &made[7];
    let words = || -> i64 {
        let vault = session.vault();
        vault
            .read(|read| {
                Ok(read
                    .sql()
                    .query_row("SELECT count(*) FROM provenance", [], |row| row.get(0))?)
            })
            .unwrap()
    };
    assert_eq!(words(), 0);
    assert_eq!(
        renewals(|| change(&session, firm, "description", raw("老客户"))),
        0
    );
    assert_eq!(
        renewals(|| change(&session, firm, "parent", Value::to(made[8].id))),
        0
    );
    let told = [
        ("unit", Value::to(firm.id)),
        ("title", Value::text("某日再说")),
    ];
    assert_eq!(renewals(|| drop(make(&session, "task", told))), 0);
    assert_eq!(renewals(|| change(&session, firm, "owner", raw("陈"))), 1);
    let verified: Vec<FieldAt> = made.iter().map(|one| at(one, "phones")).collect();
    assert_eq!(
        renewals(|| session.verify(&verified, None, None).unwrap()),
        1
    );
    assert_eq!(renewals(|| drop(session.undo().unwrap())), 1);
    hold_true(&session);
}

fn import(session: &Session, text: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("客户.csv");
    std::fs::write(&path, text).unwrap();
    let silent = Report::silent();
    let catalog = session.catalog();
    let mut import = ImportSession::open(&path, 1, &catalog, Language::Zh, &silent).unwrap();
    let layout = import.layout(0, None).unwrap();
    import.plan(session.vault(), layout, &silent).unwrap();
    import.perform(session.vault(), &silent).unwrap();
}

#[test]
fn what_a_sheet_brings_was_looked_at_and_what_it_changes_was_not() {
    let (session, _) = session();
    session
        .set_field_rule("unit", "address", None, true)
        .unwrap();
    import(
        &session,
        "客户编号,客户名称,地址\nK1,甲公司,世纪大道一号\nK2,乙公司,世纪大道二号\n",
    );
    assert_eq!(session.records("unit", 9).unwrap().len(), 2);
    assert!(session.review().unwrap().unchecked.is_empty());
    hold_true(&session);
    let firm = session.records("unit", 1).unwrap().remove(0);
    verify(&session, &firm, "address");
    import(&session, "客户编号,客户名称,地址\nK1,甲公司,人民路三号\n");
    let waits = session.review().unwrap().unchecked;
    assert_eq!(waits.len(), 1);
    assert_eq!(waits[0].was, Value::text("世纪大道一号"));
    assert!(!verified(&session, &firm, "address"));
    hold_true(&session);
}

#[test]
fn points_come_to_the_score() {
    assert_eq!(
        policy::ASPECTS.iter().map(|one| one.weight).sum::<u16>(),
        100
    );
    assert_eq!(policy::score(&[]), 0);
    assert_eq!(policy::points(&[(5, None)]), [0]);
    assert_eq!(
        policy::points(&[(1, Some(true)), (1, Some(true)), (1, Some(false))]),
        [34, 33, 33]
    );
}

#[test]
fn who_says_since_when_knows_better_than_the_journal() {
    let typed = Since {
        created: 10 * DAY,
        changed: Some(20 * DAY),
        ..Since::default()
    };
    assert_eq!(typed.age(25 * DAY), 5);
    assert_eq!(typed.age(0), 0);
    let old = Since {
        entered: Some(DAY),
        ..typed
    };
    assert_eq!(old.age(25 * DAY), 24);
    let again = Since {
        verified: Some(24 * DAY),
        ..old
    };
    assert_eq!(again.age(25 * DAY), 1);
    assert!(policy::is_stale(180, Some(180)));
    assert!(!policy::is_stale(179, Some(180)));
    assert!(!policy::is_stale(9000, None));
}

#[test]
fn worth_counts_before_age_and_nothing_overflows() {
    let great = policy::worth(Some("a"), Some(i64::MAX));
    let small = policy::worth(None, Some(-5));
    assert!(
        policy::pressing_stale(great, 0, 365) > policy::pressing_stale(small, i64::MAX / 200, 1)
    );
    assert!(policy::pressing_thin(great, -5) > policy::pressing_thin(small, 0));
}

proptest! {
    #[test]
    fn any_states_are_explained_to_the_point(
        states in prop::collection::vec((1_u16..40, prop::option::of(any::<bool>())), 0..24)
    ) {
        let score = policy::score(&states);
        let points = policy::points(&states);
        let sum = |had: bool| -> i64 {
            states.iter().zip(&points)
                .filter(|((_, state), _)| *state == Some(had))
                .map(|(_, points)| points)
                .sum()
        };
        prop_assert!((0..=100).contains(&score));
        if states.iter().any(|(_, state)| state.is_some()) {
            prop_assert_eq!(sum(true), score);
            prop_assert_eq!(sum(true) + sum(false), 100);
        }
        prop_assert!(points.iter().all(|points| *points >= 0));
    }
}

#[test]
fn a_colleague_is_asked_about_what_is_old_and_missing_at_customers_that_are_theirs() {
    let (session, clock) = session();
    for (name, owner, label) in [
        ("华衡检测", "周立", "internal"),
        ("鲲鹏重工", "周立", "confidential"),
        ("青禾食品", "何婉清", "internal"),
        ("远澜航运", "", "internal"),
    ] {
        let values = [
            ("legal_name", Value::text(name)),
            ("phones", raw("021-58881234")),
            ("owner", Value::text(owner)),
            ("label", Value::choice(label)),
        ];
        make(&session, "unit", values);
    }
    let firm = session.records("unit", 9).unwrap();
    let firm = firm
        .iter()
        .find(|unit| unit.get("legal_name") == &Value::text("华衡检测"));
    let values = [
        ("full_name", Value::text("林红")),
        ("phones", raw("13800000001")),
    ];
    let person = make(&session, "contact", values);
    let values = [
        ("contact", Value::to(person.id)),
        ("unit", Value::to(firm.unwrap().id)),
        ("is_primary", Value::Bool(true)),
    ];
    make(&session, "post", values);
    days(&clock, 4_000);
    // As many as the letter names.
    let asked = |owner: &str| {
        let all = session.colleagues().unwrap();
        let one = all.into_iter().find(|one| one.owner == owner);
        one.map(|one| one.customers)
    };
    assert_eq!((asked("周立"), asked("何婉清")), (Some(1), Some(1)));

    let letter = session.urge("周立", Language::Zh, 16_000).unwrap();
    let secret = LeftOut {
        confidential: 1,
        ..LeftOut::default()
    };
    assert_eq!((letter.customers, letter.left_out), (1, secret));
    assert!(!letter.body.contains("鲲鹏"), "{}", letter.body);
    assert!(
        letter.body.contains("1. 华衡检测\n   需核实："),
        "{}",
        letter.body
    );
    assert!(letter.body.contains("林红的"), "{}", letter.body);
    assert!(letter.body.contains("还缺："), "{}", letter.body);
    let english = session.urge("周立", Language::En, 16_000).unwrap();
    assert_eq!(english.subject, "Customers to look over: 1");

    // Nor where only one of its people is to be verified.
    let units = session.records("unit", 9).unwrap();
    let hidden = units
        .iter()
        .find(|unit| unit.get("legal_name") == &Value::text("鲲鹏重工"));
    let hidden = hidden.unwrap();
    session.verify(&[at(hidden, "phones")], None, None).unwrap();
    let values = [
        ("full_name", Value::text("徐斌")),
        ("phones", raw("13800000002")),
    ];
    let person = make(&session, "contact", values);
    let values = [
        ("contact", Value::to(person.id)),
        ("unit", Value::to(hidden.id)),
        ("is_primary", Value::Bool(true)),
    ];
    make(&session, "post", values);
    days(&clock, 4_000);
    session.verify(&[at(hidden, "phones")], None, None).unwrap();
    let letter = session.urge("周立", Language::Zh, 16_000).unwrap();
    assert_eq!((letter.customers, letter.left_out), (1, secret));
    assert!(!letter.body.contains("徐斌"), "{}", letter.body);

    // Before it is known where to, it is said whether the words will go along.
    assert!(!session.urge("周立", Language::Zh, 300).unwrap().fits);
    // Where to is asked for once, and must be an address.
    let nobody = session.urge_link("周立", Language::Zh, 16_000).unwrap_err();
    assert_eq!(nobody.key(), "error.mail_nobody");
    let wrong = session.set_colleague_address("周立", "zhou");
    assert_eq!(wrong.unwrap_err().key(), "error.mail_address");
    session
        .set_colleague_address("周立", " zhou@example.cn ")
        .unwrap();
    let (link, whole) = session.urge_link("周立", Language::Zh, 16_000).unwrap();
    assert!(link.as_str().starts_with("mailto:zhou@example.cn?subject=") && whole);
    // What is too long goes without its words.
    let (bare, whole) = session.urge_link("周立", Language::Zh, 300).unwrap();
    assert!(!bare.as_str().contains("body=") && !whole);
    // What was put off is not asked about.
    let all = session.urge("周立", Language::Zh, 16_000).unwrap();
    session
        .review_later(&at(firm.unwrap(), "phones"), 7)
        .unwrap();
    let fewer = session.urge("周立", Language::Zh, 16_000).unwrap();
    assert!(fewer.body.len() < all.body.len());
}

#[test]
fn a_colleague_counts_for_as_many_customers_as_the_letter_names() {
    let (session, clock) = session();
    let firm = |name: &str| {
        let values = [
            ("legal_name", Value::text(name)),
            ("phones", raw("021-58881234")),
            ("owner", Value::text("周立")),
        ];
        make(&session, "unit", values)
    };
    let first = firm("华衡检测");
    for n in 0..41 {
        firm(&format!("青禾食品{n}"));
    }
    days(&clock, 4_000);
    let said = || {
        let counted = session.colleagues().unwrap().remove(0).customers;
        let letter = session.urge("周立", Language::Zh, 16_000).unwrap();
        assert_eq!(counted, letter.customers);
        (
            letter.customers,
            letter.left_out.put_off,
            letter.left_out.later,
        )
    };
    assert_eq!(said(), (40, 0, 2));
    // Something of it is still asked about.
    let later = |field: &str| session.review_later(&at(&first, field), 7).unwrap();
    later("coverage");
    assert_eq!(said(), (40, 0, 2));
    later("phones");
    assert_eq!(said(), (40, 1, 1));
    for unit in session.records("unit", 50).unwrap() {
        let all = ["coverage", "phones"].map(|field| at(&unit, field));
        for place in all {
            session.review_later(&place, 7).unwrap();
        }
    }
    assert_eq!(said(), (0, 42, 0));
}
