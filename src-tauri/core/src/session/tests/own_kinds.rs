//! A field of the user's own becomes one of another kind: what converts, what does not and is told,
//! and that one undo brings all of it back.

use super::own_fields::{KINDS, define};
use super::{bin, change, make, session, unit};
use crate::base::Id;
use crate::fields::FieldShape;
use crate::fields::recast::{KindOrder, KindPlan};
use crate::records::labels::Language;
use crate::records::value::{FieldKind as K, Value};
use crate::session::Session;

fn put(session: &Session, id: Id, key: &str, text: &str) {
    let key: &'static str = Box::leak(key.to_owned().into_boxed_str());
    let record = session.record("unit", id).unwrap();
    change(session, &record, key, Value::Raw(text.to_owned()));
}

fn held(session: &Session, id: Id, key: &str) -> Value {
    session.record("unit", id).unwrap().get(key).clone()
}

fn plan(session: &Session, key: &str, kind: K) -> KindPlan {
    session
        .field_kind_plan("unit", key, kind, Language::Zh)
        .unwrap()
}

fn recast(session: &Session, key: &str, kind: K, lost: u32) -> crate::base::Result<String> {
    let order = KindOrder {
        entity: "unit".to_owned(),
        key: key.to_owned(),
        kind,
        lost,
    };
    session.change_field_kind(&order, Language::Zh)
}

fn label(session: &Session, key: &str, code: &Value) -> String {
    let code = code.as_text().unwrap();
    session
        .vault()
        .read(|read| crate::records::choices::word(read, Language::Zh, key, code))
        .unwrap()
}

#[test]
fn texts_become_numbers_and_what_is_none_is_told_before() {
    let (session, clock) = session();
    let ids = ["甲", "乙", "丙", "丁", "戊"].map(|name| unit(&session, name, None));
    let key = define(&session, "unit", K::Text, "人数");
    for (id, text) in ids.into_iter().zip(["12", "1,300", "约20", "7"]) {
        put(&session, id, &key, text);
    }
    bin(&session, "unit", &[ids[3]]);
    let told = plan(&session, &key, K::Number);
    assert_eq!((told.converts, told.lost), (3, 1));
    assert_eq!(told.samples[1].becomes, "1300");
    assert_eq!(
        (told.losses[0].title.as_str(), told.losses[0].was.as_str()),
        ("丙", "约20")
    );
    let stale = recast(&session, &key, K::Number, 0).unwrap_err();
    assert_eq!(stale.key(), "error.plan_stale");
    assert_eq!(held(&session, ids[0], &key), Value::text("12"));
    let then = session.vault().clock().now();
    clock.advance(60_000);
    let new = recast(&session, &key, K::Number, 1).unwrap();
    assert!(
        session
            .catalog()
            .entity("unit")
            .unwrap()
            .field(&key)
            .is_err()
    );
    let numbers = ids.map(|id| held(&session, id, &new));
    assert_eq!(numbers[..2], [Value::Number(12), Value::Number(1300)]);
    assert_eq!(numbers[2..], [Value::Null, Value::Number(7), Value::Null]);
    // What came before is read as what it was then.
    let past = session.as_of(then).unwrap();
    assert_eq!(held(&past, ids[2], &key), Value::text("约20"));
    session.story("unit", ids[0]).unwrap();
    session.undo().unwrap();
    assert_eq!(held(&session, ids[2], &key), Value::text("约20"));
    session.redo().unwrap();
    assert_eq!(held(&session, ids[1], &new), Value::Number(1300));
    // And back to text, which loses nothing.
    let text = recast(&session, &new, K::Text, 0).unwrap();
    assert_eq!(held(&session, ids[1], &text), Value::text("1300"));
}

#[test]
fn what_is_too_long_for_a_choice_is_told_before() {
    let (session, _) = session();
    let ids = ["甲", "乙"].map(|name| unit(&session, name, None));
    let key = define(&session, "unit", K::Text, "渠道");
    put(&session, ids[0], &key, &"长".repeat(40));
    put(&session, ids[1], &key, &"长".repeat(41));
    let told = plan(&session, &key, K::Choice);
    assert_eq!((told.converts, told.lost), (1, 1));
    assert_eq!(told.losses[0].was, "长".repeat(41));
    let new = recast(&session, &key, K::Choice, 1).unwrap();
    let first = held(&session, ids[0], &new);
    assert_eq!(label(&session, &new, &first), "长".repeat(40));
}

