//! Fields of the user's own beside what else there is: they own nobody, outlive a merge while they are
//! put away, and say so when they can no longer be worked out.

use std::collections::BTreeMap;

use super::own_fields::define;
use super::{bin, change, make, session, unit};
use crate::base::Id;
use crate::fields::FieldShape;
use crate::history::merge::MergeOrder;
use crate::history::takeback::{Answers, Target};
use crate::records::labels::Language;
use crate::records::value::{FieldKind as K, Value};
use crate::session::Session;

fn shape(label: &str) -> FieldShape {
    FieldShape {
        label: label.to_owned(),
        ..FieldShape::default()
    }
}

fn worked_out(session: &Session, entity: &str, kind: K, label: &str, formula: &str) -> String {
    let shape = FieldShape {
        formula: Some(formula.to_owned()),
        ..shape(label)
    };
    session
        .define_field(entity, kind, None, &shape, &[])
        .unwrap()
}

fn say(session: &Session, entity: &str, key: &str, say: impl Fn(&mut FieldShape)) {
    let states = session.own_fields(Language::Zh).unwrap();
    let mut shape = states
        .into_iter()
        .find(|one| one.entity == entity && one.key == key)
        .unwrap()
        .shape;
    say(&mut shape);
    session.edit_field(entity, key, &shape).unwrap();
}

fn latest(session: &Session) -> i64 {
    session.steps(None, 1, None).unwrap()[0].seq
}

fn take_back(session: &Session, seq: i64) -> crate::base::Result<()> {
    let target = Target { seq, only: None };
    let answers = Answers {
        all: true,
        ..Answers::default()
    };
    let plan = session.take_back_plan(target, &answers)?;
    session.take_back(target, &answers, plan.moment).map(|_| ())
}

fn held(session: &Session, entity: &str, id: Id, key: &str) -> Value {
    session.record(entity, id).unwrap().get(key).clone()
}

fn put(session: &Session, entity: &str, id: Id, key: &str, value: Value) {
    let key: &'static str = Box::leak(key.to_owned().into_boxed_str());
    let record = session.record(entity, id).unwrap();
    change(session, &record, key, value);
}

#[test]
fn what_must_point_at_something_is_not_owned_by_it() {
    let (session, _) = session();
    let required = FieldShape {
        required: true,
        ..shape("介绍人")
    };
    let [a, b, c] = ["甲", "乙", "丙"].map(|name| unit(&session, name, None));
    let by = session
        .define_field("unit", K::Ref, Some("unit"), &required, &[])
        .unwrap();
    // Round in a circle, and one that hangs on it.
    for (from, to) in [(a, b), (b, a), (c, a)] {
        put(&session, "unit", from, &by, Value::to(to));
    }
    let step = {
        bin(&session, "unit", &[a]);
        latest(&session)
    };
    for stays in [b, c] {
        assert!(!session.record("unit", stays).unwrap().deleted);
    }
    assert!(session.record("unit", a).unwrap().deleted);
    // Neither does it bring anybody along out of the bin, nor stand in the way.
    bin(&session, "unit", &[b]);
    take_back(&session, step).unwrap();
    assert!(!session.record("unit", a).unwrap().deleted);
    assert!(session.record("unit", b).unwrap().deleted);
    // A reference to its own kind is no tree: moving up it is nobody's circle.
    assert_eq!(held(&session, "unit", c, "parent"), Value::Null);
}

#[test]
fn what_comes_back_gets_no_new_number() {
    let (session, clock) = session();
    let old = unit(&session, "老客户", None);
    let then = session.vault().clock().now();
    bin(&session, "unit", &[old]);
    let step = latest(&session);
    clock.advance(60_000);
    session.set_numbering("unit", None, "KH-{0001}").unwrap();
    take_back(&session, step).unwrap();
    assert_eq!(held(&session, "unit", old, "code"), Value::Null);
    clock.advance(60_000);
    let after = session.vault().clock().now();
    for at in [then, after] {
        let past = session.as_of(at).unwrap();
        assert_eq!(held(&past, "unit", old, "code"), Value::Null);
    }
    let new = unit(&session, "新客户", None);
    assert_eq!(held(&session, "unit", new, "code"), Value::text("KH-0001"));
}

#[test]
fn a_formula_that_can_no_longer_be_read_says_so_in_its_cell() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let base = define(&session, "unit", K::Number, "底数");
    let defined = latest(&session);
    put(&session, "unit", id, &base, Value::Number(4));
    let twice = worked_out(&session, "unit", K::Number, "两倍", "底数 * 2");
    let again = worked_out(&session, "unit", K::Number, "四倍", "两倍 * 2");
    assert_eq!(held(&session, "unit", id, &again), Value::Number(16));
    take_back(&session, defined).unwrap();
    let fault = Value::Fault("error.formula_unread".to_owned());
    assert_eq!(held(&session, "unit", id, &twice), fault);
    assert_eq!(held(&session, "unit", id, &again), fault);
    session.undo().unwrap();
    assert_eq!(held(&session, "unit", id, &again), Value::Number(16));
}

#[test]
fn saying_other_things_of_a_field_works_nothing_out_anew() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let one = define(&session, "unit", K::Number, "一");
    let two = worked_out(&session, "unit", K::Number, "二", "一 + 1");
    put(&session, "unit", id, &one, Value::Number(1));
    // A value that only working it out anew would find wrong.
    let spoil = || {
        session
            .vault()
            .write("test", |tx| {
                tx.sql()
                    .execute(&format!("UPDATE unit SET {two} = 77"), [])?;
                Ok(())
            })
            .unwrap();
    };
    spoil();
    session
        .order_fields("unit", &[two.clone(), one.clone()])
        .unwrap();
    say(&session, "unit", &one, |shape| shape.label = "壹".into());
    say(&session, "unit", &two, |shape| {
        shape.section = "sales".into();
    });
    assert_eq!(held(&session, "unit", id, &two), Value::Number(77));
    say(&session, "unit", &two, |shape| {
        shape.formula = Some("壹 + 2".into());
    });
    assert_eq!(held(&session, "unit", id, &two), Value::Number(3));
}

#[test]
fn what_has_no_sum_is_not_left_out_of_one() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let sum = worked_out(&session, "unit", K::Money, "已收", "sum(contract.received)");
    let least = worked_out(&session, "unit", K::Money, "最少", "min(contract.received)");
    let count = worked_out(
        &session,
        "unit",
        K::Number,
        "几份",
        "count(contract.received)",
    );
    let alone = worked_out(&session, "contract", K::Money, "一成", "received * 10%");
    let contracts = ["一", "二"].map(|name| {
        let values = [("name", Value::text(name)), ("unit", Value::to(id))];
        make(&session, "contract", values).id
    });
    let pay = |contract: Id, amount: &str| {
        let values = [
            ("unit", Value::to(id)),
            ("contract", Value::to(contract)),
            ("received_on", Value::Raw("2026-11-01".into())),
            ("amount", Value::Raw(amount.into())),
        ];
        make(&session, "payment", values)
    };
    pay(contracts[0], "100");
    pay(contracts[1], "100");
    assert!(matches!(held(&session, "unit", id, &sum), Value::Money(_)));
    pay(contracts[1], "USD 1");
    let mixed = Value::Fault("error.formula_currencies".to_owned());
    for key in [&sum, &least] {
        assert_eq!(held(&session, "unit", id, key), mixed);
    }
    assert_eq!(held(&session, "unit", id, &count), Value::Number(1));
    assert_eq!(held(&session, "contract", contracts[1], &alone), mixed);
    session.undo().unwrap();
    assert!(matches!(held(&session, "unit", id, &sum), Value::Money(_)));
}

#[test]
fn a_merge_turns_what_is_put_away_as_well() {
    let (session, _) = session();
    let [stays, goes, other] = ["甲", "乙", "丙"].map(|name| unit(&session, name, None));
    let by = session
        .define_field("unit", K::Ref, Some("unit"), &shape("介绍人"), &[])
        .unwrap();
    let note = define(&session, "unit", K::Text, "备忘");
    put(&session, "unit", other, &by, Value::to(goes));
    put(&session, "unit", goes, &note, Value::text("老关系"));
    for key in [&by, &note] {
        say(&session, "unit", key, |shape| shape.retired = true);
    }
    let plan = session.merge_plan("unit", stays, goes).unwrap();
    let order = MergeOrder {
        entity: "unit".into(),
        winner: stays,
        loser: goes,
        moment: plan.moment,
        takes: BTreeMap::new(),
        former: false,
    };
    session.merge(&order).unwrap();
    let merged = latest(&session);
    for key in [&by, &note] {
        say(&session, "unit", key, |shape| shape.retired = false);
    }
    assert_eq!(held(&session, "unit", other, &by).as_ref_id(), Some(stays));
    assert_eq!(held(&session, "unit", stays, &note), Value::text("老关系"));
    take_back(&session, merged).unwrap();
    assert_eq!(held(&session, "unit", other, &by).as_ref_id(), Some(goes));
}