#[test]
fn texts_become_choices_and_choices_texts() {
    let (session, _) = session();
    let ids = ["甲", "乙", "丙"].map(|name| unit(&session, name, None));
    let key = define(&session, "unit", K::Text, "渠道");
    for (id, text) in ids.into_iter().zip(["展会", "官网", "展会"]) {
        put(&session, id, &key, text);
    }
    let told = plan(&session, &key, K::Choice);
    assert_eq!(told.choices, ["展会", "官网"]);
    let new = recast(&session, &key, K::Choice, 0).unwrap();
    let first = held(&session, ids[0], &new);
    assert_eq!(first, held(&session, ids[2], &new));
    assert_eq!(label(&session, &new, &first), "展会");
    let several = recast(&session, &new, K::Choices, 0).unwrap();
    assert!(matches!(held(&session, ids[1], &several), Value::Choices(codes) if codes.len() == 1));
    let text = recast(&session, &several, K::Text, 0).unwrap();
    assert_eq!(held(&session, ids[1], &text), Value::text("官网"));
    for _ in 0..3 {
        session.undo().unwrap();
    }
    assert_eq!(held(&session, ids[1], &key), Value::text("官网"));
}

#[test]
fn formulas_and_tables_go_on_with_the_field() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let key = define(&session, "unit", K::Number, "单价");
    put(&session, id, &key, "5");
    let formula = |label: &str, kind, text: &str| {
        let shape = FieldShape {
            label: label.to_owned(),
            formula: Some(text.to_owned()),
            ..FieldShape::default()
        };
        session
            .define_field("unit", kind, None, &shape, &[])
            .unwrap()
    };
    let twice = formula("两倍", K::Money, "单价 * 2");
    assert!(matches!(held(&session, id, &twice), Value::Fault(_)));
    let views = serde_json::json!({"customers": {"columns": [{"key": key, "width": 90}]}});
    session.set_setting("views", &views).unwrap();
    let new = recast(&session, &key, K::Money, 0).unwrap();
    assert!(matches!(held(&session, id, &twice), Value::Money(sum) if sum.minor == 1_000));
    let views: serde_json::Value = session.setting("views").unwrap().unwrap();
    let shown = views["customers"]["columns"].as_array().unwrap();
    assert_eq!(shown[0]["key"], key.as_str());
    assert_eq!(shown[1]["key"], new.as_str());
    // A formula cannot reckon with several values.
    let refused = session
        .field_kind_plan("unit", &new, K::Texts, Language::Zh)
        .unwrap_err();
    assert_eq!(refused.key(), "error.field_kind_asked_for");
    for (key, kind) in [(&twice, K::Text), (&new, K::Ref), (&new, K::Money)] {
        let refused = session.field_kind_plan("unit", key, kind, Language::Zh);
        assert!(refused.is_err());
    }
    session.undo().unwrap();
    assert!(matches!(held(&session, id, &twice), Value::Fault(_)));
}

#[test]
fn an_older_step_taken_back_spoils_no_value_of_the_new_kind() {
    use crate::history::takeback::{Answers, Target};
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let key = define(&session, "unit", K::Text, "人数");
    put(&session, id, &key, "约20");
    put(&session, id, &key, "20");
    let seq = session.steps(None, 1, None).unwrap()[0].seq;
    let new = recast(&session, &key, K::Number, 0).unwrap();
    let target = Target { seq, only: None };
    let all = Answers {
        all: true,
        ..Answers::default()
    };
    let plan = session.take_back_plan(target, &all).unwrap();
    session.take_back(target, &all, plan.moment).unwrap();
    assert_eq!(held(&session, id, &new), Value::Number(20));
}

#[test]
fn every_kind_becomes_every_other_or_says_that_it_does_not() {
    let points = |kind: K| matches!(kind, K::Ref | K::Refs);
    for from in KINDS.into_iter().filter(|kind| !points(*kind)) {
        let (session, _) = session();
        let made = make(&session, "unit", [("legal_name", Value::text("甲"))]);
        let key = define(&session, "unit", from, "字段");
        let text = match from {
            K::Choice | K::Choices => "首选",
            K::Date | K::FuzzyDate | K::WallTime => "2026-11-01",
            K::Bool => "1",
            K::Emails => "a@example.com",
            K::Phones => "13800138000",
            _ => "12",
        };
        put(&session, made.id, &key, text);
        let was = held(&session, made.id, &key);
        for to in KINDS
            .into_iter()
            .filter(|kind| *kind != from && !points(*kind))
        {
            let told = plan(&session, &key, to);
            assert_eq!(told.converts + told.lost, 1, "{from:?} {to:?}");
            let new = recast(&session, &key, to, told.lost).unwrap();
            assert_eq!(held(&session, made.id, &new).is_null(), told.lost == 1);
            session.undo().unwrap();
            assert_eq!(held(&session, made.id, &key), was, "{from:?} {to:?}");
        }
    }
}
